//! `contract --proxy`, in front of servers in Rust and in Python.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use axum::http::StatusCode;
use contract::witness::har;
use serde_json::{Value, json};

use crate::contract::command::{SPEC, program};
use crate::support::wire::{exchange, once, request, response};
use crate::support::{published, root};

const SECRET: &str = "s3cret/+key";
const TARGET: &str = "/identity/v2/auth/password/otp?apikey=s3cret%2F%2Bkey";

/// A running proxy.
struct Proxy {
    process: Child,
    address: String,
}

impl Proxy {
    fn start(upstream: &str, more: &[&str]) -> Proxy {
        Proxy::of(SPEC, upstream, more)
    }

    fn of(spec: &str, upstream: &str, more: &[&str]) -> Proxy {
        let mut command = Command::new(program());
        command.args(["--spec", spec, "--proxy", upstream]).args(more).current_dir(root());
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
        let mut line = String::new();
        let stderr = process.stderr.as_mut().expect("it is piped");
        BufReader::with_capacity(1, stderr).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect(&line).to_owned();
        Proxy { process, address }
    }

    /// Ends the proxy with a signal. Returns its exit code and its standard output.
    fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        let kill = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
        let mut report = String::new();
        self.process.stdout.take().expect("it is piped").read_to_string(&mut report).expect("text");
        (self.process.wait().expect("it ends").code(), report)
    }
}

fn otp(body: &Value) -> Vec<u8> {
    request("POST", TARGET, &[("content-type", "application/json")], body.to_string().as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_another_language_is_held_to_the_document() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no python3");
        return;
    }
    for (status, code) in [("200", 0), ("201", 1)] {
        let mut python = Command::new("python3");
        python.arg("-c").arg(SERVER).arg(status).stdout(Stdio::piped());
        let mut python = python.env("RECEIPT", published("200").to_string()).spawn().expect("python3 starts");
        let mut port = String::new();
        BufReader::new(python.stdout.as_mut().expect("it is piped")).read_line(&mut port).expect("a port");
        let folder = tempfile::tempdir().expect("a folder");
        let recording = folder.path().join("a.har").display().to_string();
        let proxy = Proxy::start(&format!("http://127.0.0.1:{}", port.trim()), &["--har", &recording]);
        let valid = exchange(&proxy.address, &otp(&json!({ "Phone": "+1234567890" }))).await;
        assert_eq!(valid.status().to_string(), status);
        assert_eq!(valid.json(), published("200"));
        let (exit, report) = proxy.stop("-TERM");
        python.kill().expect("it runs");
        python.wait().expect("it ends");
        assert_eq!(exit, Some(code), "{report}");
        let failure = "response: expected a documented status (200, 400, 403, 429, 500), got 201\n        see openapi/password-otp.yaml:";
        assert_eq!(report.contains(failure), code == 1, "{report}");
        assert!(report.contains("coverage: 1 of 1 operations, "), "{report}");

        let text = std::fs::read_to_string(&recording).expect("a recording");
        let mut entries = Vec::new();
        har::read(text.as_bytes(), &mut |exchange| entries.push(exchange)).expect("HAR");
        assert_eq!(entries.len(), 1);
        assert!(entries[0].url.ends_with("/identity/v2/auth/password/otp?apikey=$APIKEY"), "{}", entries[0].url);
        for text in [text, report] {
            assert!(!text.contains(SECRET) && !text.contains("s3cret") && !text.contains("1234567890"), "{text}");
        }
    }
}

/// The tests of a FastAPI server, in Python, use the proxy's address. Each bug shows in a response, whether these tests look at it or not.
#[test]
fn the_tests_of_a_fastapi_server_pass_through_the_proxy() {
    let start = root().join("tests/servers/fastapi/start");
    let asked = Command::new(&start).args(["--bugs", "library"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !asked.is_ok_and(|status| status.success()) {
        println!("skipped: tests/servers/fastapi is not installed");
        return;
    }
    for (bug, code) in [(None, 0), (Some("not-found-schema"), 1)] {
        let mut server = Command::new(&start);
        server.args(["library", "0"]).args(bug).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().expect("the server starts");
        let mut line = String::new();
        BufReader::new(server.stdout.as_mut().expect("it is piped")).read_line(&mut line).expect("a line");
        let upstream = line.trim().strip_prefix("listening on ").expect(&line).to_owned();
        let folder = tempfile::tempdir().expect("a folder");
        let coverage = folder.path().join("coverage").display().to_string();
        let proxy = Proxy::of("tests/servers/library.yaml", &upstream, &["--coverage", &coverage]);
        let mut tests = Command::new("python3");
        tests.arg(root().join("tests/servers/check_library.py")).arg(format!("http://{}", proxy.address));
        let tests = tests.output().expect("python3 starts");
        let (exit, report) = proxy.stop("-INT");
        server.kill().expect("it runs");
        server.wait().expect("it ends");
        assert_eq!(tests.status.success(), code == 0, "{}", String::from_utf8_lossy(&tests.stdout));
        assert_eq!(exit, Some(code), "{report}");
        assert_eq!(report.contains(" 0 failed"), code == 0, "{report}");
        let mut printed = Command::new(program());
        printed.args(["--spec", "tests/servers/library.yaml", "--coverage-report", &coverage]).current_dir(root());
        let printed = printed.output().expect("the command starts");
        assert!(printed.status.success());
        let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
        assert!(printed.contains("coverage: 13 of 13 operations, ") && report.contains(&printed), "{printed}");
    }
}

/// A server with one response.
const SERVER: &str = r"
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers['content-length']))
        body = os.environ['RECEIPT'].encode()
        self.send_response(int(sys.argv[1]))
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

server = HTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
";

#[tokio::test(flavor = "multi_thread")]
async fn bytes_pass_unchanged_and_fields_of_a_connection_do_not() {
    let headers = "content-encoding: gzip\r\ncontent-type: application/json\r\nlocation: /elsewhere\r\n\
        connection: x-hop\r\nx-hop: 1\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n";
    let (upstream, received) = once(response("302 Found", headers, "not gzip")).await;
    let proxy = Proxy::start(&format!("http://{upstream}/v1/"), &[]);
    let target = "/a/../%2e%2E//b;c=1?x='%zz&&y=a|b";
    let fields = [("te", "trailers"), ("keep-alive", "1"), ("x-end", "2"), ("authorization", "Bearer s3cret")];
    let response = exchange(&proxy.address, &request("PATCH", target, &fields, b"\xff\x00")).await;
    let received = received.await.expect("a request");
    assert_eq!(received.head.lines().next(), Some(format!("PATCH /v1{target} HTTP/1.1").as_str()));
    let mut names: Vec<&str> = received.head.lines().skip(1).filter_map(|line| line.split(": ").next()).collect();
    names.sort_unstable();
    // `Host` is the server's, and a gateway adds `Via` (RFC 9110 section 7.6.3).
    assert_eq!(names, ["authorization", "content-length", "host", "via", "x-end"], "{}", received.head);
    assert_eq!((received.header("host"), received.header("via")), (Some(upstream.as_str()), Some("1.1 contract")));
    assert_eq!(received.body, b"\xff\x00");
    assert_eq!((response.status(), response.body.as_slice()), (302, b"not gzip".as_slice()));
    for (name, value) in [("content-encoding", Some("gzip")), ("location", Some("/elsewhere")), ("x-hop", None)] {
        assert_eq!(response.header(name), value, "{name}");
    }
    assert_eq!(response.head.matches("set-cookie: ").count(), 2);
    // None of the exchanges is of the document.
    let (exit, report) = proxy.stop("-INT");
    assert_eq!(exit, Some(2), "{report}");
    assert!(report.ends_with("\n1 exchanges: 0 passed, 0 failed, 1 without an operation\n"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_a_502_and_no_failure_of_the_document() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let proxy = Proxy::start(&format!("http://{gone}"), &["--format", "json"]);
    let response = exchange(&proxy.address, &otp(&json!({ "Phone": "+1234567890" }))).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY.as_u16());
    let (exit, report) = proxy.stop("-TERM");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((exit, &report["without_response"], &report["passed"]), (Some(0), &json!(1), &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_does_not_start_with_wrong_arguments() {
    let cases: [(&[&str], &str); 6] = [
        (&["--proxy", "127.0.0.1:80"], "must start with http:// or https://"),
        (&["--proxy", "http://127.0.0.1/?a=b"], "have a host and no query"),
        (&["--proxy", "http://127.0.0.1", "--listen", "nowhere"], "cannot listen on nowhere"),
        (&["--proxy", "http://127.0.0.1", "--har", "no/such/file"], "cannot write no/such/file"),
        (&["--proxy", "http://127.0.0.1", "--url", "http://127.0.0.1"], "cannot be used with"),
        (&["--proxy", "http://127.0.0.1", "--format", "junit"], "--proxy has reports of the formats human and json"),
    ];
    for (arguments, reason) in cases {
        let output = crate::contract::command::run(&[&["--spec", SPEC], arguments].concat()).await;
        let stderr = crate::support::command::stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(reason), "{arguments:?}: {stderr}");
    }
}
