//! Forms: the properties of a body as its parts (OpenAPI 3.0.4, Encoding Object).

use super::context::Context;
use super::parameter::unaliased;
use crate::api::{Format, Part, Struct, Style, TypeKind, TypeRef};
use crate::node::Node;
use crate::schema::Schema;

/// The parts of a body of this type; `None` where the format has none, or the type is no object with properties.
pub(crate) fn parts<'d>(
    context: &mut Context<'d>,
    media_type: &'d Node,
    schema: &'d Node,
    ty: &TypeRef,
    format: Format,
) -> Option<Vec<Part>> {
    if !matches!(format, Format::Form | Format::Multipart) {
        return None;
    }
    let TypeRef::Named(id) = unaliased(context, ty.without_null()) else { return None };
    let TypeKind::Struct(Struct { fields, .. }) = context.types[id.0].kind.clone() else { return None };
    let schema = Schema::of(schema).target(context.root)?;
    let parts = fields.iter().map(|field| {
        let property = schema.property_within(context.root, &field.wire);
        let property = property.and_then(|property| property.target(context.root));
        let encoding = media_type.get("encoding").and_then(|encoding| encoding.get(&field.wire));
        let plain = unaliased(context, field.ty.without_null());
        let element = match &plain {
            TypeRef::Array(inner) => Some(unaliased(context, inner.without_null())),
            _ => None,
        };
        let items = property.and_then(Schema::items).and_then(|items| items.target(context.root));
        let is_binary = |schema: Option<Schema<'_>>| schema.and_then(Schema::format) == Some("binary");
        let style = match encoding.and_then(|encoding| encoding.str("style")) {
            Some("spaceDelimited") => Style::SpaceDelimited,
            Some("pipeDelimited") => Style::PipeDelimited,
            Some("deepObject") => Style::DeepObject,
            Some("form") => Style::Form,
            // Only lists have elements that go on their own then.
            _ if explode_of(encoding).is_none() && is_structured(context, &plain) => Style::Content,
            _ => Style::Form,
        };
        let explode = explode_of(encoding);
        Part {
            wire: field.wire.clone(),
            name: field.name.clone(),
            doc: field.doc.clone(),
            ty: field.ty.without_null().clone(),
            required: field.required,
            repeated: element.is_some(),
            is_file: if element.is_some() { is_binary(items) } else { is_binary(property) },
            style,
            explode: explode.unwrap_or(style == Style::Form || style == Style::DeepObject),
            allow_reserved: encoding.is_some_and(|encoding| encoding.is_true("allowReserved")),
            content_type: encoding.and_then(|encoding| encoding.str("contentType")).map(str::to_owned),
        }
    });
    Some(parts.collect())
}

fn explode_of(encoding: Option<&Node>) -> Option<bool> {
    encoding.and_then(|encoding| encoding.get("explode")).and_then(Node::as_bool)
}

/// Whether a value is written as its content type says, JSON for an object, where no style is chosen for it (OpenAPI 3.0.4,
/// Encoding Object, `contentType`).
fn is_structured(context: &Context<'_>, plain: &TypeRef) -> bool {
    match plain {
        TypeRef::Map(_) => true,
        TypeRef::Named(id) => matches!(context.types[id.0].kind, TypeKind::Struct(_) | TypeKind::Union(_)),
        _ => false,
    }
}
