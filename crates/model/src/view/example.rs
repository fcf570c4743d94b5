//! Examples (OpenAPI 3.0.4, Example Object).

use super::reference::{self, follow};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::node::{Entry, Node};
use crate::problem::Kind;
use crate::version::Version;

/// The `example` and `examples` of a parameter, header or media type.
///
/// Named examples are viewed on demand by [`named_examples`]: references among them matter only if their values are used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Examples<'d> {
    /// `example`
    pub single: Option<&'d Node>,
    named: &'d [Entry],
}

/// A named example with a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example<'d> {
    pub name: Spanned<&'d str>,
    pub value: &'d Node,
    /// The value of `x-credential`, an extension of this generator.
    pub credential: Option<&'d Node>,
}

/// Views the examples of a parameter, header or media type.
pub(super) fn examples(holder: &Node) -> Examples<'_> {
    Examples { single: holder.get("example"), named: field::entries(holder, "examples") }
}

/// Fields of an example of which it may have only one.
const EXCLUSIVE: [(&str, &str); 4] = [
    ("value", "externalValue"),
    ("dataValue", "value"),
    ("serializedValue", "value"),
    ("serializedValue", "externalValue"),
];

/// Views the named examples. Those without a value are skipped: nothing is read from an `externalValue`, and a
/// `serializedValue` alone is a text for readers.
pub(crate) fn named_examples<'d>(reader: &mut DocumentReader<'d>, examples: Examples<'d>) -> Vec<Example<'d>> {
    examples.named.iter().filter_map(|entry| example(reader, entry)).collect()
}

fn example<'d>(reader: &mut DocumentReader<'d>, entry: &'d Entry) -> Option<Example<'d>> {
    let node = follow(reader, &entry.value, reference::EXAMPLE)?;
    check(&mut reader.diagnostics, node, &fixed_fields::EXAMPLE);
    for (key, other) in EXCLUSIVE {
        if let (Some(entry), true) = (node.entry(key), node.get(other).is_some()) {
            let kind = Kind::Invalid {
                what: format!("`{key}` of an example"),
                why: format!("must not be beside `{other}` (OpenAPI {}, Example Object)", node.version),
                instead: "remove one of the two",
            };
            reader.diagnostics.tolerable(entry.key_at, kind);
        }
    }
    let value = node.get("value").or_else(|| node.get("dataValue").filter(|_| node.version >= Version::V3_2))?;
    Some(Example { name: field::key(entry), value, credential: node.get("x-credential") })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    #[test]
    fn named_examples_are_viewed_on_demand() {
        let bundle = load(
            "
example: 1
examples:
  a: {value: 2, x-credential: missing}
  b: {externalValue: 'https://example.org/b'}
  c: {$ref: '#/components/examples/Gone'}
",
        );
        let mut reader = DocumentReader::new(&bundle, false);
        let view = examples(&bundle.root);
        assert!(view.single.is_some() && !reader.diagnostics.has_errors());
        let named = named_examples(&mut reader, view);
        let [only] = named.as_slice() else { panic!("{named:?}") };
        assert_eq!((only.name.value, only.credential.and_then(Node::as_str)), ("a", Some("missing")));
        let problems = problems(reader);
        assert!(matches!(problems.as_slice(), [one] if one.starts_with("dangling-reference")), "{problems:?}");
    }
}
