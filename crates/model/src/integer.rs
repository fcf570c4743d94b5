//! Types of integers and their ranges.

use std::ops::RangeInclusive;

use serde_json::Value;

/// 2 to the power of 63. As a double, it is also the largest integer of 64 bits with a sign, which documents round to it.
const BEYOND_I64: f64 = 9_223_372_036_854_775_808.0;

/// A type of integers: one for each format of integers in the OpenAPI Format Registry, with the same range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Integer {
    /// `format: int8`
    I8,
    /// `format: int16`
    I16,
    /// `format: int32`
    I32,
    /// `format: int64`, no format, and any other format
    I64,
    /// `format: uint8`
    U8,
    /// `format: uint16`
    U16,
    /// `format: uint32`
    U32,
    /// `format: uint64`, and integers without a format whose bounds are only in the range of this type
    U64,
}

impl Integer {
    /// All types of integers.
    pub const ALL: [Integer; 8] =
        [Integer::I8, Integer::I16, Integer::I32, Integer::I64, Integer::U8, Integer::U16, Integer::U32, Integer::U64];

    /// Returns the type of a format. `None` if it is no format of integers.
    pub fn of_format(format: &str) -> Option<Integer> {
        Integer::ALL.into_iter().find(|integer| integer.format() == format)
    }

    /// Returns the type of integers without a format of integers, by their bounds. Without a lower bound, values may be negative.
    pub fn of_bounds(minimum: Option<f64>, maximum: Option<f64>) -> Integer {
        let is_unsigned = minimum.is_some_and(|least| least > -1.0);
        if is_unsigned && maximum.is_some_and(|most| most > BEYOND_I64) { Integer::U64 } else { Integer::I64 }
    }

    /// Returns the format.
    pub fn format(self) -> &'static str {
        match self {
            Integer::I8 => "int8",
            Integer::I16 => "int16",
            Integer::I32 => "int32",
            Integer::I64 => "int64",
            Integer::U8 => "uint8",
            Integer::U16 => "uint16",
            Integer::U32 => "uint32",
            Integer::U64 => "uint64",
        }
    }

    /// Returns the name of the type in Rust.
    pub fn rust(self) -> &'static str {
        match self {
            Integer::I8 => "i8",
            Integer::I16 => "i16",
            Integer::I32 => "i32",
            Integer::I64 => "i64",
            Integer::U8 => "u8",
            Integer::U16 => "u16",
            Integer::U32 => "u32",
            Integer::U64 => "u64",
        }
    }

    /// Returns whether the type has 64 bits, more than a double holds exactly.
    pub fn has_64_bits(self) -> bool {
        matches!(self, Integer::I64 | Integer::U64)
    }

    /// Returns the range of the values.
    pub fn range(self) -> RangeInclusive<i128> {
        fn of<T: Into<i128>>(least: T, most: T) -> RangeInclusive<i128> {
            least.into()..=most.into()
        }
        match self {
            Integer::I8 => of(i8::MIN, i8::MAX),
            Integer::I16 => of(i16::MIN, i16::MAX),
            Integer::I32 => of(i32::MIN, i32::MAX),
            Integer::I64 => of(i64::MIN, i64::MAX),
            Integer::U8 => of(u8::MIN, u8::MAX),
            Integer::U16 => of(u16::MIN, u16::MAX),
            Integer::U32 => of(u32::MIN, u32::MAX),
            Integer::U64 => of(u64::MIN, u64::MAX),
        }
    }

    /// Returns the type with the fewest values. A value of several types must fit it, and the ranges of the others.
    pub fn narrowest(all: impl IntoIterator<Item = Integer>) -> Option<Integer> {
        all.into_iter().min_by_key(|integer| integer.range().end() - integer.range().start())
    }

    /// Returns the least and the greatest value as JSON.
    pub fn ends(self) -> (Value, Value) {
        match self {
            Integer::I8 => (i8::MIN.into(), i8::MAX.into()),
            Integer::I16 => (i16::MIN.into(), i16::MAX.into()),
            Integer::I32 => (i32::MIN.into(), i32::MAX.into()),
            Integer::I64 => (i64::MIN.into(), i64::MAX.into()),
            Integer::U8 => (u8::MIN.into(), u8::MAX.into()),
            Integer::U16 => (u16::MIN.into(), u16::MAX.into()),
            Integer::U32 => (u32::MIN.into(), u32::MAX.into()),
            Integer::U64 => (u64::MIN.into(), u64::MAX.into()),
        }
    }

    /// Returns whether a JSON value is an integer of this type.
    pub fn holds(self, value: &Value) -> bool {
        exact(value).is_some_and(|value| self.range().contains(&value))
    }
}

/// Returns a JSON value as an integer, if it is written as one and has at most 64 bits.
pub fn exact(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Integer, exact};

    #[test]
    fn a_type_has_the_range_of_its_name() {
        for integer in Integer::ALL {
            let (sign, bits) = integer.rust().split_at(1);
            let (bits, is_signed) = (bits.parse::<u32>().unwrap(), sign == "i");
            let (least, most) = if is_signed { (-(1_i128 << (bits - 1)), bits - 1) } else { (0, bits) };
            assert_eq!(integer.range(), least..=(1_i128 << most) - 1, "{integer:?}");
            let (first, last) = integer.ends();
            assert_eq!((exact(&first), exact(&last)), (Some(*integer.range().start()), Some(*integer.range().end())));
            assert_eq!(Integer::of_format(integer.format()), Some(integer));
            assert_eq!(integer.format(), if is_signed { format!("int{bits}") } else { format!("uint{bits}") });
        }
        assert_eq!(Integer::of_format("double-int"), None);
        assert!(Integer::U64.holds(&json!(u64::MAX)) && !Integer::I64.holds(&json!(u64::MAX)));
        assert!(
            !Integer::U64.holds(&json!(-1)) && !Integer::U64.holds(&json!(1.5)) && !Integer::U64.holds(&json!("1"))
        );
    }

    #[test]
    fn bounds_choose_the_type_without_a_format() {
        for (minimum, maximum, integer) in [
            (Some(0.0), Some(18_446_744_073_709_551_615.0), Integer::U64),
            (Some(1.0), Some(1e19), Integer::U64),
            // The largest integer with a sign, as JavaScript writes it.
            (Some(0.0), Some(9_223_372_036_854_776_000.0), Integer::I64),
            (Some(0.0), Some(1000.0), Integer::I64),
            (Some(-1.0), Some(1e19), Integer::I64),
            (None, Some(1e19), Integer::I64),
            (Some(0.0), None, Integer::I64),
        ] {
            assert_eq!(Integer::of_bounds(minimum, maximum), integer, "{minimum:?} {maximum:?}");
        }
    }
}
