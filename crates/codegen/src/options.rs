//! Settings of a generation.

use std::collections::BTreeMap;

use model::api::{Package, Packages, RustType};
use model::select::Selection;

/// Settings of a generation. The default is for the document of this workspace.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Also write a `Cargo.toml` for a workspace of the three crates.
    pub workspace: bool,
    /// Also write a program that calls every operation of the client against the server.
    pub roundtrip: bool,
    /// Also write a router that receives the webhooks of the document, in the server crate.
    pub webhooks: bool,
    /// The command that the header of generated files names. If empty, it is `cargo xtask generate`.
    pub command: String,
    /// Read the document with [`model::resolve_tolerant`].
    pub tolerant: bool,
    /// The operations to generate, with the names that they have if all are generated.
    pub selection: Selection,
    /// Types of the user's, by the names of the components under `schemas` that they stand for. They replace `x-rust-type`.
    pub types: BTreeMap<String, RustType>,
    /// Derive macros that types have in addition.
    pub derives: Derives,
    /// The start of the names of the packages. By default the name of the document's file.
    pub name: Option<String>,
    /// The version of the packages. By default that of the document.
    pub version: Option<String>,
    /// Settings of the types crate.
    pub types_crate: CrateOptions,
    /// Settings of the client.
    pub client_crate: CrateOptions,
    /// Settings of the server.
    pub server_crate: CrateOptions,
}

impl Options {
    /// Gives the packages the names of the options.
    pub(crate) fn name_packages(&self, packages: &mut Packages) {
        if let Some(prefix) = &self.name {
            *packages = Packages::with_prefix(prefix);
        }
        let own = [
            (&mut packages.types, &self.types_crate),
            (&mut packages.client, &self.client_crate),
            (&mut packages.server, &self.server_crate),
        ];
        for (name, of) in own {
            if let Some(chosen) = &of.name {
                name.clone_from(chosen);
            }
        }
    }

    /// The path from the folder of a crate to that of another. `None` if the first is above the place from which both paths start, and
    /// the second is not.
    pub(crate) fn path(&self, from: &str, to: &str) -> Option<String> {
        relative(&self.folder(from), &self.folder(to))
    }

    /// The names of the folders on the way to that of a crate.
    pub(crate) fn folder(&self, role: &str) -> Vec<String> {
        let chosen = self.of_crate(role).and_then(|of| of.folder.as_deref());
        parts(chosen.unwrap_or(role))
    }

    /// Whether there is a path from the folder of a crate to that of another.
    pub(crate) fn reaches(&self, from: &str, to: &str) -> bool {
        self.path(from, to).is_some()
    }

    /// The settings of the crate with a role. `None` if there are none for it.
    pub(crate) fn of_crate(&self, role: &str) -> Option<&CrateOptions> {
        match role {
            "types" => Some(&self.types_crate),
            "client" => Some(&self.client_crate),
            "server" => Some(&self.server_crate),
            _ => None,
        }
    }
}

/// Settings of one generated crate.
#[derive(Clone, Debug, Default)]
pub struct CrateOptions {
    /// The name of the package. By default `NAME-types`, `NAME-client` or `NAME-server`.
    pub name: Option<String>,
    /// The folder of the crate, with `/`, from the same place as those of the other crates. By default `types`, `client` or `server`.
    pub folder: Option<String>,
    /// The features that are on by default. By default `rustls` of the client.
    pub default_features: Option<Vec<String>>,
}

/// Derive macros that generated types have in addition to those of the generator.
#[derive(Clone, Debug, Default)]
pub struct Derives {
    /// Paths of macros of other crates, such as `arbitrary::Arbitrary`, for all types but aliases.
    pub all: Vec<String>,
    /// Names of the standard library (`Ord`), or paths of other crates, by the names of the components under `schemas`.
    pub of: BTreeMap<String, Vec<String>>,
    /// The packages with these macros.
    pub packages: Vec<Package>,
}

/// The names on a path with `/`.
fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
}

/// Returns the path from one folder to another. Both start at the same place, whose own name is not known.
fn relative(from: &[String], to: &[String]) -> Option<String> {
    let shared = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    let (from, to) = (&from[shared..], &to[shared..]);
    let up = from.iter().all(|part| part != "..").then(|| std::iter::repeat_n("..", from.len()))?;
    Some(up.chain(to.iter().map(String::as_str)).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn relative(from: &str, to: &str) -> Option<String> {
        super::relative(&parts(from), &parts(to))
    }

    #[test]
    fn a_path_leads_from_one_folder_to_another() {
        assert_eq!(relative("crates/client", "crates/types").as_deref(), Some("../types"));
        assert_eq!(relative("sdk/rust", "crates/types").as_deref(), Some("../../crates/types"));
        assert_eq!(relative("../out/client", "../out/types").as_deref(), Some("../types"));
        assert_eq!(relative("client", "../out/types").as_deref(), Some("../../out/types"));
        assert_eq!(relative("../out/client", "crates/types"), None);
    }
}
