//! The crates that manifests are written for: names, folders, versions.

use crate::Options;
use crate::emit::needs::Needs;
use crate::named::Api;

/// The crates to write manifests for.
pub(super) struct Target<'t> {
    pub api: &'t Api,
    pub version: &'t str,
    pub needs: &'t Needs,
    pub options: &'t Options,
}

impl Target<'_> {
    /// The name of the package of a crate.
    pub(super) fn package(&self, role: &str) -> &str {
        let packages = &self.api.packages;
        match role {
            "types" => &packages.types,
            "client" => &packages.client,
            "server" => &packages.server,
            _ => &packages.roundtrip,
        }
    }

    /// The path from the folder of a crate to that of another.
    pub(super) fn path(&self, from: &str, to: &str) -> String {
        self.options.path(from, to).unwrap_or_else(|| format!("../{to}"))
    }
}
