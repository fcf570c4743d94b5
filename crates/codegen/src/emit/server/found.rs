//! The parameters and credentials that a handler finds before it reads any of them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::routes;
use crate::emit::kind;
use crate::named::{Api, CredentialPlace, Location, Operation, Style};

/// The parameters that are found in one pass over their location, before any of them is read. The code has an array for each
/// location, and refers to a parameter by its index there.
pub(super) struct Found<'a> {
    /// Names in the query: those of credentials, then those of plain parameters.
    query: Vec<&'a str>,
    path: Vec<&'a str>,
    headers: Vec<&'a str>,
    /// Whether parameters of another style than the default are read from all pairs of the query or of the cookies.
    query_pairs: bool,
    cookie_pairs: bool,
    /// See [`taken`].
    query_taken: Vec<&'a str>,
    cookie_taken: Vec<&'a str>,
}

impl<'a> Found<'a> {
    pub(super) fn of(api: &'a Api, operation: &'a Operation) -> Self {
        let plain = |location| {
            let parameters = operation.parameters_in(location).filter(|parameter| parameter.is_plain());
            parameters.map(|parameter| parameter.wire.as_str()).collect::<Vec<_>>()
        };
        let schemes = used_schemes(api, operation).into_iter().map(|index| &api.schemes[index]);
        let credentials = schemes.filter_map(|scheme| match &scheme.place {
            CredentialPlace::Query(name) => Some(name.as_str()),
            _ => None,
        });
        let mut query: Vec<&str> = Vec::new();
        for name in credentials.chain(plain(Location::Query)) {
            if !query.contains(&name) {
                query.push(name);
            }
        }
        let has_styled = |location| operation.parameters_in(location).any(|parameter| !parameter.is_plain());
        Found {
            query,
            path: plain(Location::Path),
            headers: plain(Location::Header),
            query_pairs: has_styled(Location::Query),
            cookie_pairs: has_styled(Location::Cookie),
            query_taken: taken(api, operation, Location::Query),
            cookie_taken: taken(api, operation, Location::Cookie),
        }
    }

    /// The statement that finds parameters and credentials in the query.
    pub(super) fn query(&self) -> TokenStream {
        let names = &self.query;
        if names.is_empty() { quote!() } else { quote!(let in_query = request::query(&parts, [#(#names),*]);) }
    }

    /// The statements before the parameters of a location are read.
    pub(super) fn in_location(&self, operation: &Operation, location: Location) -> TokenStream {
        match location {
            Location::Query if self.query_pairs => {
                let beside = beside(&self.query_taken);
                quote!(let query_pairs = parameters::Pairs::query(&parts)#beside;)
            }
            Location::Cookie if self.cookie_pairs => {
                let beside = beside(&self.cookie_taken);
                quote!(let cookie_pairs = parameters::Pairs::cookies(&parts)#beside;)
            }
            Location::Path if !self.path.is_empty() => {
                let path = routes::path_parameters(operation, &self.path);
                quote!(let in_path = #path;)
            }
            Location::Header if !self.headers.is_empty() => {
                let names = &self.headers;
                quote!(let in_headers = request::headers(&parts, [#(#names),*]);)
            }
            _ => quote!(),
        }
    }

    /// The expression for a parameter, or for a credential in the query.
    pub(super) fn at(&self, location: Location, wire: &str) -> TokenStream {
        let (array, names) = match location {
            Location::Path => (quote!(in_path), &self.path),
            Location::Header => (quote!(in_headers), &self.headers),
            Location::Query | Location::Cookie => (quote!(in_query), &self.query),
        };
        let index = Literal::usize_unsuffixed(names.iter().position(|name| *name == wire).unwrap_or_default());
        quote!(#array[#index])
    }
}

fn beside(taken: &[&str]) -> Option<TokenStream> {
    (!taken.is_empty()).then(|| quote!(.beside(&[#(#taken),*])))
}

/// The names in the query or the cookies that belong to parameters and credentials, if a parameter is an object whose properties are
/// pairs of their own and can have any name. Else empty.
fn taken<'a>(api: &'a Api, operation: &'a Operation, location: Location) -> Vec<&'a str> {
    let (mut names, mut has_open) = (Vec::new(), false);
    for parameter in operation.parameters_in(location) {
        let is_spread =
            !parameter.is_plain() && parameter.explode && matches!(parameter.style, Style::Form | Style::Cookie);
        match is_spread.then(|| kind::object(api, parameter.whole())).flatten() {
            Some((listed, is_open)) => {
                has_open |= is_open;
                // An object with any property lists its own itself.
                names.extend(listed.into_iter().filter(|_| !is_open));
            }
            None => names.push(&parameter.wire),
        }
    }
    if !has_open {
        return Vec::new();
    }
    let schemes = used_schemes(api, operation).into_iter().map(|index| &api.schemes[index].place);
    names.extend(schemes.filter_map(|place| match (place, location) {
        (CredentialPlace::Query(name), Location::Query) | (CredentialPlace::Cookie(name), Location::Cookie) => {
            Some(name.as_str())
        }
        _ => None,
    }));
    if location == Location::Query {
        names.extend(operation.fixed_query.iter().map(|(name, _)| name.as_str()));
    }
    names
}

/// The security schemes of an operation, by index.
pub(super) fn used_schemes(api: &Api, operation: &Operation) -> Vec<usize> {
    let sets = operation.security.alternatives.iter().map(|set| &api.credentials[*set]);
    let mut used: Vec<usize> = sets.flat_map(|set| set.schemes.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    used
}
