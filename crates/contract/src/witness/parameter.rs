//! Checks the parameters of a recorded request (OpenAPI 3.0.4, Parameter Object): their presence, style and schema.
//!
//! Undocumented query keys are ignored, because OpenAPI cannot forbid them.

use http::header::COOKIE;
use model::api::{CredentialPlace, Location, Parameter, Style};
use serde_json::Value;

use super::misspelling::Misspelling;
use super::spelling::{Serialization, Spellings};
use super::text::{Encoding, Pair, pairs};
use super::value::{ANY, Deep, Shape, Spelling, deep, shapes, value};
use super::{Context, Mismatch};
use crate::conformance::schema_mismatches;
use crate::coverage::parameter_place;

/// Mismatches of the parameters. `path` has the raw values of the path parameters.
pub(super) fn mismatches(context: &Context<'_>, path: &[(String, &str)]) -> Vec<Mismatch> {
    let query = pairs(context.query, '&', true);
    let cookies = context.exchange.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let cookies: Vec<Pair<'_>> = cookies.flat_map(|line| pairs(line, ';', false)).collect();
    let mut mismatches = Vec::new();
    for parameter in &context.operation.parameters {
        let subject = format!("the {} parameter `{}`", parameter.location.word(), parameter.wire);
        let serialization = Serialization {
            name: &parameter.wire,
            style: parameter.style,
            explode: parameter.explode,
            encoding: encoding(parameter),
        };
        let claimed = |name: &str| is_claimed(context, parameter, name);
        let is_empty = |pair: &Pair<'_>| pair.name == parameter.wire && pair.value.is_empty();
        let read = |shape: Shape, schema: &Value| match parameter.location {
            Location::Path => {
                let text = path.iter().find(|(name, _)| *name == parameter.wire);
                text.map(|(_, text)| serialization.in_path(text, shape)).transpose()
            }
            Location::Header => in_header(context, serialization, shape),
            Location::Query => of_pairs(context, serialization, &query, shape, schema, &claimed),
            Location::Cookie => of_pairs(context, serialization, &cookies, shape, schema, &claimed),
        };
        let reading = read_value(context, &parameter.schema, &read);
        if !matches!(reading, Reading::Absent) {
            context.cover_parameter(parameter);
        }
        if let Reading::Fits(value) | Reading::Misfit(value) = &reading {
            context.cover_value(|| parameter_place(parameter), &parameter.schema, value);
        }
        // A server may read text that is not written as documented.
        let is_tolerable = matches!(reading, Reading::Misspelled(_));
        let messages = match reading {
            Reading::Absent if parameter.required => vec![format!("expected {subject}, got none")],
            Reading::Absent | Reading::Unknown | Reading::Fits(_) => Vec::new(),
            _ if parameter.allow_empty && query.iter().any(is_empty) => Vec::new(),
            Reading::Misfit(value) => {
                let misfits = schema_mismatches(context.excerpt, context.schemas, &subject, &parameter.schema, &value);
                misfits.into_iter().map(|misfit| misfit.message).collect()
            }
            Reading::Misspelled(error) => vec![format!("expected {subject} {error}")],
        };
        mismatches.extend(messages.into_iter().map(|message| {
            if is_tolerable {
                context.tolerable(parameter.at, message)
            } else {
                context.of_request(parameter.at, message)
            }
        }));
    }
    mismatches
}

fn encoding(parameter: &Parameter) -> Encoding {
    match parameter.location {
        Location::Path => Encoding::Path,
        // `allowReserved` applies to parameters with `style`. JSON text may contain colons and commas (OpenAPI 3.0.4, example
        // in Encoding the x-www-form-urlencoded Media Type).
        Location::Query if parameter.allow_reserved || parameter.style == Style::Json => Encoding::Reserved,
        Location::Query => Encoding::Query,
        Location::Header => Encoding::Header,
        // Without percent-encoding, as a header.
        Location::Cookie if parameter.style == Style::Cookie => Encoding::Header,
        Location::Cookie => Encoding::Cookie,
    }
}

/// Whether a name belongs to another parameter, credential or fixed query, and so not to an object with additional
/// properties.
fn is_claimed(context: &Context<'_>, parameter: &Parameter, name: &str) -> bool {
    let others = context.operation.parameters_in(parameter.location).filter(|other| other.wire != parameter.wire);
    let schemes = context.api.schemes.iter().map(|scheme| &scheme.place);
    let is_credential = |place: &CredentialPlace| match place {
        CredentialPlace::Query(known) => parameter.location == Location::Query && known == name,
        CredentialPlace::Cookie(known) => parameter.location == Location::Cookie && known == name,
        _ => false,
    };
    others.into_iter().any(|other| {
        other.wire == name || context.schemas.properties(&other.schema).iter().any(|(known, _)| *known == name)
    }) || context.operation.fixed_query.iter().any(|(known, _)| known == name)
        || schemes.into_iter().any(is_credential)
}

/// The result of reading a value.
pub(super) enum Reading {
    /// The value is absent.
    Absent,
    /// The value is nested in a way that no style defines. It is not checked.
    Unknown,
    /// The value fits its schema.
    Fits(Value),
    /// The value does not fit its schema.
    Misfit(Value),
    /// The text is not written in the documented style.
    Misspelled(Misspelling),
}

/// Reads a value as each shape of its schema. Returns the first value that fits the schema, else the first value.
pub(super) fn read_value(context: &Context<'_>, schema: &Value, read: &dyn Fn(Shape, &Value) -> Spellings) -> Reading {
    let (mut misfit, mut misspelled) = (None, None);
    for (shape, alternative) in shapes(context.schemas, schema) {
        match read(shape, alternative) {
            Ok(None) => {}
            Ok(Some(spellings)) => {
                for spelling in spellings {
                    match value(context.schemas, alternative, spelling) {
                        None => return Reading::Unknown,
                        Some(value) if context.schemas.accepts(schema, &value) => return Reading::Fits(value),
                        Some(value) => misfit = misfit.or(Some(value)),
                    }
                }
            }
            Err(error) => misspelled = misspelled.or(Some(error)),
        }
    }
    match (misfit, misspelled) {
        (Some(value), _) => Reading::Misfit(value),
        (None, Some(error)) => Reading::Misspelled(error),
        (None, None) => Reading::Absent,
    }
}

fn in_header(context: &Context<'_>, serialization: Serialization<'_>, shape: Shape) -> Spellings {
    let lines =
        context.exchange.headers.get_all(serialization.name).iter().map(|line| std::str::from_utf8(line.as_bytes()));
    let lines: Vec<&str> = lines.collect::<Result<_, _>>().map_err(|_| Misspelling::HeaderNotUtf8)?;
    match lines.as_slice() {
        [] => Ok(None),
        [line] => serialization.whole(line, shape).map(Some),
        // Several headers of one name are one list (RFC 9110 section 5.3).
        lines if shape != Shape::Scalar => serialization.whole(&lines.join(","), shape).map(Some),
        lines => Err(Misspelling::Repeated(lines.len())),
    }
}

/// Reads a value in pairs of a query, form or cookies. `claimed` tells which names belong to other parameters.
pub(super) fn of_pairs(
    context: &Context<'_>,
    serialization: Serialization<'_>,
    pairs: &[Pair<'_>],
    shape: Shape,
    schema: &Value,
    claimed: &dyn Fn(&str) -> bool,
) -> Spellings {
    match (serialization.style, shape) {
        (Style::DeepObject, Shape::Object | Shape::Array) if shape == Shape::Object || serialization.explode => {
            let found = pairs.iter().filter_map(|pair| Some((steps(serialization.name, &pair.name)?, pair.value)));
            let found: Vec<Deep<'_>> = found.filter(|(steps, _)| shape == Shape::Array || !steps.is_empty()).collect();
            if found.is_empty() {
                return Ok(None);
            }
            let whole = deep(context.schemas, schema, &found, serialization.encoding)?;
            Ok(Some(vec![Spelling::Parsed(whole)]))
        }
        (Style::Form | Style::Cookie, Shape::Object) if serialization.explode => {
            exploded(context, serialization, pairs, schema, claimed)
        }
        _ => serialization.in_pairs(pairs, shape),
    }
}

/// The keys of `name[key][inner]`; empty for `name`, `None` for other names.
fn steps(name: &str, full: &str) -> Option<Vec<String>> {
    let steps = full.strip_prefix(name)?;
    if steps.is_empty() {
        return Some(Vec::new());
    }
    let steps = steps.strip_prefix('[')?.strip_suffix(']')?;
    Some(steps.split("][").map(str::to_owned).collect())
}

/// Reads an object whose properties are pairs of their own.
fn exploded(
    context: &Context<'_>,
    serialization: Serialization<'_>,
    pairs: &[Pair<'_>],
    schema: &Value,
    claimed: &dyn Fn(&str) -> bool,
) -> Spellings {
    let listed = context.schemas.properties(schema);
    // An object without `additionalProperties` does not claim undocumented keys.
    let takes_any =
        context.schemas.keyword(schema, "additionalProperties").is_some_and(|more| more != &Value::Bool(false));
    let is_own = |name: &str| listed.iter().any(|(known, _)| *known == name) || takes_any && !claimed(name);
    let mut entries: Vec<(String, String)> = Vec::new();
    for pair in pairs.iter().filter(|pair| is_own(&pair.name)) {
        if entries.iter().any(|(known, _)| *known == pair.name) {
            let property = context.schemas.property(schema, &pair.name).unwrap_or(ANY);
            let is_list = shapes(context.schemas, property).iter().any(|(shape, _)| *shape == Shape::Array);
            let error = || Misspelling::RepeatedProperty(pair.name.clone());
            return is_list.then(|| Some(vec![Spelling::Nested])).ok_or_else(error);
        }
        entries.push((pair.name.clone(), serialization.encoding.decode(pair.value)?));
    }
    Ok((!entries.is_empty()).then(|| vec![Spelling::Object(entries)]))
}
