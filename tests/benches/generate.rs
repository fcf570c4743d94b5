//! The time of `generate` on this workspace's document and on a large one, beside that of progenitor, which makes a client alone.
//!
//! The large document has a thousand operations, each with parameters, a body and a response of schemas of its own. Set
//! `BENCH_DOCUMENT` to the path of a document in JSON to measure that one instead. progenitor supports part of OpenAPI 3.0 only.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark fails like a test")]

use codegen::{Options, generate};
use contract::Source;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

/// Operations of the large document.
const OPERATIONS: usize = 1000;

fn main() {
    divan::main();
}

#[divan::bench]
fn own_document(bencher: divan::Bencher<'_, '_>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/password-otp.yaml");
    bench(bencher, &Source::new("password-otp.yaml", std::fs::read(path).expect("the document")));
}

#[divan::bench(sample_count = 10)]
fn large_document(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, &Source::new("large.json", large_text()));
}

/// The whole of progenitor's work: read the document, and write a formatted file with the types and the client.
#[divan::bench(sample_count = 10)]
fn large_document_with_progenitor(bencher: divan::Bencher<'_, '_>) {
    let text = large_text();
    bencher.bench(|| {
        let document: openapiv3::OpenAPI = serde_json::from_str(&text).expect("a document of OpenAPI 3.0");
        let mut generator = Generator::new(GenerationSettings::new().with_interface(InterfaceStyle::Builder));
        let tokens = generator.generate_tokens(&document).expect("a document that progenitor supports");
        prettyplease::unparse(&syn::parse2(tokens).expect("Rust")).len()
    });
}

fn bench(bencher: divan::Bencher<'_, '_>, source: &Source) {
    bencher.bench(|| generate(source, &Options::default()).expect("no error in the document").files.len());
}

/// The large document, in JSON.
fn large_text() -> String {
    match std::env::var_os("BENCH_DOCUMENT") {
        Some(path) => std::fs::read_to_string(path).expect("the document of BENCH_DOCUMENT"),
        None => large().to_string(),
    }
}

fn large() -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for index in 0..OPERATIONS {
        let (item, path) = (format!("Item{index}"), format!("/items{index}/{{id}}"));
        let next = json!({ "$ref": format!("#/components/schemas/Item{}", (index + 1) % OPERATIONS) });
        let schema = json!({
            "type": "object",
            "required": ["id", "state"],
            "properties": {
                "id": { "type": "integer", "format": "int64" },
                "name": { "type": "string", "maxLength": 100 },
                "state": { "type": "string", "enum": ["new", "paid", "sent"] },
                "tags": { "type": "array", "items": { "type": "string" } },
                "next": next,
                "size": { "type": "object", "properties": { "width": { "type": "number" }, "height": { "type": "number" } } },
            },
        });
        let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{item}") } } });
        let operation = json!({
            "operationId": format!("putItem{index}"),
            "summary": "Replaces an item.",
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1 } },
                { "name": "X-Trace", "in": "header", "schema": { "type": "string" } },
            ],
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "The item.", "content": content }, "404": { "description": "No such item." } },
        });
        paths.insert(path, json!({ "put": operation }));
        schemas.insert(item, schema);
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Large", "version": "1.0.0" },
        "servers": [{ "url": "https://example.com" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}
