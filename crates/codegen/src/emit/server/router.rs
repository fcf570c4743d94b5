//! The router: for each operation a handler that reads the request, calls the trait's method or refuses.

use proc_macro2::TokenStream;
use quote::quote;

use super::{PLACES, of, request_type, response_of};
use super::{body, routes};
use crate::emit::kind;
use crate::rust::{ident, joined, ty};
use model::api::{Api, CredentialPlace, Location, Operation, Parameter, RefusalBody, RefusalStatus, Scheme};

pub(crate) fn items(api: &Api) -> TokenStream {
    let (routes, choices) = routes::routes(api);
    let handlers = api.operations.iter().map(|operation| handler(api, operation));
    let basic = super::has_basic(api).then(|| {
        quote!(
            use crate::basic;
        )
    });
    let content = body::has_content(api).then(|| {
        quote! {
            #[allow(unused_imports, reason = "which are used depends on the document")]
            use crate::content;
        }
    });
    let style = body::has_style(api).then(|| {
        quote! {
            #[allow(unused_imports, reason = "which are used depends on the document")]
            use crate::style::{self, Kind, Style};
        }
    });
    let multipart = body::has_multipart(api).then(|| {
        quote! {
            use crate::multipart;
        }
    });
    // Segments that start with `:` or `*` mean nothing special in a document.
    let made = quote!(Router::new().without_v07_checks() #(#routes)* .with_state(server));
    let (mut router, mut with_limits, mut limits_field, mut limits_cloned) = (
        quote! {
            let server = Server { api: Arc::new(api), body_limit };
            #made
        },
        None,
        None,
        None,
    );
    if body::has_multipart(api) {
        router = quote!(router_with_limits(api, body_limit, multipart::MultipartLimits::of_body(body_limit)));
        with_limits = Some(quote! {
            /// The same, with limits of their own for multipart bodies.
            pub fn router_with_limits<A: Api>(api: A, body_limit: usize, multipart_limits: multipart::MultipartLimits) -> Router {
                let server = Server { api: Arc::new(api), body_limit, multipart_limits };
                #made
            }
        });
        limits_field = Some(quote!(multipart_limits: multipart::MultipartLimits,));
        limits_cloned = Some(quote!(multipart_limits: self.multipart_limits));
    }
    quote! {
        use std::sync::Arc;

        #[allow(unused_imports, reason = "which are used depends on the document")]
        use axum::{Router, extract::{Request, State}, http::StatusCode, response::{IntoResponse, Response}, routing};

        #[allow(unused_imports, reason = "which are used depends on the document")]
        use crate::{
            api::*, credential, rejection::{Location, Reason, Rejection}, request::{self, Text, Values}, response, types,
        };

        #basic
        #content
        #multipart
        #style

        /// Bytes that the body of a request may have, unless [`router_with_body_limit`] says otherwise.
        pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

        /// A router that serves `api`, with bodies of up to [`BODY_LIMIT`] bytes.
        pub fn router<A: Api>(api: A) -> Router {
            router_with_body_limit(api, BODY_LIMIT)
        }

        /// A router that serves `api`, with bodies of up to `body_limit` bytes.
        ///
        /// An unknown path is answered with 404, and another method on a known path with 405 and `Allow`, both without a
        /// body. A panic of the implementation is a 500 without a body.
        pub fn router_with_body_limit<A: Api>(api: A, body_limit: usize) -> Router {
            #router
        }

        #with_limits

        #[allow(dead_code, reason = "not every document has bodies")]
        struct Server<A> {
            api: Arc<A>,
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

fn handler(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.method_name);
    // Prefixes keep an operation from being named like anything else here.
    let handle = joined("handle", &operation.method_name, "");
    let (read, refuse) = (joined("read", &operation.method_name, ""), joined("refuse", &operation.method_name, ""));
    let caller = quote!(A::Caller);
    let request = request_type(operation, &caller);
    let build = build(api, operation);
    let refusal = refusal(api, operation);
    quote! {
        async fn #handle<A: Api>(State(server): State<Server<A>>, request: Request) -> Response {
            response::guarded(async move {
                match #read(&server, request).await {
                    Ok(request) => Api::#name(&*server.api, request).await.into_response(),
                    Err(rejection) => #refuse(&*server.api, &rejection),
                }
            })
            .await
        }

        #[allow(unused_variables, reason = "not every request has every part")]
        async fn #read<A: Api>(server: &Server<A>, request: Request) -> Result<#request, Rejection> {
            let (parts, body) = request.into_parts();
            #build
        }

        #refusal
    }
}

fn build(api: &Api, operation: &Operation) -> TokenStream {
    let name = of(operation, "Request");
    let caller = (!operation.security.is_none()).then(|| caller(api, operation));
    let caller_field = caller.is_some().then(|| quote!(caller,));
    let (mut reads, mut fields) = (Vec::new(), Vec::new());
    for (location, field, suffix) in PLACES {
        let parameters: Vec<&Parameter> = operation.parameters_in(location).collect();
        if parameters.is_empty() {
            continue;
        }
        let (field, ty) = (ident(field), of(operation, suffix));
        let values = values(operation, location, &parameters);
        let members = parameters.iter().map(|parameter| member(api, operation, parameter));
        let values = values.map(|values| quote!(let values = #values;));
        reads.push(quote! {
            #values
            let #field = #ty { #(#members)* };
        });
        fields.push(quote!(#field,));
    }
    let body = operation.body.as_ref().map(|body| body::read(api, operation, body));
    let body_field = body.is_some().then(|| quote!(body,));
    quote! {
        #caller
        #(#reads)*
        #body
        Ok(#name { #caller_field #(#fields)* #body_field })
    }
}

fn values(operation: &Operation, location: Location, parameters: &[&Parameter]) -> Option<TokenStream> {
    if location != Location::Path && parameters.iter().all(|parameter| !parameter.is_plain()) {
        return None;
    }
    Some(match location {
        Location::Query => quote!(Values::query(&parts)),
        Location::Header => {
            let names = parameters.iter().map(|parameter| &parameter.wire);
            quote!(Values::headers(&parts, &[#(#names),*]))
        }
        Location::Path => routes::path_values(operation),
        // None of them is plain.
        Location::Cookie => return None,
    })
}

fn member(api: &Api, operation: &Operation, parameter: &Parameter) -> TokenStream {
    let (name, wire) = (ident(&parameter.name), &parameter.wire);
    let text = kind::text(parameter.text);
    let read = match (parameter.required, parameter.array.is_some()) {
        _ if !parameter.is_plain() => body::parameter(api, operation, parameter),
        (true, false) => quote!(values.required(#wire, #text)?),
        (false, false) => quote!(values.optional(#wire, #text)?),
        (true, true) => quote!(values.required_array(#wire, #text)?),
        (false, true) => quote!(values.optional_array(#wire, #text)?),
    };
    let Some(default) = &parameter.default else { return quote!(#name: #read,) };
    let default = default.to_string();
    let ty = ty(api, parameter.whole());
    quote! {
        #name: match #read {
            Some(value) => value,
            // The document's own default, which fits its schema.
            None => serde_json::from_str::<#ty>(#default).map_err(|_| {
                Rejection::malformed(Location::Query, #wire, "given")
            })?,
        },
    }
}

/// Reads the credential and asks the implementation about it.
fn caller(api: &Api, operation: &Operation) -> TokenStream {
    let sets: Vec<_> = operation.security.alternatives.iter().map(|set| &api.credentials[*set]).collect();
    let mut used: Vec<usize> = sets.iter().flat_map(|set| set.schemes.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    let reads = used.iter().map(|index| {
        let scheme = &api.schemes[*index];
        let name = joined("given", &scheme.name, "");
        let read = read(scheme);
        quote!(let #name = #read?;)
    });
    let choices = sets.iter().map(|set| {
        let variant = ident(&set.variant);
        let names: Vec<_> = set.schemes.iter().map(|index| joined("given", &api.schemes[*index].name, "")).collect();
        let fields: Vec<_> = set.schemes.iter().map(|index| ident(&api.schemes[*index].name)).collect();
        let wire = wire(&api.schemes[set.schemes.first().copied().unwrap_or_default()]);
        let made = match (names.as_slice(), fields.as_slice()) {
            ([_], [field]) => quote!(Credential::#variant(#field.clone())),
            _ => quote!(Credential::#variant { #(#fields: #fields.clone()),* }),
        };
        quote!(if let (#(Some(#fields),)*) = (#(&#names,)*) { Some((#made, #wire)) } else)
    });
    let missing = wire(&api.schemes[sets.first().and_then(|set| set.schemes.first().copied()).unwrap_or_default()]);
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
        let credential = #(#choices)* { None };
        let caller = #outcome;
    }
}

fn read(scheme: &Scheme) -> TokenStream {
    match &scheme.place {
        CredentialPlace::Query(name) => quote!(credential::in_query(&parts, #name)),
        CredentialPlace::Header(name) => quote!(credential::in_header(&parts, #name)),
        CredentialPlace::Cookie(name) => quote!(credential::in_cookie(&parts, #name)),
        CredentialPlace::Bearer => quote!(credential::bearer(&parts)),
        CredentialPlace::Basic => quote!(basic::basic(&parts)),
        CredentialPlace::Http(name) => {
            quote!(credential::authorization(&parts, #name).map(|text| text.map(secrecy::SecretString::from)))
        }
    }
}

/// What a credential is called where it stands in the request.
fn wire(scheme: &Scheme) -> String {
    match &scheme.place {
        CredentialPlace::Query(name) | CredentialPlace::Header(name) | CredentialPlace::Cookie(name) => name.clone(),
        CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_) => "authorization".to_owned(),
    }
}

/// The answer to a rejection: statuses by what was wrong, a body by the trait's method for the documented type.
fn refusal(api: &Api, operation: &Operation) -> TokenStream {
    let refuse = joined("refuse", &operation.method_name, "");
    let statuses = &operation.refusals;
    let answer = |status: Option<RefusalStatus>, otherwise: u16| match status {
        Some(RefusalStatus { code, response, body: Some(RefusalBody { content, refusal }) }) => {
            let method = ident(&api.refusals[refusal].method);
            response_of(
                &operation.responses[response].contents[content],
                &quote!(response::status(#code)),
                &quote!(Api::#method(api, rejection)),
            )
        }
        Some(RefusalStatus { code, body: None, .. }) => quote!(response::empty(response::status(#code))),
        None => quote!(response::problem(#otherwise, rejection)),
    };
    let credential = (!operation.security.is_none()).then(|| {
        let (missing, wrong) = (answer(statuses.credential_missing, 401), answer(statuses.credential_wrong, 401));
        quote! {
            (Location::Credential, Reason::Missing) => #missing,
            (Location::Credential, _) => #wrong,
        }
    });
    let body = operation.body.as_ref().map(|_| {
        let (large, media) = (answer(statuses.too_large, 413), answer(statuses.media_type, 415));
        quote! {
            (_, Reason::TooLarge { .. }) => #large,
            (_, Reason::UnsupportedMediaType { .. }) => #media,
        }
    });
    let invalid = answer(statuses.invalid, 400);
    quote! {
        #[allow(unused_variables, reason = "an answer may have no body")]
        fn #refuse<A: Api>(api: &A, rejection: &Rejection) -> Response {
            match (rejection.location, &rejection.reason) {
                #credential
                #body
                _ => #invalid,
            }
        }
    }
}
