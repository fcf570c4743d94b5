//! The contract runner against the servers of `tests/servers`, and the applications of `tests/applications`.
//!
//! Correct servers must have no failed case, with the default limit of accepted requests and with a limit of 500. With `BUGS=listed`, each
//! bug of `tests/servers/bugs.txt` must be found with the default limit, by a case that the correct server passes.
//!
//! A server whose packages are not installed is skipped; its `setup` installs them. `SERVERS=name,name` tests only these, and
//! fails if one of them is not installed; `APPLICATIONS=name` does the same for the applications, and tests no server. `BUGS=listed` tests
//! the bugs of `tests/servers/bugs.txt`, which takes minutes, `BUGS=all` all bugs of the servers, with a report of those that are not found,
//! and `BUGS=name,name` only these. `DOCUMENT=library` or `DOCUMENT=otp` tests one document.

#![allow(clippy::expect_used, clippy::panic, missing_docs, reason = "a test fails by a panic")]

mod applications;
mod server;

use std::collections::BTreeSet;
use std::time::Duration;

use applications::APPLICATIONS;
use contract::{Credentials, Network, Options, Outcome, Report, Source};
use server::{Kind, SERVERS, Server};

/// The limits of accepted requests that a correct server is tested with.
const LIMITS: [usize; 2] = [20, 500];

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let chosen = std::env::var("SERVERS").ok();
    let is_chosen = |name: &str| chosen.as_deref().is_none_or(|list| list.split(',').any(|one| one == name));
    let wrong = server::installed_in_an_empty_folder();
    assert!(wrong.is_empty(), "`start --bugs` must fail if the packages are not installed: {}", wrong.join(", "));
    let mut failures = Vec::new();
    let applications = std::env::var("APPLICATIONS").ok();
    for application in APPLICATIONS {
        let is_named = |list: &str| list.split(',').any(|one| one == application.name);
        if chosen.is_some() || applications.as_deref().is_some_and(|list| !is_named(list)) {
            continue;
        }
        let is_installed = runtime.block_on(application.test(&mut failures));
        assert!(is_installed || applications.is_none(), "{} is not installed", application.name);
    }
    for name in SERVERS.iter().filter(|name| is_chosen(name) && applications.is_none()) {
        if !server::is_installed(name) {
            assert!(chosen.is_none(), "{name} is not installed: run tests/servers/{name}/setup");
            println!("skipped: {name} is not installed; tests/servers/{name}/setup installs it");
            continue;
        }
        let document = std::env::var("DOCUMENT").ok();
        for kind in Kind::ALL.into_iter().filter(|kind| document.as_deref().is_none_or(|only| only == kind.as_str())) {
            runtime.block_on(test(name, kind, &mut failures));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Tests the correct server and its bugs.
async fn test(name: &str, kind: Kind, failures: &mut Vec<String>) {
    let document = kind.document();
    for limit in LIMITS {
        let report = run(name, kind, None, &document, limit).await;
        println!("{name} {} with a limit of {limit}: {}, acted on {}", kind.as_str(), report.counts(), report.acted_on);
        if !report.passed() {
            failures.push(format!("{name} {} with a limit of {limit}:\n{report}", kind.as_str()));
        }
        // Deletions of what the run created are not limited.
        if report.acted_on > 2 * limit {
            failures.push(format!("{name} {}: acted on {} of {limit} requests", kind.as_str(), report.acted_on));
        }
        if limit == LIMITS[0] {
            let passed = ids(&report, |outcome| matches!(outcome, Outcome::Passed { .. }));
            bugs(name, kind, &document, &passed, failures).await;
        }
    }
}

/// Tests the server with each bug, and prints which case finds it.
async fn bugs(name: &str, kind: Kind, document: &Source, passed: &BTreeSet<String>, failures: &mut Vec<String>) {
    let (mut found, mut warned, mut all) = (0, 0, 0);
    for bug in server::bugs(name, kind) {
        let is_listed = server::is_listed(name, kind, &bug);
        let is_chosen = match std::env::var("BUGS") {
            Ok(chosen) => {
                chosen == "all" || (chosen == "listed" && is_listed) || chosen.split(',').any(|one| one == bug)
            }
            Err(_) => false,
        };
        if !is_chosen {
            continue;
        }
        let begin = std::time::Instant::now();
        let report = run(name, kind, Some(&bug), document, LIMITS[0]).await;
        // An invalid value that the server stored makes later requests fail too; the case that sent it says more.
        let rank = |id: &String| ["documented/", "rejected/", "chain/"].iter().position(|group| id.starts_with(group));
        let by = |is_it: fn(&Outcome) -> bool| {
            let known = ids(&report, is_it).into_iter().filter(|id| passed.contains(id));
            known.min_by_key(|id| rank(id).unwrap_or(usize::MAX))
        };
        all += 1;
        let effort = format!("{} requests, {:.1} s", report.requests, begin.elapsed().as_secs_f32());
        match (
            by(|outcome| matches!(outcome, Outcome::Failed(_))),
            by(|outcome| matches!(outcome, Outcome::Advisory(_))),
        ) {
            (Some(id), _) => {
                found += 1;
                println!("| {name} {} | {bug} | `{id}` | {effort} |", kind.as_str());
            }
            (None, Some(id)) => {
                warned += 1;
                println!("| {name} {} | {bug} | warning `{id}` | {effort} |", kind.as_str());
            }
            (None, None) => {
                println!("| {name} {} | {bug} | not found | {effort} |", kind.as_str());
                if is_listed {
                    failures.push(format!("{name} {}: {bug} is not found", kind.as_str()));
                }
            }
        }
    }
    if all > 0 {
        println!("{name} {}: {found} of {all} bugs found by a failure, {warned} by a warning", kind.as_str());
    }
}

fn ids(report: &Report, is_it: impl Fn(&Outcome) -> bool) -> BTreeSet<String> {
    let outcomes = report.outcomes.iter().filter(|(_, outcome)| is_it(outcome));
    outcomes.map(|(case, _)| case.id.clone()).collect()
}

/// Starts the server and runs all cases.
async fn run(name: &str, kind: Kind, bug: Option<&str>, document: &Source, limit: usize) -> Report {
    let server = Server::start(name, kind, bug);
    let (api, _) = model::resolve(document).expect("the document has no errors");
    let credentials = Credentials::default().with(kind.scheme(), kind.credential());
    let options =
        Options { credentials, max_accepted: Some(limit), timeout: Duration::from_secs(60), ..Options::default() };
    let network = Network::new(server.url()).expect("a client");
    // The first request to some frameworks takes long, because they prepare their checks then.
    network.reach(Duration::from_secs(60)).await.expect("the server accepts connections");
    contract::run(&api, &network, &options).await
}
