//! Compares two OpenAPI documents.
//!
//! [`compare`] returns the [`Change`]s between two [`model::Api`]s. Each has a stable id, the side that it breaks on the wire, the generated
//! crates that it breaks, the places in both documents, advice and a fingerprint. [`verdict`] returns the versions that the changes require,
//! and [`report`] writes them.
//!
//! Edits that change no request, no response and no documentation are not reported: moved or renamed components (unless programs name their
//! types), other spellings of the same schema, another version of OpenAPI.
//!
//! ```
//! let resolve = |responses: &str| {
//!     let text = format!("{{openapi: 3.0.3, info: {{title: T, version: '1'}}, paths: {{/a: {{get: {{responses: {responses}}}}}}}}}");
//!     model::resolve_annotated(&model::Source::new("a.yaml", text)).map(|(api, _)| api)
//! };
//! let old = resolve("{'200': {description: d}}")?;
//! let new = resolve("{'200': {description: d}, '404': {description: d}}")?;
//! let changes = diff::compare(&old, &new);
//! assert_eq!(changes[0].id, "response-status-added");
//! assert_eq!(changes[0].severity, diff::Severity::MayBreakCallers);
//! # Ok::<(), model::Problems>(())
//! ```

#![cfg_attr(test, allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails"))]

mod allow;
mod change;
mod compare;
mod hash;
pub mod report;
mod rule;
mod rust;
mod shape;
mod verdict;

pub use allow::{Allowed, allowed, is_expired, without_effect};
pub use change::{Change, Severity};
pub use compare::compare;
pub use rule::{Rule, rules};
pub use rust::{Crates, InRust};
pub use verdict::{Bump, CrateBumps, Verdict, verdict};
