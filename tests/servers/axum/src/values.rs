//! Deserialization that serde does not have by itself: properties that may be absent but not null, and dates of RFC 3339.

use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, Error};

/// A property that may be absent, but not null. To be used with `#[serde(default)]`.
pub fn not_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// A property that may be absent: `Some(None)` is null. To be used with `#[serde(default)]`.
pub fn or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A `full-date` of RFC 3339. chrono accepts days and months of one digit too.
#[derive(Clone, Copy, Debug)]
pub struct Date(pub NaiveDate);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let date: NaiveDate = text.parse().map_err(D::Error::custom)?;
        if date.to_string() == text { Ok(Self(date)) } else { Err(D::Error::custom("not a date")) }
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}
