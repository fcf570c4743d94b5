//! A program that uses everything of the generated crates of a document, in the style that the documentation recommends.
//!
//! A program is a set of functions that do not depend on each other. So a program of one document compiles against the crates of
//! another if the other's program has all of its functions, and otherwise the compiler decides about those that it lacks.

use std::collections::{BTreeMap, BTreeSet};

use codegen::Files;
use syn::{Fields, File, FnArg, ImplItem, Item, Pat, ReturnType, TraitItem, Type, Visibility};

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
        let client = parsed(files, "client/src/client.rs");
        let scope = Scope { path: "client".to_owned(), declared: declared(&client.items), types: Some(&types) };
        let operations = modules(&parsed(files, "client/src/operation.rs"), "client::operation", &types);
        for (items, scope) in &operations {
            of_client.items(items, scope);
        }
        of_client.client(&client.items, &scope, &operations);
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
                        let (Some(field_name), Some(ty)) = (&field.ident, scope.ty(&field.ty)) else { continue };
                        self.add(&format!("value: &{name}"), &ty.read(&format!("&value.{field_name}")));
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

    /// Adds calls of the setters of builders, from the tables of `builder.rs`.
    fn builders(&mut self, text: &str, types: &Scope<'_>) {
        let mut builder = String::new();
        for line in text.lines().map(str::trim) {
            if let Some((_, name)) = line.strip_suffix(" {").and_then(|line| line.split_once(" by ")) {
                builder = name.split(':').next().unwrap_or_default().trim().to_owned();
                let whole = builder.trim_end_matches("Builder");
                self.add("", &format!("let _: types::builder::{builder} = types::{whole}::builder();"));
                self.add(
                    &format!("value: types::builder::{builder}"),
                    &format!("let _: Result<types::{whole}, types::BuildError> = value.build();"),
                );
                continue;
            }
            let mut words = line.splitn(3, ' ');
            let (Some("required" | "optional" | "nullable" | "defaulted"), Some(field), Some(rest)) =
                (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let Some((method, argument)) = rest.split_once('(') else { continue };
            let Some(end) = closing(argument) else { continue };
            let argument = &argument[..end];
            let first = argument.split(" as ").next().unwrap_or(argument);
            let Some(ty) = syn::parse_str::<Type>(first).ok().and_then(|ty| types.ty(&ty)) else { continue };
            let (ty, is_converted) = match method {
                "set" | "check" => (ty, false),
                "each" => (Ty::List(Box::new(ty)), false),
                "entries" => (Ty::Map(Box::new(ty)), false),
                _ => (ty, true),
            };
            let (passed, given) = (ty.passed(is_converted), ty.given("one", is_converted));
            let setter = format!("types::builder::{builder}");
            self.add(&format!("value: {setter}, one: {passed}"), &format!("let _: {setter} = value.{field}({given});"));
        }
    }

    /// Adds the calls of operations, and of the setters of the client.
    fn client(&mut self, items: &[Item], scope: &Scope<'_>, operations: &[(Vec<Item>, Scope<'_>)]) {
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
                    if let ImplItem::Fn(function) = function
                        && function.sig.ident == "send"
                    {
                        self.send(&function.sig.output, scope);
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

    /// Adds an implementation of each method of a trait, with the methods that the trait requires.
    fn traits(&mut self, items: &[Item]) {
        for item in items {
            let Item::Trait(item) = item else { continue };
            let methods: Vec<&syn::TraitItemFn> = item
                .items
                .iter()
                .filter_map(|item| match item {
                    TraitItem::Fn(function) => Some(function),
                    _ => None,
                })
                .collect();
            let caller = item.items.iter().any(|item| matches!(item, TraitItem::Type(_)));
            let caller = if caller { "type Caller = ();" } else { "" };
            let required: String =
                methods.iter().filter(|method| method.default.is_none()).map(|method| implemented(method)).collect();
            let name = &item.ident;
            let mut implementation = |method: &str| {
                self.add("", &format!("struct One; impl server::{name} for One {{ {caller} {required} {method} }}"));
            };
            implementation("");
            methods
                .iter()
                .filter(|method| method.default.is_some())
                .for_each(|method| implementation(&implemented(method)));
        }
    }
}

/// A method of a trait, implemented in the style that the documentation recommends.
fn implemented(method: &syn::TraitItemFn) -> String {
    let signature = &method.sig;
    let qualified = |text: String| {
        let text = text.replace("Self :: Caller", "()").replace("Self::Caller", "()");
        // The words of the trait's own imports.
        let words = ["operation", "webhook", "Credential", "Context", "Denied", "Undocumented", "Rejection"];
        let mut out = String::new();
        for word in text.split(' ') {
            let bare = word.trim_start_matches(['&', '(']);
            let is_local = words.contains(&bare.trim_end_matches([',', ')', '>'])) && !out.trim_end().ends_with("::");
            let prefix = &word[..word.len() - bare.len()];
            out.push_str(&if is_local { format!("{prefix}server :: {bare} ") } else { format!("{word} ") });
        }
        out.replace("crate ::", "server ::")
    };
    let tokens = |ty: &Type| quote::quote!(#ty).to_string();
    let inputs = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(_) => "&self".to_owned(),
        FnArg::Typed(input) => {
            let Pat::Ident(name) = &*input.pat else { return "_: ()".to_owned() };
            format!("_{}: {}", name.ident, qualified(tokens(&input.ty)))
        }
    });
    let inputs: Vec<String> = inputs.collect();
    let (word, output) = match &signature.output {
        ReturnType::Default => ("", String::new()),
        ReturnType::Type(_, ty) => match future_output(ty) {
            Some(output) => ("async ", format!(" -> {}", qualified(tokens(output)))),
            None => ("", format!(" -> {}", qualified(tokens(ty)))),
        },
    };
    format!("{word}fn {}({}){output} {{ unimplemented!() }} ", signature.ident, inputs.join(", "))
}

/// The output of `impl Future<Output = …>`.
fn future_output(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(bounds) = ty else { return None };
    let syn::TypeParamBound::Trait(bound) = bounds.bounds.first()? else { return None };
    let syn::PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::AssocType(output) => Some(&output.ty),
        _ => None,
    }
}

fn type_arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(syn::PathArguments::AngleBracketed(arguments)) = path.path.segments.last().map(|last| &last.arguments)
    else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The type argument of the first bound of `impl TryInto<…>`.
fn only_argument(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(bounds) = ty else { return None };
    let syn::TypeParamBound::Trait(bound) = bounds.bounds.first()? else { return None };
    let syn::PathArguments::AngleBracketed(arguments) = &bound.path.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// Returns whether a function takes `&self`.
fn is_borrowed(receiver: &FnArg) -> bool {
    matches!(receiver, FnArg::Receiver(_)) && quote::quote!(#receiver).to_string().starts_with('&')
}

fn is_secret(ty: &Type) -> bool {
    quote::quote!(#ty).to_string().contains("SecretString")
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

/// The end of the argument list that `text` starts with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        (depth == 0).then_some(at)
    })
}
