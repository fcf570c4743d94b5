//! The settings of the contract runner as its options, and the errors of options at their places in the settings.

use contract::cli::OptionError;
use model::problem::Kind;

use super::here::WITHOUT_SERVER;
use crate::config::Found;
use crate::document::shown;
use crate::failure::Failure;

/// An option of the runner that the settings of a workspace have in place of its user.
pub(super) struct Setting {
    /// The option, such as `--credential`.
    pub option: &'static str,
    /// Its value.
    pub value: String,
    /// The keys that lead to it.
    keys: Vec<String>,
}

impl Setting {
    fn new(option: &'static str, keys: &[&str], value: String) -> Self {
        Setting { option, value, keys: keys.iter().map(|key| (*key).to_owned()).collect() }
    }

    fn keys(&self) -> Vec<&str> {
        self.keys.iter().map(String::as_str).collect()
    }
}

/// Checks that the document, its overlays and the values can be read.
pub(super) fn readable(found: &Found, settings: &[Setting]) -> Result<(), Failure> {
    let files = settings.iter().filter(|setting| matches!(setting.option, "--spec" | "--overlay" | "--values"));
    for setting in files {
        let path = std::path::absolute(&setting.value).unwrap_or_else(|_| setting.value.clone().into());
        let opened = std::fs::File::open(&path);
        opened.map_err(|error| found.unreadable(&setting.keys(), &path, &error))?;
    }
    Ok(())
}

/// The error of an option as one of the setting that it comes from. `None` if it comes from the command line.
pub(super) fn in_settings(found: &Found, settings: &[Setting], error: &OptionError) -> Option<Failure> {
    let is_it = |setting: &&Setting| setting.option == error.option && setting.value == error.value;
    let setting = settings.iter().find(is_it)?;
    let kind = Kind::Invalid {
        what: "the setting".to_owned(),
        why: format!("is not valid: {error}"),
        instead: "correct it, or give the option of the command in its place",
    };
    Some(found.failure(vec![found.problem(&setting.keys(), kind)]))
}

/// The settings of a workspace as options of the runner. Options that are given replace them.
pub(super) fn settings(found: &Found, has: &impl Fn(&str) -> bool) -> Vec<Setting> {
    let path = |path: &std::path::Path| shown(&found.path(path)).to_string_lossy().into_owned();
    let config = &found.config;
    let contract = &config.contract;
    let mut all = vec![Setting::new("--spec", &["document"], path(&config.document))];
    let overlays = config.overlays.iter().enumerate();
    all.extend(overlays.map(|(at, overlay)| Setting::new("--overlay", &["overlays", &at.to_string()], path(overlay))));
    let sends = !["--har", "--proxy", "--coverage-report"].into_iter().any(has);
    if sends {
        let credential = |(scheme, source): (&String, &String)| {
            let value = match source.strip_prefix("file:") {
                Some(file) => format!("{scheme}=file:{}", path(file.as_ref())),
                None => format!("{scheme}={source}"),
            };
            Setting::new("--credential", &["contract", "credentials", scheme], value)
        };
        // Those of a server that is not started here come from the command line.
        let is_started = contract.server.is_some() && contract.url.is_none();
        if !(is_started && (has("--url") || has("--list"))) {
            all.extend(contract.credentials.iter().map(credential));
            let most = contract.max_accepted.iter().map(usize::to_string);
            all.extend(most.map(|most| Setting::new("--max-accepted", &["contract", "max-accepted"], most)));
        }
        let headers = contract.headers.iter().enumerate();
        all.extend(
            headers.map(|(at, header)| {
                Setting::new("--header", &["contract", "headers", &at.to_string()], header.clone())
            }),
        );
        all.extend(
            contract.values.iter().map(|values| Setting::new("--values", &["contract", "values"], path(values))),
        );
    }
    if let Some(url) = contract.url.as_ref().filter(|_| !WITHOUT_SERVER.into_iter().any(has)) {
        all.push(Setting::new("--url", &["contract", "url"], url.clone()));
    }
    let replaced = |option: &str| has(option) || (option == "--max-accepted" && has("--safe"));
    all.retain(|setting| !replaced(setting.option));
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

    use clap::Parser;
    use model::Source;
    use model::report::{self, Options};

    use super::*;
    use crate::config::parse;

    #[derive(Parser)]
    struct Runner {
        #[command(flatten)]
        arguments: contract::cli::Arguments,
    }

    const DOCUMENT: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
security: [{token: []}]
paths: {/a: {get: {operationId: a, responses: {'204': {description: d}, '401': {description: d}}}}}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
";

    /// The report of a run with settings, which start after `document = …` and `[contract]`.
    fn reported(lines: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.yaml"), DOCUMENT).expect("a file");
        let text = format!("document = 'a.yaml'\n[contract]\n{lines}");
        let config = parse(&text).expect("valid settings");
        let found = Found { root: folder.path().to_owned(), config, source: Source::new("oas.toml", text) };
        let all = settings(&found, &|_| false);
        let line = all.iter().map(|setting| format!("{}={}", setting.option, setting.value));
        let url = (found.config.contract.url.is_none()).then(|| "--url=http://127.0.0.1:1".to_owned());
        let Runner { arguments } = Runner::parse_from(["contract".to_owned()].into_iter().chain(line).chain(url));
        let failure = readable(&found, &all).err().or_else(|| {
            let error = contract::cli::start(&arguments).expect_err("the run does not start");
            in_settings(&found, &all, error.downcast_ref().expect("an error of an option"))
        });
        let Some(Failure::Settings(source, problems)) = failure else { panic!("{failure:?}") };
        report::render(&source, &problems, Options::default())
    }

    fn expected(message: &str, line: &str, mark: &str) -> String {
        let column = line.find(mark).expect("the mark") + 1;
        let underline = format!("{}{}", " ".repeat(column - 1), "^".repeat(mark.len()));
        format!(
            "error[invalid-value]: the setting is not valid: {message}\n --> oas.toml:3:{column}\n  |\n3 | {line}\n  | {underline}\n  |\n  \
             = help: correct it, or give the option of the command in its place\n\noas.toml: 1 error\n"
        )
    }

    #[test]
    fn a_wrong_url_is_at_its_place() {
        for (url, message) in [
            ("'ftp://a'", "--url takes an http or https URL without a query and a fragment"),
            ("'http://a?b=c'", "--url takes an http or https URL without a query and a fragment"),
            ("'http://me@a'", "--url takes no user name and password; use --credential"),
        ] {
            let credentials = "credentials = { token = 'file:a.yaml' }\n";
            let report = reported(&format!("url = {url}\n{credentials}"));
            assert_eq!(report, expected(message, &format!("url = {url}"), url));
        }
    }

    #[test]
    fn wrong_credentials_and_headers_are_at_their_places() {
        for (line, mark, message) in [
            (
                "credentials = { token = 'env:NO_SUCH_VARIABLE' }",
                "'env:NO_SUCH_VARIABLE'",
                "the environment variable for `token` is not set",
            ),
            (
                "credentials = { key = 'env:KEY' }",
                "'env:KEY'",
                "--credential names an unknown security scheme; the document has: token",
            ),
            (
                "headers = ['x-a: b', 'Authorization: env:KEY']",
                "'Authorization: env:KEY'",
                "--header Authorization: the document describes it as the credential of `token`: give --credential token=env:NAME",
            ),
        ] {
            let shown = line.replace("'x-a: b'", "'x-a: *'");
            assert_eq!(reported(&format!("{line}\n")), expected(message, &shown, mark));
        }
    }

    /// The report shows the line of the error, and the value may be the secret itself.
    #[test]
    fn a_report_shows_no_secret() {
        let line = "credentials = { token = 's3cret' }";
        let message = "--credential token=… takes env:NAME or file:PATH, not the credential itself";
        assert_eq!(reported(line), expected(message, &line.replace("s3cret", "******"), "'******'"));
        let report = reported("credentials = { token = \"s3c\\\"ret\", b = 's3cret' }\nheaders = ['x b: s3cret']\n");
        assert!(!report.contains("s3c") && !report.contains("ret\""), "{report}");
    }

    #[test]
    fn a_missing_file_of_values_is_at_its_place() {
        assert_eq!(
            reported("values = 'a.yml'\n"),
            "error[unreadable-file]: the file of `a.yml` does not exist
 --> oas.toml:3:10
  |
3 | values = 'a.yml'
  |          ^^^^^^^
  |
  = help: did you mean `a.yaml`?

oas.toml: 1 error
"
        );
    }
}
