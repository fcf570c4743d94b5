//! The sources of this crate look up no keyword of a schema by its name, written out (`get("items")`) or not
//! (`get(Keyword::Items.name())`), except in the schema module.

use std::path::{Path, PathBuf};

use crate::schema::Keyword;

/// Files that may name keywords, besides tests: this module, the table of fixed fields, and the modules that read the JSON Schemas
/// of an `Api`, whose spelling is that of 2020-12 for every version of OpenAPI.
const EXEMPT: [&str; 6] =
    ["schema.rs", "schema/", "view/fixed_fields.rs", "listing.rs", "resource.rs", "select/definitions.rs"];

/// Files that read other objects of OpenAPI, or references to them. They may look up the fields of [`SHARED`].
const OTHERS: [&str; 4] = ["view/", "pointer.rs", "bundle/walk.rs", "part.rs"];

/// Keywords that are also fields of other objects (OpenAPI 3.0.4): Info, Parameter, Server Variable, Security Scheme and
/// others.
const SHARED: [Keyword; 12] = [
    Keyword::Ref,
    Keyword::Title,
    Keyword::Description,
    Keyword::Type,
    Keyword::Enum,
    Keyword::Default,
    Keyword::Required,
    Keyword::Example,
    Keyword::Examples,
    Keyword::Deprecated,
    Keyword::ExternalDocs,
    Keyword::RustName,
];

/// Files that may look up keywords by `Keyword::name`. `bundle/identity.rs` finds the identities that references use, in trees whose references are
/// not JSON Pointers yet, so that no schema can be read. `json_schema/` reads and changes the JSON that it writes, which is no node.
const BY_KEYWORD: [&str; 2] = ["bundle/identity.rs", "json_schema/"];

const METHODS: [&str; 7] = ["get", "get_mut", "str", "is_true", "entry", "remove", "contains_key"];

fn is_among(file: &str, names: &[&str]) -> bool {
    names.iter().any(|name| if name.ends_with('/') { file.starts_with(name) } else { file == *name })
}

/// The keywords that a file of this name and text looks up and must not.
fn lookups(file: &str, text: &str) -> Vec<&'static str> {
    if is_among(file, &EXEMPT) || file.ends_with("tests.rs") {
        return Vec::new();
    }
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_banned = |keyword: &&Keyword| !(is_among(file, &OTHERS) && SHARED.contains(keyword));
    let calls =
        |keyword: &Keyword| METHODS.iter().any(|method| code.contains(&format!(".{method}(\"{}\"", keyword.name())));
    let written = Keyword::ALL.iter().filter(is_banned).filter(|keyword| calls(keyword)).map(|keyword| keyword.name());
    written.chain((!is_among(file, &BY_KEYWORD)).then(|| by_keyword(&code)).into_iter().flatten()).collect()
}

/// The look-ups by `Keyword::name` in code without white space: as an argument, and in comparisons with the key of an entry.
fn by_keyword(code: &str) -> Vec<&'static str> {
    let names = code.match_indices(".name()").filter_map(|(at, _)| {
        let path =
            code[..at].trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == ':' || letter == '_');
        let is_keyword =
            matches!(&code[path.len()..at], "keyword" | "Keyword") || code[path.len()..at].starts_with("Keyword::");
        let is_argument = METHODS.iter().any(|method| path.ends_with(&format!(".{method}(")));
        let is_compared = [".key==", ".key!="].iter().any(|comparison| path.ends_with(comparison));
        (is_keyword && (is_argument || is_compared)).then_some(&code[path.len()..at])
    });
    let variant = |name: &str| Keyword::ALL.iter().find(|keyword| name == format!("Keyword::{keyword:?}"));
    names.map(|name| variant(name).map_or("any keyword", |keyword| keyword.name())).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the sources are a folder") {
        let path = entry.expect("an entry of the sources").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_other_module_looks_up_a_keyword_by_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 40, "the sources are found: {}", files.len());
    let mut faults = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).expect("a file of the sources").to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).expect("a source file");
        faults.extend(lookups(&file, &text).into_iter().map(|keyword| format!("{file} looks up `{keyword}`")));
    }
    assert!(faults.is_empty(), "ask crate::schema::Schema instead:\n{}", faults.join("\n"));
}

#[test]
fn every_file_of_the_lists_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in EXEMPT.iter().chain(&OTHERS).chain(&BY_KEYWORD) {
        assert!(root.join(file).exists(), "{file}");
    }
}

#[test]
fn a_lookup_is_found_however_it_is_written() {
    assert_eq!(lookups("resolve/form.rs", "node.get(\"items\")"), ["items"]);
    assert_eq!(lookups("resolve/form.rs", "node\n    .entry(\n        \"allOf\",\n    )"), ["allOf"]);
    assert_eq!(lookups("sample.rs", "node.str(\"type\")"), ["type"]);
    assert_eq!(lookups("view/security.rs", "node.str(\"type\")"), [""; 0]);
    assert_eq!(lookups("resolve/form.rs", "// node.get(\"items\")"), [""; 0]);
    assert_eq!(lookups("schema/bounds.rs", "node.get(\"minimum\")"), [""; 0]);
    assert_eq!(lookups("resolve/form.rs", "node\n    .get(\n        Keyword::Items.name(),\n    )"), ["items"]);
    assert_eq!(lookups("resolve/form.rs", "entries.iter().find(|entry| entry.key == Keyword::Enum.name())"), ["enum"]);
    assert_eq!(lookups("resolve/form.rs", "node.str(keyword.name())"), ["any keyword"]);
    assert_eq!(lookups("view/schema.rs", "node.entry(Keyword::Nullable.name())"), ["nullable"]);
    assert_eq!(lookups("resolve/form.rs", "format!(\"`{}`\", Keyword::Items.name())"), [""; 0]);
    assert_eq!(lookups("bundle/identity.rs", "node.str(Keyword::Id.name())"), [""; 0]);
    assert_eq!(lookups("schema/rewrites/subtypes.rs", "entry.key == Keyword::Ref.name()"), [""; 0]);
}
