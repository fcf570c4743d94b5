//! The response that the client should receive: the one that the server sends, as JSON.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::roundtrip::plan::Plan;
use crate::emit::roundtrip::server::code;
use crate::named::{Api, Format, ItemValues, Items, Operation, Outcome, Status};
use crate::rust::ty;

/// The headers that the server sends, by the index of the response variant.
pub(super) fn expected_headers(api: &Api, operation: &Operation, plan: &Plan<'_>) -> TokenStream {
    let arms = plan.responses.iter().map(|planned| {
        let headers = planned.given.response.headers.iter().filter(|header| {
            // A header with different types in different responses is a string in the client.
            let alike = operation.response_headers.iter().find(|known| known.wire.eq_ignore_ascii_case(&header.wire));
            !header.sample.is_null() && alike.is_some_and(|known| known.ty == header.ty)
        });
        let adds: Vec<TokenStream> = headers
            .map(|header| {
                let (wire, sample, ty) =
                    (header.wire.to_ascii_lowercase(), header.sample.to_string(), ty(api, &header.ty));
                let is_there = if header.required { quote!(true) } else { quote!(given.has_headers) };
                quote!(if #is_there { all.insert(#wire.to_owned(), normal::<#ty>(#sample)?); })
            })
            .collect();
        let index = planned.index;
        (!adds.is_empty()).then(|| quote!(#index => { let mut all = Map::new(); #(#adds)* Value::Object(all) }))
    });
    let arms: Vec<TokenStream> = arms.flatten().collect();
    if arms.is_empty() { quote!(Value::Null) } else { quote!(match given.index { #(#arms)* _ => Value::Null }) }
}

/// The expected result of the client, by the index of the response variant.
pub(super) fn expected(api: &Api, operation: &Operation, plan: &Plan<'_>) -> TokenStream {
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
                (_, Some(ItemValues::Items(item) | ItemValues::Data(item) | ItemValues::Text(item))) => {
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
            (true, Some(value)) => quote!(variant(#text, Some(#value))),
            (true, None) => quote!(variant(#text, None)),
            (false, Some(value)) => value,
            (false, None) => quote!(Value::Null),
        };
        quote!(#index => (#code, #value),)
    });
    quote!(match given.index { #(#arms)* _ => (0, Value::Null) })
}
