mod content;
mod error;
mod event_stream;
mod headers;
mod multipart;
mod receive;
mod retry;
mod send;
mod split;
mod style;
mod token;
mod tracing;

use secrecy::SecretString;

use crate::client::{Client, Credentials};

/// A client with these credentials.
fn client(secrets: &[&str]) -> Client {
    Client {
        http: reqwest::Client::new(),
        credentials: Credentials(secrets.iter().map(|text| SecretString::from(*text)).collect()),
    }
}

/// A response that was received whole.
fn response(status: u16, headers: &[(&str, &str)], body: &str) -> reqwest::Response {
    let response = http::Response::builder().status(status);
    let response = headers.iter().fold(response, |response, (name, value)| response.header(*name, *value));
    response.body(body.to_owned()).expect("a response").into()
}
