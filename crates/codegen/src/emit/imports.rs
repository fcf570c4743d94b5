//! The imports of a generated module. Of all imports that a module may have, those that its items use are written.

use std::collections::{BTreeMap, HashSet};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};

use crate::rust::unparsed;

/// A name that a module may import.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Import {
    path: &'static str,
    /// The methods, if the import is a trait. A call of one of them uses the import.
    methods: &'static [&'static str],
    /// Whether the import is always used.
    is_glob: bool,
}

/// Creates an import that is used where its last segment occurs: a type by its name, or by the name after `as`; a module before
/// `::`.
pub(crate) const fn name(path: &'static str) -> Import {
    Import { path, methods: &[], is_glob: false }
}

/// Creates an import of a trait, which is also used where one of its methods is called.
pub(crate) const fn methods(path: &'static str, methods: &'static [&'static str]) -> Import {
    Import { path, methods, is_glob: false }
}

/// Creates an import of all public names of the module `path`. It is always written.
pub(crate) const fn glob(path: &'static str) -> Import {
    Import { path, methods: &[], is_glob: true }
}

/// The names that items use.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// The first segments of paths. A path of one segment counts only if it starts with a capital: otherwise it is a
    /// variable.
    names: HashSet<String>,
    methods: HashSet<String>,
}

impl Uses {
    /// Adds the names that an item uses. The item does not change.
    pub(crate) fn of_item(&mut self, item: &mut syn::Item) {
        self.visit_item_mut(item);
    }

    /// Adds a module.
    pub(crate) fn module(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// Returns the `use` declarations: of the standard library, of other crates and of this crate, with a blank line before
    /// each group.
    pub(crate) fn imports(&self, candidates: &[Import]) -> String {
        let mut groups: BTreeMap<Group, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for import in candidates {
            let (parent, name) = match import.path.rsplit_once("::") {
                _ if import.is_glob => (import.path, "*"),
                Some(split) => split,
                None => ("", import.path),
            };
            let is_used = import.is_glob
                || self.names.contains(name.rsplit(" as ").next().unwrap_or(name))
                || import.methods.iter().any(|method| self.methods.contains(*method));
            if is_used {
                groups.entry(Group::of(parent)).or_default().entry(parent).or_default().push(name);
            }
        }
        groups.into_values().map(|group| format!("\n{}", declarations(group))).collect()
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let list = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated.parse2(tokens.clone());
        match list {
            Ok(mut list) => list.iter_mut().for_each(|expression| self.visit_expr_mut(expression)),
            // Arguments of the form `key = value`.
            Err(_) => self.separated(tokens),
        }
    }

    /// The arguments of an attribute: the first segment of a path counts, and a path of one segment only with a capital.
    fn arguments(&mut self, tokens: TokenStream) {
        let mut is_first = true;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_colon = |token: &proc_macro2::TokenTree| matches!(token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ':');
            match &token {
                proc_macro2::TokenTree::Group(group) => self.arguments(group.stream()),
                proc_macro2::TokenTree::Ident(ident) if is_first => {
                    let name = ident.to_string();
                    if name.starts_with(char::is_uppercase) || tokens.peek().is_some_and(is_colon) {
                        self.names.insert(name);
                    }
                }
                _ => {}
            }
            is_first = !is_colon(&token);
        }
    }

    /// Tokens that are not a list of expressions: every segment before `::` counts.
    fn separated(&mut self, tokens: TokenStream) {
        let all: Vec<proc_macro2::TokenTree> = tokens.into_iter().collect();
        for (at, token) in all.iter().enumerate() {
            let is_colon = |token: Option<&proc_macro2::TokenTree>| matches!(token, Some(proc_macro2::TokenTree::Punct(punct)) if punct.as_char() == ':');
            match token {
                proc_macro2::TokenTree::Group(group) => self.separated(group.stream()),
                proc_macro2::TokenTree::Ident(ident) => {
                    let is_first = at == 0 || !is_colon(all.get(at - 1));
                    let is_path = is_colon(all.get(at + 1)) && is_colon(all.get(at + 2));
                    if is_first && is_path {
                        self.names.insert(ident.to_string());
                    }
                }
                _ => {}
            }
        }
    }
}

/// Adds the imports that the items of an inline module use.
///
/// # Errors
///
/// A path of an import is no Rust.
pub(crate) fn with_imports(mut module: syn::ItemMod, candidates: &[Import]) -> syn::Result<syn::ItemMod> {
    let mut uses = Uses::default();
    if let Some((_, items)) = &mut module.content {
        items.iter_mut().for_each(|item| uses.of_item(item));
        let imports: syn::File = syn::parse_str(&uses.imports(candidates))?;
        items.splice(0..0, imports.items);
    }
    Ok(module)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Standard,
    Other,
    Own,
}

impl Group {
    fn of(path: &str) -> Self {
        match path.split("::").next() {
            Some("std") => Group::Standard,
            Some("crate") => Group::Own,
            _ => Group::Other,
        }
    }
}

/// The length from which on a declaration may need several lines.
const SHORT: usize = 80;

fn declarations(group: BTreeMap<&str, Vec<&str>>) -> String {
    let declaration = |(parent, mut names): (&str, Vec<&str>)| {
        names.sort_unstable();
        names.dedup();
        let text = match names.as_slice() {
            [name] if parent.is_empty() => format!("use {name};"),
            [name] => format!("use {parent}::{name};"),
            names => format!("use {parent}::{{{}}};", names.join(", ")),
        };
        // A short declaration is already as prettyplease formats it. One that does not parse stays unchanged, so that the compiler
        // reports it.
        let parsed = if text.len() < SHORT { None } else { syn::parse_str(&text).ok() };
        parsed.map_or_else(|| format!("{text}\n"), unparsed)
    };
    let mut declarations: Vec<String> = group.into_iter().map(declaration).collect();
    // The order of rustfmt: braces after names.
    declarations.sort_unstable();
    declarations.concat()
}

impl VisitMut for Uses {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if let (None, Some(first)) = (path.leading_colon, path.segments.first()) {
            let name = first.ident.to_string();
            if path.segments.len() > 1 || name.starts_with(char::is_uppercase) {
                self.names.insert(name);
            }
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_pat_ident_mut(&mut self, pattern: &mut syn::PatIdent) {
        // In a pattern, a unit struct looks like a variable.
        let name = pattern.ident.to_string();
        if name.starts_with(char::is_uppercase) {
            self.names.insert(name);
        }
        visit_mut::visit_pat_ident_mut(self, pattern);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_macro_mut(&mut self, found: &mut syn::Macro) {
        if let (Some(first), None) = (found.path.segments.first(), found.path.leading_colon) {
            self.names.insert(first.ident.to_string());
        }
        self.tokens(found.tokens.to_token_stream());
        visit_mut::visit_macro_mut(self, found);
    }

    fn visit_attribute_mut(&mut self, attribute: &mut syn::Attribute) {
        // Arguments are paths and `key = value`, so nothing has to be parsed. Most attributes are documentation, without arguments.
        if let syn::Meta::List(list) = &attribute.meta {
            self.arguments(list.tokens.clone());
        }
        visit_mut::visit_attribute_mut(self, attribute);
    }
}
