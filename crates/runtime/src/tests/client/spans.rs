use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context as Of, SubscriberExt};

use crate::client::call::Operation;
use crate::client::retry::RetryLayer;
use crate::client::spans::TracingLayer;
use crate::client::trace_context;

type Fields = BTreeMap<String, String>;

/// Collects the fields of the spans.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Fields>>>);

struct Collect<'f>(&'f mut Fields);

impl Visit for Collect<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Of<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Collect(&mut fields));
        self.0.lock().unwrap().push(fields);
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Of<'_, S>) {
        if let Some(fields) = self.0.lock().unwrap().last_mut() {
            values.record(&mut Collect(fields));
        }
    }
}

/// Gives responses of these status codes, 0 for none, and keeps the headers `traceparent`.
#[derive(Clone)]
struct Responds(Arc<Mutex<(Vec<u16>, Vec<String>)>>);

impl Service<Request<reqwest::Body>> for Responds {
    type Response = Response<()>;
    type Error = String;
    type Future = Ready<Result<Response<()>, String>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), String>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<reqwest::Body>) -> Self::Future {
        let mut state = self.0.lock().unwrap();
        let parent = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
        state.1.push(parent.unwrap_or_default().to_owned());
        match state.0.remove(0) {
            0 => ready(Err(format!("no connection to {}", request.uri()))),
            status => ready(Ok(Response::builder().status(status).body(()).unwrap())),
        }
    }
}

fn request(parent: Option<&str>) -> Request<reqwest::Body> {
    let request = Request::get("http://a/pets/secret-id?key=secret-key").header("authorization", "secret-token");
    let request = parent.iter().fold(request, |request, parent| request.header("traceparent", *parent));
    let operation = Operation {
        id: "getPet",
        method: "GET",
        path: "/pets/{id}",
        security: &[],
        is_streamed: false,
        is_sensitive: false,
        idempotency_key: None,
    };
    request.extension(operation).body("secret-body".into()).unwrap()
}

/// The fields of the spans, and the headers `traceparent` of the attempts.
fn traced(statuses: &[u16], parent: Option<&str>) -> (Vec<Fields>, Vec<String>) {
    let spans = Spans::default();
    let service = Responds(Arc::new(Mutex::new((statuses.to_vec(), Vec::new()))));
    let subscriber = tracing_subscriber::registry().with(spans.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    tracing::subscriber::with_default(subscriber, || {
        let mut client = TracingLayer::new().layer(RetryLayer::new().layer(service.clone()));
        let _ = runtime.block_on(client.call(request(parent)));
    });
    let (spans, parents) = (spans.0.lock().unwrap().clone(), service.0.lock().unwrap().1.clone());
    (spans, parents)
}

#[test]
fn a_span_has_the_operation_the_status_and_the_attempts() {
    let (spans, parents) = traced(&[503, 404], None);
    let [span] = spans.as_slice() else { panic!("expected one span: {spans:?}") };
    let field = |name: &str| span.get(name).map(String::as_str).unwrap_or_default();
    // OpenTelemetry, Semantic conventions for HTTP spans.
    assert_eq!(field("otel.name"), "GET /pets/{id}");
    assert_eq!(field("otel.kind"), "client");
    assert_eq!(field("operation"), "getPet");
    assert_eq!(field("http.request.method"), "GET");
    assert_eq!(field("url.template"), "/pets/{id}");
    assert_eq!(field("http.response.status_code"), "404");
    assert_eq!(field("error.type"), "404");
    assert_eq!(field("attempts"), "2");
    assert!(parents[0].contains(field("trace_id")), "{parents:?} {span:?}");
    assert_eq!(parents[0], parents[1]);
    let (spans, _) = traced(&[200], None);
    assert_eq!((spans[0].get("error.type"), spans[0]["attempts"].as_str()), (None, "1"));
}

#[test]
fn a_span_has_no_secret() {
    for statuses in [&[200][..], &[0, 0, 0]] {
        let (spans, _) = traced(statuses, None);
        assert!(!format!("{spans:?}").contains("secret"), "{spans:?}");
    }
    assert_eq!(traced(&[0, 0, 0], None).0[0]["error.type"], "transport");
}

/// W3C Trace Context, section 3.2.2: the example of the field values.
#[test]
fn a_given_traceparent_is_sent_and_another_one_is_made() {
    let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let (spans, parents) = traced(&[200], Some(given));
    assert_eq!(parents, [given]);
    assert_eq!(spans[0]["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
    let made: Vec<String> = (0..50).flat_map(|_| traced(&[200], None).1).collect();
    for parent in &made {
        assert_eq!(parent.len(), given.len(), "{parent}");
        assert!(parent.starts_with("00-") && parent.ends_with("-01"), "{parent}");
        assert_eq!(trace_context::trace_id(parent), Some(&parent[3..35]));
        assert_eq!(made.iter().filter(|other| *other == parent).count(), 1, "{parent}");
    }
}

/// W3C Trace Context, sections 3.2.2.1 to 3.2.2.5.
#[test]
fn a_malformed_traceparent_has_no_trace() {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let valid = format!("00-{trace}-00f067aa0ba902b7-00");
    assert_eq!(trace_context::trace_id(&valid), Some(trace));
    assert_eq!(trace_context::trace_id(&format!("cc-{trace}-00f067aa0ba902b7-01-what-the-future-brings")), Some(trace));
    let malformed = [
        valid.to_uppercase(),
        format!("{valid}-extra"),
        format!("ff-{trace}-00f067aa0ba902b7-01"),
        format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
        format!("00-{trace}-0000000000000000-01"),
        format!("00-{trace}-00f067aa0ba902b7"),
        String::new(),
    ];
    for text in &malformed {
        assert_eq!(trace_context::trace_id(text), None, "{text}");
    }
}
