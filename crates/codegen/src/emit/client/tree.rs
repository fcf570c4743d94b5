//! Progenitor's output → the statements that make the requests, in the order of the document.

use std::collections::HashMap;

use super::restore::restore;
use crate::emit::EmitError;
use crate::emitter::own_builder;
use crate::lower::operation_placeholder;
use crate::named::Api;

/// Takes the statements that make the request out of progenitor's builders. `None` for an operation whose statements are emitted
/// here.
///
/// # Errors
///
/// [`EmitError`] if the output is not that of the version of progenitor that this is written for.
pub(crate) fn requests(api: &Api, tree: syn::File) -> Result<Vec<Option<syn::Block>>, EmitError> {
    let mut builders: HashMap<String, Vec<syn::Item>> = HashMap::new();
    for item in tree.items {
        if let syn::Item::Mod(module) = item
            && module.ident == "builder"
        {
            for item in module.content.into_iter().flat_map(|(_, items)| items) {
                if !matches!(item, syn::Item::Use(_)) {
                    builders.entry(name_of(&item).unwrap_or_default()).or_default().push(item);
                }
            }
        }
    }
    let served = api.operations.iter().filter(|operation| own_builder(operation).is_none()).count();
    if builders.len() != served {
        return Err(EmitError::Shape);
    }
    let operations = api.operations.iter().enumerate();
    operations
        .map(|(index, operation)| {
            if own_builder(operation).is_some() {
                return Ok(None);
            }
            let builder = builders.remove(&operation_placeholder(index)).ok_or(EmitError::Shape)?;
            restore(index, operation, builder).map(Some)
        })
        .collect()
}

/// The name of a struct, or of what an `impl` is for, in lower case.
fn name_of(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Struct(item) => Some(&item.ident),
        syn::Item::Impl(item) => match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
            _ => None,
        },
        _ => None,
    };
    ident.map(|ident| ident.to_string().to_lowercase())
}
