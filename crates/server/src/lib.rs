// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Server stub of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! Implement [`Api`] and give it to [`router`]: an [`axum::Router`] that takes tower layers and can be nested under a
//! prefix. A request comes to a method of the trait only if it is as the document says; one that is not is answered as the
//! document says of such a request, with a body that the trait makes of the [`Rejection`]. What is checked first is the
//! credential, then the parameters, then the body.
//!
//! [`Documented`] is an implementation that answers with the documented examples:
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

#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = "the document's texts are shown as they are")]

#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod api;
#[rustfmt::skip]
mod credential;
#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod documented;
#[rustfmt::skip]
mod json;
#[rustfmt::skip]
mod rejection;
#[rustfmt::skip]
mod request;
#[rustfmt::skip]
mod response;
#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod router;

pub use api::*;
pub use documented::Documented;
pub use rejection::{Location, Reason, Rejection};
pub use response::{StatusOf, StatusOutOfRange};
pub use router::{BODY_LIMIT, router, router_with_body_limit};
pub use secrecy::{self, SecretString};
#[doc(no_inline)]
pub use types;
