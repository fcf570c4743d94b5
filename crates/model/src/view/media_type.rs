//! Media types (OpenAPI 3.0.4 and 3.2.0, Media Type Object, Encoding Object).

use super::example::{Examples, examples};
use super::reference::{self, follow};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::http::is_media_type;
use crate::node::{Entry, Node};
use crate::problem::Kind;
use crate::schema::Schema;
use crate::source::Span;
use crate::version::Version;

/// The `content` of a parameter, header, request body or response.
#[derive(Debug)]
pub(crate) struct Content<'d> {
    /// The place of the key `content`.
    pub key_at: Span,
    /// The place of its value.
    pub at: Span,
    pub media_types: Vec<MediaType<'d>>,
    /// Whether `media_types` has all of them. Those whose key is wrong are reported and missing.
    pub is_complete: bool,
}

/// A media type and how its values are written.
#[derive(Debug)]
pub(crate) struct MediaType<'d> {
    /// The media type or range of media types, as written.
    pub name: Spanned<&'d str>,
    pub at: Span,
    pub schema: Option<Schema<'d>>,
    /// The schema of each item of a sequential media type.
    pub items: Option<Items<'d>>,
    pub examples: Examples<'d>,
    pub encoding: Vec<Encoding<'d>>,
}

/// `itemSchema`: the schema of each item of a sequential media type (OpenAPI 3.2.0, Sequential Media Types).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Items<'d> {
    /// The place of the key.
    pub key_at: Span,
    pub schema: Schema<'d>,
}

/// How one property of a form is written.
#[derive(Debug)]
pub(crate) struct Encoding<'d> {
    /// The name of the property.
    pub property: &'d str,
    pub content_type: Option<&'d str>,
    pub style: Option<&'d str>,
    pub explode: Option<bool>,
    pub allow_reserved: bool,
}

/// Views the `content` of a parameter or header. Its keys are not checked: the values are JSON whatever they say.
pub(super) fn content<'d>(reader: &mut DocumentReader<'d>, holder: &'d Node) -> Option<Content<'d>> {
    let Entry { key_at, value, .. } = holder.entry("content")?;
    let media_types = value.entries().iter().filter_map(|entry| media_type(reader, entry)).collect();
    Some(Content { key_at: *key_at, at: value.at, media_types, is_complete: true })
}

/// Views the `content` of a request body or response. A key that is not a media type is reported and skipped.
pub(super) fn body_content<'d>(reader: &mut DocumentReader<'d>, holder: &'d Node) -> Option<Content<'d>> {
    let Entry { key_at, value, .. } = holder.entry("content")?;
    let (named, misnamed): (Vec<&Entry>, Vec<&Entry>) =
        value.entries().iter().partition(|entry| is_media_type(&entry.key));
    for entry in &misnamed {
        let kind = Kind::Invalid {
            what: format!("the media type `{}`", entry.key),
            why: "does not have the form `type/subtype` (RFC 9110 section 8.3.1)".to_owned(),
            instead: "write a media type such as `application/json`",
        };
        // Where that is tolerated, the body is not written in this way.
        reader.diagnostics.tolerable(entry.key_at, kind);
    }
    let media_types: Vec<Option<MediaType<'d>>> = named.into_iter().map(|entry| media_type(reader, entry)).collect();
    let is_complete =
        (misnamed.is_empty() || reader.diagnostics.is_tolerant()) && media_types.iter().all(Option::is_some);
    let media_types = media_types.into_iter().flatten().collect();
    Some(Content { key_at: *key_at, at: value.at, media_types, is_complete })
}

/// Views one media type. `None` if its reference cannot be followed, which is reported.
fn media_type<'d>(reader: &mut DocumentReader<'d>, entry: &'d Entry) -> Option<MediaType<'d>> {
    // Before OpenAPI 3.2, `$ref` is not a field of a media type.
    let is_reference = entry.value.version >= Version::V3_2;
    let node = if is_reference { follow(reader, &entry.value, reference::MEDIA_TYPE)? } else { &entry.value };
    check(&mut reader.diagnostics, node, &fixed_fields::MEDIA_TYPE);
    let items = node.entry("itemSchema").filter(|_| node.version >= Version::V3_1);
    Some(MediaType {
        name: field::key(entry),
        at: node.at,
        schema: field::schema(node),
        items: items.map(|entry| Items { key_at: entry.key_at, schema: Schema::of(&entry.value) }),
        examples: examples(node),
        encoding: field::entries(node, "encoding").iter().map(encoding).collect(),
    })
}

fn encoding(entry: &Entry) -> Encoding<'_> {
    let node = &entry.value;
    Encoding {
        property: &entry.key,
        content_type: node.str("contentType"),
        style: node.str("style"),
        explode: field::boolean(node, "explode"),
        allow_reserved: node.is_true("allowReserved"),
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    #[test]
    fn a_key_that_is_no_media_type_is_skipped_in_a_body_and_read_in_a_parameter() {
        let bundle = load("{content: {json: {schema: {}}, application/json: {schema: {}}}}");
        let mut reader = DocumentReader::new(&bundle, false);
        let names = |content: Option<Content<'_>>| -> (Vec<String>, bool) {
            let content = content.expect("content");
            (content.media_types.iter().map(|one| one.name.value.to_owned()).collect(), content.is_complete)
        };
        assert_eq!(names(content(&mut reader, &bundle.root)), (vec!["json".into(), "application/json".into()], true));
        assert!(!reader.diagnostics.has_errors());
        assert_eq!(names(body_content(&mut reader, &bundle.root)), (vec!["application/json".into()], false));
        let problems = problems(reader);
        assert!(matches!(problems.as_slice(), [one] if one.contains("the media type `json`")), "{problems:?}");
    }

    #[test]
    fn encodings_are_found_by_property() {
        let bundle =
            load("{content: {multipart/form-data: {encoding: {file: {contentType: image/png, explode: false}}}}}");
        let mut reader = DocumentReader::new(&bundle, false);
        let view = body_content(&mut reader, &bundle.root).expect("content");
        let [encoding] = view.media_types[0].encoding.as_slice() else { panic!("{view:?}") };
        assert_eq!((encoding.property, encoding.content_type), ("file", Some("image/png")));
        assert_eq!((encoding.explode, encoding.style, encoding.allow_reserved), (Some(false), None, false));
    }
}
