//! Calls the client of one document against its server.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::build::Built;
use super::process::within;
use super::witness::Witnessed;
use cargo_oas::document::OverlayArguments;

/// The result of calling the client against the server.
pub struct RoundTrip {
    /// Whether both sides saw the same values and the witness found no mismatch.
    pub is_ok: bool,
    /// The number of calls and differences, of checked exchanges and mismatches, in words.
    pub summary: String,
    /// The first difference.
    pub first: Option<String>,
    /// The first mismatches that the witness found.
    pub mismatches: Vec<String>,
}

/// Runs the program that calls the client against the server, and checks its recording with the witness.
pub fn round_trip(document: &Path, overlays: &OverlayArguments, built: &Built<'_>) -> Result<RoundTrip> {
    let har = built.out.join("recording.har");
    let mut cargo = built.cargo(&["run", "-q", "-p", &format!("{}-roundtrip", built.stem), "--", "--har"])?;
    let ended = within(cargo.arg(&har), built.limit)?;
    let summary = ended.last_line().unwrap_or("no output").to_owned();
    let first = ended.stdout.lines().next().filter(|_| ended.code != Some(0)).map(str::to_owned);
    let mut trip = RoundTrip { is_ok: ended.code == Some(0), summary, first, mismatches: Vec::new() };
    // 0: no differences, 1: differences. Otherwise the program and its recording are incomplete.
    if matches!(ended.code, Some(0 | 1)) {
        let mut witness = Command::new(std::env::current_exe()?);
        overlays.pass(witness.arg("corpus-witness").arg(document).arg(&har));
        let ended = within(&mut witness, built.limit)?;
        match Witnessed::parse(&ended.stdout) {
            Some(witnessed) => {
                trip.is_ok &= witnessed.mismatches == 0;
                trip.summary.push_str(&format!(
                    ", {} exchanges checked, {} mismatches",
                    witnessed.checked, witnessed.mismatches
                ));
                trip.mismatches = witnessed.listed;
            }
            None => {
                trip.is_ok = false;
                let error = ended.last_line().unwrap_or("no output");
                trip.summary.push_str(&format!(", the witness failed: {error}"));
            }
        }
    }
    Ok(trip)
}
