//! Calls of the client: its operations, and what their responses hold.

use syn::{FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type};

use super::{Probes, bound_argument, is_borrowed, is_optional, is_public};
use crate::ty::{Scope, Ty};

impl Probes {
    /// Adds the calls of operations, and of the setters of the client.
    pub(super) fn client(&mut self, items: &[Item], scope: &Scope<'_>, operations: &[(Vec<Item>, Scope<'_>)]) {
        let bodies = |ty: &Type| -> Option<Ty> {
            // The body of an operation, as the method of the client names it.
            let Type::Path(path) = ty else { return None };
            let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let [first, module, name] = names.as_slice() else { return None };
            let (_, scope) = operations.iter().find(|(_, of)| of.path == format!("client::{first}::{module}"))?;
            scope.ty(&syn::parse_str(name).ok()?)
        };
        for item in items {
            let Item::Impl(item) = item else { continue };
            let Some(Ty::Named(name)) = scope.ty(&item.self_ty) else { continue };
            if item.trait_.is_some() {
                continue;
            }
            for function in &item.items {
                let ImplItem::Fn(function) = function else { continue };
                let signature = &function.sig;
                if !is_public(&function.vis) || is_optional(&function.attrs) || !signature.generics.params.is_empty() {
                    continue;
                }
                let Some(receiver @ FnArg::Receiver(_)) = signature.inputs.first() else { continue };
                let (mut parameters, mut arguments) = (String::new(), Vec::new());
                let mut is_known = true;
                for (index, input) in signature.inputs.iter().skip(1).enumerate() {
                    let FnArg::Typed(input) = input else { continue };
                    let found = scope.argument(&input.ty).or_else(|| Some((bodies(only_argument(&input.ty)?)?, true)));
                    // A secret, or another type of a crate that the program does not have.
                    let Some((ty, is_converted)) = found else {
                        is_known = false;
                        if is_secret(&input.ty) {
                            (is_known, parameters) = (true, format!("{parameters}, a{index}: &'static str"));
                            arguments.push(format!("a{index}"));
                        }
                        continue;
                    };
                    parameters.push_str(&format!(", a{index}: {}", ty.passed(is_converted)));
                    arguments.push(ty.given(&format!("a{index}"), is_converted));
                }
                if is_known {
                    let reference = if is_borrowed(receiver) { "&" } else { "" };
                    let called = format!("let _ = value.{}({});", signature.ident, arguments.join(", "));
                    self.add(&format!("value: {reference}{name}{parameters}"), &called);
                }
            }
        }
        for (items, scope) in operations {
            for item in items {
                let Item::Impl(item) = item else { continue };
                for function in &item.items {
                    let ImplItem::Fn(function) = function else { continue };
                    match function.sig.ident.to_string().as_str() {
                        "send" => self.send(&function.sig.output, scope),
                        "pages" => self.add(&format!("value: {}::Builder", scope.path), "let _ = value.pages();"),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Adds a call of `send` that reads the body and the headers of a response.
    fn send(&mut self, output: &ReturnType, scope: &Scope<'_>) {
        let ReturnType::Type(_, output) = output else { return };
        let types = type_arguments(output).first().map(|response| type_arguments(response)).unwrap_or_default();
        let body =
            types.first().and_then(|body| scope.ty(body)).map(|ty| ty.read("&response.body")).unwrap_or_default();
        let headers = types.get(1).and_then(|headers| scope.ty(headers));
        let headers = match headers {
            Some(Ty::Named(name)) => format!("if let Ok(headers) = response.headers() {{ let _: {name} = headers; }}"),
            _ => String::new(),
        };
        let path = &scope.path;
        let body = format!(
            "async move {{ match value.send().await {{ Ok(response) => {{ {body} {headers} }} \
             Err(client::Error::ErrorResponse(response)) => {{ let _: {path}::Error = response.into_inner(); }} Err(_) => {{}} }} }};"
        );
        let has_errors = scope.declared.contains_key("Error");
        let body = if has_errors {
            body
        } else {
            body.replace(&format!("let _: {path}::Error = response.into_inner();"), "let _ = response;")
        };
        self.add(&format!("value: {path}::Builder"), &format!("let _ = {body}"));
    }
}

fn type_arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(PathArguments::AngleBracketed(arguments)) = path.path.segments.last().map(|last| &last.arguments) else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The type argument of the first bound of `impl TryInto<…>`.
fn only_argument(ty: &Type) -> Option<&Type> {
    match bound_argument(ty)? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn is_secret(ty: &Type) -> bool {
    quote::quote!(#ty).to_string().contains("SecretString")
}
