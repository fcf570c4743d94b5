//! Requests with one invalid part of the body, with bytes that are not JSON, and with undocumented content types; and with
//! each part at its edges.

use model::api::{Body, Content, Format, Style};
use serde_json::{Map, Value};

use super::combined::put;
use super::demand::{self, Demand};
use super::distant;
use super::naming::names_id;
use super::valid::put_into_elements;
use super::{
    Case, Derivation, Expectation, FITTING, Group, NO_VALUE, Overlooked, ValidValues, acceptance, codes, invalid,
    invalid_codes, overlooked, unsure,
};
use crate::credential::CredentialVariant;
use crate::format::formatted;
use crate::fresh::{Freshness, freshened, freshened_around_defect};
use crate::label::{BodyChange, Edge, Label, Mutation, PartPath};
use crate::schemas::Schemas;
use crate::style::{BINARY, contains_empty};
use crate::synthesize::smallest;
use crate::variant::{Variant, Whole, defects, edges, whole};
use crate::variation::{Change, OptionalPart, Variation};
use crate::violation::{Basis, Severity};

/// The number of the first fresh value of rejected bodies. Accepted ones count from 1.
pub(crate) const FIRST_REJECTED: usize = 1000;

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
    let Some(whole) = &base.whole else { return };
    let mut push = |label, request, (severity, rests_on): Demand| {
        let overlooked = match &label {
            Label::Part(part, _) if part.path.is_empty() => overlooked::without_body(derivation),
            Label::Part(_, mutation) => overlooked::with_defect(derivation, mutation),
            Label::Body(BodyChange::Missing | BodyChange::Nothing) => overlooked::without_body(derivation),
            _ => Overlooked::Usual,
        };
        let case = derivation.case(Group::Rejected, label, request, invalid(derivation), content.at);
        out.push(Case { severity, rests_on, overlooked, ..case });
    };
    let of_schema = defects(derivation.schemas, &content.schema, &whole.value);
    let count = of_schema.len();
    for (at, Variant { path, mutation, value: invalid, .. }) in of_schema.into_iter().enumerate() {
        let freshness = Freshness { count: FIRST_REJECTED + at, is_thorough: false };
        let is_known = |path: &[String]| derivation.known.holds(derivation.index, path);
        let invalid = freshened_around_defect(derivation.schemas, &content.schema, &invalid, freshness, &is_known);
        // A number that breaks a bound is no id that the server has.
        let is_bound =
            [&invalid, &whole.value].iter().all(|body| part_at(body, &path.keys()).is_some_and(Value::is_i64));
        let invalid =
            if is_bound { invalid } else { away_from_others(derivation, &content.schema, &path.keys(), invalid) };
        let is_kept = |at: &[String]| part_at(&invalid, at) == part_at(&whole.value, at);
        let other = distant::body(derivation, &content.schema, &invalid, &is_kept);
        let other = other.unwrap_or_else(|| invalid.clone());
        // A lenient server may act on the resource with this id, and another id has no defect.
        let is_near = distant::names_near(derivation, &content.schema, &other, &is_kept);
        if is_near || (other != invalid && derivation.schemas.accepts(&content.schema, &other)) {
            continue;
        }
        let invalid = other;
        let request = derivation.request(&base.required, Some(&invalid), CredentialVariant::Valid);
        let demand = demand::body_defect(&mutation);
        push(Label::body(path, mutation), request, demand);
    }
    let valid = || derivation.request(&base.required, Some(value), CredentialVariant::Valid);
    // An empty body is an absent one, which is valid if the body is optional.
    for (at, (change, _)) in not_json(derivation.schemas, &content.schema, value).into_iter().enumerate() {
        // A lenient server may store the value.
        let fresh = apart(derivation, content, value, count + at);
        let same =
            not_json(derivation.schemas, &content.schema, &fresh).into_iter().find(|(known, _)| *known == change);
        let Some((_, bytes)) = same.filter(|(_, bytes)| body.required || !bytes.is_empty()) else { continue };
        let mut request = valid();
        request.body = bytes;
        let (severity, rests_on) = demand::whole_body(change);
        // Many servers read an empty body as an empty object, which changes nothing.
        let may_be_empty = change == BodyChange::Nothing
            && derivation.operation.method == "PATCH"
            && derivation.schemas.accepts(&content.schema, &serde_json::json!({}));
        let severity = if may_be_empty { severity.min(Severity::Should) } else { severity };
        push(Label::Body(change), request, (severity, rests_on));
    }
    if body.required {
        let mut request = valid();
        request.body = Vec::new();
        request.headers.retain(|(name, _)| name != "content-type");
        push(Label::Body(BodyChange::Missing), request, demand::whole_body(BodyChange::Missing));
    }
    if whole.is_cut {
        let label = Label::Body(BodyChange::OtherParts);
        let mut case = derivation.case(Group::Rejected, label, valid(), invalid(derivation), content.at);
        case.skip_reason = Some("the body has more optional parts than are tested");
        out.push(case);
    }
}

/// A body whose defect is at a path, with another invalid value there if a lenient server may read it as the id of a resource of others: 1.5 and `true`
/// as 1.
fn away_from_others(derivation: &Derivation<'_>, schema: &Value, path: &[String], invalid: Value) -> Value {
    let names_resource =
        path.last().is_some_and(|name| names_id(name)) || derivation.known.holds(derivation.index, path);
    let other = part_at(&invalid, path).filter(|_| names_resource).and_then(distant::of_nobody);
    let mut changed = invalid.clone();
    match other.and_then(|other| put(&mut changed, path, &other)) {
        Some(()) if !derivation.schemas.accepts(schema, &changed) => changed,
        _ => invalid,
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
    let changes = [(BodyChange::NoContentType, None, none), (BodyChange::OtherContentType, other, any)];
    let count = out.len();
    for (at, (change, media_type, skip_reason)) in changes.into_iter().enumerate() {
        let value = &apart(derivation, content, value, count + at);
        let mut request = derivation.request(&base.required, Some(value), CredentialVariant::Valid);
        let is_absent = !body.required && request.body.is_empty();
        request.headers.retain(|(name, _)| name != "content-type");
        media_type.into_iter().for_each(|value| request.header("content-type", value));
        let expect = Expectation::Rejection(media.clone());
        let case = derivation.case(Group::Rejected, Label::Body(change), request, expect, content.at);
        let absent = is_absent.then_some("an empty body is an absent one, and the body is optional");
        let (severity, rests_on) = demand::whole_body(change);
        out.push(Case { severity, rests_on, skip_reason: absent.or(skip_reason), ..case });
    }
}

/// The value of a valid body with other values in properties that may have to be unique. Forms and texts stay as they are.
fn apart(derivation: &Derivation<'_>, content: &Content, value: &Value, number: usize) -> Value {
    if content.format != Format::Json {
        return value.clone();
    }
    let freshness = Freshness { count: FIRST_REJECTED + number, is_thorough: false };
    let is_known = |path: &[String]| derivation.known.holds(derivation.index, path);
    let fresh = freshened(derivation.schemas, &content.schema, value, freshness, &is_known);
    if derivation.schemas.accepts(&content.schema, &fresh) { fresh } else { value.clone() }
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
fn not_json(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<(BodyChange, Vec<u8>)> {
    let text = value.to_string();
    let mut out = vec![(BodyChange::Nothing, Vec::new())];
    // A number without its last digit may be a number.
    if !value.is_number() {
        out.push((BodyChange::CutOff, text.as_bytes()[..text.len() - 1].to_vec()));
    }
    out.push((BodyChange::TrailingBytes, format!("{text} x").into_bytes()));
    out.push((BodyChange::TwoValues, format!("{text} {text}").into_bytes()));
    out.push((BodyChange::NotUtf8, [text.as_bytes(), b" \"\xff\""].concat()));
    out.extend(text_not_utf8(schemas, schema, value).map(|bytes| (BodyChange::TextNotUtf8, bytes)));
    if let Some((key, part)) = value.as_object().and_then(|object| object.iter().next()) {
        let key = Value::String(key.clone());
        out.push((BodyChange::RepeatedKey, format!("{{{key}:{part},{}", text.trim_start_matches('{')).into_bytes()));
    }
    out
}

/// The JSON text of a value with a byte in one of its texts that UTF-8 does not have. All else is valid, so that a parser that replaces the
/// byte by U+FFFD accepts the body. `None` if the value has no text.
fn text_not_utf8(schemas: &Schemas, schema: &Value, value: &Value) -> Option<Vec<u8>> {
    let marked = |index| {
        let mut marked = value.clone();
        mark(&mut marked, &mut { index }).then_some(marked)
    };
    // A text that is not listed, and has no format, has any character.
    let chosen = (0..).map_while(marked).find(|marked| schemas.accepts(schema, marked)).or_else(|| marked(0))?;
    let text = chosen.to_string();
    let (start, end) = text.split_once(char::REPLACEMENT_CHARACTER)?;
    Some([start.as_bytes(), b"\xff", end.as_bytes()].concat())
}

/// Puts U+FFFD before the text with this index, counted in the order of the JSON text. False if there are fewer texts.
fn mark(value: &mut Value, index: &mut usize) -> bool {
    match value {
        Value::String(text) if *index == 0 => {
            text.insert(0, char::REPLACEMENT_CHARACTER);
            true
        }
        Value::String(_) => {
            *index -= 1;
            false
        }
        Value::Array(elements) => elements.iter_mut().any(|element| mark(element, index)),
        Value::Object(properties) => properties.values_mut().any(|property| mark(property, index)),
        _ => false,
    }
}

/// A value for a body: from an example, else generated.
pub(crate) fn value(schemas: &Schemas, content: &Content) -> Option<Value> {
    match content.format {
        Format::Json => {
            let value = content.sample.clone().or_else(|| smallest(schemas, &content.schema))?;
            Some(formatted(schemas, &content.schema, value))
        }
        Format::Text => {
            let text = content.sample.clone().unwrap_or_else(|| "text".into());
            Some(text).filter(|text| schemas.accepts(&content.schema, text))
        }
        Format::Bytes if is_binary(schemas, content) => Some(BINARY.into()),
        Format::Bytes => Some(content.sample.clone().unwrap_or_else(|| "text".into())),
        Format::Form | Format::Multipart => {
            let value = content.sample.clone().or_else(|| smallest(schemas, &content.schema))?;
            let value = formatted(schemas, &content.schema, value);
            if is_writable(content, &value) {
                return Some(value);
            }
            let whole = whole(schemas, &content.schema, &value);
            let one = one_part(schemas, content, &whole);
            one.or(Some(whole.value)).filter(|value| is_writable(content, value))
        }
    }
}

/// A multipart body with one optional part, a file if there is one: it needs a part (RFC 2046 section 5.1.1).
fn one_part(schemas: &Schemas, content: &Content, whole: &Whole) -> Option<Value> {
    let is_file = |variant: &&Variant| {
        let name = variant.path.keys().concat();
        let part = schemas.property(&content.schema, &name);
        part.is_some_and(|part| schemas.keyword(part, "x-format").and_then(Value::as_str) == Some("binary"))
    };
    let (files, others): (Vec<&Variant>, Vec<&Variant>) = whole.alone.iter().partition(is_file);
    let mut values = files.into_iter().chain(others).map(|variant| &variant.value);
    values.find(|value| content.format == Format::Multipart && is_writable(content, value)).cloned()
}

/// Whether a body may have any bytes, or is a picture.
fn is_binary(schemas: &Schemas, content: &Content) -> bool {
    let is_of_bytes = |media: &String| media.starts_with("image/") || covers(media, "application/octet-stream");
    let is_format = schemas.keyword(&content.schema, "x-format").and_then(Value::as_str) == Some("binary");
    is_format || content.media_types.iter().any(is_of_bytes)
}

/// Whether a form can express all parts. It cannot express `null`, empty arrays and empty objects. A multipart body has a part.
pub(super) fn is_writable(content: &Content, form: &Value) -> bool {
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
    let has_part = |parts: &Map<String, Value>| content.format != Format::Multipart || !parts.is_empty();
    form.as_object().is_some_and(|parts| parts.iter().all(is_part) && has_part(parts))
}

/// Requests with each optional part of the body alone or missing, and each part at its edges.
pub(crate) fn accepted(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let operation = derivation.operation;
    let Some((body, content)) = operation.body.as_ref().and_then(|body| Some((body, body.main()?))) else { return };
    if !body.required {
        let request = derivation.request(&base.required, None, CredentialVariant::Valid);
        let label = Label::body(PartPath::default(), Mutation::Absent);
        let case = derivation.case(Group::Accepted, label, request, Expectation::Success, content.at);
        let rests_on = Basis::Specification("OpenAPI, Request Body Object, `required`");
        out.push(Case { rests_on, variation: Some(Variation::of(Change::NoBody)), ..case });
    }
    let Some((whole, value)) = base.whole.as_ref().zip(base.body.as_ref()) else { return };
    if operation.json_body().is_some() && content.media_types.iter().any(|name| name == "application/json") {
        let media_type = "application/json; charset=utf-8";
        let mut request = derivation.request(&base.required, Some(value), CredentialVariant::Valid);
        request.set_content_type(media_type);
        let change = BodyChange::ContentTypeParameter;
        let case = derivation.case(Group::Accepted, Label::Body(change), request, Expectation::Success, content.at);
        let (severity, rests_on) = demand::whole_body(change);
        let variation = Some(Variation::of(Change::ContentType(media_type.to_owned())));
        out.push(Case { severity, rests_on, variation, ..case });
    }
    let mut push = |label: Label, other: &Value, variation: Option<Variation>| {
        let (severity, rests_on) = demand::body_edge(&label);
        let severity = if unsure::is_left_to_name(derivation, &content.schema, &label, &whole.value) {
            severity.min(Severity::Should)
        } else {
            severity
        };
        let request = derivation.request(&base.required, Some(other), CredentialVariant::Valid);
        let expect = match label {
            Label::Part(_, Mutation::Edge(Edge::ReadOnly(_))) => {
                Expectation::SuccessOrRejection(invalid_codes(derivation))
            }
            // The caller says that other values need not be accepted.
            Label::Part(ref part, Mutation::Edge(_)) if derivation.known.is_given(&part.path.keys()) => {
                Expectation::SuccessOrRejection(invalid_codes(derivation))
            }
            _ => acceptance(derivation, &content.schema, value, other),
        };
        let case = derivation.case(Group::Accepted, label, request, expect, content.at);
        out.push(Case { severity, rests_on, variation, ..case });
    };
    // The last segment of a path cannot be empty.
    let is_nowhere = |variant: &Variant| {
        let renames = || derivation.known.renames(derivation.index, &variant.path.keys());
        variant.part.as_ref().is_some_and(|part| part == "") && renames()
    };
    let is_json = content.format == Format::Json;
    let is_tested = |other: &Value| is_json || is_writable(content, other);
    if whole.value != *value && is_tested(&whole.value) {
        push(Label::Body(BodyChange::AllProperties), &whole.value, Some(Variation::all()));
    }
    if let Some(least) = whole.least.as_ref().filter(|least| *least != value && is_tested(least)) {
        push(Label::Body(BodyChange::RequiredProperties), least, Some(Variation::least()));
    }
    // For forms, only the body with all parts and the one with the required parts.
    if is_json {
        for variant in whole.alone.iter().filter(|variant| variant.value != *value) {
            let property = OptionalPart::Property(variant.path.keys().concat());
            push(label(variant), &variant.value, Some(Variation::of(Change::Present(property))));
        }
        let edges = edges(derivation.schemas, &content.schema, &whole.value);
        for mut variant in edges.into_iter().filter(|variant| !is_nowhere(variant)) {
            let path = variant.path.keys();
            // The case's own value stays.
            if variant.alternatives.is_empty() && !derivation.known.holds(derivation.index, &path) {
                put_into_elements(derivation, &content.schema, &mut variant.value);
                variant.part = variant.part.as_ref().and(part_at(&variant.value, &path)).cloned();
            }
            let is_kept = |at: &[String]| part_at(&variant.value, at) == part_at(&whole.value, at);
            if distant::names_near(derivation, &content.schema, &variant.value, &is_kept) {
                continue;
            }
            if let Some(other) = distant::body(derivation, &content.schema, &variant.value, &is_kept) {
                // A small id is the case's own value, and may be that of a resource.
                if other == whole.value || !derivation.schemas.accepts(&content.schema, &other) {
                    continue;
                }
                variant.part = variant.part.as_ref().and(part_at(&other, &path)).cloned();
                variant.value = other;
            }
            push(label(&variant), &variant.value, variation(&variant, &whole.value));
        }
    }
    for path in &whole.unknown {
        let request = derivation.request(&base.required, Some(value), CredentialVariant::Valid);
        let label = Label::body(path.clone(), Mutation::Alone);
        let case = derivation.case(Group::Accepted, label, request, Expectation::Success, content.at);
        out.push(Case { skip_reason: Some(NO_VALUE), ..case });
    }
}

/// The label of a variant of the body.
fn label(variant: &Variant) -> Label {
    Label::body(variant.path.clone(), variant.mutation.clone())
}

/// The changes that make a variant of a body with all properties. `None` if it is not a change of one part.
fn variation(variant: &Variant, whole: &Value) -> Option<Variation> {
    let around = variant.alternatives.iter().map(|(path, value)| Change::Alternative(path.clone(), value.clone()));
    let path = variant.path.keys();
    let is_alternative = variant.alternatives.last().is_some_and(|(around, _)| *around == path);
    let change = match (path.as_slice(), &variant.part) {
        ([property], None) => Change::Absent(OptionalPart::Property(property.clone())),
        ([around @ .., _], None) => Change::Body(around.to_vec(), part_at(&variant.value, around)?.clone()),
        ([], _) if !is_alternative => match new_property(&variant.value, whole) {
            Some((name, value)) => Change::Body(vec![name.clone()], value.clone()),
            None => Change::Body(Vec::new(), variant.value.clone()),
        },
        (path, Some(part)) if is_alternative => Change::Alternative(path.to_vec(), part.clone()),
        (path, Some(part)) => Change::Body(path.to_vec(), part.clone()),
        (_, None) => return None,
    };
    let mut changes: Vec<Change> = around.filter(|around| *around != change).collect();
    // An alternative with another value in the same place is the changed one.
    changes.retain(|around| !matches!((around, &change), (Change::Alternative(one, _), Change::Alternative(other, _)) if one == other));
    let parts = Variation::of(change.clone()).parts;
    changes.push(change);
    Some(Variation { parts, changes })
}

/// The property that `other` has in addition to all others.
fn new_property<'v>(other: &'v Value, whole: &Value) -> Option<(&'v String, &'v Value)> {
    let (other, whole) = other.as_object().zip(whole.as_object())?;
    let mut new = other.iter().filter(|(name, _)| !whole.contains_key(*name));
    let are_kept = whole.iter().all(|(name, value)| other.get(name) == Some(value));
    new.next().filter(|_| are_kept && new.next().is_none())
}

/// The part of a value at a path of properties and indexes.
pub(super) fn part_at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match value {
        Value::Array(elements) => step.parse::<usize>().ok().and_then(|index| elements.get(index)),
        value => value.get(step),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::text_not_utf8;
    use crate::schemas::Schemas;

    #[test]
    fn one_text_of_the_body_is_not_utf8() -> Result<(), Box<dyn std::error::Error>> {
        let document = "{openapi: 3.1.0, info: {title: Texts, version: 1.0.0}, paths: {}}";
        let (api, _) =
            model::resolve(&model::Source::new("texts.yaml", document)).map_err(|problems| format!("{problems:?}"))?;
        let schemas = &Schemas::new(&api);
        let found = |schema, value| text_not_utf8(schemas, &schema, &value);
        let kind = json!({ "properties": { "kind": { "enum": ["a"] } } });
        let body = json!({ "kind": "a", "name": { "first": ["b"] }, "size": 1 });
        let expected = b"{\"kind\":\"a\",\"name\":{\"first\":[\"\xffb\"]},\"size\":1}".to_vec();
        assert_eq!(found(kind.clone(), body), Some(expected));
        // A server that replaces the byte rejects the value all the same.
        assert_eq!(found(kind, json!({ "kind": "a" })), Some(b"{\"kind\":\"\xffa\"}".to_vec()));
        assert_eq!(found(json!({}), json!({ "size": 1 })), None);
        Ok(())
    }
}
