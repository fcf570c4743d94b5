//! The documentation of bodies that are streams of items. The generated crates have the types of the items, and the bodies as
//! bytes.

use crate::named::{Api, Framing, Items, TypeRef};
use crate::rust::{code, ty};

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
