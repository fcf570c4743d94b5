//! Settings for single types: types of the user's, and derive macros.

use model::api::Place;
use model::problem::Kind;
use model::source::Span;
use model::{Problem, Problems};

use crate::Options;
use crate::emit::derived;
use crate::named::{Api, TypeDef, TypeKind};

/// The reason and the fix for a name that is no component's.
const ABSENT: (&str, &str) = ("is of no schema of the document", "write a name under `components.schemas`");

/// Puts the settings of the options for types into the API.
///
/// # Errors
///
/// Each setting for a schema that the document does not have, and each that is not valid.
pub(crate) fn apply(api: &mut Api, options: &Options) -> Result<(), Problems> {
    let mut problems = Vec::new();
    let mut report = |what: String, why: &str, instead: &'static str| {
        let kind = Kind::Invalid { what, why: why.to_owned(), instead };
        problems.push(Problem::new(Span::default(), kind));
    };
    for (name, rust_type) in &options.types {
        let what = || format!("the type for `{name}`");
        if let Err(fault) = rust_type.check() {
            report(what(), fault.why, fault.instead);
        }
        match component(api, name) {
            Some(def) => def.rust_type = Some(rust_type.clone()),
            None => report(what(), ABSENT.0, ABSENT.1),
        }
    }
    for path in &options.derives.all {
        let what = format!("the derive macro `{path}` for all types");
        if !path.contains("::") {
            let instead = "the generator derives what it can; list the schemas for others";
            report(what, "is not of another crate", instead);
        } else if !is_path(path) {
            report(what, "is not a path", "write the path of a macro, such as `arbitrary::Arbitrary`");
        }
    }
    for (name, paths) in &options.derives.of {
        let what = |path: &str| format!("the derive macro `{path}` for `{name}`");
        let present = derived(api, name).unwrap_or_default();
        let Some(def) = component(api, name) else {
            paths.iter().for_each(|path| report(what(path), ABSENT.0, ABSENT.1));
            continue;
        };
        for path in paths {
            if !is_item(def) {
                report(what(path), "is for a schema without a type of its own", "remove it");
            } else if !is_path(path) {
                report(what(path), "is not a path", "write `Ord`, or a path such as `arbitrary::Arbitrary`");
            } else if present.contains(&path.as_str()) || options.derives.all.contains(path) {
                report(what(path), "is there already", "remove it");
            } else {
                def.derives.push(path.clone());
            }
        }
    }
    for def in api.types.iter_mut().filter(|def| is_item(def)) {
        def.derives.extend(options.derives.all.iter().cloned());
    }
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

fn component<'a>(api: &'a mut Api, name: &str) -> Option<&'a mut TypeDef> {
    api.types.iter_mut().find(|def| def.place == Place::Component && def.origin == name)
}

/// Whether a definition becomes an item with derive macros.
fn is_item(def: &TypeDef) -> bool {
    !matches!(def.defined(), Some(TypeKind::Alias(_)) | None)
}

fn is_path(path: &str) -> bool {
    path.split("::").all(model::name::is_identifier)
}
