//! The part of a response that a violation is about.

/// A part of a response. It leads to the place in the document that describes the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
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
    /// `expected …, got …`
    pub message: String,
    /// The part of the response, `None` if it is the response as a whole.
    pub part: Option<Part>,
}

impl Difference {
    /// A difference of the whole response.
    pub(crate) fn whole(message: String) -> Self {
        Difference { message, part: None }
    }

    /// A difference at a JSON Pointer in the body.
    pub(crate) fn at(pointer: &str, keyword: Option<String>, message: String) -> Self {
        let part = Part::Body { media_type: String::new(), pointer: pointer.to_owned(), keyword };
        Difference { message, part: Some(part) }
    }

    /// The same difference, in a body of this media type.
    pub(crate) fn of_media_type(mut self, of: &str) -> Self {
        if let Some(Part::Body { media_type, .. }) = &mut self.part {
            of.clone_into(media_type);
        }
        self
    }
}
