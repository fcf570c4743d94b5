//! Random numbers for delays and identifiers.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Returns a random number. It is not unpredictable enough for secrets.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
