//! The router: for each operation a handler that reads the request and calls the trait's method, or rejects the request.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::request::{PLACES, request_type};
use super::response::response_of;
use super::{Side, body, challenge, of, routes};
use crate::emit::{kind, predicate, schemas, status};
use crate::named::{
    Api, CredentialPlace, Format, Location, Operation, Parameter, RejectionBody, RejectionStatus, Scheme, Text,
};
use crate::names::Names;
use crate::rust::{doc_ours, ident, joined, ty};

/// The functions that make a router, with what their documentation says, and the parameters that both sides differ in.
struct Constructors {
    plain: Ident,
    with_body_limit: Ident,
    /// The name of the implementation.
    api: Ident,
    /// The function that chooses paths, as a parameter and as an argument.
    path: TokenStream,
    path_given: TokenStream,
    /// Further documentation of every function.
    docs: TokenStream,
}

impl Constructors {
    fn of(side: Side) -> Self {
        match side {
            Side::Callers => Constructors {
                plain: ident("router"),
                with_body_limit: ident("router_with_body_limit"),
                api: ident("api"),
                path: TokenStream::new(),
                path_given: TokenStream::new(),
                docs: TokenStream::new(),
            },
            Side::Provider => Constructors {
                plain: ident("webhook_router"),
                with_body_limit: ident("webhook_router_with_body_limit"),
                api: ident("webhooks"),
                path: quote!(path: impl Fn(&str) -> String,),
                path_given: quote!(path,),
                docs: quote! {
                    ///
                    /// `path` returns the path of a webhook, by its name in the document.
                    ///
                    /// # Panics
                    ///
                    /// Panics if `path` returns the same path for two webhooks, or a path that does not start with `/`.
                },
            },
        }
    }
}

pub(crate) fn items(api: &Api, names: &Names, side: Side) -> TokenStream {
    let (routes, choices) = routes::routes(api, side);
    let Constructors { plain, with_body_limit, api: api_name, path, path_given, docs } = Constructors::of(side);
    let handlers: Vec<TokenStream> = api.operations.iter().map(|operation| handler(api, names, operation)).collect();
    // Segments that start with `:` or `*` mean nothing special in a document.
    let made = quote!(Router::new().without_v07_checks() #(#routes)* .with_state(server));
    let (mut router, mut with_limits, mut limits_field, mut limits_cloned) = (
        quote! {
            let server = Server { api: Arc::new(#api_name), body_limit };
            #made
        },
        None,
        None,
        None,
    );
    if predicate::has_multipart(api) {
        let limits = quote!(multipart::MultipartLimits::of_body(body_limit));
        limits_field = Some(quote!(multipart_limits: multipart::MultipartLimits,));
        limits_cloned = Some(quote!(multipart_limits: self.multipart_limits));
        if side == Side::Provider {
            router = quote! {
                let server = Server { api: Arc::new(webhooks), body_limit, multipart_limits: #limits };
                #made
            };
        } else {
            router = quote!(router_with_limits(api, body_limit, #limits));
            with_limits = Some(quote! {
                /// Like [`router_with_body_limit`], with separate limits for multipart bodies.
                pub fn router_with_limits<A: Api>(api: A, body_limit: usize, multipart_limits: multipart::MultipartLimits) -> Router {
                    let server = Server { api: Arc::new(api), body_limit, multipart_limits };
                    #made
                }
            });
        }
    }
    // Multipart bodies have limits of their own.
    let is_limited = handlers.iter().any(|handler| mentions(handler, "body_limit"));
    let unlimited =
        (!is_limited).then(|| quote!(#[allow(dead_code, reason = "no operation reads a body up to this limit")]));
    let plain_parameters = if path.is_empty() { quote!(#api_name: A) } else { quote!(#api_name: A, #path) };
    let body_limit = (side == Side::Callers).then(|| {
        quote! {
            /// The default limit for the body of a request, in bytes.
            pub const BODY_LIMIT: usize = 2 * 1024 * 1024;
        }
    });
    let serves = |limit| {
        doc_ours(&format!("Creates a router that serves `{api_name}` and takes bodies of up to {limit} bytes."))
    };
    let (serves_default, serves) = (serves("[`BODY_LIMIT`]"), serves("`body_limit`"));
    quote! {
        #body_limit

        #serves_default
        #docs
        pub fn #plain<A: Api>(#plain_parameters) -> Router {
            #with_body_limit(#api_name, #path_given BODY_LIMIT)
        }

        #serves
        ///
        /// The response to an unknown path is 404, and to another method on a known path 405 with `Allow`, both without a
        /// body. If the implementation panics, the response is 500 without a body.
        #docs
        pub fn #with_body_limit<A: Api>(#api_name: A, #path body_limit: usize) -> Router {
            #router
        }

        #with_limits

        struct Server<A> {
            api: Arc<A>,
            #unlimited
            body_limit: usize,
            #limits_field
        }

        impl<A> Clone for Server<A> {
            fn clone(&self) -> Self {
                Server { api: Arc::clone(&self.api), body_limit: self.body_limit, #limits_cloned }
            }
        }

        #choices

        #(#handlers)*
    }
}

fn handler(api: &Api, names: &Names, operation: &Operation) -> TokenStream {
    let name = ident(&operation.method_name);
    // Prefixes keep an operation from being named like anything else here.
    let handle = joined("handle", &operation.method_name, "");
    let (read, refuse) = (joined("read", &operation.method_name, ""), joined("refuse", &operation.method_name, ""));
    let caller = quote!(A::Caller);
    let request = request_type(operation, &caller);
    let build = build(api, names, operation);
    let named = |name: &str| {
        let name = if mentions(&build, name) { name.to_owned() } else { format!("_{name}") };
        ident(&name)
    };
    let (server, parts, body) = (named("server"), named("parts"), named("body"));
    let (request_name, taken) = if mentions(&build, "parts") || mentions(&build, "body") {
        (ident("request"), quote!(let (#parts, #body) = request.into_parts();))
    } else {
        (ident("_request"), quote!())
    };
    let rejection_response = rejection_response(names, operation);
    let challenges = challenge::Challenges::of(api, operation);
    let refused = challenges.on_rejection(quote!(#refuse(&*server.api, &rejection)));
    let guarded = quote! {
        response::guarded(async move {
            match #read(&server, request).await {
                Ok(request) => Api::#name(&*server.api, request).await.into_response(),
                Err(rejection) => #refused,
            }
        })
        .await
    };
    let response = challenges.on_any_response(guarded);
    let response = if operation.method == "HEAD" { quote!(response::to_head(#response)) } else { response };
    quote! {
        async fn #handle<A: Api>(State(server): State<Server<A>>, request: Request) -> Response {
            #response
        }

        async fn #read<A: Api>(#server: &Server<A>, #request_name: Request) -> Result<#request, Rejection> {
            #taken
            #build
        }

        #rejection_response
    }
}

/// Whether tokens hold an identifier.
pub(crate) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The statements that read a request: credential, parameters, body. The first fault in this order is reported.
fn build(api: &Api, names: &Names, operation: &Operation) -> TokenStream {
    let name = of(operation, "Request");
    let found = Found::of(api, operation);
    let caller = (!operation.security.is_none()).then(|| caller(api, names, operation, &found));
    let caller_field = caller.is_some().then(|| quote!(caller,));
    let (mut reads, mut fields) = (vec![found.query()], Vec::new());
    reads.extend(caller);
    for (location, field, suffix) in PLACES {
        let parameters: Vec<&Parameter> = operation.parameters_in(location).collect();
        if parameters.is_empty() {
            continue;
        }
        let (field, ty) = (ident(field), of(operation, suffix));
        let find = found.in_location(operation, location);
        let members = parameters.iter().map(|parameter| member(api, operation, parameter, &found));
        reads.push(quote! {
            #find
            let #field = #ty { #(#members)* };
        });
        fields.push(quote!(#field,));
    }
    let body = operation.body.as_ref().map(|body| body::read(api, operation, body));
    let body_field = body.is_some().then(|| quote!(body,));
    quote! {
        #(#reads)*
        #body
        Ok(#name { #caller_field #(#fields)* #body_field })
    }
}

/// The parameters that are found in one pass over their location, before any of them is read. The code has an array for each
/// location, and refers to a parameter by its index there.
struct Found<'a> {
    /// Names in the query: those of credentials, then those of plain parameters.
    query: Vec<&'a str>,
    path: Vec<&'a str>,
    headers: Vec<&'a str>,
    /// Whether parameters of another style than the default are read from all pairs of the query or of the cookies.
    query_pairs: bool,
    cookie_pairs: bool,
}

impl<'a> Found<'a> {
    fn of(api: &'a Api, operation: &'a Operation) -> Self {
        let plain = |location| {
            let parameters = operation.parameters_in(location).filter(|parameter| parameter.is_plain());
            parameters.map(|parameter| parameter.wire.as_str()).collect::<Vec<_>>()
        };
        let schemes = used_schemes(api, operation).into_iter().map(|index| &api.schemes[index]);
        let credentials = schemes.filter_map(|scheme| match &scheme.place {
            CredentialPlace::Query(name) => Some(name.as_str()),
            _ => None,
        });
        let mut query: Vec<&str> = Vec::new();
        for name in credentials.chain(plain(Location::Query)) {
            if !query.contains(&name) {
                query.push(name);
            }
        }
        let has_styled = |location| operation.parameters_in(location).any(|parameter| !parameter.is_plain());
        Found {
            query,
            path: plain(Location::Path),
            headers: plain(Location::Header),
            query_pairs: has_styled(Location::Query),
            cookie_pairs: has_styled(Location::Cookie),
        }
    }

    /// The statement that finds parameters and credentials in the query.
    fn query(&self) -> TokenStream {
        let names = &self.query;
        if names.is_empty() { quote!() } else { quote!(let in_query = request::query(&parts, [#(#names),*]);) }
    }

    /// The statements before the parameters of a location are read.
    fn in_location(&self, operation: &Operation, location: Location) -> TokenStream {
        match location {
            Location::Query if self.query_pairs => quote!(let query_pairs = style::Pairs::query(&parts);),
            Location::Cookie if self.cookie_pairs => quote!(let cookie_pairs = style::Pairs::cookies(&parts);),
            Location::Path if !self.path.is_empty() => {
                let path = routes::path_parameters(operation, &self.path);
                quote!(let in_path = #path;)
            }
            Location::Header if !self.headers.is_empty() => {
                let names = &self.headers;
                quote!(let in_headers = request::headers(&parts, [#(#names),*]);)
            }
            _ => quote!(),
        }
    }

    /// The expression for a parameter, or for a credential in the query.
    fn at(&self, location: Location, wire: &str) -> TokenStream {
        let (array, names) = match location {
            Location::Path => (quote!(in_path), &self.path),
            Location::Header => (quote!(in_headers), &self.headers),
            Location::Query | Location::Cookie => (quote!(in_query), &self.query),
        };
        let index = Literal::usize_unsuffixed(names.iter().position(|name| *name == wire).unwrap_or_default());
        quote!(#array[#index])
    }
}

fn member(api: &Api, operation: &Operation, parameter: &Parameter, found: &Found<'_>) -> TokenStream {
    let (name, wire) = (ident(&parameter.name), &parameter.wire);
    let text = kind::text(parameter.text);
    let at = found.at(parameter.location, wire);
    let read = match (parameter.required, parameter.array.is_some()) {
        _ if !parameter.is_plain() => body::parameter(api, operation, parameter),
        (true, false) => quote!(#at.required(#text)?),
        (false, false) => quote!(#at.optional(#text)?),
        (true, true) => quote!(#at.required_array(#text)?),
        (false, true) => quote!(#at.optional_array(#text)?),
    };
    let read = if parameter.is_validated { validated(operation, parameter, &read) } else { read };
    let Some(default) = &parameter.default else { return quote!(#name: #read,) };
    let default = default.to_string();
    let ty = ty(api, parameter.whole());
    let location = location(parameter);
    quote! {
        #name: match #read {
            Some(value) => value,
            // The document's default, which fits its schema.
            None => serde_json::from_str::<#ty>(#default).map_err(|_| {
                Rejection::malformed(Location::#location, #wire, "given")
            })?,
        },
    }
}

fn location(parameter: &Parameter) -> Ident {
    ident(match parameter.location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    })
}

/// Checks the value of a parameter against its schema.
fn validated(operation: &Operation, parameter: &Parameter, read: &TokenStream) -> TokenStream {
    let (wire, location, schema) = (&parameter.wire, location(parameter), schemas::of_parameter(operation, parameter));
    let check = ident(match (parameter.text, parameter.required) {
        (Text::Any, true) => "text_parameter",
        (Text::Any, false) => "optional_text_parameter",
        (_, true) => "parameter",
        (_, false) => "optional_parameter",
    });
    quote!(validation::#check(Location::#location, #wire, #read, &schemas::#schema)?)
}

/// The security schemes of an operation, by index.
pub(crate) fn used_schemes(api: &Api, operation: &Operation) -> Vec<usize> {
    let sets = operation.security.alternatives.iter().map(|set| &api.credentials[*set]);
    let mut used: Vec<usize> = sets.flat_map(|set| set.schemes.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    used
}

/// Reads the credential and has the implementation authenticate it.
fn caller(api: &Api, names: &Names, operation: &Operation, found: &Found<'_>) -> TokenStream {
    let alternatives = operation.security.alternatives.iter();
    let sets: Vec<_> = alternatives.map(|set| (&api.credentials[*set], &names.credentials[*set])).collect();
    let reads = used_schemes(api, operation).into_iter().map(|index| {
        let scheme = &api.schemes[index];
        let name = joined("given", &scheme.name, "");
        let read = read(scheme, found);
        quote!(let #name = #read?;)
    });
    let variants = sets.iter().map(|(set, variant)| {
        let schemes: Vec<&Scheme> = set.schemes.iter().map(|index| &api.schemes[*index]).collect();
        let names: Vec<_> = schemes.iter().map(|scheme| joined("given", &scheme.name, "")).collect();
        let fields: Vec<_> = schemes.iter().map(|scheme| ident(&scheme.name)).collect();
        (ident(variant), names, fields, wire(&api.schemes[set.schemes.first().copied().unwrap_or_default()]))
    });
    let variants: Vec<_> = variants.collect();
    let credential = match variants.as_slice() {
        [(variant, names, fields, wire)] if names.len() == 1 => {
            quote!(#(#names)*.map(|#(#fields)*| (Credential::#variant(#(#fields)*), #wire)))
        }
        // A credential may be part of several alternatives, so they borrow it.
        variants => {
            let choices = variants.iter().enumerate().map(|(index, (variant, names, fields, wire))| {
                let made = match fields.as_slice() {
                    [field] => quote!(Credential::#variant(#field.clone())),
                    fields => quote!(Credential::#variant { #(#fields: #fields.clone()),* }),
                };
                let is_last = index + 1 == variants.len();
                match (fields.as_slice(), names.as_slice()) {
                    ([field], [name]) if is_last => quote!({ #name.as_ref().map(|#field| (#made, #wire)) }),
                    ([field], [name]) => quote!(if let Some(#field) = &#name { Some((#made, #wire)) } else),
                    _ => {
                        let none = is_last.then(|| quote!({ None }));
                        quote!(if let (#(Some(#fields)),*) = (#(&#names),*) { Some((#made, #wire)) } else #none)
                    }
                }
            });
            quote!(#(#choices)*)
        }
    };
    let missing =
        wire(&api.schemes[sets.first().and_then(|(set, _)| set.schemes.first().copied()).unwrap_or_default()]);
    let authenticate = quote! {
        Api::authenticate(&*server.api, credential)
            .await
            .map_err(|Denied| Rejection::new(Location::Credential, name, Reason::Refused))?
    };
    let outcome = if operation.security.optional {
        quote!(match credential { Some((credential, name)) => Some(#authenticate), None => None })
    } else {
        quote!(match credential {
            Some((credential, name)) => #authenticate,
            None => return Err(Rejection::new(Location::Credential, #missing, Reason::Missing)),
        })
    };
    quote! {
        #(#reads)*
        let credential = #credential;
        let caller = #outcome;
    }
}

fn read(scheme: &Scheme, found: &Found<'_>) -> TokenStream {
    match &scheme.place {
        CredentialPlace::Query(name) => {
            let parameter = found.at(Location::Query, name);
            quote!(credential::in_query(&#parameter))
        }
        CredentialPlace::Header(name) => quote!(credential::in_header(&parts, #name)),
        CredentialPlace::Cookie(name) => quote!(credential::in_cookie(&parts, #name)),
        CredentialPlace::Bearer => quote!(credential::bearer(&parts)),
        CredentialPlace::Basic => quote!(basic::basic(&parts)),
        CredentialPlace::Http(name) => {
            quote!(credential::authorization(&parts, #name).map(|text| text.map(secrecy::SecretString::from)))
        }
    }
}

/// The name of a credential in the request.
fn wire(scheme: &Scheme) -> String {
    match &scheme.place {
        CredentialPlace::Query(name) | CredentialPlace::Header(name) | CredentialPlace::Cookie(name) => name.clone(),
        CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_) => "authorization".to_owned(),
    }
}

/// The function that makes the response to a rejection. The reason selects the status code, and the method of the trait for
/// the documented type makes the body.
fn rejection_response(names: &Names, operation: &Operation) -> TokenStream {
    let refuse = joined("refuse", &operation.method_name, "");
    let statuses = &operation.rejections;
    let response = |status: Option<RejectionStatus>, otherwise: u16| match status {
        Some(RejectionStatus { code, response, body: Some(RejectionBody { content, rejection }) }) => {
            let method = ident(&names.rejections[rejection]);
            let content = &operation.responses[response].contents[content];
            let body = quote!(Api::#method(api, rejection));
            let body = match content.format {
                Format::Json | Format::Text => body,
                Format::Bytes | Format::Form | Format::Multipart => quote!(axum::body::Body::from(#body)),
            };
            response_of(content, &status::in_server(code), &body)
        }
        Some(RejectionStatus { code, body: None, .. }) => {
            let code = status::in_server(code);
            quote!(response::empty(#code))
        }
        None => {
            let otherwise = Literal::u16_unsuffixed(otherwise);
            quote!(response::problem(#otherwise, rejection))
        }
    };
    let mut arms = Vec::new();
    if !operation.security.is_none() {
        arms.push((quote!((Location::Credential, Reason::Missing)), response(statuses.credential_missing, 401)));
        arms.push((quote!((Location::Credential, _)), response(statuses.credential_wrong, 401)));
    }
    if operation.body.is_some() {
        arms.push((quote!((_, Reason::TooLarge { .. })), response(statuses.too_large, 413)));
        arms.push((quote!((_, Reason::UnsupportedMediaType { .. })), response(statuses.media_type, 415)));
    }
    let chosen = chosen(arms, &response(statuses.invalid, 400));
    let named = |name: &str| {
        let name = if mentions(&chosen, name) { name.to_owned() } else { format!("_{name}") };
        ident(&name)
    };
    let (api, rejection) = (named("api"), named("rejection"));
    quote! {
        fn #refuse<A: Api>(#api: &A, #rejection: &Rejection) -> Response {
            #chosen
        }
    }
}

/// The choice of a response by the rejection, each response once where the order of the patterns allows it.
fn chosen(arms: Vec<(TokenStream, TokenStream)>, otherwise: &TokenStream) -> TokenStream {
    let mut merged: Vec<(TokenStream, TokenStream)> = Vec::new();
    for (pattern, value) in arms {
        match merged.last_mut() {
            Some((patterns, last)) if last.to_string() == value.to_string() => patterns.extend(quote!(| #pattern)),
            _ => merged.push((pattern, value)),
        }
    }
    while merged.last().is_some_and(|(_, value)| value.to_string() == otherwise.to_string()) {
        merged.pop();
    }
    if merged.is_empty() {
        return otherwise.clone();
    }
    let arms = merged.iter().map(|(pattern, value)| quote!(#pattern => #value,));
    quote! {
        match (rejection.location, &rejection.reason) {
            #(#arms)*
            _ => #otherwise,
        }
    }
}
