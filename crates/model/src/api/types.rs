//! Types: the Rust types that schemas become.

use serde_json::Value;

use super::{Integer, RustType, Wish};

/// Index of a [`TypeDef`] in [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A reference to a type: the type of a field, parameter or body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeRef {
    /// `bool`
    Bool,
    /// An integer
    Integer(Integer),
    /// `f64`
    F64,
    /// `String`
    String,
    /// A date and time (RFC 3339, `format: date-time`)
    DateTime,
    /// A date (RFC 3339 `full-date`, `format: date`)
    Date,
    /// A UUID (RFC 9562, `format: uuid`)
    Uuid,
    /// Any JSON value
    Any,
    /// An array
    Array(Box<TypeRef>),
    /// An array of fixed length, with a type for each element. At least one and at most [`TypeRef::MAX_TUPLE`].
    Tuple(Vec<TypeRef>),
    /// An object with any keys, whose values have this type
    Map(Box<TypeRef>),
    /// A value of this type, or `null`
    Nullable(Box<TypeRef>),
    /// A type with a name
    Named(TypeId),
}

impl TypeRef {
    /// The maximum number of elements of a tuple. The standard library implements its traits for tuples up to this length.
    pub const MAX_TUPLE: usize = 12;

    /// Returns the same type without `null`.
    pub fn without_null(&self) -> &TypeRef {
        match self {
            TypeRef::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Returns whether `null` is a value of the type.
    pub fn is_nullable(&self) -> bool {
        matches!(self, TypeRef::Nullable(_))
    }
}

/// The definition of a named type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDef<N = Wish> {
    /// The Rust name.
    pub name: N,
    /// The name of the component, the reference that leads to the schema, or the name that the inline schema wants.
    pub origin: String,
    /// Where the schema is.
    pub place: Place,
    /// `description` of the schema
    pub doc: Option<String>,
    /// Whether `null` is allowed wherever the type is referred to (`nullable: true` on the component).
    pub nullable: bool,
    /// Whether `Debug` hides the value: it, an element or an alternative of it has `x-sensitive` or `format: password`.
    pub sensitive: bool,
    /// Whether the type should not be used any more (`deprecated` on the component).
    pub deprecated: bool,
    /// The user's type that stands for the schema (`x-rust-type`).
    pub rust_type: Option<RustType>,
    /// Paths of derive macros that the type has in addition. Settings of a generation have them, not documents.
    pub derives: Vec<String>,
    /// The type of the same schema in responses, if this is the form that the schema has in requests.
    pub form_of: Option<TypeId>,
    /// A value that fits the schema, of a type with constraints around one value. `None` if none is known.
    pub sample: Option<Value>,
    /// The definition. If there is a [`Self::rust_type`], it tells how values look on the wire.
    pub kind: TypeKind<N>,
}

impl<N> TypeDef<N> {
    /// Returns the definition, or `None` if a user's type stands for the schema.
    pub fn defined(&self) -> Option<&TypeKind<N>> {
        self.rust_type.is_none().then_some(&self.kind)
    }
}

/// Where the schema of a named type is in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Under `components.schemas`, or in another file.
    Component,
    /// Anywhere else, and something refers to it; or it is the form that a component has in requests.
    Referenced,
    /// Where it is used.
    Inline,
}

/// The kinds of named types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind<N = Wish> {
    /// An object with known properties.
    Struct(Struct<N>),
    /// One of several strings.
    Enum(Vec<Variant<N>>),
    /// A value of one of several types.
    Union(Union<N>),
    /// Another name of a type.
    Alias(TypeRef),
    /// A value of another type that satisfies constraints.
    Constrained {
        /// The type without the constraints.
        inner: TypeRef,
        /// The constraints.
        constraints: Box<Constraints>,
        /// The listed values that have a title in the document.
        titled: Vec<TitledValue<N>>,
    },
}

/// A listed value with a title.
#[derive(Clone, Debug, PartialEq)]
pub struct TitledValue<N = Wish> {
    /// The Rust name, as that of a function.
    pub name: N,
    /// The value.
    pub value: Value,
    /// The description of the value.
    pub doc: Option<String>,
}

impl TitledValue<String> {
    /// Returns the name of the constant for the value. A name that is not ASCII has none: constants are in upper case.
    pub fn constant(&self) -> Option<String> {
        self.name.is_ascii().then(|| self.name.trim_end_matches('_').to_ascii_uppercase())
    }
}

/// An object with known properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct<N = Wish> {
    /// The properties, in the order of the document.
    pub fields: Vec<Field<N>>,
    /// The treatment of properties that are not listed.
    pub unknown: Unknown<N>,
}

/// The treatment of properties that a schema does not list (`additionalProperties`).
#[derive(Clone, Debug, PartialEq)]
pub enum Unknown<N = Wish> {
    /// `additionalProperties` is absent: such properties are accepted and dropped.
    Ignored,
    /// `additionalProperties: false`: a value with such a property is rejected.
    Rejected,
    /// `additionalProperties` is a schema or `true`: such properties are kept in a map.
    Kept {
        /// The Rust name of the field that holds the map.
        field: N,
        /// The type of the values.
        ty: TypeRef,
    },
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<N = Wish> {
    /// The Rust name.
    pub name: N,
    /// The name on the wire.
    pub wire: String,
    /// `description` of the property
    pub doc: Option<String>,
    /// The type; [`TypeRef::Nullable`] if `null` is a value.
    pub ty: TypeRef,
    /// Whether every value must have the property.
    pub required: bool,
    /// Whether the value is boxed, because the type contains itself here.
    pub boxed: bool,
    /// Whether `Debug` hides the value (`x-sensitive`, `format: password`).
    pub sensitive: bool,
    /// Whether the property should not be used any more.
    pub deprecated: bool,
    /// `default`: the value that stands for an absent property.
    pub default: Option<Value>,
    /// `const`: the only value. An `enum` of one value is a list that may grow, and not a constant.
    pub constant: Option<Value>,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant<N = Wish> {
    /// The Rust name.
    pub name: N,
    /// The string on the wire.
    pub wire: String,
    /// The description of the value.
    pub doc: Option<String>,
}

/// A value of one of several types: `oneOf` and `anyOf`.
#[derive(Clone, Debug, PartialEq)]
pub struct Union<N = Wish> {
    /// The variants in the order of the document. If a value fits several, the first is taken.
    pub variants: Vec<UnionVariant<N>>,
    /// The name of the property that tells the variants apart, if there is a discriminator.
    pub discriminator: Option<String>,
}

/// One variant of a [`Union`].
#[derive(Clone, Debug, PartialEq)]
pub struct UnionVariant<N = Wish> {
    /// The Rust name.
    pub name: N,
    /// The type. Never [`TypeRef::Nullable`].
    pub ty: TypeRef,
    /// Whether the value is boxed, because the type contains itself here.
    pub boxed: bool,
    /// The values of the discriminator for this variant. The first is written if the type itself does not have the
    /// property. Empty without a discriminator, and if the type is no object: a value of the variant is then recognized
    /// by its shape.
    pub tags: Vec<String>,
    /// Whether values without the property, and those whose value no variant has, are of this variant (`defaultMapping`).
    pub is_default: bool,
}

/// The constraints of a schema on a value beyond its type. `None`, `false` and an empty list are no constraint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The minimum number of characters of a string, elements of an array or entries of a map.
    pub min_length: Option<u64>,
    /// The maximum number of characters of a string, elements of an array or entries of a map.
    pub max_length: Option<u64>,
    /// An ECMA-262 regular expression that matches some part of the string.
    pub pattern: Option<String>,
    /// The lower bound, and whether it is exclusive.
    pub minimum: Option<(Value, bool)>,
    /// The upper bound, and whether it is exclusive.
    pub maximum: Option<(Value, bool)>,
    /// The number must be a multiple of this one.
    pub multiple_of: Option<Value>,
    /// Whether all elements of an array must differ (`uniqueItems`).
    pub unique: bool,
    /// The allowed values (`enum`). Empty if any value is allowed.
    pub one_of: Vec<Value>,
}

impl Constraints {
    /// Returns whether there is no constraint.
    pub fn is_empty(&self) -> bool {
        *self == Constraints::default()
    }
}
