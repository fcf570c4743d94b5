// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Client of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! Requests an OTP for resetting the Password using the User's Phone number.
//!
//! ```no_run
//! use password_otp_client::{Client, Error, types};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let client = Client::builder().apikey(std::env::var("API_KEY")?).build()?;
//!     match client
//!         .request_otp_for_password_reset(
//!             types::PasswordResetOtpRequest::builder().phone("+1234567890"),
//!         )
//!         .send()
//!         .await
//!     {
//!         Ok(response) => println!("{:?}", response.body),
//!         Err(Error::ErrorResponse(response)) => println!("error response: {response}"),
//!         Err(error) => return Err(error.into()),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Every operation is a method of [`Client`]. Its arguments are the required parameters and the body, and it returns a builder with a
//! setter for each optional parameter; `send` sends the request. [`Error`] lists its errors, and the module of an operation in
//! [`operation`] has its documented ones and their headers. `Body` in such a module is the type of the request's body; its name stays if the schema
//! is renamed or moved.
//!
//! # Operations
//!
//! - [`request_otp_for_password_reset`](Client::request_otp_for_password_reset) `POST /identity/v2/auth/password/otp`: Retrieve Password reset OTP
//!
//! # Layers
//!
//! [`ClientBuilder::layer`] adds a tower layer over `http` requests; [`from_fn`] makes one of a closure. [`Client::over`] calls a service in this
//! process, such as the router of a server in a test.
//!
//! # Tests
//!
//! The server crate has `Mock` in its feature `mock`: it responds with closures or documented examples. `Client::over(router(mock))` calls it
//! without a socket.
//!
//! # Retries
//!
//! Without the layer of the feature `retry`, which repeats requests where that is safe, the client sends every request once. It does not retry
//! after a time-out, a broken connection or any status code. After
//! [`Error::CommunicationError`] and [`Error::Transport`] it is unknown whether the server processed the request, and sending it
//! again may have its effect twice. Redirects are not followed: they could lead to another host.
//!
//! # Credentials
//!
//! Credentials are held as [`SecretString`]. They are sent where the security scheme says, with the operations that require them and
//! no others. No `Debug`, `Display` or error shows them.
//!
//! A credential is a text, or comes from a source, such as a vault: implement [`TokenSource`]. The client asks the source for another text
//! before one expires, and once after a response with 401; then it sends the request again, unless the body is a stream. If a source fails and the last
//! text has expired, the error is [`Error::NoToken`].
//!
//! # Features
//!
//! `rustls` (default) or `native-tls`. Without either, the client can call `http` URLs only. `retry` and `tracing` add the layers
//! `RetryLayer` and `TracingLayer`.
//!
//! # Browsers
//!
//! The crate compiles for `wasm32-unknown-unknown` and calls `fetch` there. Its futures are `Send` as on other targets. These parts differ:
//!
//! - `ClientBuilder::connect_timeout` and the constructors of files from streams and from the disk do not exist.
//! - `fetch` follows redirects. It removes `Authorization` on the way to another origin, but no other header, so a key may reach it.
//! - `reqwest::Body` does not implement `http_body::Body`, so `Client::over` cannot take the router of a server.
//! - The browser sends cookies by its own rules, and the client sends no credential in a cookie.
//! - A program can read only the response headers that the server exposes (`Access-Control-Expose-Headers`).

// Documentation repeats the document's texts.
#![allow(rustdoc::bare_urls)]
#![allow(rustdoc::broken_intra_doc_links)]
#![allow(clippy::doc_lazy_continuation)]
#![allow(clippy::doc_overindented_list_items)]
#![allow(clippy::tabs_in_doc_comments)]

#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod attempts;
#[rustfmt::skip]
mod auth;
#[rustfmt::skip]
mod base_url;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod browser;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod call;
#[rustfmt::skip]
mod client;
#[rustfmt::skip]
mod client_builder;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod clock;
#[rustfmt::skip]
mod error;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod exchange;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod follow;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod headers;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod incoming;
#[rustfmt::skip]
mod middleware;
#[rustfmt::skip]
pub mod operation;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod random;
#[rustfmt::skip]
mod raw_response;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod receive;
#[rustfmt::skip]
mod redact;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod response;
#[rustfmt::skip]
mod response_body;
#[rustfmt::skip]
#[cfg(feature = "retry")]
mod retry;
#[rustfmt::skip]
mod send;
#[rustfmt::skip]
#[cfg(feature = "tracing")]
mod spans;
#[rustfmt::skip]
mod token;
#[rustfmt::skip]
#[cfg(feature = "tracing")]
mod trace_context;
#[rustfmt::skip]
mod transport;
#[rustfmt::skip]
mod upload;

pub use attempts::Attempts;
pub use call::{Operation, OptionalBody};
#[rustfmt::skip]
pub use client_builder::{BuildClientError, Client, ClientBuilder};
#[rustfmt::skip]
pub use error::{DocumentedError, Error, ErrorResponse, Unsendable};
pub use headers::HeaderError;
#[rustfmt::skip]
pub use middleware::{FromFn, FromFnService, Next, from_fn};
pub use raw_response::{NotJson, RawResponse};
#[doc(no_inline)]
pub use reqwest;
#[rustfmt::skip]
pub use response::{ByteStream, NoErrorHeaders, NoHeaders, Response};
pub use response_body::{BoxError, ResponseBody};
#[cfg(feature = "retry")]
pub use retry::RetryLayer;
pub use secrecy::{self, SecretString};
#[cfg(feature = "tracing")]
pub use spans::TracingLayer;
pub use token::{Credential, Token, TokenSource};
#[rustfmt::skip]
pub use transport::{HttpService, ResponseFuture, TransportError};
#[doc(no_inline)]
pub use types;
