//! Functions that several tests need: the documents, sockets, and the commands under test.

pub mod chromium;
pub mod command;
pub mod curl;
pub mod fixture;
pub mod near;
pub mod sandbox;
pub mod wire;

use std::path::{Path, PathBuf};

use model::api::{Case, CredentialMark, Operation};
use model::{Api, Source};
use serde_json::Value;

pub use fixture::snapshot;

/// A credential that the example server takes for valid. It looks like nothing else, so that a search finds it.
pub const KEY: &str = "k3y-that/must+not&leak";

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ stands in the workspace").to_owned()
}

/// A file of this package.
pub fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One of the published responses.
pub fn published(name: &str) -> Value {
    serde_json::from_str(&file(&format!("documented/{name}.json"))).expect("the published responses are JSON")
}

/// The workspace's document.
pub fn source() -> Source {
    let path = "openapi/password-otp.yaml";
    Source::from_disk(&root().join(path), path).expect("the document is there")
}

/// The `Api` of the workspace's document.
pub fn api() -> Api {
    let (api, warnings) = model::resolve(&source()).expect("the document has no error");
    assert!(warnings.is_empty(), "{warnings:?}");
    api
}

/// The one operation of the workspace's document.
pub fn operation() -> Operation {
    api().operations.remove(0)
}

/// The published response that a documented exchange ends with.
pub fn published_response(case: &Case) -> (u16, Value) {
    match case.credential {
        CredentialMark::Valid => (200, published("200")),
        CredentialMark::Missing => (400, published("400")),
        CredentialMark::Wrong => (403, published("403")),
    }
}

/// The key that the request of a documented exchange is sent with.
pub fn key(case: &Case) -> Option<&'static str> {
    match case.credential {
        CredentialMark::Valid => Some(KEY),
        CredentialMark::Missing => None,
        CredentialMark::Wrong => Some("wrong"),
    }
}
