//! The command: `cargo run -p password-otp-sandbox -- --apikey demo`.

mod arguments;
mod config_file;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use password_otp_sandbox::secrecy::ExposeSecret;
use password_otp_sandbox::{app, serve};
use tokio::net::TcpListener;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::arguments::{Arguments, LogFormat, LogLevel};

/// Exits with 0 after SIGTERM or SIGINT if all requests were finished, with 2 for an error in the settings, else with 1.
fn main() -> ExitCode {
    let arguments = match config_file::arguments() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: &Arguments) -> Result<bool> {
    let apikey = arguments.apikey.clone().filter(|key| !key.expose_secret().is_empty());
    ensure!(
        apikey.is_some(),
        "no API key: set --apikey KEY, PASSWORD_OTP_SANDBOX_APIKEY or `apikey` in the --config file"
    );
    log(arguments.log_format, arguments.log);
    let router = app(&arguments.config(apikey.unwrap_or_default()))?;
    let address = (arguments.host, arguments.port);
    let listener = TcpListener::bind(address).await;
    let listener = listener.with_context(|| format!("cannot listen on --host {} --port {}", address.0, address.1))?;
    // Before the URL is printed, because a signal may come right after it.
    let stop = stop()?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    let is_finished = serve(listener, router, arguments.limits(), stop).await;
    tracing::info!(is_finished, "stopped");
    Ok(is_finished)
}

/// Sets up the log, for this crate only: other crates may log request data.
fn log(format: LogFormat, level: LogLevel) {
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let layer = match format {
        LogFormat::Text => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(Targets::new().with_target("password_otp_sandbox", level)))
        .init();
}

/// Completes with the first SIGTERM or SIGINT.
fn stop() -> Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        tokio::signal::ctrl_c().await.ok();
    })
}
