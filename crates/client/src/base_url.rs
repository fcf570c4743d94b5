// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The base URL of the document.

pub(crate) const BASE_URL: &str = "https://api.loginradius.com";
