//! The JSON Schemas of the parts of requests that are validated: a module of the client and of the server crate.

use model::json_schema::{reached_definitions, standalone};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Map;

use super::imports::{Import, name};
use crate::named::{Api, Content, Operation, Parameter};
use crate::rust::{code, doc_ours};

pub(crate) const DOCS: &str = "The JSON Schemas of the parts of requests whose types do not have all constraints.";

pub(crate) const IMPORTS: &[Import] = &[name("std::sync::LazyLock"), name("crate::schema::Schema")];

/// The name of the static with the schema of a parameter. Two underscores separate the parts of a name, so that names of
/// different operations differ.
pub(crate) fn of_parameter(operation: &Operation, parameter: &Parameter) -> Ident {
    static_name(&[&operation.method_name, &parameter.name])
}

/// The name of the static with the schema of a content.
pub(crate) fn of_content(operation: &Operation, content: &Content) -> Ident {
    static_name(&[&operation.method_name, "body", &content.variant])
}

/// The name of the static with the schema of the items of a content.
pub(crate) fn of_items(operation: &Operation, content: &Content) -> Ident {
    static_name(&[&operation.method_name, "items", &content.variant])
}

fn static_name(parts: &[&str]) -> Ident {
    format_ident!("{}", parts.join("__").to_uppercase())
}

/// Returns the items of the module: a static for each parameter and content that is validated, and `with_items` for the items of streams,
/// which the server checks.
pub(crate) fn items(api: &Api, with_items: bool) -> TokenStream {
    let (mut statics, mut used) = (TokenStream::new(), Vec::new());
    let mut add = |name: Ident, schema, part: String| {
        used.push(schema);
        let (about, text) = (doc_ours(&format!("For {part}.")), standalone(schema, &Map::new()).to_string());
        statics.extend(quote! {
            #about
            pub(crate) static #name: LazyLock<Schema> = LazyLock::new(|| Schema::new(DEFINITIONS, #text));
        });
    };
    for operation in &api.operations {
        let method = code(&operation.method_name);
        for parameter in operation.parameters.iter().filter(|parameter| parameter.is_validated) {
            let (location, wire) = (parameter.location.word(), code(&parameter.wire));
            let part = format!("the {location} parameter {wire} of {method}");
            add(of_parameter(operation, parameter), &parameter.schema, part);
        }
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        for content in contents {
            let media_type = code(&content.media_types[0]);
            if content.is_validated {
                add(of_content(operation, content), &content.schema, format!("the body of {method} as {media_type}"));
            }
            if let Some(items) = content.items.as_ref().filter(|items| with_items && items.is_validated) {
                add(
                    of_items(operation, content),
                    &items.schema,
                    format!("an item of the body of {method} as {media_type}"),
                );
            }
        }
    }
    let definitions = reached_definitions(used, &api.definitions);
    let definitions = definitions.iter().map(|(name, schema)| {
        let schema = schema.to_string();
        quote!((#name, #schema),)
    });
    quote! {
        /// The definitions that the schemas refer to.
        const DEFINITIONS: &[(&str, &str)] = &[#(#definitions)*];
        #statics
    }
}
