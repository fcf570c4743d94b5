use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use super::{Whole, over};
use crate::client::call::{Call, Operation, OptionalBody, list, value};
use crate::client::client_builder::Client;
use crate::client::error::{Error, NoResponse, Unsendable};
use crate::client::incoming::Incoming;
use crate::client::receive;
use crate::client::response::{NoHeaders, Response};
use crate::client::response_body::BoxError;
use crate::client::transport::{HttpService, Layers};

static READ: Operation = operation(false);
static STREAMED: Operation = operation(true);
pub(super) static STREAMED_BODY: Operation = operation(false);

const fn operation(is_streamed: bool) -> Operation {
    Operation {
        id: "read",
        method: "GET",
        path: "/a",
        security: &[&[0]],
        is_streamed,
        is_sensitive: false,
        idempotency_key: None,
    }
}

/// A service that is a function of the request.
#[derive(Clone)]
pub(super) struct Serve<F>(pub(super) F);

impl<F, R, B> Service<http::Request<reqwest::Body>> for Serve<F>
where
    F: FnMut(http::Request<reqwest::Body>) -> R,
    R: Future<Output = Result<http::Response<B>, BoxError>>,
{
    type Response = http::Response<B>;
    type Error = BoxError;
    type Future = R;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<reqwest::Body>) -> R {
        (self.0)(request)
    }
}

/// A client of a server that responds with the URI and the header `x-a` of the request.
fn echo() -> Client {
    let respond = async |request: http::Request<reqwest::Body>| {
        let header = request.headers().get("x-a").map(|value| value.to_str().unwrap().to_owned());
        let extension = request.extensions().get::<u8>().copied();
        let operation = request.extensions().get::<Operation>().map(|operation| operation.id);
        let text = format!("{} {header:?} {extension:?} {operation:?}", request.uri());
        Ok(http::Response::new(Whole(Some(text.into()))))
    };
    over(HttpService::new(Serve(move |request| Box::pin(respond(request)) as Sent<Whole>)), &["k"])
}

type Sent<B> = std::pin::Pin<Box<dyn Future<Output = Result<http::Response<B>, BoxError>> + Send>>;

fn request(call: &Call) -> reqwest::Request {
    let url = format!("{}/a", call.base_url());
    call.http().unwrap().get(url).header("x-a", "of the operation").build().unwrap()
}

async fn sent(call: Call, operation: &'static Operation) -> Result<String, Error> {
    read(call, operation, |response| response).await
}

async fn read(call: Call, operation: &'static Operation, prepare: fn(Incoming) -> Incoming) -> Result<String, Error> {
    let request = request(&call);
    let response = prepare(call.send(request, operation).await?);
    let read: Response<String, NoHeaders> =
        receive::read(response, |_| receive::Extent::Whole).await?.text_as::<_, _, ()>(|text| text)?;
    Ok(read.body)
}

#[tokio::test]
async fn a_call_has_headers_and_extensions_of_its_own() {
    let client = echo();
    let seen = sent(Call::new(&client.shared), &READ).await.unwrap();
    assert_eq!(seen, r#"http://127.0.0.1/a?key=k Some("of the operation") None Some("read")"#);
    let mut call = Call::new(&client.shared);
    call.header("x-a", "of the call");
    call.extension(7u8);
    let seen = sent(call, &READ).await.unwrap();
    assert_eq!(seen, r#"http://127.0.0.1/a?key=k Some("of the call") Some(7) Some("read")"#);
    let mut call = Call::new(&client.shared);
    call.header("x-a", "two\nlines");
    assert!(matches!(sent(call, &READ).await, Err(Error::InvalidRequest(_))));
}

/// A list of one element.
#[derive(Debug)]
struct Single;

impl TryFrom<Vec<u8>> for Single {
    type Error = &'static str;

    fn try_from(elements: Vec<u8>) -> Result<Self, &'static str> {
        if elements.len() == 1 { Ok(Single) } else { Err("expected one element") }
    }
}

#[test]
fn a_value_that_does_not_convert_is_named_with_the_reason() {
    assert_eq!(value::<String>("name", "text"), Ok("text".to_owned()));
    let error = value::<u8>("count", 300_i32).unwrap_err();
    assert_eq!(error, Unsendable::new("`count`: out of range integral type conversion attempted"));
    assert_eq!(list::<_, String>("names", ["a", "b"]), Ok(vec!["a".to_owned(), "b".to_owned()]));
    assert!(list::<Vec<u8>, u8>("counts", [1_i32, 300]).is_err());
    let error = list::<Single, u8>("counts", [1, 2]).map_err(|error| error.to_string());
    assert!(error.is_err_and(|error| error.ends_with("`counts`: expected one element")));
    assert_eq!(OptionalBody::<i32>::into_optional(1), Ok(Some(1)));
    assert_eq!(OptionalBody::<i32>::into_optional(None), Ok(None));
    assert_eq!(OptionalBody::<Vec<i32>>::into_optional([1, 2]), Ok(Some(vec![1, 2])));
}

#[tokio::test(start_paused = true)]
async fn time_limits() {
    // Responds after a second, with a chunk each second.
    let respond = async |_: http::Request<reqwest::Body>| {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(http::Response::new(Slow::new(3, Duration::from_secs(1))))
    };
    let client = over(HttpService::new(Serve(move |request| Box::pin(respond(request)) as Sent<Slow>)), &[]);
    let limited = |milliseconds: u64| {
        let mut call = Call::new(&client.shared);
        call.timeout(Duration::from_millis(milliseconds));
        call
    };
    let error = sent(limited(900), &READ).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()) && error.is_timeout(), "{error}");
    let error = sent(limited(2500), &READ).await.unwrap_err();
    assert!(matches!(error, Error::ResponseBodyError { .. }) && error.is_timeout(), "{error}");
    assert_eq!(sent(limited(4500), &READ).await.unwrap(), "xxx");
    // The limit is for the start of a stream only. The other responses of the operation are no streams.
    assert_eq!(read(limited(1500), &STREAMED, Incoming::into_stream).await.unwrap(), "xxx");
    assert!(sent(limited(2500), &STREAMED).await.unwrap_err().is_timeout());
}

/// A body of chunks of one byte, each after a pause.
pub(super) struct Slow {
    left: u8,
    pause: Duration,
    timer: Option<std::pin::Pin<Box<tokio::time::Sleep>>>,
}

impl Slow {
    pub(super) fn new(left: u8, pause: Duration) -> Self {
        Slow { left, pause, timer: None }
    }
}

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return std::task::Poll::Ready(None);
        }
        let pause = self.pause;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        std::task::ready!(timer.as_mut().poll(cx));
        self.timer = None;
        self.left -= 1;
        std::task::Poll::Ready(Some(Ok(http_body::Frame::data("x".into()))))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.left.into())
    }
}

/// Appends a letter to the header `x-a`.
struct Mark(&'static str);

#[derive(Clone)]
struct Marked(HttpService, &'static str);

impl Layer<HttpService> for Mark {
    type Service = Marked;

    fn layer(&self, inner: HttpService) -> Marked {
        Marked(inner, self.0)
    }
}

impl Service<http::Request<reqwest::Body>> for Marked {
    type Response = <HttpService as Service<http::Request<reqwest::Body>>>::Response;
    type Error = BoxError;
    type Future = <HttpService as Service<http::Request<reqwest::Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<reqwest::Body>) -> Self::Future {
        let text = request.headers()["x-a"].to_str().unwrap().to_owned() + self.1;
        request.headers_mut().insert("x-a", text.parse().unwrap());
        self.0.call(request)
    }
}

#[tokio::test]
async fn the_first_layer_gets_the_request_first() {
    let mut layers = Layers::default();
    layers.add(Mark(" first"));
    layers.add(Mark(" second"));
    let client = over(layers.over(echo().shared.service.clone()), &[]);
    let seen = sent(Call::new(&client.shared), &READ).await.unwrap();
    assert!(seen.contains("of the operation first second"), "{seen}");
}

#[tokio::test]
async fn an_error_of_a_layer_shows_no_credential() {
    let fail = async |_: http::Request<reqwest::Body>| Err("connecting to /?key=secret-key failed".into());
    let service = Serve(move |request| Box::pin(fail(request)) as Sent<Whole>);
    let client = over(HttpService::new(service), &["secret-key"]);
    let call = Call::new(&client.shared);
    let request = request(&call);
    let Err(NoResponse::Transport(error)) = call.send(request, &READ).await else { panic!("no error") };
    assert_eq!(error.to_string(), "connecting to /?key=********** failed");
    assert_eq!(format!("{error:?}"), r#""connecting to /?key=********** failed""#);
    assert!(error.get_ref().unwrap().to_string().contains("secret-key"));
}
