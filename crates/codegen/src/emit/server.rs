//! The server crate: a trait, the types of its requests and responses, and (see `router`) the router over it.

mod api_trait;
mod body;
mod caller;
mod challenge;
mod documented;
mod fake;
mod found;
mod rejection;
pub(super) mod request;
pub(super) mod response;
mod router;
mod routes;

use quote::format_ident;

use super::imports::{glob, methods, name};
use super::layout::{Crate, Export, Input, Module, Received, Source, Visibility};
use super::needs::{ALWAYS, Needs};
use super::{EmitError, embedded, schemas};
use crate::files::Files;
use crate::named::{Api, Operation, Segment};
use crate::rust::one_line;

/// The feature with the example server.
const FAKE: &str = "fake";

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
                write: |input, module| module.items(api_trait::items(input.api, input.names, Side::Callers)),
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
            visibility: Visibility::PublicWith(FAKE),
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
                write: |input, module| module.items(documented::items(input.api, input.names)),
            },
            exports: &["Documented"],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "fake",
            visibility: Visibility::PublicWith(FAKE),
            source: Source::Embedded(embedded::server::FAKE),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "fake_operations",
            visibility: Visibility::PrivateWith(FAKE),
            source: Source::Generated {
                docs: "Everything that the document has for the responses of each operation.",
                imports: &[
                    name("axum::Router"),
                    name("crate::fake"),
                    name("crate::fake_table::Documented"),
                    name("crate::fake_table::Operation"),
                    name("crate::fake_table::Status"),
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
            name: "fake_table",
            visibility: Visibility::PrivateWith(FAKE),
            source: Source::Embedded(embedded::server::FAKE_TABLE),
            exports: &[],
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
            name: "item_stream",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::server::ITEM_STREAM),
            exports: &["Event", "ItemStream"],
            condition: |needs| needs.server.streams,
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
            visibility: Visibility::PublicWith(FAKE),
            source: Source::Embedded(embedded::server::PREFER),
            exports: &[],
            condition: |needs| needs.server.documented,
        },
        Module {
            name: "rate_limit",
            visibility: Visibility::PublicWith(FAKE),
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
                    name("crate::schemas"),
                    name("crate::style"),
                    name("crate::style::Kind"),
                    name("crate::style::Style"),
                    name("crate::template"),
                    name("crate::template::Candidate"),
                    name("crate::template::Piece"),
                    name("crate::types"),
                    name("crate::validation"),
                ],
                write: |input, module| module.items(router::items(input.api, input.names, Side::Callers)),
            },
            exports: &["BODY_LIMIT", "router", "router_with_body_limit"],
            condition: ALWAYS,
        },
        Module {
            name: "schema",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::SCHEMA),
            exports: &[],
            condition: |needs| needs.server.validation || needs.server.webhook_validation,
        },
        Module {
            name: "schemas",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: schemas::DOCS,
                imports: schemas::IMPORTS,
                write: |input, module| module.items(schemas::items(input.api)),
            },
            exports: &[],
            condition: |needs| needs.server.validation,
        },
        Module {
            name: "store",
            visibility: Visibility::PrivateWith(FAKE),
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
            condition: |needs| needs.server.template,
        },
        Module {
            name: "template",
            visibility: Visibility::PrivateWith(FAKE),
            source: Source::Embedded(embedded::server::TEMPLATE),
            exports: &[],
            condition: |needs| needs.server.documented && !needs.server.template,
        },
        Module {
            name: "validation",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::VALIDATION),
            exports: &[],
            condition: |needs| needs.server.validation || needs.server.webhook_validation,
        },
        Module {
            name: "webhook_router",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The router of the webhooks: reads each request, calls the trait's method and writes its response.",
                imports: &[
                    name("std::sync::Arc"),
                    name("axum::Router"),
                    name("axum::extract::Request"),
                    name("axum::extract::State"),
                    name("axum::http::StatusCode"),
                    methods("axum::response::IntoResponse", &["into_response"]),
                    name("axum::response::Response"),
                    name("axum::routing"),
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
                    name("crate::router::BODY_LIMIT"),
                    name("crate::style"),
                    name("crate::style::Kind"),
                    name("crate::style::Style"),
                    name("crate::template"),
                    name("crate::template::Candidate"),
                    name("crate::template::Piece"),
                    name("crate::types"),
                    name("crate::validation"),
                    name("crate::webhook_schemas as schemas"),
                    glob("crate::webhooks"),
                    // The handlers are the same as those of operations.
                    name("crate::webhooks::Webhooks as Api"),
                ],
                write: |input, module| match input.webhooks {
                    Some(Received { api, names }) => module.items(router::items(api, names, Side::Provider)),
                    None => Ok(()),
                },
            },
            exports: &["webhook_router", "webhook_router_with_body_limit"],
            condition: |needs| needs.server.webhooks,
        },
        Module {
            name: "webhook_schemas",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: schemas::DOCS,
                imports: schemas::IMPORTS,
                write: |input, module| match input.webhooks {
                    Some(Received { api, .. }) => module.items(schemas::items(api)),
                    None => Ok(()),
                },
            },
            exports: &[],
            condition: |needs| needs.server.webhook_validation,
        },
        Module {
            name: "webhooks",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "The trait that a receiver of webhooks has, its requests and its responses.",
                imports: &[
                    name("std::future::Future"),
                    name("axum::http::StatusCode"),
                    methods("axum::response::IntoResponse", &["into_response"]),
                    name("crate::rejection::Rejection"),
                    name("crate::response"),
                    name("crate::response::StatusOf"),
                    name("crate::types"),
                ],
                write: |input, module| match input.webhooks {
                    Some(Received { api, names }) => module.items(api_trait::items(api, names, Side::Provider)),
                    None => Ok(()),
                },
            },
            exports: &["Webhooks"],
            condition: |needs| needs.server.webhooks,
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
    let docs = docs(input.api, input.needs)?;
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

const WEBHOOKS: &str = "\
# Webhooks

A caller of the API receives its webhooks: implement [`Webhooks`] and pass the implementation to [`webhook_router`], with a
function from the name of a webhook to the path that the provider sends it to. The module [`webhooks`] has the requests and
responses.
";

/// The documentation of the crate's root.
fn docs(api: &Api, needs: &Needs) -> Result<String, EmitError> {
    let title = format!("Server stub of {}, version {}.\n", one_line(&api.title), one_line(&api.version));
    let mut sections = vec![title, ABOUT.to_owned()];
    if needs.server.documented {
        let program = documented::program(api)?;
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

/// The side that sends the requests of a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The callers of the API: the requests are those of its operations.
    Callers,
    /// The provider of the API: the requests are its webhooks.
    Provider,
}

impl Side {
    /// The name of the trait that has a method for each request.
    pub(crate) fn trait_name(self) -> &'static str {
        match self {
            Side::Callers => "Api",
            Side::Provider => "Webhooks",
        }
    }
}

/// The name of a webhook in the document.
pub(crate) fn webhook_name(operation: &Operation) -> String {
    match operation.path.as_slice() {
        [Segment::Literal(text)] => percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned(),
        _ => operation.id.clone(),
    }
}

/// The name of a type that belongs to an operation.
pub(crate) fn of(operation: &Operation, role: &str) -> proc_macro2::Ident {
    format_ident!("{}{}", operation.type_name, role)
}
