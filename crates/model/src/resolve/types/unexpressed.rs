//! Keywords that constrain values in a way that no Rust type expresses.

use super::reference::followed;
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::schema::{Keyword, Schema};

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
        if let Some(entry) = schema.entry(keyword).filter(|_| !is_branch) {
            context.report(entry.key_at, Kind::NotEnforced { what: format!("`{}`", keyword.name()) });
        }
        check(context, schema, keyword);
    }
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
