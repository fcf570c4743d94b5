//! The key goes where the security scheme says, and nowhere else: every error is provoked and every rendering searched.

use std::sync::Mutex;
use std::time::Duration;

use password_otp_client::operation::request_otp_for_password_reset::Error as Failure;
use password_otp_client::{Client, Error};
use tokio::io::AsyncWriteExt;

use crate::client::{Outcome, call, client, documented_body};
use crate::support::wire::{once, read, response};
use crate::support::{KEY, operation};

/// The key, and the key as it stands in a URL.
const FORMS: [&str; 3] = [KEY, "k3y-that%2Fmust%2Bnot%26leak", "must+not"];

fn assert_hidden(what: &str, text: &str) {
    for form in FORMS {
        assert!(!text.contains(form), "{what}: {text}");
    }
}

/// Every way in which an error can be shown.
fn assert_error_hidden(what: &str, error: &(dyn std::error::Error + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        for text in [format!("{error}"), format!("{error:?}"), format!("{error:#}"), format!("{error:#?}")] {
            assert_hidden(what, &text);
        }
        next = error.source();
    }
}

fn failure(what: &str, outcome: Outcome) -> Error<Failure> {
    match outcome {
        Err(error) => {
            assert_error_hidden(what, &error);
            error
        }
        Ok(_) => panic!("{what} succeeded"),
    }
}

async fn failed_call(what: &str, client: &Client) -> Error<Failure> {
    failure(what, call(client, &operation().cases[0]).await)
}

#[test]
fn clients_and_builders_do_not_show_it() {
    let client = client("127.0.0.1:9", Some(KEY));
    assert_hidden("client", &format!("{client:?} {client:#?}"));
    assert_hidden("client builder", &format!("{:?}", Client::builder().apikey(KEY)));
    let phone =
        password_otp_types::PasswordResetOtpRequest::builder().phone("+1234567890").build().expect("a phone number");
    assert!(!format!("{phone:?}").contains("1234567890"), "personal data is hidden too");
    let call = client.request_otp_for_password_reset(phone).smstemplate("a");
    assert!(!format!("{call:?}").contains("1234567890"));
}

#[tokio::test]
async fn no_error_shows_it() {
    let refused = failed_call("refused connection", &client("127.0.0.1:9", Some(KEY))).await;
    assert!(matches!(refused, Error::CommunicationError(_)), "{refused:?}");

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = silent.local_addr().expect("an address").to_string();
    let hasty = Client::builder().base_url(format!("http://{address}")).apikey(KEY).timeout(Duration::from_millis(50));
    let late = failed_call("time-out", &hasty.build().expect("a client")).await;
    assert!(late.is_timeout(), "{late:?}");

    // The responses repeat the key, as error pages do.
    let echo = FORMS[..2].join(" ");
    let (address, _served) = once(response("502 Oh", "", &echo)).await;
    let unexpected = failed_call("undocumented status", &client(&address, Some(KEY))).await;
    assert!(matches!(unexpected, Error::UnexpectedResponse { .. }), "{unexpected:?}");

    let at_the_edge = format!("{}{KEY}{}", "x".repeat(1015), "y".repeat(5000));
    let (address, _served) = once(response("502 Oh", "", &at_the_edge)).await;
    let cut = failed_call("a key where the excerpt ends", &client(&address, Some(KEY))).await;
    assert!(!cut.to_string().contains("k3y"), "{cut}");

    let (address, _served) = once(response("200 OK", "", &format!(r#"{{"IsPosted":"{echo}"}}"#))).await;
    let invalid = failed_call("bad JSON", &client(&address, Some(KEY))).await;
    assert!(matches!(invalid, Error::InvalidResponsePayload { .. }), "{invalid:?}");

    let text = format!(r#"{{"ErrorCode":1,"Message":"{echo}","Description":""}}"#);
    let (address, _served) = once(response("400 Bad", "", &text)).await;
    let documented = failed_call("a documented error", &client(&address, Some(KEY))).await;
    assert!(
        matches!(&documented, Error::ErrorResponse(error) if documented_body(error).error_code == 1),
        "{documented:?}"
    );

    let (address, _served) = once(format!("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{echo}").into_bytes()).await;
    let broken = failed_call("cut body", &client(&address, Some(KEY))).await;
    assert!(matches!(broken, Error::ResponseBodyError { .. }), "{broken:?}");

    let (address, _served) = once(b"garbage\r\n\r\n".to_vec()).await;
    failed_call("not HTTP", &client(&address, Some(KEY))).await;
}

#[tokio::test]
async fn a_redirect_never_carries_it_to_another_host() {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let other_address = other.local_addr().expect("an address").to_string();
    let visited = tokio::spawn(async move {
        let visit = tokio::time::timeout(Duration::from_millis(300), other.accept()).await;
        match visit {
            Ok(Ok((mut stream, _))) => Some(read(&mut stream).await),
            _ => None,
        }
    });
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        let location = format!("location: http://{other_address}/\r\n");
        let (address, _served) = once(response(status, &location, "")).await;
        let error = failed_call(status, &client(&address, Some(KEY))).await;
        assert!(error.status().is_some_and(|status| status.is_redirection()), "{error:?}");
    }
    assert!(visited.await.expect("the listener").is_none(), "the other host was called");
}

#[tokio::test]
async fn an_http_client_of_ones_own_is_made_safe_too() {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let location = format!("location: http://{}/\r\n", other.local_addr().expect("an address"));
    let (address, _served) = once(response("302 Found", &location, "")).await;
    let own = password_otp_client::reqwest::Client::builder().user_agent("mine");
    let client = Client::builder().base_url(format!("http://{address}")).apikey(KEY).http_client_builder(own);
    let error = failed_call("redirect", &client.build().expect("a client")).await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
}

/// Every log record of this process, at every level.
static LOG: Mutex<String> = Mutex::new(String::new());

struct Recorder;

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.target().starts_with("password_otp") {
            let mut log = LOG.lock().expect("no test panicked");
            log.push_str(&record.args().to_string());
        }
    }

    fn flush(&self) {}
}

#[tokio::test]
async fn nothing_of_ours_logs_it() {
    static RECORDER: Recorder = Recorder;
    log::set_logger(&RECORDER).expect("the only logger");
    log::set_max_level(log::LevelFilter::Trace);
    let address = crate::server::documented().await;
    for case in operation().cases {
        call(&client(&address, Some(KEY)), &case).await.ok();
    }
    assert_hidden("log", &LOG.lock().expect("no test panicked"));
}

#[tokio::test]
async fn the_key_goes_into_the_query_and_nowhere_else() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let request = read(&mut stream).await;
        stream.write_all(&response("502 Oh", "", "")).await.expect("a writable socket");
        request
    });
    failed_call("an undocumented status", &client(&address, Some(KEY))).await;
    let request = served.await.expect("a request");
    let (line, headers) = request.head.split_once("\r\n").expect("headers");
    assert!(line.contains("&apikey=k3y-that%2Fmust%2Bnot%26leak "), "{line}");
    assert_hidden("headers", headers);
    assert_hidden("body", &String::from_utf8_lossy(&request.body));
}
