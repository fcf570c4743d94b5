//! Alternatives.

use model::json_schema::place_of;
use serde_json::{Map, Value};

use super::value::{Values, without_form};
use crate::rule::value_id;
use crate::shape::{Shape, Union, canonical, referred, target};

/// One alternative, and what tells it from others.
struct UnionAlternative<'v> {
    schema: &'v Value,
    /// The component that it refers to.
    name: Option<String>,
    /// The values of the discriminator.
    tags: Option<String>,
    /// The text of its schema.
    text: String,
}

impl<'v> Values<'v> {
    pub(super) fn unions(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        for index in 0..old.unions.len().max(new.unions.len()) {
            match (old.unions.get(index), new.unions.get(index)) {
                (Some(before), Some(after)) => self.union(pair, before, after),
                (None, Some(after)) => self.became_union(pair, after, true),
                (Some(before), None) => self.became_union(pair, before, false),
                (None, None) => {}
            }
        }
    }

    fn union(&mut self, pair: usize, before: &Union<'v>, after: &Union<'v>) {
        let (at_old, at_new) = (place(before), place(after));
        match (before.has_null, after.has_null) {
            _ if self.is_text(pair) => {}
            (false, true) => self.add(pair, value_id!("null-added"), at_old, at_new, "`null` is valid".to_owned(), ""),
            (true, false) => {
                self.add(pair, value_id!("null-removed"), at_old, at_new, "`null` is no longer valid".to_owned(), "")
            }
            _ => {}
        }
        let mut old = alternatives(&before.alternatives, self.old_definitions());
        let mut new = alternatives(&after.alternatives, self.new_definitions());
        let mut matched = Vec::new();
        let tests: [fn(&UnionAlternative<'_>, &UnionAlternative<'_>) -> bool; 3] = [
            |one, other| one.name.is_some() && one.name == other.name,
            |one, other| one.text == other.text,
            |one, other| one.tags.is_some() && one.tags == other.tags,
        ];
        for is_same in tests {
            old.retain(|one| match new.iter().position(|other| is_same(one, other)) {
                Some(position) => {
                    matched.push((one.schema, new.remove(position).schema, label(one)));
                    false
                }
                None => true,
            });
        }
        // The only alternative without a name that is left is the same one, with a change within it.
        if let ([one], [other]) = (old.as_slice(), new.as_slice())
            && one.name.is_none()
            && other.name.is_none()
        {
            matched.push((one.schema, other.schema, "|".to_owned()));
            (old, new) = (Vec::new(), Vec::new());
        }
        for (before, after, step) in matched {
            self.within(pair, &[before], &[after], &step);
        }
        for one in old {
            let at = place_of(one.schema, None).or(at_old);
            self.add(
                pair,
                value_id!("alternative-removed"),
                at,
                at_new,
                format!("the alternative {} is gone", named(&one)),
                &named(&one),
            );
        }
        for one in new {
            let at = place_of(one.schema, None).or(at_new);
            self.add(
                pair,
                value_id!("alternative-added"),
                at_old,
                at,
                format!("the alternative {} is new", named(&one)),
                &named(&one),
            );
        }
    }

    fn became_union(&mut self, pair: usize, union: &Union<'v>, is_new: bool) {
        let at = place(union);
        if is_new {
            self.add(pair, value_id!("alternatives-added"), None, at, "values must fit an alternative".to_owned(), "");
        } else {
            self.add(
                pair,
                value_id!("alternatives-removed"),
                at,
                None,
                "values need not fit an alternative".to_owned(),
                "",
            );
        }
    }

    /// Compares a schema with alternatives that may contain it. Returns whether there is such a comparison.
    pub(super) fn single_and_union(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) -> bool {
        let whole =
            |schemas: &[&'v Value], shape: &Shape<'v>| match (schemas, shape.unions.as_slice(), shape.types.as_ref()) {
                (_, [union], None) if shape.properties.is_empty() => Some(union.clone()),
                ([only], [], _) => Some(Union { alternatives: vec![*only], has_null: false, holder: only }),
                _ => None,
            };
        if old.unions.is_empty() == new.unions.is_empty() {
            return false;
        }
        let (of_old, of_new) = self.schemas(pair);
        let (Some(before), Some(after)) = (whole(&of_old, old), whole(&of_new, new)) else { return false };
        self.union(pair, &before, &after);
        true
    }
}

fn place(union: &Union<'_>) -> Option<model::source::Span> {
    let keyword = |name| place_of(union.holder, Some(name));
    keyword("oneOf").or_else(|| keyword("anyOf")).or_else(|| place_of(union.holder, None))
}

fn alternatives<'v>(schemas: &[&'v Value], definitions: &'v Map<String, Value>) -> Vec<UnionAlternative<'v>> {
    let alternative = |schema: &&'v Value| {
        let members = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let first = members.first().unwrap_or(schema);
        // The schema of a definition is compared where it is defined.
        let name = definitions.iter().find(|(_, definition)| std::ptr::eq(*definition, *schema)).map(|(name, _)| name);
        let name = referred(first).or(name.cloned()).map(|name| without_form(&name).to_owned());
        let tags = members.get(1).and_then(|tag| tag.get("properties")).map(canonical);
        UnionAlternative { schema, name, tags, text: canonical(target(first, definitions).0) }
    };
    schemas.iter().map(alternative).collect()
}

fn label(alternative: &UnionAlternative<'_>) -> String {
    match &alternative.name {
        Some(name) => format!("|{name}"),
        None => "|".to_owned(),
    }
}

fn named(alternative: &UnionAlternative<'_>) -> String {
    match &alternative.name {
        Some(name) => format!("`{name}`"),
        None => "of an inline schema".to_owned(),
    }
}
