//! Parameters of a recorded request (OpenAPI 3.0.4, Parameter Object): there, written in their style, and fit for their
//! schema. Keys of the query that no parameter has are nobody's fault: no document says that there are no others.

use http::header::COOKIE;
use model::api::{CredentialPlace, Location, Parameter, Style};
use serde_json::Value;

use super::spelling::{Found, Written};
use super::text::{Pair, Within, pairs};
use super::value::{ANY, Deep, Shape, Spelling, deep, shapes, value};
use super::{Fault, Look};
use crate::judge::unfit;

/// What is wrong with the parameters. `path` has the raw values of the path.
pub(super) fn faults(look: &Look<'_>, path: &[(String, &str)]) -> Vec<Fault> {
    let query = pairs(look.query, '&', true);
    let cookies = look.exchange.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let cookies: Vec<Pair<'_>> = cookies.flat_map(|line| pairs(line, ';', false)).collect();
    let mut faults = Vec::new();
    for parameter in &look.operation.parameters {
        let what = format!("the {} parameter `{}`", parameter.location.word(), parameter.wire);
        let written = Written {
            name: &parameter.wire,
            style: parameter.style,
            explode: parameter.explode,
            within: within(parameter),
        };
        let claimed = |name: &str| is_claimed(look, parameter, name);
        let is_empty = |pair: &Pair<'_>| pair.name == parameter.wire && pair.value.is_empty();
        let read = |shape: Shape, schema: &Value| match parameter.location {
            Location::Path => {
                let text = path.iter().find(|(name, _)| *name == parameter.wire);
                text.map(|(_, text)| written.in_path(text, shape)).transpose()
            }
            Location::Header => in_header(look, written, shape),
            Location::Query => of_pairs(look, written, &query, shape, schema, &claimed),
            Location::Cookie => of_pairs(look, written, &cookies, shape, schema, &claimed),
        };
        let held = match held(look, &parameter.schema, &read) {
            Held::Absent if parameter.required => vec![format!("expected {what}, got none")],
            Held::Absent | Held::Unknown | Held::Fits(_) => Vec::new(),
            _ if parameter.allow_empty && query.iter().any(is_empty) => Vec::new(),
            Held::Misfit(value) => unfit(look.show, look.validators, &what, &parameter.schema, &value),
            Held::Misspelled(why) => vec![format!("expected {what} {why}")],
        };
        faults.extend(held.into_iter().map(|way| look.of_request(parameter.at, way)));
    }
    faults
}

fn within(parameter: &Parameter) -> Within {
    match parameter.location {
        Location::Path => Within::Path,
        // `allowReserved` goes with `style`; JSON text is encoded as any form is (OpenAPI 3.0.4, Encoding the
        // x-www-form-urlencoded Media Type, shows colons and commas in it).
        Location::Query if parameter.allow_reserved || parameter.style == Style::Json => Within::Reserved,
        Location::Query => Within::Query,
        Location::Header => Within::Header,
        Location::Cookie => Within::Cookie,
    }
}

/// Whether a name is somebody else's than an object's that takes any.
fn is_claimed(look: &Look<'_>, parameter: &Parameter, name: &str) -> bool {
    let others = look.operation.parameters_in(parameter.location).filter(|other| other.wire != parameter.wire);
    let schemes = look.api.schemes.iter().map(|scheme| &scheme.place);
    let is_credential = |place: &CredentialPlace| match place {
        CredentialPlace::Query(known) => parameter.location == Location::Query && known == name,
        CredentialPlace::Cookie(known) => parameter.location == Location::Cookie && known == name,
        _ => false,
    };
    others.into_iter().any(|other| {
        other.wire == name || look.validators.properties(&other.schema).iter().any(|(known, _)| *known == name)
    }) || look.operation.fixed_query.iter().any(|(known, _)| known == name)
        || schemes.into_iter().any(is_credential)
}

/// What became of a value.
pub(super) enum Held {
    /// It is not there.
    Absent,
    /// It nests in a way that no style has, and is not held.
    Unknown,
    Fits(Value),
    Misfit(Value),
    /// It is written in another way, which is said as it stands after `expected …`.
    Misspelled(String),
}

/// Reads a value in every way that its schema leaves open, and takes the first that fits; else the first.
pub(super) fn held(look: &Look<'_>, schema: &Value, read: &dyn Fn(Shape, &Value) -> Found) -> Held {
    let (mut misfit, mut misspelled) = (None, None);
    for (shape, alternative) in shapes(look.validators, schema) {
        match read(shape, alternative) {
            Ok(None) => {}
            Ok(Some(spellings)) => {
                for spelling in spellings {
                    match value(look.validators, alternative, spelling) {
                        None => return Held::Unknown,
                        Some(value) if look.validators.accepts(schema, &value) => return Held::Fits(value),
                        Some(value) => misfit = misfit.or(Some(value)),
                    }
                }
            }
            Err(why) => misspelled = misspelled.or(Some(why)),
        }
    }
    match (misfit, misspelled) {
        (Some(value), _) => Held::Misfit(value),
        (None, Some(why)) => Held::Misspelled(why),
        (None, None) => Held::Absent,
    }
}

fn in_header(look: &Look<'_>, written: Written<'_>, shape: Shape) -> Found {
    let lines = look.exchange.headers.get_all(written.name).iter().map(|line| std::str::from_utf8(line.as_bytes()));
    let lines: Vec<&str> = lines.collect::<Result<_, _>>().map_err(|_| "as text in UTF-8, got other bytes")?;
    match lines.as_slice() {
        [] => Ok(None),
        [line] => written.whole(line, shape).map(Some),
        // One list may stand in several lines (RFC 9110 section 5.3).
        lines if shape != Shape::Scalar => written.whole(&lines.join(","), shape).map(Some),
        lines => Err(format!("once, got it {} times", lines.len())),
    }
}

/// A value in pairs; one whose names are its properties' among them. `claimed` says which names are of others.
pub(super) fn of_pairs(
    look: &Look<'_>,
    written: Written<'_>,
    pairs: &[Pair<'_>],
    shape: Shape,
    schema: &Value,
    claimed: &dyn Fn(&str) -> bool,
) -> Found {
    match (written.style, shape) {
        (Style::DeepObject, Shape::Object | Shape::Array) if shape == Shape::Object || written.explode => {
            let found = pairs.iter().filter_map(|pair| Some((steps(written.name, &pair.name)?, pair.value)));
            let found: Vec<Deep<'_>> = found.filter(|(steps, _)| shape == Shape::Array || !steps.is_empty()).collect();
            if found.is_empty() {
                return Ok(None);
            }
            let whole = deep(look.validators, schema, &found, written.within)?;
            Ok(Some(vec![Spelling::Whole(whole)]))
        }
        (Style::Form, Shape::Object) if written.explode => exploded(look, written, pairs, schema, claimed),
        _ => written.in_pairs(pairs, shape),
    }
}

/// The steps of `name[key][inner]`, none of `name` alone.
fn steps(name: &str, full: &str) -> Option<Vec<String>> {
    let steps = full.strip_prefix(name)?;
    if steps.is_empty() {
        return Some(Vec::new());
    }
    let steps = steps.strip_prefix('[')?.strip_suffix(']')?;
    Some(steps.split("][").map(str::to_owned).collect())
}

/// An object whose properties are pairs of their own.
fn exploded(
    look: &Look<'_>,
    written: Written<'_>,
    pairs: &[Pair<'_>],
    schema: &Value,
    claimed: &dyn Fn(&str) -> bool,
) -> Found {
    let listed = look.validators.properties(schema);
    // One that says nothing of other properties is not made of all the keys that there are.
    let takes_any =
        look.validators.keyword(schema, "additionalProperties").is_some_and(|more| more != &Value::Bool(false));
    let is_own = |name: &str| listed.iter().any(|(known, _)| *known == name) || takes_any && !claimed(name);
    let mut entries: Vec<(String, String)> = Vec::new();
    for pair in pairs.iter().filter(|pair| is_own(&pair.name)) {
        if entries.iter().any(|(known, _)| *known == pair.name) {
            let property = look.validators.property(schema, &pair.name).unwrap_or(ANY);
            let is_list = shapes(look.validators, property).iter().any(|(shape, _)| *shape == Shape::Array);
            let why = || format!("with `{}` once, got it more often", pair.name);
            return is_list.then(|| Some(vec![Spelling::Nested])).ok_or_else(why);
        }
        entries.push((pair.name.clone(), written.within.read(pair.value)?));
    }
    Ok((!entries.is_empty()).then(|| vec![Spelling::Object(entries)]))
}
