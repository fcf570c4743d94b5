//! Request bodies, by media type.

use model::api::{Body, Content, Format, Part};

use super::both::Both;
use super::changes::{Changes, Difference};
use super::names::unpaired;
use super::value::{Flow, Values};
use crate::rule::{Direction, PartId, part_id};
use crate::rust::Crates;

const WITHIN: &str = "request body";

pub(super) fn compare<'v, N>(both: &Both<'v, N>, changes: &mut Changes, values: &mut Values<'v>) {
    let place = |body: &Body<N>| body.contents.first().map(|content| content.at);
    let here = both.here(String::new());
    let mut add = |id: PartId, old: Option<&Body<N>>, new: Option<&Body<N>>, message: &str| {
        let (old, new) = (old.and_then(place).or(here.old), new.and_then(place).or(here.new));
        let difference = Difference { old, new, message: message.to_owned(), detail: String::new() };
        both.add(id, WITHIN, difference, changes);
    };
    match (&both.old.body, &both.new.body) {
        (None, Some(new)) if new.required => {
            add(part_id!("required-request-body-added"), None, Some(new), "a request must have a body")
        }
        (None, Some(new)) => add(part_id!("request-body-added"), None, Some(new), "a request may have a body"),
        (Some(old), None) => {
            // Old servers reject requests without it, and old callers still send it.
            if old.required {
                add(part_id!("required-request-body-removed"), Some(old), None, "the request body is gone");
            }
            add(part_id!("request-body-removed"), Some(old), None, "the request body is gone");
        }
        (Some(old), Some(new)) => {
            match (old.required, new.required) {
                (false, true) => {
                    add(part_id!("request-body-became-required"), Some(old), Some(new), "the request body is required")
                }
                (true, false) => {
                    add(
                        part_id!("request-body-became-optional"),
                        Some(old),
                        Some(new),
                        "the request body is no longer required",
                    );
                }
                _ => {}
            }
            if old.doc != new.doc {
                let message = "the description of the request body has changed";
                add(part_id!("request-body-description-changed"), Some(old), Some(new), message);
            }
            contents(both, old, new, changes, values);
        }
        (None, None) => {}
    }
}

fn contents<'v, N>(
    both: &Both<'v, N>,
    old: &'v Body<N>,
    new: &'v Body<N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let of = |body: &'v Body<N>| -> Vec<(&'v str, &'v Content<N>)> {
        let named = |content: &'v Content<N>| content.media_types.iter().map(move |name| (name.as_str(), content));
        body.contents.iter().flat_map(named).collect()
    };
    let (before, after) = (of(old), of(new));
    // Media types of one content share a type, which programs use as before.
    let mut add = |id: PartId, keeps_type: bool, difference: Difference| match keeps_type {
        true => both.add_in_rust(id, Crates::NONE, WITHIN, difference, changes),
        false => both.add(id, WITHIN, difference, changes),
    };
    let is_of_kept = |content: &Content<N>, others: &[(&str, &Content<N>)]| {
        content.media_types.iter().any(|name| others.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)))
    };
    let at = (old.contents.first().map(|content| content.at), new.contents.first().map(|content| content.at));
    for (name, content) in unpaired(&before, &after) {
        let message = format!("the media type `{name}` is gone");
        let difference = Difference { old: Some(content.at), new: at.1, message, detail: name.to_owned() };
        add(part_id!("request-media-type-removed"), is_of_kept(content, &after), difference);
    }
    for (name, content) in unpaired(&after, &before) {
        let message = format!("the media type `{name}` is new");
        let difference = Difference { old: at.0, new: Some(content.at), message, detail: name.to_owned() };
        add(part_id!("request-media-type-added"), is_of_kept(content, &before), difference);
    }
    for (name, one) in &before {
        let Some((_, other)) = after.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)) else { continue };
        let subject = format!("{} {WITHIN} {name}", both.label);
        let is_text = |content: &Content<N>| matches!(content.format, Format::Form | Format::Text);
        let flow = Flow { is_in_text: is_text(one) && is_text(other), ..Flow::new(Direction::Request, both.sender) };
        values.compare(&one.schema, &other.schema, flow, &subject, &both.label);
        if let (Some(one), Some(other)) = (&one.items, &other.items) {
            values.compare(&one.schema, &other.schema, flow, &format!("{subject}[]"), &both.label);
        }
        encoding(both, name, one, other, changes);
    }
}

/// Compares how the properties of a form are written.
fn encoding<N>(both: &Both<'_, N>, name: &str, old: &Content<N>, new: &Content<N>, changes: &mut Changes) {
    let written = |part: &Part<N>, format: Format| {
        let in_form = (format == Format::Form).then_some((part.style, part.explode, part.allow_reserved));
        (in_form, part.repeated, part.is_file, part.content_type.clone())
    };
    for before in &old.parts {
        let Some(after) = new.parts.iter().find(|after| after.wire == before.wire) else { continue };
        if written(before, old.format) != written(after, new.format) {
            let message = format!("`{}` is written in a different way", before.wire);
            let difference = Difference { old: Some(old.at), new: Some(new.at), message, detail: before.wire.clone() };
            let (id, within) = (part_id!("form-encoding-changed"), format!("{WITHIN} {name}"));
            match before.is_file == after.is_file {
                true => both.add_in_rust(id, Crates::NONE, &within, difference, changes),
                false => both.add(id, &within, difference, changes),
            }
        }
    }
}
