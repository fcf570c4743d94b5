//! Api → a document for progenitor, and the builders that progenitor makes from it.
//!
//! Progenitor (0.15.1) turns some pairs of names into one identifier, panics on several success or error types, ignores
//! `security`, and handles some paths, headers and statuses differently from OpenAPI. The lowered document avoids all of
//! this: each name is a placeholder that stays unique under case conversion, each schema is a placeholder that is replaced
//! by one of our types, and each operation has one success and one error. [`crate::emit`] restores the names.

use std::collections::BTreeMap;

use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

use crate::emitter::own_builder;
use crate::error::Error;
use crate::named::{Api, Location, Operation, Outcome, TypeRef};
use crate::rust;

/// Progenitor's output for the lowered document. Names are placeholders.
pub(crate) struct Lowered {
    /// The whole output.
    pub tree: syn::File,
}

/// Returns the placeholder of an operation: a single word, which no case conversion splits or joins.
pub(crate) fn operation_placeholder(operation: usize) -> String {
    format!("zzop{operation}zz")
}

/// Returns the placeholder of a parameter.
pub(crate) fn parameter_placeholder(operation: usize, parameter: usize) -> String {
    format!("zzp{operation}x{parameter}zz")
}

/// Runs progenitor on the lowered document.
///
/// # Errors
///
/// If progenitor rejects the lowered document, or if its output is not Rust. Neither depends on the API: all names and
/// schemas are placeholders.
pub(crate) fn lower(api: &Api) -> Result<Lowered, Error> {
    let mut types = BTreeMap::new();
    let document = document(api, &mut types);
    let document = serde_json::from_value(document).map_err(Error::LoweredDocument)?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder).with_inner_type(quote::quote!(crate::auth::Credentials));
    for (ty, index) in &types {
        settings.with_replacement(type_placeholder(*index), rust::ty(api, ty), std::iter::empty());
    }
    let tokens = Generator::new(&settings).generate_tokens(&document).map_err(Error::Progenitor)?;
    let tree = syn::parse2(tokens).map_err(Error::ProgenitorSyntax)?;
    Ok(Lowered { tree })
}

fn type_placeholder(index: usize) -> String {
    format!("Zzt{index}zz")
}

fn document(api: &Api, types: &mut BTreeMap<TypeRef, usize>) -> Value {
    let mut paths = Map::new();
    let served = api.operations.iter().enumerate().filter(|(_, operation)| own_builder(operation).is_none());
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

/// Returns a path that only this operation has, with all its path parameters. The client's emitter restores the real path,
/// which several operations may share.
fn path(index: usize, operation: &Operation) -> String {
    let parameters = operation.parameters.iter().enumerate();
    let in_path = parameters.filter(|(_, parameter)| parameter.location == Location::Path);
    let placeholders = in_path.map(|(at, _)| format!("/{{{}}}", parameter_placeholder(index, at)));
    format!("/{}", operation_placeholder(index)) + &placeholders.collect::<String>()
}

/// Returns the method for progenitor, which calls the method of reqwest with that name. Reqwest has none for OPTIONS and
/// TRACE; the client's emitter restores these.
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
    let mut response = |ty: Option<&TypeRef>| match ty {
        Some(ty) => json!({ "description": "", "content": { "application/json": { "schema": reference(ty) } } }),
        None => json!({ "description": "" }),
    };
    // A type that is optional reads a response without a body as `None`.
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
        "responses": { "2XX": response(success.as_ref()), "4XX": response(error.as_ref()) },
    });
    if let (Some(body), Some(object)) = (body, out.as_object_mut()) {
        object.insert("requestBody".to_owned(), body);
    }
    out
}
