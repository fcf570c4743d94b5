//! What several tests need: the documents, sockets, and the commands under test.

pub mod chromium;
pub mod command;
pub mod curl;
pub mod sandbox;
pub mod wire;

use std::path::{Path, PathBuf};

use model::api::{Case, CredentialMark, Operation};
use model::{Api, Source};
use serde_json::Value;

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

/// One of the published answers.
pub fn published(name: &str) -> Value {
    serde_json::from_str(&file(&format!("documented/{name}.json"))).expect("the published answers are JSON")
}

/// The workspace's document.
pub fn source() -> Source {
    let path = "openapi/password-otp.yaml";
    Source::from_disk(&root().join(path), path).expect("the document is there")
}

/// A fixture by its path, with its file's name.
pub fn fixture(path: &Path) -> Source {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    Source::from_disk(path, name).expect("a readable fixture")
}

/// What the workspace's document means.
pub fn api() -> Api {
    let (api, warnings) = model::resolve(&source()).expect("the document has no mistake");
    assert!(warnings.is_empty(), "{warnings:?}");
    api
}

/// The one operation of the workspace's document.
pub fn operation() -> Operation {
    api().operations.remove(0)
}

/// The published answer that a documented exchange ends with.
pub fn published_answer(case: &Case) -> (u16, Value) {
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

/// Runs a snapshot assertion with the snapshots in `tests/snapshots`, named as said.
pub fn snapshot(name: &str, contents: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, contents));
}
