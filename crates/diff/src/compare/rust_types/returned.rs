//! The types that the client returns for successes and documented errors.

use std::collections::HashMap;

use model::api::{
    Api, Format, ItemValues, Items, Operation, Outcome, Response, ResponseContent, ResponseVariant, TypeKind, TypeRef,
};

use super::super::both::label;
use super::super::changes::Sender;
use super::ReplacedType;
use crate::rust::Crates;

/// Returns the operations whose client returns another type for a success, or no longer has a variant of its errors.
pub(super) fn compare(old: &Api<String>, new: &Api<String>) -> Vec<ReplacedType> {
    // The first of several operations with one label.
    let labelled = new.operations.iter().rev().map(|after| (label(after, Sender::Caller), after));
    let by_label: HashMap<String, &Operation<String>> = labelled.collect();
    let mut found = Vec::new();
    for before in &old.operations {
        let label = label(before, Sender::Caller);
        let Some(after) = by_label.get(&label) else { continue };
        let mut add = |part: &str, message: String| {
            found.push(ReplacedType {
                owner: label.clone(),
                part: part.to_owned(),
                crates: Crates::CLIENT,
                sender: Sender::Caller,
                message,
                old: Some(before.annotations.at),
                new: Some(after.annotations.at),
            });
        };
        let gone = gone(&success(old, before), &success(new, after));
        if let Some(gone) = gone {
            add("success", format!("the client returns another type for a success: before, it was {gone}"));
        }
        let known = variants(new, after.errors().flat_map(Response::variants));
        let gone = variants(old, before.errors().flat_map(Response::variants))
            .into_iter()
            .find(|variant| !known.contains(variant));
        if let Some(gone) = gone {
            add("error", format!("the error of the client has no variant {gone}"));
        }
    }
    found
}

/// The type that the client returns for a success.
#[derive(PartialEq)]
enum Success {
    /// One type, in words.
    One(String),
    /// An enum with these variants, in words.
    Several(Vec<String>),
}

fn success(api: &Api<String>, operation: &Operation<String>) -> Success {
    match operation.success() {
        Outcome::Empty => Success::One("without a body".to_owned()),
        Outcome::Same(content) => Success::One(words(api, content)),
        Outcome::SameOrEmpty(content) => Success::One(format!("an `Option` of {}", words(api, content))),
        Outcome::Several(all) => Success::Several(variants(api, all.into_iter())),
    }
}

/// The old type if programs that use it do not compile with the new one. A variant may be added to an enum.
fn gone(before: &Success, after: &Success) -> Option<String> {
    match (before, after) {
        (Success::One(before), Success::One(after)) if before == after => None,
        (Success::One(before), _) => Some(before.clone()),
        (Success::Several(before), Success::Several(after)) => {
            before.iter().find(|variant| !after.contains(variant)).map(|variant| format!("an enum with {variant}"))
        }
        (Success::Several(_), Success::One(_)) => Some("an enum".to_owned()),
    }
}

/// The variants in words, each with its type.
fn variants<'o>(api: &Api<String>, all: impl Iterator<Item = ResponseVariant<'o, String>>) -> Vec<String> {
    let word = |variant: ResponseVariant<'o, String>| match variant.content {
        Some(content) => format!("`{}` of {}", content.variant, words(api, content)),
        None => format!("`{}`", variant.response.variant),
    };
    all.map(word).collect()
}

/// The type of a body in words.
fn words(api: &Api<String>, content: &ResponseContent<String>) -> String {
    match (content.items.as_ref().and_then(Items::values), content.format) {
        (Some(ItemValues::Data(items) | ItemValues::Text(items)), _) => {
            format!("a stream of events of {}", ty(api, items))
        }
        (Some(ItemValues::Items(items)), _) => format!("a stream of {}", ty(api, items)),
        (None, Format::Bytes) => "bytes".to_owned(),
        (None, _) => ty(api, &content.ty),
    }
}

/// A type without its constraints.
pub(super) fn ty(api: &Api<String>, of: &TypeRef) -> String {
    match of {
        TypeRef::Array(inner) => format!("a list of {}", ty(api, inner)),
        TypeRef::Tuple(elements) => {
            let each: Vec<String> = elements.iter().map(|element| ty(api, element)).collect();
            format!("({})", each.join(", "))
        }
        TypeRef::Map(inner) => format!("a map of {}", ty(api, inner)),
        TypeRef::Nullable(inner) => format!("`null` or {}", ty(api, inner)),
        TypeRef::Named(id) => match &api.type_named(*id).kind {
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => ty(api, inner),
            _ => format!("`types::{}`", api.type_named(*id).name),
        },
        other => format!("{other:?}"),
    }
}
