//! Command line arguments. Messages do not repeat the value of `--credential`, because it may be the secret itself.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::{Parser, ValueEnum};
use contract::witness::BaseUrl;
use contract::{Credentials, Options, Severity};
use model::{Api, Source};
use serde_json::Value;

use crate::proxy::ProxyArguments;

/// Test a running server, or recorded traffic, against an OpenAPI document.
#[derive(Parser)]
#[command(name = "contract")]
pub struct Arguments {
    /// The base URL of the server. With --har, check only exchanges with this server.
    #[arg(long, value_name = "URL", required_unless_present_any = ["list", "har", "proxy"])]
    url: Option<String>,
    /// Check the exchanges of a HAR file against the document. Nothing is sent. With --proxy, write the exchanges to the file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "credential", "max_accepted", "safe", "timeout", "baseline"])]
    pub har: Option<PathBuf>,
    /// Fail on advisories too. With --har or --proxy, fail if a request to the server has no operation in the document.
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub proxy: ProxyArguments,
    /// The OpenAPI document.
    #[arg(long, value_name = "FILE")]
    pub spec: PathBuf,
    /// A valid credential: the name of its security scheme, and the environment variable or file that holds it. Can be
    /// repeated.
    #[arg(long, value_name = "SCHEME=env:NAME|SCHEME=file:PATH")]
    credential: Vec<String>,
    /// The maximum number of requests that the server may act on. Each of them may send a real message or store a record.
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_accepted: usize,
    /// Send no request that the server may act on, even by error: only safe methods, and requests without a valid credential.
    /// The same as --max-accepted 0.
    #[arg(long)]
    safe: bool,
    /// Create no resources for other cases. Without this option, the runner creates, reads, changes and deletes one instance of
    /// each resource.
    #[arg(long)]
    no_chains: bool,
    /// The value of a parameter or of a property of bodies, such as the id of a resource that exists on the server. The value is
    /// JSON, or text if it is not valid JSON. Can be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    value: Vec<String>,
    /// A JSON or YAML file with an object of such values. --value replaces those of the same name.
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,
    /// The maximum time for one response, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Print the ids of all cases. Nothing is sent.
    #[arg(long)]
    pub list: bool,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write the report to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A file with the ids of cases that are known to fail, one per line. Listed failures are ignored; a listed case that
    /// passes is an error.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// Formats of the report.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Human,
    Json,
    Junit,
}

impl Arguments {
    /// The options of a run.
    pub fn options(&self, api: &Api) -> Result<Options> {
        let mut credentials = Credentials::default();
        for given in &self.credential {
            let Some((scheme, source)) = given.split_once('=') else {
                bail!("--credential takes SCHEME=env:NAME or SCHEME=file:PATH")
            };
            let known: Vec<&str> = api.schemes.iter().map(|scheme| scheme.wire.as_str()).collect();
            let Some(scheme) = known.iter().find(|known| **known == scheme) else {
                bail!("--credential names an unknown security scheme; the document has: {}", known.join(", "))
            };
            credentials = credentials.with(*scheme, secret(scheme, source)?);
        }
        let max_accepted = if self.safe { 0 } else { self.max_accepted };
        let fail_on = if self.strict { Severity::Advice } else { Severity::Must };
        let timeout = Duration::from_millis(self.timeout);
        let (values, chains) = (self.known_values()?, !self.no_chains);
        Ok(Options {
            credentials,
            max_accepted: Some(max_accepted),
            timeout,
            fail_on,
            values,
            chains,
            ..Options::default()
        })
    }

    /// The values of `--values` and `--value`. Messages do not show them: a value may be personal data.
    fn known_values(&self) -> Result<HashMap<String, Value>> {
        let mut values = HashMap::new();
        if let Some(path) = &self.values {
            let source = Source::from_disk(path, path.to_string_lossy());
            let source = source.with_context(|| format!("cannot read {}", path.display()))?;
            let node = model::load::load(&source);
            let node = node.map_err(|_| anyhow!("{} is neither JSON nor YAML", path.display()))?;
            let Value::Object(object) = node.to_json() else { bail!("{} has no object", path.display()) };
            values.extend(object);
        }
        for given in &self.value {
            let Some((name, value)) = given.split_once('=').filter(|(name, _)| !name.is_empty()) else {
                bail!("--value takes NAME=VALUE")
            };
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            values.insert(name.to_owned(), value);
        }
        Ok(values)
    }

    /// The base URL of the exchanges to check.
    pub fn recorded_base(&self) -> Result<BaseUrl<'_>> {
        if self.url.is_some() { self.url().map(BaseUrl::At) } else { Ok(BaseUrl::Documented) }
    }

    /// The base URL of the server.
    pub fn url(&self) -> Result<&str> {
        let url = self.url.as_deref().unwrap_or_default();
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
        let authority = rest.split('/').next().unwrap_or_default();
        ensure!(
            !authority.is_empty() && !url.contains(['?', '#', '\\']) && !url.contains(char::is_whitespace),
            "--url takes an http or https URL without a query and a fragment"
        );
        ensure!(!authority.contains('@'), "--url takes no user name and password; use --credential");
        Ok(url)
    }

    /// The case ids in the baseline. Empty lines and lines that start with `#` are ignored.
    pub fn baseline(&self) -> Result<BTreeSet<String>> {
        let Some(path) = &self.baseline else { return Ok(BTreeSet::new()) };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(lines.map(str::to_owned).collect())
    }

    /// The file for the report, opened for writing.
    pub fn output(&self) -> Result<Option<File>> {
        let open = |path: &PathBuf| File::create(path).with_context(|| format!("cannot write {}", path.display()));
        self.output.as_ref().map(open).transpose()
    }
}

fn secret(scheme: &str, source: &str) -> Result<String> {
    let secret = match source.split_once(':') {
        Some(("env", name)) => {
            std::env::var(name).ok().with_context(|| format!("the environment variable for `{scheme}` is not set"))?
        }
        Some(("file", path)) => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the file for `{scheme}`"))?
            .trim_end()
            .to_owned(),
        // A credential on the command line would be saved in the shell's history.
        _ => bail!("--credential {scheme}=… takes env:NAME or file:PATH, not the credential itself"),
    };
    ensure!(!secret.is_empty(), "the credential for `{scheme}` is empty");
    Ok(secret)
}
