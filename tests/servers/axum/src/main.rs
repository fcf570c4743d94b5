//! The servers of `library.yaml` and `password-otp.yaml`, as axum's documentation writes servers.

mod extract;
mod library;
mod otp;
mod store;
#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests;
mod values;

use std::io::Write as _;

use axum::Router;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (kind, port) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--bugs", "otp" | "library"] => return Ok(()),
        [kind, port] => (kind, port),
        _ => return Err(usage()),
    };
    let app: Router = match kind {
        "library" => library::app(),
        "otp" => otp::app(),
        _ => return Err(usage()),
    };
    let port: u16 = port.parse().map_err(|_| usage())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    axum::serve(listener, app).await
}

fn usage() -> std::io::Error {
    std::io::Error::other("usage: servers-axum otp|library PORT")
}
