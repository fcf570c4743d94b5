//! The module of an operation: the builder of its requests, and the types of its bodies, headers and errors.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{arguments, element};
use super::docs::{method_doc, parameter_doc, route};
use super::failure;
use super::headers;
use super::pages;
use super::payload::{self, body_ty, success_ty};
use super::receive::receive;
use super::url::url_statement;
use super::validate::checks;
use crate::emit::EmitError;
use crate::emit::hidden;
use crate::named::{Api, Body, Format, Operation, Parameter};
use crate::rust::{doc_ours, ident, ty};

/// The parts of a builder that a caller sets.
struct BuilderPart {
    name: proc_macro2::Ident,
    ty: TokenStream,
    /// The type of an element, if the value is a list.
    element: Option<TokenStream>,
    is_required: bool,
}

/// The method of the client that returns a builder. Required parameters and the body are its arguments.
pub(crate) fn method(api: &Api, operation: &Operation) -> TokenStream {
    let method = ident(&operation.method_name);
    let docs = method_doc(api, operation);
    let arguments: Vec<BuilderPart> = arguments(operation).map(|parameter| of_parameter(api, parameter)).collect();
    let body = operation.body.as_ref().map(|body| (of_body(api, body), &operation.method_name));
    let declared = arguments.iter().map(|part| {
        let (name, bound) = (&part.name, part.bound());
        quote!(#name: #bound)
    });
    let body_declared = body.as_ref().map(|(part, method)| {
        let module = ident(method);
        let bound = match part.is_required {
            true if part.element.is_some() => part.bound(),
            true => quote!(impl TryInto<operation::#module::Body, Error: Display>),
            false => quote!(impl crate::OptionalBody<operation::#module::Body>),
        };
        quote!(body: #bound)
    });
    let passed = arguments.iter().map(|part| part.converted(&part.name));
    let body_passed = body.as_ref().map(|(part, _)| match part.is_required {
        true => part.converted(&part.name),
        false => quote!(call::optional_body(body)),
    });
    let declared: Vec<TokenStream> = declared.chain(body_declared).collect();
    let passed = passed.chain(body_passed);
    let many = (declared.len() > 6)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the request needs as many values")]));
    let deprecated = operation.annotations.deprecated.then(|| quote!(#[deprecated]));
    quote! {
        #docs
        #deprecated
        #many
        pub fn #method(&self #(, #declared)*) -> operation::#method::Builder {
            operation::#method::Builder::new(&self.shared #(, #passed)*)
        }
    }
}

/// The module.
pub(crate) fn module(api: &Api, operation: &Operation, request: &TokenStream) -> Result<TokenStream, EmitError> {
    let about = doc_ours(&format!(
        "[`Client::{0}`](crate::Client::{0}): `{1} {2}`.",
        operation.method_name,
        operation.method,
        operation.template()
    ));
    let name = ident(&operation.method_name);
    let (info, builder) = (info(api, operation), builder(api, operation, request)?);
    let (payload, headers, failure) =
        (payload::items(api, operation), headers::items(api, operation), failure::items(api, operation));
    Ok(quote! {
        #about
        pub mod #name {
            #builder
            #payload
            #headers
            #failure
            #info
        }
    })
}

/// The facts of an operation that layers can read, and the credentials that it accepts.
fn info(api: &Api, operation: &Operation) -> TokenStream {
    let (id, method) = (&operation.id, &operation.method);
    let path = operation.template();
    let security = operation.security.alternatives.iter().map(|set| {
        let schemes =
            api.credentials[*set].schemes.iter().map(|scheme| proc_macro2::Literal::usize_unsuffixed(*scheme));
        quote!(&[#(#schemes),*])
    });
    let is_streamed =
        operation.successes().flat_map(|response| &response.contents).any(|content| content.items.is_some());
    let is_sensitive = hidden::has_sensitive_response(api, operation);
    let idempotency_key = match operation.idempotency_key().map(str::to_ascii_lowercase) {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    quote! {
        static OPERATION: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            security: &[#(#security),*],
            is_streamed: #is_streamed,
            is_sensitive: #is_sensitive,
            idempotency_key: #idempotency_key,
        };
    }
}

fn builder(api: &Api, operation: &Operation, request: &TokenStream) -> Result<TokenStream, EmitError> {
    let about = doc_ours(&format!(
        "A request of [`Client::{0}`](crate::Client::{0}): {1}.",
        operation.method_name,
        route(api, operation)
    ));
    let required: Vec<BuilderPart> = arguments(operation).map(|parameter| of_parameter(api, parameter)).collect();
    let optional: Vec<(&Parameter, BuilderPart)> = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required)
        .map(|parameter| (parameter, of_parameter(api, parameter)))
        .collect();
    let body = operation.body.as_ref().map(|body| of_body(api, body));
    let stored: Vec<&BuilderPart> = required.iter().chain(&body).collect();
    let fields = stored.iter().copied().chain(optional.iter().map(|(_, part)| part)).map(|part| {
        let (name, ty) = (&part.name, part.stored());
        quote!(#name: #ty,)
    });
    let arguments = stored.iter().map(|part| {
        let (name, ty) = (&part.name, part.stored());
        quote!(, #name: #ty)
    });
    let many = (stored.len() > 6)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the request needs as many values")]));
    let given = stored.iter().map(|part| &part.name);
    let unset = optional.iter().map(|(_, part)| &part.name);
    let setters = optional.iter().map(|(parameter, part)| {
        let (docs, name, bound, converted) =
            (parameter_doc(api, parameter), &part.name, part.bound(), part.converted(&ident("value")));
        let deprecated = parameter.annotations.deprecated.then(|| quote!(#[deprecated]));
        quote! {
            #docs
            #deprecated
            pub fn #name(mut self, value: #bound) -> Self {
                self.#name = #converted.map(Some);
                self
            }
        }
    });
    let send = send(api, operation, request)?;
    let pages::Pages { method: pages, function: next_page } = pages::pages(api, operation);
    let derive = (!operation.body.as_ref().is_some_and(payload::is_stream)).then(|| quote!(#[derive(Clone)]));
    Ok(quote! {
        #about
        #[must_use = "a request is sent by `send`"]
        #derive
        pub struct Builder {
            call: Call,
            #(#fields)*
        }

        impl Builder {
            #many
            pub(crate) fn new(shared: &Arc<Shared> #(#arguments)*) -> Self {
                Builder { call: Call::new(shared), #(#given,)* #(#unset: Ok(None),)* }
            }

            #(#setters)*

            /// Sets a header of this call. It replaces a header that the call has otherwise.
            pub fn header(
                mut self,
                name: impl TryInto<reqwest::header::HeaderName, Error: Display>,
                value: impl TryInto<reqwest::header::HeaderValue, Error: Display>,
            ) -> Self {
                self.call.header(name, value);
                self
            }

            /// Sets the time limit of this call.
            pub fn timeout(mut self, timeout: Duration) -> Self {
                self.call.timeout(timeout);
                self
            }

            /// Adds a value that layers find in the extensions of the request.
            pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
                self.call.extension(value);
                self
            }

            #send

            #pages
        }

        #next_page

        impl std::fmt::Debug for Builder {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // The values may be secret.
                f.debug_struct("Builder").field("operation", &OPERATION.id).finish_non_exhaustive()
            }
        }
    })
}

impl BuilderPart {
    /// The type of the field.
    fn stored(&self) -> TokenStream {
        let ty = &self.ty;
        if self.is_required { quote!(Result<#ty, Unsendable>) } else { quote!(Result<Option<#ty>, Unsendable>) }
    }

    /// The type of the argument.
    fn bound(&self) -> TokenStream {
        let ty = &self.ty;
        match &self.element {
            Some(element) => quote!(impl IntoIterator<Item = impl TryInto<#element, Error: Display>>),
            None => quote!(impl TryInto<#ty, Error: Display>),
        }
    }

    /// The argument `value` as the field of a required part.
    fn converted(&self, value: &proc_macro2::Ident) -> TokenStream {
        let name = self.name.to_string();
        match &self.element {
            Some(element) => quote!(call::list::<_, #element>(#name, #value)),
            None => quote!(call::value(#name, #value)),
        }
    }
}

fn of_parameter(api: &Api, parameter: &Parameter) -> BuilderPart {
    BuilderPart {
        name: ident(&parameter.name),
        ty: ty(api, parameter.whole()),
        element: element(api, parameter.whole()),
        is_required: parameter.required,
    }
}

fn of_body(api: &Api, body: &Body) -> BuilderPart {
    let element = match body.contents.as_slice() {
        [content] if content.format == Format::Json => element(api, &content.ty),
        _ => None,
    };
    BuilderPart { name: ident("body"), ty: body_ty(api, body), element, is_required: body.required }
}

fn send(api: &Api, operation: &Operation, request: &TokenStream) -> Result<TokenStream, EmitError> {
    let checks = checks(operation);
    let success = success_ty(api, operation);
    let headers = headers::success_ty(operation);
    let names = operation.parameters.iter().map(|parameter| ident(&parameter.name));
    let names = names.chain(operation.body.as_ref().map(|_| ident("body")));
    let url = url_statement(operation)?;
    let receive = receive(api, operation);
    Ok(quote! {
        /// Sends the request.
        pub async fn send(self) -> Result<Response<#success #headers>, crate::Error<Error>> {
            #(let #names = self.#names?;)*
            #checks
            #url
            #request
            let response = self.call.send(request, &OPERATION).await?;
            #receive
        }
    })
}
