//! How values are treated that the document does not list. Types keep them, because a newer server may send them, and what a
//! program has stored must be readable again. A server reads requests and writes responses in [`strict`].

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::cell::Cell;

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// Values that the document does not list are kept, and unknown properties are ignored.
    Lenient,
    /// As `Lenient`, but constants and unknown properties are checked: they tell the alternatives of a union apart.
    Shape,
    /// Values that the document does not list are rejected.
    Strict,
}

thread_local! {
    /// The mode of the innermost scope on this thread.
    static MODE: Cell<Mode> = const { Cell::new(Mode::Lenient) };
}

/// Sets back the mode when it is dropped, also by a panic.
struct Scope(Mode);

impl Scope {
    fn of(mode: Mode) -> Self {
        Scope(MODE.replace(mode))
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        MODE.set(self.0);
    }
}

/// Runs `work`, which reads or writes values of this crate on the current thread. Within it, deserializing and serializing fail
/// for values that the document does not list: `Unlisted` values of enums and unions, values that violate bounds or patterns, and
/// properties that `additionalProperties: false` excludes.
pub fn strict<T>(work: impl FnOnce() -> T) -> T {
    let _scope = Scope::of(Mode::Strict);
    work()
}

/// Runs `read`, which tells whether a value can be an alternative of a union.
pub(crate) fn by_shape<T>(read: impl FnOnce() -> T) -> T {
    let _scope = Scope::of(Mode::Shape);
    read()
}

/// Whether values that the document does not list are rejected.
pub(crate) fn is_strict() -> bool {
    MODE.get() == Mode::Strict
}

/// Whether another value than that of a constant, and an unknown property of an object that has no others, are rejected.
pub(crate) fn is_strict_about_shape() -> bool {
    MODE.get() != Mode::Lenient
}
