//! Api → the document that progenitor is given, and the builders that it makes of it.
//!
//! Progenitor (0.15.1) turns two names into one identifier, panics on several success or error types, ignores
//! security and treats a path, a header or a status in ways of its own. It never meets any of that: every name in the
//! lowered document is a placeholder that is unique in every case, every schema is a placeholder that is replaced by
//! one of our types, and every operation has one success and one error. [`crate::emit`] puts the real names back.

use std::collections::BTreeMap;

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

use crate::rust;
use model::api::{Api, Location, Operation, Outcome, TypeRef};

/// What progenitor made of the lowered document: a syntax tree full of placeholders.
pub struct Lowered {
    /// Progenitor's whole output.
    pub tree: syn::File,
}

/// The placeholder of an operation. One word for every case conversion: nothing is split or joined.
pub fn operation_placeholder(operation: usize) -> String {
    format!("zzop{operation}zz")
}

/// The placeholder of a parameter.
pub fn parameter_placeholder(operation: usize, parameter: usize) -> String {
    format!("zzp{operation}x{parameter}zz")
}

/// Runs progenitor on the lowered document.
///
/// # Errors
///
/// What progenitor says, where it says anything: a document that was resolved should never come to that.
pub fn lower(api: &Api) -> Result<Lowered, String> {
    let mut types = BTreeMap::new();
    let document = document(api, &mut types);
    let document = serde_json::from_value(document).map_err(|error| format!("the lowered document: {error}"))?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder).with_inner_type(quote::quote!(crate::auth::Credentials));
    for (ty, index) in &types {
        settings.with_replacement(type_placeholder(*index), rust::ty(api, ty), std::iter::empty());
    }
    let tokens =
        Generator::new(&settings).generate_tokens(&document).map_err(|error| format!("progenitor: {error}"))?;
    let tree = syn::parse2(tokens).map_err(|error| format!("progenitor's output: {error}"))?;
    Ok(Lowered { tree })
}

/// The lowered document with the document's own schemas in place of the placeholders: what progenitor alone would be given,
/// to hold the time and memory of a generation against its. Of an inline schema only that it is an object is left.
pub fn with_schemas(api: &Api, components: &Map<String, Value>) -> Value {
    let mut types = BTreeMap::new();
    let mut lowered = document(api, &mut types);
    let mut schemas = components.clone();
    for (ty, index) in &types {
        schemas.insert(type_placeholder(*index), schema(api, ty));
    }
    lowered["components"]["schemas"] = Value::Object(schemas);
    lowered
}

fn schema(api: &Api, ty: &TypeRef) -> Value {
    match ty {
        TypeRef::Bool => json!({ "type": "boolean" }),
        TypeRef::I32 | TypeRef::I64 => json!({ "type": "integer" }),
        TypeRef::F64 => json!({ "type": "number" }),
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => json!({ "type": "string" }),
        TypeRef::Array(inner) => json!({ "type": "array", "items": schema(api, inner) }),
        TypeRef::Nullable(inner) => schema(api, inner),
        TypeRef::Named(id) if api.definitions.contains_key(&api.type_named(*id).origin) => {
            json!({ "$ref": format!("#/components/schemas/{}", api.type_named(*id).origin) })
        }
        TypeRef::Any | TypeRef::Map(_) | TypeRef::Named(_) => json!({ "type": "object" }),
    }
}

/// Runs progenitor alone, and formats what it gives.
///
/// # Errors
///
/// What progenitor says of the document.
pub fn progenitor_alone(document: Value) -> Result<String, String> {
    let document = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = Generator::new(&settings).generate_tokens(&document).map_err(|error| error.to_string())?;
    let tree = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&tree))
}

fn type_placeholder(index: usize) -> String {
    format!("Zzt{index}zz")
}

fn document(api: &Api, types: &mut BTreeMap<TypeRef, usize>) -> Value {
    let mut paths = Map::new();
    let served = api.operations.iter().enumerate().filter(|(_, operation)| operation.own.is_none());
    for (index, operation) in served {
        let item = paths.entry(path(index, operation)).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method(operation).to_owned(), lowered(index, operation, types));
        }
    }
    let schemas: Map<String, Value> =
        (0..types.len()).map(|index| (type_placeholder(index), json!({ "type": "object" }))).collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "lowered", "version": "0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// A path of the operation's own with all its path parameters: several operations may share what is really sent, which
/// the client's emitter puts back.
fn path(index: usize, operation: &Operation) -> String {
    let parameters = operation.parameters.iter().enumerate();
    let in_path = parameters.filter(|(_, parameter)| parameter.location == Location::Path);
    let placeholders = in_path.map(|(at, _)| format!("/{{{}}}", parameter_placeholder(index, at)));
    format!("/{}", operation_placeholder(index)) + &placeholders.collect::<String>()
}

/// The method that progenitor is told: it calls one of reqwest's of that name, which OPTIONS and TRACE do not have.
fn method(operation: &Operation) -> &'static str {
    match operation.method {
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
        json!({ "$ref": format!("#/components/schemas/{}", type_placeholder(index)) })
    };
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .enumerate()
        .map(|(parameter, read)| {
            json!({
                "name": parameter_placeholder(index, parameter),
                "in": read.location.word(),
                "required": read.required,
                "schema": reference(read.array.as_ref().unwrap_or(&read.ty)),
            })
        })
        .collect();
    let body = operation.body.as_ref().and_then(|body| body.main()).map(
        |content| json!({ "required": true, "content": { "application/json": { "schema": reference(&content.ty) } } }),
    );
    let mut answer = |ty: Option<&TypeRef>| match ty {
        Some(ty) => json!({ "description": "", "content": { "application/json": { "schema": reference(ty) } } }),
        None => json!({ "description": "" }),
    };
    // `None` is an answer without a body, where others have one.
    let outcome = |outcome: Outcome<'_>| match outcome {
        Outcome::Same(content) => Some(content.ty.clone()),
        Outcome::SameOrEmpty(content) => Some(match content.ty.clone() {
            ty if ty.is_nullable() => ty,
            ty => TypeRef::Nullable(Box::new(ty)),
        }),
        Outcome::Empty | Outcome::Several(_) => None,
    };
    let (success, error) = (outcome(operation.success()), outcome(operation.error()));
    let mut out = json!({
        "operationId": operation_placeholder(index),
        "parameters": parameters,
        "responses": { "2XX": answer(success.as_ref()), "4XX": answer(error.as_ref()) },
    });
    if let (Some(body), Some(object)) = (body, out.as_object_mut()) {
        object.insert("requestBody".to_owned(), body);
    }
    out
}
