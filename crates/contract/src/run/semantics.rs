//! Sends several safe requests of one operation, and compares their responses with each other.

mod pages;

use std::time::Duration;

use model::Api;
use serde_json::Value;

use super::budget::Budget;
use super::chain::with_violations;
use super::send::{Reply, send};
use super::{Options, outcome};
use crate::chain::{Relation, RelationCase, items};
use crate::credential::{CredentialVariant, chosen};
use crate::derive::{Case, Derivation};
use crate::encode::text;
use crate::judge::Judge;
use crate::kind::ViolationKind;
use crate::known::Known;
use crate::outcome::Outcome;
use crate::transport::{HttpResponse, Transport};
use crate::violation::Violation;

/// The maximum number of pages that are read.
const MAX_PAGES: u64 = 20;

/// How often responses are compared before a difference is a violation: others may change what the server stores meanwhile.
const ATTEMPTS: usize = 3;
const PAUSE: Duration = Duration::from_millis(200);

const CHANGES: &str = "two equal requests have different responses";
const TOO_FEW: &str = "the server has too few elements to tell";
const NO_SUCCESS: &str = "the response is no success; give ids that exist with --value";

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
            let comparison = self.compare(budget, derivation, relation).await;
            let status = 200;
            return match comparison {
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

    async fn compare(
        &self,
        budget: &mut Budget,
        derivation: &Derivation<'_>,
        relation: &mut RelationCase,
    ) -> Comparison {
        match self.try_compare(budget, derivation, relation).await {
            Ok(comparison) | Err(comparison) => comparison,
        }
    }

    /// `Err` is a comparison too: one that a response ended early.
    async fn try_compare(
        &self,
        budget: &mut Budget,
        derivation: &Derivation<'_>,
        relation: &mut RelationCase,
    ) -> Result<Comparison, Comparison> {
        let operation = derivation.operation;
        let base = relation.values.clone();
        let case = &mut relation.case;
        let mut session = Session { relations: self, budget, derivation, case, base };
        match &relation.relation {
            Relation::Default { parameter } => {
                let Some(default) = operation.parameters[*parameter].default.clone() else {
                    return Ok(Comparison::Same);
                };
                let without = session.get(&[]).await?;
                let with = session.get(&[(*parameter, default)]).await?;
                let (with, without) = (json(&with), json(&without));
                if with == without {
                    return Ok(Comparison::Same);
                }
                let again = json(&session.get(&[]).await?);
                let name = &operation.parameters[*parameter].wire;
                Ok(match again == without {
                    true => Comparison::Differs(
                        ViolationKind::Default,
                        format!(
                            "expected the response to a request without `{name}` to equal that with its default, got another one"
                        ),
                    ),
                    false => Comparison::Open(CHANGES),
                })
            }
            Relation::Limit { pointer, parameter, limit } => {
                let all = elements(&session.get(&[]).await?, pointer);
                let limited = elements(&session.get(&[(*parameter, (*limit).into())]).await?, pointer);
                let most = usize::try_from(*limit).unwrap_or(usize::MAX);
                let (got, name) = (limited.len(), &operation.parameters[*parameter].wire);
                Ok(match got > most {
                    true => Comparison::Differs(
                        ViolationKind::Limit,
                        format!("expected at most {limit} elements with {name}={limit}, got {got}"),
                    ),
                    false if all.len() <= most => Comparison::Open(TOO_FEW),
                    false => Comparison::Same,
                })
            }
            Relation::Pages { pointer, limit, offset, least, most } => {
                let all = elements(&session.get(&[(*limit, (*most).into()), (*offset, 0.into())]).await?, pointer);
                if u64::try_from(all.len()).is_ok_and(|count| count <= *least) {
                    return Ok(Comparison::Open(TOO_FEW));
                }
                let mut paged: Vec<Value> = Vec::new();
                for page in 0..MAX_PAGES {
                    let values = [(*limit, (*least).into()), (*offset, (page * least).into())];
                    let got = elements(&session.get(&values).await?, pointer);
                    let is_last = got.is_empty();
                    paged.extend(got);
                    if is_last || paged.len() >= all.len() {
                        break;
                    }
                }
                let is_start = paged.len() <= all.len() && all.starts_with(&paged);
                let is_whole = paged.len() == all.len() || paged.len() as u64 >= MAX_PAGES * least;
                if !(is_start && is_whole) {
                    return Ok(Comparison::Differs(
                        ViolationKind::Pages,
                        format!(
                            "expected pages of {least} to have the same elements in the same order as one page of {most}, got others"
                        ),
                    ));
                }
                // An offset counts elements, not pages: it need not be a multiple of the limit.
                let size = least + 1;
                let inner = elements(&session.get(&[(*limit, size.into()), (*offset, 1.into())]).await?, pointer);
                let wanted = all.iter().skip(1).take(usize::try_from(size).unwrap_or(usize::MAX));
                if size < *most && !inner.iter().eq(wanted) {
                    return Ok(Comparison::Differs(
                        ViolationKind::Pages,
                        format!("expected the {size} elements after the first one with an offset of 1, got others"),
                    ));
                }
                // The order must not depend on the size of the page.
                let first = elements(&session.get(&[]).await?, pointer);
                Ok(match first.starts_with(&all) || all.starts_with(&first) {
                    true => Comparison::Same,
                    false => Comparison::Differs(
                        ViolationKind::Pages,
                        format!("expected the first page to start like one page of {most}, got other elements"),
                    ),
                })
            }
            Relation::Total { pointer, header, limit } => {
                let (values, most) = match limit {
                    Some((limit, _, most)) => (vec![(*limit, Value::from(*most))], *most),
                    None => (Vec::new(), u64::MAX),
                };
                let whole = session.get(&values).await?;
                let count = elements(&whole, pointer).len() as u64;
                if count >= most {
                    return Ok(Comparison::Open("the list is longer than the largest page"));
                }
                let small = match limit {
                    Some((limit, least, _)) => session.get(&[(*limit, (*least).into())]).await?,
                    None => whole,
                };
                Ok(match integer(&small, header) {
                    // The header itself is for other cases.
                    None => Comparison::Open("the response has no total"),
                    Some(total) if total == count => Comparison::Same,
                    Some(total) => Comparison::Differs(
                        ViolationKind::Total,
                        format!("expected {count} in `{header}`, the number of all elements, got {total}"),
                    ),
                })
            }
            Relation::Filter { pointer, parameter, is_list } => {
                let name = operation.parameters[*parameter].wire.clone();
                let all = elements(&session.get(&[]).await?, pointer);
                let Some(wanted) = all.iter().find_map(|element| element.get(&name)).cloned() else {
                    return Ok(Comparison::Open(TOO_FEW));
                };
                let other = all.iter().filter_map(|element| element.get(&name)).find(|other| **other != wanted);
                if let Some(other) = other.filter(|_| *is_list) {
                    let both = Value::Array(vec![wanted.clone(), other.clone()]);
                    let filtered = elements(&session.get(&[(*parameter, both)]).await?, pointer);
                    let has = |value: &Value| filtered.iter().any(|element| element.get(&name) == Some(value));
                    if !has(&wanted) || !has(other) {
                        let shown = format!("{} and {}", text(&wanted), text(other));
                        return Ok(Comparison::Differs(
                            ViolationKind::FilterOmits,
                            format!("expected the elements with {name} {shown}, got only some"),
                        ));
                    }
                }
                // Of two values, the one that no element has tells too.
                let is_one = all.iter().all(|element| element.get(&name) == Some(&wanted));
                let wanted = match wanted.as_bool().filter(|_| is_one) {
                    Some(wanted) => Value::Bool(!wanted),
                    None => wanted,
                };
                let value = if *is_list { Value::Array(vec![wanted.clone()]) } else { wanted.clone() };
                let filtered = elements(&session.get(&[(*parameter, value)]).await?, pointer);
                let shown = text(&wanted);
                Ok(if filtered.iter().any(|element| element.get(&name) != Some(&wanted)) {
                    Comparison::Differs(
                        ViolationKind::FilterIgnored,
                        format!("expected only elements with {name} {shown}, got another one"),
                    )
                } else if filtered.is_empty() && wanted.is_boolean() && is_one {
                    Comparison::Same
                } else if filtered.is_empty() {
                    Comparison::Differs(
                        ViolationKind::FilterOmits,
                        format!("expected the elements with {name} {shown}, got none"),
                    )
                } else if all.iter().all(|element| element.get(&name) == Some(&wanted)) || (*is_list && other.is_none())
                {
                    Comparison::Open(TOO_FEW)
                } else {
                    Comparison::Same
                })
            }
            Relation::FilteredTotal { pointer, header, parameter, is_list, limit } => {
                let name = operation.parameters[*parameter].wire.clone();
                let size: Vec<(usize, Value)> = limit.iter().map(|(limit, most)| (*limit, (*most).into())).collect();
                let all = elements(&session.get(&size).await?, pointer);
                let Some(wanted) = all.iter().find_map(|element| element.get(&name)).cloned() else {
                    return Ok(Comparison::Open(TOO_FEW));
                };
                let value = if *is_list { Value::Array(vec![wanted.clone()]) } else { wanted.clone() };
                let values: Vec<(usize, Value)> = size.into_iter().chain([(*parameter, value)]).collect();
                let filtered = session.get(&values).await?;
                let total = integer(&filtered, header);
                let count = elements(&filtered, pointer).len() as u64;
                let is_cut = limit.is_some_and(|(_, most)| count >= most);
                Ok(match total {
                    None => Comparison::Open("the response has no total"),
                    _ if is_cut || count >= all.len() as u64 => Comparison::Open(TOO_FEW),
                    Some(total) if total == count => Comparison::Same,
                    Some(total) => {
                        let shown = text(&wanted);
                        let message = format!(
                            "expected {count} in `{header}`, the number of elements with {name} {shown}, got {total}"
                        );
                        Comparison::Differs(ViolationKind::Total, message)
                    }
                })
            }
            Relation::Sorted { pointer, property, limit } => {
                let sizes = limit.iter().map(|(limit, most)| vec![(*limit, Value::from(*most))]);
                let mut count = 0;
                for size in std::iter::once(Vec::new()).chain(sizes) {
                    let all = elements(&session.get(&size).await?, pointer);
                    let values: Vec<i64> = all.iter().filter_map(|element| element.get(property)?.as_i64()).collect();
                    if !values.is_sorted() {
                        return Ok(Comparison::Differs(
                            ViolationKind::NotSorted,
                            format!("expected the elements in the order of {property}, got another order"),
                        ));
                    }
                    count = count.max(values.len());
                }
                Ok(if count < 2 { Comparison::Open(TOO_FEW) } else { Comparison::Same })
            }
            Relation::Numbered { sizes, page, first } => pages::numbered(&mut session, sizes, *page, *first).await,
            Relation::Cursor { sizes, cursor, next } => pages::by_cursor(&mut session, sizes, *cursor, next).await,
            Relation::Ordered(order) => pages::ordered(&mut session, order).await,
            Relation::Range(range) => pages::range(&mut session, range).await,
            Relation::Member(member) => pages::member(&mut session, member).await,
            Relation::Order { pointer } => {
                let one = elements(&session.get(&[]).await?, pointer);
                let other = elements(&session.get(&[]).await?, pointer);
                let is_permuted = one.len() == other.len() && one.iter().all(|element| other.contains(element));
                Ok(match one == other {
                    true if one.len() < 2 => Comparison::Open(TOO_FEW),
                    true => Comparison::Same,
                    false if is_permuted => Comparison::Differs(
                        ViolationKind::OrderChanges,
                        "expected two equal requests to return the same order, got another one".to_owned(),
                    ),
                    false => Comparison::Open(CHANGES),
                })
            }
        }
    }
}

/// The requests of one comparison.
struct Session<'s, 'a, T> {
    relations: &'s Relations<'a, T>,
    budget: &'s mut Budget,
    derivation: &'s Derivation<'s>,
    case: &'s mut Case,
    base: Vec<(usize, Value)>,
}

impl<T: Transport> Session<'_, '_, T> {
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

/// The value of a header, if it is an integer.
fn integer(received: &HttpResponse, header: &str) -> Option<u64> {
    received.headers.get(header)?.to_str().ok()?.trim().parse().ok()
}

fn elements(received: &HttpResponse, pointer: &str) -> Vec<Value> {
    items(&json(received), pointer).unwrap_or_default()
}
