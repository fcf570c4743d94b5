//! The answers of the API: those of the provider's public table of error codes, and those that are asked for.

use password_otp_server::types::ApiError;
use password_otp_server::{Location, Reason, Rejection, RequestOtpForPasswordResetResponse as Response};

use crate::document::{Document, DocumentError, Example};
use crate::scenario::Answer;

fn error(code: i32, message: &str, description: impl Into<String>) -> ApiError {
    ApiError {
        error_code: code,
        message: message.to_owned(),
        description: description.into(),
        is_provider_error: None,
        provider_error_response: None,
    }
}

/// Code 908, whose description varies with what is wrong.
pub fn parameter(description: impl Into<String>) -> ApiError {
    error(908, "A parameter is not formatted correctly", description)
}

/// Code 901.
pub fn unauthorized() -> ApiError {
    error(
        901,
        "The API key is unauthorized",
        "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.",
    )
}

/// Code 1096.
pub fn phone() -> ApiError {
    error(
        1096,
        "Invalid phone number",
        "The provided phone number is not valid or not well-formatted, please review the phone number in order to process this request.",
    )
}

/// Code 1218.
pub fn captcha() -> ApiError {
    error(1218, "CAPTCHA is invalid", "CAPTCHA is invalid, please enter the correct CAPTCHA value.")
}

/// What the stub refuses by itself.
pub fn rejection(rejection: &Rejection) -> ApiError {
    match (rejection.location, &rejection.reason) {
        (Location::Credential, Reason::Missing) => parameter(rejection.to_string()),
        (Location::Credential, _) => unauthorized(),
        _ => parameter(rejection.to_string()),
    }
}

/// Status 429, with the seconds to wait.
pub fn too_many_requests(retry_after: i32) -> Response {
    refused(429, undescribed(429), retry_after)
}

/// Every answer that can be asked for, read from the document once.
#[derive(Clone, Debug)]
pub struct Answers(Vec<(Answer, Response)>);

impl Answers {
    /// Those of a document. Of 200 only the examples: [`Answer::Code`] of it is a receipt of its own.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Example`] for an example that its own type refuses.
    pub fn of(document: &Document, retry_after: i32) -> Result<Self, DocumentError> {
        let mut answers = Vec::new();
        for example in &document.examples {
            answers.push((Answer::Example(example.name.clone()), shown(example, retry_after)?));
        }
        for code in document.codes.iter().filter(|code| **code != 200) {
            let example = document.examples.iter().find(|example| example.code == *code);
            let response = match example {
                Some(example) => shown(example, retry_after)?,
                None => refused(*code, undescribed(*code), retry_after),
            };
            answers.push((Answer::Code(*code), response));
        }
        Ok(Answers(answers))
    }

    /// The one that was asked for.
    pub fn get(&self, asked: &Answer) -> Option<Response> {
        self.0.iter().find(|(known, _)| known == asked).map(|(_, response)| response.clone())
    }
}

/// An answer that has no example: the status stands for the code, for none is published.
fn undescribed(code: u16) -> ApiError {
    match code {
        429 => error(429, "Too many requests", "Too many requests were sent in a given time."),
        500 => error(500, "Internal server error", "Something went wrong while the request was processed."),
        _ => error(code.into(), "Asked for", "The request asked for this answer."),
    }
}

fn shown(example: &Example, retry_after: i32) -> Result<Response, DocumentError> {
    let body = example.body.clone();
    let response = match example.code {
        200 => serde_json::from_value(body).map(Response::Ok),
        code => serde_json::from_value(body).map(|body| refused(code, body, retry_after)),
    };
    response.map_err(|_| DocumentError::Example(example.name.clone()))
}

fn refused(code: u16, body: ApiError, retry_after: i32) -> Response {
    match code {
        400 => Response::BadRequest(body),
        403 => Response::Forbidden(body),
        429 => Response::TooManyRequests { retry_after: Some(retry_after), body },
        _ => Response::InternalServerError(body),
    }
}
