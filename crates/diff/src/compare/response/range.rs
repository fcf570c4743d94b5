//! Media types in place of a range that has them, such as `*/*`, and the other way round.

use model::api::ResponseContent;

use crate::compare::names::unpaired;

/// A content, by its media type or range.
type Named<'v, N> = (&'v str, &'v ResponseContent<N>);

/// A content whose media type replaces a range, or the other way round.
pub(super) struct ReplacedRange<'v, N> {
    pub old: Named<'v, N>,
    pub new: Named<'v, N>,
    /// Whether the old one is the range.
    pub is_narrower: bool,
}

/// Finds the media types in place of ranges, and the ranges in place of media types. A content of a range may list a media type too, the one
/// that servers send.
pub(super) fn replaced<'v, N>(old: &[Named<'v, N>], new: &[Named<'v, N>]) -> Vec<ReplacedRange<'v, N>> {
    let narrower =
        within_gone_ranges(old, new).into_iter().map(|(old, new)| ReplacedRange { old, new, is_narrower: true });
    let wider =
        within_gone_ranges(new, old).into_iter().map(|(new, old)| ReplacedRange { old, new, is_narrower: false });
    narrower.chain(wider).collect()
}

/// Returns the ranges that only `contents` have, each with a media type of `others` in it that no other content has.
fn within_gone_ranges<'v, N>(contents: &[Named<'v, N>], others: &[Named<'v, N>]) -> Vec<(Named<'v, N>, Named<'v, N>)> {
    let gone = unpaired(contents, others).into_iter();
    let pairs = gone.flat_map(|range| others.iter().map(move |name| (range, *name)));
    let is_free = |range: Named<'v, N>, name: Named<'v, N>| {
        contents.iter().all(|(own, content)| !own.eq_ignore_ascii_case(name.0) || std::ptr::eq(*content, range.1))
    };
    pairs.filter(|(range, name)| is_within(name.0, range.0) && is_free(*range, *name)).collect()
}

/// Returns whether a range has a media type, or a narrower range (RFC 9110 section 12.5.1).
pub(super) fn is_within(name: &str, range: &str) -> bool {
    let parts = |text: &str| {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence.split_once('/').map(|(kind, subtype)| (kind.to_owned(), subtype.to_owned()))
    };
    let (Some((kind, subtype)), Some((of, all))) = (parts(name), parts(range)) else { return false };
    all == "*" && (of == "*" || of == kind) && (kind, subtype) != (of, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_types_and_narrower_ranges() {
        for (name, range) in
            [("application/json", "*/*"), ("Application/json; charset=utf-8", "application/*"), ("text/*", "*/*")]
        {
            assert!(is_within(name, range) && !is_within(range, name), "{name} {range}");
        }
        for (name, range) in [("text/plain", "application/*"), ("*/*", "*/*"), ("application/json", "application/json")]
        {
            assert!(!is_within(name, range), "{name} {range}");
        }
    }
}
