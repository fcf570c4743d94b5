//! Paths (OpenAPI 3.0.4, Paths Object, Path Item Object): which operations there are, and where.

use std::collections::BTreeMap;

use super::context::Context;
use super::{parameter, shapes};
use crate::model::{Location, Segment};
use crate::node::{Entry, Node};
use crate::problem::{Kind, Problem};
use crate::source::Span;

const METHODS: &[(&str, &str)] =
    &[("get", "GET"), ("put", "PUT"), ("post", "POST"), ("delete", "DELETE"), ("head", "HEAD"), ("patch", "PATCH")];

/// An operation before it has a name.
pub(crate) struct Found<'d> {
    pub path: &'d Entry,
    pub path_item: &'d Node,
    pub method: &'static str,
    pub node: &'d Node,
    pub id: &'d str,
}

/// All operations of a document, in its order.
pub(crate) fn all<'d>(context: &mut Context<'d>, document: &'d Node) -> Vec<Found<'d>> {
    let paths = document.get("paths").map(Node::entries).unwrap_or_default();
    let mut found = Vec::new();
    let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
    let mut templates: BTreeMap<String, &Entry> = BTreeMap::new();
    for path in paths.iter().filter(|path| !path.key.starts_with("x-")) {
        if !path.key.starts_with('/') {
            let (what, why) = (format!("the path `{}`", path.key), "must start with `/`".to_owned());
            context.report(path.key_at, Kind::Invalid { what, why, instead: "write it like `/users/{id}/posts`" });
        }
        let blank = blank(&path.key);
        if let Some(other) = templates.get(&blank) {
            let kind = Kind::AmbiguousPath { path: path.key.clone(), other: other.key.clone() };
            context.problem(Problem::new(path.key_at, kind).and("the other one", other.key_at));
        }
        templates.insert(blank, path);
        find(context, path, &mut found, &mut ids);
    }
    found
}

fn find<'d>(context: &mut Context<'d>, path: &'d Entry, found: &mut Vec<Found<'d>>, ids: &mut BTreeMap<&'d str, Span>) {
    let path_item = &path.value;
    if let Some(reference) = path_item.entry("$ref") {
        context.unsupported(
            reference.key_at,
            "path-item-reference",
            "a path item that is a reference",
            "write its operations here",
        );
        return;
    }
    context.check(path_item, &shapes::PATH_ITEM);
    refuse_servers(context, path_item);
    for entry in path_item.entries() {
        if matches!(entry.key.as_str(), "options" | "trace") {
            let what = format!("the method {}", entry.key.to_uppercase());
            context.unsupported(entry.key_at, "method", what, "use another method");
            continue;
        }
        let Some((_, method)) = METHODS.iter().find(|(key, _)| *key == entry.key) else { continue };
        let node = &entry.value;
        context.check(node, &shapes::OPERATION);
        refuse_servers(context, node);
        let Some(id) = node.get("operationId").filter(|id| id.as_str().is_some_and(|id| !id.is_empty())) else {
            context.report(entry.key_at, Kind::MissingOperationId);
            continue;
        };
        let text = id.as_str().unwrap_or_default();
        if let Some(first) = ids.insert(text, id.at) {
            let kind = Kind::DuplicateOperationId { id: text.to_owned() };
            context.problem(Problem::new(id.at, kind).and("first here", first));
            continue;
        }
        found.push(Found { path, path_item, method, node, id: text });
    }
}

fn refuse_servers<'d>(context: &mut Context<'d>, holder: &'d Node) {
    if let Some(entry) = holder.entry("servers") {
        let what = "`servers` of a path or an operation";
        context.unsupported(
            entry.key_at,
            "operation-servers",
            what,
            "write `servers` at the top, and give the client its base URL",
        );
    }
}

/// The path with its placeholders' names left out: two paths alike in it match the same requests.
fn blank(path: &str) -> String {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect::<Vec<_>>().join("/")
}

/// The segments of a path, held against the operation's path parameters.
pub(crate) fn segments<'d>(
    context: &mut Context<'d>,
    path: &'d Entry,
    parameters: &[parameter::Read<'d>],
    declared_names: &[&str],
) -> Option<Vec<Segment>> {
    let bad = |why: &str| Kind::Invalid {
        what: format!("the path `{}`", path.key),
        why: why.to_owned(),
        instead: "write it like `/users/{id}/posts`",
    };
    let rest = path.key.strip_prefix('/')?;
    let mut segments = Vec::new();
    let count = rest.split('/').count();
    for (index, segment) in rest.split('/').enumerate() {
        let inner = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
        if let Some(name) = inner.filter(|name| !name.is_empty() && !name.contains(['{', '}'])) {
            segments.push(Segment::Parameter(name.to_owned()));
        } else if segment.contains(['{', '}']) {
            let instead = "make the placeholder a segment of its own: `/a/{name}/b`";
            context.unsupported(
                path.key_at,
                "path-segment",
                format!("a path segment that is partly a placeholder (`{segment}`)"),
                instead,
            );
            return None;
        } else if segment.is_empty() && index + 1 < count {
            context.report(path.key_at, bad("has an empty segment"));
            return None;
        } else if matches!(segment, "." | "..") || !segment.bytes().all(is_path_byte) {
            context.report(path.key_at, bad("holds what a path cannot (RFC 3986 section 3.3); percent-encode it"));
            return None;
        } else {
            segments.push(Segment::Literal(segment.to_owned()));
        }
    }
    let placeholders: Vec<&str> = segments
        .iter()
        .filter_map(|s| if let Segment::Parameter(name) = s { Some(name.as_str()) } else { None })
        .collect();
    let declared = || parameters.iter().filter(|read| read.parameter.location == Location::Path);
    for (index, name) in placeholders.iter().enumerate() {
        if placeholders[..index].contains(name) {
            context.report(path.key_at, bad(&format!("has the placeholder `{{{name}}}` twice")));
        }
        if !declared_names.contains(name) {
            context.report(path.key_at, Kind::PlaceholderWithoutParameter { name: (*name).to_owned() });
        }
    }
    for read in declared().filter(|read| !placeholders.contains(&read.parameter.wire.as_str())) {
        let kind = Kind::ParameterNotInPath { name: read.parameter.wire.clone(), path: path.key.clone() };
        context.report(read.parameter.at, kind);
    }
    Some(segments)
}

/// pchar of RFC 3986 section 3.3.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%".contains(&byte)
}
