//! Servers (OpenAPI 3.0.4 and 3.1.2, Server Object, Server Variable Object).

use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::node::Node;
use crate::problem::Kind;
use crate::version::Version;

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
    if node.version >= Version::V3_1 {
        variables.clone().for_each(|entry| check_variable(reader, &entry.value));
    }
    Server {
        url: field::text(node, "url"),
        variables: variables
            .map(|entry| ServerVariable { name: &entry.key, default: entry.value.str("default") })
            .collect(),
    }
}

/// Checks a variable. From OpenAPI 3.1 on, its default must be one of its values (3.1.2, Server Variable Object); before, it should be.
fn check_variable<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) {
    check(&mut reader.diagnostics, node, &fixed_fields::SERVER_VARIABLE);
    let (Some(default), Some(values)) = (field::text(node, "default"), node.get("enum")) else { return };
    if !values.elements().iter().any(|value| value.as_str() == Some(default.value)) {
        let kind = Kind::Invalid {
            what: format!("the default `{}` of a server variable", default.value),
            why: format!("is not in its `enum` (OpenAPI {}, Server Variable Object)", node.version),
            instead: "add it to `enum`, or write one of the values",
        };
        reader.diagnostics.tolerable(default.at, kind);
    }
}
