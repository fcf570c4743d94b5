//! The kinds of OpenAPI objects that problems name.

use std::fmt;

/// A kind of OpenAPI object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Object {
    /// The OpenAPI Object: the root of the document.
    OpenApi,
    /// The Info Object.
    Info,
    /// A Contact Object.
    Contact,
    /// A License Object.
    License,
    /// A Server Object.
    Server,
    /// A Server Variable Object.
    ServerVariable,
    /// The Components Object.
    Components,
    /// A Path Item Object.
    PathItem,
    /// An Operation Object.
    Operation,
    /// The extension `x-pagination` of an operation.
    Pagination,
    /// A Parameter Object.
    Parameter,
    /// A Parameter Object with `in: querystring`.
    QuerystringParameter,
    /// A Header Object.
    Header,
    /// A Request Body Object.
    RequestBody,
    /// A Media Type Object.
    MediaType,
    /// A Response Object.
    Response,
    /// An Example Object.
    Example,
    /// A Security Scheme Object.
    SecurityScheme,
    /// A Security Scheme Object with `type: http`.
    HttpSecurityScheme,
    /// A Security Scheme Object with `type: apiKey`.
    ApiKeySecurityScheme,
    /// An OAuth Flows Object.
    OAuthFlows,
    /// An OAuth Flow Object under `implicit`.
    ImplicitFlow,
    /// An OAuth Flow Object under `password`.
    PasswordFlow,
    /// An OAuth Flow Object under `clientCredentials`.
    ClientCredentialsFlow,
    /// An OAuth Flow Object under `authorizationCode`.
    AuthorizationCodeFlow,
    /// An OAuth Flow Object under `deviceAuthorization`.
    DeviceAuthorizationFlow,
    /// A Schema Object.
    Schema,
    /// A Schema Object with `type: array`.
    ArraySchema,
    /// A Tag Object.
    Tag,
    /// The Overlay Object: the root of an overlay.
    Overlay,
    /// The Info Object of an overlay.
    OverlayInfo,
    /// An Action Object of an overlay.
    Action,
}

impl Object {
    /// Returns the name with an article, as it is used in the middle of a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            Object::OpenApi => "an OpenAPI document",
            Object::Info => "the `info` object",
            Object::Contact => "a contact object",
            Object::License => "a license object",
            Object::Server => "a server object",
            Object::ServerVariable => "a server variable object",
            Object::Components => "the `components` object",
            Object::PathItem => "a path item object",
            Object::Operation => "an operation object",
            Object::Pagination => "an `x-pagination` object",
            Object::Parameter => "a parameter object",
            Object::QuerystringParameter => "a parameter object with `in: querystring`",
            Object::Header => "a header object",
            Object::RequestBody => "a request body object",
            Object::MediaType => "a media type object",
            Object::Response => "a response object",
            Object::Example => "an example object",
            Object::SecurityScheme => "a security scheme object",
            Object::HttpSecurityScheme => "a security scheme object of type `http`",
            Object::ApiKeySecurityScheme => "a security scheme object of type `apiKey`",
            Object::OAuthFlows => "an OAuth flows object",
            Object::ImplicitFlow => "an `implicit` flow",
            Object::PasswordFlow => "a `password` flow",
            Object::ClientCredentialsFlow => "a `clientCredentials` flow",
            Object::AuthorizationCodeFlow => "an `authorizationCode` flow",
            Object::DeviceAuthorizationFlow => "a `deviceAuthorization` flow",
            Object::Schema => "a schema object",
            Object::ArraySchema => "a schema object of type `array`",
            Object::Tag => "a tag object",
            Object::Overlay => "an overlay",
            Object::OverlayInfo => "the `info` object of an overlay",
            Object::Action => "an action object",
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
