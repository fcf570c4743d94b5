//! Renders TypeScript definitions of an API: one `.d.ts` file without imports.
//!
//! The file has a type for each schema, and the interfaces `paths`, `components`, `operations` and `webhooks` in the layout of
//! openapi-typescript, so that clients which are typed by it, such as openapi-fetch, accept the file.
//!
//! ```
//! let source = model::Source::new("ping.yaml", "
//! openapi: 3.0.3
//! info: {title: Ping, version: 1.0.0}
//! paths:
//!   /ping:
//!     get:
//!       operationId: ping
//!       responses:
//!         '200': {description: The server is up., content: {application/json: {schema: {$ref: '#/components/schemas/Pong'}}}}
//!         '4XX': {description: The server is down.}
//! components:
//!   schemas:
//!     Pong: {type: object, required: [at], properties: {at: {type: string, format: date-time}, load: {type: number}}}
//! ");
//! let (api, _) = model::resolve_named(&source, false)?;
//! let text = typescript::render(&api, "");
//! assert!(text.contains("export type Pong = {"));
//! assert!(text.contains("load?: number;"));
//! # Ok::<(), model::Problems>(())
//! ```

mod declared;
mod doc;
mod operation;
mod text;
mod types;

use std::collections::HashMap;
use std::fmt::Write;

use model::Api;
use model::api::{Operation, TypeId};

use declared::Declared;
use doc::Doc;
use text::{Identifiers, key};
use types::Types;

/// Returns the text of the definitions of an API.
///
/// The first line says that the file is generated; `command` is the command that it names, empty for none.
pub fn render(api: &Api<String>, command: &str) -> String {
    model::on_large_stack(|| rendered(api, command))
}

fn rendered(api: &Api<String>, command: &str) -> String {
    let declared = Declared::of(api);
    let types = Types { api, declared: &declared };
    let operations = identified(api);
    let (called, sent) = operations.split_at(api.operations.len());
    let mut out = head(api, command);
    for id in declared.ids() {
        declaration(&mut out, types, id);
    }
    section(&mut out, "The operations by path and method.", "paths", |out| by_path(out, called, Operation::template));
    section(&mut out, "The requests that the provider of the API sends, by name and method.", "webhooks", |out| {
        by_path(out, sent, operation::webhook);
    });
    section(&mut out, "The schemas by their names in the document.", "components", |out| components(out, &declared));
    section(&mut out, "The parameters, bodies and responses of each operation.", "operations", |out| {
        for (key, operation) in &operations {
            operation::operation(out, types, key, operation);
        }
    });
    out
}

fn head(api: &Api<String>, command: &str) -> String {
    let by = if command.is_empty() { String::new() } else { format!(" by `{command}`") };
    let mut out =
        format!("// @generated from {}{by}: edit the document, not this file.\n\n", text::line(&api.document));
    let mut doc = Doc::default();
    doc.text(&format!("Types of {}, version {}.", api.title, api.version));
    doc.text(
        "A type is the same in requests and responses unless it has properties that are `readOnly` or `writeOnly`: then the type \
         of requests is `NAMERequest`. A newer server may send values that the unions do not list.",
    );
    out += &doc.rendered(0);
    // Without it, the definitions of a file without exports would be global.
    out += "export {};\n";
    out
}

fn declaration(out: &mut String, types: Types<'_>, id: TypeId) {
    let def = types.api.type_named(id);
    let mut doc = Doc::default();
    doc.optional(def.doc.as_deref());
    doc.kind(&def.kind);
    let name = types.declared.identifier(id);
    let definition = types.definition(id);
    let _ = write!(out, "\n{}export type {name} = {definition};\n", doc.rendered(0));
}

fn section(out: &mut String, doc: &str, name: &str, body: impl FnOnce(&mut String)) {
    let _ = write!(out, "\n/** {doc} */\nexport interface {name} {{\n");
    body(out);
    *out += "}\n";
}

/// Returns the operations and webhooks with keys that are unique: their ids, with a number if another has the id.
fn identified(api: &Api<String>) -> Vec<(String, &Operation<String>)> {
    let mut keys = Identifiers::default();
    let all = api.operations.iter().chain(&api.webhooks.operations);
    all.map(|operation| (keys.claim(operation.id.clone()), operation)).collect()
}

fn by_path(
    out: &mut String,
    operations: &[(String, &Operation<String>)],
    path_of: impl Fn(&Operation<String>) -> String,
) {
    let mut paths: Vec<(String, Vec<(String, &str)>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (id, operation) in operations {
        let path = path_of(operation);
        let place = *places.entry(path.clone()).or_insert_with(|| {
            paths.push((path, Vec::new()));
            paths.len() - 1
        });
        let method = operation.method.to_ascii_lowercase();
        let methods = &mut paths[place].1;
        // Operations that only a URL fragment tells apart have one path.
        if methods.iter().all(|(known, _)| *known != method) {
            methods.push((method, id));
        }
    }
    for (path, methods) in paths {
        let _ = writeln!(out, "  {}: {{", key(&path));
        *out += "    parameters: { query?: never; header?: never; path?: never; cookie?: never };\n";
        for (method, id) in methods {
            let _ = writeln!(out, "    {}: operations[{}];", key(&method), text::quoted(id));
        }
        *out += "  };\n";
    }
}

fn components(out: &mut String, declared: &Declared) {
    *out += "  schemas: {\n";
    for id in declared.ids() {
        let _ = writeln!(out, "    {}: {};", key(declared.key(id)), declared.identifier(id));
    }
    *out += "  };\n";
    for kind in ["responses", "parameters", "requestBodies", "headers", "pathItems"] {
        let _ = writeln!(out, "  {kind}: never;");
    }
}
