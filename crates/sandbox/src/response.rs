//! Responses of the API: errors of the provider's public table of error codes, and the documented responses that a scenario
//! can select.

use password_otp_server::operation::request_otp_for_password_reset::{OkBody, Response};
use password_otp_server::types::ApiError;
use password_otp_server::{Location, Reason, Rejection};

use crate::document::{Document, DocumentError, Example};
use crate::scenario::DocumentedResponse;

#[allow(clippy::expect_used, reason = "the functions of this file set all required properties")]
fn error(code: i32, message: &str, description: impl Into<String>) -> ApiError {
    let error = ApiError::builder().error_code(code).message(message).description(description).build();
    error.expect("all required properties are set")
}

/// Error 908: a missing or invalid parameter.
pub fn parameter(description: impl Into<String>) -> ApiError {
    error(908, "A parameter is not formatted correctly", description)
}

/// Error 901: the API key is not valid.
pub fn unauthorized() -> ApiError {
    error(
        901,
        "The API key is unauthorized",
        "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.",
    )
}

/// Error 1096: the phone number is not valid.
pub fn phone() -> ApiError {
    error(
        1096,
        "Invalid phone number",
        "The provided phone number is not valid or not well-formatted, please review the phone number in order to process this request.",
    )
}

/// Error 1218: the captcha is not valid.
pub fn captcha() -> ApiError {
    error(1218, "CAPTCHA is invalid", "CAPTCHA is invalid, please enter the correct CAPTCHA value.")
}

/// The error for a request that the generated server rejects.
pub fn rejection(rejection: &Rejection) -> ApiError {
    match (rejection.location, &rejection.reason) {
        (Location::Credential, Reason::Missing) => parameter(rejection.to_string()),
        (Location::Credential, _) => unauthorized(),
        _ => parameter(rejection.to_string()),
    }
}

/// Status 429. `retry_after` is in seconds.
pub fn too_many_requests(retry_after: i32) -> Response {
    rejected(429, default_error(429), retry_after)
}

/// All responses that a scenario can select, read from the document.
#[derive(Clone, Debug)]
pub struct DocumentedResponses(Vec<(DocumentedResponse, Response)>);

impl DocumentedResponses {
    /// The responses of a document. For status 200 only the examples: other receipts have new ids for each request.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Example`] for an example that does not fit its schema.
    pub fn of(document: &Document, retry_after: i32) -> Result<Self, DocumentError> {
        let mut responses = Vec::new();
        for example in &document.examples {
            responses.push((DocumentedResponse::Example(example.name.clone()), shown(example, retry_after)?));
        }
        for code in document.codes.iter().filter(|code| **code != 200) {
            let example = document.examples.iter().find(|example| example.code == *code);
            let response = match example {
                Some(example) => shown(example, retry_after)?,
                None => rejected(*code, default_error(*code), retry_after),
            };
            responses.push((DocumentedResponse::Code(*code), response));
        }
        Ok(DocumentedResponses(responses))
    }

    /// The selected response.
    pub fn get(&self, selected: &DocumentedResponse) -> Option<Response> {
        self.0.iter().find(|(known, _)| known == selected).map(|(_, response)| response.clone())
    }
}

/// The error of a status without an example. Its code is the status, because the provider publishes no code.
fn default_error(code: u16) -> ApiError {
    match code {
        429 => error(429, "Too many requests", "Too many requests were sent in a given time."),
        500 => error(500, "Internal server error", "Something went wrong while the request was processed."),
        _ => error(code.into(), "Selected response", "The request selected this response."),
    }
}

fn shown(example: &Example, retry_after: i32) -> Result<Response, DocumentError> {
    let body = example.body.clone();
    let response = match example.code {
        200 => serde_json::from_value::<OkBody>(body).map(|body| Response::ok(body).into()),
        code => serde_json::from_value(body).map(|body| rejected(code, body, retry_after)),
    };
    response.map_err(|_| DocumentError::Example(example.name.clone()))
}

fn rejected(code: u16, body: ApiError, retry_after: i32) -> Response {
    match code {
        400 => Response::bad_request(body).into(),
        403 => Response::forbidden(body).into(),
        429 => Response::too_many_requests(body).retry_after(retry_after).into(),
        _ => Response::internal_server_error(body).into(),
    }
}
