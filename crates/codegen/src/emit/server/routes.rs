//! The routes of axum, and the functions that select an operation where several share a route.

use std::cmp::Reverse;
use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Side, webhook_name};
use crate::emit::predicate::{is_custom, is_mixed};
use crate::named::path::{covers, openness, route};
use crate::named::{Api, Operation, Piece, Segment};
use crate::rust::{ident, joined};

/// A route of axum with its operations.
struct Route<'a> {
    pattern: String,
    own: Vec<&'a Operation>,
}

/// The calls that add all routes, and the functions that select an operation.
pub(crate) fn routes(api: &Api, side: Side) -> (Vec<TokenStream>, TokenStream) {
    let routes = grouped(api);
    let (mut calls, mut choices) = (Vec::new(), Vec::new());
    for (index, Route { pattern, own }) in routes.iter().enumerate() {
        let pattern = match (side, own.first()) {
            (Side::Provider, Some(operation)) => {
                let name = webhook_name(operation);
                quote!(&path(#name))
            }
            _ => quote!(#pattern),
        };
        if is_plain(own) {
            let methods = own.iter().map(|operation| {
                let method = ident(&operation.method.to_lowercase());
                let handler = joined("handle", &operation.method_name, "");
                quote!(.#method(Handle(#handler::<A>)))
            });
            calls.push(quote!(.route(#pattern, routing::MethodRouter::new()#(#methods)*)));
        } else {
            let name = format_ident!("choose_{index}");
            calls.push(quote!(.route(#pattern, routing::any(Handle(#name::<A>)))));
            choices.push(choice(api, &name, own));
        }
    }
    (calls, quote!(#(#choices)*))
}

fn grouped(api: &Api) -> Vec<Route<'_>> {
    let mut routes: Vec<Route<'_>> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for operation in &api.operations {
        let pattern = route(&operation.path);
        let position = *positions.entry(pattern.clone()).or_insert(routes.len());
        match routes.get_mut(position) {
            Some(route) => route.own.push(operation),
            None => routes.push(Route { pattern, own: vec![operation] }),
        }
    }
    routes
}

/// Whether axum alone can select every operation: by whole segments and the method.
fn is_plain(operations: &[&Operation]) -> bool {
    operations.iter().all(|operation| is_of_whole_segments(operation) && !is_custom(operation))
}

fn is_of_whole_segments(operation: &Operation) -> bool {
    operation.fixed_query.is_empty() && !is_mixed(operation)
}

/// A function that tries the operations of a route, the most specific first. If none of them matches, it tries operations of
/// other routes: axum has already chosen this route and does not try another.
fn choice(api: &Api, name: &proc_macro2::Ident, own: &[&Operation]) -> TokenStream {
    let Some(first) = own.first() else { return TokenStream::new() };
    let is_settled = own.iter().any(|operation| is_of_whole_segments(operation));
    let others = api.operations.iter().filter(|operation| !is_settled && covers(&operation.path, &first.path));
    let mut candidates: Vec<&Operation> = if is_settled { own.to_vec() } else { others.collect() };
    candidates.sort_by_key(|operation| (openness(&operation.path), Reverse(operation.fixed_query.len())));
    let listed = candidates.iter().map(|operation| {
        let method = &operation.method;
        let segments = operation.path.iter().enumerate().filter(|(_, segment)| matches!(segment, Segment::Mixed(_)));
        let segments = segments.map(|(at, segment)| pieces(at, segment));
        let query = operation.fixed_query.iter().map(|(name, value)| quote!((#name, #value)));
        quote!(Candidate { method: #method, segments: &[#(#segments),*], query: &[#(#query),*] })
    });
    let arms = candidates.iter().enumerate().map(|(index, operation)| {
        let index = Literal::usize_unsuffixed(index);
        let handler = joined("handle", &operation.method_name, "");
        quote!(Ok(#index) => #handler(server, request),)
    });
    quote! {
        fn #name<A: Api>(server: Server<A>, request: Request) -> ResponseFuture {
            const CANDIDATES: &[Candidate] = &[#(#listed),*];
            let (parts, body) = request.into_parts();
            let chosen = template::choose(CANDIDATES, &parts);
            let request = Request::from_parts(parts, body);
            match chosen {
                #(#arms)*
                Ok(_) => handler::ready(template::not_found()),
                Err(unmatched) => handler::ready(unmatched.into_response()),
            }
        }
    }
}

pub(crate) fn pieces(at: usize, segment: &Segment) -> TokenStream {
    let at = Literal::usize_unsuffixed(at);
    let pieces: Vec<TokenStream> = match segment {
        Segment::Literal(text) => vec![quote!(Piece::Text(#text))],
        Segment::Parameter(name) => vec![quote!(Piece::Value(#name))],
        Segment::Mixed(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => quote!(Piece::Text(#text)),
                Piece::Parameter(name) => quote!(Piece::Value(#name)),
            })
            .collect(),
    };
    quote!((#at, &[#(#pieces),*]))
}

/// The expression that finds the parameters in the path, in the order of `names`.
pub(crate) fn path_parameters(operation: &Operation, names: &[&str]) -> TokenStream {
    let segments = operation.path.iter().enumerate();
    if is_mixed(operation) {
        let open = segments.filter(|(_, segment)| !segment.parameters().is_empty());
        let open = open.map(|(at, segment)| pieces(at, segment));
        return quote!(template::path(&parts, [#(#names),*], &[#(#open),*]));
    }
    let places = names.iter().filter_map(|name| {
        let (at, _) = segments.clone().find(|(_, segment)| segment.parameters().contains(name))?;
        let at = Literal::usize_unsuffixed(at);
        Some(quote!((#at, #name)))
    });
    quote!(request::path(&parts, [#(#places),*]))
}
