//! Bodies that are streams of items: their types in both crates, the functions of the runtime that read and write them, and their
//! documentation.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::named::{Api, Body, Content, Framing, ItemValues, Items, TypeRef};
use crate::rust::{code, ident, ty};
use model::name::{Casing, derive};

/// The type of a stream. `root` is the path of the generated crate that has it.
pub(crate) fn stream_ty(api: &Api, items: Option<&Items>, root: &TokenStream) -> Option<TokenStream> {
    Some(match items?.values()? {
        ItemValues::Items(item) => {
            let item = ty(api, item);
            quote!(#root::ItemStream<#item>)
        }
        ItemValues::Data(data) | ItemValues::Text(data) => {
            let data = ty(api, data);
            quote!(#root::ItemStream<#root::Event<#data>>)
        }
    })
}

/// The function of the runtime that reads or writes a stream.
pub(crate) fn function(items: Option<&Items>) -> Option<Ident> {
    let items = items?;
    Some(ident(match (items.values()?, items.framing) {
        (ItemValues::Data(_), _) => "events",
        (ItemValues::Text(_), _) => "texts",
        (_, Framing::Lines) => "lines",
        (_, Framing::Sequence) => "sequence",
        (_, Framing::Events | Framing::Parts) => "fields",
    }))
}

/// The function of the runtime that reads or writes the items of a request body. `None` for bodies that stay bytes: those without items, and
/// event streams, which servers send.
pub(crate) fn sent(items: Option<&Items>) -> Option<Ident> {
    let framing = items?.framing;
    matches!(framing, Framing::Lines | Framing::Sequence).then(|| function(items)).flatten()
}

/// A content of a request body whose items can be read and written.
pub(crate) struct Sent<'b> {
    /// The name of the function for the items in the module of the operation.
    pub name: Ident,
    /// The function of the runtime.
    pub function: Ident,
    pub content: &'b Content,
    pub items: &'b Items,
}

/// Returns the contents of a request body whose items can be read and written.
pub(crate) fn all_sent(body: &Body) -> Vec<Sent<'_>> {
    let is_only = body.contents.len() == 1;
    let found = body.contents.iter().filter_map(|content| {
        let (function, items) = (sent(content.items.as_ref())?, content.items.as_ref()?);
        let of_variant = || format!("{}_items", derive(&content.variant, Casing::Snake));
        let name = ident(&if is_only { "items".to_owned() } else { of_variant() });
        Some(Sent { name, function, content, items })
    });
    found.collect()
}

/// Returns a sentence with the type and the framing of the items. `None` if the body has no items.
pub(crate) fn sentence(api: &Api, items: Option<&Items>) -> Option<String> {
    let items = items?;
    let item = name(api, &items.ty);
    Some(match (items.framing, &items.data) {
        (Framing::Lines, _) => format!("A stream of lines, each the JSON of a {item}."),
        (Framing::Sequence, _) => {
            format!("A stream of texts after record separators (RFC 7464), each the JSON of a {item}.")
        }
        (Framing::Events, None) => format!("A stream of server-sent events, each with the fields of a {item}."),
        (Framing::Events, Some(data)) if data.is_text => match name(api, &data.ty).as_str() {
            "`String`" => "A stream of server-sent events, whose data is text.".to_owned(),
            data => format!("A stream of server-sent events, whose data is the text of a {data}."),
        },
        (Framing::Events, Some(data)) => {
            let data = name(api, &data.ty);
            format!("A stream of server-sent events, whose data is the JSON of a {data}.")
        }
        (Framing::Parts, _) => format!("A stream of parts, each a {item}."),
    })
}

fn name(api: &Api, of: &TypeRef) -> String {
    code(&ty(api, of).to_string().replace(' ', ""))
}
