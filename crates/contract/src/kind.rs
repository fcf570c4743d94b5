//! Kinds of violations, without the values of a request or response.

use model::api::Status;

/// The kind of a violation, without values. Violations of one kind that rest on the same text have one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// No response, or one that is not HTTP.
    NoResponse,
    /// The connection ended before the body.
    BodyInterrupted,
    /// The body is longer than the runner reads.
    BodyTooLarge,
    /// No credential is given, and the server rejects requests without one.
    NoCredential {
        /// The security scheme.
        scheme: String,
    },
    /// A case of the baseline passed.
    PassedBaseline,
    /// Another status code than the expected ones.
    Status {
        /// The expected ones.
        expected: ExpectedStatus,
        /// The received one.
        got: u16,
    },
    /// A status code that the operation does not document.
    UndocumentedStatus(u16),
    /// 405 without all methods in `Allow`.
    Allow,
    /// 401 without `WWW-Authenticate`.
    Challenge,
    /// A required header is absent.
    HeaderAbsent,
    /// The value of a header does not fit its schema.
    Header,
    /// A body where none is documented.
    UnexpectedBody,
    /// Another content type than the documented ones.
    ContentType,
    /// A body that is not JSON.
    NotJson,
    /// An item of a stream that does not fit its schema.
    Item,
    /// A value in the body does not fit its schema.
    Schema {
        /// The keyword that it violates.
        keyword: Option<String>,
        /// The name of the absent property, for the keyword `required`.
        property: Option<String>,
    },
    /// A property that is sent in the other direction only.
    Misplaced,
    /// Another value than in the example.
    Example,
    /// A response about a resource has another value than the one that was sent, or returned before.
    Stored {
        /// JSON Pointer to the value in the body, with `*` in place of an index.
        pointer: String,
    },
    /// PUT left the value of a property that it did not send.
    NotReplaced,
    /// A change of a resource changed its id.
    IdChanged,
    /// PATCH with `null` left a value.
    NotCleared,
    /// The server stored a value for a `readOnly` property.
    ReadOnlyStored,
    /// A `writeOnly` property is in a response.
    WriteOnlyReturned,
    /// `Location` leads to another server.
    LocationElsewhere,
    /// `Location` leads to nothing.
    LocationNowhere,
    /// `Location` leads to another resource.
    LocationOfAnother,
    /// The list has no created resource.
    NotListed,
    /// The list has a deleted resource.
    StillListed,
    /// The list below another resource has the resource.
    ListedElsewhere,
    /// The resource is found below another one than its own.
    FoundElsewhere,
    /// A deletion deleted another resource too.
    OtherDeleted,
    /// A request with a precondition was performed although the precondition is false.
    Precondition,
    /// A change of a resource left its entity tag.
    TagUnchanged,
    /// The default of a parameter differs from no parameter.
    Default,
    /// More elements than the limit.
    Limit,
    /// Small pages have other elements than a large one.
    Pages,
    /// The total is not the number of elements.
    Total,
    /// A filter omits elements that it selects.
    FilterOmits,
    /// A filter returns elements that it does not select.
    FilterIgnored,
    /// Elements are not in the documented order.
    NotSorted,
    /// Two equal requests have elements in another order.
    OrderChanges,
}

/// The status codes that a case expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpectedStatus {
    /// That of an example.
    Documented(Status),
    /// A rejection of the request.
    Rejection,
    /// 201, or a rejection of the request.
    CreatedOrRejection,
    /// A documented success.
    Success,
    /// 404 for an unknown path.
    NotFound,
    /// 405 for another method.
    MethodNotAllowed,
    /// Anything but a server error.
    NoServerError,
}
