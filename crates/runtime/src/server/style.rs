//! How parameters and forms are written (OpenAPI 3.0.4, Style Values).

#![allow(dead_code, reason = "which styles and kinds are used depends on the document")]

use super::request::Text;

/// How a value is written: a style of OpenAPI, or one of two others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `form`, but without percent-encoding (OpenAPI 3.2.0, Style Values).
    Cookie,
    /// JSON, percent-encoded where the location asks for it (OpenAPI 3.0.4, Parameter Object, `content`).
    Json,
    /// Text of another media type than JSON.
    Content,
}

/// How text is read before its type sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// One text.
    Text(Text),
    /// An array whose elements are of this kind.
    Array(&'static Kind),
    /// An array of fixed length, with the kind of each element.
    Tuple(&'static [Kind]),
    /// An object with these properties, and the kind of all others.
    Object(&'static [(&'static str, Kind)], Option<&'static Kind>),
    /// The first of these kinds that has a value.
    OneOf(&'static [Kind]),
}

impl Kind {
    /// Whether its values are arrays.
    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Kind::Array(_) | Kind::Tuple(_))
    }

    /// The kind of an element. Those after the end of a tuple have the kind of its last one: its type rejects them.
    pub(crate) fn at(&self, index: usize) -> &Kind {
        match self {
            Kind::Array(inner) => inner,
            Kind::Tuple(kinds) => kinds.get(index).or(kinds.last()).unwrap_or(self),
            _ => self,
        }
    }

    /// The kind of a property.
    pub(crate) fn of(&self, property: &str) -> Option<&Kind> {
        match self {
            Kind::Object(known, rest) => {
                known.iter().find(|(name, _)| *name == property).map(|(_, kind)| kind).or(*rest)
            }
            _ => None,
        }
    }
}
