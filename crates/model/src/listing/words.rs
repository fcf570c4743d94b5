//! Names of parameters and properties that many APIs share. Names are compared without case and punctuation, see [`plain`].

use crate::api::{Location, Parameter, Text};

/// Names of parameters for the number of a page.
const PAGES: [&str; 4] = ["page", "pagenumber", "pageno", "page[number]"];
/// Names of parameters that name a place in a list.
pub const CURSORS: [&str; 15] = [
    "cursor",
    "nextcursor",
    "pagecursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuation",
    "continuationtoken",
    "marker",
    "after",
    "before",
    "startingafter",
    "endingbefore",
    "startafter",
    "synctoken",
];
/// Names of properties with the cursor of the next page.
pub const NEXT: [&str; 8] =
    ["nextcursor", "next", "nextpagetoken", "nexttoken", "cursor", "nextpage", "after", "continuationtoken"];
/// Names of parameters for the order.
pub const SORTS: [&str; 6] = ["sort", "sortby", "orderby", "order", "ordering", "sorting"];
/// Ends of the names of bounds, and whether elements are after them.
const BOUNDS: [(&str, bool); 12] = [
    ("after", true),
    ("since", true),
    ("from", true),
    ("start", true),
    ("gte", true),
    ("gt", true),
    ("before", false),
    ("until", false),
    ("to", false),
    ("end", false),
    ("lte", false),
    ("lt", false),
];

/// A name in lower case and without `_`, `-` and `$`.
pub fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '-', '$'], "")
}

/// Whether a parameter in the query is the number of a page.
pub fn is_page<N>(parameter: &Parameter<N>) -> bool {
    PAGES.contains(&plain(&parameter.wire).as_str())
        && parameter.location == Location::Query
        && parameter.text == Text::Integer
}

/// Returns the property that a value of an order names, whether the order is descending, and whether the value says so.
pub fn direction(value: &str) -> (&str, bool, bool) {
    if let Some(name) = value.strip_prefix('-') {
        return (name, true, true);
    }
    if let Some(name) = value.strip_prefix('+') {
        return (name, false, true);
    }
    let ends = [("desc", true), ("descending", true), ("asc", false), ("ascending", false)];
    for (end, is_descending) in ends {
        let start = value.len().checked_sub(end.len() + 1).and_then(|at| value.split_at_checked(at));
        if let Some((name, rest)) = start
            && rest.starts_with([':', '_', '-', ' ', ',', '.'])
            && rest.get(1..).is_some_and(|rest| rest.eq_ignore_ascii_case(end))
        {
            return (name, is_descending, true);
        }
    }
    (value, false, false)
}

/// Returns the names that a property with a bound may have, and whether elements are after the bound: `createdAfter` is a bound of
/// `created`, `createdAt`, `createdOn` and `createdDate`. `None` if the name is not that of a bound.
pub fn bound(parameter: &str) -> Option<([String; 4], bool)> {
    let name = plain(parameter);
    let (stem, is_after) = BOUNDS.iter().find_map(|(end, is_after)| Some((name.strip_suffix(end)?, *is_after)))?;
    let stem = ["at", "on", "date"].iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(stem);
    let names = [stem.to_owned(), format!("{stem}at"), format!("{stem}on"), format!("{stem}date")];
    (!stem.is_empty()).then_some((names, is_after))
}

#[cfg(test)]
mod tests {
    use super::{bound, direction};

    #[test]
    fn orders_are_written_in_several_ways() {
        for (value, expected) in [
            ("-createdAt", ("createdAt", true, true)),
            ("createdAt", ("createdAt", false, false)),
            ("+id", ("id", false, true)),
            ("created_at:desc", ("created_at", true, true)),
            ("price_asc", ("price", false, true)),
            ("id DESC", ("id", true, true)),
            ("description", ("description", false, false)),
        ] {
            assert_eq!(direction(value), expected, "{value}");
        }
    }

    #[test]
    fn bounds_end_with_a_word() {
        let after = |name: &str| bound(name).map(|(names, is_after)| (names[1].clone(), is_after));
        assert_eq!(after("created_after"), Some(("createdat".to_owned(), true)));
        assert_eq!(after("createdAtTo"), Some(("createdat".to_owned(), false)));
        assert_eq!((after("since"), after("colour")), (None, None));
    }
}
