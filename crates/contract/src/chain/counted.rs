//! Versions that a server counts, and that a change must have as the last response had them (optimistic concurrency).

use model::Api;
use serde_json::Value;

use super::Resource;
use super::list::success_schema;
use crate::schemas::Schemas;
use crate::wrapper::Wrappers;

/// Names of properties that a server may count. Longer names, such as `softwareVersion`, are of values that clients set.
const NAMES: [&str; 11] = [
    "version",
    "revision",
    "rev",
    "etag",
    "lockversion",
    "rowversion",
    "optlock",
    "versionnumber",
    "resourceversion",
    "concurrencystamp",
    "concurrencytoken",
];

/// The properties of the body of an operation that changes a resource whose value a client can only know from a response: the responses have
/// them, and the request that creates the resource does not. Those that are [versions](is_counted) by their names are first, then those that
/// the body must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted<'s> {
    /// Versions by their names.
    pub named: Vec<&'s str>,
    /// Others, if the body must have them.
    pub required: Vec<&'s str>,
}

/// The properties of an operation that changes a resource.
pub(crate) fn counted<'s>(
    api: &'s Api,
    schemas: &'s Schemas,
    wrappers: &Wrappers,
    resource: &Resource,
    operation: usize,
) -> Counted<'s> {
    let of_request = |operation: usize| {
        let content = api.operations[operation].json_body();
        content.map(|content| wrappers.request(operation).schema(schemas, &content.schema))
    };
    let shown = resource.read.and_then(|read| {
        let schema = success_schema(&api.operations[read])?;
        Some(wrappers.response(read).schema(schemas, schema))
    });
    let (Some(body), Some(shown)) = (of_request(operation), shown) else { return Counted::default() };
    let (shown, created) =
        (schemas.properties(shown), of_request(resource.create).filter(|_| operation != resource.create));
    let created = created.map(|schema| schemas.properties(schema)).unwrap_or_default();
    let has = |all: &[(&str, &Value)], name: &str| all.iter().any(|(known, _)| *known == name);
    let own = resource.id_property();
    let is_known = |name: &str| has(&shown, name) && !has(&created, name) && own.as_deref() != Some(name);
    let all = schemas.properties(body).into_iter().map(|(name, _)| name).filter(|name| is_known(name));
    let (named, rest): (Vec<&str>, Vec<&str>) = all.partition(|name| is_counted(name));
    Counted { named, required: rest.into_iter().filter(|name| schemas.is_required(body, name)).collect() }
}

/// Whether a property is a version by its name, such as `version`, `lockVersion` or `concurrency_stamp`.
pub(crate) fn is_counted(name: &str) -> bool {
    let plain: String = name.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    NAMES.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_counted;

    #[test]
    fn versions_have_usual_names() {
        for name in ["version", "lockVersion", "lock_version", "rev", "revision", "etag", "_etag", "concurrencyStamp"] {
            assert!(is_counted(name), "{name}");
        }
        for name in ["name", "timestamp", "blocked", "reversed", "title", "clock", "softwareVersion", "app_generation"]
        {
            assert!(!is_counted(name), "{name}");
        }
    }
}
