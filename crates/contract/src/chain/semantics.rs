//! Relations between the responses to several safe requests, as far as the document states them: a default, a limit, pages, a
//! total.

use model::Api;
use model::api::{Location, Operation, Parameter, Segment};
use model::listing::Paging;
use serde_json::{Value, json};

use super::list::{Sizes, around, array};
use super::member::{Member, members};
use super::next::NextPage;
use super::paging::{PagesBy, pages};
use super::range::{Range, ranges};
use super::sort::{Sort, sorts};
use super::total::{Total, TotalAt, total};
use super::without_slash;
use crate::credential::{CredentialVariant, Credentials, chosen};
use crate::derive::{Case, Derivation, Expectation, Group, ValidValues, paging};
use crate::known::Known;
use crate::label::Label;
use crate::schemas::{Schemas, kind};
use crate::violation::{Basis, Severity};

/// How responses are related.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Relation {
    /// A request with the default of a parameter, and one without the parameter: the same response.
    Default {
        /// The index of the parameter.
        parameter: usize,
    },
    /// A request with a limit: not more elements.
    Limit {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The sizes of pages.
        sizes: Sizes,
    },
    /// Pages of the smallest size: together the same elements as one large page.
    Pages {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The sizes of pages.
        sizes: Sizes,
        /// How a page is selected.
        by: PagesBy,
    },
    /// A header or a property: the number of elements of all pages.
    Total {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The place of the number.
        place: TotalAt,
        /// The sizes of pages, if there are some.
        sizes: Option<Sizes>,
        /// The sign of another page in a response.
        next: NextPage,
        /// Whether the first page may have a part of the elements only.
        has_pages: bool,
    },
    /// A filter: only elements with this value.
    Filter {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The index of the parameter.
        parameter: usize,
        /// Whether the parameter is a list of values.
        is_list: bool,
    },
    /// A filter by a text, an integer or an id without listed values: only elements with it.
    FreeFilter {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The index of the parameter.
        parameter: usize,
    },
    /// A header or a property, with a filter: the number of the elements of all pages that the filter selects.
    FilteredTotal {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The place of the number.
        place: TotalAt,
        /// The sign of another page in a response.
        next: NextPage,
        /// The index of the parameter that filters.
        parameter: usize,
        /// Whether that parameter is a list of values.
        is_list: bool,
        /// The index of the parameter for the size of a page, with the largest size.
        limit: Option<(usize, u64)>,
    },
    /// A request with an order: elements in it.
    SelectedOrder(Sort),
    /// A request with an instant that no element is after, or before: no element.
    Range(Range),
    /// A filter by an element of a list: only elements whose list has it.
    Member(Member),
    /// Two equal requests: elements in the same order.
    SameOrder {
        /// JSON Pointer to the array in the body.
        pointer: String,
    },
    /// Elements in ascending order of a property, as the description says.
    DescribedOrder {
        /// JSON Pointer to the array in the body.
        pointer: String,
        /// The name of the property.
        property: String,
        /// The index of the parameter for the size of a page, with the largest size.
        limit: Option<(usize, u64)>,
    },
}

/// A relation, and the case that reports it. The case's request is the first of several.
#[derive(Clone, Debug)]
pub(crate) struct RelationCase {
    /// The relation.
    pub relation: Relation,
    /// The case.
    pub case: Case,
    /// The values of the parameters of each request, by index.
    pub values: Vec<(usize, Value)>,
}

/// All relations of the safe operations of a document.
pub(crate) fn relations(api: &Api, schemas: &Schemas, credentials: &Credentials, known: &Known) -> Vec<RelationCase> {
    let mut out = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        if operation.method != "GET" || !operation.is_served {
            continue;
        }
        let found = of_operation(api, schemas, operation);
        if found.is_empty() {
            continue;
        }
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, known, index, operation, set };
        let Some(base) = ValidValues::of(&derivation) else { continue };
        let values = from_the_start(schemas, operation, base.required);
        let request = derivation.request(&values, None, CredentialVariant::Valid);
        for (label, relation, severity, rests_on, at) in found {
            let expect = Expectation::Success;
            let case = derivation.case(Group::Semantics, Label::Named(label), request.clone(), expect, at);
            let case = Case { severity, rests_on, ..case };
            out.push(RelationCase { relation, case, values: values.clone() });
        }
    }
    out
}

/// The values of required parameters, with the smallest offset: the relations compare lists from their start.
fn from_the_start(schemas: &Schemas, operation: &Operation, mut values: Vec<(usize, Value)>) -> Vec<(usize, Value)> {
    let Some(offset) = paging(operation).offset else { return values };
    let first = (0..=1).map(Value::from).find(|first| schemas.accepts(&operation.parameters[offset].schema, first));
    if let (Some((_, value)), Some(first)) = (values.iter_mut().find(|(index, _)| *index == offset), first) {
        *value = first;
    }
    values
}

pub(super) type Found = (String, Relation, Severity, Basis, model::source::Span);

fn of_operation(api: &Api, schemas: &Schemas, operation: &Operation) -> Vec<Found> {
    let mut out = Vec::new();
    let in_query = operation.parameters.iter().enumerate();
    for (index, parameter) in in_query.filter(|(_, parameter)| parameter.location == Location::Query) {
        if parameter.default.is_some() && !parameter.required && parameter.is_plain() && parameter.array.is_none() {
            let rests_on = Basis::Specification("OpenAPI, Schema Object, `default`");
            let relation = Relation::Default { parameter: index };
            out.push((format!("query-{}-default", parameter.wire), relation, Severity::Must, rests_on, parameter.at));
        }
    }
    // One resource may have an array among its properties.
    let is_one = matches!(without_slash(&operation.path).last(), Some(Segment::Parameter(_)));
    let Some((pointer, items)) = array(schemas, operation).filter(|_| !is_one) else { return out };
    let paging = paging(operation);
    let sizes = paging.limit.and_then(|limit| Sizes::of(schemas, operation, limit));
    let severity = paging_severity(operation, paging);
    let largest = sizes.map(Sizes::largest);
    let is_hidden = is_any_sensitive(schemas, &around(schemas, operation));
    if !is_hidden {
        out.extend(sorts(schemas, operation, items).into_iter().map(|sort| sort.found(&pointer, largest)));
        out.extend(members(schemas, operation, items).into_iter().map(|member| member.found(&pointer)));
        out.extend(ranges(schemas, operation, items).into_iter().map(|range| range.found(&pointer)));
    }
    if let Some(sizes) = sizes {
        let parameter = &operation.parameters[sizes.limit];
        let relation = Relation::Limit { pointer: pointer.clone(), sizes };
        out.push((format!("query-{}-bound", parameter.wire), relation, severity, Basis::Document, parameter.at));
        out.extend(pages(schemas, operation, &pointer, sizes, severity));
    }
    // Without a size, only what a page says about the next one tells whether it is the only one.
    let has_pages = paging.limit.is_some() || paging.offset.is_some() || paging.has_other;
    let is_comparable = |total: &Total| {
        let is_header = matches!(total.place, TotalAt::Header(_));
        sizes.is_some() || !paging.has_other || !is_header
    };
    let total = total(api, schemas, operation, has_pages).filter(is_comparable);
    let next = NextPage::of(schemas, operation);
    if let Some(Total { place, severity, at, .. }) = &total {
        let (pointer, place, next) = (pointer.clone(), place.clone(), next.clone());
        let relation = Relation::Total { pointer, place, sizes, next, has_pages };
        out.push(("total".to_owned(), relation, *severity, Basis::Document, *at));
    }
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if let Some((is_list, severity)) = filter(schemas, parameter, items).filter(|_| !is_hidden) {
            let relation = Relation::Filter { pointer: pointer.clone(), parameter: index, is_list };
            out.push((format!("query-{}-filter", parameter.wire), relation, severity, Basis::Document, parameter.at));
            // Without the parameter, its default selects elements.
            let total = total.as_ref().filter(|_| parameter.default.is_none());
            if let Some(Total { place, of_matches, at, .. }) = total {
                let (pointer, place, next) = (pointer.clone(), place.clone(), next.clone());
                let relation =
                    Relation::FilteredTotal { pointer, place, next, parameter: index, is_list, limit: largest };
                let severity = if *of_matches { severity } else { severity.min(Severity::Should) };
                out.push((format!("query-{}-total", parameter.wire), relation, severity, Basis::Document, *at));
            }
        }
    }
    let of_pages = [paging.limit, paging.offset];
    let in_query = operation.parameters.iter().enumerate().filter(|(index, _)| !of_pages.contains(&Some(*index)));
    for (index, parameter) in in_query.filter(|_| !is_hidden) {
        if let Some(severity) = free_filter(schemas, parameter, items) {
            let relation = Relation::FreeFilter { pointer: pointer.clone(), parameter: index };
            out.push((format!("query-{}-filter", parameter.wire), relation, severity, Basis::Document, parameter.at));
        }
    }
    if let Some(property) = described_order(schemas, operation, items) {
        let relation = Relation::DescribedOrder { pointer: pointer.clone(), property, limit: largest };
        out.push(("sorted".to_owned(), relation, Severity::Must, Basis::Document, operation.at));
    }
    // No text demands an order; a client that pages through a list needs one.
    let relation = Relation::SameOrder { pointer };
    out.push(("same-order".to_owned(), relation, Severity::Should, Basis::Practice, operation.at));
    out
}

/// The document demands it if it says in words what the parameter does, or if it has all parts of paging: a documented maximum and
/// a parameter for the elements before the page. By its name alone, `limit` may be a property to search for.
fn paging_severity(operation: &Operation, paging: Paging) -> Severity {
    let Some(limit) = paging.limit.map(|index| &operation.parameters[index]) else { return Severity::Should };
    let is_said = says(limit.doc.as_deref(), &["maximum", "at most", "number of", "per page", "page size", "how many"]);
    // `format: int32` has a maximum of its own.
    let has_maximum = limit.schema.get("maximum").and_then(Value::as_u64).is_some_and(|most| most < i32::MAX as u64);
    let is_whole = paging.offset.is_some() && has_maximum;
    if is_said || is_whole { Severity::Must } else { Severity::Should }
}

/// Whether a value of one of the schemas is sensitive. The message and the request of a filter show a value.
pub(super) fn is_any_sensitive(schemas: &Schemas, of: &[&Value]) -> bool {
    of.iter().any(|schema| schemas.has_flag(schema, "x-sensitive"))
}

/// Whether a parameter filters the elements by a property of its name: it has the property's listed values or none. The document
/// demands it if it says so in words.
fn filter(schemas: &Schemas, parameter: &Parameter, items: &Value) -> Option<(bool, Severity)> {
    let is_said = says(parameter.doc.as_deref(), &FILTERS);
    // With a default, a parameter of the same name may also say how the elements are shown.
    if parameter.location != Location::Query || parameter.required || (parameter.default.is_some() && !is_said) {
        return None;
    }
    let (_, property) = schemas.properties(items).into_iter().find(|(name, _)| *name == parameter.wire)?;
    let is_list = parameter.array.is_some();
    let any = json!({});
    let of = if is_list { schemas.keyword(&parameter.schema, "items").unwrap_or(&any) } else { &parameter.schema };
    if is_any_sensitive(schemas, &[of, items, property, &parameter.schema]) {
        return None;
    }
    let (of, property) = (without_null(schemas, of), without_null(schemas, property));
    let is_boolean = [of, property].iter().all(|schema| kind(schemas, schema) == Some("boolean"));
    let listed = |of| -> Option<Vec<&Value>> {
        let listed = schemas.keyword(of, "enum")?.as_array()?;
        Some(listed.iter().filter(|value| !value.is_null()).collect())
    };
    if !is_boolean && (listed(of).is_none() || listed(of) != listed(property)) {
        return None;
    }
    Some((is_list, if is_said { Severity::Must } else { Severity::Should }))
}

/// The schema of the values that are not `null`: the only other alternative, if the schema itself has no type.
fn without_null<'s>(schemas: &'s Schemas, schema: &'s Value) -> &'s Value {
    let is_null = |one: &Value| schemas.keyword(one, "type").and_then(Value::as_str) == Some("null");
    let all = schemas.choice(schema).filter(|_| kind(schemas, schema).is_none());
    let mut others = all.into_iter().flatten().filter(|one| !is_null(one));
    others.next().filter(|_| others.next().is_none()).unwrap_or(schema)
}

/// Whether a parameter filters the elements by a property of its name without the same listed values: texts, integers and UUIDs.
fn free_filter(schemas: &Schemas, parameter: &Parameter, items: &Value) -> Option<Severity> {
    let is_plain = parameter.location == Location::Query && !parameter.required && parameter.default.is_none();
    if !is_plain || parameter.array.is_some() || filter(schemas, parameter, items).is_some() {
        return None;
    }
    let (_, property) = schemas.properties(items).into_iter().find(|(name, _)| *name == parameter.wire)?;
    if is_any_sensitive(schemas, &[&parameter.schema, items, property]) {
        return None;
    }
    let (of, property) = (without_null(schemas, &parameter.schema), without_null(schemas, property));
    let format = |schema| schemas.keyword(schema, "format").and_then(Value::as_str);
    let is_known = |format: Option<&str>| format.is_none_or(|format| matches!(format, "uuid" | "int32" | "int64"));
    let (own, of_property) = (kind(schemas, of)?, kind(schemas, property)?);
    let is_scalar = matches!(own, "string" | "integer") && own == of_property;
    let is_simple = is_scalar && [format(of), format(property)].into_iter().all(is_known);
    // A parameter with these words selects other elements too, or changes the language of the response.
    let doc = parameter.doc.as_deref();
    let is_other = says(doc, &LOOSE) || LANGUAGES.contains(&parameter.wire.to_lowercase().as_str());
    if !is_simple || is_other {
        return None;
    }
    // It may select by a bound or a hierarchy in words that are not known here.
    Some(Severity::Should)
}

/// The numeric property of the elements by which the document says that the list is sorted: `ordered by id`. `None` if a parameter
/// may change the order, or the text has another order than the ascending one.
fn described_order(schemas: &Schemas, operation: &Operation, items: &Value) -> Option<String> {
    let changes =
        |parameter: &Parameter| ["sort", "order"].iter().any(|word| parameter.wire.to_lowercase().contains(word));
    if operation.parameters.iter().any(changes) {
        return None;
    }
    let texts = [operation.summary.as_ref(), operation.description.as_ref()].into_iter().flatten();
    let text = texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join(" ");
    if ["desc", "newest", "latest", "last", "reverse", "then", "highest", "largest"]
        .iter()
        .any(|word| text.contains(word))
    {
        return None;
    }
    let (_, rest) = text.split_once("ordered by ").or_else(|| text.split_once("sorted by "))?;
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    let mut properties = schemas.properties(items).into_iter();
    let (name, of) = properties.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    crate::synthesize::is_integer(schemas, of).then(|| name.to_owned())
}

/// Words of a description that say that a parameter filters.
pub(super) const FILTERS: [&str; 5] = ["only", "filter", "with this", "of this", "of these"];

/// Words of a description that say that a parameter selects elements by a part of a value, by a bound or by likeness.
const LOOSE: [&str; 22] = [
    "contain",
    "search",
    "match",
    "like",
    "partial",
    "part of",
    "substring",
    "prefix",
    "start",
    "begin",
    "fuzzy",
    "least",
    "most",
    "minimum",
    "maximum",
    "before",
    "after",
    "since",
    "until",
    "above",
    "below",
    "not ",
];

/// Names of parameters that may change how elements are shown.
const LANGUAGES: [&str; 7] = ["lang", "language", "locale", "currency", "unit", "units", "timezone"];

/// Whether a description has one of these words.
pub(super) fn says(text: Option<&str>, words: &[&str]) -> bool {
    let text = text.unwrap_or_default().to_lowercase();
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::relations;
    use crate::credential::Credentials;
    use crate::known::Known;
    use crate::schemas::Schemas;

    /// A range, an order and filters by properties. `ALL` is `x-sensitive` of the elements, `ONE` of their properties.
    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Visits, version: 1.0.0}
paths:
  /visits:
    get:
      operationId: listVisits
      parameters:
        - {name: bornAfter, in: query, schema: {type: string, format: date}}
        - {name: sort, in: query, schema: {type: string, enum: [age, -age]}}
        - {name: blood, in: query, schema: {type: string, enum: [a, b]}}
        - {name: ill, in: query, schema: {$ref: '#/components/schemas/Illness'}}
      responses: {'200': {description: Visits., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Visit'}}}}}}
components:
  schemas:
    Illness: {type: string, enum: [flu, other]}
    Visit:
      x-sensitive: ALL
      type: object
      properties:
        born: {type: string, format: date, x-sensitive: ONE}
        age: {type: integer, x-sensitive: ONE}
        blood: {type: string, enum: [a, b], x-sensitive: ONE}
        ills: {type: array, items: {$ref: '#/components/schemas/Illness'}, x-sensitive: ONE}
";

    /// The labels of the relations of a document.
    fn labels_of(document: String) -> Result<Vec<String>, model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("visits.yaml", document))?;
        let found = relations(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        Ok(found.iter().map(|relation| relation.case.label.to_string()).collect())
    }

    #[test]
    fn relations_by_sensitive_properties_are_left_out() -> Result<(), model::Problems> {
        let labels = |all: &str, one: &str| labels_of(DOCUMENT.replace("ALL", all).replace("ONE", one));
        let expected = [
            "query-sort-age",
            "query-sort--age",
            "query-ill-filter",
            "query-bornAfter-range",
            "query-blood-filter",
            "same-order",
        ];
        assert_eq!(labels("false", "false")?, expected);
        assert_eq!(labels("false", "true")?, ["same-order"]);
        assert_eq!(labels("true", "false")?, ["same-order"]);
        Ok(())
    }

    /// Pages of a list, a filter and a filter by an element. `BODY`, `LIST`, `NEXT` and `CURSOR` are `x-sensitive` of a schema each.
    const PAGES: &str = "
openapi: 3.1.0
info: {title: Visits, version: 1.0.0}
paths:
  /visits:
    get:
      operationId: listVisits
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: cursor, in: query, schema: {type: string, x-sensitive: CURSOR}}
        - {name: blood, in: query, schema: {type: string, enum: [a, b]}}
        - {name: ill, in: query, schema: {type: string, enum: [flu, other]}}
      responses: {'200': {description: Visits., content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
components:
  schemas:
    Page:
      x-sensitive: BODY
      type: object
      properties:
        nextCursor: {type: string, x-sensitive: NEXT}
        visits: {type: array, items: {$ref: '#/components/schemas/Visit'}, x-sensitive: LIST}
    Visit:
      type: object
      properties:
        blood: {type: string, enum: [a, b]}
        ills: {type: array, items: {type: string, enum: [flu, other]}}
";

    #[test]
    fn filters_of_a_sensitive_list_and_sensitive_cursors_are_left_out() -> Result<(), model::Problems> {
        let labels = |sensitive: &str| {
            let flag = |text: String, name: &str| text.replace(name, if name == sensitive { "true" } else { "false" });
            labels_of(["BODY", "LIST", "NEXT", "CURSOR"].into_iter().fold(PAGES.to_owned(), flag))
        };
        let (member, filter) = ("query-ill-filter", "query-blood-filter");
        let (bound, pages, order) = ("query-limit-bound", "pages-by-cursor", "same-order");
        assert_eq!(labels("none")?, [member, bound, pages, filter, order]);
        assert_eq!(labels("BODY")?, [bound, order]);
        assert_eq!(labels("LIST")?, [bound, pages, order]);
        assert_eq!(labels("NEXT")?, [member, bound, filter, order]);
        assert_eq!(labels("CURSOR")?, [member, bound, filter, order]);
        Ok(())
    }
}
