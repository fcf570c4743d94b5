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
//!         .request_otp_for_password_reset()
//!         .body(types::PasswordResetOtpRequest {
//!             phone: "+1234567890".to_owned(),
//!         })
//!         .send()
//!         .await
//!     {
//!         Ok(answer) => println!("{:?}", answer.into_inner()),
//!         Err(Error::ErrorResponse(answer)) => println!("refused: {answer}"),
//!         Err(error) => return Err(error.into()),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Every operation is a method of [`Client`]; its parameters are set on the builder that it gives, and [`Error`] says what can go wrong.
//!
//! # Once
//!
//! Nothing is sent twice: no time-out, broken connection or status makes this client repeat a request. After [`Error::CommunicationError`] it is unknown whether the server acted on the request, and repeating it may act twice.
//!
//! # Credentials
//!
//! They are held in [`secrecy`], go where the security scheme says, and only with operations that ask for them. No `Debug`, `Display` or error shows them. Redirects are not followed: they could lead to another host.
//!
//! # Features
//!
//! `rustls` (default) or `native-tls`; with neither, only `http` URLs can be called.

#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = "the document's texts are shown as they are")]

#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod auth;
#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
pub mod builder;
#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod client;
#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod documented_headers;
#[rustfmt::skip]
mod error;
#[rustfmt::skip]
pub mod headers;
#[rustfmt::skip]
#[allow(dead_code, reason = "which parts are used depends on the document")]
mod receive;
#[rustfmt::skip]
mod send;

pub use client::{BuildError, Client, ClientBuilder};
pub use error::{Error, ErrorResponse, Excerpt};
pub use progenitor_client::ResponseValue;
#[doc(no_inline)]
pub use reqwest;
pub use secrecy::{self, SecretString};
#[doc(no_inline)]
pub use types;
