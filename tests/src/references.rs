//! References to other files, through the command; and the JSON Schemas of all fixtures.

use std::path::Path;

use crate::support::command::{generate_in, generate_to, stderr, stdout};
use crate::support::root;

/// A document of one operation, which responds with a schema.
fn responding(schema: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}\n        4XX: {{description: d}}\ncomponents:\n  schemas:\n    Own: {{type: object, properties: {{a: {{type: string}}}}}}\n"
    )
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a writable file");
}

#[test]
fn an_edit_of_another_file_is_an_edit_of_the_document() {
    let copy = tempfile::tempdir().expect("a folder");
    let document = std::fs::read_to_string(root().join("openapi/password-otp.yaml")).expect("the document");
    let at = document.find("    PasswordResetOtpRequest:\n").expect("the schema");
    let rest = document[at..].split_once('\n').expect("a line").1;
    let end = rest.find("\n    P").map_or(rest.len(), |end| end + 1);
    let (schema, after) = rest.split_at(end);
    let moved: String =
        schema.lines().map(|line| format!("{}\n", line.strip_prefix("      ").unwrap_or(line))).collect();
    let head = &document[..at];
    let document = format!("{head}    PasswordResetOtpRequest:\n      $ref: schemas/request.yaml\n{after}");
    write(copy.path(), "openapi/password-otp.yaml", &document);
    write(copy.path(), "openapi/schemas/request.yaml", &moved);
    let first = generate_in(copy.path(), &[]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stdout(&generate_in(copy.path(), &[])).starts_with("nothing changed"));
    assert!(generate_in(copy.path(), &["--check"]).status.success());

    write(copy.path(), "openapi/schemas/request.yaml", &moved.replace("The user's phone", "A user's phone"));
    let check = generate_in(copy.path(), &["--check"]);
    assert_eq!(check.status.code(), Some(1), "{}", stderr(&check));
    assert!(stdout(&check).contains("crates/types/src/schemas.rs"), "{}", stdout(&check));
    let changed = " changed crates/types/src/builder.rs\n changed crates/types/src/schemas.rs\n changed openapi/password-otp.d.ts\n";
    assert_eq!(stdout(&generate_in(copy.path(), &[])), changed);

    write(copy.path(), "openapi/schemas/request.yaml", "type: object\nproperties: {Phone: {type: strong}}\n");
    let report = stderr(&generate_in(copy.path(), &[]));
    assert!(report.contains(" openapi/schemas/request.yaml:2:28\n"), "{report}");
    assert!(report.ends_with("openapi/password-otp.yaml: 1 error\n") || report.contains("errors"), "{report}");
}

#[test]
fn a_document_of_a_folder_of_its_own_is_generated_from() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "specs/api.yaml", &responding("{$ref: '../shared/thing.json'}"));
    write(folder.path(), "shared/thing.json", r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#);
    let run = generate_to(&folder.path().join("specs/api.yaml"), &folder.path().join("out"));
    assert!(run.status.success(), "{}", stderr(&run));
    let types = std::fs::read_to_string(folder.path().join("out/types/src/schemas.rs")).expect("the types");
    assert!(types.contains("pub struct Thing {"), "{types}");
}

#[test]
fn every_json_schema_of_a_document_can_be_used() {
    let mut broken = Vec::new();
    for path in crate::support::fixture::all("ok") {
        let source = crate::support::fixture::read(&path);
        let document = model::load::load(&source).expect("no error");
        let definitions = model::json_schema::definitions(&model::bundle::bundle(&source, document));
        let mut all: Vec<_> = definitions.values().cloned().collect();
        all.push(true.into());
        let schema = serde_json::json!({ "anyOf": all, "$defs": definitions });
        if let Err(error) = jsonschema::draft202012::new(&schema) {
            broken.push(format!("{}: {error}", source.name));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
