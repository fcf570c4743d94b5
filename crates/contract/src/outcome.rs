//! Outcomes of cases, and the report that collects them.

use std::collections::BTreeSet;

use crate::derive::Case;

/// The outcome of one case.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The response conforms to the document.
    Passed {
        /// The status code of the response.
        status: u16,
    },
    /// The response does not conform. Each message has the expected and the received value.
    Failed(Vec<String>),
    /// The response does not conform, and the baseline lists the case.
    KnownFailure(Vec<String>),
    /// The case was not sent, for this reason.
    Skipped(&'static str),
}

/// The outcomes of all cases, in the order in which they were derived.
///
/// `Display` writes the failed cases with their messages, then the counts.
#[derive(Clone, Debug)]
pub struct Report {
    /// Each case with its outcome.
    pub outcomes: Vec<(Case, Outcome)>,
}

impl Report {
    /// Whether no case failed. Known failures are not counted.
    pub fn passed(&self) -> bool {
        self.failures().next().is_none()
    }

    /// The failed cases with their messages, without known failures.
    pub fn failures(&self) -> impl Iterator<Item = (&Case, &[String])> {
        self.outcomes.iter().filter_map(|(case, outcome)| match outcome {
            Outcome::Failed(mismatches) => Some((case, mismatches.as_slice())),
            _ => None,
        })
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
        for (_, outcome) in self.outcomes.iter_mut().filter(|(case, _)| baseline.contains(&case.id)) {
            match outcome {
                Outcome::Failed(mismatches) => *outcome = Outcome::KnownFailure(std::mem::take(mismatches)),
                Outcome::Passed { status } => {
                    let message = format!(
                        "expected the failure that the baseline lists, got the documented status {status}: remove the \
                         case from the baseline"
                    );
                    *outcome = Outcome::Failed(vec![message]);
                }
                Outcome::KnownFailure(_) | Outcome::Skipped(_) => {}
            }
        }
        self
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (case, mismatches) in self.failures() {
            writeln!(f, "{}", case.id)?;
            mismatches.iter().try_for_each(|message| writeln!(f, "    {message}"))?;
        }
        write!(f, "{}", self.counts())
    }
}

/// How many cases have each outcome. `Display` writes one line: `94 passed, 0 failed, 0 skipped`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed, without known failures.
    pub failed: usize,
    /// Cases that failed and are listed in the baseline.
    pub known_failures: usize,
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
        write!(f, "{} skipped", self.skipped)
    }
}
