//! The order of the elements of a list.

use std::cmp::Ordering;

use serde_json::Value;

use super::{CHANGES, Comparison, RelationCheck, TOO_FEW, elements};
use crate::chain::{Sort, instant};
use crate::kind::ViolationKind;
use crate::transport::Transport;

impl<T: Transport> RelationCheck<'_, '_, T> {
    /// Reads the elements in the order of a property, also on the page of the largest size.
    pub(super) async fn described_order(
        &mut self,
        pointer: &str,
        property: &str,
        limit: Option<(usize, u64)>,
    ) -> Result<Comparison, Comparison> {
        let sizes = limit.iter().map(|(limit, most)| vec![(*limit, Value::from(*most))]);
        let mut count = 0;
        for size in std::iter::once(Vec::new()).chain(sizes) {
            let all = elements(&self.get(&size).await?, pointer);
            let values: Vec<i64> = all.iter().filter_map(|element| element.get(property)?.as_i64()).collect();
            if !values.is_sorted() {
                let message = format!("expected the elements in the order of {property}, got another order");
                return Ok(Comparison::Differs(ViolationKind::NotSorted, message));
            }
            count = count.max(values.len());
        }
        Ok(if count < 2 { Comparison::Open(TOO_FEW) } else { Comparison::Same })
    }

    /// Compares the responses to two equal requests.
    pub(super) async fn same_order(&mut self, pointer: &str) -> Result<Comparison, Comparison> {
        let one = elements(&self.get(&[]).await?, pointer);
        let other = elements(&self.get(&[]).await?, pointer);
        let is_permuted = one.len() == other.len() && one.iter().all(|element| other.contains(element));
        Ok(match one == other {
            true if one.len() < 2 => Comparison::Open(TOO_FEW),
            true => Comparison::Same,
            false if is_permuted => {
                let message = "expected two equal requests to return the same order, got another one".to_owned();
                Comparison::Differs(ViolationKind::OrderChanges, message)
            }
            false => Comparison::Open(CHANGES),
        })
    }

    /// The elements in the order that a parameter selects.
    pub(super) async fn selected_order(&mut self, sort: &Sort) -> Result<Comparison, Comparison> {
        let mut values = vec![(sort.parameter, Value::from(sort.value.as_str()))];
        values.extend(sort.limit.map(|(limit, most)| (limit, most.into())));
        let all = elements(&self.get(&values).await?, &sort.pointer);
        let values: Vec<&Value> = all.iter().filter_map(|element| element.get(&sort.property)).collect();
        let orders: Vec<Ordering> =
            values.windows(2).filter_map(|pair| by_value(pair.first()?, pair.last()?)).collect();
        let wrong = if sort.is_descending { Ordering::Less } else { Ordering::Greater };
        Ok(if orders.contains(&wrong) {
            Comparison::Differs(
                ViolationKind::NotSorted,
                format!("expected the elements in the order {}, got another order", sort.value),
            )
        } else if orders.iter().all(|order| order.is_eq()) {
            Comparison::Open(TOO_FEW)
        } else {
            Comparison::Same
        })
    }
}

/// The order of two numbers, instants or days. `None` for other values.
pub(super) fn by_value(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::String(one), Value::String(other)) => match (instant(one), instant(other)) {
            (Some((first, one)), Some((second, other))) => Some(first.cmp(&second).then_with(|| one.cmp(other))),
            _ => Some(one.cmp(other)).filter(|_| one.len() == 10 && other.len() == 10),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use serde_json::json;

    use super::by_value;

    #[test]
    fn instants_are_ordered_in_any_zone() {
        let later = [json!("2020-01-31T12:00:00.25Z"), json!("2020-01-31T14:00:00.2+02:00")];
        assert_eq!(by_value(&later[0], &later[1]), Some(Ordering::Greater));
        assert_eq!(by_value(&json!("2020-01-31"), &json!("2020-02-01")), Some(Ordering::Less));
        assert_eq!(by_value(&json!("b"), &json!("a")), None);
        assert_eq!(by_value(&json!(10), &json!(9.5)), Some(Ordering::Greater));
    }
}
