//! The titles of problems.

use std::fmt;

use super::{Cycle, FileFailure, Kind, Language, Side};

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::NotText => f.write_str("invalid UTF-8 or a control character"),
            Kind::Empty => f.write_str("the document is empty"),
            Kind::Syntax { language, message } => write!(f, "invalid {language}: {message}"),
            Kind::TooDeep { limit } => write!(f, "values are nested more than {limit} levels deep"),
            Kind::AliasBomb { limit } => write!(f, "aliases expand to more than {limit} values"),
            Kind::DuplicateKey { key } => write!(f, "the key `{key}` occurs twice in this object"),
            Kind::KeyNotText => f.write_str("the key of a mapping must be a string"),
            Kind::SeveralDocuments => f.write_str("the file contains a second YAML document"),
            Kind::Tag { tag } => write!(f, "the YAML tag `{tag}` has no equivalent in JSON"),
            Kind::MergeKey => f.write_str("merge keys (`<<`) are not part of YAML 1.2"),
            Kind::NotJson { text } => write!(f, "`{text}` has no equivalent in JSON"),
            Kind::Version { found } => write!(f, "OpenAPI {found} is not supported, only 3.0.0 to 3.0.4, 3.1 and 3.2"),
            Kind::MissingKey { object, key } => write!(f, "{object} must have the field `{key}`"),
            Kind::UnknownKey { object, key, .. } => write!(f, "`{key}` is not a field of {object}"),
            Kind::LaterKey { object, key, since } => {
                write!(f, "`{key}` is not a field of {object} before OpenAPI {since}")
            }
            Kind::WrongType { what, expected, found } => write!(f, "{what} must be {expected}, not {found}"),
            Kind::Invalid { what, why, .. } => write!(f, "{what} {why}"),
            Kind::UnknownWord { what, why, .. } => write!(f, "{what} {why}"),
            Kind::DanglingReference { reference, .. } => write!(f, "the target of `{reference}` does not exist"),
            Kind::UnreadableFile { reference, failure, .. } => write!(f, "the file of `{reference}` {failure}"),
            Kind::ReferenceTarget { reference, expected } => write!(f, "`{reference}` does not refer to {expected}"),
            Kind::CircularReference { cycle, members } => circular(f, *cycle, members),
            Kind::IgnoredSibling { key, version, .. } => {
                write!(f, "`{key}` is ignored because it is beside `$ref` (OpenAPI {version}, Reference Object)")
            }
            Kind::OldSpelling { keyword, .. } => {
                write!(f, "`{keyword}` is a keyword of OpenAPI 3.0 that this version does not have")
            }
            Kind::LaterSpelling { keyword, .. } => {
                write!(f, "`{keyword}` has no meaning in OpenAPI 3.0")
            }
            Kind::IgnoredHeader { name, version } => write!(
                f,
                "the header `{name}` is ignored (OpenAPI {version}, Parameter Object; RFC 9110 sections 7.2, 7.6.1, 8.6)"
            ),
            Kind::Ignored { what, .. } => write!(f, "{what} is ignored"),
            Kind::MissingOperationId { id } => write!(f, "the operation has no `operationId`; it is named `{id}`"),
            Kind::DuplicateOperationId { id, .. } => write!(f, "another operation has the `operationId` `{id}`, too"),
            Kind::AmbiguousPath { method, path, other } => {
                write!(f, "`{method} {path}` matches the same requests as `{method} {other}`")
            }
            Kind::ParameterNotInPath { name, path } => {
                write!(f, "the path `{path}` has no placeholder for the path parameter `{name}`")
            }
            Kind::PlaceholderWithoutParameter { name } => {
                write!(f, "the placeholder `{{{name}}}` in the path has no parameter")
            }
            Kind::DuplicateParameter { name, location } => {
                write!(f, "another parameter in {location} has the name `{name}`, too")
            }
            Kind::CredentialParameter { name, location } => {
                write!(f, "the parameter `{name}` in {location} has the name of a credential")
            }
            Kind::UnknownSecurityScheme { name, .. } => write!(f, "the security scheme `{name}` is not defined"),
            Kind::RequiredNotAProperty { name, .. } => {
                write!(f, "`{name}` is listed in `required` but is not a property of this schema")
            }
            Kind::ExampleMismatch { what, why } => write!(f, "{what} does not match its schema: {why}"),
            Kind::UnpairedExample { name, side } => {
                write!(f, "the {side} example `{name}` has no {} example of the same name", side.other())
            }
            Kind::RustName { name, .. } => write!(f, "`{name}` is not a valid Rust name here"),
            Kind::DuplicateRustName { name } => write!(f, "the Rust name `{name}` is already in use"),
            Kind::Unsupported { what, .. } => write!(f, "{what} is not supported"),
            Kind::Loose { what, .. } => write!(f, "{what} accepts any JSON value, because no Rust type can express it"),
            Kind::NotEnforced { what } => write!(f, "{what} is not enforced"),
            Kind::Unsatisfiable { property } => write!(
                f,
                "no object matches this schema: `additionalProperties` forbids `{property}`, which is required"
            ),
            Kind::Contradiction { what } => {
                write!(f, "no value fits {what}: the server rejects every request with one")
            }
            Kind::NoErrorResponse { operation } => write!(
                f,
                "`{operation}` documents no response to a bad request; the server sends problem details (RFC 9457)"
            ),
            Kind::UnknownFormat { format, .. } => {
                write!(f, "`format: {format}` is not a registered format, so nothing checks it")
            }
            Kind::UnknownOperation { pattern, .. } => write!(f, "no operation has {pattern}"),
            Kind::EmptySelection => f.write_str("the selection leaves no operation"),
            Kind::NoWebhook => f.write_str("the selection leaves no webhook, so no router for webhooks is written"),
            Kind::EmptyOverlay => f.write_str("the overlay is empty"),
            Kind::OverlayVersion { found } => write!(f, "Overlay {found} is not supported, only 1.0.x and 1.1.x"),
            Kind::OverlayFeature { what } => {
                write!(f, "{what} is a feature of Overlay 1.1, and this overlay is of version 1.0")
            }
            Kind::OverlayExtends { extends, document } => {
                write!(f, "the overlay extends `{extends}`, which is another file than the document `{document}`")
            }
            Kind::JsonPath { message } => write!(f, "invalid JSONPath: {message}"),
            Kind::NoMatch { query, .. } => {
                write!(f, "`{}` selects nothing: `{}` has no `{}`", query.path, query.matched, query.missing)
            }
            Kind::OverlayConflict { target, given } => write!(f, "{given} cannot be merged into {target}"),
            Kind::OverlayTooLarge { limit, unit } => {
                write!(f, "the document and its overlays together have more than {limit} {unit}")
            }
            Kind::Generator { message } => write!(f, "internal error: {message}"),
        }
    }
}

/// Members of a cycle that are shown.
const MEMBERS: usize = 8;

fn circular(f: &mut fmt::Formatter<'_>, cycle: Cycle, members: &[String]) -> fmt::Result {
    let Some(first) = members.first() else { return f.write_str("a definition refers to itself") };
    let through = if cycle == Cycle::AllOf { " through `allOf`" } else { "" };
    write!(f, "`{first}` is defined by itself{through}: {first}")?;
    for member in members.iter().take(MEMBERS).skip(1) {
        write!(f, " → {member}")?;
    }
    let more = if members.len() > MEMBERS { " → …" } else { "" };
    write!(f, "{more} → {first}")
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::Yaml => "YAML",
            Language::Json => "JSON",
        })
    }
}

impl fmt::Display for FileFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileFailure::NotFound => f.write_str("does not exist"),
            FileFailure::Empty => f.write_str("is empty"),
            FileFailure::Io(message) => write!(f, "cannot be read: {message}"),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Request => "request",
            Side::Response => "response",
        })
    }
}
