//! The result of one document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::alone::Alone;
use super::build::Compiled;
use super::process::Ended;
use super::round_trip::RoundTrip;

/// The result of one document.
pub struct Row {
    pub document: String,
    pub outcome: Outcome,
    pub milliseconds: u64,
    /// The peak memory; `None` if the system does not provide it, or the process was killed.
    pub peak_kib: Option<u64>,
    /// The result of progenitor alone.
    pub alone: Option<Alone>,
    pub compiled: Option<Compiled>,
    pub round_trip: Option<RoundTrip>,
}

pub enum Outcome {
    /// Files were generated.
    Generated { stem: String, operations: u64, warnings: u64 },
    /// The document was rejected: the number of errors by code, and the first message.
    Rejected { codes: BTreeMap<String, u64>, first: String },
    /// The process failed: its exit code and the first line of its errors.
    Crashed(String),
    /// The process was killed after the time limit.
    Late,
}

impl Outcome {
    /// Whether the generator failed, as opposed to rejecting the document.
    pub fn is_failure(&self) -> bool {
        match self {
            Outcome::Generated { .. } => false,
            Outcome::Rejected { codes, .. } => codes.contains_key("generator-failed"),
            Outcome::Crashed(_) | Outcome::Late => true,
        }
    }

    /// Whether the document has an OpenAPI version that is not supported.
    pub fn is_other_version(&self) -> bool {
        matches!(self, Outcome::Rejected { codes, .. } if codes.contains_key("openapi-version"))
    }
}

impl Row {
    /// Reads the result of a document's process.
    pub fn of(document: &str, ended: &Ended) -> Self {
        let result: Value = serde_json::from_str(ended.stdout.trim()).unwrap_or_default();
        let number = |key: &str| result.get(key).and_then(Value::as_u64);
        let counts = |key: &str| -> Option<BTreeMap<String, u64>> {
            let counts = result.get(key)?.as_object()?;
            Some(counts.iter().map(|(code, count)| (code.clone(), count.as_u64().unwrap_or(0))).collect())
        };
        let text = |key: &str| result.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let outcome = match (ended.code, ended.is_late, counts("errors")) {
            (_, true, _) => Outcome::Late,
            (Some(0), _, Some(codes)) => Outcome::Rejected { codes, first: text("first") },
            (Some(0), _, None) => Outcome::Generated {
                stem: text("stem"),
                operations: number("operations").unwrap_or(0),
                warnings: counts("warnings").unwrap_or_default().values().sum(),
            },
            (code, _, _) => {
                let line = ended.stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no output");
                let how = code.map_or("killed".to_owned(), |code| format!("exit {code}"));
                Outcome::Crashed(format!("{how}: {line}"))
            }
        };
        let took = u64::try_from(ended.took.as_millis()).unwrap_or(u64::MAX);
        let milliseconds = number("milliseconds").unwrap_or(took);
        Row {
            document: document.to_owned(),
            outcome,
            milliseconds,
            peak_kib: number("peak_kib"),
            alone: None,
            compiled: None,
            round_trip: None,
        }
    }

    /// Time and memory as multiples of those of progenitor alone.
    pub fn ratios(&self) -> Option<(f64, f64)> {
        let Alone::Measured { milliseconds, peak_kib } = self.alone.as_ref()? else { return None };
        let ratio = |own: u64, other: u64| own as f64 / other.max(1) as f64;
        Some((ratio(self.milliseconds, *milliseconds), ratio(self.peak_kib?, (*peak_kib)?)))
    }

    /// Whether anything failed, as opposed to a rejected document.
    pub fn is_failure(&self) -> bool {
        let is_uncompilable = self.compiled.is_some_and(|compiled| !compiled.is_ok());
        self.outcome.is_failure() || is_uncompilable || self.round_trip.as_ref().is_some_and(|trip| !trip.is_ok)
    }
}
