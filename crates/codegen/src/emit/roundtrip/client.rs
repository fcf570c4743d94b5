//! The client's side of a round trip: it sends the planned requests and compares the responses.

mod body;
mod expected;
mod got;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::key;
use super::plan::{Change, Plan, PlannedPart, plan};
use crate::emit::client::arguments::{arguments, element};
use crate::named::{Api, Operation, TypeRef};
use crate::rust::{ident, joined, ty};
use model::json_schema::Validators;

use body::{body_sent, is_list};
use expected::{expected, expected_headers};
use got::got;

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

        async fn #attempt(client: &client::Client, set: &Set, given: &Given) -> Result<Exchange, NotCalled> {
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

/// The type of an argument: a list has no constraints yet.
fn argument_ty(api: &Api, of: &TypeRef) -> TokenStream {
    match element(api, of) {
        Some(element) => quote!(Vec<#element>),
        None => ty(api, of),
    }
}

fn parts(parts: &[PlannedPart]) -> TokenStream {
    let parts = parts.iter().map(|part| {
        let PlannedPart { key, is_optional, .. } = part;
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
