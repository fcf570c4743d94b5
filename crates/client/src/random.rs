// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Random numbers for delays and identifiers.

/// Returns a random number. It is not unpredictable enough for secrets.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher, Hasher};

    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

/// Returns a random number. It is not unpredictable enough for secrets.
///
/// The keys of `RandomState` are not random on this target, so the numbers of each run would be the same.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) fn random() -> u64 {
    let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
    half() << 32 | half()
}
