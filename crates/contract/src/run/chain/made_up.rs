//! Texts that the runner made up: no resource from before the run has them.

use serde_json::Value;

use super::Chains;
use crate::transport::Transport;

impl<T: Transport> Chains<'_, T> {
    /// Whether the runner made up a text in the body of an operation's request: it is neither from the document nor given by the user.
    pub(super) fn is_made_up(&self, operation: usize, text: &str) -> bool {
        let content = self.api.operations[operation].json_body();
        let samples = self.api.operations[operation].cases.iter().filter_map(|case| case.body.as_ref());
        let of_content = content.into_iter().flat_map(|content| content.sample.iter().chain([&content.schema]));
        let mut known =
            of_content.chain(samples).chain(self.api.definitions.values()).chain(self.options.values.values());
        !text.is_empty() && !known.any(|known| has_text(known, text))
    }
}

/// Whether a text is among the values of a document or a schema.
fn has_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        Value::Array(elements) => elements.iter().any(|element| has_text(element, text)),
        Value::Object(properties) => properties.values().any(|property| has_text(property, text)),
        _ => false,
    }
}
