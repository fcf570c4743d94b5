//! The types crate: one item for each named type.

mod constrained;
pub(crate) mod derive;
pub(crate) mod request_form;
mod summary;
mod table;
mod union;

use model::api::{Place, TypeId};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::constant::{self, Constant};
use super::imports::name;
use super::layout::{Crate, Export, FileJob, Input, Module, Source, Visibility};
use super::needs::ALWAYS;
use super::{EmitError, embedded, format, literal};
use crate::named::{Api, Content, Field, Format, Operation, Struct, TypeDef, TypeKind, TypeRef, Unknown, Variant};
use crate::rust::{code, described, doc_ours, ident, library, one_line, own_ty, prose, renamed};
use derive::DerivedTraits;
use summary::summary;

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
            name: "builder",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "Builders of objects, and the names of their properties in JSON.",
                imports: &[name("crate as types"), name("crate::object")],
                write: builders,
            },
            exports: &[],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "buffered",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::BUFFERED),
            exports: &[],
            condition: |needs| needs.types.alternatives,
        },
        Module {
            name: "constrained",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::CONSTRAINED),
            exports: &[],
            condition: |needs| needs.types.constrained,
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
            name: "mismatch",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::MISMATCH),
            exports: &[],
            condition: |needs| needs.types.object || needs.types.enumeration || needs.types.alternatives,
        },
        Module {
            name: "nullable",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::NULLABLE),
            exports: &["Nullable"],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "object",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::OBJECT),
            exports: &[],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "object_builder",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::OBJECT_BUILDER),
            exports: &[],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "object_reader",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::OBJECT_READER),
            exports: &[],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "object_schema",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::OBJECT_SCHEMA),
            exports: &[],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "object_writer",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::OBJECT_WRITER),
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
                    name("crate::alternatives"),
                    name("crate::constrained"),
                    name("crate::enumeration"),
                    name("crate::listed"),
                    name("crate::nullable::Nullable"),
                    name("crate::support"),
                    name("crate::unlisted::UnlistedJson"),
                    name("crate::unlisted::UnlistedValue"),
                ],
                write: schemas,
            },
            exports: &["*"],
            condition: |needs| needs.types.any,
        },
        Module {
            name: "setter",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::SETTER),
            exports: &["BuildError"],
            condition: |needs| needs.types.object,
        },
        Module {
            name: "strictness",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::STRICTNESS),
            exports: &["strict"],
            condition: ALWAYS,
        },
        Module {
            name: "support",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::SUPPORT),
            exports: &["InvalidValue"],
            condition: ALWAYS,
        },
        Module {
            name: "unlisted",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::types::UNLISTED),
            exports: &[],
            condition: |needs| needs.types.enumeration || needs.types.alternatives,
        },
    ],
    exports: &[
        Export { path: "chrono", is_link: false, condition: |needs| needs.chrono },
        Export { path: "unlisted::UnlistedJson", is_link: false, condition: |needs| needs.types.alternatives },
        Export { path: "unlisted::UnlistedValue", is_link: false, condition: |needs| needs.types.enumeration },
        Export { path: "uuid", is_link: false, condition: |needs| needs.uuid },
    ],
    attributes: "",
};

/// Adds the files of the types crate.
pub(crate) fn emit<'j>(input: Input<'j>, jobs: &mut Vec<FileJob<'j>>) {
    CRATE.modules(input, jobs);
    jobs.push(Box::new(move || Ok(CRATE.root(&docs(input.api)?, &input))));
}

/// The documentation of the root.
fn docs(api: &Api) -> Result<String, EmitError> {
    let title = format!("Types of {}, version {}.\n", one_line(&api.title), one_line(&api.version));
    let mut sections = vec![title];
    sections.extend(api.description.as_deref().map(|text| prose(text) + "\n"));
    sections.push(ABOUT.to_owned());
    if let Some(tokens) = program(api) {
        sections.push(format!("```\n{}```\n", format::program(tokens)?));
    }
    Ok(sections.join("\n"))
}

const ABOUT: &str = "\
The types read and write JSON as the document specifies. The client and the server share them; they do not depend on HTTP.

- A builder makes an object: `T::builder()`. Its setters have the names of the fields, and `build` reports what is missing or does
  not fit. Fields are public: to set one from an `Option`, assign it (`object.field = option`).
- Enums and unions have a variant `Unlisted`, which keeps a value of a newer server, and bounds and patterns are not enforced when
  a value is read. Within [`strict`], as in the server, such values are neither read nor written.
- Properties that a schema does not list are ignored unless it has `additionalProperties`.
";

/// A program that makes the body of a request, for the documentation: of the first operation that has one, if possible without anything
/// that is deprecated. `None` if no body is an object of which a sample is known.
fn program(api: &Api) -> Option<TokenStream> {
    // A program with a deprecated type has a warning.
    let is_deprecated = |operation: &Operation| {
        let body = operation.body.iter().flat_map(|body| &body.contents);
        let is_old = |content: &Content| matches!(content.ty, TypeRef::Named(id) if api.type_named(id).deprecated);
        operation.annotations.deprecated || body.into_iter().any(is_old)
    };
    let (deprecated, current): (Vec<&Operation>, Vec<&Operation>) =
        api.operations.iter().partition(|operation| is_deprecated(operation));
    let value = current.into_iter().chain(deprecated).find_map(|operation| {
        let content = operation.body.as_ref()?.main().filter(|content| content.format == Format::Json)?;
        let TypeRef::Named(id) = &content.ty else { return None };
        let is_object = matches!(api.type_named(*id).defined(), Some(TypeKind::Struct(_)));
        let documented = operation.cases.first().and_then(|case| case.body.as_ref());
        let mut samples = [documented, content.sample.as_ref()].into_iter().flatten().filter(|_| is_object);
        samples.find_map(|sample| literal::expression(api, &content.ty, sample))
    })?;
    let package = library(&api.packages.types);
    Some(quote! {
        use #package as types;

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let value = #value;
            let json = serde_json::to_string(&value)?;
            println!("{json}");
            Ok(())
        }
    })
}

fn schemas(input: &Input<'_>, module: &mut format::ModuleText) -> Result<(), EmitError> {
    let derives = DerivedTraits::of(input.api);
    for (at, def) in input.api.types.iter().enumerate() {
        module.items(item(input.api, &derives, def))?;
        module.items(request_form::conversions(input.api, TypeId(at)))?;
        match def.defined() {
            Some(TypeKind::Enum(variants)) => module.text("enumeration", &table::values(def, variants)),
            Some(TypeKind::Constrained { inner, constraints, .. }) => {
                module.text("constrained", &constrained::table(input.api, def, inner, constraints));
            }
            Some(TypeKind::Alias(_) | TypeKind::Struct(_) | TypeKind::Union(_)) | None => {}
        }
    }
    Ok(())
}

fn builders(input: &Input<'_>, module: &mut format::ModuleText) -> Result<(), EmitError> {
    module.uses("types");
    for def in &input.api.types {
        if let Some(TypeKind::Struct(object)) = def.defined() {
            module.text("object", &table::properties(input.api, def, object));
        }
    }
    Ok(())
}

fn item(api: &Api, derives: &DerivedTraits, def: &TypeDef) -> TokenStream {
    let name = ident(&def.name);
    let has_other_name = def.origin != def.name && def.place != Place::Inline;
    let wire = has_other_name.then(|| format!("Schema `{}`.", def.origin.replace('`', "'")));
    let has_doc = def.doc.as_deref().is_some_and(|doc| !doc.trim().is_empty());
    let summary = if has_doc { None } else { summary(api, def) };
    let doc = described(def.doc.as_deref(), [summary, wire]);
    // The attribute stands before `pub` in each item.
    let deprecated = def.deprecated.then(|| quote!(#[deprecated]));
    let plain = doc;
    let doc = quote!(#plain #deprecated);
    if let Some(rust_type) = &def.rust_type {
        let segments = rust_type.path.split("::").map(ident);
        return quote!(#doc pub type #name = #(::#segments)*;);
    }
    match &def.kind {
        TypeKind::Alias(ty) => {
            let ty = own_ty(api, ty);
            quote!(#doc pub type #name = #ty;)
        }
        TypeKind::Enum(variants) => enumeration(&doc, def, variants),
        TypeKind::Struct(object) => structure(api, derives, &doc, def, object),
        TypeKind::Union(union) => union::item(api, derives, &doc, def, union),
        TypeKind::Constrained { inner, constraints, titled } => {
            let item = constrained::item(api, derives, &plain, def, inner, constraints);
            let titled = constrained::titled(def, inner, titled);
            quote!(#item #titled)
        }
    }
}

fn structure(api: &Api, derives: &DerivedTraits, doc: &TokenStream, def: &TypeDef, object: &Struct) -> TokenStream {
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
    let defaults = defaults(api, def, object);
    quote! {
        #doc
        #[derive(Clone, #derive_debug #derive_default #equality)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #rest
        }

        #debug
        #defaults
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let default = field.default.as_ref().map(|default| format!("Default: {}.", code(&default.to_string())));
    let default = default.filter(|_| !field.sensitive);
    let doc = described(field.doc.as_deref(), [renamed("Property", &field.name, &field.wire), default]);
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    let value = own_ty(api, field.ty.without_null());
    let value = if field.boxed { quote!(Box<#value>) } else { value };
    let ty = match (field.required, field.ty.is_nullable()) {
        (true, false) => value,
        (true, true) | (false, false) => quote!(Option<#value>),
        (false, true) => quote!(Nullable<#value>),
    };
    quote!(#doc #deprecated pub #name: #ty,)
}

/// Constants for the defaults of properties.
fn defaults(api: &Api, def: &TypeDef, object: &Struct) -> Option<TokenStream> {
    let name = ident(&def.name);
    let constants =
        object.fields.iter().filter(|field| field.name.is_ascii() && !field.sensitive).filter_map(|field| {
            let ty = field.ty.without_null();
            let Constant { ty, value } = Constant::of(api, ty, field.default.as_ref()?, own_ty)?;
            let constant = constant::default_name(&field.name);
            let doc = doc_ours(&format!("The default of [`{}`](Self::{}).", field.name, field.name));
            Some(quote!(#doc pub const #constant: #ty = #value;))
        });
    let constants: Vec<TokenStream> = constants.collect();
    (!constants.is_empty()).then(|| quote!(impl #name { #(#constants)* }))
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
    let more = derive::more(def);
    let derive_debug = (!def.sensitive).then(|| quote!(Debug,));
    let debug = def.sensitive.then(|| redacted(&name));
    quote! {
        #doc
        #[derive(Clone, #derive_debug PartialEq, Eq, Hash, PartialOrd, Ord #more)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the document does not list, such as one that a newer server sends.
            Unlisted(UnlistedValue),
        }

        #debug
    }
}

/// An implementation of `Debug` that shows nothing of the value.
fn redacted(name: &Ident) -> TokenStream {
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&support::Redacted, f)
            }
        }
    }
}
