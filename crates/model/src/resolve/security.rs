//! Security schemes and requirements (OpenAPI 3.0.4, Security Scheme Object, Security Requirement Object).

use super::context::Context;
use super::parameter::is_token;
use super::{names, shapes};
use crate::api::{CredentialPlace, CredentialSet, CredentialUse, Operation, Scheme};
use crate::name::{Case, Scope, derive};
use crate::nearest::nearest;
use crate::node::{Entry, Node, Value};
use crate::problem::{Kind, Object};

/// Identifiers that a scheme cannot have: what the client's builder has of its own.
const RESERVED: &[&str] =
    &["base_url", "build", "connect_timeout", "http_client", "http_client_builder", "new", "timeout"];

/// Every scheme of `components.securitySchemes`.
pub(crate) fn schemes<'d>(context: &mut Context<'d>, document: &'d Node) -> Vec<Scheme> {
    let section = document.get("components").and_then(|components| components.get("securitySchemes"));
    let mut found: Vec<(&'d Entry, &'d Node, CredentialPlace)> = Vec::new();
    for entry in section.map(Node::entries).unwrap_or_default() {
        let Some(node) = context.follow(&entry.value, "securitySchemes", "a scheme under `components.securitySchemes`")
        else {
            continue;
        };
        context.check(node, &shapes::SECURITY_SCHEME);
        if let Some(place) = place(context, node) {
            found.push((entry, node, place));
        }
    }
    let wishes: Vec<(&str, &Node)> = found.iter().map(|(entry, node, _)| (entry.key.as_str(), *node)).collect();
    let snake = names(context, &wishes, Case::Snake, &mut Scope::reserving(RESERVED));
    let mut scope = Scope::default();
    let pascal: Vec<String> = snake.iter().map(|name| scope.claim(&derive(name, Case::Pascal), Case::Pascal)).collect();
    let named = found.into_iter().zip(snake).zip(pascal);
    named
        .map(|(((entry, node, place), name), variant)| Scheme {
            wire: entry.key.clone(),
            name,
            variant,
            doc: node.str("description").map(str::to_owned),
            place,
        })
        .collect()
}

fn place<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<CredentialPlace> {
    let ty = node.get("type")?;
    match ty.as_str()? {
        "apiKey" => api_key(context, node),
        "http" => {
            let Some(scheme) = node.get("scheme") else {
                context.report(ty.at, Kind::MissingKey { object: Object::HttpSecurityScheme, key: "scheme" });
                return None;
            };
            match scheme.as_str()?.to_ascii_lowercase().as_str() {
                "bearer" => Some(CredentialPlace::Bearer),
                "basic" => Some(CredentialPlace::Basic),
                other if is_token(other) => Some(CredentialPlace::Http(scheme.as_str()?.to_owned())),
                other => {
                    let (what, why) = (format!("`{other}`"), "is no authentication scheme (RFC 9110 section 11.1)");
                    let instead = "use bearer, basic or another name of letters, digits and `-`";
                    context.report(scheme.at, Kind::Invalid { what, why: why.to_owned(), instead });
                    None
                }
            }
        }
        // What is sent is an access token as a bearer (RFC 6749 section 7.1); how it was got is not the client's matter.
        "oauth2" | "openIdConnect" => Some(CredentialPlace::Bearer),
        other => {
            let why = "is no type of OpenAPI 3.0".to_owned();
            context.report(
                ty.at,
                Kind::Invalid {
                    what: format!("the security scheme type `{other}`"),
                    why,
                    instead: "write apiKey, http, oauth2 or openIdConnect",
                },
            );
            None
        }
    }
}

fn api_key<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<CredentialPlace> {
    let at = node.get("type").map_or(node.at, |ty| ty.at);
    for key in ["name", "in"] {
        if node.get(key).is_none() {
            context.report(at, Kind::MissingKey { object: Object::ApiKeySecurityScheme, key });
        }
    }
    let (name, place) = (node.get("name")?, node.get("in")?);
    let text = name.as_str()?.to_owned();
    match place.as_str()? {
        "query" => Some(CredentialPlace::Query(text)),
        "header" | "cookie" if !is_token(&text) => {
            let why = "is not a name for it (RFC 9110 section 5.6.2, RFC 6265 section 4.1.1)".to_owned();
            context.report(
                name.at,
                Kind::Invalid { what: format!("`{text}`"), why, instead: "use letters, digits and `-`" },
            );
            None
        }
        "header" => Some(CredentialPlace::Header(text)),
        "cookie" => Some(CredentialPlace::Cookie(text)),
        other => {
            let why = "is none of query, header and cookie".to_owned();
            context.report(
                place.at,
                Kind::Invalid { what: format!("`in: {other}`"), why, instead: "write `query`, `header` or `cookie`" },
            );
            None
        }
    }
}

/// What an operation asks for. The alternatives still are lists of schemes: see [`in_use`].
pub(crate) fn requirement<'d>(
    context: &mut Context<'d>,
    document: &'d Node,
    operation: &'d Node,
    schemes: &[Scheme],
) -> CredentialUse {
    let Some(list) = operation.get("security").or(document.get("security")) else { return CredentialUse::default() };
    let mut security = CredentialUse::default();
    for requirement in list.elements() {
        // Taken for `{}`, a mistake here would open what is meant to be closed.
        if !matches!(requirement.value, Value::Object(_)) {
            let (what, found) = ("a security requirement".to_owned(), requirement.kind());
            let expected = "an object of scheme names, such as `{name: []}`";
            context.report(requirement.at, Kind::WrongType { what, expected, found });
            continue;
        }
        let entries = requirement.entries();
        if entries.is_empty() {
            security.optional = true;
            continue;
        }
        let mut indexes = Vec::new();
        for entry in entries {
            if !matches!(entry.value.value, Value::Array(_)) {
                let (what, found) = (format!("the scopes of `{}`", entry.key), entry.value.kind());
                context.report(entry.value.at, Kind::WrongType { what, expected: "an array", found });
            }
            match schemes.iter().position(|scheme| scheme.wire == entry.key) {
                Some(index) => indexes.push(index),
                None => unknown(context, document, entry),
            }
        }
        if indexes.len() == entries.len() {
            indexes.sort_unstable();
            let Some(indexes) = together(context, requirement, &indexes, schemes) else { continue };
            security.alternatives.push(context.credential_set(indexes));
        }
    }
    security
}

/// The schemes that one request carries. Of several that are one and the same text in one place, the first stands for
/// all; several texts in one place cannot be sent.
fn together(context: &mut Context<'_>, at: &Node, indexes: &[usize], schemes: &[Scheme]) -> Option<Vec<usize>> {
    let mut kept: Vec<usize> = Vec::new();
    for index in indexes {
        let place = &schemes[*index].place;
        let Some(other) = kept.iter().map(|other| &schemes[*other]).find(|other| slot(&other.place) == slot(place))
        else {
            kept.push(*index);
            continue;
        };
        if other.place != *place {
            let what = format!("`{}` together with `{}` in one place", schemes[*index].wire, other.wire);
            let instead = "make them alternatives: one requirement each";
            context.unsupported(at.at, "credentials-in-one-place", what, instead);
            return None;
        }
    }
    Some(kept)
}

/// What holds one credential: a header, a cookie or a name in the query.
fn slot(place: &CredentialPlace) -> (&'static str, String) {
    match place {
        CredentialPlace::Query(name) => ("query", name.clone()),
        CredentialPlace::Cookie(name) => ("cookie", name.clone()),
        CredentialPlace::Header(name) => ("header", name.to_ascii_lowercase()),
        CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_) => {
            ("header", "authorization".to_owned())
        }
    }
}

fn unknown<'d>(context: &mut Context<'d>, document: &'d Node, entry: &'d Entry) {
    let section = document.get("components").and_then(|components| components.get("securitySchemes"));
    let known = || section.map(Node::entries).unwrap_or_default().iter().map(|entry| entry.key.as_str());
    // A scheme that is there but has a mistake of its own has been reported already.
    if known().all(|name| name != entry.key) {
        let nearest = nearest(&entry.key, known()).map(str::to_owned);
        context.report(entry.key_at, Kind::UnknownSecurityScheme { name: entry.key.clone(), nearest });
    }
}

/// The schemes that any operation asks for, and the sets of them that one request carries. The operations' indexes are
/// made to lead into these.
pub(crate) fn in_use(
    context: &mut Context<'_>,
    schemes: Vec<Scheme>,
    operations: &mut [Operation],
) -> (Vec<Scheme>, Vec<CredentialSet>) {
    let sets = std::mem::take(&mut context.credential_sets);
    let mut used: Vec<usize> =
        operations.iter().flat_map(|operation| operation.security.alternatives.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    let mut kept: Vec<usize> = used.iter().flat_map(|set| sets[*set].iter().copied()).collect();
    kept.sort_unstable();
    kept.dedup();
    let mut scope = Scope::default();
    let credentials = used.iter().map(|set| {
        let names: Vec<&str> = sets[*set].iter().map(|scheme| schemes[*scheme].variant.as_str()).collect();
        let members = sets[*set].iter().filter_map(|scheme| kept.iter().position(|index| index == scheme));
        CredentialSet {
            schemes: members.collect(),
            variant: scope.claim(&derive(&names.join("-and-"), Case::Pascal), Case::Pascal),
        }
    });
    let credentials = credentials.collect();
    for operation in operations {
        for alternative in &mut operation.security.alternatives {
            *alternative = used.iter().position(|set| set == alternative).unwrap_or(0);
        }
    }
    let schemes =
        schemes.into_iter().enumerate().filter(|(index, _)| kept.contains(index)).map(|(_, scheme)| scheme).collect();
    (schemes, credentials)
}
