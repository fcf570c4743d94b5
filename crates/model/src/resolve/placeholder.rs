//! The placeholders of a path (OpenAPI 3.0.4, Path Templating), and the parameters that they stand for.

use super::context::Context;
use super::parameter::{ReadParameter, may_be_declared};
use super::path::Found;
use crate::api::{Location, Segment};
use crate::problem::Kind;
use crate::view::Spanned;

/// The path of an operation.
pub(crate) struct OperationPath {
    pub segments: Vec<Segment>,
    pub fixed_query: Vec<(String, String)>,
}

/// Compares the path of an operation with its parameters. A path parameter that has no placeholder is reported and removed.
pub(crate) fn match_parameters<'d>(
    context: &mut Context<'d>,
    found: &Found<'_, 'd>,
    parameters: &mut Vec<ReadParameter<'d>>,
) -> Option<OperationPath> {
    let template = found.template.as_ref()?;
    let Spanned { value: path, at } = found.path;
    for (key, name) in &template.placeholders {
        // A path parameter of this name has become one of the query: see `parameter`.
        let is_value = may_be_declared(found, key, Location::Query) || may_be_declared(found, name, Location::Path);
        if !is_value {
            context.report(at, Kind::PlaceholderWithoutParameter { name: name.clone() });
        }
    }
    let placeholders: Vec<&str> = template.segments.iter().flat_map(Segment::parameters).collect();
    for (index, name) in placeholders.iter().enumerate() {
        if placeholders[..index].contains(name) {
            let kind = Kind::Invalid {
                what: format!("the path `{path}`"),
                why: format!("has the placeholder `{{{name}}}` twice"),
                instead: "give each placeholder a unique name",
            };
            context.report(at, kind);
        }
        if !may_be_declared(found, name, Location::Path) {
            context.report(at, Kind::PlaceholderWithoutParameter { name: (*name).to_owned() });
        }
    }
    let is_placed = |ReadParameter { parameter, .. }: &ReadParameter<'d>| {
        parameter.location != Location::Path || placeholders.contains(&parameter.wire.as_str())
    };
    for read in parameters.iter().filter(|read| !is_placed(read)) {
        let kind = Kind::ParameterNotInPath { name: read.parameter.wire.clone(), path: path.to_owned() };
        context.report(read.parameter.at, kind);
    }
    parameters.retain(is_placed);
    Some(OperationPath { segments: template.segments.clone(), fixed_query: template.query.clone() })
}
