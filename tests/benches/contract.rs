//! How long the contract takes in process: the whole case list on the example server, and its two halves.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark fails like a test")]

use contract::{Credentials, InProcess, Options, Source, cases, check, run};
use tokio::runtime::{Builder, Runtime};

fn main() {
    divan::main();
}

fn document() -> Source {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/password-otp.yaml");
    Source::new("password-otp.yaml", std::fs::read(path).expect("the document"))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().expect("a runtime")
}

fn options() -> Options {
    Options { max_accepted: Some(usize::MAX), ..Options::default() }
}

/// `contract::check`: reads the document, derives the cases, sends and judges all of them.
#[divan::bench]
fn check_in_process(bencher: divan::Bencher<'_, '_>) {
    let (document, runtime, options) = (document(), runtime(), options());
    let router = || password_otp_server::router(password_otp_server::Documented::new().expect("the examples fit"));
    bencher.with_inputs(router).bench_values(|router| {
        let report = runtime.block_on(check(&document, router, &options)).expect("no errors");
        assert!(report.passed() && report.outcomes.len() > 90, "{report}");
    });
}

/// The cases alone, of a document that is read already.
#[divan::bench]
fn derive_the_cases(bencher: divan::Bencher<'_, '_>) {
    let (api, _) = model::resolve(&document()).expect("no errors");
    bencher.bench(|| cases(&api, &Credentials::default()).len());
}

/// Deriving, sending and judging, of a document that is read already.
#[divan::bench]
fn run_the_cases(bencher: divan::Bencher<'_, '_>) {
    let (api, _) = model::resolve(&document()).expect("no errors");
    let (runtime, options) = (runtime(), options());
    let router = || InProcess(password_otp_server::router(password_otp_server::Documented::new().expect("they fit")));
    bencher.with_inputs(router).bench_values(|server| runtime.block_on(run(&api, &server, &options)).outcomes.len());
}
