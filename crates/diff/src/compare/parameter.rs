//! Parameters, by location and name.

use model::api::{Location, Parameter, Style};

use super::both::Both;
use super::changes::{Changes, Difference};
use super::value::annotation::{different_keys, verb};
use super::value::{Flow, Values};
use crate::rule::{Direction, PartId, part_id};

/// `renamed` has the old and the new name of each path parameter.
pub(super) fn compare<'v, N>(
    both: &Both<'v, N>,
    renamed: &[(String, String)],
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let mut open: Vec<&'v Parameter<N>> = both.new.parameters.iter().collect();
    let mut gone: Vec<&'v Parameter<N>> = Vec::new();
    for before in &both.old.parameters {
        match open.iter().position(|after| is_same(before, after, renamed)) {
            Some(position) => pair(both, before, open.remove(position), changes, values),
            None => gone.push(before),
        }
    }
    for before in gone {
        match open.iter().position(|after| after.wire.eq_ignore_ascii_case(&before.wire)) {
            Some(position) => {
                let after = open.remove(position);
                let (from, to) = (before.location.word(), after.location.word());
                let message = format!("the parameter `{}` was in `{from}` and is in `{to}`", before.wire);
                let id =
                    if after.required { part_id!("required-parameter-moved") } else { part_id!("parameter-moved") };
                add(id, both, Some(before), Some(after), message, changes);
            }
            None => {
                let message = format!("the {} parameter `{}` is gone", before.location.word(), before.wire);
                // Old servers reject requests without it, and old callers still send it.
                if before.required {
                    add(part_id!("required-parameter-removed"), both, Some(before), None, message.clone(), changes);
                }
                add(part_id!("parameter-removed"), both, Some(before), None, message, changes);
            }
        }
    }
    for after in open {
        let (id, word) = match after.required {
            true => (part_id!("required-parameter-added"), "required "),
            false => (part_id!("parameter-added"), ""),
        };
        let message = format!("the {word}{} parameter `{}` is new", after.location.word(), after.wire);
        add(id, both, None, Some(after), message, changes);
    }
}

/// Whether a parameter is the same one in both documents. `renamed` has the old and the new name of each path parameter.
pub(super) fn is_same<N>(old: &Parameter<N>, new: &Parameter<N>, renamed: &[(String, String)]) -> bool {
    old.location == new.location
        && match old.location {
            // The placeholders of the paths are at the same places.
            Location::Path => {
                let is_in_path = renamed.iter().any(|(before, _)| *before == old.wire);
                renamed.iter().any(|(before, after)| *before == old.wire && *after == new.wire)
                    || (!is_in_path && old.wire == new.wire)
            }
            Location::Header => old.wire.eq_ignore_ascii_case(&new.wire),
            Location::Query | Location::Cookie => old.wire == new.wire,
        }
}

fn pair<'v, N>(
    both: &Both<'v, N>,
    old: &'v Parameter<N>,
    new: &'v Parameter<N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let mut found: Vec<(PartId, String)> = Vec::new();
    let mut flag = |before: bool, after: bool, ids: [PartId; 2], messages: [&str; 2]| match (before, after) {
        (false, true) => found.push((ids[0], messages[0].to_owned())),
        (true, false) => found.push((ids[1], messages[1].to_owned())),
        _ => {}
    };
    flag(
        old.required,
        new.required,
        [part_id!("parameter-became-required"), part_id!("parameter-became-optional")],
        ["is required", "is no longer required"],
    );
    flag(
        old.allow_empty,
        new.allow_empty,
        [part_id!("parameter-empty-value-accepted"), part_id!("parameter-empty-value-rejected")],
        ["may be sent without a value", "may no longer be sent without a value"],
    );
    flag(
        old.allow_reserved,
        new.allow_reserved,
        [part_id!("parameter-reserved-accepted"), part_id!("parameter-reserved-rejected")],
        ["may have reserved characters", "may no longer have reserved characters"],
    );
    flag(
        old.annotations.deprecated,
        new.annotations.deprecated,
        [part_id!("parameter-deprecated"), part_id!("parameter-undeprecated")],
        ["is deprecated", "is no longer deprecated"],
    );
    if is_written_differently(old, new) {
        found.push((part_id!("parameter-style-changed"), "is written in a different way".to_owned()));
    }
    if old.wire != new.wire && old.location == Location::Path {
        found.push((part_id!("path-parameter-renamed"), format!("is called `{}`", new.wire)));
    }
    if old.doc != new.doc {
        found.push((part_id!("parameter-description-changed"), "has another description".to_owned()));
    }
    let (before, after) = (&old.annotations.extensions, &new.annotations.extensions);
    for name in different_keys(before, after) {
        let verb = verb(before.contains_key(&name), after.contains_key(&name));
        found.push((part_id!("parameter-extension-changed"), format!("has an extension `{name}` that {verb}")));
    }
    for (id, message) in found {
        let message = format!("the {} parameter `{}` {message}", old.location.word(), old.wire);
        add(id, both, Some(old), Some(new), message, changes);
    }
    let is_text = old.style != Style::Json && new.style != Style::Json;
    let flow = Flow { is_text, is_in_text: is_text, ..Flow::new(Direction::Request, both.sender) };
    let subject = format!("{} {}", both.label, subject(old));
    values.compare(&old.schema, &new.schema, flow, &subject, &both.label);
}

/// Returns whether the text of a value differs. `explode` matters only for arrays and objects.
fn is_written_differently<N>(old: &Parameter<N>, new: &Parameter<N>) -> bool {
    let is_composite = |parameter: &Parameter<N>| {
        parameter.array.is_some() || matches!(parameter.text, model::api::Text::Any | model::api::Text::Structured)
    };
    let is_exploded = |parameter: &Parameter<N>| is_composite(parameter).then_some(parameter.explode);
    old.style != new.style || is_exploded(old).zip(is_exploded(new)).is_some_and(|(before, after)| before != after)
}

fn subject<N>(parameter: &Parameter<N>) -> String {
    format!("{} {}", parameter.location.word(), parameter.wire)
}

fn add<N>(
    id: PartId,
    both: &Both<'_, N>,
    old: Option<&Parameter<N>>,
    new: Option<&Parameter<N>>,
    message: String,
    changes: &mut Changes,
) {
    let Some(known) = old.or(new) else { return };
    let place = |parameter: Option<&Parameter<N>>| parameter.map(|parameter| parameter.at);
    // The old path item or operation, so that both sides have a place.
    let difference = Difference {
        old: place(old).or(Some(both.old.annotations.at)),
        new: place(new).or(Some(both.new.annotations.at)),
        message,
        detail: String::new(),
    };
    both.add(id, &subject(known), difference, changes);
}
