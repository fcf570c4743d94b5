//! The suggestions of problems.

use std::borrow::Cow;

use super::{Cycle, Kind, Language};

impl Kind {
    /// Returns a proposal how to fix the problem, as an imperative without a full stop.
    pub fn suggestion(&self) -> Cow<'static, str> {
        match self {
            Kind::NotText => "save the file as UTF-8 and remove control characters".into(),
            Kind::Empty => "start with `openapi: 3.0.3`, `info` and `paths`".into(),
            Kind::Syntax { language: Language::Json, .. } => {
                "correct the JSON here (RFC 8259 has no comments and no trailing commas)".into()
            }
            Kind::Syntax { language: Language::Yaml, .. } => {
                "correct the YAML here: check the indentation, the quotes and the preceding colon".into()
            }
            Kind::TooDeep { .. } => "move inner schemas to `components` and refer to them with `$ref`".into(),
            Kind::AliasBomb { .. } => "move the repeated value to `components` and refer to it with `$ref`".into(),
            Kind::DuplicateKey { .. } => "remove or rename one of the two".into(),
            Kind::KeyNotText => "write the key as a plain or quoted string".into(),
            Kind::SeveralDocuments => "move the second document to a file of its own".into(),
            Kind::Tag { .. } => "remove the tag, or use `!!str` to make the value a string".into(),
            Kind::MergeKey => "repeat the keys, or move the object to `components` and refer to it with `$ref`".into(),
            Kind::NotJson { .. } => "add quotes if it is meant as a string".into(),
            Kind::Version { found } if found.starts_with('2') => "convert the document to OpenAPI 3.1".into(),
            Kind::Version { .. } => "write a version with three numbers, such as `openapi: 3.1.1`".into(),
            Kind::MissingKey { key, .. } => format!("add `{key}`").into(),
            Kind::UnknownKey { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`? (the names of extensions start with `x-`)").into()
            }
            Kind::LaterKey { since, .. } => format!("write `openapi: {since}.0`, or remove it").into(),
            Kind::UnknownKey { .. } => "remove it, or start its name with `x-` if it is an extension".into(),
            Kind::WrongType { expected, .. } => format!("write {expected}").into(),
            Kind::DanglingReference { nearest: Some(nearest), .. }
            | Kind::UnreadableFile { nearest: Some(nearest), .. }
            | Kind::UnknownSecurityScheme { nearest: Some(nearest), .. }
            | Kind::RequiredNotAProperty { nearest: Some(nearest), .. }
            | Kind::UnknownOperation { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?").into(),
            Kind::UnknownWord { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?").into(),
            Kind::DanglingReference { .. } => "define the target, or correct the reference".into(),
            Kind::UnreadableFile { .. } => "write the path relative to the folder of this file, or add the file".into(),
            Kind::ReferenceTarget { expected, .. } => format!("refer to {expected}").into(),
            Kind::CircularReference { cycle: Cycle::Reference | Cycle::AllOf, .. } => {
                "write out the definition of one of them".into()
            }
            Kind::CircularReference { cycle: Cycle::Type, .. } => {
                "make one of the links optional, nullable or an array".into()
            }
            Kind::IgnoredSibling { instead, .. } => (*instead).into(),
            Kind::IgnoredHeader { .. } => {
                "remove it; `content`, `responses`, `security` or HTTP itself determine this header".into()
            }
            Kind::MissingOperationId { .. } => {
                "add a unique `operationId`, from which the Rust method gets its name".into()
            }
            Kind::DuplicateOperationId { given, .. } => {
                format!("give each operation a unique `operationId`; this one is named `{given}` until then").into()
            }
            Kind::AmbiguousPath { method, .. } => {
                format!("remove one of the two {method} operations, or change its path; until then the server has only the first")
                    .into()
            }
            Kind::ParameterNotInPath { name, .. } => {
                format!("add `{{{name}}}` to the path, or remove the parameter").into()
            }
            Kind::PlaceholderWithoutParameter { name } => {
                format!("add a parameter with `name: {name}`, `in: path` and `required: true`").into()
            }
            Kind::DuplicateParameter { .. } => "remove or rename one of the two".into(),
            Kind::CredentialParameter { .. } => "remove or rename the parameter".into(),
            Kind::UnknownSecurityScheme { .. } => "define it in `components.securitySchemes`".into(),
            Kind::RequiredNotAProperty { .. } => "add the property, or remove the name from `required`".into(),
            Kind::ExampleMismatch { .. } => "correct the value or the schema".into(),
            Kind::UnpairedExample { name, side } => {
                format!("add a {} example named `{name}`, or rename this one", side.other()).into()
            }
            Kind::RustName { expected, .. } => format!("write {expected}").into(),
            Kind::DuplicateRustName { .. } => "choose another `x-rust-name` for one of the two".into(),
            Kind::Invalid { instead, .. }
            | Kind::UnknownWord { instead, .. }
            | Kind::Unsupported { instead, .. }
            | Kind::Ignored { instead, .. }
            | Kind::OldSpelling { instead, .. }
            | Kind::LaterSpelling { instead, .. } => (*instead).into(),
            Kind::Loose { .. } => "write a single schema for the value, or check it in the implementation".into(),
            Kind::Contradiction { .. } => "write a single schema for the value".into(),
            Kind::NotEnforced { .. } => "check it in the implementation, or document it in a description".into(),
            Kind::Unsatisfiable { .. } => {
                "remove `additionalProperties` here; from OpenAPI 3.1, `unevaluatedProperties` beside `allOf` allows the properties of all members".into()
            }
            Kind::NoErrorResponse { .. } => "document a response for `400`, `4XX` or `default`".into(),
            Kind::UnknownFormat { nearest, .. } => format!("did you mean `{nearest}`?").into(),
            Kind::UnknownOperation { .. } => "correct the pattern; `*` stands for any characters".into(),
            Kind::EmptySelection => "select more operations, or exclude fewer".into(),
            Kind::NoWebhook => "select webhooks by their tags or their `operationId`".into(),
            Kind::EmptyOverlay => "start with `overlay: 1.1.0`, `info` and `actions`".into(),
            Kind::OverlayVersion { .. } => "write `overlay: 1.1.0`".into(),
            Kind::OverlayFeature { .. } => "write `overlay: 1.1.0`; the action is applied as in Overlay 1.1".into(),
            Kind::OverlayExtends { .. } => {
                "correct `extends`, which starts from the folder of the overlay, or remove it".into()
            }
            Kind::JsonPath { .. } => {
                "write a JSONPath query (RFC 9535); put a name that is not an identifier in quotes: `$.paths['/pets'].get`".into()
            }
            Kind::NoMatch { query, .. } => match &query.nearest {
                Some(nearest) => format!("did you mean `{nearest}`?").into(),
                None => "correct the query, or remove the action".into(),
            },
            Kind::OverlayConflict { target, .. } => {
                format!("write {target}, or remove the value with an action before this one").into()
            }
            Kind::OverlayTooLarge { .. } => "select fewer targets, or write a smaller document".into(),
            Kind::Generator { .. } => {
                "report this to the maintainers of the generator, together with the document".into()
            }
        }
    }
}
