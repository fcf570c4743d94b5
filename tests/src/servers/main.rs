//! The contract runner against the servers of `tests/servers`, and the applications of `tests/applications`.
//!
//! Correct servers must have no failed case, with the default limit of accepted requests and, with `BUGS`, also with a limit of 500. With
//! `BUGS=listed`, each bug of `tests/servers/bugs.txt` must be found with the default limit, by a case that the correct server passes.
//!
//! A server whose packages are not installed is skipped; its `setup` installs them. `SERVERS=name,name` tests only these, and
//! fails if one of them is not installed; `APPLICATIONS=name` does the same for the applications, and tests no server. `BUGS=listed` tests
//! the bugs of `tests/servers/bugs.txt`, which takes minutes, `BUGS=all` all bugs of the servers, with a report of those that are not found,
//! and compares the tables of `crates/contract/README.md` with the results, and `BUGS=name,name` only these. `DOCUMENT=library` or `DOCUMENT=otp` tests one document.

#![allow(clippy::expect_used, clippy::panic, missing_docs, reason = "a test fails by a panic")]

mod applications;
mod server;

use std::collections::BTreeSet;
use std::time::Duration;

use applications::APPLICATIONS;
use contract::{Credentials, Network, Options, Outcome, Report};
use server::{Kind, SERVERS, Server};

/// The limit of accepted requests of the command.
const DEFAULT_LIMIT: usize = 20;

/// The limits of accepted requests that a correct server is tested with. The second one takes most of the time, so `BUGS` asks for it.
fn limits() -> &'static [usize] {
    if std::env::var_os("BUGS").is_some() { &[DEFAULT_LIMIT, 500] } else { &[DEFAULT_LIMIT] }
}

fn main() {
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
        let is_installed = runtime().block_on(application.test(&mut failures));
        assert!(is_installed || applications.is_none(), "{} is not installed", application.name);
    }
    let document = std::env::var("DOCUMENT").ok();
    let is_tested = |kind: &Kind| document.as_deref().is_none_or(|only| only == kind.as_str());
    let mut implementations = Vec::new();
    for name in SERVERS.iter().filter(|name| is_chosen(name) && applications.is_none()) {
        if server::is_installed(name) {
            implementations.extend(Kind::ALL.into_iter().filter(is_tested).map(|kind| Implementation { name, kind }));
        } else {
            assert!(chosen.is_none(), "{name} is not installed: run tests/servers/{name}/setup");
            println!("skipped: {name} is not installed; tests/servers/{name}/setup installs it");
        }
    }
    let limits = limits();
    let with_limits = |&implementation| limits.iter().map(move |&limit| (implementation, limit));
    let runs: Vec<(Implementation, usize)> = implementations.iter().flat_map(with_limits).collect();
    let reports = concurrently(&runs, |&(implementation, limit)| run(implementation, None, limit));
    for (&implementation, reports) in implementations.iter().zip(reports.chunks(limits.len())) {
        for (&limit, report) in limits.iter().zip(reports) {
            correct(implementation, limit, report, &mut failures);
        }
        let passed = reports.first().map(|report| ids(report, |outcome| matches!(outcome, Outcome::Passed { .. })));
        bugs(implementation, &passed.unwrap_or_default(), &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A server, and the document that it implements.
#[derive(Clone, Copy)]
struct Implementation {
    name: &'static str,
    kind: Kind,
}

impl std::fmt::Display for Implementation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.kind.as_str())
    }
}

/// Prints the report of a correct server, and adds it to the failures if a case failed.
fn correct(implementation: Implementation, limit: usize, report: &Report, failures: &mut Vec<String>) {
    println!("{implementation} with a limit of {limit}: {}, acted on {}", report.counts(), report.acted_on);
    if !report.passed() {
        failures.push(format!("{implementation} with a limit of {limit}:\n{report}"));
    }
    let counts = report.counts();
    shown(
        &format!(
            "| {} | `{}` | {limit} | {} | {} | {} | {} | {} | {} |",
            implementation.name,
            implementation.kind.file(),
            counts.passed,
            counts.failed,
            counts.advisories,
            counts.inconclusive,
            counts.skipped,
            report.acted_on
        ),
        failures,
    );
    // Deletions of what the run created are not limited.
    if report.acted_on > 2 * limit {
        failures.push(format!("{implementation}: acted on {} of {limit} requests", report.acted_on));
    }
}

/// Tests the server with each bug, and prints which case finds it.
fn bugs(implementation: Implementation, passed: &BTreeSet<String>, failures: &mut Vec<String>) {
    let Implementation { name, kind } = implementation;
    let Ok(chosen) = std::env::var("BUGS") else { return };
    let is_listed = |bug: &str| server::is_listed(name, kind, bug);
    let is_chosen = |bug: &String| {
        chosen == "all" || (chosen == "listed" && is_listed(bug)) || chosen.split(',').any(|one| one == bug)
    };
    let bugs: Vec<String> = server::bugs(name, kind).into_iter().filter(is_chosen).collect();
    let reports = concurrently(&bugs, |bug| {
        let begin = std::time::Instant::now();
        (run(implementation, Some(bug.as_str()), DEFAULT_LIMIT), begin.elapsed())
    });
    let (mut found, mut warned) = (0, 0);
    for (bug, (report, time)) in bugs.iter().zip(reports) {
        // An invalid value that the server stored makes later requests fail too; the case that sent it says more.
        let rank = |id: &String| ["documented/", "rejected/", "chain/"].iter().position(|group| id.starts_with(group));
        let by = |is_it: fn(&Outcome) -> bool| {
            let known = ids(&report, is_it).into_iter().filter(|id| passed.contains(id));
            known.min_by_key(|id| rank(id).unwrap_or(usize::MAX))
        };
        let effort = format!("{} requests, {:.1} s", report.requests, time.as_secs_f32());
        match (
            by(|outcome| matches!(outcome, Outcome::Failed(_))),
            by(|outcome| matches!(outcome, Outcome::Advisory(_))),
        ) {
            (Some(id), _) => {
                found += 1;
                println!("| {implementation} | {bug} | `{id}` | {effort} |");
            }
            (None, Some(id)) => {
                warned += 1;
                println!("| {implementation} | {bug} | warning `{id}` | {effort} |");
            }
            (None, None) => {
                println!("| {implementation} | {bug} | not found | {effort} |");
                if is_listed(bug) {
                    failures.push(format!("{implementation}: {bug} is not found"));
                }
            }
        }
    }
    if !bugs.is_empty() {
        println!("{implementation}: {found} of {} bugs found by a failure, {warned} by a warning", bugs.len());
        let (count, file) = (bugs.len(), kind.file());
        shown(&format!("| {name} | `{file}` | {count} | {found} | {warned} | {} |", count - found - warned), failures);
    }
}

/// With `BUGS=all`, the README must have the row of a table.
fn shown(row: &str, failures: &mut Vec<String>) {
    if std::env::var("BUGS").is_ok_and(|bugs| bugs == "all") {
        let readme = std::fs::read_to_string(server::root().join("crates/contract/README.md")).expect("the README");
        if !readme.lines().any(|line| line == row) {
            failures.push(format!("crates/contract/README.md lacks this row: {row}"));
        }
    }
}

/// Does a job for each element, on a thread per core, because a run and its server wait for each other most of the time. The
/// results are in the order of the elements.
fn concurrently<T: Sync, R: Send>(elements: &[T], job: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let job = &job;
    model::on_large_stacks(elements.iter().map(|element| Box::new(move || job(element)) as model::Job<'_, R>).collect())
}

fn ids(report: &Report, is_it: impl Fn(&Outcome) -> bool) -> BTreeSet<String> {
    let outcomes = report.outcomes.iter().filter(|(_, outcome)| is_it(outcome));
    outcomes.map(|(case, _)| case.id.clone()).collect()
}

/// Starts the server and runs all cases.
fn run(implementation: Implementation, bug: Option<&str>, limit: usize) -> Report {
    let Implementation { name, kind } = implementation;
    let server = Server::start(name, kind, bug);
    let (api, _) = model::resolve(&kind.document()).expect("the document has no errors");
    let credentials = Credentials::default().with(kind.scheme(), kind.credential());
    let options =
        Options { credentials, max_accepted: Some(limit), timeout: Duration::from_secs(60), ..Options::default() };
    runtime().block_on(async {
        let network = Network::new(server.url()).expect("a client");
        // The first request to some frameworks takes long, because they prepare their checks then.
        network.reach(Duration::from_secs(60)).await.expect("the server accepts connections");
        contract::run(&api, &network, &options).await
    })
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}
