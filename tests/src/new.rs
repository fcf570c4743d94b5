//! `cargo oas new` and `cargo oas init`. The document is that of the tutorial in `docs/`.
//!
//! The test that builds a new workspace runs with `CARGO_OAS=all`. With `CARGO_OAS=install`, as in `.ci/run`, it installs the program first.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::support::command::{cargo, stderr, stdout, xtask};
use crate::support::root;

fn oas(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(xtask()).args(arguments).current_dir(folder).output().expect("xtask runs")
}

fn shop() -> String {
    root().join("docs/src/tutorial/shop.yaml").display().to_string()
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the packages of a workspace. Cargo reads all manifests for it.
fn packages(workspace: &Path) -> BTreeSet<String> {
    let output = cargo(workspace, &["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let metadata: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(|package| package["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_new_workspace_has_the_generated_crates_the_commands_and_tests() {
    let folder = temporary();
    let output = oas(folder.path(), &["new", "shop", "--spec", &shop()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("next: cd shop && cargo xtask generate && cargo test --workspace"));
    let workspace = folder.path().join("shop");
    let expected = ["shop-client", "shop-server", "shop-tests", "shop-types", "xtask"];
    assert_eq!(packages(&workspace), expected.map(str::to_owned).into());
    assert_eq!(read(&workspace.join("openapi/shop.yaml")), read(Path::new(&shop())));
    for file in ["README.md", ".github/workflows/ci.yml", "oas.toml", "tests/src/exchanges.rs", ".gitignore"] {
        assert!(!read(&workspace.join(file)).contains("{{"), "{file} has a placeholder");
    }
    let formatted = cargo(&workspace, &["fmt", "-p", "xtask", "-p", "shop-tests", "--check"]);
    assert!(formatted.status.success(), "{}{}", stdout(&formatted), stderr(&formatted));
}

#[test]
fn files_that_the_document_refers_to_are_copied_beside_it() {
    let folder = temporary();
    let own = folder.path().join("api/v1/pets.yaml");
    let document = "openapi: 3.0.3\ninfo: {title: Pets & Co., version: 1.0.0}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      \
                    responses:\n        '200':\n          description: d\n          content:\n            application/json:\n              \
                    schema: {$ref: '../common/pet.yaml'}\n        default: {description: d}\n";
    write(&own, document);
    write(&folder.path().join("api/common/pet.yaml"), "type: object\nproperties: {name: {type: string}}\n");
    let output = oas(folder.path(), &["new", "pets", "--spec", "api/v1/pets.yaml"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let workspace = folder.path().join("pets");
    assert_eq!(read(&workspace.join("openapi/v1/pets.yaml")), document);
    assert!(workspace.join("openapi/common/pet.yaml").is_file());
    assert!(read(&workspace.join("oas.toml")).contains("document = \"openapi/v1/pets.yaml\""));
    assert!(packages(&workspace).contains("pets-co-client"));
}

/// The name of a package cannot start with a digit (The Cargo Book, "The Manifest Format", `name`).
#[test]
fn a_title_that_is_no_name_is_replaced_by_the_name_of_the_file() {
    let folder = temporary();
    let document = "openapi: 3.0.3\ninfo: {title: 1Password Connect, version: '1'}\npaths: {}\n";
    write(&folder.path().join("connect.yaml"), document);
    let output = oas(folder.path(), &["new", "vault", "--spec", "connect.yaml"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(packages(&folder.path().join("vault")).contains("connect-client"));
    // Neither of them is a name.
    write(&folder.path().join("1.yaml"), document);
    let output = oas(folder.path(), &["new", "other", "--spec", "1.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let expected =
        "no package name can be made from the title `1Password Connect` or the name of the file; give one with --name";
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    assert!(!folder.path().join("other").exists());
}

#[test]
fn nothing_is_written_for_a_document_with_errors_or_into_a_folder_with_files() {
    let folder = temporary();
    write(&folder.path().join("bad.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {/a: {get: 3}}\n");
    let output = oas(folder.path(), &["new", "shop", "--spec", "bad.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("bad.yaml:3:"), "{}", stderr(&output));
    let output = oas(folder.path(), &["new", "shop", "--spec", "missing.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("missing.yaml"), "{}", stderr(&output));
    assert!(!folder.path().join("shop").exists());
    write(&folder.path().join("full/notes.txt"), "mine");
    let output = oas(folder.path(), &["new", "full", "--spec", &shop()]);
    assert!(stderr(&output).contains("the folder full is not empty"), "{}", stderr(&output));
    assert_eq!(fs::read_dir(folder.path().join("full")).expect("a folder").count(), 1);
}

/// `cargo oas explain | head` closes the pipe before the program has written all of its output.
#[test]
fn a_reader_may_close_the_pipe() {
    let mut child = Command::new(xtask())
        .args(["explain", "--spec", &shop()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xtask runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("xtask ends");
    assert!(output.status.success() && stderr(&output).is_empty(), "{}", stderr(&output));
}

/// The device `full` of Linux fails every write as a full disk does (full(4)).
#[cfg(target_os = "linux")]
#[test]
fn a_command_whose_output_is_lost_fails() {
    let folder = temporary();
    let run = |arguments: &[&str]| {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let mut command = Command::new(xtask());
        let output = command.args(arguments).current_dir(folder.path()).stdout(full).output().expect("xtask runs");
        assert_eq!(stderr(&output).matches("cannot write to standard output").count(), 1, "{}", stderr(&output));
        output.status.code()
    };
    assert_eq!(run(&["explain", "--spec", &shop()]), Some(1));
    assert_eq!(run(&["schema"]), Some(1));
    // 1 is a change of --fail-on.
    assert_eq!(run(&["diff", &shop(), &shop()]), Some(2));
}

/// The names and folders of single crates are those of `oas.toml`, in the crates and wherever one names another.
#[test]
fn crates_with_names_and_folders_of_their_own() {
    let folder = temporary();
    let workspace = folder.path().join("shop");
    assert!(oas(folder.path(), &["new", "shop", "--spec", &shop()]).status.success());
    let settings = read(&workspace.join("oas.toml"))
        .replace("[contract.server]\npackage = \"shop-server\"", "[contract.server]\npackage = \"shop-stub\"");
    let own = "\n[crates.types]\nname = \"shop_model\"\n[crates.client]\nname = \"shop-sdk\"\nfolder = \"sdk\"\n[crates.server]\nname = \"shop-stub\"\n";
    write(&workspace.join("oas.toml"), &format!("{settings}{own}"));
    let manifest = read(&workspace.join("Cargo.toml")).replace("\"crates/*\"", "\"crates/*\", \"sdk\"");
    write(&workspace.join("Cargo.toml"), &manifest);
    fs::remove_dir_all(workspace.join("crates/client")).expect("the folder of the client");
    let tests =
        read(&workspace.join("tests/Cargo.toml")).replace("package = \"shop-server\"", "package = \"shop-stub\"");
    write(&workspace.join("tests/Cargo.toml"), &tests);
    let output = oas(&workspace, &["generate"]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    let output = oas(&workspace, &["check"]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    let expected = ["shop-sdk", "shop-stub", "shop-tests", "shop_model", "xtask"];
    assert_eq!(packages(&workspace), expected.map(str::to_owned).into());
    if std::env::var("CARGO_OAS").is_err() {
        println!("not compiled: set CARGO_OAS=all");
        return;
    }
    fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the versions that are built already");
    for arguments in [
        ["check", "-p", "shop-sdk", "--all-targets"].as_slice(),
        &["test", "-p", "shop-tests"],
        &["check", "-p", "shop-stub", "--all-features", "--all-targets"],
    ] {
        let output = cargo(&workspace, arguments);
        assert!(output.status.success(), "{arguments:?}\n{}{}", stdout(&output), stderr(&output));
    }
}

/// A program that reads standard output finds nothing but errors and warnings there.
#[test]
fn errors_of_all_commands_are_data_on_request() {
    let folder = temporary();
    let oas = |arguments: &[&str]| oas(folder.path(), &[["--message-format", "json"].as_slice(), arguments].concat());
    let problems = |output: &Output| -> serde_json::Value {
        let found: serde_json::Value = serde_json::from_str(&stdout(output)).expect("one JSON object");
        found["problems"].clone()
    };
    let output = oas(&["new", "shop", "--spec", &shop()]);
    assert!(output.status.success());
    assert_eq!(problems(&output), serde_json::json!([]));
    assert!(stderr(&output).contains("next: cd shop"), "{}", stderr(&output));
    let quiet = oas(&["--quiet", "new", "quiet", "--spec", &shop()]);
    assert_eq!((quiet.status.code(), stderr(&quiet)), (Some(0), String::new()));

    let settings = folder.path().join("oas.toml");
    let place = |settings_text: &str| {
        write(&settings, settings_text);
        let output = oas(&["check"]);
        assert_eq!(output.status.code(), Some(1));
        let problems = problems(&output);
        assert_eq!(problems.as_array().map(Vec::len), Some(1), "{problems}");
        let place = &problems[0]["places"][0];
        serde_json::json!([place["file"], place["line"], place["column"], problems[0]["help"]])
    };
    let expected = |line: u32, column: u32, help: &str| serde_json::json!(["oas.toml", line, column, help]);
    let document = "document = \"shop/openapi/shop.yaml\"\n";
    assert_eq!(place(&format!("{document}[crate]\n")), expected(2, 2, "did you mean `crates`?"));
    // The folders of the three crates are in the one that is given.
    let help = "write a path below the folder of `oas.toml`, such as `crates/types`";
    assert_eq!(place(&format!("{document}[crates]\nfolder = '/out'\n")), expected(3, 10, help));
    let help = "write a folder of its own";
    let shared = "[crates.types]\nfolder = 'crates/client'\n";
    assert_eq!(place(&format!("{document}{shared}")), expected(3, 10, help));
}

#[test]
fn init_joins_a_workspace_and_leaves_its_lines_as_they_are() {
    let folder = temporary();
    let manifest = "# Ours.\n[workspace]\nmembers = [\n    \"app\", # the program\n]\nresolver = \"3\"\n";
    write(&folder.path().join("Cargo.toml"), manifest);
    write(
        &folder.path().join("app/Cargo.toml"),
        "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2024\"\n",
    );
    write(&folder.path().join("app/src/main.rs"), "fn main() {}\n");
    let output = oas(&folder.path().join("app/src"), &["init", "--spec", &shop()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("     new .cargo/config.toml"), "{}", stdout(&output));
    assert!(!stdout(&output).contains("cargo fmt"), "{}", stdout(&output));
    let joined = read(&folder.path().join("Cargo.toml"));
    assert!(joined.starts_with("# Ours.\n[workspace]\nmembers = [\n    \"app\","), "{joined}");
    let expected = ["app", "shop-client", "shop-server", "shop-tests", "shop-types", "xtask"];
    assert_eq!(packages(folder.path()), expected.map(str::to_owned).into());
    // The second time, all files are there.
    let before = read(&folder.path().join("oas.toml"));
    let output = oas(folder.path(), &["init", "--spec", &shop(), "--name", "other"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("oas.toml"), "{}", stderr(&output));
    assert_eq!(read(&folder.path().join("oas.toml")), before);
    assert_eq!(read(&folder.path().join("Cargo.toml")), joined);
}

#[test]
fn init_turns_a_package_at_the_root_into_the_root_of_a_workspace() {
    let folder = temporary();
    write(&folder.path().join("Cargo.toml"), "[package]\nname = \"app\"\nversion = \"1.0.0\"\nedition = \"2024\"\n");
    write(&folder.path().join("src/main.rs"), "fn main() {}\n");
    write(&folder.path().join("tests/own.rs"), "");
    write(&folder.path().join(".cargo/config.toml"), "[alias]\nci = \"test\"\n");
    write(&folder.path().join("rustfmt.toml"), "tab_spaces = 2\n");
    let output = oas(folder.path(), &["init", "--spec", &shop()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains(" changed .cargo/config.toml"), "{}", stdout(&output));
    assert!(stdout(&output).contains("run `cargo fmt -p xtask -p shop-tests`"), "{}", stdout(&output));
    assert!(
        cargo(folder.path(), &["fmt", "-p", "shop-types", "-p", "shop-client", "-p", "shop-server"]).status.success()
    );
    let output = oas(folder.path(), &["check"]);
    assert!(output.status.success(), "cargo fmt changes no generated file: {}", stdout(&output));
    assert!(packages(folder.path()).is_superset(&["app", "shop-tests"].map(str::to_owned).into()));
    assert_eq!(
        read(&folder.path().join(".cargo/config.toml")),
        "[alias]\nci = \"test\"\nxtask = \"run -q -p xtask --\"\n"
    );
    assert!(folder.path().join("api-tests/src/main.rs").is_file());
}

/// A package `xtask` of the workspace's own keeps its commands, so the workflow installs `cargo oas`.
#[test]
fn init_leaves_an_xtask_alone_and_its_workflow_installs_the_program() {
    let folder = temporary();
    write(&folder.path().join("Cargo.toml"), "[workspace]\nmembers = [\"xtask\"]\nresolver = \"3\"\n");
    let own = "[package]\nname = \"xtask\"\nversion = \"1.0.0\"\nedition = \"2024\"\n";
    write(&folder.path().join("xtask/Cargo.toml"), own);
    write(&folder.path().join("xtask/src/main.rs"), "fn main() {}\n");
    let output = oas(folder.path(), &["init", "--spec", &shop(), "--tool", "git:https://example.com/oas.git"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(read(&folder.path().join("xtask/Cargo.toml")), own);
    let workflow = read(&folder.path().join(".github/workflows/api.yml"));
    let steps: Vec<&str> = workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: ")).collect();
    let install = "cargo install cargo-oas --locked --git 'https://example.com/oas.git'";
    assert_eq!(steps, [install, "cargo oas generate --check", "cargo test --workspace"]);
    let manifest = read(&folder.path().join("Cargo.toml"));
    assert!(manifest.contains("api-contract") && !manifest.contains("cargo-oas"), "{manifest}");
}

/// The folder with the program that `cargo install --path crates/cargo-oas` installs, as the README shows.
fn installed(folder: &Path) -> PathBuf {
    let path = folder.display().to_string();
    // `--debug` only takes less time.
    let install = ["install", "--path", "crates/cargo-oas", "--locked", "--debug", "--root", &path];
    let output = cargo(&root(), &install);
    assert!(output.status.success(), "{}", stderr(&output));
    folder.join("bin")
}

/// On a clean machine: a new workspace is green, an edit is reported, and the client that is generated after it has the edit.
#[test]
fn a_new_workspace_passes_its_tests_and_follows_an_edit() {
    let Ok(chosen) = std::env::var("CARGO_OAS") else {
        println!("skipped: set CARGO_OAS=all to build a new workspace");
        return;
    };
    let folder = temporary();
    let workspace = folder.path().join("shop");
    let new = ["new", "shop", "--spec", &shop()];
    let output = if chosen == "install" {
        let program = installed(&folder.path().join("installed")).join("cargo-oas");
        // Cargo passes the name of the command, as for `cargo oas new`.
        Command::new(program).arg("oas").args(new).current_dir(folder.path()).output().expect("cargo-oas runs")
    } else {
        oas(folder.path(), &new)
    };
    assert!(output.status.success(), "{}", stderr(&output));
    fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock")).expect("the versions that are built already");
    let passes = |arguments: &[&str]| {
        let output = cargo(&workspace, arguments);
        assert!(output.status.success(), "{arguments:?}\n{}{}", stdout(&output), stderr(&output));
        stdout(&output)
    };
    let git = |arguments: &[&str]| {
        let fixed = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
        let output =
            Command::new("git").args(fixed).args(arguments).current_dir(&workspace).output().expect("git runs");
        assert!(output.status.success(), "{}", stderr(&output));
    };
    assert!(passes(&["xtask", "generate"]).contains("nothing changed"));
    passes(&["test", "--workspace"]);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "shop"]);

    let document = workspace.join("openapi/shop.yaml");
    let edited = read(&document).replacen("minimum: 50", "minimum: 100", 1);
    write(&document, &edited);
    let stale = cargo(&workspace, &["test", "--workspace"]);
    assert!(!stale.status.success() && stdout(&stale).contains("generated_crates_are_up_to_date ... FAILED"));
    assert!(passes(&["xtask", "diff"]).contains("minimum"));
    assert!(!cargo(&workspace, &["xtask", "diff", "--fail-on", "breaking"]).status.success());
    assert!(passes(&["xtask", "generate"]).contains("changed crates/types/src/schemas.rs"));
    // The types of the client have the new minimum.
    let test = "use shop_client::{Client, types::NewOrder};\n\n#[test]\nfn orders_have_the_new_minimum() {\n    \
                let order = |grams: i64| NewOrder::builder().tea(\"sencha\").grams(grams).build();\n    \
                assert!(order(50).is_err() && order(100).is_ok());\n    let _ = Client::builder();\n}\n";
    write(&workspace.join("crates/app/src/lib.rs"), test);
    let manifest = "[package]\nname = \"app\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nshop-client = { path = \"../client\" }\n";
    write(&workspace.join("crates/app/Cargo.toml"), manifest);
    assert!(passes(&["test", "--workspace"]).contains("orders_have_the_new_minimum ... ok"));
}
