//! The requests and responses of a round trip: values from the document's examples, and values derived from the types.

use serde_json::Value;

use super::spelling::{fits, is_event_value, is_form_value};
use super::{fill, vary};
use crate::named::{Api, Body, Content, Format, Operation, Parameter, ResponseVariant, TypeRef};
use model::api::{Framing, ItemValues, Items};
use model::json_schema::Validators;

/// The largest number of values that are tried for one parameter, body or response.
const VALUES: usize = 60;

/// The largest number of calls of one operation.
const CALLS: usize = 200;

/// The values of a parameter or body.
pub(crate) struct PlannedPart {
    /// `query.name`, `body.Variant`
    pub key: String,
    /// Whether a call can omit it.
    pub is_optional: bool,
    /// The fullest value.
    pub full: Value,
    /// The value that is sent while another part varies.
    pub plain: Value,
    /// Changes of the fullest value.
    pub changes: Vec<Change>,
}

/// A change of a value: a JSON Pointer and the value that replaces the value there; `None` removes it.
pub(crate) type Change = (String, Option<Value>);

/// The values of a response that the server sends.
pub(crate) struct ResponsePlan<'o> {
    /// The index in [`Operation::response_variants`].
    pub index: usize,
    pub given: ResponseVariant<'o>,
    /// The fullest value of the body; `null` without a body.
    pub full: Value,
    pub changes: Vec<Change>,
}

/// The calls of an operation.
pub(crate) struct Plan<'o> {
    pub parameters: Vec<PlannedPart>,
    /// One part for each media type that can be sent.
    pub bodies: Vec<PlannedPart>,
    pub responses: Vec<ResponsePlan<'o>>,
}

/// Plans the calls of an operation. Returns `None` if no value can be made for a required part, or no response can be sent.
pub(crate) fn plan<'o>(api: &Api, validators: &Validators, operation: &'o Operation) -> Option<Plan<'o>> {
    let mut parameters = Vec::new();
    for parameter in &operation.parameters {
        match of_parameter(api, validators, parameter) {
            Some(part) => parameters.push(part),
            None if parameter.required => return None,
            None => {}
        }
    }
    let of_body = |body: &Body| -> Vec<PlannedPart> {
        body.contents.iter().filter_map(|content| of_content(api, validators, body, content)).collect()
    };
    let mut bodies = operation.body.as_ref().map(of_body).unwrap_or_default();
    if bodies.is_empty() && operation.body.as_ref().is_some_and(|body| body.required) {
        return None;
    }
    let variants = operation.response_variants().enumerate();
    let all_given = variants.filter(|(_, given)| super::server::is_given(operation, given.response));
    let responses: Vec<ResponsePlan<'o>> =
        all_given.filter_map(|(index, given)| response_plan(api, validators, index, given)).collect();
    spread(parameters.iter_mut().chain(&mut bodies));
    (!responses.is_empty()).then_some(Plan { parameters, bodies, responses })
}

/// Shortens the changes of each part, so that there are at most [`CALLS`] in all.
fn spread<'p>(parts: impl Iterator<Item = &'p mut PlannedPart>) {
    let parts: Vec<&mut PlannedPart> = parts.collect();
    let each = CALLS / parts.len().max(1);
    parts.into_iter().for_each(|part| part.changes.truncate(each.max(2)));
}

fn of_parameter(api: &Api, validators: &Validators, parameter: &Parameter) -> Option<PlannedPart> {
    let ty = parameter.whole();
    let is_sent = |value: &Value| fits(api, parameter, value) && validators.accepts(&parameter.schema, value);
    let shown = parameter.sample.clone().filter(|value| is_sent(value));
    // A path cannot contain every value: the first value of an enum may be the empty string, for instance.
    let filled = fill::fullest(api, ty);
    let others = filled.iter().flat_map(|filled| vary::variants(api, ty, filled));
    let full = filled.iter().cloned().chain(others).find(|value| is_sent(value));
    let (full, plain) = both(full, shown)?;
    let changes = changes(api, ty, &full, &plain, &is_sent);
    Some(PlannedPart { key: super::key(parameter), is_optional: !parameter.required, full, plain, changes })
}

fn of_content(api: &Api, validators: &Validators, body: &Body, content: &Content) -> Option<PlannedPart> {
    let (key, is_optional) = (format!("body.{}", content.variant), !body.required);
    if matches!(content.format, Format::Text | Format::Bytes) {
        let text = content.sample.as_ref().and_then(Value::as_str).unwrap_or("text");
        let mut changes = other_texts(content.items.as_ref(), text);
        changes.retain(|(_, value)| value.as_ref().is_none_or(|value| validators.accepts(&content.schema, value)));
        let full = Value::from(text);
        if !validators.accepts(&content.schema, &full) {
            return None;
        }
        return Some(PlannedPart { key, is_optional, plain: full.clone(), full, changes });
    }
    let is_sent = |value: &Value| is_form_value(api, content, value) && validators.accepts(&content.schema, value);
    let shown = content.sample.clone().filter(|value| is_sent(value));
    let full = fill::fullest(api, &content.ty).filter(|value| is_sent(value));
    let (full, plain) = both(full, shown)?;
    let changes = changes(api, &content.ty, &full, &plain, &is_sent);
    Some(PlannedPart { key, is_optional, full, plain, changes })
}

/// Returns another body of text or bytes. A sequence of items gets a second item.
fn other_texts(items: Option<&Items>, text: &str) -> Vec<Change> {
    let other = if items.is_some() { text.repeat(2) } else { "ünï ☃\r\n".to_owned() };
    vec![(String::new(), Some(other.into()))]
}

/// Plans the values of a response. Returns `None` if no value can be made for the body.
fn response_plan<'o>(
    api: &Api,
    validators: &Validators,
    index: usize,
    given: ResponseVariant<'o>,
) -> Option<ResponsePlan<'o>> {
    let Some(content) = given.content else {
        return Some(ResponsePlan { index, given, full: Value::Null, changes: Vec::new() });
    };
    if let Some((items, values)) = content.items.as_ref().and_then(|items| Some((items, items.values()?))) {
        return of_stream(api, validators, items, values).map(|(full, changes)| ResponsePlan {
            index,
            given,
            full,
            changes,
        });
    }
    if content.format != Format::Json {
        let text = content.sample.as_ref().and_then(Value::as_str).unwrap_or("text");
        let changes = other_texts(content.items.as_ref(), text);
        return Some(ResponsePlan { index, given, full: text.into(), changes });
    }
    let is_given = |value: &Value| content.schema.as_ref().is_none_or(|schema| validators.accepts(schema, value));
    let full = fill::fullest(api, &content.ty).filter(|value| is_given(value));
    let (full, plain) = both(full, content.sample.clone())?;
    let changes = changes(api, &content.ty, &full, &plain, &is_given);
    Some(ResponsePlan { index, given, full, changes })
}

/// Plans the values of a stream: the list of the fullest and the smallest value, in which the first one changes.
fn of_stream(
    api: &Api,
    validators: &Validators,
    items: &Items,
    values: ItemValues<'_>,
) -> Option<(Value, Vec<Change>)> {
    let (ty, schema, sample) = match (values, &items.data) {
        (ItemValues::Data(ty) | ItemValues::Text(ty), Some(data)) => (ty, &data.schema, data.sample.clone()),
        (ItemValues::Items(ty) | ItemValues::Data(ty) | ItemValues::Text(ty), _) => {
            (ty, &items.schema, items.sample.clone())
        }
    };
    let is_event = matches!((values, items.framing), (ItemValues::Items(_), Framing::Events));
    let is_text = matches!(values, ItemValues::Text(_));
    // An event stream has no other line break than LF.
    let is_data = |value: &Value| value.as_str().is_some_and(|text| !text.contains('\r'));
    let is_given = |value: &Value| {
        (!is_event || is_event_value(value)) && (!is_text || is_data(value)) && validators.accepts(schema, value)
    };
    let full = fill::fullest(api, ty).filter(|value| is_given(value));
    let (full, plain) = both(full, sample.filter(|value| is_given(value)))?;
    let changes = changes(api, ty, &full, &plain, &is_given);
    let of_first = changes.into_iter().map(|(pointer, value)| (format!("/0{pointer}"), value)).collect();
    Some((Value::Array(vec![full, plain]), of_first))
}

/// Returns both values. A missing value is replaced by the other one.
fn both(full: Option<Value>, shown: Option<Value>) -> Option<(Value, Value)> {
    match (full, shown) {
        (Some(full), Some(shown)) => Some((full, shown)),
        (Some(one), None) | (None, Some(one)) => Some((one.clone(), one)),
        (None, None) => None,
    }
}

fn changes(api: &Api, ty: &TypeRef, full: &Value, plain: &Value, fits: &dyn Fn(&Value) -> bool) -> Vec<Change> {
    let mut found = Vec::new();
    for value in [plain.clone()].into_iter().chain(vary::variants(api, ty, full)) {
        if found.len() < VALUES && fits(&value) {
            found.extend(change(full, &value, String::new()));
        }
    }
    found
}

/// Returns the smallest change that turns one value into another, or `None` if they are equal.
fn change(from: &Value, to: &Value, at: String) -> Option<Change> {
    let below = |token: &str| format!("{at}/{}", token.replace('~', "~0").replace('/', "~1"));
    match (from, to) {
        _ if from == to => None,
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            let mut differing = old.keys().filter(|key| old.get(*key) != new.get(*key)).chain(added);
            match (differing.next(), differing.next()) {
                (Some(key), None) => match (old.get(key), new.get(key)) {
                    (Some(old), Some(new)) => change(old, new, below(key)),
                    (_, new) => Some((below(key), new.cloned())),
                },
                _ => Some((at, Some(to.clone()))),
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut differing = (0..old.len()).filter(|index| old[*index] != new[*index]);
            match (differing.next(), differing.next()) {
                (Some(index), None) => change(&old[index], &new[index], below(&index.to_string())),
                _ => Some((at, Some(to.clone()))),
            }
        }
        _ => Some((at, Some(to.clone()))),
    }
}
