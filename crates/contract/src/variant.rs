//! Variants of a valid value: each changes one part, to an invalid value or to a value at the edge of the schema.

mod condition;
mod defect;
mod edge;
mod walk;

use serde_json::{Map, Value, json};

use crate::complete::{Completed, completed};
use crate::format;
use crate::label::{Mutation, PartPath};
use crate::schemas::Schemas;
pub(crate) use defect::violated_format;

/// A value with one changed part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    /// The place of the changed part.
    pub path: PartPath,
    /// The change.
    pub mutation: Mutation,
    /// The whole value.
    pub value: Value,
    /// The changed part; `None` if it is absent.
    pub part: Option<Value>,
    /// The values around the changed part that are of another alternative of their schema than before, with their paths.
    pub alternatives: Vec<(Vec<String>, Value)>,
}

/// A change of one part, and the value that the part has then.
type Candidate = (Mutation, Value);

/// Makes the candidates for one part, without the parts inside it.
type Local = fn(&Schemas, &Value, &Value) -> Vec<Candidate>;

/// The variants of `value` with one invalid part. Variants that the schema accepts are removed.
///
/// Each variant has the required properties and those around the changed part, if such a value fits the schema: a server may check
/// other properties first, for instance whether a resource exists that they name.
pub(crate) fn defects(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut all = walk::walk(schemas, schema, value, defect::defects);
    all.retain(|variant| !schemas.accepts(schema, &variant.value));
    all
}

/// The variants of `value` with one part at an edge of the schema. Variants that the schema does not accept are removed.
pub(crate) fn edges(schemas: &Schemas, schema: &Value, value: &Value) -> Vec<Variant> {
    let mut all = walk::walk(schemas, schema, value, edge::edges);
    all.retain(|variant| variant.value != *value && schemas.accepts(schema, &variant.value));
    all
}

/// A value with all optional parts, and one variant for each optional property of the outermost object, which has the
/// required properties and that one.
pub(crate) struct Whole {
    /// The value with all optional parts.
    pub value: Value,
    /// The value with the required properties of the outermost object; `None` if the schema does not accept it, or if all
    /// properties are required.
    pub least: Option<Value>,
    /// The variants.
    pub alone: Vec<Variant>,
    /// Optional properties for which no value is found.
    pub unknown: Vec<PartPath>,
    /// Whether the schema has more optional parts than are tested.
    pub is_cut: bool,
}

/// Adds all optional parts to `value`, and makes the variants with one of them.
pub(crate) fn whole(schemas: &Schemas, schema: &Value, value: &Value) -> Whole {
    let Completed { value: whole, unknown, is_cut } = completed(schemas, schema, value);
    let (mut alone, mut least) = (Vec::new(), None);
    if let Value::Object(object) = &whole {
        let (required, optional): (Vec<_>, Vec<_>) =
            object.iter().partition(|(name, _)| schemas.is_required(schema, name));
        let with = |more: Option<(&String, &Value)>| {
            let parts = required.iter().copied().chain(more);
            Value::Object(parts.map(|(name, part)| (name.clone(), part.clone())).collect())
        };
        if !optional.is_empty() {
            least = Some(with(None)).filter(|least| schemas.accepts(schema, least));
            alone.extend(optional.iter().map(|(name, part)| Variant {
                path: PartPath::default().property(name),
                mutation: Mutation::Alone,
                value: with(Some((name, part))),
                part: Some((*part).clone()),
                alternatives: Vec::new(),
            }));
        }
        alone.retain(|variant| schemas.accepts(schema, &variant.value));
    }
    Whole { value: whole, least, alone, unknown, is_cut }
}

/// Whether a server must accept `other`: each text in it whose format this crate cannot check comes from the example
/// `shown`, or is a generated one of its format.
pub(crate) fn keeps_formats(schemas: &Schemas, schema: &Value, shown: Option<&Value>, other: &Value) -> bool {
    match other {
        Value::String(text) => match format::of_text(schemas, schema, text) {
            Some(of) => {
                let is_made = || format::is_made(schemas, of, text) && !format::is_unsure(schemas, schema, other);
                shown == Some(other) || is_made()
            }
            None => true,
        },
        Value::Object(properties) => {
            let alternatives = schemas.alternatives(schema);
            let fitting: Vec<&Value> = alternatives.into_iter().filter(|one| schemas.accepts(one, other)).collect();
            properties.iter().all(|(name, part)| {
                let shown = shown.and_then(|shown| shown.get(name));
                let mut listed = fitting.iter().filter_map(|one| schemas.property(one, name)).peekable();
                listed.peek().is_none() || listed.any(|of| keeps_formats(schemas, of, shown, part))
            })
        }
        Value::Array(elements) => {
            let shown = || shown.and_then(Value::as_array).into_iter().flatten();
            elements.iter().enumerate().all(|(at, element)| {
                let Some(items) = schemas.element(schema, at) else { return true };
                let keeps = |shown: Option<&Value>| keeps_formats(schemas, items, shown, element);
                shown().any(|shown| keeps(Some(shown))) || keeps(None)
            })
        }
        _ => true,
    }
}

/// The object with an additional property.
fn with_unlisted(object: &Map<String, Value>) -> Value {
    let mut more = object.clone();
    more.insert("x-unlisted".to_owned(), json!({ "anything": [1] }));
    Value::Object(more)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Schemas, Variant, defects, edges, keeps_formats, whole};

    /// A body with a union, and with a property that names a resource.
    const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Members, version: 1.0.0}
paths:
  /members:
    post:
      operationId: addMember
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Member'}}}}
      responses: {'204': {description: Added.}, '400': {description: Rejected.}}
components:
  schemas:
    Member:
      type: object
      required: [name, contact]
      properties:
        name: {type: string, minLength: 2, example: Ann}
        contact: {oneOf: [{$ref: '#/components/schemas/Mail'}, {$ref: '#/components/schemas/Post'}]}
        branchId: {type: integer, minimum: 1}
        age: {type: integer, format: int32, minimum: 0, maximum: 150}
    Mail: {type: object, required: [mail], properties: {mail: {type: string}}}
    Post: {type: object, required: [street], properties: {street: {type: string, maxLength: 20}}}
";

    fn variants(of: fn(&Schemas, &Value, &Value) -> Vec<Variant>) -> Result<Vec<Variant>, model::Problems> {
        variants_in(DOCUMENT, of)
    }

    fn variants_in(
        document: &str,
        of: fn(&Schemas, &Value, &Value) -> Vec<Variant>,
    ) -> Result<Vec<Variant>, model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("members.yaml", document))?;
        let schemas = Schemas::new(&api);
        let content = api.operations.first().and_then(|operation| operation.json_body());
        let found = content.and_then(|content| {
            let whole = whole(&schemas, &content.schema, content.sample.as_ref()?);
            Some(of(&schemas, &content.schema, &whole.value))
        });
        Ok(found.unwrap_or_default())
    }

    fn label(variant: &Variant) -> String {
        format!("{}-{}", variant.path, variant.mutation)
    }

    fn value<'v>(variants: &'v [Variant], of: &str) -> Option<&'v Value> {
        variants.iter().find(|variant| label(variant) == of).map(|variant| &variant.value)
    }

    #[test]
    fn a_variant_has_the_required_properties_and_one_more() -> Result<(), model::Problems> {
        let mail = json!({ "mail": "string" });
        let rejected = variants(defects)?;
        let too_large = json!({ "name": "Ann", "contact": mail, "age": 151 });
        assert_eq!(value(&rejected, "age-too-large"), Some(&too_large));
        assert_eq!(value(&rejected, "name-absent"), Some(&json!({ "contact": mail })));
        let accepted = variants(edges)?;
        assert_eq!(value(&accepted, "age-at-maximum"), Some(&json!({ "name": "Ann", "contact": mail, "age": 150 })));
        // An optional property is missing from the whole body.
        assert_eq!(value(&accepted, "age-absent"), Some(&json!({ "name": "Ann", "contact": mail, "branchId": 1 })));
        Ok(())
    }

    #[test]
    fn each_alternative_is_sent_with_its_edges() -> Result<(), model::Problems> {
        let accepted = variants(edges)?;
        let with = |street: &str| json!({ "name": "Ann", "contact": { "street": street } });
        assert_eq!(value(&accepted, "contact(2)-alternative"), Some(&with("string")));
        assert_eq!(value(&accepted, "contact(2).street-at-maxLength"), Some(&with("stringgggggggggggggg")));
        let rejected = variants(defects)?;
        assert_eq!(value(&rejected, "contact(2).street-too-long"), Some(&with("stringggggggggggggggg")));
        Ok(())
    }

    #[test]
    fn a_format_inside_a_union_is_one() -> Result<(), model::Problems> {
        let document = "
openapi: 3.1.0
info: {title: Events, version: 1.0.0}
paths:
  /events:
    post:
      operationId: addEvent
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {place: {anyOf: [{type: object, required: [room], properties: {room: {type: string}}}, {type: object, required: [url], properties: {url: {type: string, format: uri}}}]}}}}}}
      responses: {'204': {description: Added.}}
";
        let (api, _) = model::resolve(&model::Source::new("events.yaml", document))?;
        let schemas = Schemas::new(&api);
        let Some(content) = api.operations[0].json_body() else { return Ok(()) };
        let keeps = |place: Value| keeps_formats(&schemas, &content.schema, None, &json!({ "place": place }));
        assert!(keeps(json!({ "room": "ünï" })));
        assert!(keeps(json!({ "url": "https://example.com/7" })));
        assert!(!keeps(json!({ "url": "ünï" })));
        Ok(())
    }

    /// JSON Schema 2020-12 core, section 10.2.1.3: a value must fit exactly one alternative.
    #[test]
    fn a_value_of_several_alternatives_is_sent() -> Result<(), model::Problems> {
        let rejected = variants(defects)?;
        let both = json!({ "name": "Ann", "contact": { "mail": "string", "street": "string" } });
        let found: Vec<String> = rejected.iter().map(label).collect();
        assert!(rejected.iter().any(|variant| variant.value == both), "{found:?}");
        Ok(())
    }

    /// The OpenAPI Format Registry: `uint64` has 64 bits without a sign, `int8` 8 bits with one.
    #[test]
    fn formats_of_integers_have_their_ranges() -> Result<(), model::Problems> {
        let document = DOCUMENT
            .replace("{type: integer, minimum: 1}", "{type: integer, format: uint64}")
            .replace("format: int32, minimum: 0, maximum: 150", "format: int8");
        let accepted = variants_in(&document, edges)?;
        let found = |variants: &[Variant], property: &str| -> Vec<(String, Value)> {
            let of = variants.iter().map(|variant| (label(variant), variant.value[property].clone()));
            let of = of.filter(|(label, value)| label.starts_with(property) && value.is_number());
            of.map(|(label, value)| (label[property.len() + 1..].to_owned(), value)).collect()
        };
        let large = ["above-32-bits", "above-53-bits", "at-64-bits", "at-64-bits-without-sign"].map(str::to_owned);
        let large =
            large.into_iter().zip([json!(1_u64 << 31), json!((1_u64 << 53) + 1), json!(i64::MAX), json!(u64::MAX)]);
        let expected: Vec<(String, Value)> = [("at-minimum".to_owned(), json!(0))].into_iter().chain(large).collect();
        assert_eq!(found(&accepted, "branchId"), expected);
        let expected = [("at-minimum".to_owned(), json!(-128)), ("at-maximum".to_owned(), json!(127))];
        assert_eq!(found(&accepted, "age"), expected);
        let rejected = variants_in(&document, defects)?;
        assert_eq!(value(&rejected, "branchId-below-format").map(|value| &value["branchId"]), Some(&json!(-1)));
        assert_eq!(value(&rejected, "age-below-format").map(|value| &value["age"]), Some(&json!(-129)));
        assert_eq!(value(&rejected, "age-above-format").map(|value| &value["age"]), Some(&json!(128)));
        // A bound that the document has is demanded, even if the format has the same one.
        let written = document.replace("format: uint64", "format: uint64, minimum: 0");
        let rejected = variants_in(&written, defects)?;
        assert_eq!(value(&rejected, "branchId-too-small").map(|value| &value["branchId"]), Some(&json!(-1)));
        Ok(())
    }

    /// JSON Schema 2020-12, section 10.3.1.1: each schema of `prefixItems` is of the element at the same index.
    #[test]
    fn each_element_of_a_tuple_is_tested() -> Result<(), model::Problems> {
        let span = "span: {type: array, minItems: 2, items: false, prefixItems: [{type: integer, minimum: 1, maximum: 9}, {type: string, maxLength: 3}]}";
        let document =
            DOCUMENT.replace("openapi: 3.0.3", "openapi: 3.1.0").replace("age: {", &format!("{span}\n        age: {{"));
        let span = |variants: &[Variant], of: &str| value(variants, of).map(|value| value["span"].clone());
        let rejected = variants_in(&document, defects)?;
        assert_eq!(span(&rejected, "span[0]-too-large"), Some(json!([10, "str"])));
        assert_eq!(span(&rejected, "span[1]-too-long"), Some(json!([1, "strr"])));
        assert_eq!(span(&rejected, "span[1]-number"), Some(json!([1, 1.5])));
        let accepted = variants_in(&document, edges)?;
        assert_eq!(span(&accepted, "span[0]-at-maximum"), Some(json!([9, "str"])));
        Ok(())
    }

    #[test]
    fn keywords_that_no_type_has_are_violated() -> Result<(), model::Problems> {
        let document = DOCUMENT.replace(
            "required: [mail], properties: {mail: {type: string}}}",
            "properties: {mail: {type: string, not: {enum: [none]}}, fax: {type: string}}, anyOf: [{required: [mail]}, {required: [fax]}], not: {required: [old]}, example: {mail: a}}",
        );
        let rejected = variants_in(&document, defects)?;
        let contact = |of: &str| value(&rejected, of).map(|value| value["contact"].clone());
        let found: Vec<String> = rejected.iter().map(label).collect();
        assert_eq!(
            contact("contact(1).mail-excluded").map(|contact| contact["mail"].clone()),
            Some(json!("none")),
            "{found:?}"
        );
        Ok(())
    }
}
