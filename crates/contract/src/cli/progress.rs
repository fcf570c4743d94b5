//! Progress on standard error: a table row for each kind of case and operation, and a progress bar on a terminal.

use std::collections::BTreeMap;

use crate::{Case, Counts, Group, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use model::Api;

/// The rows, and the progress bar.
pub struct Progress {
    bar: ProgressBar,
    /// The ids of the operations.
    operations: Vec<String>,
    /// The counts of each kind of case and operation, in the order of the kinds.
    rows: BTreeMap<(Group, Option<usize>), Counts>,
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
        Progress { bar, operations, rows: BTreeMap::new(), failed: 0 }
    }

    /// Adds one of `count` cases.
    pub fn add(&mut self, count: usize, case: &Case, outcome: &Outcome) {
        self.rows.entry((case.group, case.operation)).or_default().add(outcome);
        self.failed += usize::from(matches!(outcome, Outcome::Failed(_)));
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_message(format!("{} failed", self.failed));
        self.bar.inc(1);
    }

    /// Removes the bar and writes the rows.
    pub fn finish(self) {
        self.bar.finish_and_clear();
        let width = self.operations.iter().map(|id| id.chars().count()).max().unwrap_or(0);
        for ((group, operation), counts) in self.rows {
            let operation = operation.and_then(|index| self.operations.get(index)).map_or("", String::as_str);
            eprintln!("{:10}  {operation:width$}  {counts}", group.as_str());
        }
    }
}
