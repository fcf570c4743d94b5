//! Headers that every request of a run carries.

use secrecy::{ExposeSecret, SecretString};

use crate::request::Request;
use crate::secret::Secrets;

/// A header that every request carries, unless the request has one of the same name. `Debug` does not show the value.
#[derive(Clone, Debug)]
pub struct ExtraHeader {
    name: String,
    value: SecretString,
    is_secret: bool,
}

/// Parts of the names of headers whose values are not shown.
const SECRET_NAMES: [&str; 7] = ["auth", "cookie", "token", "secret", "password", "key", "session"];

impl ExtraHeader {
    /// A header whose value may be shown, unless its name tells that it holds a credential: `Authorization`, `Cookie`, `X-Api-Key`.
    pub fn new(name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        let name = name.into().to_ascii_lowercase();
        let is_secret = SECRET_NAMES.iter().any(|part| name.contains(part));
        ExtraHeader { name, value: value.into(), is_secret }
    }

    /// A header whose value is never shown.
    pub fn secret(name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        ExtraHeader { is_secret: true, ..ExtraHeader::new(name, value) }
    }

    /// The name, in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds the header to a request.
    pub(crate) fn add_to(&self, request: &mut Request) {
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(&self.name)) {
            request.header(&self.name, self.value.expose_secret());
        }
        request.hide_all(&self.secrets());
    }

    /// The value, if it must not be shown.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        if self.is_secret {
            secrets.add_named(self.value.expose_secret(), &self.name);
        }
        secrets
    }
}

#[cfg(test)]
mod tests {
    use super::ExtraHeader;
    use crate::request::Request;

    #[test]
    fn values_of_secret_headers_are_shell_variables() {
        let mut request = Request::new("GET", "/");
        for header in [
            ExtraHeader::new("X-Tenant", "shop"),
            ExtraHeader::new("Cookie", "sid=hunter2"),
            ExtraHeader::secret("X-Trace", "hunter3"),
        ] {
            assert!(!format!("{header:?}").contains("hunter"));
            header.add_to(&mut request);
            header.add_to(&mut request);
        }
        let expected =
            "curl -i -X GET 'http://a/' -H 'x-tenant: shop' -H 'cookie: '\"$COOKIE\"'' -H 'x-trace: '\"$X_TRACE\"''";
        assert_eq!(request.curl("http://a"), expected);
    }
}
