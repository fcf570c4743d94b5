//! The router: for each operation a handler that reads the request and calls the trait's method, or rejects the request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::caller::caller;
use super::found::Found;
use super::rejection::rejection_response;
use super::request::{PLACES, request_type};
use super::{Side, body, challenge, of, routes};
use crate::emit::{kind, predicate, schemas};
use crate::named::{Api, Location, Operation, Parameter, Text};
use crate::names::Names;
use crate::rust::{doc_ours, ident, joined, mentions, mentions_before};

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

/// The parts of the constructors that differ if a request has a multipart body, which has limits of its own.
struct LimitedRouter {
    /// The statements of the constructor with a limit for bodies.
    router: TokenStream,
    /// The constructor with the limits of multipart bodies.
    with_limits: Option<TokenStream>,
    /// The field of the server, and its value in a clone.
    field: Option<TokenStream>,
    cloned: Option<TokenStream>,
}

impl LimitedRouter {
    /// `made` makes the router of `server`.
    fn of(api: &Api, side: Side, made: &TokenStream) -> Self {
        if !predicate::has_multipart(api) {
            let name = Constructors::of(side).api;
            let router = quote! {
                let server = Server { api: Arc::new(#name), body_limit };
                #made
            };
            return LimitedRouter { router, with_limits: None, field: None, cloned: None };
        }
        let limits = quote!(multipart::MultipartLimits::of_body(body_limit));
        let (router, with_limits) = match side {
            Side::Provider => {
                let router = quote! {
                    let server = Server { api: Arc::new(webhooks), body_limit, multipart_limits: #limits };
                    #made
                };
                (router, None)
            }
            Side::Callers => {
                let with_limits = quote! {
                    /// Like [`router_with_body_limit`], with separate limits for multipart bodies.
                    pub fn router_with_limits<A: Api>(api: A, body_limit: usize, multipart_limits: multipart::MultipartLimits) -> Router {
                        let server = Server { api: Arc::new(api), body_limit, multipart_limits };
                        #made
                    }
                };
                (quote!(router_with_limits(api, body_limit, #limits)), Some(with_limits))
            }
        };
        LimitedRouter {
            router,
            with_limits,
            field: Some(quote!(multipart_limits: multipart::MultipartLimits,)),
            cloned: Some(quote!(multipart_limits: self.multipart_limits)),
        }
    }
}

pub(crate) fn items(api: &Api, names: &Names, side: Side) -> TokenStream {
    let (routes, choices) = routes::routes(api, side);
    let Constructors { plain, with_body_limit, api: api_name, path, path_given, docs } = Constructors::of(side);
    let handlers: Vec<TokenStream> = api.operations.iter().map(|operation| handler(api, names, operation)).collect();
    // Segments that start with `:` or `*` mean nothing special in a document.
    let made = quote!(Router::new().without_v07_checks() #(#routes)* .with_state(server));
    let limits = LimitedRouter::of(api, side, &made);
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
    let LimitedRouter { router, with_limits, field: limits_field, cloned: limits_cloned } = limits;
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
    let (read, reject) = (joined("read", &operation.method_name, ""), joined("reject", &operation.method_name, ""));
    let request = request_type(operation, &quote!(A::Caller));
    let id = &operation.id;
    let build = build(api, names, operation);
    let named = |name: &str| {
        let name = if mentions(&build, name) { name.to_owned() } else { format!("_{name}") };
        ident(&name)
    };
    // An operation may be named `server` too, so the field is looked for.
    let is_server_used = mentions_before(&build, "server", '.');
    let (server, body) = (ident(if is_server_used { "server" } else { "_server" }), named("body"));
    let rejection_response = rejection_response(names, operation);
    let challenges = challenge::Challenges::of(api, operation);
    let rejected = challenges.on_rejection(quote!(#reject(&*server.api, &rejection)));
    let (failures, error) = if operation.security.is_none() {
        (quote!(Err(rejection) => #rejected,), quote!(Rejection))
    } else {
        let failures = quote! {
            Err(Failure::Rejected(rejection)) => #rejected,
            Err(Failure::Undocumented(error)) => undocumented::failed(#id, &error),
        };
        (failures, quote!(Failure))
    };
    let response = challenges.on_any_response(quote! {
        match #read(&server, request).await {
            Ok(request) => undocumented::respond(#id, Api::#name(&*server.api, request).await),
            #failures
        }
    });
    let response = if operation.method == "HEAD" { quote!(response::to_head(#response)) } else { response };
    quote! {
        fn #handle<A: Api>(server: Server<A>, request: Request) -> ResponseFuture {
            Box::pin(async move { #response })
        }

        async fn #read<A: Api>(
            #server: &Server<A>,
            request: Request,
        ) -> Result<operation::#name::#request, #error> {
            let (parts, #body) = request.into_parts();
            let parts = Arc::new(parts);
            let context = Context::new(&parts, #id);
            #build
        }

        #rejection_response
    }
}

/// The statements that read a request: credential, parameters, body. The first fault in this order is reported.
fn build(api: &Api, names: &Names, operation: &Operation) -> TokenStream {
    let name = of(operation, "Request");
    let found = Found::of(api, operation);
    let caller = (!operation.security.is_none()).then(|| caller(api, names, operation, &found));
    let caller_field = caller.is_some().then(|| quote!(caller,));
    let (mut reads, mut fields) = (vec![found.query()], Vec::new());
    reads.extend(caller);
    for (location, field, type_name) in PLACES {
        let parameters: Vec<&Parameter> = operation.parameters_in(location).collect();
        if parameters.is_empty() {
            continue;
        }
        let (field, ty) = (ident(field), of(operation, type_name));
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
        Ok(#name { context, #caller_field #(#fields)* #body_field })
    }
}

/// The field of a parameter.
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
    quote!(#name: #read,)
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
        (Text::Any, true) if parameter.array.is_some() => "list_parameter",
        (Text::Any, false) if parameter.array.is_some() => "optional_list_parameter",
        (Text::Any, true) => "text_parameter",
        (Text::Any, false) => "optional_text_parameter",
        (_, true) => "parameter",
        (_, false) => "optional_parameter",
    });
    quote!(validation::#check(Location::#location, #wire, #read, &schemas::#schema)?)
}
