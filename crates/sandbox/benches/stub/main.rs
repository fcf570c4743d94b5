//! The generated stub in process beside an axum handler by hand, with the published request and all its parameters.
//!
//! `cargo bench -p password-otp-sandbox --bench stub` measures time. To count instructions instead, which other work on the machine
//! does not change, pass a side and a number of calls, and take the difference of two numbers of calls:
//!
//! `valgrind --tool=callgrind --callgrind-out-file=/dev/null BENCHMARK --calls by-hand 1000`

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark fails like a test")]

mod by_hand;
mod generated;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

/// The captcha response of the published request.
const CAPTCHA: &str = "03AGdBq24e1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p7q8r9s0t1u2v3w4x5y6z7a8b9c0d1e2f3g4h5i6j7k8l9m0n1o2p3q4r5s6t7u8v9w0x1y2z3a4b5c6d7e8f9g0h1i2j3k4l5m6n7o8p9q0r1s2t3u4v5w6x7y8z9";
/// The captcha ticket of the published request.
const TICKET: &str = "03AGdBq24eJ9O8dpLsw0Pr0OTtWfkmK34K0jQde";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [option, side, calls] = arguments.as_slice() else { return divan::main() };
    if option != "--calls" {
        return divan::main();
    }
    let mut router = match side.as_str() {
        "by-hand" => by_hand::router(),
        "generated" => generated::router(),
        "sandbox" => sandbox(),
        _ => panic!("the sides are by-hand, generated and sandbox"),
    };
    let (runtime, uri) = (runtime(), uri());
    for _ in 0..calls.parse().expect("a number of calls") {
        call(&runtime, &mut router, request(&uri));
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

fn sandbox() -> Router {
    password_otp_sandbox::app(&password_otp_sandbox::Config::new("demo")).expect("the document fits")
}

fn uri() -> String {
    format!(
        "/identity/v2/auth/password/otp?apikey=demo&smstemplate=SMS-Template&g-recaptcha-response={CAPTCHA}&g_recaptcha_response={CAPTCHA}\
         &h-captcha-response={CAPTCHA}&qq_captcha_ticket={TICKET}&qq_captcha_randstr={TICKET}&isvoiceotp=true"
    )
}

fn request(uri: &str) -> Request<Body> {
    let request = Request::post(uri).header("content-type", "application/json").header("content-length", "24");
    request.body(Body::from(r#"{"Phone": "+12015550123"}"#)).expect("a request")
}

fn call(runtime: &Runtime, router: &mut Router, request: Request<Body>) -> usize {
    runtime.block_on(async {
        let response = router.call(request).await.expect("a response");
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().collect().await.expect("a body").to_bytes().len()
    })
}

fn bench(bencher: divan::Bencher<'_, '_>, mut router: Router) {
    let (runtime, uri) = (runtime(), uri());
    bencher.with_inputs(|| request(&uri)).bench_local_values(|request| call(&runtime, &mut router, request));
}

#[divan::bench]
fn by_hand(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, by_hand::router());
}

#[divan::bench]
fn generated(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, generated::router());
}

#[divan::bench]
fn sandbox_router(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, sandbox());
}
