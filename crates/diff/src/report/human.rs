//! The report for a terminal.

use std::collections::HashMap;

use model::report::{Note, Options, render_notes};
use model::source::Span;

use super::{Entry, Report, heading, in_rust, operations, shown};
use crate::change::Severity;

/// The number of changes of one id and severity that are shown with the lines of the document.
const WITH_LINES: usize = 5;

/// The number of changes of one id that are listed if they break no side.
const LISTED: usize = 10;

/// Returns the changes under a heading for each severity: the first changes of an id that breaks a side as diagnostics, each at its
/// place in the new document, or in the old one if it is gone, and the others as a list by id. Changes that break no side are only
/// listed, at most ten of each id. With `verbose`, all changes are diagnostics.
pub fn human(report: &Report<'_>, options: Options) -> String {
    let mut out = String::new();
    for severity in Severity::ALL {
        let of = report.entries.iter().filter(|entry| entry.allowed.is_none() && entry.change.severity == severity);
        let of: Vec<&Entry<'_>> = of.collect();
        if !of.is_empty() {
            out.push_str(&format!("{} ({})\n\n", heading(severity), of.len()));
            section(report, &of, severity, options, &mut out);
        }
    }
    out.push_str(&format!("{} -> {}: {}\n", report.old.name, report.new.name, report.summary()));
    out.extend(report.crates().map(|crates| format!("{crates}\n")));
    out
}

fn section(report: &Report<'_>, entries: &[&Entry<'_>], severity: Severity, options: Options, out: &mut String) {
    let breaks = severity < Severity::Compatible;
    let most = match (options.verbose, breaks) {
        (true, _) => usize::MAX,
        (false, true) => WITH_LINES,
        (false, false) => 0,
    };
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let (mut in_new, mut in_old, mut diagnostics) = (Vec::new(), Vec::new(), Vec::new());
    let mut listed: Vec<(&str, Vec<&Entry<'_>>)> = Vec::new();
    for entry in entries {
        let id = entry.change.id.as_str();
        let count = counts.entry(id).or_default();
        *count += 1;
        match (entry.change.new, entry.change.old) {
            (Some(at), _) if *count <= most => {
                diagnostics.push((true, in_new.len()));
                in_new.push(note(entry, at));
            }
            (None, Some(at)) if *count <= most => {
                diagnostics.push((false, in_old.len()));
                in_old.push(note(entry, at));
            }
            _ => match listed.iter_mut().find(|(of, _)| *of == id) {
                Some((_, list)) => list.push(entry),
                None => listed.push((id, vec![entry])),
            },
        }
    }
    let in_new = render_notes(report.new, &in_new, options);
    let in_old = render_notes(report.old, &in_old, options);
    for (is_new, index) in diagnostics {
        out.push_str(if is_new { &in_new[index] } else { &in_old[index] });
        out.push_str("\n\n");
    }
    for (id, list) in listed {
        let more = if counts[id] > list.len() { "more " } else { "" };
        out.push_str(&format!("{} {more}{id}:\n", list.len()));
        let shown = if breaks || options.verbose { list.len() } else { LISTED };
        list.iter().take(shown).for_each(|entry| out.push_str(&format!("  {}\n", line(entry))));
        if list.len() > shown {
            out.push_str(&format!("  and {}, which --verbose shows\n", list.len() - shown));
        }
        out.push('\n');
    }
}

fn title(entry: &Entry<'_>) -> String {
    let change = entry.change;
    format!("{}: {}", change.subject, change.message)
}

fn line(entry: &Entry<'_>) -> String {
    let place = entry.new.as_ref().or(entry.old.as_ref()).map(|at| format!(" ({})", shown(at))).unwrap_or_default();
    format!("{}{place}", title(entry))
}

fn note(entry: &Entry<'_>, at: Span) -> Note {
    let change = entry.change;
    let severity = match change.severity {
        Severity::BreaksBoth | Severity::BreaksCallers => Some(model::Severity::Error),
        Severity::MayBreakCallers | Severity::BreaksServers => Some(model::Severity::Warning),
        Severity::Compatible | Severity::Documentation => None,
    };
    let mut notes = vec![format!("{}; fingerprint {}", change.severity.word(), change.fingerprint)];
    if let (Some(old), Some(_)) = (&entry.old, &entry.new) {
        notes.push(format!("was at {}", shown(old)));
    }
    notes.extend(in_rust(change));
    let is_of_one = matches!(change.operations.as_slice(), [one] if change.subject.starts_with(one.as_str()));
    if !change.operations.is_empty() && !is_of_one {
        notes.push(format!("in {}", operations(change, 3)));
    }
    Note { severity, code: change.id.clone(), message: title(entry), at, notes, help: change.advice.to_owned() }
}
