//! A part of an API: some of its operations, and what they refer to. All names stay as they are in the whole API.

mod definitions;
mod types;

use std::collections::BTreeSet;
use std::fmt;

use crate::api::path::shape;
use crate::api::{Api, CredentialSet, Operation, Rejection, RejectionStatuses, Scheme, Webhooks};
use crate::glob;
use crate::nearest::nearest;
use crate::problem::{Kind, Problem, Problems};
use crate::source::Span;

/// Selects operations. `*` stands for any number of characters, `/` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Operations with a tag.
    Tag(String),
    /// The operations with this id, see [`Operation::id`].
    Operation(String),
    /// The operations of a path, as the document writes it.
    Path(String),
}

/// The operations that one of `only` selects, or all if it is empty, without those that one of `except` selects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The patterns of operations to keep. Empty for all.
    pub only: Vec<Selector>,
    /// The patterns of operations to leave out.
    pub except: Vec<Selector>,
}

/// The selected items of lists whose items have no names in [`Api`]: the indexes in the whole API, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Of [`Api::credentials`].
    pub credentials: Vec<usize>,
    /// Of [`Api::rejections`].
    pub rejections: Vec<usize>,
    /// Of [`Webhooks::credentials`].
    pub webhook_credentials: Vec<usize>,
    /// Of [`Webhooks::rejections`].
    pub webhook_rejections: Vec<usize>,
}

impl Selector {
    /// Returns whether the pattern selects a webhook. The document has no path for it.
    fn matches_webhook<N>(&self, webhook: &Operation<N>) -> bool {
        !matches!(self, Selector::Path(_)) && self.matches(webhook)
    }

    /// Returns whether the pattern selects an operation.
    pub fn matches<N>(&self, operation: &Operation<N>) -> bool {
        match self {
            Selector::Tag(tag) => operation.tags.iter().any(|own| glob::matches(tag, own)),
            Selector::Operation(id) => glob::matches(id, &operation.id),
            Selector::Path(path) => glob::matches(path, &operation.template()),
        }
    }

    /// Returns the text that is compared with operations.
    fn text(&self) -> &str {
        let (Selector::Tag(text) | Selector::Operation(text) | Selector::Path(text)) = self;
        text
    }

    /// Returns the most similar value that an operation or a webhook has.
    fn nearest<N>(&self, api: &Api<N>) -> Option<String> {
        let all = || api.operations.iter().chain(&api.webhooks.operations);
        let known: BTreeSet<String> = match self {
            Selector::Tag(_) => all().flat_map(|operation| operation.tags.clone()).collect(),
            Selector::Operation(_) => all().map(|operation| operation.id.clone()).collect(),
            Selector::Path(_) => api.operations.iter().map(Operation::template).collect(),
        };
        nearest(self.text(), known.iter().map(String::as_str)).map(str::to_owned)
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self {
            Selector::Tag(_) => "tag",
            Selector::Operation(_) => "id",
            Selector::Path(_) => "path",
        };
        write!(f, "the {part} `{}`", self.text())
    }
}

impl Selection {
    /// Returns whether all operations are selected.
    pub fn is_everything(&self) -> bool {
        *self == Selection::default()
    }

    /// Returns whether an operation is selected.
    pub fn includes<N>(&self, operation: &Operation<N>) -> bool {
        self.selects(|pattern| pattern.matches(operation))
    }

    /// Returns whether a webhook is selected: by its tags and its id, as an operation.
    pub fn includes_webhook<N>(&self, webhook: &Operation<N>) -> bool {
        self.selects(|pattern| pattern.matches_webhook(webhook))
    }

    fn selects(&self, matches: impl Fn(&Selector) -> bool) -> bool {
        (self.only.is_empty() || self.only.iter().any(&matches)) && !self.except.iter().any(&matches)
    }

    /// Returns the selected operations and webhooks of an API, with the types, credentials, rejections and JSON Schemas that they refer to.
    ///
    /// # Errors
    ///
    /// A [`Kind::UnknownOperation`] for each pattern that selects nothing, or [`Kind::EmptySelection`]. They have no place in the
    /// document.
    pub fn of<N>(&self, api: Api<N>) -> Result<(Api<N>, Kept), Problems> {
        self.check(&[&api])?;
        Ok(self.retain(api))
    }

    /// Returns the selected operations of two versions of an API, as [`of`](Self::of). An operation may be in one of them alone.
    ///
    /// # Errors
    ///
    /// As [`of`](Self::of), for a pattern that selects nothing in either version.
    pub fn of_both<N>(&self, old: Api<N>, new: Api<N>) -> Result<(Api<N>, Api<N>), Problems> {
        self.check(&[&old, &new])?;
        Ok((self.retain(old).0, self.retain(new).0))
    }

    fn retain<N>(&self, mut api: Api<N>) -> (Api<N>, Kept) {
        api.operations.retain(|operation| self.includes(operation));
        serve(&mut api.operations);
        api.webhooks.operations.retain(|webhook| self.includes_webhook(webhook));
        let ids: BTreeSet<String> = api.operations.iter().map(|operation| operation.id.clone()).collect();
        for response in api.operations.iter_mut().flat_map(|operation| &mut operation.responses) {
            response.links.retain(|link| ids.contains(&link.operation));
        }
        let Webhooks { operations, schemes, credentials: sets, rejections: bodies } = &mut api.webhooks;
        let kept = Kept {
            credentials: credentials(&mut api.operations, &mut api.credentials, &mut api.schemes),
            rejections: rejections(&mut api.operations, &mut api.rejections),
            webhook_credentials: credentials(operations, sets, schemes),
            webhook_rejections: rejections(operations, bodies),
        };
        definitions::retain_reachable(&mut api);
        types::retain_reachable(&mut api);
        (api, kept)
    }

    /// Rejects patterns that select nothing of any of the APIs.
    fn check<N>(&self, apis: &[&Api<N>]) -> Result<(), Problems> {
        let operations = || apis.iter().flat_map(|api| &api.operations);
        let nowhere = |kind| Problem::new(Span::default(), kind);
        let webhooks = || apis.iter().flat_map(|api| &api.webhooks.operations);
        let is_known = |pattern: &Selector| {
            operations().any(|operation| pattern.matches(operation))
                || webhooks().any(|webhook| pattern.matches_webhook(webhook))
        };
        let unknown = self.only.iter().chain(&self.except).filter(|pattern| !is_known(pattern));
        let unknown: Vec<Problem> = unknown
            .map(|pattern| {
                let (pattern, nearest) = (pattern.to_string(), apis.iter().find_map(|api| pattern.nearest(api)));
                nowhere(Kind::UnknownOperation { pattern, nearest })
            })
            .collect();
        if !unknown.is_empty() {
            return Err(Problems(unknown));
        }
        let is_any = operations().any(|operation| self.includes(operation))
            || webhooks().any(|webhook| self.includes_webhook(webhook));
        if !is_any {
            return Err(Problems(vec![nowhere(Kind::EmptySelection)]));
        }
        Ok(())
    }
}

/// Lets the server have the first of the operations that match the same requests, if the one that it would have is not selected.
fn serve<N>(operations: &mut [Operation<N>]) {
    let requests = |operation: &Operation<N>| {
        let mut query = operation.fixed_query.clone();
        query.sort();
        (operation.method.clone(), shape(&operation.path), query)
    };
    if operations.iter().all(|operation| operation.is_served) {
        return;
    }
    let mut served: BTreeSet<_> = operations.iter().filter(|operation| operation.is_served).map(requests).collect();
    for operation in operations.iter_mut().filter(|operation| !operation.is_served) {
        if served.insert(requests(operation)) {
            operation.is_served = true;
            operation.ignored.retain(|ignored| *ignored != "server");
        }
    }
}

/// Removes the credentials and schemes that no operation uses. Returns the indexes of the other credentials.
fn credentials<N>(
    operations: &mut [Operation<N>],
    credentials: &mut Vec<CredentialSet>,
    schemes: &mut Vec<Scheme<N>>,
) -> Vec<usize> {
    let used = operations.iter().flat_map(|operation| &operation.security.alternatives).copied();
    let kept = retain_indexes(credentials, used.collect());
    for alternative in operations.iter_mut().flat_map(|operation| &mut operation.security.alternatives) {
        *alternative = new_index(&kept, *alternative);
    }
    let used = credentials.iter().flat_map(|set| &set.schemes).copied();
    let schemes = retain_indexes(schemes, used.collect());
    for CredentialSet { schemes: set } in credentials {
        set.iter_mut().for_each(|scheme| *scheme = new_index(&schemes, *scheme));
    }
    kept
}

/// Removes the bodies of rejections that no operation uses. Returns the indexes of the others.
fn rejections<N>(operations: &mut [Operation<N>], rejections: &mut Vec<Rejection>) -> Vec<usize> {
    let mut used = BTreeSet::new();
    each_rejection(operations, |index| {
        used.insert(*index);
    });
    let kept = retain_indexes(rejections, used);
    each_rejection(operations, |index| *index = new_index(&kept, *index));
    kept
}

/// Visits the indexes into [`Api::rejections`] or [`Webhooks::rejections`].
fn each_rejection<N>(operations: &mut [Operation<N>], mut visit: impl FnMut(&mut usize)) {
    for statuses in operations.iter_mut().map(|operation| &mut operation.rejections) {
        let RejectionStatuses {
            credential_missing,
            credential_wrong,
            credential_forbidden,
            invalid,
            too_large,
            media_type,
        } = statuses;
        let all = [credential_missing, credential_wrong, credential_forbidden, invalid, too_large, media_type];
        let bodies = all.into_iter().flatten().filter_map(|status| status.body.as_mut());
        bodies.for_each(|body| visit(&mut body.rejection));
    }
}

/// Removes all items but those with these indexes. Returns the indexes in order.
fn retain_indexes<T>(items: &mut Vec<T>, indexes: BTreeSet<usize>) -> Vec<usize> {
    let mut index = 0;
    items.retain(|_| {
        index += 1;
        indexes.contains(&(index - 1))
    });
    indexes.into_iter().collect()
}

fn new_index(kept: &[usize], index: usize) -> usize {
    kept.binary_search(&index).unwrap_or_default()
}
