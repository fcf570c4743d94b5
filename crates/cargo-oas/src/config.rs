//! `oas.toml`: the settings of a workspace. Flags override them.

mod key;
mod place;
mod read;
mod schema;
mod types;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use place::place;
pub use read::{FILE, Found, find, parse};
pub use schema::schema;
pub use types::{Derives, Package, RustType};

use schemars::JsonSchema;
use serde::Deserialize;

/// The settings of a workspace, in `oas.toml` at its root. All paths start at the folder of this file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "oas.toml")]
pub struct Config {
    /// The OpenAPI document.
    pub document: PathBuf,
    /// Overlays to apply to the document, in this order.
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// The program whose commands messages and generated files name. By default `cargo xtask`.
    #[serde(default = "default_program")]
    pub program: String,
    /// Reject the document also for errors that are only warnings by default.
    #[serde(default)]
    pub strict: bool,
    /// The operations to generate.
    #[serde(default)]
    pub selection: Patterns,
    /// The file for TypeScript definitions. By default none is written.
    #[serde(default)]
    pub typescript: Option<PathBuf>,
    /// The generated crates.
    #[serde(default)]
    pub crates: Crates,
    /// Types of other crates that stand for schemas, by the names of the schemas under `components`.
    #[serde(default)]
    pub types: BTreeMap<String, RustType>,
    /// Derive macros that generated types have in addition.
    #[serde(default)]
    pub derives: Derives,
    /// The comparison with another document.
    #[serde(default)]
    pub diff: Diff,
    /// The contract tests.
    #[serde(default)]
    pub contract: Contract,
}

fn default_program() -> String {
    "cargo xtask".to_owned()
}

/// Operations of the document: those that one of the first three selects, without those that one of the last three selects. `*`
/// stands for any characters.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Patterns {
    /// Only operations with one of these tags.
    pub tags: Vec<String>,
    /// Only operations with one of these ids.
    pub operations: Vec<String>,
    /// Only operations of these paths.
    pub paths: Vec<String>,
    /// No operations with these tags.
    pub exclude_tags: Vec<String>,
    /// No operations with these ids.
    pub exclude_operations: Vec<String>,
    /// No operations of these paths.
    pub exclude_paths: Vec<String>,
}

/// The generated crates.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Crates {
    /// The folder that the folders `types`, `client` and `server` are in.
    pub folder: PathBuf,
    /// The start of the names of the packages: `NAME-types`, `NAME-client` and `NAME-server`. By default the name of the document's file.
    pub name: Option<String>,
    /// The version of the packages. By default `info.version` of the document.
    pub version: Option<String>,
    /// Also generate a router that receives the webhooks of the document.
    pub webhooks: bool,
    /// Settings of the types crate alone.
    pub types: Crate,
    /// Settings of the client alone.
    pub client: Crate,
    /// Settings of the server alone.
    pub server: Crate,
}

/// Settings of one generated crate.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Crate {
    /// The name of the package. By default made from `name` of all crates.
    pub name: Option<String>,
    /// The folder of the crate. By default `types`, `client` or `server` in the folder of all crates.
    pub folder: Option<PathBuf>,
    /// The features that are on by default: for the client `rustls`, unless they are given; no others.
    pub default_features: Option<Vec<String>>,
}

impl Default for Crates {
    fn default() -> Self {
        Crates {
            folder: "crates".into(),
            name: None,
            version: None,
            webhooks: false,
            types: Crate::default(),
            client: Crate::default(),
            server: Crate::default(),
        }
    }
}

impl Crates {
    /// The settings of each crate as the generator takes them, with the path of its folder from the folder of `oas.toml`.
    pub(crate) fn of_each(&self) -> [codegen::CrateOptions; 3] {
        [("types", &self.types), ("client", &self.client), ("server", &self.server)].map(|(role, of)| {
            codegen::CrateOptions {
                name: of.name.clone(),
                folder: Some(self.folder_of(role)),
                default_features: of.default_features.clone(),
            }
        })
    }

    /// The settings of the crate with a role alone: `types`, `client` or `server`.
    pub(crate) fn of_role(&self, role: &str) -> Option<&Crate> {
        match role {
            "types" => Some(&self.types),
            "client" => Some(&self.client),
            "server" => Some(&self.server),
            _ => None,
        }
    }

    /// The path of the folder of a crate from the folder of `oas.toml`.
    pub(crate) fn folder_of(&self, role: &str) -> String {
        let own = self.of_role(role).and_then(|of| of.folder.clone());
        plain(&own.unwrap_or_else(|| self.folder.join(role)).to_string_lossy().replace('\\', "/"))
    }
}

/// The path without empty parts and `.`, except for the `/` at the start of an absolute path.
fn plain(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let start = if path.starts_with('/') { "/" } else { "" };
    format!("{start}{}", parts.join("/"))
}

/// The comparison with another document.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Diff {
    /// A list of allowed changes, as YAML or JSON.
    pub allow: Option<PathBuf>,
}

/// The contract tests. Credentials are secrets and do not belong into this file: it names where they are.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contract {
    /// The base URL of the server. Without it and without `server`, `contract` needs `--url`.
    pub url: Option<String>,
    /// A program of the workspace to start and test if there is no `url`.
    pub server: Option<Server>,
    /// Where the credential of each security scheme is: `env:NAME` or `file:PATH`.
    pub credentials: BTreeMap<String, String>,
    /// Headers that every request carries: `NAME: VALUE` or `NAME: env:NAME`.
    pub headers: Vec<String>,
    /// A JSON or YAML file with values of parameters and properties.
    pub values: Option<PathBuf>,
    /// The maximum number of requests that the server may act on.
    pub max_accepted: Option<usize>,
}

/// A program of the workspace. The first line of its standard output is its base URL.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Server {
    /// The package. Its program has the same name, unless `example` is given.
    pub package: String,
    /// An example of the package.
    pub example: Option<String>,
    /// Features of the package.
    #[serde(default)]
    pub features: Vec<String>,
    /// The arguments of the program.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Variables of the program's environment, which `env:NAME` of `credentials` reads too. They are not secret: the server that is started
    /// here accepts only these.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
}
