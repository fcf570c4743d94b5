//! The keywords of a Schema Object, by name.

use crate::version::Version;

macro_rules! keywords {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A keyword of a Schema Object (OpenAPI 3.0.4, Schema Object, fixed fields; JSON Schema 2020-12), or one of this
        /// project's extensions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Keyword {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Keyword {
            /// Returns the keyword with a name, or `None` if there is none.
            pub(crate) fn parse(name: &str) -> Option<Self> {
                Some(match name {
                    $($name => Keyword::$variant,)*
                    _ => return None,
                })
            }

            /// Returns the name, as written in a document.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Keyword::$variant => $name,)*
                }
            }

            /// All keywords.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Keyword] = &[$(Keyword::$variant,)*];
        }
    };
}

keywords! {
    Ref = "$ref",
    Title = "title",
    Description = "description",
    Type = "type",
    Nullable = "nullable",
    Format = "format",
    Enum = "enum",
    MultipleOf = "multipleOf",
    Minimum = "minimum",
    ExclusiveMinimum = "exclusiveMinimum",
    Maximum = "maximum",
    ExclusiveMaximum = "exclusiveMaximum",
    MinLength = "minLength",
    MaxLength = "maxLength",
    Pattern = "pattern",
    Items = "items",
    MinItems = "minItems",
    MaxItems = "maxItems",
    UniqueItems = "uniqueItems",
    Properties = "properties",
    AdditionalProperties = "additionalProperties",
    Required = "required",
    MinProperties = "minProperties",
    MaxProperties = "maxProperties",
    AllOf = "allOf",
    OneOf = "oneOf",
    AnyOf = "anyOf",
    Not = "not",
    Discriminator = "discriminator",
    ReadOnly = "readOnly",
    WriteOnly = "writeOnly",
    Default = "default",
    Example = "example",
    Examples = "examples",
    Deprecated = "deprecated",
    Xml = "xml",
    ExternalDocs = "externalDocs",
    RustName = "x-rust-name",
    RustType = "x-rust-type",
    Sensitive = "x-sensitive",
    Volatile = "x-volatile",
    // JSON Schema 2020-12, from OpenAPI 3.1.
    Const = "const",
    PrefixItems = "prefixItems",
    UnevaluatedItems = "unevaluatedItems",
    Contains = "contains",
    MinContains = "minContains",
    MaxContains = "maxContains",
    PatternProperties = "patternProperties",
    PropertyNames = "propertyNames",
    UnevaluatedProperties = "unevaluatedProperties",
    DependentRequired = "dependentRequired",
    DependentSchemas = "dependentSchemas",
    If = "if",
    Then = "then",
    Else = "else",
    ContentEncoding = "contentEncoding",
    ContentMediaType = "contentMediaType",
    ContentSchema = "contentSchema",
    Id = "$id",
    Anchor = "$anchor",
    DynamicAnchor = "$dynamicAnchor",
    DynamicRef = "$dynamicRef",
    Defs = "$defs",
    Comment = "$comment",
    Dialect = "$schema",
    Vocabulary = "$vocabulary",
}

impl Keyword {
    /// Returns the keyword with a name in a version of OpenAPI, or `None` if the version does not have it.
    pub(crate) fn parse_in(version: Version, name: &str) -> Option<Self> {
        Keyword::parse(name).filter(|keyword| keyword.is_of(version))
    }

    /// Returns whether a version has the keyword. The keywords of 3.0 that later versions do not have (`nullable`) are read in
    /// all versions, because documents have them.
    pub(crate) fn is_of(self, version: Version) -> bool {
        version.has_json_schema() || !self.is_of_json_schema()
    }

    fn is_of_json_schema(self) -> bool {
        matches!(
            self,
            Keyword::Const
                | Keyword::PrefixItems
                | Keyword::UnevaluatedItems
                | Keyword::Contains
                | Keyword::MinContains
                | Keyword::MaxContains
                | Keyword::PatternProperties
                | Keyword::PropertyNames
                | Keyword::UnevaluatedProperties
                | Keyword::DependentRequired
                | Keyword::DependentSchemas
                | Keyword::If
                | Keyword::Then
                | Keyword::Else
                | Keyword::ContentEncoding
                | Keyword::ContentMediaType
                | Keyword::ContentSchema
                | Keyword::DynamicRef
        ) || self.is_identity()
    }

    /// Returns whether the keyword describes values, and is of JSON Schema 2020-12 alone.
    pub(super) fn is_vocabulary(self) -> bool {
        self.is_of_json_schema() && !self.is_identity() && self != Keyword::DynamicRef
    }

    /// Returns whether the keyword identifies a schema or holds others, and says nothing about values.
    fn is_identity(self) -> bool {
        matches!(
            self,
            Keyword::Id
                | Keyword::Anchor
                | Keyword::DynamicAnchor
                | Keyword::Defs
                | Keyword::Comment
                | Keyword::Dialect
                | Keyword::Vocabulary
        )
    }

    /// Returns whether the keyword beside `$ref` is part of the schema in JSON Schema 2020-12: an assertion, or an annotation
    /// of the specification. Extensions of this project are read without following the reference.
    pub(super) fn is_sibling(self) -> bool {
        let is_extension =
            matches!(self, Keyword::RustName | Keyword::RustType | Keyword::Sensitive | Keyword::Volatile);
        self != Keyword::Ref && !is_extension && !self.is_identity()
    }

    /// Returns whether the keyword alone accepts every value: it is an annotation, or it only modifies other keywords, as
    /// `nullable` modifies `type` and `discriminator` modifies `oneOf`.
    pub(crate) fn is_annotation(self) -> bool {
        self.is_identity()
            || matches!(
                self,
                Keyword::ContentEncoding
                    | Keyword::ContentMediaType
                    | Keyword::ContentSchema
                    | Keyword::Title
                    | Keyword::Description
                    | Keyword::Example
                    | Keyword::Examples
                    | Keyword::Default
                    | Keyword::Nullable
                    | Keyword::Deprecated
                    | Keyword::ReadOnly
                    | Keyword::WriteOnly
                    | Keyword::Xml
                    | Keyword::ExternalDocs
                    | Keyword::Discriminator
                    | Keyword::RustName
                    | Keyword::RustType
                    | Keyword::Sensitive
                    | Keyword::Volatile
            )
    }

    /// Returns whether JSON Schemas for comparing documents have the value of the keyword as an annotation. The others are
    /// constraints, which a JSON Schema has anyway.
    pub(crate) fn is_compared(self) -> bool {
        matches!(
            self,
            Keyword::Title
                | Keyword::Description
                | Keyword::Default
                | Keyword::Deprecated
                | Keyword::Format
                | Keyword::Pattern
                | Keyword::ReadOnly
                | Keyword::WriteOnly
                | Keyword::ContentEncoding
                | Keyword::ContentMediaType
                | Keyword::Xml
        )
    }

    /// Returns whether the keyword constrains values of one JSON type and accepts all values of other types (JSON Schema
    /// Validation, section 6).
    pub(crate) fn is_about_one_type(self) -> bool {
        matches!(
            self,
            Keyword::Pattern
                | Keyword::MinLength
                | Keyword::MaxLength
                | Keyword::Minimum
                | Keyword::Maximum
                | Keyword::MultipleOf
                | Keyword::MinItems
                | Keyword::MaxItems
        )
    }

    /// Returns how the value of the keyword holds schemas. `None` if it holds none.
    pub(crate) fn holds(self) -> Option<Holds> {
        Some(match self {
            Keyword::Items
            | Keyword::Not
            | Keyword::AdditionalProperties
            | Keyword::UnevaluatedItems
            | Keyword::UnevaluatedProperties
            | Keyword::Contains
            | Keyword::PropertyNames
            | Keyword::If
            | Keyword::Then
            | Keyword::Else
            | Keyword::ContentSchema => Holds::One,
            Keyword::AllOf | Keyword::OneOf | Keyword::AnyOf | Keyword::PrefixItems => Holds::List,
            Keyword::Properties | Keyword::PatternProperties | Keyword::DependentSchemas | Keyword::Defs => Holds::Map,
            _ => return None,
        })
    }

    /// Returns whether the value of the keyword is a schema, or a list or a map of schemas.
    pub(crate) fn holds_schemas(self) -> bool {
        self.holds().is_some()
    }
}

/// How the value of a keyword holds schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// It is a schema.
    One,
    /// It is a list of schemas.
    List,
    /// It is an object whose keys are names, with a schema for each.
    Map,
}
