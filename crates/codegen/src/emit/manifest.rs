//! `Cargo.toml` of each crate. A table lists the dependencies with the condition under which a document needs them.

use std::collections::BTreeMap;

use model::api::Package;

use super::needs::{ALWAYS, Condition, Needs};
use crate::Options;
use crate::files::Files;
use crate::named::Api;
use crate::rust::is_hidden;

/// The manifest of a generated crate.
struct Manifest {
    /// The folder below the output folder, which is also the suffix of the package's name.
    role: &'static str,
    /// The start of the package's description. The title of the API follows.
    about: &'static str,
    is_published: bool,
    /// The feature that is on by default.
    default_feature: Option<&'static str>,
    features: &'static [Feature],
    dependencies: &'static [Dependency],
    /// More dependencies for browsers.
    browser_dependencies: &'static [Dependency],
    /// The purpose of the development dependencies.
    dev_comment: &'static str,
    dev_dependencies: &'static [Dependency],
    /// Examples that need a feature.
    examples: &'static [Example],
}

/// An example program that is built only with a feature of its crate.
struct Example {
    name: &'static str,
    feature: &'static str,
    condition: Condition,
}

/// A feature of a generated crate.
struct Feature {
    name: &'static str,
    comment: &'static str,
    enables: &'static [&'static str],
    condition: Condition,
}

/// A dependency of a generated crate.
struct Dependency {
    name: &'static str,
    from: From,
    default_features: bool,
    features: &'static [(&'static str, Condition)],
    /// Whether only a feature of the crate needs it.
    is_optional: bool,
    condition: Condition,
}

/// Where a dependency comes from.
enum From {
    /// A registry, with the version.
    Registry(&'static str),
    /// The generated crate with this role.
    Sibling(&'static str),
}

/// A dependency that every document needs, with its default features only.
const fn plain(name: &'static str, version: &'static str) -> Dependency {
    Dependency {
        name,
        from: From::Registry(version),
        default_features: true,
        features: &[],
        is_optional: false,
        condition: ALWAYS,
    }
}

/// The generated crate with the role `role`, under the name of its role.
const fn sibling(role: &'static str) -> Dependency {
    Dependency { name: role, from: From::Sibling(role), ..plain(role, "") }
}

impl Dependency {
    const fn features(self, features: &'static [(&'static str, Condition)]) -> Self {
        Dependency { features, ..self }
    }

    const fn without_default_features(self) -> Self {
        Dependency { default_features: false, ..self }
    }

    const fn optional(self) -> Self {
        Dependency { is_optional: true, ..self }
    }

    const fn when(self, condition: Condition) -> Self {
        Dependency { condition, ..self }
    }
}

/// The target of browsers, as `reqwest` has it.
const BROWSER: &str = "cfg(all(target_arch = \"wasm32\", target_os = \"unknown\"))";

const TYPES: Manifest = Manifest {
    role: "types",
    about: "Types",
    is_published: true,
    default_feature: None,
    features: &[],
    dependencies: &[
        plain("chrono", "0.4")
            .without_default_features()
            .features(&[("serde", ALWAYS), ("std", ALWAYS)])
            .when(|needs| needs.chrono),
        plain("regress", "0.12").when(|needs| needs.regress),
        plain("schemars", "1.2").features(&[("chrono04", |needs| needs.chrono), ("uuid1", |needs| needs.uuid)]),
        plain("serde", "1").features(&[("derive", ALWAYS)]),
        plain("serde_json", "1"),
        plain("uuid", "1").features(&[("serde", ALWAYS)]).when(|needs| needs.uuid),
    ],
    browser_dependencies: &[],
    dev_comment: "",
    dev_dependencies: &[],
    examples: &[],
};

const CLIENT: Manifest = Manifest {
    role: "client",
    about: "Client",
    is_published: true,
    default_feature: Some("rustls"),
    features: &[
        Feature {
            name: "rustls",
            comment: "TLS by rustls, with the operating system's certificates.",
            enables: &["reqwest/rustls"],
            condition: ALWAYS,
        },
        Feature {
            name: "native-tls",
            comment: "TLS by the operating system's own library.",
            enables: &["reqwest/native-tls"],
            condition: ALWAYS,
        },
        Feature {
            name: "retry",
            comment: "A layer that repeats requests.",
            enables: &["dep:httpdate"],
            condition: ALWAYS,
        },
        Feature {
            name: "tracing",
            comment: "A layer that makes a span of each request.",
            enables: &["dep:tracing"],
            condition: ALWAYS,
        },
        Feature {
            name: "validate",
            comment: "Checks values before they are sent, where the document has constraints that no type has.",
            enables: &["dep:jsonschema"],
            condition: |needs| needs.client.validation,
        },
    ],
    dependencies: &[
        plain("base64", "0.22").when(|needs| needs.basic),
        plain("bytes", "1"),
        plain("futures-core", "0.3").without_default_features(),
        plain("http", "1"),
        plain("http-body", "1"),
        plain("httpdate", "1").optional(),
        plain("jsonschema", "0.61").without_default_features().optional().when(|needs| needs.client.validation),
        plain("percent-encoding", "2.3"),
        plain("progenitor-client", "0.15.1"),
        plain("reqwest", "0.13.4").without_default_features().features(&[
            ("json", ALWAYS),
            ("multipart", |needs| needs.client.multipart),
            ("query", ALWAYS),
            ("stream", ALWAYS),
        ]),
        plain("secrecy", "0.10"),
        plain("serde", "1"),
        plain("serde_json", "1"),
        plain("tokio", "1").features(&[
            ("fs", |needs| needs.client.multipart),
            ("sync", |needs| needs.client.tokens),
            ("time", ALWAYS),
        ]),
        plain("tower-layer", "0.3"),
        plain("tower-service", "0.3"),
        plain("tracing", "0.1").without_default_features().features(&[("std", ALWAYS)]).optional(),
        sibling("types"),
    ],
    browser_dependencies: &[
        plain("gloo-timers", "0.4").features(&[("futures", ALWAYS)]),
        plain("js-sys", "0.3"),
        plain("tokio", "1").features(&[("sync", ALWAYS)]),
        plain("wasm-bindgen-futures", "0.4"),
        plain("web-time", "1"),
    ],
    dev_comment: "For the program on the crate's front page.",
    dev_dependencies: &[plain("tokio", "1").features(&[("macros", ALWAYS), ("rt", ALWAYS)])],
    examples: &[],
};

const SERVER: Manifest = Manifest {
    role: "server",
    about: "Server stub",
    is_published: true,
    default_feature: None,
    features: &[
        Feature {
            name: "fake",
            comment: "The example server.",
            enables: &[],
            condition: |needs| needs.server.documented,
        },
        Feature {
            name: "mock",
            comment: "An implementation for tests.",
            enables: &[],
            condition: |needs| needs.server.operations,
        },
        Feature { name: "tags", comment: "A trait for each tag.", enables: &[], condition: |needs| needs.server.tags },
        Feature {
            name: "tracing",
            comment: "Logs errors that the document has no response for.",
            enables: &["dep:tracing"],
            condition: ALWAYS,
        },
    ],
    dependencies: &[
        plain("axum", "0.8").without_default_features().features(&[("tokio", ALWAYS)]),
        plain("base64", "0.22").when(|needs| needs.basic),
        plain("futures-core", "0.3").without_default_features().when(|needs| needs.server.streams || needs.sent_items),
        plain("futures-util", "0.3").without_default_features().when(|needs| needs.server.multipart),
        plain("http-body-util", "0.1"),
        plain("jsonschema", "0.61")
            .without_default_features()
            .when(|needs| needs.server.validation || needs.server.webhook_validation),
        plain("multer", "3").when(|needs| needs.server.multipart),
        plain("secrecy", "0.10"),
        plain("serde", "1"),
        plain("serde_json", "1"),
        plain("tempfile", "3").when(|needs| needs.server.multipart),
        plain("tokio", "1")
            .features(&[
                ("fs", |needs| needs.server.multipart),
                ("io-util", |needs| needs.server.multipart),
                ("rt", |needs| needs.server.multipart),
                ("time", |needs| needs.server.streams),
            ])
            .when(|needs| needs.server.multipart || needs.server.streams),
        plain("tracing", "0.1").without_default_features().features(&[("std", ALWAYS)]).optional(),
        sibling("types"),
    ],
    browser_dependencies: &[],
    dev_comment: "For the programs in the documentation and `--example documented`.",
    dev_dependencies: &[
        plain("axum", "0.8")
            .without_default_features()
            .features(&[("http1", ALWAYS), ("tokio", ALWAYS)])
            .when(|needs| needs.server.operations || needs.server.documented),
        plain("tokio", "1")
            .features(&[("macros", ALWAYS), ("net", ALWAYS), ("rt", ALWAYS), ("time", ALWAYS)])
            .when(|needs| needs.server.operations || needs.server.documented),
    ],
    examples: &[Example { name: "documented", feature: "fake", condition: |needs| needs.server.documented }],
};

const ROUNDTRIP: Manifest = Manifest {
    role: "roundtrip",
    about: "Round trip",
    is_published: false,
    default_feature: None,
    features: &[],
    dependencies: &[
        plain("axum", "0.8").without_default_features().features(&[("http1", ALWAYS), ("tokio", ALWAYS)]),
        plain("base64", "0.22"),
        plain("bytes", "1"),
        sibling("client"),
        plain("futures-util", "0.3").without_default_features(),
        plain("serde", "1"),
        plain("serde_json", "1"),
        sibling("server"),
        plain("tokio", "1").features(&[("macros", ALWAYS), ("net", ALWAYS), ("rt", ALWAYS)]),
        sibling("types"),
    ],
    browser_dependencies: &[],
    dev_comment: "",
    dev_dependencies: &[],
    examples: &[],
};

/// Adds the manifests of the crates, and the manifest of a workspace if the options ask for it.
pub(crate) fn emit(api: &Api, needs: &Needs, options: &Options, out: &mut Files) {
    let roundtrip = options.roundtrip.then_some(&ROUNDTRIP);
    let manifests: Vec<&Manifest> = [&TYPES, &CLIENT, &SERVER].into_iter().chain(roundtrip).collect();
    let version = options.version.clone().unwrap_or_else(|| version(api));
    for manifest in &manifests {
        out.insert(
            format!("{}/Cargo.toml", manifest.role),
            manifest.text(api, &version, needs, &options.derives.packages),
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

impl Manifest {
    fn text(&self, api: &Api, version: &str, needs: &Needs, of_derives: &[Package]) -> String {
        let mut sections = vec![self.package(api, version)];
        let features = self.features(needs);
        if !features.is_empty() {
            sections.push(format!("[features]\n{features}"));
        }
        let packages = self.packages(api, of_derives);
        sections.push(format!("[dependencies]\n{}", lines(self.dependencies, (api, version), needs, &packages)));
        let browser = lines(self.browser_dependencies, (api, version), needs, &[]);
        if !browser.is_empty() {
            sections.push(format!("# Timers and tasks of JavaScript.\n[target.'{BROWSER}'.dependencies]\n{browser}"));
        }
        let dev = lines(self.dev_dependencies, (api, version), needs, &[]);
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

    fn package(&self, api: &Api, version: &str) -> String {
        let title: String = api.title.chars().filter(|c| !is_hidden(*c) && !c.is_control()).collect();
        let mut keys = vec![
            ("name", quoted(&format!("{}-{}", api.stem, self.role))),
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

    /// The features.
    fn features(&self, needs: &Needs) -> String {
        let list = |names: &[&str]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let default = self.default_feature.map(|feature| format!("default = [{}]\n", quoted(feature)));
        let all = self
            .features
            .iter()
            .filter(|feature| (feature.condition)(needs))
            .map(|feature| format!("# {}\n{} = [{}]\n", feature.comment, feature.name, list(feature.enables)));
        default.into_iter().chain(all).collect()
    }
}

/// The lines of the dependencies that are needed, and of more packages. A package in both has the features of both.
fn lines(dependencies: &[Dependency], of: (&Api, &str), needs: &Needs, more: &[Package]) -> String {
    let needed: Vec<&Dependency> = dependencies.iter().filter(|dependency| (dependency.condition)(needs)).collect();
    let is_own = |package: &&Package| needed.iter().any(|dependency| dependency.name == package.name);
    let features = |dependency: &Dependency| {
        let package = more.iter().find(|package| package.name == dependency.name);
        package.map(|package| package.features.as_slice()).unwrap_or_default()
    };
    let own = needed.iter().map(|dependency| (dependency.name, line(dependency, of, needs, features(dependency))));
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

fn line(dependency: &Dependency, (api, version): (&Api, &str), needs: &Needs, more: &[String]) -> String {
    let mut keys = match dependency.from {
        From::Registry(required) => vec![format!("version = {}", quoted(required))],
        From::Sibling(role) => vec![
            format!("package = {}", quoted(&format!("{}-{role}", api.stem))),
            format!("version = {}", quoted(version)),
            format!("path = {}", quoted(&format!("../{role}"))),
        ],
    };
    if !dependency.default_features {
        keys.push("default-features = false".to_owned());
    }
    if dependency.is_optional {
        keys.push("optional = true".to_owned());
    }
    let features = dependency.features.iter().filter(|(_, condition)| condition(needs));
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
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
