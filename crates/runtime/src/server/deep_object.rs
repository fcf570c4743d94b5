//! Reads the style `deepObject`: pairs `name[key][inner]=value` (OpenAPI 3.0.4, Style Values), in forms also below arrays.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::delimited::element;
use super::style::Kind;

/// The keys in brackets after a name, and the encoded value.
pub(crate) type Deep<'t> = (Vec<&'t str>, &'t str);

/// Builds a value from the pairs of one name. An error says how the value should be written.
pub(crate) fn build(found: &[Deep<'_>], kind: &Kind) -> Result<Value, &'static str> {
    match kind {
        Kind::Object(..) => {
            let mut object = Map::new();
            for (key, below) in properties(found).ok_or("an object")? {
                if let Some(inner) = kind.of(key) {
                    object.insert(key.to_owned(), build(&below, inner)?);
                }
            }
            Ok(Value::Object(object))
        }
        Kind::Tuple(_) if !are_places_clear(found) => Err("an array whose indexes are 0, 1 and so on"),
        Kind::Array(_) | Kind::Tuple(_) => {
            let elements = elements(found).into_iter().enumerate().map(|(index, of_one)| match of_one.as_slice() {
                [(path, text)] if path.is_empty() => element(text, kind.at(index), true),
                of_one => build(of_one, kind.at(index)),
            });
            elements.collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        Kind::Text(_) => match found {
            [(path, text)] if path.is_empty() => element(text, kind, true),
            _ => Err("one value"),
        },
        Kind::OneOf(kinds) => {
            let keys = || found.iter().filter_map(|(path, _)| path.first());
            let fits = |kind: &&Kind| match kind {
                Kind::Object(..) => keys().any(|key| kind.of(key).is_some()),
                kind => kind.is_array() && found.iter().all(|(path, _)| path.first().is_none_or(|key| is_place(key))),
            };
            match (found, kinds.iter().find(fits)) {
                ([(path, text)], array) if path.is_empty() => match (element(text, kind, true), array) {
                    // One element of a list whose name is repeated for each.
                    (Err(_), Some(array)) => build(found, array),
                    (read, _) => read,
                },
                (_, Some(kind)) => build(found, kind),
                _ => Err("one of its kinds"),
            }
        }
    }
}

/// Groups pairs by their first key, in order of occurrence; `None` if a pair has no key.
fn properties<'t>(found: &[Deep<'t>]) -> Option<Vec<(&'t str, Vec<Deep<'t>>)>> {
    let mut properties: Vec<(&'t str, Vec<Deep<'t>>)> = Vec::new();
    // A form may have a hundred thousand keys, so a linear search for each would be quadratic.
    let mut places: HashMap<&'t str, usize> = HashMap::new();
    for (path, text) in found {
        let (key, below) = path.split_first()?;
        let place = *places.entry(*key).or_insert(properties.len());
        if place == properties.len() {
            properties.push((*key, Vec::new()));
        }
        properties[place].1.push((below.to_vec(), *text));
    }
    Some(properties)
}

/// Groups pairs by the element of an array that they belong to. The name is repeated, or followed by `[]` or by an index. Indexes
/// decide the order.
fn elements<'t>(found: &[Deep<'t>]) -> Vec<Vec<Deep<'t>>> {
    let mut elements: Vec<Vec<Deep<'t>>> = Vec::new();
    let mut indexed: BTreeMap<u64, Vec<Deep<'t>>> = BTreeMap::new();
    // The keys of the last element, while pairs may still belong to it.
    let mut open: Option<HashSet<Vec<&'t str>>> = None;
    for (path, text) in found {
        let below = path.get(1..).unwrap_or_default().to_vec();
        if let Some(index) = path.first().and_then(|key| key.parse().ok()) {
            indexed.entry(index).or_default().push((below, *text));
            open = None;
            continue;
        }
        // `[][a]` belongs to the last element, unless that has an `a`.
        let belongs = !below.is_empty() && open.as_mut().is_some_and(|known| known.insert(below.clone()));
        match elements.last_mut().filter(|_| belongs) {
            Some(last) => last.push((below, *text)),
            None => {
                open = Some(HashSet::from([below.clone()]));
                elements.push(vec![(below, *text)]);
            }
        }
    }
    elements.extend(indexed.into_values());
    elements
}

/// Whether the pairs tell the place of each element of a tuple: no pair has an index, or their indexes are 0, 1, 2 and so on.
fn are_places_clear(found: &[Deep<'_>]) -> bool {
    let index = |(path, _): &Deep<'_>| path.first().and_then(|key| key.parse::<u64>().ok());
    let indexes: BTreeSet<Option<u64>> = found.iter().map(index).collect();
    indexes.iter().all(Option::is_none) || (0u64..).zip(indexes).all(|(place, index)| index == Some(place))
}

/// Whether a key in brackets is empty or an index.
fn is_place(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}
