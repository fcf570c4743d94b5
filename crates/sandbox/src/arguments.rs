//! Command line flags, environment variables and their defaults. This is the only list of settings.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, ValueEnum};
use password_otp_sandbox::{
    Captcha, Config, Cut, Document, DocumentError, DocumentedResponse, Limits, Scenario, SecretString, latency,
};

/// A local server to develop against: it responds like the API and sends no messages.
///
/// Every flag can also be set by an environment variable (PASSWORD_OTP_SANDBOX_ and the name of the flag) and in the file
/// of --config. Flags take precedence over variables, and variables over the file.
#[derive(Parser)]
#[command(name = "password-otp-sandbox", version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Arguments {
    /// The valid API key.
    #[arg(
        long,
        value_name = "KEY",
        env = "PASSWORD_OTP_SANDBOX_APIKEY",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub apikey: Option<SecretString>,
    /// A TOML file. Its keys are the names of these flags, without `--`.
    #[arg(long, value_name = "FILE", env = "PASSWORD_OTP_SANDBOX_CONFIG")]
    pub config: Option<PathBuf>,
    /// The IP address to listen on.
    #[arg(long, value_name = "IP", env = "PASSWORD_OTP_SANDBOX_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// The port to listen on; 0 selects a free port. The URL is printed.
    #[arg(long, env = "PASSWORD_OTP_SANDBOX_PORT", default_value = "8080")]
    pub port: u16,
    /// The format of the log, which is written to standard error.
    #[arg(long, value_name = "FORMAT", env = "PASSWORD_OTP_SANDBOX_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// The level of the log.
    #[arg(long, value_name = "LEVEL", env = "PASSWORD_OTP_SANDBOX_LOG", default_value = "info")]
    pub log: LogLevel,
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    #[command(flatten)]
    pub limits: LimitArguments,
}

/// Formats of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// Levels of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

/// The failures that every request encounters.
#[derive(Args)]
#[command(next_help_heading = "Scenarios, for all requests without a Prefer header")]
pub struct ScenarioArguments {
    /// Send the documented response of this status code.
    #[arg(long, value_name = "STATUS", env = "PASSWORD_OTP_SANDBOX_CODE", value_parser = code)]
    code: Option<DocumentedResponse>,
    /// Send the documented example of this name. Takes precedence over --code.
    #[arg(long, value_name = "NAME", env = "PASSWORD_OTP_SANDBOX_EXAMPLE", value_parser = example)]
    example: Option<DocumentedResponse>,
    /// Require a captcha response: recaptcha, hcaptcha or qq.
    #[arg(long, value_name = "KIND", env = "PASSWORD_OTP_SANDBOX_CAPTCHA")]
    captcha: Option<Captcha>,
    /// Require a captcha response, and reject it.
    #[arg(long, value_name = "KIND", env = "PASSWORD_OTP_SANDBOX_CAPTCHA_REJECTED")]
    captcha_rejected: Option<Captcha>,
    /// Wait before handling a request, in milliseconds (up to 60000).
    #[arg(long, value_name = "MS", env = "PASSWORD_OTP_SANDBOX_LATENCY", value_parser = latency)]
    latency: Option<Duration>,
    /// The maximum number of requests in a time window. Further requests are rejected with 429.
    #[arg(long, value_name = "N", env = "PASSWORD_OTP_SANDBOX_RATE_LIMIT")]
    rate_limit: Option<u32>,
    /// Close the connection: before the response, or in the middle of its body.
    #[arg(long, value_name = "connection|body", env = "PASSWORD_OTP_SANDBOX_CUT")]
    cut: Option<Cut>,
}

/// Limits for clients.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArguments {
    /// The time window of --rate-limit, in seconds.
    #[arg(long, value_name = "SECONDS", env = "PASSWORD_OTP_SANDBOX_RATE_WINDOW", default_value = "60",
          value_parser = clap::value_parser!(u32).range(1..))]
    rate_window: u32,
    /// The maximum number of messages in the outbox.
    #[arg(long, value_name = "N", env = "PASSWORD_OTP_SANDBOX_OUTBOX", default_value = "100",
          value_parser = clap::value_parser!(u32).range(..=100_000))]
    outbox: u32,
    /// The maximum length of a request body, in bytes.
    #[arg(long, value_name = "BYTES", env = "PASSWORD_OTP_SANDBOX_MAX_BODY", default_value = "65536",
          value_parser = clap::value_parser!(u32).range(1..=16_777_216))]
    max_body: u32,
    /// The maximum length of request line and headers, in bytes.
    #[arg(long, value_name = "BYTES", env = "PASSWORD_OTP_SANDBOX_MAX_HEADERS", default_value = "16384",
          value_parser = clap::value_parser!(u32).range(8192..=1_048_576))]
    max_headers: u32,
    /// The maximum number of connections. Further connections wait.
    #[arg(long, value_name = "N", env = "PASSWORD_OTP_SANDBOX_MAX_CONNECTIONS", default_value = "1024",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_connections: u32,
    /// The maximum time for a request and its response, in seconds.
    #[arg(long, value_name = "SECONDS", env = "PASSWORD_OTP_SANDBOX_TIME_LIMIT", default_value = "10",
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    time_limit: u32,
    /// The time to finish requests after SIGTERM, in seconds.
    #[arg(long, value_name = "SECONDS", env = "PASSWORD_OTP_SANDBOX_GRACE", default_value = "30",
          value_parser = clap::value_parser!(u32).range(0..=3600))]
    grace: u32,
}

const AFTER_HELP: &str = "\
Scenarios of one request, in its `Prefer` header (RFC 7240), separated by commas:
  code=403  example=sent  sent            a documented response, by status code or name
  captcha=recaptcha|hcaptcha|qq           a required captcha
  captcha-rejected=recaptcha|hcaptcha|qq  a required captcha that is always rejected
  latency=MS  rate-limit[=N]  cut=connection|body

curl -H 'Prefer: code=429' -H 'Content-Type: application/json' -d '{\"Phone\": \"+1234567890\"}' \\
     'http://127.0.0.1:8080/identity/v2/auth/password/otp?apikey=KEY'";

/// Why a text names no response of the document.
#[derive(Debug, thiserror::Error)]
enum UnknownResponse {
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error("expected a documented status code: {}", .0.iter().map(u16::to_string).collect::<Vec<_>>().join(", "))]
    Code(Vec<u16>),
    #[error("expected a documented example: {}", .0.join(", "))]
    Example(Vec<String>),
}

fn code(text: &str) -> Result<DocumentedResponse, UnknownResponse> {
    let codes = Document::read()?.codes;
    let code = text.parse().ok().filter(|code| codes.contains(code));
    code.map(DocumentedResponse::Code).ok_or(UnknownResponse::Code(codes))
}

fn example(text: &str) -> Result<DocumentedResponse, UnknownResponse> {
    let document = Document::read()?;
    let known = document.example(text).map(|example| DocumentedResponse::Example(example.name.clone()));
    known
        .ok_or_else(|| UnknownResponse::Example(document.examples.iter().map(|example| example.name.clone()).collect()))
}

impl Arguments {
    /// The configuration of the router.
    pub fn config(&self, apikey: SecretString) -> Config {
        let (scenario, limits) = (&self.scenario, &self.limits);
        Config {
            apikey,
            scenario: Scenario {
                response: scenario.example.clone().or_else(|| scenario.code.clone()),
                captcha: scenario.captcha,
                captcha_rejected: scenario.captcha_rejected,
                latency: scenario.latency,
                rate_limit: scenario.rate_limit,
                cut: scenario.cut,
            },
            rate_window: Duration::from_secs(limits.rate_window.into()),
            outbox: limits.outbox as usize,
            body_limit: limits.max_body as usize,
            time_limit: Duration::from_secs(limits.time_limit.into()),
        }
    }

    /// The limits of the server.
    pub fn limits(&self) -> Limits {
        Limits {
            connections: self.limits.max_connections,
            header_bytes: self.limits.max_headers as usize,
            header_time: Duration::from_secs(self.limits.time_limit.into()),
            grace: Duration::from_secs(self.limits.grace.into()),
        }
    }
}
