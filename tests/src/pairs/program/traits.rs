//! Implementations of the server's traits.

use syn::{FnArg, GenericArgument, Item, Pat, ReturnType, TraitItem, Type};

use super::{Probes, bound_argument};

impl Probes {
    /// Adds an implementation of each method of a trait, with the methods that the trait requires.
    pub(super) fn traits(&mut self, items: &[Item]) {
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
    match bound_argument(ty)? {
        GenericArgument::AssocType(output) => Some(&output.ty),
        _ => None,
    }
}
