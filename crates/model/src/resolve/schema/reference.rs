//! References to schemas: components, schemas anywhere else in the document, and the forms that they have in requests.

use super::is_sensitive;
use crate::api::{TypeDef, TypeId, TypeKind, TypeRef};
use crate::direction::Direction;
use crate::name::{Case, hint};
use crate::node::Node;
use crate::pointer::decode;
use crate::resolve::context::Context;
use crate::schema::is_nullable;

/// The type that a reference leads to.
pub(crate) fn referred<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<TypeRef> {
    let target = context.follow(node, "schemas", "a schema under `components.schemas`")?;
    // By name: two components that are one by a YAML alias stand at one place.
    let name = final_name(context, node)?;
    let by_name = context.components.get(name.as_str()).filter(|(_, node)| node.at == target.at).map(|(id, _)| *id);
    let id = match by_name.or_else(|| context.component_at.get(&target.at).copied()) {
        Some(id) => id,
        None => match context.inline.get(&(target.at, Direction::Response)) {
            Some(Some(ty)) if context.direction == Direction::Response => return Some(ty.clone()),
            _ => elsewhere(context, node, target),
        },
    };
    let is_other = context.direction == Direction::Request
        && !context.is_circular()
        && node.str("$ref").is_some_and(|reference| context.marked.reaches_through(reference));
    let id = if is_other { request_form(context, id, target) } else { id };
    Some(used(context, id))
}

/// A use of a type that has a name.
pub(crate) fn used(context: &Context<'_>, id: TypeId) -> TypeRef {
    let ty = TypeRef::Named(id);
    if context.types[id.0].nullable { TypeRef::Nullable(Box::new(ty)) } else { ty }
}

/// The name of the component that a reference ends at.
fn final_name(context: &Context<'_>, node: &Node) -> Option<String> {
    let mut name = None;
    let mut next = node.str("$ref");
    // A circle was reported by whoever followed the reference.
    for _ in 0..=context.components.len() {
        let Some(target) = next else { break };
        let found = decode(target.rsplit('/').next()?);
        next = context.components.get(found.as_str()).and_then(|(_, node)| node.str("$ref"));
        name = Some(found);
    }
    name
}

/// Declares a schema that stands elsewhere than under `components.schemas`, and reads it.
fn elsewhere<'d>(context: &mut Context<'d>, reference: &'d Node, target: &'d Node) -> TypeId {
    let text = reference.str("$ref").unwrap_or_default();
    let tokens: Vec<String> = text.trim_start_matches("#/").split('/').map(decode).collect();
    let hint = hint(tokens.iter().map(String::as_str));
    let id = TypeId(context.types.len());
    let name = context.type_scope.claim(&hint, Case::Pascal);
    context.types.push(TypeDef {
        name,
        origin: decode(text.trim_start_matches("#/")),
        doc: None,
        nullable: is_nullable(context.root, target),
        sensitive: is_sensitive(target),
        kind: TypeKind::Alias(TypeRef::Any),
    });
    context.component_at.insert(target.at, id);
    context.in_direction(Direction::Response, |context| context.define(id, target));
    id
}

/// The form that a component has in requests.
fn request_form<'d>(context: &mut Context<'d>, id: TypeId, target: &'d Node) -> TypeId {
    if let Some(form) = context.request_forms.get(&id) {
        return *form;
    }
    let form = TypeId(context.types.len());
    let name = context.type_scope.claim(&format!("{}Request", context.types[id.0].name), Case::Pascal);
    let kind = TypeKind::Alias(TypeRef::Any);
    let of = context.types[id.0].clone();
    context.types.push(TypeDef { name, kind, ..of });
    context.request_forms.insert(id, form);
    context.in_request(|context| context.define(form, target));
    form
}
