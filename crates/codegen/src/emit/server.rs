//! The server crate: a trait, the types of its requests and answers, and (see `router`) the router over it.

pub(super) mod body;
pub(super) mod documented;
mod router;
mod routes;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Emit, format};
use crate::error::Error;
use crate::files::Files;
use crate::rust::{crate_doc, doc, doc_ours, ident, one_line, prose, ty};
use model::api::{
    Api, CredentialPlace, Format, Location, Operation, Parameter, Response, ResponseContent, ResponseVariant, Scheme,
    Status,
};

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) -> Result<(), Error> {
    let api = emit.api;
    let mut put = |path: &str, text: String| out.insert(format!("server/{path}"), text);
    put("src/rejection.rs", include_str!("../../runtime/server/rejection.rs").to_owned());
    put("src/request.rs", include_str!("../../runtime/server/request.rs").to_owned());
    put("src/response.rs", include_str!("../../runtime/server/response.rs").to_owned());
    put("src/json.rs", include_str!("../../runtime/server/json.rs").to_owned());
    put("src/credential.rs", include_str!("../../runtime/server/credential.rs").to_owned());
    if body::has_style(api) {
        put("src/style.rs", include_str!("../../runtime/server/style.rs").to_owned());
    }
    if body::has_content(api) {
        put("src/content.rs", include_str!("../../runtime/server/content.rs").to_owned());
    }
    if body::has_multipart(api) {
        put("src/file.rs", include_str!("../../runtime/server/file.rs").to_owned());
        put("src/multipart.rs", include_str!("../../runtime/server/multipart.rs").to_owned());
    }
    if has_basic(api) {
        put("src/basic.rs", include_str!("../../runtime/server/basic.rs").to_owned());
    }
    if routes::needs_template(api) {
        put("src/template.rs", include_str!("../../runtime/server/template.rs").to_owned());
    }
    put("src/api.rs", format::module("What an implementation is given and what it answers.", items(api))?);
    put("src/router.rs", format::module("Requests → the trait's methods → answers.", router::items(api))?);
    if documented::is_possible(api) {
        put(
            "src/documented.rs",
            format::module("The documented examples as an implementation.", documented::items(api))?,
        );
        put("examples/documented.rs", documented::example(api)?);
    }
    put("src/lib.rs", lib(api)?);
    Ok(())
}

pub(crate) fn has_basic(api: &Api) -> bool {
    api.schemes.iter().any(|scheme| scheme.place == CredentialPlace::Basic)
}

/// The name of a type that belongs to an operation.
pub(crate) fn of(operation: &Operation, role: &str) -> proc_macro2::Ident {
    format_ident!("{}{}", operation.type_name, role)
}

fn items(api: &Api) -> TokenStream {
    let api_trait = api_trait(api);
    let security = (!api.credentials.is_empty()).then(|| credential(api));
    let operations = api.operations.iter().map(|operation| {
        let (request, response) = (request(api, operation), response(api, operation));
        quote!(#request #response)
    });
    quote! {
        #[allow(unused_imports, reason = "which are used depends on the document")]
        use std::future::Future;

        #[allow(unused_imports, reason = "which are used depends on the document")]
        use axum::{http::StatusCode, response::IntoResponse};

        #[allow(unused_imports, reason = "which are used depends on the document")]
        use crate::{rejection::Rejection, response::{self, StatusOf}, types};

        #api_trait
        #security
        #(#operations)*
    }
}

fn api_trait(api: &Api) -> TokenStream {
    let about = doc_ours(&format!("An implementation of {}: one method per operation.", one_line(&api.title)));
    let secured = (!api.credentials.is_empty()).then(|| {
        quote! {
            /// Who a valid credential belongs to; `()` where nobody needs to know.
            type Caller: Send + 'static;

            /// Turns a credential into the caller that it belongs to, or denies it. A request without a credential
            /// does not come here.
            fn authenticate(&self, credential: Credential) -> impl Future<Output = Result<Self::Caller, Denied>> + Send;
        }
    });
    let methods = api.operations.iter().map(|operation| {
        let name = ident(&operation.method_name);
        let response = of(operation, "Response");
        let request = request_type(operation, &quote!(Self::Caller));
        let own = doc(operation.summary.as_deref().or(operation.description.as_deref()));
        let route = doc_ours(&format!("\n`{} {}`", operation.method, operation.template()));
        quote! {
            #own #route
            fn #name(&self, request: #request) -> impl Future<Output = #response> + Send;
        }
    });
    let refusals = api.refusals.iter().map(|refusal| {
        let (name, ty) = (ident(&refusal.method), ty(api, &refusal.ty));
        quote! {
            /// The body for a request that is refused before its method is called. The status is chosen already: the
            /// one that the document has for it.
            fn #name(&self, rejection: &Rejection) -> #ty;
        }
    });
    quote! {
        #about
        pub trait Api: Send + Sync + 'static {
            #secured
            #(#methods)*
            #(#refusals)*
        }
    }
}

fn credential(api: &Api) -> TokenStream {
    let ty = |scheme: &Scheme| match scheme.place {
        CredentialPlace::Basic => quote!(crate::Basic),
        _ => quote!(secrecy::SecretString),
    };
    let variants = api.credentials.iter().map(|set| {
        let variant = ident(&set.variant);
        let schemes: Vec<&Scheme> = set.schemes.iter().map(|scheme| &api.schemes[*scheme]).collect();
        let docs =
            schemes.iter().map(|scheme| scheme.doc.as_deref().map_or_else(|| format!("`{}`", scheme.wire), prose));
        let docs = doc_ours(&docs.collect::<Vec<_>>().join("\n\n"));
        match schemes.as_slice() {
            [scheme] => {
                let ty = ty(scheme);
                quote!(#docs #variant(#ty),)
            }
            schemes => {
                let fields = schemes.iter().map(|scheme| {
                    let (name, ty) = (ident(&scheme.name), ty(scheme));
                    let docs = doc_ours(&format!("`{}`", scheme.wire));
                    quote!(#docs #name: #ty,)
                });
                quote!(#docs #variant { #(#fields)* },)
            }
        }
    });
    quote! {
        /// What a request says who asks with. Its `Debug` shows no secret.
        #[derive(Clone, Debug)]
        pub enum Credential {
            #(#variants)*
        }

        /// The credential is not valid.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Denied;
    }
}

/// The type of an operation's request, for a given type of caller.
pub(crate) fn request_type(operation: &Operation, caller: &TokenStream) -> TokenStream {
    let name = of(operation, "Request");
    if operation.security.is_none() { quote!(#name) } else { quote!(#name<#caller>) }
}

pub(crate) const PLACES: [(Location, &str, &str); 4] = [
    (Location::Path, "path", "Path"),
    (Location::Query, "query", "Query"),
    (Location::Header, "headers", "Headers"),
    (Location::Cookie, "cookies", "Cookies"),
];

fn request(api: &Api, operation: &Operation) -> TokenStream {
    let name = of(operation, "Request");
    let about = doc_ours(&format!("A request to [`Api::{}`].", operation.method_name));
    let caller = (!operation.security.is_none()).then(|| {
        if operation.security.optional {
            quote!(/** Who asks; `None` for a request without a credential. */ pub caller: Option<Caller>,)
        } else {
            quote!(/** Who asks. */ pub caller: Caller,)
        }
    });
    let generics = caller.is_some().then(|| quote!(<Caller>));
    let places = PLACES.iter().filter(|(location, _, _)| operation.parameters_in(*location).next().is_some());
    let (mut fields, mut structs) = (Vec::new(), Vec::new());
    for (location, field, suffix) in places {
        let (field_name, ty) = (ident(field), of(operation, suffix));
        let docs = doc_ours(&format!("Parameters in the {}.", location.word()));
        fields.push(quote!(#docs pub #field_name: #ty,));
        let members = operation.parameters_in(*location).map(|parameter| member(api, parameter));
        let about = doc_ours(&format!("Parameters of [`Api::{}`] in the {}.", operation.method_name, location.word()));
        structs.push(quote!(#about #[derive(Clone, Debug, PartialEq)] pub struct #ty { #(#members)* }));
    }
    let body = operation.body.as_ref().map(|body| {
        let ty = body::body_ty(api, operation, body);
        let docs = if body.doc.is_some() { doc(body.doc.as_deref()) } else { doc_ours("The body.") };
        quote!(#docs pub body: #ty,)
    });
    let is_stream = operation.body.as_ref().is_some_and(body::is_stream);
    let derive = if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    let of_body = operation.body.as_ref().map(|body| body::items(api, operation, body));
    quote! {
        #about
        #derive
        pub struct #name #generics { #caller #(#fields)* #body }
        #(#structs)*
        #of_body
    }
}

fn member(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let ty = ty(api, parameter.whole());
    let always = parameter.required || parameter.default.is_some();
    let ty = if always { ty } else { quote!(Option<#ty>) };
    let own = doc(parameter.doc.as_deref());
    let gap = parameter.doc.is_some().then(|| quote!(#[doc = ""]));
    let wire = doc_ours(&match &parameter.default {
        Some(default) => format!("The parameter `{}`, by default `{default}`.", parameter.wire),
        None => format!("The parameter `{}`.", parameter.wire),
    });
    quote!(#own #gap #wire pub #name: #ty,)
}

fn response(api: &Api, operation: &Operation) -> TokenStream {
    let name = of(operation, "Response");
    let about = doc_ours(&format!("The documented answers of [`Api::{}`].", operation.method_name));
    let variants = operation.response_variants().map(|given| variant(api, given));
    let arms = operation.response_variants().map(arm);
    let is_stream = operation.response_variants().any(is_stream);
    let derive = if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    quote! {
        #about
        #derive
        pub enum #name { #(#variants)* }

        impl IntoResponse for #name {
            fn into_response(self) -> axum::response::Response {
                match self { #(#arms)* }
            }
        }
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
        _ => quote!(axum::body::Body),
    }
}

/// The call that makes a response from a status and a body.
pub(crate) fn response_of(content: &ResponseContent, code: &TokenStream, body: &TokenStream) -> TokenStream {
    let media_type = &content.media_types[0];
    match content.format {
        Format::Json if media_type == "application/json" => quote!(response::json(#code, &#body)),
        Format::Json => quote!(crate::content::json_as(#code, #media_type, &#body)),
        _ => quote!(crate::content::sent(#code, #media_type, axum::body::Body::from(#body))),
    }
}

/// Whether a variant has named fields.
pub(crate) fn has_fields(response: &Response) -> bool {
    !matches!(response.status, Status::Code(_)) || !response.headers.is_empty()
}

fn variant(api: &Api, given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let own = doc(response.doc.as_deref());
    let own = if response.doc.as_deref().is_some_and(|text| !text.trim().is_empty()) {
        own
    } else {
        doc_ours("As documented.")
    };
    let body = given.content.map(|content| response_ty(api, content));
    if !has_fields(response) {
        return match body {
            Some(body) => quote!(#own #name(#body),),
            None => quote!(#own #name,),
        };
    }
    let status = match response.status {
        Status::Code(_) => quote!(),
        Status::Range(hundreds) => quote!(/** The status, one of the range. */ status: StatusOf<#hundreds>,),
        Status::Default => quote!(/** The status. */ status: StatusCode,),
    };
    let headers = response.headers.iter().map(|header| {
        let (name, ty) = (ident(&header.name), ty(api, &header.ty));
        let ty = if header.required { ty } else { quote!(Option<#ty>) };
        let own = doc(header.doc.as_deref());
        let gap = header.doc.is_some().then(|| quote!(#[doc = ""]));
        let wire = doc_ours(&format!("The header `{}`.", header.wire));
        quote!(#own #gap #wire #name: #ty,)
    });
    let body = body.map(|body| quote!(/** The body. */ body: #body,));
    quote!(#own #name { #status #(#headers)* #body },)
}

fn arm(given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let code = match response.status {
        Status::Code(code) => quote!(response::status(#code)),
        Status::Range(_) => quote!(status.get()),
        Status::Default => quote!(status),
    };
    let answer = match given.content {
        Some(content) => response_of(content, &code, &quote!(body)),
        None => quote!(response::empty(#code)),
    };
    if !has_fields(response) {
        let body = given.content.map(|_| quote!((body)));
        return quote!(Self::#name #body => #answer,);
    }
    let status = (!matches!(response.status, Status::Code(_))).then(|| quote!(status,));
    let names: Vec<_> = response.headers.iter().map(|header| ident(&header.name)).collect();
    let body = given.content.map(|_| quote!(body,));
    let headers = response.headers.iter().zip(&names).map(|(header, name)| {
        let wire = header.wire.to_ascii_lowercase();
        if header.required {
            quote!(let answer = response::with_header(answer, #wire, &#name);)
        } else {
            quote!(let answer = match &#name { Some(value) => response::with_header(answer, #wire, value), None => answer };)
        }
    });
    quote! {
        Self::#name { #status #(#names,)* #body } => {
            let answer = #answer;
            #(#headers)*
            answer
        }
    }
}

fn lib(api: &Api) -> Result<String, Error> {
    let mut doc = format!("Server stub of {}, version {}.\n", one_line(&api.title), one_line(&api.version));
    doc.push_str(
        "\nImplement [`Api`] and give it to [`router`]: an [`axum::Router`] that takes tower layers and can be nested under a\n\
         prefix. A request comes to a method of the trait only if it is as the document says; one that is not is answered as the\n\
         document says of such a request, with a body that the trait makes of the [`Rejection`]. What is checked first is the\n\
         credential, then the parameters, then the body.\n",
    );
    let documented = documented::is_possible(api);
    if documented {
        doc.push_str(&format!(
            "\n[`Documented`] is an implementation that answers with the documented examples:\n\n```no_run\n{}```\n",
            documented::program(api)?
        ));
    }
    let doc = crate_doc(&doc);
    let skip = "#[rustfmt::skip]\n";
    let generated = format!("{skip}#[allow(clippy::all, reason = \"generated\")]\n");
    let foreign = crate::rust::allow_foreign_names(api);
    let mut text = format!(
        "{doc}\n{foreign}#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = \"the document's texts are shown as they are\")]\n\n\
         {generated}mod api;\n"
    );
    let has_multipart = body::has_multipart(api);
    if routes::needs_template(api) {
        text.push_str(&format!("{skip}mod template;\n"));
    }
    if has_basic(api) {
        text.push_str(&format!("{skip}mod basic;\n"));
    }
    if body::has_content(api) {
        text.push_str(&format!("{skip}mod content;\n"));
    }
    text.push_str(&format!("{skip}mod credential;\n"));
    if documented {
        text.push_str(&format!("{generated}mod documented;\n"));
    }
    if has_multipart {
        text.push_str(&format!("{skip}mod file;\n"));
    }
    text.push_str(&format!("{skip}mod json;\n"));
    if has_multipart {
        text.push_str(&format!("{skip}mod multipart;\n"));
    }
    text.push_str(&format!("{skip}mod rejection;\n{skip}mod request;\n{skip}mod response;\n{generated}mod router;\n"));
    if body::has_style(api) {
        text.push_str(&format!("{skip}mod style;\n"));
    }
    text.push_str("\npub use api::*;\n");
    if has_basic(api) {
        text.push_str("pub use basic::Basic;\n");
    }
    if documented {
        text.push_str("pub use documented::Documented;\n");
    }
    if has_multipart {
        text.push_str("pub use file::File;\npub use multipart::MultipartLimits;\n");
    }
    text.push_str(
        "pub use rejection::{Location, Reason, Rejection};\npub use response::{StatusOf, StatusOutOfRange};\n\
         pub use router::{BODY_LIMIT, router, router_with_body_limit};\n",
    );
    if has_multipart {
        text.push_str("pub use router::router_with_limits;\n");
    }
    text.push_str("pub use secrecy::{self, SecretString};\n#[doc(no_inline)]\npub use types;\n");
    Ok(text)
}
