//! Every scenario, by flag and by `Prefer`, on the wire.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use contract::WitnessLayer;
use password_otp_sandbox::{Captcha, Config, Cut, DocumentedResponse, Limits, Scenario, app, serve};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::wire::{Message, exchange, request};
use crate::support::{KEY, operation, published, source};

/// Path and query of the operation, with the valid key.
pub fn target(more: &str) -> String {
    let key = KEY.replace('/', "%2F").replace('+', "%2B").replace('&', "%26");
    format!("/identity/v2/auth/password/otp?apikey={key}{more}")
}

/// The published request, with a valid key.
pub fn valid(more: &str, prefer: &str) -> Vec<u8> {
    with_phone("+1234567890", more, prefer)
}

/// The same with another phone number.
pub fn with_phone(phone: &str, more: &str, prefer: &str) -> Vec<u8> {
    let mut headers = vec![("content-type", "application/json")];
    if !prefer.is_empty() {
        headers.push(("prefer", prefer));
    }
    request("POST", &target(more), &headers, serde_json::json!({ "Phone": phone }).to_string().as_bytes())
}

/// The witness of all sandboxes of this program.
pub fn witness() -> &'static WitnessLayer {
    static WITNESS: LazyLock<WitnessLayer> =
        LazyLock::new(|| WitnessLayer::new(&source()).expect("the document has no error"));
    &WITNESS
}

/// A sandbox on a socket, with the server of its own.
pub async fn served(config: &Config) -> String {
    served_within(config, Limits::default()).await
}

/// The same within other limits.
pub async fn served_within(config: &Config, limits: Limits) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    // Every exchange of these tests is held to the document.
    let router = app(config).expect("the document is as it was").layer(witness().clone());
    tokio::spawn(serve(listener, router, limits, std::future::pending()));
    address
}

fn with(scenario: Scenario) -> Config {
    Config { scenario, ..Config::new(KEY) }
}

/// The same scenario by flag and by header: two responses of two servers.
async fn both(scenario: Scenario, prefer: &str, more: &str) -> [Message; 2] {
    let by_flag = exchange(&served(&with(scenario)).await, &valid(more, "")).await;
    let by_header = exchange(&served(&Config::new(KEY)).await, &valid(more, prefer)).await;
    assert_eq!(by_flag.header("preference-applied"), None);
    assert_eq!(by_header.header("preference-applied"), Some(prefer));
    [by_flag, by_header]
}

fn code(message: &Message) -> (u16, Value) {
    (message.status(), message.json()["ErrorCode"].clone())
}

#[tokio::test]
async fn every_documented_status_on_demand() {
    let statuses = operation().responses;
    assert_eq!(statuses.len(), 5);
    for (status, error) in [(400, 908), (403, 901), (429, 429), (500, 500)] {
        let scenario = Scenario { response: Some(DocumentedResponse::Code(status)), ..Scenario::default() };
        for response in both(scenario, &format!("code={status}"), "").await {
            assert_eq!(code(&response), (status, error.into()));
            assert_eq!(response.header("retry-after").is_some(), status == 429);
        }
    }
    let scenario = Scenario { response: Some(DocumentedResponse::Code(200)), ..Scenario::default() };
    for response in both(scenario, "code=200", "").await {
        assert_eq!((response.status(), &response.json()["IsPosted"]), (200, &true.into()));
    }
}

#[tokio::test]
async fn every_documented_example_on_demand() {
    for (name, status) in [("sent", 200), ("apikey-missing", 400), ("apikey-wrong", 403)] {
        let expected = (status, published(&status.to_string()));
        for prefer in [format!("example={name}"), name.to_owned()] {
            let scenario =
                Scenario { response: Some(DocumentedResponse::Example(name.to_owned())), ..Scenario::default() };
            for response in both(scenario, &prefer, "").await {
                assert_eq!((response.status(), response.json()), expected, "{prefer}");
            }
        }
    }
}

/// For each kind: the parameters that a message asks for where nothing is given, and parameters that are enough.
const CAPTCHAS: [(Captcha, &str, &str, &[&str]); 3] = [
    (Captcha::Recaptcha, "recaptcha", "g-recaptcha-response", &["&g-recaptcha-response=x", "&g_recaptcha_response=x"]),
    (Captcha::Hcaptcha, "hcaptcha", "h-captcha-response", &["&h-captcha-response=x"]),
    (Captcha::Qq, "qq", "qq_captcha_ticket", &["&qq_captcha_ticket=x&qq_captcha_randstr=y"]),
];

#[tokio::test]
async fn each_captcha_required_and_rejected() {
    for (kind, word, parameter, enough) in CAPTCHAS {
        let required = || Scenario { captcha: Some(kind), ..Scenario::default() };
        let rejected = || Scenario { captcha_rejected: Some(kind), ..Scenario::default() };
        for (scenario, prefer) in
            [(required(), format!("captcha={word}")), (rejected(), format!("captcha-rejected={word}"))]
        {
            for given in ["", &format!("&{parameter}="), "&smstemplate=x"] {
                for response in both(scenario.clone(), &prefer, given).await {
                    assert_eq!(code(&response), (400, 908.into()), "{prefer} {given}");
                    assert_eq!(response.json()["Description"], format!("The {parameter} is a required parameter."));
                }
            }
        }
        for given in enough {
            for response in both(required(), &format!("captcha={word}"), given).await {
                assert_eq!(response.status(), 200, "{given}");
            }
            for response in both(rejected(), &format!("captcha-rejected={word}"), given).await {
                assert_eq!(code(&response), (403, 1218.into()), "{given}");
            }
        }
    }
    // One half of QQ's is not enough.
    let address = served(&Config::new(KEY)).await;
    let response = exchange(&address, &valid("&qq_captcha_ticket=x", "captcha=qq")).await;
    assert_eq!(response.json()["Description"], "The qq_captcha_randstr is a required parameter.");
}

#[tokio::test]
async fn latency() {
    let start = Instant::now();
    let scenario = Scenario { latency: Some(Duration::from_millis(80)), ..Scenario::default() };
    for response in both(scenario, "latency=80", "").await {
        assert_eq!(response.status(), 200);
    }
    assert!(start.elapsed() >= Duration::from_millis(160), "{:?}", start.elapsed());
}

#[tokio::test]
async fn rate_limit() {
    let limited = Config {
        rate_window: Duration::from_secs(30),
        ..with(Scenario { rate_limit: Some(2), ..Scenario::default() })
    };
    for (address, prefer) in [(served(&limited).await, ""), (served(&Config::new(KEY)).await, "rate-limit=2")] {
        for expected in [200, 200, 429, 429] {
            let response = exchange(&address, &valid("", prefer)).await;
            assert_eq!(response.status(), expected, "{prefer}");
            let wait: Option<u32> = response.header("retry-after").map(|seconds| seconds.parse().expect("seconds"));
            assert_eq!(wait.is_some_and(|wait| (1..=60).contains(&wait)), expected == 429, "{wait:?}");
        }
        // An error of the request comes first, and does not count.
        assert_eq!(exchange(&address, &with_phone("no", "", prefer)).await.status(), 400);
    }
    let at_once = exchange(&served(&Config::new(KEY)).await, &valid("", "rate-limit")).await;
    assert_eq!(code(&at_once), (429, 429.into()));
    // Who waits as long as was said is let through.
    let address = served(&Config { rate_window: Duration::from_secs(2), ..limited }).await;
    for _ in 0..3 {
        exchange(&address, &valid("", "")).await;
    }
    let rejected = exchange(&address, &valid("", "")).await;
    let wait = rejected.header("retry-after").expect("a 429").parse().expect("seconds");
    tokio::time::sleep(Duration::from_secs(wait)).await;
    assert_eq!(exchange(&address, &valid("", "")).await.status(), 200);
}

/// All bytes of a response, until the server closes the connection.
async fn all_bytes(address: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(bytes).await.expect("a writable socket");
    let mut all = Vec::new();
    // A connection may be cut so that reading fails: the part before counts.
    stream.read_to_end(&mut all).await.ok();
    all
}

#[tokio::test]
async fn a_cut_connection_gives_no_byte() {
    let by_flag = served(&with(Scenario { cut: Some(Cut::Connection), ..Scenario::default() })).await;
    assert_eq!(all_bytes(&by_flag, &valid("", "")).await, b"");
    let address = served(&Config::new(KEY)).await;
    assert_eq!(all_bytes(&address, &valid("", "cut=connection")).await, b"");
    // The message went out all the same: that is what makes it a scenario.
    let outbox = exchange(&address, &request("GET", "/_sandbox/outbox", &[], b"")).await.json();
    assert_eq!(outbox["Messages"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_body_cut_short_is_shorter_than_its_length() {
    let by_flag = served(&with(Scenario { cut: Some(Cut::Body), ..Scenario::default() })).await;
    let by_header = served(&Config::new(KEY)).await;
    for bytes in [all_bytes(&by_flag, &valid("", "")).await, all_bytes(&by_header, &valid("", "cut=body")).await] {
        let text = String::from_utf8(bytes).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        assert_eq!(body.len(), length.parse::<usize>().expect("a number") / 2);
        assert!(body.starts_with("{\"IsPosted\":true"), "{body}");
    }
}

#[tokio::test]
async fn preferences_are_read_as_rfc_7240_says() {
    let address = served(&Config::new(KEY)).await;
    let responded = async |prefer: &str| {
        let response = exchange(&address, &valid("", prefer)).await;
        (response.status(), response.header("preference-applied").unwrap_or_default().to_owned())
    };
    for (prefer, status, applied) in [
        ("respond-async, wait=10", 200, ""),
        ("code=418", 200, ""),
        ("example=other, other", 200, ""),
        ("latency=99999999", 200, ""),
        ("CODE=403", 403, "code=403"),
        ("code = \"403\"; foo=bar", 403, "code=403"),
        ("foo; code=403", 200, ""),
        ("foo=\"a, code=403\"", 200, ""),
        ("code=403, code=500", 403, "code=403"),
        ("wait=1, latency=1,code=500", 500, "latency=1, code=500"),
    ] {
        assert_eq!(responded(prefer).await, (status, applied.to_owned()), "{prefer}");
    }
    // Several headers are one list.
    let text = String::from_utf8(valid("", "latency=1")).expect("text");
    let two = text.replace("prefer: latency=1\r\n", "prefer: latency=1\r\nprefer: code=500\r\n");
    assert_eq!(exchange(&address, two.as_bytes()).await.header("preference-applied"), Some("latency=1, code=500"));
    // A request that is not as documented is rejected for that, and what did not come to matter is not said to be applied.
    let response = exchange(&address, &with_phone("no", "", "code=500, latency=1")).await;
    assert_eq!((code(&response), response.header("preference-applied")), ((400, 1096.into()), Some("latency=1")));
}
