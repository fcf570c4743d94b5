//! The whole API: its title, servers and operations.

use std::collections::HashMap;

use model::Api;
use model::api::{Operation, Segment};

use super::both::{Credentials, label};
use super::changes::{Changes, Difference, Part, Sender};
use super::operation;
use super::security;
use super::value::Values;
use super::value::annotation::verb;
use crate::rule::{PartId, part_id};

/// The identity of an operation: the method, and the path without the names of parameters.
type OperationKey = (String, String);

pub(super) fn compare<'v, N>(old: &'v Api<N>, new: &'v Api<N>, changes: &mut Changes, values: &mut Values<'v>) {
    document(old, new, changes);
    security::schemes(&old.schemes, &new.schemes, changes);
    let credentials = Credentials {
        old: (old.schemes.as_slice(), old.credentials.as_slice()),
        new: (new.schemes.as_slice(), new.credentials.as_slice()),
    };
    operations(&old.operations, &new.operations, Sender::Caller, &credentials, changes, values);
    let (before, after) = (&old.webhooks, &new.webhooks);
    let credentials = Credentials {
        old: (before.schemes.as_slice(), before.credentials.as_slice()),
        new: (after.schemes.as_slice(), after.credentials.as_slice()),
    };
    operations(&before.operations, &after.operations, Sender::Provider, &credentials, changes, values);
}

fn document<N>(old: &Api<N>, new: &Api<N>, changes: &mut Changes) {
    let part = Part { subject: "info", operations: &[], sender: Sender::Caller };
    let mut text = |id: PartId, what: &str, old: Option<&str>, new: Option<&str>| {
        if old != new {
            let message = match (old, new) {
                (Some(old), Some(new)) if id != part_id!("api-description-changed") => {
                    format!("{what} was `{old}` and is `{new}`")
                }
                _ => format!("{what} {}", verb(old.is_some(), new.is_some())),
            };
            changes.add(id, part, Difference { message, ..Difference::default() });
        }
    };
    text(part_id!("api-title-changed"), "the title", Some(&old.title), Some(&new.title));
    text(
        part_id!("api-description-changed"),
        "the description",
        old.description.as_deref(),
        new.description.as_deref(),
    );
    text(part_id!("api-version-changed"), "the version", Some(&old.version), Some(&new.version));
    text(part_id!("server-url-changed"), "the URL of the server", old.base_url.as_deref(), new.base_url.as_deref());
}

fn operations<'v, N>(
    old: &'v [Operation<N>],
    new: &'v [Operation<N>],
    sender: Sender,
    credentials: &Credentials<'v, N>,
    changes: &mut Changes,
    values: &mut Values<'v>,
) {
    let mut open: HashMap<OperationKey, Vec<&'v Operation<N>>> = HashMap::new();
    for operation in new {
        open.entry(key(operation)).or_default().push(operation);
    }
    let mut gone = Vec::new();
    for before in old {
        let same = open.get_mut(&key(before)).filter(|same| !same.is_empty());
        match same {
            // Only a fragment, which no request has, tells several operations of a path apart.
            Some(same) => {
                let position = same.iter().position(|after| after.id == before.id).unwrap_or_default();
                let after = same.remove(position);
                operation::compare(before, after, sender, credentials, changes, values);
            }
            None => gone.push(before),
        }
    }
    let left: Vec<&Operation<N>> = open.into_values().flatten().collect();
    let mut added: Vec<&Operation<N>> =
        new.iter().filter(|one| left.iter().any(|left| std::ptr::eq(*left, *one))).collect();
    for before in gone {
        if let Some(position) = added.iter().position(|after| after.id == before.id && sender == Sender::Caller) {
            let after = added.remove(position);
            moved(before, after, changes);
            operation::compare(before, after, sender, credentials, changes, values);
        } else {
            let id = if sender == Sender::Caller { part_id!("operation-removed") } else { part_id!("webhook-removed") };
            one_sided(id, before, sender, "is gone", changes);
        }
    }
    for after in added {
        let id = if sender == Sender::Caller { part_id!("operation-added") } else { part_id!("webhook-added") };
        one_sided(id, after, sender, "is new", changes);
    }
}

fn one_sided<N>(id: PartId, operation: &Operation<N>, sender: Sender, verb: &str, changes: &mut Changes) {
    let label = label(operation, sender);
    let at = Some(operation.annotations.at);
    let (old, new) = if verb == "is gone" { (at, None) } else { (None, at) };
    let kind = if sender == Sender::Caller { "operation" } else { "webhook" };
    let difference = Difference { old, new, message: format!("the {kind} {verb}"), detail: String::new() };
    // The rule is about the side that sees the operation, so it is the same for webhooks.
    let part = Part { subject: &label, operations: std::slice::from_ref(&label), sender: Sender::Caller };
    changes.add(id, part, difference);
}

fn moved<N>(old: &Operation<N>, new: &Operation<N>, changes: &mut Changes) {
    let (before, after) = (label(old, Sender::Caller), label(new, Sender::Caller));
    let message = format!("`{}` is now `{after}`", old.id);
    let (at_old, at_new) = (Some(old.annotations.at), Some(new.annotations.at));
    let difference = Difference { old: at_old, new: at_new, message, detail: after };
    let part = Part { subject: &before, operations: std::slice::from_ref(&before), sender: Sender::Caller };
    changes.add(part_id!("operation-moved"), part, difference);
}

fn key<N>(operation: &Operation<N>) -> OperationKey {
    let segment = |segment: &Segment| format!("/{}", segment.written(|_| "{}".to_owned()));
    let path = operation.path.iter().map(segment).collect::<String>() + &operation.encoded_query();
    (operation.method.clone(), path)
}
