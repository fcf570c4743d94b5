// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Types of LoginRadius Retrieve Password reset OTP, version 0.1.0.
//!
//! Requests an OTP for resetting the Password using the User's Phone number.
//!
//! The types read and write JSON as the document specifies. The client and the server share them; they do not depend on HTTP.
//!
//! - A builder makes an object: `T::builder()`. Its setters have the names of the fields, and `build` reports what is missing or does
//!   not fit. Fields are public: to set one from an `Option`, assign it (`object.field = option`).
//! - Enums and unions have a variant `Unlisted`, which keeps a value of a newer server, and bounds and patterns are not enforced when
//!   a value is read. Within [`strict`], as in the server, such values are neither read nor written.
//! - Properties that a schema does not list are ignored unless it has `additionalProperties`.
//!
//! ```
//! use password_otp_types as types;
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let value = types::PasswordResetOtpRequest::builder().phone("+1234567890").build()?;
//!     let json = serde_json::to_string(&value)?;
//!     println!("{json}");
//!     Ok(())
//! }
//! ```

// Documentation repeats the document's texts.
#![allow(rustdoc::bare_urls)]
#![allow(rustdoc::broken_intra_doc_links)]
#![allow(clippy::doc_lazy_continuation)]
#![allow(clippy::doc_overindented_list_items)]
#![allow(clippy::tabs_in_doc_comments)]

#[rustfmt::skip]
pub mod builder;
#[rustfmt::skip]
mod mismatch;
#[rustfmt::skip]
mod nullable;
#[rustfmt::skip]
mod object;
#[rustfmt::skip]
mod object_builder;
#[rustfmt::skip]
mod object_reader;
#[rustfmt::skip]
mod object_schema;
#[rustfmt::skip]
mod object_writer;
#[rustfmt::skip]
mod schemas;
#[rustfmt::skip]
mod setter;
#[rustfmt::skip]
mod strictness;
#[rustfmt::skip]
mod support;

pub use nullable::Nullable;
pub use schemas::*;
pub use setter::BuildError;
pub use strictness::strict;
pub use support::InvalidValue;
