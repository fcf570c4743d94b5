//! Requests with one invalid parameter; and with each optional parameter alone or missing, and each parameter at its edges.

use model::api::{Location, Parameter, Style, Text};
use serde_json::Value;

use super::distant::{FAR_FRACTION, is_near, names_resource};
use super::page::is_page_number;
use super::{
    Case, Derivation, Expectation, Group, ValidValues, acceptance, cursor, demand, documented_codes, invalid_codes,
    is_safe, overlooked,
};
use crate::complete::completed;
use crate::credential::CredentialVariant;
use crate::encode::{encode, text};
use crate::format::formatted;
use crate::label::{ChangedPart, Defect, Edge, Holder, Label, Mutation, OffFormat, PartPath, PathStep, TextDefect};
use crate::request::Request;
use crate::schemas::kind;
use crate::style::contains_empty;
use crate::variant::{Variant, defects, edges};
use crate::variation::{Change, OptionalPart, Variation};
use crate::violation::{Basis, Severity};

/// The maximum length of a parameter in bytes. Servers limit the length of URLs; RFC 9110 section 4.1 recommends to support
/// 8000 bytes.
const MAX_LENGTH: usize = 4_000;

/// Requests with one defect in one parameter.
pub(crate) fn rejected(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    for (index, value) in &base.all {
        let parameter = &derivation.operation.parameters[*index];
        let others: Vec<(usize, Value)> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
        let mut push = |path: PartPath, mutation: Mutation, request| {
            let (severity, rests_on) = demand::parameter_defect(parameter.location, &path, &mutation);
            let is_absent = mutation == Mutation::Absent;
            let overlooked = overlooked::with_defect(derivation, &mutation);
            let label = Label::parameter(parameter, path, mutation);
            let mut codes = invalid_codes(derivation);
            // No resource has an invalid id, and no list such a page.
            if (parameter.location == Location::Path || is_page_number(parameter)) && !codes.contains(&404) {
                codes.push(404);
            }
            // RFC 6585 section 3, RFC 9110 section 15.5.13
            if is_absent && precondition(parameter).is_some() {
                codes.extend([428, 412]);
            }
            let expect = Expectation::Rejection(codes);
            let case = derivation.case(Group::Rejected, label, request, expect, parameter.at);
            // The path has the defect, so a 404 says nothing about other resources.
            let is_in_path = parameter.location == Location::Path;
            let is_known = is_page_number(parameter) && derivation.has_known_path();
            let is_made_up = case.is_made_up && !is_in_path && !is_known;
            out.push(Case { severity, rests_on, overlooked, is_made_up, may_be_unrouted: is_in_path, ..case });
        };
        let without = || derivation.request(&others, base.body.as_ref(), CredentialVariant::Valid);
        let with = |value: Value| {
            let mut values = others.clone();
            values.push((*index, value));
            derivation.request(&values, base.body.as_ref(), CredentialVariant::Valid)
        };
        let is_tuple = derivation.schemas.keyword(&parameter.schema, "prefixItems").is_some();
        let is_visible = is_tuple || !is_spread(parameter);
        if parameter.required && parameter.location != Location::Path && is_visible {
            push(PartPath::default(), Mutation::Absent, without());
        }
        let is_plain = parameter.is_plain();
        if is_plain && parameter.location == Location::Query {
            in_query(parameter, value, &with, &without, &mut push);
        }
        // A path with an empty segment is another path.
        let texts = invalid_texts(parameter.text).iter().filter(|_| is_plain);
        let names_resource = names_resource(derivation, parameter);
        for (defect, text) in texts.filter(|(_, text)| parameter.location != Location::Path || !text.is_empty()) {
            // A lenient server reads the integer before the point.
            let text = if names_resource && *defect == TextDefect::Fraction { FAR_FRACTION } else { text };
            push(PartPath::default(), (*defect).into(), with(with_element(value, text)));
        }
        // Parameters are text, so a value of another type cannot be sent. Only constraints can be violated.
        for Variant { path, mutation, value: invalid, part, .. } in
            defects(derivation.schemas, &parameter.schema, value)
        {
            // In other styles, the text of a value of another type may be that of a valid one.
            let is_certain = is_plain
                || has_right_type(&mutation)
                || is_off_tuple(derivation, parameter, (&path, part.as_ref()), &invalid);
            // With a schema of several types, the text of a number may be a valid string.
            let is_scalar = !invalid.is_array() && !invalid.is_object();
            let is_valid_text =
                is_scalar && derivation.schemas.accepts(&parameter.schema, &Value::String(text(&invalid)));
            let is_certain = is_certain && !is_valid_text;
            if is_certain && is_sendable(parameter, &invalid) && !(names_resource && is_near(&invalid)) {
                push(path, mutation, with(invalid));
            }
        }
    }
}

/// Whether an element of a tuple is of a wrong type as text too.
fn is_off_tuple(
    derivation: &Derivation<'_>,
    parameter: &Parameter,
    (path, part): (&PartPath, Option<&Value>),
    invalid: &Value,
) -> bool {
    let ([PathStep::Position(at)], Some(part)) = (path.steps(), part) else { return false };
    let sent = text(part);
    let fits = |read: Value| {
        let mut whole = invalid.clone();
        whole.get_mut(*at).into_iter().for_each(|element| element.clone_from(&read));
        derivation.schemas.accepts(&parameter.schema, &whole)
    };
    // The text `7` is that of a number too.
    let readings = [Some(Value::from(sent.as_str())), serde_json::from_str(&sent).ok()];
    (part.is_string() || part.is_number()) && !readings.into_iter().flatten().any(fits)
}

/// Whether a value with a defect has the right type, so that its text in any style is no valid value.
fn has_right_type(mutation: &Mutation) -> bool {
    use Defect::{
        Above32Bits, AboveFormat, Below32Bits, BelowFormat, Format, NotListed, RepeatedElement, TooFew, TooLarge,
        TooLong, TooMany, TooShort, TooSmall,
    };
    let Mutation::Defect(defect) = mutation else { return false };
    matches!(
        defect,
        TooMany
            | TooFew
            | RepeatedElement
            | NotListed
            | TooSmall
            | TooLarge
            | Below32Bits
            | Above32Bits
            | BelowFormat
            | AboveFormat
            | TooShort
            | TooLong
            | Format(OffFormat::NoSuchDay)
    )
}

fn in_query(
    parameter: &Parameter,
    value: &Value,
    with: &dyn Fn(Value) -> Request,
    without: &dyn Fn() -> Request,
    push: &mut dyn FnMut(PartPath, Mutation, Request),
) {
    if parameter.array.is_none() {
        let mut request = with(value.clone());
        request.query.push((parameter.wire.clone(), text(value)));
        push(PartPath::default(), TextDefect::Repeated.into(), request);
    }
    let mut request = without();
    request.raw_query.push(format!("{}=%ff", encode(&parameter.wire)));
    push(PartPath::default(), TextDefect::NotUtf8.into(), request);
}

/// Replaces a value, or the last element of an array, by a text.
fn with_element(value: &Value, text: &str) -> Value {
    let text = Value::String(text.to_owned());
    match value {
        Value::Array(elements) => {
            let others = elements.iter().take(elements.len().saturating_sub(1)).cloned();
            others.chain([text]).collect()
        }
        _ => text,
    }
}

/// Texts that are not values of a kind.
fn invalid_texts(text: Text) -> &'static [(TextDefect, &'static str)] {
    use TextDefect::{Empty, Fraction, Many, Much, NaN, One, Perhaps, True};
    match text {
        Text::String | Text::Any | Text::Structured => &[],
        Text::Boolean => &[(Perhaps, "perhaps"), (One, "1"), (True, "True"), (Empty, "")],
        Text::Integer => &[(Many, "many"), (Fraction, "1.5"), (Empty, "")],
        Text::Number => &[(Much, "much"), (NaN, "NaN"), (Empty, "")],
    }
}

/// Whether a parameter can express a value.
pub(super) fn is_sendable(parameter: &Parameter, value: &Value) -> bool {
    if !parameter.is_plain() {
        return is_writable(parameter, value);
    }
    if let (Some(_), Value::Array(elements)) = (&parameter.array, value) {
        // An empty array is an absent parameter.
        return !elements.is_empty() && elements.iter().all(|element| is_sendable_text(parameter, element));
    }
    parameter.array.is_none() && is_sendable_text(parameter, value)
}

/// Whether the style of a parameter can express a value. No style can express `null`, empty lists, or delimiters inside
/// texts.
fn is_writable(parameter: &Parameter, value: &Value) -> bool {
    if parameter.style == Style::Json {
        return value.to_string().is_ascii();
    }
    let is_joined = !parameter.explode || matches!(parameter.location, Location::Path | Location::Header);
    let is_part = |part: &Value| match part {
        Value::Null | Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => {
            let text = text.as_str();
            !matches!(text, "" | "." | "..")
                && text.is_ascii()
                && !(is_joined && text.contains([',', ' ', '|', ';', '.', '=']))
                && (parameter.style != Style::Cookie || text.bytes().all(is_cookie_octet))
        }
        _ => true,
    };
    match value {
        Value::Array(_) | Value::Object(_) if parameter.style == Style::DeepObject => !contains_empty(value),
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(is_part),
        Value::Object(entries) => !entries.is_empty() && entries.values().all(is_part),
        value => is_part(value),
    }
}

/// Whether a cookie holds a byte without an escape (RFC 6265 section 4.1.1).
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Whether a parameter is an object whose properties are query parameters or cookies of their own. Without properties it
/// cannot be told apart from an absent one, and any other key may be one of its properties.
fn is_spread(parameter: &Parameter) -> bool {
    let is_deep = parameter.style == Style::DeepObject;
    is_deep
        || (matches!(parameter.style, Style::Form | Style::Cookie)
            && parameter.explode
            && parameter.text == Text::Structured)
}

fn is_sendable_text(parameter: &Parameter, value: &Value) -> bool {
    let is_of_kind = match parameter.text {
        Text::String => value.is_string(),
        Text::Boolean => value.is_boolean(),
        Text::Integer => value.is_i64() || value.is_u64(),
        Text::Number => value.is_number(),
        Text::Any | Text::Structured => false,
    };
    let text = text(value);
    let is_fit = match parameter.location {
        Location::Query | Location::Cookie => true,
        // Dot segments and empty segments change the path (RFC 3986 section 5.2.4).
        Location::Path => !matches!(text.as_str(), "" | "." | ".."),
        // Leading and trailing white space is not part of a header value (RFC 9110 section 5.5).
        Location::Header => text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
    };
    is_of_kind && is_fit && text.len() <= MAX_LENGTH
}

/// Requests with each optional parameter alone or missing, and each parameter at its edges.
pub(crate) fn accepted(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let request = |values: &[(usize, Value)]| derivation.request(values, base.body.as_ref(), CredentialVariant::Valid);
    let mut push = |label: Label, request, at, variation| {
        let case = derivation.case(Group::Accepted, label, request, Expectation::Success, at);
        out.push(Case { variation: Some(variation), ..case });
    };
    let at = derivation.operation.at;
    push(Label::RequiredParts, request(&base.required), at, Variation::least());
    let optional: Vec<_> =
        base.all.iter().filter(|(index, _)| !derivation.operation.parameters[*index].required).collect();
    if !optional.is_empty() {
        push(Label::AllParts, request(&base.all), at, Variation::all());
    }
    for (index, value) in &optional {
        let parameter = &derivation.operation.parameters[*index];
        let part = || OptionalPart::Parameter(*index);
        let label = |mutation| Label::parameter(parameter, PartPath::default(), mutation);
        let mut values = base.required.clone();
        values.push((*index, value.clone()));
        let alone = Variation::of(Change::Present(part()));
        push(label(Mutation::Alone), request(&values), parameter.at, alone);
        // With a single optional parameter, this is the request with the required ones.
        if optional.len() > 1 {
            let values: Vec<_> = base.all.iter().filter(|(other, _)| other != index).cloned().collect();
            let absent = Variation::of(Change::Absent(part()));
            push(label(Mutation::Absent), request(&values), parameter.at, absent);
        }
    }
    let mut unknown = request(&base.required);
    unknown.query.push(("x-unknown".to_owned(), "1".to_owned()));
    let pair = Change::Query("x-unknown".to_owned(), "1".to_owned());
    push(Label::UnknownQueryKey, unknown, at, Variation::of(pair));
    if let Some(case) = out.last_mut() {
        // The document cannot say whether a server accepts other keys.
        (case.severity, case.rests_on) = (Severity::Advice, Basis::Practice);
    }
    let is_property = |parameter: &Parameter| parameter.location == Location::Query && is_spread(parameter);
    if let Some(case) = out.last_mut().filter(|_| derivation.operation.parameters.iter().any(is_property)) {
        case.skip_reason = Some("the unknown key may be a property of a parameter");
    }
    if is_safe(&derivation.operation.method) {
        out.extend(base.all.iter().filter_map(|known| percent_encoded(derivation, base, known)));
    }
    for (index, value) in &base.all {
        let parameter = &derivation.operation.parameters[*index];
        for Variant { path, mutation, value: other, .. } in edges(derivation.schemas, &parameter.schema, value) {
            // The document lists the values that exist.
            let is_listed = matches!(mutation, Mutation::Edge(Edge::Listed(_)));
            let may_exist = !is_listed && is_near(&other) && names_resource(derivation, parameter);
            let is_tested = !is_for_bodies(&mutation) && !may_exist;
            // Outer spaces are not part of a header value.
            let other = match &other {
                Value::String(text) if parameter.location == Location::Header => text.trim().into(),
                _ => other,
            };
            if is_tested && precondition(parameter).is_none() && is_sendable(parameter, &other) {
                let expect = match is_page_number(parameter) {
                    // The list may not have so many pages.
                    true => Expectation::SuccessOrRejection([invalid_codes(derivation), vec![404]].concat()),
                    false => acceptance(derivation, &parameter.schema, value, &other),
                };
                let mut values: Vec<_> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
                values.push((*index, other.clone()));
                let (severity, rests_on) = demand::parameter_edge(parameter.location, &mutation);
                let label = Label::parameter(parameter, path, mutation);
                let case = derivation.case(Group::Accepted, label, request(&values), expect, parameter.at);
                // Nobody created a resource with another id than the known one, so a request with other changes would not show them.
                let is_id = parameter.location == Location::Path
                    || derivation.known.parameter(derivation.index, *index, parameter).is_some();
                let variation = Some(Variation::of(Change::Parameter(*index, other))).filter(|_| !is_id);
                let is_known = is_page_number(parameter) && derivation.has_known_path();
                let is_made_up = (case.is_made_up && !is_known) || is_id;
                let may_be_unrouted = parameter.location == Location::Path;
                out.push(Case { severity, rests_on, variation, is_made_up, may_be_unrouted, ..case });
            }
        }
    }
}

/// Lets the server respond to unusual ids in the path, which nobody created, that there is no such resource, or that a text has not the form of its
/// ids, if the document has that status. It must not fail.
pub(super) fn allow_not_found(derivation: &Derivation<'_>, cases: &mut [Case]) {
    let not_found = documented_codes(derivation.operation, &[404, 410]);
    let is_of_path = |label: &Label| match label {
        // The document lists the values that the server has.
        Label::Part(_, Mutation::Edge(Edge::Listed(_) | Edge::Boolean(_))) => false,
        Label::Part(ChangedPart { holder: Holder::Parameter { location, .. }, .. }, Mutation::Edge(_)) => {
            *location == Location::Path
        }
        _ => false,
    };
    let invalid = documented_codes(derivation.operation, &[400, 422]);
    for case in cases.iter_mut().filter(|case| is_of_path(&case.label)) {
        let has_form = !is_free_text(derivation, &case.label);
        let not_found: Vec<u16> = not_found.iter().chain(invalid.iter().filter(|_| !has_form)).copied().collect();
        let codes = match &case.expect {
            Expectation::SuccessOrRejection(codes) => codes.clone(),
            Expectation::Success => Vec::new(),
            _ => continue,
        };
        if !not_found.is_empty() {
            case.expect = Expectation::SuccessOrRejection([codes, not_found.clone()].concat());
        }
    }
}

/// Whether a part is a parameter of text without a pattern, a format or listed values.
fn is_free_text(derivation: &Derivation<'_>, label: &Label) -> bool {
    let Label::Part(ChangedPart { holder: Holder::Parameter { location, name }, .. }, _) = label else { return false };
    let mut all = derivation.operation.parameters.iter();
    let found = all.find(|parameter| parameter.location == *location && parameter.wire == *name);
    found.is_some_and(|parameter| {
        let mut keys = ["enum", "const", "format", "x-format", "pattern"].iter();
        let has_none = keys.all(|key| derivation.schemas.keyword(&parameter.schema, key).is_none());
        has_none && kind(derivation.schemas, &parameter.schema) == Some("string")
    })
}

/// Whether only bodies are tested with an edge.
fn is_for_bodies(mutation: &Mutation) -> bool {
    let Mutation::Edge(edge) = mutation else { return false };
    matches!(edge, Edge::LineBreak | Edge::UnlistedProperty | Edge::UnlistedId | Edge::Capitals)
}

/// An entity tag that no resource has.
pub(crate) const MADE_TAG: &str = "\"none\"";

/// A value of a header with a precondition (RFC 9110 section 13.1) that is true of every resource. `None` for other parameters.
fn precondition(parameter: &Parameter) -> Option<&'static str> {
    let values = [
        ("if-match", "*"),
        ("if-none-match", MADE_TAG),
        ("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("if-unmodified-since", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ];
    let value = values.iter().find(|(name, _)| parameter.wire.eq_ignore_ascii_case(name));
    value.map(|(_, value)| *value).filter(|_| parameter.location == Location::Header)
}

/// A request with the first letter or digit of a text in the query percent-encoded: the same URI (RFC 3986 section 2.3).
fn percent_encoded(derivation: &Derivation<'_>, base: &ValidValues, (index, value): &(usize, Value)) -> Option<Case> {
    let parameter = &derivation.operation.parameters[*index];
    let is_text = value.is_string() || value.as_array().is_some_and(|elements| elements.iter().all(Value::is_string));
    if parameter.location != Location::Query || !is_text {
        return None;
    }
    let mut values: Vec<_> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
    values.push((*index, value.clone()));
    let mut request = derivation.request(&values, base.body.as_ref(), CredentialVariant::Valid);
    if let Some(at) = request.query.iter().rposition(|(name, _)| *name == parameter.wire) {
        let (name, value) = request.query.remove(at);
        request.raw_query.push(format!("{}={}", encode(&name), encode(&value)));
    }
    let start = format!("{}=", encode(&parameter.wire));
    let pair = request.raw_query.iter_mut().find(|pair| pair.starts_with(&start))?;
    let first = pair[start.len()..].chars().next().filter(char::is_ascii_alphanumeric)?;
    pair.replace_range(start.len()..=start.len(), &format!("%{:02X}", u32::from(first)));
    let label = Label::parameter(parameter, PartPath::default(), Mutation::PercentEncoded);
    let case = derivation.case(Group::Accepted, label, request, Expectation::Success, parameter.at);
    Some(Case { rests_on: Basis::Specification("RFC 3986 section 2.3"), ..case })
}

/// Skipped cases for optional parameters without a valid value, so that the report shows that they are not tested.
pub(crate) fn without_value(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    for (index, parameter) in derivation.operation.parameters.iter().enumerate() {
        if base.all.iter().any(|(known, _)| *known == index) {
            continue;
        }
        if cursor::is_cursor(derivation.schemas, parameter) {
            cursor::accepted(derivation, base, index, out);
        } else {
            let request = derivation.request(&base.required, base.body.as_ref(), CredentialVariant::Valid);
            let label = Label::parameter(parameter, PartPath::default(), Mutation::Alone);
            let mut case = derivation.case(Group::Accepted, label, request, Expectation::Success, parameter.at);
            case.skip_reason = Some(super::NO_VALUE);
            out.push(case);
        }
    }
}

/// A value for a parameter: from an example, else generated.
pub(crate) fn value(derivation: &Derivation<'_>, index: usize, shown: Option<&Value>) -> Option<Value> {
    let parameter = &derivation.operation.parameters[index];
    let made = || crate::synthesize::smallest(derivation.schemas, &parameter.schema);
    let one = || crate::synthesize::elements(derivation.schemas, &parameter.schema, 1).map(Value::Array);
    let is_fit = |value: &Value| is_sendable(parameter, value) && derivation.schemas.accepts(&parameter.schema, value);
    shown.cloned().or_else(|| {
        // An empty object cannot be expressed, but the object may have optional properties.
        let whole = || made().map(|value| completed(derivation.schemas, &parameter.schema, &value).value);
        // Without a bound, pages may be counted from 0 or from 1, so that 0 may be invalid.
        let first =
            is_page_number(parameter).then(|| Value::from(1)).or_else(|| precondition(parameter).map(Value::from));
        let candidates = [first, parameter.sample.clone(), made(), one(), whole()];
        let formatted = |value| formatted(derivation.schemas, &parameter.schema, value);
        candidates.into_iter().flatten().map(formatted).find(is_fit)
    })
}
