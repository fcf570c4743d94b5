//! The method of a builder that reads a list page by page.

use proc_macro2::TokenStream;
use quote::quote;

use super::headers;
use super::payload::success_ty;
use crate::named::{Api, Field, NextPage, Operation, Pagination, TypeKind, TypeRef};
use crate::rust::{code, doc_ours, ident, ty};
use model::api::pagination::{element_of, fields_at};

/// The items about pages. Empty for an operation without pages.
#[derive(Default)]
pub(crate) struct Pages {
    /// The method `pages` of the builder.
    pub method: TokenStream,
    /// The function that changes a builder into that of the next page.
    pub function: TokenStream,
}

pub(crate) fn pages(api: &Api, operation: &Operation) -> Pages {
    let Some(pagination) = &operation.pagination else { return Pages::default() };
    items(api, operation, pagination).unwrap_or_default()
}

fn items(api: &Api, operation: &Operation, pagination: &Pagination) -> Option<Pages> {
    let body = body_ty(operation)?;
    let list = fields_at(&api.types, body, &pagination.items)?;
    let list_ty = list.last().map_or(body, |field| field.ty.without_null());
    let item = ty(api, element_of(&api.types, list_ty)?);
    let page = page_ty(api, operation);
    let docs = docs(operation, pagination);
    let follows_links = matches!(pagination.next, NextPage::Link | NextPage::Url { .. });
    let (mutable, start) = match follows_links {
        true => (Some(quote!(mut)), Some(quote!(self.call.start_following();))),
        false => (None, None),
    };
    let taken = taken(api, &list, list_ty);
    let has_more = match &pagination.has_more {
        Some(path) => {
            let property = borrowed(&fields_at(&api.types, body, path)?);
            Some(quote!(if pagination::is_false(#property) { return false; }))
        }
        None => None,
    };
    let next = next(api, operation, pagination, body, &list)?;
    Some(Pages {
        method: quote! {
            #docs
            #[inline]
            pub fn pages(#mutable self) -> crate::Pages<#page, Error, #item> {
                #start
                crate::Pages::new(self, Builder::send, next_page, |page| #taken)
            }
        },
        function: quote! {
            /// Changes the request into that of the page after `page`. Returns whether there is one.
            fn next_page(builder: &mut Builder, page: &#page) -> bool {
                #has_more
                #next
            }
        },
    })
}

/// The expression that changes the request, and is whether there is a next page.
fn next(
    api: &Api,
    operation: &Operation,
    pagination: &Pagination,
    body: &TypeRef,
    list: &[&Field],
) -> Option<TokenStream> {
    let at = |parameter: usize| {
        let parameter = operation.parameters.get(parameter)?;
        let (field, name) = (ident(&parameter.name), &parameter.name);
        Some(quote!(#name, &mut builder.#field))
    };
    let items = borrowed(list);
    Some(match &pagination.next {
        NextPage::Link => quote!(builder.call.follow(pagination::next_link(&page.raw_headers))),
        NextPage::Url { property } => {
            let property = borrowed(&fields_at(&api.types, body, property)?);
            quote!(builder.call.follow(pagination::text(#property)))
        }
        NextPage::Cursor { parameter, property } => {
            let (at, property) = (at(*parameter)?, borrowed(&fields_at(&api.types, body, property)?));
            quote!(pagination::cursor(#at, #property))
        }
        NextPage::LastItem { parameter, property } => {
            let list_ty = list.last().map_or(body, |field| field.ty.without_null());
            let fields = fields_at(&api.types, element_of(&api.types, list_ty)?, property)?;
            let (at, property) = (at(*parameter)?, within(quote!(#items.and_then(|list| list.last())), &fields));
            quote!(pagination::cursor(#at, #property))
        }
        NextPage::Page { parameter, first } => {
            let (at, first) = (at(*parameter)?, proc_macro2::Literal::i64_unsuffixed(*first));
            quote!(pagination::count(#at, #first, #items.map_or(0, |list| list.len().min(1))))
        }
        NextPage::Offset { parameter, first } => {
            let (at, first) = (at(*parameter)?, proc_macro2::Literal::i64_unsuffixed(*first));
            quote!(pagination::count(#at, #first, #items.map_or(0, |list| list.len())))
        }
    })
}

/// How a field holds its value.
enum Holds {
    Always,
    Optional,
    Nullable,
}

fn holds(field: &Field) -> Holds {
    match (field.required, field.ty.is_nullable()) {
        (true, false) => Holds::Always,
        (true, true) | (false, false) => Holds::Optional,
        (false, true) => Holds::Nullable,
    }
}

/// An `Option` of a reference to the value at a path from the body of `page`.
fn borrowed(fields: &[&Field]) -> TokenStream {
    let mut plain = quote!(page.body);
    for (at, field) in fields.iter().enumerate() {
        let name = ident(&field.name);
        plain = quote!(#plain.#name);
        let rest = &fields[at + 1..];
        match holds(field) {
            Holds::Always => {}
            Holds::Optional => return within(quote!(#plain.as_ref()), rest),
            Holds::Nullable => return within(quote!(#plain.as_option()), rest),
        }
    }
    quote!(Some(&#plain))
}

/// The same, from an `Option` of a reference.
fn within(from: TokenStream, fields: &[&Field]) -> TokenStream {
    fields.iter().fold(from, |from, field| {
        let name = ident(&field.name);
        match holds(field) {
            Holds::Always => quote!(#from.map(|of| &of.#name)),
            Holds::Optional => quote!(#from.and_then(|of| of.#name.as_ref())),
            Holds::Nullable => quote!(#from.and_then(|of| of.#name.as_option())),
        }
    })
}

/// The list of `page` as a `Vec`.
fn taken(api: &Api, fields: &[&Field], list: &TypeRef) -> TokenStream {
    let is_constrained = is_constrained(api, list);
    let mut plain = quote!(page.body);
    let mut optional: Option<TokenStream> = None;
    for field in fields {
        let name = ident(&field.name);
        optional = match (optional, holds(field)) {
            (None, Holds::Always) => {
                plain = quote!(#plain.#name);
                None
            }
            (None, Holds::Optional) => Some(quote!(#plain.#name)),
            (None, Holds::Nullable) => Some(quote!(#plain.#name.into_option())),
            (Some(before), Holds::Always) => Some(quote!(#before.map(|of| of.#name))),
            (Some(before), Holds::Optional) => Some(quote!(#before.and_then(|of| of.#name))),
            (Some(before), Holds::Nullable) => Some(quote!(#before.and_then(|of| of.#name.into_option()))),
        };
    }
    let is_boxed = fields.last().is_some_and(|field| field.boxed);
    match optional {
        None => {
            let value = if is_boxed { quote!((*#plain)) } else { plain };
            if is_constrained { quote!(#value.into_inner()) } else { value }
        }
        Some(optional) => {
            let unboxed = is_boxed.then(|| quote!(.map(|list| *list)));
            let inner = is_constrained.then(|| quote!(.map(|list| list.into_inner())));
            quote!(#optional #unboxed #inner.unwrap_or_default())
        }
    }
}

/// Whether a list is wrapped for its constraints.
fn is_constrained(api: &Api, list: &TypeRef) -> bool {
    match list {
        TypeRef::Named(id) => match &api.type_named(*id).kind {
            TypeKind::Alias(inner) => is_constrained(api, inner),
            TypeKind::Constrained { .. } => true,
            _ => false,
        },
        _ => false,
    }
}

/// The type of the body of a page.
fn body_ty(operation: &Operation) -> Option<&TypeRef> {
    operation.successes().flat_map(|response| &response.contents).next().map(|content| &content.ty)
}

/// The type of the response with a page.
fn page_ty(api: &Api, operation: &Operation) -> TokenStream {
    let (success, headers) = (success_ty(api, operation), headers::success_ty(operation));
    quote!(Response<#success #headers>)
}

fn docs(operation: &Operation, pagination: &Pagination) -> TokenStream {
    let path = |path: &[String]| code(&path.join("."));
    let name = |parameter: &usize| operation.parameters.get(*parameter).map_or("", |parameter| &parameter.wire);
    let next = match &pagination.next {
        NextPage::Link => "The header `Link` with `rel=\"next\"` leads to the next page.".to_owned(),
        NextPage::Url { property } => format!("{} is the URL of the next page.", path(property)),
        NextPage::Cursor { parameter, property } => {
            format!("The next page is requested with {} as {}.", path(property), code(name(parameter)))
        }
        NextPage::LastItem { parameter, property } => {
            format!("The next page is requested with {} of the last item as {}.", path(property), code(name(parameter)))
        }
        NextPage::Page { parameter, .. } => {
            format!("Each page is requested with its number as {}, until a page is empty.", code(name(parameter)))
        }
        NextPage::Offset { parameter, .. } => {
            let name = code(name(parameter));
            format!("Each page is requested with the number of items before it as {name}, until a page is empty.")
        }
    };
    let until = match &pagination.has_more {
        Some(more) => format!(" {} is `false` on the last page.", path(more)),
        None => String::new(),
    };
    let items = match pagination.items.as_slice() {
        [] => "the lists".to_owned(),
        items => path(items),
    };
    doc_ours(&format!(
        "Streams the pages from this one on. `.pages().items()` streams the items of {items}.\n\n{next}{until}"
    ))
}
