//! The arguments of a run that sends requests.

mod secret;
mod values;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use crate::transport::DEFAULT_MAX_ACCEPTED;
use crate::{Case, Credentials, ExtraHeader, Options, Pattern, Refresh, Selection, Severity};
use anyhow::{Result, bail, ensure};
use clap::ValueEnum;
use model::Api;
use values::ValueArguments;

use super::OptionError;

#[derive(Debug, clap::Args)]
pub struct RunArguments {
    /// A valid credential: the name of its security scheme, and the environment variable or file that holds it. Can be
    /// repeated.
    #[arg(long, value_name = "SCHEME=env:NAME|SCHEME=file:PATH")]
    credential: Vec<String>,
    /// A shell command that prints a valid credential. It runs before the first request, and again after a response with 401 to a
    /// request with a valid credential. Can be repeated.
    #[arg(long, value_name = "SCHEME=COMMAND")]
    credential_command: Vec<String>,
    /// A header that every request carries, unless the request has one of the same name. Reports do not show the value if it is
    /// from the environment, or the name tells that it is secret, as `Cookie` does. Can be repeated.
    #[arg(long, value_name = "NAME: VALUE|NAME: env:NAME")]
    header: Vec<String>,
    /// Send only the cases of an operation (its id), tag (`tag:NAME`) or group, or those with an id. `*` stands for any
    /// characters. Can be repeated.
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,
    /// Do not send the cases of an operation, tag or group, or those with an id, as for --only. Can be repeated.
    #[arg(long, value_name = "PATTERN")]
    except: Vec<String>,
    /// Send one case, and print request and response. Credentials are replaced by the names of shell variables, sensitive values
    /// by `hidden`.
    #[arg(long, value_name = "CASE", conflicts_with_all = ["only", "except", "list"])]
    pub replay: Option<String>,
    /// Print the request and response of each case to standard error, as --replay does. With --list, print the rule that each case
    /// rests on.
    #[arg(short, long)]
    pub verbose: bool,
    /// The maximum number of requests that the server may act on. Each of them may send a real message or store a record. Above 20,
    /// also DELETE requests without their required filter.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_ACCEPTED)]
    max_accepted: usize,
    /// Send two kinds of requests only: those with a safe method, and those without a valid credential to operations that demand one. A
    /// server that does not check credentials acts on the second kind: POST, and PUT, PATCH and DELETE with a made-up id in the path.
    /// The same as --max-accepted 0.
    #[arg(long)]
    safe: bool,
    /// Create no resources for other cases. Without this option, the runner creates, reads, changes and deletes one instance of
    /// each resource.
    #[arg(long)]
    no_chains: bool,
    #[command(flatten)]
    values: ValueArguments,
    /// The least severe violation that fails a case.
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Failure, conflicts_with = "strict")]
    fail_on: FailOn,
    /// Skip all cases after the first failed one.
    #[arg(long)]
    fail_fast: bool,
    /// The maximum number of requests that are sent at the same time. Requests with unsafe methods are sent one after the other. The
    /// results are the same.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// How often a request is repeated if the connection fails. A request with an unsafe method is repeated only if no connection
    /// could be made.
    #[arg(long, value_name = "N", default_value_t = 0)]
    retries: u32,
    /// The maximum number of requests per second.
    #[arg(long, value_name = "N")]
    rate: Option<NonZeroU32>,
    /// The maximum time for one response, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
}

/// Severities.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// The response violates a requirement of the document or of a specification.
    Failure,
    /// Also if it violates a recommendation.
    Warning,
    /// Also if it differs from common practice.
    Advice,
}

impl RunArguments {
    /// The options of a run. Runs the commands of `--credential-command`.
    pub fn options(&self, api: &Api, strict: bool, environment: &BTreeMap<String, String>) -> Result<Options> {
        let mut credentials = Credentials::default();
        for given in &self.credential {
            let (scheme, secret) =
                credential(api, given, environment).map_err(OptionError::of("--credential", given))?;
            credentials = credentials.with(scheme, secret);
        }
        let mut commands: Vec<(String, String)> = Vec::new();
        for given in &self.credential_command {
            let Some((scheme, command)) = given.split_once('=') else {
                bail!("--credential-command takes SCHEME=COMMAND")
            };
            let scheme = known_scheme(api, "--credential-command", scheme)?;
            ensure!(!credentials.has(scheme), "the credential for `{scheme}` is given twice");
            credentials = credentials.with(scheme, secret::fetched(scheme, command)?);
            commands.push((scheme.to_owned(), command.to_owned()));
        }
        let refresh = (!commands.is_empty()).then(|| {
            Refresh::new(move |scheme| {
                let (_, command) = commands.iter().find(|(known, _)| known == scheme)?;
                let fetched = secret::fetched(scheme, command);
                fetched.inspect_err(|error| eprintln!("warning: {error:#}")).ok().map(Into::into)
            })
        });
        let header =
            |given: &String| secret::header(api, given).map_err(|error| OptionError::of("--header", given)(error));
        let headers = self.header.iter().map(header).collect::<Result<Vec<ExtraHeader>>>()?;
        let fail_on = match self.fail_on {
            _ if strict => Severity::Advice,
            FailOn::Failure => Severity::Must,
            FailOn::Warning => Severity::Should,
            FailOn::Advice => Severity::Advice,
        };
        Ok(Options {
            credentials,
            max_accepted: Some(if self.safe { 0 } else { self.max_accepted }),
            timeout: Duration::from_millis(self.timeout),
            fail_on,
            selection: self.selection(),
            fail_fast: self.fail_fast,
            jobs: usize::from(self.jobs),
            retries: self.retries,
            rate: self.rate,
            headers,
            refresh,
            keep_responses: self.verbose || self.replay.is_some(),
            values: self.values.read()?,
            chains: !self.no_chains,
            ..Options::default()
        })
    }

    fn selection(&self) -> Selection {
        let patterns = |given: &[String]| given.iter().map(|text| Pattern::new(text)).collect();
        let replay = self.replay.iter().map(|id| Pattern::Case(id.clone()));
        let only: Vec<Pattern> = patterns(&self.only);
        Selection { only: only.into_iter().chain(replay).collect(), except: patterns(&self.except) }
    }

    /// Checks that each pattern selects a case, and that any case is left.
    pub fn check_selection(&self, api: &Api, cases: &[Case]) -> Result<()> {
        for (option, patterns) in [("--only", &self.only), ("--except", &self.except)] {
            for text in patterns {
                let pattern = Pattern::new(text);
                ensure!(
                    cases.iter().any(|case| pattern.matches(api, case)),
                    "{option} `{text}` selects no case: --list prints all ids"
                );
            }
        }
        if let Some(id) = &self.replay {
            ensure!(
                cases.iter().any(|case| case.id == *id),
                "--replay: there is no case `{id}`: --list prints all ids"
            );
        }
        let selection = self.selection();
        ensure!(cases.iter().any(|case| selection.includes(api, case)), "--only and --except leave no case");
        Ok(())
    }
}

/// The scheme and the credential of a value of `--credential`.
fn credential<'a>(api: &'a Api, given: &str, environment: &BTreeMap<String, String>) -> Result<(&'a str, String)> {
    let Some((scheme, source)) = given.split_once('=') else {
        bail!("--credential takes SCHEME=env:NAME or SCHEME=file:PATH")
    };
    let scheme = known_scheme(api, "--credential", scheme)?;
    Ok((scheme, secret::given(scheme, source, environment)?))
}

/// The name of a security scheme of the document.
fn known_scheme<'a>(api: &'a Api, option: &str, name: &str) -> Result<&'a str> {
    let mut known = api.schemes.iter().map(|scheme| scheme.wire.as_str());
    match known.clone().find(|known| *known == name) {
        Some(scheme) => Ok(scheme),
        None => {
            let names = known.by_ref().collect::<Vec<_>>().join(", ");
            bail!("{option} names an unknown security scheme; the document has: {names}")
        }
    }
}
