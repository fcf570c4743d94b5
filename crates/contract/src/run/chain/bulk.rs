//! Resources that one request creates at once, such as POST `/books/batch`. No chain uses them, so they are deleted right after the request.

use http::StatusCode;
use model::api::path::without_slash;
use model::api::{Operation, Segment};
use serde_json::Value;

use super::finish::NotDeleted;
use super::{Chains, Reply, is_success};
use crate::derive::Case;
use crate::encode::{encode, text};
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::words::words;

/// A resource that a response says was created with others.
#[derive(Debug, PartialEq)]
struct Created {
    /// Its path.
    path: String,
    /// The name of the parameter with its id.
    parameter: String,
    id: Value,
    /// Whether the response says that it is new: another one may have been there before.
    is_new: bool,
    /// The index of the operation that deletes it.
    delete: Option<usize>,
}

impl<T: Transport> Chains<'_, T> {
    /// Deletes what a request of any case created at once, and notes what stays on the server.
    pub(super) async fn delete_all_created(&mut self, budget: &mut Budget, case: &Case, reply: &Reply) {
        let Some(operation) = case.operation else { return };
        for created in self.all_created(operation, case, reply) {
            if let Err(reason) = self.delete_created(budget, &created).await {
                self.leave_at(created.path, operation, reason);
            }
        }
    }

    /// Whether a request created several resources at once.
    pub(super) fn creates_several(&self, operation: usize, case: &Case, reply: &Reply) -> bool {
        !self.all_created(operation, case, reply).is_empty()
    }

    /// The path of the resource with the id of a response, below that of the request.
    pub(super) fn new_path(&self, operation: usize, path: &str, body: &Value) -> Option<String> {
        let item = self.item(operation, path).filter(|item| !item.is_of_many)?;
        Some(item.path(&self.api.operations, &id_of(body, &item.parameter)?))
    }

    async fn delete_created(&self, budget: &mut Budget, created: &Created) -> Result<(), NotDeleted> {
        if !created.is_new {
            return Err(NotDeleted::NotOurs);
        }
        let delete = created.delete.ok_or(NotDeleted::NoOperation)?;
        let values = [(created.parameter.clone(), created.id.clone())];
        let reply = self.send_delete(budget, (delete, created.path.clone()), &values).await;
        NotDeleted::check(&reply.ok_or(NotDeleted::NoRequest)?)
    }

    /// The resources that a POST created at once. There are at most as many as its body has elements.
    fn all_created(&self, operation: usize, case: &Case, reply: &Reply) -> Vec<Created> {
        let Reply::Response(received) = reply else { return Vec::new() };
        let is_one = self.resources.all.iter().any(|resource| resource.create == operation);
        if is_one || case.request.method != "POST" || !is_success(reply) {
            return Vec::new();
        }
        let parsed = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
        let (request, response) = (parsed(&case.request.body), parsed(&received.body));
        let (sent, got) = (elements(&request), elements(&response));
        let Some(item) = self.item(operation, &case.request.path).filter(|_| got.len() <= sent.len()) else {
            return Vec::new();
        };
        // The lists of one resource, such as the lines of an order, are parts of it.
        if !(item.is_of_many || request.is_array() && response.is_array()) {
            return Vec::new();
        }
        let of_element = |element: &&Value| {
            let (id, status) = (id_of(element, &item.parameter)?, status_of(element));
            let is_new = status.map_or(received.status == StatusCode::CREATED, |status| status == 201);
            // An element that was rejected, or found.
            let is_other = status.is_some_and(|status| !(200..300).contains(&status));
            let path = item.path(&self.api.operations, &id);
            let (parameter, delete) = (item.parameter.clone(), item.delete);
            (!is_other).then_some(Created { path, parameter, id, is_new, delete })
        };
        // The server may return others that exist, such as those that a search finds.
        let names = |sent: &&Value, id: &Value| sent.as_object().into_iter().flatten().any(|(_, value)| value == id);
        let is_named = |element: &Value| {
            id_of(element, &item.parameter).is_some_and(|id| sent.iter().any(|sent| names(sent, &id)))
        };
        let is_sent = |element: &&&Value| {
            !is_named(element) && sent.iter().any(|sent| has_values(element, sent, &item.parameter))
        };
        got.iter().filter(is_sent).filter_map(of_element).collect()
    }

    /// The path of one resource of those that a POST creates: the path of the POST, or the one above its last word, with a parameter.
    fn item(&self, operation: usize, path: &str) -> Option<BulkItem> {
        let own = without_slash(&self.api.operations[operation].path);
        let path = path.trim_end_matches('/');
        let (last, above) = own.split_last()?;
        let word = match last {
            Segment::Literal(word) => word.as_str(),
            _ => return None,
        };
        let mut collections = vec![(own.to_vec(), path.to_owned(), false)];
        // `/books:batch`
        if let Some((name, verb)) = word.split_once(':').filter(|(_, verb)| is_of_many(verb)) {
            let collection = above.iter().cloned().chain([Segment::Literal(name.to_owned())]).collect();
            let shorter = path.strip_suffix(&format!(":{verb}")).unwrap_or(path);
            collections.push((collection, shorter.to_owned(), true));
        } else if let Some((shorter, _)) = path.rsplit_once('/').filter(|_| !above.is_empty() && is_of_many(word)) {
            collections.push((above.to_vec(), shorter.to_owned(), true));
        }
        collections.into_iter().find_map(|(segments, collection, is_of_many)| {
            let is_item = |of: &&Operation| {
                matches!(without_slash(&of.path).split_last(), Some((Segment::Parameter(_), start)) if start == segments.as_slice())
            };
            let all = self.api.operations.iter();
            let found = all.clone().filter(is_item).find_map(|of| match without_slash(&of.path).last() {
                Some(Segment::Parameter(name)) => Some(name.clone()),
                _ => None,
            });
            let delete = self.api.operations.iter().position(|of| of.method == "DELETE" && is_item(&of));
            Some(BulkItem { collection, parameter: found?, delete, is_of_many })
        })
    }
}

/// Whether the path of an operation ends with a slash.
fn ends_with_slash(operation: &Operation) -> bool {
    without_slash(&operation.path).len() < operation.path.len()
}

/// The path of one resource of a collection.
struct BulkItem {
    /// The path of the collection, as in the request.
    collection: String,
    /// The name of the parameter that follows.
    parameter: String,
    /// The index of the operation that deletes one.
    delete: Option<usize>,
    /// Whether the path of the request says that it is for several.
    is_of_many: bool,
}

impl BulkItem {
    /// The path of the resource with an id.
    fn path(&self, operations: &[Operation], id: &Value) -> String {
        let has_slash = self.delete.is_some_and(|delete| ends_with_slash(&operations[delete]));
        format!("{}/{}{}", self.collection, encode(&text(id)), if has_slash { "/" } else { "" })
    }
}

/// Words in paths of requests for several resources. Others, such as `search`, return resources that exist.
const OF_MANY: [&str; 4] = ["batch", "bulk", "many", "multiple"];

/// Words beside them for creating. Others, such as `update`, are for resources that exist.
const CREATING: [&str; 4] = ["create", "add", "insert", "new"];

/// Whether requests create several resources, by a word in the path, such as `batch`, `bulk-create` or `createMany`.
fn is_of_many(word: &str) -> bool {
    let words = words(word);
    let is_many = |word: &String| OF_MANY.contains(&word.as_str());
    words.iter().any(is_many) && words.iter().all(|word| is_many(word) || CREATING.contains(&word.as_str()))
}

/// Whether an element of a response, or an object in it, has more texts, numbers and booleans of an element of the request than others in
/// their place.
pub(super) fn has_values(element: &Value, sent: &Value, parameter: &str) -> bool {
    let has = |object: &Value| {
        let sent = sent.as_object().into_iter().flatten();
        // The server assigns the id.
        let others = sent.filter(|(name, _)| *name != "id" && *name != parameter);
        let scalars = others.filter(|(_, value)| value.is_string() || value.is_number() || value.is_boolean());
        let both = scalars.filter_map(|(name, value)| Some((value, object.get(name)?)));
        let (equal, others): (Vec<_>, Vec<_>) = both.partition(|(sent, got)| sent == got);
        equal.len() > others.len()
    };
    has(element) || element.as_object().is_some_and(|object| object.values().any(has))
}

/// The objects of a list, or of the only property that is one. An object with an id is one resource, whatever lists it has.
fn elements(body: &Value) -> Vec<&Value> {
    let objects =
        |list: &'_ Value| list.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(Value::is_object));
    match body {
        Value::Object(object) if !object.contains_key("id") => {
            let mut lists = object.values().filter(|value| objects(value));
            let first = lists.next().filter(|_| lists.next().is_none());
            first.and_then(Value::as_array).into_iter().flatten().collect()
        }
        Value::Array(all) if objects(body) => all.iter().collect(),
        _ => Vec::new(),
    }
}

/// The id of a resource in an element: its property with the name of the parameter or `id`, directly or in the only object that has one.
pub(super) fn id_of(element: &Value, parameter: &str) -> Option<Value> {
    let own = |object: &Value| {
        let id = object.get(parameter).or_else(|| object.get("id"))?;
        (id.is_string() || id.is_number()).then(|| id.clone())
    };
    own(element).or_else(|| {
        let mut found = element.as_object()?.values().filter_map(own);
        found.next().filter(|_| found.next().is_none())
    })
}

/// The status code of an element of a response of 207.
fn status_of(element: &Value) -> Option<u64> {
    let value = ["status", "statusCode", "status_code", "code"].iter().find_map(|name| element.get(name))?;
    let number = value.as_u64().or_else(|| value.as_str()?.get(..3)?.parse().ok());
    number.filter(|status| (100..600).contains(status))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{elements, has_values, id_of, is_of_many, status_of};

    #[test]
    fn a_resource_with_a_list_is_one() {
        assert_eq!(elements(&json!([{ "id": 1 }, { "id": 2 }])).len(), 2);
        assert_eq!(elements(&json!({ "items": [{ "id": 1 }], "count": 1 })).len(), 1);
        assert!(elements(&json!({ "id": 7, "lines": [{ "id": 1 }] })).is_empty());
        assert!(elements(&json!({ "items": [{ "id": 1 }], "errors": [{ "id": 2 }] })).is_empty());
        assert!(elements(&json!([1, 2])).is_empty());
    }

    #[test]
    fn a_resource_that_exists_has_not_the_values_of_the_request() {
        let sent = json!({ "id": 9, "title": "A", "pages": 7, "tags": ["a"] });
        let has_values = |element: &Value, sent: &Value| has_values(element, sent, "bookId");
        assert!(has_values(&json!({ "id": 1, "title": "A", "pages": 7 }), &sent));
        assert!(has_values(&json!({ "status": 201, "book": { "id": 1, "title": "A" } }), &sent));
        assert!(!has_values(&json!({ "id": 1, "title": "B", "pages": 8 }), &sent));
        assert!(!has_values(&json!({ "id": 1, "title": "A", "pages": 8 }), &sent));
        assert!(!has_values(&json!({ "id": 1, "name": "A" }), &sent));
        for (word, expected) in [
            ("batch", true),
            ("bulk-create", true),
            ("createMany", true),
            ("bulk-update", false),
            ("import", false),
            ("search", false),
            ("addresses", false),
            ("add-members", false),
        ] {
            assert_eq!(is_of_many(word), expected, "{word}");
        }
    }

    #[test]
    fn an_element_has_its_id_and_status() {
        let of = |element| (id_of(&element, "bookId"), status_of(&element));
        assert_eq!(of(json!({ "bookId": 7, "id": 8 })), (Some(json!(7)), None));
        assert_eq!(of(json!({ "status": 201, "book": { "id": "a" } })), (Some(json!("a")), Some(201)));
        assert_eq!(of(json!({ "status": "409 Conflict", "error": {} })), (None, Some(409)));
        assert_eq!(of(json!({ "id": 7, "status": "open" })), (Some(json!(7)), None));
    }
}
