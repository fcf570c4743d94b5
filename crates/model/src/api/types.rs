//! The types of an API: what a schema becomes in Rust.

use serde_json::Value;

/// Index of a [`TypeDef`] in [`super::Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeRef {
    /// `bool`
    Bool,
    /// `i32`: `format: int32`
    I32,
    /// `i64`: an integer of any other format
    I64,
    /// `f64`
    F64,
    /// `String`
    String,
    /// RFC 3339 date and time
    DateTime,
    /// RFC 3339 full-date
    Date,
    /// RFC 9562
    Uuid,
    /// Any JSON value
    Any,
    /// An array
    Array(Box<TypeRef>),
    /// An object with free keys
    Map(Box<TypeRef>),
    /// The value or `null`
    Nullable(Box<TypeRef>),
    /// A type with a name
    Named(TypeId),
}

impl TypeRef {
    /// The same type without `null`.
    pub fn without_null(&self) -> &TypeRef {
        match self {
            TypeRef::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Whether `null` is a value.
    pub fn is_nullable(&self) -> bool {
        matches!(self, TypeRef::Nullable(_))
    }
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The Rust name.
    pub name: String,
    /// Its name in the document: the component, or where the inline schema stands.
    pub origin: String,
    /// The schema's description.
    pub doc: Option<String>,
    /// Whether a reference to it may be `null` (`nullable: true` on the component).
    pub nullable: bool,
    /// Whether `Debug` hides the value (`x-sensitive`).
    pub sensitive: bool,
    /// What it is.
    pub kind: TypeKind,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// A string out of a list.
    Enum(Vec<Variant>),
    /// A value of one of several types.
    Union(Union),
    /// Another type under a second name.
    Alias(TypeRef),
    /// A value of another type that keeps to constraints.
    Constrained {
        /// The type without the constraints.
        inner: TypeRef,
        /// The constraints.
        constraints: Box<Constraints>,
    },
}

/// An object with known properties.
#[derive(Clone, Debug)]
pub struct Struct {
    /// In the order of the document.
    pub fields: Vec<Field>,
    /// What happens to properties that are not listed.
    pub unknown: Unknown,
}

/// Properties that a schema does not list.
#[derive(Clone, Debug)]
pub enum Unknown {
    /// `additionalProperties` is absent: they are allowed, and not kept.
    Ignored,
    /// `additionalProperties: false`
    Refused,
    /// `additionalProperties` with a schema, or `true`: kept in a map, in a field of this name.
    Kept {
        /// The field.
        field: String,
        /// The type of the values.
        ty: TypeRef,
    },
}

/// One property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The Rust name.
    pub name: String,
    /// The property's name.
    pub wire: String,
    /// The property's description.
    pub doc: Option<String>,
    /// The type, [`TypeRef::Nullable`] where `null` is a value.
    pub ty: TypeRef,
    /// Whether the property must be there.
    pub required: bool,
    /// Whether it stands behind a `Box`, because the type contains itself here.
    pub boxed: bool,
    /// Whether `Debug` hides the value (`x-sensitive`, `format: password`).
    pub sensitive: bool,
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The string.
    pub wire: String,
}

/// A value of one of several types: `oneOf` and `anyOf`.
#[derive(Clone, Debug)]
pub struct Union {
    /// In the order of the document, which decides where several fit.
    pub variants: Vec<UnionVariant>,
    /// The property that says which variant a value is, where there is one.
    pub discriminator: Option<String>,
}

/// One of the types of a [`Union`].
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The Rust name.
    pub name: String,
    /// The type; never [`TypeRef::Nullable`].
    pub ty: TypeRef,
    /// Whether it stands behind a `Box`, because the type contains itself here.
    pub boxed: bool,
    /// The discriminator's values that say this variant. The first is written where the type has no such property. Empty
    /// without a discriminator, and where the type is no object: then it is read where it fits.
    pub tags: Vec<String>,
}

/// What a schema asks of a value beyond its type. `None` and `false` ask nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// Characters of a string, elements of an array or entries of a map, at least.
    pub min_length: Option<u64>,
    /// The same, at most.
    pub max_length: Option<u64>,
    /// An ECMA-262 regular expression that is found in the string.
    pub pattern: Option<String>,
    /// The least number, and whether it is excluded itself.
    pub minimum: Option<(Value, bool)>,
    /// The greatest number, and whether it is excluded itself.
    pub maximum: Option<(Value, bool)>,
    /// The number is a multiple of this one.
    pub multiple_of: Option<Value>,
    /// No element of an array stands twice.
    pub unique: bool,
    /// The only values that are allowed; any where it is empty.
    pub one_of: Vec<Value>,
}

impl Constraints {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Constraints::default()
    }
}
