//! The table of the modules of the server crate.

use super::sources;
use crate::emit::embedded;
use crate::emit::layout::{Crate, Export, Module, Source, Visibility};
use crate::emit::needs::ALWAYS;

/// The feature with the example server.
const FAKE: &str = "fake";

/// The feature with the implementation for tests.
const MOCK: &str = "mock";

/// The feature with a trait for each tag.
const TAGS: &str = "tags";

pub(super) const CRATE: Crate = Crate {
    folder: "server",
    modules: &[
        Module {
            name: "api",
            visibility: Visibility::Private,
            source: sources::API,
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
            source: sources::DOCUMENTED,
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
            source: sources::FAKE_OPERATIONS,
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
            source: sources::MOCK,
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
            source: sources::OPERATION,
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
            source: sources::ROUTER,
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
            source: sources::SCHEMAS,
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
            source: sources::TAG,
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
            source: sources::WEBHOOK,
            exports: &[],
            condition: |needs| needs.server.webhooks,
        },
        Module {
            name: "webhook_router",
            visibility: Visibility::Private,
            source: sources::WEBHOOK_ROUTER,
            exports: &["webhook_router", "webhook_router_with_body_limit"],
            condition: |needs| needs.server.webhooks,
        },
        Module {
            name: "webhook_schemas",
            visibility: Visibility::Private,
            source: sources::WEBHOOK_SCHEMAS,
            exports: &[],
            condition: |needs| needs.server.webhook_validation,
        },
        Module {
            name: "webhooks",
            visibility: Visibility::Public,
            source: sources::WEBHOOKS,
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
