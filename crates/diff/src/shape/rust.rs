//! The Rust type that the generated crates have for a schema, as far as programs depend on it.

use std::collections::BTreeSet;

use model::api::Integer;
use serde_json::Value;

use super::{Shape, covers};

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RustType<'v> {
    kind: Kind<'v>,
    /// Whether it is a type of its own around the plain one, because of constraints.
    is_constrained: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind<'v> {
    /// `serde_json::Value`.
    Any,
    Boolean,
    /// A type of integers, such as `i64`, or `f64`.
    Number(&'static str),
    Text,
    /// A date, a time or a UUID, by its format.
    Format(&'v str),
    List,
    Tuple,
    Map,
    Struct,
    Enum,
    /// That of `x-rust-type`, by its path.
    Own(&'v str),
    /// A union, with the JSON types of its alternatives if these are plain.
    Union(BTreeSet<&'v str>),
}

/// The effect of another Rust type on programs that use the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeChange {
    /// They compile.
    None,
    /// They do not compile. `true` if the old type has a name of its own.
    Other(bool),
    /// A number has constraints now: code that reads it does not compile.
    ConstrainedNumber,
    /// Another type has constraints now: programs read it and pass it to setters in the same way, also in a list or map, because setters
    /// convert elements. A program that assigns a plain value to a field does not compile.
    Constrained,
}

impl RustType<'_> {
    /// Returns the effect of a new type on programs that use this one.
    pub(crate) fn change(&self, new: &RustType<'_>) -> TypeChange {
        match (&self.kind, &new.kind) {
            // Both have `as_str`, and are made from a text.
            (Kind::Text, Kind::Enum) => TypeChange::Constrained,
            // Programs match alternatives that they know.
            (Kind::Union(old), Kind::Union(new)) if old.iter().all(|ty| covers(new, ty)) => TypeChange::None,
            (Kind::Union(_), Kind::Union(_)) => TypeChange::Other(true),
            (old, new) if old != new => TypeChange::Other(matches!(old, Kind::Struct | Kind::Enum | Kind::Union(_))),
            // A program converts a value with constraints, which a plain one allows too.
            (Kind::Number(_), _) if !self.is_constrained && new.is_constrained => TypeChange::ConstrainedNumber,
            _ if !self.is_constrained && new.is_constrained => TypeChange::Constrained,
            _ => TypeChange::None,
        }
    }
}

impl<'v> Shape<'v> {
    /// Returns the Rust type of the values.
    pub(crate) fn rust_type(&self) -> RustType<'v> {
        let has = |name: &str| self.limits.contains_key(name);
        let kind = self.kind();
        let is_constrained = match kind {
            Kind::Number(_) => self.multiple_of.is_some() || has("minimum") || has("maximum"),
            Kind::Text => !self.patterns.is_empty() || has("min-length") || has("max-length"),
            Kind::List => self.unique || has("min-items") || has("max-items"),
            Kind::Map => has("min-properties") || has("max-properties"),
            _ => false,
        };
        RustType { kind, is_constrained }
    }

    /// The path of `x-rust-type`.
    fn own_type(&self) -> Option<&'v str> {
        let extensions = |source: &'v Value| model::json_schema::annotations_of(source)?.get("extensions");
        self.sources.iter().find_map(|source| extensions(source)?.get("x-rust-type")?.get("path")?.as_str())
    }

    fn kind(&self) -> Kind<'v> {
        if let Some(path) = self.own_type() {
            return Kind::Own(path);
        }
        if self.values.as_ref().is_some_and(|values| values.iter().all(|value| value.is_string() || value.is_null())) {
            return Kind::Enum;
        }
        if !self.properties.is_empty() {
            return Kind::Struct;
        }
        if self.unions.iter().any(|union| union.alternatives.len() > 1) {
            return Kind::Union(BTreeSet::new());
        }
        let Some(types) = &self.types else { return Kind::Any };
        let types: BTreeSet<&'v str> = types.iter().copied().filter(|ty| *ty != "null").collect();
        let format = self.annotation("format").and_then(Value::as_str).unwrap_or_default();
        let mut each = types.iter().copied();
        match (each.next(), each.next()) {
            (None, _) => Kind::Any,
            (Some("boolean"), None) => Kind::Boolean,
            (Some("integer"), None) => Kind::Number(self.integer().unwrap_or(Integer::I64).rust()),
            (Some("number"), None) => Kind::Number("f64"),
            (Some("string"), None) if matches!(format, "date" | "date-time" | "uuid") => Kind::Format(format),
            (Some("string"), None) => Kind::Text,
            (Some("array"), None) if self.prefix.is_empty() => Kind::List,
            (Some("array"), None) => Kind::Tuple,
            (Some(_), None) => Kind::Map,
            _ => Kind::Union(types),
        }
    }
}
