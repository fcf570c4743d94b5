//! The JSON Schemas of the parts of requests that are validated: a module of the client and of the server crate.

use model::json_schema::{reached_definitions, standalone};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::imports::{Import, name};
use crate::named::Api;
use crate::rust::{code, doc_ours};

pub(crate) const DOCS: &str = "The JSON Schemas of the parts of requests whose types do not have all constraints.";

pub(crate) const IMPORTS: &[Import] = &[name("std::sync::LazyLock"), name("crate::schema::Schema")];

/// A schema, and descriptions of the parts of requests that have it.
struct Used<'a> {
    schema: &'a Value,
    parts: Vec<String>,
}

/// Returns the schemas, each once, in the order of the document.
fn used(api: &Api) -> Vec<Used<'_>> {
    let mut found: Vec<Used<'_>> = Vec::new();
    let mut add = |schema, part| match found.iter_mut().find(|known| known.schema == schema) {
        Some(known) => known.parts.push(part),
        None => found.push(Used { schema, parts: vec![part] }),
    };
    for operation in &api.operations {
        let method = code(&operation.method_name);
        for parameter in operation.parameters.iter().filter(|parameter| parameter.is_validated) {
            let (location, wire) = (parameter.location.word(), code(&parameter.wire));
            add(&parameter.schema, format!("the {location} parameter {wire} of {method}"));
        }
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        for content in contents.filter(|content| content.is_validated) {
            add(&content.schema, format!("the body of {method} as {}", code(&content.media_types[0])));
        }
    }
    found
}

fn static_name(index: usize) -> Ident {
    format_ident!("SCHEMA_{index}")
}

/// Returns the name of the static of a schema.
pub(crate) fn static_of(api: &Api, schema: &Value) -> Ident {
    static_name(used(api).iter().position(|used| used.schema == schema).unwrap_or_default())
}

/// Returns a reference to a schema, for modules that import this one.
pub(crate) fn of(api: &Api, schema: &Value) -> TokenStream {
    let name = static_of(api, schema);
    quote!(&schemas::#name)
}

/// Returns the items of the module.
pub(crate) fn items(api: &Api) -> TokenStream {
    let used = used(api);
    let definitions = reached_definitions(used.iter().map(|used| used.schema), &api.definitions);
    let definitions = Value::Object(definitions).to_string();
    let statics = used.iter().enumerate().map(|(index, Used { schema, parts })| {
        let (name, about) = (static_name(index), doc_ours(&format!("For {}.", parts.join(", "))));
        let schema = standalone(schema, &Map::new()).to_string();
        quote! {
            #about
            pub(crate) static #name: LazyLock<Schema> = LazyLock::new(|| Schema::new(DEFINITIONS, #schema));
        }
    });
    quote! {
        /// The definitions that the schemas refer to.
        const DEFINITIONS: &str = #definitions;
        #(#statics)*
    }
}
