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

/// The Levenshtein distance: swapping two neighbours counts as two edits.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
