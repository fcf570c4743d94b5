//! The challenges of a response with 401: `WWW-Authenticate` (RFC 9110 section 11.6.1).

use proc_macro2::TokenStream;
use quote::quote;

use super::found::used_schemes;
use crate::named::{Api, CredentialPlace, Operation, Response, Scheme, Status};

/// The challenges of an operation.
pub(crate) struct Challenges {
    values: Vec<String>,
    /// Whether the document has `WWW-Authenticate` for 401. The implementation sets it then; only rejections get it here.
    is_documented: bool,
}

impl Challenges {
    /// The challenges of the operation's security schemes, or the documented one. None if no response of the operation has the
    /// status 401.
    pub(crate) fn of(api: &Api, operation: &Operation) -> Self {
        let unauthorized = unauthorized(operation);
        let schemes: Vec<&Scheme> = used_schemes(api, operation).into_iter().map(|index| &api.schemes[index]).collect();
        let rejections = [operation.rejections.credential_missing, operation.rejections.credential_wrong];
        let is_sent = rejections.iter().any(|status| status.is_none_or(|status| status.code == 401));
        if schemes.is_empty() || (unauthorized.is_none() && !is_sent) {
            return Challenges { values: Vec::new(), is_documented: false };
        }
        let headers = unauthorized.into_iter().flat_map(|response| &response.headers);
        let mut documented = headers.filter(|header| header.wire.eq_ignore_ascii_case("www-authenticate")).peekable();
        let is_documented = documented.peek().is_some();
        let is_of_scheme = |text: &&str| schemes.iter().any(|scheme| begins_with(text, name(scheme)));
        let sample =
            documented.find_map(|header| header.sample.as_str().filter(is_of_scheme).filter(|text| is_text(text)));
        let mut values: Vec<String> = Vec::new();
        match sample {
            Some(sample) => values.push(sample.to_owned()),
            None => {
                for scheme in &schemes {
                    let value = challenge(scheme, &api.title);
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
        }
        Challenges { values, is_documented }
    }

    /// Adds the challenges to the response to a rejected request, if [`on_any_response`](Self::on_any_response) does not.
    pub(crate) fn on_rejection(&self, response: TokenStream) -> TokenStream {
        if self.is_documented { self.added(&response) } else { response }
    }

    /// Adds the challenges to every response of the operation, also to those of the implementation, which has no other way to
    /// send a header that is not documented.
    pub(crate) fn on_any_response(&self, response: TokenStream) -> TokenStream {
        if self.is_documented { response } else { self.added(&response) }
    }

    fn added(&self, response: &TokenStream) -> TokenStream {
        let values = &self.values;
        if values.is_empty() { response.clone() } else { quote!(response::challenged(#response, &[#(#values),*])) }
    }
}

/// The documented response of 401: that of the code before that of the range before `default`.
fn unauthorized(operation: &Operation) -> Option<&Response> {
    let of = |status: Status| operation.responses.iter().find(|response| response.status == status);
    of(Status::Code(401)).or_else(|| of(Status::Range(4))).or_else(|| of(Status::Default))
}

/// The name of a scheme in a challenge. There is none for API keys in the registry of RFC 9110 section 16.4.1.
fn name(scheme: &Scheme) -> &str {
    match &scheme.place {
        CredentialPlace::Query(_) | CredentialPlace::Header(_) | CredentialPlace::Cookie(_) => "ApiKey",
        CredentialPlace::Bearer => "Bearer",
        CredentialPlace::Basic => "Basic",
        CredentialPlace::Http(name) => name,
    }
}

/// The challenge of a scheme. `Basic` requires a realm (RFC 7617 section 2), and `Bearer` at least one parameter (RFC 6750
/// section 3). The challenge of an API key says which parameter holds it. Which parameters other schemes have is not known here.
fn challenge(scheme: &Scheme, title: &str) -> String {
    let parameters = match &scheme.place {
        CredentialPlace::Query(name) => vec![("in", "query"), ("name", name)],
        CredentialPlace::Header(name) => vec![("in", "header"), ("name", name)],
        CredentialPlace::Cookie(name) => vec![("in", "cookie"), ("name", name)],
        CredentialPlace::Bearer | CredentialPlace::Basic => Vec::new(),
        CredentialPlace::Http(name) => return name.clone(),
    };
    let parameters = [("realm", title)].into_iter().chain(parameters);
    let parameters = parameters.map(|(key, value)| format!("{key}={}", quoted(value))).collect::<Vec<_>>().join(", ");
    format!("{} {parameters}", name(scheme))
}

/// A quoted string (RFC 9110 section 5.6.4). Characters outside of ASCII and control characters are omitted.
fn quoted(text: &str) -> String {
    let characters = text.chars().filter(|character| character.is_ascii_graphic() || *character == ' ');
    let escaped = characters.flat_map(|character| {
        let backslash = matches!(character, '"' | '\\').then_some('\\');
        backslash.into_iter().chain([character])
    });
    format!("\"{}\"", escaped.collect::<String>().trim())
}

/// Whether a challenge is of the scheme of this name, which is case-insensitive (RFC 9110 section 11.1).
fn begins_with(challenge: &str, name: &str) -> bool {
    challenge.split(' ').next().is_some_and(|first| first.eq_ignore_ascii_case(name))
}

/// Whether a header field can have this value, without characters outside of ASCII.
fn is_text(text: &str) -> bool {
    text.chars().all(|character| character.is_ascii_graphic() || character == ' ')
}
