//! `Cargo.toml` of each crate, with no dependency that this document does not need.

use super::Emit;
use crate::files::Files;
use model::api::{Api, CredentialPlace, TypeKind, TypeRef};

/// Which optional dependencies a document needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    pub chrono: bool,
    pub uuid: bool,
    pub regress: bool,
    pub base64: bool,
}

impl Needs {
    pub(crate) fn of(api: &Api) -> Self {
        let mut needs = Needs::default();
        for def in &api.types {
            match &def.kind {
                TypeKind::Struct(object) => {
                    object.fields.iter().for_each(|field| needs.add(&field.ty));
                    if let model::api::Unknown::Kept { ty, .. } = &object.unknown {
                        needs.add(ty);
                    }
                }
                TypeKind::Union(union) => union.variants.iter().for_each(|variant| needs.add(&variant.ty)),
                TypeKind::Alias(ty) => needs.add(ty),
                TypeKind::Constrained { inner, constraints } => {
                    needs.add(inner);
                    needs.regress |= constraints.pattern.is_some();
                }
                TypeKind::Enum(_) => {}
            }
        }
        for operation in &api.operations {
            operation.parameters.iter().for_each(|parameter| needs.add(parameter.whole()));
            let contents = operation.body.iter().flat_map(|body| &body.contents);
            contents.for_each(|content| needs.add(&content.ty));
            for response in &operation.responses {
                response.contents.iter().for_each(|content| needs.add(&content.ty));
                response.headers.iter().for_each(|header| needs.add(&header.ty));
            }
        }
        needs.base64 = api.schemes.iter().any(|scheme| scheme.place == CredentialPlace::Basic);
        needs
    }

    fn add(&mut self, ty: &TypeRef) {
        match ty {
            TypeRef::DateTime | TypeRef::Date => self.chrono = true,
            TypeRef::Uuid => self.uuid = true,
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => self.add(inner),
            _ => {}
        }
    }
}

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) {
    let api = emit.api;
    let needs = Needs::of(api);
    out.insert("types/Cargo.toml".into(), types(api, needs));
    out.insert("client/Cargo.toml".into(), client(api, needs));
    out.insert("server/Cargo.toml".into(), server(api, needs));
    if emit.options.workspace {
        let roundtrip = if emit.options.roundtrip { ", \"roundtrip\"" } else { "" };
        let workspace =
            format!("\n[workspace]\nresolver = \"3\"\nmembers = [\"types\", \"client\", \"server\"{roundtrip}]\n");
        out.insert("Cargo.toml".into(), workspace);
        out.insert(".gitattributes".into(), "\n* linguist-generated\n".into());
    }
}

/// The document's version if Cargo takes it, so that a new version of the API is one of the crates.
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

fn package(api: &Api, role: &str, what: &str) -> String {
    let title: String = api.title.chars().filter(|c| !crate::rust::is_hidden(*c) && !c.is_control()).collect();
    format!(
        "\n[package]\nname = \"{stem}-{role}\"\nversion = \"{version}\"\ndescription = {description}\nedition = \"2024\"\n\
         rust-version = \"1.88\"\nlicense = \"MIT OR Apache-2.0\"\n",
        stem = api.stem,
        version = version(api),
        description = toml_string(&format!("{what} of {title}")),
    )
}

/// A basic string of TOML 1.0.
fn toml_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn types(api: &Api, needs: Needs) -> String {
    let mut text = package(api, "types", "Types");
    text.push_str("\n[dependencies]\n");
    if needs.chrono {
        text.push_str("chrono = { version = \"0.4\", default-features = false, features = [\"serde\", \"std\"] }\n");
    }
    if needs.regress {
        text.push_str("regress = \"0.12\"\n");
    }
    let mut features = Vec::new();
    features.extend(needs.chrono.then_some("\"chrono04\""));
    features.extend(needs.uuid.then_some("\"uuid1\""));
    match features.as_slice() {
        [] => text.push_str("schemars = \"1.2\"\n"),
        features => {
            text.push_str(&format!("schemars = {{ version = \"1.2\", features = [{}] }}\n", features.join(", ")))
        }
    }
    text.push_str("serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n");
    if needs.uuid {
        text.push_str("uuid = { version = \"1\", features = [\"serde\"] }\n");
    }
    text
}

fn types_dependency(api: &Api) -> String {
    let stem = &api.stem;
    format!("types = {{ package = \"{stem}-types\", version = \"{}\", path = \"../types\" }}\n", version(api))
}

fn client(api: &Api, needs: Needs) -> String {
    let mut text = package(api, "client", "Client");
    text.push_str(
        "\n[features]\ndefault = [\"rustls\"]\n# TLS by rustls, with the operating system's certificates.\nrustls = [\"reqwest/rustls\"]\n\
         # TLS by the operating system's own library.\nnative-tls = [\"reqwest/native-tls\"]\n\n[dependencies]\n",
    );
    if needs.base64 {
        text.push_str("base64 = \"0.22\"\n");
    }
    let multipart = if super::client::Parts::of(api).multipart { "\"multipart\", " } else { "" };
    text.push_str(&format!(
        "bytes = \"1\"\npercent-encoding = \"2.3\"\nprogenitor-client = \"0.15.1\"\n\
         reqwest = {{ version = \"0.13.4\", default-features = false, features = [\"json\", {multipart}\"query\", \"stream\"] }}\n\
         secrecy = \"0.10\"\nserde = \"1\"\nserde_json = \"1\"\n",
    ));
    text.push_str(&types_dependency(api));
    text.push_str("\n[dev-dependencies]\n# For the program on the crate's front page.\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n");
    text
}

fn server(api: &Api, needs: Needs) -> String {
    let has_multipart = super::server::body::has_multipart(api);
    let mut text = package(api, "server", "Server stub");
    text.push_str("\n[dependencies]\naxum = { version = \"0.8\", default-features = false }\n");
    if needs.base64 {
        text.push_str("base64 = \"0.22\"\n");
    }
    if has_multipart {
        text.push_str("futures-util = { version = \"0.3\", default-features = false }\n");
    }
    text.push_str("http-body-util = \"0.1\"\n");
    if has_multipart {
        text.push_str("multer = \"3\"\n");
    }
    text.push_str("secrecy = \"0.10\"\nserde = \"1\"\nserde_json = \"1\"\n");
    if has_multipart {
        text.push_str("tempfile = \"3\"\ntokio = { version = \"1\", features = [\"fs\", \"io-util\", \"rt\"] }\n");
    }
    text.push_str(&types_dependency(api));
    if super::server::documented::is_possible(api) {
        text.push_str(
            "\n[dev-dependencies]\n# For `--example documented`.\naxum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }\n\
             tokio = { version = \"1\", features = [\"macros\", \"net\", \"rt\"] }\n",
        );
    }
    text
}
