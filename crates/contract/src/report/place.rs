//! Places in the document: of the property whose schema a violation is about, and of the property that a case changes.

use std::cell::RefCell;
use std::collections::HashMap;

use model::Source;
use model::place::{DocumentPlaces, PlacedSchema};
use model::pointer::decode;
use model::source::Span;

use super::concern::{Concern, concern};
use crate::derive::{Case, Group};
use crate::label::{Label, PathStep};
use crate::part::ResponsePart;
use crate::violation::Violation;

/// Finds places of violations and cases in a document.
pub(super) struct Places {
    document: DocumentPlaces,
    known: RefCell<HashMap<(Span, Option<String>), Span>>,
}

impl Places {
    pub(super) fn new(document: &Source) -> Self {
        let document = model::on_large_stack(|| DocumentPlaces::new(document));
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

    fn cached(&self, key: (Span, Option<String>), find: impl FnOnce(&DocumentPlaces) -> Option<Span>) -> Span {
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
fn in_response(document: &DocumentPlaces, response: Span, part: &ResponsePart) -> Option<Span> {
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
fn in_request(document: &DocumentPlaces, at: Span, label: &Label) -> Option<Span> {
    let Label::Part(part, mutation) = label else { return None };
    let holder = document.request_part(at)?;
    let mut schema = holder.schema;
    let mut parent = None;
    for step in part.path.steps() {
        match step {
            PathStep::Element => schema = schema.part("0")?,
            PathStep::Position(index) => schema = schema.part(&index.to_string())?,
            PathStep::Property(name) => {
                let Some(property) = property(schema, name) else { return schema.key_at() };
                parent = Some(schema);
                schema = property;
            }
            // Alternatives may have properties of one name.
            PathStep::Alternative(_) => return schema.key_at(),
        }
    }
    match concern(mutation) {
        Concern::Keywords(keywords) => {
            let keyword = keywords.iter().find(|keyword| schema.keyword(keyword).is_some());
            Some(schema.place(keyword.copied()))
        }
        Concern::Null => Some(schema.null_place()),
        Concern::Required => match parent {
            Some(parent) => parent.keyword("required").or(schema.key_at()),
            None => holder.required.or(schema.key_at()),
        },
        Concern::Part => schema.key_at(),
    }
}

/// The property of a schema with this name.
fn property<'d>(schema: PlacedSchema<'d>, name: &str) -> Option<PlacedSchema<'d>> {
    schema.properties().into_iter().find(|(known, _)| *known == name).map(|(_, property)| property)
}

#[cfg(test)]
mod tests {
    use super::{DocumentPlaces, Span, in_request};
    use crate::label::{BodyChange, Bound, Defect, Edge, Label, Mutation, PartPath, WrongType};
    use model::Source;

    /// A property whose name ends as labels do, and one with alternatives.
    const DOCUMENT: &str = "openapi: 3.1.0
paths:
  /members:
    post:
      requestBody:
        content:
          application/json:
            schema:
              required: [is-null]
              properties:
                is-null: {type: string, maxLength: 5}
                count: {type: number, exclusiveMinimum: 0}
                on: {type: string, format: date}
                kind: {const: a}
                word: {not: {enum: [a]}, pattern: ^.}
                contact: {oneOf: [{properties: {mail: {type: string}}}, {properties: {mail: {maxLength: 9}}}]}
";

    /// The text of the document at the place of a case that changes the body.
    fn place(label: &Label) -> Option<&'static str> {
        let at = |text: &str| DOCUMENT.find(text).map(|start| Span { start, end: start + text.len() });
        let document = DocumentPlaces::new(&Source::new("members.yaml", DOCUMENT));
        let found = in_request(&document, at("application/json")?, label)?;
        DOCUMENT.get(found.start..found.end)
    }

    #[test]
    fn the_place_is_that_of_the_keyword_or_property_that_a_case_changes() {
        let of = |name: &str, mutation| Label::body(PartPath::default().property(name), mutation);
        assert_eq!(place(&of("is-null", Defect::TooLong.into())), Some("maxLength"));
        assert_eq!(place(&of("is-null", Mutation::Alone)), Some("is-null"));
        assert_eq!(place(&of("is-null", Mutation::Absent)), Some("required"));
        assert_eq!(place(&Label::Body(BodyChange::CutOff)), None);
    }

    #[test]
    fn each_change_has_the_keyword_that_it_is_about() {
        let of = |name: &str, change: Mutation| place(&Label::body(PartPath::default().property(name), change));
        assert_eq!(of("kind", Defect::NotListed.into()), Some("const"));
        assert_eq!(of("count", Edge::At(Bound::ExclusiveMinimum).into()), Some("exclusiveMinimum"));
        assert_eq!(of("on", Edge::LeapDay.into()), Some("format"));
    }

    #[test]
    fn each_defect_has_the_keyword_that_it_violates() {
        let of = |name: &str, defect: Defect| place(&Label::body(PartPath::default().property(name), defect.into()));
        assert_eq!(of("count", Defect::Type(WrongType::TextOfNumber)), Some("type"));
        assert_eq!(of("count", Defect::TooSmall), Some("exclusiveMinimum"));
        assert_eq!(of("word", Defect::Excluded), Some("not"));
        assert_eq!(of("word", Defect::Empty), Some("pattern"));
    }

    #[test]
    fn the_place_of_a_part_of_an_alternative_is_that_of_the_union() {
        let mail = PartPath::default().property("contact").alternative(2).property("mail");
        assert_eq!(place(&Label::body(mail, Defect::TooLong.into())), Some("contact"));
    }
}
