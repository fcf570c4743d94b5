//! Keywords that JSON Schema spells in another way than OpenAPI: formats, ranges and `null`.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::compile;
use crate::integer::Integer;
use crate::pattern::Pattern;
use crate::schema::bounds::Limit;
use crate::schema::{Keyword, Schema, Type};

/// The extension for a format that is not checked.
const UNCHECKED_FORMAT: &str = "x-format";
/// An annotation with the bounds that the document has although the type of the integer has them too.
const WRITTEN_BOUNDS: &str = "x-bounds";

/// The formats that are checked. As in the generated types, any other format is an annotation.
const FORMATS: &[&str] = &["date-time", "date", "uuid"];

pub(super) fn insert(out: &mut Map<String, Value>, keyword: Keyword, value: Value) {
    out.insert(keyword.name().to_owned(), value);
}

/// Returns a pattern of a document as JSON Schema can have it: with the flag `u`, and in a form that the validator supports. `None` if
/// there is no such form.
pub(crate) fn supported_pattern(text: &str) -> Option<String> {
    thread_local! {
        // A schema is converted for each direction and content, and compiling a pattern can be slow.
        static KNOWN: RefCell<HashMap<String, Option<String>>> = RefCell::default();
    }
    if let Some(known) = KNOWN.with_borrow(|known| known.get(text).cloned()) {
        return known;
    }
    let parsed = Pattern::tolerant(text).filter(|pattern| pattern.flags == "u");
    let is_supported = |pattern: &Pattern| compile(&json!({ Keyword::Pattern.name(): pattern.text })).is_ok();
    let supported = parsed.filter(is_supported).map(|pattern| pattern.text);
    KNOWN.with_borrow_mut(|known| known.insert(text.to_owned(), supported.clone()));
    supported
}

/// `integer` is the type of integers whose range the schema states.
pub(super) fn format(schema: Schema<'_>, integer: Option<Integer>, out: &mut Map<String, Value>) {
    match schema.format() {
        Some("password") => insert(out, Keyword::Sensitive, true.into()),
        Some(format) if is_checked(schema, format) => insert(out, Keyword::Format, format.into()),
        // Annotations of JSON Schema. Without that of an integer of 64 bits, a client may not rely on more than 53 (RFC 8259 section 6).
        // The other ones say where the bounds come from; those of `int32` are known by their values.
        Some(format) if integer.is_some() && schema.integer_format().is_some_and(|integer| integer != Integer::I32) => {
            insert(out, Keyword::Format, format.into());
        }
        Some(format) if is_unknown(schema, format) => {
            out.insert(UNCHECKED_FORMAT.to_owned(), format.into());
        }
        _ => {}
    }
}

/// Whether the format is checked. Beside a keyword about the text of a string, the format is an annotation: the generated
/// type is then a string.
fn is_checked(schema: Schema<'_>, format: &str) -> bool {
    let lengths = schema.lengths();
    FORMATS.contains(&format) && schema.pattern().is_none() && lengths.least.is_none() && lengths.most.is_none()
}

/// Whether only the server can check the format, so that a generated text is unlikely to be valid. `password` is about
/// display only.
fn is_unknown(schema: Schema<'_>, format: &str) -> bool {
    schema.is_type(Type::String) && format != "password" && !is_checked(schema, format)
}

/// The range of a number: the bounds of the schema, and the range of the Rust type.
pub(super) fn bounds(schema: Schema<'_>, integer: Option<Integer>, out: &mut Map<String, Value>) {
    let range = integer.map(Integer::range);
    let own = schema.values();
    let is_stricter = |own: Limit<'_>| !range.as_ref().is_some_and(|range| own.admits_all(range));
    let (own_least, own_most) = (own.least.filter(|own| is_stricter(*own)), own.most.filter(|own| is_stricter(*own)));
    let (least, most) = integer.map(Integer::ends).unzip();
    let ends = [(own.least, &least, Keyword::Minimum), (own.most, &most, Keyword::Maximum)];
    let is_end = |own: Limit<'_>, end: &Option<Value>| !own.exclusive && Some(own.value.to_json()) == *end;
    let written = ends.into_iter().filter(|(own, end, _)| own.is_some_and(|own| is_end(own, end)));
    let written: Vec<Value> = written.map(|(_, _, keyword)| keyword.name().into()).collect();
    bound(own_least, least, [Keyword::Minimum, Keyword::ExclusiveMinimum], out);
    bound(own_most, most, [Keyword::Maximum, Keyword::ExclusiveMaximum], out);
    if !written.is_empty() {
        out.insert(WRITTEN_BOUNDS.to_owned(), written.into());
    }
}

/// One end of a range. `keywords` are the names of the inclusive and the exclusive bound in JSON Schema.
fn bound(own: Option<Limit<'_>>, of_type: Option<Value>, keywords: [Keyword; 2], out: &mut Map<String, Value>) {
    let [inclusive, exclusive] = keywords;
    if let Some(own) = own {
        insert(out, if own.exclusive { exclusive } else { inclusive }, own.value.to_json());
    }
    if let (Some(limit), None) = (of_type, out.get(inclusive.name())) {
        insert(out, inclusive, limit);
    }
}

pub(super) fn nullable(mut schema: Map<String, Value>) -> Value {
    let is_composed =
        [Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf].iter().any(|keyword| schema.contains_key(keyword.name()));
    match schema.get(Keyword::Type.name()).cloned() {
        Some(Value::Array(types)) if types.iter().any(|ty| ty == Type::Null.name()) && !is_composed => {
            Value::Object(schema)
        }
        Some(Value::String(ty)) if !is_composed => {
            insert(&mut schema, Keyword::Type, json!([ty, "null"]));
            if let Some(Value::Array(values)) = schema.get_mut(Keyword::Enum.name())
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
        // Without a `type`, the keywords describe the values that are not `null`.
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}
