//! The document itself, its `info`, tags and components (OpenAPI 3.0.4 to 3.2.0, OpenAPI Object, Info Object, Tag Object, Components
//! Object).

use std::collections::{HashMap, HashSet};

use super::reference::{self, Expected, follow};
use super::schema::check_dialect;
use super::security::{SecurityRequirement, requirements};
use super::server::{Server, servers};
use super::shape::{Shape, check};
use super::{DocumentReader, field, fixed_fields, header};
use crate::node::{Node, Value};
use crate::problem::{Kind, Object, Problem};
use crate::source::Span;
use crate::version::Version;

/// The root of a document, without its paths and components.
#[derive(Debug)]
pub(crate) struct Document<'d> {
    /// `info.title`
    pub title: Option<&'d str>,
    /// `info.version`. A number, such as `1.0` without quotes, is read as its text.
    pub version: Option<String>,
    /// `info.description`, or `info.summary` if there is none.
    pub description: Option<&'d str>,
    /// The version of OpenAPI.
    pub openapi: Version,
    pub servers: Vec<Server<'d>>,
    /// The requirement of every operation that has none of its own.
    pub security: Option<Vec<SecurityRequirement<'d>>>,
    /// The names under `components.securitySchemes`, with those of schemes that have an error.
    pub security_scheme_names: Vec<&'d str>,
}

/// Checks that a value is an OpenAPI document of a version that can be read. Comes before everything else: in a document of
/// another version, most other reports would be wrong.
///
/// # Errors
///
/// The value is not an object, `openapi` is missing, or [`Version`] does not have the version.
pub(crate) fn check_version(document: &Node) -> Result<(), Problem> {
    let without_version = |at: Span| Problem::new(at, Kind::MissingKey { object: Object::OpenApi, key: "openapi" });
    if !matches!(document.value, Value::Object(_)) {
        return Err(Problem::new(
            document.at,
            Kind::WrongType { what: "this value".into(), expected: Object::OpenApi.name(), found: document.kind() },
        ));
    }
    if let Some(swagger) = document.get("swagger") {
        let found = swagger.to_json().to_string().trim_matches('"').to_owned();
        return Err(Problem::new(swagger.at, Kind::Version { found }));
    }
    let first = document.entries().first().map_or(document.at, |entry| entry.key_at);
    let openapi = document.get("openapi").ok_or_else(|| without_version(first))?;
    let found = openapi.to_json().to_string().trim_matches('"').to_owned();
    match openapi.as_str().and_then(Version::parse) {
        Some(_) => Ok(()),
        None => Err(Problem::new(openapi.at, Kind::Version { found })),
    }
}

/// Views the root of a document, and checks its components.
pub(crate) fn document<'d>(reader: &mut DocumentReader<'d>) -> Document<'d> {
    let root = reader.root();
    if root.version < Version::V3_1 && root.get("paths").is_none() && root.get("components").is_some() {
        // The types of its components can be generated, as from OpenAPI 3.1 on.
        let at = root.entries().first().map_or(root.at, |entry| entry.key_at);
        reader.diagnostics.tolerable(at, Kind::MissingKey { object: Object::OpenApi, key: "paths" });
        check(&mut reader.diagnostics, root, &fixed_fields::OPENAPI_WITHOUT_PATHS);
    } else {
        check(&mut reader.diagnostics, root, &fixed_fields::OPENAPI);
    }
    if root.version >= Version::V3_1 {
        check_later_fields(reader, root);
    }
    let info = root.get("info");
    if let Some(info) = info {
        check(&mut reader.diagnostics, info, &fixed_fields::INFO);
        for (key, shape) in [("contact", &fixed_fields::CONTACT), ("license", &fixed_fields::LICENSE)] {
            info.get(key).into_iter().for_each(|object| check(&mut reader.diagnostics, object, shape));
        }
    }
    check_tags(reader, field::elements(root, "tags"));
    if let Some(components) = root.get("components") {
        check(&mut reader.diagnostics, components, &fixed_fields::COMPONENTS);
        check_components(reader, components);
    }
    let schemes = root.get("components").map(|components| field::entries(components, "securitySchemes"));
    Document {
        title: info.and_then(|info| info.str("title")),
        version: info.and_then(|info| info.get("version")).and_then(version),
        description: info.and_then(|info| info.str("description").or_else(|| info.str("summary"))),
        openapi: root.version,
        servers: servers(reader, root),
        security: requirements(reader, root),
        security_scheme_names: schemes.unwrap_or_default().iter().map(|entry| entry.key.as_str()).collect(),
    }
}

/// Checks Tag Objects: each name occurs once, and the `parent` of a tag is another tag that is not below it (OpenAPI 3.2.0, Tag Object).
fn check_tags(reader: &mut DocumentReader<'_>, tags: &[Node]) {
    let parents: HashMap<&str, Option<&str>> =
        tags.iter().rev().filter_map(|tag| Some((tag.str("name")?, tag.str("parent")))).collect();
    let mut seen = HashSet::new();
    for tag in tags {
        check(&mut reader.diagnostics, tag, &fixed_fields::TAG);
        let Some(name) = field::text(tag, "name") else { continue };
        let what = || format!("the tag `{}`", name.value);
        let mut report = |at, why: &str, instead| {
            // Tags group the documentation.
            reader.diagnostics.tolerable(at, Kind::Invalid { what: what(), why: why.to_owned(), instead });
        };
        if !seen.insert(name.value) {
            report(name.at, "occurs twice", "remove one of the two");
        }
        let Some(parent) = field::text(tag, "parent").filter(|_| tag.version >= Version::V3_2) else { continue };
        let parent_of = |name: &&str| parents.get(name).copied().flatten();
        if !parents.contains_key(parent.value) {
            report(parent.at, "has a parent that is not in `tags`", "add the parent to `tags`, or correct its name");
        } else if std::iter::successors(Some(parent.value), parent_of).take(tags.len()).any(|above| above == name.value)
        {
            report(parent.at, "is below itself", "remove one `parent` of the circle");
        }
    }
}

/// Checks the parts of the root that OpenAPI 3.1 brought in.
fn check_later_fields<'d>(reader: &mut DocumentReader<'d>, root: &'d Node) {
    if ["paths", "components", "webhooks"].iter().all(|key| root.get(key).is_none()) {
        let at = root.entries().first().map_or(root.at, |entry| entry.key_at);
        reader.diagnostics.report(at, Kind::MissingKey { object: Object::OpenApi, key: "paths" });
    }
    if let Some(dialect) = field::text(root, "jsonSchemaDialect") {
        check_dialect(&mut reader.diagnostics, dialect.at, dialect.value);
    }
    if let Some(license) = root.get("info").and_then(|info| info.get("license"))
        && let (Some(identifier), true) = (license.entry("identifier"), license.get("url").is_some())
    {
        let kind = Kind::Invalid {
            what: "`identifier` of a license".to_owned(),
            why: format!("must not be beside `url` (OpenAPI {}, License Object)", root.version),
            instead: "remove one of the two",
        };
        reader.diagnostics.tolerable(identifier.key_at, kind);
    }
}

fn version(version: &Node) -> Option<String> {
    match &version.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Checks the fixed fields of components, including those that nothing refers to.
fn check_components<'d>(reader: &mut DocumentReader<'d>, components: &'d Node) {
    const SECTIONS: [(Expected, &Shape); 5] = [
        (reference::RESPONSE, &fixed_fields::RESPONSE),
        (reference::PARAMETER, &fixed_fields::PARAMETER),
        (reference::EXAMPLE, &fixed_fields::EXAMPLE),
        (reference::REQUEST_BODY, &fixed_fields::REQUEST_BODY),
        (reference::MEDIA_TYPE, &fixed_fields::MEDIA_TYPE),
    ];
    for (expected, shape) in SECTIONS {
        for entry in field::entries(components, expected.section) {
            if let Some(node) = follow(reader, &entry.value, expected) {
                check(&mut reader.diagnostics, node, shape);
            }
        }
    }
    for entry in field::entries(components, reference::HEADER.section) {
        header::checked(reader, &entry.value);
    }
}

/// Returns the components of a document, by section and name.
pub(super) fn sections(root: &Node) -> HashMap<&str, HashMap<&str, &Node>> {
    field::entries(root, "components").iter().map(|section| (section.key.as_str(), by_name(&section.value))).collect()
}

fn by_name(section: &Node) -> HashMap<&str, &Node> {
    section.entries().iter().map(|entry| (entry.key.as_str(), &entry.value)).collect()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    #[test]
    fn versions_3_0_to_3_2_are_read() {
        for (text, code) in [
            ("openapi: 3.0.0", None),
            ("openapi: 3.0.4", None),
            ("openapi: 3.0.5", Some("openapi-version")),
            ("openapi: 3.1.0", None),
            ("openapi: 3.2.0", None),
            ("openapi: 4.0.0", Some("openapi-version")),
            ("openapi: 3.0", Some("openapi-version")),
            ("swagger: '2.0'", Some("openapi-version")),
            ("info: {}", Some("missing-key")),
            ("[]", Some("wrong-type")),
        ] {
            let found = check_version(&load(text).root).err().map(|problem| problem.kind.code());
            assert_eq!(found.as_deref(), code, "{text}");
        }
    }

    #[test]
    fn a_version_without_quotes_is_its_text() {
        let bundle = load("{openapi: 3.0.3, info: {title: T, version: 1.0}, paths: {}}");
        let mut reader = DocumentReader::new(&bundle, true);
        let view = document(&mut reader);
        assert_eq!((view.title, view.version.as_deref()), (Some("T"), Some("1.0")));
        assert_eq!(problems(reader), ["wrong-type: `version` must be a string, not a number"]);
    }

    #[test]
    fn components_that_nothing_refers_to_are_checked() {
        let bundle = load(
            "
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  responses: {R: {descriptoin: d}}
  headers: {H: {$ref: '#/components/headers/I'}}
",
        );
        let mut reader = DocumentReader::new(&bundle, false);
        document(&mut reader);
        let found = problems(reader);
        let codes: Vec<&str> = found.iter().filter_map(|problem| problem.split(": ").next()).collect();
        assert_eq!(codes, ["unknown-key", "missing-key", "dangling-reference"]);
    }
}
