//! Requests with the changes of several cases of one operation.

use model::Api;
use model::api::{Body, Content, Format};
use serde_json::{Map, Value};

use super::{Derivation, ValidValues};
use crate::credential::{CredentialVariant, Credentials, chosen};
use crate::derive::bodies::is_writable;
use crate::fresh::{Freshness, freshened};
use crate::known::Known;
use crate::request::Request;
use crate::schemas::Schemas;
use crate::variant::Whole;
use crate::variation::{Change, OptionalPart};

/// The maximum length of the path and query of a request with several changes, in bytes. RFC 9110 section 4.1 recommends to support
/// 8000 bytes.
const MAX_TARGET: usize = 6_000;

/// Makes the requests of one operation.
pub(crate) struct Combiner<'a> {
    derivation: Derivation<'a>,
    base: ValidValues,
}

impl<'a> Combiner<'a> {
    /// For the operation with this index. `None` if it has no valid request.
    pub(crate) fn new(
        api: &'a Api,
        schemas: &'a Schemas,
        credentials: &'a Credentials,
        known: &'a Known,
        index: usize,
    ) -> Option<Self> {
        let operation = &api.operations[index];
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, known, index, operation, set };
        let base = ValidValues::of(&derivation)?;
        Some(Combiner { derivation, base })
    }

    /// The API.
    pub(crate) fn api(&self) -> &'a Api {
        self.derivation.api
    }

    /// Whether a part of the body is the id of a resource that exists.
    pub(crate) fn is_known(&self, path: &[String]) -> bool {
        self.derivation.known.holds(self.derivation.index, path)
    }

    /// The optional parts of a request that have a value.
    pub(crate) fn optional_parts(&self) -> Vec<OptionalPart> {
        let parameters = &self.derivation.operation.parameters;
        let optional = self.base.all.iter().filter(|(index, _)| !parameters[*index].required);
        let mut parts: Vec<OptionalPart> = optional.map(|(index, _)| OptionalPart::Parameter(*index)).collect();
        let content = self.derivation.operation.body.as_ref().and_then(Body::main);
        if let Some((content, whole)) = content.zip(self.base.whole.as_ref()).filter(|(_, whole)| whole.least.is_some())
        {
            let names = whole.value.as_object().into_iter().flat_map(Map::keys);
            let optional = names.filter(|name| !self.derivation.schemas.is_required(&content.schema, name));
            parts.extend(optional.cloned().map(OptionalPart::Property));
        }
        parts
    }

    /// The request with the optional parts for which `is_present` is true, and with all `changes`. `None` if the schema does not
    /// accept the body, or if the URL is too long.
    pub(crate) fn request(
        &self,
        is_present: &dyn Fn(&OptionalPart) -> bool,
        changes: &[&Change],
        freshness: Freshness,
    ) -> Option<Request> {
        let is_absent =
            |part: &OptionalPart| changes.iter().any(|change| matches!(change, Change::Absent(one) if one == part));
        let is_asked = |part: &OptionalPart| changes.iter().any(|change| change.part().as_ref() == Some(part));
        let has = |part: &OptionalPart| !is_absent(part) && (is_present(part) || is_asked(part));
        let mut values = Vec::new();
        for (index, value) in &self.base.all {
            let changed = changes.iter().find_map(|change| match change {
                Change::Parameter(changed, value) if changed == index => Some(value),
                _ => None,
            });
            if self.derivation.operation.parameters[*index].required || has(&OptionalPart::Parameter(*index)) {
                values.push((*index, changed.unwrap_or(value).clone()));
            }
        }
        let content = self.derivation.operation.body.as_ref().and_then(Body::main);
        let body = match (content, &self.base.whole, &self.base.body) {
            _ if changes.contains(&&Change::NoBody) => None,
            (Some(content), Some(whole), Some(base)) => {
                Some(self.body(content, (whole, base), &has, changes, freshness)?)
            }
            (content, ..) => content.and(self.base.body.clone()),
        };
        let mut request = self.derivation.request(&values, body.as_ref(), CredentialVariant::Valid);
        for change in changes {
            match change {
                Change::Query(name, value) => request.query.push((name.clone(), value.clone())),
                Change::ContentType(value) => request.set_content_type(value),
                _ => {}
            }
        }
        (request.target().len() <= MAX_TARGET || changes.len() < 2).then_some(request)
    }

    /// The body with some optional parts of the whole one and with all changes. `None` if it does not fit its schema.
    fn body(
        &self,
        content: &Content,
        (whole, base): (&Whole, &Value),
        has: &dyn Fn(&OptionalPart) -> bool,
        changes: &[&Change],
        freshness: Freshness,
    ) -> Option<Value> {
        let schemas = self.derivation.schemas;
        let selects = |change: &&Change| {
            matches!(change, Change::Absent(OptionalPart::Property(_)) | Change::Present(OptionalPart::Property(_)))
        };
        let keeps_properties = !changes.iter().any(selects);
        let is_kept =
            |name: &String| schemas.is_required(&content.schema, name) || has(&OptionalPart::Property(name.clone()));
        let mut replaced: Vec<(&[String], &Value)> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Body(path, value) | Change::Alternative(path, value) => Some((path.as_slice(), value)),
                _ => None,
            })
            .collect();
        replaced.sort_by_key(|(path, _)| path.len());
        let changed =
            |mut body: Value| replaced.iter().try_for_each(|(path, value)| put(&mut body, path, value)).map(|()| body);
        let body = match (&whole.value, &whole.least) {
            (Value::Object(object), Some(_)) => {
                let kept = object.iter().filter(|(name, _)| is_kept(name));
                changed(Value::Object(kept.map(|(name, part)| (name.clone(), part.clone())).collect()))
            }
            // Only the whole body has the optional parts inside required ones.
            _ => changed(base.clone()).or_else(|| keeps_properties.then(|| changed(whole.value.clone())).flatten()),
        }?;
        // A changed object may have parts that are not changed.
        let is_tested = |(changed, value): &(&[String], &Value), path: &[String]| {
            *changed == path && !value.is_object() && !value.is_array()
        };
        let is_fixed = |path: &[String]| self.is_known(path) || replaced.iter().any(|one| is_tested(one, path));
        let body = freshened(schemas, &content.schema, &body, freshness, &is_fixed);
        let is_fit =
            schemas.accepts(&content.schema, &body) && (content.format == Format::Json || is_writable(content, &body));
        is_fit.then_some(body)
    }
}

/// Puts a value at a path of properties and indexes. `None` if the path leads nowhere.
pub(crate) fn put(body: &mut Value, path: &[String], value: &Value) -> Option<()> {
    let Some((last, around)) = path.split_last() else {
        *body = value.clone();
        return Some(());
    };
    let parent = around.iter().try_fold(body, |part, step| match part {
        Value::Array(elements) => elements.get_mut(step.parse::<usize>().ok()?),
        part => part.get_mut(step),
    })?;
    match parent {
        Value::Array(elements) => *elements.get_mut(last.parse::<usize>().ok()?)? = value.clone(),
        Value::Object(object) => drop(object.insert(last.clone(), value.clone())),
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Combiner;
    use crate::credential::Credentials;
    use crate::fresh::Freshness;
    use crate::known::Known;
    use crate::schemas::Schemas;
    use crate::variation::{Change, OptionalPart};

    /// The smallest body has no `place`, and as a list it has no optional parts of its own.
    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Stops, version: 1.0.0}
paths:
  /stops:
    post:
      operationId: addStops
      parameters: [{name: draft, in: query, schema: {type: boolean}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: array
              minItems: 1
              items: {type: object, required: [name], properties: {name: {type: string}, place: {type: object, properties: {city: {type: string}}}}}
      responses: {'201': {description: Added.}}
";

    #[test]
    fn a_selected_parameter_does_not_select_parts_of_the_body() -> Result<(), Box<dyn std::error::Error>> {
        let (api, _) = model::resolve(&model::Source::new("stops.yaml", DOCUMENT))?;
        let (schemas, credentials, known) = (Schemas::new(&api), Credentials::default(), Known::default());
        let combiner = Combiner::new(&api, &schemas, &credentials, &known, 0).ok_or("no valid request")?;
        let city = Change::Body(["0", "place", "city"].map(str::to_owned).to_vec(), json!("Bern"));
        let draft = Change::Present(OptionalPart::Parameter(0));
        let unchanged = Freshness { count: 0, is_thorough: false };
        let body = |changes: &[&Change]| {
            let request = combiner.request(&|_| false, changes, unchanged).ok_or("no request")?;
            Ok::<_, Box<dyn std::error::Error>>(String::from_utf8(request.body)?)
        };
        assert!(!body(&[&draft])?.contains("place"));
        assert!(body(&[&draft, &city])?.contains("Bern"));
        Ok(())
    }
}
