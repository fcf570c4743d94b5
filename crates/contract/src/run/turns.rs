//! The order in which the values of each part of a request are tested. The limit of requests may be reached before the last ones.

use std::collections::HashMap;

use model::Api;

use crate::derive::Case;
use crate::variation::{Change, OptionalPart};

/// Kinds of values that find most: the last parts of ids, in this order. All others come after them.
const FIRST: [&str; 10] = [
    "-null",
    "-at-maximum",
    "-at-maxLength",
    "-at-maxItems",
    "-alternative",
    "-no-element",
    "-capitals",
    "-unicode",
    "-reserved",
    "-at-minimum",
];

/// How many values an operation is ahead of the one before it with the same body, so that both together test more of them.
const AHEAD: usize = 3;

/// The turn of each case of an operation among the cases that change the same part. Cases of different parts have the same turns.
pub(super) fn turns(api: &Api, operation: usize, cases: &[&Case]) -> Vec<usize> {
    let mut of_parts: HashMap<Option<OptionalPart>, Vec<usize>> = HashMap::new();
    for (index, case) in cases.iter().enumerate() {
        let changes = case.variation.as_ref().and_then(|variation| variation.changes.last());
        of_parts.entry(changes.and_then(Change::part)).or_default().push(index);
    }
    let ahead = AHEAD * before(api, operation);
    let mut turns = vec![0; cases.len()];
    for mut indexes in of_parts.into_values() {
        indexes.sort_by_key(|index| rank(&cases[*index].id));
        let count = indexes.len();
        for (place, index) in indexes.into_iter().enumerate() {
            turns[index] = (place + count - ahead % count) % count;
        }
    }
    turns
}

fn rank(id: &str) -> usize {
    FIRST.iter().position(|kind| id.ends_with(kind)).unwrap_or(FIRST.len())
}

/// The number of operations before one that have the same JSON body.
fn before(api: &Api, operation: usize) -> usize {
    let schema = |index: usize| api.operations[index].json_body().map(|content| &content.schema);
    let Some(own) = schema(operation) else { return 0 };
    (0..operation).filter(|index| schema(*index) == Some(own)).count()
}
