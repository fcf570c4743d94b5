// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Server of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! Requests an OTP for resetting the Password using the User's Phone number.
//!
//! Implement [`Api`] and pass the implementation to [`router`]. The result is an `axum::Router`: add tower layers to it, or nest
//! it under a prefix. A request reaches a method of the trait only if it is as the document requires. Any other request is rejected
//! with the response that the document has for it. The server checks the credential first, then the parameters, then the body.
//!
//! ```no_run
//! use password_otp_server::operation::request_otp_for_password_reset;
//! use password_otp_server::secrecy::ExposeSecret;
//! use password_otp_server::{Api, Context, Credential, Denied, Undocumented, router, types};
//!
//! struct Service;
//!
//! impl Api for Service {
//!     type Caller = ();
//!
//!     async fn authenticate(
//!         &self,
//!         credential: Credential,
//!         _: &Context,
//!     ) -> Result<(), Denied> {
//!         match credential {
//!             Credential::Apikey(apikey) if apikey.expose_secret() == "secret" => Ok(()),
//!             _ => Err(Denied::Invalid),
//!         }
//!     }
//!
//!     async fn request_otp_for_password_reset(
//!         &self,
//!         _request: request_otp_for_password_reset::Request<()>,
//!     ) -> Result<request_otp_for_password_reset::Response, Undocumented> {
//!         Ok(
//!             request_otp_for_password_reset::Response::ok(
//!                     types::PasswordResetOtpResponse::builder()
//!                         .is_posted(true)
//!                         .data(
//!                             types::OtpReceipt::builder()
//!                                 .account_sid("ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX")
//!                                 .sid("SMXXXXXXXXXXXXXXXX"),
//!                         )
//!                         .build()?,
//!                 )
//!                 .into(),
//!         )
//!     }
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> std::io::Result<()> {
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     axum::serve(listener, router(Service)).await
//! }
//! ```
//!
//! The module of an operation in [`operation`] has its request and its responses. A response is made by a function such as
//! `Response::ok` from its body and its required headers, has a method for each optional header, and becomes a `Response` with `.into()`.
//!
//! # Operations
//!
//! - [`request_otp_for_password_reset`](Api::request_otp_for_password_reset) `POST /identity/v2/auth/password/otp`: Retrieve Password reset OTP
//!
//! # Errors
//!
//! A documented error is a response too: [`request_otp_for_password_reset::Response::bad_request`](operation::request_otp_for_password_reset::Response::bad_request) makes one.
//! Any other error can be returned with `?`. It becomes [`Undocumented`]: the response is a 500 without a body, and the feature `tracing` logs
//! the error with the name of the operation. If a method panics, the response is a 500 without a body too, and the log
//! says that the handler panicked. A method that is not implemented responds with 501.
//!
//! A request that violates the document is rejected before it reaches a method. The response names the part of the request and never
//! quotes its value: see [`Rejection`].
//!
//! # Authentication
//!
//! `Api::authenticate` receives the credential of a request and returns the caller, which methods find in `request.caller`. It can
//! deny the credential: see [`Denied`]. [`Context::scopes`] has the scopes that the document requires.
//!
//! # Tests
//!
//! With the feature `mock`, `Mock` is an implementation whose methods are closures. It records the requests. `Client::over(router(mock))` of
//! the client crate calls it without a socket.
//!
//! [`Documented`] is an implementation that responds with the documented examples:
//!
//! ```no_run
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
//!     let listener = tokio::net::TcpListener::bind(&address).await?;
//!     let address = listener.local_addr()?;
//!     println!("http://{address}");
//!     let router = password_otp_server::router(password_otp_server::Documented::new()?);
//!     axum::serve(listener, router).await?;
//!     Ok(())
//! }
//! ```
//!
//! With the feature `fake`, `fake_router` returns a router that also applies `Prefer`, and stores the resources that requests
//! create.

// Documentation repeats the document's texts.
#![allow(rustdoc::bare_urls)]
#![allow(rustdoc::broken_intra_doc_links)]
#![allow(clippy::doc_lazy_continuation)]
#![allow(clippy::doc_overindented_list_items)]
#![allow(clippy::tabs_in_doc_comments)]

#[rustfmt::skip]
mod api;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod context;
#[rustfmt::skip]
mod credential;
#[rustfmt::skip]
#[cfg(feature = "fake")]
pub mod cut;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod denied;
#[rustfmt::skip]
mod documented;
#[rustfmt::skip]
#[cfg(feature = "fake")]
pub mod fake;
#[rustfmt::skip]
#[cfg(feature = "fake")]
mod fake_operations;
#[rustfmt::skip]
#[cfg(feature = "fake")]
mod fake_table;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod handler;
#[rustfmt::skip]
mod json;
#[rustfmt::skip]
#[cfg(feature = "fake")]
mod listing;
#[rustfmt::skip]
#[cfg(feature = "mock")]
mod methods;
#[rustfmt::skip]
mod mismatch;
#[rustfmt::skip]
#[cfg(feature = "mock")]
mod mock;
#[rustfmt::skip]
pub mod operation;
#[rustfmt::skip]
#[cfg(feature = "fake")]
pub mod prefer;
#[rustfmt::skip]
#[cfg(feature = "fake")]
pub mod rate_limit;
#[rustfmt::skip]
mod rejection;
#[rustfmt::skip]
mod request;
#[rustfmt::skip]
mod response;
#[rustfmt::skip]
mod router;
#[rustfmt::skip]
#[cfg(feature = "fake")]
mod store;
#[rustfmt::skip]
#[cfg(feature = "fake")]
mod template;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod undocumented;
#[rustfmt::skip]
mod watched;

pub use api::*;
pub use context::Context;
pub use denied::Denied;
pub use documented::Documented;
#[cfg(feature = "fake")]
pub use fake_operations::fake_router;
#[cfg(feature = "mock")]
pub use mock::Mock;
pub use rejection::{Location, Reason, Rejection};
pub use response::{StatusOf, StatusOutOfRange};
#[rustfmt::skip]
pub use router::{BODY_LIMIT, router, router_with_body_limit};
pub use secrecy::{self, SecretString};
#[doc(no_inline)]
pub use types;
pub use undocumented::Undocumented;
