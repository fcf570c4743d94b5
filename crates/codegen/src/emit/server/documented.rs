//! The example server: an implementation of the trait that responds with documented examples, and a program that serves it.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::of;
use super::request::request_type;
use super::response::{constructors, required_headers};
use crate::emit::predicate::shown_response;
use crate::emit::{EmitError, format, stream};
use crate::named::{Api, CredentialMark, CredentialPlace, Field, Format, Operation, Status, TypeKind, TypeRef};
use crate::names::Names;
use crate::rust::{crate_doc, ident, joined, library, ty};

/// A field of `Documented`: an example as JSON, and the type that it is deserialized to.
struct Shown {
    name: Ident,
    ty: TokenStream,
    json: String,
}

fn shown(api: &Api) -> Vec<Shown> {
    let mut all = Vec::new();
    for operation in &api.operations {
        let Some(given) = shown_response(operation) else { continue };
        if let Some((content, sample)) = given.content.and_then(|content| Some((content, content.sample.as_ref()?))) {
            let name = joined("", &operation.method_name, "body");
            let ty = if content.format == Format::Json { ty(api, &content.ty) } else { quote!(String) };
            all.push(Shown { name, ty, json: sample.to_string() });
        }
        for header in given.response.headers.iter().filter(|header| header.required) {
            let name = joined(operation.method_name.trim_matches('_'), "header", header.name.trim_matches('_'));
            all.push(Shown { name, ty: ty(api, &header.ty), json: header.sample.to_string() });
        }
    }
    all
}

const MARKS: [CredentialMark; 2] = [CredentialMark::Missing, CredentialMark::Wrong];

/// The documented response body of this type for a request without a credential, or with a wrong credential.
fn marked(api: &Api, rejection: usize, mark: CredentialMark) -> Option<&serde_json::Value> {
    let cases = api.operations.iter().flat_map(|operation| operation.cases.iter().map(move |case| (operation, case)));
    let of_type = |(operation, case): &(&Operation, &crate::named::Case)| {
        case.credential == mark && operation.response_content(case.response).ty == api.rejections[rejection].ty
    };
    cases.into_iter().find(of_type).map(|(_, case)| &case.response_body)
}

/// The maximum number of examples in one struct. If an example cannot be read, the examples before it are dropped, and the
/// code that rustc generates for that grows quadratically: a thousand examples take minutes and gigabytes.
const MOST: usize = 64;

/// The struct that holds each example: `Documented` itself, or a part of it.
struct Layout(HashMap<String, Ident>);

impl Layout {
    fn of(shown: &[Shown]) -> Self {
        let parts = shown.chunks(MOST).enumerate().filter(|_| shown.len() > MOST);
        let placed = parts.flat_map(|(part, shown)| {
            shown.iter().map(move |shown| (shown.name.to_string(), format_ident!("part_{part}")))
        });
        Layout(placed.collect())
    }

    /// The expression for an example.
    fn place(&self, field: &Ident) -> TokenStream {
        let part = self.0.get(&field.to_string()).map(|part| quote!(#part.));
        quote!(self.#part #field)
    }
}

/// The structs with parts of the examples, if there are too many for one struct, and the fields of `Documented` itself with
/// their values.
fn structs(shown: &[Shown]) -> (TokenStream, TokenStream, TokenStream) {
    let fields =
        |shown: &[Shown]| -> TokenStream { shown.iter().map(|Shown { name, ty, .. }| quote!(#name: #ty,)).collect() };
    let values = |shown: &[Shown]| -> TokenStream {
        shown.iter().map(|Shown { name, json, .. }| quote!(#name: serde_json::from_str(#json)?,)).collect()
    };
    if shown.len() <= MOST {
        return (quote!(), fields(shown), values(shown));
    }
    let (mut parts, mut of_parts, mut new_parts) = (quote!(), quote!(), quote!());
    for (part, shown) in shown.chunks(MOST).enumerate() {
        let (field, name) = (format_ident!("part_{part}"), format_ident!("Part{part}"));
        let (fields, values) = (fields(shown), values(shown));
        parts.extend(quote! {
            #[derive(Clone, Debug)]
            struct #name { #fields }

            impl #name {
                fn new() -> Result<Self, serde_json::Error> {
                    Ok(#name { #values })
                }
            }
        });
        of_parts.extend(quote!(#field: #name,));
        new_parts.extend(quote!(#field: #name::new()?,));
    }
    (parts, of_parts, new_parts)
}

pub(crate) fn items(api: &Api, names: &Names) -> TokenStream {
    let shown = shown(api);
    let layout = Layout::of(&shown);
    let (parts, fields, values) = structs(&shown);
    let authenticate = (!api.credentials.is_empty()).then(|| authenticate(api, names));
    let responses = api.operations.iter().map(|operation| response(api, operation, &layout));
    let methods = api.operations.iter().map(method);
    quote! {
        /// Responds to every operation with its documented example. Every credential except `wrong` is valid.
        #[derive(Clone, Debug)]
        pub struct Documented { #fields }

        impl Documented {
            /// Reads the examples.
            ///
            /// # Errors
            ///
            /// The error of an example that does not fit its type. The generator has checked that all fit.
            pub fn new() -> Result<Self, serde_json::Error> {
                Ok(Documented { #values })
            }

            #(#responses)*
        }

        #parts

        impl Api for Documented {
            #authenticate
            #(#methods)*
        }
    }
}

fn authenticate(api: &Api, names: &Names) -> TokenStream {
    let arms = api.credentials.iter().zip(&names.credentials).map(|(set, variant)| {
        let variant = ident(variant);
        let schemes: Vec<_> = set.schemes.iter().map(|scheme| &api.schemes[*scheme]).collect();
        let names: Vec<_> = schemes.iter().map(|scheme| ident(&scheme.name)).collect();
        let secrets = schemes.iter().zip(&names).map(|(scheme, name)| match scheme.place {
            CredentialPlace::Basic => quote!(#name.password.expose_secret()),
            _ => quote!(#name.expose_secret()),
        });
        let pattern = match names.as_slice() {
            [name] => quote!(Credential::#variant(#name)),
            names => quote!(Credential::#variant { #(#names),* }),
        };
        quote!(#pattern => [#(#secrets),*].contains(&"wrong"),)
    });
    quote! {
        type Caller = ();

        async fn authenticate(&self, credential: Credential, _context: &Context) -> Result<(), Denied> {
            use secrecy::ExposeSecret;
            let is_wrong = match &credential { #(#arms)* };
            if is_wrong { Err(Denied::Invalid) } else { Ok(()) }
        }
    }
}

fn method(operation: &Operation) -> TokenStream {
    let (name, response) = (ident(&operation.method_name), of(operation, "Response"));
    let (request, shown) = (request_type(operation, &quote!(())), joined("shown", &operation.method_name, ""));
    quote! {
        async fn #name(&self, _request: operation::#name::#request) -> Result<#response, Undocumented> {
            Ok(self.#shown())
        }
    }
}

/// The method that returns the documented response of an operation.
fn response(api: &Api, operation: &Operation, layout: &Layout) -> TokenStream {
    let (shown, response) = (joined("shown", &operation.method_name, ""), of(operation, "Response"));
    let Some(given) = shown_response(operation) else { return quote!() };
    let at = operation.response_variants().position(|variant| variant.name() == given.name()).unwrap_or_default();
    let constructor = &constructors(operation)[at];
    let status = match given.response.status {
        Status::Code(_) => None,
        Status::Range(_) => Some(quote!(response::StatusOf::lowest())),
        Status::Default => Some(quote!(StatusCode::OK)),
    };
    let headers = required_headers(given).into_iter().map(|header| {
        let value = joined(operation.method_name.trim_matches('_'), "header", header.name.trim_matches('_'));
        copied(api, &header.ty, &layout.place(&value))
    });
    let body = given.content.map(|content| {
        let example = layout.place(&joined("", &operation.method_name, "body"));
        match content.format {
            Format::Json => copied(api, &content.ty, &example),
            _ if stream::function(content.items.as_ref()).is_some() => {
                quote!(crate::ItemStream::written(axum::body::Body::from(#example.clone())))
            }
            _ => quote!(#example.clone()),
        }
    });
    let arguments = status.into_iter().chain(headers).chain(body);
    quote! {
        pub(crate) fn #shown(&self) -> #response {
            #response::#constructor(#(#arguments),*).into()
        }
    }
}

/// The statements that make the response body for a rejected request: the documented example, with the reason in words if the
/// type has a property for it. `None` if there is no example.
pub(super) fn rejection(api: &Api, index: usize) -> Option<TokenStream> {
    let rejection = &api.rejections[index];
    if rejection.sample.is_null() {
        return None;
    }
    let special = MARKS.iter().filter_map(|mark| {
        let example = marked(api, index, *mark)?.to_string();
        let reason = if *mark == CredentialMark::Missing { quote!(Reason::Missing) } else { quote!(_) };
        Some(quote!((Location::Credential, #reason) => Ok(serde_json::from_str(#example)?),))
    });
    let special: Vec<TokenStream> = special.collect();
    let (example, ty) = (rejection.sample.to_string(), ty(api, &rejection.ty));
    let general = match reason_field(api, &rejection.ty) {
        Some(field) => {
            let (name, reason) = (ident(&field.name), reason(field));
            quote! {
                let mut body: #ty = serde_json::from_str(#example)?;
                body.#name = #reason;
                Ok(body)
            }
        }
        None if rejection.ty == TypeRef::String => quote!(Ok(rejection.to_string())),
        None => quote!(Ok(serde_json::from_str(#example)?)),
    };
    Some(if special.is_empty() {
        general
    } else {
        quote!(match (rejection.location, &rejection.reason) { #(#special)* _ => { #general } })
    })
}

/// An example's value, cloned where its type is not `Copy`.
fn copied(api: &Api, ty: &TypeRef, example: &TokenStream) -> TokenStream {
    if is_copy(api, ty) { example.clone() } else { quote!(#example.clone()) }
}

fn is_copy(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Bool
        | TypeRef::I32
        | TypeRef::I64
        | TypeRef::F64
        | TypeRef::DateTime
        | TypeRef::Date
        | TypeRef::Uuid => true,
        TypeRef::String | TypeRef::Any | TypeRef::Array(_) | TypeRef::Map(_) => false,
        TypeRef::Tuple(elements) => elements.iter().all(|element| is_copy(api, element)),
        TypeRef::Nullable(inner) => is_copy(api, inner),
        TypeRef::Named(id) => match api.type_named(*id).defined() {
            Some(TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. }) => is_copy(api, inner),
            Some(TypeKind::Enum(_) | TypeKind::Struct(_) | TypeKind::Union(_)) | None => false,
        },
    }
}

/// Names of fields for a reason in words, in order of preference. They are compared without case, `_` and `-`.
const REASON_FIELDS: &[&str] = &["detail", "description", "errordescription", "message", "reason", "error", "title"];

/// Returns the field for the reason in words. `None` if the type has no suitable one.
fn reason_field<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Field> {
    let TypeRef::Named(id) = ty else { return None };
    match api.type_named(*id).defined() {
        Some(TypeKind::Alias(inner)) => reason_field(api, inner),
        Some(TypeKind::Struct(object)) => REASON_FIELDS.iter().find_map(|wanted| {
            let plain = |wire: &str| wire.replace(['_', '-'], "").to_lowercase();
            let is_suitable =
                |field: &&Field| plain(&field.wire) == *wanted && *field.ty.without_null() == TypeRef::String;
            object.fields.iter().find(is_suitable)
        }),
        _ => None,
    }
}

/// The expression for the reason in words, as the type of its field requires.
fn reason(field: &Field) -> TokenStream {
    let text = quote!(rejection.to_string());
    match (field.required, field.ty.is_nullable()) {
        (true, false) => text,
        (false, true) => quote!(types::Nullable::Value(#text)),
        (true, true) | (false, false) => quote!(Some(#text)),
    }
}

/// The program of the crate's front page.
pub(crate) fn program(api: &Api) -> Result<String, EmitError> {
    let package = library(&api.packages.server);
    let tokens = quote! {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
            let listener = tokio::net::TcpListener::bind(&address).await?;
            let address = listener.local_addr()?;
            println!("http://{address}");
            let router = #package::router(#package::Documented::new()?);
            axum::serve(listener, router).await?;
            Ok(())
        }
    };
    format::program(tokens)
}

/// The program of the example: the server of the front page with `Prefer`, failures and stored resources.
fn fake_program(api: &Api) -> Result<String, EmitError> {
    let package = library(&api.packages.server);
    let tokens = quote! {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let mut address = "127.0.0.1:8080".to_owned();
            let (mut preferences, mut is_storing) = (Vec::new(), true);
            let mut arguments = std::env::args().skip(1);
            while let Some(argument) = arguments.next() {
                let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
                match argument.as_str() {
                    "--latency" => {
                        let milliseconds: u16 = value()?.parse()?;
                        preferences.push(format!("latency={milliseconds}"));
                    }
                    "--no-store" => is_storing = false,
                    "--prefer" => preferences.push(value()?),
                    "--rate-limit" => {
                        let requests: u32 = value()?.parse()?;
                        preferences.push(format!("rate-limit={requests}"));
                    }
                    flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}").into()),
                    _ => address = argument,
                }
            }
            let settings = #package::fake::Settings {
                prefer: preferences.join(", "),
                rate_window: std::time::Duration::from_secs(60),
                is_storing,
                sleep: |time| Box::pin(tokio::time::sleep(time)),
            };
            let listener = tokio::net::TcpListener::bind(&address).await?;
            let address = listener.local_addr()?;
            println!("http://{address}");
            axum::serve(listener, #package::fake_router(settings)?).await?;
            Ok(())
        }
    };
    format::program(tokens)
}

const EXAMPLE: &str = "\
| flag | effect |
|---|---|
| `--prefer TEXT` | preferences for all requests, as in a `Prefer` header |
| `--latency MS` | delays every response |
| `--rate-limit N` | the responses beyond N requests a minute have the status code 429 |
| `--no-store` | resources that are created are not stored |

A request can have a `Prefer` header: `code=404`, `example=NAME`, `rate-limit`, `latency=MS`, `cut=connection` or `cut=body`.
";

/// `examples/documented.rs`
pub(crate) fn example(api: &Api) -> Result<String, EmitError> {
    let docs = format!(
        "Serves the documented examples at the address in the first argument, and prints its URL. Port 0 takes a free port.\n\n\
         `cargo run -p {} --features fake --example documented -- 127.0.0.1:8080`\n\n{EXAMPLE}",
        api.packages.server
    );
    let program = fake_program(api)?;
    Ok(format!("{}\n#[rustfmt::skip]\n{program}", crate_doc(&docs)))
}
