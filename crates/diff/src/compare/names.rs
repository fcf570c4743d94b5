//! Named items of two lists.

/// Returns the items whose names the other list does not have. Case does not matter, as in names of media types and headers (RFC 9110
/// sections 5.1 and 8.3.1).
pub(super) fn unpaired<'n, T: Copy, U>(items: &[(&'n str, T)], others: &[(&str, U)]) -> Vec<(&'n str, T)> {
    let is_open = |(name, _): &&(&str, T)| others.iter().all(|(other, _)| !other.eq_ignore_ascii_case(name));
    items.iter().filter(is_open).copied().collect()
}
