//! The statements that read the credential of a request and have the implementation authenticate it.

use proc_macro2::TokenStream;
use quote::quote;

use super::found::{Found, used_schemes};
use crate::named::{Api, CredentialPlace, Location, Operation, Scheme};
use crate::names::Names;
use crate::rust::{ident, joined};

/// Reads the credential and has the implementation authenticate it.
pub(super) fn caller(api: &Api, names: &Names, operation: &Operation, found: &Found<'_>) -> TokenStream {
    let alternatives = operation.security.alternatives.iter();
    let sets: Vec<_> = alternatives.map(|set| (&api.credentials[*set], &names.credentials[*set])).collect();
    let reads = used_schemes(api, operation).into_iter().map(|index| {
        let scheme = &api.schemes[index];
        let name = joined("given", &scheme.name, "");
        let read = read(scheme, found);
        quote!(let #name = #read?;)
    });
    let variants = sets.iter().map(|(set, variant)| {
        let schemes: Vec<&Scheme> = set.schemes.iter().map(|index| &api.schemes[*index]).collect();
        let names: Vec<_> = schemes.iter().map(|scheme| joined("given", &scheme.name, "")).collect();
        let fields: Vec<_> = schemes.iter().map(|scheme| ident(&scheme.name)).collect();
        let wire = wire(&api.schemes[set.schemes.first().copied().unwrap_or_default()]);
        (ident(variant), names, fields, wire)
    });
    let variants: Vec<_> = variants.collect();
    let credential = match variants.as_slice() {
        [(variant, names, fields, wire)] if names.len() == 1 => {
            quote!(#(#names)*.map(|#(#fields)*| (Credential::#variant(#(#fields)*), #wire)))
        }
        // A credential may be part of several alternatives, so they borrow it.
        variants => {
            let choices = variants.iter().enumerate().map(|(index, (variant, names, fields, wire))| {
                let made = match fields.as_slice() {
                    [field] => quote!(Credential::#variant(#field.clone())),
                    fields => quote!(Credential::#variant { #(#fields: #fields.clone()),* }),
                };
                let is_last = index + 1 == variants.len();
                match (fields.as_slice(), names.as_slice()) {
                    ([field], [name]) if is_last => quote!({ #name.as_ref().map(|#field| (#made, #wire)) }),
                    ([field], [name]) => quote!(if let Some(#field) = &#name { Some((#made, #wire)) } else),
                    _ => {
                        let none = is_last.then(|| quote!({ None }));
                        quote!(if let (#(Some(#fields)),*) = (#(&#names),*) { Some((#made, #wire)) } else #none)
                    }
                }
            });
            quote!(#(#choices)*)
        }
    };
    let missing =
        wire(&api.schemes[sets.first().and_then(|(set, _)| set.schemes.first().copied()).unwrap_or_default()]);
    let authenticate = quote! {
        Api::authenticate(&*server.api, credential, &context).await.map_err(|denied| Failure::denied(name, denied))?
    };
    let outcome = if operation.security.optional {
        quote!(match credential { Some((credential, name)) => Some(#authenticate), None => None })
    } else {
        quote!(match credential {
            Some((credential, name)) => #authenticate,
            None => return Err(Failure::missing(#missing)),
        })
    };
    let requiring = requiring(names, operation);
    quote! {
        #(#reads)*
        let credential = #credential;
        #requiring
        let caller = #outcome;
    }
}

/// The statement that adds the scopes of the credential to the context, if any are required.
fn requiring(names: &Names, operation: &Operation) -> TokenStream {
    let mut all: Vec<(usize, &Vec<String>)> = Vec::new();
    for (set, scopes) in operation.security.alternatives.iter().zip(&operation.security.scopes) {
        if !all.iter().any(|(known, _)| known == set) {
            all.push((*set, scopes));
        }
    }
    let some: Vec<_> = all.iter().filter(|(_, scopes)| !scopes.is_empty()).collect();
    match (some.as_slice(), all.len()) {
        ([], _) => quote!(),
        ([(_, scopes)], 1) => quote!(let context = context.requiring(&[#(#scopes),*]);),
        (some, _) => {
            let arms = some.iter().map(|(set, scopes)| {
                let variant = ident(&names.credentials[*set]);
                quote!(Some((Credential::#variant { .. }, _)) => &[#(#scopes),*],)
            });
            quote!(let context = context.requiring(match &credential { #(#arms)* _ => &[] });)
        }
    }
}

fn read(scheme: &Scheme, found: &Found<'_>) -> TokenStream {
    match &scheme.place {
        CredentialPlace::Query(name) => {
            let parameter = found.at(Location::Query, name);
            quote!(credential::in_query(&#parameter))
        }
        CredentialPlace::Header(name) => quote!(credential::in_header(&parts, #name)),
        CredentialPlace::Cookie(name) => quote!(credential::in_cookie(&parts, #name)),
        CredentialPlace::Bearer => quote!(credential::bearer(&parts)),
        CredentialPlace::Basic => quote!(basic::basic(&parts)),
        CredentialPlace::Http(name) => {
            quote!(credential::authorization(&parts, #name).map(|text| text.map(secrecy::SecretString::from)))
        }
    }
}

/// The name of a credential in the request.
fn wire(scheme: &Scheme) -> String {
    match &scheme.place {
        CredentialPlace::Query(name) | CredentialPlace::Header(name) | CredentialPlace::Cookie(name) => name.clone(),
        CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_) => "authorization".to_owned(),
    }
}
