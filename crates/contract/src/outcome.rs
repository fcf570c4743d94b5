//! Outcomes of cases, and the report that collects them.

use std::collections::{BTreeSet, HashMap};

use crate::coverage::Coverage;
use crate::derive::Case;
use crate::kind::ViolationKind;
use crate::received::Received;
use crate::violation::{Basis, Severity, Violation};

/// The outcome of one case.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The response conforms to the document.
    Passed {
        /// The status code of the response.
        status: u16,
    },
    /// The response does not conform, and a violation is at least as severe as [`Options::fail_on`](crate::Options::fail_on).
    Failed(Vec<Violation>),
    /// The response does not conform, and the baseline lists the case.
    KnownFailure(Vec<Violation>),
    /// The response does not conform, but each violation is less severe than [`Options::fail_on`](crate::Options::fail_on).
    Advisory(Vec<Violation>),
    /// The response conforms to the document and does not show whether the server conforms to the case.
    Inconclusive {
        /// The status code of the response.
        status: u16,
        /// The reason.
        reason: &'static str,
    },
    /// The case was not sent, for this reason.
    Skipped(String),
}

/// The outcomes of all cases, in the order in which they were derived.
///
/// `Display` writes the failed cases with their messages, then the [verdict](Report::verdict).
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Each case with its outcome.
    pub outcomes: Vec<(Case, Outcome)>,
    /// The number of requests that the server acted on: those with an unsafe method and a response with a status of 2XX.
    pub acted_on: usize,
    /// The number of requests sent, with repeated ones.
    pub requests: usize,
    /// Resources that the run created and could not delete.
    pub left_behind: Vec<LeftBehind>,
    /// The number of cases that [`Options::selection`](crate::Options::selection) excludes. They are not in `outcomes`.
    pub not_selected: usize,
    /// Responses by the id of the case: of all cases that did not pass, and with
    /// [`Options::keep_responses`](crate::Options::keep_responses) of all cases.
    pub responses: HashMap<String, Received>,
    /// The received statuses of each operation, and the parameters that requests had.
    pub coverage: Coverage,
}

impl Report {
    /// Whether no case failed. Known failures and advisories are not counted.
    pub fn passed(&self) -> bool {
        self.failures().next().is_none()
    }

    /// Whether every case was sent, and its response showed whether the server conforms.
    pub fn is_complete(&self) -> bool {
        let is_open = |outcome: &Outcome| matches!(outcome, Outcome::Skipped(_) | Outcome::Inconclusive { .. });
        !self.outcomes.iter().any(|(_, outcome)| is_open(outcome))
    }

    /// The failed cases with their violations, without known failures.
    pub fn failures(&self) -> impl Iterator<Item = (&Case, &[Violation])> {
        self.outcomes.iter().filter_map(|(case, outcome)| match outcome {
            Outcome::Failed(violations) => Some((case, violations.as_slice())),
            _ => None,
        })
    }

    /// The cases with violations that are not severe enough to fail.
    pub fn advisories(&self) -> impl Iterator<Item = (&Case, &[Violation])> {
        self.outcomes.iter().filter_map(|(case, outcome)| match outcome {
            Outcome::Advisory(violations) => Some((case, violations.as_slice())),
            _ => None,
        })
    }

    /// The result in one line: the counts, the number of requests, how many of them the server acted on, and whether cases are
    /// left open: `94 passed, 0 failed, 3 skipped; 120 requests, the server acted on 20; incomplete`.
    pub fn verdict(&self) -> String {
        let mut verdict = self.counts().to_string();
        if self.not_selected > 0 {
            verdict.push_str(&format!(", {} not selected", self.not_selected));
        }
        let requests = if self.requests == 1 { "request" } else { "requests" };
        verdict.push_str(&format!("; {} {requests}, the server acted on {}", self.requests, self.acted_on));
        if !self.is_complete() {
            verdict.push_str("; incomplete");
        }
        verdict
    }

    /// How many cases have each outcome.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.outcomes.iter().for_each(|(_, outcome)| counts.add(outcome));
        counts
    }

    /// Applies a baseline: the ids of cases that are known to fail. A listed case that failed becomes a known failure. A
    /// listed case that passed fails, so that its line is removed from the baseline.
    #[must_use]
    pub fn with_baseline(mut self, baseline: &BTreeSet<String>) -> Self {
        for (case, outcome) in self.outcomes.iter_mut().filter(|(case, _)| baseline.contains(&case.id)) {
            match outcome {
                Outcome::Failed(violations) => *outcome = Outcome::KnownFailure(std::mem::take(violations)),
                Outcome::Passed { status } => {
                    let message = format!(
                        "expected the failure that the baseline lists, got the documented status {status}: remove the \
                         case from the baseline"
                    );
                    let (severity, rests_on) = (Severity::Must, Basis::Specification("the baseline"));
                    let kind = ViolationKind::PassedBaseline;
                    *outcome =
                        Outcome::Failed(vec![Violation { kind, message, severity, rests_on, at: case.at, part: None }]);
                }
                Outcome::KnownFailure(_)
                | Outcome::Advisory(_)
                | Outcome::Inconclusive { .. }
                | Outcome::Skipped(_) => {}
            }
        }
        self
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (case, violations) in self.failures() {
            writeln!(f, "{}", case.id)?;
            violations.iter().try_for_each(|violation| writeln!(f, "    {}", violation.message))?;
        }
        f.write_str(&self.verdict())
    }
}

/// A resource that the run created and could not delete, or changed and could not restore. `Display` writes
/// `/books/7, created by createBook: the document has no operation that deletes it`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftBehind {
    /// The path of the resource.
    pub path: String,
    /// The operation that created or changed it.
    pub operation: String,
    /// Why it is still there, or has other values than before.
    pub reason: String,
    /// Whether the run created or changed it.
    pub effect: Effect,
}

/// The effect of a run on a resource that it leaves behind. `Display` writes `created` or `changed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effect {
    /// The run created it.
    Created,
    /// It was there before, and the run changed or deleted it.
    Changed,
}

impl std::fmt::Display for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Effect::Created => "created",
            Effect::Changed => "changed",
        })
    }
}

impl std::fmt::Display for LeftBehind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {} by {}: {}", self.path, self.effect, self.operation, self.reason)
    }
}

/// How many cases have each outcome. `Display` writes one line: `94 passed, 0 failed, 2 advisories, 1 inconclusive, 0 skipped`,
/// without the outcomes other than passed, failed and skipped that no case has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed, without known failures.
    pub failed: usize,
    /// Cases that failed and are listed in the baseline.
    pub known_failures: usize,
    /// Cases with violations that are not severe enough to fail.
    pub advisories: usize,
    /// Cases whose response does not show whether the server conforms.
    pub inconclusive: usize,
    /// Cases that were not sent.
    pub skipped: usize,
}

impl Counts {
    /// Counts one outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Passed { .. } => self.passed += 1,
            Outcome::Failed(_) => self.failed += 1,
            Outcome::KnownFailure(_) => self.known_failures += 1,
            Outcome::Advisory(_) => self.advisories += 1,
            Outcome::Inconclusive { .. } => self.inconclusive += 1,
            Outcome::Skipped(_) => self.skipped += 1,
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, ", self.passed, self.failed)?;
        match self.known_failures {
            0 => {}
            1 => f.write_str("1 known failure, ")?,
            count => write!(f, "{count} known failures, ")?,
        }
        match self.advisories {
            0 => {}
            1 => f.write_str("1 advisory, ")?,
            count => write!(f, "{count} advisories, ")?,
        }
        if self.inconclusive > 0 {
            write!(f, "{} inconclusive, ", self.inconclusive)?;
        }
        write!(f, "{} skipped", self.skipped)
    }
}
