//! Types of the user's that stand for schemas.

use crate::name::is_identifier;

/// The crates whose types need no dependency.
const STANDARD: [&str; 3] = ["alloc", "core", "std"];

/// A type that another crate defines. It reads and writes the JSON of a schema with serde.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustType {
    /// The path of the type, without generic arguments: `uuid::Uuid`.
    pub path: String,
    /// The package with the type. `None` for a type of the standard library.
    pub package: Option<Package>,
}

/// A package that a generated crate depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// The name in the registry.
    pub name: String,
    /// The version requirement, as in `Cargo.toml`.
    pub version: String,
    /// The features that are enabled, beside the default ones.
    pub features: Vec<String>,
}

/// Why a [`RustType`] is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRustType {
    /// The reason, as the end of a sentence about it.
    pub why: &'static str,
    /// The fix.
    pub instead: &'static str,
}

impl RustType {
    /// Checks that the path is one of identifiers in the crate, and that Cargo accepts the package.
    ///
    /// # Errors
    ///
    /// Why the type is not valid.
    pub fn check(&self) -> Result<(), InvalidRustType> {
        let fault = |why, instead| Err(InvalidRustType { why, instead });
        let segments: Vec<&str> = self.path.split("::").collect();
        let (Some(first), true) =
            (segments.first(), segments.len() > 1 && segments.iter().all(|name| is_identifier(name)))
        else {
            return fault(
                "has a `path` that is not the path of a type",
                "write the path with the crate, such as `uuid::Uuid`",
            );
        };
        let Some(Package { name, version, features }) = &self.package else {
            return match STANDARD.contains(first) {
                true => Ok(()),
                false => fault("has no `crate`", "name the crate and its version"),
            };
        };
        let is_name = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c) || more.contains(c))
        };
        if !is_name(name, "") || name.replace('-', "_") != **first {
            return fault(
                "has a `crate` that `path` does not start with",
                "write the name of the crate, and `path` with it",
            );
        }
        if version.is_empty() {
            return fault(
                "has a `crate` without `version`",
                "write the version of the crate, such as `version = \"1\"`",
            );
        }
        if !is_name(version, ".*^~=<>, +") {
            return fault("has a `version` that Cargo does not accept", "write a version requirement, such as `'1'`");
        }
        if !features.iter().all(|feature| is_name(feature, "+./")) {
            return fault("has a feature that Cargo does not accept", "list the names of features");
        }
        Ok(())
    }
}
