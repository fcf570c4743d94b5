//! Documents made to do harm: the generator ends, in bounded memory, with a result or errors, and never with a panic.
//!
//! The largest documents take half a minute each, so `cargo test` takes smaller ones, and `HOSTILE=all`, as in `.ci/run`, the large ones.

use codegen::{Options, Source, generate, report};

/// The number of parts of a large document: `all` with `HOSTILE=all`, else `few`.
fn size(all: usize, few: usize) -> usize {
    if std::env::var("HOSTILE").is_ok_and(|chosen| chosen == "all") { all } else { few }
}

/// The codes of the errors in a document.
fn codes(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let source = Source::new(name, bytes);
    match generate(&source, &Options::default()) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            let text =
                report::render(&source, &problems.0, report::Options { color: true, ..report::Options::default() });
            // A report of one problem stays readable, however large the document is.
            assert!(text.len() < 4000 * problems.0.len() + 200, "{} bytes", text.len());
            problems.0.iter().map(|problem| problem.kind.code().into_owned()).collect()
        }
    }
}

#[test]
fn nesting_of_ten_thousand_levels() {
    let open = "[".repeat(10_000);
    let close = "]".repeat(10_000);
    assert_eq!(codes("flow.yaml", format!("a: {open}{close}")), ["nested-too-deep"]);
    assert_eq!(codes("deep.json", format!("{{\"a\":{open}{close}}}")), ["nested-too-deep"]);
    assert_eq!(codes("block.yaml", format!("a:\n {}x", "- ".repeat(10_000))), ["nested-too-deep"]);
    let indented: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(codes("indented.yaml", indented), ["nested-too-deep"]);
}

#[test]
fn aliases_that_multiply() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let before = format!("*a{}", level - 1);
        text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![before; 10].join(", ")));
    }
    assert_eq!(codes("bomb.yaml", text), ["too-many-aliases"]);
    assert_eq!(codes("self.yaml", "a: &a [*a]"), ["syntax"]);
}

#[test]
fn what_is_no_document() {
    assert_eq!(codes("empty.yaml", ""), ["empty-document"]);
    assert_eq!(codes("blank.json", " \n\t"), ["empty-document"]);
    assert_eq!(codes("comment.yaml", "# nothing"), ["empty-document"]);
    assert_eq!(codes("binary.yaml", (0..=255u8).collect::<Vec<_>>()), ["not-text"]);
    assert_eq!(
        codes("utf16.yaml", "openapi: 3.0.3".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
        ["not-text"]
    );
    assert_eq!(codes("null.yaml", "null"), ["wrong-type"]);
    assert_eq!(codes("list.json", "[1]"), ["wrong-type"]);
    assert_eq!(codes("swagger.yaml", "swagger: '2.0'"), ["openapi-version"]);
    assert_eq!(codes("next.yaml", "openapi: 4.0.0"), ["openapi-version"]);
}

#[test]
fn ten_megabytes() {
    let mut text =
        "openapi: 3.0.3\ninfo: {title: Large, version: 1.0.0}\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    let description = "d".repeat(2_000);
    for index in 0..5_000 {
        text.push_str(&format!("    S{index}:\n      type: strong\n      description: {description}\n"));
    }
    assert!(text.len() > 10_000_000);
    let codes = codes("large.yaml", text);
    assert_eq!((codes.len(), codes[0].as_str()), (5_000, "invalid-value"));
}

#[test]
fn chains_of_references() {
    let mut text =
        "openapi: 3.0.3\ninfo: {title: Chain, version: 1.0.0}\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    let count = size(5_000, 500);
    for index in 0..count {
        text.push_str(&format!("    S{index}: {{$ref: '#/components/schemas/S{}'}}\n", (index + 1) % count));
    }
    assert_eq!(codes("chain.yaml", text), ["circular-reference"]);
}

/// A document with these schemas, and an operation that responds with `S0`.
fn with_schemas(schemas: impl Iterator<Item = String>) -> String {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}\n        4XX: {description: d}\ncomponents:\n  schemas:\n";
    let schemas = schemas.enumerate().map(|(index, schema)| format!("    S{index}: {schema}\n"));
    head.to_owned() + &schemas.collect::<String>() + "    Last: {type: string}\n"
}

fn link(index: usize, count: usize) -> String {
    if index + 1 == count {
        "{$ref: '#/components/schemas/Last'}".into()
    } else {
        format!("{{$ref: '#/components/schemas/S{}'}}", index + 1)
    }
}

#[test]
fn schemas_that_hold_each_other_in_long_chains() {
    let count = size(3_000, 300);
    let chain =
        with_schemas((0..count).map(|index| format!("{{type: object, properties: {{a: {}}}}}", link(index, count))));
    assert_eq!(codes("objects.yaml", chain), Vec::<String>::new());
    let references = with_schemas((0..count).map(|index| link(index, count)));
    assert_eq!(codes("references.yaml", references), Vec::<String>::new());
}

#[test]
fn schemas_that_double_at_every_level() {
    let count = size(40, 20);
    let required =
        |index| format!("{{type: object, required: [a, b], properties: {{a: {0}, b: {0}}}}}", link(index, count));
    assert_eq!(codes("doubling.yaml", with_schemas((0..count).map(required))), Vec::<String>::new());
    let merged = |index| {
        let next = if index + 1 == count {
            "{type: object, properties: {x: {type: string}}}".into()
        } else {
            link(index, count)
        };
        format!("{{type: object, allOf: [{next}, {next}]}}")
    };
    assert_eq!(codes("merging.yaml", with_schemas((0..count).map(merged))), Vec::<String>::new());
}

#[test]
fn alternatives_that_lead_back_to_their_base() {
    let base = "{type: object, required: [a], properties: {a: {}, b: {}}, oneOf: [{$ref: '#/components/schemas/S1'}, {$ref: '#/components/schemas/S2'}]}";
    let member = "{allOf: [{$ref: '#/components/schemas/S0'}, {type: object, required: [b]}]}";
    let document = with_schemas([base, member, member].map(str::to_owned).into_iter());
    assert_eq!(codes("back.yaml", document), Vec::<String>::new());
}

#[test]
fn anchors_inside_anchors() {
    let open: String = (0..150).map(|level| format!("&a{level} [")).collect();
    let text = format!("a: {open}{}{}", "1, ".repeat(50_000), "]".repeat(150));
    assert_eq!(codes("anchors.yaml", text), ["too-many-aliases"]);
}

#[test]
fn a_report_stays_small_and_true() {
    let far = format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"T","version":"1"}},"paths":{{"/a":{{"get":{{"operationId":"a","responses":{{"204":{{"description":"{}"}}}}}},"put":{{"operationId":"a","responses":{{"204":{{"description":"d"}}}}}}}}}}}}"#,
        "d".repeat(1_000_000)
    );
    assert_eq!(codes("far.json", far.clone()), ["duplicate-operation-id"]);
    let column = far.rfind("\"a\",\"responses").expect("the second") + 1;
    let source = Source::new("far.json", far);
    let problems = generate(&source, &Options::default()).expect_err("an error").0;
    let text = report::render(&source, &problems, report::Options::default());
    assert!(text.contains(&format!("far.json:1:{column}")), "{text}");
    assert_eq!(codes("long.yaml", format!("openapi: '{}'", "9".repeat(1_000_000))), ["openapi-version"]);
    let marked = "\u{feff}paths: {}\npaths: {}\n";
    let source = Source::new("marked.yaml", marked);
    let problems = generate(&source, &Options::default()).expect_err("an error").0;
    let text = report::render(&source, &problems, report::Options::default());
    assert!(text.contains("marked.yaml:2:1"), "{text}");
}

#[test]
fn what_json_has_not() {
    assert_eq!(codes("tab.json", "{\"a\": \"\t\"}"), ["syntax"]);
    assert_eq!(codes("break.json", "{\"a\": \"\n\"}"), ["syntax"]);
}
