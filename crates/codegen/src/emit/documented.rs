//! An implementation of the trait that answers with the documented examples, and a program that serves it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::format;
use super::rust::{ident, joined, ty};
use super::server::{has_fields, of, request_type};
use crate::model::{Api, CredentialMark, CredentialPlace, Format, Operation, Response, Status};

/// Whether there is a value for everything that must be answered.
pub(crate) fn is_possible(api: &Api) -> bool {
    let whole = |operation: &Operation| {
        success(operation).is_some_and(|(_, response)| {
            let headers = response.headers.iter().filter(|header| header.required);
            (response.ty.is_none() || response.sample.is_some())
                && headers.into_iter().all(|header| !header.sample.is_null())
        })
    };
    api.operations.iter().all(whole) && api.refusals.iter().all(|refusal| !refusal.sample.is_null())
}

/// The answer to a request that is as it should be: that of the first documented exchange, else the first success.
fn success(operation: &Operation) -> Option<(usize, &Response)> {
    let of_case =
        operation.cases.iter().find(|case| case.credential == CredentialMark::Valid).map(|case| case.response);
    let first = operation.responses.iter().position(|response| response.status.is_success());
    let index = of_case.or(first).or(if operation.responses.is_empty() { None } else { Some(0) })?;
    Some((index, &operation.responses[index]))
}

/// One field of `Documented`: an example, as JSON and as the type that it is read into.
struct Shown {
    name: proc_macro2::Ident,
    ty: TokenStream,
    json: String,
}

fn shown(api: &Api) -> Vec<Shown> {
    let mut all = Vec::new();
    for operation in &api.operations {
        let Some((_, response)) = success(operation) else { continue };
        if let (Some(body), Some(sample)) = (&response.ty, &response.sample) {
            let name = joined("", &operation.method_name, "body");
            let ty = if response.format == Format::Json { ty(api, body) } else { quote!(String) };
            all.push(Shown { name, ty, json: sample.to_string() });
        }
        for header in response.headers.iter().filter(|header| header.required) {
            let name = joined(operation.method_name.trim_matches('_'), "header", header.name.trim_matches('_'));
            all.push(Shown { name, ty: ty(api, &header.ty), json: header.sample.to_string() });
        }
    }
    for (index, refusal) in api.refusals.iter().enumerate() {
        let ty = ty(api, &refusal.ty);
        all.push(Shown { name: format_ident!("refusal_{index}"), ty: ty.clone(), json: refusal.sample.to_string() });
        for (mark, suffix) in MARKS {
            if let Some(value) = marked(api, index, mark) {
                all.push(Shown {
                    name: format_ident!("refusal_{index}_{suffix}"),
                    ty: ty.clone(),
                    json: value.to_string(),
                });
            }
        }
    }
    all
}

const MARKS: [(CredentialMark, &str); 2] = [(CredentialMark::Missing, "missing"), (CredentialMark::Wrong, "wrong")];

/// The documented answer of this type to a request without a credential, or with a wrong one.
fn marked(api: &Api, refusal: usize, mark: CredentialMark) -> Option<&serde_json::Value> {
    let cases = api.operations.iter().flat_map(|operation| operation.cases.iter().map(move |case| (operation, case)));
    let of_type = |(operation, case): &(&Operation, &crate::model::Case)| {
        case.credential == mark && operation.responses[case.response].ty.as_ref() == Some(&api.refusals[refusal].ty)
    };
    cases.into_iter().find(of_type).map(|(_, case)| &case.answer)
}

pub(crate) fn items(api: &Api) -> TokenStream {
    let shown = shown(api);
    let fields = shown.iter().map(|Shown { name, ty, .. }| quote!(#name: #ty,));
    let values = shown.iter().map(|Shown { name, json, .. }| quote!(#name: serde_json::from_str(#json)?,));
    let authenticate = (!api.credentials.is_empty()).then(|| authenticate(api));
    let methods = api.operations.iter().map(method);
    let refusals = (0..api.refusals.len()).map(|index| refusal(api, index));
    quote! {
        #[allow(unused_imports, reason = "which are used depends on the document")]
        use crate::{api::*, rejection::{Location, Reason, Rejection}, response, types};

        /// Answers every operation with its documented example. Any credential but `wrong` is valid.
        #[derive(Clone, Debug)]
        pub struct Documented { #(#fields)* }

        impl Documented {
            /// Reads the examples.
            ///
            /// # Errors
            ///
            /// An example that its own type refuses: the generator has checked that none is.
            pub fn new() -> Result<Self, serde_json::Error> {
                Ok(Documented { #(#values)* })
            }
        }

        impl Api for Documented {
            #authenticate
            #(#methods)*
            #(#refusals)*
        }
    }
}

fn authenticate(api: &Api) -> TokenStream {
    let arms = api.credentials.iter().map(|set| {
        let variant = ident(&set.variant);
        let schemes: Vec<_> = set.schemes.iter().map(|scheme| &api.schemes[*scheme]).collect();
        let names: Vec<_> = schemes.iter().map(|scheme| ident(&scheme.name)).collect();
        let secrets = schemes.iter().zip(&names).map(|(scheme, name)| match scheme.place {
            CredentialPlace::Basic => quote!(#name.password.expose_secret()),
            _ => quote!(#name.expose_secret()),
        });
        let pattern = match names.as_slice() {
            [name] => quote!(Credential::#variant(#name)),
            names => quote!(Credential::#variant { #(#names),* }),
        };
        quote!(#pattern => [#(#secrets),*].contains(&"wrong"),)
    });
    quote! {
        type Caller = ();

        async fn authenticate(&self, credential: Credential) -> Result<(), Denied> {
            use secrecy::ExposeSecret;
            let is_wrong = match &credential { #(#arms)* };
            if is_wrong { Err(Denied) } else { Ok(()) }
        }
    }
}

fn method(operation: &Operation) -> TokenStream {
    let (name, ty) = (ident(&operation.method_name), of(operation, "Response"));
    let request = request_type(operation, &quote!(()));
    let Some((_, response)) = success(operation) else { return quote!() };
    let variant = ident(&response.variant);
    let body = response.ty.as_ref().map(|_| {
        let field = joined("", &operation.method_name, "body");
        match response.format {
            Format::Json | Format::Text => quote!(self.#field.clone()),
            _ => quote!(axum::body::Body::from(self.#field.clone())),
        }
    });
    let answer = if has_fields(response) {
        let status = match response.status {
            Status::Code(_) => quote!(),
            Status::Range(_) => quote!(status: response::StatusOf::lowest(),),
            Status::Default => quote!(status: response::status(200),),
        };
        let headers = response.headers.iter().map(|header| {
            let field = ident(&header.name);
            if header.required {
                let value = joined(operation.method_name.trim_matches('_'), "header", header.name.trim_matches('_'));
                quote!(#field: self.#value.clone(),)
            } else {
                quote!(#field: None,)
            }
        });
        let body = body.map(|body| quote!(body: #body,));
        quote!(#ty::#variant { #status #(#headers)* #body })
    } else {
        let body = body.map(|body| quote!((#body)));
        quote!(#ty::#variant #body)
    };
    quote! {
        async fn #name(&self, _request: #request) -> #ty {
            #answer
        }
    }
}

fn refusal(api: &Api, index: usize) -> TokenStream {
    let refusal = &api.refusals[index];
    let (method, ty) = (ident(&refusal.method), ty(api, &refusal.ty));
    let field = format_ident!("refusal_{index}");
    let special = MARKS.iter().filter(|(mark, _)| marked(api, index, *mark).is_some()).map(|(mark, suffix)| {
        let field = format_ident!("refusal_{index}_{suffix}");
        let reason = if *mark == CredentialMark::Missing { quote!(Reason::Missing) } else { quote!(_) };
        quote!((Location::Credential, #reason) => self.#field.clone(),)
    });
    let general = match &refusal.reason {
        Some(reason) => {
            let reason = ident(reason);
            let nullable = reason_wrapper(api, index);
            quote! {
                let mut body = self.#field.clone();
                body.#reason = #nullable;
                body
            }
        }
        None => quote!(self.#field.clone()),
    };
    let special: Vec<_> = special.collect();
    let body = if special.is_empty() {
        general
    } else {
        quote!(match (rejection.location, &rejection.reason) { #(#special)* _ => { #general } })
    };
    quote! {
        #[allow(unused_variables, reason = "the type may have no place for a reason")]
        fn #method(&self, rejection: &Rejection) -> #ty {
            #body
        }
    }
}

/// The reason in words, in as many `Some` as its field has.
fn reason_wrapper(api: &Api, index: usize) -> TokenStream {
    let refusal = &api.refusals[index];
    let mut ty = &refusal.ty;
    let field = loop {
        let crate::model::TypeRef::Named(id) = ty else { break None };
        match &api.type_named(*id).kind {
            crate::model::TypeKind::Alias(inner) => ty = inner,
            crate::model::TypeKind::Struct(object) => {
                break object.fields.iter().find(|field| Some(&field.name) == refusal.reason.as_ref());
            }
            _ => break None,
        }
    };
    let text = quote!(rejection.to_string());
    match field {
        Some(field) => {
            let inner = if field.ty.is_nullable() { quote!(Some(#text)) } else { text };
            if field.required { inner } else { quote!(Some(#inner)) }
        }
        None => text,
    }
}

/// The program of the crate's front page.
pub(crate) fn program(api: &Api) -> Result<String, String> {
    let package = ident(&format!("{}_server", api.stem.replace('-', "_")));
    let tokens = quote! {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
            let listener = tokio::net::TcpListener::bind(&address).await?;
            let address = listener.local_addr()?;
            println!("http://{address}");
            let router = #package::router(#package::Documented::new()?);
            axum::serve(listener, router).await?;
            Ok(())
        }
    };
    Ok(format::module("", tokens)?.trim_start().to_owned())
}

/// `examples/documented.rs`
pub(crate) fn example(api: &Api) -> Result<String, String> {
    let doc = format!(
        "//! Serves the documented examples at the address that it is given, and prints it; port 0 takes a free one.\n//!\n\
         //! `cargo run -p {}-server --example documented -- 127.0.0.1:8080`\n\n",
        api.stem
    );
    Ok(format!("{doc}#[rustfmt::skip]\n{}", program(api)?))
}
