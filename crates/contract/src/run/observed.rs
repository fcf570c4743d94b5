//! The parts of responses that reports show, and the parts of the document that an exchange used.

use std::collections::HashMap;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use model::Api;
use model::api::{Location, Operation, Parameter, path};
use serde_json::Value;

use crate::conformance::{documented, media_type};
use crate::coverage::{Point, parameter_place};
use crate::encode::text;
use crate::received::{Received, ReceivedBody};
use crate::request::Request;
use crate::schemas::Schemas;
use crate::secret::Secrets;
use crate::transport::HttpResponse;
use crate::witness::{RecordedResponse, each_sensitive, has_sensitive, hidden_response};

/// The maximum number of bytes of a body that is kept.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// A response, with its body if it is short.
#[derive(Clone)]
pub(super) struct Kept {
    pub status: StatusCode,
    headers: HeaderMap,
    body: Option<Bytes>,
    length: usize,
}

impl Kept {
    pub(super) fn of(response: &HttpResponse) -> Self {
        let HttpResponse { status, headers, body } = response;
        let (headers, length) = (headers.clone(), body.len());
        Kept { status: *status, headers, body: (length <= BODY_LIMIT).then(|| body.clone()), length }
    }
}

/// Hides credentials and sensitive values.
pub(super) struct Redaction<'a> {
    api: &'a Api,
    schemas: &'a Schemas,
    has_sensitive: bool,
}

impl<'a> Redaction<'a> {
    pub(super) fn new(api: &'a Api, schemas: &'a Schemas) -> Self {
        Redaction { api, schemas, has_sensitive: has_sensitive(api) }
    }

    /// A response for reports. `request` knows the credentials.
    pub(super) fn received(&self, operation: Option<&Operation>, request: &Request, kept: &Kept) -> Received {
        let Kept { status, headers, body, length } = kept;
        let is_short = body.is_some();
        let recorded = RecordedResponse { status: *status, headers: headers.clone(), body: body.clone() };
        let shown = hidden_response(self.api, self.schemas, (request, operation), self.has_sensitive, &recorded);
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let body = match shown.body {
            Some(bytes) => match String::from_utf8(bytes.to_vec()) {
                Ok(text) => ReceivedBody::Text(text),
                Err(_) => ReceivedBody::NotShown(format!("{length} bytes that are not text")),
            },
            None if is_short => {
                ReceivedBody::NotShown(format!("{length} bytes that may hold sensitive values of the document"))
            }
            None => ReceivedBody::NotShown(format!("{length} bytes")),
        };
        // The same run gives the same report, whatever the time.
        let headers = shown.headers.iter().filter(|(name, _)| *name != http::header::DATE);
        let headers = headers.map(|(name, value)| (name.to_string(), text(value)));
        Received { status: status.as_u16(), headers: headers.collect(), body }
    }
}

/// The given values of parameters and properties that are sensitive. A generated value is not secret.
pub(super) fn sensitive_values(api: &Api, values: &HashMap<String, Value>) -> Secrets {
    let mut secrets = Secrets::default();
    if values.is_empty() {
        return secrets;
    }
    let schemas = Schemas::new(api);
    for operation in &api.operations {
        let parameters = operation.parameters.iter().map(|parameter| (parameter.wire.as_str(), &parameter.schema));
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let properties = contents.flat_map(|content| schemas.properties(&content.schema));
        for (name, schema) in parameters.chain(properties) {
            let value = values.get(name).filter(|_| schemas.has_flag(schema, "x-sensitive"));
            value.into_iter().for_each(|value| secrets.add_named(&text(value), name));
        }
    }
    secrets
}

/// The shortest text that is hidden as a secret. Shorter ones are parts of many other texts.
const MIN_SECRET: usize = 3;

/// The sensitive values in the body of a response, with the names of their properties. Later requests may send them.
pub(super) fn returned_values(
    api: &Api,
    schemas: &Schemas,
    request: &Request,
    received: &HttpResponse,
) -> Vec<(String, String)> {
    let is_it =
        |operation: &&Operation| operation.method == request.method && path::matches(&operation.path, &request.path);
    let media_type = media_type(&received.headers);
    let Ok(mut body) = serde_json::from_slice::<Value>(&received.body) else { return Vec::new() };
    let mut out = Vec::new();
    let mut add = |name: &str, value: &mut Value| add_leaves(name, value, &mut out);
    // A path such as `/users/me` fits `/users/{id}` too.
    for operation in api.operations.iter().filter(is_it) {
        let found = documented(operation, received.status.as_u16(), &media_type);
        if let Some(schema) = found.and_then(|found| found.content?.schema.as_ref()) {
            each_sensitive(schemas, schema, ("", &mut body), &mut add);
        }
    }
    out.retain(|(_, text)| text.chars().count() >= MIN_SECRET);
    out
}

/// The texts of a request that a response may repeat: its path and query, and the texts and numbers of a JSON body, or the body.
pub(super) fn sent_texts(request: &Request) -> Vec<String> {
    let decoded = percent_encoding::percent_decode_str(&request.path).decode_utf8_lossy().into_owned();
    let mut out = vec![request.path.clone(), decoded];
    out.extend(request.query.iter().map(|(_, value)| value.clone()).chain(request.raw_query.iter().cloned()));
    match serde_json::from_slice::<Value>(&request.body) {
        Ok(body) => {
            let mut leaves = Vec::new();
            add_leaves("", &body, &mut leaves);
            out.extend(leaves.into_iter().map(|(_, text)| text));
        }
        Err(_) => out.push(String::from_utf8_lossy(&request.body).into_owned()),
    }
    out
}

/// Adds the texts and numbers in a value, each with the name of the property that has it.
fn add_leaves(name: &str, value: &Value, out: &mut Vec<(String, String)>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(name, value)| add_leaves(name, value, out)),
        Value::Array(elements) => elements.iter().for_each(|element| add_leaves(name, element, out)),
        Value::String(_) | Value::Number(_) => out.push((name.to_owned(), text(value))),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The status of an exchange, and the parameters that its request had.
pub(super) fn points(schemas: &Schemas, operation: &Operation, request: &Request, status: StatusCode) -> Vec<Point> {
    let (id, status) = (&operation.id, status.as_u16());
    let sent = operation.parameters.iter().filter(|parameter| has(schemas, request, parameter));
    let parameters = sent.map(|parameter| {
        let (operation, parameter) = (id.clone(), parameter_place(parameter));
        Point::Parameter { operation, parameter, status }
    });
    parameters.chain([Point::Status { operation: id.clone(), status }]).collect()
}

/// Whether a request has a parameter.
fn has(schemas: &Schemas, request: &Request, parameter: &Parameter) -> bool {
    let properties = || schemas.properties(&parameter.schema).into_iter().map(|(name, _)| name);
    let is_it = |name: &str| {
        let rest = name.strip_prefix(parameter.wire.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('[')) || properties().any(|own| own == name)
    };
    let name_of = |pair: &str| pair.split('=').next().unwrap_or_default().trim().to_owned();
    let headers = || request.headers.iter();
    match parameter.location {
        Location::Path => true,
        Location::Header => headers().any(|(name, _)| name.eq_ignore_ascii_case(&parameter.wire)),
        Location::Query => {
            let raw = request.raw_query.iter().flat_map(|pairs| pairs.split('&')).map(|pair| {
                let name = name_of(pair);
                percent_encoding::percent_decode_str(&name).decode_utf8_lossy().into_owned()
            });
            request.query.iter().map(|(name, _)| name.clone()).chain(raw).any(|name| is_it(&name))
        }
        Location::Cookie => {
            let cookies = headers().filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
            cookies.flat_map(|(_, pairs)| pairs.split(';')).any(|pair| is_it(&name_of(pair)))
        }
    }
}
