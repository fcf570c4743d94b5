//! Places in the document: of the property whose schema a violation is about, and of the property that a case changes.

use std::cell::RefCell;
use std::collections::HashMap;

use model::Source;
use model::place::PlacedSchema;
use model::pointer::decode;
use model::source::Span;

use super::label::{Defect, keyword_of};
use crate::derive::{Case, Group};
use crate::part::ResponsePart;
use crate::violation::Violation;

/// The maximum depth of schemas inside of each other that are searched for a property.
const MAX_DEPTH: usize = 64;

/// Finds places of violations and cases in a document.
pub(super) struct Places {
    document: model::place::DocumentPlaces,
    known: RefCell<HashMap<(Span, Option<String>), Span>>,
}

impl Places {
    pub(super) fn new(document: &Source) -> Self {
        let document = model::on_large_stack(|| model::place::DocumentPlaces::new(document));
        Places { document, known: RefCell::default() }
    }

    /// The place of a violation: that of the keyword or property that the response violates, else that of the property that the
    /// case changes, else that of the violation.
    pub(super) fn of_violation(&self, case: &Case, violation: &Violation) -> Span {
        match &violation.part {
            Some(part) => self.cached((violation.at, Some(format!("{part:?}"))), |document| {
                in_response(document, violation.at, part)
            }),
            None if violation.at == case.at => self.of_case(case),
            None => violation.at,
        }
    }

    /// The place of the property or parameter that a case changes.
    pub(super) fn of_case(&self, case: &Case) -> Span {
        if !matches!(case.group, Group::Rejected | Group::Accepted) {
            return case.at;
        }
        self.cached((case.at, Some(case.id.clone())), |document| in_request(document, case.at, &case.label))
    }

    fn cached(
        &self,
        key: (Span, Option<String>),
        find: impl FnOnce(&model::place::DocumentPlaces) -> Option<Span>,
    ) -> Span {
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let at = key.0;
        let found = find(&self.document).unwrap_or(at);
        self.known.borrow_mut().insert(key, found);
        found
    }
}

/// The place of a part of the response at a span.
fn in_response(document: &model::place::DocumentPlaces, response: Span, part: &ResponsePart) -> Option<Span> {
    match part {
        ResponsePart::Header(name) => document.header(response, name),
        ResponsePart::Body { media_type, pointer, keyword } => {
            let mut schema = document.body(response, media_type)?;
            for token in pointer.split('/').skip(1).map(decode) {
                match schema.part(&token) {
                    Some(below) => schema = below,
                    None => break,
                }
            }
            Some(schema.place(keyword.as_deref()))
        }
    }
}

/// The place of the property that a case changes, in the parameter or media type at a span.
fn in_request(document: &model::place::DocumentPlaces, at: Span, label: &str) -> Option<Span> {
    let holder = document.request_part(at)?;
    let rest = match holder.name {
        Some(name) => label.split_once('-')?.1.strip_prefix(name)?,
        None => label.strip_prefix("body")?,
    };
    let mut rest = rest.strip_prefix('-').unwrap_or(rest);
    let mut schema = holder.schema;
    let mut parent = None;
    for _ in 0..MAX_DEPTH {
        if let Some(after) = rest.strip_prefix("[]") {
            schema = schema.part("0")?;
            rest = after;
        } else {
            let rest_of_name = rest.strip_prefix('.').unwrap_or(rest);
            let Some((below, after)) = longest_property(schema, rest_of_name) else { break };
            parent = Some(schema);
            schema = below;
            rest = after;
        }
    }
    match keyword_of(rest.trim_start_matches('-')) {
        Defect::Keywords(keywords) => {
            let keyword = keywords.iter().find(|keyword| schema.keyword(keyword).is_some());
            Some(schema.place(keyword.copied()))
        }
        Defect::Absent => match parent {
            Some(parent) => parent.keyword("required").or(schema.key_at()),
            None => holder.required.or(schema.key_at()),
        },
        Defect::Other => schema.key_at(),
    }
}

/// The property with the longest name at the start of a label, and the rest of the label.
fn longest_property<'d, 'l>(schema: PlacedSchema<'d>, label: &'l str) -> Option<(PlacedSchema<'d>, &'l str)> {
    let fitting = schema.properties().into_iter().filter_map(|(name, property)| {
        let rest = label.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with(['-', '.', '['])).then_some((name.len(), property, rest))
    });
    fitting.max_by_key(|(length, _, _)| *length).map(|(_, property, rest)| (property, rest))
}
