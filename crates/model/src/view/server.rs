//! Servers (OpenAPI 3.0.4, Server Object, Server Variable Object).

use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::node::Node;

/// A server.
#[derive(Debug)]
pub(crate) struct Server<'d> {
    /// Its URL, with `{name}` for each variable.
    pub url: Option<Spanned<&'d str>>,
    pub variables: Vec<ServerVariable<'d>>,
}

/// A variable in the URL of a server.
#[derive(Debug)]
pub(crate) struct ServerVariable<'d> {
    pub name: &'d str,
    pub default: Option<&'d str>,
}

/// Views the `servers` of a document, path item or operation.
pub(super) fn servers<'d>(reader: &mut DocumentReader<'d>, holder: &'d Node) -> Vec<Server<'d>> {
    field::elements(holder, "servers").iter().map(|node| server(reader, node)).collect()
}

fn server<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Server<'d> {
    check(&mut reader.diagnostics, node, &fixed_fields::SERVER);
    let variables = field::entries(node, "variables").iter();
    Server {
        url: field::text(node, "url"),
        variables: variables
            .map(|entry| ServerVariable { name: &entry.key, default: entry.value.str("default") })
            .collect(),
    }
}
