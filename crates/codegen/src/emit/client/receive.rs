//! The match over the status of a response, which makes the result of a call.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::status::constant;
use crate::emit::{EmitError, stream};
use crate::named::{Format, Operation, Outcome, Response, ResponseVariant, Status};
use crate::rust::ident;

/// The match over the status of a response, from the statuses of the document and not from progenitor's table.
pub(crate) fn receive(operation: &Operation) -> Result<syn::Expr, EmitError> {
    let mut arms: Vec<Arm> = Vec::new();
    for success in [true, false] {
        let responses: Vec<&Response> =
            if success { operation.successes().collect() } else { operation.errors().collect() };
        let outcome = if success { operation.success() } else { operation.error() };
        for response in responses {
            let taken = taken_of(response, &outcome, success);
            arms.push(Arm { status: response.status, success, taken });
        }
    }
    // A code before the range that it is in, and `default` last (OpenAPI 3.0.4, Responses Object).
    arms.sort_by_key(|arm| arm.status);
    let catch_all = arms.iter().position(|arm| arm.status == Status::Default && !arm.success);
    let otherwise = match catch_all {
        Some(at) => arms.remove(at).taken,
        None => quote!(Err(receive::unexpected(response).await)),
    };
    if arms.is_empty() {
        return Ok(syn::parse2(otherwise)?);
    }
    let arms = merged(arms).into_iter().map(|(pattern, taken)| quote!(#pattern => #taken,));
    Ok(syn::parse2(quote!(match response.status() { #(#arms)* _ => #otherwise }))?)
}

/// The result for the responses of one status.
struct Arm {
    status: Status,
    success: bool,
    taken: TokenStream,
}

/// Patterns and their results. Codes with the same result share an arm.
fn merged(arms: Vec<Arm>) -> Vec<(TokenStream, TokenStream)> {
    let mut merged: Vec<(TokenStream, TokenStream)> = Vec::new();
    // The texts of results, with the index of the arm of their codes.
    let mut of_codes: HashMap<String, usize> = HashMap::new();
    for Arm { status, taken, .. } in arms {
        let constant = match status {
            Status::Code(code) => constant(code),
            Status::Range(_) | Status::Default => None,
        };
        let Some(constant) = constant else {
            merged.push((guarded(status), taken));
            continue;
        };
        match of_codes.get(&taken.to_string()).and_then(|at| merged.get_mut(*at)) {
            Some((pattern, _)) => pattern.extend(quote!(| #constant)),
            None => {
                of_codes.insert(taken.to_string(), merged.len());
                merged.push((constant, taken));
            }
        }
    }
    merged
}

/// The pattern of a status without a constant in the `http` crate. `default` means the successes here.
fn guarded(status: Status) -> TokenStream {
    let condition = match status {
        Status::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(status.as_u16() == #code)
        }
        Status::Range(1) => quote!(status.is_informational()),
        Status::Range(2) | Status::Default => quote!(status.is_success()),
        Status::Range(3) => quote!(status.is_redirection()),
        Status::Range(4) => quote!(status.is_client_error()),
        Status::Range(5) => quote!(status.is_server_error()),
        Status::Range(hundreds) => {
            let hundreds = proc_macro2::Literal::u16_unsuffixed(hundreds);
            quote!(status.as_u16() / 100 == #hundreds)
        }
    };
    quote!(status if #condition)
}

/// The result for a response: by the media type, where it has several.
fn taken_of(response: &Response, outcome: &Outcome<'_>, success: bool) -> TokenStream {
    let of_variant = |variant| if success { taken_success(variant, outcome) } else { taken_error(variant) };
    let mut taken_by: Vec<TokenStream> = response.variants().map(of_variant).collect();
    let last = taken_by.pop();
    if taken_by.is_empty() {
        return quote!(#last);
    }
    let known = response.contents.iter().map(|content| {
        let media_types = &content.media_types;
        quote!(&[#(#media_types),*])
    });
    let indexes = (0..taken_by.len()).map(proc_macro2::Literal::usize_unsuffixed);
    quote!(match receive::media_type(&response, &[#(#known),*]) { #(#indexes => #taken_by,)* _ => #last })
}

/// The result for one variant of the documented successes.
fn taken_success(given: ResponseVariant<'_>, outcome: &Outcome<'_>) -> TokenStream {
    let variant = ident(given.name());
    let (nothing, wrap) = match outcome {
        Outcome::Several(_) => (quote!(Success::#variant), quote!(Success::#variant)),
        Outcome::SameOrEmpty(_) => (quote!(None), quote!(Some)),
        _ => (quote!(()), quote!(std::convert::identity)),
    };
    match given.format() {
        None => quote!(receive::empty_as(response, #nothing)),
        // JSON of one type is read with its `Option`, if it has one.
        Some(Format::Json) if !matches!(outcome, Outcome::Several(_)) => quote!(receive::json(response).await),
        Some(Format::Json) => quote!(receive::json_as(response, #wrap).await),
        Some(Format::Text) => quote!(receive::text_as(response, #wrap).await),
        Some(_) => match stream::function(given.content.and_then(|content| content.items.as_ref())) {
            Some(read) => quote!(receive::stream_as(response, |body| #wrap(crate::ItemStream::#read(body)))),
            None => quote!(receive::stream_as(response, #wrap)),
        },
    }
}

/// The result for one variant of the documented errors.
fn taken_error(given: ResponseVariant<'_>) -> TokenStream {
    let variant = ident(given.name());
    let is_code = matches!(given.response.status, Status::Code(_));
    let Some(format) = given.format() else {
        return if is_code {
            quote!(Err(receive::empty_error(response, Error::#variant).await))
        } else {
            quote!({
                let status = response.status();
                Err(receive::empty_error(response, Error::#variant { status }).await)
            })
        };
    };
    let function = ident(match format {
        Format::Json => "json_error",
        Format::Text => "text_error",
        _ => "bytes_error",
    });
    if is_code {
        quote!(Err(receive::#function(response, Error::#variant).await))
    } else {
        quote!({
            let status = response.status();
            Err(receive::#function(response, |body| Error::#variant { status, body }).await)
        })
    }
}
