use std::time::Duration;

use crate::client::client_builder::Client;
use crate::client::client_builder::{BuildClientError, ClientBuilder};
use crate::client::transport::HttpService;

fn base_url(builder: ClientBuilder) -> String {
    builder.build().unwrap().shared.base_url.clone()
}

fn service() -> HttpService {
    HttpService::http(reqwest::Client::new())
}

#[test]
fn the_base_url_is_that_of_the_document_without_a_slash_at_its_end() {
    assert_eq!(base_url(Client::builder()), "https://api.example/v1");
    let client = Client::builder().build().unwrap();
    assert!(!client.shared.is_base_url_given);
}

#[test]
fn a_service_in_this_process_has_a_base_url_of_its_own() {
    assert_eq!(base_url(Client::builder().service(service())), "http://localhost");
    assert_eq!(Client::over(service()).shared.base_url, "http://localhost");
    let mut builder = Client::builder().service(service());
    builder.base_url = Some("http://a.example/b/".to_owned());
    assert_eq!(base_url(builder), "http://a.example/b");
}

#[test]
fn a_base_url_with_other_parts_than_scheme_host_and_path_is_rejected() {
    let wrong = [
        "",
        "/v1",
        "a.example/v1",
        "ftp://a.example",
        "http://user@a.example",
        "http://:secret@a.example",
        "http://a.example/?a=b",
        "http://a.example/#a",
    ];
    for url in wrong {
        let mut builder = Client::builder();
        builder.base_url = Some(url.to_owned());
        let error = builder.build().err().unwrap_or_else(|| panic!("{url} is accepted"));
        assert!(matches!(error, BuildClientError::BaseUrl), "{url}: {error}");
    }
}

#[test]
fn time_limits_have_defaults_unless_the_caller_gives_the_http_client() {
    let limits = |builder: ClientBuilder| {
        let client = builder.build().unwrap();
        (client.shared.timeout, client.shared.idle_timeout)
    };
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(limits(Client::builder()), (seconds(30), seconds(60)));
    assert_eq!(limits(Client::builder().timeout(Duration::from_secs(1))), (seconds(1), seconds(60)));
    let own = || Client::builder().http_client(reqwest::Client::new());
    assert_eq!(limits(own()), (None, None));
    assert_eq!(limits(own().idle_timeout(Duration::from_secs(2))), (None, seconds(2)));
}
