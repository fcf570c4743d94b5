//! A table that grows while the cases are sent, and a bar below it on a terminal. Both go to the standard error: the
//! standard output is for the report.

use contract::report::Counts;
use contract::{Case, Group, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use model::Api;

/// The rows so far, and the one that is under way.
pub struct Progress {
    bar: ProgressBar,
    /// Ids of the operations.
    operations: Vec<String>,
    row: Option<(Group, Option<usize>)>,
    counts: Counts,
    broken: usize,
}

impl Progress {
    /// An empty table. Nothing is drawn on what is no terminal; rows are written there too.
    pub fn new(api: &Api) -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}") {
            bar.set_style(style);
        }
        let operations = api.operations.iter().map(|operation| operation.id.clone()).collect();
        Progress { bar, operations, row: None, counts: Counts::default(), broken: 0 }
    }

    /// Adds one of `count` cases. Those of one kind and operation come one after the other, and make one row.
    pub fn add(&mut self, count: usize, case: &Case, outcome: &Outcome) {
        let row = (case.group, case.operation);
        if self.row != Some(row) {
            self.write_row();
            self.row = Some(row);
        }
        self.counts.add(outcome);
        self.broken += usize::from(matches!(outcome, Outcome::Broken(_)));
        self.bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        self.bar.set_message(format!("{} broken", self.broken));
        self.bar.inc(1);
    }

    /// Writes the last row, and takes the bar away.
    pub fn finish(mut self) {
        self.write_row();
        self.bar.finish_and_clear();
    }

    fn write_row(&mut self) {
        let Some((group, operation)) = self.row.take() else { return };
        let width = self.operations.iter().map(|id| id.chars().count()).max().unwrap_or(0);
        let operation = operation.and_then(|index| self.operations.get(index)).map_or("", String::as_str);
        let row = format!("{:10}  {operation:width$}  {}", group.word(), std::mem::take(&mut self.counts));
        if self.bar.is_hidden() { eprintln!("{row}") } else { self.bar.println(row) }
    }
}
