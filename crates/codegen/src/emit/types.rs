//! The types crate: one item for each named type.

mod constrained;
pub(crate) mod derive;
mod table;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::name;
use super::layout::{Crate, Export, Input, Module, Source, Visibility};
use super::needs::ALWAYS;
use super::{EmitError, embedded, format};
use crate::files::Files;
use crate::named::{Api, Field, Struct, TypeDef, TypeKind, TypeRef, Unknown, Variant};
use crate::rust::{code, described, ident, one_line, own_ty, renamed};
use derive::Derives;

const CRATE: Crate = Crate {
    folder: "types",
    modules: &[
        Module {
            name: "alternatives",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::ALTERNATIVES),
            exports: &[],
            condition: |needs| needs.types.alternatives,
        },
        Module {
            name: "enumeration",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::ENUMERATION),
            exports: &[],
            condition: |needs| needs.types.enumeration,
        },
        Module {
            name: "listed",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::LISTED),
            exports: &[],
            condition: |needs| needs.types.listed,
        },
        Module {
            name: "object",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::OBJECT),
            exports: &[],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "schemas",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "One type per schema of the document.",
                imports: &[
                    name("schemars::JsonSchema"),
                    name("serde::Deserialize"),
                    name("serde::Serialize"),
                    name("crate::alternatives"),
                    name("crate::enumeration"),
                    name("crate::listed"),
                    name("crate::object"),
                    name("crate::support"),
                    name("crate::support::InvalidValue"),
                ],
                write: schemas,
            },
            exports: &["*"],
            condition: |needs| needs.types.any,
        },
        Module {
            name: "support",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::SUPPORT),
            exports: &["InvalidValue"],
            condition: ALWAYS,
        },
    ],
    exports: &[
        Export { path: "chrono", is_link: false, condition: |needs| needs.chrono },
        Export { path: "uuid", is_link: false, condition: |needs| needs.uuid },
    ],
    attributes: "",
};

pub(crate) fn emit(mut input: Input<'_>, out: &mut Files) -> Result<(), EmitError> {
    let docs = format!(
        "Types of {title}, version {version}.\n\n{ABOUT}",
        title = one_line(&input.api.title),
        version = one_line(&input.api.version),
    );
    CRATE.emit(&docs, &mut input, out)
}

const ABOUT: &str = "\
The types read and write JSON as the document specifies. The client and the server share them; they do not depend on HTTP.
A value that the document's schema rejects does not deserialize. Properties that a schema does not list are ignored unless
it has `additionalProperties`.
";

fn schemas(input: &mut Input<'_>, module: &mut format::Module) -> Result<(), EmitError> {
    let derives = Derives::of(input.api);
    for def in &input.api.types {
        module.items(item(input.api, &derives, def))?;
        if let Some((macro_module, table)) = table::of(input.api, def) {
            module.text(macro_module, &table);
        }
    }
    Ok(())
}

fn item(api: &Api, derives: &Derives, def: &TypeDef) -> TokenStream {
    let name = ident(&def.name);
    let wire = (def.origin != def.name).then(|| format!("Schema `{}`.", def.origin.replace('`', "'")));
    let doc = described(def.doc.as_deref(), [wire]);
    match &def.kind {
        TypeKind::Alias(ty) => {
            let ty = own_ty(api, ty);
            quote!(#doc pub type #name = #ty;)
        }
        TypeKind::Enum(variants) => enumeration(&doc, def, variants),
        TypeKind::Struct(object) => structure(api, derives, &doc, def, object),
        TypeKind::Union(union) => union::item(api, derives, &doc, def, union),
        TypeKind::Constrained { inner, constraints } => constrained::item(api, derives, &doc, def, inner, constraints),
    }
}

fn structure(api: &Api, derives: &Derives, doc: &TokenStream, def: &TypeDef, object: &Struct) -> TokenStream {
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
    let equality = derives.equality(def);
    quote! {
        #doc
        #[derive(Clone, #derive_debug #derive_default #equality)]
        pub struct #name {
            #(#fields)*
            #rest
        }

        #debug
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let absent =
        (!field.required && field.ty.is_nullable()).then(|| "`None`: absent. `Some(None)`: `null`.".to_owned());
    let doc = described(field.doc.as_deref(), [renamed("Property", &field.name, &field.wire), absent]);
    let value = property_ty(api, field);
    let ty = if field.required { value } else { quote!(Option<#value>) };
    quote!(#doc pub #name: #ty,)
}

/// The type of a property's value, if the property is present.
pub(crate) fn property_ty(api: &Api, field: &Field) -> TokenStream {
    let value = own_ty(api, field.ty.without_null());
    let value = if field.boxed { quote!(Box<#value>) } else { value };
    if field.ty.is_nullable() { quote!(Option<#value>) } else { value }
}

/// An implementation of `Debug` that hides the values that the document marks as sensitive.
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
        let wire = (variant.name != variant.wire).then(|| code(&variant.wire));
        let doc = described(variant.doc.as_deref(), [wire]);
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

/// Whether every value is serialized as text, number or boolean, so that it can be a parameter.
pub(crate) fn is_text(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::String)
}
