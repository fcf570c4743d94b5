//! Coverage as a table: each operation of a document with the parts that were used, and those that were not.

use std::collections::{BTreeMap, BTreeSet};

use model::Api;
use model::api::{Operation, Parameter};
use serde_json::Value;

use super::keyword::keywords_of;
use super::{Coverage, Point, header_place, parameter_place, request_place, response_place};
use crate::conformance::{documented, status_text};
use crate::schemas::Schemas;

/// The coverage of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationCoverage {
    /// The id of the operation.
    pub id: String,
    /// The method.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The documented statuses in the order of the document, then the received status codes that are not documented.
    pub statuses: Vec<StatusCoverage>,
    /// The parameters in the order of the document.
    pub parameters: Vec<ParameterCoverage>,
    /// The keywords of all schemas: of parameters, of request bodies, of response headers and bodies.
    pub keywords: Vec<KeywordCoverage>,
}

/// The coverage of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusCoverage {
    /// The status as it is written in the document, or the received status code.
    pub status: String,
    /// Whether the document has it.
    pub is_documented: bool,
    /// The received status codes that it documents.
    pub received: BTreeSet<u16>,
}

/// The coverage of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterCoverage {
    /// Location and name: `query limit`.
    pub parameter: String,
    /// The status codes of responses to requests with the parameter. Empty if no request had it.
    pub statuses: BTreeSet<u16>,
}

/// The coverage of a schema keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeywordCoverage {
    /// The part of the exchange, as in [`Point::Keyword`].
    pub place: String,
    /// JSON Pointer to the keyword, as in [`Point::Keyword`].
    pub keyword: String,
    /// Whether a value was checked that fits.
    pub has_fitting: bool,
    /// Whether a value was checked that does not fit.
    pub has_misfit: bool,
}

impl KeywordCoverage {
    /// Whether any value was checked.
    pub fn is_covered(&self) -> bool {
        self.has_fitting || self.has_misfit
    }
}

impl OperationCoverage {
    /// The coverage of each operation of a document, in its order. Points of other documents are ignored.
    pub fn of_all(api: &Api, coverage: &Coverage) -> Vec<OperationCoverage> {
        let schemas = Schemas::new(api);
        let by_operation = ByOperation::of(coverage);
        api.operations.iter().map(|operation| of_one(&schemas, operation, &by_operation)).collect()
    }

    /// Whether any response was received.
    pub fn is_covered(&self) -> bool {
        self.statuses.iter().any(|status| !status.received.is_empty())
    }
}

/// The points by the id of their operation.
#[derive(Default)]
struct ByOperation<'c> {
    statuses: BTreeMap<&'c str, BTreeSet<u16>>,
    parameters: BTreeMap<(&'c str, &'c str), BTreeSet<u16>>,
    keywords: BTreeSet<(&'c str, &'c str, &'c str, bool)>,
}

impl<'c> ByOperation<'c> {
    fn of(coverage: &'c Coverage) -> Self {
        let mut found = ByOperation::default();
        for point in &coverage.points {
            match point {
                Point::Status { operation, status } => {
                    found.statuses.entry(operation).or_default().insert(*status);
                }
                Point::Parameter { operation, parameter, status } => {
                    found.parameters.entry((operation, parameter)).or_default().insert(*status);
                }
                Point::Keyword { operation, place, keyword, fits } => {
                    found.keywords.insert((operation, place, keyword, *fits));
                }
            }
        }
        found
    }
}

fn of_one(schemas: &Schemas, operation: &Operation, points: &ByOperation<'_>) -> OperationCoverage {
    let id = operation.id.as_str();
    let received = points.statuses.get(id).cloned().unwrap_or_default();
    let status_of = |code: u16| documented(operation, code, "").map(|found| found.response.status);
    let documented = operation.responses.iter().map(|response| StatusCoverage {
        status: status_text(response.status),
        is_documented: true,
        received: received.iter().copied().filter(|code| status_of(*code) == Some(response.status)).collect(),
    });
    let others = received.iter().filter(|code| status_of(**code).is_none()).map(|code| StatusCoverage {
        status: code.to_string(),
        is_documented: false,
        received: BTreeSet::from([*code]),
    });
    let parameter = |parameter: &Parameter| {
        let parameter = parameter_place(parameter);
        let statuses = points.parameters.get(&(id, parameter.as_str())).cloned().unwrap_or_default();
        ParameterCoverage { parameter, statuses }
    };
    let keywords = places(operation).into_iter().flat_map(|(place, schema)| {
        keywords_of(schemas, schema).into_iter().map(move |keyword| (place.clone(), keyword))
    });
    let keyword = |(place, keyword): (String, String)| {
        let has = |fits| points.keywords.contains(&(id, place.as_str(), keyword.as_str(), fits));
        let (has_fitting, has_misfit) = (has(true), has(false));
        KeywordCoverage { place, keyword, has_fitting, has_misfit }
    };
    OperationCoverage {
        id: operation.id.clone(),
        method: operation.method.clone(),
        path: operation.template(),
        statuses: documented.chain(others).collect(),
        parameters: operation.parameters.iter().map(parameter).collect(),
        keywords: keywords.map(keyword).collect(),
    }
}

/// The parts of an exchange that have a schema.
fn places(operation: &Operation) -> Vec<(String, &Value)> {
    let parameters = operation.parameters.iter().map(|parameter| (parameter_place(parameter), &parameter.schema));
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let requests = contents.map(|content| (request_place(content), &content.schema));
    let responses = operation.responses.iter().flat_map(|response| {
        let headers = response.headers.iter().filter(|header| !header.has_style);
        let headers = headers.map(|header| (header_place(response.status, header), &header.schema));
        let bodies = response.contents.iter().filter_map(|content| {
            Some((response_place(response.status, &content.media_types), content.schema.as_ref()?))
        });
        headers.chain(bodies)
    });
    parameters.chain(requests).chain(responses).collect()
}
