//! The client crate: progenitor's builders, and around them the client itself, its credentials and its errors.

mod auth;
mod client_type;
mod docs;
pub(super) mod headers;
mod operation;
pub(super) mod payload;
mod tree;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emit, format, literal};
use crate::error::Error;
use crate::files::Files;
use crate::lower::Lowered;
use crate::rust::{crate_doc, ident, one_line, prose};
use model::api::{Api, Body, CredentialPlace, Format, Operation, Outcome};

pub(crate) fn emit(emit: &Emit<'_>, lowered: Lowered, out: &mut Files) -> Result<(), Error> {
    let api = emit.api;
    let tree::Parts { methods, builders } = tree::parts(api, lowered.tree)?;
    let mut put = |path: &str, text: String| out.insert(format!("client/src/{path}"), text);
    put("error.rs", include_str!("../../runtime/client/error.rs").to_owned());
    put("receive.rs", include_str!("../../runtime/client/receive.rs").to_owned());
    put("send.rs", include_str!("../../runtime/client/send.rs").to_owned());
    put(
        "auth.rs",
        format::module(
            "Where the credential of each security scheme goes, and on which operations.",
            auth::items(api),
        )?,
    );
    put("client.rs", format::module("The client and how it is made.", client_type::items(api, &methods))?);
    put(
        "builder.rs",
        format::module_of("One builder per operation, made by progenitor.", all_builders(api, builders)?),
    );
    let parts = Parts::of(api);
    if parts.style {
        put("style.rs", include_str!("../../runtime/client/style.rs").to_owned());
    }
    if parts.content {
        put("content.rs", include_str!("../../runtime/client/content.rs").to_owned());
    }
    if parts.multipart {
        put("multipart.rs", include_str!("../../runtime/client/multipart.rs").to_owned());
    }
    if parts.payload {
        let about = "Bodies and answers that can be one of several types.";
        put("payload.rs", format::module(about, payload::items(api))?);
    }
    if parts.headers {
        put("headers.rs", include_str!("../../runtime/client/headers.rs").to_owned());
        put("documented_headers.rs", format::module("Documented headers of answers.", headers::items(api))?);
    }
    put("lib.rs", lib(api, &parts)?);
    Ok(())
}

/// Which parts of the runtime a document needs beside those of every client.
pub(crate) struct Parts {
    style: bool,
    content: bool,
    pub(crate) multipart: bool,
    payload: bool,
    headers: bool,
}

impl Parts {
    pub(crate) fn of(api: &Api) -> Self {
        let own = || api.operations.iter().filter(|operation| operation.own.is_some());
        let contents = || own().flat_map(|operation| operation.body.iter().flat_map(|body| &body.contents));
        let has = |format| contents().any(|content: &model::api::Content| content.format == format);
        Parts {
            style: own().any(|operation| !operation.parameters.is_empty()) || has(Format::Form),
            content: own().any(|operation| {
                let several = |outcome: Outcome<'_>| matches!(outcome, Outcome::Several(_));
                several(operation.success())
                    || several(operation.error())
                    || operation
                        .response_variants()
                        .any(|variant| !matches!(variant.format(), None | Some(Format::Json)))
            }),
            multipart: has(Format::Multipart),
            payload: payload::is_needed(api),
            headers: headers::is_needed(api),
        }
    }
}

fn all_builders(api: &Api, items: Vec<syn::Item>) -> Result<impl Iterator<Item = syn::Item>, Error> {
    let debug = docs::debug(api);
    let any = api.operations.is_empty();
    let uses = (!any).then(|| {
        quote! {
            #[allow(unused_imports, reason = "which are used depends on the operations")]
            use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};

            #[allow(unused_imports, reason = "which are used depends on the operations")]
            use crate::{error::Error, receive, types};
        }
    });
    Ok(format::parsed(quote!(#uses))?.into_iter().chain(items).chain(format::parsed(debug)?))
}

fn lib(api: &Api, parts: &Parts) -> Result<String, Error> {
    let title = one_line(&api.title);
    let description = api.description.as_deref().map(prose).unwrap_or_default();
    let mut doc = format!("Client of {title}, version {}.\n", one_line(&api.version));
    if !description.is_empty() {
        doc.push_str(&format!("\n{description}\n"));
    }
    let is_shown = |operation: &&Operation| {
        let main = operation.body.as_ref().filter(|body| body.required).and_then(|body| body.main());
        main.is_none_or(|content| content.format != Format::Multipart)
    };
    if let Some(operation) = api.operations.iter().find(is_shown) {
        let program = program(api, operation)?;
        doc.push_str(&format!(
            "\n```no_run\n{program}```\n\nEvery operation is a method of [`Client`]; its parameters are set on the builder that it \
             gives, and [`Error`] says what can go wrong.\n"
        ));
    }
    doc.push_str(
        "\n# Once\n\nNothing is sent twice: no time-out, broken connection or status makes this client repeat a request. After \
         [`Error::CommunicationError`] it is unknown whether the server acted on the request, and repeating it may act twice.\n\
         \n# Credentials\n\nThey are held in [`secrecy`], go where the security scheme says, and only with operations that ask for \
         them. No `Debug`, `Display` or error shows them. Redirects are not followed: they could lead to another host.\n\
         \n# Features\n\n`rustls` (default) or `native-tls`; with neither, only `http` URLs can be called.\n",
    );
    let doc = crate_doc(&doc);
    let foreign = crate::rust::allow_foreign_names(api);
    let skip = "#[rustfmt::skip]\n";
    let generated = "#[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\n";
    let content = if parts.content { format!("{skip}mod content;\n") } else { String::new() };
    let documented = if parts.headers { format!("{generated}mod documented_headers;\n") } else { String::new() };
    let headers = if parts.headers { format!("{skip}pub mod headers;\n") } else { String::new() };
    let multipart = if parts.multipart { format!("{skip}mod multipart;\n") } else { String::new() };
    let payload = if parts.payload { format!("{generated}pub mod payload;\n") } else { String::new() };
    let style = if parts.style { format!("{skip}mod style;\n") } else { String::new() };
    let file = if parts.multipart { "pub use multipart::File;\n" } else { "" };
    Ok(format!(
        "{doc}\n\
         {foreign}#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = \"the document's texts are shown as they are\")]\n\
         \n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\nmod auth;\n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\npub mod builder;\n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\nmod client;\n\
         {content}{documented}\
         #[rustfmt::skip]\nmod error;\n\
         {headers}{multipart}{payload}\
         #[rustfmt::skip]\n#[allow(dead_code, reason = \"which parts are used depends on the document\")]\nmod receive;\n\
         #[rustfmt::skip]\nmod send;\n\
         {style}\
         \n\
         pub use client::{{BuildError, Client, ClientBuilder}};\n\
         pub use error::{{Error, ErrorResponse, Excerpt}};\n\
         {file}\
         pub use progenitor_client::ResponseValue;\n\
         #[doc(no_inline)]\npub use reqwest;\n\
         pub use secrecy::{{self, SecretString}};\n\
         #[doc(no_inline)]\n\
         pub use types;\n"
    ))
}

/// A whole program that calls the first operation, with the values of its first example.
fn program(api: &Api, operation: &Operation) -> Result<String, Error> {
    let package = ident(&format!("{}_client", api.stem.replace('-', "_")));
    let method = ident(&operation.method_name);
    let credentials = api.schemes.iter().map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            CredentialPlace::Basic => quote!(.#name("user", std::env::var("API_PASSWORD")?)),
            _ => quote!(.#name(std::env::var("API_KEY")?)),
        }
    });
    let server = api.base_url.is_none().then(|| quote!(.base_url("http://127.0.0.1:8080")));
    let case = operation.cases.first();
    let shown = |index: usize| {
        case.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index)).map(|(_, value)| value)
    };
    let required = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.required);
    let parameters = required.map(|(index, parameter)| {
        let name = ident(&parameter.name);
        let ty = parameter.whole();
        let value = shown(index)
            .and_then(|value| literal::expression(api, ty, value))
            .unwrap_or_else(|| from_json(api, ty, None));
        quote!(.#name(#value))
    });
    let body = operation.body.as_ref().filter(|body| body.required).map(|body| {
        let json = case.and_then(|case| case.body.as_ref());
        let value = body_value(api, operation, body, json);
        quote!(.body(#value))
    });
    let needs_types = body.is_some() || operation.parameters.iter().any(|parameter| parameter.required);
    let uses = if needs_types {
        quote!(use #package::{Client, Error, types};)
    } else {
        quote!(use #package::{Client, Error};)
    };
    let mut contents = operation.successes().flat_map(|response| &response.contents);
    let is_stream = contents.any(|content| content.format != Format::Json);
    let shown = if is_stream { quote!("{}", answer.status()) } else { quote!("{:?}", answer.into_inner()) };
    let tokens = quote! {
        #uses

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder()#(#credentials)*#server.build()?;
            match client.#method()#(#parameters)*#body.send().await {
                Ok(answer) => println!(#shown),
                Err(Error::ErrorResponse(answer)) => println!("refused: {answer}"),
                Err(error) => return Err(error.into()),
            }
            Ok(())
        }
    };
    let text = format::module("", tokens)?;
    Ok(text.trim_start().to_owned())
}

/// A value for a request's body.
fn body_value(api: &Api, operation: &Operation, body: &Body, json: Option<&serde_json::Value>) -> TokenStream {
    let Some(content) = body.main() else { return quote!() };
    let value = match content.format {
        Format::Json | Format::Form => json
            .and_then(|json| literal::expression(api, &content.ty, json))
            .unwrap_or_else(|| from_json(api, &content.ty, json)),
        Format::Text => quote!("text"),
        Format::Bytes => quote!("bytes"),
        // `lib` shows another operation.
        Format::Multipart => quote!(Default::default()),
    };
    if body.contents.len() == 1 {
        return value;
    }
    let package = ident(&format!("{}_client", api.stem.replace('-', "_")));
    let (name, variant) = (payload::name(operation, "Body"), ident(&content.variant));
    quote!(#package::payload::#name::#variant(#value.into()))
}

fn from_json(api: &Api, ty: &model::api::TypeRef, value: Option<&serde_json::Value>) -> TokenStream {
    let ty = crate::rust::ty(api, ty);
    let json = value.map_or("null".to_owned(), ToString::to_string);
    quote!(serde_json::from_str::<#ty>(#json)?)
}
