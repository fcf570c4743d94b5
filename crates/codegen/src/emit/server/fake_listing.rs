//! The table of the example server for a list: the parameters that select its elements, their order and a page.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::named::Operation;
use model::listing::{By, End, Filter, Listing, Next, Order, Start};

/// The entry of an operation.
pub(super) fn table(operation: &Operation, listing: &Listing) -> TokenStream {
    let (items, least) = (&listing.items, Literal::u64_unsuffixed(listing.least));
    let limit = some(listing.limit.map(|limit| selector(operation, limit)));
    let starts = listing.starts.iter().map(|start| self::start(operation, start));
    let next = some(listing.next.as_ref().map(following));
    let has_more = listing.has_more.as_deref().unwrap_or_default();
    let filters = listing.filters.iter().map(|filter| self::filter(operation, filter));
    let orders = listing.orders.iter().map(|order| self::order(operation, order));
    let total = some(listing.total.as_ref().map(|total| quote!(#total)));
    quote! {
        Listing {
            items: &[#(#items),*], least: #least, limit: #limit, starts: &[#(#starts),*], next: #next, has_more: &[#(#has_more),*],
            filters: &[#(#filters),*], orders: &[#(#orders),*], total: #total,
        }
    }
}

fn some(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

fn selector(operation: &Operation, index: usize) -> TokenStream {
    let parameter = &operation.parameters[index];
    let name = &parameter.wire;
    let default = parameter.default.as_ref().and_then(Value::as_u64).map(Literal::u64_unsuffixed);
    let default = some(default.map(|default| quote!(#default)));
    quote!(Selector { name: #name, default: #default })
}

fn start(operation: &Operation, start: &Start) -> TokenStream {
    match start {
        Start::Offset(parameter) => {
            let selector = selector(operation, *parameter);
            quote!(Start::Offset(#selector))
        }
        Start::Page { parameter, first } => {
            let (selector, first) = (selector(operation, *parameter), Literal::u64_unsuffixed(*first));
            quote!(Start::Page(#selector, #first))
        }
        Start::Cursor(parameter) => {
            let name = &operation.parameters[*parameter].wire;
            quote!(Start::Cursor(#name))
        }
        Start::LastItem { parameter, property } => {
            let name = &operation.parameters[*parameter].wire;
            quote!(Start::LastItem { name: #name, property: #property })
        }
    }
}

fn following(next: &Next) -> TokenStream {
    let (path, is_text) = (&next.property, next.is_text);
    let first = next.first.map(Literal::u64_unsuffixed);
    let first = some(first.map(|first| quote!(#first)));
    let end = match next.end {
        End::Absent => quote!(End::Absent),
        End::Null => quote!(End::Null),
        End::Empty => quote!(End::Empty),
    };
    quote!(Following { path: &[#(#path),*], first: #first, is_text: #is_text, end: #end })
}

fn filter(operation: &Operation, filter: &Filter) -> TokenStream {
    let (name, property) = (&operation.parameters[filter.parameter].wire, &filter.property);
    let separator = some(filter.separator.map(|separator| quote!(#separator)));
    let by = match filter.by {
        By::Value => quote!(By::Value),
        By::Element => quote!(By::Element),
        By::After => quote!(By::After),
        By::Before => quote!(By::Before),
    };
    quote!(Filter { name: #name, separator: #separator, property: #property, by: #by })
}

fn order(operation: &Operation, order: &Order) -> TokenStream {
    let parameter = &operation.parameters[order.parameter];
    let (name, value, property, is_descending) = (&parameter.wire, &order.value, &order.property, order.is_descending);
    let is_default = parameter.default.as_ref().and_then(Value::as_str) == Some(value.as_str());
    quote! {
        Order { name: #name, value: #value, is_default: #is_default, property: #property, is_descending: #is_descending }
    }
}
