//! Links of responses (OpenAPI 3.0.4, Link Object).

use super::path::Found;
use crate::api::{Link, Response};
use crate::pointer::decode;
use crate::view::{LinkTarget, Operation};

/// Adds the links of the document to the responses of an operation. Links to operations that the document does not have are
/// skipped.
pub(crate) fn add(all: &[Found<'_, '_>], view: &Operation<'_>, responses: &mut [Response]) {
    let entries = view.responses.iter().flat_map(|responses| &responses.entries);
    for entry in entries.filter(|entry| !entry.response.links.is_empty()) {
        let Some(response) = responses.iter_mut().find(|response| response.at == entry.key.at) else { continue };
        let links = entry.response.links.iter().filter_map(|link| {
            let found = all.iter().find(|found| is_target(found, link.target))?;
            let parameters = link.parameters.iter().map(|(name, value)| ((*name).to_owned(), value.to_json()));
            Some(Link { operation: found.id.clone(), parameters: parameters.collect() })
        });
        response.links = links.collect();
    }
}

fn is_target(found: &Found<'_, '_>, target: LinkTarget<'_>) -> bool {
    match target {
        LinkTarget::Id(id) => found.operation.id.is_some_and(|given| given.value == id),
        LinkTarget::Reference(reference) => {
            let tokens: Option<Vec<String>> =
                reference.strip_prefix("#/paths/").map(|rest| rest.split('/').map(decode).collect());
            let method = found.operation.method.to_ascii_lowercase();
            tokens.is_some_and(|tokens| tokens == [found.path.value, method.as_str()])
        }
    }
}
