//! Progenitor's builder of one operation with the real names put back.
//!
//! Each change is counted, and a count that is not what the document asks for is an error: when progenitor's output
//! changes, this says so instead of emitting something else.

use quote::quote;
use syn::visit_mut::{self, VisitMut};

use super::docs::{attributes, body_doc, method_doc, parameter_doc, send_doc};
use super::operation::setter;
use super::payload::body_ty;
use super::receive::receive;
use super::url::url_statement;
use super::validate::checks;
use crate::emit::EmitError;
use crate::lower::{operation_placeholder, parameter_placeholder};
use crate::named::{Api, Location, Operation};
use crate::rust::{doc_ours, ident, ty};

/// Puts the names, the URL, the responses and the documentation of an operation into progenitor's method and builder.
///
/// # Errors
///
/// [`EmitError::Places`] if the output is not that of the version of progenitor that this is written for.
pub(super) fn restore(
    api: &Api,
    index: usize,
    operation: &Operation,
    method: &mut syn::ImplItemFn,
    builder: &mut [syn::Item],
) -> Result<(), EmitError> {
    method.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    let docs = method_doc(api, operation);
    method.attrs.extend(attributes(quote!(#docs)));
    let (receive, url) = (receive(operation)?, url_statement(operation)?);
    let checks = checks(operation).map(syn::parse2).transpose()?;
    let mut restorer =
        Restorer { receive, checks, url, index, operation, headers: 0, queries: 0, urls: 0, matches: 0, versions: 0 };
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
                Some(setter(&name, &body_ty(api, operation, body), body.required, &body_doc(api, body)))
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
    /// The statement that checks the request, if it is validated.
    checks: Option<syn::Stmt>,
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
        if let (Some(at), Some(checks)) = (block.stmts.iter().position(is_url), &self.checks) {
            block.stmts.insert(at, checks.clone());
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
            && let (method, Some(url)) = (ident(&self.operation.method), call.args.pop())
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
