//! The API, on the generated stub: what the stub has checked, a phone number, and the scenario of the request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use password_otp_server::secrecy::ExposeSecret;
use password_otp_server::types::{ApiError, PasswordResetOtpResponse};
use password_otp_server::{
    Api, Credential, Denied, Rejection, RequestOtpForPasswordResetQuery as Query, RequestOtpForPasswordResetRequest,
    RequestOtpForPasswordResetResponse as Response, SecretString,
};

use crate::answer::{self, Answers};
use crate::outbox::Outbox;
use crate::phone::is_number;
use crate::rate::Rate;
use crate::receipt::receipt;
use crate::scenario::{Answer, Captcha, Scenario};

tokio::task_local! {
    /// What the request that this task works on asked for: the stub hands no headers to the trait's methods.
    pub static STAGE: Stage;
}

/// The scenario of one request, and whether the request got to where it matters.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    /// What to do.
    pub scenario: Scenario,
    /// Set once the request is known to be as the document says.
    pub is_reached: Arc<AtomicBool>,
}

/// What is shared by all requests.
#[derive(Debug)]
pub struct Sandbox {
    pub apikey: SecretString,
    pub answers: Answers,
    pub rate: Rate,
    pub outbox: Arc<Outbox>,
}

impl Api for Sandbox {
    type Caller = ();

    async fn authenticate(&self, Credential::Apikey(key): Credential) -> Result<(), Denied> {
        if key.expose_secret() == self.apikey.expose_secret() { Ok(()) } else { Err(Denied) }
    }

    async fn request_otp_for_password_reset(&self, request: RequestOtpForPasswordResetRequest<()>) -> Response {
        if !is_number(&request.body.phone) {
            return Response::BadRequest(answer::phone());
        }
        let stage = STAGE.try_with(Clone::clone).unwrap_or_default();
        stage.is_reached.store(true, Ordering::Relaxed);
        match self.staged(&stage.scenario, &request.query) {
            Some(response) => response,
            None => self.send(request),
        }
    }

    fn refuse_with_api_error(&self, rejection: &Rejection) -> ApiError {
        answer::rejection(rejection)
    }
}

impl Sandbox {
    /// The answer that a scenario gives in place of sending.
    fn staged(&self, scenario: &Scenario, query: &Query) -> Option<Response> {
        if let Some(asked) = &scenario.answer {
            return if *asked == Answer::Code(200) { None } else { self.answers.get(asked) };
        }
        if let Some(seconds) = scenario.rate_limit.and_then(|limit| self.rate.count(limit)) {
            return Some(answer::too_many_requests(seconds));
        }
        let missing =
            [scenario.captcha, scenario.captcha_refused].into_iter().flatten().find_map(|of| missing(of, query));
        if let Some(name) = missing {
            return Some(Response::BadRequest(answer::parameter(format!("The {name} is a required parameter."))));
        }
        scenario.captcha_refused.map(|_| Response::Forbidden(answer::captcha()))
    }

    fn send(&self, request: RequestOtpForPasswordResetRequest<()>) -> Response {
        let data = receipt();
        let is_voice = request.query.isvoiceotp == Some(true);
        self.outbox.push(&data.sid, &request.body.phone, request.query.smstemplate, is_voice);
        Response::Ok(PasswordResetOtpResponse { is_posted: true, data })
    }
}

/// The parameter of a captcha that is not there, or empty.
fn missing(captcha: Captcha, query: &Query) -> Option<&'static str> {
    let is_there = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.is_empty());
    let is_required = match captcha {
        Captcha::Recaptcha => {
            let is_either = is_there(&query.recaptcha_hyphenated) || is_there(&query.recaptcha_underscored);
            vec![("g-recaptcha-response", is_either)]
        }
        Captcha::Hcaptcha => vec![("h-captcha-response", is_there(&query.h_captcha_response))],
        Captcha::Qq => vec![
            ("qq_captcha_ticket", is_there(&query.qq_captcha_ticket)),
            ("qq_captcha_randstr", is_there(&query.qq_captcha_randstr)),
        ],
    };
    is_required.into_iter().find(|(_, is_there)| !is_there).map(|(name, _)| name)
}
