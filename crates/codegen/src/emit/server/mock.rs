//! `Mock`: an implementation whose methods are closures.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::request::request_type;
use super::response::{constructors, required_headers};
use super::{body, of};
use crate::emit::predicate::example_response;
use crate::emit::{EmitError, format};
use crate::named::{Api, Operation, Status};
use crate::rust::{doc_ours, ident, joined};

/// # Errors
///
/// [`EmitError::Syntax`] if the example in the documentation is not valid Rust.
pub(super) fn items(api: &Api) -> Result<TokenStream, EmitError> {
    let has_credentials = !api.credentials.is_empty();
    let with_example = api.operations.iter().filter(|operation| example_response(operation).is_some()).count();
    let has_examples = with_example > 0;
    let authenticate = has_credentials.then(|| {
        quote! {
            type Caller = Credential;

            async fn authenticate(&self, credential: Credential, _context: &Context) -> Result<Credential, Denied> {
                Ok(credential)
            }
        }
    });
    let setters = api.operations.iter().map(setter);
    let methods = api.operations.iter().map(method);
    let documented = has_examples.then(|| quote!(documented: Option<Arc<Documented>>,));
    let read = has_examples.then(|| quote!(documented: Documented::new().ok().map(Arc::new),));
    let otherwise = if with_example == api.operations.len() {
        "An operation without a closure responds with its documented example."
    } else if has_examples {
        "An operation without a closure responds with its documented example. If it has none, it fails: see [`Mock::undocumented`]."
    } else {
        "An operation without a closure fails: see [`Mock::undocumented`]."
    };
    let credentials =
        if has_credentials { " Every credential is valid, and is the caller of its request." } else { "" };
    let example = api.operations.iter().find_map(example).transpose()?.unwrap_or_default();
    let about = doc_ours(&format!(
        "An implementation of [`Api`] for tests: each method is a closure. {otherwise}{credentials}\n\n\
         A clone has the same record of requests, so that a test can keep one.{example}"
    ));
    let mut operations = api.operations.iter();
    let recorded = operations.find(|operation| !operation.body.as_ref().is_some_and(body::is_stream));
    let recorded = recorded.map_or_else(String::new, |operation| {
        format!(
            ", such as `operation::{}::{}`",
            operation.method_name,
            request_type(operation, &quote!(Credential)).to_string().replace(' ', "")
        )
    });
    let recorded = doc_ours(&format!(
        "Returns the requests of the type `R`{recorded}, in order. Requests whose body is a stream are not recorded."
    ));
    Ok(quote! {
        #about
        #[derive(Clone)]
        pub struct Mock {
            methods: Methods,
            #documented
        }

        impl Mock {
            /// Creates a mock without closures.
            pub fn new() -> Self {
                Mock { methods: Methods::default(), #read }
            }

            /// Returns the methods of [`Api`] that requests have called, in order.
            pub fn requests(&self) -> Vec<&'static str> {
                self.methods.requests()
            }

            #recorded
            pub fn received<R: Clone + 'static>(&self) -> Vec<R> {
                self.methods.received()
            }

            /// Returns the errors for which the document has no response, each after the name of its method.
            pub fn undocumented(&self) -> Vec<String> {
                self.methods.undocumented()
            }

            #(#setters)*
        }

        impl Default for Mock {
            fn default() -> Self {
                Mock::new()
            }
        }

        impl std::fmt::Debug for Mock {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.methods.fmt(f)
            }
        }

        impl Api for Mock {
            #authenticate
            #(#methods)*
        }
    })
}

/// A test with a mock, for the documentation. `None` for an operation without a response, or whose first one has further arguments.
fn example(operation: &Operation) -> Option<Result<String, EmitError>> {
    let constructor = constructors(operation).into_iter().next()?;
    let given = operation.response_variants().next()?;
    if !matches!(given.response.status, Status::Code(_)) || !required_headers(given).is_empty() {
        return None;
    }
    Some(test(operation, &constructor, given.content.is_some()))
}

/// The test, whose response has a body if `has_body`.
fn test(operation: &Operation, constructor: &Ident, has_body: bool) -> Result<String, EmitError> {
    let (name, text) = (ident(&operation.method_name), &operation.method_name);
    let body = has_body.then(|| quote!(body));
    let before = format::statements(quote! {
        let mock = Mock::new().#name(|_request| async { Ok(operation::#name::Response::#constructor(#body)) });
        let client = Client::over(router(mock.clone()));
    })?;
    let after = format::statements(quote!(assert_eq!(mock.requests(), [#text]);))?;
    Ok(format!("\n\n```ignore\n{before}// Call the client.\n{after}```"))
}

fn setter(operation: &Operation) -> TokenStream {
    let (name, text, response) = (ident(&operation.method_name), &operation.method_name, of(operation, "Response"));
    let request = request_type(operation, &quote!(Credential));
    let about = doc_ours(&format!("Sets the method [`Api::{text}`]."));
    quote! {
        #about
        #[must_use]
        pub fn #name<T, F>(
            mut self,
            method: impl Fn(operation::#name::#request) -> F + Send + Sync + 'static,
        ) -> Self
        where
            T: Into<#response>,
            F: Future<Output = Result<T, Undocumented>> + Send + 'static,
        {
            self.methods.insert::<_, #response, _, _>(#text, method);
            self
        }
    }
}

fn method(operation: &Operation) -> TokenStream {
    let (name, text, response) = (ident(&operation.method_name), &operation.method_name, of(operation, "Response"));
    let request = request_type(operation, &quote!(Credential));
    let is_stream = operation.body.as_ref().is_some_and(body::is_stream);
    let recorded = if is_stream { quote!(None) } else { quote!(Some(Box::new(request.clone()))) };
    let example = if example_response(operation).is_some() {
        let shown = joined("shown", &operation.method_name, "");
        quote!(|| self.documented.as_deref().map(Documented::#shown))
    } else {
        quote!(|| None)
    };
    quote! {
        async fn #name(&self, request: operation::#name::#request) -> Result<#response, Undocumented> {
            let recorded: Option<Box<dyn Any + Send>> = #recorded;
            self.methods.call(#text, request, recorded, #example).await
        }
    }
}
