//! The default base URL of the client (OpenAPI 3.0.4, Server Object).

use super::context::Context;
use crate::problem::Kind;
use crate::view::Server;

/// Returns the URL of the first server.
///
/// `None` if there is no server, its URL is relative, or it is not a URL that paths can be appended to, which is reported.
pub(crate) fn base_url(context: &mut Context<'_>, servers: &[Server<'_>]) -> Option<String> {
    let server = servers.first()?;
    let url = server.url?;
    let filled = filled(url.value, server)?;
    let (plain, rest) = match filled.find(['?', '#']) {
        Some(end) => filled.split_at(end),
        None => (filled.as_str(), ""),
    };
    let is_relative = plain.starts_with('/') || plain.starts_with('.') || plain.is_empty();
    if !is_relative && !is_base(plain) {
        let what = format!("`{}` is not a valid base URL; the server", filled);
        let instead = "write an absolute http or https URL as the default of the client";
        context.report(url.at, Kind::Ignored { feature: "server", what, instead });
        return None;
    }
    if !rest.is_empty() {
        let what = format!("`{rest}` in the URL of the server cannot precede a path and");
        context.report(url.at, Kind::Ignored { feature: "server-query", what, instead: "move it to the paths" });
    }
    (!is_relative).then(|| plain.trim_end_matches('/').to_owned())
}

/// Replaces each variable of a URL by its default. `None` if a variable has no default.
fn filled(url: &str, server: &Server<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = url;
    while let Some(start) = rest.find('{') {
        let end = start + rest[start..].find('}')?;
        let name = &rest[start + 1..end];
        let variable = server.variables.iter().find(|variable| variable.name == name)?;
        out.push_str(&rest[..start]);
        out.push_str(variable.default?);
        rest = &rest[end + 1..];
    }
    Some(out + rest)
}

/// Whether a URL can be a base URL: `http` or `https`, a host, no user, and no character that needs encoding.
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
