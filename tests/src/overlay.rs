//! `--overlay` and `--effective` of the commands.

use std::path::{Path, PathBuf};

use codegen::{Options, generate};
use model::Source;
use tempfile::TempDir;

use crate::generate::tree;
use crate::support::command::{generate as xtask_generate, stderr, stdout};
use crate::support::root;

/// An overlay that renames the template parameter, and describes it in a schema of its own.
pub const OVERLAY: &str = "overlay: 1.1.0
info: {title: Locales, version: 1.0.0}
actions:
  - target: $.paths.*.post.parameters[?@.name == 'smstemplate'].name
    update: template
  - target: $.components.schemas.PasswordResetOtpRequest.properties
    update:
      Locale: {type: string, enum: [de, en]}
  - target: $.components.schemas
    update: {Copy: {}}
  - target: $.components.schemas.Copy
    copy: $.components.schemas.PasswordResetOtpRequest
  - target: $.components.schemas.Copy.properties
    update: {More: {$ref: '#/components/schemas/Copy/properties/Locale'}}
";

fn document() -> PathBuf {
    root().join("openapi/password-otp.yaml")
}

/// A folder with the overlay, and the paths of the overlay and of a file in the folder.
fn folder(file: &str) -> (TempDir, String, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let overlay = folder.path().join("overlay.yaml");
    std::fs::write(&overlay, OVERLAY).expect("a writable folder");
    let file = folder.path().join(file);
    (folder, overlay.display().to_string(), file)
}

#[test]
fn check_compares_with_the_overlay() {
    let (_folder, overlay, out) = folder("out");
    let (spec, shown) = (document().display().to_string(), out.display().to_string());
    let run = |more: &[&str]| xtask_generate(&[&["--spec", &spec, "--out", &shown], more].concat());
    assert!(run(&["--overlay", &overlay]).status.success());
    let requests = std::fs::read_to_string(out.join("types/src/schemas.rs")).expect("a generated file");
    assert!(requests.contains("pub enum PasswordResetOtpRequestLocale"), "{requests}");
    assert!(run(&["--overlay", &overlay, "--check"]).status.success());
    let without = run(&["--check"]);
    assert_eq!(without.status.code(), Some(1));
    assert!(stdout(&without).contains("-pub enum PasswordResetOtpRequestLocale"), "{}", stdout(&without));
    let missing = run(&["--overlay", "missing.yaml"]);
    assert!(stderr(&missing).starts_with("error: cannot read missing.yaml"), "{}", stderr(&missing));
}

/// The crates of the document with its overlay are those of the file that `--effective` writes.
#[test]
fn the_effective_document_generates_the_same_crates() {
    for name in ["effective.yaml", "effective.json"] {
        let (folder, overlay, effective) = folder(name);
        let out = folder.path().join("out");
        let (spec, out_text, file) =
            (document().display().to_string(), out.display().to_string(), effective.display().to_string());
        let run = xtask_generate(&[
            "--spec",
            &spec,
            "--out",
            &out_text,
            "--overlay",
            &overlay,
            "--effective",
            &file,
            "--strict",
        ]);
        assert!(run.status.success(), "{}", stderr(&run));
        let bytes = std::fs::read(&effective).expect("the effective document");
        // The name of the document is in the header of each file.
        let source = Source::new("password-otp.yaml", bytes);
        let options = Options {
            workspace: true,
            command: "cargo xtask generate --spec … --out …".to_owned(),
            ..Options::default()
        };
        let generated = generate(&source, &options).expect("no errors").files;
        let written = tree(&out);
        assert_eq!(written.len(), generated.len());
        for (path, text) in generated {
            assert!(written[&path] == text.as_bytes(), "{path} differs with {name}");
        }
    }
}

#[test]
fn the_effective_document_replaces_no_input() {
    let (_folder, overlay, _) = folder("out");
    let spec = document().display().to_string();
    for (file, message) in [
        (spec.as_str(), "error: --effective would overwrite"),
        (overlay.as_str(), "error: --effective would overwrite"),
        ("effective.txt", "error: --effective takes a file with the extension yaml, yml or json"),
    ] {
        let run = xtask_generate(&["--spec", &spec, "--explain", "--overlay", &overlay, "--effective", file]);
        assert!(stderr(&run).starts_with(message), "{}", stderr(&run));
        assert_eq!(run.status.code(), Some(1));
    }
    assert_eq!(std::fs::read_to_string(Path::new(&overlay)).expect("the overlay"), OVERLAY);
}
