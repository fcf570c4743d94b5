//! Types of other crates, and derive macros, for generated types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// A type of another crate, which reads and writes the JSON of a schema with serde.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RustType {
    /// The path of the type: `uuid::Uuid`.
    pub path: String,
    /// The package with the type. Not needed for types of the standard library.
    #[serde(rename = "crate")]
    pub package: Option<String>,
    /// The version of the package, as in `Cargo.toml`. Required with `crate`.
    pub version: Option<String>,
    /// Features of the package.
    #[serde(default)]
    pub features: Vec<String>,
}

impl RustType {
    /// The type as the generator takes it. It reports a package without a version.
    pub(crate) fn model(&self) -> model::api::RustType {
        let package = self.package.as_ref().map(|name| model::api::Package {
            name: name.clone(),
            version: self.version.clone().unwrap_or_default(),
            features: self.features.clone(),
        });
        model::api::RustType { path: self.path.clone(), package }
    }
}

/// Derive macros that generated types have in addition to those of the generator.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Derives {
    /// Paths of macros of other crates for all types, such as `arbitrary::Arbitrary`.
    pub all: Vec<String>,
    /// Names of the standard library (`Ord`) or paths of other crates, by the names of the schemas under `components`.
    pub of: BTreeMap<String, Vec<String>>,
    /// The packages with the macros.
    pub packages: Vec<Package>,
}

impl Derives {
    /// The macros as the generator takes them.
    pub(crate) fn model(&self) -> codegen::Derives {
        let package = |package: &Package| model::api::Package {
            name: package.name.clone(),
            version: package.version.clone(),
            features: package.features.clone(),
        };
        codegen::Derives {
            all: self.all.clone(),
            of: self.of.clone(),
            packages: self.packages.iter().map(package).collect(),
        }
    }
}

/// A package that a generated crate depends on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Package {
    /// The name of the package.
    pub name: String,
    /// Its version, as in `Cargo.toml`.
    pub version: String,
    /// Its features.
    #[serde(default)]
    pub features: Vec<String>,
}
