//! Bodies: each part broken or at an edge, bytes that are no JSON, content types that are not accepted.

use model::api::{Body, Content, Format, Style};
use serde_json::Value;

use super::{Base, Case, Derive, Expect, Group, NO_VALUE, codes, invalid, taken};
use crate::credential::Carry;
use crate::sample::sample;
use crate::schema::Validators;
use crate::variant::{defects, edges, whole};
use crate::wire::is_hollow;

/// Requests with one defect in the body.
pub(crate) fn refused(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let (Some(body), Some(value)) = (&derive.operation.body, &base.body) else { return };
    if let Some(content) = derive.operation.json_body() {
        json(derive, base, (body, content, value), out);
    }
    media_types(derive, base, (body, value), out);
}

fn json(derive: &Derive<'_>, base: &Base, (body, content, value): (&Body, &Content, &Value), out: &mut Vec<Case>) {
    let whole = whole(derive.validators, &content.schema, value);
    let mut push = |what: &str, request| {
        out.push(derive.case(Group::Refused, &format!("body-{what}"), request, invalid(derive), content.at));
    };
    for (what, broken) in defects(derive.validators, &content.schema, &whole.value) {
        push(&what, derive.request(&base.required, Some(&broken), Carry::Valid));
    }
    let valid = || derive.request(&base.required, Some(value), Carry::Valid);
    // Without a byte, a body that may be absent is.
    for (what, bytes) in no_json(value).into_iter().filter(|(_, bytes)| body.required || !bytes.is_empty()) {
        let mut request = valid();
        request.body = bytes;
        push(what, request);
    }
    if whole.is_cut {
        let mut case = derive.case(Group::Refused, "body-other-parts", valid(), invalid(derive), content.at);
        case.left_out = Some("the body has more optional parts than are tried");
        out.push(case);
    }
}

fn media_types(derive: &Derive<'_>, base: &Base, (body, value): (&Body, &Value), out: &mut Vec<Case>) {
    let Some(content) = body.main() else { return };
    let known: Vec<&String> = body.contents.iter().flat_map(|content| &content.media_types).collect();
    let accepts = |other: &str| known.iter().any(|known| covers(known, other));
    let other = ["text/plain", "application/x-none", "x-none/x-none"].into_iter().find(|other| !accepts(other));
    let media = codes(derive, derive.operation.refusals.media_type, &[415, 400, 422], 415);
    // Bytes are what a body without a content type may be taken for (RFC 9110 section 8.3).
    let none = if accepts("application/octet-stream") { Some("bytes need no content type") } else { None };
    let any = if other.is_none() { Some("the body may be of any content type") } else { None };
    for (what, media_type, left_out) in [("content-type-none", None, none), ("content-type-other", other, any)] {
        let mut request = derive.request(&base.required, Some(value), Carry::Valid);
        let is_absent = !body.required && request.body.is_empty();
        request.headers.retain(|(name, _)| name != "content-type");
        media_type.into_iter().for_each(|value| request.header("content-type", value));
        let expect = Expect::Refusal(media.clone());
        let case = derive.case(Group::Refused, &format!("body-{what}"), request, expect, content.at);
        let absent = is_absent.then_some("without a byte, a body that may be absent is");
        out.push(Case { left_out: absent.or(left_out), ..case });
    }
}

/// Whether a media type of the document, which may be a range (RFC 9110 section 12.5.1), has `other`.
fn covers(known: &str, other: &str) -> bool {
    let known = known.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match known.strip_suffix('*') {
        Some("*/") => true,
        Some(start) => other.starts_with(start),
        None => known == other,
    }
}

/// Bytes that are no JSON text of one value, or that name a property twice (RFC 8259 sections 2 and 4).
fn no_json(value: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let text = value.to_string();
    let mut out = vec![("nothing", Vec::new())];
    // A number that is cut off may be another number.
    if !value.is_number() {
        out.push(("cut-off", text.as_bytes()[..text.len() - 1].to_vec()));
    }
    out.push(("trailing-bytes", format!("{text} x").into_bytes()));
    out.push(("two-values", format!("{text} {text}").into_bytes()));
    out.push(("not-utf8", [text.as_bytes(), b" \"\xff\""].concat()));
    if text.contains('"') {
        let broken = text.bytes().flat_map(|byte| if byte == b'"' { vec![byte, 0xff] } else { vec![byte] });
        out.push(("text-not-utf8", broken.collect()));
    }
    if let Some((key, part)) = value.as_object().and_then(|object| object.iter().next()) {
        let key = Value::String(key.clone());
        out.push(("repeated-key", format!("{{{key}:{part},{}", text.trim_start_matches('{')).into_bytes()));
    }
    out
}

/// A value that the document shows, or that can be made up.
pub(crate) fn value(validators: &Validators, content: &Content) -> Option<Value> {
    match content.format {
        Format::Json => content.sample.clone().or_else(|| sample(validators, &content.schema)),
        Format::Text | Format::Bytes => Some(content.sample.clone().unwrap_or_else(|| "text".into())),
        Format::Form | Format::Multipart => {
            let value = content.sample.clone().or_else(|| sample(validators, &content.schema))?;
            if is_writable(content, &value) {
                return Some(value);
            }
            Some(whole(validators, &content.schema, &value).value).filter(|value| is_writable(content, value))
        }
    }
}

/// Whether a form can have all parts: it has no way to write `null`, nor an array or an object of nothing.
fn is_writable(content: &Content, form: &Value) -> bool {
    let is_deep = |name: &String| {
        let mut parts = content.parts.iter();
        content.format == Format::Form && parts.any(|part| part.wire == *name && part.style == Style::DeepObject)
    };
    let is_part = |(name, part): (&String, &Value)| match part {
        Value::Null => false,
        part if is_deep(name) => !is_hollow(part),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(properties) => !properties.is_empty(),
        _ => true,
    };
    form.as_object().is_some_and(|parts| parts.iter().all(is_part))
}

/// Requests with each optional part of the body alone or left out, and each part at its edges.
pub(crate) fn accepted(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let Some((content, value)) = derive.operation.body.as_ref().and_then(Body::main).zip(base.body.as_ref()) else {
        return;
    };
    if matches!(content.format, Format::Text | Format::Bytes) {
        return;
    }
    let whole = whole(derive.validators, &content.schema, value);
    let is_json = content.format == Format::Json;
    let mut variants = Vec::new();
    if whole.value != *value {
        variants.push(("all-properties".to_owned(), whole.value.clone()));
    }
    variants.extend(whole.alone.into_iter().filter(|(_, alone)| *alone != *value));
    if is_json {
        variants.extend(edges(derive.validators, &content.schema, &whole.value));
    } else {
        // Of a form, all parts and the required ones alone.
        let is_tried = |what: &str| matches!(what, "all-properties" | "required-properties-alone");
        variants.retain(|(what, other)| is_tried(what) && is_writable(content, other));
    }
    let mut push = |what: &str, value: &Value, left_out| {
        let request = derive.request(&base.required, Some(value), Carry::Valid);
        let expect = taken(derive, &content.schema, base.body.as_ref().unwrap_or(value), value);
        let case = derive.case(Group::Accepted, &format!("body-{what}"), request, expect, content.at);
        out.push(Case { left_out, ..case });
    };
    variants.iter().for_each(|(what, other)| push(what, other, None));
    whole.unknown.iter().for_each(|place| push(&format!("{place}-alone"), value, Some(NO_VALUE)));
}
