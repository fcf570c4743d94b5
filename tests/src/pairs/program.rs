//! A program that uses everything of the generated crates of a document, in the style that the documentation recommends.
//!
//! A program is a set of functions that do not depend on each other. So a program of one document compiles against the crates of
//! another if the other's program has all of its functions, and otherwise the compiler decides about those that it lacks.

mod builders;
mod client;
mod traits;

use std::collections::{BTreeMap, BTreeSet};

use codegen::Files;
use syn::{
    Fields, File, FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, TypeParamBound, Visibility,
};

use crate::ty::{Declared, Scope, Ty};

/// The functions over the types, the client and the server.
pub struct Program {
    pub types: BTreeSet<String>,
    pub client: BTreeSet<String>,
    pub server: BTreeSet<String>,
}

impl Program {
    pub fn of(files: &Files) -> Self {
        let schemas = parsed(files, "types/src/schemas.rs");
        let types = Scope { path: "types".to_owned(), declared: declared(&schemas.items), types: None };
        let (mut of_types, mut of_client, mut of_server) = (Probes::default(), Probes::default(), Probes::default());
        of_types.items(&schemas.items, &types);
        of_types.builders(&files["types/src/builder.rs"], &types);
        let files_of_client = ["client/src/client.rs", "client/src/client_builder.rs"];
        let client: Vec<Item> = files_of_client.iter().flat_map(|file| parsed(files, file).items).collect();
        let scope = Scope { path: "client".to_owned(), declared: declared(&client), types: Some(&types) };
        let operations = modules(&parsed(files, "client/src/operation.rs"), "client::operation", &types);
        for (items, scope) in &operations {
            of_client.items(items, scope);
        }
        of_client.client(&client, &scope, &operations);
        for (file, path) in [("operation", "server::operation"), ("webhook", "server::webhook")] {
            if files.contains_key(&format!("server/src/{file}.rs")) {
                let modules = modules(&parsed(files, &format!("server/src/{file}.rs")), path, &types);
                modules.iter().for_each(|(items, scope)| of_server.items(items, scope));
            }
        }
        for file in ["server/src/api.rs", "server/src/webhooks.rs"] {
            if files.contains_key(file) {
                let items = parsed(files, file).items;
                let scope = Scope { path: "server".to_owned(), declared: declared(&items), types: Some(&types) };
                of_server.items(&items, &scope);
                of_server.traits(&items);
            }
        }
        Program { types: of_types.0, client: of_client.0, server: of_server.0 }
    }

    /// The functions over a crate.
    pub fn of_crate(&self, part: &str) -> &BTreeSet<String> {
        match part {
            "types" => &self.types,
            "client" => &self.client,
            _ => &self.server,
        }
    }
}

fn parsed(files: &Files, path: &str) -> File {
    syn::parse_file(&files[path]).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn declared(items: &[Item]) -> BTreeMap<String, Declared> {
    let declared = items.iter().filter_map(|item| match item {
        Item::Struct(item) => match &item.fields {
            Fields::Unnamed(fields) => Some((&item.ident, Declared::Constrained(fields.unnamed.first()?.ty.clone()))),
            _ => Some((&item.ident, Declared::Item)),
        },
        Item::Enum(item) => Some((&item.ident, Declared::Item)),
        Item::Type(item) => Some((&item.ident, Declared::Alias((*item.ty).clone()))),
        _ => None,
    });
    declared.map(|(name, what)| (name.to_string(), what)).collect()
}

fn modules<'s>(file: &File, path: &str, types: &'s Scope<'s>) -> Vec<(Vec<Item>, Scope<'s>)> {
    let module = |item: &Item| match item {
        Item::Mod(module) => {
            let items = module.content.as_ref().map(|(_, items)| items.clone()).unwrap_or_default();
            let path = format!("{path}::{}", module.ident);
            let scope = Scope { path, declared: declared(&items), types: Some(types) };
            Some((items, scope))
        }
        _ => None,
    };
    file.items.iter().filter_map(module).collect()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_optional(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

#[derive(Default)]
struct Probes(BTreeSet<String>);

impl Probes {
    fn add(&mut self, parameters: &str, body: &str) {
        self.0.insert(format!("({parameters}) {{ {body} }}"));
    }

    /// Adds what reads the fields and variants of types, and what calls their functions.
    fn items(&mut self, items: &[Item], scope: &Scope<'_>) {
        for item in items {
            match item {
                Item::Struct(item) if is_public(&item.vis) => {
                    let generics = if item.generics.params.is_empty() { "" } else { "<()>" };
                    let name = format!("{}::{}{generics}", scope.path, item.ident);
                    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                        let Some(field_name) = &field.ident else { continue };
                        // The parameter of the type is the caller, `()` here.
                        match quote::quote!(#field).to_string() {
                            text if text.ends_with(": Caller") => {
                                self.add(&format!("value: &{name}"), &format!("let _: &() = &value.{field_name};"));
                            }
                            text if text.ends_with(": Option < Caller >") => {
                                let read = format!("let _: Option<&()> = value.{field_name}.as_ref();");
                                self.add(&format!("value: &{name}"), &read);
                            }
                            _ => {}
                        }
                        let Some(ty) = scope.ty(&field.ty) else { continue };
                        self.add(&format!("value: &{name}"), &ty.read(&format!("&value.{field_name}")));
                        if let (Some((ty, one)), None) = (ty.assigned(), scope.types) {
                            let parameters = format!("value: &mut {name}, one: {ty}");
                            self.add(&parameters, &format!("value.{field_name} = {one};"));
                        }
                    }
                }
                Item::Enum(item) if is_public(&item.vis) => self.variants(item, scope),
                Item::Impl(item) if item.trait_.is_none() => {
                    let Some(Ty::Named(name)) = scope.ty(&item.self_ty) else { continue };
                    item.items.iter().for_each(|item| self.associated(item, &name, scope));
                }
                _ => {}
            }
        }
    }

    fn variants(&mut self, item: &syn::ItemEnum, scope: &Scope<'_>) {
        let name = format!("{}::{}", scope.path, item.ident);
        for variant in &item.variants {
            let path = format!("{name}::{}", variant.ident);
            let (pattern, read) = match &variant.fields {
                Fields::Unit => (path, String::new()),
                Fields::Unnamed(fields) => {
                    let ty = fields.unnamed.first().and_then(|field| scope.ty(&field.ty));
                    (format!("{path}(inner, ..)"), ty.map(|ty| ty.read("inner")).unwrap_or_default())
                }
                Fields::Named(fields) => {
                    let read = fields
                        .named
                        .iter()
                        .filter_map(|field| Some(scope.ty(&field.ty)?.read(&field.ident.as_ref()?.to_string())));
                    let names: Vec<String> =
                        fields.named.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect();
                    (format!("{path} {{ {}, .. }}", names.join(", ")), read.collect())
                }
            };
            self.add(&format!("value: &{name}"), &format!("match value {{ {pattern} => {{ {read} }} _ => {{}} }}"));
        }
    }

    fn associated(&mut self, item: &ImplItem, name: &str, scope: &Scope<'_>) {
        match item {
            ImplItem::Const(item) if is_public(&item.vis) => {
                self.add("", &format!("let _ = {name}::{};", item.ident));
            }
            ImplItem::Fn(item) if is_public(&item.vis) && !is_optional(&item.attrs) => {
                let signature = &item.sig;
                if !signature.generics.params.is_empty() || name.ends_with("Builder") && signature.ident == "send" {
                    return;
                }
                let Some((parameters, arguments)) = arguments(&signature.inputs, scope) else { return };
                let has_self = matches!(signature.inputs.first(), Some(FnArg::Receiver(_)));
                let is_borrowed = signature.inputs.first().is_some_and(is_borrowed);
                let of_self = match (has_self, is_borrowed) {
                    (false, _) => String::new(),
                    (true, true) => format!("value: &{name}, "),
                    (true, false) => format!("value: {name}, "),
                };
                let function = &signature.ident;
                let called = if has_self {
                    format!("value.{function}({arguments})")
                } else {
                    format!("{name}::{function}({arguments})")
                };
                let body = match &signature.output {
                    _ if name.ends_with("::Response") => format!("let _: {name} = {called}.into();"),
                    ReturnType::Type(_, ty) if is_borrowed && matches!(**ty, Type::Reference(_)) => {
                        scope.ty(ty).map_or_else(|| format!("let _ = {called};"), |ty| ty.read(&called))
                    }
                    _ => format!("let _ = {called};"),
                };
                self.add(&format!("{of_self}{parameters}"), &body);
            }
            _ => {}
        }
    }
}

/// Returns whether a function takes `&self`.
fn is_borrowed(receiver: &FnArg) -> bool {
    matches!(receiver, FnArg::Receiver(_)) && quote::quote!(#receiver).to_string().starts_with('&')
}

/// Parameters of a probe, and the arguments of its call. `None` if a type is unknown.
fn arguments<'a>(inputs: impl IntoIterator<Item = &'a FnArg>, scope: &Scope<'_>) -> Option<(String, String)> {
    let (mut parameters, mut names) = (Vec::new(), Vec::new());
    for (index, input) in inputs.into_iter().enumerate() {
        let FnArg::Typed(input) = input else { continue };
        let (ty, is_converted) = scope.argument(&input.ty)?;
        parameters.push(format!("a{index}: {}", ty.passed(is_converted)));
        names.push(ty.given(&format!("a{index}"), is_converted));
    }
    Some((parameters.join(", "), names.join(", ")))
}

/// The first argument of the first bound of `impl TRAIT<…>`.
fn bound_argument(ty: &Type) -> Option<&GenericArgument> {
    let Type::ImplTrait(bounds) = ty else { return None };
    let TypeParamBound::Trait(bound) = bounds.bounds.first()? else { return None };
    let PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
    arguments.args.first()
}
