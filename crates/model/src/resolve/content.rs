//! Media types (OpenAPI 3.0.4, Media Type Object): which there are, how their values are written, of what type.

use super::context::Context;
use super::example::{self, Named};
use super::{form, schema, shapes};
use crate::api::{Content, Format, TypeRef};
use crate::name::{Case, Scope, derive};
use crate::node::{Entry, Node};
use crate::problem::Kind;
use crate::schema::{Schema, Type};

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
        if !is_media_type(&entry.key) {
            let what = format!("the media type `{}`", entry.key);
            let why = "is not of the form `type/subtype` (RFC 9110 section 8.3.1)".to_owned();
            // Passed over, it is no way to write the body.
            context.tolerable(entry.key_at, Kind::Invalid { what, why, instead: "write one media type" });
            is_whole &= context.tolerant;
            continue;
        }
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
    let format = format(context, &entry.key, schema_node);
    if let Some(sent) = representative(&essence(&entry.key)) {
        let what = format!("that `{}` stands for several media types", entry.key);
        let instead = "write the media types that there are";
        context.report(
            entry.key_at,
            Kind::Ignored { feature: "media-range", what: format!("{what}, and `{sent}` is sent,"), instead },
        );
    }
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
            schema = context.json_schema(schema_node);
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
    let mut media_types = vec![sent(&entry.key, format)];
    // What comes may be of any type of the range.
    if media_types[0] != entry.key.trim() && essence(&entry.key).contains('*') {
        media_types.push(essence(&entry.key));
    }
    let content = Content { media_types, format, variant: String::new(), ty, parts, schema, sample, at: node.at };
    Some(Read { content, examples })
}

/// Whether it is a media type, or a range of them (RFC 9110 sections 8.3.1 and 12.5.1).
fn is_media_type(text: &str) -> bool {
    let essence = essence(text);
    let is_token = super::parameter::is_token;
    let is_one =
        essence.split_once('/').is_some_and(|(top, sub)| is_token(top) && is_token(sub) && (top != "*" || sub == "*"));
    is_one && text.is_ascii() && !text.chars().any(char::is_control)
}

/// What is sent where a document names a range and does not say more.
fn representative(range: &str) -> Option<&'static str> {
    match range {
        "image/*" => Some("image/png"),
        "audio/*" => Some("audio/mpeg"),
        "video/*" => Some("video/mp4"),
        "text/*" => Some("text/plain"),
        "font/*" => Some("font/woff2"),
        "model/*" => Some("model/gltf+json"),
        "message/*" => Some("message/http"),
        _ => None,
    }
}

/// How the values of a media type are written.
fn format(context: &Context<'_>, media_type: &str, schema: Option<&Node>) -> Format {
    let essence = essence(media_type);
    let (top, sub) = essence.split_once('/').unwrap_or((&essence, ""));
    let schema = schema.and_then(|schema| Schema::of(schema).target(context.root));
    let is_text = schema.is_none_or(|schema| schema.is_type(Type::String));
    match (top, sub) {
        // A range: documents that were converted from OpenAPI 2.0 write it for JSON.
        ("*" | "application", "*") if is_text => Format::Bytes,
        ("*" | "application", "*") => Format::Json,
        ("multipart", "*") => Format::Bytes,
        (_, "json") => Format::Json,
        (_, sub) if sub.ends_with("+json") => Format::Json,
        ("application", "x-www-form-urlencoded") if schema.is_some() => Format::Form,
        ("multipart", _) if schema.is_some() => Format::Multipart,
        ("text", _) => Format::Text,
        _ => Format::Bytes,
    }
}

/// Type and subtype, in lower case and without parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The media type that is sent: what is written, but for a range.
fn sent(media_type: &str, format: Format) -> String {
    match (essence(media_type).as_str(), format) {
        ("*/*" | "application/*" | "application/*+json", Format::Json) => "application/json".to_owned(),
        ("*/*" | "application/*" | "multipart/*", _) => "application/octet-stream".to_owned(),
        (range, _) if representative(range).is_some() => representative(range).unwrap_or_default().to_owned(),
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
