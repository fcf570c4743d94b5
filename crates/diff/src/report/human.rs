//! The report for a terminal.

use model::report::{Note, Options, render_notes};
use model::source::Span;

use super::{Entry, Report, in_rust, operations, shown};
use crate::change::Severity;

/// The maximum number of changes of one id and severity that are shown with the lines of the document.
const SHOWN: usize = 5;

/// Returns the changes as diagnostics, each at its place in the new document, or in the old one if it is gone. Changes of the same id
/// beyond the fifth are listed with a line each; with `verbose`, all are shown.
pub fn human(report: &Report<'_>, options: Options) -> String {
    let mut out = String::new();
    let mut counts: std::collections::HashMap<(&str, Severity), usize> = std::collections::HashMap::new();
    let (mut in_new, mut in_old, mut order) = (Vec::new(), Vec::new(), Vec::new());
    for entry in report.entries.iter().filter(|entry| entry.allowed.is_none()) {
        let count = counts.entry((entry.change.id.as_str(), entry.change.severity)).or_default();
        *count += 1;
        if *count > SHOWN && !options.verbose {
            order.push(Shown::Line(line(entry)));
            continue;
        }
        match (entry.change.new, entry.change.old) {
            (Some(at), _) => {
                order.push(Shown::New(in_new.len()));
                in_new.push(note(entry, at));
            }
            (None, Some(at)) => {
                order.push(Shown::Old(in_old.len()));
                in_old.push(note(entry, at));
            }
            (None, None) => order.push(Shown::Line(line(entry))),
        }
    }
    let in_new = render_notes(report.new, &in_new, options);
    let in_old = render_notes(report.old, &in_old, options);
    for shown in order {
        match shown {
            Shown::New(index) => out.push_str(&format!("{}\n\n", in_new[index])),
            Shown::Old(index) => out.push_str(&format!("{}\n\n", in_old[index])),
            Shown::Line(line) => out.push_str(&format!("{line}\n\n")),
        }
    }
    out.push_str(&format!("{} -> {}: {}\n", report.old.name, report.new.name, report.summary()));
    out.extend(report.crates().map(|crates| format!("{crates}\n")));
    out
}

enum Shown {
    New(usize),
    Old(usize),
    Line(String),
}

fn title(entry: &Entry<'_>) -> String {
    let change = entry.change;
    format!("{}: {}", change.subject, change.message)
}

fn line(entry: &Entry<'_>) -> String {
    let (word, id) = (entry.change.severity.word(), &entry.change.id);
    let place = entry.new.as_ref().or(entry.old.as_ref()).map(|at| format!(" ({})", shown(at))).unwrap_or_default();
    format!("{word}[{id}]: {}{place}", title(entry))
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
