//! Chains and semantics on a server with stored resources: correct, or with one bug.

mod server;

use contract::{Options, Outcome, Report, check};
use model::Source;

use server::router;

const DOCUMENT: &str = include_str!("chains/notes.yaml");

/// Each bug, and the id of the case that names it.
const BUGS: [(&str, &str); 36] = [
    ("created is not fetched", "chain/createNote/read"),
    ("created differs", "chain/createNote/read"),
    ("created is not listed", "chain/createNote/listed"),
    ("location leads nowhere", "chain/createNote/location"),
    ("location leads to another", "chain/createNote/location"),
    ("integers are rounded", "chain/createNote/created"),
    ("texts lose other alphabets", "chain/createNote/created"),
    ("id is set by the client", "chain/createNote/read-only"),
    ("conflict is 500", "chain/createNote/created-twice"),
    ("conflict has another schema", "chain/createNote/created-twice"),
    ("unknown note is 500", "chain/createComment/unknown-reference"),
    ("update keeps omitted values", "chain/createNote/replaced"),
    ("order is descending", "semantics/listNotes/sorted"),
    ("second default differs", "semantics/listNotes/query-offset-default"),
    ("update is not stored", "chain/createNote/read-after-update"),
    ("update returns the old values", "chain/createNote/updated"),
    ("update changes the id", "chain/createNote/updated"),
    ("patch is not stored", "chain/createNote/read-after-patch"),
    ("patch clears others", "chain/createNote/read-after-patch"),
    ("null is ignored", "chain/createNote/cleared"),
    ("deleted is still there", "chain/createNote/gone"),
    ("deleted is still listed", "chain/createNote/unlisted"),
    ("not found has another schema", "chain/createNote/gone"),
    ("second delete is 500", "chain/createNote/deleted-twice"),
    ("limit is ignored", "semantics/listNotes/query-limit-bound"),
    ("default differs", "semantics/listNotes/query-limit-default"),
    ("offset is ignored", "semantics/listNotes/pages"),
    ("total is of the page", "semantics/listNotes/total"),
    ("kind is ignored", "semantics/listNotes/query-kind-filter"),
    ("comment is not fetched", "chain/createComment/read"),
    ("property default differs", "accepted/createNote/required-parts-alone"),
    ("offset counts pages", "semantics/listNotes/pages"),
    ("order depends on limit", "semantics/listNotes/sorted"),
    ("total ignores the kind", "semantics/listNotes/query-kind-total"),
    ("escapes are not decoded", "accepted/listNotes/query-kind-percent-encoded"),
    ("unknown note is replaced", "rejected/replaceNote/path-noteId-unknown"),
];

fn document() -> Source {
    Source::new("notes.yaml", DOCUMENT)
}

async fn report(bug: Option<&'static str>, max_accepted: Option<usize>) -> Report {
    let options = Options { max_accepted, ..Options::default() };
    check(&document(), router(bug), &options).await.expect("the document has no errors")
}

fn failed(report: &Report) -> Vec<&str> {
    report.failures().map(|(case, _)| case.id.as_str()).collect()
}

/// The outcomes of chains and semantics.
fn chained(report: &Report) -> Vec<String> {
    let is_it = |id: &str| id.starts_with("chain/") || id.starts_with("semantics/");
    let own = report.outcomes.iter().filter(|(case, _)| is_it(&case.id));
    own.map(|(case, outcome)| format!("{} {outcome:?}", case.id)).collect()
}

#[tokio::test]
async fn a_correct_server_passes_every_chain() {
    let report = report(None, Some(20)).await;
    assert!(report.passed(), "{report}");
    let open: Vec<String> = chained(&report).into_iter().filter(|line| !line.contains(" Passed")).collect();
    assert_eq!(open, Vec::<String>::new());
    assert_eq!(report.left_behind, []);
}

#[tokio::test]
async fn each_bug_is_found_by_the_case_that_names_it() {
    // Each run takes a second, so `cargo test` takes every fourth bug.
    let step = if std::env::var("BUGS").is_ok_and(|bugs| bugs == "listed" || bugs == "all") { 1 } else { 4 };
    let mut missed = Vec::new();
    for (bug, id) in BUGS.into_iter().step_by(step) {
        let report = report(Some(bug), Some(20)).await;
        // A parser may set limits on the precision of numbers (RFC 8259 section 6).
        let is_warned = bug == "integers are rounded" && report.advisories().any(|(case, _)| case.id == id);
        if !failed(&report).contains(&id) && !is_warned {
            missed.push(format!("{bug}: {:?}\n{:#?}", failed(&report), chained(&report)));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[tokio::test]
async fn nothing_is_created_without_permission() {
    let none = report(None, Some(0)).await;
    assert_eq!(none.acted_on, 0);
    assert!(none.passed(), "{none}");
    let off = Options { chains: false, ..Options::default() };
    let off = check(&document(), router(None), &off).await.expect("the document has no errors");
    let skipped = off.outcomes.iter().filter(|(case, _)| case.id.starts_with("chain/"));
    assert!(skipped.clone().count() > 20);
    for (case, outcome) in skipped {
        assert_eq!(*outcome, Outcome::Skipped("chains are switched off".to_owned()), "{}", case.id);
    }
}

#[tokio::test]
async fn what_is_not_deleted_is_reported() {
    let report = report(Some("deleted is still there"), Some(20)).await;
    // The server says that it deleted it.
    assert_eq!(report.left_behind, []);
    let without = DOCUMENT
        .replace("    delete:\n      operationId: deleteNote\n", "    x-delete:\n      operationId: deleteNote\n");
    let source = Source::new("notes.yaml", without);
    let options = Options { max_accepted: Some(20), ..Options::default() };
    let report = check(&source, router(None), &options).await.expect("the document has no errors");
    let first = report.left_behind.first().expect("one").to_string();
    assert!(first.starts_with("/notes/") && first.contains("created by createNote: the document has no"), "{first}");
}

/// The same request is sent again after the deletion.
#[tokio::test]
async fn a_report_shows_the_response_that_was_judged() {
    let report = report(Some("patch is not stored"), Some(20)).await;
    let id = "chain/createNote/read-after-patch";
    assert!(failed(&report).contains(&id), "{report}");
    assert_eq!(report.responses[id].status, 200);
}

#[test]
fn inference_is_shown_and_never_guesses() {
    let lines = |text: &str| {
        let (api, _) = model::resolve_tolerant(&Source::new("notes.yaml", text)).expect("no errors");
        contract::inferred(&api)
    };
    assert_eq!(
        lines(DOCUMENT),
        [
            "createNote creates /notes/{noteId}: noteId is /id of its response, by the paths; used as noteId of createComment",
            "createComment creates /comments/{id}: id is /id of its response, by the paths",
        ]
    );
    // Two properties that fit.
    let two = DOCUMENT.replace(
        "        title: {type: string, minLength: 1, maxLength: 50}\n        code",
        "        noteId: {type: integer, format: int64}\n        title: {type: string, minLength: 1, maxLength: 50}\n        code",
    );
    assert_eq!(lines(&two).len(), 1, "{:?}", lines(&two));
    // A property of another type.
    let other = DOCUMENT.replace(
        "id: {type: integer, format: int64, readOnly: true}\n        noteId",
        "id: {type: boolean}\n        noteId",
    );
    assert_eq!(lines(&other).len(), 1, "{:?}", lines(&other));
}
