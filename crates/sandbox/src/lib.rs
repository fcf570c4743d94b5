//! A local server to develop against. It behaves like the published API, and simulates failures on demand.
//!
//! [`app`] makes the router of a [`Config`], and [`serve`] serves it on a socket within [`Limits`]. No message is sent.
//! `GET /_sandbox/outbox` lists the messages that the API would have sent.
//!
//! ```
//! let config = password_otp_sandbox::Config::new("demo");
//! let router: axum::Router = password_otp_sandbox::app(&config)?;
//! # Ok::<(), password_otp_sandbox::DocumentError>(())
//! ```

mod api;
mod app;
mod document;
mod middleware;
mod outbox;
mod phone;
mod receipt;
mod reference_page;
mod request_log;
mod response;
mod scenario;
mod serve;

pub use app::{Config, app};
pub use document::{Document, DocumentError, Example};
pub use password_otp_server::cut::Cut;
pub use password_otp_server::{SecretString, secrecy};
pub use scenario::{Captcha, DocumentedResponse, LATENCY_LIMIT, Scenario, latency};
pub use serve::{Limits, serve};
