//! Changes → reports.

mod github;
mod html;
mod human;
mod json;
mod markdown;
mod sarif;

use std::collections::BTreeMap;

use model::Source;
use model::report::{Position, positions};
use model::source::Span;

pub use github::github;
pub use html::html;
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use sarif::sarif;

use crate::allow::Allowed;
use crate::change::{Change, Severity};
use crate::verdict::{Bump, Verdict};

/// A comparison, ready to be written.
#[derive(Debug)]
pub struct Report<'r> {
    /// The old document.
    pub old: &'r Source,
    /// The new document.
    pub new: &'r Source,
    /// The changes, each with its positions.
    pub entries: Vec<Entry<'r>>,
    /// The required version.
    pub verdict: Verdict,
    /// The files of the old and of the new document, if they are of a revision and not on disk.
    pub revisions: [Option<FileOfRevision>; 2],
}

/// A file of a revision. Reports for people name both; reports for programs have the path of the file.
#[derive(Clone, Debug)]
pub struct FileOfRevision {
    /// The path from the root of the repository.
    pub path: String,
    /// The revision, such as `HEAD`.
    pub revision: String,
}

/// A change with its positions.
#[derive(Debug)]
pub struct Entry<'r> {
    /// The change.
    pub change: &'r Change,
    /// The position in the old document.
    pub old: Option<Position>,
    /// The position in the new document.
    pub new: Option<Position>,
    /// The reason why the change is allowed.
    pub allowed: Option<&'r str>,
}

impl<'r> Report<'r> {
    /// Creates a report. `allowed` are the changes that are allowed today, by fingerprint.
    pub fn new(
        old: &'r Source,
        new: &'r Source,
        changes: &'r [Change],
        allowed: &'r BTreeMap<String, Allowed>,
        verdict: Verdict,
    ) -> Self {
        let in_old = places(old, changes.iter().map(|change| change.old));
        let in_new = places(new, changes.iter().map(|change| change.new));
        let entries = changes.iter().zip(in_old).zip(in_new).map(|((change, old), new)| {
            let allowed = allowed.get(&change.fingerprint).map(|allowed| allowed.reason.as_str());
            Entry { change, old, new, allowed }
        });
        Report { old, new, entries: entries.collect(), verdict, revisions: [None, None] }
    }

    /// Returns a position with the path of its file, and the revision if the file is not on disk.
    fn in_file(&self, position: &Position) -> (Position, Option<&str>) {
        let named = [self.old, self.new].into_iter().zip(&self.revisions);
        let mut of_revision = named.filter(|(source, _)| source.name == position.file);
        match of_revision.find_map(|(_, file)| file.as_ref()) {
            Some(file) => (Position { file: file.path.clone(), ..position.clone() }, Some(&file.revision)),
            None => (position.clone(), None),
        }
    }

    /// Returns the number of changes of a severity, without those that are allowed.
    pub fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|entry| entry.allowed.is_none() && entry.change.severity == severity).count()
    }

    /// Returns one line with the number of changes of each severity.
    pub fn summary(&self) -> String {
        let counted = Severity::ALL.iter().filter_map(|severity| {
            let count = self.count(*severity);
            (count > 0).then(|| format!("{count} {}", severity.word()))
        });
        let counted: Vec<String> = counted.collect();
        let allowed = self.entries.iter().filter(|entry| entry.allowed.is_some()).count();
        let allowed = if allowed > 0 { format!(", {allowed} allowed") } else { String::new() };
        if counted.is_empty() && allowed.is_empty() {
            return "no changes".to_owned();
        }
        let counted = if counted.is_empty() { "no other changes".to_owned() } else { counted.join(", ") };
        format!("{counted}{allowed}; version: {}", self.version())
    }

    /// Returns one line with the required parts of the versions of the generated crates. `None` if no version must be raised.
    pub fn crates(&self) -> Option<String> {
        let crates = self.verdict.crates;
        let named = [("types", crates.types), ("client", crates.client), ("server", crates.server)];
        let named = named.map(|(name, bump)| format!("{name} {}", bump.word()));
        (crates.client > Bump::None || crates.server > Bump::None).then(|| format!("crates: {}", named.join(", ")))
    }

    /// Returns the required part of the version, and whether it was raised.
    fn version(&self) -> String {
        let required = self.verdict.required.word();
        match self.verdict.is_enough() {
            Some(true) => format!("{required} required"),
            Some(false) => format!("{required} required, and not raised"),
            None => format!("{required} required, and no semantic version"),
        }
    }
}

fn places(source: &Source, places: impl Iterator<Item = Option<Span>>) -> Vec<Option<Position>> {
    let places: Vec<Option<Span>> = places.collect();
    let known: Vec<Span> = places.iter().flatten().copied().collect();
    let mut found = positions(source, &known).into_iter();
    places.into_iter().map(|place| place.and_then(|_| found.next())).collect()
}

/// A position as text.
fn shown(position: &Position) -> String {
    format!("{}:{}:{}", position.file, position.line, position.column)
}

/// The heading of the changes of a severity.
fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::BreaksBoth => "Breaks callers and servers",
        Severity::BreaksCallers => "Breaks callers",
        Severity::MayBreakCallers => "May break callers",
        Severity::BreaksServers => "Breaks servers",
        Severity::Compatible => "Compatible",
        Severity::Documentation => "Documentation",
    }
}

/// The generated crates that a change breaks, as a sentence. `None` if it breaks none.
fn in_rust(change: &Change) -> Option<String> {
    (!change.rust.is_empty()).then(|| format!("in Rust, breaks {}", change.rust.names().join(", ")))
}

/// The first operations that have a part, and the number of the others.
fn operations(change: &Change, most: usize) -> String {
    let shown: Vec<&str> = change.operations.iter().take(most).map(String::as_str).collect();
    match change.operations.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{}, and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests;
