//! Failure scenarios. They are off by default; flags and `Prefer` headers turn them on.

use std::str::FromStr;
use std::time::Duration;

use password_otp_server::cut::Cut;
use password_otp_server::prefer::Preference;

use crate::document::Document;

/// The maximum latency. It bounds the time that a request occupies a connection.
pub const LATENCY_LIMIT: Duration = Duration::from_secs(60);

/// The active failures. The default, `None` everywhere, is the published behavior.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The response to all valid requests.
    pub response: Option<DocumentedResponse>,
    /// Requires a response to this captcha.
    pub captcha: Option<Captcha>,
    /// Requires a response to this captcha, and rejects it.
    pub captcha_rejected: Option<Captcha>,
    /// Delays requests.
    pub latency: Option<Duration>,
    /// The maximum number of requests in a time window. Further requests are rejected with 429.
    pub rate_limit: Option<u32>,
    /// Closes the connection early.
    pub cut: Option<Cut>,
}

/// A documented response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentedResponse {
    /// The response of this status code: its first example, else a generic body in the documented schema.
    Code(u16),
    /// The example of this name, with all its values.
    Example(String),
}

/// The kinds of captcha that the API has parameters for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Captcha {
    /// `g-recaptcha-response` or `g_recaptcha_response`.
    Recaptcha,
    /// `h-captcha-response`.
    Hcaptcha,
    /// `qq_captcha_ticket` and `qq_captcha_randstr`.
    Qq,
}

/// A value that is not one of the known values, which the message lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct UnknownValue(&'static str);

impl FromStr for Captcha {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, UnknownValue> {
        match text {
            "recaptcha" => Ok(Captcha::Recaptcha),
            "hcaptcha" => Ok(Captcha::Hcaptcha),
            "qq" => Ok(Captcha::Qq),
            _ => Err(UnknownValue("`recaptcha`, `hcaptcha` or `qq`")),
        }
    }
}

/// Parses a latency in milliseconds, up to [`LATENCY_LIMIT`].
///
/// # Errors
///
/// The text is not a number, or is too large.
pub fn latency(text: &str) -> Result<Duration, UnknownValue> {
    let latency = text.parse().map(Duration::from_millis).ok().filter(|latency| *latency <= LATENCY_LIMIT);
    latency.ok_or(UnknownValue("milliseconds, up to 60000"))
}

/// The requests that a preference applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliesTo {
    /// All requests of the API, valid or not.
    AnyRequest,
    /// Valid requests. Others are rejected before the preference is applied.
    ValidRequest,
}

impl Scenario {
    /// Adds a preference of a request. Returns `None` and changes nothing if the preference or its value is unknown: unknown
    /// preferences are ignored (RFC 7240 section 2).
    pub(crate) fn prefer(&mut self, preference: &Preference, document: &Document) -> Option<AppliesTo> {
        let Preference { name, value } = preference;
        match (name.as_str(), value.as_str()) {
            ("code", value) => {
                let code = value.parse().ok().filter(|code| document.codes.contains(code))?;
                self.response = Some(DocumentedResponse::Code(code));
            }
            ("example", value) => {
                document.example(value)?;
                self.response = Some(DocumentedResponse::Example(value.to_owned()));
            }
            ("captcha", value) => self.captcha = Some(value.parse().ok()?),
            ("captcha-rejected", value) => self.captcha_rejected = Some(value.parse().ok()?),
            ("rate-limit", "") => self.rate_limit = Some(0),
            ("rate-limit", value) => self.rate_limit = Some(value.parse().ok()?),
            ("latency", value) => {
                self.latency = Some(latency(value).ok()?);
                return Some(AppliesTo::AnyRequest);
            }
            ("cut", value) => {
                self.cut = Some(value.parse().ok()?);
                return Some(AppliesTo::AnyRequest);
            }
            (name, "") => {
                self.response = Some(DocumentedResponse::Example(document.example_in_any_case(name)?.name.clone()))
            }
            _ => return None,
        }
        Some(AppliesTo::ValidRequest)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by a panic")]

    use std::time::Duration;

    use password_otp_server::prefer::preferences;

    use super::{AppliesTo, Captcha, DocumentedResponse, Scenario, latency};
    use crate::document::Document;

    /// The scenario of a header `Prefer`, and to which requests each of its preferences applies.
    fn preferred(header: &str) -> (Scenario, Vec<Option<AppliesTo>>) {
        let document = Document::read().expect("a document");
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("prefer", header.parse().expect("a header"));
        let mut scenario = Scenario::default();
        let all = preferences(&headers).iter().map(|one| scenario.prefer(one, &document)).collect();
        (scenario, all)
    }

    /// RFC 7240 section 2: unknown preferences are ignored, and names are compared without case.
    #[test]
    fn unknown_preferences_change_nothing() {
        for header in
            ["respond-async", "code=418", "code=x", "example=none", "captcha=other", "rate-limit=-1", "latency=60001"]
        {
            assert_eq!(preferred(header), (Scenario::default(), vec![None]), "{header}");
        }
    }

    #[test]
    fn known_preferences_are_set() {
        let (scenario, all) = preferred("Code=403, captcha=qq, rate-limit, latency=20");
        assert_eq!(scenario.response, Some(DocumentedResponse::Code(403)));
        assert_eq!(scenario.captcha, Some(Captcha::Qq));
        assert_eq!((scenario.rate_limit, scenario.latency), (Some(0), Some(Duration::from_millis(20))));
        let (valid, any) = (Some(AppliesTo::ValidRequest), Some(AppliesTo::AnyRequest));
        assert_eq!(all, [valid, valid, valid, any]);
        assert_eq!(preferred("SENT").0.response, Some(DocumentedResponse::Example("sent".to_owned())));
    }

    #[test]
    fn a_latency_has_a_limit() {
        assert_eq!(latency("60000"), Ok(Duration::from_secs(60)));
        assert!(latency("60001").is_err() && latency("-1").is_err() && latency("1s").is_err());
    }
}
