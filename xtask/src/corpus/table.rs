//! The results as text: a table, the first differences, and the totals.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::alone::Alone;
use super::row::{Outcome, Row};
use super::totals::Totals;

/// The row as one line.
pub fn line(row: &Row) -> String {
    cells(row).join("  ")
}

/// The table, the first differences, and a summary.
pub fn table(rows: &[Row]) -> String {
    let head = ["document", "operations", "ms", "MiB", "progenitor alone", "compiles", "round trip", "outcome"]
        .map(str::to_owned);
    let lines: Vec<[String; 8]> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
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
    let differences = rows.iter().flat_map(|row| {
        let trip = row.round_trip.iter().flat_map(|trip| trip.first.iter().chain(&trip.mismatches));
        trip.map(|line| format!("\n{}: {line}", row.document))
    });
    let differences: String = differences.collect();
    if !differences.is_empty() {
        out.push_str(&differences);
        out.push('\n');
    }
    out.push_str(&summary(rows));
    out
}

fn summary(rows: &[Row]) -> String {
    let totals = Totals::of(rows);
    let (of_version, generated) = (totals.of_version_3_0, totals.generated);
    let percent = if of_version == 0 { 0.0 } else { 100.0 * generated as f64 / of_version as f64 };
    let mut text = format!(
        "\n{} documents, {of_version} of OpenAPI 3.0 to 3.2: {generated} generated ({percent:.1} %), {} rejected, {} failed",
        totals.documents, totals.rejected, totals.failed
    );
    if rows.iter().any(|row| row.compiled.is_some()) {
        text.push_str(&format!(", {} compile", totals.compile));
    }
    if rows.iter().any(|row| row.round_trip.is_some()) {
        text.push_str(&format!(", {} round trips without a difference", totals.round_trips));
    }
    text.push_str(&format!("; the longest {} ms, the largest {} MiB\n", totals.longest_ms, totals.largest_kib / 1024));
    rejections(rows, &mut text);
    text
}

/// One line per code: the documents rejected for it, the most frequent first.
fn rejections(rows: &[Row], text: &mut String) {
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for row in rows {
        if let Outcome::Rejected { codes: found, .. } = &row.outcome {
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
        let _ = writeln!(text, "{all:>6} rejected for {code}, {alone} of them for no other error");
    }
}

/// The cells of a row, as its head names them.
fn cells(row: &Row) -> [String; 8] {
    let (operations, outcome) = match &row.outcome {
        Outcome::Generated { operations, warnings: 0, .. } => (operations.to_string(), "generated".to_owned()),
        Outcome::Generated { operations, warnings, .. } => {
            let noun = if *warnings == 1 { "warning" } else { "warnings" };
            (operations.to_string(), format!("generated, {warnings} {noun}"))
        }
        Outcome::Rejected { codes, .. } => {
            let codes = codes.iter().map(|(code, count)| format!("{code} ({count})"));
            ("-".to_owned(), codes.collect::<Vec<_>>().join(", "))
        }
        Outcome::Crashed(how) => ("-".to_owned(), format!("CRASHED, {how}")),
        Outcome::Late => ("-".to_owned(), "TIME LIMIT".to_owned()),
    };
    let compiled = row.compiled.map_or("-".to_owned(), |compiled| {
        let sides = [("types", compiled.types), ("client", compiled.client), ("server", compiled.server)];
        let failed: Vec<&str> = sides.iter().filter(|(_, ok)| !ok).map(|(side, _)| *side).collect();
        if failed.is_empty() { "ok".to_owned() } else { format!("FAILED: {}", failed.join(", ")) }
    });
    let mib = row.peak_kib.map_or("-".to_owned(), |kib| (kib / 1024).to_string());
    let round_trip = row.round_trip.as_ref().map_or("-".to_owned(), |trip| trip.summary.clone());
    let ms = row.milliseconds.to_string();
    [row.document.clone(), operations, ms, mib, beside(row), compiled, round_trip, outcome]
}

fn beside(row: &Row) -> String {
    match (&row.alone, row.ratios()) {
        (None, _) => "-".to_owned(),
        (Some(Alone::NotLowered(why)), _) => format!("not lowered: {why}").chars().take(60).collect(),
        (Some(Alone::Failed(why)), _) => why.chars().take(60).collect(),
        (Some(Alone::Measured { milliseconds, peak_kib }), ratios) => {
            let (time, memory) = ratios.unwrap_or_default();
            let mib = peak_kib.unwrap_or_default() / 1024;
            format!("{milliseconds} ms ({time:.1} x), {mib} MiB ({memory:.1} x)")
        }
    }
}
