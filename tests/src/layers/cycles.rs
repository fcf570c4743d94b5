//! Finds modules that use each other in a cycle.

use std::collections::BTreeMap;

use super::arrows::{Arrow, Sources, arrows};

/// A way from each top-level module to itself, one for each cycle, as text with the file of each step.
pub(super) fn cycles(sources: &Sources) -> Vec<String> {
    let (children, arrows) = arrows(sources, &[]);
    let mut seen: Vec<&str> = Vec::new();
    let mut out = Vec::new();
    for child in &children {
        if seen.contains(&child.as_str()) {
            continue;
        }
        let Some(steps) = way_back(child, arrows.iter()) else { continue };
        seen.extend(steps.iter().map(|arrow| arrow.from.as_str()));
        let steps = steps.iter().map(|Arrow { from, to, file }| format!("`{from}` uses `{to}` in {file}"));
        out.push(steps.collect::<Vec<String>>().join(", "));
    }
    out
}

/// The shortest way of arrows from a module to itself.
fn way_back<'a>(start: &str, arrows: impl Iterator<Item = &'a Arrow> + Clone) -> Option<Vec<&'a Arrow>> {
    let mut ways: BTreeMap<&str, Vec<&Arrow>> = BTreeMap::from([(start, Vec::new())]);
    let mut open = vec![start];
    while !open.is_empty() {
        let mut next = Vec::new();
        for from in open {
            for arrow in arrows.clone().filter(|arrow| arrow.from == from) {
                let way = [ways[from].as_slice(), &[arrow]].concat();
                if arrow.to == start {
                    return Some(way);
                }
                if !ways.contains_key(arrow.to.as_str()) {
                    ways.insert(&arrow.to, way);
                    next.push(arrow.to.as_str());
                }
            }
        }
        open = next;
    }
    None
}
