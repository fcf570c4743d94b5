//! The place of a part of a value.

use std::fmt;

/// The place of a part of a value: the steps to it from the whole value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PartPath(Vec<PathStep>);

/// One step to a part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathStep {
    /// The property of an object.
    Property(String),
    /// The first element of an array, which stands for all.
    Element,
    /// The element of a tuple at this index.
    Position(usize),
    /// The same value, of the alternative with this number in the schema. The first one is 1.
    Alternative(usize),
}

impl PartPath {
    /// The path of a property of this part.
    pub(crate) fn property(&self, name: &str) -> Self {
        self.then(PathStep::Property(name.to_owned()))
    }

    /// The path of the first element of this part.
    pub(crate) fn element(&self) -> Self {
        self.then(PathStep::Element)
    }

    /// The path of the element of this tuple at an index.
    pub(crate) fn position(&self, index: usize) -> Self {
        self.then(PathStep::Position(index))
    }

    /// The path of this part as a value of an alternative.
    pub(crate) fn alternative(&self, number: usize) -> Self {
        self.then(PathStep::Alternative(number))
    }

    fn then(&self, step: PathStep) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        PartPath(steps)
    }

    /// The steps from the whole value.
    pub(crate) fn steps(&self) -> &[PathStep] {
        &self.0
    }

    /// Whether the part is the whole value.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The path in a JSON value: names of properties, and indexes of elements.
    pub(crate) fn keys(&self) -> Vec<String> {
        let key = |step: &PathStep| match step {
            PathStep::Property(name) => Some(name.clone()),
            PathStep::Element => Some("0".to_owned()),
            PathStep::Position(index) => Some(index.to_string()),
            PathStep::Alternative(_) => None,
        };
        self.0.iter().filter_map(key).collect()
    }
}

impl fmt::Display for PartPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Property(name) if index == 0 => f.write_str(name)?,
                PathStep::Property(name) => write!(f, ".{name}")?,
                PathStep::Element => f.write_str("[]")?,
                PathStep::Position(index) => write!(f, "[{index}]")?,
                PathStep::Alternative(number) => write!(f, "({number})")?,
            }
        }
        Ok(())
    }
}
