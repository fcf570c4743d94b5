use password_otp_client::{Client, RetryLayer, TracingLayer, types::PasswordResetOtpRequest};
use password_otp_server::operation::request_otp_for_password_reset::Response;
use password_otp_server::types::{OtpReceipt, PasswordResetOtpResponse};
use password_otp_server::{Mock, router};

#[tokio::test]
async fn the_message_is_sent_once() -> Result<(), Box<dyn std::error::Error>> {
    let mock = Mock::new().request_otp_for_password_reset(|request| async move {
        assert_eq!(request.body.phone, "+1234567890");
        let data = OtpReceipt::builder().account_sid("AC1").sid("SM1");
        Ok(Response::ok(PasswordResetOtpResponse::builder().is_posted(true).data(data).build()?))
    });
    let client = Client::builder()
        .apikey("key")
        .layer(TracingLayer::new())
        .layer(RetryLayer::new())
        .service(router(mock.clone()))
        .build()?;
    let body = PasswordResetOtpRequest::builder().phone("+1234567890");
    let response = client.request_otp_for_password_reset(body).send().await?;
    assert_eq!(response.body.data.sid, "SM1");
    assert_eq!(mock.requests(), ["request_otp_for_password_reset"]);
    Ok(())
}
