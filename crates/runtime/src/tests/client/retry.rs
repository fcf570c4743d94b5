use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::client::attempts::Attempts;
use crate::client::call::Operation;
use crate::client::retry::RetryLayer;

/// The status codes of the responses to come, with `Retry-After`. 0 stands for a connection that fails.
type Script = Vec<(u16, Option<String>)>;

/// A request, and when it was sent.
type Sent = (Instant, Request<Vec<u8>>);

/// A service that gives the responses of a script and records the requests.
#[derive(Clone, Default)]
struct Scripted(Arc<Mutex<(Script, Vec<Sent>)>>);

impl Service<Request<reqwest::Body>> for Scripted {
    type Response = Response<()>;
    type Error = &'static str;
    type Future = Ready<Result<Response<()>, &'static str>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), &'static str>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<reqwest::Body>) -> Self::Future {
        let mut state = self.0.lock().unwrap();
        let request = request.map(|body| body.as_bytes().unwrap_or(b"a stream").to_vec());
        state.1.push((Instant::now(), request));
        let (status, after) = if state.0.is_empty() { (200, None) } else { state.0.remove(0) };
        if status == 0 {
            return ready(Err("no connection"));
        }
        let response = Response::builder().status(status);
        let response = after.iter().fold(response, |response, after| response.header("retry-after", after));
        ready(Ok(response.body(()).unwrap()))
    }
}

/// The last status code, the number of attempts, and the time that they took.
async fn sent(
    layer: &RetryLayer,
    script: &[(u16, Option<&str>)],
    request: Request<reqwest::Body>,
) -> (u16, usize, Duration) {
    let inner = Scripted::default();
    inner.0.lock().unwrap().0 = script.iter().map(|(status, after)| (*status, after.map(str::to_owned))).collect();
    let start = Instant::now();
    let result = layer.layer(inner.clone()).call(request).await;
    let attempts = inner.0.lock().unwrap().1.len();
    (result.map_or(0, |response| response.status().as_u16()), attempts, start.elapsed())
}

fn request(method: &str) -> Request<reqwest::Body> {
    Request::builder().method(method).uri("http://a/").body("body".into()).unwrap()
}

const UNAVAILABLE: &[(u16, Option<&str>)] = &[(503, None)];

/// RFC 9110 section 9.2.2.
#[tokio::test(start_paused = true)]
async fn only_idempotent_methods_are_repeated() {
    for method in ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"] {
        let (status, attempts, _) = sent(&RetryLayer::new(), UNAVAILABLE, request(method)).await;
        assert_eq!((status, attempts), (200, 2), "{method}");
    }
    for method in ["POST", "PATCH", "CONNECT", "SEND"] {
        let (status, attempts, _) = sent(&RetryLayer::new(), UNAVAILABLE, request(method)).await;
        assert_eq!((status, attempts), (503, 1), "{method}");
        assert_eq!(sent(&RetryLayer::new(), &[(0, None)], request(method)).await.1, 1, "{method}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_with_a_documented_idempotency_key_is_repeated_with_the_same_key() {
    let operation = |idempotency_key| Operation {
        id: "pay",
        method: "POST",
        path: "/",
        security: &[],
        is_streamed: false,
        is_sensitive: false,
        idempotency_key,
    };
    let with = |operation: Operation, key: Option<&str>| {
        let mut request = request("POST");
        request.extensions_mut().insert(operation);
        if let Some(key) = key {
            request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        }
        request
    };
    let documented = operation(Some("idempotency-key"));
    let inner = Scripted::default();
    inner.0.lock().unwrap().0 = vec![(503, None), (0, None)];
    let response = RetryLayer::new().layer(inner.clone()).call(with(documented, Some("k1"))).await.unwrap();
    assert_eq!(response.status(), 200);
    let requests = std::mem::take(&mut inner.0.lock().unwrap().1);
    assert_eq!(requests.len(), 3);
    for (_, request) in &requests {
        let found = (request.method().as_str(), request.body().as_slice(), &request.headers()["idempotency-key"]);
        assert_eq!((found.0, found.1, found.2.to_str().unwrap()), ("POST", b"body".as_slice(), "k1"));
    }
    // Without the key, and with a key that the document does not have.
    assert_eq!(sent(&RetryLayer::new(), UNAVAILABLE, with(documented, None)).await.1, 1);
    assert_eq!(sent(&RetryLayer::new(), UNAVAILABLE, with(operation(None), Some("k1"))).await.1, 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_a_stream_is_not_repeated() {
    let empty = http_body_util::Empty::<bytes::Bytes>::new();
    let request = request("PUT").map(|_| reqwest::Body::wrap(empty));
    assert_eq!(sent(&RetryLayer::new(), UNAVAILABLE, request).await.1, 1);
}

#[tokio::test(start_paused = true)]
async fn the_number_of_attempts_is_limited_and_other_errors_are_returned() {
    let script = vec![(502, None); 9];
    assert_eq!(sent(&RetryLayer::new(), &script, request("GET")).await.1, 3);
    let (status, attempts, _) = sent(&RetryLayer::new().attempts(5), &script, request("GET")).await;
    assert_eq!((status, attempts), (502, 5));
    assert_eq!(sent(&RetryLayer::new().attempts(1), &script, request("GET")).await.1, 1);
    for status in [400, 401, 404, 409, 500, 501, 302] {
        assert_eq!(sent(&RetryLayer::new(), &[(status, None)], request("GET")).await.1, 1, "{status}");
    }
    for status in [408, 429, 502, 503, 504] {
        assert_eq!(sent(&RetryLayer::new(), &[(status, None)], request("GET")).await.1, 2, "{status}");
    }
}

/// RFC 9110 section 10.2.3: seconds, or a date in any of the three formats of section 5.6.7.
#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for() {
    let (status, attempts, time) = sent(&RetryLayer::new(), &[(503, Some("7"))], request("GET")).await;
    assert_eq!((status, attempts), (200, 2));
    assert!((7.0..7.1).contains(&time.as_secs_f64()), "{time:?}");
    // A date that has passed asks for no time.
    for past in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
        let (status, _, time) = sent(&RetryLayer::new(), &[(429, Some(past))], request("GET")).await;
        assert!(status == 200 && time < Duration::from_secs(1), "{past} {time:?}");
    }
    let soon = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(9));
    let (_, attempts, time) = sent(&RetryLayer::new(), &[(503, Some(&soon))], request("GET")).await;
    assert!(attempts == 2 && (7.5..9.1).contains(&time.as_secs_f64()), "{attempts} {time:?}");
    // A longer time than the limit, in both forms.
    for late in ["31", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let (status, attempts, _) = sent(&RetryLayer::new(), &[(503, Some(late))], request("GET")).await;
        assert_eq!((status, attempts), (503, 1), "{late}");
    }
    // A malformed header is ignored.
    assert_eq!(sent(&RetryLayer::new(), &[(503, Some("soon"))], request("GET")).await.1, 2);
}

#[tokio::test(start_paused = true)]
async fn the_delay_doubles_up_to_its_limit() {
    let layer = RetryLayer::new().attempts(6).delays(Duration::from_secs(1), Duration::from_secs(4));
    // At most 1 + 2 + 4 + 4 + 4 seconds; each is random, so twenty requests do not all take the same time.
    let mut times = Vec::new();
    for _ in 0..20 {
        let layer = layer.clone().budget(5, 0);
        times.push(sent(&layer, &[(503, None); 5], request("GET")).await.2);
    }
    assert!(times.iter().all(|time| *time <= Duration::from_secs(15)), "{times:?}");
    assert!(times.iter().any(|time| *time > Duration::from_secs(4)), "{times:?}");
    assert!(times.iter().any(|time| *time != times[0]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn the_budget_limits_the_repetitions_of_all_requests() {
    // Two in reserve, and one for each four requests.
    let layer = RetryLayer::new().attempts(2).budget(2, 25);
    let mut attempts = Vec::new();
    for _ in 0..10 {
        attempts.push(sent(&layer, &[(503, None); 2], request("GET")).await.1);
    }
    let repeated: usize = attempts.iter().map(|attempts| attempts - 1).sum();
    assert_eq!(repeated, 4, "{attempts:?}");
    assert_eq!(attempts[..2], [2, 2]);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_for_the_layers_above() {
    let mut request = request("GET");
    let attempts = request.extensions_mut().get_or_insert_default::<Attempts>().clone();
    assert_eq!(sent(&RetryLayer::new(), UNAVAILABLE, request).await.1, 2);
    assert_eq!(attempts.get(), 2);
}

/// A server that closes the first connection without a response.
#[tokio::test]
async fn a_request_over_a_socket_is_repeated() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let mut requests = Vec::new();
        for response in [
            "",
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n",
        ] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 1000];
            let length = socket.read(&mut request).await.unwrap();
            requests.push(String::from_utf8_lossy(&request[..length]).into_owned());
            socket.write_all(response.as_bytes()).await.unwrap();
        }
        requests
    });
    let request = Request::put(url).header("x-id", "7").body(reqwest::Body::from("body")).unwrap();
    let layer = RetryLayer::new().delays(Duration::from_millis(1), Duration::from_secs(1));
    let response = layer.layer(Http(reqwest::Client::new())).call(request).await.unwrap();
    assert_eq!(response.status(), 204);
    let requests = serving.await.unwrap();
    assert!(requests.iter().all(|request| request == &requests[0] && request.contains("x-id: 7")), "{requests:?}");
}

#[derive(Clone)]
struct Http(reqwest::Client);

impl Service<Request<reqwest::Body>> for Http {
    type Response = Response<reqwest::Body>;
    type Error = reqwest::Error;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, reqwest::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), reqwest::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<reqwest::Body>) -> Self::Future {
        let client = self.0.clone();
        Box::pin(async move { Ok(client.execute(request.try_into()?).await?.into()) })
    }
}
