//! Replaces credentials in texts that errors show.

use secrecy::{ExposeSecret, SecretString};

/// A credential of fewer characters is replaced only where it is a whole word: otherwise every `a` of a text would be one.
const SHORT: usize = 8;

/// One form in which a text may repeat a credential.
struct Rendering {
    bytes: Vec<u8>,
    is_short: bool,
}

/// Replaces every byte of a credential with an asterisk.
pub(crate) fn scrub(secrets: &[SecretString], mut text: Vec<u8>) -> Vec<u8> {
    for secret in renderings(secrets) {
        let mut at = 0;
        while at + secret.bytes.len() <= text.len() {
            if secret.is_at(&text, at) {
                text[at..at + secret.bytes.len()].fill(b'*');
                at += secret.bytes.len();
            } else {
                at += 1;
            }
        }
    }
    text
}

/// Returns why a text does not fit its type. The error of serde may quote the text, so no credential is shown, and if the text may have
/// sensitive values, only the place.
pub(crate) fn reason(error: &serde_json::Error, secrets: &[SecretString], is_sensitive: bool) -> String {
    if is_sensitive {
        return format!("it does not fit its type at line {} column {}", error.line(), error.column());
    }
    String::from_utf8_lossy(&scrub(secrets, error.to_string().into_bytes())).into_owned()
}

/// The length of the longest form of a credential, in bytes.
pub(crate) fn longest(secrets: &[SecretString]) -> usize {
    renderings(secrets).iter().map(|rendering| rendering.bytes.len()).max().unwrap_or(0)
}

impl Rendering {
    fn is_at(&self, text: &[u8], at: usize) -> bool {
        if !text[at..].starts_with(&self.bytes) {
            return false;
        }
        let is_letter = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        !self.is_short || !(is_letter(before) || is_letter(text.get(at + self.bytes.len())))
    }
}

/// The forms in which a text may repeat the credentials: plain, percent-encoded as in a URL, escaped as in JSON. Longer forms
/// come first.
fn renderings(secrets: &[SecretString]) -> Vec<Rendering> {
    let mut out = Vec::new();
    for secret in secrets.iter().map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty()) {
        let encoded = percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string();
        let form = reqwest::Url::parse_with_params("http://a/", [("", secret)]);
        let form = form.ok().and_then(|url| url.query().map(|query| query.trim_start_matches('=').to_owned()));
        let json = serde_json::to_string(secret).unwrap_or_default().trim_matches('"').to_owned();
        let is_short = secret.chars().count() < SHORT;
        let all = [secret.to_owned(), encoded, form.unwrap_or_default(), json];
        out.extend(all.map(|text| Rendering { bytes: text.into_bytes(), is_short }));
    }
    out.retain(|rendering| !rendering.bytes.is_empty());
    out.sort_by(|a, b| b.bytes.len().cmp(&a.bytes.len()).then_with(|| a.bytes.cmp(&b.bytes)));
    out.dedup_by(|a, b| a.bytes == b.bytes && a.is_short == b.is_short);
    out
}
