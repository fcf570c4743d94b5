//! Which operation is served by what, for `generate --explain`.

use model::api::Api;

/// One line per operation: its id, method and path, who emits its builder and why, and what was left out.
pub fn explain(api: &Api) -> String {
    let width = api.operations.iter().map(|operation| operation.id.chars().count()).max().unwrap_or_default();
    let lines = api.operations.iter().map(|operation| {
        let emitter = match operation.own {
            None => "progenitor".to_owned(),
            Some(reason) => format!("ours: {reason}"),
        };
        let left_out = match operation.left_out.as_slice() {
            [] => String::new(),
            names => format!(" (left out: {})", names.join(", ")),
        };
        format!("{:width$}  {} {}  {emitter}{left_out}\n", operation.id, operation.method, operation.template())
    });
    lines.collect()
}
