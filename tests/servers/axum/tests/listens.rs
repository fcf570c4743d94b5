//! The program listens and says where. This test also makes `cargo test --workspace` build it, so that the tests of the contract
//! runner find it.

#![allow(clippy::expect_used, reason = "that is how a test fails")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

#[test]
fn the_server_prints_its_address() {
    for document in ["otp", "library"] {
        let mut server = Command::new(env!("CARGO_BIN_EXE_servers-axum"));
        let mut server = server.args([document, "0"]).stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut line = String::new();
        let output = server.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a line");
        server.kill().and_then(|()| server.wait()).expect("the server stops");
        assert!(line.starts_with("listening on http://127.0.0.1:"), "{line:?}");
    }
}
