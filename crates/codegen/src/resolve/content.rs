//! Media types (OpenAPI 3.0.4, Media Type Object): which there are, how their values are written, of what type.

use super::context::Context;
use super::example::{self, Named};
use super::{form, schema, shapes};
use crate::json_schema;
use crate::model::{Content, Format, TypeRef};
use crate::name::{Case, Scope, derive};
use crate::node::{Entry, Node};
use crate::problem::Kind;

/// One way of writing a body, and its named examples.
pub(crate) struct Read<'d> {
    pub content: Content,
    pub examples: Vec<Named<'d>>,
}

/// The contents of a body or an answer. Media types that are written alike and have one type are one content.
/// `None` where one of them cannot be read.
pub(crate) fn contents<'d>(
    context: &mut Context<'d>,
    holder: &'d Node,
    hint: &str,
    whose: &str,
) -> Option<Vec<Read<'d>>> {
    let mut found: Vec<Read<'d>> = Vec::new();
    let mut is_whole = true;
    for entry in holder.get("content").map(Node::entries).unwrap_or_default() {
        match content(context, entry, hint, whose) {
            Some(read) => add(&mut found, read),
            None => is_whole = false,
        }
    }
    let mut scope = Scope::default();
    for read in &mut found {
        read.content.variant = scope.claim(&variant(&read.content), Case::Pascal);
    }
    is_whole.then_some(found)
}

fn add<'d>(found: &mut Vec<Read<'d>>, read: Read<'d>) {
    let new = &read.content;
    // Bytes and text are told apart by their media type alone.
    let is_typed = matches!(new.format, Format::Json | Format::Form | Format::Multipart);
    let alike =
        found.iter_mut().find(|known| is_typed && (known.content.format, &known.content.ty) == (new.format, &new.ty));
    match alike {
        Some(known) => {
            known.content.media_types.extend(read.content.media_types);
            known.examples.extend(read.examples);
        }
        None => found.push(read),
    }
}

fn content<'d>(context: &mut Context<'d>, entry: &'d Entry, hint: &str, whose: &str) -> Option<Read<'d>> {
    let node = &entry.value;
    context.check(node, &shapes::MEDIA_TYPE);
    let schema_node = node.get("schema");
    let Some(format) = format(context, &entry.key, schema_node) else {
        let what = format!("the media type `{}`", entry.key);
        let why = "is not of the form `type/subtype` (RFC 9110 section 8.3.1), or stands for several".to_owned();
        context.report(entry.key_at, Kind::Invalid { what, why, instead: "write one media type" });
        return None;
    };
    let (mut ty, mut parts, mut schema, mut sample, mut examples) =
        (TypeRef::String, Vec::new(), serde_json::json!(true), None, Vec::new());
    let mut format = format;
    if let (Some(schema_node), Format::Json | Format::Form | Format::Multipart) = (schema_node, format) {
        let read = schema::schema(context, schema_node, hint)?;
        match form::parts(context, node, schema_node, &read, format) {
            Some(read) => parts = read,
            // What is no object has no parts: it is passed on as it is.
            None if format != Format::Json => format = Format::Bytes,
            None => {}
        }
        if format != Format::Bytes {
            ty = read;
            schema = json_schema::schema(schema_node);
            examples = example::checked(context, node, whose);
            sample = example::sample(context, node, schema_node, &examples);
        }
    } else if format == Format::Json {
        // JSON that nothing more is said of.
        ty = TypeRef::Any;
        sample = Some(node.get("example").map_or_else(|| serde_json::json!({}), Node::to_json));
    }
    if matches!(format, Format::Text | Format::Bytes) {
        let shown = node.get("example").and_then(Node::as_str);
        sample = Some(shown.unwrap_or("text").into());
    }
    let media_types = vec![sent(&entry.key, format)];
    let content = Content { media_types, format, variant: String::new(), ty, parts, schema, sample, at: node.at };
    Some(Read { content, examples })
}

/// How the values of a media type are written; `None` where it is none.
fn format(context: &Context<'_>, media_type: &str, schema: Option<&Node>) -> Option<Format> {
    let essence = essence(media_type);
    let (top, sub) = essence.split_once('/')?;
    let is_token = |text: &str| super::parameter::is_token(text);
    if !is_token(top) || !is_token(sub) || media_type.chars().any(char::is_control) || !media_type.is_ascii() {
        return None;
    }
    let schema = schema.and_then(|schema| super::reference_target(context.root, schema));
    let is_text = schema.is_none_or(|schema| schema.str("type") == Some("string"));
    Some(match (top, sub) {
        // A range: documents that were converted from OpenAPI 2.0 write it for JSON.
        ("*" | "application", "*") => {
            if is_text {
                Format::Bytes
            } else {
                Format::Json
            }
        }
        (_, "*") | ("*", _) => return None,
        (_, "json") => Format::Json,
        (_, sub) if sub.ends_with("+json") => Format::Json,
        ("application", "x-www-form-urlencoded") if schema.is_some() => Format::Form,
        ("multipart", _) if schema.is_some() => Format::Multipart,
        ("text", _) => Format::Text,
        _ => Format::Bytes,
    })
}

/// Type and subtype, in lower case and without parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The media type that is sent: what is written, but for a range.
fn sent(media_type: &str, format: Format) -> String {
    match (essence(media_type).as_str(), format) {
        ("*/*" | "application/*" | "application/*+json", Format::Json) => "application/json".to_owned(),
        ("*/*" | "application/*", _) => "application/octet-stream".to_owned(),
        _ => media_type.trim().to_owned(),
    }
}

/// A name for a content among several.
fn variant(content: &Content) -> String {
    match content.format {
        Format::Json => "Json".to_owned(),
        Format::Form => "Form".to_owned(),
        Format::Multipart => "Multipart".to_owned(),
        Format::Text | Format::Bytes => {
            let essence = essence(&content.media_types[0]);
            let sub = essence.rsplit('/').next().unwrap_or_default();
            if sub == "plain" { "Text".to_owned() } else { derive(sub, Case::Pascal) }
        }
    }
}
