//! The documentation of the client crate's root: a description of the API, and a program that calls its first operation.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::arguments::arguments;
use crate::emit::{EmitError, format, literal, operation_list};
use crate::named::{Api, Body, Content, CredentialPlace, Format, Items, Operation, Outcome, Parameter, Part};
use crate::rust::{and, code, ident, library, mentions_before, one_line, prose};

const AFTER_PROGRAM: &str = "\
Every operation is a method of [`Client`]. Its arguments are the required parameters and the body, and it returns a builder with a
setter for each optional parameter; `send` sends the request. [`Error`] lists its errors, and the module of an operation in
[`operation`] has its documented ones and their headers. `Body` in such a module is the type of the request's body; its name stays if the schema
is renamed or moved.
";

const ABOUT: &str = "\
# Layers

[`ClientBuilder::layer`] adds a tower layer over `http` requests; [`from_fn`] makes one of a closure. [`Client::over`] calls a service in this
process, such as the router of a server in a test.

# Tests

The server crate has `Mock` in its feature `mock`: it responds with closures or documented examples. `Client::over(router(mock))` calls it
without a socket.

# Retries

Without the layer of the feature `retry`, which repeats requests where that is safe, the client sends every request once. It does not retry
after a time-out, a broken connection or any status code. After
[`Error::CommunicationError`] and [`Error::Transport`] it is unknown whether the server processed the request, and sending it
again may have its effect twice. Redirects are not followed: they could lead to another host.
";

const CREDENTIALS: &str = "\
# Credentials

Credentials are held as [`SecretString`]. They are sent where the security scheme says, with the operations that require them and
no others. No `Debug`, `Display` or error shows them.
";

const FEATURES: &str = "\
# Features

`rustls` (default) or `native-tls`. Without either, the client can call `http` URLs only. `retry` and `tracing` add the layers
`RetryLayer` and `TracingLayer`.

# Browsers

The crate compiles for `wasm32-unknown-unknown` and calls `fetch` there. Its futures are `Send` as on other targets. These parts differ:

- `ClientBuilder::connect_timeout` and the constructors of files from streams and from the disk do not exist.
- `fetch` follows redirects. It removes `Authorization` on the way to another origin, but no other header, so a key may reach it.
- `reqwest::Body` does not implement `http_body::Body`, so `Client::over` cannot take the router of a server.
- The browser sends cookies by its own rules, and the client sends no credential in a cookie.
- A program can read only the response headers that the server exposes (`Access-Control-Expose-Headers`).
";

/// Returns the documentation of the crate's root.
///
/// # Errors
///
/// [`EmitError::Syntax`] if the program is not valid Rust.
pub(crate) fn docs(api: &Api) -> Result<String, EmitError> {
    let mut sections = vec![format!("Client of {}, version {}.\n", one_line(&api.title), one_line(&api.version))];
    sections.extend(api.description.as_deref().map(|text| prose(text) + "\n"));
    // A program that calls a deprecated operation has a warning.
    let (deprecated, current): (Vec<&Operation>, Vec<&Operation>) =
        api.operations.iter().partition(|operation| operation.annotations.deprecated);
    if let Some(tokens) = current.into_iter().chain(deprecated).find_map(|operation| program(api, operation)) {
        sections.push(format!("```no_run\n{}```\n", format::program(tokens)?));
        sections.push(AFTER_PROGRAM.to_owned());
    }
    if !api.operations.is_empty() {
        sections.push(operation_list::section(api, "Client"));
    }
    sections.extend(pages(api)?);
    sections.extend(streams(api)?);
    sections.push(ABOUT.to_owned());
    if !api.schemes.is_empty() {
        sections.push(CREDENTIALS.to_owned());
    }
    sections.extend(sources(api)?);
    sections.push(FEATURES.to_owned());
    sections.extend(certificates(api));
    Ok(sections.join("\n"))
}

/// The paragraphs about sources of credentials. `None` if no credential can come from one.
fn sources(api: &Api) -> Result<Option<String>, EmitError> {
    let bearers = || api.schemes.iter().filter(|scheme| scheme.place == CredentialPlace::Bearer);
    let Some(scheme) = bearers().find(|scheme| scheme.client_credentials.is_some()).or_else(|| bearers().next()) else {
        let has_source = api.schemes.iter().any(|scheme| scheme.place != CredentialPlace::Basic);
        return Ok(has_source.then(|| KEY_SOURCES.to_owned()));
    };
    let (package, name) = (package(api), ident(&scheme.name));
    let base_url = api.base_url.is_none().then(|| quote!(.base_url("http://127.0.0.1:8080")));
    let token_url = scheme.client_credentials.is_none().then(|| quote!(.token_url("https://example.com/token")));
    let program = format::program(quote! {
        use #package::{Client, ClientCredentials};

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let credentials = ClientCredentials::new("id", std::env::var("CLIENT_SECRET")?)#token_url;
            let client = Client::builder().#name(credentials)#base_url.build()?;
            Ok(())
        }
    })?;
    let is_key = |place: &CredentialPlace| !matches!(place, CredentialPlace::Basic | CredentialPlace::Bearer);
    let what = if api.schemes.iter().any(|scheme| is_key(&scheme.place)) { "credential" } else { "bearer token" };
    Ok(Some(format!("A {what} is a text, or comes from a source. {SOURCES}\n```no_run\n{program}```\n")))
}

const KEY_SOURCES: &str = "\
A credential is a text, or comes from a source, such as a vault: implement [`TokenSource`]. The client asks the source for another text
before one expires, and once after a response with 401; then it sends the request again, unless the body is a stream. If a source fails and the last
text has expired, the error is [`Error::NoToken`].
";

const SOURCES: &str = "\
The client asks the source for another text before one expires, and once after a
response with 401; then it sends the request again, unless the body is a stream. [`ClientCredentials`] gets bearer tokens from an OAuth 2.0
server (RFC 6749 section 4.4). For other sources, implement [`TokenSource`]. If a source fails, the error is [`Error::NoToken`].
";

/// The section about lists in pages. `None` if there are none.
fn pages(api: &Api) -> Result<Option<String>, EmitError> {
    let methods: Vec<&Operation> = api.operations.iter().filter(|operation| operation.pagination.is_some()).collect();
    let Some(first) = methods.first() else { return Ok(None) };
    let call = call(first);
    let (links, program) = (links(&methods), items(&quote!(#call.pages().items()))?);
    Ok(Some(format!(
        "# Lists in pages\n\n`pages` of {links} streams the pages, and `.pages().items()` their items. A page is requested when it is read,\n\
         with the errors of `send`.\n\n\
         ```ignore\n{program}```\n"
    )))
}

/// The section about bodies that are streams of items. `None` if there are none.
fn streams(api: &Api) -> Result<Option<String>, EmitError> {
    let is_stream = |operation: &&Operation| match operation.success() {
        Outcome::Same(content) => content.items.as_ref().and_then(Items::values).is_some(),
        _ => false,
    };
    let methods: Vec<&Operation> = api.operations.iter().filter(is_stream).collect();
    let Some(first) = methods.first() else { return Ok(None) };
    let call = call(first);
    let (links, program) = (links(&methods), items(&quote!(#call.send().await?.into_inner()))?);
    Ok(Some(format!(
        "# Streams\n\nThe response body of {links} is an [`ItemStream`], which is read while the server sends it.\n\n\
         ```ignore\n{program}```\n"
    )))
}

/// Statements that read all items of a stream.
fn items(stream: &TokenStream) -> Result<String, EmitError> {
    format::statements(quote! {
        let mut items = #stream;
        while let Some(item) = items.next().await {
            let item = item?;
            println!("{item:?}");
        }
    })
}

/// Links to the methods of the first five operations, and the number of the others.
fn links(operations: &[&Operation]) -> String {
    let link = |operation: &&Operation| format!("[`{0}`](Client::{0})", operation.method_name);
    let mut links: Vec<String> = operations.iter().take(5).map(link).collect();
    links.extend(operations.len().checked_sub(5).filter(|more| *more > 0).map(|more| format!("{more} more")));
    and(&links)
}

/// The call of a method with the names of its arguments.
fn call(operation: &Operation) -> TokenStream {
    let method = ident(&operation.method_name);
    let body = operation.body.as_ref().map(|_| ident("body"));
    let given = arguments(operation).map(|parameter| ident(&parameter.name)).chain(body);
    quote!(client.#method(#(#given),*))
}

/// The section about client certificates. `None` if the document asks for none.
fn certificates(api: &Api) -> Option<String> {
    let names = api.certificates.iter().map(|certificate| match &certificate.doc {
        Some(text) => format!("- {}: {}\n", code(&certificate.wire), prose(text)),
        None => format!("- {}\n", code(&certificate.wire)),
    });
    let names: String = names.collect();
    (!names.is_empty()).then(|| format!("{CERTIFICATES}\n{names}"))
}

const CERTIFICATES: &str = "\
# Client certificates

Operations may require a client certificate (`mutualTLS`). It is part of the connection and not of a request. Give it to the builder
of the HTTP client, as `reqwest::Identity`, and that to [`ClientBuilder::http_client_builder`]:

```ignore
let identity = reqwest::Identity::from_pem(&std::fs::read(\"client.pem\")?)?;
let client = Client::builder().http_client_builder(reqwest::Client::builder().identity(identity)).build()?;
```
";

/// A program that calls an operation. `None` if no value can be made for a required part.
fn program(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let package = package(api);
    let method = ident(&operation.method_name);
    let credentials =
        shown_credentials(api, operation).iter().filter_map(|scheme| api.schemes.get(*scheme)).map(|scheme| {
            let name = ident(&scheme.name);
            match scheme.place {
                CredentialPlace::Basic => quote!(.#name("user", std::env::var("API_PASSWORD")?)),
                _ => quote!(.#name(std::env::var("API_KEY")?)),
            }
        });
    let server = api.base_url.is_none().then(|| quote!(.base_url("http://127.0.0.1:8080")));
    let case = operation.cases.first();
    let parameters = arguments(operation).map(|parameter| {
        let index = operation.parameters.iter().position(|own| std::ptr::eq(own, parameter))?;
        let documented = case.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index));
        parameter_value(api, parameter, documented.map(|(_, value)| value))
    });
    let mut arguments: Vec<TokenStream> = parameters.collect::<Option<_>>()?;
    if let Some(body) = &operation.body {
        arguments.push(body_value(api, operation, body, case.and_then(|case| case.body.as_ref()))?);
    }
    let contents: Vec<_> = operation.successes().flat_map(|response| &response.contents).collect();
    let shown = if !contents.is_empty() && contents.iter().all(|content| content.format == Format::Json) {
        quote!("{:?}", response.body)
    } else {
        quote!("{}", response.status)
    };
    let call = quote!(client.#method(#(#arguments),*).send().await);
    let types = mentions_before(&call, "types", ':').then(|| quote!(types));
    Some(quote! {
        use #package::{Client, Error, #types};

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder()#(#credentials)*#server.build()?;
            match #call {
                Ok(response) => println!(#shown),
                Err(Error::ErrorResponse(response)) => println!("error response: {response}"),
                Err(error) => return Err(error.into()),
            }
            Ok(())
        }
    })
}

/// The schemes whose credentials the program has: the preferred ones of the operation, or of the first operation that requires any. All
/// schemes of the document would look as if each were required.
fn shown_credentials<'a>(api: &'a Api, operation: &Operation) -> &'a [usize] {
    let of = |operation: &Operation| {
        let mut sets = operation.security.alternatives.iter().filter_map(|set| api.credentials.get(*set));
        sets.find(|set| !set.schemes.is_empty()).map(|set| set.schemes.as_slice())
    };
    of(operation).or_else(|| api.operations.iter().find_map(of)).unwrap_or_default()
}

/// The name of the crate as an identifier.
fn package(api: &Api) -> proc_macro2::Ident {
    library(&api.packages.client)
}

/// The value of a parameter in the program: from the documented exchange, else the sample in the model.
fn parameter_value(api: &Api, parameter: &Parameter, documented: Option<&Value>) -> Option<TokenStream> {
    let ty = parameter.whole();
    let values = [documented, parameter.sample.as_ref()].into_iter().flatten();
    values.into_iter().find_map(|value| literal::argument(api, ty, value))
}

/// The value of the body in the program.
fn body_value(api: &Api, operation: &Operation, body: &Body, documented: Option<&Value>) -> Option<TokenStream> {
    let content = body.main()?;
    let values: Vec<&Value> = [documented, content.sample.as_ref()].into_iter().flatten().collect();
    let first = |made: &dyn Fn(&Value) -> Option<TokenStream>| values.iter().find_map(|value| made(value));
    let text = || values.iter().find_map(|value| value.as_str()).unwrap_or("text");
    if body.contents.len() == 1 && body.required {
        return match content.format {
            Format::Json | Format::Form => first(&|value| literal::argument(api, &content.ty, value)),
            Format::Text | Format::Bytes => {
                let text = text();
                Some(quote!(#text))
            }
            Format::Multipart => first(&|value| multipart_value(api, operation, content, value)),
        };
    }
    let value = match content.format {
        Format::Json | Format::Form => first(&|value| literal::expression(api, &content.ty, value))?,
        Format::Text | Format::Bytes => {
            let (text, package) = (text(), package(api));
            match content.format {
                Format::Text => quote!(#text.to_owned()),
                _ => quote!(#package::reqwest::Body::from(#text)),
            }
        }
        Format::Multipart => {
            let parts = first(&|value| multipart_value(api, operation, content, value))?;
            quote!(#parts.build()?)
        }
    };
    if body.contents.len() == 1 {
        return Some(value);
    }
    let (package, module, variant) = (package(api), ident(&operation.method_name), ident(&content.variant));
    Some(quote!(#package::operation::#module::Body::#variant(#value)))
}

/// The parts of a multipart body, from an example object.
fn multipart_value(api: &Api, operation: &Operation, content: &Content, value: &Value) -> Option<TokenStream> {
    let package = package(api);
    let given = value.as_object()?;
    let part_value = |part: &Part| -> Option<TokenStream> {
        let value = given.get(&part.wire);
        if part.is_file {
            let text = value.and_then(Value::as_str).unwrap_or("content");
            let file = quote!(#package::File::from(#text.as_bytes().to_vec()));
            return Some(if part.repeated { quote!(vec![#file]) } else { file });
        }
        literal::argument(api, &part.ty, value?)
    };
    let parts = content.parts.iter().filter(|part| part.required || given.contains_key(&part.wire)).map(|part| {
        let (name, value) = (ident(&part.name), part_value(part)?);
        Some(quote!(.#name(#value)))
    });
    let parts: Vec<TokenStream> = parts.collect::<Option<_>>()?;
    let module = ident(&operation.method_name);
    Some(quote!(#package::operation::#module::Multipart::builder()#(#parts)*))
}
