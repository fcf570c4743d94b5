//! Chains: requests that use values of earlier responses.
//!
//! [`Resources`] are inferred from the document alone: which operation creates a resource, which value of its response is the
//! id, and which operations read, list, change and delete it. [`steps`] derives one case for each request of a chain, with a
//! generated id in place of the one that a run receives. [`crate::run`] sends them.

mod added;
mod chosen;
mod counted;
mod entries;
mod fraction;
mod ids;
mod infer;
mod instant;
mod list;
mod maker;
mod member;
mod next;
mod paging;
mod preserved;
mod range;
mod reference;
mod replace;
mod representation;
mod semantics;
mod singleton;
mod sort;
mod steps;
mod total;
mod unknown;
mod wrap;

use std::collections::HashMap;

use model::Api;
use model::api::Segment;
use model::api::path::{self, without_slash};

use crate::credential::Credentials;
use crate::derive::{Case, cases_with};
use crate::known::Known;
use crate::schemas::Schemas;
use crate::wrapper::Wrappers;

pub(crate) use added::{Added, AddedCase, added_cases};
pub(crate) use chosen::free_id;
pub(crate) use counted::{Counted, counted, is_counted};
pub(crate) use entries::is_own_key;
pub(crate) use infer::is_compatible;
pub(crate) use instant::instant;
pub(crate) use list::{List, MAY_BE_PAGE, Sizes, items};
pub(crate) use maker::Maker;
pub(crate) use member::Member;
pub(crate) use model::resource::defaults;
pub(crate) use next::NextPage;
pub(crate) use paging::{PagesBy, cursor, page};
pub(crate) use preserved::{PreservedResource, may_change, preserved_resources, put_versions};
pub(crate) use range::Range;
pub(crate) use reference::References;
pub(crate) use replace::{Replacement, replaced};
pub(crate) use representation::{ValueDifference, differences, is_equal};
pub(crate) use semantics::{Relation, RelationCase, relations};
pub(crate) use singleton::{
    Singleton, SingletonCase, SingletonStep, other_flags, other_values, plain_values, representation, shows_all,
    singleton_cases, singletons,
};
pub(crate) use sort::Sort;
pub(crate) use steps::{Step, StepCase, id_of, nullable, one_change, parent, read_only, replaceable, steps};
pub(crate) use total::{TotalAt, total_of_all};
pub(crate) use unknown::{FAR, other_id, unknown};

/// A kind of stored resource, and the operations on it. Operations are indexes into [`Api::operations`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resource {
    /// The operation that creates one: POST on the collection, or PUT of one resource.
    pub create: usize,
    /// The path of one resource. Its last segment is the parameter `id`.
    pub item: Vec<Segment>,
    /// The name of the path parameter that holds the id.
    pub id: String,
    /// The place of the id in the response to `create`.
    pub source: IdSource,
    /// The text of the document that tells so.
    pub evidence: Evidence,
    /// GET of one resource.
    pub read: Option<usize>,
    /// GET of the collection.
    pub list: Option<List>,
    /// PUT of one resource.
    pub replace: Option<usize>,
    /// PATCH of one resource.
    pub change: Option<usize>,
    /// DELETE of one resource.
    pub delete: Option<usize>,
    /// POST of one resource with a verb, such as `/books/{bookId}/close`: it may bring the resource into a state that no other request
    /// accepts.
    pub actions: Vec<usize>,
}

impl Resource {
    /// The property of the resource that holds its id, if its response has it.
    pub(crate) fn id_property(&self) -> Option<String> {
        self.source.property()
    }

    /// Whether an operation replaces or changes the resource.
    pub(crate) fn is_changed_by(&self, operation: usize) -> bool {
        [self.replace, self.change].contains(&Some(operation))
    }
}

/// The place of an id in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum IdSource {
    /// JSON Pointer into the body.
    Body(String),
    /// The value of a header.
    Header(String),
    /// The last segment of the path in `Location`.
    Location,
    /// The client chooses it: it is in the path of the request.
    Chosen {
        /// The property of the resource that has it, if there is one.
        property: Option<String>,
        /// Whether it is an integer.
        is_integer: bool,
    },
}

impl IdSource {
    /// The property that is the id, if it is in the body.
    fn property(&self) -> Option<String> {
        match self {
            IdSource::Body(pointer) => pointer.rsplit('/').next().map(model::pointer::decode),
            IdSource::Chosen { property, .. } => property.clone(),
            IdSource::Header(_) | IdSource::Location => None,
        }
    }
}

/// The part of the document that a resource is inferred from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// A link of the response.
    Link,
    /// The path of the collection and the path of one resource below it.
    Paths,
}

/// All resources of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resources {
    /// The resources, in the order of the operations that create them.
    pub all: Vec<Resource>,
    /// The parameters and properties that hold the id of a resource.
    pub references: References,
    /// The properties of bodies that resources are in.
    pub wrappers: Wrappers,
}

impl Resources {
    /// The resources of an API.
    pub(crate) fn of(api: &Api, schemas: &Schemas) -> Self {
        let mut all = infer::resources(api, schemas);
        all.extend(chosen::resources(api, schemas, &all));
        let wrappers = wrap::wrappers(api, schemas, &all);
        let references = References::of(api, schemas, &all, &wrappers);
        Resources { all, references, wrappers }
    }

    /// The indexes of all resources, those that others refer to first. Resources that refer to each other are not in it.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::new();
        loop {
            let is_ready = |index: &usize| {
                let needed = self.references.needed(self.all[*index].create);
                !order.contains(index) && needed.iter().all(|other| other == index || order.contains(other))
            };
            // An optional part may name another resource too.
            let is_free = |index: &usize| {
                let mut named = self.references.named(self.all[*index].create);
                is_ready(index) && named.all(|other| other == *index || order.contains(&other))
            };
            match (0..self.all.len()).find(is_free).or_else(|| (0..self.all.len()).find(is_ready)) {
                Some(next) => order.push(next),
                None => return order,
            }
        }
    }
}

/// Derives all cases of a document.
pub fn cases(api: &Api, credentials: &Credentials) -> Vec<Case> {
    let schemas = Schemas::new(api);
    let resources = Resources::of(api, &schemas);
    let known = Known::of(&HashMap::new(), &resources.wrappers);
    let mut cases = cases_with(api, &schemas, credentials, &known);
    cases.extend(unknown(api, &schemas, credentials, &known, &resources));
    cases.extend(steps(api, &schemas, credentials, &known, &resources).into_iter().map(|step| step.case));
    let maker = Maker { api, schemas: &schemas, credentials, known: &known, resources: &resources };
    let single = singleton_cases(&maker, &singletons(api, &schemas, &known, &resources));
    cases.extend(single.into_iter().map(|of| of.case));
    cases.extend(added_cases(&maker).into_iter().map(|added| added.case));
    cases.extend(relations(api, &schemas, credentials, &known).into_iter().map(|relation| relation.case));
    cases
}

/// The names of values that no parameter and no property of a request has.
pub fn unmatched_values<'v>(api: &Api, values: &'v HashMap<String, serde_json::Value>) -> Vec<&'v str> {
    let schemas = Schemas::new(api);
    let resources = Resources::of(api, &schemas);
    let mut names = crate::known::unmatched(api, &schemas, values.keys());
    names.retain(|name| !resources.references.has_place(&resources.all, name));
    names
}

/// Tells, for each resource that chains create, how it is inferred: one line each.
pub fn inferred(api: &Api) -> Vec<String> {
    let schemas = Schemas::new(api);
    let resources = Resources::of(api, &schemas);
    let line = |resource: &Resource| {
        let value = match &resource.source {
            IdSource::Body(pointer) => format!("{pointer} of its response"),
            IdSource::Header(name) => format!("the header {name} of its response"),
            IdSource::Location => "the last segment of `Location`".to_owned(),
            IdSource::Chosen { .. } => "chosen by the client".to_owned(),
        };
        let evidence = match resource.evidence {
            Evidence::Link => "a link",
            Evidence::Paths => "the paths",
        };
        let item: String =
            resource.item.iter().map(|segment| format!("/{}", segment.written(|name| format!("{{{name}}}")))).collect();
        let create = &api.operations[resource.create].id;
        let holders = resources.references.described(api, &resources.all, resource);
        let holders = if holders.is_empty() { String::new() } else { format!("; used as {}", holders.join(", ")) };
        format!("{create} creates {item}: {} is {value}, by {evidence}{holders}", resource.id)
    };
    resources.all.iter().map(line).collect()
}

/// Whether two paths are of the same resource: they match the same requests, or differ in a slash at the end, as in `/books/` and
/// `/books/{id}`.
pub(crate) fn is_same_path(one: &[Segment], other: &[Segment]) -> bool {
    path::shape(without_slash(one)) == path::shape(without_slash(other))
}
