//! Progenitor's builders, in the order of the document, with those that are emitted here.

use std::collections::HashMap;

use super::operation;
use super::restore::restore;
use crate::emit::EmitError;
use crate::emit::layout::Builders;
use crate::emitter::own_builder;
use crate::lower::operation_placeholder;
use crate::named::Api;

/// Takes progenitor's builders out of its output, and adds those that are emitted here.
///
/// # Errors
///
/// [`EmitError`] if the output is not that of the version of progenitor that this is written for.
pub(crate) fn builders(api: &Api, tree: syn::File) -> Result<Builders, EmitError> {
    let mut methods = Vec::new();
    let mut builders = Vec::new();
    for item in tree.items {
        match item {
            syn::Item::Impl(item) if item.trait_.is_none() => {
                methods.extend(item.items.into_iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(function) if function.sig.ident.to_string().starts_with("zzop") => Some(function),
                    _ => None,
                }));
            }
            syn::Item::Mod(module) if module.ident == "builder" => {
                let items = module.content.into_iter().flat_map(|(_, items)| items);
                builders.extend(items.filter(|item| !matches!(item, syn::Item::Use(_))));
            }
            _ => {}
        }
    }
    // A struct and its methods for each operation.
    let served = api.operations.iter().filter(|operation| own_builder(operation).is_none()).count();
    if methods.len() != served || builders.len() != 2 * served {
        return Err(EmitError::Shape);
    }
    // Progenitor's order is that of its own paths; ours is the document's.
    let mut methods: HashMap<String, syn::ImplItemFn> =
        methods.into_iter().map(|method| (method.sig.ident.to_string(), method)).collect();
    let mut items: HashMap<String, Vec<syn::Item>> = HashMap::new();
    for item in builders {
        items.entry(name_of(&item).unwrap_or_default()).or_default().push(item);
    }
    let mut ordered = Builders::default();
    for (index, operation) in api.operations.iter().enumerate() {
        if own_builder(operation).is_some() {
            let (method, own) = operation::items(api, operation)?;
            ordered.methods.push(method);
            ordered.items.extend(own);
            continue;
        }
        let placeholder = operation_placeholder(index);
        let mut method = methods.remove(&placeholder).ok_or(EmitError::Shape)?;
        let mut own = items.remove(&placeholder).ok_or(EmitError::Shape)?;
        restore(api, index, operation, &mut method, &mut own)?;
        ordered.methods.push(method);
        ordered.items.extend(own);
    }
    Ok(ordered)
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
