//! The list of operations on the front pages of the client and the server.

use std::collections::BTreeMap;

use crate::named::{Api, Operation};
use crate::rust::{code, one_line};

/// Returns the section with all operations, by their first tag. Each one is a link to its method of `of`, with the HTTP method, the path
/// and the summary.
pub(crate) fn section(api: &Api, of: &str) -> String {
    let mut by_tag: BTreeMap<Option<&str>, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        by_tag.entry(operation.tags.first().map(String::as_str)).or_default().push(operation);
    }
    let line = |operation: &&Operation| {
        let (method, route) = (&operation.method_name, code(&format!("{} {}", operation.method, operation.template())));
        let summary = operation.summary.as_deref().map(|text| format!(": {}", one_line(text))).unwrap_or_default();
        let deprecated = if operation.annotations.deprecated { " (deprecated)" } else { "" };
        format!("- [`{method}`]({of}::{method}) {route}{summary}{deprecated}\n")
    };
    let has_several = by_tag.len() > 1;
    let sections = by_tag.into_iter().map(|(tag, operations)| {
        let heading = match tag {
            _ if !has_several => "\n".to_owned(),
            Some(tag) => format!("\n## {}\n\n", one_line(tag)),
            None => "\n## Without a tag\n\n".to_owned(),
        };
        heading + &operations.iter().map(line).collect::<String>()
    });
    format!("# Operations\n{}", sections.collect::<String>())
}
