//! The contract against servers: the generated one, a correct one that uses nothing of ours, and many with one bug each.

mod command;
mod derived;
mod faulty;
mod hostile;
mod orders;
mod reports;
mod witness;

use contract::{Options, Outcome, Report, check};

use crate::support::{snapshot, source};

async fn report(router: axum::Router) -> Report {
    check(&source(), router, &Options { max_accepted: usize::MAX, ..Options::default() })
        .await
        .expect("the document has no mistake")
}

#[tokio::test]
async fn the_example_server_keeps_it() {
    let documented = password_otp_server::Documented::new().expect("the examples fit");
    let report = report(password_otp_server::router(documented)).await;
    assert!(report.is_kept(), "{report}");
    for (case, outcome) in &report.outcomes {
        assert!(!matches!(outcome, Outcome::LeftOut(_)), "{} is left out", case.id);
    }
}

#[tokio::test]
async fn cases_are_the_same_every_time() {
    let api = crate::support::api();
    let ids =
        || contract::cases(&api, &contract::Credentials::default()).into_iter().map(|case| case.id).collect::<Vec<_>>();
    assert_eq!(ids(), ids());
    let mut unique = ids();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids().len(), "ids are unique");
    snapshot("contract_cases", &ids().join("\n"));
}

#[tokio::test]
async fn a_correct_server_of_another_make_keeps_it() {
    let report = report(faulty::router(None)).await;
    assert!(report.is_kept(), "{report}");
}

#[tokio::test]
async fn every_bug_is_found_by_a_case_that_names_it() {
    let mut rows = Vec::new();
    let mut missed = Vec::new();
    for (bug, named) in faulty::BUGS {
        let report = report(faulty::router(Some(bug))).await;
        let found: Vec<&str> = report.broken().map(|(case, _)| case.id.as_str()).collect();
        match found.iter().find(|id| id.contains(named)) {
            Some(id) => rows.push([described(&format!("{bug:?}")), (*id).to_owned()]),
            None => missed.push(format!("{bug:?}: {found:?}")),
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    derived::found(&mut rows).await;
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = std::fs::read_to_string(crate::support::root().join(document)).expect("it is there");
        assert!(text.contains(&format!("{} bugs", rows.len())), "{document} has another number than {}", rows.len());
    }
    let rows =
        rows.iter().map(|[bug, id]| format!("| {bug} | `{}` |\n", id.replace("RequestOTPForPasswordReset", "…")));
    let table = format!("| bug | found by |\n|---|---|\n{}", rows.collect::<String>());
    println!("{table}");
    let readme = std::fs::read_to_string(crate::support::root().join("crates/contract/README.md")).expect("a README");
    assert!(readme.contains(&table), "crates/contract/README.md has another table than:\n{table}");
}

/// `MissingKeyAccepted` as `missing key accepted`, and `-tags are there` as `not checked: tags are there`.
fn described(bug: &str) -> String {
    match (bug.strip_prefix('-'), bug.strip_prefix('+')) {
        (Some(check), _) => format!("not checked: {check}"),
        (_, Some(check)) => format!("asked for: {check}"),
        _ if bug.contains(' ') => bug.to_owned(),
        _ => {
            let spaced =
                bug.chars().flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain([c.to_ascii_lowercase()]));
            spaced.collect::<String>().trim().to_owned()
        }
    }
}

#[tokio::test]
async fn requests_that_are_acted_on_are_bounded() {
    let documented = || password_otp_server::router(password_otp_server::Documented::new().expect("the examples fit"));
    let none = Options { max_accepted: 0, ..Options::default() };
    let report = check(&source(), documented(), &none).await.expect("no mistake");
    assert!(report.is_kept());
    for (case, outcome) in &report.outcomes {
        assert_eq!(case.is_acted_on, matches!(outcome, Outcome::LeftOut(_)), "{}", case.id);
    }
}

#[tokio::test]
async fn a_text_of_a_format_that_only_the_server_knows_is_taken_or_refused_as_documented() {
    use axum::http::StatusCode;
    use axum::response::Response;
    // The sandbox refuses texts that are no phone numbers, with 400; here with another status in its place.
    let refusing_with = async |status: StatusCode| {
        let sandbox = password_otp_sandbox::app(&password_otp_sandbox::Config::new("valid")).expect("the document");
        let invalid_phone = move |answer: Response| async move {
            let (mut parts, body) = answer.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
            if String::from_utf8_lossy(&bytes).contains("\"ErrorCode\":1096") {
                parts.status = status;
            }
            Response::from_parts(parts, axum::body::Body::from(bytes))
        };
        report(sandbox.layer(axum::middleware::map_response(invalid_phone))).await
    };
    assert!(refusing_with(StatusCode::BAD_REQUEST).await.is_kept());
    for status in [StatusCode::FORBIDDEN, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::IM_A_TEAPOT] {
        let report = refusing_with(status).await;
        let broken: Vec<&str> = report.broken().filter_map(|(case, _)| case.id.rsplit('/').next()).collect();
        assert_eq!(broken, ["body-Phone-empty", "body-Phone-long", "body-Phone-unicode"], "{status}");
        let (_, ways) = report.broken().next().expect("some");
        let expected = format!("expected a documented success or 400, got {}", status.as_u16());
        assert!(ways[0].starts_with(&expected), "{}", ways[0]);
    }
}
