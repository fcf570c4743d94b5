//! Pages: the largest number of their elements, and all of them together.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Comparison, NO_TOTAL, RelationCheck, TOO_FEW, elements, has_next, integer, json};
use crate::chain::{MAY_BE_PAGE, NextPage, PagesBy, Sizes, TotalAt};
use crate::kind::ViolationKind;
use crate::transport::{HttpResponse, Transport};

/// Why pages are not compared.
const NO_FIRST: &str = "the first page, by its number 1 or 0, is not the page without a number";

/// The maximum number of pages that are read.
const MAX_PAGES: u64 = 20;

impl PagesBy {
    /// The parameter that selects the first page. A first page has no cursor.
    fn first(&self) -> Option<(usize, Value)> {
        match self {
            PagesBy::Offset { parameter } => Some((*parameter, 0.into())),
            PagesBy::Number { parameter, first } => Some((*parameter, first.unwrap_or(1).into())),
            PagesBy::Cursor { .. } => None,
        }
    }

    /// The parameter that selects the page after the first `count` pages of a size, of which `last` is the last. `None` if there is no
    /// such page.
    fn following(&self, count: u64, size: u64, (last, is_empty): (&HttpResponse, bool)) -> Option<(usize, Value)> {
        match self {
            PagesBy::Cursor { parameter, next } => cursor(last, next).map(|cursor| (*parameter, cursor)),
            _ if is_empty => None,
            PagesBy::Offset { parameter } => Some((*parameter, (count * size).into())),
            PagesBy::Number { parameter, first } => Some((*parameter, first.unwrap_or(1).saturating_add(count).into())),
        }
    }

    /// Whether the list may have more elements than a page of the largest size.
    fn is_longer(&self, sizes: Sizes, large: &HttpResponse, count: usize) -> bool {
        match self {
            PagesBy::Cursor { next, .. } => cursor(large, next).is_some(),
            PagesBy::Offset { .. } | PagesBy::Number { .. } => !sizes.is_bounded || count as u64 >= sizes.most,
        }
    }
}

/// The cursor of the next page in a response.
fn cursor(page: &HttpResponse, next: &str) -> Option<Value> {
    json(page).pointer(next).cloned().filter(|next| next.as_str().is_some_and(|next| !next.is_empty()))
}

impl<T: Transport> RelationCheck<'_, '_, T> {
    /// Counts the elements of a page with a limit.
    pub(super) async fn limit(&mut self, pointer: &str, sizes: Sizes) -> Result<Comparison, Comparison> {
        let all = elements(&self.get(&[]).await?, pointer);
        let Sizes { limit, least, .. } = sizes;
        let got = elements(&self.get(&[(limit, least.into())]).await?, pointer).len();
        let most = usize::try_from(least).unwrap_or(usize::MAX);
        let name = &self.derivation.operation.parameters[limit].wire;
        Ok(match got > most {
            true => {
                let message = format!("expected at most {least} elements with {name}={least}, got {got}");
                Comparison::Differs(ViolationKind::Limit, message)
            }
            false if all.len() <= most => Comparison::Open(TOO_FEW),
            false => Comparison::Same,
        })
    }

    /// Compares pages of the smallest size with one of the largest size: the same elements in the same order. A page may have fewer
    /// elements than its size.
    pub(super) async fn pages(&mut self, pointer: &str, sizes: Sizes, by: &PagesBy) -> Result<Comparison, Comparison> {
        let with = |size: u64, at: Option<(usize, Value)>| -> Vec<(usize, Value)> {
            [(sizes.limit, size.into())].into_iter().chain(at).collect()
        };
        let Some(by) = &self.with_first(pointer, sizes, by).await? else { return Ok(Comparison::Open(NO_FIRST)) };
        let large = self.get(&with(sizes.most, by.first())).await?;
        let all = elements(&large, pointer);
        if u64::try_from(all.len()).is_ok_and(|count| count <= sizes.least) {
            return Ok(Comparison::Open(TOO_FEW));
        }
        let mut paged: Vec<Value> = Vec::new();
        let mut at = by.first();
        // Whether there may be more small pages than were read.
        let mut is_cut = true;
        for count in 1..=MAX_PAGES {
            let page = self.get(&with(sizes.least, at)).await?;
            let got = elements(&page, pointer);
            let is_empty = got.is_empty();
            paged.extend(got);
            at = by.following(count, sizes.least, (&page, is_empty));
            is_cut = at.is_some();
            // Many servers respond with 404 to the number of a page that does not exist. A cursor tells that there is one.
            let is_enough = match by {
                PagesBy::Cursor { .. } => paged.len() > all.len(),
                PagesBy::Offset { .. } | PagesBy::Number { .. } => paged.len() >= all.len(),
            };
            // A page that does not exist may be an error.
            let is_off = all.iter().zip(&paged).any(|(one, other)| one != other);
            if !is_cut || is_enough || is_off {
                break;
            }
        }
        let is_same = all.iter().zip(&paged).all(|(one, other)| one == other)
            && match paged.len().cmp(&all.len()) {
                Ordering::Equal => true,
                Ordering::Greater => by.is_longer(sizes, &large, all.len()),
                Ordering::Less => is_cut,
            };
        match by {
            _ if !is_same => {
                let Sizes { least, most, .. } = sizes;
                let message = format!(
                    "expected pages of {least} to have the same elements in the same order as one page of {most}, got others"
                );
                Ok(Comparison::Differs(ViolationKind::Pages, message))
            }
            PagesBy::Offset { parameter } => self.at_any_offset(pointer, sizes, *parameter, &all).await,
            PagesBy::Number { .. } | PagesBy::Cursor { .. } => Ok(Comparison::Same),
        }
    }

    /// Pages with the number of the first one: 1, or 0 if only that page is the same as without a number. `None` if neither is.
    async fn with_first(&mut self, pointer: &str, sizes: Sizes, by: &PagesBy) -> Result<Option<PagesBy>, Comparison> {
        let PagesBy::Number { parameter, first: None } = *by else { return Ok(Some(by.clone())) };
        let size = (sizes.limit, Value::from(sizes.least));
        let start = elements(&self.get(std::slice::from_ref(&size)).await?, pointer);
        for first in [1_u64, 0] {
            let schema = &self.derivation.operation.parameters[parameter].schema;
            if !self.derivation.schemas.accepts(schema, &first.into()) {
                continue;
            }
            let page = self.get(&[size.clone(), (parameter, first.into())]).await?;
            if elements(&page, pointer) == start {
                return Ok(Some(PagesBy::Number { parameter, first: Some(first) }));
            }
        }
        Ok(None)
    }

    /// Compares a page with an offset that is no multiple of its size, and the page without a size, with the start of the list.
    async fn at_any_offset(
        &mut self,
        pointer: &str,
        sizes: Sizes,
        offset: usize,
        all: &[Value],
    ) -> Result<Comparison, Comparison> {
        let differs = |message| Ok(Comparison::Differs(ViolationKind::Pages, message));
        let Sizes { limit, least, most, .. } = sizes;
        // An offset counts elements, not pages.
        let size = least + 1;
        if size < most {
            let inner = elements(&self.get(&[(limit, size.into()), (offset, 1.into())]).await?, pointer);
            let wanted = all.iter().skip(1).take(usize::try_from(size).unwrap_or(usize::MAX));
            if !inner.iter().zip(wanted.clone()).all(|(one, other)| one == other) || inner.len() < wanted.len() {
                return differs(format!(
                    "expected the {size} elements after the first one with an offset of 1, got others"
                ));
            }
        }
        // The order must not depend on the size of the page.
        let first = elements(&self.get(&[(offset, 0.into())]).await?, pointer);
        match first.starts_with(all) || all.starts_with(&first) {
            true => Ok(Comparison::Same),
            false => differs(format!("expected the first page to start like one page of {most}, got other elements")),
        }
    }

    /// Compares the total of a small page with the number of elements of the largest one. The total of the first page must be that of all
    /// pages too.
    pub(super) async fn total(
        &mut self,
        (pointer, place): (&str, &TotalAt),
        sizes: Option<Sizes>,
        (next, has_pages): (&NextPage, bool),
    ) -> Result<Comparison, Comparison> {
        let large = sizes.map(|sizes| (sizes.limit, sizes.most.into()));
        let whole = self.get(&large.into_iter().collect::<Vec<_>>()).await?;
        let count = elements(&whole, pointer).len() as u64;
        let has_next = has_next(&whole, next);
        let has_more = next.is_proven(&whole.headers, &json(&whole));
        let is_full = sizes.is_some_and(|sizes| count >= sizes.most) || has_next == Some(true);
        // Without a size or a word about the next page, the server may have more pages.
        let may_be_page = match sizes {
            Some(sizes) => !sizes.is_bounded && count >= MAY_BE_PAGE && has_next != Some(false),
            None => has_next != Some(false) && ((has_pages && has_next.is_none()) || count >= MAY_BE_PAGE),
        };
        let small = match sizes {
            Some(sizes) => self.get(&[(sizes.limit, sizes.least.into())]).await?,
            None => whole,
        };
        let least = if has_more { count + 1 } else { count };
        let at = place.shown();
        let differs = |wanted: String, total: u64| {
            let message = format!("expected {wanted} in `{at}`, the number of all elements, got {total}");
            Ok(Comparison::Differs(ViolationKind::Total, message))
        };
        match integer(&small, place) {
            // The number itself is for other cases.
            None => Ok(Comparison::Open(NO_TOTAL)),
            // More pages are there than the number says.
            Some(total) if is_full && total < least => differs(format!("at least {least}"), total),
            Some(_) if is_full => Ok(Comparison::Open("the list is longer than the largest page")),
            Some(total) if total == count => Ok(Comparison::Same),
            Some(total) if total > count && may_be_page => Ok(Comparison::Open(
                "the server may return smaller pages than are requested, and the document has no largest size",
            )),
            Some(total) => differs(count.to_string(), total),
        }
    }
}
