// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Serves the documented examples at the address in the first argument, and prints its URL. Port 0 takes a free port.
//!
//! `cargo run -p password-otp-server --example documented -- 127.0.0.1:8080`

#[rustfmt::skip]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    let address = listener.local_addr()?;
    println!("http://{address}");
    let router = password_otp_server::router(password_otp_server::Documented::new()?);
    axum::serve(listener, router).await?;
    Ok(())
}
