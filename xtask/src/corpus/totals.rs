//! The totals of all documents.

use super::build::Compiled;
use super::row::{Outcome, Row};

/// Numbers of documents, and the maxima of time and memory.
pub struct Totals {
    pub documents: usize,
    /// Documents of another OpenAPI version are neither in this number nor in `rejected`.
    pub of_version_3_0: usize,
    pub generated: usize,
    pub rejected: usize,
    /// The generator failed.
    pub failed: usize,
    /// All crates compile.
    pub compile: usize,
    /// The round trip has no difference.
    pub round_trips: usize,
    pub longest_ms: u64,
    pub largest_kib: u64,
}

impl Totals {
    pub fn of(rows: &[Row]) -> Self {
        let count = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
        let is_generated = |row: &Row| matches!(row.outcome, Outcome::Generated { .. });
        let is_rejected =
            |row: &Row| !is_generated(row) && !row.outcome.is_failure() && !row.outcome.is_other_version();
        Totals {
            documents: rows.len(),
            of_version_3_0: count(&|row| !row.outcome.is_other_version()),
            generated: count(&is_generated),
            rejected: count(&is_rejected),
            failed: count(&|row| row.outcome.is_failure()),
            compile: count(&|row| row.compiled.is_some_and(Compiled::is_ok)),
            round_trips: count(&|row| row.round_trip.as_ref().is_some_and(|trip| trip.is_ok)),
            longest_ms: rows.iter().map(|row| row.milliseconds).max().unwrap_or(0),
            largest_kib: rows.iter().filter_map(|row| row.peak_kib).max().unwrap_or(0),
        }
    }
}
