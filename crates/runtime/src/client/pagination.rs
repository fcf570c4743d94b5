//! Lists that are read page by page.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use reqwest::header::{HeaderMap, LINK};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{Error, Unsendable};

/// The response with a page, which is on its way.
type PageFuture<P, E> = Pin<Box<dyn Future<Output = Result<P, Error<E>>> + Send>>;

/// Makes the request of the page after one. `None` after the last page.
type Follow<P, E> = Box<dyn FnMut(&P) -> Option<PageFuture<P, E>> + Send>;

/// The pages of a list, as a stream of responses.
///
/// It implements [`Stream`], and [`next`](Self::next) reads it without another crate. A page is requested when the stream is polled for it, with
/// the headers, the time limit and the extensions of the first one. After an error the stream ends.
pub struct Pages<P, E, I> {
    /// The request of the next page. `None` after the last one.
    page: Option<PageFuture<P, E>>,
    follow: Follow<P, E>,
    items: fn(P) -> Vec<I>,
}

impl<P: 'static, E: 'static, I> Pages<P, E, I> {
    /// The pages from that of `builder` on. `follow` changes a builder so that it requests the page after the given one, and returns whether
    /// there is one. `items` takes the list of a page.
    pub(crate) fn new<B, F>(
        builder: B,
        send: impl Fn(B) -> F + Send + 'static,
        follow: fn(&mut B, &P) -> bool,
        items: fn(P) -> Vec<I>,
    ) -> Self
    where
        B: Clone + Send + 'static,
        F: Future<Output = Result<P, Error<E>>> + Send + 'static,
    {
        let first: PageFuture<P, E> = Box::pin(send(builder.clone()));
        let mut builder = builder;
        let follow = move |page: &P| -> Option<PageFuture<P, E>> {
            if follow(&mut builder, page) { Some(Box::pin(send(builder.clone()))) } else { None }
        };
        Pages { page: Some(first), follow: Box::new(follow), items }
    }
}

impl<P, E, I> Pages<P, E, I> {
    /// Waits for the next page. `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<P, Error<E>>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Returns the items of all pages as one stream.
    pub fn items(self) -> PageItems<P, E, I> {
        PageItems { pages: self, items: Vec::new().into_iter() }
    }
}

impl<P, E, I> Stream for Pages<P, E, I> {
    type Item = Result<P, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(page) = &mut self.page else { return Poll::Ready(None) };
        let result = ready!(page.as_mut().poll(cx));
        self.page = match &result {
            Ok(page) => (self.follow)(page),
            Err(_) => None,
        };
        Poll::Ready(Some(result))
    }
}

impl<P, E, I> std::fmt::Debug for Pages<P, E, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The items of all pages of a list: see [`Pages::items`].
///
/// It implements [`Stream`], and [`next`](Self::next) reads it without another crate. After an error the stream ends.
pub struct PageItems<P, E, I> {
    pages: Pages<P, E, I>,
    items: std::vec::IntoIter<I>,
}

impl<P, E, I> Unpin for PageItems<P, E, I> {}

impl<P, E, I> PageItems<P, E, I> {
    /// Waits for the next item. `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<I, Error<E>>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<P, E, I> Stream for PageItems<P, E, I> {
    type Item = Result<I, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => self.items = (self.pages.items)(page).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P, E, I> std::fmt::Debug for PageItems<P, E, I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageItems").finish_non_exhaustive()
    }
}

/// Returns whether a property is `false`.
pub(crate) fn is_false<V: Serialize>(property: Option<&V>) -> bool {
    value(property) == Some(Value::Bool(false))
}

/// The text of a property. `None` if it is absent, `null` or empty.
pub(crate) fn text<V: Serialize>(property: Option<&V>) -> Option<String> {
    match value(property)? {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Sets a parameter to the cursor of the next page. Returns whether there is one: the cursor is not absent, `null`, empty or that of
/// the page itself.
pub(crate) fn cursor<F, V>(name: &'static str, parameter: &mut Result<F, Unsendable>, cursor: Option<&V>) -> bool
where
    F: Serialize + DeserializeOwned,
    V: Serialize,
{
    let Some(next) = value(cursor).filter(|next| !matches!(next, Value::Bool(_)) && !plain(next).is_empty()) else {
        return false;
    };
    let current = parameter.as_ref().ok().and_then(|current| value(Some(current)));
    if current.is_some_and(|current| plain(&current) == plain(&next)) {
        return false;
    }
    set(name, parameter, next);
    true
}

/// Adds to a parameter, which counts pages or items from `first`. Returns whether there is a next page: this one is not empty.
pub(crate) fn count<F>(name: &'static str, parameter: &mut Result<F, Unsendable>, first: i64, step: usize) -> bool
where
    F: Serialize + DeserializeOwned,
{
    let Ok(step @ 1..) = i128::try_from(step) else { return false };
    let current = parameter.as_ref().ok().and_then(|current| value(Some(current))).and_then(|value| whole(&value));
    match number(current.unwrap_or(first.into()).saturating_add(step)) {
        Some(next) => set(name, parameter, next),
        None => *parameter = Err(Unsendable::new(format!("`{name}`: the number of the next page does not fit it"))),
    }
    true
}

/// The value of a number of at most 64 bits, with or without a sign.
fn whole(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// The same number as JSON. `None` if it has more than 64 bits.
fn number(whole: i128) -> Option<Value> {
    i64::try_from(whole).map(Value::from).or_else(|_| u64::try_from(whole).map(Value::from)).ok()
}

fn value<V: Serialize>(of: Option<&V>) -> Option<Value> {
    serde_json::to_value(of?).ok().filter(|value| !value.is_null())
}

/// The text of a value as it stands in a URL.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Sets a parameter, whose type may be a text where the value is a number, and the other way round.
fn set<F: DeserializeOwned>(name: &'static str, parameter: &mut Result<F, Unsendable>, value: Value) {
    let number = value.as_str().and_then(|text| text.parse().ok()).and_then(number);
    let others = [Some(Value::String(plain(&value))), number];
    let candidates = [Some(value)].into_iter().chain(others).flatten();
    let set = candidates.filter_map(|value| serde_json::from_value(value).ok()).next();
    // The value is not shown: it may be personal.
    *parameter = set.ok_or_else(|| Unsendable::new(format!("`{name}`: the cursor of the next page does not fit it")));
}

/// Returns the target of the link to the next page (RFC 8288). `None` if there is none.
pub(crate) fn next_link(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(LINK).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| elements(line, ',')).find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let parameters = elements(parameters, ';').into_iter().filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            Some((name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned()))
        });
        let parameters: Vec<(String, String)> = parameters.collect();
        // With an anchor, the link is about another resource (section 3.2). Only the first `rel` counts (section 3.3).
        let is_here = parameters.iter().all(|(name, _)| name != "anchor");
        let relation = &parameters.iter().find(|(name, _)| name == "rel")?.1;
        let is_next = relation.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"));
        (is_here && is_next).then(|| target.trim().to_owned())
    })
}

/// Splits a text at a separator outside quotes and angle brackets.
fn elements(text: &str, separator: char) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    let (mut is_quoted, mut is_target, mut is_escaped) = (false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' if !is_target => is_quoted = !is_quoted,
            '<' if !is_quoted => is_target = true,
            '>' if !is_quoted => is_target = false,
            c if c == separator && !is_quoted && !is_target => {
                found.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found
}
