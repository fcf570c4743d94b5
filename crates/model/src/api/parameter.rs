//! Parameters, and the styles in which their values are written.

use serde_json::Value;

use super::{Annotations, TypeRef, Wish};
use crate::source::Span;

/// The part of a request that holds a parameter (`in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// Returns the value of `in` for this location.
    pub fn word(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

/// One parameter (OpenAPI 3.0.4, Parameter Object).
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter<N = Wish> {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust: a field of the server's request, a setter of the client's builder.
    pub name: N,
    /// The part of the request that holds it.
    pub location: Location,
    /// `description`
    pub doc: Option<String>,
    /// Whether every request must have it.
    pub required: bool,
    /// The type of the value; of one element, if [`array`](Self::array) is set.
    pub ty: TypeRef,
    /// The syntax of the text of one value.
    pub text: Text,
    /// The type of the whole array, if the parameter is one.
    pub array: Option<TypeRef>,
    /// How the value is written.
    pub style: Style,
    /// Whether each element or property is written on its own (`explode`).
    pub explode: bool,
    /// Whether reserved characters may be sent unencoded in the query (`allowReserved`). The generated client encodes
    /// them; the generated server accepts both.
    pub allow_reserved: bool,
    /// Whether the parameter may be sent without a value (`allowEmptyValue`). The generated client never does.
    pub allow_empty: bool,
    /// The default value as JSON, for requests without the parameter.
    pub default: Option<Value>,
    /// The JSON Schema of the value. Its references are to [`super::Api::definitions`].
    pub schema: Value,
    /// Whether the server checks values against the schema, because a constraint of it is not part of the type.
    pub is_validated: bool,
    /// A documented example, or else a generated value that fits the schema.
    pub sample: Option<Value>,
    /// Whether the document has an example beside the schema.
    pub has_example: bool,
    /// The place of the parameter's name in the document.
    pub at: Span,
    /// The annotations.
    pub annotations: Annotations,
}

impl<N> Parameter<N> {
    /// Returns the type of the whole value: of the array, if the parameter is one.
    pub fn whole(&self) -> &TypeRef {
        self.array.as_ref().unwrap_or(&self.ty)
    }

    /// Returns whether the value is one text, or in the query one text for each element. Progenitor writes only these as
    /// OpenAPI demands.
    pub fn is_plain(&self) -> bool {
        let is_default = match self.location {
            Location::Query => self.style == Style::Form && (self.explode || self.array.is_none()),
            Location::Path | Location::Header => self.style == Style::Simple && self.array.is_none(),
            Location::Cookie => false,
        };
        is_default && !matches!(self.text, Text::Any | Text::Structured)
    }
}

/// How a parameter or a property of a form is written (OpenAPI 3.0.4, Style Values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
    /// `cookie`: as `form`, but without percent-encoding (OpenAPI 3.2.0, Style Values).
    Cookie,
    /// JSON: the parameter has `content` with a JSON media type.
    Json,
    /// A property of a form without a style: a scalar as text, an object or an array as JSON.
    Content,
}

/// The syntax of the text of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Any text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A decimal integer.
    Integer,
    /// A JSON number.
    Number,
    /// Several of these are possible. The type decides.
    Any,
    /// An object, or an array of arrays or objects: no single text.
    Structured,
}
