//! The same endpoint on the generated stub.

use axum::Router;
use password_otp_server::secrecy::ExposeSecret;
use password_otp_server::{
    Api, Credential, Denied, Rejection, RequestOtpForPasswordResetRequest, RequestOtpForPasswordResetResponse, types,
};

struct Endpoint;

pub fn router() -> Router {
    password_otp_server::router(Endpoint)
}

impl Api for Endpoint {
    type Caller = ();

    async fn authenticate(&self, Credential::Apikey(key): Credential) -> Result<(), Denied> {
        if key.expose_secret() == "demo" { Ok(()) } else { Err(Denied) }
    }

    async fn request_otp_for_password_reset(
        &self,
        request: RequestOtpForPasswordResetRequest<()>,
    ) -> RequestOtpForPasswordResetResponse {
        std::hint::black_box(&request.query);
        if !request.body.phone.starts_with('+') {
            return RequestOtpForPasswordResetResponse::BadRequest(failure(1096));
        }
        let account_sid = format!("AC{:032X}", fastrand::u128(..));
        let data = types::OtpReceipt::builder().account_sid(account_sid).sid(format!("SM{:016X}", fastrand::u64(..)));
        let posted = types::PasswordResetOtpResponse::builder().is_posted(true).data(data);
        RequestOtpForPasswordResetResponse::Ok(posted.build().expect("all properties"))
    }

    fn refuse_with_api_error(&self, _: &Rejection) -> types::ApiError {
        failure(908)
    }
}

fn failure(error_code: i32) -> types::ApiError {
    types::ApiError::builder().error_code(error_code).message("").description("").build().expect("all properties")
}
