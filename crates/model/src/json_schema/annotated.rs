//! The annotations of schemas, for comparing documents.

use serde_json::{Map, Value, json};

use super::ANNOTATIONS;
use crate::annotations::extensions;
use crate::schema::{OF_NULL, Schema};
use crate::source::Span;

/// Adds the annotations of a schema, and the places of the schema and of its keywords, under [`ANNOTATIONS`].
pub(super) fn annotate(schema: Schema<'_>, value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    let mut places = Map::new();
    let mut annotations = Map::new();
    for (keyword, entry) in schema.keywords() {
        places.insert(keyword.name().to_owned(), place(entry.key_at));
        if keyword.is_compared() {
            annotations.insert(keyword.name().to_owned(), entry.value.to_json());
        }
    }
    let extensions = extensions(schema.node());
    // Readers of 3.0 ignore the keys beside a reference.
    if schema.reference().is_none() && !extensions.is_empty() {
        annotations.insert("extensions".to_owned(), extensions.into());
    }
    annotations.insert("at".to_owned(), place(schema.at()));
    annotations.insert("keywords".to_owned(), places.into());
    object.insert(ANNOTATIONS.to_owned(), annotations.into());
}

/// A place in a JSON value: the offsets of the first byte and of the byte after the last one.
fn place(at: Span) -> Value {
    json!([at.start, at.end])
}

/// Returns the annotations of a schema that was resolved with them.
pub fn annotations_of(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get(ANNOTATIONS)?.as_object()
}

/// Returns the place of the keyword that tells whether a schema that was resolved with annotations accepts `null`.
pub fn place_of_null(schema: &Value) -> Option<Span> {
    OF_NULL.into_iter().find_map(|keyword| place_of(schema, Some(keyword.name())))
}

/// Returns the place of a schema that was resolved with annotations, or of one of its keywords.
pub fn place_of(schema: &Value, keyword: Option<&str>) -> Option<Span> {
    let annotations = annotations_of(schema)?;
    let place = match keyword {
        Some(keyword) => annotations.get("keywords")?.get(keyword)?,
        None => annotations.get("at")?,
    };
    let offset = |index: usize| usize::try_from(place.get(index)?.as_u64()?).ok();
    Some(Span { start: offset(0)?, end: offset(1)? })
}
