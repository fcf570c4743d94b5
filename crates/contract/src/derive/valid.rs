//! The values of a valid request.

use model::api::{Body, Content, CredentialMark, Format};
use serde_json::Value;

use super::{Derivation, bodies, cursor, distant, identity, parameters};
use crate::known::{ELEMENT, Known};
use crate::schemas::Schemas;
use crate::variant::{Whole, whole};

/// The values of a valid request.
pub(crate) struct ValidValues {
    /// All parameters with a value, by index.
    pub all: Vec<(usize, Value)>,
    /// The required parameters.
    pub required: Vec<(usize, Value)>,
    /// The body.
    pub body: Option<Value>,
    /// The body with all optional parts, if it has properties or elements.
    pub whole: Option<Whole>,
}

impl ValidValues {
    /// The values of the first documented exchange that succeeds, completed with generated values. `None` if a required
    /// value cannot be generated.
    pub(crate) fn of(derivation: &Derivation<'_>) -> Option<Self> {
        let operation = derivation.operation;
        let shown = operation.cases.iter().find(|case| case.credential == CredentialMark::Valid);
        let shown = shown.filter(|case| operation.responses[case.response.response].status.is_success());
        let mut all = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let of_case = shown.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index));
            let known = derivation.known.parameter(derivation.index, index, parameter);
            let shown = known.or_else(|| of_case.map(|(_, value)| value));
            if shown.is_none() && cursor::is_cursor(derivation.schemas, parameter) {
                continue;
            }
            let value = parameters::value(derivation, index, shown).map(|value| {
                let is_made_up = shown.is_none() && distant::is_made_up(derivation, index, parameter, &value);
                let other = || distant::parameter(derivation, parameter, &value);
                let names_resource = is_made_up && distant::names_resource(derivation, parameter);
                names_resource.then(other).flatten().unwrap_or(value)
            });
            match value {
                Some(value) => all.push((index, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let body = match operation.body.as_ref().and_then(Body::main) {
            Some(content) => {
                let shown = shown.and_then(|case| case.body.clone());
                let is_shown = shown.is_some() || has_example(derivation.schemas, content);
                let mut value = shown.or_else(|| bodies::value(derivation.schemas, content))?;
                if !is_shown {
                    keep_away(derivation, &content.schema, &mut value);
                }
                put_known(derivation, &content.schema, &mut value);
                let keeps_identity = identity::is_kept(derivation);
                Some(if keeps_identity { without_identity(derivation, &content.schema, value) } else { value })
            }
            None => None,
        };
        let required = all.iter().filter(|(index, _)| operation.parameters[*index].required).cloned().collect();
        let content = operation.body.as_ref().and_then(Body::main);
        let content = content.filter(|content| !matches!(content.format, Format::Text | Format::Bytes));
        let whole = content.zip(body.as_ref()).map(|(content, body)| {
            let first = whole(derivation.schemas, &content.schema, body);
            let mut filled = first.value.clone();
            // Values of the example stay.
            if !has_example(derivation.schemas, content) {
                keep_away(derivation, &content.schema, &mut filled);
            }
            put_known(derivation, &content.schema, &mut filled);
            let mut whole =
                if filled == first.value { first } else { whole(derivation.schemas, &content.schema, &filled) };
            if identity::is_kept(derivation) {
                whole.value = without_identity(derivation, &content.schema, whole.value);
                let is_taken_out = |name: &String| is_taken_out(derivation, &content.schema, name);
                whole.alone.retain(|variant| !variant.path.keys().first().is_some_and(is_taken_out));
            }
            whole
        });
        Some(ValidValues { all, required, body, whole })
    }
}

/// A body without the optional properties that say who the caller is, except those whose value the user gives. See [`identity`].
fn without_identity(derivation: &Derivation<'_>, schema: &Value, body: Value) -> Value {
    let Value::Object(properties) = &body else { return body };
    let mut kept = properties.clone();
    kept.retain(|name, _| !is_taken_out(derivation, schema, name));
    let kept = Value::Object(kept);
    if derivation.schemas.accepts(schema, &kept) { kept } else { body }
}

fn is_taken_out(derivation: &Derivation<'_>, schema: &Value, name: &str) -> bool {
    let is_given = derivation.known.named(name).is_some();
    !is_given && identity::is_identity(name) && !derivation.schemas.is_required(schema, name)
}

/// Whether the document has an example of a body.
fn has_example(schemas: &Schemas, content: &Content) -> bool {
    content.has_example || schemas.keyword(&content.schema, "examples").is_some()
}

/// Replaces the ids in a valid body that resources may have. See [`distant`].
fn keep_away(derivation: &Derivation<'_>, schema: &Value, body: &mut Value) {
    let other = distant::body(derivation, schema, body, &|_| false);
    if let Some(other) = other.filter(|other| derivation.schemas.accepts(schema, other)) {
        *body = other;
    }
}

/// Puts known values into the properties of a body, where they fit.
pub(crate) fn put_known(derivation: &Derivation<'_>, schema: &Value, body: &mut Value) {
    let wrapper = derivation.known.wrapper(derivation.index);
    put_inside(derivation, schema, body, true);
    let schema = wrapper.schema(derivation.schemas, schema);
    let names: Vec<String> =
        derivation.schemas.properties(schema).into_iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let Some(value) = derivation.known.property(derivation.index, &name) else { continue };
        let fits = derivation.schemas.property(schema, &name).is_some_and(|of| derivation.schemas.accepts(of, value));
        if let Some(object) = wrapper.object(body).filter(|object| fits && object.contains_key(&name)) {
            object.insert(name, value.clone());
        }
    }
}

/// Puts known values into the places inside properties of a body, where they fit. `schema` is that of the body. If it `cuts`, lists lose
/// the elements for which no value is known, as far as the schema accepts fewer.
fn put_inside(derivation: &Derivation<'_>, schema: &Value, body: &mut Value, cuts: bool) {
    let schemas = derivation.schemas;
    for (place, values) in derivation.known.places(derivation.index) {
        let filled_with = |most: usize| {
            let mut filled = body.clone();
            fill(&mut filled, place, values, most);
            filled
        };
        let mut cut_off = filled_with(values.len());
        cut(&mut cut_off, place, values.len());
        // The elements of a list may have to differ.
        let candidates = [cuts.then_some(cut_off), Some(filled_with(usize::MAX)), Some(filled_with(values.len()))];
        if let Some(fitting) = candidates.into_iter().flatten().find(|candidate| schemas.accepts(schema, candidate)) {
            *body = fitting;
        }
    }
    if derivation.known.has_named() {
        // The elements of a list may have to differ.
        for most in [usize::MAX, 1] {
            let mut filled = body.clone();
            put_named(derivation.known, &mut filled, true, most);
            if schemas.accepts(schema, &filled) {
                *body = filled;
                break;
            }
        }
    }
}

/// Puts known values into the lists of a valid body, as far as there are some: the first element has the first value.
pub(super) fn put_into_elements(derivation: &Derivation<'_>, schema: &Value, body: &mut Value) {
    put_inside(derivation, schema, body, false);
}

/// Puts one value for each element of the list at a place, of at most the first `most` elements, or the first value without a list. Values are repeated.
fn fill(part: &mut Value, place: &[String], values: &[Value], most: usize) {
    match (place, part) {
        ([], part) => {
            if let Some(value) = values.first().filter(|_| !part.is_null()) {
                *part = value.clone();
            }
        }
        ([step, rest @ ..], Value::Array(elements)) if step == ELEMENT => {
            for (element, value) in elements.iter_mut().zip(values.iter().cycle()).take(most) {
                fill(element, rest, std::slice::from_ref(value), most);
            }
        }
        ([step, rest @ ..], part) => {
            if let Some(part) = part.get_mut(step) {
                fill(part, rest, values, most);
            }
        }
    }
}

/// Leaves at most `count` elements in the lists around a place.
fn cut(part: &mut Value, place: &[String], count: usize) {
    match (place, part) {
        ([step, rest @ ..], Value::Array(elements)) if step == ELEMENT => {
            elements.truncate(count);
            elements.iter_mut().for_each(|element| cut(element, rest, count));
        }
        ([step, rest @ ..], part) => {
            if let Some(part) = part.get_mut(step) {
                cut(part, rest, count);
            }
        }
        ([], _) => {}
    }
}

/// Puts the values that a caller gives by name into properties of inner objects, of at most the first `most` elements of each list.
fn put_named(known: &Known, part: &mut Value, is_outermost: bool, most: usize) {
    match part {
        Value::Array(elements) => {
            elements.iter_mut().take(most).for_each(|element| put_named(known, element, false, most));
        }
        Value::Object(properties) => {
            for (name, part) in properties {
                let value = known.named(name).filter(|_| !is_outermost && !part.is_object() && !part.is_array());
                match value {
                    Some(value) => *part = value.clone(),
                    None => put_named(known, part, false, most),
                }
            }
        }
        _ => {}
    }
}
