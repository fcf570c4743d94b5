//! Places in a document, for reports: of the headers and bodies of responses, of parameters, and of the keywords of their schemas.
//!
//! These views report nothing. A place that does not exist is `None`.

use crate::bundle::{Bundle, bundle};
use crate::node::{Entry, Node};
use crate::overlay;
use crate::pointer::reference_target;
use crate::schema::{AdditionalProperties, Keyword, OF_NULL, Schema};
use crate::source::{Source, Span};

/// The maximum number of schemas that make up one by references, `allOf`, `anyOf` and `oneOf`.
const MAX_SCHEMAS: usize = 64;

/// A document whose places are looked up.
#[derive(Debug)]
pub struct DocumentPlaces {
    /// `None` if the document cannot be read.
    tree: Option<Bundle>,
}

/// A Parameter Object or Media Type Object.
#[derive(Clone, Copy, Debug)]
pub struct RequestPart<'d> {
    /// The place of the field `required`.
    pub required: Option<Span>,
    /// Its schema. The place of a parameter's schema is that of its name.
    pub schema: PlacedSchema<'d>,
}

/// A schema in the document, and the key that it is the value of.
#[derive(Clone, Copy, Debug)]
pub struct PlacedSchema<'d> {
    root: &'d Node,
    schema: Schema<'d>,
    key_at: Option<Span>,
}

impl DocumentPlaces {
    /// Reads a document, which may need much stack: see [`on_large_stack`](crate::on_large_stack).
    pub fn new(document: &Source) -> Self {
        DocumentPlaces { tree: overlay::document(document).ok().map(|(root, _)| bundle(document, root)) }
    }

    /// Returns the object at a span: the value of the key there, or the object that has the text there as its `name`.
    fn object(&self, at: Span) -> Option<(&Node, &Node)> {
        let root = &self.tree.as_ref()?.root;
        let mut next = vec![root];
        while let Some(node) = next.pop() {
            for entry in node.entries() {
                if entry.key_at == at || entry.value.at == at {
                    let object = if entry.key == "name" { node } else { &entry.value };
                    return Some((root, reference_target(root, object)?));
                }
                next.push(&entry.value);
            }
            next.extend(node.elements());
        }
        None
    }

    /// Returns the place of a header of the response at a span.
    pub fn header(&self, response: Span, name: &str) -> Option<Span> {
        let (_, response) = self.object(response)?;
        let mut headers = response.get("headers")?.entries().iter();
        headers.find(|entry| entry.key.eq_ignore_ascii_case(name)).map(|entry| entry.key_at)
    }

    /// Returns the schema of a body of the response at a span: that of the media type, else the first.
    pub fn body(&self, response: Span, media_type: &str) -> Option<PlacedSchema<'_>> {
        let (root, response) = self.object(response)?;
        let contents = response.get("content")?;
        let content = contents.get(media_type).or_else(|| Some(&contents.entries().first()?.value))?;
        Some(PlacedSchema { root, schema: Schema::of(content.get("schema")?), key_at: None })
    }

    /// Returns the parameter or media type at a span.
    pub fn request_part(&self, at: Span) -> Option<RequestPart<'_>> {
        let (root, holder) = self.object(at)?;
        let content = || Some(&holder.get("content")?.entries().first()?.value);
        let schema = holder.get("schema").or_else(|| content()?.get("schema"))?;
        let key_at = holder.entry("name").map(|entry| entry.key_at);
        Some(RequestPart {
            required: holder.entry("required").map(|entry| entry.key_at),
            schema: PlacedSchema { root, schema: Schema::of(schema), key_at },
        })
    }
}

impl<'d> PlacedSchema<'d> {
    /// Returns the place of the key of the schema.
    pub fn key_at(self) -> Option<Span> {
        self.key_at
    }

    /// Returns the schema of the property, element or unlisted property that a token of a JSON Pointer leads to.
    pub fn part(self, token: &str) -> Option<PlacedSchema<'d>> {
        let schemas = self.expanded();
        let listed = schemas.iter().flat_map(|schema| schema.properties()).find(|(entry, _)| entry.key == token);
        if let Some((entry, _)) = listed {
            return Some(self.at_entry(entry));
        }
        let is_index = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        let items = schemas.iter().find_map(|schema| schema.entry(Keyword::Items)).filter(|_| is_index);
        let unlisted = || {
            let has_keywords = |schema: &&Schema<'d>| match schema.additional_properties() {
                AdditionalProperties::Schema(values) => !values.node().entries().is_empty(),
                _ => false,
            };
            schemas.iter().find(has_keywords).and_then(|schema| schema.entry(Keyword::AdditionalProperties))
        };
        items.or_else(unlisted).map(|entry| self.at_entry(entry))
    }

    /// Returns the properties with their schemas.
    pub fn properties(self) -> Vec<(&'d str, PlacedSchema<'d>)> {
        let properties = self.expanded().into_iter().flat_map(Schema::properties);
        properties.map(|(entry, _)| (entry.key.as_str(), self.at_entry(entry))).collect()
    }

    /// Returns the place of a keyword of the schema. `None` for keywords that are not of OpenAPI.
    pub fn keyword(self, name: &str) -> Option<Span> {
        let keyword = Keyword::parse(name)?;
        // JSON Schemas of the model have `anyOf` for both.
        let other = if keyword == Keyword::AnyOf { Keyword::OneOf } else { keyword };
        let mut entries = self.expanded().into_iter();
        entries.find_map(|schema| schema.entry(keyword).or_else(|| schema.entry(other))).map(|entry| entry.key_at)
    }

    /// Returns the place of the keyword that tells whether the schema accepts `null`, else of the key of the schema, else of the schema.
    pub fn null_place(self) -> Span {
        let keyword = OF_NULL.into_iter().find(|keyword| self.keyword(keyword.name()).is_some());
        self.place(keyword.map(Keyword::name))
    }

    /// Returns the place of a keyword, else of the key of the schema, else of the schema.
    pub fn place(self, keyword: Option<&str>) -> Span {
        keyword.and_then(|keyword| self.keyword(keyword)).or(self.key_at).unwrap_or(self.schema.at())
    }

    fn at_entry(self, entry: &'d Entry) -> PlacedSchema<'d> {
        PlacedSchema { schema: Schema::of(&entry.value), key_at: Some(entry.key_at), ..self }
    }

    /// The schema that the schema refers to, and the members of its `allOf`, `anyOf` and `oneOf`, recursively.
    fn expanded(self) -> Vec<Schema<'d>> {
        let mut out: Vec<Schema<'d>> = Vec::new();
        let mut next = vec![self.schema];
        while let Some(schema) = next.pop() {
            let Some(schema) = schema.target(self.root) else { continue };
            if out.len() == MAX_SCHEMAS || out.iter().any(|known| known.at() == schema.at()) {
                continue;
            }
            out.push(schema);
            for list in [schema.one_of(), schema.any_of(), schema.all_of()].into_iter().flatten() {
                next.extend(list.iter().rev());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "openapi: 3.1.0
paths:
  /a:
    get:
      parameters: [{name: limit, in: query, required: true, schema: {maximum: 5}}]
      responses:
        '200': {$ref: '#/components/responses/Found'}
components:
  responses:
    Found:
      headers: {X-Limit: {schema: {type: integer}}}
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet', minProperties: 1}}}
  schemas:
    Pet: {properties: {tags: {items: {oneOf: [{maxLength: 3}]}}, same: {$ref: '#/components/schemas/Pet'}}}
";

    /// The span of the first occurrence of a text.
    fn at(text: &str) -> Span {
        let start = DOCUMENT.find(text).expect("it is in the document");
        Span { start, end: start + text.len() }
    }

    #[test]
    fn places_are_found_through_references_and_beside_them() {
        let places = DocumentPlaces::new(&Source::new("a.yaml", DOCUMENT));
        let response = at("'200'");
        assert_eq!(places.header(response, "x-limit"), Some(at("X-Limit")));
        assert_eq!(places.header(response, "X-Other"), None);
        let body = places.body(response, "application/json").expect("a body");
        // Keywords beside a reference count from OpenAPI 3.1.
        assert_eq!(body.keyword("minProperties"), Some(at("minProperties")));
        let element = body.part("tags").and_then(|tags| tags.part("0")).expect("an element");
        assert_eq!((element.place(Some("maxLength")), element.place(None)), (at("maxLength"), at("items")));
        assert_eq!(element.keyword("anyOf"), Some(at("oneOf")));
        assert_eq!(body.part("same").map(|same| same.properties().len()), Some(2));
        assert!(body.part("other").is_none());
    }

    #[test]
    fn a_parameter_is_found_by_its_name() {
        let places = DocumentPlaces::new(&Source::new("a.yaml", DOCUMENT));
        let parameter = places.request_part(at("limit")).expect("a parameter");
        assert_eq!(parameter.required, Some(at("required")));
        assert_eq!(parameter.schema.place(Some("maximum")), at("maximum"));
        assert_eq!(parameter.schema.place(Some("minimum")), at("name"));
    }
}
