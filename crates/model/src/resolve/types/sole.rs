//! Schemas that a value must all fit, of which all but one add nothing: the type is that of the one, with its name.

use super::group::is_same;
use super::is_named;
use crate::api::TypeRef;
use crate::node::Node;
use crate::schema::types::type_word;
use crate::schema::{Keyword, Schema, Type};

/// The values of a schema that a `type` beside it rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Narrowed {
    Nothing,
    /// It rejects `null`.
    Null,
}

impl Narrowed {
    /// The values that this or another `type` rejects.
    pub(super) fn and(self, other: Self) -> Self {
        if self == Narrowed::Nothing { other } else { self }
    }

    /// The type of a schema without the values that are rejected.
    pub(super) fn applied_to(self, ty: TypeRef) -> TypeRef {
        match self {
            Narrowed::Nothing => ty,
            Narrowed::Null => ty.without_null().clone(),
        }
    }
}

/// Returns the only one of `schemas` that adds something, and the values that it accepts and the others reject. The others have no
/// constraint, are equal to it, or have only a `type` that it has too, or that rejects only `null`, and keywords such as `minItems: 0`.
pub(super) fn sole<'d>(root: &'d Node, schemas: impl Iterator<Item = Schema<'d>>) -> Option<(Schema<'d>, Narrowed)> {
    let mut distinct: Vec<Schema<'d>> = Vec::new();
    for new in schemas.filter(|schema| !schema.says_nothing_but(&[])) {
        if distinct.iter().all(|known| known.at() != new.at() && !is_same(known.node(), new.node())) {
            distinct.push(new);
        }
    }
    if let [only] = distinct.as_slice() {
        return Some((*only, Narrowed::Nothing));
    }
    // An annotation that the type depends on adds something.
    let has_only_type = |schema: &Schema<'d>| {
        schema.has_no_effect_but(&[Keyword::Type])
            && !is_named(*schema)
            && schema.rust_type().is_none()
            && schema.discriminator().is_none()
            && !schema.shows_sensitive(root)
    };
    let (types, others): (Vec<Schema<'d>>, Vec<Schema<'d>>) = distinct.into_iter().partition(has_only_type);
    let [only] = others.as_slice() else { return None };
    let narrowed = types.iter().map(|schema| match narrowed_by(root, *only, *schema)? {
        // `nullable` around `allOf` may mean its members, but a member rejects `null` if it does not accept it.
        Narrowed::Nothing if only.is_nullable(root) && !schema.is_nullable(root) => Some(Narrowed::Null),
        narrowed => Some(narrowed),
    });
    let narrowed = narrowed.collect::<Option<Vec<Narrowed>>>()?.into_iter().fold(Narrowed::Nothing, Narrowed::and);
    Some((*only, narrowed))
}

/// Returns the values of `only` that the `type` of `schema` rejects. `None` if these are others than `null`.
pub(super) fn narrowed_by<'d>(root: &'d Node, only: Schema<'d>, schema: Schema<'d>) -> Option<Narrowed> {
    let own: Vec<Type> = schema.types().iter().filter_map(|node| Type::parse(type_word(node)?)).collect();
    if own.is_empty() {
        return Some(Narrowed::Nothing);
    }
    let accepted = only.accepted_types(root)?;
    let rejected: Vec<&Type> = accepted.iter().filter(|ty| ty.among(&own) != Some(**ty)).collect();
    match rejected.as_slice() {
        [] => Some(Narrowed::Nothing),
        all if all.iter().all(|ty| **ty == Type::Null) && accepted.iter().any(|ty| *ty != Type::Null) => {
            Some(if schema.types_reject_null() { Narrowed::Null } else { Narrowed::Nothing })
        }
        _ if schema.ignores_type(root) => Some(Narrowed::Nothing),
        _ => None,
    }
}
