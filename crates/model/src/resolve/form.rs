//! Forms: the properties of a body as its parts (OpenAPI 3.0.4, Encoding Object).

use super::context::Context;
use super::parameter::unaliased;
use crate::api::{Field, Format, Part, Struct, Style, TypeKind, TypeRef};
use crate::schema::Schema;
use crate::view::Encoding;

/// Returns the parts of a body with a type. `None` if the format has no parts, or the type is not an object with properties.
pub(crate) fn parts(
    context: &Context<'_>,
    encoding: &[Encoding<'_>],
    schema: Schema<'_>,
    ty: &TypeRef,
    format: Format,
) -> Option<Vec<Part>> {
    if !matches!(format, Format::Form | Format::Multipart) {
        return None;
    }
    let TypeRef::Named(id) = unaliased(context, ty.without_null()) else { return None };
    let TypeKind::Struct(Struct { fields, .. }) = &context.types[id.0].kind else { return None };
    let schema = schema.target(context.root)?;
    let encoding_of = |field: &Field| encoding.iter().find(|encoding| encoding.property == field.wire);
    Some(fields.iter().map(|field| part(context, field, schema, encoding_of(field), format)).collect())
}

fn part(
    context: &Context<'_>,
    field: &Field,
    schema: Schema<'_>,
    encoding: Option<&Encoding<'_>>,
    format: Format,
) -> Part {
    let content_type = encoding.and_then(|encoding| encoding.content_type);
    let plain = unaliased(context, field.ty.without_null());
    let repeated = matches!(plain, TypeRef::Array(_));
    let property = schema.property_within(context.root, &field.wire);
    let property = property.and_then(|property| property.besides_null(context.root));
    let items = || property?.items()?.besides_null(context.root);
    let value = if repeated { items() } else { property };
    let explode = encoding.and_then(|encoding| encoding.explode);
    let style = match encoding.and_then(|encoding| encoding.style) {
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        Some("form") => Style::Form,
        // Only the elements of an array can be written one by one.
        _ if explode.is_none() && is_structured(context, &plain) => Style::Content,
        _ => Style::Form,
    };
    Part {
        wire: field.wire.clone(),
        name: field.name.clone(),
        doc: field.doc.clone(),
        ty: field.ty.without_null().clone(),
        required: field.required,
        repeated,
        is_file: value.is_some_and(|value| is_file(value, format, content_type)),
        style,
        explode: explode.unwrap_or(style == Style::Form || style == Style::DeepObject),
        allow_reserved: encoding.is_some_and(|encoding| encoding.allow_reserved),
        content_type: content_type.map(str::to_owned),
    }
}

/// Returns whether a part with this schema is a file. A part of `multipart` may be one by default.
fn is_file(value: Schema<'_>, format: Format, content_type: Option<&str>) -> bool {
    value.format() == Some("binary")
        || (format == Format::Multipart && content_type.is_none() && value.is_binary_by_default())
}

/// Returns whether a value without a style is written according to its content type, which is JSON for an object (OpenAPI
/// 3.0.4, Encoding Object, `contentType`).
fn is_structured(context: &Context<'_>, plain: &TypeRef) -> bool {
    match plain {
        TypeRef::Map(_) => true,
        TypeRef::Named(id) => matches!(context.types[id.0].kind, TypeKind::Struct(_) | TypeKind::Union(_)),
        _ => false,
    }
}
