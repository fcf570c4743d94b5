//! Keywords that constrain values in a way that no Rust type expresses.

use super::reference::followed;
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::schema::types::type_word;
use crate::schema::{Keyword, Schema, Type};

/// The keywords that no type expresses in any schema. Others, such as `prefixItems`, are reported where a type cannot express
/// them.
pub(crate) const UNEXPRESSED: [Keyword; 11] = [
    Keyword::Not,
    Keyword::If,
    Keyword::Then,
    Keyword::Else,
    Keyword::DependentRequired,
    Keyword::DependentSchemas,
    Keyword::Contains,
    Keyword::PropertyNames,
    Keyword::UnevaluatedItems,
    Keyword::PatternProperties,
    Keyword::DynamicRef,
];

/// Reports the keywords of a schema that no type expresses, and checks the schemas below them.
pub(super) fn report<'d>(context: &mut Context<'d>, schema: Schema<'d>) {
    for keyword in UNEXPRESSED {
        // The branches are part of `if`.
        let is_branch = matches!(keyword, Keyword::Then | Keyword::Else);
        let is_vacuous = keyword == Keyword::PropertyNames && accepts_all_names(context, schema);
        if let Some(entry) = schema.entry(keyword).filter(|_| !is_branch && !is_vacuous) {
            context.report(entry.key_at, Kind::NotEnforced { what: format!("`{}`", keyword.name()) });
        }
        check(context, schema, keyword);
    }
}

/// Returns whether `propertyNames` accepts all names: they are strings (JSON Schema 2020-12 core, section 10.3.2.4).
fn accepts_all_names(context: &Context<'_>, schema: Schema<'_>) -> bool {
    let names = schema.children_of(Keyword::PropertyNames).next().and_then(|names| names.target(context.root));
    names.is_some_and(|names| {
        names.boolean() == Some(true)
            || (names.says_nothing_but(&[Keyword::Type])
                && (!names.has(Keyword::Type)
                    || names.types().iter().any(|ty| type_word(ty) == Some(Type::String.name()))))
    })
}

/// Checks the schemas below a keyword, at any depth. They have no types.
fn check<'d>(context: &mut Context<'d>, schema: Schema<'d>, keyword: Keyword) {
    for child in schema.children_of(keyword) {
        check_all(context, child);
    }
}

fn check_all<'d>(context: &mut Context<'d>, schema: Schema<'d>) {
    if schema.is_reference() {
        // Reports a reference without a target.
        followed(context, schema);
        return;
    }
    if !schema.is_object() {
        return;
    }
    super::check(context, schema);
    for child in schema.children() {
        check_all(context, child);
    }
}
