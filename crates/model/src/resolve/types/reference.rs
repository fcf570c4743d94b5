//! References to schemas: to components, to schemas elsewhere in the document, and to their forms in requests.

use crate::api::{Place, TypeDef, TypeId, TypeKind, TypeRef};
use crate::direction::Direction;
use crate::name::hint;
use crate::pointer::decode;
use crate::resolve::components::documentation;
use crate::resolve::context::Context;
use crate::resolve::rust_type::rust_type;
use crate::resolve::wish::Hint;
use crate::schema::Schema;
use crate::view;

/// The schema that a reference leads to, or the schema itself if it is no reference. `None` after an error, which is reported.
pub(super) fn followed<'d>(context: &mut Context<'d>, schema: Schema<'d>) -> Option<Schema<'d>> {
    view::follow_schema(&mut context.reader, schema)
}

/// Resolves a reference to a type.
pub(crate) fn referred<'d>(context: &mut Context<'d>, schema: Schema<'d>) -> Option<TypeRef> {
    let target = followed(context, schema)?;
    // The name is looked up first, because two components that are the same node through a YAML alias have the same place.
    let name = final_name(context, schema)?;
    let by_name = context.components.get(name.as_str()).filter(|(_, node)| node.at == target.at()).map(|(id, _)| *id);
    let id = match by_name.or_else(|| context.component_at.get(&target.at()).copied()) {
        Some(id) => id,
        None => match context.inline.get(&(target.at(), Direction::Response)) {
            Some(Some(ty)) if context.direction == Direction::Response => return Some(ty.clone()),
            _ => elsewhere(context, schema.reference().unwrap_or_default(), target),
        },
    };
    let is_other = context.direction == Direction::Request
        && !context.is_circular()
        && schema.reference().is_some_and(|reference| context.marked.reaches_through(reference));
    let id = if is_other { request_form(context, id, target) } else { id };
    Some(used(context, id))
}

/// A use of a named type.
pub(crate) fn used(context: &Context<'_>, id: TypeId) -> TypeRef {
    let ty = TypeRef::Named(id);
    if context.types[id.0].nullable { TypeRef::Nullable(Box::new(ty)) } else { ty }
}

/// Returns the name of the component at the end of a chain of references.
fn final_name(context: &Context<'_>, schema: Schema<'_>) -> Option<String> {
    let mut name = None;
    let mut next = schema.reference();
    // The cycle has been reported when the reference was followed before.
    for _ in 0..=context.components.len() {
        let Some(target) = next else { break };
        let found = decode(target.rsplit('/').next()?);
        next = context.components.get(found.as_str()).and_then(|(_, node)| Schema::of(node).reference());
        name = Some(found);
    }
    name
}

/// Declares and defines a schema that is not under `components.schemas`. `text` is a reference to it.
pub(super) fn elsewhere<'d>(context: &mut Context<'d>, text: &str, target: Schema<'d>) -> TypeId {
    let tokens: Vec<String> = text.trim_start_matches("#/").split('/').map(decode).collect();
    let hint = Hint::of_text(hint(tokens.iter().map(String::as_str)));
    let rust_type = rust_type(context, target);
    let id = TypeId(context.types.len());
    context.types.push(TypeDef {
        name: hint.wish(None),
        place: Place::Referenced,
        origin: decode(text.trim_start_matches("#/")),
        doc: documentation(target),
        nullable: target.is_nullable(context.root),
        sensitive: target.shows_sensitive(context.root),
        deprecated: target.is_deprecated(),
        rust_type,
        derives: Vec::new(),
        form_of: None,
        sample: None,
        kind: TypeKind::Alias(TypeRef::Any),
    });
    context.component_at.insert(target.at(), id);
    context.in_direction(Direction::Response, |context| context.define(id, target));
    id
}

/// Returns the form of a component in requests.
fn request_form<'d>(context: &mut Context<'d>, id: TypeId, target: Schema<'d>) -> TypeId {
    if let Some(form) = context.request_forms.get(&id) {
        return *form;
    }
    let form = TypeId(context.types.len());
    let name = Hint::of_type(&context.types, id).then("Request").wish(None);
    let kind = TypeKind::Alias(TypeRef::Any);
    let of = context.types[id.0].clone();
    context.types.push(TypeDef { name, kind, place: Place::Referenced, form_of: Some(id), ..of });
    context.request_forms.insert(id, form);
    context.in_request(|context| context.define(form, target));
    form
}
