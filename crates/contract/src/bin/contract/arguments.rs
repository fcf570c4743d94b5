//! The command line. Whatever is wrong with a credential, its text is not repeated: it may be the secret itself.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, ValueEnum};
use contract::witness::Base;
use contract::{Credentials, Options};
use model::Api;

/// Holds a running server, or a recording of traffic, to an OpenAPI document.
#[derive(Parser)]
#[command(name = "contract")]
pub struct Arguments {
    /// The server's base URL. With --har: the only one whose exchanges are held.
    #[arg(long, value_name = "URL", required_unless_present_any = ["list", "har"])]
    url: Option<String>,
    /// Hold the exchanges of a HAR file to the document, and send nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "credential", "max_accepted", "safe", "timeout", "baseline"])]
    pub har: Option<PathBuf>,
    /// With --har: a request to the server that is of no operation is a failure too.
    #[arg(long, requires = "har")]
    pub strict: bool,
    /// The document.
    #[arg(long, value_name = "FILE")]
    pub spec: PathBuf,
    /// A valid credential: the scheme's name, and the environment variable or file that holds it.
    #[arg(long, value_name = "SCHEME=env:NAME|SCHEME=file:PATH")]
    credential: Vec<String>,
    /// Requests that a correct server acts on, at the most. Every one of them may be a real message to somebody.
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_accepted: usize,
    /// Send no request that a correct server acts on.
    #[arg(long)]
    safe: bool,
    /// Milliseconds that one answer may take.
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// List the ids of the cases, and send nothing.
    #[arg(long)]
    pub list: bool,
    /// The form of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write the report to a file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Ids of cases that are known to fail, one a line. One of them that does not fail is a failure.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// The form of the report.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Human,
    Json,
    Junit,
}

impl Arguments {
    /// What the run is to be.
    pub fn options(&self, api: &Api) -> Result<Options> {
        let mut credentials = Credentials::default();
        for given in &self.credential {
            let Some((scheme, source)) = given.split_once('=') else {
                bail!("--credential takes SCHEME=env:NAME or SCHEME=file:PATH")
            };
            let known: Vec<&str> = api.schemes.iter().map(|scheme| scheme.wire.as_str()).collect();
            let Some(scheme) = known.iter().find(|known| **known == scheme) else {
                bail!("--credential names no security scheme of the document, which has: {}", known.join(", "))
            };
            credentials = credentials.with(*scheme, secret(scheme, source)?);
        }
        let max_accepted = if self.safe { 0 } else { self.max_accepted };
        Ok(Options { credentials, max_accepted, timeout: Duration::from_millis(self.timeout) })
    }

    /// Whose exchanges of a recording are held.
    pub fn recorded(&self) -> Result<Base<'_>> {
        if self.url.is_some() { self.url().map(Base::At) } else { Ok(Base::Documented) }
    }

    /// The server's base URL: the only place that anything is sent to.
    pub fn url(&self) -> Result<&str> {
        let url = self.url.as_deref().unwrap_or_default();
        let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
        let authority = rest.split('/').next().unwrap_or_default();
        ensure!(
            !authority.is_empty() && !url.contains(['?', '#', '\\']) && !url.contains(char::is_whitespace),
            "--url takes an http or https URL without query and fragment"
        );
        ensure!(!authority.contains('@'), "--url takes no user and password; use --credential");
        Ok(url)
    }

    /// The ids in the file of known failures. Empty lines and those that start with `#` are for people.
    pub fn baseline(&self) -> Result<BTreeSet<String>> {
        let Some(path) = &self.baseline else { return Ok(BTreeSet::new()) };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(lines.map(str::to_owned).collect())
    }

    /// The file that the report goes to.
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
        // The text itself would stand in the shell's history.
        _ => bail!("--credential {scheme}=… takes env:NAME or file:PATH, not the credential itself"),
    };
    ensure!(!secret.is_empty(), "the credential for `{scheme}` is empty");
    Ok(secret)
}
