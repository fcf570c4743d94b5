//! Whether a value can fit several alternatives of `oneOf`.
//!
//! JSON Schema rejects a value that fits more than one alternative (2020-12 core, section 10.2.1.3). Many documents write `oneOf` where
//! they mean `anyOf`: `integer` beside `number`, a text beside listed texts, open objects that require the same properties. There,
//! the rule would leave an alternative without any ordinary value. So it counts where the smallest values of each alternative
//! fit no other one.

use std::cell::Cell;

use serde_json::Value;

use super::bounds::Limit;
use super::children::Conjunction;
use super::enumeration::{Enumeration, intended};
use super::types::implied;
use super::{AdditionalProperties, Keyword, Schema, Type};
use crate::node::Node;
use crate::source::Span;

/// The maximum depth of properties and elements that are compared.
const DEPTH_LIMIT: usize = 6;

/// The maximum number of comparisons for one list.
const STEP_LIMIT: usize = 50_000;

/// The maximum number of combinations of alternatives within one alternative.
const COMBINATION_LIMIT: usize = 32;

/// How the alternatives of a `oneOf` relate to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlap {
    /// No value fits several alternatives.
    None,
    /// A value can fit several alternatives, which `oneOf` rejects.
    Excluded,
    /// The smallest values of an alternative fit another one: the document means `anyOf`.
    Ordinary,
}

struct Comparison<'d> {
    root: &'d Node,
    steps: Cell<usize>,
}

impl<'d> Schema<'d> {
    /// Returns how the alternatives of the schema's `oneOf` relate to each other. `None` without the keyword.
    pub(crate) fn overlap(self, root: &'d Node) -> Option<Overlap> {
        let list = self.one_of()?;
        let is_itself = |member: &Schema<'d>| member.target(root).is_none_or(|target| target.at() == self.at());
        let members: Vec<Schema<'d>> = list.iter().filter(|member| !is_itself(member)).collect();
        if let Some((teller, property)) = self.told_apart(root, members.iter().copied()) {
            let is_told =
                |member: &Schema<'d>| member.is_only_null(root) || !teller.tags(root, property, *member).is_empty();
            // Of alternatives with one value of the discriminator, the first that fits is taken.
            if members.iter().all(is_told) {
                return Some(Overlap::None);
            }
        }
        let comparison = Comparison { root, steps: Cell::new(0) };
        let alternatives: Vec<Vec<Conjunction<'d>>> = members
            .iter()
            .map(|member| {
                let mut all = self.conjunction(root);
                all.extend(member.conjunction(root));
                comparison.expanded(all, vec![list.at])
            })
            .collect();
        let mut found = Overlap::None;
        for (index, one) in alternatives.iter().enumerate() {
            for other in &alternatives[index + 1..] {
                for (one, other) in one.iter().flat_map(|one| other.iter().map(move |other| (one, other))) {
                    if comparison.are_disjoint(one, other, 0) {
                        continue;
                    }
                    // A request does not have a property of responses, so its absence tells nothing.
                    let is_one_way = has_one_way(one) || has_one_way(other);
                    if is_one_way || comparison.fits(one, other, 0) || comparison.fits(other, one, 0) {
                        return Some(Overlap::Ordinary);
                    }
                    found = Overlap::Excluded;
                }
            }
        }
        Some(found)
    }
}

impl<'d> Comparison<'d> {
    /// Returns whether the limit is reached.
    fn is_exhausted(&self, depth: usize) -> bool {
        self.steps.set(self.steps.get() + 1);
        depth > DEPTH_LIMIT || self.steps.get() > STEP_LIMIT
    }

    /// Returns the combinations of the alternatives within the schemas. Without those that are too many.
    fn expanded(&self, all: Conjunction<'d>, decided: Vec<Span>) -> Vec<Conjunction<'d>> {
        let (mut done, mut open) = (Vec::new(), vec![(all, decided)]);
        while let Some((all, mut decided)) = open.pop() {
            let lists = || all.iter().flat_map(|schema| schema.one_of().into_iter().chain(schema.any_of()));
            let list = lists()
                .find(|list| !decided.contains(&list.at))
                .filter(|_| open.len() + done.len() < COMBINATION_LIMIT);
            let Some(list) = list else {
                done.push(all);
                continue;
            };
            decided.push(list.at);
            for member in list.iter() {
                let mut with = all.clone();
                for schema in member.conjunction(self.root) {
                    if !with.iter().any(|known| known.at() == schema.at()) {
                        with.push(schema);
                    }
                }
                open.push((with, decided.clone()));
            }
        }
        done
    }

    fn of(&self, schema: Schema<'d>) -> Vec<Conjunction<'d>> {
        self.expanded(schema.conjunction(self.root), Vec::new())
    }

    /// Returns whether no value fits both.
    fn are_disjoint(&self, one: &[Schema<'d>], other: &[Schema<'d>], depth: usize) -> bool {
        if self.is_exhausted(depth) {
            return false;
        }
        let never = |all: &[Schema<'d>]| all.iter().any(|schema| schema.boolean() == Some(false));
        if never(one) || never(other) {
            return true;
        }
        let (types, others) = (types(one), types(other));
        let common = common(types.as_deref(), others.as_deref());
        if common.as_ref().is_some_and(Vec::is_empty) {
            return true;
        }
        if let (Some(values), Some(others)) = (listed(one), listed(other)) {
            return !values.iter().any(|value| others.contains(value));
        }
        if common.as_deref().is_none_or(|types| types.iter().any(|ty| *ty != Type::Object)) {
            return false;
        }
        self.excludes(one, other, depth) || self.excludes(other, one, depth)
    }

    /// Returns whether an object with what `one` requires cannot fit `other`.
    fn excludes(&self, one: &[Schema<'d>], other: &[Schema<'d>], depth: usize) -> bool {
        required(one).any(|name| {
            let theirs: Vec<Schema<'d>> = properties(other, name).collect();
            if theirs.is_empty() {
                return is_closed(other, name);
            }
            let pairs = properties(one, name).flat_map(|own| theirs.iter().map(move |theirs| (own, *theirs)));
            pairs
                .into_iter()
                .any(|(own, theirs)| self.every(own, theirs, |own, theirs| self.are_disjoint(own, theirs, depth + 1)))
        })
    }

    /// Returns whether `holds` for all combinations of alternatives.
    fn every(&self, one: Schema<'d>, other: Schema<'d>, holds: impl Fn(&[Schema<'d>], &[Schema<'d>]) -> bool) -> bool {
        let others = self.of(other);
        self.of(one).iter().all(|one| others.iter().all(|other| holds(one, other)))
    }

    /// Returns whether the smallest values of `one` may fit `other`: those with what is required, and empty lists. Constraints that are not
    /// compared count as met.
    fn fits(&self, one: &[Schema<'d>], other: &[Schema<'d>], depth: usize) -> bool {
        if self.is_exhausted(depth) {
            return true;
        }
        let is_free = |all: &[Schema<'d>]| all.iter().all(|schema| schema.says_nothing_but(&PASSED));
        let (types, others) = (types(one), types(other));
        if let Some(values) = listed(one) {
            let of_type = |value: &Value| others.as_ref().is_none_or(|types| types.iter().any(|ty| ty.accepts(value)));
            let is_listed = |value: &Value| listed(other).is_none_or(|others| others.contains(value));
            // Other constraints are not compared.
            return values.iter().any(|value| of_type(value) && is_listed(value));
        }
        if listed(other).is_some() {
            return false;
        }
        let Some(others) = others else { return is_free(other) };
        // The values of any type.
        let Some(types) = types else { return false };
        types.iter().filter_map(|ty| ty.among(&others).filter(|common| common == ty)).any(|ty| match ty {
            // An ordinary text or number is within the bounds of both.
            Type::Null | Type::Boolean | Type::String | Type::Integer | Type::Number => true,
            Type::Array => self.list_fits(one, other, depth),
            Type::Object => self.object_fits(one, other, depth),
        })
    }

    fn list_fits(&self, one: &[Schema<'d>], other: &[Schema<'d>], depth: usize) -> bool {
        let least = |all: &[Schema<'d>]| {
            all.iter().filter_map(|schema| schema.item_counts().least.and_then(Limit::count)).max().unwrap_or(0)
        };
        if least(other) > least(one) {
            return false;
        }
        let items = |all: &[Schema<'d>]| all.iter().find_map(|schema| schema.items());
        match (items(one), items(other)) {
            _ if least(one) == 0 => true,
            (Some(own), Some(theirs)) => self.some(own, theirs, depth),
            (None, Some(_)) => false,
            (_, None) => true,
        }
    }

    fn object_fits(&self, one: &[Schema<'d>], other: &[Schema<'d>], depth: usize) -> bool {
        if !required(other).all(|name| required(one).any(|own| own == name)) {
            return false;
        }
        required(one).all(|name| {
            let mut theirs = properties(other, name).peekable();
            if theirs.peek().is_none() {
                return !is_closed(other, name);
            }
            let own: Vec<Schema<'d>> = properties(one, name).collect();
            // A property without a schema has any value.
            theirs.all(|theirs| {
                own.is_empty() || theirs.says_nothing_but(&[]) || own.iter().any(|own| self.some(*own, theirs, depth))
            })
        })
    }

    /// Returns whether the smallest values of an alternative of `one` fit an alternative of `other`.
    fn some(&self, one: Schema<'d>, other: Schema<'d>, depth: usize) -> bool {
        let others = self.of(other);
        self.of(one).iter().any(|one| others.iter().any(|other| self.fits(one, other, depth + 1)))
    }
}

/// Keywords that are compared, or whose members are.
const PASSED: [Keyword; 4] = [Keyword::AllOf, Keyword::OneOf, Keyword::AnyOf, Keyword::Discriminator];

/// Returns the types of the schemas. `None` if they accept all.
fn types(all: &[Schema<'_>]) -> Option<Vec<Type>> {
    let mut found: Option<Vec<Type>> = None;
    for schema in all {
        let own = schema.stated_types();
        found = match (found, own) {
            (None, own) => own,
            (found, None) => found,
            (Some(found), Some(own)) => Some(found.iter().filter_map(|ty| ty.among(&own)).collect()),
        };
    }
    found.or_else(|| implied(|keyword| all.iter().any(|schema| schema.shows_type_by(keyword))).map(|ty| vec![ty]))
}

fn common(one: Option<&[Type]>, other: Option<&[Type]>) -> Option<Vec<Type>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.iter().filter_map(|ty| ty.among(other)).collect()),
        (Some(types), None) | (None, Some(types)) => Some(types.to_vec()),
        (None, None) => None,
    }
}

/// Returns the values that the schemas list.
fn listed(all: &[Schema<'_>]) -> Option<Vec<Value>> {
    all.iter().find_map(|schema| {
        let Enumeration { values, .. } = schema.enumeration()?;
        let ty = schema.type_name().and_then(Type::parse);
        Some(values.iter().map(|value| intended(value, ty)).collect())
    })
}

/// Returns whether a required property is `readOnly` or `writeOnly`.
fn has_one_way(all: &[Schema<'_>]) -> bool {
    let mut names = required(all);
    names.any(|name| properties(all, name).any(|of| of.is_read_only() || of.is_write_only()))
}

fn required<'d>(all: &[Schema<'d>]) -> impl Iterator<Item = &'d str> {
    all.iter().flat_map(|schema| schema.required_names())
}

fn properties<'d>(all: &[Schema<'d>], name: &str) -> impl Iterator<Item = Schema<'d>> {
    all.iter().filter_map(move |schema| schema.property(name))
}

/// Returns whether the schemas reject an object with a property that they do not list.
fn is_closed(all: &[Schema<'_>], name: &str) -> bool {
    all.iter().any(|schema| {
        let is_forbidden = matches!(schema.additional_properties(), AdditionalProperties::Forbidden);
        is_forbidden && !schema.has(Keyword::PatternProperties) && schema.property(name).is_none()
    })
}
