//! The sandbox: the contract, the scenarios, and what it is as a program.

mod scenarios;

use contract::{Credentials, Network, Options, Outcome, Report};
use password_otp_sandbox::{Config, app};

use crate::support::{KEY, api, source};

fn options() -> Options {
    Options { credentials: Credentials::default().with("apikey", KEY), max_accepted: usize::MAX, ..Options::default() }
}

fn assert_kept(report: &Report) {
    assert!(report.is_kept(), "{report}");
    for (case, outcome) in &report.outcomes {
        assert!(!matches!(outcome, Outcome::LeftOut(_)), "{} is left out", case.id);
    }
    assert!(report.outcomes.len() > 90, "{} cases", report.outcomes.len());
}

/// A sandbox as published.
fn published_sandbox() -> axum::Router {
    app(&Config::new(KEY)).expect("the document is as it was")
}

#[tokio::test]
async fn keeps_the_contract_in_process() {
    let report = contract::check(&source(), published_sandbox(), &options()).await;
    assert_kept(&report.expect("the document has no mistake"));
}

#[tokio::test]
async fn keeps_the_contract_over_a_socket() {
    let address = scenarios::served(&Config::new(KEY)).await;
    let mut network = Network::new(&format!("http://{address}")).expect("a client");
    assert_kept(&contract::run(&api(), &mut network, &options()).await);
}
