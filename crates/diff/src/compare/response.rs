//! Responses, by status, with their headers and contents.

mod covered;
mod range;

use model::api::{Operation, Response, ResponseContent, ResponseHeader, Status};

use super::both::Both;
use super::changes::{Changes, Difference};
use super::names::unpaired;
use super::value::{Flow, Values};
use crate::rule::{Direction, PartId, part_id};
use crate::rust::Crates;
use covered::Covered;
use range::ReplacedRange;

pub(super) fn compare<'v, N>(both: &Both<'v, N>, changes: &mut Changes, values: &mut Values<'v>) {
    for old in &both.old.responses {
        match both.new.responses.iter().find(|new| new.status == old.status) {
            Some(new) => pair(both, old, new, changes, values),
            None => {
                let id = match covering(both.new, old.status) {
                    Some(_) => part_id!("response-status-generalized"),
                    None => part_id!("response-status-removed"),
                };
                let message = format!("the response {} is gone", word(old.status));
                let here = both.here(message);
                let difference = Difference { old: Some(old.at), ..here };
                match is_empty_before_and_after(both, old) {
                    true => both.add_in_rust(id, Crates::SERVER, &within(old.status), difference, changes),
                    false => both.add(id, &within(old.status), difference, changes),
                }
                if let Some(general) = covering(both.new, old.status)
                    && let Some(Covered { id, words }) = covered::compare(old, general, values)
                {
                    let message =
                        format!("`{}` covers the response {} now, {words}", word(general.status), word(old.status));
                    let difference = Difference { old: Some(old.at), new: Some(general.at), ..both.here(message) };
                    both.add(id, &within(old.status), difference, changes);
                }
            }
        }
    }
    let is_new = |new: &&Response<N>| both.old.responses.iter().all(|old| old.status != new.status);
    for new in both.new.responses.iter().filter(is_new) {
        let message = format!("the response {} is new", word(new.status));
        let (id, message) = match covering(both.old, new.status) {
            _ if replaces_success(both, new.status) => (part_id!("response-success-replaced"), message),
            None => (part_id!("response-status-added"), message),
            Some(general) => match covered::compare(general, new, values) {
                None => (part_id!("response-status-detailed"), message),
                Some(Covered { id, words }) => {
                    (id, format!("{message}, {words}; `{}` covered it", word(general.status)))
                }
            },
        };
        both.add(id, &within(new.status), Difference { new: Some(new.at), ..both.here(message) }, changes);
    }
}

/// Returns whether a status is a new success, and no success of the old document is still one. Old callers wait for the old one.
fn replaces_success<N>(both: &Both<'_, N>, status: Status) -> bool {
    let mut old =
        both.old.responses.iter().map(|response| response.status).filter(|status| is_success(*status)).peekable();
    let is_kept = |success: Status| {
        let has = |status: Status| both.new.responses.iter().any(|response| response.status == status);
        has(success) || has(Status::Range(2)) || (success == Status::Range(2))
    };
    is_success(status) && old.peek().is_some() && !old.any(is_kept)
}

/// Returns whether the client's method returns no value before and after a success is gone, so that its callers compile.
fn is_empty_before_and_after<N>(both: &Both<'_, N>, gone: &Response<N>) -> bool {
    let is_empty = |response: &&Response<N>| response.contents.is_empty() && response.headers.is_empty();
    let of = |operation: &Operation<N>| {
        let mut all = operation.responses.iter().filter(|response| is_success(response.status)).peekable();
        all.peek().is_some() && all.all(|response| is_empty(&response))
    };
    is_success(gone.status) && of(both.old) && of(both.new)
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Range(2))
}

/// Returns the range or `default` that has all status codes of a status.
fn covering<N>(operation: &Operation<N>, status: Status) -> Option<&Response<N>> {
    let range = match status {
        Status::Code(code) => Some(Status::Range(code / 100)),
        Status::Range(_) => None,
        Status::Default => return None,
    };
    let find = |status: Status| operation.responses.iter().find(|response| response.status == status);
    range.and_then(find).or_else(|| find(Status::Default))
}

fn pair<'v, N>(
    both: &Both<'v, N>,
    old: &'v Response<N>,
    new: &'v Response<N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let here = |message: String| Difference { old: Some(old.at), new: Some(new.at), detail: message.clone(), message };
    let within = within(old.status);
    if old.doc != new.doc {
        both.add(
            part_id!("response-description-changed"),
            &within,
            here("has another description".to_owned()),
            changes,
        );
    }
    if old.links != new.links {
        both.add(part_id!("response-links-changed"), &within, here("the links have changed".to_owned()), changes);
    }
    headers(both, old, new, changes, values);
    contents(both, old, new, changes, values);
}

fn contents<'v, N>(
    both: &Both<'v, N>,
    old: &'v Response<N>,
    new: &'v Response<N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let here = |message: String| Difference { old: Some(old.at), new: Some(new.at), detail: message.clone(), message };
    let within = within(new.status);
    let (before, after) = (contents_of(old), contents_of(new));
    match (before.is_empty(), after.is_empty()) {
        (true, false) => {
            return both.add(part_id!("response-body-added"), &within, here("there is a body".to_owned()), changes);
        }
        (false, true) => {
            return both.add(part_id!("response-body-removed"), &within, here("the body is gone".to_owned()), changes);
        }
        _ => {}
    }
    let replaced = range::replaced(&before, &after);
    for (name, content) in unpaired(&before, &after) {
        if replaced.iter().any(|pair| pair.old.0 == name) {
            continue;
        }
        let difference = Difference { old: Some(content.at), ..here(format!("the media type `{name}` is gone")) };
        let id = part_id!("response-media-type-removed");
        // The other media types of its content have the same type, which programs use as before.
        let is_of_kept = |(other, _): &(&str, _)| content.media_types.iter().any(|own| own.eq_ignore_ascii_case(other));
        match after.iter().any(is_of_kept) {
            true => both.add_in_rust(id, Crates::NONE, &within, difference, changes),
            false => both.add(id, &within, difference, changes),
        }
    }
    for (name, content) in unpaired(&after, &before) {
        if replaced.iter().any(|pair| pair.new.0 == name) {
            continue;
        }
        let difference = Difference { new: Some(content.at), ..here(format!("the media type `{name}` is new")) };
        both.add(part_id!("response-media-type-added"), &within, difference, changes);
    }
    for ReplacedRange { old: (range, one), new: (name, other), is_narrower } in &replaced {
        let id = match is_narrower {
            true => part_id!("response-media-type-narrowed"),
            false => part_id!("response-media-type-widened"),
        };
        let message = format!("the media type was `{range}` and is `{name}`");
        both.add(id, &within, Difference { old: Some(one.at), new: Some(other.at), ..here(message) }, changes);
    }
    let flow = Flow::new(Direction::Response, both.sender);
    let same = before.iter().filter_map(|(name, one)| {
        let (_, other) = after.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some((*name, *one, *other))
    });
    for (name, one, other) in same.chain(replaced.iter().map(|pair| (pair.new.0, pair.old.1, pair.new.1))) {
        let subject = format!("{} {within} {name}", both.label);
        schemas(one, other, flow, (&subject, &both.label), values);
        if one.examples != other.examples {
            let message = "the named examples have changed".to_owned();
            let places = (Some(one.at), Some(other.at));
            let difference = Difference { old: places.0, new: places.1, message, detail: name.to_owned() };
            both.add(part_id!("response-examples-changed"), &within, difference, changes);
        }
    }
}

/// The contents of a response, by their media types.
fn contents_of<'v, N>(response: &'v Response<N>) -> Vec<(&'v str, &'v ResponseContent<N>)> {
    let named = |content: &'v ResponseContent<N>| content.media_types.iter().map(move |name| (name.as_str(), content));
    response.contents.iter().flat_map(named).collect()
}

/// Compares the schemas of two contents, which belong to a subject and an operation.
fn schemas<'v, N>(
    one: &'v ResponseContent<N>,
    other: &'v ResponseContent<N>,
    flow: Flow,
    (subject, operation): (&str, &str),
    values: &mut Values<'v>,
) {
    if let (Some(one), Some(other)) = (&one.schema, &other.schema) {
        values.compare(one, other, flow, subject, operation);
    }
    if let (Some(one), Some(other)) = (&one.items, &other.items) {
        values.compare(&one.schema, &other.schema, flow, &format!("{subject}[]"), operation);
        if let (Some(one), Some(other)) = (&one.data, &other.data) {
            values.compare(&one.schema, &other.schema, flow, &format!("{subject}[]/data"), operation);
        }
    }
}

fn headers<'v, N>(
    both: &Both<'v, N>,
    old: &'v Response<N>,
    new: &'v Response<N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let of = |response: &'v Response<N>| -> Vec<(&'v str, &'v ResponseHeader<N>)> {
        response.headers.iter().map(|header| (header.wire.as_str(), header)).collect()
    };
    let (before, after) = (of(old), of(new));
    let here = |name: &str, message: String| {
        (
            format!("{} header {name}", within(old.status)),
            Difference { old: Some(old.at), new: Some(new.at), message, ..Difference::default() },
        )
    };
    for (name, header) in unpaired(&before, &after) {
        let id = if header.required {
            part_id!("required-response-header-removed")
        } else {
            part_id!("response-header-removed")
        };
        let (within, difference) = here(name, format!("the header `{name}` is gone"));
        both.add(id, &within, Difference { old: Some(header.annotations.at), ..difference }, changes);
    }
    for (name, header) in unpaired(&after, &before) {
        let (id, word) = match header.required {
            true => (part_id!("required-response-header-added"), "required "),
            false => (part_id!("response-header-added"), ""),
        };
        let (within, difference) = here(name, format!("the {word}header `{name}` is new"));
        both.add(id, &within, Difference { new: Some(header.annotations.at), ..difference }, changes);
    }
    for (name, one) in before {
        let Some((_, other)) = after.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)) else { continue };
        let (within, difference) = here(name, String::new());
        let at = Difference { old: Some(one.annotations.at), new: Some(other.annotations.at), ..difference };
        let mut add =
            |id: PartId, message: String| both.add(id, &within, Difference { message, ..at.clone() }, changes);
        match (one.required, other.required) {
            (false, true) => {
                add(part_id!("response-header-became-required"), format!("the header `{name}` is required"))
            }
            (true, false) => {
                add(part_id!("response-header-became-optional"), format!("the header `{name}` is no longer required"))
            }
            _ => {}
        }
        let documented = |header: &ResponseHeader<N>| {
            (header.doc.clone(), header.annotations.deprecated, header.annotations.extensions.clone())
        };
        if documented(one) != documented(other) {
            add(
                part_id!("response-header-description-changed"),
                format!("the documentation of the header `{name}` has changed"),
            );
        }
        let is_in_text = !(one.is_json || other.is_json);
        let flow = Flow { is_in_text, ..Flow::new(Direction::Response, both.sender) };
        values.compare(&one.schema, &other.schema, flow, &format!("{} {within}", both.label), &both.label);
    }
}

fn within(status: Status) -> String {
    format!("response {}", word(status))
}

fn word(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}
