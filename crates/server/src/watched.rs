// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Watches a value while it is read: the path to each part, keys that occur twice in one object, and the first part that does not fit its type.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

use super::mismatch::{Mismatch, OneOf, integer_of, of_length};

/// Where in a text the reader is, and the repeated key that it has met.
#[derive(Default)]
pub(crate) struct State<'de> {
    /// The way to the value that is being read. After an error it leads to the value that caused it.
    path: Vec<Segment<'de>>,
    /// The path to the first repeated key.
    pub(crate) repeated: Option<String>,
    /// Whether a key was repeated, or may have been unseen.
    pub(crate) is_doubtful: bool,
    /// The path to the innermost value that does not fit its type, and why. The types around it may replace their errors.
    misfit: Option<(String, Mismatch)>,
}

enum Segment<'de> {
    Key(Cow<'de, str>),
    Index(usize),
}

impl State<'_> {
    /// Notes that the value that is being read does not fit its type. Returns the error of the format around it, which is
    /// not shown.
    fn note<E: Error>(&mut self, mismatch: Mismatch) -> E {
        if self.misfit.is_none() {
            self.misfit = Some((self.path(), mismatch));
        }
        E::custom("")
    }

    /// The innermost value that does not fit, and why; `mismatch` if it was the value that has been read last.
    pub(crate) fn misfit(self, mismatch: Mismatch) -> (String, Mismatch) {
        let path = self.path();
        self.misfit.unwrap_or((path, mismatch))
    }

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
pub(crate) struct Strict<'a, 'de, D> {
    pub(crate) inner: D,
    pub(crate) state: &'a mut State<'de>,
}

impl<'de, D> Strict<'_, 'de, D> {
    /// Reads with `read`. If the format itself rejects the value, `expected` tells what the type asks for.
    fn read<V: Visitor<'de>, E>(
        self,
        hint: Hint,
        visitor: V,
        expected: impl FnOnce() -> Mismatch,
        read: impl FnOnce(D, Watched<'_, 'de, V>) -> Result<V::Value, E>,
    ) -> Result<V::Value, Mismatch> {
        let Strict { inner, state } = self;
        let read = read(inner, Watched { inner: visitor, hint, state });
        // A mismatch that is noted already is not replaced.
        read.map_err(|_| if state.misfit.is_some() { Mismatch::Unspecified } else { expected() })
    }
}

macro_rules! forward_to_inner {
    ($($method:ident: $expected:expr;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            self.read(Hint::None, visitor, || $expected, |inner, visitor| inner.$method(visitor))
        })*
    };
}

macro_rules! integers {
    ($($method:ident: $bits:literal, $is_signed:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            let hint = Hint::Integer { bits: $bits, is_signed: $is_signed };
            self.read(hint, visitor, || Mismatch::expected("an integer"), |inner, visitor| inner.$method(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<'_, 'de, D> {
    type Error = Mismatch;

    integers! {
        deserialize_i8: 8, true;
        deserialize_i16: 16, true;
        deserialize_i32: 32, true;
        deserialize_i64: 64, true;
        deserialize_i128: 128, true;
        deserialize_u8: 8, false;
        deserialize_u16: 16, false;
        deserialize_u32: 32, false;
        deserialize_u64: 64, false;
        deserialize_u128: 128, false;
    }

    forward_to_inner! {
        deserialize_any: Mismatch::Unspecified;
        deserialize_bool: Mismatch::expected("a boolean");
        deserialize_f32: Mismatch::expected("a number");
        deserialize_f64: Mismatch::expected("a number");
        deserialize_char: Mismatch::expected("a string");
        deserialize_str: Mismatch::expected("a string");
        deserialize_string: Mismatch::expected("a string");
        deserialize_bytes: Mismatch::expected("a string");
        deserialize_byte_buf: Mismatch::expected("a string");
        deserialize_option: Mismatch::Unspecified;
        deserialize_unit: Mismatch::expected("null");
        deserialize_seq: Mismatch::expected("an array");
        deserialize_map: Mismatch::expected("an object");
        deserialize_identifier: Mismatch::expected("a string");
    }

    // A value that is ignored is looked at all the same: its keys must be unique too.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        let read = |inner: D, visitor: Watched<'_, 'de, V>| inner.deserialize_newtype_struct(name, visitor);
        self.read(Hint::None, visitor, || Mismatch::Unspecified, read)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Mismatch> {
        let read = |inner: D, visitor: Watched<'_, 'de, V>| inner.deserialize_tuple(len, visitor);
        self.read(Hint::Tuple(len), visitor, || Mismatch::expected(of_length(len)), read)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let read = |inner: D, visitor: Watched<'_, 'de, V>| inner.deserialize_struct(name, fields, visitor);
        self.read(Hint::None, visitor, || Mismatch::expected("an object"), read)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let read = |inner: D, visitor: Watched<'_, 'de, V>| inner.deserialize_enum(name, variants, visitor);
        self.read(Hint::None, visitor, || Mismatch::expected(OneOf(variants)), read)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// The values that a type asks for, where its own error would have the name of a Rust type.
#[derive(Clone, Copy)]
enum Hint {
    None,
    Integer { bits: u32, is_signed: bool },
    Tuple(usize),
}

/// A visitor that goes on watching in the values within the one that it is given.
struct Watched<'a, 'de, V> {
    inner: V,
    hint: Hint,
    state: &'a mut State<'de>,
}

impl<'de, V> Watched<'_, 'de, V> {
    /// Visits a value that has none within it. `hinted` replaces the visitor's error.
    fn visit<T, E: Error>(
        self,
        hinted: impl FnOnce(Hint) -> Option<Mismatch>,
        visit: impl FnOnce(V) -> Result<T, Mismatch>,
    ) -> Result<T, E> {
        let Watched { inner, hint, state } = self;
        visit(inner).map_err(|mismatch| state.note(hinted(hint).unwrap_or(mismatch)))
    }
}

macro_rules! forward_to_visitor {
    ($($method:ident($ty:ty): $hinted:expr;)*) => {
        $(fn $method<E: Error>(self, value: $ty) -> Result<V::Value, E> {
            self.visit($hinted, |visitor| visitor.$method(value))
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watched<'_, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    forward_to_visitor! {
        visit_bool(bool): Hint::of_another;
        visit_i64(i64): Hint::of_integer;
        visit_i128(i128): Hint::of_integer;
        visit_u64(u64): Hint::of_integer;
        visit_u128(u128): Hint::of_integer;
        visit_f64(f64): Hint::of_another;
        visit_str(&str): Hint::of_another;
        visit_borrowed_str(&'de str): Hint::of_another;
        visit_string(String): Hint::of_another;
        visit_bytes(&[u8]): Hint::of_another;
        visit_borrowed_bytes(&'de [u8]): Hint::of_another;
        visit_byte_buf(Vec<u8>): Hint::of_another;
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visit(Hint::of_another, V::visit_unit)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visit(Hint::of_another, V::visit_none)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let Watched { inner, state, .. } = self;
        let read = inner.visit_some(Strict { inner: deserializer, state: &mut *state });
        read.map_err(|mismatch| state.note(mismatch))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let Watched { inner, state, .. } = self;
        let read = inner.visit_newtype_struct(Strict { inner: deserializer, state: &mut *state });
        read.map_err(|mismatch| state.note(mismatch))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        let Watched { inner, hint, state } = self;
        let read = inner.visit_seq(Elements { inner: elements, index: 0, state: &mut *state });
        read.map_err(|mismatch| state.note(hint.of_elements().unwrap_or(mismatch)))
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<V::Value, A::Error> {
        let Watched { inner, state, .. } = self;
        let keys = Keys::default();
        let read = inner.visit_map(Entries { inner: entries, key: Cow::Borrowed(""), keys, state: &mut *state });
        read.map_err(|mismatch| state.note(mismatch))
    }

    // No generated type is an enum to serde. Keys within one are not watched.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.state.is_doubtful = true;
        self.inner.visit_enum(Choice { inner: data, state: self.state })
    }
}

impl Hint {
    /// The mismatch of an integer.
    fn of_integer(self) -> Option<Mismatch> {
        match self {
            Hint::Integer { bits, is_signed } => Some(Mismatch::expected(integer_of(bits, is_signed))),
            Hint::None | Hint::Tuple(_) => None,
        }
    }

    /// The mismatch of an array.
    fn of_elements(self) -> Option<Mismatch> {
        match self {
            Hint::Tuple(length) => Some(Mismatch::expected(of_length(length))),
            hint => hint.of_another(),
        }
    }

    /// The mismatch of any other value.
    fn of_another(self) -> Option<Mismatch> {
        match self {
            Hint::Integer { .. } => Some(Mismatch::expected("an integer")),
            Hint::Tuple(length) => Some(Mismatch::expected(of_length(length))),
            Hint::None => None,
        }
    }
}

/// The value of a key or an element.
impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Watched<'_, 'de, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let Watched { inner, state, .. } = self;
        let read = inner.deserialize(Strict { inner: deserializer, state: &mut *state });
        read.map_err(|mismatch| state.note(mismatch))
    }
}

struct Elements<'a, 'de, A> {
    inner: A,
    index: usize,
    state: &'a mut State<'de>,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Elements<'_, 'de, A> {
    type Error = Mismatch;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mismatch> {
        self.state.path.push(Segment::Index(self.index));
        self.index += 1;
        let element = self.inner.next_element_seed(Watched { inner: seed, hint: Hint::None, state: self.state });
        let element = element.map_err(|_| Mismatch::Unspecified)?;
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
    type Error = Mismatch;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mismatch> {
        let Some(Key(key)) = self.inner.next_key().map_err(|_| Mismatch::Unspecified)? else { return Ok(None) };
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

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mismatch> {
        self.state.path.push(Segment::Key(std::mem::take(&mut self.key)));
        let value = self.inner.next_value_seed(Watched { inner: seed, hint: Hint::None, state: self.state });
        let value = value.map_err(|_| Mismatch::Unspecified)?;
        self.state.path.pop();
        Ok(value)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// An enum of serde, whose variant is watched.
struct Choice<'a, 'de, A> {
    inner: A,
    state: &'a mut State<'de>,
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Choice<'_, 'de, A> {
    type Error = A::Error;
    type Variant = A::Variant;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, A::Variant), A::Error> {
        self.inner.variant_seed(Watched { inner: seed, hint: Hint::None, state: self.state })
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
