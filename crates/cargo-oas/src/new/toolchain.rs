//! The version of Rust that a workspace chooses.

use std::path::Path;

use toml_edit::DocumentMut;

/// The version of Rust that the generated crates need (`rust-version` of their manifests), without its patch number.
pub(super) const NEEDED: &str = "1.88";

/// The files that choose a toolchain (The rustup book, "Overrides"). The first one that exists is read.
const FILES: [&str; 2] = ["rust-toolchain", "rust-toolchain.toml"];

/// The toolchain that a workspace chooses by its number, if the number is lower than [`NEEDED`].
pub(super) fn too_old(root: &Path) -> Option<String> {
    let text = FILES.iter().find_map(|file| std::fs::read_to_string(root.join(file)).ok())?;
    let channel = channel(&text)?;
    (number(&channel)? < number(NEEDED)?).then_some(channel)
}

/// The channel: that of the table, or the only line of the old format.
fn channel(text: &str) -> Option<String> {
    let table = text.parse::<DocumentMut>().ok();
    let channel = table.as_ref().and_then(|table| table.get("toolchain")?.get("channel")?.as_str());
    match channel {
        Some(channel) => Some(channel.to_owned()),
        None if table.is_none() => text.split_whitespace().next().map(str::to_owned),
        None => None,
    }
}

/// The first two numbers of a version such as `1.86` or `1.86.0-x86_64-unknown-linux-gnu`.
fn number(channel: &str) -> Option<(u64, u64)> {
    let mut numbers = channel.split(['.', '-']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

    use super::{NEEDED, too_old};

    #[test]
    fn a_lower_number_is_too_old() {
        let folder = tempfile::tempdir().unwrap();
        let of = |file: &str, text: &str| {
            let path = folder.path().join(file);
            std::fs::write(&path, text).unwrap();
            let found = too_old(folder.path());
            std::fs::remove_file(path).unwrap();
            found
        };
        let table = |channel: &str| of("rust-toolchain.toml", &format!("[toolchain]\nchannel = \"{channel}\"\n"));
        assert_eq!(table("1.86").as_deref(), Some("1.86"));
        assert_eq!(of("rust-toolchain", "1.70.0\n").as_deref(), Some("1.70.0"));
        for channel in ["stable", "nightly-2024-01-01", NEEDED, "1.95.0", "2.0"] {
            assert_eq!(table(channel), None, "{channel}");
        }
        assert_eq!(too_old(folder.path()), None);
    }

    #[test]
    fn the_number_is_that_of_generated_manifests() {
        let source = model::Source::new("a.yaml", "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n");
        let generated = codegen::generate(&source, &codegen::Options::default()).unwrap();
        assert!(generated.files["types/Cargo.toml"].contains(&format!("rust-version = \"{NEEDED}\"")));
    }
}
