//! The sandbox as a program: arguments, environment, file, log, signals.

use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use super::scenarios::{target, valid, with_phone};
use crate::support::command::stderr;
use crate::support::curl::Curl;
use crate::support::sandbox::{Program, command, refused};
use crate::support::wire::{exchange, read, request};
use crate::support::{KEY, file, published};

const APIKEY: &str = "PASSWORD_OTP_SANDBOX_APIKEY";

#[tokio::test]
async fn port_0_prints_the_port_that_it_got() {
    let sandboxes = [0, 1].map(|_| Program::start(&["--port", "0"], &[(APIKEY, KEY)]));
    assert_ne!(sandboxes[0].address, sandboxes[1].address);
    for sandbox in &sandboxes {
        let health = exchange(&sandbox.address, &request("GET", "/healthz", &[], b"")).await;
        assert_eq!((health.status(), health.body.as_slice()), (200, b"ok\n".as_slice()));
    }
}

#[tokio::test]
async fn a_request_in_flight_is_finished_at_sigterm() {
    use tokio::io::AsyncWriteExt;
    let mut sandbox = Program::start(&["--port", "0"], &[(APIKEY, KEY)]);
    let mut in_flight = TcpStream::connect(&sandbox.address).await.expect("it listens");
    // Kept alive, so that nothing but the shutdown closes it.
    let text = String::from_utf8(valid("", "latency=1000")).expect("text").replace("connection: close\r\n", "");
    in_flight.write_all(text.as_bytes()).await.expect("a writable socket");
    let idle = TcpStream::connect(&sandbox.address).await.expect("it listens");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let start = Instant::now();
    sandbox.terminate();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(TcpStream::connect(&sandbox.address).await.is_err(), "no new connection is taken");
    let response = read(&mut in_flight).await;
    assert_eq!(response.status(), 200, "{response}");
    assert!(start.elapsed() >= Duration::from_millis(500), "it was in flight");
    let ended = tokio::task::spawn_blocking(move || (sandbox.wait(), start.elapsed())).await.expect("it ended");
    assert!(ended.0.success());
    assert!(ended.1 < Duration::from_secs(5), "an idle connection holds nothing up: {:?}", ended.1);
    drop(idle);
}

#[tokio::test]
async fn a_flag_is_before_a_variable_is_before_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sandbox.toml");
    std::fs::write(&path, format!("apikey = {KEY:?}\nport = 0\ncode = 400\nlog-format = \"json\"\n")).expect("a file");
    let path = path.display().to_string();
    const CODE: &str = "PASSWORD_OTP_SANDBOX_CODE";
    let by_flag: &[&str] = &["--code", "500"];
    for (flags, variables, status) in [
        (&[][..], &[][..], 400),
        (&[][..], &[(CODE, "403")][..], 403),
        (by_flag, &[][..], 500),
        (by_flag, &[(CODE, "403")][..], 500),
    ] {
        let sandbox = Program::start(&[&["--config", &path], flags].concat(), variables);
        assert_eq!(exchange(&sandbox.address, &valid("", "")).await.status(), status, "{flags:?} {variables:?}");
        let line = sandbox.log();
        let line: serde_json::Value = serde_json::from_str(line.trim()).expect("a line of JSON");
        assert_eq!(line["status"], status);
    }
    let sandbox = Program::start(&[], &[("PASSWORD_OTP_SANDBOX_CONFIG", &path)]);
    assert_eq!(exchange(&sandbox.address, &valid("", "")).await.status(), 400);
}

/// Lines of a file, and what of them the error names.
const BAD_LINES: [(&str, &str); 8] = [
    ("prot = 1", "unknown key `prot`"),
    ("config = \"x\"", "unknown key `config`"),
    ("port = 70000", "'70000' for '--port"),
    ("port = true", "`port` must be a string or an integer"),
    ("cut = \"off\"", "'off' for '--cut <connection|body>': expected `connection` or `body`"),
    ("apikey = \"\"", "`apikey` is empty"),
    ("apikey = [\"hidden-key\"]", "`apikey` must be a string or an integer"),
    ("apikey = \"hidden-key", ":2: not TOML"),
];

#[test]
fn a_bad_value_is_an_error_that_names_it() {
    let error = |arguments: &[&str], variables: &[(&str, &str)]| stderr(&refused(arguments, variables));
    for (arguments, named) in [
        (&["--port", "70000"], "'70000' for '--port"),
        (&["--latency", "60001"], "'60001' for '--latency <MS>': expected milliseconds, up to 60000"),
        (&["--captcha", "mcaptcha"], "'mcaptcha' for '--captcha"),
        (&["--code", "418"], "expected a documented status code: 200, 400, 403, 429, 500"),
        (&["--example", "nope"], "expected a documented example: sent, apikey-missing, apikey-wrong"),
        (&["--rate-limit", "many"], "'many' for '--rate-limit"),
        (&["--max-headers", "1"], "'1' for '--max-headers"),
        (&["--time-limit", "0"], "'0' for '--time-limit"),
        (&["--host", "nowhere"], "'nowhere' for '--host"),
        (&["--config", "/no/such/file"], "cannot read /no/such/file"),
    ] {
        let text = error(arguments, &[(APIKEY, "hidden-key")]);
        assert!(text.contains(named) && !text.contains("hidden-key"), "{arguments:?}: {text}");
        let variable = format!("PASSWORD_OTP_SANDBOX_{}", arguments[0][2..].to_uppercase().replace('-', "_"));
        assert!(error(&[], &[(APIKEY, "k"), (&variable, arguments[1])]).contains(named), "{variable}");
    }
    assert!(error(&[], &[]).contains("no API key: set --apikey KEY"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bad.toml").display().to_string();
    for (line, named) in BAD_LINES {
        std::fs::write(&path, format!("outbox = 5\n{line}\n")).expect("a file");
        let text = error(&["--config", &path], &[]);
        assert!(text.contains(named) && text.contains("bad.toml"), "{line}: {text}");
        assert!(!text.contains("hidden-key"), "{text}");
    }
}

#[test]
fn help_shows_the_preferences_and_no_key() {
    let output = command(&["--help"], &[(APIKEY, "hidden-key")]).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    for name in ["code=", "example=", "captcha=", "captcha-rejected=", "latency=", "rate-limit", "cut="] {
        assert!(text.contains(name), "{name}");
        assert!(text.contains(&format!("--{}", name.trim_end_matches('='))), "{name}");
    }
    assert!(!text.contains("hidden-key"));
}

#[tokio::test]
async fn the_log_has_neither_keys_nor_phone_numbers() {
    for form in ["text", "json"] {
        let sandbox =
            Program::start(&["--port", "0", "--log", "debug", "--log-format", form, "--outbox", "1"], &[(APIKEY, KEY)]);
        let odd = format!("/{KEY}/+1234567890?apikey={KEY}&Phone=+1234567890");
        for bytes in [
            valid("", ""),
            with_phone("no-1234567890", "", ""),
            valid("", "latency=1, +1234567890, code=500"),
            valid("", "cut=connection"),
            valid("", "cut=body"),
            valid(&format!("&apikey={KEY}"), ""),
            valid("&isvoiceotp=1234567890", ""),
            request("POST", &target(""), &[("authorization", KEY)], br#"{"Phone": "+1234567890"} "#),
            request("GET", &odd, &[("x-phone", "+1234567890")], b""),
            request("+1234567890", "/", &[], b""),
            b"GET / HTTP/1.1\r\n+1234567890 \xff\r\n\r\n".to_vec(),
        ] {
            exchange(&sandbox.address, &bytes).await;
        }
        let log = sandbox.log();
        assert!(log.lines().count() >= 10, "{log}");
        for hidden in ["1234567890", KEY, "k3y-that"] {
            assert!(!log.contains(hidden), "{log}");
        }
        for shown in ["/identity/v2/auth/password/otp", "200", "400", "500", "other", "none", "code=500", "cut=body"] {
            assert!(log.contains(shown), "{shown}: {log}");
        }
    }
}

#[tokio::test]
async fn the_published_command_by_curl() {
    let sandbox = Program::start(&["--port", "0"], &[(APIKEY, "demo")]);
    let address = sandbox.address.clone();
    let ran = tokio::task::spawn_blocking(move || {
        let curl = Curl::parse(&file("documented/request.curl"));
        ["", "&apikey=wrong", "&apikey=demo"].map(|more| curl.run(&address, more))
    });
    let [Some(missing), Some(wrong), Some(sent)] = ran.await.expect("curl ran") else {
        eprintln!("skipped: no curl on this machine");
        return;
    };
    let json = |body: &str| serde_json::from_str::<serde_json::Value>(body).expect("JSON");
    assert_eq!((missing.0, json(&missing.1)), (400, published("400")));
    assert_eq!((wrong.0, json(&wrong.1)), (403, published("403")));
    assert_eq!(sent.0, 200);
    super::assert_receipt(&json(&sent.1));
}
