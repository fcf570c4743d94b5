//! Joins the new packages to an existing workspace. Everything else of its manifest stays as it is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::templates::Values;
use super::tool::ToolPackage;

const MANIFEST: &str = "Cargo.toml";
const CONFIG: &str = ".cargo/config.toml";

/// The root of the workspace that a folder belongs to: the nearest folder above with a `[workspace]`, or else with a package.
///
/// # Errors
///
/// No folder has a manifest, or one cannot be read.
pub(super) fn root(folder: &Path) -> Result<PathBuf> {
    let mut package = None;
    for folder in folder.ancestors().filter(|folder| folder.join(MANIFEST).is_file()) {
        if parsed(&folder.join(MANIFEST))?.contains_key("workspace") {
            return Ok(folder.to_owned());
        }
        package = package.or(Some(folder.to_owned()));
    }
    package.context("no folder from here upwards has a Cargo.toml; `cargo oas new DIR` creates a workspace")
}

/// The manifest of the root with the new members and dependencies.
///
/// # Errors
///
/// The manifest cannot be read, or a key of it has another type than Cargo demands.
pub(super) fn manifest(root: &Path, values: &Values, has_xtask: bool) -> Result<(String, String)> {
    let mut manifest = parsed(&root.join(MANIFEST))?;
    let workspace = manifest.entry("workspace").or_insert_with(|| Item::Table(Table::new()));
    let workspace = table(workspace, "workspace")?;
    let texts = |item: Option<&Item>| -> Vec<String> {
        let list = item.and_then(Item::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let excluded = texts(workspace.get("exclude"));
    let members = workspace.entry("members").or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let members = members.as_array_mut().ok_or_else(|| wrong_type("workspace.members", "a list"))?;
    let xtask = has_xtask.then_some("xtask");
    for member in ["crates/types", "crates/client", "crates/server", values.tests()].into_iter().chain(xtask) {
        add_member(members, member, &excluded);
    }
    let dependencies = workspace.entry("dependencies").or_insert_with(|| Item::Table(Table::new()));
    let dependencies = table(dependencies, "workspace.dependencies")?;
    // Only the package `xtask` uses `cargo-oas`.
    for package in ToolPackage::ALL.into_iter().filter(|package| has_xtask || *package != ToolPackage::CargoOas) {
        if !dependencies.contains_key(package.name()) {
            let value: Value = values.tool.dependency(package).parse().context("cannot write a dependency")?;
            dependencies.insert(package.name(), Item::Value(value));
        }
    }
    Ok((MANIFEST.to_owned(), manifest.to_string()))
}

/// Cargo's configuration of the workspace with the alias `cargo xtask`.
///
/// # Errors
///
/// The file cannot be read, or has another alias with this name.
pub(super) fn alias(root: &Path) -> Result<(String, String)> {
    let path = root.join(CONFIG);
    let mut config = if path.exists() { parsed(&path)? } else { DocumentMut::new() };
    let aliases = table(config.entry("alias").or_insert_with(|| Item::Table(Table::new())), "alias")?;
    if aliases.contains_key("xtask") {
        bail!("{CONFIG} has an alias `xtask` already, but there is no folder xtask");
    }
    aliases.insert("xtask", toml_edit::value("run -q -p xtask --"));
    Ok((CONFIG.to_owned(), config.to_string()))
}

fn parsed(path: &Path) -> Result<DocumentMut> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("cannot read {}", path.display()))
}

fn table<'a>(item: &'a mut Item, name: &str) -> Result<&'a mut dyn toml_edit::TableLike> {
    item.as_table_like_mut().ok_or_else(|| wrong_type(name, "a table"))
}

fn wrong_type(name: &str, expected: &str) -> anyhow::Error {
    anyhow!("`{name}` in {MANIFEST} is not {expected}")
}

/// Adds a member unless the list has it, or a pattern that matches it. An excluded folder is a member only if the list names it (The Cargo
/// Book, "Workspaces", `exclude`). The member is written as the last one is.
fn add_member(members: &mut Array, member: &str, excluded: &[String]) {
    let is_excluded = excluded.iter().any(|folder| Path::new(member).starts_with(folder));
    let has = |own: &Value| {
        let own = own.as_str().map(|own| own.trim_start_matches("./").trim_end_matches('/'));
        own.is_some_and(|own| own == member || (!is_excluded && is_match(own, member)))
    };
    if members.iter().any(has) {
        return;
    }
    let prefix = members.iter().last().and_then(|last| last.decor().prefix()?.as_str());
    // The prefix of a member may begin with the comment of the one before it.
    let prefix = prefix.map(|prefix| prefix.rfind('\n').map_or(prefix, |at| &prefix[at..]).to_owned());
    let mut value = Value::from(member);
    match prefix {
        Some(prefix) if prefix.contains('\n') => {
            // A comment after the last comma belongs to the member before it.
            let comment = members.trailing().as_str().unwrap_or_default().trim_end().to_owned();
            *value.decor_mut() = toml_edit::Decor::new(format!("{comment}{prefix}"), "");
            members.push_formatted(value);
            members.set_trailing("\n");
            members.set_trailing_comma(true);
        }
        _ => members.push(value),
    }
}

/// Whether a pattern matches a path, part by part: `*` stands for any characters but `/`.
fn is_match(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if model::glob::matches(pattern, part) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

    use super::{DocumentMut, add_member};

    fn with(members: &str, member: &str) -> String {
        let mut document: DocumentMut = format!("members = {members}\n").parse().unwrap();
        add_member(document["members"].as_array_mut().unwrap(), member, &["crates/old".to_owned()]);
        document.to_string()
    }

    #[test]
    fn members_are_added_in_the_form_of_the_list() {
        assert_eq!(with("[\"a\"] # ours", "xtask"), "members = [\"a\", \"xtask\"] # ours\n");
        assert_eq!(with("[\n    \"a\",\n]", "xtask"), "members = [\n    \"a\",\n    \"xtask\",\n]\n");
        let commented = "[\n    \"a\", # ours\n]";
        assert_eq!(with(commented, "xtask"), "members = [\n    \"a\", # ours\n    \"xtask\",\n]\n");
        assert_eq!(with("[]", "xtask"), "members = [\"xtask\"]\n");
    }

    #[test]
    fn members_that_a_pattern_has_are_not_added() {
        for (members, member) in
            [("crates/*", "crates/types"), ("./crates/*/", "crates/types"), ("api-*", "api-tests"), ("*", "xtask")]
        {
            let own = format!("[\"{members}\"]");
            assert_eq!(with(&own, member), format!("members = {own}\n"));
        }
        // `*` does not match `/`, and excluded folders are members by their names only.
        for (members, member) in [("*", "crates/types"), ("crates/*", "xtask"), ("crates/*", "crates/old")] {
            assert_eq!(with(&format!("[\"{members}\"]"), member), format!("members = [\"{members}\", \"{member}\"]\n"));
        }
    }
}
