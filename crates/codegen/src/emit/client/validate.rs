//! The checks of a request before it is sent, under the feature `validate`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::schemas;
use crate::named::{Format, Operation, Part};
use crate::rust::ident;

/// Returns the statement that checks the parameters and the body. `None` if there is nothing to check.
pub(super) fn checks(operation: &Operation) -> Option<TokenStream> {
    let mut checks: Vec<TokenStream> = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.is_validated) {
        let (value, wire, schema) =
            (ident(&parameter.name), &parameter.wire, schemas::of_parameter(operation, parameter));
        checks.push(if parameter.required {
            quote!(crate::validation::check(#wire, &#value, &crate::schemas::#schema)?;)
        } else {
            quote!(if let Some(value) = &#value { crate::validation::check(#wire, value, &crate::schemas::#schema)?; })
        });
    }
    let body = operation.body.iter().flat_map(|body| body.contents.iter().map(move |content| (body, content)));
    for (body, content) in body.filter(|(_, content)| content.is_validated) {
        let (schema, variant) = (schemas::of_content(operation, content), ident(&content.variant));
        let check = match content.format {
            Format::Multipart => {
                let parts = content.parts.iter().map(part);
                quote!(crate::validation::check("body", &crate::validation::PartValues::default()#(#parts)*.done(), &crate::schemas::#schema)?;)
            }
            _ => quote!(crate::validation::check("body", value, &crate::schemas::#schema)?;),
        };
        checks.push(match (body.contents.len(), body.required) {
            (1, true) => quote!({ let value = &body; #check }),
            (1, false) => quote!(if let Some(value) = &body { #check }),
            (_, true) => quote!(if let Body::#variant(value) = &body { #check }),
            (_, false) => quote!(if let Some(Body::#variant(value)) = &body { #check }),
        });
    }
    (!checks.is_empty()).then(|| {
        quote! {
            #[cfg(feature = "validate")]
            {
                #(#checks)*
            }
        }
    })
}

/// The call that adds a part to the value of a multipart body.
fn part(part: &Part) -> TokenStream {
    let (wire, field) = (&part.wire, ident(&part.name));
    let add = ident(match (part.is_file, part.repeated) {
        (true, true) => "files",
        (true, false) => "file",
        (false, _) => "value",
    });
    let value = if part.required { quote!(Some(&value.#field)) } else { quote!(value.#field.as_ref()) };
    quote!(.#add(#wire, #value))
}
