//! Documentation of the builders.

use proc_macro2::TokenStream;

use super::arguments::arguments;
use super::payload::response_ty;
use crate::emit::{bounds, stream};
use crate::named::{Api, Body, Location, Operation, Outcome, Parameter, Response, ResponseContent, Status};
use crate::rust::{and, code, described, doc, doc_ours, one_line, paragraphs};

pub(crate) fn method_doc(api: &Api, operation: &Operation) -> TokenStream {
    let own = doc(operation.summary.as_deref());
    let more = operation.description.as_deref().filter(|text| Some(*text) != operation.summary.as_deref());
    let more = more.map(|text| doc(Some(text)));
    let sends = doc_ours(&route(api, operation));
    let arguments = arguments_doc(api, operation);
    let certificate = (!operation.security.certificates.is_empty()).then(|| {
        let names: Vec<String> = operation.security.certificates.iter().map(|name| code(name)).collect();
        let names = names.join(" or ");
        doc_ours(&format!("The document has a client certificate among the credentials ({names}): see [the root](crate#client-certificates)."))
    });
    let contents = operation.successes().flat_map(|response| &response.contents);
    let items = contents.filter_map(|content| stream::sentence(api, content.items.as_ref()));
    let items = items.map(|sentence| Some(doc_ours(&sentence)));
    let several = matches!(operation.success(), Outcome::Several(_)).then(|| {
        doc_ours(&format!(
            "The body of the response is a [`Success`](crate::operation::{}::Success).",
            operation.method_name
        ))
    });
    let undocumented = undocumented_doc(operation);
    let last = items.chain([several, undocumented, certificate]);
    paragraphs([Some(own), more, Some(sends), arguments].into_iter().chain(last))
}

/// The method, the path and the documented responses: `POST /pets` → 201 `Pet`; 404 `NotFound`.
pub(crate) fn route(api: &Api, operation: &Operation) -> String {
    format!("`{} {}` → {}", operation.method, operation.template(), outcomes(api, operation))
}

/// The sentences about successes for which the document has no `content`. `None` if there are none, or if they have no body.
fn undocumented_doc(operation: &Operation) -> Option<TokenStream> {
    let successes = operation.successes().filter(|response| operation.may_have_undocumented_body(response));
    let statuses: Vec<String> = successes.map(|response| status(response.status)).collect();
    (!statuses.is_empty()).then(|| {
        doc_ours(&format!(
            "The document has no `content` for {}. If the server sends a body, \
             [`take_undocumented_body`](crate::Response::take_undocumented_body) returns it.",
            and(&statuses)
        ))
    })
}

/// A status as in the document.
fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// The arguments of a method as a list.
fn arguments_doc(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let parameters = arguments(operation).map(|parameter| {
        let about = parameter.doc.as_deref().map(|text| format!(": {}", one_line(text))).unwrap_or_default();
        let deprecated = if parameter.annotations.deprecated { ", deprecated" } else { "" };
        format!("- `{}`, {}{}{deprecated}{about}\n", parameter.name, place(parameter), bounds(api, parameter))
    });
    let body = operation.body.as_ref().map(|body| format!("- `body`{}\n", body_text(api, body)));
    let list: String = parameters.chain(body).collect();
    (!list.is_empty()).then(|| doc_ours(&format!("# Arguments\n\n{list}")))
}

/// The place of a parameter: `in the query as `x-y``.
fn place(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "in the path",
        Location::Query => "in the query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    if parameter.name == parameter.wire { place.to_owned() } else { format!("{place} {}", code(&parameter.wire)) }
}

/// The constraints of a parameter, after a comma.
fn bounds(api: &Api, parameter: &Parameter) -> String {
    bounds::of_type(api, parameter.whole()).map(|bounds| format!(", {bounds}")).unwrap_or_default()
}

/// The documentation of a parameter's setter.
pub(crate) fn parameter_doc(api: &Api, parameter: &Parameter) -> TokenStream {
    let noun = match parameter.location {
        Location::Path => "Path parameter",
        Location::Query => "Query parameter",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    };
    let name = if parameter.name == parameter.wire { String::new() } else { format!(" {}", code(&parameter.wire)) };
    let default = match &parameter.default {
        Some(default) => format!(" The server's default is {}.", code(&default.to_string())),
        None => String::new(),
    };
    let bounds = bounds(api, parameter);
    described(parameter.doc.as_deref(), [Some(format!("{noun}{name}, optional{bounds}.{default}"))])
}

/// The text about the body: its description in the document, its media types and whether it is optional.
fn body_text(api: &Api, body: &Body) -> String {
    let media_types: Vec<String> = body.contents.iter().map(|content| code(&content.media_types[0])).collect();
    let optional = if body.required { "" } else { ", optional" };
    let own = body.doc.as_deref().filter(|text| !text.trim().is_empty());
    let own = own.map(|text| format!(": {}", one_line(text))).unwrap_or_default();
    let items = body.contents.iter().filter_map(|content| stream::sentence(api, content.items.as_ref()));
    let items: Vec<String> = items.collect();
    let body = format!(", {}{optional}{own}", media_types.join(" or "));
    match items.as_slice() {
        [] => body,
        items => format!("{}. {}", body.strip_suffix('.').unwrap_or(&body), items.join(" ")),
    }
}

/// The documented responses in one line, with links to their types.
fn outcomes(api: &Api, operation: &Operation) -> String {
    let of = |response: &Response| {
        let status = status(response.status);
        let is_success = !operation.errors().any(|error| error.status == response.status);
        let bodies: Vec<String> =
            response.contents.iter().map(|content| body_shown(api, content, is_success)).collect();
        if bodies.is_empty() { status } else { format!("{status} {}", bodies.join(" or ")) }
    };
    operation.responses.iter().map(of).collect::<Vec<_>>().join("; ")
}

/// The type of a body, or the media type of one that is bytes.
fn body_shown(api: &Api, content: &ResponseContent, is_success: bool) -> String {
    let ty = response_ty(api, content, is_success);
    let text = ty.to_string().replace(' ', "");
    if text == "bytes::Bytes" || text == "crate::ByteStream" { code(&content.media_types[0]) } else { shown(&ty) }
}

/// A type as a link, or as code if it is not one of the types crate.
fn shown(ty: &TokenStream) -> String {
    let path = ty.to_string().replace(' ', "").replace("crate::", "");
    match path.strip_prefix("types::") {
        Some(name) if name.chars().all(|c| c.is_alphanumeric() || c == '_') => format!("[{}]({path})", code(name)),
        _ => code(&path.replace("types::", "")),
    }
}
