//! Links of responses (OpenAPI 3.0.4, Link Object).

use super::path::Found;
use crate::api::Link;
use crate::pointer::decode;
use crate::view::{self, LinkTarget};

/// Reads the links of a response. Links to operations that the document does not have are skipped.
pub(crate) fn links(all: &[Found<'_, '_>], views: &[view::Link<'_>]) -> Vec<Link> {
    let links = views.iter().filter_map(|link| {
        let found = all.iter().find(|found| is_target(found, link.target))?;
        let parameters = link.parameters.iter().map(|(name, value)| ((*name).to_owned(), value.to_json()));
        Some(Link { operation: found.id.clone(), parameters: parameters.collect() })
    });
    links.collect()
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
