//! Progenitor's builders with the real names put back.
//!
//! Each change is counted, and a count that is not what the document asks for is an error: when progenitor's output
//! changes, this says so instead of emitting something else.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};

use super::docs::{attributes, document_setters, method_doc};
use super::operation::{self, style};
use super::payload::name;
use crate::error::Error;
use crate::lower::{operation_placeholder, parameter_placeholder};
use crate::rust::{doc_ours, ident};
use model::api::{Api, Format, Location, Operation, Outcome, Piece, Response, ResponseVariant, Segment, Status};

/// The two parts of progenitor's output that are kept.
pub(crate) struct Parts {
    /// `impl Client`: one method per operation.
    pub methods: Vec<syn::ImplItemFn>,
    /// The items of `mod builder`, without its imports.
    pub builders: Vec<syn::Item>,
}

/// Takes the parts out of progenitor's output.
pub(crate) fn parts(api: &Api, tree: syn::File) -> Result<Parts, Error> {
    let mut methods = Vec::new();
    let mut builders = Vec::new();
    for item in tree.items {
        match item {
            syn::Item::Impl(item) if item.trait_.is_none() => {
                methods.extend(item.items.into_iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(function) if function.sig.ident.to_string().starts_with("zzop") => Some(function),
                    _ => None,
                }));
            }
            syn::Item::Mod(module) if module.ident == "builder" => {
                let items = module.content.into_iter().flat_map(|(_, items)| items);
                builders.extend(items.filter(|item| !matches!(item, syn::Item::Use(_))));
            }
            _ => {}
        }
    }
    // A struct and its methods for each operation.
    let served = api.operations.iter().filter(|operation| operation.own.is_none()).count();
    if methods.len() != served || builders.len() != 2 * served {
        return Err(Error::ProgenitorShape);
    }
    // Progenitor's order is that of its own paths; ours is the document's.
    let mut methods: HashMap<String, syn::ImplItemFn> =
        methods.into_iter().map(|method| (method.sig.ident.to_string(), method)).collect();
    let mut items: HashMap<String, Vec<syn::Item>> = HashMap::new();
    for item in builders {
        items.entry(name_of(&item).unwrap_or_default()).or_default().push(item);
    }
    let mut ordered = Parts { methods: Vec::new(), builders: Vec::new() };
    for (index, operation) in api.operations.iter().enumerate() {
        if operation.own.is_some() {
            let (method, own) = operation::items(api, operation)?;
            ordered.methods.push(method);
            ordered.builders.extend(own);
            continue;
        }
        let placeholder = operation_placeholder(index);
        let mut method = methods.remove(&placeholder).ok_or(Error::ProgenitorShape)?;
        let mut own = items.remove(&placeholder).ok_or(Error::ProgenitorShape)?;
        restore(index, operation, &mut method, &mut own)?;
        ordered.methods.push(method);
        ordered.builders.extend(own);
    }
    Ok(ordered)
}

/// The name of a struct, or of what an `impl` is for, in lower case.
fn name_of(item: &syn::Item) -> Option<String> {
    let ident = match item {
        syn::Item::Struct(item) => Some(&item.ident),
        syn::Item::Impl(item) => match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
            _ => None,
        },
        _ => None,
    };
    ident.map(|ident| ident.to_string().to_lowercase())
}

fn restore(
    index: usize,
    operation: &Operation,
    method: &mut syn::ImplItemFn,
    builder: &mut [syn::Item],
) -> Result<(), Error> {
    method.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    let docs = method_doc(operation);
    method.attrs.extend(attributes(quote!(#docs)));
    let (receive, url) = (receive(operation)?, url(operation)?);
    let mut restorer =
        Restorer { receive, url, index, operation, headers: 0, queries: 0, urls: 0, matches: 0, versions: 0 };
    restorer.visit_impl_item_fn_mut(method);
    for item in builder.iter_mut() {
        match item {
            syn::Item::Struct(item) => {
                // Its fields may hold what is not to be seen; `Debug` is emitted below, without them.
                item.attrs
                    .retain(|attribute| !attribute.path().is_ident("derive") && !attribute.path().is_ident("doc"));
                let docs = doc_ours(&format!(
                    "What [`Client::{0}`](crate::Client::{0}) is called with.",
                    operation.method_name
                ));
                item.attrs.extend(attributes(quote!(#docs #[derive(Clone)])));
            }
            syn::Item::Impl(item) => document_setters(operation, index, item),
            _ => {}
        }
        restorer.visit_item_mut(item);
    }
    let count = |location| operation.parameters_in(location).count();
    let expected = [count(Location::Header), count(Location::Query), 1, 1, 1];
    let found = [restorer.headers, restorer.queries, restorer.urls, restorer.matches, restorer.versions];
    if expected == found {
        Ok(())
    } else {
        Err(Error::ProgenitorPlaces { operation: operation.id.clone(), expected, found })
    }
}

struct Restorer<'a> {
    receive: syn::Expr,
    url: syn::Stmt,
    index: usize,
    operation: &'a Operation,
    headers: usize,
    queries: usize,
    urls: usize,
    matches: usize,
    versions: usize,
}

impl Restorer<'_> {
    fn has_headers(&self) -> bool {
        self.operation.parameters_in(Location::Header).next().is_some()
    }

    fn wire(&self, placeholder: &str) -> Option<&str> {
        let mut parameters = self.operation.parameters.iter().enumerate();
        parameters
            .find(|(at, _)| parameter_placeholder(self.index, *at) == placeholder)
            .map(|(_, found)| found.wire.as_str())
    }

    /// Text with every placeholder replaced by the Rust name.
    fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (at, parameter) in self.operation.parameters.iter().enumerate() {
            text = text.replace(&parameter_placeholder(self.index, at), &parameter.name);
        }
        text.replace(&operation_placeholder(self.index), &self.operation.id)
    }

    fn is_version_header(statement: &syn::Stmt) -> bool {
        quote!(#statement).to_string().contains("\"api-version\"")
    }

    fn is_header_map(statement: &syn::Stmt) -> bool {
        match statement {
            syn::Stmt::Local(local) => quote!(#local).to_string().starts_with("let mut header_map ="),
            _ => false,
        }
    }
}

impl VisitMut for Restorer<'_> {
    fn visit_ident_mut(&mut self, found: &mut proc_macro2::Ident) {
        let text = found.to_string();
        let operation = operation_placeholder(self.index);
        if let Some(at) = (0..self.operation.parameters.len()).find(|at| parameter_placeholder(self.index, *at) == text)
        {
            *found = ident(&self.operation.parameters[at].name);
        } else if text == operation {
            *found = ident(&self.operation.method_name);
        } else if text.to_lowercase() == operation {
            *found = ident(&self.operation.type_name);
        }
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        // Progenitor writes the tokens of a type into its messages.
        let restored = self.text(&literal.value()).replace(" :: ", "::");
        *literal = syn::LitStr::new(&restored, literal.span());
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let before = block.stmts.len();
        // Progenitor sends the document's version as a header that the document does not have.
        block.stmts.retain(|statement| !Self::is_version_header(statement));
        self.versions += before - block.stmts.len();
        for statement in &mut block.stmts {
            if is_url(statement) {
                *statement = self.url.clone();
                self.urls += 1;
            }
        }
        if !self.has_headers() {
            block.stmts.retain(|statement| !Self::is_header_map(statement));
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        let without_headers = match expression {
            syn::Expr::MethodCall(call) if call.method == "headers" && !self.has_headers() => {
                Some((*call.receiver).clone())
            }
            _ => None,
        };
        if let Some(receiver) = without_headers {
            *expression = receiver;
        }
        if let syn::Expr::Match(found) = expression {
            let on = &found.expr;
            if quote!(#on).to_string().contains("response . status ()") {
                *expression = self.receive.clone();
                self.matches += 1;
                return;
            }
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        let function = &call.func;
        let name = quote!(#function).to_string();
        if name == "progenitor_client :: QueryParam :: new" {
            if let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. })) = call.args.first_mut()
                && let Some(wire) = self.wire(&literal.value())
            {
                *literal = syn::LitStr::new(wire, literal.span());
                self.queries += 1;
            }
            // The name is the wire's now, and is not to be searched for placeholders.
            call.args.iter_mut().skip(1).for_each(|argument| self.visit_expr_mut(argument));
            return;
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        let receiver = &call.receiver;
        if call.method == "post"
            && self.operation.method != "POST"
            && quote!(#receiver).to_string() == "client . client"
            && let (method, Some(url)) = (ident(self.operation.method), call.args.pop())
        {
            call.method = ident("request");
            call.args = syn::parse_quote!(::reqwest::Method::#method, #url);
        }
        let on_header_map = matches!(&*call.receiver, syn::Expr::Path(path) if path.path.is_ident("header_map"));
        let wire = call.args.first().and_then(|name| match name {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) if on_header_map => {
                self.wire(&literal.value())
            }
            _ => None,
        });
        if let (Some(wire), Some(value)) = (wire, call.args.iter().nth(1).and_then(header_value)) {
            // `HeaderMap` takes a static name in lower case only (RFC 9110 section 5.1: names have no case).
            let wire = wire.to_ascii_lowercase();
            if let Ok(name) = syn::parse2::<syn::Expr>(quote!(#wire)) {
                let mut value: syn::Expr = value;
                self.visit_expr_mut(&mut value);
                if let Ok(argument) = syn::parse2::<syn::Expr>(quote!(crate::send::header_value(&#value)?)) {
                    call.args.clear();
                    call.args.push(name);
                    call.args.push(argument);
                    self.headers += 1;
                    return;
                }
            }
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

/// `x` of `&x.to_string()`.
fn stringified(expression: &syn::Expr) -> Option<syn::Expr> {
    match expression {
        syn::Expr::Reference(reference) => stringified(&reference.expr),
        syn::Expr::MethodCall(call) if call.method == "to_string" => Some((*call.receiver).clone()),
        _ => None,
    }
}

/// `x` of `x.to_string().try_into()?`.
fn header_value(expression: &syn::Expr) -> Option<syn::Expr> {
    match expression {
        syn::Expr::Try(attempt) => header_value(&attempt.expr),
        syn::Expr::MethodCall(call) if call.method == "try_into" => stringified(&call.receiver),
        _ => None,
    }
}

/// Whether a statement is `let url = format!(…);`.
fn is_url(statement: &syn::Stmt) -> bool {
    match statement {
        syn::Stmt::Local(local) => quote!(#local).to_string().starts_with("let url = format !"),
        _ => false,
    }
}

/// The statement that makes the URL. Progenitor's writes values with `to_string`, which is not what JSON has for a time.
pub(crate) fn url(operation: &Operation) -> Result<syn::Stmt, Error> {
    let mut values = Vec::new();
    for segment in &operation.path {
        for name in segment.parameters() {
            let mut parameters = operation.parameters_in(Location::Path);
            let parameter = parameters.find(|parameter| parameter.wire == name);
            let parameter = parameter
                .ok_or_else(|| Error::Placeholder { operation: operation.id.clone(), name: name.to_owned() })?;
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
        Some(own) => quote!(client.base_url_or(#own)),
        None => quote!(client.baseurl),
    };
    let tokens = quote!(let url = format!(#template, #base, #(#values),*););
    parsed(operation, tokens)
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
        // Everything else is percent-encoded in a value as it is.
        .filter(|text| text.chars().all(|c| is_plain(&c)))
        .filter_map(|text| text.chars().find(|c| !c.is_ascii_digit() && !('A'..='F').contains(c)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The match over the status of a response, from the statuses of the document and not from progenitor's table.
pub(crate) fn receive(operation: &Operation) -> Result<syn::Expr, Error> {
    let mut arms: Vec<(Status, TokenStream)> = Vec::new();
    for success in [true, false] {
        let responses: Vec<&Response> =
            if success { operation.successes().collect() } else { operation.errors().collect() };
        let outcome = if success { operation.success() } else { operation.error() };
        for response in responses {
            let pattern = match response.status {
                Status::Code(code) => quote!(#code),
                Status::Range(hundreds) => {
                    let (least, most) = (hundreds * 100, hundreds * 100 + 99);
                    quote!(#least..=#most)
                }
                Status::Default if success => quote!(200u16..=299u16),
                Status::Default => quote!(_),
            };
            let mut taken_by: Vec<TokenStream> =
                response.variants().map(|variant| taken(operation, variant, &outcome, success)).collect();
            let last = taken_by.pop();
            let taken = if taken_by.is_empty() {
                quote!(#last)
            } else {
                let known = response.contents.iter().map(|content| {
                    let media_types = &content.media_types;
                    quote!(&[#(#media_types),*])
                });
                let indexes = 0..taken_by.len();
                quote!(match crate::content::media_type(&response, &[#(#known),*]) { #(#indexes => #taken_by,)* _ => #last })
            };
            arms.push((response.status, quote!(#pattern => #taken,)));
        }
    }
    // A code before the range that it is in, and `default` last (OpenAPI 3.0.4, Responses Object).
    arms.sort_by_key(|(status, _)| *status);
    let catches_all = operation.errors().any(|response| response.status == Status::Default);
    let rest = (!catches_all).then(|| quote!(_ => Err(receive::unexpected(client, response).await),));
    let arms = arms.iter().map(|(_, arm)| arm);
    let tokens = quote!(match response.status().as_u16() { #(#arms)* #rest });
    parsed(operation, tokens)
}

/// Parses a part of the builder of an operation.
fn parsed<T: syn::parse::Parse>(operation: &Operation, tokens: TokenStream) -> Result<T, Error> {
    syn::parse2(tokens).map_err(|source| Error::OperationSyntax { operation: operation.id.clone(), source })
}

/// The result for one variant of the documented responses.
fn taken(operation: &Operation, given: ResponseVariant<'_>, outcome: &Outcome<'_>, success: bool) -> TokenStream {
    let variant = ident(given.name());
    let payload = name(operation, if success { "Success" } else { "Failure" });
    let (nothing, wrap) = match outcome {
        Outcome::Several(_) => {
            let variant = quote!(crate::payload::#payload::#variant);
            (variant.clone(), variant)
        }
        Outcome::SameOrEmpty(_) => (quote!(None), quote!(Some)),
        _ => (quote!(()), quote!(std::convert::identity)),
    };
    // JSON of one type is read with its `Option`, if it has one, by the function that all clients have.
    let is_plain = !matches!(outcome, Outcome::Several(_));
    match (success, given.format()) {
        (true, None) => quote!(Ok(receive::empty(#nothing, response))),
        (false, None) => quote!(Err(receive::empty_error(#nothing, client, response).await)),
        (true, Some(Format::Json)) if is_plain => quote!(receive::json(client, response).await),
        (false, Some(Format::Json)) if is_plain => quote!(Err(receive::json_error(client, response).await)),
        (true, Some(Format::Json)) => quote!(crate::content::json(client, response, #wrap).await),
        (false, Some(Format::Json)) => quote!(Err(crate::content::json_error(client, response, #wrap).await)),
        (true, Some(Format::Text)) => quote!(crate::content::text(client, response, #wrap).await),
        (false, Some(Format::Text)) => quote!(Err(crate::content::text_error(client, response, #wrap).await)),
        (true, Some(_)) => quote!(Ok(crate::content::stream(response, #wrap))),
        (false, Some(_)) => quote!(Err(crate::content::bytes_error(client, response, #wrap).await)),
    }
}
