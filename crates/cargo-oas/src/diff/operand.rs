//! The operands of `diff`: files, and files of revisions.

use std::io::{Error, ErrorKind, Result as IoResult};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use diff::report::FileOfRevision;
use model::Source;
use model::source::Reader;

use crate::config::Found;
use crate::document::{read, shown};
use crate::failure::Failure;

/// A document to compare.
#[derive(Debug)]
pub(super) enum Operand {
    /// A file on disk.
    File(PathBuf),
    /// A file of a revision of git, as of the file's own repository.
    Revision {
        /// The commit.
        commit: String,
        /// The folder in which git runs: the root of the repository.
        root: PathBuf,
        /// The path below the root.
        path: String,
        /// The revision as the user wrote it.
        revision: String,
        /// The name in messages.
        name: String,
    },
}

impl Operand {
    /// Reads an operand: an existing file, `REVISION:FILE`, or a revision of `default`.
    pub(super) fn of(text: &str, default: Option<&Path>) -> Result<Self> {
        if Path::new(text).is_file() {
            return Ok(Operand::File(text.into()));
        }
        if let Some((revision, file)) =
            text.split_once(':').filter(|(revision, file)| !revision.is_empty() && !file.is_empty())
        {
            return Self::revision(revision, Path::new(file), text);
        }
        let Some(default) = default else {
            let reason = "there is no such file; if it is a revision of git, give its document with --spec, because no oas.toml names one";
            return Err(Failure::Unreadable { file: text.to_owned(), reason: reason.to_owned() }.into());
        };
        Self::revision(text, default, text)
    }

    /// The document on disk that a document is compared with by default: `given`, else the file that `old` names, else
    /// `default`.
    pub(super) fn current(old: Option<&str>, given: Option<&Path>, default: Option<&Path>) -> Result<Self> {
        if let (Some(old), None) = (old, given) {
            ensure!(!Path::new(old).is_file(), "the new document is missing: `diff OLD NEW`");
            if let Some((_, file)) = old.split_once(':').filter(|(_, file)| Path::new(file).is_file()) {
                return Ok(Operand::File(file.into()));
            }
        }
        Ok(Operand::File(default_document(default)?))
    }

    fn revision(revision: &str, file: &Path, operand: &str) -> Result<Self> {
        let absolute = std::path::absolute(file)?;
        let folder = absolute.ancestors().skip(1).find(|folder| folder.is_dir()).context("the file has no folder")?;
        let root = PathBuf::from(git(folder, &["rev-parse", "--show-toplevel"])?.trim_end());
        // Git prints the path without symbolic links.
        let folder_below = git(folder, &["rev-parse", "--show-prefix"])?;
        let rest = absolute.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        let path = format!("{}{rest}", folder_below.trim_end());
        let commit = format!("{revision}^{{commit}}");
        let Ok(commit) = git(&root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]) else {
            let reason = "it is neither a file nor a revision of git".to_owned();
            return Err(Failure::Unreadable { file: operand.to_owned(), reason }.into());
        };
        let commit = commit.trim_end().to_owned();
        Ok(Operand::Revision {
            name: format!("{path} ({revision})"),
            revision: revision.to_owned(),
            commit,
            root,
            path,
        })
    }

    /// Whether the operand is a file, or a revision of it.
    pub(super) fn is(&self, file: &Path) -> bool {
        let path = match self {
            Operand::File(path) => path.clone(),
            Operand::Revision { root, path, .. } => root.join(path),
        };
        // A file of a revision may not be on disk any more.
        let canonical = |path: &Path| std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).ok();
        canonical(&path) == canonical(file)
    }

    /// The file and the revision, if the operand is no file on disk.
    pub(super) fn revision_of(&self) -> Option<FileOfRevision> {
        match self {
            Operand::File(_) => None,
            Operand::Revision { path, revision, .. } => {
                Some(FileOfRevision { path: path.clone(), revision: revision.clone() })
            }
        }
    }

    /// Reads the document. It may refer to other files, which are of the same revision.
    /// `found` is the settings that name it, if it is no argument.
    pub(super) fn source(&self, found: Option<&Found>) -> Result<Source> {
        match self {
            Operand::File(path) => {
                let setting = found.map(|found| (found, ["document"].as_slice()));
                Ok(read(path, &shown(path).to_string_lossy(), setting)?)
            }
            Operand::Revision { commit, root, path, name, revision } => {
                let reader = Revision { commit: commit.clone(), root: root.clone() };
                let bytes = reader.read(path).map_err(|error| Failure::Unreadable {
                    file: path.clone(),
                    reason: format!("at revision {revision}: {error}"),
                })?;
                Ok(Source::new(name.as_str(), bytes).beside(path, reader))
            }
        }
    }
}

fn default_document(given: Option<&Path>) -> Result<PathBuf> {
    given.map(Path::to_owned).context("there is no oas.toml in this folder or above it; give --spec, or two files")
}

/// The files of a revision.
#[derive(Debug)]
struct Revision {
    commit: String,
    root: PathBuf,
}

impl Reader for Revision {
    fn read(&self, path: &str) -> IoResult<Vec<u8>> {
        let output = command(&self.root, &["cat-file", "blob", &format!("{}:{path}", self.commit)]).output()?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::new(ErrorKind::NotFound, reason))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let tree = format!("{}:{}", self.commit, folder.trim_end_matches('/'));
        let listed = git(&self.root, &["ls-tree", "--name-only", &tree]).unwrap_or_default();
        listed.lines().map(str::to_owned).collect()
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    let output = command(folder, arguments).output().context("cannot run git")?;
    ensure!(output.status.success(), "git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8(output.stdout)?)
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    command
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

    use super::*;

    fn run(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        git(folder, &[identity.as_slice(), arguments].concat()).expect("git runs");
    }

    #[test]
    fn a_revision_has_the_old_files_with_those_that_they_refer_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let api = folder.path().join("api");
        std::fs::create_dir(&api).expect("a folder");
        let write = |file: &str, text: &str| std::fs::write(api.join(file), text).expect("a file");
        write("a.yaml", "$ref: other.yaml\n");
        write("other.yaml", "old\n");
        run(folder.path(), &["init", "-q"]);
        run(folder.path(), &["add", "."]);
        run(folder.path(), &["commit", "-q", "-m", "first"]);
        write("other.yaml", "new\n");
        let file = api.join("a.yaml");
        let operand = Operand::of("HEAD", Some(&file)).expect("a revision");
        assert_eq!(operand.source(None).expect("the document").bytes, b"$ref: other.yaml\n");
        let Operand::Revision { commit, root, path, .. } = operand else { panic!("{operand:?}") };
        assert_eq!(path, "api/a.yaml");
        let reader = Revision { commit, root };
        assert_eq!(reader.read("api/other.yaml").expect("a file"), b"old\n");
        assert_eq!(reader.names("api"), ["a.yaml", "other.yaml"]);
        assert!(reader.read("api/none.yaml").is_err());
        let named = format!("HEAD:{}", file.display());
        assert!(matches!(Operand::of(&named, None), Ok(Operand::Revision { .. })));
        assert!(Operand::of("no-such-revision", Some(&file)).is_err());
        assert!(matches!(Operand::of(&file.to_string_lossy(), None), Ok(Operand::File(_))));
    }

    #[test]
    fn an_absent_file_is_named() {
        let error = Operand::of("none.yaml", None).expect_err("there is no such file");
        assert!(error.to_string().contains("none.yaml"), "{error}");
    }

    #[test]
    fn one_file_alone_is_no_comparison() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(Operand::current(Some(&file.path().to_string_lossy()), None, None).is_err());
    }
}
