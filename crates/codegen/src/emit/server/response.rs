//! The responses of an operation: a struct for each, their constructors, and the enum of all.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::Side;
use crate::emit::hidden::{self, ShownField};
use crate::emit::setter::{Argument, argument};
use crate::emit::{literal, status, stream};
use crate::named::{
    Api, Format, Operation, ResponseContent, ResponseHeader, ResponseVariant, Status, TypeKind, TypeRef,
};
use crate::rust::{described, doc_ours, ident, one_line, renamed, ty};
use model::name::{Casing, Scope, derive};

/// Returns the enum, the structs, and how they become a response.
pub(super) fn responses(api: &Api, operation: &Operation, side: Side) -> TokenStream {
    let about = doc_ours(&format!("Documented responses of {}.", side.link(operation)));
    let all: Vec<ResponseVariant<'_>> = operation.response_variants().collect();
    let names = constructors(operation);
    let structs = all.iter().zip(&names).map(|(given, constructor)| structure(api, operation, *given, constructor));
    let constructors = all.iter().zip(&names).map(|(given, name)| constructor(api, operation, *given, name));
    let variants = all.iter().map(|given| {
        let (name, docs) = (ident(given.name()), summary(*given));
        quote!(#docs #name(#name),)
    });
    let arms = all.iter().map(|given| arm(operation, *given));
    let derive = derives(all.iter().copied().any(is_stream));
    let allow = literal::uneven_variants(all.len());
    let constructors = (!all.is_empty()).then(|| quote!(impl Response { #(#constructors)* }));
    quote! {
        #about
        #derive
        #[non_exhaustive]
        #allow
        pub enum Response { #(#variants)* }

        #constructors

        impl IntoResponse for Response {
            fn into_response(self) -> axum::response::Response {
                match self { #(#arms)* }
            }
        }

        #(#structs)*
    }
}

fn derives(is_stream: bool) -> TokenStream {
    if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) }
}

/// The names of the functions that make each response, in the order of the variants.
pub(crate) fn constructors(operation: &Operation) -> Vec<Ident> {
    let mut scope = Scope::reserving(&["into_response"]);
    let names =
        operation.response_variants().map(|given| scope.claim(&derive(given.name(), Casing::Snake), Casing::Snake));
    names.map(|name| ident(&name)).collect()
}

/// The required headers, in the order of the constructor's parameters: by name, so that their order in the document does not
/// matter.
pub(crate) fn required_headers<'o>(given: ResponseVariant<'o>) -> Vec<&'o ResponseHeader> {
    let mut headers: Vec<&ResponseHeader> = given.response.headers.iter().filter(|header| header.required).collect();
    headers.sort_by(|a, b| a.name.cmp(&b.name));
    headers
}

/// Status and description of a response.
fn summary(given: ResponseVariant<'_>) -> TokenStream {
    let status = status_text(given);
    let description = given.response.doc.as_deref().and_then(|doc| doc.lines().next()).map(one_line);
    doc_ours(&match description.filter(|description| !description.is_empty()) {
        Some(description) => format!("{status}: {description}"),
        None => status,
    })
}

/// The status as in the document.
pub(super) fn status_text(given: ResponseVariant<'_>) -> String {
    match given.response.status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// A parameter that takes a value of a type, and the value. With `is_converted`, it takes every type that converts into it.
fn parameter(name: &Ident, ty: TokenStream, is_converted: bool) -> (TokenStream, TokenStream) {
    if is_converted {
        (quote!(#name: impl Into<#ty>), quote!(#name.into()))
    } else {
        (quote!(#name: #ty), quote!(#name))
    }
}

/// The struct of a response, with a method for each optional header, and one for a body that the document does not describe.
fn structure(api: &Api, operation: &Operation, given: ResponseVariant<'_>, constructor: &Ident) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let items = stream::sentence(api, given.content.and_then(|content| content.items.as_ref()));
    let whole = doc_ours(&format!("Made by [`Response::{constructor}`]."));
    let own = described(response.doc.as_deref(), [items]);
    let own = crate::rust::paragraphs([Some(own), Some(whole)]);
    let status = match response.status {
        Status::Code(_) => quote!(),
        Status::Range(hundreds) => {
            let ty = status_of(hundreds);
            quote!(/** The status code, one of the range. */ pub status: #ty,)
        }
        Status::Default => quote!(/** The status code. */ pub status: StatusCode,),
    };
    let headers = response.headers.iter().map(|header| {
        let (name, ty) = (ident(&header.name), ty(api, &header.ty));
        let ty = if header.required { ty } else { quote!(Option<#ty>) };
        let docs = header_docs(header);
        quote!(#docs pub #name: #ty,)
    });
    let body = given.content.map(|content| {
        let ty = response_ty(api, content);
        let about = doc_ours(&format!("The body, {}.", crate::rust::code(&content.media_types[0])));
        quote!(#about pub body: #ty,)
    });
    let has_undocumented = operation.may_have_undocumented_body(response);
    let undocumented = has_undocumented.then(|| quote!(body: Option<UndocumentedBody>,));
    let optional: Vec<&ResponseHeader> = response.headers.iter().filter(|header| !header.required).collect();
    let conventional = ["as_", "from_", "into_", "is_", "to_"];
    let is_odd = optional.iter().any(|header| conventional.iter().any(|prefix| header.name.starts_with(prefix)));
    let allow =
        is_odd.then(|| quote!(#[allow(clippy::wrong_self_convention, reason = "methods have the names of headers")]));
    let setters = optional.iter().map(|header| {
        let name = ident(&header.name);
        let (parameter, value) = parameter(&name, ty(api, &header.ty), is_text(api, &header.ty));
        let docs = header_docs(header);
        let first = doc_ours("Sets the header.");
        let docs = if docs.is_empty() { first } else { docs };
        quote! {
            #docs
            #[must_use]
            pub fn #name(mut self, #parameter) -> Self {
                self.#name = Some(#value);
                self
            }
        }
    });
    let set_body = has_undocumented.then(undocumented_setter);
    let setters = setters.chain(set_body);
    let has_setters = has_undocumented || !optional.is_empty();
    let setters = has_setters.then(|| quote!(#allow impl #name { #(#setters)* }));
    let status_shown = !matches!(response.status, Status::Code(_));
    let shown =
        (status_shown.then(|| ShownField { name: ident("status"), is_hidden: false }).into_iter())
            .chain(response.headers.iter().map(|header| ShownField {
                name: ident(&header.name),
                is_hidden: hidden::is_hidden(api, &header.schema),
            }))
            .chain(
                (has_undocumented || given.content.is_some())
                    .then(|| ShownField { name: ident("body"), is_hidden: hidden::is_body_hidden(api, given) }),
            );
    let (_, debug) = hidden::of_struct(&name, &[], &shown.collect::<Vec<_>>());
    let is_plain = !is_stream(given);
    let derive = hidden::derive(&[(is_plain, "Clone"), (debug.is_empty(), "Debug"), (is_plain, "PartialEq")]);
    // The name stays when the schema of the body gets another name or moves.
    let alias = given.content.filter(|content| content.format == Format::Json).map(|content| {
        let (alias, ty) = (format_ident!("{name}Body"), response_ty(api, content));
        let about = doc_ours(&format!("Body of [`{name}`]."));
        quote!(#about pub type #alias = #ty;)
    });
    quote! {
        #alias

        #own
        #derive
        #[non_exhaustive]
        pub struct #name { #status #(#headers)* #body #undocumented }

        #debug
        #setters

        impl From<#name> for Response {
            fn from(response: #name) -> Self {
                Response::#name(response)
            }
        }
    }
}

/// The method that sets a body for which the document has no `content`.
fn undocumented_setter() -> TokenStream {
    quote! {
        /// Sets the body. The document has no `content` for this response, so any media type is possible. Clones share the body: only the first one that is sent has it.
        #[must_use]
        pub fn body(mut self, content_type: impl Into<String>, body: impl Into<axum::body::Body>) -> Self {
            self.body = Some(UndocumentedBody::new(content_type, body));
            self
        }
    }
}

/// The type of a status code of a range, such as `StatusOf<4>`.
fn status_of(hundreds: u16) -> TokenStream {
    let hundreds = Literal::u16_unsuffixed(hundreds);
    quote!(StatusOf<#hundreds>)
}

fn header_docs(header: &ResponseHeader) -> TokenStream {
    described(header.doc.as_deref(), [renamed("Header", &header.name, &header.wire)])
}

/// The function that makes a response of what is required.
fn constructor(api: &Api, operation: &Operation, given: ResponseVariant<'_>, name: &Ident) -> TokenStream {
    let (ty_name, response) = (ident(given.name()), given.response);
    let docs = summary(given);
    let status = match response.status {
        Status::Code(_) => None,
        Status::Range(hundreds) => {
            let ty = status_of(hundreds);
            Some(quote!(status: #ty))
        }
        Status::Default => Some(quote!(status: StatusCode)),
    };
    let status_value = status.is_some().then(|| quote!(status,));
    let headers = required_headers(given).into_iter().map(|header| {
        let name = ident(&header.name);
        let (parameter, value) = parameter(&name, ty(api, &header.ty), is_text(api, &header.ty));
        (parameter, if name == value.to_string() { quote!(#name) } else { quote!(#name: #value) })
    });
    let body = given.content.map(|content| {
        let is_converted = content.format != Format::Json || is_text(api, &content.ty) || is_object(api, &content.ty);
        let (parameter, value) = parameter(&ident("body"), response_ty(api, content), is_converted);
        (parameter, if is_converted { quote!(body: #value) } else { quote!(body) })
    });
    let (parameters, values): (Vec<TokenStream>, Vec<TokenStream>) = headers.chain(body).unzip();
    let parameters: Vec<TokenStream> = status.into_iter().chain(parameters).collect();
    let optional = response.headers.iter().filter(|header| !header.required).map(|header| {
        let name = ident(&header.name);
        quote!(#name: None,)
    });
    let undocumented = operation.may_have_undocumented_body(response).then(|| quote!(body: None,));
    let allow = (parameters.len() > 7)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the response has that many required headers")]));
    quote! {
        #docs
        #allow
        pub fn #name(#(#parameters),*) -> #ty_name {
            #ty_name { #status_value #(#values,)* #(#optional)* #undocumented }
        }
    }
}

/// Whether a type is a text without constraints, which may have the name of a component.
fn is_text(api: &Api, ty: &TypeRef) -> bool {
    matches!(argument(api, ty), Argument::Plain(TypeRef::String))
}

/// Whether a type is an object. A request may have another form of it, which converts.
fn is_object(api: &Api, ty: &TypeRef) -> bool {
    match argument(api, ty) {
        Argument::Plain(TypeRef::Named(id)) => matches!(api.type_named(*id).defined(), Some(TypeKind::Struct(_))),
        _ => false,
    }
}

/// Whether the body is a stream.
fn is_stream(given: ResponseVariant<'_>) -> bool {
    !matches!(given.format(), None | Some(Format::Json | Format::Text))
}

/// The type of a response body.
fn response_ty(api: &Api, content: &ResponseContent) -> TokenStream {
    match content.format {
        Format::Json => ty(api, &content.ty),
        Format::Text => quote!(String),
        _ => stream::stream_ty(api, content.items.as_ref(), &quote!(crate)).unwrap_or(quote!(axum::body::Body)),
    }
}

/// The call that makes a response from a status and a body of the type [`response_ty`].
pub(crate) fn response_of(content: &ResponseContent, code: &TokenStream, body: &TokenStream) -> TokenStream {
    let media_type = &content.media_types[0];
    match content.format {
        Format::Json if media_type == "application/json" => quote!(response::json(#code, &#body)),
        Format::Json => quote!(content::json_as(#code, #media_type, &#body)),
        Format::Text => quote!(content::sent(#code, #media_type, axum::body::Body::from(#body))),
        Format::Bytes | Format::Form | Format::Multipart => {
            let written =
                stream::function(content.items.as_ref()).map(|write| quote!(crate::item_stream::#write(#body)));
            let body = written.as_ref().unwrap_or(body);
            quote!(content::sent(#code, #media_type, #body))
        }
    }
}

fn arm(operation: &Operation, given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let has_undocumented = operation.may_have_undocumented_body(response);
    let code = match response.status {
        Status::Code(code) => status::in_server(code),
        Status::Range(_) => quote!(response.status.get()),
        Status::Default => quote!(response.status),
    };
    let made = match given.content {
        Some(content) => response_of(content, &code, &quote!(response.body)),
        None if has_undocumented => quote!(response::undocumented(#code, response.body)),
        None => quote!(response::empty(#code)),
    };
    if response.headers.is_empty() {
        let is_used = has_undocumented || given.content.is_some() || !matches!(response.status, Status::Code(_));
        let pattern = if is_used { quote!(response) } else { quote!(_) };
        return quote!(Self::#name(#pattern) => #made,);
    }
    let mut with_headers = response.headers.iter().map(|header| {
        let (name, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
        if header.required {
            quote!(response::with_header(made, #wire, &response.#name))
        } else {
            quote! {
                match &response.#name {
                    Some(value) => response::with_header(made, #wire, value),
                    None => made,
                }
            }
        }
    });
    let last = with_headers.next_back();
    quote! {
        Self::#name(response) => {
            let made = #made;
            #(let made = #with_headers;)*
            #last
        }
    }
}
