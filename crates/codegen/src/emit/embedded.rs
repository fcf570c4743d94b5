//! The source files that are copied into every generated crate without a change.

/// A file of both the types and the server crate.
pub(crate) const MISMATCH: &str = include_str!("../../runtime/mismatch.rs");

/// A file of both the client and the server crate.
pub(crate) const SCHEMA: &str = include_str!("../../runtime/schema.rs");

/// A file of both the client and the server crate.
pub(crate) const SPLIT: &str = include_str!("../../runtime/split.rs");

/// Files of the types crate.
pub(crate) mod types {
    pub(crate) const ALTERNATIVES: &str = include_str!("../../runtime/types/alternatives.rs");
    pub(crate) const BUFFERED: &str = include_str!("../../runtime/types/buffered.rs");
    pub(crate) const CONSTRAINED: &str = include_str!("../../runtime/types/constrained.rs");
    pub(crate) const ENUMERATION: &str = include_str!("../../runtime/types/enumeration.rs");
    pub(crate) const LISTED: &str = include_str!("../../runtime/types/listed.rs");
    pub(crate) const NULLABLE: &str = include_str!("../../runtime/types/nullable.rs");
    pub(crate) const OBJECT: &str = include_str!("../../runtime/types/object.rs");
    pub(crate) const OBJECT_BUILDER: &str = include_str!("../../runtime/types/object_builder.rs");
    pub(crate) const OBJECT_READER: &str = include_str!("../../runtime/types/object_reader.rs");
    pub(crate) const OBJECT_SCHEMA: &str = include_str!("../../runtime/types/object_schema.rs");
    pub(crate) const OBJECT_WRITER: &str = include_str!("../../runtime/types/object_writer.rs");
    pub(crate) const SETTER: &str = include_str!("../../runtime/types/setter.rs");
    pub(crate) const STRICTNESS: &str = include_str!("../../runtime/types/strictness.rs");
    pub(crate) const SUPPORT: &str = include_str!("../../runtime/types/support.rs");
    pub(crate) const UNLISTED: &str = include_str!("../../runtime/types/unlisted.rs");
}

/// Files of the client crate.
pub(crate) mod client {
    pub(crate) const ATTEMPTS: &str = include_str!("../../runtime/client/attempts.rs");
    pub(crate) const BEARER_TOKEN: &str = include_str!("../../runtime/client/bearer_token.rs");
    pub(crate) const BROWSER: &str = include_str!("../../runtime/client/browser.rs");
    pub(crate) const CALL: &str = include_str!("../../runtime/client/call.rs");
    pub(crate) const CLIENT_BUILDER: &str = include_str!("../../runtime/client/client_builder.rs");
    pub(crate) const CLIENT_CREDENTIALS: &str = include_str!("../../runtime/client/client_credentials.rs");
    pub(crate) const CLOCK: &str = include_str!("../../runtime/client/clock.rs");
    pub(crate) const ERROR: &str = include_str!("../../runtime/client/error.rs");
    pub(crate) const EVENT_STREAM: &str = include_str!("../../runtime/client/event_stream.rs");
    pub(crate) const EXCHANGE: &str = include_str!("../../runtime/client/exchange.rs");
    pub(crate) const FOLLOW: &str = include_str!("../../runtime/client/follow.rs");
    pub(crate) const HEADERS: &str = include_str!("../../runtime/client/headers.rs");
    pub(crate) const INCOMING: &str = include_str!("../../runtime/client/incoming.rs");
    pub(crate) const ITEM_BODY: &str = include_str!("../../runtime/client/item_body.rs");
    pub(crate) const ITEM_STREAM: &str = include_str!("../../runtime/client/item_stream.rs");
    pub(crate) const MIDDLEWARE: &str = include_str!("../../runtime/client/middleware.rs");
    pub(crate) const MULTIPART: &str = include_str!("../../runtime/client/multipart.rs");
    pub(crate) const PAGINATION: &str = include_str!("../../runtime/client/pagination.rs");
    pub(crate) const RANDOM: &str = include_str!("../../runtime/client/random.rs");
    pub(crate) const RAW_RESPONSE: &str = include_str!("../../runtime/client/raw_response.rs");
    pub(crate) const RECEIVE: &str = include_str!("../../runtime/client/receive.rs");
    pub(crate) const RECONNECT: &str = include_str!("../../runtime/client/reconnect.rs");
    pub(crate) const REDACT: &str = include_str!("../../runtime/client/redact.rs");
    pub(crate) const RESPONSE: &str = include_str!("../../runtime/client/response.rs");
    pub(crate) const RESPONSE_BODY: &str = include_str!("../../runtime/client/response_body.rs");
    pub(crate) const RETRY: &str = include_str!("../../runtime/client/retry.rs");
    pub(crate) const SEND: &str = include_str!("../../runtime/client/send.rs");
    pub(crate) const SPANS: &str = include_str!("../../runtime/client/spans.rs");
    pub(crate) const STYLE: &str = include_str!("../../runtime/client/style.rs");
    pub(crate) const TOKEN: &str = include_str!("../../runtime/client/token.rs");
    pub(crate) const TRACE_CONTEXT: &str = include_str!("../../runtime/client/trace_context.rs");
    pub(crate) const TRANSPORT: &str = include_str!("../../runtime/client/transport.rs");
    pub(crate) const UPLOAD: &str = include_str!("../../runtime/client/upload.rs");
    pub(crate) const VALIDATION: &str = include_str!("../../runtime/client/validation.rs");
}

/// Files of the server crate.
pub(crate) mod server {
    pub(crate) const BASIC: &str = include_str!("../../runtime/server/basic.rs");
    pub(crate) const CONTENT: &str = include_str!("../../runtime/server/content.rs");
    pub(crate) const CONTEXT: &str = include_str!("../../runtime/server/context.rs");
    pub(crate) const CREDENTIAL: &str = include_str!("../../runtime/server/credential.rs");
    pub(crate) const CUT: &str = include_str!("../../runtime/server/cut.rs");
    pub(crate) const DEEP_OBJECT: &str = include_str!("../../runtime/server/deep_object.rs");
    pub(crate) const DELIMITED: &str = include_str!("../../runtime/server/delimited.rs");
    pub(crate) const DENIED: &str = include_str!("../../runtime/server/denied.rs");
    pub(crate) const FAKE: &str = include_str!("../../runtime/server/fake.rs");
    pub(crate) const FAKE_TABLE: &str = include_str!("../../runtime/server/fake_table.rs");
    pub(crate) const FILE: &str = include_str!("../../runtime/server/file.rs");
    pub(crate) const HANDLER: &str = include_str!("../../runtime/server/handler.rs");
    pub(crate) const ITEM_STREAM: &str = include_str!("../../runtime/server/item_stream.rs");
    pub(crate) const JSON: &str = include_str!("../../runtime/server/json.rs");
    pub(crate) const LISTING: &str = include_str!("../../runtime/server/listing.rs");
    pub(crate) const METHODS: &str = include_str!("../../runtime/server/methods.rs");
    pub(crate) const MULTIPART: &str = include_str!("../../runtime/server/multipart.rs");
    pub(crate) const PARAMETERS: &str = include_str!("../../runtime/server/parameters.rs");
    pub(crate) const PREFER: &str = include_str!("../../runtime/server/prefer.rs");
    pub(crate) const RATE_LIMIT: &str = include_str!("../../runtime/server/rate_limit.rs");
    pub(crate) const RECEIVED_ITEMS: &str = include_str!("../../runtime/server/received_items.rs");
    pub(crate) const REJECTION: &str = include_str!("../../runtime/server/rejection.rs");
    pub(crate) const REQUEST: &str = include_str!("../../runtime/server/request.rs");
    pub(crate) const RESPONSE: &str = include_str!("../../runtime/server/response.rs");
    pub(crate) const STORE: &str = include_str!("../../runtime/server/store.rs");
    pub(crate) const STYLE: &str = include_str!("../../runtime/server/style.rs");
    pub(crate) const TEMPLATE: &str = include_str!("../../runtime/server/template.rs");
    pub(crate) const UNDOCUMENTED: &str = include_str!("../../runtime/server/undocumented.rs");
    pub(crate) const VALIDATION: &str = include_str!("../../runtime/server/validation.rs");
    pub(crate) const WATCHED: &str = include_str!("../../runtime/server/watched.rs");
}

/// Files of the round-trip program.
pub(crate) mod roundtrip {
    pub(crate) const RECORDING: &str = include_str!("../../runtime/roundtrip/recording.rs");
    pub(crate) const SUPPORT: &str = include_str!("../../runtime/roundtrip/support.rs");
}
