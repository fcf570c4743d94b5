//! A part of an API: some of its operations, and what they refer to. All names stay as they are in the whole API.

mod definitions;
mod types;

use std::collections::BTreeSet;
use std::fmt;

use crate::api::{Api, CredentialSet, Operation, RejectionStatuses};
use crate::glob;
use crate::nearest::nearest;
use crate::problem::{Kind, Problem, Problems};
use crate::source::Span;

/// Selects operations. `*` stands for any number of characters, `/` included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
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
    pub only: Vec<Pattern>,
    /// The patterns of operations to leave out.
    pub except: Vec<Pattern>,
}

/// What is left of lists whose items have no names in [`Api`]: the indexes in the whole API, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Of [`Api::credentials`].
    pub credentials: Vec<usize>,
    /// Of [`Api::rejections`].
    pub rejections: Vec<usize>,
}

impl Pattern {
    /// Returns whether the pattern selects an operation.
    pub fn matches<N>(&self, operation: &Operation<N>) -> bool {
        match self {
            Pattern::Tag(tag) => operation.tags.iter().any(|own| glob::matches(tag, own)),
            Pattern::Operation(id) => glob::matches(id, &operation.id),
            Pattern::Path(path) => glob::matches(path, &operation.template()),
        }
    }

    /// Returns the text that is compared with operations.
    fn text(&self) -> &str {
        let (Pattern::Tag(text) | Pattern::Operation(text) | Pattern::Path(text)) = self;
        text
    }

    /// Returns the most similar value that an operation has.
    fn nearest<N>(&self, api: &Api<N>) -> Option<String> {
        let known: BTreeSet<String> = match self {
            Pattern::Tag(_) => api.operations.iter().flat_map(|operation| operation.tags.clone()).collect(),
            Pattern::Operation(_) => api.operations.iter().map(|operation| operation.id.clone()).collect(),
            Pattern::Path(_) => api.operations.iter().map(Operation::template).collect(),
        };
        nearest(self.text(), known.iter().map(String::as_str)).map(str::to_owned)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self {
            Pattern::Tag(_) => "tag",
            Pattern::Operation(_) => "id",
            Pattern::Path(_) => "path",
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
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(operation));
        (self.only.is_empty() || any(&self.only)) && !any(&self.except)
    }

    /// Returns the selected operations of an API, with the types, credentials, rejections and JSON Schemas that they refer to.
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
        // A pattern selects operations of callers; a webhook is sent by the provider.
        if !self.only.is_empty() {
            let webhooks = &mut api.webhooks;
            webhooks.operations.clear();
            webhooks.schemes.clear();
            webhooks.credentials.clear();
            webhooks.rejections.clear();
        }
        let ids: BTreeSet<String> = api.operations.iter().map(|operation| operation.id.clone()).collect();
        for response in api.operations.iter_mut().flat_map(|operation| &mut operation.responses) {
            response.links.retain(|link| ids.contains(&link.operation));
        }
        let kept = Kept { credentials: credentials(&mut api), rejections: rejections(&mut api) };
        definitions::retain_reachable(&mut api);
        types::retain_reachable(&mut api);
        (api, kept)
    }

    /// Rejects patterns that select no operation of any of the APIs.
    fn check<N>(&self, apis: &[&Api<N>]) -> Result<(), Problems> {
        let operations = || apis.iter().flat_map(|api| &api.operations);
        let nowhere = |kind| Problem::new(Span::default(), kind);
        let patterns = self.only.iter().chain(&self.except);
        let unknown = patterns.filter(|pattern| !operations().any(|operation| pattern.matches(operation)));
        let unknown: Vec<Problem> = unknown
            .map(|pattern| {
                let (pattern, nearest) = (pattern.to_string(), apis.iter().find_map(|api| pattern.nearest(api)));
                nowhere(Kind::UnknownOperation { pattern, nearest })
            })
            .collect();
        if !unknown.is_empty() {
            return Err(Problems(unknown));
        }
        if !operations().any(|operation| self.includes(operation)) {
            return Err(Problems(vec![nowhere(Kind::EmptySelection)]));
        }
        Ok(())
    }
}

/// Removes the credentials and schemes that no operation uses. Returns the indexes of the other credentials.
fn credentials<N>(api: &mut Api<N>) -> Vec<usize> {
    let used = api.operations.iter().flat_map(|operation| &operation.security.alternatives).copied();
    let kept = retain_indexes(&mut api.credentials, used.collect());
    for alternative in api.operations.iter_mut().flat_map(|operation| &mut operation.security.alternatives) {
        *alternative = new_index(&kept, *alternative);
    }
    let used = api.credentials.iter().flat_map(|set| &set.schemes).copied();
    let schemes = retain_indexes(&mut api.schemes, used.collect());
    for CredentialSet { schemes: set } in &mut api.credentials {
        set.iter_mut().for_each(|scheme| *scheme = new_index(&schemes, *scheme));
    }
    kept
}

/// Removes the bodies of rejections that no operation uses. Returns the indexes of the others.
fn rejections<N>(api: &mut Api<N>) -> Vec<usize> {
    let mut used = BTreeSet::new();
    each_rejection(&mut api.operations, |index| {
        used.insert(*index);
    });
    let kept = retain_indexes(&mut api.rejections, used);
    each_rejection(&mut api.operations, |index| *index = new_index(&kept, *index));
    kept
}

/// Visits the indexes into [`Api::rejections`].
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
