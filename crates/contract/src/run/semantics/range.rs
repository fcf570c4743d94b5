//! Parameters that select elements by a bound of a date or date-time.

use serde_json::Value;

use super::order::by_value;
use super::{CHANGES, Comparison, RelationCheck, TOO_FEW, elements};
use crate::chain::Range;
use crate::kind::ViolationKind;
use crate::transport::Transport;

/// A bound that no element is after, and one that no element is before.
const FAR: [&str; 2] = ["2999-12-31", "1970-01-01"];

impl<T: Transport> RelationCheck<'_, '_, T> {
    /// A bound that should select no element: far in the future for elements after it, far in the past for those before it. Then the other
    /// bound, which should select all elements on its side. Some elements may be older than 1970.
    pub(super) async fn range(&mut self, range: &Range) -> Result<Comparison, Comparison> {
        let all = elements(&self.get(&[]).await?, &range.pointer);
        let Some(shown) = all.iter().find_map(|element| element.get(&range.property)?.as_str()) else {
            return Ok(Comparison::Open(TOO_FEW));
        };
        let bound = |day: &str| if shown.contains(':') { format!("{day}T00:00:00Z") } else { day.to_owned() };
        let [outer, inner] = if range.is_after { FAR } else { [FAR[1], FAR[0]] };
        let none = elements(&self.get(&[(range.parameter, bound(outer).into())]).await?, &range.pointer);
        let is_beyond = |element: &&Value| {
            let order = by_value(element.get(&range.property)?, &bound(outer).into());
            order.map(|order| if range.is_after { order.is_lt() } else { order.is_gt() })
        };
        let name = &range.property;
        if none.iter().any(|element| is_beyond(&element) == Some(true)) {
            let side = if range.is_after { "after" } else { "before" };
            return Ok(Comparison::Differs(
                ViolationKind::FilterIgnored,
                format!("expected only elements with {name} {side} {}, got another one", bound(outer)),
            ));
        }
        let again = elements(&self.get(&[]).await?, &range.pointer);
        let every = elements(&self.get(&[(range.parameter, bound(inner).into())]).await?, &range.pointer);
        let is_selected = |element: &&Value| {
            let order = element.get(name).and_then(|value| by_value(value, &bound(inner).into()));
            order.is_some_and(|order| if range.is_after { order.is_gt() } else { order.is_lt() })
        };
        let wanted = all.iter().filter(is_selected).count();
        Ok(match every.len() < wanted {
            true if again.len() != all.len() => Comparison::Open(CHANGES),
            true => Comparison::Differs(
                ViolationKind::FilterOmits,
                format!("expected all elements with a bound of {}, got only some", bound(inner)),
            ),
            false => Comparison::Same,
        })
    }
}
