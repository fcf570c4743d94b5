//! The server crate: a trait, the types of its requests and responses, and (see `router`) the router over it.

pub(super) mod body;
mod challenge;
pub(super) mod documented;
mod fake;
mod router;
pub(super) mod routes;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::{glob, methods, name};
use super::layout::{Crate, Export, Input, Module, Source, Visibility};
use super::needs::ALWAYS;
use super::types::derive::Derives;
use super::{EmitError, embedded, literal, status};
use crate::files::Files;
use crate::rust::{code, described, doc, doc_ours, ident, one_line, paragraphs, prose, renamed, ty};
use model::api::{
    Api, CredentialPlace, Format, Location, Operation, Parameter, Response, ResponseContent, ResponseVariant, Scheme,
    Status,
};

const CRATE: Crate = Crate {
    folder: "server",
    modules: &[
        Module {
            name: "api",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The trait that an implementation has, its requests and its responses.",
                imports: &[
                    name("std::future::Future"),
                    name("axum::http::StatusCode"),
                    methods("axum::response::IntoResponse", &["into_response"]),
                    name("crate::rejection::Rejection"),
                    name("crate::response"),
                    name("crate::response::StatusOf"),
                    name("crate::types"),
                ],
                write: |input, module| module.items(items(input.api)),
            },
            exports: &["*"],
            condition: ALWAYS,
        },
        Module {
            name: "basic",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::BASIC),
            exports: &["Basic"],
            condition: |needs| needs.basic,
        },
        Module {
            name: "content",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::CONTENT),
            exports: &[],
            condition: |needs| needs.server.content,
        },
        Module {
            name: "credential",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::CREDENTIAL),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "cut",
            visibility: Visibility::Public,
            source: Source::Embedded(embedded::server::CUT),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "documented",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "An implementation that responds with the documented examples.",
                imports: &[
                    name("axum::http::StatusCode"),
                    glob("crate::api"),
                    name("crate::rejection::Location"),
                    name("crate::rejection::Reason"),
                    name("crate::rejection::Rejection"),
                    name("crate::response"),
                    name("crate::types"),
                ],
                write: |input, module| module.items(documented::items(input.api)),
            },
            exports: &["Documented"],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "fake",
            visibility: Visibility::Public,
            source: Source::Embedded(embedded::server::FAKE),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "fake_operations",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "Everything that the document has for the responses of each operation.",
                imports: &[
                    name("axum::Router"),
                    name("crate::fake"),
                    name("crate::fake::Documented"),
                    name("crate::fake::Operation"),
                    name("crate::fake::Status"),
                    name("crate::store::IdKind"),
                    name("crate::store::Property"),
                    name("crate::store::Resource"),
                    name("crate::store::Role"),
                    name("crate::template::Candidate"),
                    name("crate::template::Piece"),
                ],
                write: |input, module| module.items(fake::items(input.api)),
            },
            exports: &["fake_router"],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "file",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::FILE),
            exports: &["File"],
            condition: |needs| needs.server.multipart,
        },
        Module {
            name: "json",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::JSON),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "multipart",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::MULTIPART),
            exports: &["MultipartLimits"],
            condition: |needs| needs.server.multipart,
        },
        Module {
            name: "prefer",
            visibility: Visibility::Public,
            source: Source::Embedded(embedded::server::PREFER),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "rate_limit",
            visibility: Visibility::Public,
            source: Source::Embedded(embedded::server::RATE_LIMIT),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "rejection",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::REJECTION),
            exports: &["Location", "Reason", "Rejection"],
            condition: ALWAYS,
        },
        Module {
            name: "request",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::REQUEST),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "response",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::RESPONSE),
            exports: &["StatusOf", "StatusOutOfRange"],
            condition: ALWAYS,
        },
        Module {
            name: "router",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The router: reads each request, calls the trait's method and writes its response.",
                imports: &[
                    name("std::sync::Arc"),
                    name("axum::Router"),
                    name("axum::extract::Request"),
                    name("axum::extract::State"),
                    name("axum::http::StatusCode"),
                    methods("axum::response::IntoResponse", &["into_response"]),
                    name("axum::response::Response"),
                    name("axum::routing"),
                    glob("crate::api"),
                    name("crate::basic"),
                    name("crate::content"),
                    name("crate::credential"),
                    name("crate::multipart"),
                    name("crate::rejection::Location"),
                    name("crate::rejection::Reason"),
                    name("crate::rejection::Rejection"),
                    name("crate::request"),
                    name("crate::request::Text"),
                    name("crate::response"),
                    name("crate::style"),
                    name("crate::style::Kind"),
                    name("crate::style::Style"),
                    name("crate::template"),
                    name("crate::template::Candidate"),
                    name("crate::template::Piece"),
                    name("crate::types"),
                ],
                write: |input, module| module.items(router::items(input.api)),
            },
            exports: &["BODY_LIMIT", "router", "router_with_body_limit"],
            condition: ALWAYS,
        },
        Module {
            name: "store",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::STORE),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "style",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::STYLE),
            exports: &[],
            condition: |needs| needs.server.style,
        },
        Module {
            name: "template",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::TEMPLATE),
            exports: &[],
            condition: |needs| needs.server.template || needs.server.documented,
        },
    ],
    exports: &[
        Export { path: "router::router_with_limits", is_link: false, condition: |needs| needs.server.multipart },
        Export { path: "secrecy::{self, SecretString}", is_link: false, condition: ALWAYS },
        Export { path: "types", is_link: true, condition: ALWAYS },
    ],
    attributes: "",
};

/// Adds the files of the server crate.
///
/// # Errors
///
/// [`EmitError::Syntax`] if an emitter wrote no Rust.
pub(crate) fn emit(mut input: Input<'_>, out: &mut Files) -> Result<(), EmitError> {
    let docs = docs(input.api, input.needs.server.documented)?;
    CRATE.emit(&docs, &mut input, out)?;
    if input.needs.server.documented {
        out.insert("server/examples/documented.rs".to_owned(), documented::example(input.api)?);
    }
    Ok(())
}

const ABOUT: &str = "\
Implement [`Api`] and pass the implementation to [`router`]. The result is an [`axum::Router`]: add tower layers to it, or nest
it under a prefix. A request reaches a method of the trait only if it is as the document requires. Any other request is rejected
with the response that the document has for it, whose body the trait makes of the [`Rejection`]. The server checks the
credential first, then the parameters, then the body.
";

/// The documentation of the crate's root.
fn docs(api: &Api, is_documented: bool) -> Result<String, EmitError> {
    let title = format!("Server stub of {}, version {}.\n", one_line(&api.title), one_line(&api.version));
    let mut sections = vec![title, ABOUT.to_owned()];
    if is_documented {
        let program = documented::program(api)?;
        sections.push(format!(
            "[`Documented`] is an implementation that responds with the documented examples:\n\n```no_run\n{program}```\n\n\
             [`fake_router`] returns a router that also applies `Prefer`, and stores the resources that requests create. See [`fake`].\n"
        ));
    }
    Ok(sections.join("\n"))
}

/// The name of a type that belongs to an operation.
pub(crate) fn of(operation: &Operation, role: &str) -> proc_macro2::Ident {
    format_ident!("{}{}", operation.type_name, role)
}

fn items(api: &Api) -> TokenStream {
    let api_trait = api_trait(api);
    let security = (!api.credentials.is_empty()).then(|| credential(api));
    let derives = Derives::of(api);
    let operations = api.operations.iter().map(|operation| {
        let (request, response) = (request(api, &derives, operation), response(api, operation));
        quote!(#request #response)
    });
    quote! {
        #api_trait
        #security
        #(#operations)*
    }
}

fn api_trait(api: &Api) -> TokenStream {
    let about = doc_ours(&format!("Implementation of {}: one method per operation.", one_line(&api.title)));
    let secured = (!api.credentials.is_empty()).then(|| {
        quote! {
            /// The owner of a valid credential; `()` if the implementation does not need to know.
            type Caller: Send + 'static;

            /// Returns the owner of a credential, or denies the credential. Not called for a request without one.
            fn authenticate(&self, credential: Credential) -> impl Future<Output = Result<Self::Caller, Denied>> + Send;
        }
    });
    // Their receivers are ours, their names the document's.
    let conventional = ["as_", "from_", "into_", "is_", "to_"];
    let is_odd = |operation: &Operation| conventional.iter().any(|prefix| operation.method_name.starts_with(prefix));
    let allow = api.operations.iter().any(is_odd).then(|| {
        quote!(#[allow(clippy::wrong_self_convention, reason = "methods have the names of the document's operations")])
    });
    let methods = api.operations.iter().map(|operation| {
        let name = ident(&operation.method_name);
        let response = of(operation, "Response");
        let request = request_type(operation, &quote!(Self::Caller));
        let own = doc(operation.summary.as_deref().or(operation.description.as_deref()));
        let route = doc_ours(&format!("`{} {}`", operation.method, operation.template()));
        let docs = paragraphs([Some(own), Some(route)]);
        quote! {
            #docs
            fn #name(&self, request: #request) -> impl Future<Output = #response> + Send;
        }
    });
    let rejections = api.rejections.iter().map(|rejection| {
        let (name, ty) = (ident(&rejection.method), ty(api, &rejection.ty));
        quote! {
            /// Makes the response body for a request that is rejected before its method is called. The status code is
            /// the one that the document has for the rejection.
            fn #name(&self, rejection: &Rejection) -> #ty;
        }
    });
    quote! {
        #about
        #allow
        pub trait Api: Send + Sync + 'static {
            #secured
            #(#methods)*
            #(#rejections)*
        }
    }
}

fn credential(api: &Api) -> TokenStream {
    let ty = |scheme: &Scheme| match scheme.place {
        CredentialPlace::Basic => quote!(crate::Basic),
        _ => quote!(secrecy::SecretString),
    };
    let variants = api.credentials.iter().map(|set| {
        let variant = ident(&set.variant);
        let schemes: Vec<&Scheme> = set.schemes.iter().map(|scheme| &api.schemes[*scheme]).collect();
        let docs = schemes.iter().map(|scheme| scheme.doc.as_deref().map_or_else(|| code(&scheme.wire), prose));
        let docs = doc_ours(&docs.collect::<Vec<_>>().join("\n\n"));
        match schemes.as_slice() {
            [scheme] => {
                let ty = ty(scheme);
                quote!(#docs #variant(#ty),)
            }
            schemes => {
                let fields = schemes.iter().map(|scheme| {
                    let (name, ty) = (ident(&scheme.name), ty(scheme));
                    let docs = doc_ours(&renamed("Scheme", &scheme.name, &scheme.wire).unwrap_or_default());
                    quote!(#docs #name: #ty,)
                });
                quote!(#docs #variant { #(#fields)* },)
            }
        }
    });
    quote! {
        /// The credential sent with a request. Its `Debug` shows no secret.
        #[derive(Clone, Debug)]
        pub enum Credential {
            #(#variants)*
        }

        /// The credential is not valid.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Denied;
    }
}

/// The type of an operation's request, for a given type of caller.
pub(crate) fn request_type(operation: &Operation, caller: &TokenStream) -> TokenStream {
    let name = of(operation, "Request");
    if operation.security.is_none() { quote!(#name) } else { quote!(#name<#caller>) }
}

pub(crate) const PLACES: [(Location, &str, &str); 4] = [
    (Location::Path, "path", "Path"),
    (Location::Query, "query", "Query"),
    (Location::Header, "headers", "Headers"),
    (Location::Cookie, "cookies", "Cookies"),
];

fn request(api: &Api, derives: &Derives, operation: &Operation) -> TokenStream {
    let name = of(operation, "Request");
    let about = doc_ours(&format!("Request to [`Api::{}`].", operation.method_name));
    let caller = (!operation.security.is_none()).then(|| {
        if operation.security.optional {
            quote!(/** The authenticated caller; `None` for a request without a credential. */ pub caller: Option<Caller>,)
        } else {
            quote!(/** The authenticated caller. */ pub caller: Caller,)
        }
    });
    let generics = caller.is_some().then(|| quote!(<Caller>));
    let places = PLACES.iter().filter(|(location, _, _)| operation.parameters_in(*location).next().is_some());
    let (mut fields, mut structs) = (Vec::new(), Vec::new());
    for (location, field, suffix) in places {
        let (field_name, ty) = (ident(field), of(operation, suffix));
        fields.push(quote!(pub #field_name: #ty,));
        let members = operation.parameters_in(*location).map(|parameter| member(api, parameter));
        let about = doc_ours(&format!("{suffix} parameters of [`Api::{}`].", operation.method_name));
        let equality = derives.equality_of(operation.parameters_in(*location).map(Parameter::whole));
        structs.push(quote!(#about #[derive(Clone, Debug, #equality)] pub struct #ty { #(#members)* }));
    }
    let body = operation.body.as_ref().map(|body| {
        let ty = body::body_ty(api, operation, body);
        let docs = doc(body.doc.as_deref());
        quote!(#docs pub body: #ty,)
    });
    let is_stream = operation.body.as_ref().is_some_and(body::is_stream);
    let derive = if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    let of_body = operation.body.as_ref().map(|body| body::items(api, operation, body));
    quote! {
        #about
        #derive
        pub struct #name #generics { #caller #(#fields)* #body }
        #(#structs)*
        #of_body
    }
}

fn member(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let ty = ty(api, parameter.whole());
    let always = parameter.required || parameter.default.is_some();
    let ty = if always { ty } else { quote!(Option<#ty>) };
    let default = parameter.default.as_ref().map(|default| format!("Default: {}.", code(&default.to_string())));
    let docs = described(parameter.doc.as_deref(), [renamed("Parameter", &parameter.name, &parameter.wire), default]);
    quote!(#docs pub #name: #ty,)
}

fn response(api: &Api, operation: &Operation) -> TokenStream {
    let name = of(operation, "Response");
    let about = doc_ours(&format!("Documented responses of [`Api::{}`].", operation.method_name));
    let variants = operation.response_variants().map(|given| variant(api, given));
    let arms = operation.response_variants().map(arm);
    let is_stream = operation.response_variants().any(is_stream);
    let allow = literal::uneven_variants(operation.response_variants().count());
    let derive = if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    quote! {
        #about
        #derive
        #allow
        pub enum #name { #(#variants)* }

        impl IntoResponse for #name {
            fn into_response(self) -> axum::response::Response {
                match self { #(#arms)* }
            }
        }
    }
}

/// Whether the body is a stream.
fn is_stream(given: ResponseVariant<'_>) -> bool {
    !matches!(given.format(), None | Some(Format::Json | Format::Text))
}

/// The type of a response body.
fn response_ty(api: &Api, content: &ResponseContent) -> TokenStream {
    match content.format {
        Format::Json => ty(api, &content.ty),
        Format::Text => quote!(String),
        _ => quote!(axum::body::Body),
    }
}

/// The call that makes a response from a status and a body of the type [`response_ty`].
pub(crate) fn response_of(content: &ResponseContent, code: &TokenStream, body: &TokenStream) -> TokenStream {
    let media_type = &content.media_types[0];
    match content.format {
        Format::Json if media_type == "application/json" => quote!(response::json(#code, &#body)),
        Format::Json => quote!(crate::content::json_as(#code, #media_type, &#body)),
        Format::Text => quote!(crate::content::sent(#code, #media_type, axum::body::Body::from(#body))),
        Format::Bytes | Format::Form | Format::Multipart => quote!(crate::content::sent(#code, #media_type, #body)),
    }
}

/// Whether a variant has named fields.
pub(crate) fn has_fields(response: &Response) -> bool {
    !matches!(response.status, Status::Code(_)) || !response.headers.is_empty()
}

fn variant(api: &Api, given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let own = doc(response.doc.as_deref());
    let body = given.content.map(|content| response_ty(api, content));
    if !has_fields(response) {
        return match body {
            Some(body) => quote!(#own #name(#body),),
            None => quote!(#own #name,),
        };
    }
    let status = match response.status {
        Status::Code(_) => quote!(),
        Status::Range(hundreds) => quote!(/** The status code, one of the range. */ status: StatusOf<#hundreds>,),
        Status::Default => quote!(/** The status code. */ status: StatusCode,),
    };
    let headers = response.headers.iter().map(|header| {
        let (name, ty) = (ident(&header.name), ty(api, &header.ty));
        let ty = if header.required { ty } else { quote!(Option<#ty>) };
        let docs = described(header.doc.as_deref(), [renamed("Header", &header.name, &header.wire)]);
        quote!(#docs #name: #ty,)
    });
    let body = body.map(|body| quote!(body: #body,));
    quote!(#own #name { #status #(#headers)* #body },)
}

fn arm(given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let code = match response.status {
        Status::Code(code) => status::in_server(code),
        Status::Range(_) => quote!(status.get()),
        Status::Default => quote!(status),
    };
    let mut made = match given.content {
        Some(content) => response_of(content, &code, &quote!(body)),
        None => quote!(response::empty(#code)),
    };
    if !has_fields(response) {
        let body = given.content.map(|_| quote!((body)));
        return quote!(Self::#name #body => #made,);
    }
    let status = (!matches!(response.status, Status::Code(_))).then(|| quote!(status,));
    let names: Vec<_> = response.headers.iter().map(|header| ident(&header.name)).collect();
    let body = given.content.map(|_| quote!(body,));
    let is_taken = response.headers.iter().any(|header| header.name == "response");
    let local = ident(if is_taken { "_response" } else { "response" });
    let mut statements = Vec::new();
    for (header, name) in response.headers.iter().zip(&names) {
        let wire = header.wire.to_ascii_lowercase();
        statements.push(quote!(let #local = #made;));
        made = if header.required {
            quote!(response::with_header(#local, #wire, &#name))
        } else {
            quote!(match &#name { Some(value) => response::with_header(#local, #wire, value), None => #local })
        };
    }
    quote! {
        Self::#name { #status #(#names,)* #body } => {
            #(#statements)*
            #made
        }
    }
}
