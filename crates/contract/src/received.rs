//! The response to a case, without credentials and sensitive values, for reports.

/// The response to a case. Credentials are replaced by the names of shell variables, values marked `x-sensitive` by `hidden`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The status code.
    pub status: u16,
    /// Names and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: ReceivedBody,
}

/// The body of a response, as far as a report may show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceivedBody {
    /// The body as text. Empty if the response has no body.
    Text(String),
    /// The body is not shown, for this reason.
    NotShown(String),
}
