//! The keys of an object that is being read.

use std::collections::HashMap;

use crate::node::Entry;
use crate::source::Span;

/// The number of keys from which on an index of them is faster than comparing each.
const FEW: usize = 16;

/// An index of the keys of an object. It is empty for a small object, as most are.
#[derive(Default)]
pub(super) struct Keys(HashMap<String, Span>);

impl Keys {
    /// Returns the place of a key among the entries of the object, which grow from call to call.
    pub(super) fn find(&mut self, entries: &[Entry], key: &str) -> Option<Span> {
        if entries.len() < FEW {
            return entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_at);
        }
        let new = entries.get(self.0.len()..).unwrap_or_default();
        self.0.extend(new.iter().map(|entry| (entry.key.clone(), entry.key_at)));
        self.0.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Keys};
    use crate::node::{Entry, Node, Value};
    use crate::source::Span;

    #[test]
    fn a_key_is_found_in_small_and_large_objects() {
        let (mut keys, mut entries) = (Keys::default(), Vec::new());
        for index in 0..3 * FEW {
            assert_eq!(keys.find(&entries, &index.to_string()), None);
            let at = Span { start: index, end: index };
            entries.push(Entry { key: index.to_string(), key_at: at, value: Node::new(at, Value::Null) });
            for known in 0..=index {
                assert_eq!(keys.find(&entries, &known.to_string()).map(|at| at.start), Some(known));
            }
        }
    }
}
