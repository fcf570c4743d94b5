//! Tests of the generated crates.

mod fresh;
