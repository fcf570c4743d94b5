//! The input of the contract runner: recordings, and responses of servers.

use std::future::{Ready, ready};
use std::path::Path;
use std::sync::LazyLock;
use std::task::{Context, Poll};

use bytes::Bytes;
use contract::witness::{BaseUrl, Witness};
use contract::{Api, Case, Credentials, InProcess, Judge, Transport, cases};
use http_body_util::Full;
use model::{Source, resolve_tolerant};

/// A fixture and its cases.
struct Document {
    name: String,
    cases: Vec<Case>,
    judge: Judge<'static>,
    witnesses: [Witness<'static>; 3],
}

/// The good fixtures, in the order of their names.
static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/ok");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let document = |path: &Path| {
        let (api, _) = resolve_tolerant(&Source::from_disk(path, "fixture.yaml").ok()?).ok()?;
        // Lives as long as the process, like the static that refers to it.
        let api: &'static Api = Box::leak(Box::new(api));
        let bases = [BaseUrl::AnyHost, BaseUrl::Documented, BaseUrl::At("http://example.com/v1")];
        let name = path.file_stem()?.to_string_lossy().into_owned();
        Some(Document {
            name,
            cases: cases(api, &Credentials::default()),
            judge: Judge::new(api),
            witnesses: bases.map(|base| Witness::new(api, base)),
        })
    };
    paths.iter().filter_map(|path| document(path)).collect()
});

/// Reads a HAR and checks its exchanges against one fixture. The first line is the name of the fixture.
pub(crate) fn har(data: &[u8]) {
    let (first, text) = first_line(data);
    let Some(document) = document(first) else { return };
    for witness in &document.witnesses {
        witness.check_recording(text).ok();
    }
}

/// Judges a response. The first line has the name of the fixture, the position of the case, and the status code. Headers follow, a
/// line each, then an empty line, then the body.
pub(crate) fn response(data: &[u8]) {
    let (first, mut rest) = first_line(data);
    let mut words = first.split(|byte| *byte == b' ');
    let mut next = || words.next().unwrap_or_default();
    let Some(document) = document(next()) else { return };
    let Some(case) = pick(&document.cases, number(next())) else { return };
    let mut builder = http::Response::builder().status(u16::try_from(number(next())).unwrap_or_default());
    loop {
        let (line, after) = first_line(rest);
        rest = after;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        builder = builder.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    let Ok(response) = builder.body(Full::new(Bytes::copy_from_slice(rest))) else { return };
    let mut future = std::pin::pin!(async {
        let response = InProcess(Fixed(Some(response))).send(&case.request).await;
        response.map(|response| document.judge.verdict(case, &response))
    });
    // The future is ready at once.
    let _ = future.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop()));
}

/// A service with one response.
#[derive(Clone)]
struct Fixed(Option<http::Response<Full<Bytes>>>);

impl tower_service::Service<http::Request<Full<Bytes>>> for Fixed {
    type Response = http::Response<Full<Bytes>>;
    type Error = ();
    type Future = Ready<Result<Self::Response, ()>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Full<Bytes>>) -> Self::Future {
        ready(self.0.take().ok_or(()))
    }
}

/// The fixture of this name; else the one at this position, so that a changed name leads to another fixture.
fn document(name: &[u8]) -> Option<&'static Document> {
    let named = DOCUMENTS.iter().find(|document| document.name.as_bytes() == name);
    named.or_else(|| pick(&DOCUMENTS, name.iter().map(|byte| usize::from(*byte)).sum()))
}

fn pick<T>(items: &[T], position: usize) -> Option<&T> {
    items.get(position % items.len().max(1))
}

fn number(text: &[u8]) -> usize {
    std::str::from_utf8(text).ok().and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}

fn first_line(data: &[u8]) -> (&[u8], &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    (&data[..end], data.get(end + 1..).unwrap_or_default())
}
