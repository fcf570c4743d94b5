//! The types of the values of a schema.

use serde_json::Value;

use super::enumeration::Enumeration;
use super::{AdditionalProperties, Keyword, Schema, ViewedPart};
use crate::nearest::nearest;
use crate::node::{self, Node};
use crate::problem::Kind;
use crate::source::Span;
use crate::version::Version;

/// The maximum depth of schemas within schemas whose types are searched.
const DEPTH_LIMIT: usize = 16;

/// All types of JSON Schema. An integer comes before a number.
const TYPES: [Type; 7] =
    [Type::Null, Type::Boolean, Type::Integer, Type::Number, Type::String, Type::Array, Type::Object];

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// Returns the type with a name, or `None` if there is none.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "string" => Type::String,
            "array" => Type::Array,
            "object" => Type::Object,
            _ => return None,
        })
    }

    /// Returns the type with a name that a document may use.
    ///
    /// # Errors
    ///
    /// The problem to report: the name is not a type of this version of OpenAPI. In 3.0, null is written as `nullable`.
    pub(super) fn allowed(name: &str, version: Version) -> Result<Self, Kind> {
        let instead = if version.has_json_schema() {
            "write `string`, `integer`, `number`, `boolean`, `array`, `object` or `null`"
        } else {
            "write `string`, `integer`, `number`, `boolean`, `array` or `object`; use `nullable: true` for null"
        };
        let is_allowed = |ty: &Type| *ty != Type::Null || version.has_json_schema();
        Type::parse(name).filter(is_allowed).ok_or_else(|| Kind::UnknownWord {
            what: format!("the type `{name}`").into(),
            why: format!("is not defined in OpenAPI {version}").into(),
            nearest: nearest(name, TYPES.iter().filter(|ty| is_allowed(ty)).map(|ty| ty.name())).map(Box::from),
            instead,
        })
    }

    /// Returns the name, as written in a document.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }

    /// Returns the type of a value. `1.0` is a number that is not an integer.
    pub(crate) fn of(value: &Value) -> Self {
        TYPES.into_iter().find(|ty| ty.accepts(value)).unwrap_or(Type::Null)
    }

    /// Returns the type of the values of this type that are also of one of the types of a list. An integer is a number.
    pub(crate) fn among(self, list: &[Type]) -> Option<Type> {
        match self {
            ty if list.contains(&ty) => Some(ty),
            Type::Integer if list.contains(&Type::Number) => Some(Type::Integer),
            Type::Number if list.contains(&Type::Integer) => Some(Type::Integer),
            _ => None,
        }
    }

    /// Returns whether a value has this type. `1.0` is not an integer.
    pub(crate) fn accepts(self, value: &Value) -> bool {
        match self {
            Type::Null => value.is_null(),
            Type::Boolean => value.is_boolean(),
            Type::Integer => value.is_i64() || value.is_u64(),
            Type::Number => value.is_number(),
            Type::String => value.is_string(),
            Type::Array => value.is_array(),
            Type::Object => value.is_object(),
        }
    }
}

/// Derives the type of schemas without `type` from their keywords. In practice a schema with a keyword for objects or arrays
/// describes only these, although JSON Schema accepts all values of other types. `None` if no keyword implies a type.
pub(crate) fn implied(has: impl Fn(Keyword) -> bool) -> Option<Type> {
    if [Keyword::Properties, Keyword::AdditionalProperties, Keyword::Required].into_iter().any(&has) {
        return Some(Type::Object);
    }
    has(Keyword::Items).then_some(Type::Array)
}

/// Returns the name of a type in `type`. From OpenAPI 3.1, a null without quotes stands for `"null"`: YAML reads `null` without
/// quotes as a null, and in `type` it can mean nothing else.
pub(crate) fn type_word(node: &Node) -> Option<&str> {
    let is_null = matches!(node.value, node::Value::Null) && node.version.has_json_schema();
    if is_null { Some(Type::Null.name()) } else { node.as_str() }
}

impl<'d> Schema<'d> {
    /// Returns the type with a name.
    ///
    /// # Errors
    ///
    /// As [`Type::allowed`].
    pub(crate) fn type_named(self, name: &str) -> Result<Type, Kind> {
        Type::allowed(name, self.node.version)
    }

    /// Returns the names of the allowed types, as written. Empty if the schema has no `type`. A node may have a wrong type,
    /// which the check of fixed fields reports.
    pub(crate) fn types(self) -> &'d [Node] {
        if let ViewedPart::OfType(ty) = self.part {
            return std::slice::from_ref(ty);
        }
        let Some(node) = self.value(Keyword::Type) else { return &[] };
        let is_list = self.node.version.has_json_schema() && matches!(node.value, node::Value::Array(_));
        if is_list { node.elements() } else { std::slice::from_ref(node) }
    }

    /// Returns the name of the only allowed type besides null, or `null` if there is no other. It may not be a known type: see
    /// [`Type::parse`].
    pub(crate) fn type_name(self) -> Option<&'d str> {
        if let [only] = self.types() {
            return type_word(only);
        }
        let mut names = self.types().iter().filter_map(type_word).filter(|name| *name != Type::Null.name());
        names.next().filter(|_| names.next().is_none())
    }

    /// Returns whether this is the only allowed type besides null.
    pub(crate) fn is_type(self, ty: Type) -> bool {
        self.type_name() == Some(ty.name())
    }

    /// Returns the types of the values that the schema accepts, by `type`, by listed values, by what other keywords imply, by its
    /// alternatives and by the members of `allOf`. References are followed. `None` if it accepts values of all types.
    pub(crate) fn accepted_types(self, root: &'d Node) -> Option<Vec<Type>> {
        self.accepted_types_within(root, &mut Vec::new())
    }

    /// `path` has the schemas on the way here. One that leads back to itself rejects no value.
    fn accepted_types_within(self, root: &'d Node, path: &mut Vec<Span>) -> Option<Vec<Type>> {
        let target = self.target(root).filter(|target| path.len() < DEPTH_LIMIT && !path.contains(&target.at()))?;
        path.push(target.at());
        let bases: Vec<(Schema<'d>, Option<Vec<Type>>)> =
            target.bases().map(|base| (base, base.accepted_types_within(root, path))).collect();
        let mut all: Vec<Vec<Type>> =
            target.stated_types().filter(|_| !target.has_other_type(&bases)).into_iter().collect();
        for list in target.alternatives().filter(|list| !list.is_of_types() && !list.is_empty()) {
            let members = list.iter().map(|member| member.accepted_types_within(root, path));
            all.extend(members.collect::<Option<Vec<_>>>().map(|types| types.concat()));
        }
        all.extend(bases.into_iter().filter_map(|(_, types)| types));
        path.pop();
        let mut both =
            all.into_iter().reduce(|one, other| one.into_iter().filter_map(|ty| ty.among(&other)).collect())?;
        let mut seen = Vec::new();
        both.retain(|ty| {
            !seen.contains(ty) && {
                seen.push(*ty);
                true
            }
        });
        Some(both)
    }

    /// Returns whether the `type` of this schema is ignored: it is beside a single schema in `allOf`, or a reference, whose values all have
    /// other types. Many documents write `type: object` there, and mean the other schema.
    pub(crate) fn ignores_type(self, root: &'d Node) -> bool {
        let bases: Vec<(Schema<'d>, Option<Vec<Type>>)> =
            self.bases().map(|base| (base, base.accepted_types(root))).collect();
        self.has_other_type(&bases)
    }

    /// See [`Self::ignores_type`]. `bases` are the members of `allOf`, each with the types that it accepts.
    fn has_other_type(self, bases: &[(Schema<'d>, Option<Vec<Type>>)]) -> bool {
        let mut substantial = bases.iter().filter(|(base, _)| !base.says_nothing_but(&[]));
        let (Some((_, Some(accepted))), None) = (substantial.next(), substantial.next()) else { return false };
        let own: Vec<Type> = self.types().iter().filter_map(|node| Type::parse(type_word(node)?)).collect();
        !own.is_empty()
            && !accepted.is_empty()
            && self.says_nothing_but(&[Keyword::AllOf, Keyword::Type])
            && accepted.iter().all(|ty| ty.among(&own).is_none())
    }

    /// Returns the types that the keywords of the schema itself state or imply, with null for `nullable`.
    pub(super) fn stated_types(self) -> Option<Vec<Type>> {
        let named = || self.types().iter().filter_map(|node| Type::parse(type_word(node)?)).collect::<Vec<_>>();
        let listed = |list: Enumeration<'d>| list.values.iter().map(|value| Type::of(&value.to_json())).collect();
        let mut types = match self.has(Keyword::Type) {
            true => named(),
            false => self.enumeration().map(listed).or_else(|| self.implied_type().map(|ty| vec![ty]))?,
        };
        types.extend(self.adds_null().then_some(Type::Null));
        Some(types)
    }

    /// Returns the type that the other keywords imply, if the schema has neither a `type` nor an `enum`.
    pub(crate) fn implied_type(self) -> Option<Type> {
        let is_told = self.has(Keyword::Type) || self.enumeration().is_some();
        if is_told { None } else { implied(|keyword| self.shows_type_by(keyword)) }
    }

    /// Returns whether the schema has a keyword from which a type may be [implied]. `additionalProperties: false` alone describes no
    /// property: the only object that it accepts is empty, beside all values of other types.
    pub(crate) fn shows_type_by(self, keyword: Keyword) -> bool {
        let is_lonely = keyword == Keyword::AdditionalProperties && self.only_forbids_properties();
        self.has(keyword) && !is_lonely
    }

    /// Returns whether the schema has `additionalProperties: false` without a keyword that describes properties.
    pub(crate) fn only_forbids_properties(self) -> bool {
        let is_forbidden = matches!(self.additional_properties(), AdditionalProperties::Forbidden);
        is_forbidden && ![Keyword::Properties, Keyword::PatternProperties].into_iter().any(|keyword| self.has(keyword))
    }
}
