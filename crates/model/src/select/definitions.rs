//! The JSON Schemas that the schemas of operations refer to.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::api::Api;
use crate::json_schema::definition_named;

/// Removes all definitions that no schema of an operation reaches.
pub(super) fn retain_reachable<N>(api: &mut Api<N>) {
    let mut open: Vec<&Value> = Vec::new();
    for operation in api.operations.iter().chain(&api.webhooks.operations) {
        let contents =
            operation.body.iter().flat_map(|body| &body.contents).filter_map(|content| content.items.as_ref());
        let responses = operation.responses.iter().flat_map(|response| &response.contents);
        let items = contents.chain(responses.filter_map(|content| content.items.as_ref()));
        open.extend(items.flat_map(|items| items.data.iter().map(|data| &data.schema).chain([&items.schema])));
        open.extend(operation.parameters.iter().map(|parameter| &parameter.schema));
        open.extend(operation.body.iter().flat_map(|body| &body.contents).map(|content| &content.schema));
        for response in &operation.responses {
            open.extend(response.headers.iter().map(|header| &header.schema));
            open.extend(response.contents.iter().filter_map(|content| content.schema.as_ref()));
        }
        open.extend(operation.response_headers.iter().map(|header| &header.schema));
    }
    // The forms of a component in requests and in responses belong together.
    let mut forms: HashMap<&str, Vec<&Value>> = HashMap::new();
    for (name, schema) in &api.definitions {
        forms.entry(component(name)).or_default().push(schema);
    }
    let mut found: HashSet<String> = HashSet::new();
    while let Some(part) = open.pop() {
        match part {
            Value::Object(object) => {
                open.extend(object.values());
                let name = object.get("$ref").and_then(Value::as_str).and_then(definition_named);
                if let Some(name) = name.as_deref().map(component)
                    && found.insert(name.to_owned())
                {
                    open.extend(forms.get(name).into_iter().flatten());
                }
            }
            Value::Array(elements) => open.extend(elements),
            _ => {}
        }
    }
    api.definitions.retain(|name, _| found.contains(component(name)));
}

/// Returns the name of a definition without the form: `Pet` for `Pet:request`.
fn component(name: &str) -> &str {
    name.split_once(':').map_or(name, |(component, _)| component)
}
