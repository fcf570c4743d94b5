//! Annotations of schemas.

use serde_json::{Map, Value};

use super::Values;
use crate::rule::value_id;
use crate::shape::{Shape, canonical};

impl<'v> Values<'v> {
    pub(super) fn annotations(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let own = |shape: &Shape<'v>, name: &str| shape.annotation(name).cloned();
        for (name, what) in [("title", "the title"), ("description", "the description")] {
            let (before, after) = (own(old, name), own(new, name));
            if before != after {
                let places = (old.place(name), new.place(name));
                self.add(
                    pair,
                    value_id!("description-changed"),
                    places.0,
                    places.1,
                    changed(what, &before, &after),
                    name,
                );
            }
        }
        let is_deprecated = |shape: &Shape<'v>| own(shape, "deprecated") == Some(Value::Bool(true));
        let places = (old.place("deprecated"), new.place("deprecated"));
        match (is_deprecated(old), is_deprecated(new)) {
            (false, true) => {
                self.add(pair, value_id!("schema-deprecated"), places.0, places.1, "is deprecated".to_owned(), "")
            }
            (true, false) => {
                self.add(
                    pair,
                    value_id!("schema-undeprecated"),
                    places.0,
                    places.1,
                    "is no longer deprecated".to_owned(),
                    "",
                );
            }
            _ => {}
        }
        self.default(pair, old, new);
        let examples =
            |shape: &Shape<'v>| shape.sources.iter().find_map(|source| source.get("examples")).map(canonical);
        if examples(old) != examples(new) {
            let places = (old.place("examples").or(old.place("example")), new.place("examples"));
            let message = "the examples have changed".to_owned();
            self.add(pair, value_id!("schema-examples-changed"), places.0, places.1, message, "");
        }
        self.extensions(pair, old, new);
        for (name, kind, what) in [
            ("contentEncoding", value_id!("content-encoding-changed"), "the encoding"),
            ("contentMediaType", value_id!("content-media-type-changed"), "the media type"),
            ("xml", value_id!("xml-changed"), "`xml`"),
        ] {
            let (before, after) = (own(old, name), own(new, name));
            if before != after {
                self.add(pair, kind, old.place(name), new.place(name), changed(what, &before, &after), "");
            }
        }
    }

    fn default(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        // No generated crate has a constant for `null`.
        let of = |shape: &Shape<'v>| shape.annotation("default").filter(|default| !default.is_null());
        let (before, after) = (of(old), of(new));
        let places = (old.place("default"), new.place("default"));
        let is_hidden = is_sensitive(old) || is_sensitive(new);
        let shown = |value: &Value| if is_hidden { "a hidden value".to_owned() } else { format!("`{value}`") };
        let (kind, message) = match (before, after) {
            (None, Some(value)) => (value_id!("default-added"), format!("the default is {}", shown(value))),
            (Some(value), None) => (value_id!("default-removed"), format!("the default {} is gone", shown(value))),
            (Some(before), Some(after)) if before != after => {
                (value_id!("default-changed"), format!("the default was {} and is {}", shown(before), shown(after)))
            }
            _ => return,
        };
        self.add(pair, kind, places.0, places.1, message, "");
    }

    fn extensions(&mut self, pair: usize, old: &Shape<'v>, new: &Shape<'v>) {
        let (before, after) = (extensions(old), extensions(new));
        for name in different_keys(&before, &after) {
            let message =
                format!("the extension `{name}` {}", verb(before.contains_key(&name), after.contains_key(&name)));
            let id = if name == "x-rust-type" {
                value_id!("rust-type-changed")
            } else {
                value_id!("schema-extension-changed")
            };
            self.add(pair, id, old.at(), new.at(), message, &name);
        }
    }
}

fn is_sensitive(shape: &Shape<'_>) -> bool {
    shape.sources.iter().any(|source| source.get("x-sensitive") == Some(&Value::Bool(true)))
}

fn extensions(shape: &Shape<'_>) -> Map<String, Value> {
    let found = shape
        .sources
        .iter()
        .filter_map(|source| model::json_schema::annotations_of(source)?.get("extensions")?.as_object());
    found.flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Returns the keys whose values differ, those of the old object first.
pub(in crate::compare) fn different_keys(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<String> {
    let changed = old.iter().filter(|(key, value)| new.get(*key) != Some(value)).map(|(key, _)| key);
    changed.chain(new.keys().filter(|key| !old.contains_key(*key))).cloned().collect()
}

/// Returns the verb for a part that is, or is not, in the old and in the new document.
pub(in crate::compare) fn verb(in_old: bool, in_new: bool) -> &'static str {
    match (in_old, in_new) {
        (false, true) => "is new",
        (true, false) => "is gone",
        _ => "has changed",
    }
}

fn changed(what: &str, old: &Option<Value>, new: &Option<Value>) -> String {
    format!("{what} {}", verb(old.is_some(), new.is_some()))
}
