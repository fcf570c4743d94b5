//! `xtask` as a program: built once, run in folders of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Where Cargo puts what this test run builds.
pub fn target_dir() -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    test.ancestors().nth(3).expect("target/debug/deps/workspace").to_owned()
}

/// Runs Cargo in a workspace of generated crates, with the target folder of this test run.
pub fn cargo(workspace: &Path, arguments: &[&str]) -> Output {
    cargo_command(workspace).args(arguments).output().expect("cargo runs")
}

/// Cargo in a workspace of generated crates, with the target folder of this test run, and no arguments yet.
pub fn cargo_command(workspace: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(workspace);
    command.env("CARGO_TARGET_DIR", target_dir()).env("CARGO_TERM_COLOR", "never");
    // A new workspace writes its first snapshots, whatever is asked of the snapshots of this one.
    command.env_remove("INSTA_UPDATE");
    // The crates of all fixtures need 18 GB more with it, and a changed fixture is a small crate to compile.
    command.env("CARGO_INCREMENTAL", "0");
    command
}

/// The path of a built `xtask`.
pub fn xtask() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let built =
            Command::new(env!("CARGO")).args(["build", "-q", "-p", "xtask"]).current_dir(super::root()).status();
        assert!(built.expect("cargo runs").success(), "xtask builds");
        target_dir().join("debug").join(format!("xtask{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Runs `xtask generate` with these arguments.
pub fn generate(arguments: &[&str]) -> Output {
    Command::new(xtask()).arg("generate").args(arguments).output().expect("xtask runs")
}

/// `xtask generate --spec … --out …`
pub fn generate_to(spec: &Path, out: &Path) -> Output {
    generate(&["--spec", &spec.display().to_string(), "--out", &out.display().to_string()])
}

/// Runs `xtask generate` as it runs in a workspace at `root`. A folder without settings gets those of this workspace.
pub fn generate_in(root: &Path, arguments: &[&str]) -> Output {
    if !root.join("oas.toml").is_file() {
        std::fs::copy(super::root().join("oas.toml"), root.join("oas.toml")).expect("the settings");
    }
    let mut command = Command::new(xtask());
    command.arg("generate").args(arguments).current_dir(root);
    command.output().expect("xtask runs")
}

/// The standard output of a program.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The standard error of a program.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
