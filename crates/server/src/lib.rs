// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Server stub of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! Implement [`Api`] and pass the implementation to [`router`]. The result is an [`axum::Router`]: add tower layers to it, or nest
//! it under a prefix. A request reaches a method of the trait only if it is as the document requires. Any other request is rejected
//! with the response that the document has for it, whose body the trait makes of the [`Rejection`]. The server checks the
//! credential first, then the parameters, then the body.
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

#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    reason = "documentation repeats the document's texts"
)]

#[rustfmt::skip]
mod api;
#[rustfmt::skip]
mod credential;
#[rustfmt::skip]
#[cfg(feature = "fake")]
pub mod cut;
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
mod json;
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

pub use api::*;
pub use documented::Documented;
#[cfg(feature = "fake")]
pub use fake_operations::fake_router;
pub use rejection::{Location, Reason, Rejection};
pub use response::{StatusOf, StatusOutOfRange};
pub use router::{BODY_LIMIT, router, router_with_body_limit};
pub use secrecy::{self, SecretString};
#[doc(no_inline)]
pub use types;
