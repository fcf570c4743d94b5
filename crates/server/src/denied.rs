// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Why a request with a credential does not reach its method.

use super::rejection::{Location, Reason, Rejection};
use super::undocumented::Undocumented;

/// Why an implementation denies a credential. `?` converts any error into [`Denied::Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Denied {
    /// The credential counts as absent, such as the cookie of a session that has ended. The response is that to a request without a
    /// credential.
    Missing,
    /// The credential is not valid. The response is the documented one, usually 401.
    Invalid,
    /// The credential is valid and does not permit this request, for example because it lacks a scope. The response is 403 if the
    /// operation documents it, else that of [`Denied::Invalid`].
    Forbidden,
    /// The credential cannot be checked. The response is a 500 without a body.
    Error(Undocumented),
}

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for Denied {
    fn from(error: E) -> Self {
        Denied::Error(Undocumented::new(error))
    }
}

/// Why the method of an operation is not called.
pub(crate) enum Failure {
    Rejected(Rejection),
    Undocumented(Undocumented),
}

impl Failure {
    /// The failure of a request whose credential, with this name in the request, is denied.
    pub(crate) fn denied(name: &'static str, denied: Denied) -> Self {
        let reason = match denied {
            Denied::Missing => Reason::Missing,
            Denied::Invalid => Reason::Invalid,
            Denied::Forbidden => Reason::Forbidden,
            Denied::Error(undocumented) => return Failure::Undocumented(undocumented),
        };
        Failure::Rejected(Rejection::new(Location::Credential, name, reason))
    }

    /// The failure of a request without a credential, with the name of the credential that is missing.
    pub(crate) fn missing(name: &'static str) -> Self {
        Failure::Rejected(Rejection::new(Location::Credential, name, Reason::Missing))
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Failure::Rejected(rejection)
    }
}
