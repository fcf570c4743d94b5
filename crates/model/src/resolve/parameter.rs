//! Parameters (OpenAPI 3.0.4, Parameter Object): where, required or not, of what type, and how they are written.

use serde_json::Value;

use super::context::Context;
use super::example::{self, Named};
use super::{names, schema, shapes};
use crate::api::{Location, Parameter, Style, Text, TypeKind, TypeRef};
use crate::name::{Case, Scope, derive};
use crate::node::Node;
use crate::pointer::reference_target;
use crate::problem::{Kind, Object, Problem};
use crate::sample;
use crate::schema::Schema;

/// Identifiers that a parameter cannot have: what the client's builders use for themselves.
const RESERVED: &[&str] =
    &["body", "client", "header_map", "info", "new", "request", "response", "result", "send", "url"];

/// Headers that OpenAPI has other words for; a parameter of such a name is ignored.
const IGNORED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

/// A parameter as it was read.
pub(crate) struct Read<'d> {
    pub parameter: Parameter,
    pub examples: Vec<Named<'d>>,
}

/// The parameters of an operation: those of its path item, unless it has its own of that name and place, and its own.
pub(crate) fn parameters<'d>(
    context: &mut Context<'d>,
    path_item: &'d Node,
    operation: &'d Node,
    hint: &str,
) -> Vec<Read<'d>> {
    let own = list(context, operation);
    let mut nodes = list(context, path_item);
    nodes.retain(|node| own.iter().all(|other| key(other) != key(node)));
    nodes.extend(own);
    let mut found: Vec<(&'d Node, Read<'d>)> = Vec::new();
    for node in nodes {
        if let Some(read) = parameter(context, node, hint) {
            found.push((node, read));
        }
    }
    let wishes: Vec<(&str, &Node)> =
        found.iter().map(|(node, _)| (node.str("name").unwrap_or_default(), *node)).collect();
    let rust_names = names(context, &wishes, Case::Snake, &mut Scope::reserving(RESERVED));
    for ((_, read), name) in found.iter_mut().zip(rust_names) {
        read.parameter.name = name;
    }
    found.into_iter().map(|(_, read)| read).collect()
}

/// The names of all path parameters that an operation declares, those with a mistake among them.
pub(crate) fn declared_in_path<'d>(context: &Context<'d>, path_item: &'d Node, operation: &'d Node) -> Vec<&'d str> {
    let lists = [path_item, operation].into_iter().filter_map(|holder| holder.get("parameters"));
    let nodes = lists.flat_map(Node::elements);
    let targets = nodes.filter_map(|node| reference_target(context.root, node));
    targets.filter(|node| node.str("in") != Some("query")).filter_map(|node| node.str("name")).collect()
}

/// What tells parameters apart: place and name, which has no case in a header (RFC 9110 section 5.1).
fn key(node: &Node) -> Option<(String, &str)> {
    let (name, place) = (node.str("name")?, node.str("in")?);
    Some((if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() }, place))
}

/// The Parameter Objects of one list, references followed; a second one of a name and place is reported.
fn list<'d>(context: &mut Context<'d>, holder: &'d Node) -> Vec<&'d Node> {
    let mut found: Vec<&'d Node> = Vec::new();
    for element in holder.get("parameters").map(Node::elements).unwrap_or_default() {
        let Some(node) = context.follow(element, "parameters", "a parameter under `components.parameters`") else {
            continue;
        };
        context.check(node, &shapes::PARAMETER);
        let Some((name, place)) = node.str("name").zip(node.str("in")) else { continue };
        let alike = |other: &&&Node| key(other) == key(node);
        if let Some(first) = found.iter().find(alike) {
            let location = if place == "query" {
                "the query"
            } else if place == "header" {
                "the headers"
            } else {
                "the path"
            };
            let kind = Kind::DuplicateParameter { name: name.to_owned(), location };
            let first = first.get("name").map_or(first.at, |name| name.at);
            let at = if element.get("$ref").is_some() {
                element.at
            } else {
                node.get("name").map_or(node.at, |name| name.at)
            };
            context.problem(Problem::new(at, kind).and("first here", first));
            continue;
        }
        found.push(node);
    }
    found
}

fn parameter<'d>(context: &mut Context<'d>, node: &'d Node, operation: &str) -> Option<Read<'d>> {
    let name = node.get("name")?;
    let wire = name.as_str()?;
    let location = location(context, node, name, wire)?;
    let required = node.is_true("required");
    if location == Location::Path && !required {
        let at = node.entry("required").map_or(name.at, |entry| entry.value.at);
        let kind = Kind::Invalid {
            what: format!("the path parameter `{wire}`"),
            why: "must have `required: true`".into(),
            instead: "write `required: true`",
        };
        context.report(at, kind);
    }
    let Written { schema: schema_node, style, explode } = written(context, node, name, location)?;
    let hint = format!("{operation}{}", derive(wire, Case::Pascal).trim_matches('_'));
    let ty = schema::schema(context, schema_node, &hint)?.without_null().clone();
    let (ty, array) = match unaliased(context, &ty) {
        // As JSON text an array is one value.
        TypeRef::Array(element) if style != Style::Json => (element.without_null().clone(), Some(ty)),
        _ => (ty, None),
    };
    let text = text(context, &ty);
    // A type that is part of a circle is `Any` for the rest of the way; the circle is reported where it is.
    if context.is_circular {
        return None;
    }
    let examples = example::checked(context, node, &format!("the parameter `{wire}`"));
    let default = example::default(context, schema_node);
    let sample = example::sample(context, node, schema_node, &examples);
    // In the query an empty array is no array.
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let items = Schema::of(schema_node).target(context.root).and_then(Schema::items);
    let sample = match (sample, items) {
        (Some(sample), Some(items)) if is_empty(&sample) => {
            sample::sample(context.root, items.node()).map(|element| Value::Array(vec![element]))
        }
        (sample, _) => sample,
    };
    let doc = node.str("description").map(str::to_owned);
    let parameter = Parameter {
        wire: wire.to_owned(),
        name: String::new(),
        location,
        doc,
        required,
        ty,
        text,
        array,
        style,
        explode,
        allow_reserved: location == Location::Query && node.is_true("allowReserved"),
        allow_empty: location == Location::Query && node.is_true("allowEmptyValue"),
        default: default.filter(|_| !required),
        schema: context.json_schema(schema_node),
        sample,
        at: name.at,
    };
    Some(Read { parameter, examples })
}

fn location<'d>(context: &mut Context<'d>, node: &'d Node, name: &'d Node, wire: &str) -> Option<Location> {
    let place = node.get("in")?;
    match place.as_str()? {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "header" if IGNORED_HEADERS.contains(&wire.to_ascii_lowercase().as_str()) => {
            context.report(name.at, Kind::IgnoredHeader { name: wire.to_owned() });
            None
        }
        // HTTP itself sets it, and no caller can.
        "header" if is_framing(wire) => {
            context.report(name.at, Kind::IgnoredHeader { name: wire.to_owned() });
            None
        }
        "header" if is_token(wire) => Some(Location::Header),
        "header" => {
            let why = "is not a header name (RFC 9110 section 5.6.2)".to_owned();
            let instead = "use letters, digits and `-`";
            context.report(name.at, Kind::Invalid { what: format!("`{wire}`"), why, instead });
            None
        }
        "cookie" if is_token(wire) => Some(Location::Cookie),
        "cookie" => {
            let why = "is not a cookie name (RFC 6265 section 4.1.1)".to_owned();
            let instead = "use letters, digits and `-`";
            context.report(name.at, Kind::Invalid { what: format!("`{wire}`"), why, instead });
            None
        }
        other => {
            let why = "is none of path, query, header and cookie".to_owned();
            context.report(
                place.at,
                Kind::Invalid {
                    what: format!("`in: {other}`"),
                    why,
                    instead: "write `path`, `query`, `header` or `cookie`",
                },
            );
            None
        }
    }
}

/// Whether a header is HTTP's own: a value of the document's in it breaks the message (RFC 9110 sections 7.2, 7.6.1, 8.6).
pub(crate) fn is_framing(name: &str) -> bool {
    const FRAMING: [&str; 6] = ["connection", "content-length", "cookie", "host", "transfer-encoding", "upgrade"];
    FRAMING.iter().any(|framing| name.eq_ignore_ascii_case(framing))
}

/// Whether it can be a header's name (RFC 9110 section 5.6.2, token).
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// How a parameter is written.
struct Written<'d> {
    schema: &'d Node,
    style: Style,
    explode: bool,
}

/// `schema` with `style` and `explode`, or `content` with one media type.
fn written<'d>(context: &mut Context<'d>, node: &'d Node, name: &'d Node, location: Location) -> Option<Written<'d>> {
    if let Some(content) = node.get("content") {
        let only = match content.entries() {
            [only] => only.value.get("schema"),
            _ => None,
        };
        if let Some(media_type) = content.entries().first() {
            context.check(&media_type.value, &shapes::MEDIA_TYPE);
        }
        let Some(schema) = only else {
            let why = "needs one media type, with a schema".to_owned();
            let kind = Kind::Invalid { what: "`content` of a parameter".into(), why, instead: "give it a `schema`" };
            context.report(content.at, kind);
            return None;
        };
        return Some(Written { schema, style: Style::Json, explode: false });
    }
    let Some(schema) = node.get("schema") else {
        context.report(name.at, Kind::MissingKey { object: Object::Parameter, key: "schema" });
        return None;
    };
    let style = match (location, node.str("style")) {
        (Location::Query | Location::Cookie, None | Some("form")) => Style::Form,
        (Location::Query, Some("spaceDelimited")) => Style::SpaceDelimited,
        (Location::Query, Some("pipeDelimited")) => Style::PipeDelimited,
        (Location::Query, Some("deepObject")) => Style::DeepObject,
        (Location::Path | Location::Header, None | Some("simple")) => Style::Simple,
        (Location::Path, Some("label")) => Style::Label,
        (Location::Path, Some("matrix")) => Style::Matrix,
        (_, Some(other)) => {
            let at = node.get("style").map_or(node.at, |style| style.at);
            let why = format!("is no style of a parameter in the {}", location.word());
            let instead = "remove it, for the default style of the place";
            context.report(at, Kind::Invalid { what: format!("`style: {other}`"), why, instead });
            return None;
        }
    };
    let explode = node.get("explode").and_then(Node::as_bool);
    let is_default = matches!(style, Style::Form | Style::DeepObject);
    Some(Written { schema, style, explode: explode.unwrap_or(is_default) })
}

/// The type behind aliases and constraints.
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

/// How the text of a value of this type reads.
fn text(context: &Context<'_>, ty: &TypeRef) -> Text {
    match unaliased(context, ty.without_null()) {
        TypeRef::Bool => Text::Boolean,
        TypeRef::I32 | TypeRef::I64 => Text::Integer,
        TypeRef::F64 => Text::Number,
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => Text::String,
        TypeRef::Named(id) if matches!(context.types[id.0].kind, TypeKind::Enum(_)) => Text::String,
        TypeRef::Any => Text::Any,
        _ => Text::Structured,
    }
}
