//! The client crate: progenitor's builders, and the client type, credentials and errors of this project.

mod auth;
mod client_type;
mod docs;
mod front_page;
pub(super) mod headers;
mod operation;
pub(super) mod payload;
mod receive;
mod restore;
pub(super) mod tree;
mod url;
mod validate;

use super::imports::{methods, name};
use super::layout::{Crate, Export, Input, Module, Source, Visibility};
use super::needs::ALWAYS;
use super::{EmitError, embedded, format, schemas};
use crate::files::Files;

const CRATE: Crate = Crate {
    folder: "client",
    modules: &[
        Module {
            name: "auth",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "Where the credential of each security scheme is sent, and with which operations.",
                imports: &[
                    name("progenitor_client::ClientHooks"),
                    name("progenitor_client::OperationInfo"),
                    name("secrecy::SecretString"),
                    name("crate::Client"),
                    name("crate::send"),
                ],
                write: |input, module| module.items(auth::items(input.api)),
            },
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "builder",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "One builder per operation.",
                imports: &[
                    methods("progenitor_client::ClientHooks", &["pre", "post", "exec"]),
                    name("progenitor_client::OperationInfo"),
                    name("progenitor_client::ResponseValue"),
                    name("reqwest::StatusCode"),
                    name("crate::error::Error"),
                    name("crate::receive"),
                    name("crate::types"),
                ],
                write: builders,
            },
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "client",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The client and its builder.",
                imports: &[
                    name("std::time::Duration"),
                    name("progenitor_client::ClientInfo"),
                    name("crate::auth::Credentials"),
                    name("crate::builder"),
                ],
                write: |input, module| module.items(client_type::items(input.api, &input.builders.methods)),
            },
            exports: &["BuildError", "Client", "ClientBuilder"],
            condition: ALWAYS,
        },
        Module {
            name: "content",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::CONTENT),
            exports: &[],
            condition: |needs| needs.client.content,
        },
        Module {
            name: "documented_headers",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "Documented headers of responses.",
                imports: &[
                    name("crate::headers"),
                    name("crate::headers::HeaderError"),
                    name("crate::headers::Reading"),
                    name("crate::types"),
                ],
                write: |input, module| module.items(headers::items(input.api)),
            },
            exports: &[],
            condition: |needs| needs.client.headers,
        },
        Module {
            name: "error",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::ERROR),
            exports: &["Error", "ErrorResponse", "Excerpt"],
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
            name: "headers",
            visibility: Visibility::Public,
            source: Source::Embedded(embedded::client::HEADERS),
            exports: &[],
            condition: |needs| needs.client.headers,
        },
        Module {
            name: "item_stream",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::ITEM_STREAM),
            exports: &["Event", "ItemStream", "StreamError"],
            condition: |needs| needs.client.streams,
        },
        Module {
            name: "multipart",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::client::MULTIPART),
            exports: &["File"],
            condition: |needs| needs.client.multipart,
        },
        Module {
            name: "payload",
            visibility: Visibility::Public,
            source: Source::Generated {
                docs: "Request bodies and responses that can be one of several types.",
                imports: &[name("crate::types")],
                write: |input, module| module.items(payload::items(input.api)),
            },
            exports: &[],
            condition: |needs| needs.client.payload,
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
                write: |input, module| module.items(schemas::items(input.api)),
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
            name: "split",
            visibility: Visibility::Private,
            source: Source::Partial(embedded::client::SPLIT),
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
            name: "validation",
            visibility: Visibility::PrivateWith("validate"),
            source: Source::Embedded(embedded::client::VALIDATION),
            exports: &[],
            condition: |needs| needs.client.validation,
        },
    ],
    exports: &[
        Export { path: "progenitor_client::ResponseValue", is_link: false, condition: ALWAYS },
        Export { path: "reqwest", is_link: true, condition: ALWAYS },
        Export { path: "secrecy::{self, SecretString}", is_link: false, condition: ALWAYS },
        Export { path: "types", is_link: true, condition: ALWAYS },
    ],
    attributes: "",
};

pub(crate) fn emit(mut input: Input<'_>, out: &mut Files) -> Result<(), EmitError> {
    let docs = front_page::docs(input.api)?;
    CRATE.emit(&docs, &mut input, out)
}

fn builders(input: &mut Input<'_>, module: &mut format::Module) -> Result<(), EmitError> {
    std::mem::take(&mut input.builders.items).into_iter().for_each(|item| module.item(item));
    module.items(docs::debug(input.api))
}
