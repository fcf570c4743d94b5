//! A program that calls every operation of the client against the server, both generated: what was sent is what is seen,
//! and what was answered is what comes back. Values come from the document (see `vary`).

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::client_payload;
use super::roundtrip_sets::sets;
use super::rust::{ident, joined, ty};
use super::server::{PLACES, has_fields, of, request_type};
use super::{Emit, format};
use crate::files::Files;
use crate::model::{Api, Body, Content, CredentialPlace, Format, Operation, Outcome, Parameter, Response, Status};

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) -> Result<(), String> {
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
             println!(\"{{}} calls, {{}} differences\", report.calls, report.failures.len());\n    \
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
    let methods = api.operations.iter().map(|operation| method(api, operation));
    let refusals = api.refusals.iter().map(|refusal| {
        let (name, ty, sample) = (ident(&refusal.method), ty(api, &refusal.ty), refusal.sample.to_string());
        quote! {
            fn #name(&self, rejection: &server::Rejection) -> #ty {
                self.refused(rejection.to_string());
                read(#sample)
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
    let calls = api.operations.iter().map(|operation| call(api, operation));
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

/// The server's side of an operation: keeps what it sees and gives the answer that is asked for.
fn method(api: &Api, operation: &Operation) -> TokenStream {
    let (name, response) = (ident(&operation.method_name), of(operation, "Response"));
    let request = match request_type(operation, &quote!(())) {
        plain if operation.security.is_none() => quote!(server::#plain),
        _ => {
            let name = of(operation, "Request");
            quote!(server::#name<()>)
        }
    };
    let seen = PLACES.iter().flat_map(|(location, field, _)| {
        operation.parameters_in(*location).map(move |parameter| {
            let (field, name, key) = (ident(field), ident(&parameter.name), key(parameter));
            let value = quote!(shown(&request.#field.#name));
            if parameter.required {
                quote!(seen.insert(#key.to_owned(), #value);)
            } else if parameter.default.is_some() {
                // Where it is absent the implementation sees the default.
                quote!(seen.insert(#key.to_owned(), #value);)
            } else {
                quote!(if request.#field.#name.is_some() { seen.insert(#key.to_owned(), #value); })
            }
        })
    });
    let body = operation.body.as_ref().map(|body| body_seen(operation, body));
    let answers = operation.responses.iter().enumerate().map(|(index, response_of)| {
        let made = answer_made(api, operation, response_of);
        quote!(#index => #made,)
    });
    quote! {
        async fn #name(&self, request: #request) -> server::#response {
            let mut seen = Map::new();
            #(#seen)*
            #body
            match self.saw(seen) {
                #(#answers)*
                other => panic!("there is no answer {other}"),
            }
        }
    }
}

fn body_seen(operation: &Operation, body: &Body) -> TokenStream {
    let of_content = |content: &Content| match content.format {
        Format::Json | Format::Form | Format::Text => quote!(shown(&body)),
        Format::Bytes => quote!(of_body(body).await),
        Format::Multipart => {
            let parts = content.parts.iter().map(|part| {
                let (name, wire) = (ident(&part.name), &part.wire);
                let file = |value: TokenStream| {
                    quote!(json!([String::from_utf8_lossy(&#value.content), #value.name, #value.media_type]))
                };
                let value = match (part.is_file, part.repeated) {
                    (false, _) => quote!(shown(part)),
                    (true, false) => file(quote!(part)),
                    (true, true) => {
                        let one = file(quote!(part));
                        quote!(part.iter().map(|part| #one).collect::<Value>())
                    }
                };
                if part.required {
                    quote!({ let part = &body.#name; parts.insert(#wire.to_owned(), #value); })
                } else {
                    quote!(if let Some(part) = &body.#name { parts.insert(#wire.to_owned(), #value); })
                }
            });
            quote!({ let mut parts = Map::new(); #(#parts)* Value::Object(parts) })
        }
    };
    let value = match body.contents.as_slice() {
        [content] => {
            let value = of_content(content);
            let variant = &content.variant;
            quote!(seen.insert(format!("body.{}", #variant), #value);)
        }
        contents => {
            let name = of(operation, "Body");
            let arms = contents.iter().map(|content| {
                let (variant, text, value) = (ident(&content.variant), &content.variant, of_content(content));
                quote!(server::#name::#variant(body) => { seen.insert(format!("body.{}", #text), #value); })
            });
            quote!(match body { #(#arms)* })
        }
    };
    if body.required {
        quote!({ let body = request.body; #value })
    } else {
        quote!(if let Some(body) = request.body { #value })
    }
}

/// The code that an answer is given with; `None` where none can be.
fn code(operation: &Operation, response: &Response) -> Option<u16> {
    let is_free = |code: &u16| {
        let taken = |other: &Response| {
            other.status != Status::Default && other.status != response.status && other.status.covers(*code)
        };
        !operation.responses.iter().any(taken)
    };
    match response.status {
        Status::Code(code) => (code >= 200).then_some(code),
        Status::Range(hundreds) => (hundreds * 100 + 20..hundreds * 100 + 60).find(is_free).filter(|_| hundreds > 1),
        Status::Default => [503, 599, 420, 350].into_iter().find(is_free),
    }
}

fn answer_made(api: &Api, operation: &Operation, response: &Response) -> TokenStream {
    let (Some(code), true) = (code(operation, response), response.ty.is_none() || response.sample.is_some()) else {
        return quote!(panic!("this answer has no value"));
    };
    let (name, variant) = (of(operation, "Response"), ident(&response.variant));
    let sample = response.sample.as_ref().map(Value::to_string).unwrap_or_default();
    let body = response.ty.as_ref().map(|body| match response.format {
        Format::Json => {
            let ty = ty(api, body);
            quote!(read::<#ty>(#sample))
        }
        Format::Text => quote!(read::<String>(#sample)),
        _ => quote!(axum::body::Body::from(read::<String>(#sample))),
    });
    if !has_fields(response) {
        let body = body.map(|body| quote!((#body)));
        return quote!(server::#name::#variant #body);
    }
    let status = match response.status {
        Status::Code(_) => quote!(),
        Status::Range(hundreds) => quote! {
            status: match axum::http::StatusCode::from_u16(#code).map(server::StatusOf::<#hundreds>::try_from) {
                Ok(Ok(status)) => status,
                _ => panic!("no status"),
            },
        },
        Status::Default => quote!(status: axum::http::StatusCode::from_u16(#code).unwrap_or_default(),),
    };
    let headers = response.headers.iter().map(|header| {
        let (name, ty, sample) = (ident(&header.name), ty(api, &header.ty), header.sample.to_string());
        if header.required { quote!(#name: read::<#ty>(#sample),) } else { quote!(#name: None,) }
    });
    let body = body.map(|body| quote!(body: #body,));
    quote!(server::#name::#variant { #status #(#headers)* #body })
}

pub(crate) fn key(parameter: &Parameter) -> String {
    format!("{}.{}", parameter.location.word(), parameter.wire)
}

/// The client's side of an operation.
fn call(api: &Api, operation: &Operation) -> TokenStream {
    let function = joined("call", &operation.method_name, "");
    let Some(sets) = sets(api, operation) else {
        return quote!(async fn #function(_: &client::Client, _: &Recorder, _: &mut Report) {});
    };
    let sets = sets.iter().map(|set| {
        let entries = set.iter().map(|(name, json)| quote!((#name, #json)));
        quote!(Set::from([#(#entries),*]))
    });
    let (method, id) = (ident(&operation.method_name), &operation.id);
    let parameters = operation.parameters.iter().map(|parameter| {
        let (name, key, ty) = (ident(&parameter.name), key(parameter), ty(api, parameter.whole()));
        let absent = parameter.default.as_ref().map(|default| {
            let default = default.to_string();
            quote!(else { sent.insert(#key.to_owned(), normal::<#ty>(#default)); })
        });
        quote! {
            if let Some(json) = set.get(#key) {
                let value = read::<#ty>(json);
                sent.insert(#key.to_owned(), shown(&value));
                call = call.#name(value);
            } #absent
        }
    });
    let bodies = operation.body.iter().flat_map(|body| body.contents.iter().map(move |content| (body, content)));
    let bodies = bodies.map(|(body, content)| body_sent(api, operation, body, content));
    let answers: Vec<usize> = (0..operation.responses.len()).filter(|index| is_given(operation, *index)).collect();
    let got = got(operation);
    let expected = expected(api, operation);
    quote! {
        async fn #function(client: &client::Client, recorder: &Recorder, report: &mut Report) {
            let answers: &[usize] = &[#(#answers),*];
            let sets: Vec<Set> = vec![#(#sets),*];
            for (index, set) in sets.iter().enumerate() {
                // Every answer is given once, then the first.
                for answer in if index == 0 { answers } else { &answers[..1] } {
                    recorder.expect(*answer);
                    let mut sent = Map::new();
                    let mut call = client.#method();
                    #(#parameters)*
                    #(#bodies)*
                    let got = #got;
                    let expected = #expected;
                    report.check(&format!("{} {index}/{answer} {set:?}", #id), sent, recorder, expected, got);
                }
            }
        }
    }
}

pub(crate) fn is_given(operation: &Operation, index: usize) -> bool {
    let response = &operation.responses[index];
    let headers = response.headers.iter().filter(|header| header.required).all(|header| !header.sample.is_null());
    // A success with a status that is a redirect's is no success to the client, nor is one that HEAD has a body for.
    code(operation, response).is_some() && (response.ty.is_none() || response.sample.is_some()) && headers
}

fn body_sent(api: &Api, operation: &Operation, body: &Body, content: &Content) -> TokenStream {
    let key = format!("body.{}", content.variant);
    let wrap = |value: TokenStream| {
        if body.contents.len() > 1 {
            let (name, variant) = (client_payload::name(operation, "Body"), ident(&content.variant));
            quote!(client::payload::#name::#variant(#value))
        } else {
            value
        }
    };
    let made = match content.format {
        Format::Json | Format::Form => {
            let (ty, value) = (ty(api, &content.ty), wrap(quote!(value)));
            quote!(let value = read::<#ty>(json); sent.insert(#key.to_owned(), shown(&value)); call = call.body(#value);)
        }
        Format::Text => {
            let value = wrap(quote!(value));
            quote!(let value = read::<String>(json); sent.insert(#key.to_owned(), shown(&value)); call = call.body(#value);)
        }
        Format::Bytes => {
            let value = wrap(quote!(value.into()));
            let value = if body.contents.len() > 1 { value } else { quote!(value) };
            quote!(let value = read::<String>(json); sent.insert(#key.to_owned(), shown(&value)); call = call.body(#value);)
        }
        Format::Multipart => {
            let name = client_payload::name(operation, "Multipart");
            let parts = content.parts.iter().map(|part| {
                let (field, wire) = (ident(&part.name), &part.wire);
                let media_type = file_type(part.content_type.as_deref());
                let file = quote!(client::File {
                    content: read_value::<String>(json).into_bytes().into(),
                    name: Some("näme \"1\".csv".to_owned()),
                    media_type: Some(#media_type.to_owned()),
                });
                let seen = quote!(json!([json, "näme \"1\".csv", #media_type]));
                let part_ty = ty(api, &part.ty);
                let (value, seen) = match (part.is_file, part.repeated) {
                    (false, _) => (quote!(read_value::<#part_ty>(json.clone())), quote!(shown(&read_value::<#part_ty>(json.clone())))),
                    (true, false) => (quote!({ let json = json.clone(); #file }), seen),
                    (true, true) => (
                        quote!(json.as_array().into_iter().flatten().cloned().map(|json| #file).collect::<Vec<_>>()),
                        quote!(json.as_array().into_iter().flatten().map(|json| #seen).collect::<Value>()),
                    ),
                };
                let value = if part.required {
                    quote!({ let json = object.get(#wire).cloned().unwrap_or_default(); parts.insert(#wire.to_owned(), #seen); #value })
                } else {
                    quote!(object.get(#wire).cloned().map(|json| { parts.insert(#wire.to_owned(), #seen); #value }))
                };
                quote!(#field: #value,)
            });
            let value = wrap(quote!(value));
            quote! {
                let object = read::<Map<String, Value>>(json);
                let mut parts = Map::new();
                let value = client::payload::#name { #(#parts)* };
                sent.insert(#key.to_owned(), Value::Object(parts));
                call = call.body(#value);
            }
        }
    };
    quote!(if let Some(json) = set.get(#key) { #made })
}

/// A media type that a file may have: the first of those that the document names, and one of the range, where that is one.
fn file_type(named: Option<&str>) -> String {
    let first = named.and_then(|named| named.split(',').next()).map_or("*/*", str::trim);
    match first.strip_suffix("/*") {
        None => first.to_owned(),
        Some("*") => "text/csv".to_owned(),
        Some(top) => format!("{top}/csv"),
    }
}

/// What the client got, as status and JSON.
fn got(operation: &Operation) -> TokenStream {
    let side = |success: bool| {
        let outcome = if success { operation.success() } else { operation.error() };
        let value = |format: Format| match (format, success) {
            (Format::Json | Format::Text, _) => quote!(shown(&value)),
            (_, true) => quote!(of_stream(value).await),
            (_, false) => quote!(json!(String::from_utf8_lossy(&value))),
        };
        match outcome {
            Outcome::Empty => quote!({
                let () = value;
                Value::Null
            }),
            Outcome::Same(response) => value(response.format),
            Outcome::SameOrEmpty(response) => {
                let value = value(response.format);
                quote!(match value { Some(value) => #value, None => Value::Null })
            }
            Outcome::Several(responses) => {
                let name = client_payload::name(operation, if success { "Success" } else { "Failure" });
                let arms = responses.iter().map(|response| {
                    let (variant, text) = (ident(&response.variant), &response.variant);
                    if response.ty.is_some() {
                        let value = value(response.format);
                        quote!(client::payload::#name::#variant(value) => json!([#text, #value]),)
                    } else {
                        quote!(client::payload::#name::#variant => json!([#text]),)
                    }
                });
                quote!(match value { #(#arms)* })
            }
        }
    };
    let (success, error) = (side(true), side(false));
    quote! {
        match call.send().await {
            Ok(answer) => {
                let status = answer.status().as_u16();
                let value = answer.into_inner();
                (status, #success)
            }
            Err(client::Error::ErrorResponse(answer)) => {
                let status = answer.status().as_u16();
                let value = answer.into_inner();
                (status, #error)
            }
            Err(error) => (0, Value::String(error.to_string())),
        }
    }
}

/// What the client should get, by the index of the answer.
fn expected(api: &Api, operation: &Operation) -> TokenStream {
    let arms = operation.responses.iter().enumerate().filter(|(index, _)| is_given(operation, *index)).map(
        |(index, response)| {
            let code = code(operation, response).unwrap_or_default();
            let sample = response.sample.as_ref().map(Value::to_string).unwrap_or_default();
            let value = response.ty.as_ref().map(|body| match response.format {
                Format::Json => {
                    let ty = ty(api, body);
                    quote!(normal::<#ty>(#sample))
                }
                _ => quote!(normal::<String>(#sample)),
            });
            let explicit = operation.responses.iter().any(|response| response.status.is_success());
            let is_success =
                response.status.is_success() || (response.status == Status::Default && !explicit && code / 100 == 2);
            let outcome = if is_success { operation.success() } else { operation.error() };
            let text = &response.variant;
            let value = match (outcome, value) {
                (Outcome::Several(_), Some(value)) => quote!(json!([#text, #value])),
                (Outcome::Several(_), None) => quote!(json!([#text])),
                (_, Some(value)) => value,
                (_, None) => quote!(Value::Null),
            };
            quote!(#index => (#code, #value),)
        },
    );
    quote!(match *answer { #(#arms)* other => panic!("there is no answer {other}") })
}
