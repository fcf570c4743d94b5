//! Times of day without an offset. RFC 3339 `full-time` has one, but the types of many languages for a time of day have none, so a request that the
//! server refuses is sent once more without the offsets of its times.

use super::send::Reply;
use crate::encode::encode;
use crate::request::Request;

/// The request without the offsets of its times, and the first of these times, after a response of 400 or 422. `None` if there are none.
pub(super) fn after_refusal(request: &Request, reply: &Reply) -> Option<(Request, String)> {
    let Reply::Response(received) = reply else { return None };
    let is_refusal = matches!(received.status.as_u16(), 400 | 422);
    if is_refusal { without_offsets(request) } else { None }
}

/// The request without the offsets of the times in its query and in a JSON body, and the first of these times. All other bytes stay, also those of
/// a body with a defect. `None` if there are none.
pub(super) fn without_offsets(request: &Request) -> Option<(Request, String)> {
    let mut other = request.clone();
    let mut found: Vec<String> = Vec::new();
    for (_, value) in &mut other.query {
        let Some(short) = local(value).map(str::to_owned) else { continue };
        found.push(std::mem::replace(value, short));
    }
    for pair in &mut other.raw_query {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned();
        let Some(short) = local(&value) else { continue };
        *pair = format!("{name}={}", encode(short));
        found.push(value);
    }
    if let Ok(body) = std::str::from_utf8(&request.body) {
        // No character of a time is escaped in JSON, so a time is all that is between two quotes.
        let mut shorter = Vec::new();
        for part in body.split('"') {
            let short = local(part);
            found.extend(short.map(|_| part.to_owned()));
            shorter.push(short.unwrap_or(part));
        }
        other.body = shorter.join("\"").into_bytes();
    }
    let first = found.into_iter().next()?;
    Some((other, first))
}

/// A time without its offset: `12:00:00` of `12:00:00Z`. `None` for any other text.
fn local(text: &str) -> Option<&str> {
    let fits = |text: &str, form: &str| {
        let is_alike = |(own, of): (u8, u8)| if of == b'0' { own.is_ascii_digit() } else { own == of };
        text.len() == form.len() && text.bytes().zip(form.bytes()).all(is_alike)
    };
    let end = text.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = text.split_at(end);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_zone = matches!(zone, "Z" | "z") || zone.get(1..).is_some_and(|offset| fits(offset, "00:00"));
    (fits(whole, "00:00:00") && is_fraction && is_zone).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::{local, without_offsets};
    use crate::request::Request;

    /// The examples are those of RFC 3339 section 5.8 without their days.
    #[test]
    fn a_time_loses_its_offset_alone() {
        for (text, time) in
            [("23:20:50.52Z", "23:20:50.52"), ("16:39:57-08:00", "16:39:57"), ("12:00:27.87+00:20", "12:00:27.87")]
        {
            assert_eq!(local(text), Some(time));
        }
        for text in
            ["12:00:00", "12:00Z", "2020-01-31T12:00:00Z", "12:00:00.Z", "12:00:00+1", "1:00:00Z", "Z", "", "☃Z"]
        {
            assert_eq!(local(text), None, "{text}");
        }
    }

    #[test]
    fn all_other_bytes_of_a_request_stay() {
        let mut request = Request::new("POST", "/shops");
        request.query.push(("at".to_owned(), "12:00:00Z".to_owned()));
        request.raw_query.push("from=12%3A00%3A00Z".to_owned());
        request.body = br#"{"a":"12:00:00+01:00","a":"say \"12:00:00\"", "b": "12:00:00Z" "#.to_vec();
        let (other, first) = without_offsets(&request).unwrap_or_else(|| (request.clone(), String::new()));
        assert_eq!(first, "12:00:00Z");
        assert_eq!(other.query, [("at".to_owned(), "12:00:00".to_owned())]);
        assert_eq!(other.raw_query, ["from=12%3A00%3A00"]);
        let body = br#"{"a":"12:00:00","a":"say \"12:00:00\"", "b": "12:00:00" "#;
        assert_eq!(String::from_utf8_lossy(&other.body), String::from_utf8_lossy(body));
        request.query.clear();
        request.raw_query.clear();
        request.body = br#"{"a":"2020-01-31T12:00:00Z"}"#.to_vec();
        assert!(without_offsets(&request).is_none());
    }
}
