//! The bytes of one request and its response.

use super::Subject;
use crate::derive::Case;
use crate::outcome::{Outcome, Report};
use crate::received::ReceivedBody;

/// The request of a case and the response as HTTP/1.1 messages (RFC 9112 section 2.1), with the names of shell variables in place
/// of credentials. The transport adds more headers. Bytes that are not text are written as `\xff`. The response is in the report
/// if [`Options::keep_responses`](crate::Options::keep_responses) is set, or the case did not pass.
pub fn exchange(subject: &Subject<'_>, report: &Report, case: &Case) -> String {
    let request = &case.request;
    let mut out = format!("{} {} HTTP/1.1\n", request.method, request.target());
    let authority = subject.base.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    out.push_str(&format!("host: {authority}\n"));
    request.headers.iter().for_each(|(name, value)| out.push_str(&format!("{name}: {value}\n")));
    if let Some(length) = request.content_length() {
        out.push_str(&format!("content-length: {length}\n"));
    }
    out.push_str(&format!("\n{}", escaped(&request.body)));
    let mut out = request.redacted(&out);
    if !request.body.is_empty() {
        out.push_str("\n\n");
    }
    if let Some((_, Outcome::Skipped(reason))) = report.outcomes.iter().find(|(other, _)| other.id == case.id) {
        return format!("not sent: {reason}\n");
    }
    let Some(received) = report.responses.get(&case.id) else {
        out.push_str("no response\n");
        return out;
    };
    let reason = http::StatusCode::from_u16(received.status).ok().and_then(|status| status.canonical_reason());
    out.push_str(&format!("HTTP/1.1 {} {}\n", received.status, reason.unwrap_or_default()));
    received.headers.iter().for_each(|(name, value)| out.push_str(&format!("{name}: {value}\n")));
    match &received.body {
        ReceivedBody::Text(text) if text.is_empty() => out.push('\n'),
        ReceivedBody::Text(text) => out.push_str(&format!("\n{text}\n")),
        ReceivedBody::NotShown(reason) => out.push_str(&format!("\n[{reason}]\n")),
    }
    out
}

/// Bytes as text, with `\xff` for bytes that are not UTF-8.
fn escaped(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\x{byte:02x}")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Credentials;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths: {/pets: {get: {operationId: listPets, responses: {'204': {description: None.}}}}}
";

    #[test]
    fn a_request_that_was_not_sent_is_not_shown() -> Result<(), Box<dyn std::error::Error>> {
        let document = model::Source::new("pets.yaml", DOCUMENT);
        let (api, _) = model::resolve(&document).map_err(|problems| format!("{problems:?}"))?;
        let case = crate::cases(&api, &Credentials::default()).into_iter().next().ok_or("no case")?;
        let subject = Subject { document: &document, api: &api, base: "http://localhost:8080" };
        let mut report =
            Report { outcomes: vec![(case.clone(), Outcome::Passed { status: 204 })], ..Report::default() };
        let sent = exchange(&subject, &report, &case);
        assert!(sent.starts_with("GET /pets HTTP/1.1\nhost: localhost:8080\n"), "{sent}");
        report.outcomes = vec![(case.clone(), Outcome::Skipped("the limit is reached".to_owned()))];
        assert_eq!(exchange(&subject, &report, &case), "not sent: the limit is reached\n");
        Ok(())
    }
}
