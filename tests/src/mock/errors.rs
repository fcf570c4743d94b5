use password_otp_client::types::{ApiError, PasswordResetOtpRequest};
use password_otp_client::{Client, Error};

/// Sends a message to each number. `?` converts the error of any operation into `Error`.
pub async fn send(client: &Client, numbers: &[&str]) -> Result<(), Error> {
    for number in numbers {
        let body = PasswordResetOtpRequest::builder().phone(*number);
        client.request_otp_for_password_reset(body).send().await?;
    }
    Ok(())
}

/// Returns the description in the body of an error response. `None` if there is no response, or if its body is no `ApiError`.
pub fn description(error: &Error) -> Option<String> {
    let body = error.response()?.json::<ApiError>().ok()?;
    Some(body.description)
}
