//! The tables of the example server: for each operation its request, its documented responses, and its resource.

use std::cmp::Reverse;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::routes::pieces;
use crate::emit::predicate::shown_response;
use crate::named::path::openness;
use crate::named::{Api, Format, Operation, Response, ResponseContent, Status};
use crate::rust::ty;
use model::listing::{Listing, listing};
use model::resource::{self, IdKind, Member, Property, Role};

pub(crate) fn items(api: &Api) -> TokenStream {
    let members = resource::members(api);
    let mut operations: Vec<(usize, &Operation)> = api.operations.iter().enumerate().collect();
    operations.sort_by_key(|(_, operation)| (openness(&operation.path), Reverse(operation.fixed_query.len())));
    let named = |index: usize| -> Ident { format_ident!("OPERATION_{index}") };
    let constants = operations.iter().map(|(index, of)| {
        let (name, value) = (named(*index), operation(api, of, members.get(index), listing(api, of)));
        quote!(const #name: Operation = #value;)
    });
    let names = operations.iter().map(|(index, _)| named(*index));
    quote! {
        /// Creates a router that responds with the documented examples, applies the preferences of a request, and stores the
        /// resources that requests create. See [`fake`].
        ///
        /// # Errors
        ///
        /// The error of an example that does not fit its type. The generator has checked that all fit.
        pub fn fake_router(settings: fake::Settings) -> Result<Router, serde_json::Error> {
            Ok(fake::router(crate::router(crate::Documented::new()?), OPERATIONS, settings))
        }

        /// The operations in the order in which they match a request.
        const OPERATIONS: &[Operation] = &[#(#names),*];

        #(#constants)*
    }
}

fn operation(api: &Api, operation: &Operation, member: Option<&Member>, listing: Option<Listing>) -> TokenStream {
    let method = &operation.method;
    let segments = operation.path.iter().enumerate().map(|(at, segment)| pieces(at, segment));
    let query = operation.fixed_query.iter().map(|(name, value)| quote!((#name, #value)));
    let success = Literal::u16_unsuffixed(match shown_response(operation).map(|given| given.response.status) {
        Some(Status::Code(code)) => code,
        Some(Status::Range(hundreds)) => hundreds * 100,
        Some(Status::Default) | None => 200,
    });
    let responses = operation.responses.iter().flat_map(documented);
    let resource = match member {
        Some(member) => {
            let resource = resource(api, member);
            quote!(Some(#resource))
        }
        None => quote!(None),
    };
    let listing = match listing {
        Some(listing) => {
            let listing = super::fake_listing::table(operation, &listing);
            quote!(Some(#listing))
        }
        None => quote!(None),
    };
    quote! {
        Operation {
            request: Candidate { method: #method, segments: &[#(#segments),*], query: &[#(#query),*] },
            success: #success,
            responses: &[#(#responses),*],
            resource: #resource,
            listing: #listing,
        }
    }
}

/// The examples of a response: the named ones, else the one that the example server sends. None if no example is known.
fn documented(response: &Response) -> Vec<TokenStream> {
    let status = match response.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(Status::Code(#code))
        }
        Status::Range(hundreds) => {
            let hundreds = Literal::u16_unsuffixed(hundreds);
            quote!(Status::Range(#hundreds))
        }
        Status::Default => quote!(Status::Default),
    };
    let headers = response.headers.iter().filter(|header| header.required && !header.sample.is_null());
    let headers: Vec<TokenStream> = headers
        .map(|header| {
            let (name, value) = (header.wire.to_ascii_lowercase(), header_text(&header.sample));
            quote!((#name, #value))
        })
        .collect();
    let one = |name: &str, media_type: &str, body: &str| {
        quote! {
            DocumentedResponse {
                status: #status, name: #name, media_type: #media_type, headers: &[#(#headers),*], body: #body,
            }
        }
    };
    if response.contents.is_empty() {
        return vec![one("", "", "")];
    }
    let of_content = |content: &ResponseContent| {
        let media_type = content.media_types[0].as_str();
        let mut values: Vec<(&str, &Value)> =
            content.examples.iter().map(|(name, value)| (name.as_str(), value)).collect();
        if values.is_empty() {
            values.extend(content.sample.as_ref().map(|sample| ("", sample)));
        }
        let made = values.into_iter().map(|(name, value)| one(name, media_type, &body_text(content.format, value)));
        made.collect::<Vec<_>>()
    };
    response.contents.iter().flat_map(of_content).collect()
}

fn body_text(format: Format, value: &Value) -> String {
    match (format, value) {
        (Format::Json, value) => value.to_string(),
        (_, value) => plain(value),
    }
}

/// The text of a header: style `simple` (OpenAPI 3.0.4, Header Object).
fn header_text(value: &Value) -> String {
    match value {
        Value::Array(elements) => elements.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| format!("{key},{}", plain(value))).collect::<Vec<_>>().join(",")
        }
        value => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn resource(api: &Api, member: &Member) -> TokenStream {
    let role = match &member.role {
        Role::Create => quote!(Role::Create),
        Role::Read => quote!(Role::Read),
        Role::List(Some(property)) => quote!(Role::List { property: Some(#property) }),
        Role::List(None) => quote!(Role::List { property: None }),
        Role::Replace => quote!(Role::Replace),
        Role::Change => quote!(Role::Change),
        Role::Delete => quote!(Role::Delete),
    };
    let kind = match member.kind {
        IdKind::Integer => quote!(IdKind::Integer),
        IdKind::Uuid => quote!(IdKind::Uuid),
        IdKind::Text(least) => {
            let least = Literal::usize_unsuffixed(least);
            quote!(IdKind::Text { least: #least })
        }
    };
    let (id, example, is_id_sent) = (&member.id, member.example.as_deref().unwrap_or_default(), member.is_id_sent);
    let typed = member.shape.and_then(|index| typed(api, &api.operations[index]));
    let has_type = typed.is_some();
    let held = member.properties.iter().filter(|property| property.takes_all || has_type);
    let properties = held.map(|Property { name, is_required, takes_all }| {
        quote!(Property { name: #name, is_required: #is_required, takes_all: #takes_all })
    });
    let typed = match typed.filter(|_| member.properties.iter().any(|property| !property.takes_all)) {
        Some(typed) => quote!(Some(#typed)),
        None => quote!(None),
    };
    let known = |name: &String| member.properties.iter().any(|property| property.name == *name);
    let defaults = member.defaults.iter().filter(|(name, _)| known(name));
    let defaults: Map<String, Value> = defaults.map(|(name, value)| (name.clone(), value.clone())).collect();
    let defaults = if defaults.is_empty() { String::new() } else { Value::Object(defaults).to_string() };
    let element = member.element.as_ref().map(Value::to_string).unwrap_or_default();
    let nullable = member.nullable.iter().filter(|name| member.role == Role::Change && known(name));
    quote! {
        Resource {
            role: #role, id: #id, kind: #kind, is_id_sent: #is_id_sent, example: #example, properties: &[#(#properties),*],
            typed: #typed, defaults: #defaults, nullable: &[#(#nullable),*], element: #element,
        }
    }
}

/// A function that reads a value with the type of the response and writes it again. `None` if the response has no JSON.
fn typed(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let content = shown_response(operation)?.content.filter(|content| content.format == Format::Json)?;
    let ty = ty(api, &content.ty);
    Some(quote! {
        |value| types::strict(|| serde_json::to_value(<#ty as serde::Deserialize>::deserialize(value).ok()?).ok())
    })
}
