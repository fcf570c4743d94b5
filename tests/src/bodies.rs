//! The types and schemas of the JSON bodies of a fixture, for `tests/fixtures/exercise/src/agreement.rs`.

use std::collections::BTreeSet;

use model::Source;
use model::api::{Format, TypeRef};
use serde_json::{Value, json};

/// The bodies of a fixture whose types have a name.
pub struct Bodies {
    /// The schemas, in JSON.
    pub schemas: String,
    /// The name of the type of each schema.
    pub types: Vec<String>,
}

/// Returns the bodies of all requests and responses of a fixture, each pair of a type and a schema once.
pub fn bodies(source: &Source) -> Bodies {
    let (api, _) = model::resolve_named(source, false).expect("a fixture without an error");
    let mut pairs: Vec<(&TypeRef, &Value, bool)> = Vec::new();
    for operation in api.operations.iter().chain(&api.webhooks.operations) {
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            if content.format == Format::Json {
                pairs.push((&content.ty, &content.schema, !content.is_validated));
            }
            pairs.extend(content.items.iter().map(|items| (&items.ty, &items.schema, !items.is_validated)));
        }
        for content in operation.responses.iter().flat_map(|response| &response.contents) {
            // Whether the type of a response has all constraints is not known: nothing validates it.
            pairs.extend(content.schema.iter().map(|schema| (&content.ty, schema, false)));
            pairs.extend(content.items.iter().map(|items| (&items.ty, &items.schema, false)));
        }
    }
    let (mut seen, mut types, mut schemas) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (ty, schema, is_exact) in pairs {
        let TypeRef::Named(id) = ty else { continue };
        let ty = api.type_named(*id);
        if ty.rust_type.is_none() && seen.insert((&ty.name, schema.to_string(), is_exact)) {
            schemas.push(json!({ "name": ty.name, "schema": schema, "is_exact": is_exact }));
            types.push(ty.name.clone());
        }
    }
    Bodies { schemas: json!({ "definitions": api.definitions, "bodies": schemas }).to_string(), types }
}
