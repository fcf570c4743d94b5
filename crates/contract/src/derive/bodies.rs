//! Requests with one invalid part of the body, with bytes that are not JSON, and with undocumented content types; and with
//! each part at its edges.

use model::api::{Body, Content, Format, Style};
use serde_json::Value;

use super::demand::{self, Demand};
use super::{Case, Derivation, Expectation, FITTING, Group, NO_VALUE, ValidValues, acceptance, codes, invalid};
use crate::credential::CredentialVariant;
use crate::schemas::Schemas;
use crate::style::contains_empty;
use crate::synthesize::smallest;
use crate::variant::{defects, edges, whole};

/// Requests with one defect in the body.
pub(crate) fn rejected(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let (Some(body), Some(value)) = (&derivation.operation.body, &base.body) else { return };
    if let Some(content) = derivation.operation.json_body() {
        json(derivation, base, (body, content, value), out);
    }
    media_types(derivation, base, (body, value), out);
}

fn json(
    derivation: &Derivation<'_>,
    base: &ValidValues,
    (body, content, value): (&Body, &Content, &Value),
    out: &mut Vec<Case>,
) {
    let whole = whole(derivation.schemas, &content.schema, value);
    let mut push = |label: &str, request, (severity, rests_on): Demand| {
        let label = format!("body-{label}");
        let case = derivation.case(Group::Rejected, &label, request, invalid(derivation), content.at);
        out.push(Case { severity, rests_on, ..case });
    };
    for (label, invalid) in defects(derivation.schemas, &content.schema, &whole.value) {
        let request = derivation.request(&base.required, Some(&invalid), CredentialVariant::Valid);
        push(&label, request, demand::body_defect(&label));
    }
    let valid = || derivation.request(&base.required, Some(value), CredentialVariant::Valid);
    // An empty body is an absent one, which is valid if the body is optional.
    for (label, bytes) in not_json(value).into_iter().filter(|(_, bytes)| body.required || !bytes.is_empty()) {
        let mut request = valid();
        request.body = bytes;
        push(label, request, demand::not_json(label));
    }
    if whole.is_cut {
        let mut case = derivation.case(Group::Rejected, "body-other-parts", valid(), invalid(derivation), content.at);
        case.skip_reason = Some("the body has more optional parts than are tested");
        out.push(case);
    }
}

fn media_types(derivation: &Derivation<'_>, base: &ValidValues, (body, value): (&Body, &Value), out: &mut Vec<Case>) {
    let Some(content) = body.main() else { return };
    let known: Vec<&String> = body.contents.iter().flat_map(|content| &content.media_types).collect();
    let accepts = |other: &str| known.iter().any(|known| covers(known, other));
    let other = ["text/plain", "application/x-none", "x-none/x-none"].into_iter().find(|other| !accepts(other));
    let media = codes(derivation, derivation.operation.rejections.media_type, &FITTING, &[415, 400, 422]);
    // A server may treat a body without a content type as bytes (RFC 9110 section 8.3).
    let none = if accepts("application/octet-stream") { Some("a body of bytes needs no content type") } else { None };
    let any = if other.is_none() { Some("the body may have any content type") } else { None };
    for (label, media_type, skip_reason) in [("content-type-none", None, none), ("content-type-other", other, any)] {
        let mut request = derivation.request(&base.required, Some(value), CredentialVariant::Valid);
        let is_absent = !body.required && request.body.is_empty();
        request.headers.retain(|(name, _)| name != "content-type");
        media_type.into_iter().for_each(|value| request.header("content-type", value));
        let expect = Expectation::Rejection(media.clone());
        let case = derivation.case(Group::Rejected, &format!("body-{label}"), request, expect, content.at);
        let absent = is_absent.then_some("an empty body is an absent one, and the body is optional");
        let (severity, rests_on) = demand::content_type(media_type.is_none());
        out.push(Case { severity, rests_on, skip_reason: absent.or(skip_reason), ..case });
    }
}

/// Whether a documented media type or range (RFC 9110 section 12.5.1) includes `other`.
fn covers(known: &str, other: &str) -> bool {
    let known = known.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match known.strip_suffix('*') {
        Some("*/") => true,
        Some(start) => other.starts_with(start),
        None => known == other,
    }
}

/// Bytes that are not a JSON text (RFC 8259 section 2), or that repeat a property name (section 4).
fn not_json(value: &Value) -> Vec<(&'static str, Vec<u8>)> {
    let text = value.to_string();
    let mut out = vec![("nothing", Vec::new())];
    // A number without its last digit may be a number.
    if !value.is_number() {
        out.push(("cut-off", text.as_bytes()[..text.len() - 1].to_vec()));
    }
    out.push(("trailing-bytes", format!("{text} x").into_bytes()));
    out.push(("two-values", format!("{text} {text}").into_bytes()));
    out.push(("not-utf8", [text.as_bytes(), b" \"\xff\""].concat()));
    if text.contains('"') {
        let invalid = text.bytes().flat_map(|byte| if byte == b'"' { vec![byte, 0xff] } else { vec![byte] });
        out.push(("text-not-utf8", invalid.collect()));
    }
    if let Some((key, part)) = value.as_object().and_then(|object| object.iter().next()) {
        let key = Value::String(key.clone());
        out.push(("repeated-key", format!("{{{key}:{part},{}", text.trim_start_matches('{')).into_bytes()));
    }
    out
}

/// A value for a body: from an example, else generated.
pub(crate) fn value(schemas: &Schemas, content: &Content) -> Option<Value> {
    match content.format {
        Format::Json => content.sample.clone().or_else(|| smallest(schemas, &content.schema)),
        Format::Text | Format::Bytes => Some(content.sample.clone().unwrap_or_else(|| "text".into())),
        Format::Form | Format::Multipart => {
            let value = content.sample.clone().or_else(|| smallest(schemas, &content.schema))?;
            if is_writable(content, &value) {
                return Some(value);
            }
            Some(whole(schemas, &content.schema, &value).value).filter(|value| is_writable(content, value))
        }
    }
}

/// Whether a form can express all parts. It cannot express `null`, empty arrays and empty objects.
fn is_writable(content: &Content, form: &Value) -> bool {
    let is_deep = |name: &String| {
        let mut parts = content.parts.iter();
        content.format == Format::Form && parts.any(|part| part.wire == *name && part.style == Style::DeepObject)
    };
    let is_part = |(name, part): (&String, &Value)| match part {
        Value::Null => false,
        part if is_deep(name) => !contains_empty(part),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(properties) => !properties.is_empty(),
        _ => true,
    };
    form.as_object().is_some_and(|parts| parts.iter().all(is_part))
}

/// Requests with each optional part of the body alone or missing, and each part at its edges.
pub(crate) fn accepted(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let Some((content, value)) = derivation.operation.body.as_ref().and_then(Body::main).zip(base.body.as_ref()) else {
        return;
    };
    if matches!(content.format, Format::Text | Format::Bytes) {
        return;
    }
    let whole = whole(derivation.schemas, &content.schema, value);
    let is_json = content.format == Format::Json;
    let mut variants = Vec::new();
    if whole.value != *value {
        variants.push(("all-properties".to_owned(), whole.value.clone()));
    }
    variants.extend(whole.alone.into_iter().filter(|(_, alone)| *alone != *value));
    if is_json {
        variants.extend(edges(derivation.schemas, &content.schema, &whole.value));
    } else {
        // For forms, only the body with all parts and the one with the required parts.
        let is_tested = |label: &str| matches!(label, "all-properties" | "required-properties-alone");
        variants.retain(|(label, other)| is_tested(label) && is_writable(content, other));
    }
    let mut push = |label: &str, value: &Value, skip_reason| {
        let request = derivation.request(&base.required, Some(value), CredentialVariant::Valid);
        let expect = acceptance(derivation, &content.schema, base.body.as_ref().unwrap_or(value), value);
        let case = derivation.case(Group::Accepted, &format!("body-{label}"), request, expect, content.at);
        out.push(Case { skip_reason, ..case });
    };
    variants.iter().for_each(|(label, other)| push(label, other, None));
    whole.unknown.iter().for_each(|place| push(&format!("{place}-alone"), value, Some(NO_VALUE)));
}
