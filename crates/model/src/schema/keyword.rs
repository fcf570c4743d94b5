//! The keywords of a Schema Object, by name.

macro_rules! keywords {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A keyword of a Schema Object (OpenAPI 3.0.4, Schema Object, fixed fields), or one of this project's extensions.
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
    Sensitive = "x-sensitive",
    Volatile = "x-volatile",
}

impl Keyword {
    /// Returns whether the keyword alone accepts every value: it is an annotation, or it only modifies other keywords, as
    /// `nullable` modifies `type` and `discriminator` modifies `oneOf`.
    pub(crate) fn is_annotation(self) -> bool {
        matches!(
            self,
            Keyword::Title
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
                | Keyword::Sensitive
                | Keyword::Volatile
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

    /// Returns whether the value of the keyword is a schema, or a list or a map of schemas.
    pub(crate) fn holds_schemas(self) -> bool {
        matches!(
            self,
            Keyword::Items
                | Keyword::Not
                | Keyword::AdditionalProperties
                | Keyword::AllOf
                | Keyword::OneOf
                | Keyword::AnyOf
                | Keyword::Properties
        )
    }
}
