//! Checks the body of a recorded request (OpenAPI 3.0.4, Request Body Object): its presence, content type and schema.

use http::header::CONTENT_TYPE;
use model::api::{Body, Content, Format};

use super::fault::{Fault, faults};
use super::{Context, Mismatch, form};
use crate::conformance::{essence, is_of, json};
use crate::items;

/// Mismatches of the body.
pub(super) fn mismatches(context: &Context<'_>) -> Vec<Mismatch> {
    let Some(bytes) = context.exchange.body.as_deref() else { return Vec::new() };
    let content_type = context.exchange.headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let Some(body) = &context.operation.body else {
        // A server may ignore content that has no meaning for it (RFC 9110 section 9.3.1).
        let message =
            || context.tolerable(context.operation.at, format!("expected no body, got one of {} bytes", bytes.len()));
        return (!bytes.is_empty()).then(message).into_iter().collect();
    };
    let at = body.contents.first().map_or(context.operation.at, |content| content.at);
    match (bytes.is_empty(), content_type) {
        // An empty body with a content type may be an empty text, or a form without fields.
        (true, None) if body.required => vec![context.of_request(at, "expected a body, got none".to_owned())],
        (true, None) => Vec::new(),
        (true, Some(_)) if !body.required => Vec::new(),
        (_, content_type) => {
            let content_type = content_type.unwrap_or_default();
            match content(body, &essence(content_type)) {
                Some(content) => {
                    let mismatch = |Fault { message, is_tolerable }: Fault| Mismatch {
                        is_tolerable,
                        ..context.of_request(content.at, message)
                    };
                    content_faults(context, content, content_type, bytes).into_iter().map(mismatch).collect()
                }
                None => {
                    let known = body.contents.iter().flat_map(|content| &content.media_types);
                    let known = known.map(String::as_str).collect::<Vec<_>>().join(" or ");
                    let got =
                        if content_type.is_empty() { "none".to_owned() } else { context.excerpt.text(content_type) };
                    // A server may accept more content types than documented.
                    vec![context.tolerable(at, format!("expected the content type {known}, got {got}"))]
                }
            }
        }
    }
}

/// The documented content of a content type: by its name, else by its range.
fn content<'b>(body: &'b Body, got: &str) -> Option<&'b Content> {
    let of = |is_it: &dyn Fn(&str) -> bool| {
        body.contents.iter().find(|content| content.media_types.iter().any(|known| is_it(known)))
    };
    of(&|known| essence(known) == got).or_else(|| of(&|known| is_of(known, got)))
}

/// Faults of the bytes of a body, by the format of its content type.
fn content_faults(context: &Context<'_>, content: &Content, content_type: &str, bytes: &[u8]) -> Vec<Fault> {
    let text = std::str::from_utf8(bytes);
    match (content.format, text) {
        (Format::Json, _) => match serde_json::from_slice(bytes) {
            Ok(value) => faults(context, content, &value),
            Err(_) => {
                let differences = json(context.excerpt, context.schemas, &content.schema, bytes);
                differences.into_iter().map(|difference| Fault::of(difference.message)).collect()
            }
        },
        (Format::Form, Ok(text)) => form::urlencoded(context, content, text),
        (Format::Multipart, _) => form::parts(context, content, content_type, bytes),
        (Format::Form | Format::Text, Err(_)) => {
            vec![Fault::of(format!("expected a body of text in UTF-8, got {} other bytes", bytes.len()))]
        }
        (Format::Bytes, _) => {
            let messages = content
                .items
                .iter()
                .flat_map(|items| items::mismatches(context.excerpt, context.schemas, items, bytes));
            messages.map(Fault::of).collect()
        }
        (Format::Text, Ok(text)) => faults(context, content, &text.into()),
    }
}
