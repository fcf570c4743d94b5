//! Security schemes and requirements (OpenAPI 3.0.4, Security Scheme Object, Security Requirement Object).

use super::reference::{self, follow};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::annotations::Annotations;
use crate::node::{Entry, Node, Value};
use crate::problem::{Kind, Object};
use crate::version::Version;

/// A security scheme under `components.securitySchemes`.
#[derive(Debug)]
pub(crate) struct SecurityScheme<'d> {
    /// The name that requirements use.
    pub name: &'d str,
    pub description: Option<&'d str>,
    pub kind: SchemeKind<'d>,
    /// The fields but for `description` and extensions.
    pub declared: serde_json::Value,
    pub annotations: Annotations,
    /// The value of `x-rust-name`.
    pub rust_name: Option<&'d Node>,
}

/// The `type` of a security scheme, with the fields that apply to it.
#[derive(Debug)]
pub(crate) enum SchemeKind<'d> {
    /// `apiKey`
    ApiKey {
        /// The name of the header, query parameter or cookie.
        name: Spanned<&'d str>,
        /// `query`, `header` or `cookie`.
        location: Spanned<&'d str>,
    },
    /// `http`
    Http {
        /// The authentication scheme (RFC 9110 section 11.1).
        scheme: Spanned<&'d str>,
    },
    /// `oauth2`
    OAuth2 {
        /// `flows.clientCredentials` (OpenAPI 3.0.4, OAuth Flow Object), if it has a token URL.
        client_credentials: Option<OAuthFlow<'d>>,
    },
    /// `openIdConnect`
    OpenIdConnect,
    /// `mutualTLS`: the client has a certificate. Requests carry nothing.
    MutualTls,
}

/// An OAuth Flow Object with a token URL.
#[derive(Debug)]
pub(crate) struct OAuthFlow<'d> {
    /// `tokenUrl`
    pub token_url: &'d str,
    /// The names of `scopes`, and their descriptions.
    pub scopes: Vec<(&'d str, &'d str)>,
}

/// The schemes whose credentials one request carries together. Empty if no credential is needed.
#[derive(Debug)]
pub(crate) struct SecurityRequirement<'d> {
    /// The names of the schemes.
    pub schemes: Vec<Spanned<&'d str>>,
    /// The scopes of all schemes (OpenAPI 3.0.4, Security Requirement Object), each once.
    pub scopes: Vec<&'d str>,
    pub at: crate::source::Span,
}

/// Views all of `components.securitySchemes` but those that have an error.
pub(crate) fn security_schemes<'d>(reader: &mut DocumentReader<'d>) -> Vec<SecurityScheme<'d>> {
    let components = reader.root().get("components");
    let section = components.map(|components| field::entries(components, "securitySchemes"));
    section.unwrap_or_default().iter().filter_map(|entry| security_scheme(reader, entry)).collect()
}

fn security_scheme<'d>(reader: &mut DocumentReader<'d>, entry: &'d Entry) -> Option<SecurityScheme<'d>> {
    let node = follow(reader, &entry.value, reference::SECURITY_SCHEME)?;
    check(&mut reader.diagnostics, node, &fixed_fields::SECURITY_SCHEME);
    let kind = kind(reader, node)?;
    Some(SecurityScheme {
        name: &entry.key,
        description: node.str("description"),
        kind,
        declared: declared(node),
        annotations: field::annotations(node, entry.key_at),
        rust_name: field::rust_name(node),
    })
}

fn declared(node: &Node) -> serde_json::Value {
    let fields = node.entries().iter().filter(|entry| entry.key != "description" && !entry.key.starts_with("x-"));
    fields.map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<serde_json::Map<_, _>>().into()
}

fn kind<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<SchemeKind<'d>> {
    let ty = field::text(node, "type")?;
    match ty.value {
        "apiKey" => {
            for key in ["name", "in"] {
                if node.get(key).is_none() {
                    let kind = Kind::MissingKey { object: Object::ApiKeySecurityScheme, key };
                    reader.diagnostics.report(ty.at, kind);
                }
            }
            Some(SchemeKind::ApiKey { name: field::text(node, "name")?, location: field::text(node, "in")? })
        }
        "http" => {
            if node.get("scheme").is_none() {
                let kind = Kind::MissingKey { object: Object::HttpSecurityScheme, key: "scheme" };
                reader.diagnostics.report(ty.at, kind);
            }
            Some(SchemeKind::Http { scheme: field::text(node, "scheme")? })
        }
        "oauth2" => {
            let flows = node.get("flows");
            flows.into_iter().for_each(|flows| check_flows(reader, flows));
            let flow = flows.and_then(|flows| flows.get("clientCredentials"));
            Some(SchemeKind::OAuth2 { client_credentials: flow.and_then(client_credentials) })
        }
        "openIdConnect" => Some(SchemeKind::OpenIdConnect),
        "mutualTLS" if node.version >= Version::V3_1 => Some(SchemeKind::MutualTls),
        other => {
            let kind = Kind::Invalid {
                what: format!("the security scheme type `{other}`"),
                why: format!("is not defined in OpenAPI {}", node.version),
                instead: if node.version >= Version::V3_1 {
                    "write `apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect`"
                } else {
                    "write `apiKey`, `http`, `oauth2` or `openIdConnect`"
                },
            };
            reader.diagnostics.report(ty.at, kind);
            None
        }
    }
}

/// The fields that each OAuth flow must have (OpenAPI 3.2.0, OAuth Flow Object).
const FLOWS: [(&str, Object, &[&str]); 5] = [
    ("implicit", Object::ImplicitFlow, &["authorizationUrl", "scopes"]),
    ("password", Object::PasswordFlow, &["tokenUrl", "scopes"]),
    ("clientCredentials", Object::ClientCredentialsFlow, &["tokenUrl", "scopes"]),
    ("authorizationCode", Object::AuthorizationCodeFlow, &["authorizationUrl", "tokenUrl", "scopes"]),
    ("deviceAuthorization", Object::DeviceAuthorizationFlow, &["deviceAuthorizationUrl", "tokenUrl", "scopes"]),
];

/// Reports unknown flows, and fields that flows lack.
fn check_flows(reader: &mut DocumentReader<'_>, flows: &Node) {
    check(&mut reader.diagnostics, flows, &fixed_fields::OAUTH_FLOWS);
    for entry in flows.entries() {
        let is_object = matches!(entry.value.value, Value::Object(_));
        let is_own =
            |name: &str| name == entry.key && (name != "deviceAuthorization" || flows.version >= Version::V3_2);
        let flow = FLOWS.iter().find(|(name, ..)| is_object && is_own(name));
        let Some((_, object, keys)) = flow else { continue };
        for key in keys.iter().copied().filter(|key| entry.value.get(key).is_none()) {
            // Requests carry a token wherever it comes from.
            reader.diagnostics.tolerable(entry.key_at, Kind::MissingKey { object: *object, key });
        }
    }
}

fn client_credentials(node: &Node) -> Option<OAuthFlow<'_>> {
    let scopes = field::entries(node, "scopes").iter();
    let scopes = scopes.map(|entry| (entry.key.as_str(), entry.value.as_str().unwrap_or_default()));
    Some(OAuthFlow { token_url: node.str("tokenUrl")?, scopes: scopes.collect() })
}

/// Views the `security` of a document or an operation: the alternatives, one of which a request must satisfy.
pub(super) fn requirements<'d>(
    reader: &mut DocumentReader<'d>,
    holder: &'d Node,
) -> Option<Vec<SecurityRequirement<'d>>> {
    // `[]` would open operations that the document closes.
    let list = holder.get("security").filter(|list| !matches!(list.value, Value::Null))?;
    Some(list.elements().iter().filter_map(|element| requirement(reader, element)).collect())
}

fn requirement<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<SecurityRequirement<'d>> {
    // A value of another type must not be taken for `{}`: that would open an operation that is meant to be closed.
    if !matches!(node.value, Value::Object(_)) {
        let (what, found) = ("a security requirement".to_owned(), node.kind());
        let expected = "an object of scheme names, such as `{name: []}`";
        reader.diagnostics.report(node.at, Kind::WrongType { what, expected, found });
        return None;
    }
    for entry in node.entries().iter().filter(|entry| !matches!(entry.value.value, Value::Array(_))) {
        let (what, found) = (format!("the scopes of `{}`", entry.key), entry.value.kind());
        reader.diagnostics.report(entry.value.at, Kind::WrongType { what, expected: "an array", found });
    }
    let mut scopes = Vec::new();
    for scope in node.entries().iter().flat_map(|entry| entry.value.elements()).filter_map(Node::as_str) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let schemes = node.entries().iter().map(|entry| scheme_name(field::key(entry), node.version)).collect();
    Some(SecurityRequirement { schemes, scopes, at: node.at })
}

/// Returns the name of the scheme of a requirement. From OpenAPI 3.2, the key may be the URI of the scheme (Security Requirement
/// Object).
fn scheme_name(key: Spanned<&str>, version: Version) -> Spanned<&str> {
    let name = key.value.strip_prefix("#/components/securitySchemes/").filter(|_| version >= Version::V3_2);
    Spanned { value: name.unwrap_or(key.value), at: key.at }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    #[test]
    fn a_requirement_of_a_wrong_type_is_not_taken_for_an_empty_one() {
        let bundle = load("{security: [{}, key, [], {key: [], other: all}]}");
        let mut reader = DocumentReader::new(&bundle, true);
        let view = requirements(&mut reader, &bundle.root).expect("requirements");
        let names = view.iter().map(|one| one.schemes.iter().map(|name| name.value).collect::<Vec<_>>());
        assert_eq!(names.collect::<Vec<_>>(), [vec![], vec!["key", "other"]]);
        assert_eq!(problems(reader).len(), 3);
    }

    #[test]
    fn no_security_and_an_empty_list_are_told_apart() {
        let bundle = load("{one: {}, two: {security: []}}");
        let mut reader = DocumentReader::new(&bundle, false);
        let view = |reader: &mut _, key| requirements(reader, bundle.root.get(key).expect("a node"));
        assert!(view(&mut reader, "one").is_none());
        assert!(view(&mut reader, "two").is_some_and(|list| list.is_empty()));
    }

    #[test]
    fn each_type_has_the_fields_that_apply_to_it() {
        let bundle = load(
            "components:
  securitySchemes:
    key: {type: apiKey, name: X-Key, in: header}
    token: {type: http, scheme: Bearer}
    flow: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {read: Reads.}}}}
    code: {type: oauth2, flows: {authorizationCode: {tokenUrl: /token, scopes: {}}}}
    urlless: {type: oauth2, flows: {clientCredentials: {scopes: {}}}}
    nameless: {type: apiKey, in: header}
    schemeless: {type: http}
    unknown: {type: mutualTLS}
",
        );
        let mut reader = DocumentReader::new(&bundle, false);
        let view = security_schemes(&mut reader);
        let names: Vec<&str> = view.iter().map(|scheme| scheme.name).collect();
        assert_eq!(names, ["key", "token", "flow", "code", "urlless"]);
        assert!(matches!(view[0].kind, SchemeKind::ApiKey { name, .. } if name.value == "X-Key"));
        let SchemeKind::OAuth2 { client_credentials: Some(flow) } = &view[2].kind else { panic!("{:?}", view[2]) };
        assert_eq!((flow.token_url, flow.scopes.as_slice()), ("/token", [("read", "Reads.")].as_slice()));
        assert!(matches!(view[3].kind, SchemeKind::OAuth2 { client_credentials: None }));
        let problems = problems(reader);
        assert_eq!(
            problems,
            [
                "missing-key: an `authorizationCode` flow must have the field `authorizationUrl`",
                "missing-key: a `clientCredentials` flow must have the field `tokenUrl`",
                "missing-key: a security scheme object of type `apiKey` must have the field `name`",
                "missing-key: a security scheme object of type `http` must have the field `scheme`",
                "invalid-value: the security scheme type `mutualTLS` is not defined in OpenAPI 3.0",
            ]
        );
    }
}
