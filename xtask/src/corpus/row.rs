//! Rows of the corpus: what is told of each document, as a table and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::Ended;
use super::alone::Alone;

/// What became of one document.
pub struct Row {
    pub document: String,
    pub outcome: Outcome,
    pub milliseconds: u64,
    /// `None` where the system does not say, or the process did not live to tell.
    pub peak_kib: Option<u64>,
    /// Progenitor alone, or why it gave nothing.
    pub alone: Option<Result<Alone, String>>,
    pub compiled: Option<Compiled>,
    pub round_trip: Option<RoundTrip>,
}

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

pub enum Outcome {
    /// Files were generated.
    Generated { stem: String, operations: u64, warnings: u64 },
    /// The document's problems, by code, and the first in words.
    Refused { codes: BTreeMap<String, u64>, first: String },
    /// The process ended in another way: what it said last.
    Crashed(String),
    /// It was ended after the limit.
    Late,
}

/// Which of the three crates `cargo check` accepts.
#[derive(Clone, Copy)]
pub struct Compiled {
    pub types: bool,
    pub client: bool,
    pub server: bool,
}

impl Compiled {
    pub fn is_ok(self) -> bool {
        self.types && self.client && self.server
    }
}

impl Outcome {
    /// Whether it is the generator's fault.
    pub fn is_failure(&self) -> bool {
        match self {
            Outcome::Generated { .. } => false,
            Outcome::Refused { codes, .. } => codes.contains_key("generator-failed"),
            Outcome::Crashed(_) | Outcome::Late => true,
        }
    }

    /// Whether the document is one of a version that is not read.
    fn is_other_version(&self) -> bool {
        matches!(self, Outcome::Refused { codes, .. } if codes.contains_key("openapi-version"))
    }
}

impl Row {
    /// What a document's process said.
    pub fn of(document: &str, ended: &Ended) -> Self {
        let said: Value = serde_json::from_str(ended.stdout.trim()).unwrap_or_default();
        let number = |key: &str| said.get(key).and_then(Value::as_u64);
        let counts = |key: &str| -> Option<BTreeMap<String, u64>> {
            let counts = said.get(key)?.as_object()?;
            Some(counts.iter().map(|(code, count)| (code.clone(), count.as_u64().unwrap_or(0))).collect())
        };
        let text = |key: &str| said.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let outcome = match (ended.code, ended.is_late, counts("errors")) {
            (_, true, _) => Outcome::Late,
            (Some(0), _, Some(codes)) => Outcome::Refused { codes, first: text("first") },
            (Some(0), _, None) => Outcome::Generated {
                stem: text("stem"),
                operations: number("operations").unwrap_or(0),
                warnings: counts("warnings").unwrap_or_default().values().sum(),
            },
            (code, _, _) => {
                let line = ended.stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no word");
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

    /// How many times progenitor's time and memory were needed.
    fn ratios(&self) -> Option<(f64, f64)> {
        let alone = self.alone.as_ref()?.as_ref().ok()?;
        let ratio = |own: u64, other: u64| own as f64 / other.max(1) as f64;
        Some((ratio(self.milliseconds, alone.milliseconds), ratio(self.peak_kib?, alone.peak_kib?)))
    }

    fn beside(&self) -> String {
        match (&self.alone, self.ratios()) {
            (None, _) => "-".to_owned(),
            (Some(Err(why)), _) => why.chars().take(60).collect(),
            (Some(Ok(alone)), ratios) => {
                let (time, memory) = ratios.unwrap_or_default();
                let mib = alone.peak_kib.unwrap_or_default() / 1024;
                format!("{} ms ({time:.1} x), {mib} MiB ({memory:.1} x)", alone.milliseconds)
            }
        }
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        self.cells().join("  ")
    }

    fn cells(&self) -> [String; 8] {
        let (operations, outcome) = match &self.outcome {
            Outcome::Generated { operations, warnings: 0, .. } => (operations.to_string(), "generated".to_owned()),
            Outcome::Generated { operations, warnings, .. } => {
                let noun = if *warnings == 1 { "warning" } else { "warnings" };
                (operations.to_string(), format!("generated, {warnings} {noun}"))
            }
            Outcome::Refused { codes, .. } => {
                let codes = codes.iter().map(|(code, count)| format!("{code} ({count})"));
                ("-".to_owned(), codes.collect::<Vec<_>>().join(", "))
            }
            Outcome::Crashed(how) => ("-".to_owned(), format!("CRASHED, {how}")),
            Outcome::Late => ("-".to_owned(), "TIME LIMIT".to_owned()),
        };
        let compiled = self.compiled.map_or("-".to_owned(), |compiled| {
            let sides = [("types", compiled.types), ("client", compiled.client), ("server", compiled.server)];
            let broken: Vec<&str> = sides.iter().filter(|(_, ok)| !ok).map(|(side, _)| *side).collect();
            if broken.is_empty() { "ok".to_owned() } else { format!("BROKEN: {}", broken.join(", ")) }
        });
        let mib = self.peak_kib.map_or("-".to_owned(), |kib| (kib / 1024).to_string());
        let round_trip = self.round_trip.as_ref().map_or("-".to_owned(), |trip| trip.summary.clone());
        let ms = self.milliseconds.to_string();
        [self.document.clone(), operations, ms, mib, self.beside(), compiled, round_trip, outcome]
    }
}

/// The table and its last line.
pub fn table(rows: &[Row]) -> String {
    let head = ["document", "operations", "ms", "MiB", "progenitor alone", "compiles", "round trip", "outcome"]
        .map(str::to_owned);
    let lines: Vec<[String; 8]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..8).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let [document, operations, ms, mib, alone, compiles, round_trip, outcome] = line;
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "{document:<0$}  {operations:>1$}  {ms:>2$}  {mib:>3$}  {alone:<4$}  {compiles:<5$}  {round_trip:<6$}  {outcome}",
            widths[0], widths[1], widths[2], widths[3], widths[4], widths[5], widths[6]
        );
    }
    let told = rows.iter().flat_map(|row| {
        let trip = row.round_trip.iter().flat_map(|trip| trip.first.iter().chain(&trip.mismatches));
        trip.map(|line| format!("\n{}: {line}", row.document))
    });
    let told: String = told.collect();
    if !told.is_empty() {
        out.push_str(&told);
        out.push('\n');
    }
    out.push_str(&summary(rows));
    out
}

fn summary(rows: &[Row]) -> String {
    let summed = sums(rows);
    let get = |key: &str| summed.get(key).and_then(Value::as_u64).unwrap_or(0);
    let (of_version, generated) = (get("of_version_3_0"), get("generated"));
    let percent = if of_version == 0 { 0.0 } else { 100.0 * generated as f64 / of_version as f64 };
    let mut text = format!(
        "\n{} documents, {of_version} of OpenAPI 3.0: {generated} generated ({percent:.1} %), {} refused, {} failed",
        rows.len(),
        get("refused"),
        get("failed")
    );
    if rows.iter().any(|row| row.compiled.is_some()) {
        text.push_str(&format!(", {} compile", get("compile")));
    }
    if rows.iter().any(|row| row.round_trip.is_some()) {
        text.push_str(&format!(", {} round trips without a difference", get("round_trips")));
    }
    text.push_str(&format!("; the longest {} ms, the largest {} MiB\n", get("longest_ms"), get("largest_kib") / 1024));
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        if let Outcome::Refused { codes: found, .. } = &row.outcome {
            for code in found.keys() {
                let count = codes.entry(code).or_default();
                count.0 += 1;
                count.1 += usize::from(found.len() == 1);
            }
        }
    }
    let mut codes: Vec<_> = codes.into_iter().collect();
    codes.sort_by_key(|(code, (all, _))| (std::cmp::Reverse(*all), *code));
    for (code, (all, alone)) in codes {
        let _ = writeln!(text, "{all:>6} refused for {code}, {alone} of them for nothing else");
    }
    text
}

fn sums(rows: &[Row]) -> Value {
    let count = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let is_generated = |row: &Row| matches!(row.outcome, Outcome::Generated { .. });
    json!({
        "documents": rows.len(),
        "of_version_3_0": count(&|row| !row.outcome.is_other_version()),
        "generated": count(&is_generated),
        "refused": count(&|row| !is_generated(row) && !row.outcome.is_failure() && !row.outcome.is_other_version()),
        "failed": count(&|row| row.outcome.is_failure()),
        "compile": count(&|row| row.compiled.is_some_and(Compiled::is_ok)),
        "round_trips": count(&|row| row.round_trip.as_ref().is_some_and(|trip| trip.is_ok)),
        "longest_ms": rows.iter().map(|row| row.milliseconds).max(),
        "largest_kib": rows.iter().filter_map(|row| row.peak_kib).max(),
    })
}

/// The same as one object.
pub fn json(rows: &[Row]) -> Value {
    let row = |row: &Row| {
        let (outcome, operations, warnings, errors, words) = match &row.outcome {
            Outcome::Generated { operations, warnings, .. } => {
                ("generated", json!(operations), json!(warnings), Value::Null, Value::Null)
            }
            Outcome::Refused { codes, first } => ("refused", Value::Null, Value::Null, json!(codes), json!(first)),
            Outcome::Crashed(how) => ("crashed", Value::Null, Value::Null, Value::Null, json!(how)),
            Outcome::Late => ("time limit", Value::Null, Value::Null, Value::Null, Value::Null),
        };
        let compiled = row
            .compiled
            .map(|compiled| json!({ "types": compiled.types, "client": compiled.client, "server": compiled.server }));
        json!({
            "document": row.document,
            "outcome": outcome,
            "operations": operations,
            "warnings": warnings,
            "errors": errors,
            "words": words,
            "milliseconds": row.milliseconds,
            "peak_kib": row.peak_kib,
            "progenitor_alone": row.alone.as_ref().map(|alone| match alone {
                Ok(alone) => json!({
                    "milliseconds": alone.milliseconds,
                    "peak_kib": alone.peak_kib,
                    "time_ratio": row.ratios().map(|(time, _)| time),
                    "memory_ratio": row.ratios().map(|(_, memory)| memory),
                }),
                Err(why) => json!({ "failed": why }),
            }),
            "compiled": compiled,
            "round_trip": row.round_trip.as_ref().map(|trip| json!({ "ok": trip.is_ok, "summary": trip.summary, "first": trip.first, "mismatches": trip.mismatches })),
        })
    };
    json!({ "documents": rows.iter().map(row).collect::<Vec<_>>(), "summary": sums(rows) })
}
