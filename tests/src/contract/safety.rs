//! No request that a server may act on is sent with a limit of 0, however lenient the server is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use contract::{Credentials, Options, check};

use crate::support::source;

/// Whether a server acts on a request.
type Acts = fn(&Request) -> bool;

/// Lenient servers. Each acts on every POST that fulfils its only condition.
const LENIENT: [(&str, Acts); 5] = [
    // Repeated keys, invalid values, `%ff`, and bodies of any content type.
    ("a valid key is enough", |request| query(request).contains("apikey=valid")),
    // The key in a header or in a cookie.
    ("the key may be anywhere", |request| {
        let in_header = request.headers().values().any(|value| value.to_str().is_ok_and(|text| text.contains("valid")));
        in_header || query(request).contains("valid")
    }),
    ("a prefix of the key is enough", |request| query(request).contains("apikey=val")),
    ("the first of several keys counts, in any case", |request| query(request).to_lowercase().contains("apikey=valid")),
    // Methods that the document does not have.
    ("every method acts", |request| request.method() != Method::GET && query(request).contains("valid")),
];

fn query(request: &Request) -> &str {
    request.uri().query().unwrap_or_default()
}

#[tokio::test]
async fn with_a_limit_of_0_no_lenient_server_acts() {
    for (lenience, acts) in LENIENT {
        for (limit, expected) in [(Some(0), 0..=0), (Some(2), 1..=2), (None, 3..=usize::MAX)] {
            let acted_on = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&acted_on);
            let server = axum::Router::new().fallback(move |request: Request| {
                let counter = Arc::clone(&counter);
                async move {
                    if !request.method().is_safe() && acts(&request) {
                        counter.fetch_add(1, Ordering::SeqCst);
                        StatusCode::OK.into_response()
                    } else {
                        StatusCode::FORBIDDEN.into_response()
                    }
                }
            });
            let credentials = Credentials::default().with("apikey", "valid");
            let options = Options { max_accepted: limit, credentials, ..Options::default() };
            let report = check(&source(), server, &options).await.expect("no errors");
            let count = acted_on.load(Ordering::SeqCst);
            assert!(expected.contains(&count), "{lenience}, with the limit {limit:?}: {count}");
            assert_eq!(report.acted_on, count, "{lenience}");
        }
    }
}
