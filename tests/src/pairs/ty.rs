//! Types of generated crates, as programs read and make values of them.

use std::collections::BTreeMap;

use syn::{GenericArgument, PathArguments, Type, TypeParamBound};

/// A type, as far as the style of programs depends on it.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    Text,
    /// A number or a boolean, by its name.
    Number(String),
    Option(Box<Ty>),
    Nullable(Box<Ty>),
    List(Box<Ty>),
    Map(Box<Ty>),
    Boxed(Box<Ty>),
    /// A type with constraints, around another.
    Constrained(String, Box<Ty>),
    /// Any other type, by its path.
    Named(String),
}

/// A type that a scope declares.
#[derive(Clone)]
pub enum Declared {
    Item,
    Alias(Type),
    Constrained(Type),
}

/// Where types are written: a crate, or a module of one.
#[derive(Clone)]
pub struct Scope<'s> {
    /// The path of the module.
    pub path: String,
    pub declared: BTreeMap<String, Declared>,
    /// The types crate, `None` within it.
    pub types: Option<&'s Scope<'s>>,
}

impl Scope<'_> {
    /// Reads a type. `None` if a program cannot name it.
    pub fn ty(&self, ty: &Type) -> Option<Ty> {
        match ty {
            Type::Reference(reference) => self.ty(&reference.elem),
            Type::Paren(inner) => self.ty(&inner.elem),
            Type::Path(path) => self.of_path(path),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Some(Ty::Named("()".to_owned())),
            _ => None,
        }
    }

    fn of_path(&self, path: &syn::TypePath) -> Option<Ty> {
        let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let inner = |index: usize| -> Option<Box<Ty>> {
            let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
            let mut types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            Some(Box::new(self.ty(types.nth(index)?)?))
        };
        match *names.as_slice() {
            ["String"] => Some(Ty::Text),
            [name @ ("bool" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64")] => {
                Some(Ty::Number(name.to_owned()))
            }
            ["Option"] => Some(Ty::Option(inner(0)?)),
            [.., "Nullable"] => Some(Ty::Nullable(inner(0)?)),
            ["Vec"] => Some(Ty::List(inner(0)?)),
            ["Box"] => Some(Ty::Boxed(inner(0)?)),
            [.., "BTreeMap"] => Some(Ty::Map(inner(1)?)),
            ["types", name] => match self.types {
                Some(types) => types.named(name),
                None => self.named(name),
            },
            ["types", "chrono" | "uuid", ..] => Some(Ty::Named(names.join("::"))),
            ["chrono" | "uuid", ..] => Some(Ty::Named(format!("types::{}", names.join("::")))),
            ["serde_json", "Value"] => Some(Ty::Named("serde_json::Value".to_owned())),
            // A type of `x-rust-type`.
            ["std", "num", _] => Some(Ty::Named(names.join("::"))),
            ["StatusOf"] => None,
            ["crate", name] => {
                let name = format!("{}::{name}", self.path.split("::").next()?);
                match path.path.segments.last()?.arguments {
                    PathArguments::None => Some(Ty::Named(name)),
                    _ => Some(Ty::Named(format!("{name}<{}>", inner(0)?.passed(false)))),
                }
            }
            [name] if self.declared.contains_key(name) => self.named(name),
            _ => None,
        }
    }

    /// Reads a type that this scope declares.
    fn named(&self, name: &str) -> Option<Ty> {
        let path = format!("{}::{name}", self.path);
        match self.declared.get(name)? {
            Declared::Item => Some(Ty::Named(path)),
            Declared::Alias(ty) => self.ty(ty),
            Declared::Constrained(ty) => Some(Ty::Constrained(path, Box::new(self.ty(ty)?))),
        }
    }

    /// Reads the type of an argument, and whether the function converts the argument.
    pub fn argument(&self, ty: &Type) -> Option<(Ty, bool)> {
        let Type::ImplTrait(bounds) = ty else { return Some((self.ty(ty)?, false)) };
        let TypeParamBound::Trait(bound) = bounds.bounds.first()? else { return None };
        let segment = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
        match (segment.ident.to_string().as_str(), arguments.args.first()?) {
            ("TryInto" | "Into" | "OptionalBody", GenericArgument::Type(ty)) => Some((self.ty(ty)?, true)),
            ("IntoIterator", GenericArgument::AssocType(item)) => {
                let (element, _) = self.argument(&item.ty)?;
                Some((Ty::List(Box::new(element)), true))
            }
            _ => None,
        }
    }
}

impl Ty {
    /// The type of a value that a program passes to a function. One that converts the argument takes a literal for a type with
    /// constraints.
    pub fn passed(&self, is_converted: bool) -> String {
        match self {
            Ty::Text if is_converted => "&'static str".to_owned(),
            Ty::Text => "String".to_owned(),
            Ty::Number(name) | Ty::Named(name) => name.clone(),
            Ty::Constrained(_, inner) => inner.passed(is_converted),
            Ty::Option(inner) => format!("Option<{}>", inner.passed(is_converted)),
            Ty::Nullable(inner) => format!("types::Nullable<{}>", inner.passed(is_converted)),
            Ty::List(inner) => format!("Vec<{}>", inner.passed(is_converted)),
            Ty::Map(inner) => format!("std::collections::BTreeMap<String, {}>", inner.passed(is_converted)),
            Ty::Boxed(inner) => format!("Box<{}>", inner.passed(is_converted)),
        }
    }

    /// The argument for a parameter of [`passed`](Self::passed): `name`, converted if the function does not.
    pub fn given(&self, name: &str, is_converted: bool) -> String {
        match self {
            Ty::Constrained(..) if !is_converted => format!("{name}.try_into().unwrap()"),
            Ty::List(inner) if matches!(**inner, Ty::Constrained(..)) && !is_converted => {
                format!("{name}.into_iter().map(|one| one.try_into().unwrap()).collect::<Vec<_>>()")
            }
            Ty::Map(inner) if matches!(**inner, Ty::Constrained(..)) && !is_converted => {
                format!(
                    "{name}.into_iter().map(|(key, one)| (key, one.try_into().unwrap())).collect::<std::collections::BTreeMap<_, _>>()"
                )
            }
            _ => name.to_owned(),
        }
    }

    /// The type of the value that a program assigns to a public field, and the value for one of the name `one`. `None` if constraints are
    /// deeper in it than on the value and on the elements of a list.
    pub fn assigned(&self) -> Option<(String, String)> {
        let value = match self {
            plain if plain.is_plain() => "one".to_owned(),
            Ty::Constrained(_, inner) if inner.is_plain() => self.given("one", false),
            Ty::List(inner) if matches!(&**inner, Ty::Constrained(_, inner) if inner.is_plain()) => {
                self.given("one", false)
            }
            Ty::Option(inner) => format!("one.map(|one| {})", inner.assigned()?.1),
            _ => return None,
        };
        Some((self.passed(false), value))
    }

    /// Whether the value has no constraints.
    fn is_plain(&self) -> bool {
        match self {
            Ty::Text | Ty::Number(_) | Ty::Named(_) => true,
            Ty::Option(inner) | Ty::Nullable(inner) | Ty::List(inner) | Ty::Map(inner) => inner.is_plain(),
            Ty::Boxed(_) | Ty::Constrained(..) => false,
        }
    }

    /// Statements that read a value, as the documentation recommends: a type with constraints by its methods, without its name. `value`
    /// is a reference to it.
    pub fn read(&self, value: &str) -> String {
        let within = |inner: &Ty, pattern: &str, of: &str| format!("for {pattern} in {of} {{ {} }}", inner.read("one"));
        match self {
            Ty::Text => format!("let _: &str = ({value}).as_str();"),
            Ty::Number(name) => format!("let _: {name} = *{value};"),
            Ty::Named(name) => format!("let _: &{name} = {value};"),
            Ty::Option(inner) => within(inner, "one", &format!("({value}).as_ref()")),
            Ty::Nullable(inner) => within(inner, "one", &format!("({value}).as_option()")),
            Ty::List(inner) => within(inner, "one", &format!("({value}).iter()")),
            Ty::Map(inner) => within(inner, "(_, one)", &format!("({value}).iter()")),
            Ty::Boxed(inner) => inner.read(&format!("(&**{value})")),
            Ty::Constrained(_, inner) => match inner.as_ref() {
                Ty::Number(name) => format!("let _ = {name}::from(({value}).clone());"),
                inner => inner.read(value),
            },
        }
    }
}
