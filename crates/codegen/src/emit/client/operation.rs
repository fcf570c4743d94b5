//! Builders of the operations that progenitor does not send as OpenAPI demands. They look like progenitor's builders.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{body_doc, method_doc, parameter_doc, send_doc};
use super::payload::{body_ty, name, outcome_ty};
use super::receive::receive;
use super::url::url_statement;
use super::validate::checks;
use crate::emit::{EmitError, kind};
use crate::named::{Api, Body, Content, Format, Location, Operation, Parameter, Style};
use crate::rust::{doc_ours, ident, ty};

/// The method of the client, and the builder that it returns.
pub(crate) fn items(api: &Api, operation: &Operation) -> Result<(syn::ImplItemFn, Vec<syn::Item>), EmitError> {
    let (method, builder) = (ident(&operation.method_name), ident(&operation.type_name));
    let docs = method_doc(api, operation);
    let function = quote! {
        #docs
        pub fn #method(&self) -> builder::#builder<'_> {
            builder::#builder::new(self)
        }
    };
    let function = syn::parse2(function)?;
    let items: syn::File = syn::parse2(builder_items(api, operation)?)?;
    Ok((function, items.items))
}

fn builder_items(api: &Api, operation: &Operation) -> Result<TokenStream, EmitError> {
    let name = ident(&operation.type_name);
    let about =
        doc_ours(&format!("Builder of a request: see [`Client::{0}`](crate::Client::{0}).", operation.method_name));
    let fields = operation.parameters.iter().map(|parameter| {
        let (field, value) = (ident(&parameter.name), ty(api, parameter.whole()));
        let value = if parameter.required { value } else { quote!(Option<#value>) };
        quote!(#field: Result<#value, String>,)
    });
    let body = operation.body.as_ref();
    let body_field = body.map(|body| {
        let ty = body_ty(api, operation, body);
        let ty = if body.required { ty } else { quote!(Option<#ty>) };
        quote!(body: Result<#ty, String>,)
    });
    let starts = operation.parameters.iter().map(|parameter| {
        let field = ident(&parameter.name);
        let start = start(&parameter.name, parameter.required);
        quote!(#field: #start,)
    });
    let body_start = body.map(|body| {
        let start = start("body", body.required);
        quote!(body: #start,)
    });
    let setters = operation.parameters.iter().map(|parameter| {
        let ty = ty(api, parameter.whole());
        setter(&parameter.name, &ty, parameter.required, &parameter_doc(parameter))
    });
    let body_setter =
        body.map(|body| setter("body", &body_ty(api, operation, body), body.required, &body_doc(api, body)));
    let send = send(api, operation)?;
    let derive = (!body.is_some_and(is_stream)).then(|| quote!(#[derive(Clone)]));
    Ok(quote! {
        #about
        #[must_use = "a request is sent by `send`"]
        #derive
        pub struct #name<'a> {
            client: &'a super::Client,
            #(#fields)*
            #body_field
        }

        impl<'a> #name<'a> {
            /// Creates a builder without any value.
            pub fn new(client: &'a super::Client) -> Self {
                Self { client, #(#starts)* #body_start }
            }
            #(#setters)*
            #body_setter
            #send
        }
    })
}

/// Whether a body can be sent only once, so that its builder cannot implement `Clone`.
fn is_stream(body: &Body) -> bool {
    body.contents.len() > 1 || body.contents.iter().any(|content| content.format == Format::Bytes)
}

fn start(name: &str, required: bool) -> TokenStream {
    let missing = format!("{name} was not initialized");
    if required { quote!(Err(#missing.to_owned())) } else { quote!(Ok(None)) }
}

/// The setter of a parameter or the body. If a value cannot be converted, `send` returns the error.
pub(crate) fn setter(name: &str, ty: &TokenStream, required: bool, docs: &TokenStream) -> TokenStream {
    let field = ident(name);
    let text = ty.to_string().replace(" :: ", "::").replace(" < ", "<").replace(" >", ">");
    let failed = format!("conversion to `{text}` for {name} failed: {{error}}");
    let some = (!required).then(|| quote!(.map(Some)));
    quote! {
        #docs
        pub fn #field<V>(mut self, value: V) -> Self
        where
            V: TryInto<#ty>,
            V::Error: std::fmt::Display,
        {
            self.#field = value.try_into()#some.map_err(|error| format!(#failed));
            self
        }
    }
}

fn send(api: &Api, operation: &Operation) -> Result<TokenStream, EmitError> {
    let checks = checks(operation);
    let (success, error) = (outcome_ty(api, operation, true), outcome_ty(api, operation, false));
    let names: Vec<_> = operation.parameters.iter().map(|parameter| ident(&parameter.name)).collect();
    let body_name = operation.body.as_ref().map(|_| quote!(body,));
    let body_taken = operation.body.as_ref().map(|_| quote!(let body = body.map_err(Error::InvalidRequest)?;));
    let docs = doc_ours(&send_doc(operation));
    let [url, query, method, request] = ["url", "query", "method", "request"].map(|name| local(operation, name));
    let url_made = url_statement(operation)?;
    let url_made = if url == "url" { quote!(#url_made) } else { quote!(let #url = { #url_made url };) };
    let query_added = query_added(operation, &url, &query);
    let (headers, cookies) = (headers(operation, &request), cookies(operation, &request));
    let body = operation.body.as_ref().map(|read| body(operation, read, &request));
    let accept = accept(operation)
        .map(|accept| quote!(.header(::reqwest::header::ACCEPT, ::reqwest::header::HeaderValue::from_static(#accept))));
    let is_changed = !headers.is_empty() || cookies.is_some() || body.is_some();
    let mutable = is_changed.then(|| quote!(mut));
    let (method_text, id) = (&operation.method, &operation.id);
    let receive = receive(operation)?;
    Ok(quote! {
        #docs
        pub async fn send(self) -> Result<ResponseValue<#success>, Error<#error>> {
            let Self { client, #(#names,)* #body_name } = self;
            #(let #names = #names.map_err(Error::InvalidRequest)?;)*
            #body_taken
            #checks
            #url_made
            #query_added
            let #method = ::reqwest::Method::from_bytes(#method_text.as_bytes())
                .map_err(|_| Error::InvalidRequest("invalid method".to_owned()))?;
            let #mutable #request = client.client.request(#method, #url)#accept;
            #headers
            #cookies
            #body
            let mut request = #request.build()?;
            let info = OperationInfo { operation_id: #id };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            #receive
        }
    })
}

/// The media types of all documented responses.
fn accept(operation: &Operation) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    let contents = operation.responses.iter().flat_map(|response| &response.contents);
    for media_type in contents.flat_map(|content| &content.media_types) {
        if !found.contains(&media_type.as_str()) {
            found.push(media_type);
        }
    }
    let found: Vec<&str> =
        found.into_iter().filter(|text| text.bytes().all(|byte| (32..127).contains(&byte))).collect();
    (!found.is_empty()).then(|| found.join(", "))
}

/// The variant of the runtime's `Style` for a style.
pub(crate) fn style(style: Style) -> TokenStream {
    let name = kind::style(style);
    quote!(crate::style::Style::#name)
}

/// A statement about a parameter that may be absent.
fn given(parameter: &Parameter, statement: TokenStream) -> TokenStream {
    let name = ident(&parameter.name);
    if parameter.required {
        quote!({ let value = &#name; #statement })
    } else {
        quote!(if let Some(value) = &#name { #statement })
    }
}

/// Makes a local name that differs from all names of parameters.
fn local(operation: &Operation, name: &str) -> Ident {
    // A name of a parameter starts with `_` only before a digit.
    let is_taken = operation.parameters.iter().any(|parameter| parameter.name == name);
    if is_taken { format_ident!("_{name}") } else { format_ident!("{name}") }
}

fn query_added(operation: &Operation, url: &Ident, query: &Ident) -> Option<TokenStream> {
    let adds: Vec<_> = operation
        .parameters_in(Location::Query)
        .map(|parameter| {
            let (wire, style, explode) = (&parameter.wire, style(parameter.style), parameter.explode);
            given(parameter, quote!(#query.add(#wire, value, #style, #explode)?;))
        })
        .collect();
    (!adds.is_empty()).then(|| {
        quote! {
            let mut #query = crate::style::Pairs::default();
            #(#adds)*
            let #url = #query.onto(#url);
        }
    })
}

fn headers(operation: &Operation, request: &Ident) -> TokenStream {
    let adds = operation.parameters_in(Location::Header).map(|parameter| {
        let wire = parameter.wire.to_ascii_lowercase();
        let (style, explode) = (style(parameter.style), parameter.explode);
        let value = quote!(crate::style::in_header(value, #style, #explode)?);
        given(parameter, quote!(#request = #request.header(#wire, #value);))
    });
    quote!(#(#adds)*)
}

fn cookies(operation: &Operation, request: &Ident) -> Option<TokenStream> {
    let cookies = local(operation, "cookies");
    let adds: Vec<_> = operation
        .parameters_in(Location::Cookie)
        .map(|parameter| {
            let (wire, style, explode) = (&parameter.wire, style(parameter.style), parameter.explode);
            given(parameter, quote!(crate::style::in_cookie(&mut #cookies, #wire, value, #style, #explode)?;))
        })
        .collect();
    (!adds.is_empty()).then(|| {
        quote! {
            let mut #cookies = String::new();
            #(#adds)*
            if !#cookies.is_empty() {
                #request = #request.header(::reqwest::header::COOKIE, #cookies);
            }
        }
    })
}

fn body(operation: &Operation, body: &Body, request: &Ident) -> TokenStream {
    let payload = name(operation, "Body");
    let written = match body.contents.as_slice() {
        [content] => content_sent(content, request),
        contents => {
            let arms = contents.iter().map(|content| {
                let (variant, sent) = (ident(&content.variant), content_sent(content, request));
                quote!(crate::payload::#payload::#variant(body) => { #sent })
            });
            quote!(match body { #(#arms)* })
        }
    };
    if body.required { written } else { quote!(if let Some(body) = body { #written }) }
}

/// Sets the body of a request, for one media type.
fn content_sent(content: &Content, request: &Ident) -> TokenStream {
    let media_type = &content.media_types[0];
    let header = quote!(.header(::reqwest::header::CONTENT_TYPE, #media_type));
    match content.format {
        Format::Json if media_type == "application/json" => quote!(#request = #request.json(&body);),
        // `json` does not replace a content type that is already set.
        Format::Json => quote!(#request = #request #header.json(&body);),
        Format::Text | Format::Bytes => quote!(#request = #request #header.body(body);),
        Format::Multipart => quote!(#request = #request.multipart(body.into_form()?);),
        Format::Form => {
            let parts = content.parts.iter().map(|part| {
                let (wire, style, explode) = (&part.wire, style(part.style), part.explode);
                let field = ident(&part.name);
                if part.required {
                    quote!(form.add(#wire, &body.#field, #style, #explode)?;)
                } else {
                    quote!(if let Some(value) = &body.#field { form.add(#wire, value, #style, #explode)?; })
                }
            });
            let form = match content.parts.as_slice() {
                [] => quote!(let (form, _) = (crate::style::Pairs::default(), body);),
                _ => quote!(let mut form = crate::style::Pairs::default();),
            };
            quote! {
                #form
                #(#parts)*
                #request = #request #header.body(form.into_text());
            }
        }
    }
}
