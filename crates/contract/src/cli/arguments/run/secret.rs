//! Reads credentials and headers. Messages name the scheme or header, and never the value.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use crate::ExtraHeader;
use anyhow::{Context, Result, bail, ensure};
use model::Api;
use model::api::CredentialPlace;

/// A credential from `env:NAME` or `file:PATH`. Variables of `environment` come before those of the process.
pub(super) fn given(scheme: &str, source: &str, environment: &BTreeMap<String, String>) -> Result<String> {
    let secret = match source.split_once(':') {
        Some(("env", name)) => environment
            .get(name)
            .cloned()
            .or_else(|| std::env::var(name).ok())
            .with_context(|| format!("the environment variable for `{scheme}` is not set"))?,
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

/// The credential that a shell command prints. Its standard error is that of this process.
pub(super) fn fetched(scheme: &str, command: &str) -> Result<String> {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut shell = Command::new(shell);
    let output = shell.arg(option).arg(command).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot run the command for `{scheme}`"))?;
    ensure!(output.status.success(), "the command for `{scheme}` failed: {}", output.status);
    let text = String::from_utf8(output.stdout).ok();
    let text = text.with_context(|| format!("the output of the command for `{scheme}` is not text"))?;
    let secret = text.trim();
    ensure!(!secret.is_empty(), "the command for `{scheme}` printed no credential");
    ensure!(!secret.contains(char::is_control), "the command for `{scheme}` printed more than one line");
    Ok(secret.to_owned())
}

/// A header from `Name: value` or `Name: env:NAME`.
pub(super) fn header(api: &Api, given: &str) -> Result<ExtraHeader> {
    let Some((name, value)) = given.split_once(':') else { bail!("--header takes 'Name: value' or 'Name: env:NAME'") };
    let (name, value) = (name.trim(), value.trim());
    ensure!(http::HeaderName::from_bytes(name.as_bytes()).is_ok(), "--header takes 'Name: value' or 'Name: env:NAME'");
    let is_of_scheme = |place: &CredentialPlace| match place {
        CredentialPlace::Header(own) => own.eq_ignore_ascii_case(name),
        CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_) => {
            name.eq_ignore_ascii_case("authorization")
        }
        CredentialPlace::Query(_) | CredentialPlace::Cookie(_) => false,
    };
    // Cases without a credential would have one.
    if let Some(scheme) = api.schemes.iter().find(|scheme| is_of_scheme(&scheme.place)) {
        let wire = &scheme.wire;
        bail!(
            "--header {name}: the document describes it as the credential of `{wire}`: give --credential {wire}=env:NAME"
        );
    }
    let header = match value.strip_prefix("env:") {
        None => ExtraHeader::new(name, value),
        Some(variable) => {
            let value = std::env::var(variable).ok();
            let value =
                value.with_context(|| format!("the environment variable for the header `{name}` is not set"))?;
            ensure!(http::HeaderValue::from_str(&value).is_ok(), "the value of the header `{name}` is not valid");
            ExtraHeader::secret(name, value)
        }
    };
    ensure!(http::HeaderValue::from_str(value).is_ok(), "the value of the header `{name}` is not valid");
    Ok(header)
}
