//! A run that is interrupted sends no further cases, and leaves nothing behind.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::items::{Server, home, settings, tested};
use super::support::Tested;
use super::{INTERRUPTED, Options};
use crate::Interruption;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Interrupts the run during a request.
struct Interrupting {
    server: Server,
    interruption: Interruption,
    /// The number of requests before it.
    left: AtomicUsize,
}

impl Transport for Interrupting {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            self.interruption.request();
        }
        self.server.send(request).await
    }
}

#[test]
fn an_interrupted_run_sends_no_more_cases_and_cleans_up() -> Tested {
    let server = Server::new("");
    let options = |interruption| Options { max_accepted: Some(40), interruption, ..Options::default() };
    tested(&server, &options(Interruption::default()))?;
    let all = server.store.into_inner()?.log.len();
    assert!(all > 100, "{all}");
    for after in (0..all - 10).step_by(9) {
        let interruption = Interruption::default();
        let transport =
            Interrupting { server: Server::new(""), interruption: interruption.clone(), left: AtomicUsize::new(after) };
        let report = tested(&transport, &options(interruption))?;
        let store = transport.server.store.into_inner()?;
        let others: Vec<_> = store.items.iter().filter(|item| item["id"] != home()["id"]).collect();
        assert!(others.is_empty() && report.left_behind.is_empty(), "{after}: {others:?}\n{report}");
        assert_eq!(store.settings, settings(), "{after}: {report}");
        // A flag that was set is set back, although the item is deleted next.
        let takes_back = |request: &&Request| {
            matches!(request.method.as_str(), "DELETE" | "GET")
                || request.path == "/settings"
                || request.body == br#"{"released":false}"#
        };
        let later: Vec<&Request> = store.log.iter().skip(after + 1).filter(|request| !takes_back(request)).collect();
        assert!(later.is_empty(), "{after}: {later:?}");
        assert!(store.log.len() < after + 40, "{after}: {}", store.log.len());
        let is_interrupted = |outcome: &Outcome| matches!(outcome, Outcome::Skipped(reason) if reason == INTERRUPTED);
        assert!(report.outcomes.iter().any(|(_, outcome)| is_interrupted(outcome)), "{after}: {report}");
    }
    Ok(())
}
