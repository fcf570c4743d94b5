//! Bounds of numbers, lengths and counts.

use super::{Keyword, Schema};
use crate::node::{Node, Value};
use crate::problem::Kind;
use crate::source::Span;

/// A bound at one end of a range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit<'d> {
    /// The keyword that states the bound.
    pub keyword: Keyword,
    /// Where the keyword stands.
    pub key_at: Span,
    /// The bound. Not a number if the document has an error, which the check of fixed fields reports.
    pub value: &'d Node,
    /// Whether the bound itself is outside of the range. Only bounds of numbers are exclusive.
    pub exclusive: bool,
}

impl Limit<'_> {
    /// The bound as a count of characters, elements or properties; `None` if it is no whole number from 0.
    pub(crate) fn count(self) -> Option<u64> {
        match &self.value.value {
            Value::Number(number) => number.as_u64(),
            _ => None,
        }
    }

    /// The bound as a number; `None` if it is not one.
    pub(crate) fn number(self) -> Option<f64> {
        match &self.value.value {
            Value::Number(number) => number.as_f64(),
            _ => None,
        }
    }
}

/// The two ends of a range, each of which may be open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range<'d> {
    pub least: Option<Limit<'d>>,
    pub most: Option<Limit<'d>>,
}

impl Range<'_> {
    /// Whether the range is empty because its ends are exchanged.
    pub(crate) fn is_reversed(&self) -> bool {
        let ends = self.least.and_then(Limit::number).zip(self.most.and_then(Limit::number));
        ends.is_some_and(|(least, most)| least > most)
    }
}

impl<'d> Schema<'d> {
    /// The range of a number.
    pub(crate) fn values(self) -> Range<'d> {
        let mut range = self.range(Keyword::Minimum, Keyword::Maximum);
        let close = |end: &mut Option<Limit<'d>>, keyword| {
            if let Some(limit) = end {
                limit.exclusive = self.is_true(keyword);
            }
        };
        close(&mut range.least, Keyword::ExclusiveMinimum);
        close(&mut range.most, Keyword::ExclusiveMaximum);
        range
    }

    /// The range of a string's length, in Unicode characters.
    pub(crate) fn lengths(self) -> Range<'d> {
        self.range(Keyword::MinLength, Keyword::MaxLength)
    }

    /// The range of the number of an array's elements.
    pub(crate) fn item_counts(self) -> Range<'d> {
        self.range(Keyword::MinItems, Keyword::MaxItems)
    }

    /// The range of the number of an object's properties.
    pub(crate) fn property_counts(self) -> Range<'d> {
        self.range(Keyword::MinProperties, Keyword::MaxProperties)
    }

    /// All ranges: of values, lengths, elements and properties.
    pub(crate) fn ranges(self) -> [Range<'d>; 4] {
        [self.values(), self.lengths(), self.item_counts(), self.property_counts()]
    }

    /// The errors in the spelling of the bounds of a number, each with its place.
    pub(crate) fn bound_faults(self) -> Vec<(Span, Kind)> {
        let pairs = [(Keyword::ExclusiveMinimum, Keyword::Minimum), (Keyword::ExclusiveMaximum, Keyword::Maximum)];
        let lonely = pairs.into_iter().filter(|(_, bound)| !self.has(*bound));
        let faults = lonely.filter_map(|(exclusive, bound)| {
            let (at, exclusive, bound) = (self.entry(exclusive)?.key_at, exclusive.name(), bound.name());
            let why = format!("requires `{bound}` (in OpenAPI 3.0 it is a boolean that makes `{bound}` exclusive)");
            let instead = "add the bound";
            Some((at, Kind::Invalid { what: format!("`{exclusive}`"), why, instead }))
        });
        faults.collect()
    }

    /// The number that a value must be a multiple of.
    pub(crate) fn multiple_of(self) -> Option<&'d Node> {
        self.value(Keyword::MultipleOf)
    }

    fn range(self, least: Keyword, most: Keyword) -> Range<'d> {
        let limit = |keyword| {
            let entry = self.entry(keyword)?;
            Some(Limit { keyword, key_at: entry.key_at, value: &entry.value, exclusive: false })
        };
        Range { least: limit(least), most: limit(most) }
    }
}
