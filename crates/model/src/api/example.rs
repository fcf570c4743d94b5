//! Documented exchanges and code samples.

use serde_json::Value;

use super::ResponseBody;

/// The credential that a documented request carries (`x-credential` of the response example).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialMark {
    /// A valid credential: the example has no `x-credential`.
    Valid,
    /// No credential: `missing`.
    Missing,
    /// A credential that is not valid: `wrong`.
    Wrong,
}

/// A documented exchange: request examples and the response example of the same name.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The name of the examples.
    pub name: String,
    /// Values of parameters, by index into [`super::Operation::parameters`].
    pub parameters: Vec<(usize, Value)>,
    /// The request body.
    pub body: Option<Value>,
    /// The credential of the request.
    pub credential: CredentialMark,
    /// The response content that the response example belongs to.
    pub response: ResponseBody,
    /// The response body: the value of the response example.
    pub response_body: Value,
}

/// One of the operation's `x-codeSamples`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSample {
    /// `lang`
    pub lang: String,
    /// `source`
    pub source: String,
}
