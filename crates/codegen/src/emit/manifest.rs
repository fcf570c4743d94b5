//! `Cargo.toml` of each crate.

mod table;
mod target;
mod text;

use super::needs::Needs;
use crate::Options;
use crate::files::Files;
use crate::named::Api;
use table::{CLIENT, Manifest, ROUNDTRIP, SERVER, TYPES};
use target::Target;
use text::quoted;

/// Adds the manifests of the crates, and the manifest of a workspace if the options ask for it.
pub(crate) fn emit(api: &Api, needs: &Needs, options: &Options, out: &mut Files) {
    let roundtrip = options.roundtrip.then_some(&ROUNDTRIP);
    let manifests: Vec<&Manifest> = [&TYPES, &CLIENT, &SERVER].into_iter().chain(roundtrip).collect();
    let version = options.version.clone().unwrap_or_else(|| version(api));
    for manifest in &manifests {
        out.insert(
            format!("{}/Cargo.toml", manifest.role),
            manifest.text(&Target { api, version: &version, needs, options }),
        );
    }
    if options.workspace {
        let members: Vec<String> = manifests.iter().map(|manifest| quoted(manifest.role)).collect();
        let members = members.join(", ");
        out.insert("Cargo.toml".into(), format!("\n[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"));
        out.insert(".gitattributes".into(), "\n* linguist-generated\n".into());
    }
}

/// The version of the document if Cargo accepts it, so that the crates have the version of the API.
pub(crate) fn version(api: &Api) -> String {
    let (core, rest) = api.version.split_at(api.version.find(['-', '+']).unwrap_or(api.version.len()));
    let number = |part: &str| {
        !part.is_empty()
            && part.len() < 10
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let is_semver = rest.is_empty() && core.split('.').count() == 3 && core.split('.').all(number);
    if is_semver { api.version.clone() } else { "0.1.0".to_owned() }
}

/// The names of the features of a crate. `None` if there is no such crate. Which of them a manifest has depends on the document.
pub(crate) fn features_of(role: &str) -> Option<Vec<&'static str>> {
    let manifest = [&TYPES, &CLIENT, &SERVER].into_iter().find(|manifest| manifest.role == role)?;
    Some(manifest.features.iter().map(|feature| feature.name).collect())
}
