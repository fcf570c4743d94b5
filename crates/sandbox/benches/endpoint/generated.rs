//! The same endpoint on the generated stub.

use axum::Router;
use password_otp_server::operation::request_otp_for_password_reset::{Request, Response};
use password_otp_server::secrecy::ExposeSecret;
use password_otp_server::{Api, Context, Credential, Denied, Rejection, Undocumented, types};

struct Endpoint;

pub fn router() -> Router {
    password_otp_server::router(Endpoint)
}

impl Api for Endpoint {
    type Caller = ();

    async fn authenticate(&self, credential: Credential, _: &Context) -> Result<(), Denied> {
        match credential {
            Credential::Apikey(key) if key.expose_secret() == "demo" => Ok(()),
            _ => Err(Denied::Invalid),
        }
    }

    async fn request_otp_for_password_reset(&self, request: Request<()>) -> Result<Response, Undocumented> {
        std::hint::black_box(&request.query);
        if !request.body.phone.starts_with('+') {
            return Ok(Response::bad_request(failure(1096)?).into());
        }
        let account_sid = format!("AC{:032X}", fastrand::u128(..));
        let data = types::OtpReceipt::builder().account_sid(account_sid).sid(format!("SM{:016X}", fastrand::u64(..)));
        Ok(Response::ok(types::PasswordResetOtpResponse::builder().is_posted(true).data(data).build()?).into())
    }

    fn reject_with_api_error(&self, _: &Rejection) -> Result<types::ApiError, Undocumented> {
        failure(908)
    }
}

fn failure(error_code: i32) -> Result<types::ApiError, Undocumented> {
    Ok(types::ApiError::builder().error_code(error_code).message("").description("").build()?)
}
