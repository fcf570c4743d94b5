//! Exchanges of two documents, each held to the other one by the witness of `api-contract`, which shares no code with `diff`: an exchange
//! of one document has a fault in the other exactly if a change between them breaks the side that sent the faulty half, or the one
//! that received it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

mod exchanges;
#[allow(dead_code, reason = "the ids of the rows are for another test")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use contract::witness::{BaseUrl, Exchange, Finding, Side, Witness};
use diff::{Change, Rule, Severity, compare, rules};
use model::{Api, Source};
use support::{SHOP, edited, resolve, rows};

/// A side, and the half of an exchange that breaks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breaks {
    /// A caller of the old document sends a request that the new one does not allow.
    CallersByRequest,
    /// A server of the old document gets a request that the old one does not allow.
    ServersByRequest,
    /// A caller of the old document gets a response that the old one does not allow.
    CallersByResponse,
    /// A server of the old document sends a response that the new one does not allow.
    ServersByResponse,
}

use Breaks::{CallersByRequest, CallersByResponse, ServersByRequest, ServersByResponse};

impl Breaks {
    const ALL: [Breaks; 4] = [CallersByRequest, ServersByRequest, CallersByResponse, ServersByResponse];

    fn is_by_request(self) -> bool {
        matches!(self, CallersByRequest | ServersByRequest)
    }

    fn is_of_callers(self) -> bool {
        matches!(self, CallersByRequest | CallersByResponse)
    }

    /// Whether a severity says that the side breaks.
    fn is_in(self, severity: Severity) -> bool {
        if self.is_of_callers() { severity.breaks_callers() } else { severity.breaks_servers() }
    }
}

/// Ids of changes, the side that they break by a half of an exchange, and a reason.
type Exceptions = &'static [(&'static [&'static str], &'static [Breaks], &'static str)];

/// Changes that break a side, and no exchange shows it.
const UNDECIDED: Exceptions = &[
    (&["security-scope-added"], &[CallersByRequest], "a credential does not show its scopes"),
    (&["security-scope-removed"], &[ServersByRequest], "a credential does not show its scopes"),
    (&["security-certificate-added"], &[CallersByRequest], "a recording has no client certificate"),
    (&["security-certificate-removed"], &[ServersByRequest], "a recording has no client certificate"),
    (
        &["content-encoding-changed-request", "content-media-type-changed-request"],
        &[CallersByRequest, ServersByRequest],
        "JSON Schema says that texts need not be decoded",
    ),
    (
        &["content-encoding-changed-response", "content-media-type-changed-response"],
        &[CallersByResponse, ServersByResponse],
        "JSON Schema says that texts need not be decoded",
    ),
    (&["xml-changed-request"], &[CallersByRequest, ServersByRequest], "the exchanges are JSON"),
    (&["xml-changed-response"], &[CallersByResponse, ServersByResponse], "the exchanges are JSON"),
    (
        &["response-media-type-removed"],
        &[CallersByResponse],
        "every response of the new server fits the old document, but none has the media type that a caller asks for",
    ),
];

/// Changes that do not break a side, although an exchange has a fault: OpenAPI does not say that this side must reject it.
const TOLERATED: Exceptions = &[
    (
        &["operation-added"],
        &[ServersByRequest],
        "callers know that servers of the old document do not have the operation",
    ),
    (
        &["response-body-added", "response-status-narrowed"],
        &[CallersByResponse],
        "a caller that knows no body of a response ignores it",
    ),
    (
        &["response-status-loosened"],
        &[ServersByResponse],
        "old servers that send a body count less than callers that expect one",
    ),
    (
        &["property-no-longer-write-only", "required-property-no-longer-write-only"],
        &[CallersByResponse],
        "a `writeOnly` property SHOULD NOT be sent, and a caller ignores properties that it does not know",
    ),
];

fn is_in(exceptions: Exceptions, id: &str, breaks: Breaks) -> bool {
    exceptions.iter().any(|(ids, of, _)| ids.contains(&id) && of.contains(&breaks))
}

/// The faults of an exchange in a document.
#[derive(Clone, Debug, Default)]
struct Faults {
    /// The request has no operation.
    is_unmatched: bool,
    /// A server must reject the request.
    invalid_request: Vec<String>,
    /// A server may accept the request, although the document does not allow it.
    tolerable_request: Vec<String>,
    response: Vec<String>,
}

impl Faults {
    fn is_empty(&self) -> bool {
        !self.is_unmatched
            && [&self.invalid_request, &self.tolerable_request, &self.response].iter().all(|of| of.is_empty())
    }
}

/// The faults of each exchange in a document.
fn faults(api: &Api, exchanges: &[Exchange]) -> Vec<Faults> {
    let witness = Witness::new(api, BaseUrl::AnyHost);
    let of = |exchange: &Exchange| {
        let mut faults = Faults::default();
        let Finding::Checked { mismatches, .. } = witness.check(exchange) else {
            return Faults { is_unmatched: true, ..faults };
        };
        for mismatch in mismatches {
            let list = match mismatch.side {
                Side::Request if mismatch.is_tolerable => &mut faults.tolerable_request,
                Side::Request => &mut faults.invalid_request,
                Side::Response => &mut faults.response,
            };
            list.push(mismatch.message);
        }
        faults
    };
    exchanges.iter().map(of).collect()
}

/// The faults of one side.
#[derive(Clone, Debug, Default)]
struct Found {
    /// The side must reject the half.
    certain: Vec<String>,
    /// The side may accept it.
    tolerable: Vec<String>,
}

/// The faults of the exchanges of one document in the other: of a side that sends by the old document and is read by the new one, or the other
/// way round.
fn found(breaks: Breaks, old: &[Faults], new: &[Faults]) -> Found {
    let (sent, read) = match breaks {
        CallersByRequest | ServersByResponse => (old, new),
        ServersByRequest | CallersByResponse => (new, old),
    };
    let mut found = Found::default();
    for (_, faults) in sent.iter().zip(read).filter(|(sent, _)| sent.is_empty()) {
        if breaks.is_by_request() {
            found.certain.extend(faults.is_unmatched.then(|| "no operation".to_owned()));
            found.certain.extend(faults.invalid_request.iter().cloned());
            found.tolerable.extend(faults.tolerable_request.iter().cloned());
        } else {
            found.certain.extend(faults.response.iter().cloned());
        }
    }
    found
}

/// Two documents with one edit between them.
struct Pair {
    name: String,
    /// Whether the edit changes the meaning of texts, and not which of them are valid.
    is_undecided: bool,
    changes: Vec<Change>,
    found: BTreeMap<Breaks, Found>,
}

impl Pair {
    fn of(name: String, is_undecided: bool, old: (&Api, &[Faults]), new: (&Api, &[Faults])) -> Self {
        let found = Breaks::ALL.map(|breaks| (breaks, found(breaks, old.1, new.1)));
        Pair { name, is_undecided, changes: compare(old.0, new.0), found: found.into() }
    }

    /// The changes of a half of an exchange. The exchanges have no requests of the provider.
    fn of_half(&self, breaks: Breaks) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter().filter(|change| !change.subject.starts_with("webhook"));
        changes.filter(move |change| is_of_request(&change.id) == breaks.is_by_request())
    }

    /// Returns the difference between the changes and the exchanges.
    fn difference(&self, breaks: Breaks) -> Option<String> {
        let Found { certain, tolerable } = &self.found[&breaks];
        let is_tolerated = self.of_half(breaks).any(|change| is_in(TOLERATED, &change.id, breaks));
        let is_expected = match self.effect(breaks) {
            Effect::Undecided => true,
            _ if is_tolerated => true,
            Effect::Breaks => !(certain.is_empty() && tolerable.is_empty()),
            // Old callers still send a part that has no effect, or get values beyond a limit.
            Effect::May => certain.is_empty() || !breaks.is_by_request(),
            // An old server may accept a new optional part.
            Effect::None => certain.is_empty() && (tolerable.is_empty() || breaks == ServersByRequest),
        };
        let ids: Vec<&str> = self.changes.iter().map(|change| change.id.as_str()).collect();
        (!is_expected).then(|| format!("{} {breaks:?}: {ids:?}, but {certain:?} {tolerable:?}", self.name))
    }

    /// The effect that the changes say.
    fn effect(&self, breaks: Breaks) -> Effect {
        let breaking = |change: &&Change| breaks.is_in(change.severity);
        let is_undecided = |change: &Change| self.is_undecided || is_in(UNDECIDED, &change.id, breaks);
        let is_may = |change: &Change| breaks.is_of_callers() && change.severity == Severity::MayBreakCallers;
        match self.of_half(breaks).filter(breaking).collect::<Vec<_>>().as_slice() {
            [] if self.of_half(breaks).any(is_may) => Effect::May,
            [] => Effect::None,
            changes if changes.iter().all(|change| is_undecided(change)) => Effect::Undecided,
            _ => Effect::Breaks,
        }
    }

    /// The id of the change that alone explains the faults of a side.
    fn decided(&self, breaks: Breaks) -> Option<&str> {
        let Found { certain, tolerable } = &self.found[&breaks];
        let may_explain = |change: &Change| breaks.is_of_callers() && change.severity == Severity::MayBreakCallers;
        let explains = |change: &&Change| breaks.is_in(change.severity) || may_explain(change);
        let ids: BTreeSet<&str> = self.of_half(breaks).filter(explains).map(|change| change.id.as_str()).collect();
        ids.first().filter(|_| ids.len() == 1 && !(certain.is_empty() && tolerable.is_empty())).copied()
    }
}

/// The effect of changes on a side, by a half of an exchange.
enum Effect {
    Breaks,
    May,
    None,
    /// It breaks, and no exchange shows it.
    Undecided,
}

/// Returns whether changes with an id are of the requests of callers, and not of responses.
fn is_of_request(id: &str) -> bool {
    let is_of_response = |prefix: &str| id.starts_with(prefix);
    !id.ends_with("-response")
        && !id.contains("write-only")
        && !["response-", "required-response-"].into_iter().any(is_of_response)
}

/// All pairs, in both directions.
static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(pairs);

fn pairs() -> Vec<Pair> {
    let exchanges = exchanges::all();
    let shop = resolve(&Source::new("shop.yaml", SHOP));
    let own = faults(&shop, &exchanges);
    let mut fitting: Vec<bool> = own.iter().map(Faults::is_empty).collect();
    let mut pairs = Vec::new();
    for row in rows() {
        let edited = resolve(&edited(&row.edit));
        let of_edited = faults(&edited, &exchanges);
        for (fits, faults) in fitting.iter_mut().zip(&of_edited) {
            *fits |= faults.is_empty();
        }
        let (shop, edited) = ((&shop, own.as_slice()), (&edited, of_edited.as_slice()));
        let is_undecided = row.undecided.is_some();
        pairs.push(Pair::of(format!("line {} there", row.line), is_undecided, shop, edited));
        pairs.push(Pair::of(format!("line {} back", row.line), is_undecided, edited, shop));
    }
    let unused: Vec<String> = fitting
        .iter()
        .zip(&exchanges)
        .zip(&own)
        .filter(|((fits, _), _)| !**fits)
        .map(|((_, exchange), faults)| format!("{} {}: {faults:?}", exchange.method, exchange.url))
        .collect();
    assert!(unused.is_empty(), "no document has these exchanges:\n{}", unused.join("\n"));
    pairs
}

#[test]
fn exchanges_fail_exactly_if_a_change_breaks_a_side() {
    let differences: Vec<String> =
        PAIRS.iter().flat_map(|pair| Breaks::ALL.into_iter().filter_map(|breaks| pair.difference(breaks))).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The sides that a rule breaks, by a half of an exchange.
fn sides(rule: &Rule) -> Vec<(&str, Breaks)> {
    let of_rule = |breaks: &Breaks| breaks.is_by_request() == is_of_request(&rule.id) && breaks.is_in(rule.severity);
    Breaks::ALL.into_iter().filter(of_rule).map(|breaks| (rule.id.as_str(), breaks)).collect()
}

#[test]
fn every_rule_that_breaks_a_side_is_decided_by_an_exchange() {
    let of_pair =
        |pair: &'static Pair| Breaks::ALL.into_iter().filter_map(|breaks| Some((pair.decided(breaks)?, breaks)));
    let decided: BTreeSet<(&str, Breaks)> = PAIRS.iter().flat_map(of_pair).collect();
    let all: Vec<(&str, Breaks)> = rules().iter().flat_map(sides).collect();
    let is_missing =
        |(id, breaks): &&(&str, Breaks)| !decided.contains(&(*id, *breaks)) && !is_in(UNDECIDED, id, *breaks);
    let missing: Vec<_> = all.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "no exchange decides {} of {}: {missing:?}", missing.len(), all.len());
    let listed =
        UNDECIDED.iter().flat_map(|(ids, of, _)| ids.iter().flat_map(|id| of.iter().map(|breaks| (*id, *breaks))));
    let wrong: Vec<_> = listed.filter(|one| !all.contains(one) || decided.contains(one)).collect();
    assert!(wrong.is_empty(), "exchanges decide these, or they break nothing: {wrong:?}");
}
