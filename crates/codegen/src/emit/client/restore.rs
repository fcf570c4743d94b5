//! Progenitor's statements that make the request of an operation, with the real names put back.
//!
//! Each change is counted, and a count that is not what the document asks for is an error: when progenitor's output
//! changes, this says so instead of emitting something else.

use quote::quote;
use syn::visit_mut::{self, VisitMut};

use crate::emit::EmitError;
use crate::lower::parameter_placeholder;
use crate::named::{Location, Operation};
use crate::rust::ident;

/// Returns the statements between the one that makes `url` and the one that sends `request`. `builder` has the items of
/// progenitor's builder.
///
/// # Errors
///
/// [`EmitError::Places`] if the output is not that of the version of progenitor that this is written for.
pub(super) fn restore(index: usize, operation: &Operation, builder: Vec<syn::Item>) -> Result<syn::Block, EmitError> {
    let mut restorer = Restorer { index, operation, headers: 0, queries: 0, requests: 0, clients: 0, versions: 0 };
    let mut block = send(builder).ok_or(EmitError::Shape)?;
    let after_url = block.stmts.iter().position(is_url).ok_or(EmitError::Shape)? + 1;
    let request = block.stmts.iter().position(is_request).ok_or(EmitError::Shape)?;
    block.stmts = block.stmts.drain(after_url..=request).collect();
    restorer.visit_block_mut(&mut block);
    let count = |location| operation.parameters_in(location).count();
    let expected = [count(Location::Header), count(Location::Query), 1, 1, 1];
    let found = [restorer.headers, restorer.queries, restorer.requests, restorer.clients, restorer.versions];
    if expected == found {
        Ok(block)
    } else {
        Err(EmitError::Places { operation: operation.id.clone(), expected, found })
    }
}

/// The body of the method `send`.
fn send(builder: Vec<syn::Item>) -> Option<syn::Block> {
    let members = builder.into_iter().filter_map(|item| match item {
        syn::Item::Impl(item) => Some(item.items),
        _ => None,
    });
    members.flatten().find_map(|member| match member {
        syn::ImplItem::Fn(function) if function.sig.ident == "send" => Some(function.block),
        _ => None,
    })
}

struct Restorer<'a> {
    index: usize,
    operation: &'a Operation,
    headers: usize,
    queries: usize,
    requests: usize,
    clients: usize,
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
        let mut parameters = self.operation.parameters.iter().enumerate();
        if let Some((_, parameter)) = parameters.find(|(at, _)| parameter_placeholder(self.index, *at) == text) {
            *found = ident(&parameter.name);
        }
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let before = block.stmts.len();
        // Progenitor sends the document's version as a header that the document does not have.
        block.stmts.retain(|statement| !Self::is_version_header(statement));
        self.versions += before - block.stmts.len();
        for statement in &mut block.stmts {
            let is_request = is_request(statement);
            if let (true, syn::Stmt::Local(local)) = (is_request, statement) {
                // `#[allow(unused_mut)] let mut request`
                local.attrs.clear();
                local.pat = syn::parse_quote!(request);
                self.requests += 1;
            }
        }
        if !self.has_headers() {
            block.stmts.retain(|statement| !Self::is_header_map(statement));
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.segments.first().is_some_and(|first| first.ident == "reqwest") {
            path.leading_colon = None;
        }
        visit_mut::visit_path_mut(self, path);
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
        if quote!(#expression).to_string() == "client . client" {
            *expression = syn::parse_quote!(self.call.http()?);
            self.clients += 1;
            return;
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
            call.func = syn::parse_quote!(QueryParam::new);
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
            call.args = syn::parse_quote!(reqwest::Method::#method, #url);
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

/// Whether a statement is `let mut request = …;`.
fn is_request(statement: &syn::Stmt) -> bool {
    match statement {
        syn::Stmt::Local(local) => {
            let pattern = &local.pat;
            quote!(#pattern).to_string() == "mut request"
        }
        _ => false,
    }
}
