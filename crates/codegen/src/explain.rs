//! The text of `generate --explain`.

use crate::emitter::own_builder;
use model::api::Api;

/// Returns one line per operation: its id, method and path, whether progenitor or this crate emits the client's builder and
/// the reason, and the features that the generated crates ignore. Without operations and webhooks, the text says so.
pub fn explain(api: &Api) -> String {
    if api.operations.is_empty() && api.webhooks.operations.is_empty() {
        return format!("{} has no operations; its crates have the types of its schemas\n", api.document);
    }
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

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use model::Source;

    #[test]
    fn a_document_of_components_alone_has_no_operations() {
        let text = "{openapi: 3.1.0, info: {title: T, version: '1'}, components: {schemas: {A: {type: string}}}}";
        let (api, _) = model::resolve(&Source::new("parts.yaml", text)).expect("a document");
        assert_eq!(super::explain(&api), "parts.yaml has no operations; its crates have the types of its schemas\n");
    }
}
