//! The client's side of a round trip: it sends the planned requests and compares the responses.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::key;
use super::plan::{Change, Part, Plan, plan};
use super::server::code;
use crate::emit::client::builder::{arguments, element};
use crate::emit::client::{failure, headers};
use crate::named::{
    Api, Body, Content, Format, ItemValues, Items, Operation, Outcome, ResponseContent, Status, TypeRef,
};
use crate::rust::{ident, joined, ty};
use model::json_schema::Validators;

/// The functions that call an operation: one for all planned calls, and one for a single call.
pub(crate) fn call(api: &Api, validators: &Validators, operation: &Operation) -> TokenStream {
    let function = joined("call", &operation.method_name, "");
    let id = &operation.id;
    let Some(plan) = plan(api, validators, operation) else {
        return quote! {
            async fn #function(_: &client::Client, _: &Recorder, report: &mut Report) {
                report.left_out(#id);
            }
        };
    };
    let attempt = joined("attempt", &operation.method_name, "");
    let (parameters, bodies) = (parts(&plan.parameters), parts(&plan.bodies));
    let responses = plan.responses.iter().map(|response| {
        let (index, full, changes) = (response.index, response.full.to_string(), changes(&response.changes));
        quote!(ResponsePlan { index: #index, full: #full, changes: #changes })
    });
    let one = attempt_made(api, operation, &plan);
    quote! {
        async fn #function(client: &client::Client, recorder: &Recorder, report: &mut Report) {
            static PLAN: Plan = Plan { parameters: #parameters, bodies: #bodies, responses: &[#(#responses),*] };
            for (number, (set, given)) in PLAN.calls().into_iter().enumerate() {
                recorder.expect(&given);
                let made = #attempt(client, &set, &given).await;
                report.check(#id, number, &set, recorder, made);
            }
        }

        async fn #attempt(client: &client::Client, set: &Set, given: &Given) -> Result<Exchange, String> {
            #one
        }
    }
}

fn attempt_made(api: &Api, operation: &Operation, plan: &Plan<'_>) -> TokenStream {
    let method = ident(&operation.method_name);
    let required = arguments(operation).map(|parameter| {
        let (name, key, ty) = (ident(&parameter.name), key(parameter), argument_ty(api, parameter.whole()));
        quote! {
            let #name = read::<#ty>(set.get(#key).map_or("", String::as_str))?;
            sent.insert(#key.to_owned(), shown(&#name));
        }
    });
    let names: Vec<_> = arguments(operation).map(|parameter| ident(&parameter.name)).collect();
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required).map(|parameter| {
        let (name, key) = (ident(&parameter.name), key(parameter));
        let (ty, argument) = (ty(api, parameter.whole()), argument_ty(api, parameter.whole()));
        let absent = parameter.default.as_ref().map(|default| {
            let default = default.to_string();
            quote!(else { sent.insert(#key.to_owned(), normal::<#ty>(#default)?); })
        });
        quote! {
            if let Some(json) = set.get(#key) {
                let value = read::<#argument>(json)?;
                sent.insert(#key.to_owned(), shown(&value));
                call = call.#name(value);
            } #absent
        }
    });
    let bodies = operation.body.iter().flat_map(|body| body.contents.iter().map(move |content| (body, content)));
    let bodies = bodies.map(|(body, content)| body_sent(api, operation, body, content));
    let body = operation.body.as_ref().map(|body| {
        let list = body.main().filter(|content| is_list(body, content)).map(|content| argument_ty(api, &content.ty));
        let body_ty = list.unwrap_or_else(|| quote!(client::operation::#method::Body));
        let given = body.required.then(|| quote!(let body = body.ok_or("the plan has no body")?;));
        quote! {
            let mut body: Option<#body_ty> = None;
            #(#bodies)*
            #given
        }
    });
    let body_given = operation.body.as_ref().map(|_| quote!(body));
    let given = names.iter().map(|name| quote!(#name)).chain(body_given);
    let (expected, got) = (expected(api, operation, plan), got(operation));
    let expected_headers = expected_headers(api, operation, plan);
    quote! {
        let mut sent = Map::new();
        #(#required)*
        #body
        let mut call = client.#method(#(#given),*);
        #(#optional)*
        // Before the call, because the server reads the same values.
        let expected = #expected;
        let expected_headers = #expected_headers;
        let mut got_headers = Value::Null;
        let got = #got;
        Ok(Exchange { sent, expected, got, headers: (expected_headers, got_headers) })
    }
}

/// Whether the argument of a body may be the elements of a list.
fn is_list(body: &Body, content: &Content) -> bool {
    body.contents.len() == 1 && body.required && content.format == Format::Json
}

/// The type of an argument: a list has no constraints yet.
fn argument_ty(api: &Api, of: &TypeRef) -> TokenStream {
    match element(api, of) {
        Some(element) => quote!(Vec<#element>),
        None => ty(api, of),
    }
}

fn parts(parts: &[Part]) -> TokenStream {
    let parts = parts.iter().map(|part| {
        let Part { key, is_optional, .. } = part;
        let (full, plain, changes) = (part.full.to_string(), part.plain.to_string(), changes(&part.changes));
        quote!(Part { key: #key, is_optional: #is_optional, full: #full, plain: #plain, changes: #changes })
    });
    quote!(&[#(#parts),*])
}

fn changes(changes: &[Change]) -> TokenStream {
    let changes = changes.iter().map(|(pointer, value)| match value.as_ref().map(Value::to_string) {
        Some(value) => quote!((#pointer, Some(#value))),
        None => quote!((#pointer, None)),
    });
    quote!(&[#(#changes),*])
}

fn body_sent(api: &Api, operation: &Operation, body: &Body, content: &Content) -> TokenStream {
    let key = format!("body.{}", content.variant);
    let module = ident(&operation.method_name);
    let wrap = |value: TokenStream| {
        if body.contents.len() > 1 {
            let variant = ident(&content.variant);
            quote!(client::operation::#module::Body::#variant(#value))
        } else {
            value
        }
    };
    let made = match content.format {
        Format::Json | Format::Form => {
            let ty = if is_list(body, content) { argument_ty(api, &content.ty) } else { ty(api, &content.ty) };
            let value = wrap(quote!(value));
            quote!(let value = read::<#ty>(json)?; sent.insert(#key.to_owned(), shown(&value)); body = Some(#value);)
        }
        Format::Text => {
            let value = wrap(quote!(value));
            quote!(let value = read::<String>(json)?; sent.insert(#key.to_owned(), shown(&value)); body = Some(#value);)
        }
        Format::Bytes => {
            let value = wrap(quote!(value.into()));
            quote!(let value = read::<String>(json)?; sent.insert(#key.to_owned(), shown(&value)); body = Some(#value);)
        }
        Format::Multipart => {
            let adds = content.parts.iter().map(|part| {
                let (field, wire) = (ident(&part.name), &part.wire);
                let media_type = file_type(part.content_type.as_deref());
                let file = |json: TokenStream| {
                    quote!(client::File {
                        content: text(#json)?.into_bytes().into(),
                        name: Some("näme \"1\".csv".to_owned()),
                        media_type: Some(#media_type.to_owned()),
                    })
                };
                let seen = quote!(json!([json, "näme \"1\".csv", #media_type]));
                let part_ty = argument_ty(api, &part.ty);
                let (value, seen) = match (part.is_file, part.repeated) {
                    (false, _) => {
                        (quote!(read_value::<#part_ty>(&json)?), quote!(shown(&read_value::<#part_ty>(&json)?)))
                    }
                    (true, false) => {
                        let file = file(quote!(&json));
                        (quote!({ let json = json.clone(); #file }), seen)
                    }
                    (true, true) => {
                        let file = file(quote!(json));
                        let files = quote!({
                            let mut files = Vec::new();
                            for json in json.as_array().into_iter().flatten() {
                                files.push(#file);
                            }
                            files
                        });
                        (files, quote!(json.as_array().into_iter().flatten().map(|json| #seen).collect::<Value>()))
                    }
                };
                quote! {
                    if let Some(json) = object.get(#wire).cloned() {
                        parts.insert(#wire.to_owned(), #seen);
                        value = value.#field(#value);
                    }
                }
            });
            let value = wrap(quote!(value));
            quote! {
                let object = read::<Map<String, Value>>(json)?;
                let mut parts = Map::new();
                let mut value = client::operation::#module::Multipart::builder();
                #(#adds)*
                let value = value.build().map_err(|error| error.to_string())?;
                sent.insert(#key.to_owned(), Value::Object(parts));
                body = Some(#value);
            }
        }
    };
    quote!(if let Some(json) = set.get(#key) { #made })
}

/// A media type for a file: the first that the document lists. For a range, it is a media type in the range.
fn file_type(named: Option<&str>) -> String {
    let first = named.and_then(|named| named.split(',').next()).map_or("*/*", str::trim);
    match first.strip_suffix("/*") {
        None => first.to_owned(),
        Some("*") => "text/csv".to_owned(),
        Some(top) => format!("{top}/csv"),
    }
}

/// The status code and the value that the client received, as JSON.
fn got(operation: &Operation) -> TokenStream {
    let success = got_success(operation);
    let error = got_error(operation);
    let (headers, error_headers) = (got_headers(operation, true), got_headers(operation, false));
    quote! {
        match call.send().await {
            Ok(response) => {
                let status = response.status.as_u16();
                #headers
                let value = response.body;
                (status, #success)
            }
            Err(client::Error::ErrorResponse(response)) => {
                let status = response.status().as_u16();
                #error_headers
                let value = response.into_inner();
                (status, #error)
            }
            Err(error) => (0, Value::String(error.to_string())),
        }
    }
}

fn got_success(operation: &Operation) -> TokenStream {
    let module = ident(&operation.method_name);
    let value = |content: &ResponseContent| match (content.format, content.items.as_ref().and_then(Items::values)) {
        (Format::Json | Format::Text, _) => quote!(shown(&value)),
        (_, None) => quote!(of_stream(value).await),
        (_, Some(values)) => {
            let shown = match values {
                ItemValues::Items(_) => quote!(shown(&item)),
                ItemValues::Data(_) => quote!(shown(&item.data)),
            };
            quote!({
                let (mut value, mut items) = (value, Vec::new());
                while let Some(item) = value.next().await {
                    items.push(item.map_or_else(|error| Value::from(error.to_string()), |item| #shown));
                }
                Value::Array(items)
            })
        }
    };
    match operation.success() {
        Outcome::Empty => quote!({
            let () = value;
            Value::Null
        }),
        Outcome::Same(content) => value(content),
        Outcome::SameOrEmpty(content) => {
            let value = value(content);
            quote!(match value { Some(value) => #value, None => Value::Null })
        }
        Outcome::Several(variants) => {
            let arms = variants.iter().map(|of| {
                let (variant, text) = (ident(of.name()), of.name());
                if let Some(content) = of.content {
                    let value = value(content);
                    quote!(client::operation::#module::Success::#variant(value) => json!([#text, #value]),)
                } else {
                    quote!(client::operation::#module::Success::#variant => json!([#text]),)
                }
            });
            quote!(match value { #(#arms)* _ => Value::from("an unknown success") })
        }
    }
}

fn got_error(operation: &Operation) -> TokenStream {
    let module = ident(&operation.method_name);
    let arms = failure::variants(operation).map(|of| {
        let (variant, text) = (ident(of.name()), of.name());
        let is_code = matches!(of.response.status, Status::Code(_));
        let fields = match (is_code, of.content) {
            (true, Some(_)) => quote!((value)),
            (true, None) => quote!(),
            (false, Some(_)) => quote!({ body: value, .. }),
            (false, None) => quote!({ .. }),
        };
        let value = match of.format() {
            Some(Format::Json | Format::Text) => quote!(, shown(&value)),
            Some(_) => quote!(, String::from_utf8_lossy(&value)),
            None => quote!(),
        };
        quote!(client::operation::#module::Error::#variant #fields => json!([#text #value]),)
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() {
        return quote!({
            let _ = value;
            Value::from("an unknown error")
        });
    }
    quote!(match value { #(#arms)* _ => Value::from("an unknown error") })
}

/// The documented headers as the client reads them.
fn got_headers(operation: &Operation, success: bool) -> Option<TokenStream> {
    let all = if success {
        headers::merged(operation, operation.successes())
    } else {
        headers::merged(operation, operation.errors())
    };
    let adds = all.iter().map(|(header, is_required)| {
        let (field, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
        if *is_required && success {
            quote!(read.insert(#wire.to_owned(), shown(&headers.#field));)
        } else {
            quote!(if let Some(value) = &headers.#field { read.insert(#wire.to_owned(), shown(value)); })
        }
    });
    let headers = if success {
        quote!(response.headers().map_err(|error| error.to_string())?)
    } else {
        quote!(response.headers())
    };
    (!operation.response_headers.is_empty()).then(|| {
        let read = (!all.is_empty()).then(|| {
            quote! {
                let headers = #headers;
                #(#adds)*
                for error in headers.malformed() {
                    read.insert(error.name.to_owned(), Value::String(error.to_string()));
                }
            }
        });
        quote! {
            let mut read = Map::new();
            #read
            got_headers = Value::Object(read);
        }
    })
}

/// The headers that the server sends, by the index of the response variant.
fn expected_headers(api: &Api, operation: &Operation, plan: &Plan<'_>) -> TokenStream {
    let arms = plan.responses.iter().map(|planned| {
        let headers = planned.given.response.headers.iter().filter(|header| {
            // A header with different types in different responses is a string in the client.
            let alike = operation.response_headers.iter().find(|known| known.wire.eq_ignore_ascii_case(&header.wire));
            !header.sample.is_null() && alike.is_some_and(|known| known.ty == header.ty)
        });
        let adds = headers.map(|header| {
            let (wire, sample, ty) = (header.wire.to_ascii_lowercase(), header.sample.to_string(), ty(api, &header.ty));
            let is_there = if header.required { quote!(true) } else { quote!(given.has_headers) };
            quote!(if #is_there { all.insert(#wire.to_owned(), normal::<#ty>(#sample)?); })
        });
        let index = planned.index;
        quote!(#index => { let mut all = Map::new(); #(#adds)* Value::Object(all) })
    });
    quote!(match given.index { #(#arms)* _ => Value::Null })
}

/// The expected result of the client, by the index of the response variant.
fn expected(api: &Api, operation: &Operation, plan: &Plan<'_>) -> TokenStream {
    let explicit = operation.responses.iter().any(|response| response.status.is_success());
    let arms = plan.responses.iter().map(|planned| {
        let (index, response) = (planned.index, planned.given.response);
        let code = code(operation, response).unwrap_or_default();
        let value = planned.given.content.map(|content| {
            match (content.format, content.items.as_ref().and_then(Items::values)) {
                (Format::Json, _) => {
                    let ty = ty(api, &content.ty);
                    quote!(normal::<#ty>(&given.json)?)
                }
                (_, Some(ItemValues::Items(item) | ItemValues::Data(item))) => {
                    let ty = ty(api, item);
                    quote!(normal::<Vec<#ty>>(&given.json)?)
                }
                (_, None) => quote!(normal::<String>(&given.json)?),
            }
        });
        let is_success =
            response.status.is_success() || (response.status == Status::Default && !explicit && code / 100 == 2);
        let text = planned.given.name();
        let is_enum = !is_success || matches!(operation.success(), Outcome::Several(_));
        let value = match (is_enum, value) {
            (true, Some(value)) => quote!(json!([#text, #value])),
            (true, None) => quote!(json!([#text])),
            (false, Some(value)) => value,
            (false, None) => quote!(Value::Null),
        };
        quote!(#index => (#code, #value),)
    });
    quote!(match given.index { #(#arms)* _ => (0, Value::Null) })
}
