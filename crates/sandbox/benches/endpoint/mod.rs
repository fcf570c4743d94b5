//! The endpoint that the benchmarks compare: by hand with axum, and on the generated stub.

pub mod by_hand;
pub mod generated;

/// The captcha response of the published request.
const CAPTCHA: &str = "03AGdBq24e1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p7q8r9s0t1u2v3w4x5y6z7a8b9c0d1e2f3g4h5i6j7k8l9m0n1o2p3q4r5s6t7u8v9w0x1y2z3a4b5c6d7e8f9g0h1i2j3k4l5m6n7o8p9q0r1s2t3u4v5w6x7y8z9";
/// The captcha ticket of the published request.
const TICKET: &str = "03AGdBq24eJ9O8dpLsw0Pr0OTtWfkmK34K0jQde";

/// The body of the request.
pub const BODY: &str = r#"{"Phone": "+12015550123"}"#;

/// The path and the query of the published request, with all its parameters.
pub fn target() -> String {
    format!(
        "/identity/v2/auth/password/otp?apikey=demo&smstemplate=SMS-Template&g-recaptcha-response={CAPTCHA}&g_recaptcha_response={CAPTCHA}\
         &h-captcha-response={CAPTCHA}&qq_captcha_ticket={TICKET}&qq_captcha_randstr={TICKET}&isvoiceotp=true"
    )
}
