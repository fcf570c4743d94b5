//! `--operation`, `--path` and `--exclude-…` of the command. The tests of `api-model` select by tags too.

use crate::support::command::{generate, stderr, stdout};
use crate::support::root;

#[test]
fn options_select_operations() {
    let spec = root().join("tests/fixtures/ok/several-operations.yaml").display().to_string();
    let explained = |more: &[&str]| {
        let run = generate(&[&["--spec", &spec, "--explain"], more].concat());
        assert!(run.status.success(), "{}", stderr(&run));
        let ids = stdout(&run).lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect::<Vec<_>>();
        ids.join(" ")
    };
    assert_eq!(explained(&["--operation", "putNote", "--path", "/notes"]), "listNotes addNote putNote");
    assert_eq!(explained(&["--path", "/notes/*", "--exclude-operation", "*e*N*"]), "putNote patchNote");
    assert_eq!(explained(&["--exclude-path", "*{id}", "--exclude-operation=latest*"]), "listNotes addNote");
    let unknown = generate(&["--spec", &spec, "--out", "never-written", "--operation", "listNote", "--tag", "x"]);
    assert_eq!(unknown.status.code(), Some(1));
    let errors = stderr(&unknown);
    assert!(errors.contains("error[unknown-operation]: no operation has the id `listNote`"), "{errors}");
    assert!(errors.contains("= help: did you mean `listNotes`?"), "{errors}");
    assert!(errors.contains("error[unknown-operation]: no operation has the tag `x`"), "{errors}");
}
