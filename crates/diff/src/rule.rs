//! The table of rules: the id of every change, its severity and advice.

mod exchange;
mod rust;
mod value;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::change::Severity;
use crate::rust::InRust;
use value::{Effect, ValueRule};

/// One kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable id: area, kind, and the direction of the value if the severity depends on it.
    pub id: String,
    /// The severity on the wire.
    pub severity: Severity,
    /// The effect on programs over the generated crates.
    pub rust: InRust,
    /// What the change is.
    pub meaning: &'static str,
    /// How to make the edit without breaking a side. Empty if it breaks none.
    pub advice: &'static str,
}

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// From a caller to a server.
    Request,
    /// From a server to a caller.
    Response,
}

impl Direction {
    pub(crate) const ALL: [Direction; 2] = [Direction::Request, Direction::Response];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Direction::Request => "request",
            Direction::Response => "response",
        }
    }

    pub(crate) fn reversed(self) -> Self {
        match self {
            Direction::Request => Direction::Response,
            Direction::Response => Direction::Request,
        }
    }
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut rules: Vec<Rule> = Vec::new();
    for &(id, severity, meaning, advice) in exchange::RULES {
        rules.push(Rule { id: id.to_owned(), severity, rust: rust::effect(id), meaning, advice });
    }
    for ValueRule { id, effect, meaning } in value::RULES {
        let rust = rust::effect(id);
        match effect {
            Effect::Documentation => {
                rules.push(Rule { id: (*id).to_owned(), severity: Severity::Documentation, rust, meaning, advice: "" });
            }
            _ => rules.extend(Direction::ALL.map(|direction| {
                let (severity, advice) = effect.on(direction);
                Rule { id: format!("{id}-{}", direction.word()), severity, rust, meaning, advice }
            })),
        }
    }
    rules
});

static BY_ID: LazyLock<HashMap<&'static str, &'static Rule>> =
    LazyLock::new(|| RULES.iter().map(|rule| (rule.id.as_str(), rule)).collect());

/// Returns all rules, in the order of the documentation.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// Returns the rule for a change of values. `None` if there is no such rule.
pub(crate) fn of_value(kind: &str, direction: Direction) -> Option<&'static Rule> {
    rule(kind).or_else(|| rule(&format!("{kind}-{}", direction.word())))
}

/// Returns the rule with an id.
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    BY_ID.get(id).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<&str> = rules().iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids.len(), rules().len());
    }

    #[test]
    fn what_breaks_a_side_has_advice() {
        for rule in rules() {
            let breaks = rule.severity < Severity::Compatible;
            assert_eq!(breaks, !rule.advice.is_empty(), "{}", rule.id);
        }
    }
}
