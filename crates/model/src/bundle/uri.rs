//! Relative references (RFC 3986): the file that a reference leads to.

use crate::source::normal;

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

/// Resolves a relative path against the path of a file (RFC 3986 section 5.2.3).
pub(super) fn join(base: &str, path: &str) -> String {
    normal(&format!("{}{path}", folder(base)))
}

/// Splits a URI without fragment into scheme with authority, and path. A path alone has an empty authority. `None` if the path
/// does not start with `/`.
fn authority(uri: &str) -> Option<(&str, &str)> {
    let end = match uri.split_once("://") {
        Some((scheme, rest)) => match rest.find('/') {
            Some(start) => scheme.len() + 3 + start,
            None => return Some((uri, "/")),
        },
        None => 0,
    };
    let (authority, path) = uri.split_at(end);
    path.starts_with('/').then_some((authority, path))
}

/// Resolves a reference without fragment against a base URI (RFC 3986 section 5.2). `None` if the base has no path.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    if reference.contains("://") {
        return Some(reference.to_owned());
    }
    let (authority, path) = authority(base)?;
    if reference.starts_with('/') {
        return Some(format!("{authority}{}", normal(reference)));
    }
    Some(format!("{authority}{}", join(path, reference)))
}

/// Returns the path from the folder of one URI to another URI. `None` if they have different authorities.
pub(super) fn relative_uri(from: &str, to: &str) -> Option<String> {
    let ((from_authority, from), (to_authority, to)) = (authority(from)?, authority(to)?);
    (from_authority == to_authority).then(|| relative(from, to))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The URIs of OpenAPI 3.2.0, appendix F (Base URI Within Content).
    #[test]
    fn references_are_resolved_against_the_base_uri() {
        let base = "https://example.com/api/openapi";
        assert_eq!(resolve(base, "shared/foo").as_deref(), Some("https://example.com/api/shared/foo"));
        assert_eq!(resolve(base, "../schemas/foo").as_deref(), Some("https://example.com/schemas/foo"));
        assert_eq!(resolve(base, "/api/schemas/foo").as_deref(), Some("https://example.com/api/schemas/foo"));
        assert_eq!(resolve(base, "https://example.org/x").as_deref(), Some("https://example.org/x"));
        assert_eq!(resolve("/api/openapi", "shared/foo").as_deref(), Some("/api/shared/foo"));
        assert_eq!(resolve("https://example.com", "foo").as_deref(), Some("https://example.com/foo"));
        assert_eq!(resolve("urn:example:api", "shared/foo"), None);
    }

    #[test]
    fn a_uri_of_the_same_authority_has_a_relative_path() {
        let base = "https://example.com/api/openapi";
        assert_eq!(relative_uri(base, "https://example.com/api/shared/foo").as_deref(), Some("shared/foo"));
        assert_eq!(relative_uri(base, "https://example.com/x").as_deref(), Some("../x"));
        assert_eq!(relative_uri(base, "https://example.org/api/shared/foo"), None);
    }
}
