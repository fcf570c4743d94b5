//! Progress on standard error: a table row for each kind of case and operation, and a progress bar on a terminal.

use contract::{Case, Counts, Group, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use model::Api;

/// The current row, and the progress bar.
pub struct Progress {
    bar: ProgressBar,
    /// The ids of the operations.
    operations: Vec<String>,
    row: Option<(Group, Option<usize>)>,
    counts: Counts,
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
        Progress { bar, operations, row: None, counts: Counts::default(), failed: 0 }
    }

    /// Adds one of `count` cases. Cases of one kind and operation follow each other, and make one row.
    pub fn add(&mut self, count: usize, case: &Case, outcome: &Outcome) {
        let row = (case.group, case.operation);
        if self.row != Some(row) {
            self.write_row();
            self.row = Some(row);
        }
        self.counts.add(outcome);
        self.failed += usize::from(matches!(outcome, Outcome::Failed(_)));
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_message(format!("{} failed", self.failed));
        self.bar.inc(1);
    }

    /// Writes the last row, and removes the bar.
    pub fn finish(mut self) {
        self.write_row();
        self.bar.finish_and_clear();
    }

    fn write_row(&mut self) {
        let Some((group, operation)) = self.row.take() else { return };
        let width = self.operations.iter().map(|id| id.chars().count()).max().unwrap_or(0);
        let operation = operation.and_then(|index| self.operations.get(index)).map_or("", String::as_str);
        let row = format!("{:10}  {operation:width$}  {}", group.as_str(), std::mem::take(&mut self.counts));
        if self.bar.is_hidden() { eprintln!("{row}") } else { self.bar.println(row) }
    }
}
