//! A program that calls every operation of the generated client against the generated server. It compares each request that
//! the client sends with the request that the server receives, and each response that the server sends with the response that
//! the client receives. Values come from the document (see `plan`).

mod client;
mod fill;
mod plan;
mod server;
mod spelling;
mod vary;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{glob, name};
use super::layout::{Crate, FileJob, Input, Module, Source, Visibility};
use super::needs::ALWAYS;
use super::{EmitError, embedded, format};
use crate::named::{Api, CredentialPlace, Parameter};
use crate::names::Names;
use crate::rust::{ident, joined, library, ty};
use model::json_schema::Validators;

const CRATE: Crate = Crate {
    folder: "roundtrip",
    modules: &[
        Module {
            name: "calls",
            visibility: Visibility::Private,
            source: Source::Generated {
                docs: "The calls.",
                imports: &[
                    name("serde_json::Map"),
                    name("serde_json::Value"),
                    name("serde_json::json"),
                    glob("crate::support"),
                ],
                write: |input, module| module.items(items(input.api, input.names)),
            },
            exports: &["run"],
            condition: ALWAYS,
        },
        Module {
            name: "recording",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::roundtrip::RECORDING),
            exports: &[],
            condition: ALWAYS,
        },
        Module {
            name: "support",
            visibility: Visibility::Private,
            source: Source::Embedded(embedded::roundtrip::SUPPORT),
            exports: &["Report"],
            condition: ALWAYS,
        },
    ],
    exports: &[],
    attributes: "\
// The program tests the generator; which parts of a call are used depends on the document.
#![allow(unused_mut)]
#![allow(unused_variables)]
#![allow(clippy::let_unit_value)]
",
};

/// Adds the sources of the program.
pub(crate) fn emit<'j>(input: Input<'j>, jobs: &mut Vec<FileJob<'j>>) {
    CRATE.modules(input, jobs);
    let docs = "Calls every operation of the client against the server.";
    jobs.push(Box::new(move || Ok(CRATE.root(docs, &input))));
    jobs.push(Box::new(move || Ok(("roundtrip/src/main.rs".to_owned(), program(input.api)?))));
}

/// `main.rs`
fn program(api: &Api) -> Result<String, EmitError> {
    let package = library(&api.packages.roundtrip);
    let tokens = quote! {
        use std::process::ExitCode;

        #[rustfmt::skip]
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> ExitCode {
            let arguments: Vec<_> = std::env::args_os().skip(1).collect();
            let har = match arguments.as_slice() {
                [] => None,
                [option, file] if option == "--har" => Some(std::path::Path::new(file)),
                _ => {
                    eprintln!("usage: [--har FILE]");
                    return ExitCode::from(2);
                }
            };
            let report = #package::run(har).await;
            for failure in &report.failures {
                println!("{failure}");
            }
            println!("{}", report.summary());
            if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
    };
    let mut module = format::ModuleText::new(MAIN, &[]);
    module.items(tokens)?;
    Ok(module.done())
}

const MAIN: &str = "\
Calls every operation. Exits with 1 if the client and the server differ. `--har FILE` records the HTTP exchanges in FILE.";

fn items(api: &Api, names: &Names) -> TokenStream {
    let authenticate = (!api.credentials.is_empty()).then(|| {
        quote! {
            type Caller = ();

            async fn authenticate(&self, _: server::Credential, _: &server::Context) -> Result<(), server::Denied> {
                Ok(())
            }
        }
    });
    let methods = api.operations.iter().map(|operation| server::method(api, operation));
    let rejections = api.rejections.iter().zip(&names.rejections).map(|(rejection, name)| {
        let (name, ty, sample) = (ident(name), ty(api, &rejection.ty), rejection.sample.to_string());
        quote! {
            fn #name(&self, rejection: &server::Rejection) -> Result<#ty, server::Undocumented> {
                self.rejected(rejection.to_string());
                Ok(made(read(#sample)))
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
        impl server::Api for Recorder {
            #authenticate
            #(#methods)*
            #(#rejections)*
        }

        /// Calls every operation in every way that was derived. Records the HTTP exchanges in the file `har`, if there is one.
        pub async fn run(har: Option<&std::path::Path>) -> Report {
            let mut report = Report::default();
            if let Err(error) = calls(har, &mut report).await {
                report.failures.push(error.to_string());
            }
            report
        }

        async fn calls(har: Option<&std::path::Path>, report: &mut Report) -> Result<(), Box<dyn std::error::Error>> {
            let recording = har.map(crate::recording::Recording::create).transpose()?;
            let recorder = Recorder::default();
            let router = server::router_with_body_limit(recorder.clone(), 1 << 24);
            let url = serve(router, recording.clone()).await?;
            let client = client::Client::builder().base_url(url) #(#setters)* .build()?;
            #(#names(&client, &recorder, report).await;)*
            if let Some(recording) = recording {
                recording.finish()?;
            }
            Ok(())
        }

        #(#calls)*
    }
}

/// The key of a parameter in a plan: its location and its name on the wire.
pub(crate) fn key(parameter: &Parameter) -> String {
    format!("{}.{}", parameter.location.word(), parameter.wire)
}
