//! Resources: operations on one path that create, read, list, change and delete the same thing.
//!
//! OpenAPI does not name resources. They are inferred where the document is plain: a `POST` on a collection, one path below it
//! whose last segment is a parameter, and a property of the response to `POST` that is this parameter's value. Where two paths or
//! two properties are equally likely, there is no resource.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::api::{Api, Content, Format, Location, Operation, Parameter, ResponseContent, Segment, TypeKind, TypeRef};
use crate::json_schema::{LEFT_OUT, definition_named};

/// The maximum length of a chain of references.
const MOST_REFERENCES: usize = 64;

/// The length that ids must be allowed to have.
const SHORTEST: u64 = 12;

/// The role of an operation for a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// `POST` on the collection.
    Create,
    /// `GET` on the item.
    Read,
    /// `GET` on the collection. The list is the whole response body, or this property of it.
    List(Option<String>),
    /// `PUT` on the item.
    Replace,
    /// `PATCH` on the item.
    Change,
    /// `DELETE` on the item.
    Delete,
}

/// The kind of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// Integers, of which those from a hundred thousand to a million are allowed.
    Integer,
    /// `format: uuid`
    Uuid,
    /// Text of at least this many characters.
    Text(usize),
}

/// The part of an operation in the life of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The role of the operation.
    pub role: Role,
    /// The property that is the id.
    pub id: String,
    /// The kind of the id.
    pub kind: IdKind,
    /// The documented id as text; `None` if no example has one.
    pub example: Option<String>,
    /// The properties of the response, or of an element of its list, that the requests which create and change the resource set.
    pub properties: Vec<Property>,
    /// An operation whose success has the schema of this response, or of an element of its list. Its type tells whether a value fits.
    pub shape: Option<usize>,
    /// The defaults of the properties that the request sets.
    pub defaults: Map<String, Value>,
    /// Whether the request that creates the resource may have its id.
    pub is_id_sent: bool,
    /// An element for a list whose example is empty: the example of the created resource, if its schema is that of the elements.
    pub element: Option<Value>,
    /// The properties of the response that may be `null`.
    pub nullable: Vec<String>,
}

/// A property that requests set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The name in JSON.
    pub name: String,
    /// Whether every response must have it.
    pub is_required: bool,
    /// Whether the response accepts all values that requests may have: the schemas are the same, but for wider bounds.
    pub takes_all: bool,
}

/// A request that sets properties.
struct Writer<'a> {
    /// Whether `null` removes a value (RFC 7396).
    is_change: bool,
    properties: BTreeMap<&'a str, &'a Value>,
}

/// Returns the operations that belong to a resource, by index into [`Api::operations`].
pub fn members<N>(api: &Api<N>) -> BTreeMap<usize, Member> {
    let mut members = BTreeMap::new();
    for (create, operation) in api.operations.iter().enumerate() {
        for (index, member) in resource(api, create, operation).unwrap_or_default() {
            members.entry(index).or_insert(member);
        }
    }
    members
}

/// The resource that an operation creates.
fn resource<N>(api: &Api<N>, create: usize, operation: &Operation<N>) -> Option<Vec<(usize, Member)>> {
    let is_collection = matches!(operation.path.last(), Some(Segment::Literal(text)) if !text.is_empty());
    if operation.method != "POST" || !is_plain(operation) || !is_collection {
        return None;
    }
    let item = item_path(api, operation)?;
    let (id, kind) = id(api, operation, item)?;
    let is_id_sent = is_id_sent(api, operation, &id);
    let on = |path: &[Segment], method: &str| {
        api.operations.iter().position(|other| other.method == method && is_plain(other) && is_same(&other.path, path))
    };
    let read = on(&item.path, "GET");
    let (replace, change) = (on(&item.path, "PUT"), on(&item.path, "PATCH"));
    let writers = [(Some(create), false), (replace, false), (change, true)];
    let writers: Vec<Writer<'_>> = writers
        .into_iter()
        .filter_map(|(index, is_change)| Some(Writer { is_change, properties: settable(api, &api.operations[index?]) }))
        .collect();
    let shown = [read, Some(create)].into_iter().flatten();
    let example = shown.filter_map(|index| success(&api.operations[index])?.sample.as_ref()?.get(&id)).next().map(text);
    let member = |role: Role, index: usize| {
        // Where the response has no body, other operations show the values.
        let of_change = matches!(role, Role::Replace | Role::Change).then_some([read, Some(create)]);
        let mut showing = [Some(index)].into_iter().chain(of_change.into_iter().flatten()).flatten();
        let of = |index: usize| success(&api.operations[index])?.schema.as_ref();
        let own = showing.find_map(|index| Some((index, of(index)?)));
        let (shape, schema) = match &role {
            Role::List(property) => {
                let schema = own.and_then(|(_, schema)| element(api, schema, property.as_deref()));
                let shape = [read, Some(create)].into_iter().flatten();
                (shape.into_iter().find(|index| schema.is_some() && of(*index) == schema), schema)
            }
            Role::Delete => (None, None),
            _ => (own.map(|(index, _)| index), own.map(|(_, schema)| schema)),
        };
        let created = success(operation).filter(|created| schema.is_some() && created.schema.as_ref() == schema);
        let element = created.filter(|_| matches!(role, Role::List(_))).and_then(|created| created.sample.clone());
        let shown = schema.map(|schema| properties(api, schema)).unwrap_or_default();
        let is_nullable = |of: &&Value| without_null(target(api, of)) != *target(api, of);
        let nullable = shown.iter().filter(|(_, of)| is_nullable(of)).map(|(name, _)| (*name).to_owned()).collect();
        let mut properties = schema.map(|schema| set(api, schema, &writers, &id)).unwrap_or_default();
        properties.retain(|property| property.takes_all || shape.is_some());
        let (id, example) = (id.clone(), example.clone());
        let whole = matches!(role, Role::Create | Role::Replace).then(|| api.operations[index].json_body()).flatten();
        let defaults = whole.map(|content| defaults(api, content, None)).unwrap_or_default();
        (index, Member { role, id, kind, example, properties, shape, defaults, is_id_sent, element, nullable })
    };
    let mut members = vec![member(Role::Create, create)];
    members.extend(read.map(|index| member(Role::Read, index)));
    members.extend(replace.map(|index| member(Role::Replace, index)));
    members.extend(change.map(|index| member(Role::Change, index)));
    members.extend(on(&item.path, "DELETE").map(|index| member(Role::Delete, index)));
    if let Some(index) = on(&operation.path, "GET")
        && let Some(role) = list(api, &api.operations[index], &id)
    {
        members.push(member(role, index));
    }
    Some(members)
}

fn is_plain<N>(operation: &Operation<N>) -> bool {
    operation.is_served && operation.fixed_query.is_empty()
}

/// An operation on the only path that has one more segment than the collection, which is a parameter.
fn item_path<'a, N>(api: &'a Api<N>, collection: &Operation<N>) -> Option<&'a Operation<N>> {
    let is_below =
        |path: &[Segment]| matches!(path, [start @ .., Segment::Parameter(_)] if is_same(start, &collection.path));
    let mut below = api.operations.iter().filter(|other| is_plain(other) && is_below(&other.path));
    let first = below.next()?;
    below.all(|other| is_same(&other.path, &first.path)).then_some(first)
}

/// Whether two paths match the same requests.
fn is_same(one: &[Segment], other: &[Segment]) -> bool {
    crate::api::path::shape(one) == crate::api::path::shape(other)
}

/// The property of the success that is the id, and its kind: it has the name of the path parameter or `id`, and its type.
fn id<N>(api: &Api<N>, create: &Operation<N>, item: &Operation<N>) -> Option<(String, IdKind)> {
    let Some(Segment::Parameter(name)) = item.path.last() else { return None };
    let parameter: &Parameter<N> = item.parameters_in(Location::Path).find(|parameter| parameter.wire == *name)?;
    let of_parameter = kind(api, &parameter.schema)?;
    let known = properties(api, success(create)?.schema.as_ref()?);
    let mut names = vec![name.as_str(), "id"];
    names.dedup();
    let mut found = names.into_iter().filter(|name| {
        known.get(*name).and_then(|schema| kind(api, schema)).is_some_and(|kind| match (kind, of_parameter) {
            (IdKind::Text(_), IdKind::Text(_)) => true,
            (one, other) => one == other,
        })
    });
    let only = found.next()?;
    found.next().is_none().then(|| (only.to_owned(), of_parameter))
}

/// The kind of ids that fit a schema. `None` if an id cannot be made without reading more of the schema.
fn kind<N>(api: &Api<N>, schema: &Value) -> Option<IdKind> {
    let schema = target(api, schema);
    const OTHERS: [&str; 8] = ["pattern", "enum", "const", "multipleOf", "allOf", "anyOf", "oneOf", "x-format"];
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let is_small = ["maximum", "exclusiveMaximum"].iter().filter_map(|keyword| bound(keyword)).any(|most| most < 1e6);
    let is_large = ["minimum", "exclusiveMinimum"].iter().filter_map(|keyword| bound(keyword)).any(|least| least > 1e5);
    if is_small || is_large || OTHERS.iter().any(|keyword| schema.get(keyword).is_some()) {
        return None;
    }
    match (schema.get("type")?.as_str()?, schema.get("format").and_then(Value::as_str)) {
        ("integer", _) => Some(IdKind::Integer),
        ("string", Some("uuid")) => Some(IdKind::Uuid),
        ("string", None) => {
            let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or(0);
            let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(u64::MAX);
            let has_room = least <= 128 && most >= least.max(SHORTEST);
            usize::try_from(least).ok().filter(|_| has_room).map(IdKind::Text)
        }
        _ => None,
    }
}

/// Whether a request may have the id, with the schema that it has in the response.
fn is_id_sent<N>(api: &Api<N>, create: &Operation<N>, id: &str) -> bool {
    let shown = success(create).and_then(|content| content.schema.as_ref());
    let shown = shown.and_then(|schema| properties(api, schema).get(id).copied());
    let sent = settable(api, create);
    sent.get(id).zip(shown).is_some_and(|(sent, shown)| takes(target(api, shown), target(api, sent)))
}

/// The properties that the JSON of a request sets. Those that are `readOnly` are in responses only.
fn settable<'a, N>(api: &'a Api<N>, operation: &'a Operation<N>) -> BTreeMap<&'a str, &'a Value> {
    let Some(content) = operation.json_body() else { return BTreeMap::new() };
    let left_out = left_out(api, &content.schema);
    let mut sent = properties(api, &content.schema);
    sent.retain(|name, _| !left_out.contains(name));
    sent
}

/// The values that stand for absent properties of a resource in a body (OpenAPI 3.0.4, Schema Object, `default`), without those that are
/// `null`. `wrapper` is the property of the body that the resource is in; without it, the body is the resource.
pub fn defaults<N>(api: &Api<N>, content: &Content<N>, wrapper: Option<&str>) -> Map<String, Value> {
    let mut ty = &content.ty;
    let mut outer = wrapper;
    // An alias of an alias cannot be longer than the list of types.
    for _ in 0..=api.types.len() {
        match ty {
            TypeRef::Nullable(inner) => ty = inner,
            TypeRef::Named(id) => match &api.type_named(*id).kind {
                TypeKind::Alias(other) => ty = other,
                TypeKind::Struct(object) if outer.is_some() => {
                    let name = outer.take();
                    let Some(field) = object.fields.iter().find(|field| Some(field.wire.as_str()) == name) else {
                        return Map::new();
                    };
                    ty = &field.ty;
                }
                TypeKind::Struct(object) => {
                    let given = object.fields.iter().filter(|field| !field.required);
                    let given = given.filter_map(|field| Some((field.wire.clone(), field.default.clone()?)));
                    return given.filter(|(_, value)| !value.is_null()).collect();
                }
                TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Constrained { .. } => return Map::new(),
            },
            _ => return Map::new(),
        }
    }
    Map::new()
}

/// The names of the properties that are sent in the other direction only, also where another member of an `allOf` lists them.
fn left_out<'a, N>(api: &'a Api<N>, schema: &'a Value) -> Vec<&'a str> {
    let lists = parts(api, schema).into_iter().filter_map(|part| part.get(LEFT_OUT)?.as_array());
    lists.flatten().filter_map(Value::as_str).collect()
}

/// The JSON of the first success.
fn success<N>(operation: &Operation<N>) -> Option<&ResponseContent<N>> {
    let contents = operation.successes().flat_map(|response| &response.contents);
    contents.into_iter().find(|content| content.format == Format::Json)
}

/// The role of an operation whose success has a list of objects with the id: the whole body, or its only property that is such a
/// list. `None` if there is no list.
fn list<N>(api: &Api<N>, operation: &Operation<N>, id: &str) -> Option<Role> {
    let schema = success(operation)?.schema.as_ref()?;
    let has_id = |property: Option<&str>| {
        element(api, schema, property).is_some_and(|element| properties(api, element).contains_key(id))
    };
    if has_id(None) {
        return Some(Role::List(None));
    }
    let properties = properties(api, schema);
    let mut lists = properties.keys().filter(|name| has_id(Some(name)));
    let only = lists.next()?;
    lists.next().is_none().then(|| Role::List(Some(only.to_string())))
}

/// The schema of the elements of a list.
fn element<'a, N>(api: &'a Api<N>, schema: &'a Value, property: Option<&str>) -> Option<&'a Value> {
    let list = match property {
        Some(property) => properties(api, schema).get(property).copied()?,
        None => schema,
    };
    target(api, list).get("items")
}

/// The bounds of values: keywords of JSON Schema, each with whether it is a lower bound.
const BOUNDS: [(&str, bool); 8] = [
    ("minimum", true),
    ("minItems", true),
    ("minLength", true),
    ("minProperties", true),
    ("maximum", false),
    ("maxItems", false),
    ("maxLength", false),
    ("maxProperties", false),
];

/// Keywords that do not restrict values. Extensions are not among them, because some do.
const ANNOTATIONS: [&str; 6] = ["title", "description", "default", "deprecated", "example", "examples"];

/// Whether a schema equals another one except for annotations and wider bounds. It then accepts every value of the other one.
fn takes(wide: &Value, narrow: &Value) -> bool {
    let (Some(wide), Some(narrow)) = (wide.as_object(), narrow.as_object()) else { return wide == narrow };
    let is_left = |key: &str| BOUNDS.iter().any(|(bound, _)| *bound == key) || ANNOTATIONS.contains(&key);
    let rest = |of: &Map<String, Value>| -> Vec<(String, Value)> {
        of.iter().filter(|(key, _)| !is_left(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    rest(wide) == rest(narrow)
        && BOUNDS.iter().all(|(bound, is_lower)| match (wide.get(*bound), narrow.get(*bound)) {
            (None, _) => true,
            (Some(wide), Some(narrow)) if wide == narrow => true,
            (Some(wide), Some(narrow)) => match (wide.as_f64(), narrow.as_f64()) {
                (Some(wide), Some(narrow)) => (wide <= narrow) == *is_lower,
                _ => false,
            },
            (Some(_), None) => false,
        })
}

/// The properties of a response that requests set.
fn set<N>(api: &Api<N>, schema: &Value, writers: &[Writer<'_>], id: &str) -> Vec<Property> {
    let (required, left_out) = (required(api, schema), left_out(api, schema));
    let of = |(name, shown): (&str, &Value)| {
        let sent = || writers.iter().filter_map(|writer| Some((writer, *writer.properties.get(name)?)));
        let is_set = name != id && !left_out.contains(&name) && sent().next().is_some();
        let takes_all = || sent().all(|(writer, sent)| takes_values(api, shown, sent, writer.is_change));
        let (name, is_required) = (name.to_owned(), required.contains(&name));
        is_set.then(|| Property { name, is_required, takes_all: takes_all() })
    };
    properties(api, schema).into_iter().filter_map(of).collect()
}

/// The names of the required properties of a schema and of its `allOf`.
pub(crate) fn required<'a, N>(api: &'a Api<N>, schema: &'a Value) -> Vec<&'a str> {
    let lists = parts(api, schema).into_iter().filter_map(|part| part.get("required")?.as_array());
    lists.flatten().filter_map(Value::as_str).collect()
}

/// The value of a keyword of a schema or of a member of its `allOf`.
pub(crate) fn keyword<'a, N>(api: &'a Api<N>, schema: &'a Value, key: &str) -> Option<&'a Value> {
    parts(api, schema).into_iter().find_map(|part| part.get(key))
}

/// Whether a property of a response accepts the values that a request may have for it. In a change, `null` removes a value
/// (RFC 7396) and is not returned.
fn takes_values<N>(api: &Api<N>, shown: &Value, sent: &Value, is_change: bool) -> bool {
    let (shown, sent) = (target(api, shown), target(api, sent));
    if !is_change || takes(shown, sent) {
        return takes(shown, sent);
    }
    let sent = without_null(sent);
    takes(&without_null(shown), target(api, &sent))
}

/// A schema without `null` among its types.
pub(crate) fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(other) = beside_null(&schema) {
        return other.clone();
    }
    if let Some(types) = schema.get_mut("type")
        && let Some(list) = types.as_array_mut()
    {
        list.retain(|of| of != "null");
        if let [only] = list.as_slice() {
            *types = only.clone();
        }
    }
    schema
}

/// The other one of two alternatives of which one is `null`.
fn beside_null(schema: &Value) -> Option<&Value> {
    let is_null = |schema: &Value| schema.get("type").is_some_and(|of| of == "null");
    ["anyOf", "oneOf"].into_iter().find_map(|keyword| match schema.get(keyword)?.as_array()?.as_slice() {
        [one, other] if is_null(one) && !is_null(other) => Some(other),
        [one, other] if is_null(other) && !is_null(one) => Some(one),
        _ => None,
    })
}

/// The properties of a schema and of its `allOf`.
pub(crate) fn properties<'a, N>(api: &'a Api<N>, schema: &'a Value) -> BTreeMap<&'a str, &'a Value> {
    let of_part = |part: &'a Value| part.get("properties").and_then(Value::as_object);
    let all = parts(api, schema).into_iter().filter_map(of_part).flat_map(Map::iter);
    all.map(|(name, schema)| (name.as_str(), schema)).collect()
}

/// The schema and the members of its `allOf`, with references followed. A schema that is also `null` has the parts of the other alternative too.
fn parts<'a, N>(api: &'a Api<N>, schema: &'a Value) -> Vec<&'a Value> {
    let schema = target(api, schema);
    let mut found = vec![schema];
    found.extend(beside_null(schema).map(|other| target(api, other)));
    let mut at = 0;
    while let Some(part) = found.get(at).copied() {
        at += 1;
        let members = part.get("allOf").and_then(Value::as_array).into_iter().flatten();
        if found.len() < MOST_REFERENCES {
            found.extend(members.map(|member| target(api, member)));
        }
    }
    found
}

/// The schema that a chain of references leads to.
pub(crate) fn target<'a, N>(api: &'a Api<N>, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..MOST_REFERENCES {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(definition_named);
        match name.and_then(|name| api.definitions.get(&name)) {
            Some(found) => schema = found,
            None => break,
        }
    }
    schema
}

/// An id as text.
fn text(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{keyword, properties, required};
    use crate::source::Source;

    #[test]
    fn a_schema_beside_null_has_its_own_parts_too() -> Result<(), crate::Problems> {
        let document = "{openapi: 3.1.0, info: {title: None, version: 1.0.0}, paths: {}}";
        let (api, _) = crate::resolve(&Source::new("none.yaml", document))?;
        let other = json!({ "required": ["name"], "properties": { "name": { "type": "string" } }, "maxProperties": 3 });
        let schema = json!({
            "required": ["id"],
            "properties": { "id": { "type": "integer" } },
            "anyOf": [other, { "type": "null" }],
        });
        assert_eq!(properties(&api, &schema).into_keys().collect::<Vec<_>>(), ["id", "name"]);
        assert_eq!(required(&api, &schema), ["id", "name"]);
        assert_eq!(keyword(&api, &schema, "maxProperties"), Some(&json!(3)));
        Ok(())
    }
}
