//! The types crate: one item per named type.

mod constrained;
mod table;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emit, format};
use crate::error::Error;
use crate::files::Files;
use crate::rust::{doc, doc_ours, ident, own_ty};
use model::api::{Api, Field, Struct, TypeDef, TypeKind, TypeRef, Unknown, Variant};

const SUPPORT: &str = include_str!("../../runtime/types/support.rs");

/// A part that only some documents need: the module's name, its text, and whether a type needs it.
type Part = (&'static str, &'static str, fn(&TypeDef) -> bool);

const PARTS: [Part; 4] = [
    ("alternatives", include_str!("../../runtime/types/alternatives.rs"), union::needs_alternatives),
    ("enumeration", include_str!("../../runtime/types/enumeration.rs"), |def| matches!(def.kind, TypeKind::Enum(_))),
    ("listed", include_str!("../../runtime/types/listed.rs"), constrained::needs_listed),
    ("object", include_str!("../../runtime/types/object.rs"), |def| matches!(def.kind, TypeKind::Struct(_))),
];

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) -> Result<(), Error> {
    let api = emit.api;
    let parts: Vec<_> = PARTS.into_iter().filter(|(_, _, needs)| api.types.iter().any(needs)).collect();
    let of_parts = parts.iter().map(|(name, _, _)| ident(name));
    let has_code = |def: &TypeDef| matches!(def.kind, TypeKind::Constrained { .. } | TypeKind::Union(_));
    let of_code = api.types.iter().any(has_code).then(|| {
        quote! {
            #[allow(unused_imports, reason = "which are used depends on the document")]
            use schemars::JsonSchema;
            #[allow(unused_imports, reason = "which are used depends on the document")]
            use serde::{Deserialize, Serialize};
        }
    });
    let uses = quote! {
        #of_code
        #[allow(unused_imports, reason = "which are used depends on the document")]
        use crate::support::{self, InvalidValue};
        #(use crate::#of_parts;)*
    };
    let mut schemas = format::Module::new("One type per schema of the document.");
    schemas.items(uses)?;
    for def in &api.types {
        schemas.items(item(api, def))?;
        if let Some(table) = table::of(api, def) {
            schemas.text(&table);
        }
    }
    out.insert("types/src/schemas.rs".into(), schemas.done());
    out.insert("types/src/support.rs".into(), SUPPORT.to_owned());
    for (name, text, _) in &parts {
        out.insert(format!("types/src/{name}.rs"), (*text).to_owned());
    }
    out.insert("types/src/lib.rs".into(), lib(emit, parts.iter().map(|(name, _, _)| *name)));
    Ok(())
}

fn lib<'p>(emit: &Emit<'_>, parts: impl Iterator<Item = &'p str>) -> String {
    let parts: String = parts.map(|name| format!("#[rustfmt::skip]\nmod {name};\n")).collect();
    let title = crate::rust::one_line(&emit.api.title);
    let features = super::manifest::Needs::of(emit.api);
    let mut reexports = String::new();
    if features.chrono {
        reexports.push_str("pub use chrono;\n");
    }
    if features.uuid {
        reexports.push_str("pub use uuid;\n");
    }
    format!(
        "//! Types of {title}, version {version}.\n\
         //!\n\
         //! They read and write JSON as the document says, and know nothing of HTTP: the client and the server share them.\n\
         //! A value that the document's schema refuses does not deserialize. Properties that a schema does not list are\n\
         //! ignored unless it has `additionalProperties`.\n\
         \n\
         {foreign}#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = \"the document's texts are shown as they are\")]\n\
         \n\
         {parts}#[rustfmt::skip]\n\
         #[allow(clippy::all, reason = \"generated\")]\n\
         mod schemas;\n\
         #[rustfmt::skip]\n\
         mod support;\n\
         \n\
         {reexports}\
         #[allow(unused_imports, reason = \"a document may have no schema\")]\n\
         pub use schemas::*;\n\
         pub use support::InvalidValue;\n",
        foreign = crate::rust::allow_foreign_names(emit.api),
        version = crate::rust::one_line(&emit.api.version),
    )
}

fn item(api: &Api, def: &TypeDef) -> TokenStream {
    let name = ident(&def.name);
    let doc = match &def.doc {
        Some(text) => doc(Some(text)),
        None => doc_ours(&format!("The schema `{}`.", def.origin.replace('`', "'"))),
    };
    match &def.kind {
        TypeKind::Alias(ty) => {
            let ty = own_ty(api, ty);
            quote!(#doc pub type #name = #ty;)
        }
        TypeKind::Enum(variants) => enumeration(&doc, def, variants),
        TypeKind::Struct(object) => structure(api, &doc, def, object),
        TypeKind::Union(union) => union::item(api, &doc, def, union),
        TypeKind::Constrained { inner, constraints } => constrained::item(api, &doc, def, inner, constraints),
    }
}

fn structure(api: &Api, doc: &TokenStream, def: &TypeDef, object: &Struct) -> TokenStream {
    let name = ident(&def.name);
    let fields = object.fields.iter().map(|known| field(api, known));
    let rest = match &object.unknown {
        Unknown::Kept { field, ty } => {
            let (field, ty) = (ident(field), own_ty(api, ty));
            quote! {
                /// Properties that the schema does not list.
                pub #field: std::collections::BTreeMap<String, #ty>,
            }
        }
        _ => quote!(),
    };
    let sensitive = object.fields.iter().any(|field| field.sensitive) || def.sensitive;
    let debug = sensitive.then(|| debug(def, object));
    let derive_debug = (!sensitive).then(|| quote!(Debug,));
    let all_optional = object.fields.iter().all(|field| !field.required);
    let derive_default = all_optional.then(|| quote!(Default,));
    quote! {
        #doc
        #[derive(Clone, #derive_debug #derive_default PartialEq)]
        pub struct #name {
            #(#fields)*
            #rest
        }

        #debug
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let wire = &field.wire;
    let doc = match &field.doc {
        Some(text) => doc(Some(text)),
        None => doc_ours(&format!("The property `{}`.", wire.replace('`', "'"))),
    };
    let value = property_ty(api, field);
    let ty = if field.required { value } else { quote!(Option<#value>) };
    let absent =
        (!field.required && field.ty.is_nullable()).then(|| doc_ours("\n`None` is absent, `Some(None)` is `null`."));
    quote!(#doc #absent pub #name: #ty,)
}

/// The type of a property's value where it is there.
pub(crate) fn property_ty(api: &Api, field: &Field) -> TokenStream {
    let value = own_ty(api, field.ty.without_null());
    let value = if field.boxed { quote!(Box<#value>) } else { value };
    if field.ty.is_nullable() { quote!(Option<#value>) } else { value }
}

/// A `Debug` that hides what the document marks as sensitive.
fn debug(def: &TypeDef, object: &Struct) -> TokenStream {
    let name = ident(&def.name);
    let text = &def.name;
    let fields = object.fields.iter().map(|field| {
        let (name, text) = (ident(&field.name), &field.name);
        if field.sensitive || def.sensitive {
            quote!(.field(#text, &support::Redacted))
        } else {
            quote!(.field(#text, &self.#name))
        }
    });
    let rest = match &object.unknown {
        Unknown::Kept { field, .. } => quote!(.field(#field, &support::Redacted)),
        _ => quote!(),
    };
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#fields)* #rest .finish()
            }
        }
    }
}

fn enumeration(doc: &TokenStream, def: &TypeDef, variants: &[Variant]) -> TokenStream {
    let name = ident(&def.name);
    let variants = variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let doc = doc_ours(&format!("`{}`", crate::rust::prose(&variant.wire).replace(['`', '\n'], "'")));
        quote!(#doc #name,)
    });
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// Whether the type writes out as text alone, so that it can stand in a parameter.
pub(crate) fn is_text(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::String)
}
