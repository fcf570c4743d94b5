//! Request bodies.

use serde_json::Value;

use super::{Style, TypeRef, Wish};
use crate::source::Span;

/// A request body (OpenAPI 3.0.4, Request Body Object).
#[derive(Clone, Debug, PartialEq)]
pub struct Body<N = Wish> {
    /// `description`
    pub doc: Option<String>,
    /// Whether every request must have it.
    pub required: bool,
    /// The contents, in the order of the document. There is at least one.
    pub contents: Vec<Content<N>>,
}

impl<N> Body<N> {
    /// Returns the content that is used by default: JSON if there is JSON, else the first.
    pub fn main(&self) -> Option<&Content<N>> {
        self.contents.iter().find(|content| content.format == Format::Json).or(self.contents.first())
    }

    /// Returns the multipart content, if there is one.
    pub fn multipart(&self) -> Option<&Content<N>> {
        self.contents.iter().find(|content| content.format == Format::Multipart)
    }

    /// Returns whether JSON is the only content.
    pub fn is_json(&self) -> bool {
        matches!(self.contents.as_slice(), [content] if content.format == Format::Json)
    }
}

/// One content of a request body: a media type, or several that have the same format and type.
#[derive(Clone, Debug, PartialEq)]
pub struct Content<N = Wish> {
    /// The media types. The client sends the first.
    pub media_types: Vec<String>,
    /// How values are written.
    pub format: Format,
    /// The name of the enum variant, if the body has several contents.
    pub variant: N,
    /// The type of the value; [`TypeRef::String`] for [`Format::Text`] and [`Format::Bytes`].
    pub ty: TypeRef,
    /// The properties of a [`Format::Form`] or [`Format::Multipart`] body.
    pub parts: Vec<Part<N>>,
    /// The JSON Schema of the value. Its references are to [`super::Api::definitions`]. That of [`Format::Bytes`], and of
    /// [`Format::Text`] without a constraint, accepts everything. It is `x-sensitive` if the text may have a value that is.
    pub schema: Value,
    /// Whether the server checks values against the schema, because a constraint of it is not part of the type.
    pub is_validated: bool,
    /// A documented example, or else a generated value that fits the schema.
    pub sample: Option<Value>,
    /// Whether the document has an example beside the schema.
    pub has_example: bool,
    /// The items of a sequential media type, if the document has a schema for them.
    pub items: Option<Items>,
    /// The place of the Media Type Object.
    pub at: Span,
}

/// The items of a sequential media type (OpenAPI 3.2.0, Sequential Media Types). The body is [`Format::Bytes`].
#[derive(Clone, Debug, PartialEq)]
pub struct Items {
    /// The type of one item.
    pub ty: TypeRef,
    /// How the items are told apart.
    pub framing: Framing,
    /// The JSON Schema of one item. Its references are to [`super::Api::definitions`].
    pub schema: Value,
    /// Whether each item of a request is validated, because its type does not have all constraints.
    pub is_validated: bool,
    /// The value in the field `data` of each event, if the document has a schema for it (`contentSchema`), or if it is a text.
    pub data: Option<EventData>,
    /// A value that fits the schema.
    pub sample: Option<Value>,
}

impl Items {
    /// Returns the values that the generated crates read and write. `None` for the parts of a multipart body, which are bytes there.
    pub fn values(&self) -> Option<ItemValues<'_>> {
        match (self.framing, &self.data) {
            (Framing::Parts, _) => None,
            (Framing::Events, Some(data)) if data.is_text => Some(ItemValues::Text(&data.ty)),
            (Framing::Events, Some(data)) => Some(ItemValues::Data(&data.ty)),
            _ => Some(ItemValues::Items(&self.ty)),
        }
    }
}

/// The values of a stream of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemValues<'i> {
    /// Each item is a value of this type. That of an event is an object with its fields.
    Items(&'i TypeRef),
    /// The data of each event is the JSON of a value of this type.
    Data(&'i TypeRef),
    /// The data of each event is a text, which is a value of this type.
    Text(&'i TypeRef),
}

/// The value in the field `data` of server-sent events (OpenAPI 3.2.0, Special Considerations for Server-Sent Events).
#[derive(Clone, Debug, PartialEq)]
pub struct EventData {
    /// The type of the value.
    pub ty: TypeRef,
    /// The JSON Schema of the value. Its references are to [`super::Api::definitions`].
    pub schema: Value,
    /// A value that fits the schema.
    pub sample: Option<Value>,
    /// Whether the data is the text itself, and not its JSON.
    pub is_text: bool,
}

/// How a body holds a sequence of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One JSON text on each line: `application/jsonl`, `application/x-ndjson`.
    Lines,
    /// JSON texts, each after a record separator (RFC 7464): `application/json-seq`, and types that end in `+json-seq`.
    Sequence,
    /// Server-sent events: `text/event-stream` (HTML, Server-sent events). An item is an object with the fields of one event.
    Events,
    /// The parts of a `multipart` body (RFC 2046 section 5.1).
    Parts,
}

impl Framing {
    /// Returns the framing of a media type. `None` if its values are no sequence of items.
    pub fn of(media_type: &str) -> Option<Self> {
        let essence = crate::http::essence(media_type);
        match essence.as_str() {
            "text/event-stream" => Some(Framing::Events),
            "application/jsonl" | "application/jsonlines" | "application/x-jsonlines" => Some(Framing::Lines),
            "application/ndjson" | "application/x-ndjson" => Some(Framing::Lines),
            "application/json-seq" => Some(Framing::Sequence),
            other if other.ends_with("+json-seq") => Some(Framing::Sequence),
            other if other.starts_with("multipart/") => Some(Framing::Parts),
            _ => None,
        }
    }
}

/// How the values of a media type are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JSON (RFC 8259), and media types that end in `+json` (RFC 6839).
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data` (RFC 7578) and other `multipart/*` types.
    Multipart,
    /// Text in UTF-8.
    Text,
    /// Any other media type: uninterpreted bytes.
    Bytes,
}

/// One property of a form or of a multipart body (OpenAPI 3.0.4, Encoding Object).
#[derive(Clone, Debug, PartialEq)]
pub struct Part<N = Wish> {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust.
    pub name: N,
    /// `description`
    pub doc: Option<String>,
    /// The type; of one element, if [`repeated`](Self::repeated).
    pub ty: TypeRef,
    /// Whether every body must have it.
    pub required: bool,
    /// Whether it is an array of which each element is a part of its own.
    pub repeated: bool,
    /// Whether it is a file: bytes.
    pub is_file: bool,
    /// How it is written in a form.
    pub style: Style,
    /// Whether each element or property is written on its own in a form (`explode`).
    pub explode: bool,
    /// Whether reserved characters may be sent unencoded in a form (`allowReserved`).
    pub allow_reserved: bool,
    /// The `contentType` of the part, if the document has one.
    pub content_type: Option<String>,
}
