//! `oas.toml`: the JSON Schema that editors read is fresh, and agrees with the parser; errors have places, and formats for programs.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::command::{stderr, stdout, xtask};
use crate::support::root;

/// The committed schema.
fn committed() -> Value {
    let text = std::fs::read_to_string(root().join("crates/cargo-oas/oas.schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_schema_is_fresh() {
    let is_fresh = committed() == cargo_oas::config::schema();
    assert!(is_fresh, "run `cargo xtask schema > crates/cargo-oas/oas.schema.json`");
}

#[test]
fn this_workspace_has_settings_that_the_schema_accepts() {
    let text = std::fs::read_to_string(root().join("oas.toml")).expect("the settings");
    let settings: Value = toml::from_str(&text).expect("TOML");
    let schema = jsonschema::validator_for(&committed()).expect("a schema");
    let errors: Vec<String> = schema.iter_errors(&settings).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(cargo_oas::config::parse(&text).is_ok());
}

#[test]
fn schema_and_parser_reject_the_same_settings() {
    let schema = jsonschema::validator_for(&committed()).expect("a schema");
    for text in ["strict = true", "document = 1", "document = 'a'\nx = 1", "document = 'a'\n[crates]\nfolders = 'b'"] {
        let settings: Value = toml::from_str(text).expect("TOML");
        assert!(!schema.is_valid(&settings), "{text}");
        assert!(cargo_oas::config::parse(text).is_err(), "{text}");
    }
}

/// A folder with a document and settings.
fn workspace(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("openapi")).expect("a folder");
    let shop = root().join("docs/src/tutorial/shop.yaml");
    std::fs::copy(shop, folder.path().join("openapi/shop.yaml")).expect("the document");
    std::fs::write(folder.path().join("oas.toml"), settings).expect("the settings");
    folder
}

fn oas(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(xtask()).args(arguments).current_dir(folder).output().expect("xtask runs")
}

const MISSING: &str = "document = 'openapi/shp.yaml'\n";

#[test]
fn a_missing_document_is_at_the_setting_that_names_it() {
    let folder = workspace(MISSING);
    let expected = "error[unreadable-file]: the file of `openapi/shp.yaml` does not exist
 --> oas.toml:1:12
  |
1 | document = 'openapi/shp.yaml'
  |            ^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `openapi/shop.yaml`?

oas.toml: 1 error
";
    for command in ["generate", "check", "explain"] {
        let output = oas(folder.path(), &[command]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(1), expected), "{command}");
    }
}

#[test]
fn a_missing_overlay_is_at_its_element() {
    let folder = workspace("document = 'openapi/shop.yaml'\noverlays = ['openapi/mend.yaml']\n");
    let expected = "error[unreadable-file]: the file of `openapi/mend.yaml` does not exist
 --> oas.toml:2:13
  |
2 | overlays = ['openapi/mend.yaml']
  |             ^^^^^^^^^^^^^^^^^^^
  |
  = help: write the path relative to the folder of this file, or add the file

oas.toml: 1 error
";
    assert_eq!(stderr(&oas(folder.path(), &["check"])), expected);
}

#[test]
fn a_missing_file_of_allowed_changes_is_at_its_setting() {
    let folder = workspace("document = 'openapi/shop.yaml'\n[diff]\nallow = 'allow.yaml'\n");
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "shop"]] {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let git = Command::new("git").args(identity).args(arguments).current_dir(folder.path()).status();
        assert!(git.expect("git runs").success());
    }
    let expected = "error[unreadable-file]: the file of `allow.yaml` does not exist
 --> oas.toml:3:9
  |
3 | allow = 'allow.yaml'
  |         ^^^^^^^^^^^^
  |
  = help: write the path relative to the folder of this file, or add the file

oas.toml: 1 error
";
    let output = oas(folder.path(), &["diff"]);
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), expected));
    let output = stdout(&oas(folder.path(), &["diff", "--format", "sarif"]));
    let sarif: Value = serde_json::from_str(&output).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unreadable-file");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "oas.toml");
}

#[test]
fn patterns_of_settings_that_select_nothing_are_at_their_places() {
    let selection = "[selection]\noperations = ['placeOrdr']\nexclude-paths = ['/x']\n";
    let folder = workspace(&format!("document = 'openapi/shop.yaml'\n{selection}"));
    let expected = "error[unknown-operation]: no operation has the id `placeOrdr`
 --> oas.toml:3:15
  |
3 | operations = ['placeOrdr']
  |               ^^^^^^^^^^^
  |
  = help: did you mean `placeOrder`?

error[unknown-operation]: no operation has the path `/x`
 --> oas.toml:4:18
  |
4 | exclude-paths = ['/x']
  |                  ^^^^
  |
  = help: correct the pattern; `*` stands for any characters

oas.toml: 2 errors
";
    for command in ["generate", "explain"] {
        assert_eq!(stderr(&oas(folder.path(), &[command])), expected, "{command}");
    }
    // A pattern of the command line has no place there.
    let given = stderr(&oas(folder.path(), &["explain", "--tag", "x"]));
    assert!(given.contains("no operation has the tag `x`") && !given.contains("oas.toml"), "{given}");
}

#[test]
fn errors_of_settings_have_the_formats_of_programs() {
    let folder = workspace(MISSING);
    let output = |format: &str| stdout(&oas(folder.path(), &["check", "--message-format", format]));
    let problems: Value = serde_json::from_str(&output("json")).expect("JSON");
    let place = json!({ "file": "oas.toml", "line": 1, "column": 12, "endLine": 1, "endColumn": 30 });
    let problem = json!({
        "severity": "error",
        "code": "unreadable-file",
        "message": "the file of `openapi/shp.yaml` does not exist",
        "help": "did you mean `openapi/shop.yaml`?",
        "places": [place],
        "related": [],
    });
    assert_eq!(problems, json!({ "document": "oas.toml", "problems": [problem] }));
    let github = "::error file=oas.toml,line=1,col=12,title=unreadable-file::the file of `openapi/shp.yaml` does not exist\
                  %0Adid you mean `openapi/shop.yaml`?\n";
    assert_eq!(output("github"), github);
    let sarif: Value = serde_json::from_str(&output("sarif")).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startColumn"]), (&json!("oas.toml"), &json!(12)));
}

/// Standard output is what the program reads; nothing else is on standard error.
#[test]
fn files_that_cannot_be_read_have_the_formats_of_programs() {
    let folder = workspace("document = 'openapi/shop.yaml'\n");
    let document = "openapi/shop.yaml";
    for (file, arguments) in [
        ("none.yaml", &["generate", "--spec", "none.yaml", "--out", "out"][..]),
        ("none.yaml", &["check", "--spec", "none.yaml", "--out", "out"]),
        ("none.yaml", &["explain", "--spec", "none.yaml"]),
        ("openapi", &["explain", "--spec", "openapi"]),
        ("mend.yaml", &["explain", "--spec", document, "--overlay", "mend.yaml"]),
        ("mend.yaml", &["diff", document, document, "--overlay", "mend.yaml"]),
        ("allow.yaml", &["diff", document, document, "--allow", "allow.yaml"]),
        ("none.toml", &["explain", "--config", "none.toml"]),
    ] {
        let output = |format: &str| oas(folder.path(), &[arguments, &["--message-format", format]].concat());
        let of_json = output("json");
        let problems: Value = serde_json::from_str(&stdout(&of_json)).expect("JSON");
        let problem = &problems["problems"][0];
        assert_eq!(problem["code"], "unreadable-file", "{arguments:?}");
        let named = problem["places"][0]["file"].as_str().unwrap_or_default();
        assert!(Path::new(named).ends_with(file), "{arguments:?}: {named}");
        assert_eq!(stderr(&of_json), "", "{arguments:?}");
        assert!(stdout(&output("github")).starts_with("::error file="), "{arguments:?}");
        let sarif: Value = serde_json::from_str(&stdout(&output("sarif"))).expect("JSON");
        assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "unreadable-file", "{arguments:?}");
        assert!(stderr(&output("human")).starts_with("error: cannot read "), "{arguments:?}");
    }
}
