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
        let folder = |role: &str| {
            let chosen = self.options.of_crate(role).and_then(|of| of.folder.clone());
            chosen.unwrap_or_else(|| role.to_owned())
        };
        relative(&folder(from), &folder(to))
    }
}

/// Returns the path from one folder to another. Both start at the same place.
fn relative(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other && *one != "..").count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().map(String::as_str)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn a_path_leads_from_one_folder_to_another() {
        assert_eq!(relative("crates/client", "crates/types"), "../types");
        assert_eq!(relative("sdk/rust", "crates/types"), "../../crates/types");
        assert_eq!(relative("../out/client", "crates/types"), "../../crates/types");
    }
}
