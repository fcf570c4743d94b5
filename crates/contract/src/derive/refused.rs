//! Requests with one defect each.

use codegen::model::{CredentialPlace, Location, RefusalStatus, Text};
use serde_json::Value;

use super::{Base, Case, Derive, Expect, Group, documented_codes};
use crate::credential::Carry;
use crate::defect::defects;
use crate::request::Request;

pub(crate) fn cases(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    credentials(derive, base, out);
    parameters(derive, base, out);
    if derive.operation.body.is_some() {
        bodies(derive, base, out);
    }
}

/// The codes for a defect: the one that the document's own examples or statuses give, and its neighbours of the same
/// meaning where they are documented too.
fn codes(derive: &Derive<'_>, own: Option<RefusalStatus>, neighbours: &[u16], fallback: u16) -> Vec<u16> {
    let mut codes = documented_codes(derive.operation, neighbours, fallback);
    if let Some(own) = own.map(|status| status.code)
        && !codes.contains(&own)
    {
        codes.insert(0, own);
    }
    codes
}

/// The codes for a value that is not what it must be.
pub(super) fn invalid_codes(derive: &Derive<'_>) -> Vec<u16> {
    codes(derive, derive.operation.refusals.invalid, &[400, 422], 400)
}

fn invalid(derive: &Derive<'_>) -> Expect {
    Expect::Refusal(invalid_codes(derive))
}

fn credentials(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let operation = derive.operation;
    if operation.security.is_none() {
        return;
    }
    let at = operation.at;
    let missing = Expect::Refusal(operation.refusals.credential_missing.map_or(vec![401], |status| vec![status.code]));
    let wrong = Expect::Refusal(operation.refusals.credential_wrong.map_or(vec![401, 403], |status| vec![status.code]));
    let request = |carry| derive.request(&base.required, base.body.as_ref(), carry);
    if !operation.security.optional {
        out.push(derive.case(Group::Refused, "credential-missing", request(Carry::None), missing.clone(), at));
        out.push(derive.case(Group::Refused, "credential-empty", request(Carry::Empty), missing.clone(), at));
        if let Some(request) = misplaced(derive, base) {
            out.push(derive.case(Group::Refused, "credential-in-the-wrong-place", request, missing, at));
        }
    }
    out.push(derive.case(Group::Refused, "credential-wrong", request(Carry::Wrong), wrong, at));
}

/// The credential of a single scheme, in a header where it belongs into the query, and the other way round.
fn misplaced(derive: &Derive<'_>, base: &Base) -> Option<Request> {
    let [set] = derive.operation.security.alternatives.as_slice() else { return None };
    let [scheme] = derive.api.credentials[*set].schemes.as_slice() else { return None };
    let whole = derive.request(&base.required, base.body.as_ref(), Carry::Valid);
    let mut request = derive.request(&base.required, base.body.as_ref(), Carry::None);
    match &derive.api.schemes[*scheme].place {
        CredentialPlace::Query(name) => {
            let secret = whole.query.iter().find(|(known, _)| known == name)?.1.clone();
            let is_token = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            request.header(if is_token { name } else { "x-api-key" }, &secret);
        }
        CredentialPlace::Header(name) | CredentialPlace::Cookie(name) => {
            request.query.push((name.clone(), "valid".to_owned()))
        }
        CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_) => {
            request.query.push(("access_token".to_owned(), "valid".to_owned()))
        }
    }
    request.secrets = whole.secrets;
    Some(request)
}

fn parameters(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    for (index, value) in &base.all {
        let parameter = &derive.operation.parameters[*index];
        let others: Vec<(usize, Value)> = base.required.iter().filter(|(at, _)| at != index).cloned().collect();
        let mut push = |what: &str, request| {
            let what = format!("{}-{}-{what}", parameter.location.word(), parameter.wire);
            out.push(derive.case(Group::Refused, &what, request, invalid(derive), parameter.at));
        };
        let is_in_path = parameter.location == Location::Path;
        if parameter.required && !is_in_path {
            push("absent", derive.request(&others, base.body.as_ref(), Carry::Valid));
        }
        let with = |value: Value| {
            let mut values = others.clone();
            values.push((*index, value));
            derive.request(&values, base.body.as_ref(), Carry::Valid)
        };
        if parameter.array.is_none() {
            if parameter.location == Location::Query {
                let mut request = with(value.clone());
                request.query.push((parameter.wire.clone(), crate::request::text(value)));
                push("repeated", request);
                let mut request = derive.request(&others, base.body.as_ref(), Carry::Valid);
                request.raw_query.push(format!("{}=%ff", crate::request::encode(&parameter.wire)));
                push("not-utf8", request);
            }
            // An empty segment names another path.
            let texts = unreadable(parameter.text).iter().filter(|text| !is_in_path || !text.is_empty());
            for text in texts {
                let name = if text.is_empty() { "empty" } else { text };
                push(&format!("text-{name}"), with(Value::String((*text).to_owned())));
            }
        }
        // What is text on the wire cannot be of a wrong type, so only strings and numbers can break a constraint.
        for (what, broken) in defects(derive.validators, &parameter.schema, value) {
            let is_textual = match parameter.text {
                Text::String => broken.is_string(),
                Text::Integer => broken.is_i64(),
                Text::Number => broken.is_number(),
                Text::Boolean | Text::Any | Text::Structured => false,
            };
            let is_empty_segment = is_in_path && broken.as_str() == Some("");
            if is_textual && !is_empty_segment && parameter.array.is_none() {
                push(&what, with(broken));
            }
        }
    }
}

/// Texts that are no value of the kind.
fn unreadable(text: Text) -> &'static [&'static str] {
    match text {
        Text::String | Text::Any | Text::Structured => &[],
        Text::Boolean => &["perhaps", "1", "True", ""],
        Text::Integer => &["many", "1.5", ""],
        Text::Number => &["much", "NaN", ""],
    }
}

fn bodies(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let (Some(body), Some(value)) = (derive.operation.json_body(), &base.body) else { return };
    let mut push = |what: &str, request, expect| {
        out.push(derive.case(Group::Refused, &format!("body-{what}"), request, expect, body.at))
    };
    let valid = || derive.request(&base.required, Some(value), Carry::Valid);
    for (what, broken) in defects(derive.validators, &body.schema, value) {
        push(&what, derive.request(&base.required, Some(&broken), Carry::Valid), invalid(derive));
    }
    let text = value.to_string();
    let mut raw = |what: &str, bytes: Vec<u8>| {
        let mut request = valid();
        request.body = bytes;
        push(what, request, invalid(derive));
    };
    if derive.operation.body.as_ref().is_some_and(|body| body.required) {
        raw("nothing", Vec::new());
    }
    raw("cut-off", text.as_bytes()[..text.len() - 1].to_vec());
    raw("trailing-bytes", format!("{text} x").into_bytes());
    raw("two-values", format!("{text}{text}").into_bytes());
    raw("not-utf8", [text.as_bytes(), b" \"\xff\""].concat());
    if text.contains('"') {
        raw(
            "text-not-utf8",
            text.bytes().flat_map(|byte| if byte == b'"' { vec![byte, 0xff] } else { vec![byte] }).collect(),
        );
    }
    if let Some((key, part)) = value.as_object().and_then(|object| object.iter().next()) {
        let key = Value::String(key.clone());
        raw("repeated-key", format!("{{{key}:{part},{}", text.trim_start_matches('{')).into_bytes());
    }
    let media = Expect::Refusal(codes(derive, derive.operation.refusals.media_type, &[415, 400, 422], 415));
    let contents = derive.operation.body.iter().flat_map(|body| &body.contents);
    let accepts_text = contents.flat_map(|content| &content.media_types).any(|known| known.starts_with("text/plain"));
    let other = if accepts_text { "application/x-none" } else { "text/plain" };
    for (what, media_type) in [("content-type-none", None), ("content-type-other", Some(other))] {
        let mut request = valid();
        request.headers.retain(|(name, _)| name != "content-type");
        media_type.into_iter().for_each(|value| request.header("content-type", value));
        push(what, request, media.clone());
    }
}
