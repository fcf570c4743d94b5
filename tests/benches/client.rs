//! A call of the generated client beside the same call by hand with reqwest, over loopback: the published request with all its
//! parameters, to a server that sends the published response.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark fails like a test")]

use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use password_otp_client::{Client, types};
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};

/// The captcha response of the published request.
const CAPTCHA: &str = "03AGdBq24e1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p7q8r9s0t1u2v3w4x5y6z7a8b9c0d1e2f3g4h5i6j7k8l9m0n1o2p3q4r5s6t7u8v9w0x1y2z3a4b5c6d7e8f9g0h1i2j3k4l5m6n7o8p9q0r1s2t3u4v5w6x7y8z9";
/// The captcha ticket of the published request.
const TICKET: &str = "03AGdBq24eJ9O8dpLsw0Pr0OTtWfkmK34K0jQde";
const RESPONSE: &str = include_str!("../documented/200.json");

fn main() {
    divan::main();
}

/// Starts the server on a thread of its own, and returns its URL and a runtime for the caller.
fn start() -> (String, Runtime) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    listener.set_nonblocking(true).expect("a socket");
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let respond = || async { ([(CONTENT_TYPE, "application/json")], RESPONSE) };
            let router = Router::new().route("/identity/v2/auth/password/otp", post(respond));
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            axum::serve(listener, router).await.expect("a server");
        });
    });
    (url, Builder::new_current_thread().enable_all().build().expect("a runtime"))
}

#[divan::bench]
fn generated(bencher: divan::Bencher<'_, '_>) {
    let (url, runtime) = start();
    let client = Client::builder().base_url(url).apikey("demo").build().expect("a client");
    let call = || async {
        let call = client.request_otp_for_password_reset();
        let call = call.smstemplate("SMS-Template").recaptcha_underscored(CAPTCHA).recaptcha_hyphenated(CAPTCHA);
        let call =
            call.h_captcha_response(CAPTCHA).qq_captcha_ticket(TICKET).qq_captcha_randstr(TICKET).isvoiceotp(true);
        let body = types::PasswordResetOtpRequest { phone: "+12015550123".to_owned() };
        call.body(body).send().await.expect("a response").into_inner().data.sid.len()
    };
    bencher.bench_local(|| runtime.block_on(call()));
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    phone: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Posted {
    data: Receipt,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Receipt {
    sid: String,
}

#[divan::bench]
fn by_hand(bencher: divan::Bencher<'_, '_>) {
    let (url, runtime) = start();
    let url = format!("{url}/identity/v2/auth/password/otp");
    let client = password_otp_client::reqwest::Client::builder();
    let client = client.timeout(Duration::from_secs(30)).build().expect("a client");
    let parameters = [
        ("smstemplate", "SMS-Template"),
        ("g-recaptcha-response", CAPTCHA),
        ("g_recaptcha_response", CAPTCHA),
        ("h-captcha-response", CAPTCHA),
        ("qq_captcha_ticket", TICKET),
        ("qq_captcha_randstr", TICKET),
        ("isvoiceotp", "true"),
        ("apikey", "demo"),
    ];
    let call = || async {
        let request = client.post(&url).query(&parameters).json(&Body { phone: "+12015550123" });
        let response = request.send().await.expect("a response").error_for_status().expect("a success");
        response.json::<Posted>().await.expect("a body").data.sid.len()
    };
    bencher.bench_local(|| runtime.block_on(call()));
}
