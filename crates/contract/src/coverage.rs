//! The parts of a document that exchanges used: statuses of operations, parameters, and schema keywords.
//!
//! A [`Coverage`] is a set of [`Point`]s. Sets of several tests, test programs and runs are merged by union.
//! [`OperationCoverage::of_all`] compares a set with a document. Points hold names and JSON Pointers of the document, and no
//! values of an exchange.

mod file;
mod keyword;
mod table;
mod text;

use std::collections::BTreeSet;

use model::api::{Content, Parameter, ResponseHeader, Status};

pub use file::{CoverageError, append, read};
pub(crate) use keyword::{KeywordValidators, add_keywords};
pub use table::{KeywordCoverage, OperationCoverage, ParameterCoverage, StatusCoverage};
pub use text::{human, json};

use crate::conformance::status_text;

/// One use of a part of the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// A response with this status code was received, documented or not.
    Status {
        /// The id of the operation.
        operation: String,
        /// The status code.
        status: u16,
    },
    /// The response to a request with this parameter had this status code.
    Parameter {
        /// The id of the operation.
        operation: String,
        /// Location and name of the parameter: `query limit`.
        parameter: String,
        /// The status code.
        status: u16,
    },
    /// A value was checked by this keyword.
    Keyword {
        /// The id of the operation.
        operation: String,
        /// The part of the exchange: `query limit`, `request application/json`, `response 200 application/json`, or
        /// `response 200 header Allow`.
        place: String,
        /// JSON Pointer to the keyword in the schema, for `enum` to the element: `/properties/count/maximum`. Pointers into a
        /// schema that is referred to start with the name of that schema: `Line/properties/count/maximum`.
        keyword: String,
        /// Whether the value fits.
        fits: bool,
    },
}

/// The points of any number of exchanges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The points, each once.
    pub points: BTreeSet<Point>,
}

impl Coverage {
    /// Adds all points of another set.
    pub fn merge(&mut self, other: Coverage) {
        self.points.extend(other.points);
    }
}

/// Location and name of a parameter, as [`Point`] has them.
pub(crate) fn parameter_place(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.word(), parameter.wire)
}

/// The place of a content of the request body.
pub(crate) fn request_place(content: &Content) -> String {
    format!("request {}", content.media_types.first().map_or("", String::as_str))
}

/// The place of a response body of a status and media type.
pub(crate) fn response_place(status: Status, media_types: &[String]) -> String {
    format!("response {} {}", status_text(status), media_types.first().map_or("", String::as_str))
}

/// The place of a response header.
pub(crate) fn header_place(status: Status, header: &ResponseHeader) -> String {
    format!("response {} header {}", status_text(status), header.wire)
}
