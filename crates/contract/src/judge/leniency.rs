//! How strongly the document demands a part of a response, where a server has a reason for another one.

use model::api::ResponseContent;
use serde_json::Value;

use crate::derive::{Case, Demand, EXACTLY_ONE, demand_of_returned};
use crate::format;
use crate::kind::ViolationKind;
use crate::part::{Difference, ResponsePart};
use crate::schemas::{SchemaError, Schemas};
use crate::variant::violated_format;
use crate::violation::{Basis, Severity};

/// The demand that a difference from the documented headers and content violates. `body` is that of the response, if it is JSON.
pub(super) fn demand(
    schemas: &Schemas,
    case: &Case,
    content: Option<&ResponseContent>,
    (status, body): (u16, Option<&Value>),
    difference: &Difference,
) -> Demand {
    // The router of a server may know the kinds of path parameters, and then responds to another path than the operation's.
    if case.may_be_unrouted && status == 404 {
        return (Severity::Should, Basis::Specification("OpenAPI, Path Templating"));
    }
    // A Response Object without `content` says nothing about the body of an error.
    if difference.kind == ViolationKind::UnexpectedBody && status >= 400 {
        return (Severity::Should, Basis::Specification("OpenAPI, Response Object, `content`"));
    }
    if difference.is_misplaced_null(body) {
        return (Severity::Should, Basis::Specification("OpenAPI, Schema Object, `writeOnly`"));
    }
    let returned = || {
        let schema = content?.schema.as_ref()?;
        let Some(ResponsePart::Body { pointer, keyword, .. }) = &difference.part else { return None };
        let body = body?;
        let is_it = |error: &SchemaError| error.pointer == *pointer && error.keyword == *keyword;
        if schemas.errors(schema, body).iter().any(|error| is_it(error) && error.fits_several) {
            return Some(EXACTLY_ONE);
        }
        let fits = |text: &str| {
            let mut body = body.clone();
            if let Some(value) = body.pointer_mut(pointer) {
                *value = text.into();
            }
            let errors = schemas.errors(schema, &body);
            !errors.iter().any(is_it)
        };
        let direct = demand_of_returned(keyword.as_deref(), body.pointer(pointer)?, fits);
        direct.or_else(|| {
            // The reason is inside an alternative.
            let mut repaired = body.clone();
            let demand = repair(repaired.pointer_mut(pointer)?)?;
            let errors = schemas.errors(schema, &repaired);
            let is_left = errors.iter().any(is_it);
            (matches!(keyword.as_deref(), Some("anyOf" | "oneOf")) && !is_left).then_some(demand)
        })
    };
    returned().unwrap_or((Severity::Must, Basis::Document))
}

/// Replaces the values that the runner sent although they need not be accepted by valid ones. The demand that the last of them violates;
/// `None` without one.
fn repair(value: &mut Value) -> Option<Demand> {
    let never = |_: &str| false;
    let (demand, valid) = match value {
        Value::Array(elements) => return elements.iter_mut().filter_map(repair).last(),
        Value::Object(properties) => return properties.values_mut().filter_map(repair).last(),
        Value::String(text) => match violated_format(text).and_then(|format| format::text(format, 0)) {
            Some(valid) => (demand_of_returned(Some("format"), value, never)?, Value::String(valid)),
            // Whether the pattern matches without the line break, the caller tells.
            None => {
                let valid = Value::from(text.strip_suffix('\n').or_else(|| text.strip_prefix('\n'))?);
                (demand_of_returned(Some("pattern"), value, |_| true)?, valid)
            }
        },
        Value::Number(_) => {
            let demand = ["maximum", "minimum"].iter().find_map(|key| demand_of_returned(Some(key), value, never))?;
            let valid = match value.as_i64() {
                Some(0..) => i64::from(i32::MAX),
                Some(_) => i64::from(i32::MIN),
                None => i64::MAX,
            };
            (demand, Value::from(valid))
        }
        Value::Null | Value::Bool(_) => return None,
    };
    *value = valid;
    Some(demand)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::repair;
    use crate::violation::Severity;

    #[test]
    fn only_values_that_need_not_be_accepted_are_repaired() {
        let mut value = json!({ "due": "2020-02-30", "number": 9_223_372_036_854_775_808_u64, "page": 2_147_483_648_u64, "other": ["2020-02-31"] });
        assert_eq!(repair(&mut value).map(|(severity, _)| severity), Some(Severity::Should));
        assert_eq!(
            value,
            json!({ "due": "2020-01-31", "number": i64::MAX, "page": i32::MAX, "other": ["2020-02-31"] })
        );
        assert!(repair(&mut Value::from("2020-02-31")).is_none());
        let mut value = json!({ "last_four": "0000\n" });
        assert_eq!(repair(&mut value).map(|(severity, _)| severity), Some(Severity::Should));
        assert_eq!(value, json!({ "last_four": "0000" }));
    }
}
