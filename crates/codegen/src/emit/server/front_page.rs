//! The documentation of the server crate's root: an implementation, the list of operations, authentication, tests.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::documented;
use super::request::request_type;
use super::response::{constructors, required_headers};
use crate::emit::needs::Needs;
use crate::emit::predicate::shown_response;
use crate::emit::{EmitError, format, literal, operation_list};
use crate::named::{Api, CredentialPlace, Format, ItemValues, Items, Operation, ResponseContent, Status, TypeRef};
use crate::names::Names;
use crate::rust::{and, ident, library, mentions, one_line, prose};

const ABOUT: &str = "\
Implement [`Api`] and pass the implementation to [`router`]. The result is an `axum::Router`: add tower layers to it, or nest
it under a prefix. A request reaches a method of the trait only if it is as the document requires. Any other request is rejected
with the response that the document has for it. The server checks the credential first, then the parameters, then the body.
";

const METHODS: &str = "\
The module of an operation in [`operation`] has its request and its responses. A response is made by a function such as
`Response::ok` from its body and its required headers, has a method for each optional header, and becomes a `Response` with `.into()`.
";

const ERRORS: &str = "\
can be returned with `?`. It becomes [`Undocumented`]: the response is a 500 without a body, and the feature `tracing` logs
the error with the name of the operation. If a method panics, the response is a 500 without a body too, and the log
says that the handler panicked. A method that is not implemented responds with 501.

A request that violates the document is rejected before it reaches a method. The response names the part of the request and never
quotes its value: see [`Rejection`].
";

const STREAMS: &str = "\
An item is taken from an [`ItemStream`] when the connection can send it. If the client closes the connection, the stream is dropped. If the
stream has an error, the server closes the connection, so that the client sees that the body is incomplete.
";

const AUTHENTICATION: &str = "\
# Authentication

`Api::authenticate` receives the credential of a request and returns the caller, which methods find in `request.caller`. It can
deny the credential: see [`Denied`]. [`Context::scopes`] has the scopes that the document requires.
";

const MOCK: &str = "\
With the feature `mock`, `Mock` is an implementation whose methods are closures. It records the requests. `Client::over(router(mock))` of
the client crate calls it without a socket.
";

const TAGS: &str = "\
With the feature `tags`, the module `tag` has a trait for each tag, and `ByTag` makes an [`Api`] of their implementations.
";

const WEBHOOKS: &str = "\
# Webhooks

A caller of the API receives its webhooks: implement [`Webhooks`] and pass the implementation to [`webhook_router`], with a
function from the name of a webhook to the path that the provider sends it to. The module [`webhook`] has the requests and
responses.
";

/// Returns the documentation of the crate's root.
///
/// # Errors
///
/// [`EmitError::Syntax`] if the program is not valid Rust.
pub(super) fn docs(api: &Api, names: &Names, needs: &Needs) -> Result<String, EmitError> {
    let title = format!("Server of {}, version {}.\n", one_line(&api.title), one_line(&api.version));
    let mut sections = vec![title];
    sections.extend(api.description.as_deref().map(|text| prose(text) + "\n"));
    sections.push(ABOUT.to_owned());
    if let Some(tokens) = api.operations.iter().find_map(|operation| program(api, names, operation)) {
        sections.push(format!("```no_run\n{}```\n", format::program(tokens)?));
    }
    sections.push(METHODS.to_owned());
    if needs.server.operations {
        sections.push(operation_list::section(api, "Api"));
        sections.push(errors(api));
    }
    sections.extend(streams(api));
    if needs.server.tags {
        sections.push(TAGS.to_owned());
    }
    if !api.credentials.is_empty() {
        sections.push(AUTHENTICATION.to_owned());
    }
    if needs.server.operations {
        sections.push(format!("# Tests\n\n{MOCK}"));
    }
    if needs.server.documented {
        let program = documented::program::front_page(api)?;
        sections.push(format!(
            "[`Documented`] is an implementation that responds with the documented examples:\n\n```no_run\n{program}```\n\n\
             With the feature `fake`, `fake_router` returns a router that also applies `Prefer`, and stores the resources that requests\n\
             create.\n"
        ));
    }
    if needs.server.webhooks {
        sections.push(WEBHOOKS.to_owned());
    }
    Ok(sections.join("\n"))
}

/// The section about errors.
fn errors(api: &Api) -> String {
    let documented = api.operations.iter().find_map(|operation| {
        let mut variants = operation.response_variants();
        let at = variants.position(|variant| matches!(variant.response.status, Status::Code(400..=499)))?;
        let constructor = constructors(operation).into_iter().nth(at)?;
        let method = &operation.method_name;
        Some(format!(
            "A documented error is a response too: [`{method}::Response::{constructor}`](operation::{method}::Response::{constructor}) makes one.\n"
        ))
    });
    let subject = if documented.is_some() { "Any other error" } else { "Any error" };
    format!("# Errors\n\n{}{subject} {ERRORS}", documented.unwrap_or_default())
}

/// The section about responses that are streams of items. `None` if there are none.
fn streams(api: &Api) -> Option<String> {
    let is_stream = |operation: &&Operation| {
        let mut contents = operation.response_variants().filter_map(|variant| variant.content);
        contents.any(|content| content.items.as_ref().and_then(Items::values).is_some())
    };
    let methods = api.operations.iter().filter(is_stream).map(|operation| &operation.method_name);
    let links: Vec<String> = methods.map(|name| format!("[`{name}`](Api::{name})")).collect();
    (!links.is_empty()).then(|| {
        format!(
            "# Streams\n\nThe response of {} is an [`ItemStream`]. A stream of items converts into it, and an iterator can be collected into \
             it.\n\n{STREAMS}",
            and(&links)
        )
    })
}

/// A stream of one item.
fn stream_shown(api: &Api, content: &ResponseContent, package: &Ident) -> Option<TokenStream> {
    let items = content.items.as_ref()?;
    let item = match items.values()? {
        ItemValues::Items(ty) => literal::expression(api, ty, items.sample.as_ref()?)?,
        ItemValues::Data(ty) | ItemValues::Text(ty) => {
            let data = literal::expression(api, ty, items.data.as_ref()?.sample.as_ref()?)?;
            quote!(#package::Event::new(#data))
        }
    };
    Some(quote!(#package::ItemStream::from_iter([#item])))
}

/// A program that implements one operation. `None` if no value can be made for its response.
fn program(api: &Api, names: &Names, operation: &Operation) -> Option<TokenStream> {
    let package = library(&api.packages.server);
    let name = ident(&operation.method_name);
    let given = shown_response(operation)?;
    let Status::Code(_) = given.response.status else { return None };
    let headers = required_headers(given).into_iter();
    let headers = headers.map(|header| match &header.ty {
        // The parameter takes any text.
        TypeRef::String => header.sample.as_str().map(|text| quote!(#text)),
        ty => literal::expression(api, ty, &header.sample),
    });
    let mut arguments: Vec<TokenStream> = headers.collect::<Option<_>>()?;
    if let Some(content) = given.content {
        let sample = content.sample.as_ref();
        arguments.push(match content.format {
            _ if content.items.as_ref().and_then(Items::values).is_some() => stream_shown(api, content, &package)?,
            Format::Json if content.ty != TypeRef::String => literal::expression(api, &content.ty, sample?)?,
            _ => {
                let text = sample.and_then(Value::as_str).unwrap_or("text");
                quote!(#text)
            }
        });
    }
    let at = operation.response_variants().position(|variant| variant.name() == given.name())?;
    let constructor = constructors(operation).into_iter().nth(at)?;
    let response = quote!(Ok(#name::Response::#constructor(#(#arguments),*).into()));
    let (request, caller) = (request_type(operation, &quote!(())), authenticate(api, names));
    let security = caller.is_some().then(|| quote!(Context, Credential, Denied,));
    let secret = caller.is_some().then(|| quote!(use #package::secrecy::ExposeSecret;));
    let types = mentions(&response, "types").then(|| quote!(types));
    Some(quote! {
        use #package::operation::#name;
        #secret
        use #package::{Api, #security Undocumented, router, #types};

        struct Service;

        impl Api for Service {
            #caller

            async fn #name(&self, _request: #name::#request) -> Result<#name::Response, Undocumented> {
                #response
            }
        }

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> std::io::Result<()> {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
            axum::serve(listener, router(Service)).await
        }
    })
}

/// The method of the program that authenticates callers. `None` if no operation requires a credential.
fn authenticate(api: &Api, names: &Names) -> Option<TokenStream> {
    let (set, variant) = api.credentials.iter().zip(&names.credentials).next()?;
    let variant = ident(variant);
    let scheme = &api.schemes[*set.schemes.first()?];
    let name = ident(&scheme.name);
    let pattern = match set.schemes.len() {
        1 => quote!(Credential::#variant(#name)),
        _ => quote!(Credential::#variant { #name, .. }),
    };
    let secret = match scheme.place {
        CredentialPlace::Basic => quote!(#name.password.expose_secret()),
        _ => quote!(#name.expose_secret()),
    };
    Some(quote! {
        type Caller = ();

        async fn authenticate(&self, credential: Credential, _: &Context) -> Result<(), Denied> {
            match credential {
                #pattern if #secret == "secret" => Ok(()),
                _ => Err(Denied::Invalid),
            }
        }
    })
}
