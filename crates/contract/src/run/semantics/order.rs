//! The order of the elements of a list.

use serde_json::Value;

use super::{CHANGES, Comparison, Session, TOO_FEW, elements};
use crate::kind::ViolationKind;
use crate::transport::Transport;

impl<T: Transport> Session<'_, '_, T> {
    /// Reads the elements in the order of a property, also on the page of the largest size.
    pub(super) async fn sorted(
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
}
