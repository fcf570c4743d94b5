//! The URL of a request: the base URL, the path with its parameters, and the fixed part of the query.

use quote::quote;

use super::request::style;
use crate::emit::EmitError;
use crate::named::{Location, Operation, Piece, Segment};
use crate::rust::ident;

/// The statement that makes the URL. Progenitor's writes values with `to_string`, which is not what JSON has for a time.
pub(crate) fn url_statement(operation: &Operation) -> Result<syn::Stmt, EmitError> {
    let mut values = Vec::new();
    for segment in &operation.path {
        for name in segment.parameters() {
            let mut parameters = operation.parameters_in(Location::Path);
            let parameter = parameters.find(|parameter| parameter.wire == name);
            let parameter = parameter.ok_or_else(|| EmitError::PathParameter {
                operation: operation.id.clone(),
                parameter: name.to_owned(),
            })?;
            let value = ident(&parameter.name);
            if !parameter.is_plain() {
                let (style, explode) = (style(parameter.style), parameter.explode);
                values.push(quote!(crate::style::in_path(#name, &#value, #style, #explode)?));
                continue;
            }
            let kept_out = separating(segment).into_iter().map(|c| {
                let encoded = format!("%{:02X}", u32::from(c));
                quote!(.replace(#c, #encoded))
            });
            values.push(quote!(crate::send::path_segment(&#value)?#(#kept_out)*));
        }
    }
    let path = operation.path.iter().map(|segment| format!("/{}", segment.written(|_| "{}".to_owned())));
    let template = format!("{{}}{}{}", path.collect::<String>(), operation.encoded_query());
    let base = match &operation.base_url {
        Some(own) => quote!(self.call.base_url_or(#own)),
        None => quote!(self.call.base_url()),
    };
    Ok(syn::parse2(quote!(let url = format!(#template, #base #(, #values)*);))?)
}

/// Characters of the text between two parameters of one segment that a value would otherwise hold as they are: one for
/// each text, so that no value holds the whole of it. Digits and `A` to `F` are a part of what is percent-encoded.
fn separating(segment: &Segment) -> Vec<char> {
    let Segment::Mixed(pieces) = segment else { return Vec::new() };
    let between = pieces.iter().enumerate().filter(|(at, _)| *at > 0 && at + 1 < pieces.len());
    let texts = between.filter_map(|(_, piece)| match piece {
        Piece::Text(text) => Some(text),
        Piece::Parameter(_) => None,
    });
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-._~".contains(*c);
    let mut found: Vec<char> = texts
        // All other characters of a value are percent-encoded.
        .filter(|text| text.chars().all(|c| is_plain(&c)))
        .filter_map(|text| text.chars().find(|c| !c.is_ascii_digit() && !('A'..='F').contains(c)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
