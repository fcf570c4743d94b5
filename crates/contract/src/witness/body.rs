//! The body of a recorded request (OpenAPI 3.0.4, Request Body Object): there, of a documented content type, and fit for
//! its schema.

use http::header::CONTENT_TYPE;
use model::api::{Body, Content, Format};

use super::{Fault, Look, form};
use crate::judge::{essence, is_of, json};

/// What is wrong with the body.
pub(super) fn faults(look: &Look<'_>) -> Vec<Fault> {
    let Some(bytes) = look.exchange.body.as_deref() else { return Vec::new() };
    let content_type = look.exchange.headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let Some(body) = &look.operation.body else {
        // Nothing is said of what has no length.
        let way = || look.of_request(look.operation.at, format!("expected no body, got one of {} bytes", bytes.len()));
        return (!bytes.is_empty()).then(way).into_iter().collect();
    };
    let at = body.contents.first().map_or(look.operation.at, |content| content.at);
    match (bytes.is_empty(), content_type) {
        // An empty one with a content type may be an empty text, or a form without fields.
        (true, None) if body.required => vec![look.of_request(at, "expected a body, got none".to_owned())],
        (true, None) => Vec::new(),
        (true, Some(_)) if !body.required => Vec::new(),
        (_, content_type) => {
            let content_type = content_type.unwrap_or_default();
            match content(body, &essence(content_type)) {
                Some(content) => {
                    let ways = held(look, content, content_type, bytes);
                    ways.into_iter().map(|way| look.of_request(content.at, way)).collect()
                }
                None => {
                    let known = body.contents.iter().flat_map(|content| &content.media_types);
                    let known = known.map(String::as_str).collect::<Vec<_>>().join(" or ");
                    let got = if content_type.is_empty() { "none".to_owned() } else { look.show.excerpt(content_type) };
                    vec![look.of_request(at, format!("expected the content type {known}, got {got}"))]
                }
            }
        }
    }
}

/// What the document says of a content type: by its name, else by a range that it is in.
fn content<'b>(body: &'b Body, got: &str) -> Option<&'b Content> {
    let of = |is_it: &dyn Fn(&str) -> bool| {
        body.contents.iter().find(|content| content.media_types.iter().any(|known| is_it(known)))
    };
    of(&|known| essence(known) == got).or_else(|| of(&|known| is_of(known, got)))
}

fn held(look: &Look<'_>, content: &Content, content_type: &str, bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes);
    match (content.format, text) {
        (Format::Json, _) => json(look.show, look.validators, &content.schema, bytes),
        (Format::Form, Ok(text)) => form::urlencoded(look, content, text),
        (Format::Multipart, _) => form::parts(look, content, content_type, bytes),
        (Format::Form | Format::Text, Err(_)) => {
            vec![format!("expected a body of text in UTF-8, got {} other bytes", bytes.len())]
        }
        (Format::Text, Ok(_)) | (Format::Bytes, _) => Vec::new(),
    }
}
