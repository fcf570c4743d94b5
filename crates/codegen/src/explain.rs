//! The text of `generate --explain`.

use crate::emitter::own_builder;
use model::api::Api;

/// Returns one line per operation: its id, method and path, whether progenitor or this crate emits the client's builder and
/// the reason, and the features that the generated crates ignore.
pub fn explain(api: &Api) -> String {
    let width = api.operations.iter().map(|operation| operation.id.chars().count()).max().unwrap_or_default();
    let lines = api.operations.iter().map(|operation| {
        let emitter = match own_builder(operation) {
            None => "progenitor".to_owned(),
            Some(reason) => format!("ours: {reason}"),
        };
        let ignored = match operation.ignored.as_slice() {
            [] => String::new(),
            names => format!(" (ignored: {})", names.join(", ")),
        };
        format!("{:width$}  {} {}  {emitter}{ignored}\n", operation.id, operation.method, operation.template())
    });
    let webhooks = api.webhooks.operations.iter().map(|webhook| {
        format!("{:width$}  {} webhook {}\n", webhook.id, webhook.method, webhook.template().trim_start_matches('/'))
    });
    lines.chain(webhooks).collect()
}
