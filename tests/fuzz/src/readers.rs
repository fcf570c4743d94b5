//! The readers of generated servers: the files of `crates/runtime`, which keeps them to itself.

#![allow(
    dead_code,
    missing_docs,
    reason = "the files are checked in their own crate, and only some items are used here"
)]

#[path = "../../../crates/runtime/src/server/deep_object.rs"]
pub(crate) mod deep_object;
#[path = "../../../crates/runtime/src/server/delimited.rs"]
pub(crate) mod delimited;
#[path = "../../../crates/runtime/src/server/file.rs"]
pub(crate) mod file;
#[path = "../../../crates/runtime/src/server/json.rs"]
pub(crate) mod json;
#[path = "../../../crates/runtime/src/mismatch.rs"]
pub(crate) mod mismatch;
#[path = "../../../crates/runtime/src/server/multipart.rs"]
pub(crate) mod multipart;
#[path = "../../../crates/runtime/src/server/parameters.rs"]
pub(crate) mod parameters;
#[path = "../../../crates/runtime/src/server/rejection.rs"]
pub(crate) mod rejection;
#[path = "../../../crates/runtime/src/server/request.rs"]
pub(crate) mod request;
#[path = "../../../crates/runtime/src/server/style.rs"]
pub(crate) mod style;
#[path = "../../../crates/runtime/src/types/strictness.rs"]
pub(crate) mod types;
#[path = "../../../crates/runtime/src/server/watched.rs"]
pub(crate) mod watched;
