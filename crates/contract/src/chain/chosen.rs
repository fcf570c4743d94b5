//! Resources whose id the client chooses: PUT of their path creates one (RFC 9110 section 9.3.4).

#[cfg(test)]
mod tests;

use model::Api;
use model::api::{Location, Operation, Parameter, Segment, Status};
use serde_json::{Value, json};

use super::ids::uuid;
use super::infer::{actions, is_compatible, on};
use super::list::{list, success_schema};
use super::reference::names_of;
use super::replace::{base36, mixed};
use super::{Evidence, FAR, IdSource, Replacement, Resource, is_same_path, replaced, without_slash};
use crate::known::plain;
use crate::schemas::{Schemas, kind};

/// The start of ids of text: no other client chooses it.
const PREFIX: &str = "oas";

/// The least id of the integers that are chosen first.
const FIRST: u64 = 1_000_000_000;

/// The resources that PUT alone creates: its path ends with a collection and the id, and the collection has no POST. The document has 201 for
/// it; or the resource has GET and DELETE, and the document has no 404 for the PUT. `others` are those that POST creates.
pub(super) fn resources(api: &Api, schemas: &Schemas, others: &[Resource]) -> Vec<Resource> {
    let mut out: Vec<Resource> = Vec::new();
    for (create, operation) in api.operations.iter().enumerate() {
        let is_put = operation.method == "PUT" && operation.is_served && operation.fixed_query.is_empty();
        let [start @ .., Segment::Parameter(id)] = without_slash(&operation.path) else { continue };
        let is_item = matches!(start.last(), Some(Segment::Literal(_)));
        let is_known = |other: &Resource| is_same_path(&other.item, &operation.path);
        if !is_put || !is_item || on(api, start, "POST").is_some() || others.iter().chain(&out).any(is_known) {
            continue;
        }
        let of_item = |method: &str| on(api, &operation.path, method);
        let (read, delete) = (of_item("GET"), of_item("DELETE"));
        let has = |code: u16| operation.responses.iter().any(|response| response.status == Status::Code(code));
        let may_create = has(201) || (read.is_some() && delete.is_some() && !has(404));
        let Some(parameter) = id_parameter(operation, id).filter(|_| may_create) else { continue };
        let Some(is_integer) = takes_any(schemas, parameter) else { continue };
        let shown = read.and_then(|read| success_schema(&api.operations[read]));
        let sent = operation.json_body().map(|content| &content.schema);
        let bodies = [shown, success_schema(operation), sent];
        let property = bodies.into_iter().flatten().find_map(|body| id_property(schemas, body, parameter));
        let source = IdSource::Chosen { property, is_integer };
        let resource = Resource {
            create,
            read,
            list: list(api, schemas, start, id, &source),
            replace: Some(create),
            change: of_item("PATCH"),
            delete,
            actions: actions(api, &operation.path),
            item: operation.path.clone(),
            id: id.clone(),
            source,
            evidence: Evidence::Paths,
        };
        // A member of a team is a user: only the id of one that exists can be at the end of such a path.
        let own = names_of(&resource);
        if !others.iter().any(|other| names_of(other).iter().any(|name| own.contains(name))) {
            out.push(resource);
        }
    }
    out
}

fn id_parameter<'o>(operation: &'o Operation, id: &str) -> Option<&'o Parameter> {
    operation.parameters_in(Location::Path).find(|parameter| parameter.wire == id)
}

/// Whether the ids are integers. `None` if they are neither texts nor integers, or the document lists them.
fn takes_any(schemas: &Schemas, parameter: &Parameter) -> Option<bool> {
    let all = schemas.alternatives(&parameter.schema);
    let is_listed = |of: &&Value| ["enum", "const"].iter().any(|key| schemas.keyword(of, key).is_some());
    let has = |name: &str| all.iter().any(|of| kind(schemas, of) == Some(name));
    let is_any = !all.iter().any(is_listed) && (has("string") || has("integer"));
    is_any.then(|| !has("string"))
}

/// The property of a body that is the id: that of the parameter's name, or `id` for a parameter such as `deviceId`.
fn id_property(schemas: &Schemas, body: &Value, parameter: &Parameter) -> Option<String> {
    let short = plain(&parameter.wire).ends_with("id").then_some("id");
    let properties = schemas.properties(body);
    let is_it = |name: &&str| {
        properties.iter().any(|(known, of)| known == name && is_compatible(schemas, of, &parameter.schema))
    };
    [Some(parameter.wire.as_str()), short].into_iter().flatten().find(is_it).map(str::to_owned)
}

/// An id that a schema accepts and that nobody has chosen before, another one for each serial number. `sample` is another id. `None` if there is
/// none.
pub(crate) fn free_id(schemas: &Schemas, schema: &Value, sample: &Value, serial: u64) -> Option<Value> {
    let all = schemas.alternatives(schema);
    let of_kind = |name: &'static str| all.iter().find(move |of| kind(schemas, of) == Some(name));
    let texts = of_kind("string").map(|of| {
        let digits = format!("{PREFIX}{}", base36(mixed(serial)));
        let (least, most) = (schemas.count(of, "minLength"), schemas.count(of, "maxLength"));
        // Its end differs from those of other ids.
        let start = digits.len().saturating_sub(most.unwrap_or(usize::MAX));
        let missing = least.unwrap_or(0).saturating_sub(digits.len());
        [uuid(serial), format!("{}{}", "x".repeat(missing), &digits[start..])].map(Value::from)
    });
    let has_format = of_kind("string").is_some_and(|of| schemas.keyword(of, "format").is_some());
    // A UUID is long, and many servers do not expect one where the document does not have the format.
    let texts = texts.into_iter().flatten().skip(usize::from(!has_format));
    let numbers = of_kind("integer").map(|_| {
        let far = mixed(serial);
        [FIRST + far % FIRST, FAR + far % FAR].map(|number| json!(number))
    });
    let how = Replacement { serial: mixed(serial), is_demanding: false, varies_listed: false };
    let like_sample = Some(replaced(schemas, schema, sample, how, &|_| false)).filter(|other| other != sample);
    let mut candidates = texts.chain(numbers.into_iter().flatten()).chain(like_sample);
    candidates.find(|id| schemas.accepts(schema, id))
}
