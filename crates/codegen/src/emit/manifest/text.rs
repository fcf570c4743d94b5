//! A manifest as text: the rows that a document needs, as TOML.

use std::collections::BTreeMap;

use model::api::Package;

use super::table::{Dependency, From, Manifest, TYPES};
use super::target::Target;
use crate::emit::needs::Needs;
use crate::named::Api;
use crate::rust::is_hidden;

/// The target of browsers, as `reqwest` has it.
const BROWSER: &str = "cfg(all(target_arch = \"wasm32\", target_os = \"unknown\"))";

impl Manifest {
    pub(super) fn text(&self, target: &Target<'_>) -> String {
        let Target { api, needs, options, .. } = *target;
        let mut sections = vec![self.package(target)];
        let features = self.features(needs, options.of_crate(self.role).and_then(|of| of.default_features.as_deref()));
        if !features.is_empty() {
            sections.push(format!("[features]\n{features}"));
        }
        let packages = self.packages(api, &options.derives.packages);
        sections.push(format!("[dependencies]\n{}", lines(self.dependencies, (target, self.role), &packages)));
        let browser = lines(self.browser_dependencies, (target, self.role), &[]);
        if !browser.is_empty() {
            sections.push(format!("# Timers and tasks of JavaScript.\n[target.'{BROWSER}'.dependencies]\n{browser}"));
        }
        let dev = lines(self.dev_dependencies, (target, self.role), &[]);
        if !dev.is_empty() {
            sections.push(format!("[dev-dependencies]\n# {}\n{dev}", self.dev_comment));
        }
        let examples = self.examples.iter().filter(|example| (example.condition)(needs)).map(|example| {
            let (name, feature) = (quoted(example.name), quoted(example.feature));
            format!("[[example]]\nname = {name}\nrequired-features = [{feature}]\n")
        });
        sections.extend(examples);
        format!("\n{}", sections.join("\n"))
    }

    fn package(&self, target: &Target<'_>) -> String {
        let Target { api, version, .. } = *target;
        let title: String = api.title.chars().filter(|c| !is_hidden(*c) && !c.is_control()).collect();
        let mut keys = vec![
            ("name", quoted(target.package(self.role))),
            ("version", quoted(version)),
            ("description", quoted(&format!("{} of {title}", self.about))),
            ("edition", quoted("2024")),
            ("rust-version", quoted("1.88")),
        ];
        keys.push(if self.is_published {
            ("license", quoted("MIT OR Apache-2.0"))
        } else {
            ("publish", "false".to_owned())
        });
        let keys = keys.into_iter().map(|(key, value)| format!("{key} = {value}\n"));
        format!("[package]\n{}", keys.collect::<String>())
    }

    /// The packages with types of the user's and with derive macros, each once, by name.
    fn packages(&self, api: &Api, of_derives: &[Package]) -> Vec<Package> {
        let mut packages: BTreeMap<&str, Package> = BTreeMap::new();
        if self.role != TYPES.role {
            return Vec::new();
        }
        let of_types = api.types.iter().filter_map(|def| def.rust_type.as_ref()?.package.as_ref());
        for package in of_types.chain(of_derives) {
            let known = packages.entry(&package.name).or_insert_with(|| package.clone());
            let more: Vec<String> =
                package.features.iter().filter(|feature| !known.features.contains(feature)).cloned().collect();
            known.features.extend(more);
        }
        packages.into_values().collect()
    }

    /// The features. `chosen` are those that are on by default; those that the crate of this document lacks are ignored.
    fn features(&self, needs: &Needs, chosen: Option<&[String]>) -> String {
        let list = |names: &[&str]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let has = |name: &str| self.features.iter().any(|feature| feature.name == name && (feature.condition)(needs));
        let default: Vec<&str> = match chosen {
            Some(chosen) => chosen.iter().map(String::as_str).filter(|name| has(name)).collect(),
            None => self.default_feature.into_iter().collect(),
        };
        let default = (!default.is_empty()).then(|| format!("default = [{}]\n", list(&default)));
        let all = self
            .features
            .iter()
            .filter(|feature| (feature.condition)(needs))
            .map(|feature| format!("# {}\n{} = [{}]\n", feature.comment, feature.name, list(feature.enables)));
        default.into_iter().chain(all).collect()
    }
}

/// The lines of the dependencies that are needed, and of more packages. A package in both has the features of both.
fn lines(dependencies: &[Dependency], of: (&Target<'_>, &str), more: &[Package]) -> String {
    let needs = of.0.needs;
    let needed: Vec<&Dependency> = dependencies.iter().filter(|dependency| (dependency.condition)(needs)).collect();
    let is_own = |package: &&Package| needed.iter().any(|dependency| dependency.name == package.name);
    let features = |dependency: &Dependency| {
        let package = more.iter().find(|package| package.name == dependency.name);
        package.map(|package| package.features.as_slice()).unwrap_or_default()
    };
    let own = needed.iter().map(|dependency| (dependency.name, line(dependency, of, features(dependency))));
    let others = more.iter().filter(|package| !is_own(package)).map(|package| {
        let version = quoted(&package.version);
        let features: Vec<String> = package.features.iter().map(|feature| quoted(feature)).collect();
        let line = match features.as_slice() {
            [] => format!("{} = {version}\n", package.name),
            _ => format!("{} = {{ version = {version}, features = [{}] }}\n", package.name, features.join(", ")),
        };
        (package.name.as_str(), line)
    });
    let mut lines: Vec<(&str, String)> = own.chain(others).collect();
    if !more.is_empty() {
        lines.sort();
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The line of a dependency in the manifest of the crate with a role.
fn line(dependency: &Dependency, (target, own): (&Target<'_>, &str), more: &[String]) -> String {
    let mut keys = match dependency.from {
        From::Registry(required) => vec![format!("version = {}", quoted(required))],
        From::Sibling(role) => vec![
            format!("package = {}", quoted(target.package(role))),
            format!("version = {}", quoted(target.version)),
            format!("path = {}", quoted(&target.path(own, role))),
        ],
    };
    if !dependency.default_features {
        keys.push("default-features = false".to_owned());
    }
    if dependency.is_optional {
        keys.push("optional = true".to_owned());
    }
    let features = dependency.features.iter().filter(|(_, condition)| condition(target.needs));
    let own: Vec<&str> = features.map(|(feature, _)| *feature).collect();
    let more = more.iter().map(String::as_str).filter(|feature| !own.contains(feature));
    let features: Vec<String> = own.iter().copied().chain(more).map(quoted).collect();
    if !features.is_empty() {
        keys.push(format!("features = [{}]", features.join(", ")));
    }
    match (&dependency.from, keys.len()) {
        (From::Registry(version), 1) => format!("{} = {}\n", dependency.name, quoted(version)),
        _ => format!("{} = {{ {} }}\n", dependency.name, keys.join(", ")),
    }
}

/// A basic string of TOML 1.0.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
