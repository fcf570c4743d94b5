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
        block.stmts.retain(|statement| !is_version_header(statement));
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
            block.stmts.retain(|statement| declared(statement).is_none_or(|declared| declared.ident != "header_map"));
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
        if is_http_client(expression) {
            *expression = syn::parse_quote!(self.call.http()?);
            self.clients += 1;
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        if is_path(&call.func, &["progenitor_client", "QueryParam", "new"]) {
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
        if call.method == "post"
            && self.operation.method != "POST"
            && is_http_client(&call.receiver)
            && let (method, Some(url)) = (ident(&self.operation.method), call.args.pop())
        {
            call.method = ident("request");
            call.args = syn::parse_quote!(reqwest::Method::#method, #url);
        }
        let on_header_map = is_path(&call.receiver, &["header_map"]);
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

/// The variable that a statement declares without a type.
fn declared(statement: &syn::Stmt) -> Option<&syn::PatIdent> {
    match statement {
        syn::Stmt::Local(syn::Local { pat: syn::Pat::Ident(variable), .. }) => Some(variable),
        _ => None,
    }
}

/// Whether a statement is `let url = format!(…);`.
fn is_url(statement: &syn::Stmt) -> bool {
    let syn::Stmt::Local(syn::Local { init: Some(init), .. }) = statement else { return false };
    let is_format = matches!(&*init.expr, syn::Expr::Macro(made) if made.mac.path.is_ident("format"));
    is_format && declared(statement).is_some_and(|declared| declared.ident == "url")
}

/// Whether a statement is `let mut request = …;`.
fn is_request(statement: &syn::Stmt) -> bool {
    declared(statement).is_some_and(|declared| declared.ident == "request" && declared.mutability.is_some())
}

/// Whether a statement is `header_map.append(HeaderName::from_static("api-version"), …);`.
fn is_version_header(statement: &syn::Stmt) -> bool {
    let syn::Stmt::Expr(syn::Expr::MethodCall(call), _) = statement else { return false };
    let Some(syn::Expr::Call(name)) = call.args.first() else { return false };
    is_path(&call.receiver, &["header_map"])
        && matches!(
            name.args.first(),
            Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(name), .. })) if name.value() == "api-version"
        )
}

/// Whether an expression is `client.client`.
fn is_http_client(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Field(syn::ExprField { base, member: syn::Member::Named(member), .. }) => {
            member == "client" && is_path(base, &["client"])
        }
        _ => false,
    }
}

/// Whether an expression is a path of these segments.
fn is_path(expression: &syn::Expr, segments: &[&str]) -> bool {
    let syn::Expr::Path(syn::ExprPath { path, .. }) = expression else { return false };
    path.segments.len() == segments.len() && path.segments.iter().zip(segments).all(|(own, name)| own.ident == name)
}
