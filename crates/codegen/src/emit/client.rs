//! The client crate: progenitor's builders, and around them the client itself, its credentials and its errors.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust::{crate_doc, ident, one_line, prose};
use super::{Emit, client_auth, client_docs, client_tree, client_type, format, literal};
use crate::files::Files;
use crate::model::{Api, CredentialPlace, Operation};

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) -> Result<(), String> {
    let api = emit.api;
    let parts = client_tree::parts(api, &emit.lowered.tree)?;
    let mut put = |path: &str, text: String| out.insert(format!("client/src/{path}"), text);
    put("error.rs", include_str!("../../runtime/client/error.rs").to_owned());
    put("receive.rs", include_str!("../../runtime/client/receive.rs").to_owned());
    put("send.rs", include_str!("../../runtime/client/send.rs").to_owned());
    put(
        "auth.rs",
        format::module(
            "Where the credential of each security scheme goes, and on which operations.",
            client_auth::items(api),
        )?,
    );
    put("client.rs", format::module("The client and how it is made.", client_type::items(api, &parts.methods))?);
    put(
        "builder.rs",
        format::module("One builder per operation, made by progenitor.", builders(api, &parts.builders))?,
    );
    put("lib.rs", lib(api)?);
    Ok(())
}

fn builders(api: &Api, items: &[syn::Item]) -> TokenStream {
    let debug = client_docs::debug(api);
    let any = api.operations.is_empty();
    let uses = (!any).then(|| {
        quote! {
            #[allow(unused_imports, reason = "which are used depends on the operations")]
            use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};

            #[allow(unused_imports, reason = "which are used depends on the operations")]
            use crate::{error::Error, receive, types};
        }
    });
    quote!(#uses #(#items)* #debug)
}

fn lib(api: &Api) -> Result<String, String> {
    let title = one_line(&api.title);
    let description = api.description.as_deref().map(prose).unwrap_or_default();
    let mut doc = format!("Client of {title}, version {}.\n", one_line(&api.version));
    if !description.is_empty() {
        doc.push_str(&format!("\n{description}\n"));
    }
    if let Some(operation) = api.operations.first() {
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
    let foreign = super::rust::allow_foreign_names(api);
    Ok(format!(
        "{doc}\n\
         {foreign}#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = \"the document's texts are shown as they are\")]\n\
         \n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\nmod auth;\n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\npub mod builder;\n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\nmod client;\n\
         #[rustfmt::skip]\nmod error;\n\
         #[rustfmt::skip]\n#[allow(dead_code, reason = \"which parts are used depends on the document\")]\nmod receive;\n\
         #[rustfmt::skip]\nmod send;\n\
         \n\
         pub use client::{{BuildError, Client, ClientBuilder}};\n\
         pub use error::{{Error, ErrorResponse, Excerpt}};\n\
         pub use progenitor_client::ResponseValue;\n\
         #[doc(no_inline)]\npub use reqwest;\n\
         pub use secrecy::{{self, SecretString}};\n\
         #[doc(no_inline)]\n\
         pub use types;\n"
    ))
}

/// A whole program that calls the first operation, with the values of its first example.
fn program(api: &Api, operation: &Operation) -> Result<String, String> {
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
        let ty = parameter.array.as_ref().unwrap_or(&parameter.ty);
        let value = shown(index)
            .and_then(|value| literal::expression(api, ty, value))
            .unwrap_or_else(|| from_json(api, ty, None));
        quote!(.#name(#value))
    });
    let body = operation.body.as_ref().map(|body| {
        let json = case.and_then(|case| case.body.as_ref());
        let value = json
            .and_then(|json| literal::expression(api, &body.ty, json))
            .unwrap_or_else(|| from_json(api, &body.ty, json));
        quote!(.body(#value))
    });
    let needs_types = operation.body.is_some() || operation.parameters.iter().any(|parameter| parameter.required);
    let uses = if needs_types {
        quote!(use #package::{Client, Error, types};)
    } else {
        quote!(use #package::{Client, Error};)
    };
    let tokens = quote! {
        #uses

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder()#(#credentials)*#server.build()?;
            match client.#method()#(#parameters)*#body.send().await {
                Ok(answer) => println!("{:?}", answer.into_inner()),
                Err(Error::ErrorResponse(answer)) => println!("refused: {answer}"),
                Err(error) => return Err(error.into()),
            }
            Ok(())
        }
    };
    let text = format::module("", tokens)?;
    Ok(text.trim_start().to_owned())
}

fn from_json(api: &Api, ty: &crate::model::TypeRef, value: Option<&serde_json::Value>) -> TokenStream {
    let ty = super::rust::ty(api, ty);
    let json = value.map_or("null".to_owned(), ToString::to_string);
    quote!(serde_json::from_str::<#ty>(#json)?)
}
