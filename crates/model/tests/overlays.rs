//! Overlays: the files and examples of the Overlay Specification, and the places of what overlays add.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use model::node::{Node, Value};
use model::problem::Severity;
use model::source::Span;
use model::{Problem, Problems, Source, load, overlay, report};
use serde_json::Value as Json;

fn specification() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/overlay-specification")
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(specification().join(folder)).expect("a folder of the specification");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file of the specification")
}

fn with_overlay(document: &str, overlay: &str) -> Source {
    Source::new("openapi.yaml", document).overlaid("overlay.yaml", "overlay.yaml", overlay)
}

/// Applies an overlay without an error.
fn applied(document: &str, overlay: &str) -> (Node, Vec<Problem>) {
    let source = with_overlay(document, overlay);
    match overlay::document(&source) {
        Ok(done) => done,
        Err(Problems(problems)) => panic!("{}", report::render(&source, &problems, report::Options::default())),
    }
}

fn json(text: &str) -> Json {
    load::load(&Source::new("expected.yaml", text)).expect("the expected document").to_json()
}

/// The codes of the problems of an overlay that has errors.
fn rejected(document: &str, overlay: &str) -> Vec<String> {
    match overlay::document(&with_overlay(document, overlay)) {
        Ok(_) => Vec::new(),
        Err(Problems(problems)) => problems.iter().map(|problem| problem.kind.code().into_owned()).collect(),
    }
}

/// An overlay of version 1.1 with these actions.
fn actions(actions: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{title: Test, version: '1'}}\nactions:\n{actions}")
}

#[test]
fn the_compliant_sets_of_the_specification() {
    let sets = files("compliant-sets");
    assert_eq!(sets.len(), 8);
    for set in sets {
        let (document, _) = applied(&read(&set.join("openapi.yaml")), &read(&set.join("overlay.yaml")));
        assert_eq!(document.to_json(), json(&read(&set.join("output.yaml"))), "{}", set.display());
    }
}

/// This fixture is for the JSON Schema of overlays, which does not look into queries. RFC 9535 section 2.5.1.1: a name with `-` has
/// quotes.
const NO_JSON_PATH: &str = "actions-traits-example.yaml";

#[test]
fn overlays_that_the_schema_of_the_specification_accepts() {
    let document = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {/bar: {}, /foo: {get: {}}}";
    for path in ["v1.0/pass", "v1.1/pass"].into_iter().flat_map(files) {
        let codes = rejected(document, &read(&path));
        let expected: &[&str] = if path.ends_with(NO_JSON_PATH) { &["json-path"] } else { &[] };
        assert_eq!(codes, expected, "{}", path.display());
    }
}

#[test]
fn overlays_that_the_schema_of_the_specification_rejects() {
    let document = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}";
    let overlays: Vec<PathBuf> = ["v1.0/fail", "v1.1/fail"].into_iter().flat_map(files).collect();
    assert_eq!(overlays.len(), 42);
    for path in overlays {
        assert!(!rejected(document, &read(&path)).is_empty(), "{}", path.display());
    }
}

#[test]
fn the_structured_example_of_the_specification() {
    let document = "info: {title: A}\npaths: {/: {get: {summary: Old, tags: [a]}}, /pets: {get: {}}, /cats: {}}";
    let overlay = "
overlay: 1.0.0
info:
  title: Structured Overlay
  version: 1.0.0
actions:
  - target: '$' # Root of document
    update:
      info:
        x-overlay-applied: structured-overlay
      paths:
        '/':
          summary: 'The root resource'
          get:
            summary: 'Retrieve the root resource'
            x-rate-limit: 100
        '/pets':
          get:
            summary: 'Retrieve a list of pets'
            x-rate-limit: 100
      components:
      tags:
";
    let expected = "
info: {title: A, x-overlay-applied: structured-overlay}
paths:
  /: {get: {summary: Retrieve the root resource, tags: [a], x-rate-limit: 100}, summary: The root resource}
  /pets: {get: {summary: Retrieve a list of pets, x-rate-limit: 100}}
  /cats: {}
components:
tags:
";
    assert_eq!(applied(document, overlay).0.to_json(), json(expected));
}

#[test]
fn the_targeted_example_of_the_specification() {
    let document = "paths: {/foo: {get: {description: Old}}, /bar: {get: {description: Old}, post: {summary: S}}}";
    let overlay = actions(
        "
  - target: $.paths['/foo'].get.description
    update: This is the new description
  - target: $.paths['/bar'].get.description
    update: This is the updated description
  - target: $.paths['/bar']
    update:
      post:
        description: This is an updated description of a child object
        x-safe: false
",
    );
    let expected = "
paths:
  /foo: {get: {description: This is the new description}}
  /bar:
    get: {description: This is the updated description}
    post: {summary: S, description: This is an updated description of a child object, x-safe: false}
";
    assert_eq!(applied(document, &overlay).0.to_json(), json(expected));
}

#[test]
fn the_wildcard_and_array_examples_of_the_specification() {
    let document = "
paths:
  /a: {get: {parameters: [{name: filter, in: query}, {name: filter, in: header}, {name: dummy}], tags: [dummy, a]}}
  /b: {get: {parameters: [{name: dummy}, {name: b}]}}
";
    let overlay = actions(
        "
  - target: $.paths.*.get
    update:
      x-safe: true
  - target: $.paths.*.get.parameters[?@.name=='filter' && @.in=='query']
    update:
      schema:
        $ref: '#/components/schemas/filterSchema'
  - target: $.paths.*.get.parameters
    update:
      name: newParam
      in: query
  - target: $.paths.*.get.parameters[?@.name == 'dummy']
    remove: true
  - target: $.paths.*.get.tags[?@ == 'dummy']
    remove: true
",
    );
    let expected = "
paths:
  /a:
    get:
      parameters:
        - {name: filter, in: query, schema: {$ref: '#/components/schemas/filterSchema'}}
        - {name: filter, in: header}
        - {name: newParam, in: query}
      tags: [a]
      x-safe: true
  /b: {get: {parameters: [{name: b}, {name: newParam, in: query}], x-safe: true}}
";
    assert_eq!(applied(document, &overlay).0.to_json(), json(expected));
}

#[test]
fn the_traits_example_of_the_specification() {
    let document = "
openapi: 3.1.0
paths:
  /items: {get: {x-oai-traits: ['paged'], responses: {200: {description: OK}}}}
  /items/{id}/subitems: {get: {x-oai-traits: ['paged'], parameters: [{name: id, in: path, required: true}]}}
  /other: {get: {responses: {200: {description: OK}}}}
";
    let overlay = actions(
        "
  - target: $.paths[?(@.get['x-oai-traits'][?(@ == 'paged')])].get
    update:
      parameters:
        - name: top
          in: query
        - name: skip
          in: query
",
    );
    let expected = "
openapi: 3.1.0
paths:
  /items:
    get:
      x-oai-traits: ['paged']
      responses: {200: {description: OK}}
      parameters: [{name: top, in: query}, {name: skip, in: query}]
  /items/{id}/subitems:
    get:
      x-oai-traits: ['paged']
      parameters: [{name: id, in: path, required: true}, {name: top, in: query}, {name: skip, in: query}]
  /other: {get: {responses: {200: {description: OK}}}}
";
    assert_eq!(applied(document, &overlay).0.to_json(), json(expected));
}

/// The examples of `copy` in the specification have one source.
const COPIED: &str = "
paths:
  /items: {get: {responses: {200: {description: OK}}}}
  /some-items: {delete: {responses: {200: {description: OK}}}}
";

#[test]
fn the_copy_examples_of_the_specification() {
    let simple = "
  - target: '$.paths[\"/some-items\"]'
    copy: '$.paths[\"/items\"]'
";
    let expected = "
paths:
  /items: {get: {responses: {200: {description: OK}}}}
  /some-items: {get: {responses: {200: {description: OK}}}, delete: {responses: {200: {description: OK}}}}
";
    assert_eq!(applied(COPIED, &actions(simple)).0.to_json(), json(expected));
    let ensured = "
  - target: '$.paths'
    update: { \"/other-items\": {} }
  - target: '$.paths[\"/other-items\"]'
    copy: '$.paths[\"/items\"]'
";
    let expected = "
paths:
  /items: {get: {responses: {200: {description: OK}}}}
  /other-items: {get: {responses: {200: {description: OK}}}}
  /some-items: {delete: {responses: {200: {description: OK}}}}
";
    assert_eq!(applied(COPIED, &actions(ensured)).0.to_json(), json(expected));
    let moved = "
  - target: '$.paths'
    update: { \"/new-items\": {} }
  - target: '$.paths[\"/new-items\"]'
    copy: '$.paths[\"/items\"]'
  - target: '$.paths[\"/items\"]'
    remove: true
";
    let expected = "
paths:
  /new-items: {get: {responses: {200: {description: OK}}}}
  /some-items: {delete: {responses: {200: {description: OK}}}}
";
    assert_eq!(applied(COPIED, &actions(moved)).0.to_json(), json(expected));
}

/// Overlay 1.1.0, Action Object: "The list of actions MUST be applied in sequential order".
#[test]
fn actions_and_overlays_are_applied_in_order() {
    let first = actions("  - {target: $, update: {a: {b: [1]}}}\n  - {target: $.a.b, update: [2, [3]]}");
    let second = actions("  - {target: $.a.b, update: 4}\n  - {target: '$.a.b[0, 2]', remove: true}");
    let source = with_overlay("x: {}", &first).overlaid("second.yaml", "second.yaml", second);
    let (document, problems) = overlay::document(&source).expect("no errors");
    assert_eq!((document.to_json(), problems.len()), (json("{x: {}, a: {b: [2, 4]}}"), 0));
}

/// Overlay 1.1.0, Action Object: the kinds of values that can be merged.
#[test]
fn values_of_different_kinds_are_not_merged() {
    let document = "{object: {a: 1}, array: [1], text: a, none: null}";
    for (target, update) in [
        ("$.object", "text"),
        ("$.object", "[1]"),
        ("$.object", "null"),
        ("$.text", "{a: 1}"),
        ("$.text", "[1]"),
        ("$.none", "{a: 1}"),
        ("$", "{object: [1]}"),
        ("$", "{object: null}"),
        ("$", "{array: 1}"),
        ("$", "{array: {a: 1}}"),
        ("$", "{text: {}}"),
    ] {
        let overlay = actions(&format!("  - {{target: {target}, update: {update}}}"));
        assert_eq!(rejected(document, &overlay), ["overlay-conflict"], "{target} {update}");
    }
    for (target, update, expected) in [
        ("$.array", "text", "{object: {a: 1}, array: [1, text], text: a, none: null}"),
        ("$.array", "null", "{object: {a: 1}, array: [1, null], text: a, none: null}"),
        ("$.array", "{a: 1}", "{object: {a: 1}, array: [1, {a: 1}], text: a, none: null}"),
        ("$.none", "true", "{object: {a: 1}, array: [1], text: a, none: true}"),
        ("$.text", "null", "{object: {a: 1}, array: [1], text: null, none: null}"),
    ] {
        let overlay = actions(&format!("  - {{target: {target}, update: {update}}}"));
        assert_eq!(applied(document, &overlay).0.to_json(), json(expected), "{target} {update}");
    }
    assert_eq!(
        rejected(document, &actions("  - {target: $.*, update: {}}")),
        ["invalid-value"],
        "targets of two kinds"
    );
    assert_eq!(rejected(document, &actions("  - {target: $, remove: true}")), ["invalid-value"], "the root");
    assert_eq!(rejected(document, &actions("  - {target: $.object, copy: $.*}")), ["invalid-value"], "several sources");
    assert_eq!(rejected(document, &actions("  - {target: $.object, copy: $.objekt}")), ["no-match"], "no source");
}

/// Code that resolves the document takes nodes with one span for one value.
#[test]
fn values_that_differ_have_spans_that_differ() {
    let document = "{shared: &one {a: [1]}, alias: *one, list: [{b: 1}, {b: 2}], from: {c: {d: 1}}, to: {}}";
    let overlay = actions(
        "
  - {target: $.shared, update: {more: true}}
  - {target: '$.list[*]', update: {x: {y: [1]}}}
  - {target: '$.list[0].x.y', update: 2}
  - {target: $.to, copy: $.from}
  - {target: $.to.c, update: {e: 1}}
",
    );
    let source = with_overlay(document, &overlay);
    let (root, _) = overlay::document(&source).expect("no errors");
    let expected = "
{shared: {a: [1], more: true}, alias: {a: [1]}, list: [{b: 1, x: {y: [1, 2]}}, {b: 2, x: {y: [1]}}], from: {c: {d: 1}},
  to: {c: {d: 1, e: 1}}}";
    assert_eq!(root.to_json(), json(expected));
    let mut seen: std::collections::HashMap<Span, Json> = std::collections::HashMap::new();
    let mut open = vec![&root];
    while let Some(node) = open.pop() {
        let known = seen.entry(node.at).or_insert_with(|| node.to_json());
        assert_eq!(*known, node.to_json(), "two values at {:?}", source.place(node.at.start));
        open.extend(node.elements());
        open.extend(node.entries().iter().map(|entry| &entry.value));
    }
    // The places are those of the texts.
    let place = |node: &Node| (source.place(node.at.start), source.line_text(node.at.start));
    let added = root.get("list").and_then(|list| list.elements()[1].get("x")).expect("it was added");
    assert_eq!(place(added).0, ("overlay.yaml".to_owned(), 6));
    let copied = root.get("to").and_then(|to| to.get("c")).expect("it was copied");
    assert_eq!(place(copied).0, ("openapi.yaml".to_owned(), 1));
    assert_eq!(source.column(copied.at.start), 1 + document.find("{d: 1}").expect("the original"));
}

#[test]
fn a_copy_that_grows_without_bound_is_an_error() {
    let doubling: String = (0..40)
        .map(|n| format!("  - {{target: $.a, update: {{x{n}: {{}}}}}}\n  - {{target: $.a.x{n}, copy: $.a}}\n"))
        .collect();
    assert_eq!(rejected("a: {b: [1, 2, 3]}", &actions(&doubling)), ["overlay-too-large"]);
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(
        rejected(
            &format!("a: {}", nested(150)),
            &actions(&format!("  - {{target: '$.a[0]', update: {}}}", nested(190)))
        ),
        Vec::<String>::new()
    );
    let target = format!("$.a{}", "[0]".repeat(100));
    assert_eq!(
        rejected(
            &format!("a: {}", nested(150)),
            &actions(&format!("  - {{target: '{target}', update: {}}}", nested(120)))
        ),
        ["nested-too-deep"]
    );
}

#[test]
fn a_query_with_many_brackets_does_not_take_long() {
    let query = format!("${}{}", "[?@".repeat(20), "]".repeat(20));
    let overlay = actions(&format!("  - {{target: '{query}', remove: true}}"));
    assert_eq!(rejected("a: 1", &overlay), ["json-path"]);
}

#[test]
fn a_target_without_a_match_is_a_warning_with_the_nearest_one() {
    let document =
        "{paths: {'/pets/{id}': {get: {tags: [a]}}}, components: {schemas: {Pet: {properties: {'it''s': {}}}}}}";
    for (target, missing, nearest) in [
        ("$.path['/pets/{id}']", ".path", Some("$.paths['/pets/{id}']")),
        ("$.paths['/pet/{id}'].get", "['/pet/{id}']", Some("$.paths['/pets/{id}'].get")),
        ("$.paths.*.gett.tags", ".gett", Some("$.paths.*.get.tags")),
        ("$..propertys.x", "..propertys", Some("$..properties.x")),
        (
            "$.components.schemas.Pet.properties[\"its\"]",
            "[\"its\"]",
            Some(r"$.components.schemas.Pet.properties['it\'s']"),
        ),
        ("$.paths.*.get.tags[?@ == 'b']", "[?@ == 'b']", None),
        ("$.components.schemas.Zebra", ".Zebra", None),
        ("$.paths.*.get.tags[1]", "[1]", None),
    ] {
        let overlay = actions(&format!("  - target: {target}\n    remove: true"));
        let source = with_overlay(document, &overlay);
        let (_, problems) = overlay::document(&source).unwrap_or_else(|problems| panic!("{target}: {problems:?}"));
        let [problem] = problems.as_slice() else { panic!("{target}: {problems:?}") };
        assert_eq!((problem.kind.code().as_ref(), problem.severity()), ("no-match", Severity::Warning));
        let line = source.line_text(problem.at.start);
        assert_eq!(
            &line[source.column(problem.at.start) - 1..][..problem.at.end - problem.at.start],
            missing,
            "{target}"
        );
        let suggestion = nearest.map(|near| format!("did you mean `{near}`?"));
        assert_eq!(
            problem.kind.suggestion(),
            suggestion.as_deref().unwrap_or("correct the query, or remove the action")
        );
    }
}

#[test]
fn extends_names_the_document() {
    let warned = |extends: &str, path: &str| {
        let overlay = actions("  - {target: $.a, update: 2}") + &format!("\nextends: '{extends}'");
        let source = Source::new("specs/openapi.yaml", "a: 1").overlaid(path, path, overlay);
        let (_, problems) = overlay::document(&source).expect("no errors");
        problems.iter().map(|problem| problem.kind.code().into_owned()).collect::<Vec<_>>()
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(warned("openapi.yaml", "specs/overlay.yaml"), none);
    assert_eq!(warned("./openapi.yaml", "specs/overlay.yaml"), none);
    assert_eq!(warned("../specs/openapi.yaml", "overlays/overlay.yaml"), none);
    assert_eq!(warned("https://example.com/v1/openapi.yaml?raw=1", "specs/overlay.yaml"), none);
    assert_eq!(warned("openapi.yaml", "overlays/overlay.yaml"), ["overlay-extends"]);
    assert_eq!(warned("openapi.json", "specs/overlay.yaml"), ["overlay-extends"]);
    assert_eq!(warned("https://example.com/petstore.yaml", "specs/overlay.yaml"), ["overlay-extends"]);
}

/// An error in a value that an overlay adds to several operations is one error in the overlay.
#[test]
fn errors_in_what_an_overlay_adds_are_shown_in_the_overlay() {
    let document = "
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /a: {get: {operationId: a, responses: {'204': {description: A.}, '4XX': {description: E.}}}}
  /b: {get: {operationId: b, responses: {'204': {description: B.}, '4XX': {description: E.}}}}
";
    let overlay = actions(
        "  - target: $.paths.*.get\n    update:\n      parameters: [{name: q, in: query, schema: {type: strng}}]",
    );
    let source = with_overlay(document, &overlay);
    let Err(Problems(problems)) = model::resolve(&source) else { panic!("`strng` is no type") };
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(source.place(problem.at.start), ("overlay.yaml".to_owned(), 6));
    let spans: HashSet<Span> = problems.iter().map(|problem| problem.at).collect();
    assert_eq!(spans.len(), 1);
}

/// Only the overlay says the version that its values are of.
#[test]
fn an_overlay_can_change_the_version() {
    let overlay = actions("  - {target: $.openapi, update: 3.1.0}\n  - {target: $, update: {x: {y: 1}}}");
    let (root, _) = applied("openapi: 3.0.3\npaths: {}", &overlay);
    let mut open = vec![&root];
    while let Some(node) = open.pop() {
        assert_eq!(node.version.to_string(), "3.1");
        open.extend(node.elements());
        open.extend(node.entries().iter().map(|entry| &entry.value));
    }
    assert!(matches!(root.value, Value::Object(_)));
}
