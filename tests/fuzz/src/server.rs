//! The readers of generated servers: parameters of every style, and multipart bodies.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Request};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;

use crate::readers::multipart::{MultipartLimits, ReceivedParts};
use crate::readers::parameters::{Pairs, in_header, in_path};
use crate::readers::request::Text;
use crate::readers::style::{Kind, Style};

/// A kind of each form, nested where kinds nest.
const KINDS: [Kind; 9] = [
    Kind::Text(Text::String),
    Kind::Text(Text::Integer),
    Kind::Text(Text::Number),
    Kind::Text(Text::Any),
    Kind::Array(&Kind::Text(Text::Boolean)),
    Kind::Array(&OBJECT),
    OBJECT,
    Kind::OneOf(&[Kind::Text(Text::Integer), Kind::Array(&Kind::Text(Text::String)), OBJECT]),
    Kind::Object(&[("a", OBJECT), ("b", Kind::Array(&Kind::Array(&OBJECT)))], None),
];

const OBJECT: Kind = Kind::Object(
    &[("a", Kind::Text(Text::String)), ("b", Kind::Array(&Kind::Text(Text::Integer)))],
    Some(&Kind::Text(Text::Any)),
);

const STYLES: [Style; 9] = [
    Style::Simple,
    Style::Label,
    Style::Matrix,
    Style::Form,
    Style::SpaceDelimited,
    Style::PipeDelimited,
    Style::DeepObject,
    Style::Json,
    Style::Content,
];

/// Reads a text in every place, as every kind, in one style.
///
/// The first byte selects style and `explode`: `a` is the first style exploded, `b` the first not exploded, and so on. The rest is
/// the text: a path segment, a query, a header, cookies and a form. The parameter is called `p`.
pub(crate) fn style(data: &[u8]) {
    let Some((selector, text)) = data.split_first() else { return };
    let selector = usize::from(selector.wrapping_sub(b'a'));
    let (style, explode) = (STYLES[selector / 2 % STYLES.len()], selector.is_multiple_of(2));
    let Ok(text) = std::str::from_utf8(text) else { return };
    let query = Request::builder().uri(format!("http://h/?{text}")).body(()).ok().map(|request| request.into_parts().0);
    let header = |name: &'static str| {
        let value = HeaderValue::from_bytes(text.as_bytes()).ok()?;
        Request::builder().uri("/").header(name, value).body(()).ok().map(|request| request.into_parts().0)
    };
    let (with_header, with_cookies) = (header("p"), header("cookie"));
    for kind in &KINDS {
        in_path::<Value>(Some(text), "p", style, explode, kind).ok();
        Pairs::form(text).optional::<Value>("p", style, explode, kind).ok();
        Pairs::form(text).object(kind, &[("a", style, explode), ("b", Style::DeepObject, true)]).ok();
        if let Some(query) = &query {
            Pairs::query(query).optional::<Value>("p", style, explode, kind).ok();
        }
        if let Some(parts) = &with_header {
            in_header::<Value>(parts, "p", style, explode, kind).ok();
        }
        if let Some(parts) = &with_cookies {
            Pairs::cookies(parts).optional::<Value>("p", style, explode, kind).ok();
        }
    }
}

/// Reads a multipart body. The first line is the content type; its length also says how large the chunks are in which the body arrives.
pub(crate) fn multipart(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (first, body) = (&data[..end], data.get(end + 1..).unwrap_or_default());
    let Ok(content_type) = HeaderValue::from_bytes(first) else { return };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
    let chunks: Vec<std::io::Result<Bytes>> =
        body.chunks(first.len() % 64 + 1).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    let body = Body::from_stream(stream::iter(chunks));
    let limits = MultipartLimits { body: 2048, value: 256, file: 1024, in_memory: 512 };
    let names = [("p", false), ("file", true), ("a\"b", false)];
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let Ok(runtime) = runtime else { return };
    let Ok(parts) = runtime.block_on(ReceivedParts::read(&headers, body, limits, &names)) else { return };
    let mut parts = parts;
    for kind in KINDS {
        parts.value::<Value>("p", &kind).ok();
    }
    parts.file("file").ok();
}
