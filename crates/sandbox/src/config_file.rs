//! The file of `--config`. Its keys become flags, unless a flag or variable sets the same setting, and are parsed with the
//! command line. So all sources accept the same values and report the same errors.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use toml::{Table, Value};

use crate::arguments::Arguments;

/// The settings of the command line, the environment and the file of `--config`.
///
/// An error in the command line, and `--help`, end the process.
///
/// # Errors
///
/// An error in the file, or a file that cannot be read. Messages do not contain the API key.
pub fn arguments() -> Result<Arguments> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let matches = Arguments::command().get_matches_from(&given);
    let Some(path) = Arguments::from_arg_matches(&matches)?.config else {
        return Ok(Arguments::from_arg_matches(&matches)?);
    };
    let mut all = given;
    all.extend(flags(&read(&path)?, &matches).with_context(|| path.display().to_string())?);
    let matches = Arguments::command().try_get_matches_from(all);
    let matches = matches.map_err(|error| anyhow::anyhow!("{}: {}", path.display(), reason(&error)))?;
    Ok(Arguments::from_arg_matches(&matches)?)
}

fn read(path: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse::<Table>().map_err(|error| {
        // The message of the parser shows the line, which may hold the API key.
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        anyhow::anyhow!("{}:{line}: not TOML", path.display())
    })
}

/// The keys of the file as flags, without those that are set already.
fn flags(table: &Table, matches: &ArgMatches) -> Result<Vec<OsString>> {
    let command = Arguments::command();
    let names: Vec<&str> =
        command.get_arguments().filter_map(clap::Arg::get_long).filter(|name| is_setting(name)).collect();
    let mut flags = Vec::new();
    for (key, value) in table {
        let Some(name) = names.iter().find(|name| *name == key) else {
            bail!("unknown key `{key}`; expected one of {}", names.join(", "))
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            _ => bail!("`{key}` must be a string or an integer"),
        };
        ensure!(!text.is_empty(), "`{key}` is empty");
        let source = matches.value_source(&name.replace('-', "_"));
        if matches!(source, None | Some(ValueSource::DefaultValue)) {
            flags.push(format!("--{key}={text}").into());
        }
    }
    Ok(flags)
}

fn is_setting(name: &str) -> bool {
    !matches!(name, "config" | "help" | "version")
}

/// The first line of clap's message, without `error: `.
fn reason(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
