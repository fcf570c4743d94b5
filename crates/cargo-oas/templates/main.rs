//! Tests of the API's server against the document.

mod conformance;
mod exchanges;
mod fresh;

use std::path::Path;
use std::time::Duration;

use contract::Source;
use server::fake::Settings;

/// The server under test. It is the generated example server. Once you implement the trait `server::Api`, return
/// `server::router(…)` of your implementation.
fn router() -> axum::Router {
    let settings = Settings {
        prefer: String::new(),
        rate_window: Duration::from_secs(60),
        is_storing: true,
        sleep: |time| Box::pin(tokio::time::sleep(time)),
    };
    server::fake_router(settings).expect("the examples have the types of the document")
}

/// The path of the document in the workspace.
const DOCUMENT: &str = {{document}};

/// The overlays of the document.
const OVERLAYS: &[&str] = &[{{overlay-list}}];

/// The document of the API, with its overlays.
fn document() -> Source {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let document = Source::from_disk(&root.join(DOCUMENT), DOCUMENT);
    let document = document.expect("the document can be read");
    OVERLAYS.iter().fold(document, |document, overlay| {
        let overlaid = document.overlaid_from_disk(&root.join(overlay), *overlay);
        overlaid.expect("the overlay can be read")
    })
}
