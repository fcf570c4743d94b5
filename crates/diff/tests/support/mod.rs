//! The pairs of `pairs.yaml`.

use model::node::Node;
use model::{Api, Source};
use serde_json::{Value, json};

pub const SHOP: &str = include_str!("../shop.yaml");

/// One edit, and the changes that it makes.
pub struct Row {
    pub line: usize,
    pub edit: Value,
    pub there: Vec<String>,
    pub back: Vec<String>,
    /// The severities there and back, if they differ from those of the rules.
    pub severities: Vec<String>,
    /// Why no exchange shows the edit.
    #[allow(dead_code, reason = "`oracle.rs` reads it")]
    pub undecided: Option<String>,
}

pub fn rows() -> Vec<Row> {
    let source = Source::new("pairs.yaml", include_str!("../pairs.yaml"));
    let root = model::load::load(&source).expect("YAML");
    let texts = |row: &Node, key: &str| -> Vec<String> {
        let texts = row.get(key).map(Node::elements).unwrap_or_default();
        texts.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
    };
    let row = |row: &Node| Row {
        line: source.line(row.at.start),
        edit: row.get("edit").expect("an edit").to_json(),
        there: expanded(texts(row, "there")),
        back: expanded(texts(row, "back")),
        severities: texts(row, "severity"),
        undecided: row.get("undecided").and_then(Node::as_str).map(str::to_owned),
    };
    root.elements().iter().map(row).collect()
}

/// Replaces `*` by both directions.
fn expanded(ids: Vec<String>) -> Vec<String> {
    let both = |id: String| match id.strip_suffix('*') {
        Some(kind) => vec![format!("{kind}request"), format!("{kind}response")],
        None => vec![id],
    };
    ids.into_iter().flat_map(both).collect()
}

pub fn resolve(source: &Source) -> Api {
    match model::resolve_annotated(source) {
        Ok((api, _)) => api,
        Err(problems) => panic!("{}", model::report::render(source, &problems.0, model::report::Options::default())),
    }
}

pub fn edited(edit: &Value) -> Source {
    let overlay = json!({ "overlay": "1.1.0", "info": { "title": "Edit", "version": "1" }, "actions": edit });
    Source::new("shop.yaml", SHOP).overlaid("edit.json", "edit.json", overlay.to_string())
}
