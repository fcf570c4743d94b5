//! The files of a workspace that are not generated from the document: manifests, tests, a CI workflow.

use super::files::Files;
use super::tool::{Tool, ToolPackage, quoted};

/// Whether the workspace is new or exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A new workspace. The tests are in `tests`.
    New,
    /// An existing workspace. The tests are in `api-tests`: in `tests`, Cargo looks for the tests of a package at the root.
    Joined,
}

/// The values of placeholders.
pub(super) struct Values {
    /// The prefix of the packages.
    pub name: String,
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// The path of the document.
    pub document: String,
    /// The paths of the overlays.
    pub overlays: Vec<String>,
    /// The source of the tool's crates.
    pub tool: Tool,
    /// The subcommand of Cargo that has the commands: `xtask` or `oas`.
    pub command: &'static str,
    /// The workspace.
    pub layout: Layout,
    /// Whether the server crate has the example server.
    pub has_example_server: bool,
}

impl Values {
    /// The folder of the tests.
    pub(super) fn tests(&self) -> &'static str {
        match self.layout {
            Layout::New => "tests",
            Layout::Joined => "api-tests",
        }
    }

    fn filled(&self, template: &str) -> String {
        let overlays: Vec<String> = self.overlays.iter().map(|overlay| quoted(overlay)).collect();
        let overlay_key =
            if overlays.is_empty() { String::new() } else { format!("overlays = [{}]\n", overlays.join(", ")) };
        // `cargo xtask` is the default, and is built from the workspace.
        let (program, install) = match self.command {
            "xtask" => (String::new(), String::new()),
            command => (format!("program = \"cargo {command}\"\n"), self.tool.install_step()),
        };
        let server = if self.has_example_server {
            format!("\n{}", include_str!("../../templates/oas-server.toml").replace("{{name}}", &self.name))
        } else {
            String::new()
        };
        // A title may have anything, also a placeholder: it comes last.
        [
            ("{{api-contract}}", self.tool.dependency(ToolPackage::Contract)),
            ("{{cargo-oas}}", self.tool.dependency(ToolPackage::CargoOas)),
            ("{{quoted-name}}", quoted(&self.name)),
            ("{{name}}", self.name.clone()),
            ("{{command}}", self.command.to_owned()),
            ("{{install}}", install),
            ("{{overlays}}", overlay_key),
            ("{{program}}", program),
            ("{{server}}", server),
            ("{{overlay-list}}", overlays.join(", ")),
            ("{{document}}", quoted(&self.document)),
            ("{{document-path}}", self.document.clone()),
            ("{{title}}", self.title.split_whitespace().collect::<Vec<_>>().join(" ")),
        ]
        .iter()
        .fold(template.to_owned(), |text, (placeholder, value)| text.replace(placeholder, value))
    }
}

/// A template, and the path of the file that it becomes.
type Template = (&'static str, &'static str);

/// A template in the folder `templates` of this crate.
macro_rules! template {
    ($path:literal, $file:literal) => {
        ($path, include_str!(concat!("../../templates/", $file)))
    };
}

/// The files that only a new workspace has.
const OF_NEW: &[Template] = &[
    template!("Cargo.toml", "workspace.toml"),
    template!("README.md", "README.md"),
    template!(".cargo/config.toml", "cargo-config.toml"),
    template!(".gitignore", "gitignore"),
    template!(".gitattributes", "gitattributes"),
    template!(".github/workflows/ci.yml", "ci.yml"),
];

/// The files of every workspace.
const SHARED: &[Template] = &[template!("oas.toml", "oas.toml")];

/// The program for the commands.
const XTASK: &[Template] = &[template!("xtask/Cargo.toml", "xtask.toml"), template!("xtask/src/main.rs", "xtask.rs")];

/// Adds the files that only a new workspace has.
pub(super) fn workspace(values: &Values, files: &mut Files) {
    add(OF_NEW, values, files);
}

/// Adds the files of new and existing workspaces: settings, commands and tests.
pub(super) fn shared(values: &Values, files: &mut Files) {
    add(SHARED, values, files);
    if values.command == "xtask" {
        add(XTASK, values, files);
    }
    if values.layout == Layout::Joined {
        add(&[template!(".github/workflows/api.yml", "ci.yml")], values, files);
    }
    let mut tests = vec![("src/fresh.rs", include_str!("../../templates/fresh.rs").to_owned())];
    let manifest = include_str!("../../templates/tests.toml");
    if values.has_example_server {
        tests.push(("Cargo.toml", format!("{manifest}{}", include_str!("../../templates/tests-server.toml"))));
        tests.push(("src/main.rs", include_str!("../../templates/main.rs").to_owned()));
        tests.push(("src/conformance.rs", include_str!("../../templates/conformance.rs").to_owned()));
        tests.push(("src/exchanges.rs", include_str!("../../templates/exchanges.rs").to_owned()));
        add(&[template!(".config/insta.yaml", "insta.yaml")], values, files);
    } else {
        tests.push(("Cargo.toml", manifest.to_owned()));
        tests.push(("src/main.rs", include_str!("../../templates/main-fresh.rs").to_owned()));
    }
    for (path, template) in tests {
        files.insert(format!("{}/{path}", values.tests()), values.filled(&template).into_bytes());
    }
}

fn add(templates: &[Template], values: &Values, files: &mut Files) {
    for (path, template) in templates {
        files.insert((*path).to_owned(), values.filled(template).into_bytes());
    }
}
