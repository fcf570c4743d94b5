//! Wire names → Rust identifiers: cases, keywords, collisions. No other module converts names.
//!
//! Identifiers follow the Rust API guidelines (C-CASE). If several names would become the same identifier, a number is
//! appended, in the order of the wire names, so that the order of the document does not matter. A name that is already a valid identifier stays unchanged, and `x-rust-name` has
//! precedence over both rules.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// The case of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casing {
    /// `snake_case`, for functions, fields and parameters.
    Snake,
    /// `PascalCase`, for types and variants.
    Pascal,
}

/// Names of the Rust prelude that generated code uses without a path. The type of a schema with such a name gets the suffix
/// `Type`: `OptionType`.
const PRELUDE: &[&str] = &[
    "Box",
    "BuildError",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deref",
    "Deserialize",
    "Display",
    "Eq",
    "Err",
    "Error",
    "From",
    "FromStr",
    "Hash",
    "InvalidValue",
    "Into",
    "JsonSchema",
    "LazyLock",
    "None",
    "Nullable",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Some",
    "String",
    "Sync",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// Keywords of Rust, strict and reserved, as of the 2024 edition (The Rust Reference, Keywords).
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Derives an identifier from a wire name, without regard to other names.
pub fn derive(wire: &str, case: Casing) -> String {
    // Combining marks are dropped. rustc treats a letter with a combining mark as the same identifier as the composed letter
    // (Unicode normalization form C), so two names could collide.
    let is_kept = |c: char| if c.is_ascii() { is_xid_continue(c) } else { is_xid_start(c) };
    let wire = &signed(wire);
    let cleaned: String = wire.replace('\'', "").chars().map(|c| if is_kept(c) { c } else { '-' }).collect();
    let mut name = convert(&cleaned, case);
    if name.is_empty() {
        name = convert(&spell(wire), case);
    }
    if !name.starts_with(is_xid_start) {
        name.insert(0, '_');
    }
    if case == Casing::Pascal && PRELUDE.contains(&name.as_str()) {
        name.push_str("Type");
    }
    if is_identifier(&name) { name } else { name + "_" }
}

/// Derives a part of an identifier in `PascalCase` that follows other words. Names of the prelude have the suffix `Type` here too, because the
/// naming itself appends some of them: `JobErrorType` is the property `error` of `Job`, and `JobError` the body of a failed `job`.
pub(crate) fn word(wire: &str) -> String {
    derive(wire, Casing::Pascal).trim_matches('_').to_owned()
}

fn convert(text: &str, case: Casing) -> String {
    match case {
        Casing::Snake => one_word(text).to_snake_case(),
        Casing::Pascal => text.to_pascal_case(),
    }
}

/// Writes `OAuth` as one word: the capital letter in its middle starts no other one.
fn one_word(text: &str) -> String {
    let mut parts = text.split("Auth");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let before = out.strip_suffix(['O', 'o']);
        let is_start = before.is_some_and(|before| {
            let is_within = if out.ends_with('O') { char::is_uppercase } else { char::is_alphanumeric };
            !before.ends_with(is_within)
        });
        out.push_str(if is_start && !part.starts_with(char::is_lowercase) { "auth" } else { "Auth" });
        out.push_str(part);
    }
    out
}

/// A sign before a number becomes a word, so that `+1` and `-1` get different names.
fn signed(wire: &str) -> String {
    let spelled = |sign: char, word: &str| {
        let rest = wire.strip_prefix(sign).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        rest.map(|rest| format!("{word} {rest}"))
    };
    spelled('+', "plus").or_else(|| spelled('-', "minus")).unwrap_or_else(|| wire.to_owned())
}

/// Words for a name without any letter or digit.
fn spell(wire: &str) -> String {
    let word = |character| match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '/' => "slash",
        '.' => "dot",
        '$' => "dollar",
        '@' => "at",
        '#' => "hash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '?' => "question",
        '_' => "underscore",
        ' ' => "space",
        _ => "other",
    };
    if wire.is_empty() { "empty".to_owned() } else { wire.chars().take(8).map(word).collect::<Vec<_>>().join("-") }
}

/// Returns whether `name` is an identifier that does not need `r#`.
pub fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let is_first = |c: char| c == '_' || is_xid_start(c);
    characters.next().is_some_and(is_first)
        && characters.all(is_xid_continue)
        && name != "_"
        && !KEYWORDS.contains(&name)
}

/// Returns whether `name` is a suitable `x-rust-name` in this case.
pub(crate) fn is_choice(name: &str, case: Casing) -> bool {
    is_identifier(name) && name.is_ascii() && derive(name, case) == name
}

/// An item that needs an identifier.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The name on the wire.
    pub wire: &'a str,
    /// The value of `x-rust-name`, a valid identifier.
    pub chosen: Option<&'a str>,
}

/// The identifiers in use in one scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    reserved: &'static [&'static str],
}

impl Scope {
    /// Creates a scope with identifiers of the generated code. An item that derives one of them gets it with `_`, whether or not
    /// the code uses it for this document.
    pub fn reserving(reserved: &'static [&'static str]) -> Self {
        Scope { taken: reserved.iter().map(|&name| name.to_owned()).collect(), reserved }
    }

    /// Claims `wanted`, or the first of `wanted2`, `wanted3`, … (`wanted_2` in snake case) that is free. If the scope reserves
    /// `wanted`, it becomes `wanted_` first.
    pub fn claim(&mut self, wanted: &str, case: Casing) -> String {
        let own = if self.reserved.contains(&wanted) { format!("{wanted}_") } else { wanted.to_owned() };
        let separator = if case == Casing::Snake && !own.ends_with('_') { "_" } else { "" };
        // `Name_2` would not be in upper camel case.
        let base = if case == Casing::Pascal { wanted } else { &own };
        let numbered = (2u32..).map(|number| format!("{base}{separator}{number}"));
        let free = std::iter::once(own.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let name = free.unwrap_or(own);
        self.taken.insert(name.clone());
        name
    }

    /// Returns whether a name is in use.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Claims `name`. Returns `false` if it is in use.
    pub fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }
}

/// Assigns an identifier to each item of a scope. Chosen names are assigned first, then wire names that are valid
/// identifiers, then derived names in the order of the wire names. `Err` holds the index of an item whose chosen name is in use.
pub fn assign(claims: &[Claim<'_>], case: Casing, scope: &mut Scope) -> Result<Vec<String>, usize> {
    let mut names: Vec<Option<String>> = vec![None; claims.len()];
    for (index, claim) in claims.iter().enumerate() {
        if let Some(chosen) = claim.chosen {
            if !scope.take(chosen) {
                return Err(index);
            }
            names[index] = Some(chosen.to_owned());
        }
    }
    for (index, claim) in claims.iter().enumerate() {
        if names[index].is_none() && derive(claim.wire, case) == claim.wire && scope.take(claim.wire) {
            names[index] = Some(claim.wire.to_owned());
        }
    }
    let mut rest: Vec<usize> = (0..claims.len()).filter(|index| names[*index].is_none()).collect();
    rest.sort_by_key(|index| claims[*index].wire);
    for index in rest {
        names[index] = Some(scope.claim(&derive(claims[index].wire, case), case));
    }
    Ok(names.into_iter().flatten().collect())
}

/// Derives a name for a schema without a name from the tokens of the pointer to it.
pub(crate) fn hint<'t>(tokens: impl Iterator<Item = &'t str>) -> String {
    const PLACES: [&str; 16] = [
        "allOf",
        "anyOf",
        "application/json",
        "components",
        "content",
        "definitions",
        "items",
        "oneOf",
        "parameters",
        "paths",
        "properties",
        "requestBodies",
        "requestBody",
        "responses",
        "schema",
        "schemas",
    ];
    let words: Vec<String> =
        tokens.filter(|token| !PLACES.contains(token)).map(|token| derive(token, Casing::Pascal)).collect();
    let hint = words[words.len().saturating_sub(3)..].iter().map(|word| word.trim_matches('_')).collect::<String>();
    derive(&hint, Casing::Pascal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, clippy::unwrap_used, reason = "that is how a test fails")]

    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use unicode_ident::is_xid_continue;

    use super::{Casing, Claim, Scope, assign, derive, is_identifier};

    fn names(wires: &[String], case: Casing) -> Vec<String> {
        let claims: Vec<Claim<'_>> = wires.iter().map(|wire| Claim { wire, chosen: None }).collect();
        assign(&claims, case, &mut Scope::default()).expect("no name is chosen")
    }

    /// Wire names of which many become one identifier, and others that are no identifier at all.
    fn wire() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[abAB][abAB_ .2-]{0,3}",
            1 => "[a-z]{1,3}(_[0-9])?",
            1 => prop::sample::select(vec!["type", "Self", "self", "Option", "gen", "", "_", "+1", "-1", "1"])
                .prop_map(str::to_owned),
            1 => ".{0,4}",
        ]
    }

    fn case() -> impl Strategy<Value = Casing> {
        prop_oneof![Just(Casing::Snake), Just(Casing::Pascal)]
    }

    proptest! {
        #[test]
        fn a_derived_name_is_an_identifier(wire in wire(), case in case()) {
            let name = derive(&wire, case);
            prop_assert!(is_identifier(&name) && name.chars().all(is_xid_continue), "{wire:?}: {name:?}");
        }

        #[test]
        fn assigned_names_are_distinct_identifiers(wires in vec(wire(), 0..12), case in case()) {
            let names = names(&wires, case);
            prop_assert!(names.iter().all(|name| is_identifier(name)), "{names:?}");
            let distinct: BTreeSet<&String> = names.iter().collect();
            prop_assert_eq!(distinct.len(), wires.len(), "{:?}", names);
        }

        #[test]
        fn the_order_of_the_items_changes_no_name(wires in vec(wire(), 0..12), case in case()) {
            let mut distinct: Vec<String> = wires;
            distinct.sort();
            distinct.dedup();
            let before = names(&distinct, case);
            distinct.reverse();
            let mut after = names(&distinct, case);
            after.reverse();
            prop_assert_eq!(before, after);
        }

        #[test]
        fn an_unrelated_item_changes_no_name(
            wires in vec(wire(), 0..12),
            more in wire(),
            at in any::<prop::sample::Index>(),
            case in case(),
        ) {
            let before = names(&wires, case);
            // Related is an item whose identifier another one has, numbered or not.
            prop_assume!(!before.contains(&derive(&more, case)));
            let at = at.index(wires.len() + 1);
            let mut longer = wires;
            longer.insert(at, more);
            let mut after = names(&longer, case);
            after.remove(at);
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn oauth_is_one_word() {
        let snake = |wire: &str| derive(wire, Casing::Snake);
        assert_eq!([snake("OAuth2"), snake("oAuth"), snake("petstoreOAuth2")], ["oauth2", "oauth", "petstore_oauth2"]);
        assert_eq!([snake("OAuth2PasswordBearer"), snake("my-OAuth")], ["oauth2_password_bearer", "my_oauth"]);
        // Other words.
        assert_eq!([snake("OAuthor"), snake("isoAuth"), snake("FOOAuth")], ["o_author", "iso_auth", "foo_auth"]);
        assert_eq!(derive("OAuth2", Casing::Pascal), "OAuth2");
    }

    /// Numbers are given in the order of the wire names. Known limitation: an item that becomes the same identifier changes the
    /// numbers of those whose wire names come after its own.
    #[test]
    fn numbers_follow_the_wire_names() {
        let wires =
            |wires: &[&str]| names(&wires.iter().map(|&wire| wire.to_owned()).collect::<Vec<_>>(), Casing::Snake);
        assert_eq!(wires(&["Foo-Bar"]), ["foo_bar"]);
        assert_eq!(wires(&["Foo.Bar", "Foo-Bar"]), ["foo_bar_2", "foo_bar"]);
        assert_eq!(wires(&["Foo-Bar", "Foo.Bar"]), ["foo_bar", "foo_bar_2"]);
        assert_eq!(wires(&["Foo.Bar", "Foo-Bar", "foo_bar_2"]), ["foo_bar_3", "foo_bar", "foo_bar_2"]);
    }
}
