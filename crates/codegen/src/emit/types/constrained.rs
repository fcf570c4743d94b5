//! Types with the constraints of their schema. A value that violates a constraint cannot be constructed.

use model::integer;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::derive::DerivedTraits;
use super::table::spaced;
use crate::emit::{bounds, literal};
use crate::named::{Api, Constraints, Integer, TitledValue, TypeDef, TypeRef};
use crate::rust::{code, described, doc_ours, ident, is_copy, own_ty};

pub(crate) fn item(
    api: &Api,
    derives: &DerivedTraits,
    doc: &TokenStream,
    def: &TypeDef,
    inner: &TypeRef,
    constraints: &Constraints,
) -> TokenStream {
    let name = ident(&def.name);
    let text = &def.name;
    let ty = own_ty(api, inner);
    let borrowed = borrowed(api, inner);
    let checks = checks(inner, constraints);
    let extend = extensions(inner, constraints);
    let extend = (!extend.is_empty()).then(|| quote!(#[schemars(extend(#(#extend),*))]));
    let debug = def.sensitive.then(|| {
        quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_tuple(#text).field(&support::Redacted).finish()
                }
            }
        }
    });
    let derive_debug = (!def.sensitive).then(|| quote!(Debug,));
    let value = if constraints.is_empty() { quote!(_) } else { quote!(value) };
    let equality = derives.equality(def);
    let (copy, order) = (is_copy(inner).then(|| quote!(Copy,)), derives.order(inner));
    let bounds = doc_ours(&about(api, def, inner, constraints));
    let deprecated = def.deprecated.then(|| quote!(#[deprecated]));
    let gap = (!doc.is_empty()).then(|| quote!(#[doc = ""]));
    quote! {
        #doc
        #gap
        #bounds
        #deprecated
        #[derive(Clone, #copy #derive_debug #equality, #order JsonSchema)]
        #[schemars(transparent)]
        #extend
        pub struct #name(#ty);

        impl #name {
            fn check(#value: &#borrowed) -> bool {
                #checks
            }
        }

        #debug
    }
}

/// A constant for each integer that has a title.
pub(crate) fn titled(def: &TypeDef, inner: &TypeRef, titled: &[TitledValue]) -> Option<TokenStream> {
    let is_shown = matches!(inner, TypeRef::Integer(_)) && !def.sensitive;
    let constants = titled.iter().filter(|_| is_shown).filter_map(|titled| {
        let constant = ident(&titled.constant()?);
        let value = literal::integer(integer::exact(&titled.value)?);
        let doc = described(titled.doc.as_deref(), [Some(code(&titled.value.to_string()))]);
        Some(quote!(#doc pub const #constant: Self = Self(#value);))
    });
    let constants: Vec<TokenStream> = constants.collect();
    let name = ident(&def.name);
    (!constants.is_empty()).then(|| quote!(impl #name { #(#constants)* }))
}

/// The type to which a type with constraints dereferences.
fn borrowed(api: &Api, inner: &TypeRef) -> TokenStream {
    match inner {
        TypeRef::String => quote!(str),
        TypeRef::Array(element) => {
            let element = own_ty(api, element);
            quote!([#element])
        }
        _ => own_ty(api, inner),
    }
}

/// The implementations of traits.
pub(crate) fn table(api: &Api, def: &TypeDef, inner: &TypeRef, constraints: &Constraints) -> String {
    let name = &def.name;
    let (held, target) = (spaced(&own_ty(api, inner)), spaced(&borrowed(api, inner)));
    let (expected, is_constant) = (bounds::plain(inner, constraints, def.sensitive), constraints.one_of.len() == 1);
    let sensitive = if def.sensitive { ", sensitive" } else { "" };
    let value = format!(
        "constrained::value! {{ {name}({held}) as {target}: {expected:?}, constant: {is_constant}{sensitive} }}\n"
    );
    match inner {
        TypeRef::String => value + &format!("constrained::text! {{ {name} }}\n"),
        TypeRef::Integer(_) | TypeRef::F64 => value + &format!("constrained::number! {{ {name} }}\n"),
        TypeRef::Array(element) => {
            let element = spaced(&own_ty(api, element));
            value + &format!("constrained::list! {{ {name} of {element} }}\n")
        }
        _ => value,
    }
}

/// The constraints in words and an example of a conversion, for the documentation. A sensitive type may have none.
fn about(api: &Api, def: &TypeDef, inner: &TypeRef, constraints: &Constraints) -> String {
    let (noun, placeholder) = match inner {
        TypeRef::String => ("A string", "\"…\""),
        TypeRef::Integer(_) => ("An integer", "number"),
        TypeRef::F64 => ("A number", "number"),
        TypeRef::Array(_) => ("A list", "vec![…]"),
        TypeRef::Map(_) => ("A map", "map"),
        _ => ("A value", "value"),
    };
    let shown = sample(api, def, inner, constraints).unwrap_or_else(|| placeholder.to_owned());
    let example = code(&format!("{shown}.try_into()"));
    if constraints.is_empty() {
        return format!("{noun} that `Debug` does not show. A conversion makes one: {example}.");
    }
    let bounds = bounds::documented(inner, constraints, def.sensitive);
    format!("{noun} with constraints: {bounds}. A conversion checks them: {example}.")
}

/// A short value that fits the constraints, as an expression. `None` if none is known, and for a sensitive type.
fn sample(api: &Api, def: &TypeDef, inner: &TypeRef, constraints: &Constraints) -> Option<String> {
    const LONGEST: usize = 40;
    let is_shown =
        matches!(inner, TypeRef::String | TypeRef::Integer(_) | TypeRef::F64 | TypeRef::Bool) && !def.sensitive;
    let values = def.sample.iter().chain(&constraints.one_of).filter(|_| is_shown);
    let expressions = values.filter_map(|value| {
        let text = match value {
            Value::String(text) => format!("{text:?}"),
            _ => literal::expression(api, inner, value)?.to_string().replace(' ', ""),
        };
        // A negative literal needs parentheses before a method call.
        Some(if value.as_f64().is_some_and(|number| number < 0.0) { format!("({text})") } else { text })
    });
    expressions.into_iter().find(|text| text.chars().count() <= LONGEST && !text.contains('`'))
}

/// An expression that is true if the value satisfies all constraints.
fn checks(inner: &TypeRef, constraints: &Constraints) -> TokenStream {
    let mut checks = Vec::new();
    let length = if *inner == TypeRef::String { quote!(value.chars().count()) } else { quote!(value.len()) };
    let number = match inner {
        TypeRef::F64 => quote!(*value),
        TypeRef::Integer(integer) if !integer.has_64_bits() => quote!(f64::from(*value)),
        _ => quote!(*value as f64),
    };
    let is_wide = matches!(inner, TypeRef::Integer(integer) if integer.has_64_bits());
    let integer = if is_wide { quote!(*value) } else { quote!(i64::from(*value)) };
    if let Some(least) = constraints.min_length.and_then(|least| usize::try_from(least).ok()) {
        match least {
            0 => {}
            1 => checks.push(quote!(!value.is_empty())),
            // The comparison of the maximum is `==` then.
            _ if constraints.max_length == constraints.min_length => {}
            least => {
                let least = proc_macro2::Literal::usize_unsuffixed(least);
                checks.push(quote!(#length >= #least));
            }
        }
    }
    if let Some(most) = constraints.max_length.and_then(|most| usize::try_from(most).ok()) {
        if most == 0 {
            checks.push(quote!(value.is_empty()));
        } else {
            let is_exact = most > 1 && constraints.min_length == constraints.max_length;
            let operator = if is_exact { quote!(==) } else { quote!(<=) };
            let most = proc_macro2::Literal::usize_unsuffixed(most);
            checks.push(quote!(#length #operator #most));
        }
    }
    if let Some(pattern) = &constraints.pattern {
        let parsed = model::pattern::Pattern::parse(pattern);
        let (pattern, flags) = parsed.map_or((pattern.clone(), "u"), |parsed| (parsed.text, parsed.flags));
        checks.push(quote! {{
            static PATTERN: std::sync::LazyLock<Option<regress::Regex>> =
                std::sync::LazyLock::new(|| regress::Regex::with_flags(#pattern, #flags).ok());
            PATTERN.as_ref().is_some_and(|pattern| pattern.find(value).is_some())
        }});
    }
    // If the bounds are inclusive and equal, the value must equal the bound.
    let is_only = matches!(&constraints.minimum, Some((_, false))) && constraints.minimum == constraints.maximum;
    let minimum = if is_only { &None } else { &constraints.minimum };
    let at_most = if is_only { quote!(==) } else { quote!(<=) };
    for (bound, exclusive, inclusive) in [(minimum, quote!(>), quote!(>=)), (&constraints.maximum, quote!(<), at_most)]
    {
        if let Some((bound, excluded)) = bound {
            let operator = if *excluded { exclusive } else { inclusive };
            checks.push(compare(inner, bound, &operator, &integer, &number));
        }
    }
    if let Some(step) = &constraints.multiple_of {
        checks.push(match (inner, step.as_u64()) {
            (TypeRef::Integer(Integer::U64), Some(step)) => {
                let step = proc_macro2::Literal::u64_unsuffixed(step);
                quote!(value.is_multiple_of(#step))
            }
            (TypeRef::Integer(_), Some(step)) if i64::try_from(step).is_ok() => {
                let step = proc_macro2::Literal::i64_suffixed(step.cast_signed());
                quote!(#integer % #step == 0)
            }
            _ => {
                let step = proc_macro2::Literal::f64_suffixed(step.as_f64().unwrap_or(1.0));
                quote!(support::is_multiple(#number, #step))
            }
        });
    }
    if constraints.unique {
        checks.push(quote!(support::is_unique(value)));
    }
    if !constraints.one_of.is_empty() {
        checks.push(listed(inner, &constraints.one_of));
    }
    if checks.is_empty() { quote!(true) } else { quote!(#(#checks)&&*) }
}

/// Whether the value is one of a list.
fn listed(inner: &TypeRef, values: &[Value]) -> TokenStream {
    match inner {
        TypeRef::Bool => {
            let values = values.iter().filter_map(Value::as_bool);
            quote!([#(#values),*].contains(value))
        }
        TypeRef::Integer(_) => {
            let numbers = values.iter().filter_map(integer::exact).map(literal::integer);
            quote!([#(#numbers),*].contains(value))
        }
        _ => {
            let text = Value::from(values.to_vec()).to_string();
            // `str` and slices are unsized and passed by reference.
            let value =
                if matches!(inner, TypeRef::String | TypeRef::Array(_)) { quote!(&value) } else { quote!(value) };
            quote! {{
                static VALUES: std::sync::LazyLock<serde_json::Value> =
                    std::sync::LazyLock::new(|| listed::json(#text));
                listed::is_listed(#value, &VALUES)
            }}
        }
    }
}

/// Compares the value with a bound, in a type that can represent the bound.
fn compare(
    inner: &TypeRef,
    bound: &Value,
    operator: &TokenStream,
    integer: &TokenStream,
    number: &TokenStream,
) -> TokenStream {
    match (inner, integer::exact(bound)) {
        (TypeRef::Integer(ty), Some(bound)) if is_comparable(*ty, bound) => {
            let bound = if bound == i128::from(i64::MIN) { quote!(i64::MIN) } else { literal::integer(bound) };
            quote!(#integer #operator #bound)
        }
        (_, _) => {
            let bound = bound.as_f64().unwrap_or(0.0);
            let positive = proc_macro2::Literal::f64_suffixed(bound.abs());
            let bound = if bound < 0.0 { quote!(-#positive) } else { quote!(#positive) };
            quote!((#number) #operator #bound)
        }
    }
}

/// Whether the type in which integers are compared with a bound holds the bound: `u64` for itself, and `i64` for all others.
fn is_comparable(ty: Integer, bound: i128) -> bool {
    let compared = if ty == Integer::U64 { Integer::U64 } else { Integer::I64 };
    compared.range().contains(&bound)
}

/// The same constraints for the derived JSON Schema.
fn extensions(inner: &TypeRef, constraints: &Constraints) -> Vec<TokenStream> {
    let (least, most) = match inner {
        TypeRef::Array(_) => ("minItems", "maxItems"),
        TypeRef::Map(_) => ("minProperties", "maxProperties"),
        _ => ("minLength", "maxLength"),
    };
    let mut out = Vec::new();
    let mut add = |key: &str, value: TokenStream| out.push(quote!(#key = #value));
    if let Some(bound) = constraints.min_length {
        add(least, quote!(#bound));
    }
    if let Some(bound) = constraints.max_length {
        add(most, quote!(#bound));
    }
    if let Some(pattern) = &constraints.pattern {
        add("pattern", quote!(#pattern));
    }
    for (bound, inclusive, exclusive) in
        [(&constraints.minimum, "minimum", "exclusiveMinimum"), (&constraints.maximum, "maximum", "exclusiveMaximum")]
    {
        if let Some((bound, excluded)) = bound {
            add(if *excluded { exclusive } else { inclusive }, json(bound));
        }
    }
    if let Some(step) = &constraints.multiple_of {
        add("multipleOf", json(step));
    }
    if constraints.unique {
        add("uniqueItems", quote!(true));
    }
    if !constraints.one_of.is_empty() {
        let text = Value::from(constraints.one_of.clone()).to_string();
        add("enum", quote!(listed::json(#text)));
    }
    out
}

fn json(number: &Value) -> TokenStream {
    match (number.as_i64(), number.as_f64()) {
        (Some(i64::MIN), _) => quote!(i64::MIN),
        (Some(number), _) if number < 0 => {
            let positive = proc_macro2::Literal::i64_suffixed(-number);
            quote!(-#positive)
        }
        (Some(number), _) => quote!(#number),
        (None, _) if number.is_u64() => {
            let number = number.as_u64().unwrap_or(u64::MAX);
            quote!(#number)
        }
        (None, Some(number)) if number < 0.0 => {
            let positive = number.abs();
            quote!(-#positive)
        }
        (None, number) => {
            let number = number.unwrap_or(0.0);
            quote!(#number)
        }
    }
}
