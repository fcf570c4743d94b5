//! Sends several safe requests of one operation, and compares their responses with each other.

mod default;
mod filter;
mod order;
mod pages;
mod range;

use std::time::Duration;

use model::Api;
use serde_json::Value;

use super::budget::Budget;
use super::chain::with_violations;
use super::send::{Reply, send};
use super::{Options, outcome};
use crate::chain::{NextPage, Relation, RelationCase, TotalAt, items};
use crate::credential::{CredentialVariant, chosen};
use crate::derive::{Case, Derivation};
use crate::judge::Judge;
use crate::kind::ViolationKind;
use crate::known::Known;
use crate::outcome::Outcome;
use crate::transport::{HttpResponse, Transport};
use crate::violation::Violation;

/// How often responses are compared before a difference is a violation: others may change what the server stores meanwhile.
const ATTEMPTS: usize = 3;
/// The pause between two comparisons. Tests do not wait.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 200 });

const CHANGES: &str = "two equal requests have different responses";
const TOO_FEW: &str = "the server has too few elements to tell";
const NO_TOTAL: &str = "the response has no total";
const NO_SUCCESS: &str = "the response is not a success; give ids that exist with --value";

/// The result of one comparison.
enum Comparison {
    Same,
    /// The violation's message.
    Differs(ViolationKind, String),
    Open(&'static str),
    /// The response to one of the requests ends the case.
    Ended(Box<Outcome>),
}

/// Sends the requests of relations.
pub(super) struct Relations<'a, T> {
    pub api: &'a Api,
    pub judge: &'a Judge<'a>,
    pub transport: &'a T,
    pub options: &'a Options,
}

impl<T: Transport> Relations<'_, T> {
    /// The outcome of a relation. The case gets the request that shows a violation.
    pub(super) async fn outcome(&self, budget: &mut Budget, known: &Known, relation: &mut RelationCase) -> Outcome {
        let Some(index) = relation.case.operation else { return Outcome::Skipped(NO_SUCCESS.to_owned()) };
        let (operation, credentials) = (&self.api.operations[index], &self.options.credentials);
        let set = chosen(self.api, operation, credentials);
        let schemas = self.judge.schemas();
        let derivation = &Derivation { api: self.api, credentials, schemas, known, index, operation, set };
        let mut attempt = 0;
        loop {
            attempt += 1;
            let status = 200;
            return match self.compare(budget, derivation, relation).await.unwrap_or_else(|ended| ended) {
                Comparison::Same => Outcome::Passed { status },
                Comparison::Open(reason) => Outcome::Inconclusive { status, reason },
                Comparison::Ended(outcome) => *outcome,
                Comparison::Differs(..) if attempt < ATTEMPTS => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                Comparison::Differs(kind, message) => {
                    let case = &relation.case;
                    let message = case.request.redacted(&message);
                    let (severity, rests_on, at) = (case.severity, case.rests_on, case.at);
                    let violation = Violation { kind, message, severity, rests_on, at, part: None };
                    with_violations(Outcome::Passed { status }, vec![violation], self.options.fail_on)
                }
            };
        }
    }

    /// `Err` is a comparison too: one that a response ended early.
    async fn compare(
        &self,
        budget: &mut Budget,
        derivation: &Derivation<'_>,
        relation: &mut RelationCase,
    ) -> Result<Comparison, Comparison> {
        let base = relation.values.clone();
        let case = &mut relation.case;
        let mut check = RelationCheck { relations: self, budget, derivation, case, base };
        match &relation.relation {
            Relation::Default { parameter } => check.default(*parameter).await,
            Relation::Limit { pointer, sizes } => check.limit(pointer, *sizes).await,
            Relation::Pages { pointer, sizes, by } => check.pages(pointer, *sizes, by).await,
            Relation::Total { pointer, place, sizes, next, has_pages } => {
                check.total((pointer, place), *sizes, (next, *has_pages)).await
            }
            Relation::Filter { pointer, parameter, is_list } => check.filter(pointer, *parameter, *is_list).await,
            Relation::FreeFilter { pointer, parameter } => check.free_filter(pointer, *parameter).await,
            Relation::FilteredTotal { pointer, place, next, parameter, is_list, limit } => {
                check.filtered_total((pointer, place, next), (*parameter, *is_list), *limit).await
            }
            Relation::Range(range) => check.range(range).await,
            Relation::Member(member) => check.member(member).await,
            Relation::SelectedOrder(sort) => check.selected_order(sort).await,
            Relation::DescribedOrder { pointer, property, limit } => {
                check.described_order(pointer, property, *limit).await
            }
            Relation::SameOrder { pointer } => check.same_order(pointer).await,
        }
    }
}

/// The requests of one comparison.
struct RelationCheck<'s, 'a, T> {
    relations: &'s Relations<'a, T>,
    budget: &'s mut Budget,
    derivation: &'s Derivation<'s>,
    case: &'s mut Case,
    base: Vec<(usize, Value)>,
}

impl<T: Transport> RelationCheck<'_, '_, T> {
    /// Sends a request with more parameters. `Err` if the response is no success or does not conform to the document.
    async fn get(&mut self, more: &[(usize, Value)]) -> Result<HttpResponse, Comparison> {
        let mut values: Vec<(usize, Value)> = self.base.clone();
        values.retain(|(index, _)| !more.iter().any(|(other, _)| other == index));
        values.extend(more.iter().cloned());
        self.case.request = self.derivation.request(&values, None, CredentialVariant::Valid);
        let reply = send(self.relations.transport, self.relations.options, &self.case.request).await;
        self.budget.count(self.case, &reply);
        let kept = match &reply {
            Reply::Response(received) => Some(received.clone()),
            Reply::RateLimited | Reply::Failed(..) => None,
        };
        if let Some(received) = &kept
            && received.status.is_client_error()
        {
            let status = received.status.as_u16();
            // Other cases tell whether the server must accept the request.
            return Err(Comparison::Ended(Box::new(Outcome::Inconclusive { status, reason: NO_SUCCESS })));
        }
        match (outcome(self.relations.judge, self.relations.options, self.case, reply), kept) {
            (Outcome::Passed { .. } | Outcome::Advisory(_), Some(received)) => Ok(received),
            // The same violation fails other cases, which name it.
            (Outcome::Failed(_), Some(received)) if received.status.is_success() => Ok(received),
            (outcome, _) => Err(Comparison::Ended(Box::new(outcome))),
        }
    }
}

fn json(received: &HttpResponse) -> Value {
    serde_json::from_slice(&received.body).unwrap_or_else(|_| String::from_utf8_lossy(&received.body).into())
}

/// The total in a response, if it is an integer.
fn integer(received: &HttpResponse, place: &TotalAt) -> Option<u64> {
    place.read(&received.headers, &json(received))
}

/// Whether a response says that there is another page; `None` if it says nothing.
fn has_next(received: &HttpResponse, next: &NextPage) -> Option<bool> {
    next.is_told(&received.headers, &json(received))
}

fn elements(received: &HttpResponse, pointer: &str) -> Vec<Value> {
    items(&json(received), pointer).unwrap_or_default()
}
