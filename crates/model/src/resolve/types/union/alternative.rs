//! The names of the alternatives of a `oneOf` or `anyOf`: of the variants of an enum, and of their types.

use std::collections::BTreeSet;

use crate::name::{Casing, Scope, derive, word};
use crate::node::Node;
use crate::pointer::{decode, pointed};
use crate::resolve::context::Context;
use crate::resolve::wish::Hint;
use crate::schema::{Keyword, Schema, Type};

/// Returns a name for each alternative, in their order. Alternatives that want one name are told apart by what only one of them
/// has, so that the name of each stays if they change places; those that have nothing of their own are numbered. One without a name of its
/// own that differs from them by a constant has its name from this constant.
pub(super) fn labels<'d>(context: &Context<'d>, holder: Schema<'d>, members: &[Schema<'d>]) -> Vec<Hint> {
    let wanted: Vec<Hint> = members.iter().map(|member| wanted(context, *member)).collect();
    let alike = |index: usize| -> Vec<Schema<'d>> {
        let others = (0..members.len()).filter(|other| *other != index && wanted[*other].text == wanted[index].text);
        others.map(|other| members[other]).collect()
    };
    let literal = |index: usize| {
        let (member, others) = (members[index], alike(index));
        let is_nameless = member.any_reference().is_none() && member.title().is_none();
        let literal = (is_nameless && !others.is_empty()).then(|| constant(context.root, member, &others)).flatten()?;
        Some(derive(&literal, Casing::Pascal)).filter(|name| name.starts_with(char::is_alphabetic))
    };
    let literals: Vec<Option<String>> = (0..members.len()).map(literal).collect();
    let is_free = |name: &String| {
        wanted.iter().all(|other| other.text != *name)
            && literals.iter().flatten().filter(|other| *other == name).nth(1).is_none()
    };
    let mut scope = Scope::default();
    let label = |(index, name): (usize, &Hint)| {
        if let Some(literal) = literals[index].as_ref().filter(|literal| is_free(literal)) {
            scope.claim(literal, Casing::Pascal);
            return Hint::of_text(literal.clone());
        }
        let alike = alike(index);
        let own = match alike.is_empty() {
            true => None,
            false => mark(context, holder, members[index], &alike),
        };
        let name = name.then(own.as_deref().unwrap_or_default());
        let text = scope.claim(&name.text, Casing::Pascal);
        name.then(text.strip_prefix(&name.text).unwrap_or_default())
    };
    wanted.iter().enumerate().map(label).collect()
}

/// Returns what tells an alternative apart from others: the value of the discriminator, else the constant of a property, else a property, a
/// required one if possible, else the format of a text, else the type of elements.
fn mark<'d>(context: &Context<'d>, holder: Schema<'d>, member: Schema<'d>, others: &[Schema<'d>]) -> Option<String> {
    let property = holder.discriminator().and_then(|discriminator| discriminator.property_name());
    let tag = |member: Schema<'d>| match holder.tags(context.root, property?, member).as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let properties = |member: Schema<'d>| member.properties().map(|(entry, _)| entry.key.clone()).collect();
    let required = |member: Schema<'d>| member.required_names().map(str::to_owned).collect();
    let format = |member: Schema<'d>| member.format().map(str::to_owned);
    let element = |member: Schema<'d>| Some(wanted(context, member.items()?).text);
    let one = |part: &dyn Fn(Schema<'d>) -> Option<String>| {
        part(member).filter(|own| others.iter().all(|other| part(*other).as_ref() != Some(own)))
    };
    let first = |part: &dyn Fn(Schema<'d>) -> BTreeSet<String>, rest: &dyn Fn(Schema<'d>) -> BTreeSet<String>| {
        let others: BTreeSet<String> = others.iter().flat_map(|other| rest(*other)).collect();
        part(member).into_iter().find(|own| !others.contains(own))
    };
    let found = one(&tag)
        .or_else(|| constant(context.root, member, others))
        .or_else(|| first(&required, &required))
        .or_else(|| first(&properties, &properties))
        .or_else(|| one(&format))
        .or_else(|| one(&element));
    let word = word(&found?);
    (!word.is_empty()).then_some(word)
}

/// Returns the text that a property must have, if it must have another one in all other alternatives.
fn constant<'d>(root: &'d Node, member: Schema<'d>, others: &[Schema<'d>]) -> Option<String> {
    let of = |schema: Schema<'d>, name: &str| schema.property(name)?.target(root)?.only_value();
    member.properties().find_map(|(entry, _)| {
        let own = of(member, &entry.key)?;
        let is_own = others.iter().all(|other| of(*other, &entry.key).is_some_and(|other| other != own));
        own.as_str().filter(|_| is_own).map(str::to_owned)
    })
}

/// Returns the preferred name of an alternative: the name of the component, else the title, else the type.
fn wanted(context: &Context<'_>, member: Schema<'_>) -> Hint {
    if let Some(reference) = member.any_reference() {
        let target = pointed(context.root, reference);
        let component = target.and_then(|target| context.component_at.get(&target.at));
        return match component {
            Some(id) => Hint::of_type(&context.types, *id),
            None => {
                let last = decode(reference.rsplit('/').next().unwrap_or_default());
                Hint::of_text(derive(&last, Casing::Pascal))
            }
        };
    }
    if let Some(title) = member.title().filter(|_| !member.is_of_type()) {
        return Hint::of_text(derive(title, Casing::Pascal));
    }
    let ty = member.type_name().unwrap_or_else(|| {
        let object = [Keyword::Properties, Keyword::Required, Keyword::AllOf];
        if object.into_iter().any(|keyword| member.has(keyword)) { Type::Object.name() } else { "value" }
    });
    let mut letters = ty.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    Hint::of_text(first.into_iter().chain(letters).collect())
}
