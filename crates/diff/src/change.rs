//! A change as plain data.

use model::source::Span;

use crate::rust::Crates;

/// The side that a change breaks on the wire, from the most to the least severe.
///
/// A caller of the old document and a server of the new one are compared, and the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Both of [`BreaksCallers`](Self::BreaksCallers) and [`BreaksServers`](Self::BreaksServers).
    BreaksBoth,
    /// A caller of the old document sends a request that the new one does not allow, or gets a response that the old one does not allow.
    BreaksCallers,
    /// A caller of the old document breaks if it relies on an optional part that is gone, or rejects values where the document may
    /// grow: an unlisted value of an enumeration, an unlisted alternative, an undocumented status code, a value beyond a limit.
    MayBreakCallers,
    /// A server of the old document sends a response that the new one does not allow, or rejects a request that the new one allows.
    BreaksServers,
    /// Every old exchange is still valid, and old callers understand the new ones.
    Compatible,
    /// Only the documentation differs.
    Documentation,
}

impl Severity {
    /// All severities, from the most to the least severe.
    pub const ALL: [Severity; 6] = [
        Severity::BreaksBoth,
        Severity::BreaksCallers,
        Severity::MayBreakCallers,
        Severity::BreaksServers,
        Severity::Compatible,
        Severity::Documentation,
    ];

    /// Returns the word for the severity in reports.
    pub fn word(self) -> &'static str {
        match self {
            Severity::BreaksBoth => "breaks-both",
            Severity::BreaksCallers => "breaks-callers",
            Severity::MayBreakCallers => "may-break-callers",
            Severity::BreaksServers => "breaks-servers",
            Severity::Compatible => "compatible",
            Severity::Documentation => "documentation",
        }
    }

    /// Returns whether callers of the old document break.
    pub fn breaks_callers(self) -> bool {
        matches!(self, Severity::BreaksBoth | Severity::BreaksCallers)
    }

    /// Returns whether servers of the old document break.
    pub fn breaks_servers(self) -> bool {
        matches!(self, Severity::BreaksBoth | Severity::BreaksServers)
    }
}

/// One change between two documents.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The id of the rule, such as `property-removed-response`.
    pub id: String,
    /// The severity on the wire.
    pub severity: Severity,
    /// The generated crates whose users the change breaks.
    pub rust: Crates,
    /// The changed part: an operation and a part of it, or a component and a part of it.
    pub subject: String,
    /// The operations that have the part: method and path, or `webhook`, method and name. Empty if the part belongs to the whole API.
    pub operations: Vec<String>,
    /// The place in the old document. `None` if the part is new.
    pub old: Option<Span>,
    /// The place in the new document. `None` if the part is gone.
    pub new: Option<Span>,
    /// The difference, as one sentence.
    pub message: String,
    /// How to make the edit without breaking a side. Empty if it breaks none.
    pub advice: &'static str,
    /// A hash of id, subject and the names in the message. It is the same after edits of other parts of the documents.
    pub fingerprint: String,
}
