//! Ends of flow collections in the column of their key:
//!
//! ```yaml
//! example: {
//!   "a": []
//! }
//! ```
//!
//! YAML 1.2.2 (section 8.2.1, `s-l+block-node`) requires more spaces before `}` than before `example`. PyYAML does not, and many
//! documents are written in this way. Such an end is read as if it stood in the line before it.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use saphyr_parser::{BufferedInput, Event, Parser};

use super::{Offsets, Read};
use crate::problem::{Kind, Problem};

/// The number of bytes after which the state of the parser is saved. After an end is joined, the text is read again from such a
/// state, and not from its start.
const STEP: usize = 4096;

/// The number of states that are saved. The parser looks further ahead than the event that it returns, so that the last state may be
/// behind the line break before an end.
const STATES: usize = 4;

/// The number of bytes that are read again at most. Beyond it, the next end is an error.
const LIMIT: usize = 64 << 20;

/// Returns whether an error is about an end of a flow collection that can be joined with the line before it.
pub(super) fn is_misplaced(text: &str, error: &Problem) -> bool {
    matches!(error.kind, Kind::Syntax { .. }) && gap(text, error.at.start).is_some()
}

/// Reads a text in which misplaced ends are joined with the lines before them. The last element may be an error.
pub(super) fn joined<'t>(text: &'t str, offsets: &Offsets<'_>) -> Vec<Read<'t>> {
    let (joined, read) = (Rc::<RefCell<HashSet<usize>>>::default(), Rc::new(Cell::new(0)));
    let characters = Characters { text, at: 0, joined: Rc::clone(&joined), read: Rc::clone(&read) };
    let mut parser = Parser::new_from_iter(characters);
    let mut states = vec![State { parser: parser.clone(), events: 0, read: 0 }];
    let (mut events, mut anchors, mut again) = (Vec::new(), 0, 0);
    while let Some(event) = parser.next() {
        let error = match event {
            Ok(event) => {
                anchors = anchors.max(anchor(&event.0));
                events.push(Ok(event));
                let last = states.last().map_or(0, |state| state.read);
                // A state contains all anchors.
                if read.get() - last >= STEP + 64 * anchors {
                    if states.len() > STATES {
                        states.remove(1);
                    }
                    states.push(State { parser: parser.clone(), events: events.len(), read: read.get() });
                }
                continue;
            }
            Err(error) => error,
        };
        let gap = gap(text, offsets.byte(error.marker().index())).filter(|_| again <= LIMIT);
        let breaks: Vec<usize> = gap.clone().into_iter().flatten().filter(|at| is_break(text, *at)).collect();
        let is_new = breaks.iter().any(|at| joined.borrow_mut().insert(*at));
        joined.borrow_mut().extend(breaks);
        let (Some(gap), true) = (gap, is_new) else {
            events.push(Err(error));
            break;
        };
        while states.len() > 1 && states.last().is_some_and(|state| state.read > gap.start) {
            states.pop();
        }
        let Some(state) = states.last() else { break };
        again += read.get() - state.read;
        read.set(state.read);
        events.truncate(state.events);
        parser = state.parser.clone();
    }
    events
}

/// A parser within the text, the number of events before it, and the number of bytes that it has read.
struct State<'t> {
    parser: Parser<'t, BufferedInput<Characters<'t>>>,
    events: usize,
    read: usize,
}

/// The characters of a text, with spaces in place of some line breaks.
#[derive(Clone)]
struct Characters<'t> {
    text: &'t str,
    at: usize,
    /// The offsets of these line breaks.
    joined: Rc<RefCell<HashSet<usize>>>,
    /// The number of bytes that the current parser has read.
    read: Rc<Cell<usize>>,
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let character = self.text.get(self.at..)?.chars().next()?;
        let is_joined = matches!(character, '\n' | '\r') && self.joined.borrow().contains(&self.at);
        self.at += character.len_utf8();
        self.read.set(self.at);
        Some(if is_joined { ' ' } else { character })
    }
}

fn anchor(event: &Event<'_>) -> usize {
    match event {
        Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => *anchor,
        _ => 0,
    }
}

fn is_break(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at), Some(b'\n' | b'\r'))
}

/// Returns the white space before an end of a flow collection that starts its line. `None` if there is no such end at `at`, or if a
/// comment precedes it.
fn gap(text: &str, at: usize) -> Option<Range<usize>> {
    let (before, rest) = text.split_at_checked(at)?;
    if !rest.starts_with(['}', ']']) {
        return None;
    }
    let content = before.trim_end_matches([' ', '\t', '\r', '\n']);
    let line = content.rsplit('\n').next()?;
    let has_comment = line.trim_start().starts_with('#') || line.contains(" #") || line.contains("\t#");
    let gap = content.len()..at;
    (!has_comment && before.get(gap.clone())?.contains('\n')).then_some(gap)
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use crate::load::yaml::load;

    /// A document with `count` examples whose ends have `indent` spaces.
    fn document(count: usize, indent: &str) -> String {
        let example = |at: usize| format!("k{at}:\n  example: {{\n    \"ü\": [{at},\n\n{indent}]\n{indent}}}\n");
        (0..count).map(example).collect()
    }

    #[test]
    fn many_ends_are_read_in_time_that_grows_with_the_text() {
        let misplaced = load(&document(3_000, "  ")).expect("a document");
        let correct = load(&document(3_000, "    ")).expect("a document");
        assert_eq!(misplaced.to_json(), correct.to_json());
    }

    #[test]
    fn positions_stay() {
        let text = "r:\n  ü: {\n    b: 1\n  }\n  c: 2\n";
        let node = load(text).expect("a document");
        let c = node.get("r").and_then(|r| r.get("c")).expect("a value");
        assert_eq!(text.get(c.at.start..c.at.end), Some("2"));
    }

    #[test]
    fn other_errors_stay_errors() {
        let error = load("r:\n  a: {\n    b: 1\n  }\n  c: [1,\n").expect_err("an end is missing");
        assert_eq!(error.kind.code(), "syntax");
        let node = load("r:\n  a: {\n    b: 1 # note\n  }\n").expect("a document");
        assert_eq!(node.to_json(), serde_json::json!({ "r": { "a": { "b": 1 } } }));
    }
}
