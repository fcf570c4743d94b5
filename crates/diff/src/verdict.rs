//! The version that a document needs after an edit (Semantic Versioning 2.0.0).

use crate::change::{Change, Severity};
use crate::rule::part_id;
use crate::rust::Crates;

/// The part of a version that must be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// None.
    None,
    /// The patch version.
    Patch,
    /// The minor version.
    Minor,
    /// The major version; before 1.0.0 the minor version (section 4).
    Major,
}

impl Bump {
    /// Returns the word for the part.
    pub fn word(self) -> &'static str {
        match self {
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }
}

/// Whether the version of a document was raised enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The part that the changes require to be raised.
    pub required: Bump,
    /// The part that was raised. `None` if one of the versions is not a semantic version, or the version was lowered.
    pub raised: Option<Bump>,
    /// The parts of the versions of the generated crates that the changes require to be raised.
    pub crates: CrateBumps,
}

/// The parts of the versions of the generated crates that must be raised.
///
/// A broken crate needs a major version ([`Crates`]). The client and the server publish the types, so they need one if the types do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrateBumps {
    /// Of the types.
    pub types: Bump,
    /// Of the client.
    pub client: Bump,
    /// Of the server.
    pub server: Bump,
}

impl Verdict {
    /// Returns whether the version was raised enough. `None` if that is unknown.
    pub fn is_enough(&self) -> Option<bool> {
        if self.required == Bump::None { Some(true) } else { self.raised.map(|raised| raised >= self.required) }
    }
}

/// Decides which part of the version must be raised for changes, and which was raised. `old` and `new` are `info.version` of the
/// documents.
pub fn verdict<'c>(changes: impl IntoIterator<Item = &'c Change>, old: &str, new: &str) -> Verdict {
    let of = |change: &Change| match change.severity {
        // The version itself.
        _ if change.id == part_id!("api-version-changed").rule().id => Bump::None,
        Severity::BreaksBoth | Severity::BreaksCallers => Bump::Major,
        Severity::MayBreakCallers | Severity::BreaksServers | Severity::Compatible => Bump::Minor,
        Severity::Documentation => Bump::Patch,
    };
    let (mut required, mut broken) = (Bump::None, Crates::NONE);
    for change in changes {
        required = required.max(of(change));
        broken = broken | change.rust;
    }
    let other = required.min(Bump::Minor);
    let bump = |breaks: bool| if breaks { Bump::Major } else { other };
    let crates = CrateBumps {
        types: bump(broken.types),
        client: bump(broken.types || broken.client),
        server: bump(broken.types || broken.server),
    };
    Verdict { required, raised: raised(old, new), crates }
}

fn raised(old: &str, new: &str) -> Option<Bump> {
    let (old, new) = (numbers(old)?, numbers(new)?);
    match () {
        () if new < old => None,
        () if new == old => Some(Bump::None),
        () if new[0] > old[0] => Some(Bump::Major),
        // Before 1.0.0, a minor version may break.
        () if new[1] > old[1] => Some(if old[0] == 0 { Bump::Major } else { Bump::Minor }),
        () => Some(if old[0] == 0 { Bump::Minor } else { Bump::Patch }),
    }
}

/// Returns major, minor and patch version. Missing numbers are 0; what follows `-` or `+` is ignored.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let core = version.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
    let mut numbers = [0; 3];
    let mut parts = core.split('.');
    for number in &mut numbers {
        let Some(part) = parts.next() else { break };
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_raised_as_semantic_versioning_says() {
        for (old, new, expected) in [
            ("1.2.3", "2.0.0", Some(Bump::Major)),
            ("1.2.3", "1.3.0", Some(Bump::Minor)),
            ("1.2.3", "1.2.4", Some(Bump::Patch)),
            ("1.2.3", "1.2.3", Some(Bump::None)),
            ("0.2.3", "0.3.0", Some(Bump::Major)),
            ("0.2.3", "0.2.4", Some(Bump::Minor)),
            ("v1", "v1.1", Some(Bump::Minor)),
            ("2.0.0", "1.0.0", None),
            ("spring", "summer", None),
        ] {
            assert_eq!(raised(old, new), expected, "{old} {new}");
        }
    }
}
