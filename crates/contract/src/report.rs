//! Reports of runs and recordings: for people, as JSON, JUnit XML, SARIF, annotations of GitHub Actions, and one HTML page. Reports
//! contain neither credentials nor values marked `x-sensitive`.

mod cause;
mod concern;
mod coverage;
mod exchange;
mod github;
mod html;
mod human;
mod json;
mod junit;
mod left;
mod place;
mod sarif;
mod traffic;

use model::source::Span;
use model::{Api, Source};

pub use self::exchange::exchange;
pub use self::github::github;
pub use self::html::html;
pub use self::human::human;
pub use self::json::{REPORT_SCHEMA, json};
pub use self::junit::{XmlError, junit};
pub use self::sarif::sarif;
pub use self::traffic::{traffic, traffic_json};

/// The subject of a report.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The document, to report file names and lines.
    pub document: &'a Source,
    /// The resolved document.
    pub api: &'a Api,
    /// The server's base URL, for `curl` commands.
    pub base: &'a str,
}

impl Subject<'_> {
    /// The place in the document as `file:line`.
    fn place(&self, at: Span) -> String {
        place(self.document, at)
    }

    /// The place in the document as `file:line:column`.
    fn position(&self, at: Span) -> String {
        format!("{}:{}", self.place(at), self.document.column(at.start))
    }
}

fn place(document: &Source, at: Span) -> String {
    let (file, line) = document.place(at.start);
    format!("{file}:{line}")
}
