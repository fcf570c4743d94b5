//! Resources that the run created and could not delete, or changed and could not restore, grouped by operation and reason.

use crate::outcome::LeftBehind;

/// The number of paths that a line shows.
const MAX_PATHS: usize = 3;

/// One line for each operation and reason: `5 resources created by createBook (/books/1, /books/2, /books/3 and 2 more): DELETE
/// returned 403`.
pub(super) fn lines(left: &[LeftBehind]) -> Vec<String> {
    let mut groups: Vec<Vec<&LeftBehind>> = Vec::new();
    for one in left {
        let is_like = |group: &&mut Vec<&LeftBehind>| {
            group.iter().any(|other| {
                (other.effect, &other.operation, &other.reason) == (one.effect, &one.operation, &one.reason)
            })
        };
        match groups.iter_mut().find(is_like) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.iter().map(|group| line(group)).collect()
}

fn line(group: &[&LeftBehind]) -> String {
    let [first, _, ..] = group else { return group.first().map(ToString::to_string).unwrap_or_default() };
    let paths: Vec<&str> = group.iter().take(MAX_PATHS).map(|one| one.path.as_str()).collect();
    let more = match group.len() - paths.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (count, paths) = (group.len(), paths.join(", "));
    format!("{count} resources {} by {} ({paths}{more}): {}", first.effect, first.operation, first.reason)
}

#[cfg(test)]
mod tests {
    use super::{LeftBehind, lines};
    use crate::outcome::Effect;

    fn left(path: &str, reason: &str) -> LeftBehind {
        let (path, operation, reason) = (path.to_owned(), "createBook".to_owned(), reason.to_owned());
        LeftBehind { path, operation, reason, effect: Effect::Created }
    }

    #[test]
    fn resources_of_one_operation_and_reason_are_one_line() {
        let mut all: Vec<LeftBehind> = (1..=5).map(|id| left(&format!("/books/{id}"), "DELETE returned 403")).collect();
        all.push(left("/books/9", "it was not deleted"));
        assert_eq!(
            lines(&all),
            [
                "5 resources created by createBook (/books/1, /books/2, /books/3 and 2 more): DELETE returned 403",
                "/books/9, created by createBook: it was not deleted",
            ]
        );
        assert_eq!(lines(&[]), [""; 0]);
    }
}
