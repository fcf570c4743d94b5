//! Chains on a server whose bodies have the resource in one property: correct, or with one bug.

mod server;

use contract::{Options, Outcome, Report, check};
use model::Source;

use server::router;

const DOCUMENT: &str = include_str!("wrapped/taxes.yaml");

/// Each bug, and the id of the case that names it.
const BUGS: [(&str, &str); 11] = [
    ("created is not stored", "chain/createTax/read"),
    ("created is not listed", "chain/createTax/listed"),
    ("name is cut", "chain/createTax/created"),
    ("rate is changed", "chain/createTax/created"),
    ("default differs", "accepted/createTax/required-parts-alone"),
    ("update is not stored", "chain/createTax/read-after-update"),
    ("patch is not stored", "chain/createTax/read-after-patch"),
    ("patch clears others", "chain/createTax/read-after-patch"),
    ("null is ignored", "chain/createTax/cleared"),
    ("deleted is still there", "chain/createTax/gone"),
    ("deleted is still listed", "chain/createTax/unlisted"),
];

async fn report(document: &str, bug: &'static str, lists_wrapped: bool) -> Report {
    report_up_to(20, document, bug, lists_wrapped).await
}

async fn report_up_to(limit: usize, document: &str, bug: &'static str, lists_wrapped: bool) -> Report {
    let source = Source::new("taxes.yaml", document);
    let options = Options { max_accepted: Some(limit), ..Options::default() };
    check(&source, router(bug, lists_wrapped), &options).await.expect("the document has no errors")
}

fn found(report: &Report) -> Vec<&str> {
    report.failures().chain(report.advisories()).map(|(case, _)| case.id.as_str()).collect()
}

/// The document of a server whose lists have wrapped elements.
fn with_wrapped_elements() -> String {
    DOCUMENT.replace("items: {$ref: '#/components/schemas/TaxObject'}", "items: {$ref: '#/components/schemas/Tax'}")
}

#[tokio::test]
async fn a_correct_server_passes_every_chain() {
    for (document, lists_wrapped) in [(DOCUMENT.to_owned(), false), (with_wrapped_elements(), true)] {
        let report = report(&document, "", lists_wrapped).await;
        assert!(report.passed(), "{report}");
        let is_chain = |id: &str| id.starts_with("chain/");
        let chained: Vec<_> = report.outcomes.iter().filter(|(case, _)| is_chain(&case.id)).collect();
        assert_eq!(chained.len(), 14, "{report}");
        let open = chained.iter().filter(|(_, outcome)| !matches!(outcome, Outcome::Passed { .. }));
        assert_eq!(open.map(|(case, outcome)| (&case.id, outcome)).collect::<Vec<_>>(), []);
        assert_eq!(report.left_behind, []);
    }
}

/// Later requests find the resource at its path, with any code that a request gives it.
#[tokio::test]
async fn a_server_may_accept_or_reject_another_id() {
    for (bug, status) in [("", 200), ("another code is rejected", 422)] {
        let report = report_up_to(200, DOCUMENT, bug, false).await;
        assert!(report.passed(), "{report}");
        let is_it = |id: &str, outcome: &Outcome| {
            id.starts_with("accepted/replaceTax/body-tax.code-") && *outcome == Outcome::Passed { status }
        };
        assert!(report.outcomes.iter().any(|(case, outcome)| is_it(&case.id, outcome)), "{report}");
        let is_lost = |outcome: &Outcome| matches!(outcome, Outcome::Inconclusive { status: 404, .. });
        let lost = report.outcomes.iter().filter(|(_, outcome)| is_lost(outcome)).map(|(case, _)| case.id.as_str());
        let lost: Vec<&str> = lost.filter(|id| !id.contains("/path-code")).collect();
        assert_eq!(lost, Vec::<&str>::new());
    }
}

#[tokio::test]
async fn each_bug_is_found_by_the_case_that_names_it() {
    let wrapped = with_wrapped_elements();
    let mut missed = Vec::new();
    for (at, (bug, id)) in BUGS.into_iter().enumerate() {
        let lists_wrapped = at % 2 == 1;
        let report = report(if lists_wrapped { &wrapped } else { DOCUMENT }, bug, lists_wrapped).await;
        if !found(&report).contains(&id) {
            missed.push(format!("{bug}: {:?}", found(&report)));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_wrapper_is_never_guessed() {
    let lines = |text: &str| {
        let (api, _) = model::resolve_tolerant(&Source::new("taxes.yaml", text)).expect("no errors");
        contract::inferred(&api)
    };
    let creates = "createTax creates /taxes/{code}: code is";
    let used = "used as code of replaceTax";
    assert_eq!(lines(DOCUMENT), [format!("{creates} /tax/code of its response, by the paths; {used}")]);
    let response = "required: [tax], properties: {tax: {$ref: '#/components/schemas/TaxObject'}}";
    let with = |properties: &str| lines(&DOCUMENT.replace(response, &format!("properties: {{{properties}}}")));
    let tax = "tax: {$ref: '#/components/schemas/TaxObject'}";
    // Other values beside the object.
    assert_eq!(with(&format!("{tax}, success: {{type: boolean}}")).len(), 1);
    // An id beside the object is the id, as without a wrapper.
    let beside = with(&format!("{tax}, code: {{type: string}}"));
    assert_eq!(beside, [format!("{creates} /code of its response, by the paths")]);
    // The id of another thing: its object has no property of the request.
    let customer = "customer: {type: object, properties: {id: {type: string}, mail: {type: string}}}";
    assert_eq!(with(&format!("status: {{type: string}}, {customer}")).len(), 0);
    // Two ids beside the object, two objects, and two ids in the object.
    assert_eq!(with(&format!("{tax}, code: {{type: string}}, id: {{type: string}}")).len(), 0);
    assert_eq!(with(&format!("{tax}, other: {{$ref: '#/components/schemas/TaxObject'}}")).len(), 0);
    assert_eq!(lines(&DOCUMENT.replace("number: {type: integer}", "id: {type: string}")).len(), 0);
}
