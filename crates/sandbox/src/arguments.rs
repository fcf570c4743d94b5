//! Flags, environment variables and their defaults: the one list of what can be set.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, ValueEnum};
use password_otp_sandbox::{Answer, Captcha, Config, Cut, Document, Limits, Scenario, SecretString, latency};

/// A server to develop against: answers like the API, sends nothing to anybody.
///
/// Every flag can also be set by an environment variable (PASSWORD_OTP_SANDBOX_ and the flag's name) and in the file of
/// --config, in this order of precedence.
#[derive(Parser)]
#[command(name = "password-otp-sandbox", version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Arguments {
    /// The API key that is valid.
    #[arg(
        long,
        value_name = "KEY",
        env = "PASSWORD_OTP_SANDBOX_APIKEY",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub apikey: Option<SecretString>,
    /// A TOML file whose keys are these flags without `--`.
    #[arg(long, value_name = "FILE", env = "PASSWORD_OTP_SANDBOX_CONFIG")]
    pub config: Option<PathBuf>,
    /// The address to listen at.
    #[arg(long, value_name = "IP", env = "PASSWORD_OTP_SANDBOX_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// The port to listen at; 0 takes a free one, and prints it.
    #[arg(long, env = "PASSWORD_OTP_SANDBOX_PORT", default_value = "8080")]
    pub port: u16,
    /// The form of the log, on standard error.
    #[arg(long, value_name = "FORM", env = "PASSWORD_OTP_SANDBOX_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// What is logged.
    #[arg(long, value_name = "LEVEL", env = "PASSWORD_OTP_SANDBOX_LOG", default_value = "info")]
    pub log: LogLevel,
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    #[command(flatten)]
    pub limits: LimitArguments,
}

/// Forms of the log.
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

/// The failures that every request meets.
#[derive(Args)]
#[command(next_help_heading = "Scenarios, for every request that does not prefer another")]
pub struct ScenarioArguments {
    /// The documented answer of this status.
    #[arg(long, value_name = "STATUS", env = "PASSWORD_OTP_SANDBOX_CODE", value_parser = code)]
    code: Option<Answer>,
    /// The documented answer of this name; before --code.
    #[arg(long, value_name = "NAME", env = "PASSWORD_OTP_SANDBOX_EXAMPLE", value_parser = example)]
    example: Option<Answer>,
    /// A captcha that is required: recaptcha, hcaptcha or qq.
    #[arg(long, value_name = "KIND", env = "PASSWORD_OTP_SANDBOX_CAPTCHA")]
    captcha: Option<Captcha>,
    /// A captcha that is required, and refused.
    #[arg(long, value_name = "KIND", env = "PASSWORD_OTP_SANDBOX_CAPTCHA_REFUSED")]
    captcha_refused: Option<Captcha>,
    /// Milliseconds before anything is done, 60000 at the most.
    #[arg(long, value_name = "MS", env = "PASSWORD_OTP_SANDBOX_LATENCY", value_parser = latency)]
    latency: Option<Duration>,
    /// Requests that are let through in a window of time; further ones are answered with 429.
    #[arg(long, value_name = "N", env = "PASSWORD_OTP_SANDBOX_RATE_LIMIT")]
    rate_limit: Option<u32>,
    /// What is broken off: the connection without an answer, or the body half-way.
    #[arg(long, value_name = "connection|body", env = "PASSWORD_OTP_SANDBOX_CUT")]
    cut: Option<Cut>,
}

/// What clients may take of the server.
#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArguments {
    /// Seconds of the window of --rate-limit.
    #[arg(long, value_name = "SECONDS", env = "PASSWORD_OTP_SANDBOX_RATE_WINDOW", default_value = "60",
          value_parser = clap::value_parser!(u32).range(1..))]
    rate_window: u32,
    /// Messages that the outbox keeps.
    #[arg(long, value_name = "N", env = "PASSWORD_OTP_SANDBOX_OUTBOX", default_value = "100",
          value_parser = clap::value_parser!(u32).range(..=100_000))]
    outbox: u32,
    /// Bytes of a request's body.
    #[arg(long, value_name = "BYTES", env = "PASSWORD_OTP_SANDBOX_MAX_BODY", default_value = "65536",
          value_parser = clap::value_parser!(u32).range(1..=16_777_216))]
    max_body: u32,
    /// Bytes of a request's line and headers.
    #[arg(long, value_name = "BYTES", env = "PASSWORD_OTP_SANDBOX_MAX_HEADERS", default_value = "16384",
          value_parser = clap::value_parser!(u32).range(8192..=1_048_576))]
    max_headers: u32,
    /// Connections at one time; further ones wait.
    #[arg(long, value_name = "N", env = "PASSWORD_OTP_SANDBOX_MAX_CONNECTIONS", default_value = "1024",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    max_connections: u32,
    /// Seconds in which a request must be there and be answered.
    #[arg(long, value_name = "SECONDS", env = "PASSWORD_OTP_SANDBOX_TIME_LIMIT", default_value = "10",
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    time_limit: u32,
    /// Seconds that requests in flight are given at SIGTERM.
    #[arg(long, value_name = "SECONDS", env = "PASSWORD_OTP_SANDBOX_GRACE", default_value = "30",
          value_parser = clap::value_parser!(u32).range(0..=3600))]
    grace: u32,
}

const AFTER_HELP: &str = "\
Scenarios by request, in the header `Prefer` (RFC 7240), several with commas:
  code=403  example=sent  sent           a documented answer, by status or name
  captcha=recaptcha|hcaptcha|qq          required
  captcha-refused=recaptcha|hcaptcha|qq  required, and refused
  latency=MS  rate-limit[=N]  cut=connection|body

curl -H 'Prefer: code=429' -H 'Content-Type: application/json' -d '{\"Phone\": \"+1234567890\"}' \\
     'http://127.0.0.1:8080/identity/v2/auth/password/otp?apikey=KEY'";

fn code(text: &str) -> Result<Answer, String> {
    let codes = Document::read().map_err(|error| error.to_string())?.codes;
    let listed = || codes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let code = text.parse().ok().filter(|code| codes.contains(code));
    code.map(Answer::Code).ok_or_else(|| format!("expected a documented status: {}", listed()))
}

fn example(text: &str) -> Result<Answer, String> {
    let document = Document::read().map_err(|error| error.to_string())?;
    let names = || document.examples.iter().map(|example| example.name.as_str()).collect::<Vec<_>>().join(", ");
    let known = document.example(text).map(|example| Answer::Example(example.name.clone()));
    known.ok_or_else(|| format!("expected a documented example: {}", names()))
}

impl Arguments {
    /// What the router is made of.
    pub fn config(&self, apikey: SecretString) -> Config {
        let (scenario, limits) = (&self.scenario, &self.limits);
        Config {
            apikey,
            scenario: Scenario {
                answer: scenario.example.clone().or_else(|| scenario.code.clone()),
                captcha: scenario.captcha,
                captcha_refused: scenario.captcha_refused,
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

    /// What the socket is served within.
    pub fn limits(&self) -> Limits {
        Limits {
            connections: self.limits.max_connections,
            header_bytes: self.limits.max_headers as usize,
            header_time: Duration::from_secs(self.limits.time_limit.into()),
            grace: Duration::from_secs(self.limits.grace.into()),
        }
    }
}
