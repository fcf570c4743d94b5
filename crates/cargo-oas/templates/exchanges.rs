//! A snapshot of each exchange that the document shows: a request and a response example with the same name. An operation
//! without one has a sample instead, with generated values where the document has no example, and its snapshot says so.
//!
//! A changed snapshot fails its test. Run `cargo insta review` to see and accept the changes (`cargo install cargo-insta`).

use std::fmt::Write;

use contract::{Case, Credentials, Group, InProcess, Transport};

const DOCUMENTED: &str = "An exchange from the examples of the document.";
const SAMPLE: &str = "A sample: the document has no pair of examples, so values may be generated.";

#[tokio::test]
async fn exchanges_are_the_documented_ones() {
    let (api, _) =
        contract::resolve_tolerant(&super::document()).expect("the document has no errors");
    let cases = contract::cases(&api, &Credentials::default());
    for (index, operation) in api.operations.iter().enumerate() {
        let of = |group: Group| {
            cases
                .iter()
                .filter(move |case| case.operation == Some(index) && case.group == group)
        };
        let mut shown: Vec<(&Case, &str)> = of(Group::Documented)
            .map(|case| (case, DOCUMENTED))
            .collect();
        if shown.is_empty() {
            shown.extend(of(Group::Accepted).next().map(|case| (case, SAMPLE)));
        }
        shown.retain(|(case, _)| case.skip_reason.is_none());
        for (number, (case, description)) in shown.into_iter().enumerate() {
            let name = format!(
                "{}_{number}",
                operation
                    .id
                    .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
            );
            let exchange = exchange(case).await;
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path("../snapshots");
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.set_description(description);
            settings.bind(|| insta::assert_snapshot!(name, exchange));
        }
    }
}

/// Sends the request of a case to the server. Returns the request and the response as text.
async fn exchange(case: &Case) -> String {
    let request = &case.request;
    let mut text = format!("{} {}\n", request.method, request.target());
    for (name, value) in &request.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    let _ = write!(text, "\n{}\n\n", String::from_utf8_lossy(&request.body));
    let response = InProcess(super::router())
        .send(request)
        .await
        .expect("the server responds");
    let _ = writeln!(text, "{}", response.status);
    let mut headers: Vec<_> = response.headers.iter().collect();
    headers.sort_by_key(|(name, _)| name.as_str());
    for (name, value) in headers {
        let _ = writeln!(
            text,
            "{name}: {}",
            String::from_utf8_lossy(value.as_bytes())
        );
    }
    let _ = write!(text, "\n{}", String::from_utf8_lossy(&response.body));
    text
}
