//! Operations.

use model::api::{Case, Operation, Segment};

use super::both::{Both, Credentials, label, list};
use super::changes::{Changes, Difference, Sender};
use super::value::Values;
use super::value::annotation::{different_keys, verb};
use super::{body, parameter, response, security};
use crate::rule::part_id;

pub(super) fn compare<'v, N>(
    old: &'v Operation<N>,
    new: &'v Operation<N>,
    sender: Sender,
    credentials: &Credentials<'v, N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let both = Both { old, new, sender, label: label(new, sender) };
    documentation(&both, changes);
    if old.base_url != new.base_url {
        let message = format!("the URL of the server {}", verb(old.base_url.is_some(), new.base_url.is_some()));
        both.add_here(part_id!("operation-server-url-changed"), message, changes);
    }
    let renamed = renamed(&both);
    parameter::compare(&both, &renamed, changes, values);
    body::compare(&both, changes, values);
    response::compare(&both, changes, values);
    security::compare(&both, credentials, changes);
    exchanges(&both, &renamed, changes);
    match (old.pagination.is_some(), new.pagination.is_some()) {
        (false, true) => {
            both.add_here(part_id!("pages-added"), "its list can be read page by page".to_owned(), changes)
        }
        (true, false) => {
            let message = "its list can no longer be read page by page; `x-pagination` describes its pages".to_owned();
            both.add_here(part_id!("pages-removed"), message, changes);
        }
        _ => {}
    }
}

fn documentation<N>(both: &Both<'_, N>, changes: &mut Changes) {
    let Both { old, new, .. } = both;
    if old.id != new.id {
        let message = format!("`operationId` was `{}` and is `{}`", old.id, new.id);
        let difference = Difference { old: Some(old.at), new: Some(new.at), message, detail: String::new() };
        both.add(part_id!("operation-id-changed"), "", difference, changes);
    }
    for (what, before, after) in
        [("the summary", &old.summary, &new.summary), ("the description", &old.description, &new.description)]
    {
        if before != after {
            let message = format!("{what} {}", verb(before.is_some(), after.is_some()));
            both.add_here(part_id!("operation-description-changed"), message, changes);
        }
    }
    if old.tags != new.tags {
        both.add_here(part_id!("operation-tags-changed"), format!("the tags are {}", list(&new.tags)), changes);
    }
    match (old.annotations.deprecated, new.annotations.deprecated) {
        (false, true) => both.add_here(part_id!("operation-deprecated"), "is deprecated".to_owned(), changes),
        (true, false) => {
            both.add_here(part_id!("operation-undeprecated"), "is no longer deprecated".to_owned(), changes)
        }
        _ => {}
    }
    let (before, after) = (&old.annotations.extensions, &new.annotations.extensions);
    for name in different_keys(before, after).into_iter().filter(|name| name != "x-codeSamples") {
        let message = format!("the extension `{name}` {}", verb(before.contains_key(&name), after.contains_key(&name)));
        both.add_here(part_id!("operation-extension-changed"), message, changes);
    }
    if old.code_samples != new.code_samples {
        both.add_here(part_id!("code-samples-changed"), "the code samples have changed".to_owned(), changes);
    }
}

/// Compares documented exchanges. Their values are not shown: they may be secret.
fn exchanges<N>(both: &Both<'_, N>, renamed: &[(String, String)], changes: &mut Changes) {
    let Both { old, new, .. } = both;
    for before in &old.cases {
        let at = (Some(old.annotations.at), Some(new.annotations.at));
        let name = &before.name;
        let (id, verb) = match new.cases.iter().find(|after| after.name == *name) {
            None => (part_id!("exchange-removed"), "is gone"),
            Some(after) if is_same(both, renamed, before, after) => continue,
            Some(_) => (part_id!("exchange-changed"), "has changed"),
        };
        let message = format!("the documented exchange `{name}` {verb}");
        both.add(id, "", Difference { old: at.0, new: at.1, message, detail: name.clone() }, changes);
    }
    for after in new.cases.iter().filter(|after| old.cases.iter().all(|before| before.name != after.name)) {
        both.add_here(part_id!("exchange-added"), format!("the documented exchange `{}` is new", after.name), changes);
    }
}

/// Whether two exchanges have the same values. The index of a parameter changes if its operation gets another one.
fn is_same<N>(both: &Both<'_, N>, renamed: &[(String, String)], before: &Case, after: &Case) -> bool {
    let is_same_parameter = |(old, new): (usize, usize)| {
        let parameters = both.old.parameters.get(old).zip(both.new.parameters.get(new));
        parameters.is_some_and(|(old, new)| parameter::is_same(old, new, renamed))
    };
    let has = |(old, value): &(usize, _)| {
        after.parameters.iter().any(|(new, other)| value == other && is_same_parameter((*old, *new)))
    };
    before.parameters.len() == after.parameters.len()
        && before.parameters.iter().all(has)
        && (&before.body, before.credential, &before.response_body)
            == (&after.body, after.credential, &after.response_body)
}

/// Returns the old and the new name of each path parameter whose placeholder is at the same place.
fn renamed<N>(both: &Both<'_, N>) -> Vec<(String, String)> {
    let names = |operation: &Operation<N>| -> Vec<String> {
        operation.path.iter().flat_map(Segment::parameters).map(str::to_owned).collect()
    };
    names(both.old).into_iter().zip(names(both.new)).collect()
}
