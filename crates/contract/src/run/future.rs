//! Dates in the future. A document cannot say that a server wants them, or that the end of a period is after its start, so a request that the
//! server refuses for its dates is sent once more with others.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde_json::Value;

use super::send::Reply;
use crate::encode::encode;
use crate::known::plain;
use crate::request::Request;

/// The days from today to the first date.
const AHEAD: i64 = 14;

/// Words in names of dates at the end of a period.
const ENDS: [&str; 24] = [
    "end",
    "ends",
    "until",
    "till",
    "to",
    "finish",
    "finishes",
    "finished",
    "expires",
    "expire",
    "expiry",
    "expiration",
    "out",
    "close",
    "closes",
    "return",
    "returns",
    "deadline",
    "due",
    "stop",
    "stops",
    "departure",
    "last",
    "through",
];

/// Words of messages about dates.
const SAID: [&str; 7] = ["future", "past", "date", "before", "after", "earlier", "later"];

/// The request with dates in the future, if a response of 400 or 422 to it names one of its dates. `None` if it does not, or there are none.
pub(super) fn after_refusal(request: &Request, reply: &Reply) -> Option<Request> {
    let Reply::Response(received) = reply else { return None };
    if !matches!(received.status.as_u16(), 400 | 422) {
        return None;
    }
    let message = plain(&String::from_utf8_lossy(&received.body));
    let is_named = |date: &Dated| message.contains(&plain(&date.name));
    let is_said = || SAID.iter().any(|word| message.contains(word));
    let dates = dates(request);
    if !(dates.iter().any(is_named) || (!dates.is_empty() && is_said())) {
        return None;
    }
    in_future(request)
}

/// The request with dates in the future, each after the ones before it, and those at the end of a period last. Times and offsets stay. Dates that
/// differ keep their distances, and 29 February is one again. `None` if there are no dates, or all are there already.
pub(super) fn in_future(request: &Request) -> Option<Request> {
    let dates = dates(request);
    let days = moved(&dates, today());
    let mut other = request.clone();
    let mut next = days.into_iter();
    visit(&mut other, &mut |_, text| {
        if let Some(day) = next.next() {
            text.replace_range(..10, &written(day));
        }
    });
    let query = |request: &Request| (request.query.clone(), request.raw_query.clone());
    let is_other = other.body != request.body || query(&other) != query(request);
    (is_other && !dates.is_empty()).then_some(other)
}

/// A date of a request.
struct Dated {
    name: String,
    /// The days since 1970.
    day: i64,
}

/// The dates of a request, in their order.
fn dates(request: &Request) -> Vec<Dated> {
    let mut out = Vec::new();
    let mut request = request.clone();
    visit(&mut request, &mut |name, text| {
        let day = day_of(text).unwrap_or_default();
        out.push(Dated { name: name.to_owned(), day });
    });
    out
}

/// The new days of some dates.
fn moved(dates: &[Dated], today: i64) -> Vec<i64> {
    let mut order: Vec<usize> = (0..dates.len()).collect();
    order.sort_by_key(|at| is_end(&dates[*at].name));
    let rank = |at: usize| order.iter().position(|other| *other == at).and_then(|rank| i64::try_from(rank).ok());
    let rank = |at: usize| rank(at).unwrap_or_default();
    let count = i64::try_from(dates.len()).unwrap_or_default();
    let mut start = today + AHEAD;
    while (start..start + count).any(is_leap_day) {
        start += 1;
    }
    let all = || dates.iter().enumerate();
    if let Some((leap, date)) = all().find(|(_, date)| is_leap_day(date.day)) {
        let next = (today + AHEAD..).find(|day| is_leap_day(*day)).unwrap_or(date.day);
        let mut others = all().filter(|(at, _)| *at != leap).map(|(_, date)| date.day);
        let first = others.next();
        let is_same = others.all(|day| Some(day) == first);
        let of = |(at, other): (usize, &Dated)| match is_same {
            true => next + rank(at) - rank(leap),
            false => other.day + next - date.day,
        };
        return all().map(of).collect();
    }
    let first = dates.iter().map(|date| date.day).min().unwrap_or_default();
    match dates.iter().all(|date| date.day == first) {
        true => all().map(|(at, _)| start + rank(at)).collect(),
        false => dates.iter().map(|date| date.day + start - first).collect(),
    }
}

/// Calls `found` with the name and the text of each date of a request, in its query and its body.
fn visit(request: &mut Request, found: &mut dyn FnMut(&str, &mut String)) {
    for (name, value) in &mut request.query {
        if day_of(value).is_some() {
            found(name, value);
        }
    }
    for pair in &mut request.raw_query {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (name, mut text) = (decoded(name), decoded(value));
        if day_of(&text).is_some() {
            let before = text.clone();
            found(&name, &mut text);
            // The first digit may be percent-encoded on purpose. It is the same one in each year of this millennium.
            let (start, first) = (pair.len() - value.len(), if value.starts_with('%') { 3 } else { 1 });
            if text != before {
                pair.replace_range(start + first.., &encode(&text[1..]));
            }
        }
    }
    if let Ok(mut body) = serde_json::from_slice::<Value>(&request.body) {
        let before = body.clone();
        visit_value(&mut body, "", found);
        if body != before {
            request.body = body.to_string().into_bytes();
        }
    }
}

fn visit_value(value: &mut Value, name: &str, found: &mut dyn FnMut(&str, &mut String)) {
    match value {
        Value::Object(object) => object.iter_mut().for_each(|(name, value)| visit_value(value, name, found)),
        Value::Array(elements) => elements.iter_mut().for_each(|element| visit_value(element, name, found)),
        Value::String(text) if day_of(text).is_some() => found(name, text),
        _ => {}
    }
}

/// The days since 1970 of a date, or a date and a time. `None` for another text, a day that does not exist, and those of other centuries, with
/// which cases test the bounds of dates.
fn day_of(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let has_time = || matches!(bytes.get(10), Some(b'T' | b't' | b' ')) && is_digit(11) && is_digit(12);
    let is_date = [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(is_digit) && (text.len() == 10 || has_time());
    let day: NaiveDate = text.get(..10).filter(|_| is_date)?.parse().ok()?;
    (1970..2900).contains(&day.year()).then(|| days(day))
}

/// The days since 1970.
fn days(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

/// The day after so many since 1970.
fn day(days: i64) -> NaiveDate {
    let since = TimeDelta::try_days(days).unwrap_or_default();
    NaiveDate::default().checked_add_signed(since).unwrap_or_default()
}

/// The text of a day.
fn written(days: i64) -> String {
    day(days).to_string()
}

fn is_leap_day(days: i64) -> bool {
    let day = day(days);
    (day.month(), day.day()) == (2, 29)
}

fn today() -> i64 {
    days(DateTime::<Utc>::from(SystemTime::now()).date_naive())
}

/// Whether a date is at the end of a period by its name.
fn is_end(name: &str) -> bool {
    crate::words::words(name).iter().any(|word| ENDS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{Dated, day_of, moved, written};

    fn dated(dates: &[(&str, &str)]) -> Vec<Dated> {
        let of = |(name, day): &(&str, &str)| Some(Dated { name: (*name).to_owned(), day: day_of(day)? });
        dates.iter().filter_map(of).collect()
    }

    /// The day of a date, and of the days after it.
    fn moved_from(today: &str, dates: &[(&str, &str)]) -> Vec<String> {
        moved(&dated(dates), day_of(today).unwrap_or_default()).into_iter().map(written).collect()
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day_of("1970-01-01"), Some(0));
        // 10,957 days are 30 years with 7 leap days.
        assert_eq!(day_of("2000-01-01T23:00:00+05:30"), Some(10_957));
        for day in ["1999-12-31", "2000-02-29", "2024-02-29", "2026-11-28", "2100-03-01"] {
            assert_eq!(day_of(day).map(written), Some(day.to_owned()));
        }
        for text in ["2020-02-30", "2100-02-29", "0001-01-01", "9999-12-31", "31.01.2020", "2020-01-31x", "a", ""] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_in_the_future_and_in_order() {
        let sample = "2020-01-31";
        assert_eq!(moved_from("2026-11-28", &[("starts_at", sample)]), ["2026-12-12"]);
        let both = [("ends_at", sample), ("starts_at", sample)];
        assert_eq!(moved_from("2026-11-28", &both), ["2026-12-13", "2026-12-12"]);
        assert_eq!(moved_from("2028-02-14", &both), ["2028-03-02", "2028-03-01"]);
        let example = [("from", "2024-05-01"), ("to", "2024-05-04")];
        assert_eq!(moved_from("2026-11-28", &example), ["2026-12-12", "2026-12-15"]);
        let leap = [("from", "2024-02-29"), ("to", sample)];
        assert_eq!(moved_from("2026-11-28", &leap), ["2028-02-29", "2028-03-01"]);
        assert_eq!(moved_from("2026-11-28", &leap[..1]), ["2028-02-29"]);
    }
}
