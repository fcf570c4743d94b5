//! `--operation`, `--path` and `--exclude-…` of the command. The tests of `api-model` select by tags too.

use crate::support::command::{generate, stderr, stdout};
use crate::support::root;

#[test]
fn options_select_operations() {
    let spec = root().join("tests/fixtures/ok/several-operations.yaml").display().to_string();
    let explained = |more: &[&str]| {
        let run = generate(&[&["--spec", &spec, "--explain"], more].concat());
        assert!(run.status.success(), "{}", stderr(&run));
        let ids = stdout(&run).lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect::<Vec<_>>();
        ids.join(" ")
    };
    assert_eq!(explained(&["--operation", "putNote", "--path", "/notes"]), "listNotes addNote putNote");
    assert_eq!(explained(&["--path", "/notes/*", "--exclude-operation", "*e*N*"]), "putNote patchNote");
    assert_eq!(explained(&["--exclude-path", "*{id}", "--exclude-operation=latest*"]), "listNotes addNote");
    let unknown = generate(&["--spec", &spec, "--out", "never-written", "--operation", "listNote", "--tag", "x"]);
    assert_eq!(unknown.status.code(), Some(1));
    let errors = stderr(&unknown);
    assert!(errors.contains("error[unknown-operation]: no operation has the id `listNote`"), "{errors}");
    assert!(errors.contains("= help: did you mean `listNotes`?"), "{errors}");
    assert!(errors.contains("error[unknown-operation]: no operation has the tag `x`"), "{errors}");
}

#[test]
fn a_selection_without_webhooks_says_so() {
    let document = "openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /orders: {get: {operationId: listOrders, tags: [orders], responses: {'204': {description: Done.}, 4XX: {description: Refused.}}}}
  /users: {get: {operationId: listUsers, tags: [users], responses: {'204': {description: Done.}, 4XX: {description: Refused.}}}}
webhooks:
  shipped: {post: {operationId: orderShipped, tags: [orders], responses: {'204': {description: Received.}, 4XX: {description: Refused.}}}}
";
    let generated = |tag: &str| {
        let only = vec![codegen::Selector::Tag(tag.to_owned())];
        let selection = codegen::Selection { only, except: Vec::new() };
        let options = codegen::Options { webhooks: true, selection, ..codegen::Options::default() };
        let generated = codegen::generate(&model::Source::new("shop.yaml", document), &options).expect("it generates");
        let codes: Vec<_> = generated.warnings.iter().map(|problem| problem.kind.code()).collect();
        (generated.files.contains_key("server/src/webhook_router.rs"), codes.join(" "))
    };
    assert_eq!(generated("orders"), (true, String::new()));
    assert_eq!(generated("users"), (false, "no-webhook".to_owned()));
}
