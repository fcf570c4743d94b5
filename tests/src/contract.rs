//! The contract runner on servers: the generated one, a correct hand-written one, and many with one bug each.

mod chains;
mod combined;
mod command;
mod derived;
mod faulty;
mod given;
mod hostile;
mod interrupted;
mod lenient;
mod options;
mod orders;
mod reports;
mod safety;
mod witness;
mod wrapped;

use contract::{Options, Outcome, Report, check};

use crate::support::{snapshot, source};

async fn report(router: axum::Router) -> Report {
    // Advice too, so that bugs that break no demand are seen.
    let options = Options { fail_on: contract::Severity::Advice, ..Options::default() };
    check(&source(), router, &options).await.expect("the document has no errors")
}

#[tokio::test]
async fn the_example_server_passes() {
    let documented = password_otp_server::Documented::new().expect("the examples fit");
    let report = report(password_otp_server::router(documented)).await;
    assert!(report.passed(), "{report}");
    for (case, outcome) in &report.outcomes {
        assert!(!matches!(outcome, Outcome::Skipped(_)), "{} is skipped", case.id);
    }
}

/// An implementation without methods: every operation responds with 501.
struct NotImplemented;

impl password_otp_server::Api for NotImplemented {
    type Caller = ();

    async fn authenticate(
        &self,
        credential: password_otp_server::Credential,
        _: &password_otp_server::Context,
    ) -> Result<(), password_otp_server::Denied> {
        use password_otp_server::secrecy::ExposeSecret;
        match credential {
            password_otp_server::Credential::Apikey(key) if key.expose_secret() != "wrong" => Ok(()),
            _ => Err(password_otp_server::Denied::Invalid),
        }
    }
}

#[tokio::test]
async fn an_operation_that_is_not_implemented_fails() {
    let report = report(password_otp_server::router(NotImplemented)).await;
    let failures: Vec<(&contract::Case, String)> =
        report.failures().map(|(case, messages)| (case, format!("{messages:?}"))).collect();
    let accepted = report.outcomes.iter().filter(|(case, _)| case.group == contract::Group::Accepted).count();
    let failed = failures.iter().filter(|(case, _)| case.group == contract::Group::Accepted);
    assert_eq!(failed.count(), accepted, "{report}");
    for (case, messages) in failures {
        assert!(messages.contains("got 501, which is not documented"), "{}: {messages}", case.id);
    }
}

#[tokio::test]
async fn combined_changes_need_few_requests() {
    let served = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&served);
    let documented = password_otp_server::Documented::new().expect("the examples fit");
    let server = password_otp_server::router(documented).layer(axum::middleware::map_response(
        move |response: axum::response::Response| {
            count.fetch_add(usize::from(response.status().is_success()), std::sync::atomic::Ordering::Relaxed);
            async { response }
        },
    ));
    let report = check(&source(), server, &Options::default()).await.expect("the document has no errors");
    assert!(report.passed(), "{report}");
    let accepted = report.outcomes.iter().filter(|(case, _)| case.group == contract::Group::Accepted).count();
    assert!(accepted > 50, "{accepted} cases");
    // One more is the documented exchange.
    let served = served.load(std::sync::atomic::Ordering::Relaxed);
    assert!(served <= 9, "{accepted} accepted cases need {served} requests");
    assert_eq!(report.acted_on, served);
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
async fn a_correct_hand_written_server_passes() {
    let report = report(faulty::router(None)).await;
    assert!(report.passed(), "{report}");
}

#[tokio::test]
async fn every_bug_is_found_by_a_case_that_names_it() {
    let mut rows = Vec::new();
    let mut missed = Vec::new();
    for (bug, named) in faulty::BUGS {
        let report = report(faulty::router(Some(bug))).await;
        let found: Vec<&str> = report.failures().map(|(case, _)| case.id.as_str()).collect();
        match found.iter().find(|id| id.contains(named)) {
            Some(id) => rows.push([described(&format!("{bug:?}")), (*id).to_owned()]),
            None => missed.push(format!("{bug:?}: {found:?}")),
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    derived::found(&mut rows).await;
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = std::fs::read_to_string(crate::support::root().join(document)).expect("it is there");
        assert!(
            text.contains(&format!("{} bugs", rows.len())),
            "{document} does not name the number of bugs: {}",
            rows.len()
        );
    }
    let rows =
        rows.iter().map(|[bug, id]| format!("| {bug} | `{}` |\n", id.replace("RequestOTPForPasswordReset", "…")));
    let table = format!("| bug | found by |\n|---|---|\n{}", rows.collect::<String>());
    println!("{table}");
    let readme = std::fs::read_to_string(crate::support::root().join("crates/contract/README.md")).expect("a README");
    assert!(readme.contains(&table), "crates/contract/README.md does not have this table:\n{table}");
}

/// The name of a bug as text: `MissingKeyAccepted` is `missing key accepted`, `WrongKeyIs401` is `wrong key is 401`, and
/// `-tags are present` is `not checked: tags are present`.
fn described(bug: &str) -> String {
    match (bug.strip_prefix('-'), bug.strip_prefix('+')) {
        (Some(check), _) => format!("not checked: {check}"),
        (_, Some(check)) => format!("also required: {check}"),
        _ if bug.contains(' ') => bug.to_owned(),
        _ => {
            let spaced =
                bug.chars().flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain([c.to_ascii_lowercase()]));
            let spaced = spaced.collect::<String>();
            ('0'..='9').fold(spaced.trim().to_owned(), |text, digit| {
                text.replace(&format!(" is{digit}"), &format!(" is {digit}"))
            })
        }
    }
}

#[tokio::test]
async fn accepted_requests_are_limited() {
    let documented = || password_otp_server::router(password_otp_server::Documented::new().expect("the examples fit"));
    let none = Options { max_accepted: Some(0), ..Options::default() };
    let report = check(&source(), documented(), &none).await.expect("no errors");
    assert!(report.passed() && !report.is_complete());
    assert_eq!(report.acted_on, 0);
    for (case, outcome) in &report.outcomes {
        assert_eq!(case.may_act, matches!(outcome, Outcome::Skipped(_)), "{}", case.id);
    }
}

#[tokio::test]
async fn a_text_of_a_format_that_only_the_server_knows_is_accepted_or_rejected_as_documented() {
    use axum::http::StatusCode;
    use axum::response::Response;
    // The sandbox rejects texts that are not phone numbers with 400, which this server replaces by another status.
    let rejecting_with = async |status: StatusCode| {
        let sandbox = password_otp_sandbox::app(&password_otp_sandbox::Config::new("valid")).expect("the document");
        let invalid_phone = move |response: Response| async move {
            let (mut parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
            if String::from_utf8_lossy(&bytes).contains("\"ErrorCode\":1096") {
                parts.status = status;
            }
            Response::from_parts(parts, axum::body::Body::from(bytes))
        };
        report(sandbox.layer(axum::middleware::map_response(invalid_phone))).await
    };
    // 403 is documented too.
    for status in [StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN] {
        let report = rejecting_with(status).await;
        assert!(report.passed(), "{report}");
    }
    for status in [StatusCode::METHOD_NOT_ALLOWED, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::IM_A_TEAPOT] {
        let report = rejecting_with(status).await;
        let failed: Vec<&str> = report.failures().filter_map(|(case, _)| case.id.rsplit('/').next()).collect();
        let changes = ["unicode", "long", "length-256", "reserved", "empty", "line-break"];
        assert_eq!(failed, changes.map(|change| format!("body-Phone-{change}")), "{status}: {report}");
        let (_, messages) = report.failures().next().expect("some");
        let expected = format!("expected a documented success, 400 or 403, got {}", status.as_u16());
        assert!(messages[0].message.starts_with(&expected), "{}", messages[0]);
    }
}
