// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Types of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! The types read and write JSON as the document specifies. The client and the server share them; they do not depend on HTTP.
//! A value that the document's schema rejects does not deserialize. Properties that a schema does not list are ignored unless
//! it has `additionalProperties`.

#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    reason = "documentation repeats the document's texts"
)]

#[rustfmt::skip]
mod object;
#[rustfmt::skip]
mod schemas;
#[rustfmt::skip]
mod support;

pub use schemas::*;
pub use support::InvalidValue;
