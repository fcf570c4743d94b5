//! "Did you mean": the candidate that is most similar to a misspelt name.

/// Returns the candidate that a misspelt name most likely stands for. `None` if no candidate is similar enough.
pub fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let scored = candidates.map(|candidate| (distance(&name.to_lowercase(), &candidate.to_lowercase()), candidate));
    let is_near = |distance: usize, candidate: &str| {
        let shorter = candidate.chars().count().min(name.chars().count());
        distance <= 1 + candidate.chars().count() / 4 && 2 * distance < shorter.max(3)
    };
    scored.filter(|(distance, candidate)| is_near(*distance, candidate)).min().map(|(_, candidate)| candidate)
}

/// The number of edits between two words: characters that are added, removed or replaced, and neighbours that are swapped (optimal string
/// alignment).
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(80).collect();
    let right: Vec<char> = right.chars().take(80).collect();
    // The rows of the table before the last one, before the current one, and the current one.
    let (mut earlier, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=right.len()).collect());
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b)).min(row[j] + 1).min(last[j + 1] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                least = least.min(earlier[j - 1] + 1);
            }
            row.push(least);
        }
        earlier = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    /// The first four are the examples of the literature for this distance.
    #[test]
    fn swapped_neighbours_are_one_edit() {
        for (left, right, edits) in [
            ("kitten", "sitting", 3),
            ("ca", "ac", 1),
            ("ca", "abc", 3),
            ("a cat", "an act", 2),
            ("", "type", 4),
            ("tyep", "type", 1),
            ("tpye", "type", 1),
            ("type", "type", 0),
        ] {
            assert_eq!((distance(left, right), distance(right, left)), (edits, edits), "{left} {right}");
        }
    }

    #[test]
    fn short_words_with_swapped_neighbours_have_a_suggestion() {
        let known = ["in", "name", "type", "enum", "style"];
        for (word, expected) in [("ni", Some("in")), ("tyep", Some("type")), ("enmu", Some("enum")), ("url", None)] {
            assert_eq!(nearest(word, known.into_iter()), expected, "{word}");
        }
    }
}
