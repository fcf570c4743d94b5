//! The order in which the values of each part of a request are tested. The limit of requests may be reached before the last ones.

use std::collections::HashMap;

use model::Api;

use crate::derive::Case;
use crate::label::{Bound, Edge, Label, Mutation};
use crate::variation::{Change, OptionalPart};

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
        indexes.sort_by_key(|index| rank(&cases[*index].label));
        let count = indexes.len();
        for (place, index) in indexes.into_iter().enumerate() {
            turns[index] = (place + count - ahead % count) % count;
        }
    }
    turns
}

/// The place of a kind of value in the order. Those that find most come first.
fn rank(label: &Label) -> usize {
    match label {
        Label::Part(_, Mutation::Edge(Edge::Null)) => 0,
        Label::Part(_, Mutation::Edge(Edge::At(Bound::Maximum))) => 1,
        Label::Part(_, Mutation::Edge(Edge::At(Bound::MaxLength))) => 2,
        Label::Part(_, Mutation::Edge(Edge::At(Bound::MaxItems))) => 3,
        Label::Part(_, Mutation::Alternative) => 4,
        Label::Part(_, Mutation::Edge(Edge::NoElement)) => 5,
        Label::Part(_, Mutation::Edge(Edge::Capitals)) => 6,
        Label::Part(_, Mutation::Edge(Edge::Unicode)) => 7,
        Label::Part(_, Mutation::Edge(Edge::Reserved)) => 8,
        Label::Part(_, Mutation::Edge(Edge::At(Bound::Minimum))) => 9,
        _ => 10,
    }
}

/// The number of operations before one that have the same JSON body.
fn before(api: &Api, operation: usize) -> usize {
    let schema = |index: usize| api.operations[index].json_body().map(|content| &content.schema);
    let Some(own) = schema(operation) else { return 0 };
    (0..operation).filter(|index| schema(*index) == Some(own)).count()
}

#[cfg(test)]
mod tests {
    use super::rank;
    use crate::label::{Bound, Edge, Label, Mutation, PartPath};

    #[test]
    fn values_that_find_most_come_first() {
        let name = PartPath::default().property("name");
        let of = |mutation: Mutation| rank(&Label::body(name.clone(), mutation));
        let first: [Mutation; 10] = [
            Edge::Null.into(),
            Edge::At(Bound::Maximum).into(),
            Edge::At(Bound::MaxLength).into(),
            Edge::At(Bound::MaxItems).into(),
            Mutation::Alternative,
            Edge::NoElement.into(),
            Edge::Capitals.into(),
            Edge::Unicode.into(),
            Edge::Reserved.into(),
            Edge::At(Bound::Minimum).into(),
        ];
        assert_eq!(first.map(of), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(rank(&Label::body(name.clone(), Edge::UnicodeLongest.into())), 10);
        // The name of an example may end with the words of a kind.
        assert_eq!(rank(&Label::Named("body-not-null".to_owned())), 10);
    }
}
