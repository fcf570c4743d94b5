//! A server to develop against: the API as it is published, on the generated stub, with the failures that a client has
//! to live with on demand.
//!
//! [`app`] makes a router of a [`Config`]; [`serve`] puts it on a socket, within [`Limits`]. Nothing is sent to anybody:
//! what would have been sent is listed at `GET /_sandbox/outbox`.
//!
//! ```
//! let config = password_otp_sandbox::Config::new("demo");
//! let router: axum::Router = password_otp_sandbox::app(&config)?;
//! # Ok::<(), password_otp_sandbox::DocumentError>(())
//! ```

mod answer;
mod api;
mod app;
mod document;
mod outbox;
mod perform;
mod phone;
mod prefer;
mod rate;
mod receipt;
mod reference;
mod request_log;
mod scenario;
mod serve;

pub use app::{Config, app};
pub use document::{Document, DocumentError, Example};
pub use password_otp_server::{SecretString, secrecy};
pub use scenario::{Answer, Captcha, Cut, LATENCY_LIMIT, Scenario, latency};
pub use serve::{Limits, serve};
