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

#[cfg(test)]
mod tests {
    use model::Source;
    use model::api::{Package, RustType};

    use super::*;
    use crate::Derives;

    const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {$ref: '#/components/schemas/PetId'}}]
      responses:
        '200': {description: The pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
        4XX: {description: No pet.}
components:
  schemas:
    PetId: {type: string, format: uuid}
    Pet: {type: object, required: [id], properties: {id: {$ref: '#/components/schemas/PetId'}, kind: {$ref: '#/components/schemas/Kind'}}}
    Kind: {type: string, enum: [cat, dog]}
";

    /// The manifest and the schemas of the types crate, or the texts of the errors.
    fn types(options: &Options) -> Result<(String, String), Vec<String>> {
        let generated = crate::generate(&Source::new("pets.yaml", DOCUMENT), options);
        let mut files =
            generated.map_err(|problems| problems.0.iter().map(|one| one.kind.to_string()).collect::<Vec<_>>())?.files;
        let mut file = |path: &str| files.remove(path).unwrap_or_default();
        Ok((file("types/Cargo.toml"), file("types/src/schemas.rs")))
    }

    fn rust_type(path: &str, package: &str, version: &str) -> RustType {
        let package = Package { name: package.into(), version: version.into(), features: vec!["serde".into()] };
        RustType { path: path.into(), package: Some(package) }
    }

    #[test]
    fn a_type_of_the_users_takes_the_place_of_a_schema() -> Result<(), Vec<String>> {
        let types_of = [("PetId".to_owned(), rust_type("ulid::Ulid", "ulid", "1"))];
        let options = Options { types: types_of.into(), ..Options::default() };
        let (manifest, schemas) = types(&options)?;
        assert!(manifest.contains("ulid = { version = \"1\", features = [\"serde\"] }\n"), "{manifest}");
        assert!(schemas.contains("pub type PetId = ::ulid::Ulid;"), "{schemas}");
        Ok(())
    }

    #[test]
    fn types_have_more_derive_macros() -> Result<(), Vec<String>> {
        let package = Package { name: "arbitrary".into(), version: "1".into(), features: vec!["derive".into()] };
        let derives = Derives {
            all: vec!["arbitrary::Arbitrary".into()],
            of: [("Kind".to_owned(), vec!["strum::EnumIter".to_owned()])].into(),
            packages: vec![package],
        };
        let options = Options { derives, ..Options::default() };
        let (manifest, schemas) = types(&options)?;
        assert!(manifest.contains("arbitrary = { version = \"1\", features = [\"derive\"] }\n"), "{manifest}");
        assert_eq!(schemas.matches("arbitrary::Arbitrary").count(), 2, "{schemas}");
        assert_eq!(schemas.matches("strum::EnumIter").count(), 1, "{schemas}");
        Ok(())
    }

    #[test]
    fn settings_that_do_not_fit_the_document_are_errors() {
        let types_of = [
            ("Dog".to_owned(), rust_type("ulid::Ulid", "ulid", "1")),
            ("Pet".to_owned(), rust_type("ulid::Ulid", "uuid", "1")),
            ("PetId".to_owned(), rust_type("Ulid", "ulid", "1")),
        ];
        let of = [
            ("Dog".to_owned(), vec!["Ord".to_owned()]),
            ("Kind".to_owned(), vec!["Clone".to_owned(), "a b".to_owned()]),
            ("PetId".to_owned(), vec!["Ord".to_owned()]),
        ];
        let derives = Derives { all: vec!["Ord".into(), "a::".into()], of: of.into(), packages: Vec::new() };
        let options = Options { types: types_of.into(), derives, ..Options::default() };
        let errors = types(&options).err().unwrap_or_default();
        assert_eq!(
            errors,
            [
                "the type for `Dog` is of no schema of the document",
                "the type for `Pet` has a `crate` that `path` does not start with",
                "the type for `PetId` has a `path` that is not the path of a type",
                "the derive macro `Ord` for all types is not of another crate",
                "the derive macro `a::` for all types is not a path",
                "the derive macro `Ord` for `Dog` is of no schema of the document",
                "the derive macro `Clone` for `Kind` is there already",
                "the derive macro `a b` for `Kind` is not a path",
                "the derive macro `Ord` for `PetId` is for a schema without a type of its own",
            ]
        );
    }
}
