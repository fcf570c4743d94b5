//! Compiles the generated crates of one document.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::process::within;

/// The crates that compile.
#[derive(Clone, Copy)]
pub struct Compiled {
    pub types: bool,
    pub client: bool,
    pub server: bool,
}

impl Compiled {
    pub fn is_ok(self) -> bool {
        self.types && self.client && self.server
    }
}

/// The folder for the crates of a document. A former one is removed.
pub fn scratch(document: &str) -> Result<PathBuf> {
    let name: String = document.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let out = target()?.join("corpus").join(name);
    std::fs::remove_dir_all(&out).ok();
    Ok(out)
}

/// The root of the workspace: the parent of this crate's folder. Cargo sets the variable.
fn workspace_root() -> Result<PathBuf> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").context("run this command as `cargo xtask`")?;
    Path::new(&own).parent().map(Path::to_owned).context("the crate's folder has no parent")
}

fn target() -> Result<PathBuf> {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => Ok(target.into()),
        None => Ok(workspace_root()?.join("target")),
    }
}

/// The crates of a document, and the worker that builds them.
pub struct Built<'a> {
    /// The folder of the crates.
    pub out: &'a Path,
    /// The prefix of the names of the packages.
    pub stem: &'a str,
    /// The number of the worker.
    pub worker: usize,
    /// The maximum time of one run of cargo.
    pub limit: Duration,
}

impl Built<'_> {
    /// Cargo in the folder of the crates. Each worker has its own target folder, because cargo locks it during a build.
    pub fn cargo(&self, arguments: &[&str]) -> Result<Command> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(arguments).current_dir(self.out);
        cargo.env("CARGO_TARGET_DIR", target()?.join("corpus-check").join(self.worker.to_string()));
        // Debug information and incremental builds are not needed.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        Ok(cargo)
    }

    /// Compiles the crates, with the program of the round trip if `roundtrip` is set.
    pub fn compile(&self, roundtrip: bool) -> Result<Compiled> {
        // The versions of this workspace, so that dependencies are built once for all documents.
        std::fs::copy(workspace_root()?.join("Cargo.lock"), self.out.join("Cargo.lock")).ok();
        let runs = |verb: &str, side: &str| -> Result<bool> {
            let ended = within(&mut self.cargo(&[verb, "-q", "-p", &format!("{}-{side}", self.stem)])?, self.limit)?;
            Ok(ended.code == Some(0))
        };
        // The program needs all three crates, so they need no separate check.
        if roundtrip && runs("build", "roundtrip")? {
            return Ok(Compiled { types: true, client: true, server: true });
        }
        let check = |side: &str| runs("check", side);
        Ok(Compiled { types: check("types")?, client: check("client")?, server: check("server")? })
    }

    /// Removes the build results, because those of hundreds of documents would fill a disk.
    pub fn clean(&self) -> Result<()> {
        let packages = ["types", "client", "server", "roundtrip"].map(|side| format!("{}-{side}", self.stem));
        for package in packages {
            within(&mut self.cargo(&["clean", "-q", "-p", &package])?, Duration::from_secs(60))?;
        }
        Ok(())
    }
}
