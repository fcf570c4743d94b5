//! JSON as a contract has it: one value, nothing after it, no key twice (RFC 8259 section 4 says that names should be
//! unique; which of two a reader takes is a matter of luck).

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Why a text is not such JSON.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Not JSON, or something after it.
    Syntax,
    /// A key that stands twice in one object, with the path to it.
    Repeated(String),
}

/// Checks a text without keeping it.
pub(crate) fn unique_keys(text: &[u8]) -> Result<(), Fault> {
    let mut repeated = None;
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let checked = Check { path: &mut Vec::new(), repeated: &mut repeated }.deserialize(&mut deserializer);
    match (checked.and_then(|()| deserializer.end()), repeated) {
        (Err(_), _) => Err(Fault::Syntax),
        (Ok(()), Some(path)) => Err(Fault::Repeated(path)),
        (Ok(()), None) => Ok(()),
    }
}

struct Check<'a> {
    path: &'a mut Vec<String>,
    repeated: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Check<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Check { path: self.path, repeated: self.repeated })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = std::collections::HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            self.path.push(key.clone());
            if !seen.insert(key) {
                self.repeated.get_or_insert_with(|| self.path.join("."));
            }
            entries.next_value_seed(Check { path: self.path, repeated: self.repeated })?;
            self.path.pop();
        }
        Ok(())
    }
}
