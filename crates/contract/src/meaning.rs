//! Texts of properties without a format whose names have an ordinary meaning, such as `currency`: a server may accept only those with it.

use serde_json::Value;

use crate::schemas::{Schemas, kind};
use crate::words::words;

/// An ordinary meaning.
struct Meaning {
    /// The last words of names with the meaning, joined.
    names: &'static [&'static str],
    /// Texts with the meaning, the most usual first; shorter forms follow.
    texts: &'static [&'static str],
    /// Makes any number of other texts, which belong to nobody.
    make: Option<fn(u64) -> String>,
}

/// The ordinary meanings. Addresses are those reserved for documentation (RFC 2606, RFC 5737), and telephone numbers those for fiction (555-01XX of the
/// North American Numbering Plan). Codes are of ISO 4217, ISO 3166-1, BCP 47 and the IANA time zones. The IBAN is the example of its registry.
const MEANINGS: [Meaning; 17] = [
    Meaning {
        names: &["email", "emailaddress", "mail"],
        texts: &["user@example.com"],
        make: Some(|number| format!("user{number}@example.com")),
    },
    Meaning {
        names: &["phone", "phonenumber", "telephone", "telephonenumber", "mobile", "mobilenumber", "msisdn"],
        texts: &["+14155550100"],
        make: Some(|number| format!("+1415555{:04}", 100 + number % 100)),
    },
    Meaning {
        names: &["url", "uri", "website", "homepage"],
        texts: &["https://example.com"],
        make: Some(|number| format!("https://example.com/{number}")),
    },
    Meaning {
        names: &["hostname", "domain", "domainname"],
        texts: &["example.com"],
        make: Some(|number| format!("host{number}.example.com")),
    },
    Meaning {
        names: &["ip", "ipaddress"],
        texts: &["192.0.2.1"],
        make: Some(|number| format!("192.0.2.{}", 1 + number % 254)),
    },
    Meaning { names: &["currency", "currencycode"], texts: &["EUR", "USD", "GBP"], make: None },
    Meaning { names: &["country", "countrycode"], texts: &["DE", "US", "GB", "DEU"], make: None },
    Meaning { names: &["timezone", "tz"], texts: &["Europe/Berlin", "UTC"], make: None },
    Meaning { names: &["locale"], texts: &["en-US", "de-DE", "en"], make: None },
    Meaning { names: &["language", "languagecode", "lang"], texts: &["en", "de", "en-US"], make: None },
    // Letters of both cases, a digit and a sign, which rules for passwords ask for.
    Meaning {
        names: &["password", "passwort", "passphrase"],
        texts: &["Correct-Horse-7", "Abcdef-7"],
        make: Some(|number| format!("Correct-Horse-{}", number + 8)),
    },
    Meaning {
        names: &["color", "colour"],
        texts: &["#336699"],
        make: Some(|number| format!("#{:06x}", (0x0033_6699 + number) % 0x0100_0000)),
    },
    Meaning {
        names: &["zip", "zipcode", "postcode", "postalcode", "plz"],
        texts: &["10115", "20095", "80331"],
        make: None,
    },
    Meaning { names: &["iban"], texts: &["DE89370400440532013000"], make: None },
    Meaning {
        names: &["date", "birthday", "birthdate", "dob"],
        texts: &["2020-01-31"],
        make: Some(|number| format!("2020-01-{:02}", 1 + number % 28)),
    },
    Meaning {
        names: &["time", "datetime", "timestamp"],
        texts: &["2020-01-31T12:00:00Z", "12:00:00", "12:00"],
        make: Some(|number| format!("2020-01-{:02}T12:00:00Z", 1 + number % 28)),
    },
    // `created_at`; alone, the word means something else.
    Meaning {
        names: &[" at"],
        texts: &["2020-01-31T12:00:00Z"],
        make: Some(|number| format!("2020-01-{:02}T12:00:00Z", 1 + number % 28)),
    },
];

/// A text with the meaning of a property's name, where the document shows no value: the first one for 0, and another one for each other number, if it
/// has several. `None` if the name has no such meaning, or no such text fits the schema.
pub(crate) fn text(schemas: &Schemas, schema: &Value, name: &str, number: u64) -> Option<String> {
    let is_shown = ["examples", "default"].iter().any(|keyword| schemas.keyword(schema, keyword).is_some());
    if is_shown { None } else { other(schemas, schema, name, number) }
}

/// Like [`text`], also where the document shows a value.
pub(crate) fn other(schemas: &Schemas, schema: &Value, name: &str, number: u64) -> Option<String> {
    let meaning = meaning(name).filter(|_| is_free(schemas, schema))?;
    let made = meaning.make.filter(|_| number > 0).map(|make| make(number));
    let fits = |text: &String| schemas.accepts(schema, &Value::from(text.as_str()));
    let fitting: Vec<String> = meaning.texts.iter().map(|text| (*text).to_owned()).filter(fits).collect();
    let listed = || {
        let at = if meaning.make.is_none() { number % u64::try_from(fitting.len()).unwrap_or(1).max(1) } else { 0 };
        fitting.get(usize::try_from(at).unwrap_or(0)).cloned()
    };
    made.filter(fits).or_else(listed)
}

/// A new text in place of one that [`text`] made, if the meaning has any number of them.
pub(crate) fn fresh(schemas: &Schemas, schema: &Value, name: &str, old: &str, number: u64) -> Option<String> {
    let has_many = meaning(name).is_some_and(|meaning| meaning.make.is_some());
    if has_many && is_made(name, old) { other(schemas, schema, name, number) } else { None }
}

/// Whether a text is one that [`text`] makes for the first few numbers.
pub(crate) fn is_made(name: &str, old: &str) -> bool {
    let Some(meaning) = meaning(name) else { return false };
    meaning.texts.contains(&old) || meaning.make.is_some_and(|make| (1..8).any(|number| make(number) == old))
}

/// Whether the schema of a text leaves it to the name what the text means: it has no listed values, no pattern, and no format but `password`.
pub(crate) fn is_left_to_name(schemas: &Schemas, schema: &Value) -> bool {
    is_free(schemas, schema) && schemas.keyword(schema, "pattern").is_none()
}

fn is_free(schemas: &Schemas, schema: &Value) -> bool {
    let is_unlisted = ["enum", "const", "format"].iter().all(|keyword| schemas.keyword(schema, keyword).is_none());
    let unchecked = schemas.keyword(schema, "x-format").and_then(Value::as_str);
    kind(schemas, schema) == Some("string") && is_unlisted && unchecked.is_none_or(|of| of == "password")
}

fn meaning(name: &str) -> Option<&'static Meaning> {
    let words = words(name);
    let last = words.last()?;
    let two = words.len().checked_sub(2).map(|at| words[at..].concat());
    let at = Some(" at".to_owned()).filter(|_| last == "at" && words.len() > 1);
    let names: Vec<String> = two.into_iter().chain(at).chain([last.clone()]).collect();
    names.iter().find_map(|name| MEANINGS.iter().find(|meaning| meaning.names.contains(&name.as_str())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fresh, is_made, text};
    use crate::schemas::Schemas;

    #[test]
    fn a_name_gives_a_text_that_fits_the_schema() -> Result<(), model::Problems> {
        let document = "{openapi: 3.1.0, info: {title: Users, version: '1'}, paths: {}}";
        let schemas = Schemas::new(&model::resolve(&model::Source::new("users.yaml", document))?.0);
        let free = json!({ "type": "string" });
        for (name, schema, expected) in [
            ("email", free.clone(), Some("user@example.com")),
            ("contactEmailAddress", free.clone(), Some("user@example.com")),
            ("created_at", free.clone(), Some("2020-01-31T12:00:00Z")),
            ("at", free.clone(), None),
            ("start_time", json!({ "type": "string", "maxLength": 5 }), Some("12:00")),
            ("time_zone", free.clone(), Some("Europe/Berlin")),
            ("countryCode", json!({ "type": ["string", "null"], "minLength": 3 }), Some("DEU")),
            ("currency", json!({ "type": "string", "enum": ["USD"] }), None),
            ("currency", json!({ "type": "string", "pattern": "^[a-z]+$" }), None),
            ("currency", json!({ "type": "string", "examples": ["CHF"] }), None),
            ("url", json!({ "type": "integer" }), None),
            ("password", json!({ "type": "string", "x-format": "password", "minLength": 8 }), Some("Correct-Horse-7")),
            ("note", free.clone(), None),
        ] {
            assert_eq!(text(&schemas, &schema, name, 0).as_deref(), expected, "{name} {schema}");
        }
        assert_eq!(fresh(&schemas, &free, "email", "user@example.com", 3).as_deref(), Some("user3@example.com"));
        assert_eq!(fresh(&schemas, &free, "email", "ann@example.com", 3), None);
        // Another currency may be one that the server does not have.
        assert_eq!(fresh(&schemas, &free, "currency", "EUR", 3), None);
        assert!(is_made("email", "user2@example.com") && !is_made("note", "user@example.com"));
        Ok(())
    }
}
