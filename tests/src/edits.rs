//! The three edits that CONTRIBUTING.md walks through: the files that each changes. All others stay the same.

use std::path::Path;

use crate::support::command::{generate_in, stderr, stdout};
use crate::support::root;

/// Replaces text in the document of a workspace; the text must be there, once.
fn edit(workspace: &Path, from: &str, to: &str) {
    let path = workspace.join("openapi/password-otp.yaml");
    let text = std::fs::read_to_string(&path).expect("the document");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    std::fs::write(&path, text.replacen(from, to, 1)).expect("a writable document");
}

/// Runs the generator and gives the files that it says have changed.
fn regenerate(workspace: &Path) -> Vec<String> {
    let run = generate_in(workspace, &[]);
    assert!(run.status.success(), "{}", stderr(&run));
    let path = |line: &str| line.trim().rsplit(' ').next().map(str::to_owned);
    stdout(&run).lines().filter_map(path).collect()
}

fn generated(workspace: &Path, path: &str) -> String {
    std::fs::read_to_string(workspace.join("crates").join(path)).expect("a generated file")
}

/// Edits as CONTRIBUTING.md shows them: the added lines, and the line that they are added before.
const NEW_PARAMETER: (&str, &str) = (
    "        - name: locale
          in: query
          description: The language of the message.
          schema:
            type: string
",
    "        - name: smstemplate\n",
);

const SECOND_OPERATION: (&str, &str) = (
    "    get:
      operationId: GetPasswordResetOtpState
      summary: Tells whether an OTP is under way
      tags:
        - Password reset OTP
      responses:
        '200':
          description: The state.
          content:
            application/json:
              schema:
                type: object
                required: [IsPending]
                properties:
                  IsPending:
                    type: boolean
        '400':
          description: A parameter is not formatted correctly.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/ApiError'
",
    "    post:\n      operationId: RequestOTPForPasswordReset\n",
);

fn add(workspace: &Path, (text, before): (&str, &str)) {
    let contributing = std::fs::read_to_string(root().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    assert!(contributing.contains(text), "CONTRIBUTING.md shows:\n{text}");
    edit(workspace, before, &format!("{text}{before}"));
}

#[test]
fn the_three_edits_of_the_walk_through() {
    let copy = tempfile::tempdir().expect("a folder");
    let workspace = copy.path();
    std::fs::create_dir_all(workspace.join("openapi")).expect("a folder");
    std::fs::copy(root().join("openapi/password-otp.yaml"), workspace.join("openapi/password-otp.yaml"))
        .expect("the document");
    regenerate(workspace);
    // 1. A new parameter: one file of the client, two of the server.
    add(workspace, NEW_PARAMETER);
    assert_eq!(
        regenerate(workspace),
        [
            "crates/client/src/operation.rs",
            "crates/server/src/operation.rs",
            "crates/server/src/router.rs",
            "openapi/password-otp.d.ts"
        ]
    );
    assert!(generated(workspace, "client/src/operation.rs").contains("pub fn locale("));
    assert!(generated(workspace, "server/src/operation.rs").contains("pub locale: Option<String>,"));

    // 2. A renamed field: the types, and the programs on the front pages of the client and the types.
    edit(workspace, "          x-sensitive: true", "          x-rust-name: phone_number\n          x-sensitive: true");
    assert_eq!(
        regenerate(workspace),
        [
            "crates/client/src/lib.rs",
            "crates/types/src/builder.rs",
            "crates/types/src/lib.rs",
            "crates/types/src/schemas.rs"
        ]
    );
    let types = generated(workspace, "types/src/schemas.rs");
    assert!(types.contains("    pub phone_number: String,\n"), "{types}");
    let builder = generated(workspace, "types/src/builder.rs");
    assert!(
        builder.contains("required phone_number into(String): String = \"Phone\":"),
        "the wire name stays: {builder}"
    );

    // 3. A second operation: every part of it, in every crate.
    add(workspace, SECOND_OPERATION);
    let changed = regenerate(workspace);
    for path in [
        "client/src/operation.rs",
        "client/src/client.rs",
        "server/src/api.rs",
        "server/src/documented.rs",
        "server/src/fake_operations.rs",
        "server/src/operation.rs",
        "server/src/router.rs",
        "types/src/schemas.rs",
    ] {
        assert!(changed.contains(&format!("crates/{path}")), "{path} in {changed:?}");
    }
    assert!(generated(workspace, "client/src/client.rs").contains("pub fn get_password_reset_otp_state("));
    assert!(generated(workspace, "types/src/schemas.rs").contains("pub struct GetPasswordResetOtpStateResponse {"));
}
