//! The JSON Schemas of the parts of requests that are validated: a module of the client and of the server crate.

use model::json_schema::{reached_definitions, standalone};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::imports::{Import, name};
use crate::named::Api;
use crate::rust::{code, doc_ours, ident};

pub(crate) const DOCS: &str = "The JSON Schemas of the parts of requests whose types do not have all constraints.";

pub(crate) const IMPORTS: &[Import] = &[name("std::sync::LazyLock"), name("crate::schema::Schema")];

/// A part of requests that is validated.
struct Validated<'a> {
    schema: &'a Value,
    /// The name of the static. It depends on the operation alone, so that a selection of operations has the same names.
    name: String,
    /// The description of the part.
    about: String,
}

/// Returns the parts in the order of the document.
fn validated(api: &Api) -> Vec<Validated<'_>> {
    let mut found: Vec<Validated<'_>> = Vec::new();
    for operation in &api.operations {
        let (method, shown) = (&operation.method_name, code(&operation.method_name));
        for parameter in operation.parameters.iter().filter(|parameter| parameter.is_validated) {
            let location = parameter.location.word();
            let about = format!("the {location} parameter {} of {shown}", code(&parameter.wire));
            let name = format!("{method}_{location}_{}", parameter.name).to_uppercase();
            found.push(Validated { schema: &parameter.schema, name, about });
        }
        let contents = operation.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
        for content in contents.iter().filter(|content| content.is_validated) {
            let about = format!("the body of {shown} as {}", code(&content.media_types[0]));
            let variant = if contents.len() > 1 { format!("_{}", content.variant) } else { String::new() };
            let name = format!("{method}_body{variant}").to_uppercase();
            found.push(Validated { schema: &content.schema, name, about });
        }
    }
    found
}

/// Returns the name of the static of a schema, which must be a part of `api`.
pub(crate) fn static_of(api: &Api, schema: &Value) -> Ident {
    let part = validated(api).into_iter().find(|part| std::ptr::eq(part.schema, schema));
    ident(&part.map_or_else(|| "UNKNOWN".to_owned(), |part| part.name))
}

/// Returns a reference to a schema, for modules that import this one.
pub(crate) fn of(api: &Api, schema: &Value) -> TokenStream {
    let name = static_of(api, schema);
    quote!(&schemas::#name)
}

/// Returns the items of the module.
pub(crate) fn items(api: &Api) -> TokenStream {
    let validated = validated(api);
    let definitions = reached_definitions(validated.iter().map(|part| part.schema), &api.definitions);
    let definitions = Value::Object(definitions).to_string();
    let statics = validated.iter().map(|Validated { schema, name, about }| {
        let (name, about) = (ident(name), doc_ours(&format!("For {about}.")));
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
