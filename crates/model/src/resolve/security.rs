//! Security schemes and requirements (OpenAPI 3.0.4 and 3.1.2, Security Scheme Object, Security Requirement Object).

use super::context::Context;
use super::path::Found;
use super::wish::wish;
use crate::api::{Certificate, ClientCredentials, CredentialPlace, CredentialSet, CredentialUse, Scheme};
use crate::http::is_token;
use crate::name::Casing;
use crate::nearest::nearest;
use crate::problem::Kind;
use crate::source::Span;
use crate::view::{Document, SchemeKind, SecurityRequirement, SecurityScheme, Spanned};

/// The credentials that the operations of a document need.
pub(crate) struct Security {
    /// The schemes that any operation uses.
    pub schemes: Vec<Scheme>,
    /// The distinct sets of schemes that one request carries together.
    pub credentials: Vec<CredentialSet>,
    /// The credentials of each operation, in the order of the operations.
    pub uses: Vec<CredentialUse>,
}

/// The security schemes of a document.
pub(crate) struct Schemes {
    /// Those whose credentials are parts of requests.
    pub requests: Vec<Scheme>,
    /// Those whose credentials are certificates.
    pub certificates: Vec<Certificate>,
}

/// Returns all schemes except those with an error, which is reported.
pub(crate) fn schemes<'d>(context: &mut Context<'d>, schemes: &[SecurityScheme<'d>]) -> Schemes {
    let mut found = Schemes { requests: Vec::new(), certificates: Vec::new() };
    for scheme in schemes {
        let doc = scheme.description.map(str::to_owned);
        if matches!(scheme.kind, SchemeKind::MutualTls) {
            found.certificates.push(Certificate { wire: scheme.name.to_owned(), doc });
            continue;
        }
        let Some(place) = place(context, &scheme.kind) else { continue };
        found.requests.push(Scheme {
            wire: scheme.name.to_owned(),
            name: wish(context, scheme.name, scheme.rust_name, Casing::Snake),
            doc,
            place,
            client_credentials: client_credentials(&scheme.kind),
            declared: scheme.declared.clone(),
            annotations: scheme.annotations.clone(),
        });
    }
    found
}

fn place(context: &mut Context<'_>, kind: &SchemeKind<'_>) -> Option<CredentialPlace> {
    match kind {
        SchemeKind::ApiKey { name, location } => api_key(context, *name, *location),
        SchemeKind::Http { scheme } => match scheme.value.to_ascii_lowercase().as_str() {
            "bearer" => Some(CredentialPlace::Bearer),
            "basic" => Some(CredentialPlace::Basic),
            other if is_token(other) => Some(CredentialPlace::Http(scheme.value.to_owned())),
            other => {
                let (what, why) = (format!("`{other}`"), "is not an authentication scheme (RFC 9110 section 11.1)");
                let instead = "write `bearer`, `basic` or another name made of letters, digits and `-`";
                context.report(scheme.at, Kind::Invalid { what, why: why.to_owned(), instead });
                None
            }
        },
        // Requests carry an access token as a bearer token (RFC 6749 section 7.1). The caller obtains the token.
        SchemeKind::OAuth2 { .. } | SchemeKind::OpenIdConnect => Some(CredentialPlace::Bearer),
        SchemeKind::MutualTls => None,
    }
}

fn client_credentials(kind: &SchemeKind<'_>) -> Option<ClientCredentials> {
    let SchemeKind::OAuth2 { client_credentials: Some(flow) } = kind else { return None };
    let scopes = flow.scopes.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Some(ClientCredentials { token_url: flow.token_url.to_owned(), scopes: scopes.collect() })
}

fn api_key(context: &mut Context<'_>, name: Spanned<&str>, location: Spanned<&str>) -> Option<CredentialPlace> {
    let text = name.value.to_owned();
    match location.value {
        "query" => Some(CredentialPlace::Query(text)),
        "header" | "cookie" if !is_token(&text) => {
            let why = "is not a name of a header or cookie (RFC 9110 section 5.6.2, RFC 6265 section 4.1.1)".to_owned();
            let kind = Kind::Invalid { what: format!("`{text}`"), why, instead: "use letters, digits and `-`" };
            context.report(name.at, kind);
            None
        }
        "header" => Some(CredentialPlace::Header(text)),
        "cookie" => Some(CredentialPlace::Cookie(text)),
        other => {
            let (what, why) = (format!("`in: {other}`"), "is not a location of an API key".to_owned());
            let instead = "write `query`, `header` or `cookie`";
            context.report(location.at, Kind::Invalid { what, why, instead });
            None
        }
    }
}

/// Decides which credentials each operation needs, and drops schemes that no operation uses. `default` is the requirement of
/// operations that have none of their own.
pub(crate) fn security(
    context: &mut Context<'_>,
    document: &Document<'_>,
    default: Option<&[SecurityRequirement<'_>]>,
    operations: &[Found<'_, '_>],
    schemes: &Schemes,
) -> Security {
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let uses = operations.iter().map(|found| {
        let requirements = found.operation.security.as_deref().or(default);
        credential_use(context, document, requirements.unwrap_or_default(), schemes, &mut sets)
    });
    let uses = uses.collect();
    let mut used: Vec<usize> = sets.concat();
    used.sort_unstable();
    used.dedup();
    let credentials = sets.iter().map(|set| CredentialSet {
        schemes: set.iter().filter_map(|scheme| used.iter().position(|index| index == scheme)).collect(),
    });
    let credentials = credentials.collect();
    let all = schemes.requests.iter().enumerate();
    let schemes = all.filter(|(index, _)| used.contains(index)).map(|(_, scheme)| scheme.clone()).collect();
    Security { schemes, credentials, uses }
}

/// Decides which credentials one operation needs. Adds new sets of schemes to `sets`.
fn credential_use(
    context: &mut Context<'_>,
    document: &Document<'_>,
    requirements: &[SecurityRequirement<'_>],
    schemes: &Schemes,
    sets: &mut Vec<Vec<usize>>,
) -> CredentialUse {
    let (mut alternatives, mut scopes) = (Vec::new(), Vec::new());
    let mut certificates: Vec<String> = Vec::new();
    let is_certificate = |name: &str| schemes.certificates.iter().any(|certificate| certificate.wire == name);
    let schemes = &schemes.requests;
    // A request with a certificate need not have another credential.
    let mut optional = false;
    for requirement in requirements {
        let (with_certificate, in_request): (Vec<Spanned<&str>>, Vec<Spanned<&str>>) =
            requirement.schemes.iter().partition(|name| is_certificate(name.value));
        for name in with_certificate
            .iter()
            .filter(|name| !certificates.iter().any(|known| known == name.value))
            .collect::<Vec<_>>()
        {
            certificates.push(name.value.to_owned());
        }
        if in_request.is_empty() {
            optional = true;
            continue;
        }
        let known = in_request.iter().map(|name| {
            let index = schemes.iter().position(|scheme| scheme.wire == name.value);
            if index.is_none() {
                report_unknown(context, document, *name);
            }
            index
        });
        let known: Vec<Option<usize>> = known.collect();
        let Some(mut indexes) = known.into_iter().collect::<Option<Vec<usize>>>() else { continue };
        indexes.sort_unstable();
        let Some(set) = together(context, requirement.at, &indexes, schemes) else { continue };
        scopes.push(requirement.scopes.iter().map(|scope| (*scope).to_owned()).collect());
        alternatives.push(sets.iter().position(|known| *known == set).unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        }));
    }
    CredentialUse { alternatives, scopes, optional, certificates }
}

/// Returns the schemes whose credentials one request carries. If several schemes put the same text in one place, only the
/// first is returned. `None` if they put different texts in one place, which is reported.
fn together(context: &mut Context<'_>, at: Span, indexes: &[usize], schemes: &[Scheme]) -> Option<Vec<usize>> {
    let mut kept: Vec<usize> = Vec::new();
    for index in indexes {
        let place = &schemes[*index].place;
        let Some(other) = kept.iter().map(|other| &schemes[*other]).find(|other| slot(&other.place) == slot(place))
        else {
            kept.push(*index);
            continue;
        };
        if other.place != *place {
            let what = format!(
                "a requirement of both `{}` and `{}`, which are sent in the same place,",
                schemes[*index].wire, other.wire
            );
            let instead = "make them alternatives, with a requirement for each";
            context.unsupported(at, "credentials-in-one-place", what, instead);
            return None;
        }
    }
    Some(kept)
}

/// The place that holds one credential: a header, a cookie or a query parameter.
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

fn report_unknown(context: &mut Context<'_>, document: &Document<'_>, name: Spanned<&str>) {
    // The error of a scheme that exists has already been reported.
    if !document.security_scheme_names.contains(&name.value) {
        let nearest = nearest(name.value, document.security_scheme_names.iter().copied()).map(str::to_owned);
        context.report(name.at, Kind::UnknownSecurityScheme { name: name.value.to_owned(), nearest });
    }
}
