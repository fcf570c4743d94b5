//! Filters by an element of a list: `tags` or `tag` for the property `tags` of the elements.

use model::api::{Location, Operation, Parameter};
use serde_json::{Value, json};

use super::semantics::{FILTERS, Found, Relation, is_any_sensitive, says};
use crate::schemas::{Schemas, kind};
use crate::violation::{Basis, Severity};

/// A parameter that selects the elements whose list has its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    /// JSON Pointer to the array in the body.
    pub pointer: String,
    /// The index of the parameter.
    pub parameter: usize,
    /// Whether the parameter is a list of values.
    pub is_list: bool,
    /// The property of the elements that is a list.
    pub property: String,
    /// The values that the document lists.
    pub listed: Vec<Value>,
    severity: Severity,
    name: String,
    at: model::source::Span,
}

impl Member {
    pub(super) fn found(self, pointer: &str) -> Found {
        let (label, severity, at) = (format!("query-{}-filter", self.name), self.severity, self.at);
        let member = Member { pointer: pointer.to_owned(), ..self };
        (label, Relation::Member(member), severity, Basis::Document, at)
    }
}

/// The filters of an operation whose values have the schema of the elements of a list.
pub(super) fn members(schemas: &Schemas, operation: &Operation, items: &Value) -> Vec<Member> {
    let any = json!({});
    let member = |(index, parameter): (usize, &Parameter)| {
        if parameter.location != Location::Query || parameter.required || parameter.default.is_some() {
            return None;
        }
        let is_list = parameter.array.is_some();
        let own = if is_list { schemas.keyword(&parameter.schema, "items").unwrap_or(&any) } else { &parameter.schema };
        let properties = schemas.properties(items);
        let names = [parameter.wire.clone(), format!("{}s", parameter.wire)];
        let (property, list) = properties
            .iter()
            .find(|(name, of)| names.iter().any(|known| known == name) && kind(schemas, of) == Some("array"))?;
        let of = schemas.keyword(list, "items")?;
        if is_any_sensitive(schemas, &[own, &parameter.schema, items, list, of]) {
            return None;
        }
        let listed = schemas.keyword(own, "enum");
        // Bounds are often on one side alone.
        let is_like =
            ["enum", "format", "x-format"].iter().all(|key| schemas.keyword(own, key) == schemas.keyword(of, key))
                && kind(schemas, own) == kind(schemas, of);
        let is_same = schemas.target(own) == schemas.target(of) || is_like;
        let is_text = kind(schemas, own) == Some("string");
        let is_said = says(parameter.doc.as_deref(), &FILTERS);
        (is_same && is_text).then(|| Member {
            pointer: String::new(),
            parameter: index,
            is_list,
            property: (*property).to_owned(),
            listed: listed.and_then(Value::as_array).cloned().unwrap_or_default(),
            severity: if is_said { Severity::Must } else { Severity::Should },
            name: parameter.wire.clone(),
            at: parameter.at,
        })
    };
    operation.parameters.iter().enumerate().filter_map(member).collect()
}
