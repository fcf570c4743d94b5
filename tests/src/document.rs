//! The document's examples are the published ones, value for value.

use model::api::CredentialMark;
use serde_json::Value;

use crate::support::curl::Curl;
use crate::support::{api, file, operation, published_response};

#[test]
fn every_published_response_is_an_example() {
    let operation = operation();
    let marks: Vec<CredentialMark> = operation.cases.iter().map(|case| case.credential).collect();
    assert_eq!(marks, [CredentialMark::Valid, CredentialMark::Missing, CredentialMark::Wrong]);
    for case in &operation.cases {
        let (status, published) = published_response(case);
        assert_eq!(case.response_body, published, "{}", case.name);
        assert_eq!(
            operation.responses[case.response.response].status,
            model::api::Status::Code(status),
            "{}",
            case.name
        );
    }
}

#[test]
fn the_published_command_is_the_code_sample() {
    let operation = operation();
    assert_eq!(operation.code_samples.len(), 1);
    assert_eq!(operation.code_samples[0].source, file("documented/request.curl").trim_end_matches('\n'));
    assert!(file("documented/reference.txt").contains(&operation.code_samples[0].source));
}

#[test]
fn every_request_example_is_that_of_the_published_command() {
    let (api, operation) = (api(), operation());
    let curl = Curl::parse(&file("documented/request.curl"));
    assert_eq!(curl.method, operation.method);
    assert_eq!(curl.url.split('?').next().unwrap(), api.base_url.unwrap() + &operation.template());
    assert_eq!(curl.headers, [("Content-Type".to_owned(), operation.json_body().unwrap().media_types[0].clone())]);
    for case in &operation.cases {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let sent: Vec<(&str, String)> =
            case.parameters.iter().map(|(at, value)| (operation.parameters[*at].wire.as_str(), text(value))).collect();
        let published: Vec<(&str, String)> =
            curl.query().into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        assert_eq!(sent, published, "{}", case.name);
        assert_eq!(case.body, Some(serde_json::from_str(&curl.body).unwrap()), "{}", case.name);
    }
}

#[test]
fn names_and_descriptions_are_the_published_ones() {
    // `name?type`, an empty line, the description: so the published reference lists its parameters.
    let reference = file("documented/reference.txt");
    let (api, operation) = (api(), operation());
    assert_eq!(operation.parameters.len(), 7);
    for parameter in &operation.parameters {
        let ty = if parameter.text == model::api::Text::Boolean { "boolean" } else { "string" };
        let entry = format!("{}?{ty}\n\n{}\n", parameter.wire, parameter.doc.as_deref().unwrap());
        assert!(reference.contains(&entry), "{entry}");
        assert!(!parameter.required, "`?` marks an optional parameter");
    }
    let scheme = &api.schemes[0];
    assert!(reference.contains(&format!("{}<token>\n\n{}\n\nIn: query", scheme.wire, scheme.doc.as_deref().unwrap())));
}
