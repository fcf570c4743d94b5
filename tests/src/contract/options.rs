//! The options of a run: which cases are sent, and how.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use contract::{Credentials, ExtraHeader, Options, Outcome, Pattern, Refresh, Report, Selection, Source, check};

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Items, version: 1.0.0}
security: [{token: []}]
paths:
  /items:
    get:
      operationId: list
      tags: [read]
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 10}}]
      responses: {'200': {description: The items.}, '4XX': {description: Rejected.}}
    post:
      operationId: create
      tags: [write]
      responses: {'201': {description: Created.}, '4XX': {description: Rejected.}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
";

/// The requests that a server saw.
#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

/// A correct server that accepts the token `long-token-` followed by the number of the current token, which tests raise.
fn server(seen: &Arc<Seen>, current: &Arc<AtomicUsize>) -> axum::Router {
    let (seen, current) = (Arc::clone(seen), Arc::clone(current));
    axum::Router::new().fallback(async move |request: Request| {
        let (parts, _) = request.into_parts();
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let most = seen.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        seen.most_at_once.fetch_max(most, Ordering::SeqCst);
        let line = format!("{} {} {}", parts.method, parts.uri, header("x-tenant"));
        seen.requests.lock().expect("no panic").push(line);
        tokio::time::sleep(Duration::from_millis(2)).await;
        seen.at_once.fetch_sub(1, Ordering::SeqCst);
        let token = format!("Bearer long-token-{}", current.load(Ordering::SeqCst));
        let limit = parts.uri.query().and_then(|query| query.strip_prefix("limit="));
        let is_valid = limit.is_none_or(|limit| limit.parse::<i64>().is_ok_and(|limit| limit <= 10));
        if parts.uri.path() != "/items" {
            return StatusCode::NOT_FOUND.into_response();
        }
        let status = match parts.method.as_str() {
            "GET" | "POST" if header("authorization") != token => StatusCode::UNAUTHORIZED,
            "GET" if is_valid => StatusCode::OK,
            "GET" => StatusCode::BAD_REQUEST,
            "POST" => StatusCode::CREATED,
            _ => return (StatusCode::METHOD_NOT_ALLOWED, [("allow", "GET, POST")]).into_response(),
        };
        status.into_response()
    })
}

async fn run(options: &Options) -> (Report, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let credentials = Credentials::default().with("token", "long-token-0");
    let options = Options { credentials, ..options.clone() };
    let server = server(&seen, &Arc::default());
    let report = check(&Source::new("items.yaml", DOCUMENT), server, &options).await.expect("no errors");
    (report, seen)
}

fn ids(report: &Report) -> Vec<&str> {
    report.outcomes.iter().map(|(case, _)| case.id.as_str()).collect()
}

#[tokio::test]
async fn patterns_select_cases_by_operation_tag_group_and_id() {
    let (all, _) = run(&Options::default()).await;
    assert!(all.passed(), "{all}");
    let with = |only: &[&str], except: &[&str]| Options {
        selection: Selection {
            only: only.iter().map(|text| Pattern::new(text)).collect(),
            except: except.iter().map(|text| Pattern::new(text)).collect(),
        },
        ..Options::default()
    };
    type Fits = fn(&str) -> bool;
    let selections: [(Options, Fits); 7] = [
        (with(&["list"], &[]), |id| id.contains("/list/")),
        (with(&["tag:write"], &[]), |id| id.contains("/create/")),
        (with(&["tag:*"], &[]), |id| !id.starts_with("routing/")),
        (with(&["routing"], &[]), |id| id.starts_with("routing/")),
        (with(&["*/credential-*"], &[]), |id| id.contains("/credential-")),
        (with(&[], &["rejected", "routing"]), |id| id.starts_with("accepted/")),
        (with(&["list", "create"], &["*limit*"]), |id| !id.contains("limit") && !id.starts_with("routing/")),
    ];
    for (options, fits) in selections {
        let (report, seen) = run(&options).await;
        let expected: Vec<&str> = ids(&all).into_iter().filter(|id| fits(id)).collect();
        assert!(!expected.is_empty());
        assert_eq!(ids(&report), expected, "{:?}", options.selection);
        assert_eq!(report.not_selected, all.outcomes.len() - expected.len());
        assert!(report.verdict().contains(&format!(", {} not selected; ", report.not_selected)));
        assert_eq!(report.requests, seen.requests.lock().expect("no panic").len());
    }
    let id = "accepted/list/query-limit-at-maximum";
    let selection = Selection { only: vec![Pattern::Case(id.to_owned())], ..Selection::default() };
    let (one, _) = run(&Options { selection, keep_responses: true, ..Options::default() }).await;
    assert_eq!(ids(&one), [id]);
    assert_eq!(one.responses[id].status, 200);
}

#[tokio::test]
async fn safe_requests_are_sent_at_the_same_time_with_the_same_outcomes() {
    let (one, seen) = run(&Options::default()).await;
    assert_eq!(seen.most_at_once.load(Ordering::SeqCst), 1);
    let (many, seen) = run(&Options { jobs: 4, ..Options::default() }).await;
    let most = seen.most_at_once.load(Ordering::SeqCst);
    assert!((2..=4).contains(&most), "{most}");
    assert_eq!(one.to_string(), many.to_string());
    assert_eq!(ids(&one), ids(&many));
    assert!(one.outcomes.iter().zip(&many.outcomes).all(|((_, one), (_, many))| one == many));
    // Each request is sent once.
    assert_eq!(seen.requests.lock().expect("no panic").len(), one.requests);
}

#[tokio::test]
async fn the_first_failure_can_end_the_run() {
    let document = Source::new("items.yaml", DOCUMENT);
    let server = axum::Router::new().fallback(async || StatusCode::INTERNAL_SERVER_ERROR);
    let options = Options { fail_fast: true, ..Options::default() };
    let report = check(&document, server, &options).await.expect("no errors");
    assert_eq!((report.counts().failed, report.requests), (1, 1), "{report}");
    let skipped = report.outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Skipped(_)));
    assert_eq!(skipped.count() + 1, report.outcomes.len());
    assert!(report.verdict().ends_with("; 1 request, the server acted on 0; incomplete"), "{}", report.verdict());
}

#[tokio::test]
async fn the_rate_of_requests_is_limited() {
    let start = Instant::now();
    let selection = Selection { only: vec![Pattern::new("accepted/list/*")], ..Selection::default() };
    let options = Options { rate: NonZeroU32::new(50), selection, jobs: 8, ..Options::default() };
    let (report, _) = run(&options).await;
    let least = Duration::from_millis(20) * u32::try_from(report.requests - 1).expect("few");
    assert!(report.requests > 2 && start.elapsed() >= least, "{} in {:?}", report.requests, start.elapsed());
}

#[tokio::test]
async fn every_request_has_the_extra_headers() {
    let options = Options { headers: vec![ExtraHeader::new("X-Tenant", "shop")], ..Options::default() };
    let (report, seen) = run(&options).await;
    assert!(report.passed(), "{report}");
    let requests = seen.requests.lock().expect("no panic");
    assert!(requests.iter().all(|line| line.ends_with(" shop")), "{requests:?}");
    assert!(report.outcomes.iter().all(|(case, _)| case.request.curl("http://a").contains("-H 'x-tenant: shop'")));
}

#[tokio::test]
async fn a_credential_that_expires_is_fetched_again() {
    let (seen, current) = (Arc::new(Seen::default()), Arc::new(AtomicUsize::new(0)));
    let fetched = Arc::new(AtomicUsize::new(0));
    let server = server(&seen, &current);
    let (expiring, calls) = (Arc::clone(&current), Arc::clone(&fetched));
    // Each token is valid for ten requests.
    let server = server.layer(axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| {
        let (current, seen) = (Arc::clone(&expiring), Arc::clone(&seen));
        async move {
            if seen.requests.lock().expect("no panic").len() % 10 == 9 {
                current.fetch_add(1, Ordering::SeqCst);
            }
            next.run(request).await
        }
    }));
    let refresh = Refresh::new(move |scheme| {
        assert_eq!(scheme, "token");
        calls.fetch_add(1, Ordering::SeqCst);
        Some(format!("long-token-{}", current.load(Ordering::SeqCst)).into())
    });
    let credentials = Credentials::default().with("token", "long-token-0");
    let options = Options { credentials, refresh: Some(refresh), ..Options::default() };
    let report = check(&Source::new("items.yaml", DOCUMENT), server, &options).await.expect("no errors");
    assert!(report.passed(), "{report}");
    assert!(fetched.load(Ordering::SeqCst) > 0);
    // Messages, commands and responses have the name of a variable.
    let case = &report.outcomes.iter().find(|(case, _)| case.id.ends_with("required-parts-alone")).expect("a case").0;
    assert!(case.request.curl("http://a").contains("$TOKEN"), "{}", case.request.curl("http://a"));
}

#[tokio::test]
async fn requests_that_did_not_reach_the_server_are_repeated() {
    use contract::{HttpResponse, InProcess, Request as Sent, SendError, Transport};
    /// A transport whose connections fail: every second one cannot be made, or ends early.
    struct Unreliable<T>(T, AtomicUsize, fn() -> SendError);
    impl<T: Transport> Transport for Unreliable<T> {
        async fn send(&self, request: &Sent) -> Result<HttpResponse, SendError> {
            match self.1.fetch_add(1, Ordering::SeqCst) % 2 {
                0 => Err(self.2()),
                _ => self.0.send(request).await,
            }
        }
    }
    let api = contract::resolve_tolerant(&Source::new("items.yaml", DOCUMENT)).expect("no errors").0;
    let credentials = Credentials::default().with("token", "long-token-0");
    let selection = Selection { only: vec![Pattern::new("*/required-parts-alone")], ..Selection::default() };
    for (error, failed) in [
        ((|| SendError::Unreachable("refused".to_owned())) as fn() -> SendError, vec![]),
        // The server may have acted on the request.
        (
            (|| SendError::Connection("reset".to_owned())) as fn() -> SendError,
            vec!["accepted/create/required-parts-alone"],
        ),
    ] {
        let seen = Arc::new(Seen::default());
        let transport = Unreliable(InProcess(server(&seen, &Arc::default())), AtomicUsize::new(0), error);
        let options = Options {
            credentials: credentials.clone(),
            selection: selection.clone(),
            retries: 1,
            ..Options::default()
        };
        let report = contract::run(&api, &transport, &options).await;
        assert_eq!(report.failures().map(|(case, _)| case.id.as_str()).collect::<Vec<_>>(), failed, "{report}");
    }
}
