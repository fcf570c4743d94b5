// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Time: the timers of tokio, and in a browser those of JavaScript.
//!
//! `std::time::Instant::now` panics on `wasm32-unknown-unknown`, and tokio's timers use it.

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout_at};

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use super::browser::{Sleep, sleep, sleep_until, timeout_at};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use web_time::Instant;

/// The time of the system's clock.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) fn system_time() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// The time of the system's clock.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) fn system_time() -> std::time::SystemTime {
    let since = web_time::SystemTime::now().duration_since(web_time::UNIX_EPOCH);
    std::time::UNIX_EPOCH + since.unwrap_or_default()
}
