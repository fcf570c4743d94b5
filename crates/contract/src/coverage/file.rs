//! Coverage in files, so that the tests of several programs add to one set: one point per line, as a JSON array.
//!
//! Lines are only ever appended, each in one write. Several programs can write to a file at the same time.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::{Coverage, Point};

/// Why a file of coverage cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CoverageError {
    /// The file cannot be opened, read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A line is not a point.
    #[error("line {line} is not a point of coverage")]
    Line {
        /// The line, counted from 1.
        line: usize,
    },
}

/// Appends points to a file, and creates it if there is none.
///
/// # Errors
///
/// [`CoverageError::Io`] if the file cannot be written.
pub fn append<'p>(path: &Path, points: impl IntoIterator<Item = &'p Point>) -> Result<(), CoverageError> {
    let lines: String = points.into_iter().map(|point| format!("{}\n", line(point))).collect();
    if lines.is_empty() {
        return Ok(());
    }
    OpenOptions::new().create(true).append(true).open(path)?.write_all(lines.as_bytes()).map_err(CoverageError::Io)
}

/// Reads a file that [`append`] wrote.
///
/// # Errors
///
/// [`CoverageError`] if the file cannot be read or has another format.
pub fn read(path: &Path) -> Result<Coverage, CoverageError> {
    let mut coverage = Coverage::default();
    for (index, line) in BufReader::new(std::fs::File::open(path)?).lines().enumerate() {
        let parsed = serde_json::from_str::<Value>(&line?).ok().and_then(|line| point(&line));
        coverage.points.insert(parsed.ok_or(CoverageError::Line { line: index + 1 })?);
    }
    Ok(coverage)
}

fn line(point: &Point) -> Value {
    match point {
        Point::Status { operation, status } => json!(["status", operation, status]),
        Point::Parameter { operation, parameter, status } => json!(["parameter", operation, parameter, status]),
        Point::Keyword { operation, place, keyword, fits } => json!(["keyword", operation, place, keyword, fits]),
    }
}

fn point(line: &Value) -> Option<Point> {
    let fields = line.as_array()?;
    let text = |index: usize| fields.get(index).and_then(Value::as_str).map(str::to_owned);
    let status = |index: usize| u16::try_from(fields.get(index)?.as_u64()?).ok();
    match text(0)?.as_str() {
        "status" => Some(Point::Status { operation: text(1)?, status: status(2)? }),
        "parameter" => Some(Point::Parameter { operation: text(1)?, parameter: text(2)?, status: status(3)? }),
        "keyword" => {
            let fits = fields.get(4)?.as_bool()?;
            Some(Point::Keyword { operation: text(1)?, place: text(2)?, keyword: text(3)?, fits })
        }
        _ => None,
    }
}
