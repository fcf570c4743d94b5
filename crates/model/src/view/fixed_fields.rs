//! The fixed fields of each object, from the tables of OpenAPI 3.0.4 section 4.7, 3.1.2 section 4.7 and 3.2.0 section 4.

use super::shape::Is::{Any, Array, Bool, Count, Number, Object, Schema, Text};
use super::shape::Shape;
use crate::problem::Object as ObjectKind;
use crate::version::Version::{V3_1, V3_2};

pub(crate) const OPENAPI: Shape = Shape {
    object: ObjectKind::OpenApi,
    keys: &[
        ("openapi", Text),
        ("info", Object),
        ("servers", Array),
        ("paths", Object),
        ("components", Object),
        ("security", Array),
        ("tags", Array),
        ("externalDocs", Object),
    ],
    required: &["info", "paths"],
    later: &[(V3_1, "webhooks", Object), (V3_1, "jsonSchemaDialect", Text), (V3_2, "$self", Text)],
    optional: &[(V3_1, "paths")],
    ..Shape::NONE
};

/// A document of components alone.
pub(crate) const OPENAPI_WITHOUT_PATHS: Shape = Shape { required: &["info"], ..OPENAPI };

pub(crate) const INFO: Shape = Shape {
    object: ObjectKind::Info,
    keys: &[
        ("title", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Object),
        ("license", Object),
        ("version", Text),
    ],
    required: &["title", "version"],
    later: &[(V3_1, "summary", Text)],
    ..Shape::NONE
};

pub(crate) const SERVER: Shape = Shape {
    object: ObjectKind::Server,
    keys: &[("url", Text), ("description", Text), ("variables", Object)],
    required: &["url"],
    later: &[(V3_2, "name", Text)],
    ..Shape::NONE
};

pub(crate) const SERVER_VARIABLE: Shape = Shape {
    object: ObjectKind::ServerVariable,
    keys: &[("enum", Array), ("default", Text), ("description", Text)],
    required: &["default"],
    ..Shape::NONE
};

pub(crate) const COMPONENTS: Shape = Shape {
    object: ObjectKind::Components,
    keys: &[
        ("schemas", Object),
        ("responses", Object),
        ("parameters", Object),
        ("examples", Object),
        ("requestBodies", Object),
        ("headers", Object),
        ("securitySchemes", Object),
        ("links", Object),
        ("callbacks", Object),
    ],
    later: &[(V3_1, "pathItems", Object), (V3_2, "mediaTypes", Object)],
    ..Shape::NONE
};

pub(crate) const PATH_ITEM: Shape = Shape {
    object: ObjectKind::PathItem,
    keys: &[
        ("$ref", Text),
        ("summary", Text),
        ("description", Text),
        ("get", Object),
        ("put", Object),
        ("post", Object),
        ("delete", Object),
        ("options", Object),
        ("head", Object),
        ("patch", Object),
        ("trace", Object),
        ("servers", Array),
        ("parameters", Array),
    ],
    later: &[(V3_2, "query", Object), (V3_2, "additionalOperations", Object)],
    ..Shape::NONE
};

pub(crate) const OPERATION: Shape = Shape {
    object: ObjectKind::Operation,
    keys: &[
        ("tags", Array),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", Object),
        ("operationId", Text),
        ("parameters", Array),
        ("requestBody", Object),
        ("responses", Object),
        ("callbacks", Object),
        ("deprecated", Bool),
        ("security", Array),
        ("servers", Array),
        ("x-pagination", Any),
    ],
    required: &["responses"],
    optional: &[(V3_1, "responses")],
    ..Shape::NONE
};

pub(crate) const PARAMETER: Shape = Shape {
    object: ObjectKind::Parameter,
    keys: &[
        ("name", Text),
        ("in", Text),
        ("description", Text),
        ("required", Bool),
        ("deprecated", Bool),
        ("allowEmptyValue", Bool),
        ("style", Text),
        ("explode", Bool),
        ("allowReserved", Bool),
        ("schema", Schema),
        ("example", Any),
        ("examples", Object),
        ("content", Object),
    ],
    required: &["name", "in"],
    ..Shape::NONE
};

pub(crate) const HEADER: Shape = Shape {
    object: ObjectKind::Header,
    keys: &[
        ("description", Text),
        ("required", Bool),
        ("deprecated", Bool),
        ("allowEmptyValue", Bool),
        ("style", Text),
        ("explode", Bool),
        ("allowReserved", Bool),
        ("schema", Schema),
        ("example", Any),
        ("examples", Object),
        ("content", Object),
    ],
    ..Shape::NONE
};

pub(crate) const REQUEST_BODY: Shape = Shape {
    object: ObjectKind::RequestBody,
    keys: &[("description", Text), ("content", Object), ("required", Bool)],
    required: &["content"],
    ..Shape::NONE
};

pub(crate) const MEDIA_TYPE: Shape = Shape {
    object: ObjectKind::MediaType,
    keys: &[("schema", Schema), ("example", Any), ("examples", Object), ("encoding", Object)],
    later: &[(V3_2, "itemSchema", Schema), (V3_2, "itemEncoding", Object), (V3_2, "prefixEncoding", Array)],
    // FastAPI writes it in documents of 3.1.
    early: &[(V3_1, "itemSchema")],
    ..Shape::NONE
};

pub(crate) const RESPONSE: Shape = Shape {
    object: ObjectKind::Response,
    keys: &[("description", Text), ("headers", Object), ("content", Object), ("links", Object)],
    required: &["description"],
    later: &[(V3_2, "summary", Text)],
    optional: &[(V3_2, "description")],
    ..Shape::NONE
};

pub(crate) const EXAMPLE: Shape = Shape {
    object: ObjectKind::Example,
    keys: &[("summary", Text), ("description", Text), ("value", Any), ("externalValue", Text)],
    later: &[(V3_2, "dataValue", Any), (V3_2, "serializedValue", Text)],
    ..Shape::NONE
};

pub(crate) const SECURITY_SCHEME: Shape = Shape {
    object: ObjectKind::SecurityScheme,
    keys: &[
        ("type", Text),
        ("description", Text),
        ("name", Text),
        ("in", Text),
        ("scheme", Text),
        ("bearerFormat", Text),
        ("flows", Object),
        ("openIdConnectUrl", Text),
    ],
    required: &["type"],
    later: &[(V3_2, "deprecated", Bool), (V3_2, "oauth2MetadataUrl", Text)],
    ..Shape::NONE
};

pub(crate) const SCHEMA: Shape = Shape {
    object: ObjectKind::Schema,
    keys: &[
        ("title", Text),
        ("multipleOf", Number),
        ("maximum", Number),
        ("exclusiveMaximum", Bool),
        ("minimum", Number),
        ("exclusiveMinimum", Bool),
        ("maxLength", Count),
        ("minLength", Count),
        ("pattern", Text),
        ("maxItems", Count),
        ("minItems", Count),
        ("uniqueItems", Bool),
        ("maxProperties", Count),
        ("minProperties", Count),
        ("required", Array),
        ("enum", Array),
        ("type", Text),
        ("allOf", Array),
        ("oneOf", Array),
        ("anyOf", Array),
        ("not", Object),
        ("items", Object),
        ("properties", Object),
        ("additionalProperties", Any),
        ("description", Text),
        ("format", Text),
        ("default", Any),
        ("nullable", Bool),
        ("discriminator", Object),
        ("readOnly", Bool),
        ("writeOnly", Bool),
        ("xml", Object),
        ("externalDocs", Object),
        ("example", Any),
        ("deprecated", Bool),
        ("x-rust-name", Text),
        ("x-rust-type", Object),
        ("x-sensitive", Bool),
        ("x-volatile", Bool),
    ],
    ..Shape::NONE
};

pub(crate) const CONTACT: Shape =
    Shape { object: ObjectKind::Contact, keys: &[("name", Text), ("url", Text), ("email", Text)], ..Shape::NONE };

pub(crate) const LICENSE: Shape = Shape {
    object: ObjectKind::License,
    keys: &[("name", Text), ("url", Text)],
    required: &["name"],
    later: &[(V3_1, "identifier", Text)],
    ..Shape::NONE
};

pub(crate) const OAUTH_FLOWS: Shape = Shape {
    object: ObjectKind::OAuthFlows,
    keys: &[("implicit", Object), ("password", Object), ("clientCredentials", Object), ("authorizationCode", Object)],
    later: &[(V3_2, "deviceAuthorization", Object)],
    ..Shape::NONE
};

pub(crate) const TAG: Shape = Shape {
    object: ObjectKind::Tag,
    keys: &[("name", Text), ("description", Text), ("externalDocs", Object)],
    required: &["name"],
    later: &[(V3_2, "summary", Text), (V3_2, "parent", Text), (V3_2, "kind", Text)],
    ..Shape::NONE
};
