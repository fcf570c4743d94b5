//! Instances of resources: their ids, taken from the responses to the requests that created them.

use model::api::Segment;
use serde_json::Value;

use super::{Reply, body_of};
use crate::chain::{IdSource, Resource, Resources, id_of};
use crate::encode::{encode, text};
use crate::request::Request;

/// A resource that exists on the server.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    /// The index of the resource.
    pub resource: usize,
    /// The parameters of its path, by name. The last is the id.
    pub parameters: Vec<(String, Value)>,
    /// The resource in the body of the last request that set it.
    pub sent: Value,
    /// The resource in the body of the response to that request, or of the last response that returned it.
    pub returned: Value,
    /// `Location` of the response that created it.
    pub location: Option<String>,
    /// Whether this run created it for certain, so that it may be deleted.
    pub is_ours: bool,
    /// Whether other cases use its id.
    pub is_used: bool,
}

impl Instance {
    /// The id.
    pub(super) fn id(&self) -> Value {
        self.parameters.last().map(|(_, id)| id.clone()).unwrap_or_default()
    }
}

/// The instance that a request created. `None` if its response is no success, or has no id.
pub(super) fn created(resources: &Resources, index: usize, request: &Request, reply: &Reply) -> Option<Instance> {
    let resource = &resources.all[index];
    let Reply::Response(received) = reply else { return None };
    if !received.status.is_success() {
        return None;
    }
    let (returned, wrappers) = (body_of(reply), &resources.wrappers);
    let id = match &resource.source {
        IdSource::Chosen { is_integer, .. } => chosen_id(resource, request, *is_integer)?,
        source => id_of(source, &received.headers, &returned)?,
    };
    let segments: Vec<&str> = request.path.split('/').skip(1).collect();
    let mut parameters = Vec::new();
    for (at, segment) in resource.item.iter().enumerate() {
        let Segment::Parameter(name) = segment else { continue };
        let is_last = *name == resource.id;
        let value = if is_last {
            id.clone()
        } else {
            // A parent: its id is in the path of the request.
            model::pointer::decode(segments.get(at)?).into()
        };
        parameters.push((name.clone(), value));
    }
    Some(Instance {
        resource: index,
        parameters,
        sent: wrappers.request(resource.create).value(serde_json::from_slice(&request.body).unwrap_or(Value::Null)),
        returned: wrappers.response(resource.create).value(returned),
        location: received.headers.get("location").and_then(|value| value.to_str().ok()).map(str::to_owned),
        is_ours: false,
        is_used: false,
    })
}

/// The id in the path of a PUT.
fn chosen_id(resource: &Resource, request: &Request, is_integer: bool) -> Option<Value> {
    let at = resource.item.iter().position(|segment| *segment == Segment::Parameter(resource.id.clone()))?;
    let raw = request.path.split('/').skip(1).nth(at)?;
    let text = percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned();
    let number = text.parse::<u64>().ok().filter(|_| is_integer);
    Some(number.map_or_else(|| text.into(), Value::from))
}

/// The instance at the path of a PUT that created it.
pub(super) fn put(resource: &Resource, index: usize, request: &Request) -> Instance {
    let segments: Vec<&str> = request.path.split('/').skip(1).collect();
    let value = |(at, segment): (usize, &Segment)| match segment {
        Segment::Parameter(name) => {
            let raw = segments.get(at).copied().unwrap_or_default();
            let value = percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned();
            Some((name.clone(), value.into()))
        }
        _ => None,
    };
    Instance {
        resource: index,
        parameters: resource.item.iter().enumerate().filter_map(value).collect(),
        sent: Value::Null,
        returned: Value::Null,
        location: None,
        is_ours: true,
        is_used: false,
    }
}

/// The path of an instance, percent-encoded.
pub(super) fn path_of(resource: &Resource, instance: &Instance) -> String {
    let value = |name: &str| {
        let found = instance.parameters.iter().find(|(known, _)| known == name);
        found.map_or_else(String::new, |(_, value)| encode(&text(value)))
    };
    resource.item.iter().map(|segment| format!("/{}", segment.written(value))).collect()
}
