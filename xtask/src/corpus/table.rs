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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Alone, Outcome, Row, line, table};

    fn row(document: &str, outcome: Outcome) -> Row {
        let (document, peak_kib) = (document.to_owned(), Some(2048));
        Row { document, outcome, milliseconds: 30, peak_kib, alone: None, compiled: None, round_trip: None }
    }

    fn rejected(codes: &[&str]) -> Outcome {
        let codes: BTreeMap<String, u64> = codes.iter().map(|code| ((*code).to_owned(), 1)).collect();
        Outcome::Rejected { codes, first: String::new() }
    }

    #[test]
    fn totals_leave_out_documents_of_other_versions_and_count_codes_that_stand_alone() {
        let rows = [
            row("a.json", Outcome::Generated { stem: "a".to_owned(), operations: 3, warnings: 1 }),
            row("b.json", rejected(&["missing-key"])),
            row("c.json", rejected(&["missing-key", "wrong-type"])),
            row("d.json", rejected(&["openapi-version"])),
            row("e.json", Outcome::Late),
        ];
        let text = table(&rows);
        let summary = "5 documents, 4 of OpenAPI 3.0 to 3.2: 1 generated (25.0 %), 2 rejected, 1 failed; the longest 30 ms, the largest 2 MiB";
        assert!(text.contains(summary), "{text}");
        assert!(text.contains("2 rejected for missing-key, 1 of them for no other error"), "{text}");
        assert!(line(&rows[0]).ends_with("generated, 1 warning") && line(&rows[4]).ends_with("TIME LIMIT"));
    }

    #[test]
    fn a_row_has_the_multiples_of_progenitor_alone_or_why_there_are_none() {
        let with = |alone: Alone| {
            let generated = Outcome::Generated { stem: "a".to_owned(), operations: 3, warnings: 0 };
            line(&Row { alone: Some(alone), ..row("a.json", generated) })
        };
        let measured = with(Alone::Measured { milliseconds: 10, peak_kib: Some(1024) });
        assert!(measured.contains("10 ms (3.0 x), 1 MiB (2.0 x)"), "{measured}");
        assert!(with(Alone::NotLowered("no file".to_owned())).contains("not lowered: no file"));
        assert!(with(Alone::Failed("a panic".to_owned())).contains("  a panic  "));
    }
}
