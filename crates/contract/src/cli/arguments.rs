//! Command line arguments. Messages do not repeat the values of `--credential`, `--credential-command` and `--header`, because they
//! may hold the secret itself.

mod option;
mod proxy;
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::witness::BaseUrl;
use anyhow::{Context, Result, ensure};

use crate::cli::output::{Format, OutputArguments, Reporter};
pub use option::OptionError;
use proxy::ProxyArguments;
pub use run::RunArguments;

/// The arguments of the command.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The base URL of the server. With --har, check only exchanges with this server.
    #[arg(long, value_name = "URL", required_unless_present_any = ["list", "har", "proxy", "coverage_report"])]
    pub url: Option<String>,
    /// Check the exchanges of a HAR file against the document. Nothing is sent. With --proxy, write the exchanges to the file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "credential", "credential_command", "header", "only", "except", "replay", "max_accepted", "safe", "no_chains", "value", "values", "fail_fast", "timeout", "baseline"])]
    pub har: Option<PathBuf>,
    /// Fail on advisories too, as with --fail-on advice. With --har or --proxy, fail if a request to the server has no operation
    /// in the document.
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub(super) proxy: ProxyArguments,
    /// The OpenAPI document.
    #[arg(long, value_name = "FILE")]
    pub spec: PathBuf,
    /// An overlay to apply to the document (Overlay Specification 1.0 or 1.1). Can be repeated; the overlays are applied in order.
    #[arg(long, value_name = "FILE")]
    pub overlay: Vec<PathBuf>,
    /// Also write the document with its overlays to a file, as YAML or JSON by its extension.
    #[arg(long, value_name = "FILE")]
    pub effective: Option<PathBuf>,
    #[command(flatten)]
    pub(super) run: RunArguments,
    /// Print the resources that are inferred from the document, and the ids of all cases; with --verbose, also the rule
    /// that each case rests on. Nothing is sent.
    #[arg(long)]
    pub list: bool,
    /// Print the coverage in a file that --coverage or tests with a `WitnessLayer` wrote. Nothing is sent.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["url", "har", "list", "proxy", "strict", "RunArguments", "baseline"])]
    pub coverage_report: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    /// A file with the ids of cases that are known to fail, one per line. Listed failures are ignored; a listed case that
    /// passes is an error.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Variables that `env:NAME` reads before those of the process.
    #[arg(skip)]
    pub environment: BTreeMap<String, String>,
    /// Shows the errors of the document and the warnings of overlays.
    #[arg(skip)]
    pub reporter: Reporter,
}

impl Arguments {
    /// The base URL of the exchanges to check.
    pub fn recorded_base(&self) -> Result<BaseUrl<'_>> {
        if self.url.is_some() { self.url().map(BaseUrl::At) } else { Ok(BaseUrl::Documented) }
    }

    /// The base URL of the server.
    pub fn url(&self) -> Result<&str> {
        let url = self.url.as_deref().unwrap_or_default();
        checked_url(url).map_err(OptionError::of("--url", url))
    }

    /// The case ids in the baseline. Empty lines and lines that start with `#` are ignored.
    pub fn baseline(&self) -> Result<BTreeSet<String>> {
        let Some(path) = &self.baseline else { return Ok(BTreeSet::new()) };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(lines.map(str::to_owned).collect())
    }

    /// Checks that the report of recorded traffic can have the format. `option` is what selects recorded traffic.
    pub fn check_traffic_format(&self, option: &str) -> Result<()> {
        ensure!(
            matches!(self.output.format, None | Some(Format::Human | Format::Json)) && self.output.report.is_empty(),
            "{option} has reports of the formats human and json, with --format and --output"
        );
        Ok(())
    }
}

/// The base URL, if it is one.
fn checked_url(url: &str) -> Result<&str> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")).unwrap_or_default();
    let authority = rest.split('/').next().unwrap_or_default();
    ensure!(
        !authority.is_empty() && !url.contains(['?', '#', '\\']) && !url.contains(char::is_whitespace),
        "--url takes an http or https URL without a query and a fragment"
    );
    ensure!(!authority.contains('@'), "--url takes no user name and password; use --credential");
    Ok(url)
}
