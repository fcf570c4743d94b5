//! Bounds of numbers, lengths and counts.

use std::ops::RangeInclusive;

use super::enumeration::{Enumeration, intended};
use super::{Keyword, Schema, Type};
use crate::integer::{self, Integer};
use crate::node::{self, Node, Value};
use crate::problem::Kind;
use crate::source::Span;

/// A bound of a range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit<'d> {
    /// The keyword of the bound.
    pub keyword: Keyword,
    /// The place of the keyword.
    pub key_at: Span,
    /// The value of the bound. It may have a wrong type, which the check of fixed fields reports.
    pub value: &'d Node,
    /// Whether the bound itself is outside of the range. This is possible for numbers only.
    pub exclusive: bool,
}

impl Limit<'_> {
    /// Returns the bound as a number of characters, elements or properties. `None` if it is not a non-negative integer.
    pub(crate) fn count(self) -> Option<u64> {
        self.value.as_count()
    }

    /// Returns the bound as a number. `None` if it is not a number.
    pub(crate) fn number(self) -> Option<f64> {
        match &self.value.value {
            Value::Number(number) => number.as_f64(),
            _ => None,
        }
    }

    /// Returns whether a bound of a number excludes no integer of `range`. Documents write the limits of a type, and round them:
    /// `-9223372036854776000`.
    pub(crate) fn admits_all(self, range: &RangeInclusive<i128>) -> bool {
        let Value::Number(number) = &self.value.value else { return false };
        let is_lower = matches!(self.keyword, Keyword::Minimum | Keyword::ExclusiveMinimum);
        let exact = integer::exact(&self.value.to_json());
        let exact = exact.or_else(|| number.as_f64().and_then(node::whole).map(i128::from));
        #[allow(clippy::cast_precision_loss, reason = "such a bound is rounded too")]
        match (exact, number.as_f64()) {
            (Some(bound), _) => {
                let end = if is_lower { *range.start() } else { *range.end() };
                (bound == end && !self.exclusive) || if is_lower { bound < end } else { bound > end }
            }
            (None, Some(bound)) => {
                if is_lower {
                    bound <= *range.start() as f64
                } else {
                    bound >= *range.end() as f64
                }
            }
            (None, None) => false,
        }
    }
}

/// A range. Each of its two bounds is optional.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range<'d> {
    pub least: Option<Limit<'d>>,
    pub most: Option<Limit<'d>>,
}

impl Range<'_> {
    /// Returns whether the lower bound is greater than the upper bound.
    pub(crate) fn is_reversed(&self) -> bool {
        let ends = self.least.and_then(Limit::number).zip(self.most.and_then(Limit::number));
        ends.is_some_and(|(least, most)| least > most)
    }
}

impl<'d> Schema<'d> {
    /// Returns the range of a number.
    pub(crate) fn values(self) -> Range<'d> {
        let inclusive = self.range(Keyword::Minimum, Keyword::Maximum);
        let exclusive = self.range(Keyword::ExclusiveMinimum, Keyword::ExclusiveMaximum);
        Range {
            least: self.bound(inclusive.least, exclusive.least, |own, other| own >= other),
            most: self.bound(inclusive.most, exclusive.most, |own, other| own <= other),
        }
    }

    /// Returns the type of the integers of this schema: that of its format, or else of its bounds. If it does not hold the listed
    /// values, the first type with 64 bits that does, as in Rust.
    pub(crate) fn integer(self) -> Integer {
        let of_bounds = || {
            let values = self.values();
            Integer::of_bounds(values.least.and_then(Limit::number), values.most.and_then(Limit::number))
        };
        let own = self.integer_format().unwrap_or_else(of_bounds);
        let listed = self.listed_integers();
        let holds = |ty: &Integer| listed.iter().all(|value| ty.holds(value));
        [own, Integer::I64, Integer::U64].into_iter().find(holds).unwrap_or(own)
    }

    /// Returns the type of integers that must fit several schemas: the narrowest of their formats. Without a format, that of their
    /// bounds.
    pub(crate) fn integer_of(all: &[Schema<'d>]) -> Integer {
        let of_bounds = || all.iter().map(|schema| schema.integer()).max().unwrap_or(Integer::I64);
        Integer::narrowest(all.iter().filter_map(|schema| schema.integer_format())).unwrap_or_else(of_bounds)
    }

    /// Returns the integers that the schema lists, or its alternatives do if each of them lists values.
    fn listed_integers(self) -> Vec<serde_json::Value> {
        let lists = [self.one_of(), self.any_of()].into_iter().flatten().map(|list| -> Option<Vec<Enumeration<'d>>> {
            let members = list.iter().filter(|member| !member.is_type(Type::Null));
            members.map(Schema::enumeration).collect()
        });
        let lists = lists.flatten().flatten().chain(self.enumeration());
        let values = lists.flat_map(|list| list.values).map(|value| intended(value, Some(Type::Integer)));
        values.filter(|value| integer::exact(value).is_some()).collect()
    }

    /// Returns the type of integers of the format.
    pub(crate) fn integer_format(self) -> Option<Integer> {
        self.format().and_then(Integer::of_format)
    }

    /// Returns the bound from its two keywords. The exclusive one is a boolean about the other in 3.0, and a bound of its own from
    /// 3.1; of two bounds, the stricter one counts.
    fn bound(
        self,
        inclusive: Option<Limit<'d>>,
        exclusive: Option<Limit<'d>>,
        is_stricter: fn(f64, f64) -> bool,
    ) -> Option<Limit<'d>> {
        let Some(own) = exclusive else { return inclusive };
        match own.value.value {
            Value::Bool(is_exclusive) => inclusive.map(|limit| Limit { exclusive: is_exclusive, ..limit }),
            Value::Number(_) if self.node().version.has_json_schema() => {
                let own = Limit { exclusive: true, ..own };
                match (own.number(), inclusive.and_then(Limit::number)) {
                    (Some(number), Some(other)) if !is_stricter(number, other) => inclusive,
                    _ => Some(own),
                }
            }
            _ => inclusive,
        }
    }

    /// Returns the range of the length of a string, in Unicode characters.
    pub(crate) fn lengths(self) -> Range<'d> {
        self.range(Keyword::MinLength, Keyword::MaxLength)
    }

    /// Returns the range of the number of elements of an array.
    pub(crate) fn item_counts(self) -> Range<'d> {
        self.range(Keyword::MinItems, Keyword::MaxItems)
    }

    /// Returns the range of the number of properties of an object.
    pub(crate) fn property_counts(self) -> Range<'d> {
        self.range(Keyword::MinProperties, Keyword::MaxProperties)
    }

    /// Returns all ranges: of a number, of lengths, of elements and of properties.
    pub(crate) fn ranges(self) -> [Range<'d>; 4] {
        [self.values(), self.lengths(), self.item_counts(), self.property_counts()]
    }

    /// Returns the errors in the spelling of the bounds of a number, with their places.
    pub(crate) fn bound_faults(self) -> Vec<(Span, Kind)> {
        let pairs = [(Keyword::ExclusiveMinimum, Keyword::Minimum), (Keyword::ExclusiveMaximum, Keyword::Maximum)];
        if self.node().version.has_json_schema() {
            return Vec::new();
        }
        let lonely = pairs.into_iter().filter(|(_, bound)| !self.has(*bound));
        let faults = lonely.filter_map(|(exclusive, bound)| {
            let (at, exclusive, bound) = (self.entry(exclusive)?.key_at, exclusive.name(), bound.name());
            let why = format!("requires `{bound}` (in OpenAPI 3.0 it is a boolean that makes `{bound}` exclusive)");
            let instead = "add the bound";
            Some((at, Kind::Invalid { what: format!("`{exclusive}`"), why, instead }))
        });
        faults.collect()
    }

    /// Returns `multipleOf`.
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
