//! A document for progenitor alone: the same operations as in the one that the generator gives it, with the schemas of the
//! API's own document.
//!
//! Progenitor fails on many real documents. So each name is a unique placeholder, and each operation has one success and one
//! error, as in the generator's document. Only the schemas differ, which are placeholders there.

use std::collections::BTreeMap;

use codegen::own_builder;
use model::api::{Api, Location, Operation, Outcome, TypeRef};
use serde_json::{Map, Value, json};

/// Returns the document. `components` are the schemas of the API's document; inline schemas are objects of any shape.
pub fn document(api: &Api, components: &Map<String, Value>) -> Value {
    let mut types = BTreeMap::new();
    let mut paths = Map::new();
    let operations = api.operations.iter().enumerate().filter(|(_, operation)| own_builder(operation).is_none());
    for (index, operation) in operations {
        let item = json!({ method(operation): lowered(index, operation, &mut types) });
        paths.insert(path(index, operation), item);
    }
    let mut schemas = components.clone();
    for (ty, index) in &types {
        schemas.insert(type_name(*index), schema(api, ty));
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "lowered", "version": "0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn parameter_name(operation: usize, parameter: usize) -> String {
    format!("zzp{operation}x{parameter}zz")
}

fn type_name(index: usize) -> String {
    format!("Zzt{index}zz")
}

/// A path that no other operation has, with all path parameters.
fn path(index: usize, operation: &Operation) -> String {
    let parameters = operation.parameters.iter().enumerate();
    let in_path = parameters.filter(|(_, parameter)| parameter.location == Location::Path);
    let placeholders = in_path.map(|(at, _)| format!("/{{{}}}", parameter_name(index, at)));
    format!("/zzop{index}zz") + &placeholders.collect::<String>()
}

fn method(operation: &Operation) -> &'static str {
    match operation.method.as_str() {
        "GET" => "get",
        "PUT" => "put",
        "DELETE" => "delete",
        "HEAD" => "head",
        "PATCH" => "patch",
        _ => "post",
    }
}

fn lowered(index: usize, operation: &Operation, types: &mut BTreeMap<TypeRef, usize>) -> Value {
    let mut reference = |ty: &TypeRef| {
        let next = types.len();
        let index = *types.entry(ty.clone()).or_insert(next);
        json!({ "$ref": format!("#/components/schemas/{}", type_name(index)) })
    };
    let parameters = operation.parameters.iter().enumerate().map(|(at, parameter)| {
        json!({
            "name": parameter_name(index, at),
            "in": parameter.location.word(),
            "required": parameter.required,
            "schema": reference(parameter.whole()),
        })
    });
    let parameters: Vec<Value> = parameters.collect();
    let mut out = json!({
        "operationId": format!("zzop{index}zz"),
        "parameters": parameters,
        "responses": {
            "2XX": response(operation.success(), &mut reference),
            "4XX": response(operation.error(), &mut reference),
        },
    });
    if let Some(content) = operation.body.as_ref().and_then(|body| body.main()) {
        let schema = reference(&content.ty);
        out["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    out
}

fn response(outcome: Outcome<'_>, reference: &mut dyn FnMut(&TypeRef) -> Value) -> Value {
    match outcome {
        Outcome::Same(content) | Outcome::SameOrEmpty(content) => {
            json!({ "description": "", "content": { "application/json": { "schema": reference(&content.ty) } } })
        }
        Outcome::Empty | Outcome::Several(_) => json!({ "description": "" }),
    }
}

fn schema(api: &Api, ty: &TypeRef) -> Value {
    match ty {
        TypeRef::Bool => json!({ "type": "boolean" }),
        TypeRef::Integer(_) => json!({ "type": "integer" }),
        TypeRef::F64 => json!({ "type": "number" }),
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => json!({ "type": "string" }),
        TypeRef::Array(inner) => json!({ "type": "array", "items": schema(api, inner) }),
        TypeRef::Tuple(_) => json!({ "type": "array", "items": {} }),
        TypeRef::Nullable(inner) => schema(api, inner),
        TypeRef::Named(id) if api.definitions.contains_key(&api.type_named(*id).origin) => {
            json!({ "$ref": format!("#/components/schemas/{}", api.type_named(*id).origin) })
        }
        TypeRef::Any | TypeRef::Map(_) | TypeRef::Named(_) => json!({ "type": "object" }),
    }
}
