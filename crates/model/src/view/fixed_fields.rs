//! The fixed fields of each object, from the tables of OpenAPI 3.0.4 section 4.7.

use super::shape::Is::{Any, Array, Bool, Count, Number, Object, Text};
use super::shape::Shape;

pub(crate) const OPENAPI: Shape = Shape {
    object: "an OpenAPI document",
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
};

pub(crate) const INFO: Shape = Shape {
    object: "the `info` object",
    keys: &[
        ("title", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Object),
        ("license", Object),
        ("version", Text),
    ],
    required: &["title", "version"],
};

pub(crate) const SERVER: Shape = Shape {
    object: "a server",
    keys: &[("url", Text), ("description", Text), ("variables", Object)],
    required: &["url"],
};

pub(crate) const COMPONENTS: Shape = Shape {
    object: "`components`",
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
    required: &[],
};

pub(crate) const PATH_ITEM: Shape = Shape {
    object: "a path item",
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
    required: &[],
};

pub(crate) const OPERATION: Shape = Shape {
    object: "an operation",
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
    ],
    required: &["responses"],
};

pub(crate) const PARAMETER: Shape = Shape {
    object: "a parameter",
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
        ("schema", Object),
        ("example", Any),
        ("examples", Object),
        ("content", Object),
    ],
    required: &["name", "in"],
};

pub(crate) const HEADER: Shape = Shape {
    object: "a header",
    keys: &[
        ("description", Text),
        ("required", Bool),
        ("deprecated", Bool),
        ("allowEmptyValue", Bool),
        ("style", Text),
        ("explode", Bool),
        ("allowReserved", Bool),
        ("schema", Object),
        ("example", Any),
        ("examples", Object),
        ("content", Object),
    ],
    required: &[],
};

pub(crate) const REQUEST_BODY: Shape = Shape {
    object: "a request body",
    keys: &[("description", Text), ("content", Object), ("required", Bool)],
    required: &["content"],
};

pub(crate) const MEDIA_TYPE: Shape = Shape {
    object: "a media type",
    keys: &[("schema", Object), ("example", Any), ("examples", Object), ("encoding", Object)],
    required: &[],
};

pub(crate) const RESPONSE: Shape = Shape {
    object: "a response",
    keys: &[("description", Text), ("headers", Object), ("content", Object), ("links", Object)],
    required: &["description"],
};

pub(crate) const EXAMPLE: Shape = Shape {
    object: "an example",
    keys: &[("summary", Text), ("description", Text), ("value", Any), ("externalValue", Text)],
    required: &[],
};

pub(crate) const SECURITY_SCHEME: Shape = Shape {
    object: "a security scheme",
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
};

pub(crate) const SCHEMA: Shape = Shape {
    object: "a schema",
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
        ("x-sensitive", Bool),
        ("x-volatile", Bool),
    ],
    required: &[],
};

pub(crate) const CONTACT: Shape =
    Shape { object: "`contact`", keys: &[("name", Text), ("url", Text), ("email", Text)], required: &[] };

pub(crate) const LICENSE: Shape =
    Shape { object: "`license`", keys: &[("name", Text), ("url", Text)], required: &["name"] };

pub(crate) const TAG: Shape = Shape {
    object: "a tag",
    keys: &[("name", Text), ("description", Text), ("externalDocs", Object)],
    required: &["name"],
};
