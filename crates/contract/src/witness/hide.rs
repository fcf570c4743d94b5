//! Hides credentials and values marked `x-sensitive` in an exchange, for recordings that people read.

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use model::Api;
use model::api::{Body, CredentialPlace, Location, Operation, Parameter};
use serde_json::Value;

use super::operation::{Route, find};
use super::text::pairs;
use super::{BaseUrl, Exchange, RecordedResponse, credential, path};
use crate::conformance::{documented, essence, is_of, media_type};
use crate::request::Request;
use crate::schemas::Schemas;

/// The text in place of a hidden value.
const HIDDEN: &str = "hidden";

/// The exchange with `$NAME` in place of each credential of the scheme `name`, and `hidden` in place of cookies, other
/// `Authorization` headers and sensitive values. Bodies whose schema is unknown, or that cannot be parsed, are removed if the
/// document has sensitive values. The query of a request without an operation is removed.
pub(super) fn hidden(api: &Api, schemas: &Schemas, operation: Option<usize>, exchange: &Exchange) -> Exchange {
    let query = exchange.url.split('#').next().unwrap_or_default().split_once('?').map_or("", |(_, query)| query);
    let mut carrier = Request::new(&exchange.method, "");
    credential::hide(api, exchange, query, &mut carrier);
    let operation = operation.and_then(|index| api.operations.get(index));
    let hiding = Hiding { api, schemas, carrier: &carrier, has_sensitive: has_sensitive(api) };
    let url = match operation {
        Some(operation) => hiding.url(operation, exchange, query),
        None => carrier.redacted(&path(&exchange.url)),
    };
    let headers = hiding.headers(&exchange.headers, &|name| {
        let is_it = |parameter: &&Parameter| parameter.wire.eq_ignore_ascii_case(name.as_str());
        operation.and_then(|operation| operation.parameters_in(Location::Header).find(is_it)).map(|found| &found.schema)
    });
    let body = exchange.body.as_ref().and_then(|body| {
        let content_type = media_type(&exchange.headers);
        hiding.body(body, operation.and_then(|operation| request_schema(operation.body.as_ref()?, &content_type)))
    });
    let response = exchange.response.as_ref().map(|response| hiding.response(operation, response));
    Exchange { method: exchange.method.clone(), url, headers, body, response }
}

/// The response to a request, hidden like an exchange. `carrier` knows the credentials; `has_sensitive` is that of the document.
pub(crate) fn hidden_response(
    api: &Api,
    schemas: &Schemas,
    (carrier, operation): (&Request, Option<&Operation>),
    has_sensitive: bool,
    response: &RecordedResponse,
) -> RecordedResponse {
    Hiding { api, schemas, carrier, has_sensitive }.response(operation, response)
}

/// The schema of a request body of a content type.
fn request_schema<'o>(body: &'o Body, content_type: &str) -> Option<&'o Value> {
    let content = body.contents.iter().find(|content| {
        content.media_types.iter().any(|known| essence(known) == content_type || is_of(known, content_type))
    });
    content.map(|content| &content.schema)
}

/// Whether any schema of the document has sensitive values.
pub(crate) fn has_sensitive(api: &Api) -> bool {
    let mut definitions = api.definitions.values();
    let mut contents =
        api.operations.iter().flat_map(|operation| &operation.responses).flat_map(|response| &response.contents);
    let mut operations = api.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.schema);
        let requests = operation.body.iter().flat_map(|body| &body.contents).map(|content| &content.schema);
        let responses = operation.responses.iter().flat_map(|response| {
            let bodies = response.contents.iter().filter_map(|content| content.schema.as_ref());
            bodies.chain(response.headers.iter().map(|header| &header.schema))
        });
        parameters.chain(requests).chain(responses)
    });
    definitions.any(is_marked) || operations.any(is_marked) || contents.any(|content| content.sensitive)
}

/// Whether a schema marks a value in it as sensitive, without following references.
fn is_marked(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => {
            keywords.get("x-sensitive") == Some(&Value::Bool(true)) || keywords.values().any(is_marked)
        }
        Value::Array(elements) => elements.iter().any(is_marked),
        _ => false,
    }
}

struct Hiding<'a> {
    api: &'a Api,
    schemas: &'a Schemas,
    carrier: &'a Request,
    has_sensitive: bool,
}

impl Hiding<'_> {
    /// Whether values of a schema, or parts of them, are sensitive.
    fn is_sensitive(&self, schema: &Value) -> bool {
        let mut visited = std::collections::BTreeSet::new();
        let mut next = vec![schema];
        while let Some(schema) = next.pop() {
            match schema {
                Value::Object(keywords) => {
                    if keywords.get("x-sensitive") == Some(&Value::Bool(true)) {
                        return true;
                    }
                    let reference = keywords.get("$ref").and_then(Value::as_str);
                    if let Some((name, target)) = reference.and_then(|reference| self.schemas.definition(reference))
                        && visited.insert(name)
                    {
                        next.push(target);
                    }
                    next.extend(keywords.values());
                }
                Value::Array(elements) => next.extend(elements),
                _ => {}
            }
        }
        false
    }

    fn url(&self, operation: &Operation, exchange: &Exchange, query: &str) -> String {
        let before = exchange.url.split(['?', '#']).next().unwrap_or_default();
        let mut url = path(before);
        if let Route::Operations(matches, _) = find(self.api, BaseUrl::Documented, exchange) {
            let found = matches.iter().find(|found| self.api.operations[found.operation].id == operation.id);
            let values = found.map(|found| found.values.as_slice()).unwrap_or_default();
            for parameter in operation.parameters_in(Location::Path).filter(|one| self.is_sensitive(&one.schema)) {
                let value = values.iter().find(|(name, _)| *name == parameter.wire);
                if let Some(at) = value.and_then(|(_, value)| url.rfind(*value).map(|at| at..at + value.len())) {
                    url.replace_range(at, HIDDEN);
                }
            }
        } else if operation.parameters_in(Location::Path).any(|one| self.is_sensitive(&one.schema)) {
            url = operation.template();
        }
        if !query.is_empty() {
            url.push('?');
            url.push_str(&self.query(operation, query));
        }
        self.carrier.redacted(&url)
    }

    fn query(&self, operation: &Operation, query: &str) -> String {
        let credentials: Vec<(&str, String)> = self
            .api
            .schemes
            .iter()
            .filter_map(|scheme| match &scheme.place {
                CredentialPlace::Query(name) => Some((name.as_str(), format!("${}", variable(&scheme.wire)))),
                _ => None,
            })
            .collect();
        let hidden = |raw: &str| -> Option<String> {
            let pair = pairs(raw, '&', true).into_iter().next()?;
            if let Some((_, variable)) = credentials.iter().find(|(name, _)| *name == pair.name) {
                return Some(variable.clone());
            }
            let mut sensitive = operation.parameters_in(Location::Query).filter(|one| self.is_sensitive(&one.schema));
            let is_it = |parameter: &Parameter| {
                let properties = self.schemas.properties(&parameter.schema);
                let rest = pair.name.strip_prefix(parameter.wire.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
                    || properties.iter().any(|(name, _)| *name == pair.name)
            };
            sensitive.any(is_it).then(|| HIDDEN.to_owned())
        };
        let pair = |raw: &str| match hidden(raw) {
            Some(value) => format!("{}={value}", raw.split('=').next().unwrap_or_default()),
            None => raw.to_owned(),
        };
        query.split('&').map(pair).collect::<Vec<_>>().join("&")
    }

    /// Whether an operation of the document has a sensitive header of this name. A server may send it where the document does not.
    fn is_sensitive_name(&self, name: &HeaderName) -> bool {
        self.api.operations.iter().any(|operation| {
            let responses = operation.responses.iter().flat_map(|response| &response.headers);
            let responses = responses.map(|header| (&header.wire, &header.schema));
            let requests = operation.parameters_in(Location::Header);
            let requests = requests.map(|parameter| (&parameter.wire, &parameter.schema));
            let mut all = responses.chain(requests);
            all.any(|(wire, schema)| wire.eq_ignore_ascii_case(name.as_str()) && self.is_sensitive(schema))
        })
    }

    fn headers<'s>(&self, headers: &HeaderMap, schema: &dyn Fn(&HeaderName) -> Option<&'s Value>) -> HeaderMap {
        let mut out = HeaderMap::new();
        for (name, value) in headers {
            let text = String::from_utf8_lossy(value.as_bytes());
            let redacted = self.carrier.redacted(&text);
            let is_sensitive = || schema(name).is_some_and(|schema| self.is_sensitive(schema));
            let is_cookie = [COOKIE, SET_COOKIE].contains(name);
            // A credential of a scheme that the document does not have.
            let is_other_credential = [AUTHORIZATION, PROXY_AUTHORIZATION].contains(name) && redacted == text;
            let is_hidden = is_cookie || is_other_credential || is_sensitive() || self.is_sensitive_name(name);
            let shown = if is_hidden { HIDDEN.to_owned() } else { redacted };
            out.append(name, HeaderValue::from_str(&shown).unwrap_or(HeaderValue::from_static(HIDDEN)));
        }
        out
    }

    fn response(&self, operation: Option<&Operation>, response: &RecordedResponse) -> RecordedResponse {
        let media_type = media_type(&response.headers);
        let found = operation.and_then(|operation| documented(operation, response.status.as_u16(), &media_type));
        let headers = self.headers(&response.headers, &|name| {
            let mut headers = found.iter().flat_map(|found| &found.response.headers);
            headers.find(|header| header.wire.eq_ignore_ascii_case(name.as_str())).map(|header| &header.schema)
        });
        let schema = found.and_then(|found| found.content?.schema.as_ref());
        let body = response.body.as_ref().and_then(|body| self.body(body, schema));
        RecordedResponse { status: response.status, headers, body }
    }

    /// A body of a schema, `None` if it cannot be shown.
    fn body(&self, body: &Bytes, schema: Option<&Value>) -> Option<Bytes> {
        let is_sensitive = schema.map_or(self.has_sensitive, |schema| self.is_sensitive(schema));
        let masked = match (is_sensitive, schema) {
            _ if body.is_empty() => return Some(Bytes::new()),
            (false, _) => body.clone(),
            (true, Some(schema)) => {
                let mut value: Value = serde_json::from_slice(body).ok()?;
                each_sensitive(self.schemas, schema, ("", &mut value), &mut |_, value| *value = HIDDEN.into());
                value.to_string().into()
            }
            (true, None) => return None,
        };
        match std::str::from_utf8(&masked) {
            Ok(text) => Some(self.carrier.redacted(text).into()),
            Err(_) => {
                let text = String::from_utf8_lossy(&masked);
                (self.carrier.redacted(&text) == text).then_some(masked)
            }
        }
    }
}

/// Calls `act` with each sensitive part of a value, and the name of the property that has it; an element has that of its list.
pub(crate) fn each_sensitive(
    schemas: &Schemas,
    schema: &Value,
    (name, value): (&str, &mut Value),
    act: &mut dyn FnMut(&str, &mut Value),
) {
    let alternatives = schemas.alternatives(schema);
    if alternatives.iter().any(|schema| schemas.has_flag(schema, "x-sensitive")) {
        return act(name, value);
    }
    for schema in alternatives {
        match value {
            Value::Object(entries) => {
                for (name, value) in entries {
                    if let Some(schema) = schemas.property(schema, name) {
                        each_sensitive(schemas, schema, (name, value), act);
                    }
                }
            }
            Value::Array(elements) => {
                if let Some(items) = schemas.keyword(schema, "items") {
                    elements.iter_mut().for_each(|element| each_sensitive(schemas, items, (name, element), act));
                }
            }
            _ => {}
        }
    }
}

/// The shell variable of a scheme's credential.
fn variable(scheme: &str) -> String {
    let name: String = scheme.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    name.to_ascii_uppercase()
}
