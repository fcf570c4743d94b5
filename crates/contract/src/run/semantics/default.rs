//! The default of a parameter.

use serde_json::Value;

use super::{CHANGES, Comparison, RelationCheck, json};
use crate::kind::ViolationKind;
use crate::transport::Transport;

impl<T: Transport> RelationCheck<'_, '_, T> {
    /// Compares the response to a request without a parameter with that to one with its default.
    pub(super) async fn default(&mut self, parameter: usize) -> Result<Comparison, Comparison> {
        let parameters = &self.derivation.operation.parameters;
        let Some(default) = parameters[parameter].default.clone() else { return Ok(Comparison::Same) };
        let without = json(&self.get(&[]).await?);
        let with = json(&self.get(&[(parameter, default)]).await?);
        if is_same(&with, &without) {
            return Ok(Comparison::Same);
        }
        let again = json(&self.get(&[]).await?);
        let name = &parameters[parameter].wire;
        let message = format!(
            "expected the response to a request without `{name}` to equal that with its default, got another one"
        );
        Ok(match is_same(&again, &without) {
            true => Comparison::Differs(ViolationKind::Default, message),
            false => Comparison::Open(CHANGES),
        })
    }
}

/// Whether two bodies are equal, apart from the queries of URLs: pages have links to themselves and to the next one, with the parameters
/// of the request.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            let is_link = |text: &str| text.contains('?') && (text.starts_with(['/', '?']) || text.contains("://"));
            let start = |text: &str| text.split('?').next().unwrap_or_default().to_owned();
            one == other || ((is_link(one) || is_link(other)) && start(one) == start(other))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| is_same(one, other)))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_same;

    /// RFC 8288 section 3.2 and JSON:API 1.1 (Links) have links of a page to itself, with the query of the request.
    #[test]
    fn queries_of_links_are_not_compared() {
        let body = |link: &str| json!({ "data": [1, 2], "links": { "self": link } });
        for (one, other, expected) in [
            ("https://example.com/items?limit=20", "https://example.com/items", true),
            ("/items?limit=20&offset=20", "/items?offset=20", true),
            ("https://example.com/items?limit=20", "https://example.com/others", false),
            ("who?", "who? me", false),
        ] {
            assert_eq!(is_same(&body(one), &body(other)), expected, "{one} {other}");
        }
        assert!(!is_same(&json!([1, 2]), &json!([1])));
    }
}
