//! What the sandbox does other than answering as published: each off unless asked for, by a flag or a `Prefer` header.

use std::str::FromStr;
use std::time::Duration;

use crate::document::Document;
use crate::prefer::Preference;

/// The longest latency that can be asked for: a request must not hold a connection for ever.
pub const LATENCY_LIMIT: Duration = Duration::from_secs(60);

/// The failures that are on. `None` everywhere is the API as published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// This documented answer, to every request that would be answered with 200.
    pub answer: Option<Answer>,
    /// This captcha's response must be there.
    pub captcha: Option<Captcha>,
    /// This captcha's response must be there, and is refused.
    pub captcha_refused: Option<Captcha>,
    /// Time before anything is done.
    pub latency: Option<Duration>,
    /// Requests that are let through in a window of time; all others are answered with 429.
    pub rate_limit: Option<u32>,
    /// What is broken off.
    pub cut: Option<Cut>,
}

/// A documented answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The answer of this status: its first example, and where it has none, its status in the documented schema.
    Code(u16),
    /// The example of this name, value for value.
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

/// What is broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The connection, before the first byte of the answer.
    Connection,
    /// The answer, in the middle of its body.
    Body,
}

/// A value that is none of those that are known; the text says which are.
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

impl FromStr for Cut {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, UnknownValue> {
        match text {
            "connection" => Ok(Cut::Connection),
            "body" => Ok(Cut::Body),
            _ => Err(UnknownValue("`connection` or `body`")),
        }
    }
}

/// Milliseconds up to [`LATENCY_LIMIT`].
///
/// # Errors
///
/// A text that is no such number.
pub fn latency(text: &str) -> Result<Duration, UnknownValue> {
    let asked = text.parse().map(Duration::from_millis).ok().filter(|asked| *asked <= LATENCY_LIMIT);
    asked.ok_or(UnknownValue("milliseconds, 60000 at the most"))
}

/// What a preference bears on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// Every request of the API, whatever is wrong with it.
    AnyRequest,
    /// A request that is as the document says; another one is refused before it matters.
    ValidRequest,
}

impl Scenario {
    /// Adds what a request prefers. `None`, and nothing changed, where the sandbox does not know the preference or cannot
    /// honour its value: RFC 7240 section 2 has it ignored.
    pub(crate) fn prefer(&mut self, preference: &Preference, document: &Document) -> Option<Bearing> {
        let Preference { name, value } = preference;
        match (name.as_str(), value.as_str()) {
            ("code", value) => {
                let code = value.parse().ok().filter(|code| document.codes.contains(code))?;
                self.answer = Some(Answer::Code(code));
            }
            ("example", value) => {
                document.example(value)?;
                self.answer = Some(Answer::Example(value.to_owned()));
            }
            ("captcha", value) => self.captcha = Some(value.parse().ok()?),
            ("captcha-refused", value) => self.captcha_refused = Some(value.parse().ok()?),
            ("rate-limit", "") => self.rate_limit = Some(0),
            ("rate-limit", value) => self.rate_limit = Some(value.parse().ok()?),
            ("latency", value) => {
                self.latency = Some(latency(value).ok()?);
                return Some(Bearing::AnyRequest);
            }
            ("cut", value) => {
                self.cut = Some(value.parse().ok()?);
                return Some(Bearing::AnyRequest);
            }
            (name, "") => self.answer = Some(Answer::Example(document.example_in_any_case(name)?.name.clone())),
            _ => return None,
        }
        Some(Bearing::ValidRequest)
    }
}
