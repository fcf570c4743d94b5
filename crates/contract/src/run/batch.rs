//! Combines accepted cases of one operation, so that few requests test all of them.
//!
//! The first batch has no optional parts, the second all. Then each two optional parts A and B are in a batch with A and without B.
//! Cases that change values join the first batch whose other changes they do not contradict.

use std::collections::HashMap;

use model::Api;

use super::turns::turns;
use crate::credential::Credentials;
use crate::derive::combined::Combiner;
use crate::derive::{Case, Expectation, Group, is_safe};
use crate::fresh::Freshness;
use crate::known::Known;
use crate::schemas::Schemas;
use crate::variation::{Change, OptionalPart, Parts, Variation};

/// Cases that are sent in one request.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// The index of the operation.
    pub operation: usize,
    /// The optional parts of the request, besides those that the cases change.
    pub present: Vec<OptionalPart>,
    /// The indexes of the cases.
    pub members: Vec<usize>,
}

/// The requests of operations with batches, by the index of the operation.
pub(super) type Combiners<'a> = HashMap<usize, Combiner<'a>>;

/// The parts of the requests of operations that a server may act on. A request that has no effect is sent for each case, and a
/// request that deletes a resource too, because each needs a resource of its own.
pub(super) fn combiners<'a>(
    api: &'a Api,
    schemas: &'a Schemas,
    credentials: &'a Credentials,
    known: &'a Known,
) -> Combiners<'a> {
    let unsafe_ones = api
        .operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| !is_safe(&operation.method) && operation.method != "DELETE");
    let made =
        unsafe_ones.filter_map(|(index, _)| Some((index, Combiner::new(api, schemas, credentials, known, index)?)));
    made.collect()
}

/// All batches. Each case with a variation of which `is_open` is true and that is to be sent is in one of them, if its operation has a
/// combiner. Those of which `is_suspect` is true come first.
pub(super) fn batches(
    cases: &[Case],
    combiners: &Combiners<'_>,
    is_open: &dyn Fn(&usize) -> bool,
    is_suspect: &dyn Fn(usize) -> bool,
) -> Vec<Batch> {
    let mut by_operation: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, case) in cases.iter().enumerate() {
        let is_one = case.group == Group::Accepted && case.skip_reason.is_none() && case.variation.is_some();
        let is_one = is_one && is_open(&index);
        if let Some(operation) = case.operation.filter(|operation| is_one && combiners.contains_key(operation)) {
            by_operation.entry(operation).or_default().push(index);
        }
    }
    let mut operations: Vec<usize> = by_operation.keys().copied().collect();
    operations.sort_unstable();
    let packed = operations.into_iter().filter_map(|operation| {
        let combiner = combiners.get(&operation)?;
        Some(Packing::new(operation, combiner, (cases, is_suspect)).pack(by_operation.get(&operation)?))
    });
    packed.flatten().collect()
}

struct Packing<'a> {
    operation: usize,
    combiner: &'a Combiner<'a>,
    cases: &'a [Case],
    is_suspect: &'a dyn Fn(usize) -> bool,
    optional: Vec<OptionalPart>,
    batches: Vec<Batch>,
    /// The number of batches whose optional parts are fixed. The others have only those that their cases change.
    fixed: usize,
}

impl<'a> Packing<'a> {
    fn new(
        operation: usize,
        combiner: &'a Combiner<'a>,
        (cases, is_suspect): (&'a [Case], &'a dyn Fn(usize) -> bool),
    ) -> Self {
        let optional = combiner.optional_parts();
        let batch = |present: Vec<OptionalPart>| Batch { operation, present, members: Vec::new() };
        let mut batches = vec![batch(Vec::new())];
        if !optional.is_empty() {
            batches.push(batch(optional.clone()));
        }
        let columns = columns(optional.len());
        let rows = columns.first().map_or(0, Vec::len);
        for row in 0..rows {
            let present = optional.iter().zip(&columns).filter(|(_, column)| column[row]);
            batches.push(batch(present.map(|(part, _)| part.clone()).collect()));
        }
        let fixed = batches.len();
        Packing { operation, combiner, cases, is_suspect, optional, batches, fixed }
    }

    fn pack(mut self, members: &[usize]) -> Vec<Batch> {
        let variation = |index: usize| self.cases[index].variation.as_ref();
        let is_of_parts = |index: &usize| {
            variation(*index).is_some_and(|variation| {
                matches!(variation.parts, Parts::Least | Parts::All)
                    || variation.changes.iter().any(|change| matches!(change, Change::Present(_) | Change::Absent(_)))
            })
        };
        let (of_parts, of_values): (Vec<usize>, Vec<usize>) = members.iter().copied().partition(is_of_parts);
        for index in of_parts {
            let Some(variation) = self.cases[index].variation.as_ref() else { continue };
            // Those with the fewest members first, so that each batch has one.
            let mut order: Vec<usize> = match variation.parts {
                Parts::Least => vec![0],
                Parts::All => vec![1.min(self.batches.len() - 1)],
                Parts::Few | Parts::Many => (2..self.fixed).chain([1, 0]).filter(|at| *at < self.fixed).collect(),
            };
            if order.len() > 2 {
                let inner = order.len() - 2;
                order[..inner].sort_by_key(|at| self.batches[*at].members.len());
            }
            self.add(index, &order);
        }
        let (of_ids, of_values): (Vec<usize>, Vec<usize>) =
            of_values.into_iter().partition(|index| self.is_of_id(*index));
        for index in self.by_importance(of_values) {
            // The smallest request shows whether the others can succeed, so it has no other change.
            let order: Vec<usize> = (1..self.batches.len()).collect();
            self.add(index, &order);
        }
        // The response to an id that nobody created says nothing about other changes.
        let end = self.batches.len();
        for index in self.by_importance(of_ids) {
            let order: Vec<usize> = (end..self.batches.len()).collect();
            self.add(index, &order);
        }
        let with_ids = self.batches.split_off(end);
        let smallest = self.batches.remove(0);
        self.batches.retain(|batch| !batch.members.is_empty());
        // The limit of requests may be reached before the last one, so that those with the most cases are first. The smallest request
        // is early, to tell whether the others can succeed.
        self.batches.sort_by_key(|batch| std::cmp::Reverse(batch.members.len()));
        if !smallest.members.is_empty() {
            self.batches.insert(1.min(self.batches.len()), smallest);
        }
        self.batches.extend(with_ids);
        self.batches
    }

    /// Whether a case has another id in place of the known one of a resource.
    fn is_of_id(&self, index: usize) -> bool {
        let changes = self.cases[index].variation.iter().flat_map(|variation| &variation.changes);
        let mut properties = changes.filter_map(|change| match change {
            Change::Body(path, _) | Change::Alternative(path, _) => Some(path),
            _ => None,
        });
        properties.any(|path| self.combiner.is_known(path))
    }

    /// The cases that the document demands first, and of these the ones that a chain sent in a request that failed. Those of different parts
    /// take turns.
    fn by_importance(&self, members: Vec<usize>) -> Vec<usize> {
        let cases: Vec<&Case> = members.iter().map(|index| &self.cases[*index]).collect();
        let turns = turns(self.combiner.api(), self.operation, &cases);
        let urgency = |index: usize| (std::cmp::Reverse(self.cases[index].severity), !(self.is_suspect)(index));
        let mut keyed: Vec<_> =
            turns.into_iter().zip(members).map(|(turn, index)| (urgency(index), turn, index)).collect();
        keyed.sort();
        keyed.into_iter().map(|(_, _, index)| index).collect()
    }

    /// Adds a case to the first of some batches that it fits, or to a new one.
    fn add(&mut self, index: usize, order: &[usize]) {
        match order.iter().find(|at| self.fits(index, **at)) {
            Some(at) => self.batches[*at].members.push(index),
            None => {
                let members = vec![index];
                self.batches.push(Batch { operation: self.operation, present: Vec::new(), members });
            }
        }
    }

    fn fits(&self, index: usize, at: usize) -> bool {
        let batch = &self.batches[at];
        let Some(new) = self.cases[index].variation.as_ref() else { return false };
        let is_fixed = at < self.fixed;
        let has_part = |change: &Change| match (change.part(), change) {
            (Some(part), Change::Absent(_)) => !batch.present.contains(&part),
            (Some(part), _) if is_fixed && self.optional.contains(&part) => batch.present.contains(&part),
            _ => true,
        };
        let may_reject = |index: usize| matches!(self.cases[index].expect, Expectation::SuccessOrRejection(_));
        let variations = || batch.members.iter().filter_map(|member| self.cases[*member].variation.as_ref());
        new.changes.iter().all(has_part)
            && variations().all(|known| known.agrees(new))
            && !(may_reject(index) && batch.members.iter().any(|member| may_reject(*member)))
            && {
                let changes: Vec<&Change> = variations().chain([new]).flat_map(|one| &one.changes).collect();
                let none = Freshness { count: 0, is_thorough: false };
                self.combiner.request(&|part| batch.present.contains(part), &changes, none).is_some()
            }
    }
}

/// For each of `count` parts, whether it is present in each batch, such that for each two parts a batch has the first and not the
/// second: different subsets of one size, none of which contains another (Sperner's theorem).
fn columns(count: usize) -> Vec<Vec<bool>> {
    if count < 2 {
        return Vec::new();
    }
    let mut rows = 2;
    while subsets(rows, rows.div_ceil(2)).len() < count {
        rows += 1;
    }
    let mut columns = subsets(rows, rows.div_ceil(2));
    columns.truncate(count);
    columns
}

/// All subsets of a size, each as a list of whether it has an element.
fn subsets(of: usize, size: usize) -> Vec<Vec<bool>> {
    if size > of {
        return Vec::new();
    }
    if of == 0 {
        return vec![Vec::new()];
    }
    let with = |is_in: bool, size: usize| {
        subsets(of - 1, size).into_iter().map(move |mut rest| {
            rest.push(is_in);
            rest
        })
    };
    let without = with(false, size);
    if size == 0 { without.collect() } else { with(true, size - 1).chain(without).collect() }
}

/// The changes of some cases, and the parts that their request has besides.
pub(super) fn together<'c>(
    cases: &'c [Case],
    batch: &Batch,
    members: &[usize],
    optional: &[OptionalPart],
) -> (Vec<OptionalPart>, Vec<&'c Change>) {
    let variations: Vec<&Variation> = members.iter().filter_map(|member| cases[*member].variation.as_ref()).collect();
    let has = |parts: Parts| variations.iter().any(|variation| variation.parts == parts);
    let is_whole = members.len() == batch.members.len() && members.len() > 1;
    let present = match (has(Parts::All), has(Parts::Least), has(Parts::Many)) {
        _ if is_whole => batch.present.clone(),
        (true, false, _) => optional.to_vec(),
        (false, true, _) => Vec::new(),
        (false, false, true) if members.len() == 1 => optional.to_vec(),
        (false, false, true) => batch.present.clone(),
        _ => Vec::new(),
    };
    (present, variations.iter().flat_map(|variation| &variation.changes).collect())
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn each_two_parts_are_apart_in_a_row() {
        for count in 2..40 {
            let columns = columns(count);
            assert_eq!(columns.len(), count);
            for (at, one) in columns.iter().enumerate() {
                for other in columns.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other) {
                    assert!(one.iter().zip(other).any(|(one, other)| *one && !*other), "{count}");
                }
            }
        }
        // Seven parts need five requests, because four have only six subsets of two.
        assert_eq!(columns(7)[0].len(), 5);
        assert_eq!(columns(6)[0].len(), 4);
    }
}
