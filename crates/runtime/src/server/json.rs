//! Reads JSON strictly: one value, nothing after it, and no key twice in one object. RFC 8259 section 4 says that names
//! should be unique; readers differ in which of two equal ones they take.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::types;

/// Why a text is rejected.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The text is not one JSON value.
    Syntax,
    /// A key occurs twice in one object. The path to it without the indexes of arrays, such as `Data.Sid`.
    Repeated(String),
    /// A value does not fit its type.
    Invalid {
        /// The path to the value, such as `Data.Codes[0]`; empty for the whole text.
        path: String,
        /// The error of serde. It may quote the value.
        message: String,
    },
}

/// Reads a text as a `T`. Of several faults, it reports syntax first, then the first repeated key, then the type.
pub(crate) fn read<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, Fault> {
    let mut state = State::default();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = types::strict(|| T::deserialize(Strict { inner: &mut deserializer, state: &mut state }));
    match read.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) if !state.is_doubtful => Ok(value),
        Ok(value) => unique_keys(text).map(|()| value),
        Err(error) => Err(fault(text, &state, &error)),
    }
}

/// The fault of a text that did not become a value. Reading stopped at `error`, so the rest of the text is checked here.
fn fault(text: &[u8], state: &State<'_>, error: &serde_json::Error) -> Fault {
    match unique_keys(text) {
        Err(fault) => fault,
        Ok(()) => Fault::Invalid { path: state.path(), message: error.to_string() },
    }
}

/// Reads a value of any format as a `T`. An error comes with the path to the part that does not fit.
pub(crate) fn with_path<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, (String, D::Error)> {
    let mut state = State::default();
    types::strict(|| T::deserialize(Strict { inner: deserializer, state: &mut state }))
        .map_err(|error| (state.path(), error))
}

/// Checks a text without reading it as a type.
pub(crate) fn unique_keys(text: &[u8]) -> Result<(), Fault> {
    let mut state = State::default();
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let checked = IgnoredAny::deserialize(Strict { inner: &mut deserializer, state: &mut state });
    match (checked.and_then(|_| deserializer.end()), state.repeated) {
        (Err(_), _) => Err(Fault::Syntax),
        (Ok(()), Some(path)) => Err(Fault::Repeated(path)),
        (Ok(()), None) => Ok(()),
    }
}

/// Where in a text the reader is, and the repeated key that it has met.
#[derive(Default)]
struct State<'de> {
    /// The way to the value that is being read. After an error it leads to the value that caused it.
    path: Vec<Segment<'de>>,
    /// The path to the first repeated key.
    repeated: Option<String>,
    /// Whether a key was repeated, or may have been unseen.
    is_doubtful: bool,
}

enum Segment<'de> {
    Key(Cow<'de, str>),
    Index(usize),
}

impl State<'_> {
    fn path(&self) -> String {
        let mut path = String::new();
        for (depth, segment) in self.path.iter().enumerate() {
            match segment {
                Segment::Key(key) if depth == 0 => path.push_str(key),
                Segment::Key(key) => path.extend([".", key]),
                Segment::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// The path to `key` of the object that is being read, without the indexes of arrays.
    fn path_to(&self, key: &str) -> String {
        let keys = self.path.iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(&**key),
            Segment::Index(_) => None,
        });
        keys.chain([key]).collect::<Vec<_>>().join(".")
    }
}

/// The keys of one object. The first few are compared without an allocation.
#[derive(Default)]
struct Keys<'de> {
    few: [&'de str; 8],
    count: usize,
    others: BTreeSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    /// Adds a key; `false` if it is there already.
    fn insert(&mut self, key: Cow<'de, str>) -> bool {
        if self.few.iter().take(self.count).any(|known| *known == key) {
            return false;
        }
        match (key, self.few.get_mut(self.count)) {
            (Cow::Borrowed(key), Some(free)) if !self.others.contains(key) => {
                *free = key;
                self.count += 1;
                true
            }
            (key, _) => self.others.insert(key),
        }
    }
}

/// A deserializer that watches the keys and the path of the values that it reads.
struct Strict<'a, 'de, D> {
    inner: D,
    state: &'a mut State<'de>,
}

macro_rules! forward_to_inner {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method(Watched { inner: visitor, state: self.state })
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<'_, 'de, D> {
    type Error = D::Error;

    forward_to_inner! {
        deserialize_any deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_option deserialize_unit
        deserialize_seq deserialize_map deserialize_identifier
    }

    // A value that is ignored is looked at all the same: its keys must be unique too.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_unit_struct(name, Watched { inner: visitor, state: self.state })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_newtype_struct(name, Watched { inner: visitor, state: self.state })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_tuple(len, Watched { inner: visitor, state: self.state })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_tuple_struct(name, len, Watched { inner: visitor, state: self.state })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_struct(name, fields, Watched { inner: visitor, state: self.state })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_enum(name, variants, Watched { inner: visitor, state: self.state })
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// A visitor that goes on watching in the values within the one that it is given.
struct Watched<'a, 'de, V> {
    inner: V,
    state: &'a mut State<'de>,
}

macro_rules! forward_to_visitor {
    ($($method:ident($ty:ty))*) => {
        $(fn $method<E: serde::de::Error>(self, value: $ty) -> Result<V::Value, E> {
            self.inner.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    forward_to_visitor! {
        visit_bool(bool) visit_i64(i64) visit_i128(i128) visit_u64(u64) visit_u128(u128) visit_f64(f64)
        visit_str(&str) visit_borrowed_str(&'de str) visit_string(String)
        visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Strict { inner: deserializer, state: self.state })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Strict { inner: deserializer, state: self.state })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(Elements { inner: elements, index: 0, state: self.state })
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        let keys = Keys::default();
        self.inner.visit_map(Entries { inner: entries, key: Cow::Borrowed(""), keys, state: self.state })
    }

    // No generated type is an enum to serde. What is in one is not watched.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.state.is_doubtful = true;
        self.inner.visit_enum(data)
    }
}

/// The value of a key or an element.
impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Watched<'_, 'de, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Strict { inner: deserializer, state: self.state })
    }
}

struct Elements<'a, 'de, A> {
    inner: A,
    index: usize,
    state: &'a mut State<'de>,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Elements<'_, 'de, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.state.path.push(Segment::Index(self.index));
        self.index += 1;
        let element = self.inner.next_element_seed(Watched { inner: seed, state: self.state })?;
        self.state.path.pop();
        Ok(element)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Entries<'a, 'de, A> {
    inner: A,
    /// The key whose value is next.
    key: Cow<'de, str>,
    keys: Keys<'de>,
    state: &'a mut State<'de>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entries<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        let Some(Key(key)) = self.inner.next_key()? else { return Ok(None) };
        self.key = key;
        if !self.keys.insert(self.key.clone()) {
            self.state.is_doubtful = true;
            if self.state.repeated.is_none() {
                self.state.repeated = Some(self.state.path_to(&self.key));
            }
        }
        match &self.key {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
            Cow::Owned(key) => seed.deserialize(StringDeserializer::new(key.clone())),
        }
        .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.state.path.push(Segment::Key(std::mem::take(&mut self.key)));
        let value = self.inner.next_value_seed(Watched { inner: seed, state: self.state })?;
        self.state.path.pop();
        Ok(value)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// A key, borrowed from the text unless it has escapes.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }

            fn visit_string<E>(self, key: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key)))
            }
        }

        deserializer.deserialize_str(Text)
    }
}
