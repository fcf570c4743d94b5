// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! An implementation whose methods are closures, for tests.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;

use crate::api::*;
use crate::context::Context;
use crate::denied::Denied;
use crate::documented::Documented;
use crate::methods::Methods;
use crate::operation;
use crate::undocumented::Undocumented;

/// An implementation of [`Api`] for tests: each method is a closure. An operation without a closure responds with its documented example. Every credential is valid, and is the caller of its request.
///
/// A clone has the same record of requests, so that a test can keep one.
///
/// ```ignore
/// let mock = Mock::new()
///     .request_otp_for_password_reset(|_request| async {
///         Ok(operation::request_otp_for_password_reset::Response::ok(body))
///     });
/// let client = Client::over(router(mock.clone()));
/// // Call the client.
/// assert_eq!(mock.requests(), ["request_otp_for_password_reset"]);
/// ```
#[derive(Clone)]
pub struct Mock {
    methods: Methods,
    documented: Option<Arc<Documented>>,
}

impl Mock {
    /// Creates a mock without closures.
    pub fn new() -> Self {
        Mock {
            methods: Methods::default(),
            documented: Documented::new().ok().map(Arc::new),
        }
    }

    /// Returns the methods of [`Api`] that requests have called, in order.
    pub fn requests(&self) -> Vec<&'static str> {
        self.methods.requests()
    }

    /// Returns the requests of the type `R`, such as `operation::request_otp_for_password_reset::Request<Credential>`, in order. Requests whose body is a stream are not recorded.
    pub fn received<R: Clone + 'static>(&self) -> Vec<R> {
        self.methods.received()
    }

    /// Returns the errors for which the document has no response, each after the name of its method.
    pub fn undocumented(&self) -> Vec<String> {
        self.methods.undocumented()
    }

    /// Sets the method [`Api::request_otp_for_password_reset`].
    #[must_use]
    pub fn request_otp_for_password_reset<T, F>(
        mut self,
        method: impl Fn(
            operation::request_otp_for_password_reset::Request<Credential>,
        ) -> F + Send + Sync + 'static,
    ) -> Self
    where
        T: Into<operation::request_otp_for_password_reset::Response>,
        F: Future<Output = Result<T, Undocumented>> + Send + 'static,
    {
        self.methods
            .insert::<
                _,
                operation::request_otp_for_password_reset::Response,
                _,
                _,
            >("request_otp_for_password_reset", method);
        self
    }
}

impl Default for Mock {
    fn default() -> Self {
        Mock::new()
    }
}

impl std::fmt::Debug for Mock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.methods.fmt(f)
    }
}

impl Api for Mock {
    type Caller = Credential;

    async fn authenticate(
        &self,
        credential: Credential,
        _context: &Context,
    ) -> Result<Credential, Denied> {
        Ok(credential)
    }

    async fn request_otp_for_password_reset(
        &self,
        request: operation::request_otp_for_password_reset::Request<Credential>,
    ) -> Result<operation::request_otp_for_password_reset::Response, Undocumented> {
        let recorded: Option<Box<dyn Any + Send>> = Some(Box::new(request.clone()));
        self.methods
            .call(
                "request_otp_for_password_reset",
                request,
                recorded,
                || {
                    self
                        .documented
                        .as_deref()
                        .map(Documented::shown_request_otp_for_password_reset)
                },
            )
            .await
    }
}
