//! A program that calls every operation of the client against the server, both generated: what was sent is what is seen,
//! and what was answered is what comes back. Values come from the document (see `vary`).

mod client;
mod fill;
mod plan;
mod server;
mod spelling;
mod vary;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emit, format};
use crate::error::Error;
use crate::files::Files;
use crate::rust::{ident, joined, ty};
use model::api::{Api, CredentialPlace, Parameter};
use model::json_schema::Validators;

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) -> Result<(), Error> {
    let api = emit.api;
    let stem = &api.stem;
    out.insert(
        "roundtrip/Cargo.toml".into(),
        format!(
            "\n[package]\nname = \"{stem}-roundtrip\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
             axum = {{ version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }}\nbase64 = \"0.22\"\nbytes = \"1\"\n\
             client = {{ package = \"{stem}-client\", path = \"../client\" }}\nfutures-util = {{ version = \"0.3\", default-features = false }}\n\
             progenitor-client = \"0.15.1\"\nserde = \"1\"\nserde_json = \"1\"\nserver = {{ package = \"{stem}-server\", path = \"../server\" }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt\"] }}\ntypes = {{ package = \"{stem}-types\", path = \"../types\" }}\n"
        ),
    );
    out.insert("roundtrip/src/support.rs".into(), include_str!("../../runtime/roundtrip/support.rs").to_owned());
    out.insert("roundtrip/src/recording.rs".into(), include_str!("../../runtime/roundtrip/recording.rs").to_owned());
    out.insert("roundtrip/src/calls.rs".into(), format::module("The calls.", items(api))?);
    let generated = "#[rustfmt::skip]\n#[allow(clippy::all, warnings, reason = \"generated\")]\n";
    out.insert(
        "roundtrip/src/lib.rs".into(),
        format!("//! Client against server.\n\n{generated}mod calls;\n#[rustfmt::skip]\nmod recording;\n#[rustfmt::skip]\nmod support;\n\npub use calls::run;\npub use support::Report;\n"),
    );
    out.insert(
        "roundtrip/src/main.rs".into(),
        format!(
            "//! Calls every operation; exit 1 where the two sides differ. `--har FILE` writes down what went over the wire.\n\n\
             #[tokio::main(flavor = \"current_thread\")]\nasync fn main() -> std::process::ExitCode {{\n    \
             let arguments: Vec<_> = std::env::args_os().skip(1).collect();\n    \
             let har = match arguments.as_slice() {{\n        [] => None,\n        [option, file] if option == \"--har\" => Some(std::path::Path::new(file)),\n        \
             _ => {{\n            eprintln!(\"usage: [--har FILE]\");\n            return std::process::ExitCode::from(2);\n        }}\n    }};\n    \
             let report = {}_roundtrip::run(har).await;\n    for failure in &report.failures {{\n        println!(\"{{failure}}\");\n    }}\n    \
             println!(\"{{}}\", report.summary());\n    \
             if report.failures.is_empty() {{ std::process::ExitCode::SUCCESS }} else {{ std::process::ExitCode::FAILURE }}\n}}\n",
            stem.replace('-', "_")
        ),
    );
    Ok(())
}

fn items(api: &Api) -> TokenStream {
    let authenticate = (!api.credentials.is_empty()).then(|| {
        quote! {
            type Caller = ();

            async fn authenticate(&self, _: server::Credential) -> Result<(), server::Denied> {
                Ok(())
            }
        }
    });
    let methods = api.operations.iter().map(|operation| server::method(api, operation));
    let refusals = api.refusals.iter().map(|refusal| {
        let (name, ty, sample) = (ident(&refusal.method), ty(api, &refusal.ty), refusal.sample.to_string());
        quote! {
            fn #name(&self, rejection: &server::Rejection) -> #ty {
                self.refused(rejection.to_string());
                made(read(#sample))
            }
        }
    });
    let setters = api.schemes.iter().map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            CredentialPlace::Basic => quote!(.#name("user", "secret")),
            _ => quote!(.#name("secret")),
        }
    });
    let validators = Validators::new(&api.definitions);
    let calls = api.operations.iter().map(|operation| client::call(api, &validators, operation));
    let names = api.operations.iter().map(|operation| joined("call", &operation.method_name, ""));
    quote! {
        use serde_json::{Map, Value, json};

        use crate::support::*;

        impl server::Api for Recorder {
            #authenticate
            #(#methods)*
            #(#refusals)*
        }

        /// Calls every operation in every way that was derived. With a file, what goes over the wire is written into it.
        pub async fn run(har: Option<&std::path::Path>) -> Report {
            let mut report = Report::default();
            if let Err(error) = calls(har, &mut report).await {
                report.failures.push(error);
            }
            report
        }

        async fn calls(har: Option<&std::path::Path>, report: &mut Report) -> Result<(), String> {
            let recording = har.map(crate::recording::Recording::create).transpose().map_err(|error| error.to_string())?;
            let recorder = Recorder::default();
            let router = server::router_with_body_limit(recorder.clone(), 1 << 24);
            let url = serve(router, recording.clone()).await.map_err(|error| error.to_string())?;
            let client = client::Client::builder().base_url(url) #(#setters)* .build();
            let client = client.map_err(|error| error.to_string())?;
            #(#names(&client, &recorder, report).await;)*
            recording.map_or(Ok(()), |recording| recording.finish()).map_err(|error| error.to_string())
        }

        #(#calls)*
    }
}

/// What a value of a parameter is called.
pub(crate) fn key(parameter: &Parameter) -> String {
    format!("{}.{}", parameter.location.word(), parameter.wire)
}
