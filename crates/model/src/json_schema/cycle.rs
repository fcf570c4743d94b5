//! Definitions that refer to themselves for the same value. A validator would follow them without end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::pointer::{decode, encode};
use crate::schema::Keyword;

/// Keywords whose schemas apply to the same value as the schema with the keyword.
const SAME_VALUE: [Keyword; 8] = [
    Keyword::AllOf,
    Keyword::AnyOf,
    Keyword::OneOf,
    Keyword::Not,
    Keyword::Ref,
    Keyword::If,
    Keyword::Then,
    Keyword::Else,
];

/// Replaces the reference that closes a cycle by a schema that accepts every value.
pub(super) fn cut(definitions: &mut Map<String, Value>) {
    let by_token: HashMap<String, String> = definitions.keys().map(|name| (encode(name), name.clone())).collect();
    let mut edges: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, schema) in definitions.iter() {
        let mut found = Vec::new();
        leads_to(schema, &by_token, &mut found);
        edges.insert(name, found);
    }
    let mut closing: BTreeSet<(String, String)> = BTreeSet::new();
    let (mut begun, mut done) = (BTreeSet::new(), BTreeSet::new());
    for name in edges.keys() {
        search(name, &edges, &mut begun, &mut done, &mut closing);
    }
    for (from, to) in closing {
        if let Some(schema) = definitions.get_mut(&from) {
            forget(schema, &to, &by_token);
        }
    }
}

fn target<'t>(reference: &Value, by_token: &'t HashMap<String, String>) -> Option<&'t String> {
    let token = reference.as_str()?.strip_prefix("#/$defs/")?;
    by_token.get(token).or_else(|| by_token.get(&encode(&decode(token))))
}

fn leads_to(schema: &Value, by_token: &HashMap<String, String>, found: &mut Vec<String>) {
    let Some(object) = schema.as_object() else { return };
    for keyword in SAME_VALUE {
        match object.get(keyword.name()) {
            Some(Value::Array(members)) => members.iter().for_each(|member| leads_to(member, by_token, found)),
            Some(reference) if keyword == Keyword::Ref => found.extend(target(reference, by_token).cloned()),
            Some(inner) => leads_to(inner, by_token, found),
            None => {}
        }
    }
}

fn search<'e>(
    name: &'e str,
    edges: &'e BTreeMap<&str, Vec<String>>,
    begun: &mut BTreeSet<&'e str>,
    done: &mut BTreeSet<&'e str>,
    closing: &mut BTreeSet<(String, String)>,
) {
    if done.contains(name) || !begun.insert(name) {
        return;
    }
    for next in edges.get(name).into_iter().flatten() {
        if begun.contains(next.as_str()) && !done.contains(next.as_str()) {
            closing.insert((name.to_owned(), next.clone()));
        } else {
            search(next, edges, begun, done, closing);
        }
    }
    done.insert(name);
}

fn forget(schema: &mut Value, to: &str, by_token: &HashMap<String, String>) {
    let Some(object) = schema.as_object_mut() else { return };
    if object
        .get(Keyword::Ref.name())
        .and_then(|reference| target(reference, by_token))
        .is_some_and(|target| target == to)
    {
        object.remove(Keyword::Ref.name());
        return;
    }
    for keyword in SAME_VALUE {
        match object.get_mut(keyword.name()) {
            Some(Value::Array(members)) => members.iter_mut().for_each(|member| forget(member, to, by_token)),
            Some(inner) => forget(inner, to, by_token),
            None => {}
        }
    }
}
