//! A call of the generated client beside the same call by hand with reqwest, over loopback: the published request with all its
//! parameters, to a server that sends the published response. The two are measured in turns, by the CPU time of their thread: other
//! work on the machine hardly changes it.

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

/// The number of turns of each side. The result is their median.
const TURNS: usize = 15;
/// The number of calls in one turn.
const CALLS: u32 = 4000;
/// The ticks per second in proc(5), `USER_HZ`: 100 on all platforms that Rust supports.
const TICKS: f64 = 100.0;

/// CPU time in microseconds.
#[derive(Clone, Copy)]
struct Cpu {
    user: f64,
    /// With the kernel's share.
    total: f64,
}

fn main() {
    let (url, runtime) = start();
    let generated = Generated::new(&url);
    let by_hand = ByHand::new(&url);
    let (mut hand_turns, mut generated_turns) = (Vec::new(), Vec::new());
    // The first turn warms up.
    for turn in 0..=TURNS {
        let by_hand = per_call(&runtime, || by_hand.call());
        let generated = per_call(&runtime, || generated.call());
        if turn > 0 {
            hand_turns.push(by_hand);
            generated_turns.push(generated);
        }
    }
    println!("{TURNS} turns of {CALLS} calls, medians; a ratio is the median of the ratios of the turns");
    println!("{:<18} {:>13} {:>6} {:>13} {:>6}", "", "user µs/call", "ratio", "CPU µs/call", "ratio");
    for (name, turns) in [("reqwest by hand", &hand_turns), ("generated client", &generated_turns)] {
        let column = |of: fn(&Cpu) -> f64| {
            let ratios = turns.iter().zip(&hand_turns).map(|(turn, base)| of(turn) / of(base));
            (median(turns.iter().map(of)), median(ratios))
        };
        let ((user, user_ratio), (total, total_ratio)) = (column(|cpu| cpu.user), column(|cpu| cpu.total));
        println!("{name:<18} {user:>13.1} {user_ratio:>6.2} {total:>13.1} {total_ratio:>6.2}");
    }
}

/// The CPU time of this thread per call. The server and its CPU time are on another thread.
fn per_call<F: Future<Output = usize>>(runtime: &Runtime, call: impl Fn() -> F) -> Cpu {
    let before = cpu();
    for _ in 0..CALLS {
        assert!(runtime.block_on(call()) > 0, "the response has an id");
    }
    let after = cpu();
    let per_call = |spent: f64| spent / f64::from(CALLS);
    Cpu { user: per_call(after.user - before.user), total: per_call(after.total - before.total) }
}

/// The CPU time of this thread until now (Linux, proc(5), `stat`).
fn cpu() -> Cpu {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").expect("proc(5)");
    // The second field is the name in parentheses, which may contain spaces. `utime` is the 14th field and `stime` the 15th.
    let (_, fields) = stat.rsplit_once(") ").expect("a name");
    let mut times = fields.split(' ').skip(11).map(|ticks| ticks.parse::<f64>().expect("a number") * 1e6 / TICKS);
    let mut next = || times.next().expect("a time");
    let user = next();
    Cpu { user, total: user + next() }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
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

struct Generated(Client);

impl Generated {
    fn new(url: &str) -> Self {
        Generated(Client::builder().base_url(url).apikey("demo").build().expect("a client"))
    }

    async fn call(&self) -> usize {
        let body = types::PasswordResetOtpRequest::builder().phone("+12015550123");
        let call = self.0.request_otp_for_password_reset(body);
        let call = call.smstemplate("SMS-Template").recaptcha_underscored(CAPTCHA).recaptcha_hyphenated(CAPTCHA);
        let call =
            call.h_captcha_response(CAPTCHA).qq_captcha_ticket(TICKET).qq_captcha_randstr(TICKET).isvoiceotp(true);
        let posted = call.send().await.expect("a response").into_inner();
        posted.data.sid.len() + usize::from(posted.is_posted) + posted.data.account_sid.len()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    phone: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Posted {
    is_posted: bool,
    data: Receipt,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Receipt {
    account_sid: String,
    sid: String,
}

struct ByHand {
    client: password_otp_client::reqwest::Client,
    url: String,
}

impl ByHand {
    fn new(url: &str) -> Self {
        let client = password_otp_client::reqwest::Client::builder();
        let client = client.timeout(Duration::from_secs(30)).build().expect("a client");
        ByHand { client, url: format!("{url}/identity/v2/auth/password/otp") }
    }

    async fn call(&self) -> usize {
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
        let request = self.client.post(&self.url).query(&parameters).json(&Body { phone: "+12015550123" });
        let response = request.send().await.expect("a response").error_for_status().expect("a success");
        let posted = response.json::<Posted>().await.expect("a body");
        posted.data.sid.len() + usize::from(posted.is_posted) + posted.data.account_sid.len()
    }
}
