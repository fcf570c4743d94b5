//! Where a workspace takes the crates of this tool from.

use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The source of the crates `cargo-oas` and `api-contract`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    /// A version in the registry.
    Version(String),
    /// The folder of a checkout, absolute.
    Path(PathBuf),
    /// The URL of a git repository.
    Git(String),
}

/// A package of this tool that a workspace depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToolPackage {
    /// `api-contract`, for the tests.
    Contract,
    /// `cargo-oas`, for `cargo xtask`.
    CargoOas,
}

impl ToolPackage {
    /// All packages.
    pub(super) const ALL: [Self; 2] = [ToolPackage::Contract, ToolPackage::CargoOas];

    /// The name of the package.
    pub(super) fn name(self) -> &'static str {
        match self {
            ToolPackage::Contract => "api-contract",
            ToolPackage::CargoOas => "cargo-oas",
        }
    }

    /// Its folder in a checkout.
    fn folder(self, checkout: &Path) -> PathBuf {
        checkout.join("crates").join(match self {
            ToolPackage::Contract => "contract",
            ToolPackage::CargoOas => "cargo-oas",
        })
    }
}

/// Why a text is no [`Tool`].
#[derive(Debug, thiserror::Error)]
pub(super) enum ToolError {
    /// The text is none of the three forms.
    #[error("expected VERSION such as `0.1.0`, `path:DIR` or `git:URL`")]
    Form,
    /// The folder is not a checkout.
    #[error("{0} is not a checkout of this tool: it has no crates/cargo-oas/Cargo.toml")]
    NoCheckout(PathBuf),
    /// The folder has no absolute path.
    #[error("cannot find the folder: {0}")]
    Folder(#[from] std::io::Error),
}

impl FromStr for Tool {
    type Err = ToolError;

    fn from_str(text: &str) -> Result<Self, ToolError> {
        if let Some(folder) = text.strip_prefix("path:") {
            let folder = std::path::absolute(folder)?;
            return if is_checkout(&folder) { Ok(Tool::Path(folder)) } else { Err(ToolError::NoCheckout(folder)) };
        }
        match text.strip_prefix("git:") {
            Some(url) if !url.is_empty() => Ok(Tool::Git(url.to_owned())),
            None if text.starts_with(|c: char| c.is_ascii_digit() || "^~=<>*".contains(c)) => {
                Ok(Tool::Version(text.to_owned()))
            }
            _ => Err(ToolError::Form),
        }
    }
}

impl Tool {
    /// The checkout that this program was built from if it still exists, or else the version of this program.
    pub(super) fn own() -> Self {
        match Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2) {
            Some(folder) if is_checkout(folder) => Tool::Path(folder.to_owned()),
            _ => Tool::Version(env!("CARGO_PKG_VERSION").to_owned()),
        }
    }

    /// The dependency on a package, as a value of TOML.
    pub(super) fn dependency(&self, package: ToolPackage) -> String {
        let (key, value) = match self {
            Tool::Version(version) => ("version", version.clone()),
            Tool::Path(root) => ("path", package.folder(root).display().to_string()),
            Tool::Git(url) => ("git", url.clone()),
        };
        let features = match package {
            // The tests have no command line. Only the workspace's dependency can turn the default features off.
            ToolPackage::Contract => ", default-features = false",
            ToolPackage::CargoOas => "",
        };
        format!("{{ {key} = {}{features} }}", quoted(&value))
    }

    /// The step of a workflow that installs `cargo oas`, with its line breaks.
    pub(super) fn install_step(&self) -> String {
        match self {
            Tool::Version(version) => format!("      - run: cargo install cargo-oas --locked --version '{version}'\n"),
            Tool::Git(url) => format!("      - run: cargo install cargo-oas --locked --git '{url}'\n"),
            Tool::Path(root) => {
                let folder = ToolPackage::CargoOas.folder(root);
                format!(
                    "      # A folder of this machine. The crates of the tests come from there, too: see `Cargo.toml`.\n      - run: cargo install --locked --path '{}'\n",
                    folder.display()
                )
            }
        }
    }
}

fn is_checkout(folder: &Path) -> bool {
    ToolPackage::ALL.iter().all(|package| package.folder(folder).join("Cargo.toml").is_file())
}

/// A basic string of TOML 1.0, which is a string literal of Rust too.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{Tool, ToolPackage};

    #[test]
    fn the_three_forms_are_read() {
        let read = |text: &str| text.parse::<Tool>().map_err(|error| error.to_string());
        assert_eq!(read("0.2"), Ok(Tool::Version("0.2".to_owned())));
        assert_eq!(read("git:https://example.com/x.git"), Ok(Tool::Git("https://example.com/x.git".to_owned())));
        assert!(read("latest").is_err_and(|message| message.starts_with("expected VERSION")));
        assert!(read("path:/").is_err_and(|message| message.contains("no crates/cargo-oas/Cargo.toml")));
    }

    #[test]
    fn a_workflow_installs_the_program_from_the_same_source() {
        let step = |text: &str| text.parse::<Tool>().map_or_else(|error| error.to_string(), |tool| tool.install_step());
        assert_eq!(step("0.2"), "      - run: cargo install cargo-oas --locked --version '0.2'\n");
        let expected = "      - run: cargo install cargo-oas --locked --git 'https://example.com/x.git'\n";
        assert_eq!(step("git:https://example.com/x.git"), expected);
    }

    #[test]
    fn a_checkout_gives_path_dependencies() {
        let tool = Tool::own();
        assert!(matches!(&tool, Tool::Path(_)));
        let dependency = tool.dependency(ToolPackage::Contract);
        assert!(dependency.ends_with("contract\", default-features = false }"), "{dependency}");
    }
}
