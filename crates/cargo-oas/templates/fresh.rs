//! The generated crates are those of the document.

use std::path::Path;
use std::process::Command;

#[test]
fn generated_crates_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let check = Command::new(env!("CARGO"))
        .args(["{{command}}", "generate", "--check"])
        .current_dir(root)
        .output();
    let check = check.expect("cargo runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        check.status.success(),
        "{}{}",
        text(&check.stdout),
        text(&check.stderr)
    );
}
