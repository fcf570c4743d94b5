//! The part of a response that a violation is about.

use serde_json::Value;

use crate::kind::ViolationKind;

/// A part of a response. It leads to the place in the document that describes the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponsePart {
    /// A header.
    Header(String),
    /// A value in the body.
    Body {
        /// The media type under which the document describes the body.
        media_type: String,
        /// JSON Pointer to the value.
        pointer: String,
        /// The keyword of the schema that the value violates, if it is one.
        keyword: Option<String>,
    },
}

/// A difference between a response and its description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The kind of difference.
    pub kind: ViolationKind,
    /// `expected …, got …`
    pub message: String,
    /// The part of the response, `None` if it is the response as a whole.
    pub part: Option<ResponsePart>,
}

impl Difference {
    /// A difference of the whole response.
    pub(crate) fn whole(kind: ViolationKind, message: String) -> Self {
        Difference { kind, message, part: None }
    }

    /// A difference at a JSON Pointer in the body.
    pub(crate) fn at(kind: ViolationKind, pointer: &str, message: String) -> Self {
        let keyword = match &kind {
            ViolationKind::Schema { keyword, .. } => keyword.clone(),
            _ => None,
        };
        let part = ResponsePart::Body { media_type: String::new(), pointer: pointer.to_owned(), keyword };
        Difference { kind, message, part: Some(part) }
    }

    /// Whether it is a `writeOnly` property with the value `null`. Serializers write absent values as `null`, which tells nothing.
    /// OpenAPI 3.0.4 says that the property should not be sent; 3.1.1 lets a validation look at the value.
    pub(crate) fn is_misplaced_null(&self, body: Option<&Value>) -> bool {
        let (ViolationKind::Misplaced, Some(ResponsePart::Body { pointer, .. })) = (&self.kind, &self.part) else {
            return false;
        };
        body.is_some_and(|body| body.pointer(pointer).is_some_and(Value::is_null))
    }

    /// The same difference, in a body of this media type.
    pub(crate) fn of_media_type(mut self, of: &str) -> Self {
        if let Some(ResponsePart::Body { media_type, .. }) = &mut self.part {
            of.clone_into(media_type);
        }
        self
    }
}

/// A JSON Pointer with `*` in place of indexes.
pub(crate) fn without_indexes(pointer: &str) -> String {
    let is_index = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    pointer.split('/').map(|token| if is_index(token) { "*" } else { token }).collect::<Vec<_>>().join("/")
}
