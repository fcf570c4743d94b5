//! The sources of the generated modules of the server crate: the names that they may use, and the functions that write them.

use super::{Side, api_trait, documented, fake, mock, operation, router, tag};
use crate::emit::imports::{glob, methods, name};
use crate::emit::layout::{Received, Source};
use crate::emit::schemas;

pub(super) const API: Source = Source::Generated {
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
};

pub(super) const DOCUMENTED: Source = Source::Generated {
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
};

pub(super) const FAKE_OPERATIONS: Source = Source::Generated {
    docs: "Everything that the document has for the responses of each operation.",
    imports: &[
        name("axum::Router"),
        name("crate::fake"),
        name("crate::fake_table::DocumentedResponse"),
        name("crate::fake_table::Operation"),
        name("crate::fake_table::Status"),
        name("crate::listing::By"),
        name("crate::listing::End"),
        name("crate::listing::Filter"),
        name("crate::listing::Following"),
        name("crate::listing::Listing"),
        name("crate::listing::Order"),
        name("crate::listing::Selector"),
        name("crate::listing::Start"),
        name("crate::store::IdKind"),
        name("crate::store::Property"),
        name("crate::store::Resource"),
        name("crate::store::Role"),
        name("crate::template::Candidate"),
        name("crate::template::Piece"),
        name("crate::types"),
    ],
    write: |input, module| module.items(fake::items(input.api)),
};

pub(super) const MOCK: Source = Source::Generated {
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
    write: |input, module| module.items(mock::items(input.api)?),
};

pub(super) const OPERATION: Source = Source::Generated {
    docs: "The requests and responses of the operations, in a module for each operation.",
    imports: &[],
    write: |input, module| operation::modules(input.api, Side::Callers, module),
};

pub(super) const ROUTER: Source = Source::Generated {
    docs: "The router: reads each request, calls the trait's method and writes its response.",
    imports: &[
        name("std::sync::Arc"),
        name("axum::Router"),
        name("axum::extract::Request"),
        name("axum::http::StatusCode"),
        methods("axum::response::IntoResponse", &["into_response"]),
        name("axum::response::Response"),
        name("axum::routing"),
        glob("crate::api"),
        name("crate::context::Context"),
        name("crate::denied::Failure"),
        name("crate::operation"),
        name("crate::handler"),
        name("crate::handler::Handle"),
        name("crate::handler::ResponseFuture"),
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
        name("crate::parameters"),
        name("crate::style::Kind"),
        name("crate::style::Style"),
        name("crate::template"),
        name("crate::template::Candidate"),
        name("crate::template::Piece"),
        name("crate::types"),
        name("crate::validation"),
    ],
    write: |input, module| module.items(router::items(input.api, input.names, Side::Callers)),
};

pub(super) const SCHEMAS: Source = Source::Generated {
    docs: schemas::DOCS,
    imports: schemas::IMPORTS,
    write: |input, module| module.items(schemas::items(input.api, true)),
};

pub(super) const TAG: Source = Source::Generated {
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
};

pub(super) const WEBHOOK: Source = Source::Generated {
    docs: "The requests and responses of the webhooks, in a module for each webhook.",
    imports: &[],
    write: |input, module| match input.webhooks {
        Some(Received { api, .. }) => operation::modules(api, Side::Provider, module),
        None => Ok(()),
    },
};

pub(super) const WEBHOOK_ROUTER: Source = Source::Generated {
    docs: "The router of the webhooks: reads each request, calls the trait's method and writes its response.",
    imports: &[
        name("std::sync::Arc"),
        name("axum::Router"),
        name("axum::extract::Request"),
        name("axum::http::StatusCode"),
        methods("axum::response::IntoResponse", &["into_response"]),
        name("axum::response::Response"),
        name("axum::routing"),
        name("crate::basic"),
        name("crate::content"),
        name("crate::context::Context"),
        name("crate::denied::Failure"),
        name("crate::handler"),
        name("crate::handler::Handle"),
        name("crate::handler::ResponseFuture"),
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
        name("crate::parameters"),
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
};

pub(super) const WEBHOOK_SCHEMAS: Source = Source::Generated {
    docs: schemas::DOCS,
    imports: schemas::IMPORTS,
    write: |input, module| match input.webhooks {
        Some(Received { api, .. }) => module.items(schemas::items(api, true)),
        None => Ok(()),
    },
};

pub(super) const WEBHOOKS: Source = Source::Generated {
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
};
