//! Relative references (RFC 3986): the file that a reference leads to.

/// The kind of a reference without its fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The same file.
    Here,
    /// A path relative to the folder of the file.
    Relative,
    /// `file:`, or an absolute path.
    Absolute,
    /// A URL.
    Network,
}

/// Splits a reference into the part before its fragment and the fragment after the first `#` (RFC 3986 section 3.5).
pub(super) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// Returns the kind of a reference (RFC 3986 sections 4.1 and 4.2).
pub(super) fn reach(path: &str) -> Reach {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    match scheme {
        // A single letter before the colon is a drive of Windows.
        Some(scheme) if scheme.len() == 1 || scheme.eq_ignore_ascii_case("file") => Reach::Absolute,
        Some(_) => Reach::Network,
        None if path.is_empty() => Reach::Here,
        None if path.starts_with("//") => Reach::Network,
        None if path.starts_with('/') => Reach::Absolute,
        None => Reach::Relative,
    }
}

use crate::source::normal;

/// Resolves a relative path against the path of a file (RFC 3986 section 5.2.3).
pub(super) fn join(base: &str, path: &str) -> String {
    normal(&format!("{}{path}", folder(base)))
}

/// Returns the folder of a file, with the final `/`.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |end| &path[..=end])
}

/// Returns the path from the folder of one file to another file.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = folder(from).split('/').filter(|segment| !segment.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|segment| !segment.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = from[shared..].iter().map(|_| "..");
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}
