//! Calls of the setters of builders.

use syn::Type;

use super::Probes;
use crate::ty::{Scope, Ty};

impl Probes {
    /// Adds calls of the setters of builders, from the tables of `builder.rs`.
    pub(super) fn builders(&mut self, text: &str, types: &Scope<'_>) {
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
                "every" => (Ty::List(Box::new(ty)), true),
                "pairs" => (Ty::Map(Box::new(ty)), true),
                _ => (ty, true),
            };
            let (passed, given) = (ty.passed(is_converted), ty.given("one", is_converted));
            let setter = format!("types::builder::{builder}");
            self.add(&format!("value: {setter}, one: {passed}"), &format!("let _: {setter} = value.{field}({given});"));
        }
    }
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
