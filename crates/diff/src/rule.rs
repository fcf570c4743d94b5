//! The table of rules: the id of every change, its severity and advice.

mod exchange;
mod rust;
mod value;

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
    /// The meaning of the change.
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

/// Returns all rules, in the order of the documentation.
pub fn rules() -> &'static [Rule] {
    &RULES
}

/// Returns the rule with an id. Ids of changes of values end with the direction, such as `-request`.
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// The rule of a change of a part other than a value. [`part_id!`] makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartId(usize);

impl PartId {
    /// Finds the rule with an id. An id that is not in the table does not compile in a constant.
    pub(crate) const fn of(id: &str) -> Self {
        match exchange_rule(id) {
            Some(index) => PartId(index),
            None => unknown_id(),
        }
    }

    pub(crate) fn rule(self) -> &'static Rule {
        &RULES[self.0]
    }
}

/// The rules of a change of a value, one for each direction. [`value_id!`] makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ValueId {
    request: usize,
    response: usize,
}

impl ValueId {
    /// Finds the rules with an id, without the direction. An id that is not in the tables does not compile in a constant.
    pub(crate) const fn of(id: &str) -> Self {
        // The severity of some changes of values does not depend on the direction.
        if let Some(index) = exchange_rule(id) {
            return ValueId { request: index, response: index };
        }
        let mut position = exchange::RULES.len();
        let mut index = 0;
        while index < value::RULES.len() {
            let own = &value::RULES[index];
            let response = if matches!(own.effect, Effect::Documentation) { position } else { position + 1 };
            if is_same(own.id, id) {
                return ValueId { request: position, response };
            }
            position = response + 1;
            index += 1;
        }
        unknown_id()
    }

    /// Returns the rule for values of a direction.
    pub(crate) fn rule(self, direction: Direction) -> &'static Rule {
        match direction {
            Direction::Request => &RULES[self.request],
            Direction::Response => &RULES[self.response],
        }
    }
}

/// The index of a rule of the table `exchange`.
const fn exchange_rule(id: &str) -> Option<usize> {
    let mut index = 0;
    while index < exchange::RULES.len() {
        if is_same(exchange::RULES[index].0, id) {
            return Some(index);
        }
        index += 1;
    }
    None
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

#[allow(clippy::panic, reason = "only the compiler calls it")]
const fn unknown_id() -> ! {
    panic!("no rule has this id")
}

macro_rules! part_id {
    ($id:literal) => {
        const { $crate::rule::PartId::of($id) }
    };
}

macro_rules! value_id {
    ($id:literal) => {
        const { $crate::rule::ValueId::of($id) }
    };
}

pub(crate) use {part_id, value_id};

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
    fn ids_lead_to_their_rules() {
        for (id, ..) in exchange::RULES {
            assert_eq!(PartId::of(id).rule().id, *id);
            assert_eq!(ValueId::of(id).rule(Direction::Response).id, *id);
        }
        for ValueRule { id, effect, .. } in value::RULES {
            for direction in Direction::ALL {
                let suffix =
                    if *effect == Effect::Documentation { String::new() } else { format!("-{}", direction.word()) };
                assert_eq!(ValueId::of(id).rule(direction).id, format!("{id}{suffix}"));
            }
        }
    }

    #[test]
    fn what_breaks_a_side_has_advice() {
        for rule in rules() {
            let breaks = rule.severity < Severity::Compatible;
            assert_eq!(breaks, !rule.advice.is_empty(), "{}", rule.id);
        }
    }
}
