//! Progress on standard error: a progress bar on a terminal, then a table row for each kind of case and operation.

use std::collections::BTreeMap;

use crate::{Counts, Group, Outcome, Report};
use indicatif::{ProgressBar, ProgressStyle};
use model::Api;

/// The progress bar, and the names for the rows.
pub struct Progress {
    bar: ProgressBar,
    /// The ids of the operations.
    operations: Vec<String>,
    failed: usize,
}

impl Progress {
    /// Starts an empty table. The bar is drawn on terminals only; rows are always written.
    pub fn new(api: &Api) -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}") {
            bar.set_style(style);
        }
        let operations = api.operations.iter().map(|operation| operation.id.clone()).collect();
        Progress { bar, operations, failed: 0 }
    }

    /// Adds one of `count` cases.
    pub fn add(&mut self, count: usize, outcome: &Outcome) {
        self.failed += usize::from(matches!(outcome, Outcome::Failed(_)));
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_message(format!("{} failed", self.failed));
        self.bar.inc(1);
    }

    /// Removes the bar and writes the rows of a report: later cases may have changed the outcome of an earlier one.
    pub fn finish(self, report: &Report) {
        self.bar.finish_and_clear();
        let mut rows: BTreeMap<(Group, Option<usize>), Counts> = BTreeMap::new();
        for (case, outcome) in &report.outcomes {
            rows.entry((case.group, case.operation)).or_default().add(outcome);
        }
        let width = self.operations.iter().map(|id| id.chars().count()).max().unwrap_or(0);
        for ((group, operation), counts) in rows {
            let operation = operation.and_then(|index| self.operations.get(index)).map_or("", String::as_str);
            eprintln!("{:10}  {operation:width$}  {counts}", group.as_str());
        }
    }
}
