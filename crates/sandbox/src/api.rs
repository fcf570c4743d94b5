//! The implementation of the generated trait: checks the phone number and applies the scenario of the request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use password_otp_server::operation::request_otp_for_password_reset::{Query, Request, Response};
use password_otp_server::rate_limit::RateCounter;
use password_otp_server::secrecy::ExposeSecret;
use password_otp_server::types::ApiError;
use password_otp_server::{Api, Context, Credential, Denied, Rejection, SecretString, Undocumented};

use crate::outbox::Outbox;
use crate::phone::is_number;
use crate::receipt::{posted, receipt};
use crate::response::{self, DocumentedResponses};
use crate::scenario::{Captcha, DocumentedResponse, Scenario};

/// The scenario of one request, and whether the request is valid. An extension of the request.
#[derive(Clone, Debug, Default)]
pub struct ScenarioState {
    /// The scenario.
    pub scenario: Scenario,
    /// Set once the request is found to be valid.
    pub is_valid: Arc<AtomicBool>,
}

/// The state that all requests share.
#[derive(Debug)]
pub struct Sandbox {
    pub apikey: SecretString,
    pub responses: DocumentedResponses,
    pub rate: RateCounter,
    pub outbox: Arc<Outbox>,
}

impl Api for Sandbox {
    type Caller = ();

    async fn authenticate(&self, credential: Credential, _: &Context) -> Result<(), Denied> {
        match credential {
            Credential::Apikey(key) if key.expose_secret() == self.apikey.expose_secret() => Ok(()),
            _ => Err(Denied::Invalid),
        }
    }

    async fn request_otp_for_password_reset(&self, request: Request<()>) -> Result<Response, Undocumented> {
        if !is_number(&request.body.phone) {
            return Ok(Response::bad_request(response::phone()).into());
        }
        let state = request.context.extensions().get::<ScenarioState>().cloned().unwrap_or_default();
        state.is_valid.store(true, Ordering::Relaxed);
        Ok(match self.scenario_response(&state.scenario, &request.query) {
            Some(response) => response,
            None => self.send(request),
        })
    }

    fn reject_with_api_error(&self, rejection: &Rejection) -> Result<ApiError, Undocumented> {
        Ok(response::rejection(rejection))
    }
}

impl Sandbox {
    /// The response of a scenario; `None` if the message is sent.
    fn scenario_response(&self, scenario: &Scenario, query: &Query) -> Option<Response> {
        if let Some(selected) = &scenario.response {
            return if *selected == DocumentedResponse::Code(200) { None } else { self.responses.get(selected) };
        }
        if let Some(seconds) = scenario.rate_limit.and_then(|limit| self.rate.count(limit)) {
            return Some(response::too_many_requests(seconds));
        }
        let missing =
            [scenario.captcha, scenario.captcha_rejected].into_iter().flatten().find_map(|of| missing(of, query));
        if let Some(name) = missing {
            let error = response::parameter(format!("The {name} is a required parameter."));
            return Some(Response::bad_request(error).into());
        }
        scenario.captcha_rejected.map(|_| Response::forbidden(response::captcha()).into())
    }

    fn send(&self, request: Request<()>) -> Response {
        let data = receipt();
        let is_voice = request.query.isvoiceotp == Some(true);
        self.outbox.push(&data.sid, &request.body.phone, request.query.smstemplate, is_voice);
        Response::ok(posted(data)).into()
    }
}

/// The first parameter of a captcha that is missing or empty.
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
