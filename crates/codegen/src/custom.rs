//! Settings for single types and crates: types of the user's, derive macros, names of packages.

use model::api::{Packages, Place};
use model::problem::Kind;
use model::source::Span;
use model::{Problem, Problems, Source};
use thiserror::Error;

use crate::emit::{derived, features_of};
use crate::named::{Api, TypeDef, TypeKind};
use crate::{CrateOptions, Options};

/// The reason and the fix for a name that is no component's.
const ABSENT: (&str, &str) = ("is of no schema of the document", "write a name under `components.schemas`");

/// A setting that is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} {why}")]
pub struct SettingError {
    /// The keys that lead to the setting in `oas.toml`. An element of a list has its index as the last one.
    pub key: Vec<String>,
    /// The setting, as the subject of a sentence.
    pub what: String,
    /// The reason why it is rejected.
    pub why: String,
    /// The text to write instead.
    pub instead: &'static str,
}

/// Returns the settings that [`generate`](crate::generate) would reject. Empty if the document has errors, which `generate` reports.
pub fn check_settings(source: &Source, options: &Options) -> Vec<SettingError> {
    match model::resolve_named(source, options.tolerant) {
        Ok((mut api, _)) => put(&mut api, options),
        Err(_) => Vec::new(),
    }
}

/// Puts the settings of the options for types into the API.
///
/// # Errors
///
/// Each setting for a schema that the document does not have, and each that is not valid.
pub(crate) fn apply(api: &mut Api, options: &Options) -> Result<(), Problems> {
    let problem =
        |SettingError { what, why, instead, .. }| Problem::new(Span::default(), Kind::Invalid { what, why, instead });
    let problems: Vec<Problem> = put(api, options).into_iter().map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
}

/// Puts the settings into the API, and returns those that are not valid.
fn put(api: &mut Api, options: &Options) -> Vec<SettingError> {
    let mut errors = Vec::new();
    packages(options, &api.packages, &mut errors);
    let mut report = |key: &[&str], what: String, why: &str, instead: &'static str| {
        let key = key.iter().map(|key| (*key).to_owned()).collect();
        errors.push(SettingError { key, what, why: why.to_owned(), instead });
    };
    for (name, rust_type) in &options.types {
        let what = || format!("the type for `{name}`");
        let key = ["types", name.as_str()];
        if let Err(fault) = rust_type.check() {
            report(&key, what(), fault.why, fault.instead);
        }
        match component(api, name) {
            Some(def) => def.rust_type = Some(rust_type.clone()),
            None => report(&key, what(), ABSENT.0, ABSENT.1),
        }
    }
    for (index, path) in options.derives.all.iter().enumerate() {
        let key = ["derives", "all", &index.to_string()];
        let what = format!("the derive macro `{path}` for all types");
        if !path.contains("::") {
            let instead = "the generator derives what it can; list the schemas for others";
            report(&key, what, "is not of another crate", instead);
        } else if !is_path(path) {
            report(&key, what, "is not a path", "write the path of a macro, such as `arbitrary::Arbitrary`");
        }
    }
    for (name, paths) in &options.derives.of {
        let what = |path: &str| format!("the derive macro `{path}` for `{name}`");
        let present = derived(api, name).unwrap_or_default();
        let Some(def) = component(api, name) else {
            let key = ["derives", "of", name.as_str()];
            report(&key, format!("the list of derive macros for `{name}`"), ABSENT.0, ABSENT.1);
            continue;
        };
        for (index, path) in paths.iter().enumerate() {
            let key = ["derives", "of", name.as_str(), &index.to_string()];
            if !is_item(def) {
                report(&key, what(path), "is for a schema without a type of its own", "remove it");
            } else if !is_path(path) {
                report(&key, what(path), "is not a path", "write `Ord`, or a path such as `arbitrary::Arbitrary`");
            } else if present.contains(&path.as_str()) || options.derives.all.contains(path) {
                report(&key, what(path), "is there already", "remove it");
            } else {
                def.derives.push(path.clone());
            }
        }
    }
    for def in api.types.iter_mut().filter(|def| is_item(def)) {
        def.derives.extend(options.derives.all.iter().cloned());
    }
    errors
}

/// Checks names, versions and default features of the packages. `given` are the names without the settings.
fn packages(options: &Options, given: &Packages, errors: &mut Vec<SettingError>) {
    let mut report = |key: &[&str], what: String, why: String, instead: &'static str| {
        let key = ["crates"].iter().chain(key).map(|key| (*key).to_owned()).collect();
        errors.push(SettingError { key, what, why, instead });
    };
    let name_rule = "write ASCII letters, digits, `-` and `_`, starting with a letter";
    if let Some(name) = options.name.as_deref().filter(|name| !is_package(name)) {
        report(&["name"], format!("the name `{name}`"), "is not a valid package name".to_owned(), name_rule);
    }
    if let Some(version) = options.version.as_deref().filter(|version| !is_version(version)) {
        let instead = "write a version such as `1.2.0`";
        report(&["version"], format!("the version `{version}`"), "is not a semantic version".to_owned(), instead);
    }
    const ROLES: [&str; 3] = ["types", "client", "server"];
    let mut chosen = given.clone();
    options.name_packages(&mut chosen);
    // Cargo writes libraries whose names differ in `-` and `_` to the same file.
    let names = [chosen.types, chosen.client, chosen.server].map(|name| name.replace('-', "_"));
    let folders = ROLES.map(|role| options.folder(role));
    // Of two crates with settings, the second has the error.
    let others = |at: usize, is_set: fn(&CrateOptions) -> bool| {
        let is_first = move |other: &usize| *other < at || !options.of_crate(ROLES[*other]).is_some_and(is_set);
        (0..ROLES.len()).filter(move |other| *other != at).filter(is_first)
    };
    for (at, role) in ROLES.into_iter().enumerate() {
        let Some(of) = options.of_crate(role) else { continue };
        if let Some(name) = &of.name {
            if !is_package(name) {
                let why = "is not a valid package name".to_owned();
                report(&[role, "name"], format!("the name `{name}`"), why, name_rule);
            }
            if others(at, |of| of.name.is_some()).any(|other| names[other] == names[at]) {
                let why = "is the name of another crate".to_owned();
                report(&[role, "name"], format!("the name `{name}`"), why, "write a name of its own");
            }
        }
        if let Some(folder) = &of.folder {
            if folder.is_empty() || folder.starts_with('/') {
                let instead = "write a path below the folder of `oas.toml`, such as `crates/types`";
                let why = "has no path from the folder of `oas.toml` to another one".to_owned();
                report(&[role, "folder"], format!("the folder of the {role} crate"), why, instead);
            }
            if others(at, |of| of.folder.is_some()).any(|other| folders[other] == folders[at]) {
                let why = "is the folder of another crate".to_owned();
                report(&[role, "folder"], format!("the folder `{folder}`"), why, "write a folder of its own");
            }
        }
        if role != "types" && !options.reaches(role, "types") {
            let why = "is above the folder of `oas.toml`, and that of the types crate is not".to_owned();
            let instead = "move both crates to folders below it";
            report(&[role, "folder"], format!("the folder of the {role} crate"), why, instead);
        }
        let known = features_of(role).unwrap_or_default();
        for (index, feature) in of.default_features.iter().flatten().enumerate() {
            if !known.contains(&feature.as_str()) {
                let why = match known.as_slice() {
                    [] => format!("is not a feature of the {role} crate, which has none"),
                    _ => format!("is not a feature of the {role} crate, which has {}", known.join(", ")),
                };
                let key = [role, "default-features", &index.to_string()];
                report(&key, format!("the feature `{feature}`"), why, "write one of its features, or remove it");
            }
        }
    }
}

/// Whether Cargo accepts a name of a package, and Rust code can import its library.
fn is_package(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && model::name::is_identifier(&name.replace('-', "_"))
}

/// Whether a text is a version (Semantic Versioning 2.0.0, section 2). The part after `-` or `+` is not checked in detail.
fn is_version(text: &str) -> bool {
    let (core, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let numbers: Vec<&str> = core.split('.').collect();
    let is_number = |part: &&str| part.parse::<u64>().is_ok() && (part.len() == 1 || !part.starts_with(['0', '+']));
    numbers.len() == 3
        && numbers.iter().all(is_number)
        && rest.len() != 1
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
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
                "the list of derive macros for `Dog` is of no schema of the document",
                "the derive macro `Clone` for `Kind` is there already",
                "the derive macro `a b` for `Kind` is not a path",
                "the derive macro `Ord` for `PetId` is for a schema without a type of its own",
            ]
        );
    }

    #[test]
    fn each_crate_has_a_folder_of_its_own() {
        let in_folder = |folder: &str| CrateOptions { folder: Some(folder.into()), ..Default::default() };
        let options = Options {
            types_crate: in_folder(""),
            client_crate: in_folder("api"),
            server_crate: in_folder("api"),
            ..Options::default()
        };
        let errors = types(&options).err().unwrap_or_default();
        assert_eq!(
            errors,
            [
                "the folder of the types crate has no path from the folder of `oas.toml` to another one",
                "the folder `api` is the folder of another crate",
            ]
        );
    }

    #[test]
    fn a_crate_cannot_have_the_default_name_or_folder_of_another() {
        let set = |name: &str, folder: &str| CrateOptions {
            name: Some(name.into()),
            folder: Some(folder.into()),
            ..Default::default()
        };
        let options = Options { types_crate: set("pets_client", "./server/"), ..Options::default() };
        let errors = types(&options).err().unwrap_or_default();
        assert_eq!(
            errors,
            [
                "the name `pets_client` is the name of another crate",
                "the folder `./server/` is the folder of another crate"
            ]
        );
        let swapped =
            Options { types_crate: set("pets-client", "client"), client_crate: set("c", "c"), ..Options::default() };
        assert_eq!(types(&swapped).err(), None);
    }

    #[test]
    fn names_and_versions_are_those_that_cargo_accepts() {
        // https://doc.rust-lang.org/cargo/reference/manifest.html and semver.org
        for (name, is_valid) in
            [("shop-types", true), ("a_1", true), ("1a", false), ("a b", false), ("", false), ("type", false)]
        {
            assert_eq!(is_package(name), is_valid, "{name}");
        }
        for (version, is_valid) in [
            ("1.2.0", true),
            ("0.1.0-alpha.1", true),
            ("1.2", false),
            ("01.2.0", false),
            ("1.2.0-", false),
            ("v1.2.0", false),
        ] {
            assert_eq!(is_version(version), is_valid, "{version}");
        }
    }
}
