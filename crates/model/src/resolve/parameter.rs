//! Parameters (OpenAPI 3.0.4, Parameter Object): where they are, whether they are required, their types and styles.

use serde_json::Value;

use super::context::Context;
use super::path::Found;
use super::wish::{Hint, header_wish, wish};
use super::{example, types};
use crate::api::{Field, Location, Parameter, Struct, Style, Text, TypeKind, TypeRef, Unknown};
use crate::http::{essence, is_framing, is_token};
use crate::name::{Casing, is_choice, word};
use crate::nearest::nearest;
use crate::node::Node;
use crate::problem::{Kind, Object, Problem};
use crate::sample;
use crate::schema::Schema;
use crate::view::{self, Example, Spanned};

/// Headers that other fields of OpenAPI describe. A parameter of such a name is ignored.
const IGNORED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

/// A parameter and its named examples.
pub(crate) struct ReadParameter<'d> {
    pub parameter: Parameter,
    pub examples: Vec<Example<'d>>,
}

/// Where a parameter is sent, and under which name.
struct SentAs<'a> {
    location: Location,
    wire: &'a str,
}

/// Reads the parameters of an operation: its own, after those of its path item that it does not override.
pub(crate) fn parameters<'d>(context: &mut Context<'d>, found: &Found<'_, 'd>, hint: &Hint) -> Vec<ReadParameter<'d>> {
    let own = distinct(context, &found.operation.parameters.list);
    let mut all = distinct(context, &found.path_item.parameters.list);
    all.retain(|parameter| own.iter().all(|other| key(other) != key(parameter)));
    all.extend(own);
    reject_beside_querystring(context, &all);
    let is_query_parameter = |wire: &str| all.iter().any(|view| key(view) == Some((wire.to_owned(), "query")));
    let placeholders: &[(String, String)] = found.template.as_ref().map_or(&[], |template| &template.placeholders);
    let open: Vec<&(String, String)> = placeholders.iter().filter(|(wire, _)| !is_query_parameter(wire)).collect();
    all.into_iter().filter_map(|view| parameter(context, view, &open, hint)).collect()
}

/// Returns whether a parameter with a name may be in a location. One that has an error, or cannot be followed, may be it.
pub(crate) fn may_be_declared(found: &Found<'_, '_>, name: &str, location: Location) -> bool {
    let lists = [&found.path_item.parameters, &found.operation.parameters];
    let is_in = |view: &view::Parameter<'_>| match (view.location.map(|own| own.value), location) {
        (None, _) => true,
        (Some(own), Location::Query) => own == "query",
        (Some(own), _) => own != "query",
    };
    let mut all = lists.into_iter().flat_map(|parameters| &parameters.list);
    lists.iter().any(|parameters| !parameters.is_complete) || all.any(|view| view.name.value == name && is_in(view))
}

/// The identity of a parameter: name and location. Names of headers are compared without case (RFC 9110 section 5.1).
fn key<'d>(parameter: &view::Parameter<'d>) -> Option<(String, &'d str)> {
    let (name, location) = (parameter.name.value, parameter.location?.value);
    Some((if location == "header" { name.to_ascii_lowercase() } else { name.to_owned() }, location))
}

/// Returns the parameters of one list that have a location. A second one of a name and location is reported and skipped.
fn distinct<'v, 'd>(context: &mut Context<'d>, list: &'v [view::Parameter<'d>]) -> Vec<&'v view::Parameter<'d>> {
    let mut found: Vec<&view::Parameter<'d>> = Vec::new();
    for parameter in list {
        let Some((_, location)) = key(parameter) else { continue };
        let Some(first) = found.iter().find(|other| key(other) == key(parameter)) else {
            found.push(parameter);
            continue;
        };
        let location = match location {
            "query" => "the query",
            "header" => "the headers",
            _ => "the path",
        };
        let kind = Kind::DuplicateParameter { name: parameter.name.value.to_owned(), location };
        context.problem(Problem::new(parameter.listed_at, kind).and("first here", first.name.at));
    }
    found
}

/// Reads one parameter. `open` holds the placeholders in the query of the path that no query parameter has: the key, and the
/// name of the placeholder.
fn parameter<'d>(
    context: &mut Context<'d>,
    view: &view::Parameter<'d>,
    open: &[&(String, String)],
    operation: &Hint,
) -> Option<ReadParameter<'d>> {
    let wire = view.name.value;
    let location = location(context, view)?;
    let required = view.required || location == Location::Path;
    if required && !view.required {
        let kind = Kind::Invalid {
            what: format!("the path parameter `{wire}`"),
            why: "must have `required: true`".into(),
            instead: "write `required: true`",
        };
        context.tolerable(view.required_at.unwrap_or(view.name.at), kind);
    }
    let Written { schema, style, explode } = written(context, view, location)?;
    let chosen = view.rust_name.and_then(Node::as_str).filter(|name| is_choice(name, Casing::Snake));
    let hint = operation.then(&word(chosen.unwrap_or(wire)));
    context.enforcement.sent(view.name.at, schema, context.direction);
    let ty = types::schema(context, schema, &hint)?.without_null().clone();
    if is_querystring(view) && !is_flat(context, &ty) {
        let (what, instead) = ("a query whose properties are not listed single values", "write query parameters");
        context.unsupported(view.name.at, "querystring", what, instead);
        return None;
    }
    let (ty, array) = match unaliased(context, &ty) {
        // JSON text contains the whole array as one value.
        TypeRef::Array(element) if style != Style::Json => (element.without_null().clone(), Some(ty)),
        // Only `deepObject` writes an object or a list in a list, and no style writes `null` there.
        TypeRef::Tuple(elements) if style != Style::Json && !are_texts(context, &elements) => {
            let what = "a tuple with an object, a list or `null` in a parameter".to_owned();
            context.not_checked(view.name.at, Kind::Loose { what, is_contradiction: false });
            (TypeRef::Any, Some(TypeRef::Array(Box::new(TypeRef::Any))))
        }
        _ => (ty, None),
    };
    let text = text(context, &ty);
    // In a cycle, the type is `Any` from here on. The cycle has been reported.
    if context.is_circular() {
        return None;
    }
    let examples = example::checked(context, view.schema, view.examples, &format!("the parameter `{wire}`"));
    let default = example::default(context, schema);
    let sample = example::sample(context, schema, view.examples, &examples);
    // An empty array is absent in the query.
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let sample = match (sample, schema.target(context.root).and_then(Schema::items)) {
        (Some(sample), Some(items)) if is_empty(&sample) => {
            sample::sample(context.root, items.node()).map(|element| Value::Array(vec![element]))
        }
        (sample, _) => sample,
    };
    // A path parameter whose placeholder is in the query of the path is sent there.
    let key = open.iter().find(|(_, name)| location == Location::Path && name == wire).map(|(key, _)| key);
    let SentAs { location, wire } = match key {
        Some(key) => SentAs { location: Location::Query, wire: key },
        None => SentAs { location, wire },
    };
    let is_query = location == Location::Query;
    let parameter = Parameter {
        wire: wire.to_owned(),
        name: match location {
            Location::Header => header_wish(context, view.name.value, view.rust_name),
            _ => wish(context, view.name.value, view.rust_name, Casing::Snake),
        },
        location,
        doc: view.description.map(str::to_owned),
        required,
        ty,
        text,
        array,
        style,
        explode,
        allow_reserved: is_query && view.allow_reserved,
        allow_empty: is_query && view.allow_empty_value,
        // No text is `null`: a parameter that may be null is one that may be absent.
        default: default.filter(|value| !required && !value.is_null()),
        schema: context.json_schema(schema),
        is_validated: false,
        sample,
        has_example: view.examples.single.is_some() || !examples.is_empty(),
        at: view.name.at,
        annotations: view.annotations.clone(),
    };
    Some(ReadParameter { parameter, examples })
}

/// Returns the location of a parameter. `None` if the parameter is ignored or its name or location is wrong, which is
/// reported.
fn location(context: &mut Context<'_>, view: &view::Parameter<'_>) -> Option<Location> {
    let Spanned { value: wire, at } = view.name;
    let location = view.location?;
    match location.value {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        // Its value is the whole query: see `querystring`.
        "querystring" if view.locations().contains(&"querystring") => Some(Location::Query),
        // A caller must not set a header that determines where the message ends.
        "header" if IGNORED_HEADERS.contains(&wire.to_ascii_lowercase().as_str()) || is_framing(wire) => {
            context.report(at, Kind::IgnoredHeader { name: wire.to_owned(), version: view.version });
            None
        }
        "header" if is_token(wire) => Some(Location::Header),
        "header" => {
            let why = "is not a header name (RFC 9110 section 5.6.2)".to_owned();
            let instead = "use letters, digits and `-`";
            context.report(at, Kind::Invalid { what: format!("`{wire}`"), why, instead });
            None
        }
        "cookie" if is_token(wire) => Some(Location::Cookie),
        "cookie" => {
            let why = "is not a cookie name (RFC 6265 section 4.1.1)".to_owned();
            let instead = "use letters, digits and `-`";
            context.report(at, Kind::Invalid { what: format!("`{wire}`"), why, instead });
            None
        }
        other => {
            let (what, why) = (format!("`in: {other}`").into(), "is not a location of a parameter".into());
            let instead = if view.locations().contains(&"querystring") {
                "write `path`, `query`, `querystring`, `header` or `cookie`"
            } else {
                "write `path`, `query`, `header` or `cookie`"
            };
            let nearest = nearest(other, view.locations().iter().copied()).map(Box::from);
            context.report(location.at, Kind::UnknownWord { what, why, nearest, instead });
            None
        }
    }
}

/// The way a parameter is written.
struct Written<'d> {
    schema: Schema<'d>,
    style: Style,
    explode: bool,
}

/// Decides how a parameter is written: `schema` with `style` and `explode`, or `content` with one media type.
fn written<'d>(context: &mut Context<'d>, view: &view::Parameter<'d>, location: Location) -> Option<Written<'d>> {
    if let Some(content) = &view.content {
        let schema = match content.media_types.as_slice() {
            [only] => only.schema,
            _ => None,
        };
        if schema.is_none() {
            let why = "must have exactly one media type, with a schema".to_owned();
            let kind = Kind::Invalid {
                what: "`content` of a parameter".into(),
                why,
                instead: "list one media type with a `schema`, or replace `content` with `schema`",
            };
            context.report(content.at, kind);
        }
        if is_querystring(view) {
            return querystring(context, content, schema?);
        }
        return Some(Written { schema: schema?, style: Style::Json, explode: false });
    }
    if is_querystring(view) {
        let kind = Kind::MissingKey { object: Object::QuerystringParameter, key: "content" };
        context.report(view.name.at, kind);
        return None;
    }
    let Some(schema) = view.schema else {
        context.report(view.name.at, Kind::MissingKey { object: Object::Parameter, key: "schema" });
        return None;
    };
    let style = match (location, view.style.map(|style| style.value)) {
        (Location::Query | Location::Cookie, None | Some("form")) => Style::Form,
        (Location::Cookie, Some("cookie")) if view.cookie_styles().contains(&"cookie") => Style::Cookie,
        (Location::Query, Some("spaceDelimited")) => Style::SpaceDelimited,
        (Location::Query, Some("pipeDelimited")) => Style::PipeDelimited,
        (Location::Query, Some("deepObject")) => Style::DeepObject,
        (Location::Path | Location::Header, None | Some("simple")) => Style::Simple,
        (Location::Path, Some("label")) => Style::Label,
        (Location::Path, Some("matrix")) => Style::Matrix,
        (_, Some(other)) => {
            let at = view.style.map_or(view.name.at, |style| style.at);
            let why = format!("is not a style for parameters in the {}", location.word()).into();
            let instead = "remove it to use the default style of the location";
            let styles: &[&str] = match location {
                Location::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
                Location::Cookie => view.cookie_styles(),
                Location::Path => &["simple", "label", "matrix"],
                Location::Header => &["simple"],
            };
            let nearest = nearest(other, styles.iter().copied()).map(Box::from);
            context.report(at, Kind::UnknownWord { what: format!("`style: {other}`").into(), why, nearest, instead });
            return None;
        }
    };
    let is_default = matches!(style, Style::Form | Style::Cookie | Style::DeepObject);
    Some(Written { schema, style, explode: view.explode.unwrap_or(is_default) })
}

/// Whether the value of a parameter is the whole query (OpenAPI 3.2.0, Parameter Locations).
fn is_querystring(view: &view::Parameter<'_>) -> bool {
    view.location.is_some_and(|location| location.value == "querystring")
}

/// Decides how the whole query is written. A form is a query parameter for each property, as an exploded object is.
fn querystring<'d>(context: &mut Context<'d>, content: &view::Content<'d>, schema: Schema<'d>) -> Option<Written<'d>> {
    let media_type = content.media_types.first()?;
    if essence(media_type.name.value) != "application/x-www-form-urlencoded" {
        let what = format!("a query with the media type `{}`", media_type.name.value);
        let instead = "write `application/x-www-form-urlencoded` with an object";
        context.unsupported(media_type.name.at, "querystring", what, instead);
        return None;
    }
    if let Some(encoding) = media_type.encoding.first() {
        let what = format!("the encoding of `{}` in a query", encoding.property);
        context.unsupported(media_type.at, "querystring", what, "remove `encoding`");
    }
    Some(Written { schema, style: Style::Form, explode: true })
}

/// Returns whether a type is an object whose properties are all listed, and are texts.
fn is_flat(context: &Context<'_>, ty: &TypeRef) -> bool {
    let TypeRef::Named(id) = unaliased(context, ty) else { return false };
    let TypeKind::Struct(Struct { fields, unknown }) = &context.types[id.0].kind else { return false };
    let is_text = |field: &Field| !matches!(text(context, &field.ty), Text::Any | Text::Structured);
    !matches!(unknown, Unknown::Kept { .. }) && fields.iter().all(is_text)
}

/// Reports a parameter whose value is the whole query beside another parameter in the query.
fn reject_beside_querystring(context: &mut Context<'_>, all: &[&view::Parameter<'_>]) {
    let Some(whole) = all.iter().find(|view| is_querystring(view)) else { return };
    let is_in_query = |view: &view::Parameter<'_>| {
        view.location.is_some_and(|location| matches!(location.value, "query" | "querystring"))
    };
    for view in all.iter().filter(|view| is_in_query(view) && view.name.at != whole.name.at) {
        let kind = Kind::Invalid {
            what: format!("the parameter `{}`", view.name.value),
            why: format!("must not be beside `in: querystring` (OpenAPI {}, Parameter Locations)", whole.version),
            instead: "make it a property of the other parameter",
        };
        context.problem(Problem::new(view.listed_at, kind).and("the whole query", whole.name.at));
    }
}

/// Returns the type behind aliases and constraints.
pub(crate) fn unaliased(context: &Context<'_>, ty: &TypeRef) -> TypeRef {
    match ty {
        TypeRef::Named(id) => match &context.types[id.0].kind {
            TypeKind::Alias(inner) => unaliased(context, &inner.clone()),
            TypeKind::Constrained { inner, .. } => unaliased(context, &inner.clone()),
            _ => ty.clone(),
        },
        _ => ty.clone(),
    }
}

/// Returns whether the values of all types are single texts. `null` is none.
fn are_texts(context: &Context<'_>, types: &[TypeRef]) -> bool {
    let is_nullable = |ty: &TypeRef| matches!(unaliased(context, ty), TypeRef::Nullable(_));
    types.iter().all(|ty| !is_nullable(ty) && text(context, ty) != Text::Structured)
}

/// Returns how the text of a value of this type is parsed.
fn text(context: &Context<'_>, ty: &TypeRef) -> Text {
    match unaliased(context, ty.without_null()) {
        TypeRef::Bool => Text::Boolean,
        TypeRef::Integer(_) => Text::Integer,
        TypeRef::F64 => Text::Number,
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => Text::String,
        TypeRef::Named(id) if matches!(context.types[id.0].kind, TypeKind::Enum(_)) => Text::String,
        TypeRef::Any => Text::Any,
        _ => Text::Structured,
    }
}
