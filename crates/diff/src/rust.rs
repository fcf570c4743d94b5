//! The generated crates whose users a change breaks.

use std::ops::BitOr;

/// The generated crates that a change breaks.
///
/// A crate is broken if a program that uses the changed part of the crate of the old document, in the style that its documentation
/// recommends, does not compile with the crate of the new document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Crates {
    /// Programs that make, read and match values of the types.
    pub types: bool,
    /// Programs that call operations.
    pub client: bool,
    /// Programs that implement operations.
    pub server: bool,
}

impl Crates {
    /// No crate: every program compiles.
    pub const NONE: Crates = Crates { types: false, client: false, server: false };
    pub(crate) const TYPES: Crates = Crates { types: true, ..Crates::NONE };
    pub(crate) const CLIENT: Crates = Crates { client: true, ..Crates::NONE };
    pub(crate) const SERVER: Crates = Crates { server: true, ..Crates::NONE };
    pub(crate) const BOTH: Crates = Crates { types: false, client: true, server: true };

    /// Returns whether every program compiles.
    pub fn is_empty(self) -> bool {
        self == Crates::NONE
    }

    /// Returns the names of the crates.
    pub fn names(self) -> Vec<&'static str> {
        let named = [(self.types, "types"), (self.client, "client"), (self.server, "server")];
        named.into_iter().filter_map(|(breaks, name)| breaks.then_some(name)).collect()
    }
}

impl BitOr for Crates {
    type Output = Crates;

    fn bitor(self, other: Crates) -> Crates {
        Crates {
            types: self.types | other.types,
            client: self.client | other.client,
            server: self.server | other.server,
        }
    }
}

/// The effect of a rule on programs over the generated crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InRust {
    /// It breaks these crates.
    Breaks(Crates),
    /// It breaks the crate that has the value: `types` for a part of a schema, `client` and `server` for a parameter, header or body.
    BreaksPlace,
    /// It breaks the crate that has a name for the default: `types` for a property, `server` for a parameter.
    BreaksDefault,
    /// It breaks the crate that has the value if the Rust type of the value differs.
    BreaksIfTypeDiffers,
}

impl InRust {
    /// Returns the words for the effect in the table of rules.
    pub fn words(self) -> String {
        match self {
            InRust::Breaks(crates) => crates.names().join(", "),
            InRust::BreaksPlace => "where the value is".to_owned(),
            InRust::BreaksDefault => "where the default is".to_owned(),
            InRust::BreaksIfTypeDiffers => "if its type differs".to_owned(),
        }
    }
}
