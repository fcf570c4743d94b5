//! Paths, ids and servers of operations, as they are resolved from fixtures of the workspace.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use std::path::Path;

use model::api::path::matches;
use model::{Api, Source, resolve};

fn api(text: &str) -> Api {
    match resolve(&Source::new("paths.yaml", text)) {
        Ok((api, _)) => api,
        Err(problems) => panic!("{:?}", problems.0),
    }
}

/// The text of a fixture.
fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/fixtures/ok/{name}.yaml"));
    std::fs::read_to_string(path).expect("a fixture")
}

fn fixture(name: &str) -> Api {
    api(&text(name))
}

fn ids(api: &Api) -> Vec<&str> {
    api.operations.iter().map(|operation| operation.id.as_str()).collect()
}

#[test]
fn parameters_beside_text_take_at_least_one_character() {
    let api = fixture("path-mixed-segments");
    let of = |id: &str| &api.operations.iter().find(|operation| operation.id == id).expect("the operation").path;
    for (id, sent, expected) in [
        ("both", "/things/draft-b.json", true),
        ("both", "/things/draft-.json.json", true),
        ("both", "/things/draft-.json", false),
        ("both", "/things/draft-b.jso", false),
        ("pair", "/at/1,2", true),
        ("pair", "/at/1,2,3", true),
        ("pair", "/at/,2", false),
        ("pair", "/at/1,", false),
        ("pair", "/at/1,2/", false),
    ] {
        assert_eq!(matches(of(id), sent), expected, "{sent}");
    }
}

#[test]
fn ids_that_are_made_up_stay_when_something_else_changes() {
    let text = text("names-without-operation-id");
    let before = api(&text);
    // Written out by hand, from the rule: method and words of the path.
    let made_up = ["getRoot", "getUsersIdPosts", "postUsersIdPosts", "getUserNames2", "getUserNames3", "getUserNames"];
    assert_eq!(ids(&before), made_up);
    let more = "  /users/{id}/{other}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: other, in: path, required: true, schema: {type: string}}], responses: {'204': {description: Done.}}}}\n";
    let after = api(&text.replace("paths:\n", &format!("paths:\n{more}")));
    assert_eq!(ids(&after)[1..], made_up, "an operation before them that has nothing to do with them");
    assert_eq!(ids(&after)[0], "getUsersIdOther");
}

#[test]
fn the_nearest_server_counts() {
    let api = fixture("server-of-operation");
    assert_eq!(api.base_url.as_deref(), Some("https://eu.example.com:8443/v2"));
    let own: Vec<Option<&str>> = api.operations.iter().map(|operation| operation.base_url.as_deref()).collect();
    assert_eq!(own, [Some("https://path.example.com"), Some("https://operation.example.com/api"), None]);
}

#[test]
fn what_no_client_could_call_is_no_default() {
    for url in [
        "/v1",
        "v1",
        "https://",
        "https://{host}",
        "ftp://example.com",
        "https://u:p@example.com",
        "https://.example.com",
    ] {
        let text =
            format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: '{url}'}}]\npaths: {{}}\n");
        assert_eq!(api(&text).base_url, None, "{url}");
    }
}

#[test]
fn the_query_of_a_path_is_read_as_a_query() {
    let api = fixture("path-fixed-query");
    let templates: Vec<String> = api.operations.iter().map(model::api::Operation::template).collect();
    assert_eq!(templates[..3], ["/rest?method=things.list", "/rest?method=things.get&full=", "/rest?method=a%20b%26c"]);
    let find = &api.operations[5];
    assert_eq!((find.template().as_str(), find.parameters[0].wire.as_str()), ("/find?kind=all", "q"));
}
