//! `servers` (OpenAPI 3.0.4, Server Object): the URL that the client has by default.

use super::context::Context;
use super::shapes;
use crate::node::Node;
use crate::problem::Kind;

/// The URL of the document's first server.
pub(crate) fn base_url<'d>(context: &mut Context<'d>, document: &'d Node) -> Option<String> {
    first(context, document)
}

/// The URL of the first server of an operation, or of its path: an operation's own go before those of its path.
pub(crate) fn own_base_url<'d>(context: &mut Context<'d>, path_item: &'d Node, operation: &'d Node) -> Option<String> {
    let of_path = first(context, path_item);
    let of_operation = first(context, operation);
    if operation.get("servers").is_some_and(|servers| !servers.elements().is_empty()) { of_operation } else { of_path }
}

fn first<'d>(context: &mut Context<'d>, holder: &'d Node) -> Option<String> {
    let servers = holder.get("servers").map(Node::elements).unwrap_or_default();
    servers.iter().for_each(|server| context.check(server, &shapes::SERVER));
    let server = servers.first()?;
    let url = server.get("url")?;
    let filled = filled(url.as_str()?, server)?;
    let (plain, rest) = match filled.find(['?', '#']) {
        Some(end) => filled.split_at(end),
        None => (filled.as_str(), ""),
    };
    let is_relative = plain.starts_with('/') || plain.starts_with('.') || plain.is_empty();
    if !is_relative && !is_base(plain) {
        let what = format!("the server `{}`, which is no URL that a client could have before its paths,", filled);
        let instead = "write an absolute http or https URL; without one the client has no default";
        context.report(url.at, Kind::Ignored { feature: "server", what, instead });
        return None;
    }
    if !rest.is_empty() {
        let what = format!("`{rest}` of the server's URL, which cannot stand before a path,");
        context.report(url.at, Kind::Ignored { feature: "server-query", what, instead: "write it into the paths" });
    }
    (!is_relative).then(|| plain.trim_end_matches('/').to_owned())
}

/// The URL with the default of each variable in its place. `None` where one has none.
fn filled(url: &str, server: &Node) -> Option<String> {
    let mut out = String::new();
    let mut rest = url;
    while let Some(start) = rest.find('{') {
        let end = start + rest[start..].find('}')?;
        let variable = server.get("variables")?.get(&rest[start + 1..end])?;
        out.push_str(&rest[..start]);
        out.push_str(variable.str("default")?);
        rest = &rest[end + 1..];
    }
    Some(out + rest)
}

/// Whether a client takes it for its base URL: `http` or `https`, a host, neither user nor what must be encoded.
fn is_base(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let is_name = |host: &str| {
        let name =
            host.rsplit_once(':').map_or(host, |(name, port)| if port.parse::<u16>().is_ok() { name } else { "" });
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    };
    is_name(host)
        && !host.starts_with('.')
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte))
}
