//! Progenitor's builders with the real names put back.
//!
//! Each change is counted, and a count that is not what the document asks for is an error: when progenitor's output
//! changes, this says so instead of emitting something else.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};

use super::docs::{attributes, body_doc, method_doc, parameter_doc, send_doc};
use super::operation::{self, setter, style};
use super::payload::{body_ty, name};
use crate::emit::EmitError;
use crate::emit::layout::Builders;
use crate::emit::status::constant;
use crate::emitter::own_builder;
use crate::lower::{operation_placeholder, parameter_placeholder};
use crate::rust::{doc_ours, ident, ty};
use model::api::{Api, Format, Location, Operation, Outcome, Piece, Response, ResponseVariant, Segment, Status};

/// Takes progenitor's builders out of its output, and adds those that are emitted here.
///
/// # Errors
///
/// [`EmitError`] if the output is not that of the version of progenitor that this is written for.
pub(crate) fn builders(api: &Api, tree: syn::File) -> Result<Builders, EmitError> {
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
    let served = api.operations.iter().filter(|operation| own_builder(operation).is_none()).count();
    if methods.len() != served || builders.len() != 2 * served {
        return Err(EmitError::Shape);
    }
    // Progenitor's order is that of its own paths; ours is the document's.
    let mut methods: HashMap<String, syn::ImplItemFn> =
        methods.into_iter().map(|method| (method.sig.ident.to_string(), method)).collect();
    let mut items: HashMap<String, Vec<syn::Item>> = HashMap::new();
    for item in builders {
        items.entry(name_of(&item).unwrap_or_default()).or_default().push(item);
    }
    let mut ordered = Builders::default();
    for (index, operation) in api.operations.iter().enumerate() {
        if own_builder(operation).is_some() {
            let (method, own) = operation::items(api, operation)?;
            ordered.methods.push(method);
            ordered.items.extend(own);
            continue;
        }
        let placeholder = operation_placeholder(index);
        let mut method = methods.remove(&placeholder).ok_or(EmitError::Shape)?;
        let mut own = items.remove(&placeholder).ok_or(EmitError::Shape)?;
        restore(api, index, operation, &mut method, &mut own)?;
        ordered.methods.push(method);
        ordered.items.extend(own);
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
    api: &Api,
    index: usize,
    operation: &Operation,
    method: &mut syn::ImplItemFn,
    builder: &mut [syn::Item],
) -> Result<(), EmitError> {
    method.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    let docs = method_doc(operation);
    method.attrs.extend(attributes(quote!(#docs)));
    let (receive, url) = (receive(operation)?, url(operation)?);
    let mut restorer =
        Restorer { receive, url, index, operation, headers: 0, queries: 0, urls: 0, matches: 0, versions: 0 };
    restorer.visit_impl_item_fn_mut(method);
    for item in builder.iter_mut() {
        if let syn::Item::Struct(item) = item {
            // The fields may hold secrets, so `Debug` is emitted separately, without them.
            item.attrs.retain(|attribute| !attribute.path().is_ident("derive") && !attribute.path().is_ident("doc"));
            let docs = doc_ours(&format!(
                "Builder of a request: see [`Client::{0}`](crate::Client::{0}).",
                operation.method_name
            ));
            let must_use = quote!(#[must_use = "a request is sent by `send`"]);
            item.attrs.extend(attributes(quote!(#docs #must_use #[derive(Clone)])));
        }
        restorer.visit_item_mut(item);
        if let syn::Item::Impl(item) = item {
            replace_setters(api, operation, item)?;
        }
    }
    let count = |location| operation.parameters_in(location).count();
    let expected = [count(Location::Header), count(Location::Query), 1, 1, 1];
    let found = [restorer.headers, restorer.queries, restorer.urls, restorer.matches, restorer.versions];
    if expected == found { Ok(()) } else { Err(EmitError::Places { operation: operation.id.clone(), expected, found }) }
}

/// Puts our setters in place of progenitor's, which drop the reason why a value does not convert, and documents the rest.
fn replace_setters(api: &Api, operation: &Operation, item: &mut syn::ItemImpl) -> Result<(), EmitError> {
    for member in &mut item.items {
        let syn::ImplItem::Fn(function) = member else { continue };
        let name = function.sig.ident.to_string();
        let parameter = operation.parameters.iter().find(|parameter| parameter.name == name);
        let setter = match (parameter, &operation.body) {
            (Some(parameter), _) => {
                let ty = ty(api, parameter.whole());
                Some(setter(&name, &ty, parameter.required, &parameter_doc(parameter)))
            }
            (None, Some(body)) if name == "body" => {
                Some(setter(&name, &body_ty(api, operation, body), body.required, &body_doc(body)))
            }
            _ => None,
        };
        if let Some(setter) = setter {
            *function = syn::parse2(setter)?;
            continue;
        }
        let text = match name.as_str() {
            "new" => "Creates a builder without any value.".to_owned(),
            "send" => send_doc(operation),
            _ => String::new(),
        };
        function.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
        function.attrs.splice(0..0, attributes(doc_ours(&text)));
    }
    Ok(())
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
            if let syn::Stmt::Local(local) = statement {
                // `#[allow(unused_mut)]`: the request is changed before it is sent.
                local.attrs.clear();
            }
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

    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        visit_mut::visit_field_value_mut(self, field);
        // `client: client`
        if let (syn::Member::Named(name), syn::Expr::Path(path)) = (&field.member, &field.expr)
            && path.path.is_ident(name)
        {
            field.colon_token = None;
        }
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
pub(crate) fn url(operation: &Operation) -> Result<syn::Stmt, EmitError> {
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
        Some(own) => quote!(client.base_url_or(#own)),
        None => quote!(client.baseurl),
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
        // Everything else is percent-encoded in a value as it is.
        .filter(|text| text.chars().all(|c| is_plain(&c)))
        .filter_map(|text| text.chars().find(|c| !c.is_ascii_digit() && !('A'..='F').contains(c)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The match over the status of a response, from the statuses of the document and not from progenitor's table.
pub(crate) fn receive(operation: &Operation) -> Result<syn::Expr, EmitError> {
    let mut arms: Vec<Arm> = Vec::new();
    for success in [true, false] {
        let responses: Vec<&Response> =
            if success { operation.successes().collect() } else { operation.errors().collect() };
        let outcome = if success { operation.success() } else { operation.error() };
        for response in responses {
            let taken = taken_of(operation, response, &outcome, success);
            arms.push(Arm { status: response.status, success, taken });
        }
    }
    // A code before the range that it is in, and `default` last (OpenAPI 3.0.4, Responses Object).
    arms.sort_by_key(|arm| arm.status);
    let catch_all = arms.iter().position(|arm| arm.status == Status::Default && !arm.success);
    let otherwise = match catch_all {
        Some(at) => arms.remove(at).taken,
        None => quote!(Err(receive::unexpected(client, response).await)),
    };
    if arms.is_empty() {
        return Ok(syn::parse2(otherwise)?);
    }
    let arms = merged(arms).into_iter().map(|(pattern, taken)| quote!(#pattern => #taken,));
    Ok(syn::parse2(quote!(match response.status() { #(#arms)* _ => #otherwise }))?)
}

/// The result for the responses of one status.
struct Arm {
    status: Status,
    success: bool,
    taken: TokenStream,
}

/// Patterns and their results. Codes with the same result share an arm.
fn merged(arms: Vec<Arm>) -> Vec<(TokenStream, TokenStream)> {
    let mut merged: Vec<(TokenStream, TokenStream)> = Vec::new();
    // The texts of results, with the index of the arm of their codes.
    let mut of_codes: HashMap<String, usize> = HashMap::new();
    for Arm { status, taken, .. } in arms {
        let constant = match status {
            Status::Code(code) => constant(code),
            Status::Range(_) | Status::Default => None,
        };
        let Some(constant) = constant else {
            merged.push((guarded(status), taken));
            continue;
        };
        match of_codes.get(&taken.to_string()).and_then(|at| merged.get_mut(*at)) {
            Some((pattern, _)) => pattern.extend(quote!(| #constant)),
            None => {
                of_codes.insert(taken.to_string(), merged.len());
                merged.push((constant, taken));
            }
        }
    }
    merged
}

/// The pattern of a status without a constant in the `http` crate. `default` means the successes here.
fn guarded(status: Status) -> TokenStream {
    let condition = match status {
        Status::Code(code) => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(status.as_u16() == #code)
        }
        Status::Range(1) => quote!(status.is_informational()),
        Status::Range(2) | Status::Default => quote!(status.is_success()),
        Status::Range(3) => quote!(status.is_redirection()),
        Status::Range(4) => quote!(status.is_client_error()),
        Status::Range(5) => quote!(status.is_server_error()),
        Status::Range(hundreds) => {
            let hundreds = proc_macro2::Literal::u16_unsuffixed(hundreds);
            quote!(status.as_u16() / 100 == #hundreds)
        }
    };
    quote!(status if #condition)
}

/// The result for a response: by the media type, where it has several.
fn taken_of(operation: &Operation, response: &Response, outcome: &Outcome<'_>, success: bool) -> TokenStream {
    let mut taken_by: Vec<TokenStream> =
        response.variants().map(|variant| taken(operation, variant, outcome, success)).collect();
    let last = taken_by.pop();
    if taken_by.is_empty() {
        return quote!(#last);
    }
    let known = response.contents.iter().map(|content| {
        let media_types = &content.media_types;
        quote!(&[#(#media_types),*])
    });
    let indexes = (0..taken_by.len()).map(proc_macro2::Literal::usize_unsuffixed);
    quote!(match crate::content::media_type(&response, &[#(#known),*]) { #(#indexes => #taken_by,)* _ => #last })
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
