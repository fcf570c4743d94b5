//! The generated stub in process beside an axum handler by hand, with the published request and all its parameters.
//!
//! `cargo bench -p password-otp-sandbox --bench stub` measures time. To count instructions instead, which other work on the machine
//! does not change, pass a side and a number of calls, and take the difference of two numbers of calls:
//!
//! `valgrind --tool=callgrind --callgrind-out-file=/dev/null BENCHMARK --calls by-hand 1000`

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark fails like a test")]

#[path = "../endpoint/mod.rs"]
mod endpoint;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tokio::runtime::{Builder, Runtime};
use tower_service::Service;

use crate::endpoint::{BODY, by_hand, generated, target};

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
    let (runtime, target) = (runtime(), target());
    for _ in 0..calls.parse().expect("a number of calls") {
        call(&runtime, &mut router, request(&target));
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

fn sandbox() -> Router {
    password_otp_sandbox::app(&password_otp_sandbox::Config::new("demo")).expect("the document fits")
}

fn request(target: &str) -> Request<Body> {
    let request = Request::post(target).header("content-type", "application/json").header("content-length", BODY.len());
    request.body(Body::from(BODY)).expect("a request")
}

fn call(runtime: &Runtime, router: &mut Router, request: Request<Body>) -> usize {
    runtime.block_on(async {
        let response = router.call(request).await.expect("a response");
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().collect().await.expect("a body").to_bytes().len()
    })
}

fn bench(bencher: divan::Bencher<'_, '_>, mut router: Router) {
    let (runtime, target) = (runtime(), target());
    bencher.with_inputs(|| request(&target)).bench_local_values(|request| call(&runtime, &mut router, request));
}

#[divan::bench(name = "by_hand")]
fn by_hand_router(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, by_hand::router());
}

#[divan::bench(name = "generated")]
fn generated_router(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, generated::router());
}

#[divan::bench(name = "sandbox")]
fn sandbox_router(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, sandbox());
}
