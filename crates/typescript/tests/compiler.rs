//! Compiles the definitions of all fixtures, and programs that use some of them, with the TypeScript compiler.
//!
//! `tests/npm/setup` installs the compiler into `target/typescript`. Without it, the tests are skipped. `DOCUMENTS=a.json,b.yaml` adds
//! documents by their paths from the root of the repository.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

use model::{Source, report};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the installed packages. `None` if they are not installed.
fn installed() -> Option<PathBuf> {
    let folder = root().join("target/typescript");
    if !folder.join("node_modules/typescript").exists() {
        println!("skipped: crates/typescript/tests/npm/setup installs the TypeScript compiler");
        return None;
    }
    Some(folder.canonicalize().expect("a folder"))
}

/// The definitions of a document of somebody else.
fn definitions(path: &Path) -> String {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let source = Source::from_disk(path, name).expect("a document");
    match model::resolve_named(&source, true) {
        Ok((api, _)) => typescript::render(&api, ""),
        Err(problems) => panic!("{}", report::render(&source, &problems.0, report::Options::default())),
    }
}

/// The documents of a folder.
fn documents(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths
}

/// Compiles all files of a folder. Returns the errors of the compiler, one a line.
fn compile(packages: &Path, folder: &Path, files: &[String]) -> String {
    let mut command = Command::new("node");
    command.arg(packages.join("node_modules/typescript/bin/tsc")).current_dir(folder);
    command.args([
        "--strict", "--noEmit", "--pretty", "false", "--target", "es2022", "--module", "nodenext", "--types", "",
    ]);
    let run = command.args(files).output().expect("node");
    format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr))
}

/// A folder in which imports find the installed packages.
fn workplace(packages: &Path) -> tempfile::TempDir {
    tempfile::tempdir_in(packages).expect("a folder")
}

#[test]
fn definitions_of_all_fixtures_compile() {
    let Some(packages) = installed() else { return };
    let folder = workplace(&packages);
    let mut all = documents("tests/fixtures/ok");
    let more = std::env::var("DOCUMENTS").unwrap_or_default();
    all.extend(more.split(',').filter(|path| !path.is_empty()).map(|path| root().join(path)));
    all.push(root().join("openapi/password-otp.yaml"));
    let mut files = Vec::new();
    for (index, path) in all.iter().enumerate() {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let file = format!("{stem}.{index}.d.ts");
        std::fs::write(folder.path().join(&file), definitions(path)).expect("a file");
        files.push(file);
    }
    assert!(files.len() > 100, "{}", files.len());
    let errors = compile(&packages, folder.path(), &files);
    if !errors.is_empty() {
        println!("{}", folder.keep().display());
    }
    assert_eq!(errors, "");
}

/// The body of the published command.
fn published_body() -> String {
    let command = std::fs::read_to_string(root().join("tests/documented/request.curl")).expect("the command");
    let body = command.split_once("-d '").and_then(|(_, rest)| rest.split_once('\'')).expect("a body");
    body.0.to_owned()
}

/// Compiles programs beside the definitions that they use. Returns the errors of the compiler.
fn compile_programs(packages: &Path, programs: &[(&str, String)]) -> String {
    let folder = workplace(packages);
    std::fs::write(folder.path().join("package.json"), "{}").expect("a file");
    let fixtures = [
        "additional-properties",
        "nullable-aliases",
        "one-of-discriminator",
        "read-write-only",
        "streams",
        "v31-constants",
    ];
    let fixtures = fixtures.map(|name| root().join(format!("tests/fixtures/ok/{name}.yaml")));
    for path in fixtures.iter().chain([&root().join("openapi/password-otp.yaml")]) {
        let file = path.with_extension("d.ts");
        let file = folder.path().join(file.file_name().expect("a name"));
        std::fs::write(file, definitions(path)).expect("a file");
    }
    let mut files = Vec::new();
    for (name, text) in programs {
        std::fs::write(folder.path().join(name), text).expect("a file");
        files.push((*name).to_owned());
    }
    compile(packages, folder.path(), &files)
}

/// A program that has the published exchange as typed values.
fn published(body: &str) -> String {
    let mut program = format!(
        "import type {{ operations }} from \"./password-otp\";\n\
         type Operation = operations[\"RequestOTPForPasswordReset\"];\n\
         export const body: Operation[\"requestBody\"][\"content\"][\"application/json\"] = {body};\n"
    );
    for status in [200, 400, 403] {
        let response = std::fs::read_to_string(root().join(format!("tests/documented/{status}.json"))).expect("a body");
        program += &format!(
            "export const response{status}: Operation[\"responses\"][{status}][\"content\"][\"application/json\"] = {response};\n"
        );
    }
    program
}

#[test]
fn published_bodies_are_accepted() {
    let Some(packages) = installed() else { return };
    assert_eq!(compile_programs(&packages, &[("published.ts", published(&published_body()))]), "");
}

#[test]
fn wrong_bodies_are_not_accepted() {
    let Some(packages) = installed() else { return };
    let wrong = [
        ("number.ts", "TS2322", published_body().replace("\"+1234567890\"", "1234567890")),
        ("case.ts", "TS2353", published_body().replace("Phone", "phone")),
        ("missing.ts", "TS2741", "{}".to_owned()),
        ("more.ts", "TS2353", "{ \"Phone\": \"+1234567890\", \"Extra\": 1 }".to_owned()),
    ];
    let programs: Vec<(&str, String)> = wrong.iter().map(|(name, _, body)| (*name, published(body))).collect();
    let errors = compile_programs(&packages, &programs);
    for (name, code, _) in &wrong {
        let line =
            errors.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} compiles: {errors}"));
        assert!(line.contains(code), "{line}");
    }
}

#[test]
fn programs_find_the_types_of_fixtures() {
    let Some(packages) = installed() else { return };
    let read = |name| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name);
        (name, std::fs::read_to_string(path).expect("a program"))
    };
    assert_eq!(compile_programs(&packages, &[read("fixtures.ts"), read("client.ts")]), "");
}
