// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Types of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! They read and write JSON as the document says, and know nothing of HTTP: the client and the server share them.
//! A value that the document's schema refuses does not deserialize. Properties that a schema does not list are
//! ignored unless it has `additionalProperties`.

#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = "the document's texts are shown as they are")]

#[rustfmt::skip]
mod object;
#[rustfmt::skip]
#[allow(clippy::all, reason = "generated")]
mod schemas;
#[rustfmt::skip]
mod support;

#[allow(unused_imports, reason = "a document may have no schema")]
pub use schemas::*;
pub use support::InvalidValue;
