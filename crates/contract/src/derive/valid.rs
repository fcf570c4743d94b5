//! The values of a valid request.

use model::api::{Body, CredentialMark, Format};
use serde_json::Value;

use super::{Derivation, bodies, cursor, parameters};
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
            match parameters::value(derivation, index, shown) {
                Some(value) => all.push((index, value)),
                None if parameter.required => return None,
                None => {}
            }
        }
        let body = match operation.body.as_ref().and_then(Body::main) {
            Some(content) => {
                let shown = shown.and_then(|case| case.body.clone());
                let mut value = shown.or_else(|| bodies::value(derivation.schemas, content))?;
                put_known(derivation, &content.schema, &mut value);
                Some(value)
            }
            None => None,
        };
        let required = all.iter().filter(|(index, _)| operation.parameters[*index].required).cloned().collect();
        let content = operation.body.as_ref().and_then(Body::main);
        let content = content.filter(|content| !matches!(content.format, Format::Text | Format::Bytes));
        let whole = content.zip(body.as_ref()).map(|(content, body)| {
            let first = whole(derivation.schemas, &content.schema, body);
            let mut filled = first.value.clone();
            put_known(derivation, &content.schema, &mut filled);
            if filled == first.value { first } else { whole(derivation.schemas, &content.schema, &filled) }
        });
        Some(ValidValues { all, required, body, whole })
    }
}

/// Puts known values into the properties of a body, where they fit.
pub(crate) fn put_known(derivation: &Derivation<'_>, schema: &Value, body: &mut Value) {
    let wrapper = derivation.known.wrapper(derivation.index);
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
