//! The defect of a request that a server must reject, in a few words.

use crate::label::{BodyChange, Defect, Holder, Label, Mutation, PathStep, TextDefect, WrongType};

/// The defect of a request: `` `/plate` is a boolean``. `None` where only the name of the case tells.
pub(super) fn defect(label: &Label) -> Option<String> {
    let (part, mutation) = match label {
        Label::Part(part, mutation) => (part, mutation),
        Label::Body(BodyChange::Nothing | BodyChange::Missing) => return Some("the request has no body".to_owned()),
        Label::Body(BodyChange::CutOff) => return Some("the JSON text of the body is cut off".to_owned()),
        _ => return None,
    };
    let step = |step: &PathStep| match step {
        PathStep::Property(name) => Some(format!("/{}", model::pointer::encode(name))),
        PathStep::Element => Some("/0".to_owned()),
        PathStep::Position(index) => Some(format!("/{index}")),
        PathStep::Alternative(_) => None,
    };
    let inside: String = part.path.steps().iter().filter_map(step).collect();
    let place = match &part.holder {
        Holder::Body if inside.is_empty() => "the body".to_owned(),
        Holder::Body => format!("`{inside}`"),
        Holder::Parameter { location, name } => format!("the {} parameter `{name}{inside}`", location.word()),
    };
    Some(format!("{place} {}", words(mutation)?))
}

fn words(mutation: &Mutation) -> Option<&'static str> {
    Some(match mutation {
        Mutation::Absent => "is absent",
        Mutation::Text(TextDefect::Many | TextDefect::Fraction) => "is no integer",
        Mutation::Text(TextDefect::Much | TextDefect::NaN) => "is no number",
        Mutation::Text(TextDefect::Perhaps | TextDefect::One | TextDefect::True) => "is no boolean",
        Mutation::Text(TextDefect::Empty) => "is empty",
        Mutation::Text(TextDefect::Repeated) => "occurs twice",
        Mutation::Text(TextDefect::NotUtf8) => "is not UTF-8",
        Mutation::Defect(defect) => return of_value(defect),
        _ => return None,
    })
}

fn of_value(defect: &Defect) -> Option<&'static str> {
    Some(match defect {
        Defect::Type(WrongType::Null) => "is `null`",
        Defect::Type(WrongType::Boolean) => "is a boolean",
        Defect::Type(WrongType::Number) => "is a fraction",
        Defect::Type(WrongType::Integer) => "is an integer",
        Defect::Type(WrongType::Text) => "is a text",
        Defect::Type(WrongType::EmptyArray) => "is an array",
        Defect::Type(WrongType::EmptyObject) => "is an object",
        Defect::Type(WrongType::TextOfNumber) => "is a text of a number",
        Defect::Type(WrongType::TextTrue | WrongType::TextYes) => "is a text of a boolean",
        Defect::TooShort => "is too short",
        Defect::TooLong => "is too long",
        Defect::Pattern(_) => "does not match its `pattern`",
        Defect::Format(_) => "does not have its `format`",
        Defect::Empty => "is empty",
        Defect::NotListed | Defect::OtherCase => "is not in its `enum`",
        Defect::TooSmall => "is too small",
        Defect::TooLarge => "is too large",
        Defect::Below32Bits | Defect::Above32Bits => "has more than 32 bits",
        Defect::BelowFormat | Defect::AboveFormat => "is outside the range of its `format`",
        Defect::OffStep => "is no multiple of its `multipleOf`",
        Defect::TooFew => "has too few elements",
        Defect::TooMany => "has too many elements",
        Defect::RepeatedElement => "has an element twice",
        Defect::UnlistedProperty => "has a property that is not listed",
        Defect::TooFewProperties => "has too few properties",
        Defect::TooManyProperties => "has too many properties",
        Defect::Excluded | Defect::NoAlternativePresent | Defect::SeveralAlternatives | Defect::Without { .. } => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use model::api::Location;

    use super::defect;
    use crate::label::{ChangedPart, Defect, Holder, Label, Mutation, PartPath, TextDefect, WrongType};

    #[test]
    fn a_defect_names_its_place() {
        let plate = PartPath::default().property("plate");
        let text = |label| defect(&label).unwrap_or_default();
        assert_eq!(text(Label::body(plate, Defect::Type(WrongType::Boolean).into())), "`/plate` is a boolean");
        let count = PartPath::default().property("lines").element().property("count");
        assert_eq!(text(Label::body(count, Mutation::Absent)), "`/lines/0/count` is absent");
        let holder = Holder::Parameter { location: Location::Query, name: "page".to_owned() };
        let part = ChangedPart { holder, path: PartPath::default() };
        assert_eq!(text(Label::Part(part, TextDefect::Many.into())), "the query parameter `page` is no integer");
        assert_eq!(defect(&Label::RequiredParts), None);
    }
}
