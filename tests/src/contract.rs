//! The contract against servers: the generated one, a correct one that uses nothing of ours, and many with one bug each.

mod faulty;

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
    let mut table = String::new();
    let mut missed = Vec::new();
    for (bug, named) in faulty::BUGS {
        let report = report(faulty::router(Some(bug))).await;
        let found: Vec<&str> = report.broken().map(|(case, _)| case.id.as_str()).collect();
        match found.iter().find(|id| id.contains(named)) {
            Some(id) => table.push_str(&format!("{bug:?} | {id} | {} cases\n", found.len())),
            None => missed.push(format!("{bug:?}: {found:?}")),
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(faulty::BUGS.len() >= 20);
    snapshot("contract_bugs", &table);
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
async fn reports_say_where_and_how_and_show_no_credential() {
    let secret = "s3cret/+key&more";
    let credentials = contract::Credentials::default().with("apikey", secret);
    let options = Options { credentials, max_accepted: usize::MAX, ..Options::default() };
    let (document, api) = (source(), crate::support::api());
    let report =
        check(&document, faulty::router(Some(faulty::Bug::EmptyKeyAccepted)), &options).await.expect("no mistake");
    let subject = contract::report::Subject { document: &document, api: &api, base: "https://staging.example" };
    let human = contract::report::human(&subject, &report);
    snapshot("contract_report", &human);
    let json = contract::report::json(&subject, &report).to_string();
    let junit = contract::report::junit(&subject, &report).expect("XML");
    for text in [&human, &json, &junit, &format!("{report} {report:?} {options:?}")] {
        for form in [secret, "s3cret%2F%2Bkey%26more", "s3cret"] {
            assert!(!text.contains(form), "{form} in {text}");
        }
    }
    assert!(junit.contains(r#"failures="1""#), "{junit}");
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
        assert_eq!(
            broken,
            ["body-Phone-text", "body-Phone-empty", "body-Phone-long", "body-Phone-unicode"],
            "{status}"
        );
        let (_, ways) = report.broken().next().expect("some");
        assert_eq!(ways[0], format!("expected a success or 400, got {}", status.as_u16()));
    }
}

#[tokio::test]
async fn what_is_no_answer_is_a_failure_with_its_reason() {
    use contract::Transport;
    let request = || contract::cases(&crate::support::api(), &contract::Credentials::default()).remove(0).request;
    let failure = async |answer: &[u8]| {
        let (address, _served) = crate::support::wire::once(answer.to_vec()).await;
        let mut network = contract::Network::new(&format!("http://{address}")).expect("a client");
        network.send(&request()).await.expect_err("no answer").to_string()
    };
    assert!(failure(b"").await.starts_with("no answer: "));
    assert!(failure(b"garbage\r\n\r\n").await.starts_with("no answer: "));
    assert_eq!(
        failure(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut").await,
        "the body of the 200 OK answer broke off"
    );
    let endless = [b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n".to_vec(), vec![b'x'; 9_000_000]].concat();
    assert!(failure(&endless).await.contains("is larger than 8388608 bytes"));
    let (address, _served) = crate::support::wire::once(
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n".to_vec(),
    )
    .await;
    let mut network = contract::Network::new(&format!("http://{address}")).expect("a client");
    assert_eq!(network.send(&request()).await.expect("an answer").status, 302, "redirects are not followed");
}

#[tokio::test]
async fn a_server_that_never_answers_is_a_failure_not_a_hang() {
    let silent = axum::Router::new().fallback(async || {
        std::future::pending::<()>().await;
    });
    let timeout = std::time::Duration::from_millis(5);
    let options = Options { timeout, ..Options::default() };
    let report = check(&source(), silent, &options).await.expect("no mistake");
    assert!(report.broken().all(|(_, ways)| ways == ["no answer within 5 ms"]), "{report}");
    assert!(!report.is_kept());
}
