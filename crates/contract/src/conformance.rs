//! Compares parts of a response, and JSON values, with the document. Used for responses to cases and for recorded exchanges.
//!
//! Each mismatch is a message: `expected …, got …`.

use http::header::{CONTENT_TYPE, ToStrError};
use http::{HeaderMap, HeaderValue};
use model::api::{Operation, Response, ResponseContent, ResponseHeader, ResponseVariant, Status};
use serde_json::Value;

use crate::excerpt::Excerpt;
use crate::kind::ViolationKind;
use crate::one_way;
use crate::part::{Difference, ResponsePart};
use crate::schemas::Schemas;

/// Type and subtype of a media type, in lower case, without parameters.
pub(crate) fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON, or has its suffix (RFC 6839 section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Whether a media type is the documented one, or in the documented range (RFC 9110 section 12.5.1).
pub(crate) fn is_of(documented: &str, got: &str) -> bool {
    let documented = essence(documented);
    documented == got || documented.strip_suffix('*').is_some_and(|top| top == "*/" || got.starts_with(top))
}

/// The response that documents a status code: that of the code, else of its range, else `default` (OpenAPI 3.0.4, Responses
/// Object). Its content is the one of `media_type`, else the first.
pub(crate) fn documented<'o>(operation: &'o Operation, code: u16, media_type: &str) -> Option<ResponseVariant<'o>> {
    // The order of `Status` is that of precedence.
    let covering = operation.responses.iter().filter(|response| response.status.covers(code));
    let response = covering.min_by_key(|response| response.status)?;
    let is_it = |content: &&ResponseContent| content.media_types.iter().any(|known| is_of(known, media_type));
    let content = response.contents.iter().find(is_it).or_else(|| response.contents.first());
    Some(ResponseVariant { response, content })
}

/// Type and subtype of the `Content-Type` header; empty without one.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence).unwrap_or_default()
}

/// The message about a status code that the operation does not document.
pub(crate) fn undocumented(operation: &Operation, code: u16) -> String {
    let statuses: Vec<String> = operation.responses.iter().map(|response| status_text(response.status)).collect();
    format!("expected a documented status ({}), got {code}", statuses.join(", "))
}

/// A status as it is written in the document: `200`, `4XX`, `default`.
pub(crate) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// Mismatches between a body and the documented content: whether there is a body, its content type and its schema.
pub(crate) fn body(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    content: Option<&ResponseContent>,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Vec<Difference> {
    let Some(content) = content else {
        let length = bytes.len();
        let message =
            || Difference::whole(ViolationKind::UnexpectedBody, format!("expected no body, got one of {length} bytes"));
        return if length > 0 { vec![message()] } else { Vec::new() };
    };
    let mut mismatches = Vec::new();
    let got = media_type(headers);
    if !content.media_types.iter().any(|known| is_of(known, &got)) {
        let got = if got.is_empty() { "none".to_owned() } else { excerpt.text(&got) };
        let expected = content.media_types.join(" or ");
        let message = format!("expected the content type {expected}, got {got}");
        mismatches.push(Difference::whole(ViolationKind::ContentType, message));
    }
    let media_type = content.media_types.first().map_or("", String::as_str);
    let mut matching = content.media_types.iter().filter(|known| is_of(known, &got));
    let is_text = !is_json(&got) && matching.all(|known| known.contains('*'));
    let is_accepted = |schema: &Value| schemas.accepts(schema, &Value::String(String::from_utf8_lossy(bytes).into()));
    // A range of media types has others than JSON, whose bodies are texts to a schema.
    let of_json = content.schema.iter().filter(|schema| !(is_text && is_accepted(schema)));
    let differences = of_json.flat_map(|schema| json(excerpt, schemas, schema, bytes));
    mismatches.extend(differences.map(|difference| difference.of_media_type(media_type)));
    mismatches
}

/// Mismatches of bytes that must be JSON of a schema.
pub(crate) fn json(excerpt: Excerpt<'_>, schemas: &Schemas, schema: &Value, bytes: &[u8]) -> Vec<Difference> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(body) => {
            let misplaced = one_way::misplaced(schemas, schema, &body);
            let misplaced = misplaced
                .iter()
                .map(|pointer| Difference::at(ViolationKind::Misplaced, pointer, one_way::message(pointer)));
            schema_mismatches(excerpt, schemas, "the body", schema, &body).into_iter().chain(misplaced).collect()
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let got = excerpt.bytes(bytes);
            let category = error.classify();
            let message = format!("expected a body of JSON, got {got} ({category:?} error at {line}:{column})");
            vec![Difference::whole(ViolationKind::NotJson, message)]
        }
    }
}

/// Mismatches between a value and its schema. `subject` names the value in the messages.
pub(crate) fn schema_mismatches(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    subject: &str,
    schema: &Value,
    value: &Value,
) -> Vec<Difference> {
    let mismatches = schemas.errors(schema, value).into_iter().map(|error| {
        let place =
            if error.pointer.is_empty() { subject.to_owned() } else { format!("{subject} at {}", error.pointer) };
        let got = value.pointer(&error.pointer).map_or_else(
            || "nothing".to_owned(),
            |value| excerpt.value(value, is_sensitive(schemas, schema, &error.pointer)),
        );
        let message = format!("expected {place} to fit its schema, got {got}: {}", error.reason);
        let kind = ViolationKind::Schema { keyword: error.keyword, property: error.property };
        Difference::at(kind, &error.pointer, message)
    });
    mismatches.collect()
}

/// Mismatches between received headers and the documented headers of a response.
pub(crate) fn headers(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    response: &Response,
    got: &HeaderMap,
) -> Vec<Difference> {
    let mut mismatches = Vec::new();
    for header in &response.headers {
        let name = &header.wire;
        let mut push = |kind, message| {
            mismatches.push(Difference { kind, message, part: Some(ResponsePart::Header(name.clone())) })
        };
        match lines(header, got) {
            None if header.required => {
                push(ViolationKind::HeaderAbsent, format!("expected the header `{name}`, got none"));
            }
            None => {}
            Some(Err(_)) => {
                push(ViolationKind::Header, format!("expected text in the header `{name}`, got other bytes"));
            }
            Some(Ok(lines)) => {
                let text = lines.join(", ");
                let readings = readings(schemas, header, &lines);
                let fits = readings.iter().any(|value| schemas.accepts(&header.schema, value));
                if let (false, Some(last)) = (fits, readings.last()) {
                    let got = excerpt.value(&Value::String(text), is_sensitive_header(schemas, header));
                    let reason = schemas.errors(&header.schema, last).into_iter().next();
                    let reason = reason.map_or_else(String::new, |error| format!(": {}", error.reason));
                    let message = format!("expected the header `{name}` to fit its schema, got {got}{reason}");
                    push(ViolationKind::Header, message);
                }
            }
        }
    }
    mismatches
}

/// Returns the lines of a header. Only a value with a style may have more than one.
fn lines<'g>(header: &ResponseHeader, got: &'g HeaderMap) -> Option<Result<Vec<&'g str>, ToStrError>> {
    let lines = got.get_all(&header.wire).iter().take(if header.has_style { usize::MAX } else { 1 });
    let texts: Result<Vec<&str>, ToStrError> = lines.map(HeaderValue::to_str).collect();
    texts.map(|texts| (!texts.is_empty()).then_some(texts)).transpose()
}

/// Returns the values that the lines of a header may stand for, one of which must fit the schema. Empty if no style decides it: the values
/// of the schema are objects or nested, or a text is quoted.
fn readings(schemas: &Schemas, header: &ResponseHeader, lines: &[&str]) -> Vec<Value> {
    // The lines of a list are one list (RFC 9110 section 5.3).
    let text = lines.join(", ");
    let json = serde_json::from_str::<Value>(&text).ok();
    if !header.has_style {
        return vec![Value::String(text), json.unwrap_or(Value::Null)];
    }
    let is_of = |schema: &Value, types: &[&str]| {
        schemas.keyword(schema, "type").and_then(Value::as_str).is_some_and(|ty| types.contains(&ty))
    };
    match schemas.keyword(&header.schema, "items") {
        Some(items)
            if is_of(&header.schema, &["array"]) && is_of(items, &["string", "integer", "number", "boolean"]) =>
        {
            let element = |text: &str| match Value::String(text.to_owned()) {
                string if schemas.accepts(items, &string) => string,
                string => serde_json::from_str(text).unwrap_or(string),
            };
            let list: Option<Value> = elements(header, lines).map(|texts| texts.into_iter().map(element).collect());
            // With `content`, the header is JSON.
            json.filter(Value::is_array).into_iter().chain(list).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the texts of the elements of a list. `None` if a text is quoted: a comma in it separates nothing.
fn elements<'t>(header: &ResponseHeader, lines: &[&'t str]) -> Option<Vec<&'t str>> {
    // A date in `Set-Cookie` has a comma, so each line is one element (RFC 9110 section 5.3).
    if header.wire.eq_ignore_ascii_case("set-cookie") {
        return Some(lines.to_vec());
    }
    let is_quoted = lines.iter().any(|line| line.contains('"'));
    let texts = lines.iter().flat_map(|line| line.split(',')).map(str::trim).filter(|text| !text.is_empty());
    (!is_quoted).then(|| texts.collect())
}

/// Whether a header, or an element of a list in one, has `x-sensitive: true` in its schema.
fn is_sensitive_header(schemas: &Schemas, header: &ResponseHeader) -> bool {
    let items = schemas.keyword(&header.schema, "items");
    schemas.has_flag(&header.schema, "x-sensitive") || items.is_some_and(|items| schemas.has_flag(items, "x-sensitive"))
}

/// Whether the part of a value at a JSON Pointer, or a value that contains it, has `x-sensitive: true` in its schema or in
/// an alternative of its schema.
fn is_sensitive(schemas: &Schemas, schema: &Value, pointer: &str) -> bool {
    let mut level = schemas.alternatives(schema);
    for token in pointer.split('/').skip(1) {
        if level.iter().any(|schema| schemas.has_flag(schema, "x-sensitive")) {
            return true;
        }
        let name = token.replace("~1", "/").replace("~0", "~");
        let mut below = Vec::new();
        for schema in level {
            let next = schemas.property(schema, &name).or_else(|| schemas.keyword(schema, "items"));
            below.extend(next.into_iter().flat_map(|next| schemas.alternatives(next)));
        }
        level = below;
    }
    level.iter().any(|schema| schemas.has_flag(schema, "x-sensitive"))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::headers;
    use crate::excerpt::Excerpt;
    use crate::request::Request;
    use crate::schemas::Schemas;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Lists, version: 1.0.0}
paths:
  /lists:
    get:
      operationId: getLists
      responses:
        '200':
          description: Lists.
          headers:
            X-Ids: {schema: {type: array, maxItems: 3, items: {type: integer}}}
            X-Json: {content: {application/json: {schema: {type: array, maxItems: 2, items: {type: integer}}}}}
            X-Names: {schema: {type: array, maxItems: 2, items: {type: string, maxLength: 5}}}
            Set-Cookie: {schema: {type: array, maxItems: 2, items: {type: string, pattern: '='}}}
";

    /// Whether a header with these lines conforms to the document.
    fn fits(name: &str, lines: &[&str]) -> Result<bool, Box<dyn std::error::Error>> {
        let (api, _) = model::resolve(&model::Source::new("lists.yaml", DOCUMENT))?;
        let mut got = HeaderMap::new();
        for line in lines {
            got.append(name.parse::<HeaderName>()?, line.parse::<HeaderValue>()?);
        }
        let response = &api.operations[0].responses[0];
        let request = Request::new("GET", "/lists");
        let excerpt = Excerpt { request: &request, shows_unparsed: true };
        Ok(headers(excerpt, &Schemas::new(&api), response, &got).is_empty())
    }

    #[test]
    fn the_lines_of_a_list_are_one_list() -> Result<(), Box<dyn std::error::Error>> {
        assert!(fits("x-ids", &["1, 2,3"])?);
        assert!(fits("x-ids", &["1", "2"])?);
        assert!(!fits("x-ids", &["1, two"])?);
        assert!(!fits("x-ids", &["1, 2", "3, 4"])?);
        Ok(())
    }

    #[test]
    fn a_list_may_be_json() -> Result<(), Box<dyn std::error::Error>> {
        assert!(fits("x-json", &["[1, 2]"])?);
        assert!(!fits("x-json", &["[1, 2, 3]"])?);
        assert!(!fits("x-json", &["[\"1\"]"])?);
        Ok(())
    }

    #[test]
    fn a_comma_in_a_cookie_or_in_a_quoted_text_separates_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let dated = "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT";
        assert!(fits("set-cookie", &[dated, "b=2"])?);
        assert!(!fits("set-cookie", &[dated, "b=2", "c=3"])?);
        assert!(fits("x-names", &["\"a, b, c\""])?);
        assert!(!fits("x-names", &["a, b, c"])?);
        Ok(())
    }
}
