//! Documents made to do harm: an answer comes, in bounded memory, and it is never a panic.

use codegen::{Options, Source, generate, report};

/// The codes of what is wrong with a document.
fn codes(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let source = Source::new(name, bytes);
    match generate(&source, &Options::default()) {
        Ok(_) => Vec::new(),
        Err(problems) => {
            let text = report::render(&source, &problems.0, true);
            // A report of one problem stays readable, however large the document is.
            assert!(text.len() < 4000 * problems.0.len() + 200, "{} bytes", text.len());
            problems.0.iter().map(|problem| problem.kind.code()).collect()
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
    assert_eq!(codes("next.yaml", "openapi: 3.1.0"), ["openapi-version"]);
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
    for index in 0..5_000 {
        text.push_str(&format!("    S{index}: {{$ref: '#/components/schemas/S{}'}}\n", (index + 1) % 5_000));
    }
    assert!(codes("chain.yaml", text).iter().all(|code| code == "circular-reference"));
}
