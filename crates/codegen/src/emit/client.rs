//! The client crate: a module for each operation, the client type, credentials, errors and transport.

pub(super) mod arguments;
mod auth;
mod builder;
mod client_type;
mod docs;
pub(super) mod failure;
mod front_page;
pub(super) mod headers;
mod pages;
pub(super) mod payload;
mod receive;
mod request;
mod restore;
mod tree;
mod url;
mod validate;

use quote::quote;

use super::imports::{Import, name, with_imports};
use super::layout::{Crate, Export, FileJob, Input, Module, Source, Visibility};
use super::needs::ALWAYS;
use super::{EmitError, embedded, format, schemas};
use crate::lower::lower;

const CRATE: Crate = Crate {
    folder: "client",
    modules: &[
        Module {
            name: "attempts",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::ATTEMPTS),
            exports: &["Attempts"],
            condition: ALWAYS,
        },
        Module {
            name: "auth",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "Where the credential of each security scheme is sent, and with which operations.",
                imports: &[
                    name("secrecy::SecretString"),
                    name("crate::error::NoResponse"),
                    name("crate::error::Unsendable"),
                    name("crate::send"),
                    name("crate::bearer_token::BearerToken"),
                    name("crate::token::Credential"),
                    name("crate::response_body::BoxError"),
                    name("crate::transport::TransportError"),
                ],
                write: |input, module| module.items(auth::items(input.api)),
            },
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "base_url",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The base URL of the document.",
                imports: &[],
                write: |input, module| module.items(client_type::base_url(input.api)),
            },
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "bearer_token",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::BEARER_TOKEN),
            exports: &["BearerToken"],
            condition: |needs| needs.client.bearer_tokens,
        },
        Module {
            name: "browser",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::BROWSER),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "call",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::CALL),
            exports: &["Operation", "OptionalBody"],
            condition: ALWAYS,
        },
        Module {
            name: "client",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The operations of the client, and the settings of its builder that depend on the document.",
                imports: &[
                    name("std::fmt::Display"),
                    name("crate::call"),
                    name("crate::client_builder::Client"),
                    name("crate::client_builder::ClientBuilder"),
                    name("crate::operation"),
                    name("crate::types"),
                ],
                write: |input, module| module.items(client_type::items(input.api)),
            },
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "client_builder",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::CLIENT_BUILDER),
            exports: &["BuildClientError", "Client", "ClientBuilder"],
            condition: ALWAYS,
        },
        Module {
            name: "client_credentials",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::CLIENT_CREDENTIALS),
            exports: &["ClientCredentials", "TokenError"],
            condition: |needs| needs.client.bearer_tokens,
        },
        Module {
            name: "clock",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::CLOCK),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "error",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::ERROR),
            exports: &["DocumentedError", "Error", "ErrorResponse", "Unsendable"],
            condition: ALWAYS,
        },
        Module {
            name: "event_stream",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::EVENT_STREAM),
            exports: &[],
            condition: |needs| needs.client.streams,
        },
        Module {
            name: "exchange",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::EXCHANGE),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "follow",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::FOLLOW),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "headers",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::HEADERS),
            exports: &["HeaderError"],
            condition: ALWAYS,
        },
        Module {
            name: "incoming",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::INCOMING),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "item_body",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::ITEM_BODY),
            exports: &[],
            condition: |needs| needs.sent_items,
        },
        Module {
            name: "item_stream",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::ITEM_STREAM),
            exports: &["Event", "ItemStream", "StreamError"],
            condition: |needs| needs.client.streams,
        },
        Module {
            name: "middleware",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::MIDDLEWARE),
            exports: &["FromFn", "FromFnService", "Next", "from_fn"],
            condition: ALWAYS,
        },
        Module {
            name: "multipart",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::MULTIPART),
            exports: &["File", "FileContent", "FileStream"],
            condition: |needs| needs.client.multipart,
        },
        Module {
            name: "operation",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "The operations: for each one a module with the builder of its requests, its bodies, headers and errors.",
                imports: &[name("crate::types")],
                write: operations,
            },
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "pagination",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::PAGINATION),
            exports: &["PageItems", "Pages"],
            condition: |needs| needs.client.pages,
        },
        Module {
            name: "random",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::RANDOM),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "raw_response",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::RAW_RESPONSE),
            exports: &["NotJson", "RawResponse"],
            condition: ALWAYS,
        },
        Module {
            name: "receive",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::RECEIVE),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "reconnect",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::RECONNECT),
            exports: &[],
            condition: |needs| needs.client.streams,
        },
        Module {
            name: "redact",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::REDACT),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "response",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::RESPONSE),
            exports: &["ByteStream", "NoErrorHeaders", "NoHeaders", "Response"],
            condition: ALWAYS,
        },
        Module {
            name: "response_body",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::RESPONSE_BODY),
            exports: &["BoxError", "ResponseBody"],
            condition: ALWAYS,
        },
        Module {
            name: "retry",
            visibility: Visibility::PrivateWith("retry"),
            source: Source::Embedded(embedded::client::RETRY),
            exports: &["RetryLayer"],
            condition: ALWAYS,
        },
        Module {
            name: "schema",
            visibility: Visibility::PrivateWith("validate"),
            source: Source::Embedded(embedded::SCHEMA),
            exports: &[],
            condition: |needs| needs.client.validation,
        },
        Module {
            name: "schemas",
            visibility: Visibility::PrivateWith("validate"),
            source: Source::Generated {
                docs: schemas::DOCS,
                imports: schemas::IMPORTS,
                write: |input, module| module.items(schemas::items(input.api, false)),
            },
            exports: &[],
            condition: |needs| needs.client.validation,
        },
        Module {
            name: "send",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::SEND),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "spans",
            visibility: Visibility::PrivateWith("tracing"),
            source: Source::Embedded(embedded::client::SPANS),
            exports: &["TracingLayer"],
            condition: ALWAYS,
        },
        Module {
            name: "split",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::SPLIT),
            exports: &[],
            condition: |needs| needs.client.streams,
        },
        Module {
            name: "style",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::STYLE),
            exports: &[],
            condition: |needs| needs.client.style,
        },
        Module {
            name: "token",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::TOKEN),
            exports: &["Credential", "Token", "TokenSource"],
            condition: |needs| needs.client.tokens,
        },
        Module {
            name: "trace_context",
            visibility: Visibility::PrivateWith("tracing"),
            source: Source::Embedded(embedded::client::TRACE_CONTEXT),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "transport",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::TRANSPORT),
            exports: &["HttpService", "ResponseFuture", "TransportError"],
            condition: ALWAYS,
        },
        Module {
            name: "upload",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::UPLOAD),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "validation",
            visibility: Visibility::PrivateWith("validate"),
            source: Source::Embedded(embedded::client::VALIDATION),
            exports: &[],
            condition: |needs| needs.client.validation,
        },
    ],
    exports: &[
        Export { path: "reqwest", is_link: true, condition: ALWAYS },
        Export { path: "secrecy::{self, SecretString}", is_link: false, condition: ALWAYS },
        Export { path: "types", is_link: true, condition: ALWAYS },
    ],
    attributes: "",
};

/// Adds the files of the client crate.
pub(crate) fn emit<'j>(input: Input<'j>, jobs: &mut Vec<FileJob<'j>>) {
    CRATE.modules(input, jobs);
    jobs.push(Box::new(move || Ok(CRATE.root(&front_page::docs(input.api)?, &input))));
}

/// The names that the module of an operation may import.
const IMPORTS: &[Import] = &[
    name("std::fmt::Display"),
    name("std::sync::Arc"),
    name("std::time::Duration"),
    name("progenitor_client::QueryParam"),
    name("reqwest::StatusCode"),
    name("crate::Response"),
    name("crate::call"),
    name("crate::call::Call"),
    name("crate::call::Operation"),
    name("crate::call::Shared"),
    name("crate::error::DocumentedError"),
    name("crate::error::Unsendable"),
    name("crate::headers::HeaderError"),
    name("crate::headers::Reader"),
    name("crate::headers::Reading"),
    name("crate::pagination"),
    name("crate::receive"),
    name("crate::receive::Extent"),
    name("crate::types"),
];

fn operations(input: &Input<'_>, module: &mut format::ModuleText) -> Result<(), EmitError> {
    let requests = tree::requests(input.api, lower(input.api)?.tree)?;
    for (operation, restored) in input.api.operations.iter().zip(requests) {
        let request = match restored {
            Some(syn::Block { stmts, .. }) => quote!(#(#stmts)*),
            None => request::request(input.api, operation),
        };
        let item: syn::ItemMod =
            syn::parse2(builder::module(input.api, operation, &request)?).map_err(EmitError::Syntax)?;
        module.inline_module(with_imports(item, IMPORTS)?);
    }
    module.items(payload::optional_builders(input.api))
}
