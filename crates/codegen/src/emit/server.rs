//! The server crate: a trait, the types of its requests and responses, and (see `router`) the router over it.

mod api_trait;
mod body;
mod caller;
mod challenge;
pub(super) mod documented;
mod fake;
mod found;
mod front_page;
mod mock;
mod operation;
mod rejection;
pub(super) mod request;
pub(super) mod response;
mod router;
mod routes;
pub(super) mod tag;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{glob, methods, name};
use super::layout::{Crate, Export, FileJob, Input, Module, Received, Source, Visibility};
use super::needs::ALWAYS;
use super::{EmitError, embedded, schemas};
use crate::named::{Operation, Segment};
use crate::rust::ident;

/// The feature with the example server.
const FAKE: &str = "fake";

/// The feature with the implementation for tests.
const MOCK: &str = "mock";

/// The feature with a trait for each tag.
const TAGS: &str = "tags";

const CRATE: Crate = Crate {
    folder: "server",
    modules: &[
        Module {
            name: "api",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The trait that an implementation has.",
                imports: &[
                    name("std::future::Future"),
                    name("crate::context::Context"),
                    name("crate::denied::Denied"),
                    name("crate::operation"),
                    name("crate::rejection::Location"),
                    name("crate::rejection::Reason"),
                    name("crate::rejection::Rejection"),
                    name("crate::types"),
                    name("crate::undocumented::Undocumented"),
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
            name: "context",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::server::CONTEXT),
            exports: &["Context"],
            condition: ALWAYS,
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
            name: "denied",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::server::DENIED),
            exports: &["Denied"],
            condition: |needs| needs.server.secured,
        },
        Module {
            name: "documented",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "An implementation that responds with the documented examples.",
                imports: &[
                    name("axum::http::StatusCode"),
                    glob("crate::api"),
                    name("crate::context::Context"),
                    name("crate::denied::Denied"),
                    name("crate::operation"),
                    name("crate::response"),
                    name("crate::types"),
                    name("crate::undocumented::Undocumented"),
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
            source: Source::Embedded(embedded::server::ITEM_STREAM),
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
            name: "methods",
            visibility: Visibility::PrivateWith(MOCK),
            source: Source::Embedded(embedded::server::METHODS),
            exports: &[],
            condition: |needs| needs.server.operations,
        },
        Module {
            name: "mock",
            visibility: Visibility::PrivateWith(MOCK),
            source: Source::Generated {
                docs: "An implementation whose methods are closures, for tests.",
                imports: &[
                    name("std::any::Any"),
                    name("std::future::Future"),
                    name("std::sync::Arc"),
                    glob("crate::api"),
                    name("crate::context::Context"),
                    name("crate::denied::Denied"),
                    name("crate::documented::Documented"),
                    name("crate::methods::Methods"),
                    name("crate::operation"),
                    name("crate::undocumented::Undocumented"),
                ],
                write: |input, module| module.items(mock::items(input.api)),
            },
            exports: &["Mock"],
            condition: |needs| needs.server.operations,
        },
        Module {
            name: "multipart",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::MULTIPART),
            exports: &["MultipartLimits"],
            condition: |needs| needs.server.multipart,
        },
        Module {
            name: "operation",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "The requests and responses of the operations, in a module for each operation.",
                imports: &[],
                write: |input, module| operation::modules(input.api, Side::Callers, module),
            },
            exports: &[],
            condition: ALWAYS,
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
                    name("crate::context::Context"),
                    name("crate::denied::Failure"),
                    name("crate::operation"),
                    name("crate::undocumented"),
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
            name: "tag",
            visibility: Visibility::PublicWith(TAGS),
            source: Source::Generated {
                docs: "A trait for each tag. [`ByTag`] makes an [`Api`](crate::Api) of their implementations.",
                imports: &[
                    name("std::future::Future"),
                    name("crate::api::Credential"),
                    name("crate::context::Context"),
                    name("crate::denied::Denied"),
                    name("crate::operation"),
                    name("crate::rejection::Location"),
                    name("crate::rejection::Reason"),
                    name("crate::rejection::Rejection"),
                    name("crate::types"),
                    name("crate::undocumented::Undocumented"),
                ],
                write: |input, module| module.items(tag::items(input.api, input.names)),
            },
            exports: &["ByTag"],
            condition: |needs| needs.server.tags,
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
            name: "undocumented",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::server::UNDOCUMENTED),
            exports: &["Undocumented"],
            condition: ALWAYS,
        },
        Module {
            name: "validation",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::server::VALIDATION),
            exports: &[],
            condition: |needs| needs.server.validation || needs.server.webhook_validation,
        },
        Module {
            name: "webhook",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "The requests and responses of the webhooks, in a module for each webhook.",
                imports: &[],
                write: |input, module| match input.webhooks {
                    Some(Received { api, .. }) => operation::modules(api, Side::Provider, module),
                    None => Ok(()),
                },
            },
            exports: &[],
            condition: |needs| needs.server.webhooks,
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
                    name("crate::context::Context"),
                    name("crate::denied::Failure"),
                    name("crate::undocumented"),
                    name("crate::webhook as operation"),
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
                    name("crate::webhooks::Credential"),
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
                docs: "The trait that a receiver of webhooks has.",
                imports: &[
                    name("std::future::Future"),
                    name("crate::context::Context"),
                    name("crate::denied::Denied"),
                    name("crate::rejection::Location"),
                    name("crate::rejection::Reason"),
                    name("crate::rejection::Rejection"),
                    name("crate::types"),
                    name("crate::undocumented::Undocumented"),
                    name("crate::webhook"),
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
pub(crate) fn emit<'j>(input: Input<'j>, jobs: &mut Vec<FileJob<'j>>) {
    CRATE.modules(input, jobs);
    jobs.push(Box::new(move || {
        let docs = front_page::docs(input.api, input.names, input.needs)?;
        Ok(CRATE.root(&docs, &input))
    }));
    if input.needs.server.documented {
        let example = "server/examples/documented.rs";
        jobs.push(Box::new(move || Ok((example.to_owned(), documented::example(input.api)?))));
    }
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

    /// The public module that has a module for each request.
    pub(crate) fn module(self) -> &'static str {
        match self {
            Side::Callers => "operation",
            Side::Provider => "webhook",
        }
    }

    /// A link to the method for an operation, for documentation.
    pub(crate) fn link(self, operation: &Operation) -> String {
        let (owner, method) = (self.trait_name(), &operation.method_name);
        format!("[`{owner}::{method}`](crate::{owner}::{method})")
    }
}

/// The name of a webhook in the document.
pub(crate) fn webhook_name(operation: &Operation) -> String {
    match operation.path.as_slice() {
        [Segment::Literal(text)] => percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned(),
        _ => operation.id.clone(),
    }
}

/// The path of a type that belongs to an operation, below the module of the side.
pub(crate) fn of(operation: &Operation, role: &str) -> TokenStream {
    let (module, role) = (ident(&operation.method_name), ident(role));
    quote!(operation::#module::#role)
}
