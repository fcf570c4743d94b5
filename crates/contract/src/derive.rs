//! Derives the cases from the document, always the same cases in the same order.

mod bodies;
mod case;
pub(crate) mod combined;
mod credentials;
mod cursor;
mod demand;
mod distant;
mod documented;
mod expected;
mod identity;
mod naming;
mod overlooked;
mod page;
mod parameters;
mod renaming;
mod routing;
mod unsure;
mod valid;

use std::collections::HashMap;

use model::Api;
use model::api::path::without_slash;
use model::api::{Location, Operation, Parameter, Segment, Text};
use model::source::Span;
use serde_json::Value;

use crate::credential::{CredentialVariant, Credentials, add, chosen};
use crate::known::Known;
use crate::label::{ChangedPart, Edge, Holder, Label, Mutation};
use crate::request::Request;
use crate::schemas::Schemas;
use crate::violation::{Basis, Severity};
pub(crate) use bodies::FIRST_REJECTED;
pub(crate) use case::Overlooked;
pub use case::{Case, Expectation, Group};
pub(crate) use cursor::is_cursor;
pub(crate) use demand::{Demand, EXACTLY_ONE, of_returned as demand_of_returned};
pub(crate) use distant::FAR;
pub(crate) use expected::documented_codes;
use expected::{FITTING, acceptance, codes, invalid, invalid_codes};
pub(crate) use naming::{ends_login, ends_with_verb};
pub(crate) use overlooked::{acts_on_all, ends_access};
pub(crate) use page::{is_page_number, paging};
pub(crate) use parameters::MADE_TAG;
pub(crate) use valid::{ValidValues, put_known};

/// Why a case without a valid value is skipped.
pub(crate) const NO_VALUE: &str = "no value that fits the schema was found; add an example to the document";

/// The cases of single requests. Those of several requests are derived by [`crate::chain`].
pub(crate) fn cases_with(api: &Api, schemas: &Schemas, credentials: &Credentials, known: &Known) -> Vec<Case> {
    let mut out = Vec::new();
    // No request tells an operation that is not served from the one that is: its cases would test the other one.
    for (index, operation) in api.operations.iter().enumerate().filter(|(_, operation)| operation.is_served) {
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, known, index, operation, set };
        documented::cases(&derivation, &mut out);
        match ValidValues::of(&derivation) {
            Some(base) => of_operation(&derivation, &base, &mut out),
            None => {
                let request = derivation.request(&[], None, CredentialVariant::Valid);
                let mut case =
                    derivation.case(Group::Accepted, Label::RequiredParts, request, Expectation::Success, operation.at);
                case.skip_reason = Some(NO_VALUE);
                out.push(case);
            }
        }
    }
    routing::cases(api, schemas, credentials, known, &mut out);
    make_ids_unique(&mut out);
    out
}

fn of_operation(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    credentials::rejected(derivation, base, out);
    parameters::rejected(derivation, base, out);
    bodies::rejected(derivation, base, out);
    accepted(derivation, base, out);
}

fn accepted(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let start = out.len();
    all_accepted(derivation, base, out);
    unsure::allow_rejection(derivation, base, &mut out[start..]);
    renaming::allow_rejection(derivation, &mut out[start..]);
    parameters::allow_not_found(derivation, &mut out[start..]);
}

fn all_accepted(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    parameters::accepted(derivation, base, out);
    parameters::without_value(derivation, base, out);
    credentials::accepted(derivation, base, out);
    bodies::accepted(derivation, base, out);
    // Many servers reject a change of nothing, and no keyword of the document says so.
    for case in out.iter_mut().filter(|case| case.group == Group::Accepted && changes_nothing(case)) {
        case.severity = case.severity.min(Severity::Should);
    }
    // A rejection tells the client, and frameworks reject an empty text where a value is required. Few documents have `minLength: 1`.
    let is_documented = !documented_codes(derivation.operation, &[400, 422]).is_empty();
    for case in out.iter_mut().filter(|case| is_documented && has_empty_text(case)) {
        case.severity = case.severity.min(Severity::Should);
    }
}

/// Whether a valid request has an empty text in its body.
fn has_empty_text(case: &Case) -> bool {
    matches!(&case.label, Label::Part(ChangedPart { holder: Holder::Body, .. }, Mutation::Edge(Edge::Empty)))
}

/// Whether the request is a PATCH with an object without properties.
pub(crate) fn changes_nothing(case: &Case) -> bool {
    case.request.method == "PATCH" && case.request.body == b"{}"
}

/// The valid but unusual requests of one operation, with the ids that [`cases_with`] gives them.
pub(crate) fn accepted_cases(derivation: &Derivation<'_>, base: &ValidValues) -> Vec<Case> {
    let mut out = Vec::new();
    accepted(derivation, base, &mut out);
    make_ids_unique(&mut out);
    out
}

/// Makes ids unique and removes line breaks. Names in the document may contain the separators of ids.
fn make_ids_unique(cases: &mut [Case]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for case in cases {
        if case.id.contains(char::is_control) {
            case.id = case.id.escape_debug().to_string();
        }
        let count = seen.entry(case.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            case.id = format!("{}~{count}", case.id);
        }
    }
}

/// The input for the cases of one operation.
pub(crate) struct Derivation<'a> {
    pub api: &'a Api,
    pub credentials: &'a Credentials,
    pub schemas: &'a Schemas,
    pub known: &'a Known,
    pub index: usize,
    pub operation: &'a Operation,
    /// The set of security schemes that the requests use: an index into [`Api::credentials`].
    pub set: Option<usize>,
}

impl Derivation<'_> {
    /// A case of the operation.
    pub(crate) fn case(&self, group: Group, label: Label, request: Request, expect: Expectation, at: Span) -> Case {
        let id = format!("{}/{}/{label}", group.as_str(), self.operation.id);
        Case {
            id,
            label,
            group,
            operation: Some(self.index),
            request,
            expect,
            rests_on: Basis::Document,
            severity: Severity::Must,
            may_act: !is_safe(&self.operation.method),
            overlooked: Overlooked::Usual,
            is_made_up: self.is_made_up(),
            names_created: self.names_created(),
            may_be_unrouted: false,
            has_credential: self.set.is_some(),
            skip_reason: None,
            at,
            variation: None,
        }
    }

    /// Whether a valid request of the operation names something that nobody created: its path has an id that is not known, or
    /// its other parts are generated or come from examples, which may refer to resources too.
    fn is_made_up(&self) -> bool {
        let names_unknown = |(index, parameter): (usize, &Parameter)| {
            let may_name = parameter.location == Location::Path || matches!(parameter.text, Text::String | Text::Any);
            may_name
                && self.known.parameter(self.index, index, parameter).is_none()
                && !self.has_listed_values(&parameter.schema)
        };
        self.operation.body.is_some()
            || self.is_put_by_another()
            || self.operation.parameters.iter().enumerate().any(names_unknown)
    }

    /// Whether the values of all parameters in the path are known.
    fn has_known_path(&self) -> bool {
        let mut parameters = self.operation.parameters.iter().enumerate();
        parameters.all(|(index, parameter)| {
            parameter.location != Location::Path || self.known.parameter(self.index, index, parameter).is_some()
        })
    }

    /// Whether the path has ids, all of resources that the run created.
    fn names_created(&self) -> bool {
        let parameters = self.operation.parameters.iter().enumerate();
        let mut in_path = parameters.filter(|(_, parameter)| parameter.location == Location::Path).peekable();
        in_path.peek().is_some() && in_path.all(|(index, _)| self.known.is_created(self.index, index))
    }

    /// Whether the operation is about a resource that a PUT of the same path creates (RFC 9110 section 9.3.4), such as
    /// `/books/{id}/cover`: the book may exist without one.
    fn is_put_by_another(&self) -> bool {
        let path = without_slash(&self.operation.path);
        let is_literal = |segment: &Segment| matches!(segment, Segment::Literal(_));
        let is_part = path.last().is_some_and(is_literal) && !path.iter().all(is_literal);
        let puts = |other: &Operation| other.method == "PUT" && without_slash(&other.path) == path;
        is_part && self.operation.method != "PUT" && self.api.operations.iter().any(puts)
    }

    fn has_listed_values(&self, schema: &Value) -> bool {
        let of_elements = self.schemas.keyword(schema, "items");
        [Some(schema), of_elements].into_iter().flatten().any(|of| self.schemas.keyword(of, "enum").is_some())
    }

    /// A request of the operation with a credential.
    pub(crate) fn request(
        &self,
        values: &[(usize, Value)],
        body: Option<&Value>,
        credential: CredentialVariant,
    ) -> Request {
        let mut request = Request::of(self.operation, values, body);
        if let Some(set) = self.set {
            add(self.api, set, self.credentials, credential, &mut request);
        }
        request
    }

    /// Like `request`, with another set of security schemes.
    pub(crate) fn request_with(
        &self,
        set: usize,
        values: &[(usize, Value)],
        body: Option<&Value>,
        credential: CredentialVariant,
    ) -> Request {
        let mut request = Request::of(self.operation, values, body);
        add(self.api, set, self.credentials, credential, &mut request);
        request
    }
}

/// Whether requests of a method have no effect on the server (RFC 9110 section 9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body
/// section 2).
pub(crate) fn is_safe(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "QUERY" | "TRACE")
}

#[cfg(test)]
mod tests {
    use super::{Credentials, Known, Schemas, Severity, cases_with};

    /// Paths that differ only in the fragment, which no request carries (RFC 9110 section 7.1).
    const FRAGMENTS: &str = "
openapi: 3.0.3
info: {title: Fragments, version: 1.0.0}
paths:
  /files#share:
    put: {operationId: shareFile, responses: {'204': {description: Shared.}, '4XX': {description: Rejected.}}}
  /files:
    put: {operationId: updateFile, responses: {'204': {description: Updated.}, '4XX': {description: Rejected.}}}
";

    #[test]
    fn an_operation_that_is_not_served_has_no_cases() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("fragments.yaml", FRAGMENTS))?;
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let ids: Vec<String> = cases.into_iter().map(|case| case.id).collect();
        assert!(ids.iter().any(|id| id.contains("updateFile")), "{ids:?}");
        assert!(!ids.iter().any(|id| id.contains("shareFile")), "{ids:?}");
        Ok(())
    }

    /// A document with 400 or 422 says that the server may reject values.
    #[test]
    fn an_empty_text_in_a_body_may_be_rejected_as_documented() -> Result<(), model::Problems> {
        for (status, severity) in [(422, Severity::Should), (409, Severity::Must)] {
            let document = format!(
                "
openapi: 3.1.0
info: {{title: Tags, version: 1.0.0}}
paths:
  /tags:
    post:
      operationId: createTag
      requestBody:
        required: true
        content: {{application/json: {{schema: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}}}}}
      responses: {{'201': {{description: Created.}}, '{status}': {{description: Rejected.}}}}
"
            );
            let (api, _) = model::resolve(&model::Source::new("tags.yaml", document))?;
            let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
            let severity_of = |id: &str| cases.iter().find(|case| case.id == id).map(|case| case.severity);
            assert_eq!(severity_of("accepted/createTag/body-name-empty"), Some(severity), "{status}");
            assert_eq!(severity_of("accepted/createTag/body-name-unicode"), Some(Severity::Must), "{status}");
        }
        Ok(())
    }

    /// A part of a resource that PUT creates.
    const PARTS: &str = "
openapi: 3.1.0
info: {title: Parts, version: 1.0.0}
paths:
  /books/{id}:
    parameters: &id [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getBook, responses: {'200': {description: The book.}, '404': {description: None.}}}
  /books/{id}/cover:
    parameters: *id
    get: {operationId: getCover, responses: {'200': {description: The cover.}, '404': {description: None.}}}
    put: {operationId: putCover, responses: {'204': {description: Stored.}, '404': {description: None.}}}
";

    #[test]
    fn a_part_that_put_creates_may_be_missing() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("parts.yaml", PARTS))?;
        let known = Known::of(&[("id".to_owned(), 1.into())].into(), &crate::wrapper::Wrappers::default());
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &known);
        let accepted = cases.iter().filter(|case| case.id.ends_with("/required-parts-alone"));
        let made_up: Vec<(&str, bool)> = accepted.map(|case| (case.id.as_str(), case.is_made_up)).collect();
        assert_eq!(
            made_up,
            [
                ("accepted/getBook/required-parts-alone", false),
                ("accepted/getCover/required-parts-alone", true),
                ("accepted/putCover/required-parts-alone", false),
            ]
        );
        Ok(())
    }
}
