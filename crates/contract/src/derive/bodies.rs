//! Bodies: each part broken or at an edge, bytes that are no JSON, content types that are not accepted.

use serde_json::Value;

use super::{Base, Case, Derive, Expect, Group, NO_VALUE, codes, invalid};
use crate::credential::Carry;
use crate::variant::{defects, edges, whole};

/// Requests with one defect in the body.
pub(crate) fn refused(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let (Some(body), Some(value)) = (&derive.operation.body, &base.body) else { return };
    let whole = whole(derive.validators, &body.schema, value);
    let mut push = |what: &str, request, expect| {
        out.push(derive.case(Group::Refused, &format!("body-{what}"), request, expect, body.at));
    };
    for (what, broken) in defects(derive.validators, &body.schema, &whole.value) {
        push(&what, derive.request(&base.required, Some(&broken), Carry::Valid), invalid(derive));
    }
    let valid = || derive.request(&base.required, Some(value), Carry::Valid);
    for (what, bytes) in no_json(value) {
        let mut request = valid();
        request.body = bytes;
        push(what, request, invalid(derive));
    }
    let media = codes(derive, derive.operation.refusals.media_type, &[415, 400, 422], 415);
    for (what, media_type) in [("content-type-none", None), ("content-type-other", Some("text/plain"))] {
        let mut request = valid();
        request.headers.retain(|(name, _)| name != "content-type");
        media_type.into_iter().for_each(|value| request.header("content-type", value));
        push(what, request, media.clone());
    }
    if whole.is_cut {
        let mut case = derive.case(Group::Refused, "body-other-parts", valid(), invalid(derive), body.at);
        case.left_out = Some("the body has more optional parts than are tried");
        out.push(case);
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

/// Requests with each optional part of the body alone or left out, and each part at its edges.
pub(crate) fn accepted(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let (Some(body), Some(value)) = (&derive.operation.body, &base.body) else { return };
    let whole = whole(derive.validators, &body.schema, value);
    let mut variants = Vec::new();
    if whole.value != *value {
        variants.push(("all-properties".to_owned(), whole.value.clone()));
    }
    variants.extend(whole.alone.into_iter().filter(|(_, alone)| *alone != *value));
    variants.extend(edges(derive.validators, &body.schema, &whole.value));
    let mut push = |what: &str, value: &Value, left_out| {
        let request = derive.request(&base.required, Some(value), Carry::Valid);
        let case = derive.case(Group::Accepted, &format!("body-{what}"), request, Expect::Success, body.at);
        out.push(Case { left_out, ..case });
    };
    variants.iter().for_each(|(what, other)| push(what, other, None));
    whole.unknown.iter().for_each(|place| push(&format!("{place}-alone"), value, Some(NO_VALUE)));
}
