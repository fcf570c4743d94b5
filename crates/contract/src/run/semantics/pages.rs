//! The size of a page, the elements of several pages, and the number of all elements.

use serde_json::Value;

use super::{Comparison, NO_TOTAL, Session, TOO_FEW, elements, integer};
use crate::kind::ViolationKind;
use crate::transport::Transport;

/// The maximum number of pages that are read.
pub(super) const MAX_PAGES: u64 = 20;

/// The pages of the size `least` have other elements than one page of the size `most`.
pub(super) fn pages_differ(least: u64, most: u64) -> Comparison {
    let message = format!(
        "expected pages of {least} to have the same elements in the same order as one page of {most}, got others"
    );
    Comparison::Differs(ViolationKind::Pages, message)
}

impl<T: Transport> Session<'_, '_, T> {
    /// Counts the elements of a page with a limit.
    pub(super) async fn limit(
        &mut self,
        pointer: &str,
        parameter: usize,
        limit: u64,
    ) -> Result<Comparison, Comparison> {
        let all = elements(&self.get(&[]).await?, pointer);
        let got = elements(&self.get(&[(parameter, limit.into())]).await?, pointer).len();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let name = &self.derivation.operation.parameters[parameter].wire;
        Ok(match got > most {
            true => {
                let message = format!("expected at most {limit} elements with {name}={limit}, got {got}");
                Comparison::Differs(ViolationKind::Limit, message)
            }
            false if all.len() <= most => Comparison::Open(TOO_FEW),
            false => Comparison::Same,
        })
    }

    /// Compares pages of the smallest size with one of the largest size: the same elements in the same order.
    pub(super) async fn pages(
        &mut self,
        pointer: &str,
        (limit, offset): (usize, usize),
        (least, most): (u64, u64),
    ) -> Result<Comparison, Comparison> {
        let differs = |message| Ok(Comparison::Differs(ViolationKind::Pages, message));
        let all = self.page(pointer, (limit, most), (offset, 0)).await?;
        if u64::try_from(all.len()).is_ok_and(|count| count <= least) {
            return Ok(Comparison::Open(TOO_FEW));
        }
        let mut paged: Vec<Value> = Vec::new();
        for page in 0..MAX_PAGES {
            let got = self.page(pointer, (limit, least), (offset, page * least)).await?;
            let is_last = got.is_empty();
            paged.extend(got);
            if is_last || paged.len() >= all.len() {
                break;
            }
        }
        let is_start = paged.len() <= all.len() && all.starts_with(&paged);
        let is_whole = paged.len() == all.len() || paged.len() as u64 >= MAX_PAGES * least;
        if !(is_start && is_whole) {
            return Ok(pages_differ(least, most));
        }
        // An offset counts elements, not pages: it need not be a multiple of the limit.
        let size = least + 1;
        if size < most {
            let inner = self.page(pointer, (limit, size), (offset, 1)).await?;
            let wanted = all.iter().skip(1).take(usize::try_from(size).unwrap_or(usize::MAX));
            if !inner.iter().eq(wanted) {
                return differs(format!(
                    "expected the {size} elements after the first one with an offset of 1, got others"
                ));
            }
        }
        // The order must not depend on the size of the page.
        let first = elements(&self.get(&[(offset, 0.into())]).await?, pointer);
        match first.starts_with(&all) || all.starts_with(&first) {
            true => Ok(Comparison::Same),
            false => differs(format!("expected the first page to start like one page of {most}, got other elements")),
        }
    }

    /// The elements of a page: parameters by index, each with its value.
    async fn page(
        &mut self,
        pointer: &str,
        (limit, size): (usize, u64),
        (offset, start): (usize, u64),
    ) -> Result<Vec<Value>, Comparison> {
        Ok(elements(&self.get(&[(limit, size.into()), (offset, start.into())]).await?, pointer))
    }

    /// Compares the total of a small page with the number of elements of the largest one. `limit` has the smallest and the largest size.
    pub(super) async fn total(
        &mut self,
        pointer: &str,
        header: &str,
        limit: Option<(usize, u64, u64)>,
    ) -> Result<Comparison, Comparison> {
        let (values, most) = match limit {
            Some((limit, _, most)) => (vec![(limit, Value::from(most))], most),
            None => (Vec::new(), u64::MAX),
        };
        let whole = self.get(&values).await?;
        let count = elements(&whole, pointer).len() as u64;
        if count >= most {
            return Ok(Comparison::Open("the list is longer than the largest page"));
        }
        let small = match limit {
            Some((limit, least, _)) => self.get(&[(limit, least.into())]).await?,
            None => whole,
        };
        Ok(match integer(&small, header) {
            // The header itself is for other cases.
            None => Comparison::Open(NO_TOTAL),
            Some(total) if total == count => Comparison::Same,
            Some(total) => {
                let message = format!("expected {count} in `{header}`, the number of all elements, got {total}");
                Comparison::Differs(ViolationKind::Total, message)
            }
        })
    }
}
