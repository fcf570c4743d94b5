use proptest::prelude::*;

use crate::client::event_stream::{Fields, Parser};
use crate::split::TooLarge;

/// The events of a stream that arrives in these chunks.
fn events<'c>(chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<Fields> {
    let mut parser = Parser::new(1 << 20);
    for chunk in chunks {
        parser.push(chunk).expect("events below the limit");
    }
    std::iter::from_fn(|| parser.next()).collect()
}

fn of(stream: &str) -> Vec<Fields> {
    events([stream.as_bytes()])
}

fn data(stream: &str) -> Vec<String> {
    of(stream).into_iter().map(|event| event.data).collect()
}

fn event(data: &str) -> Fields {
    Fields { data: data.to_owned(), ..Fields::default() }
}

/// The four examples of HTML, section 9.2.6.
#[test]
fn the_examples_of_html() {
    assert_eq!(data("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
    let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n";
    let id = |id: &str| Some(id.to_owned());
    let expected = [Fields { id: id("1"), ..event("first event") }, Fields { id: id(""), ..event("second event") }];
    assert_eq!(of(stream), expected);
    assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
    assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);
}

/// The cases of `eventsource/format-*` of web-platform-tests, with other texts.
#[test]
fn the_cases_of_web_platform_tests() {
    // Field names are compared as they are; one space after the colon is no part of the value.
    let parsing =
        "data:\0\ndata:  a\rData:b\ndata\0:b\ndata:c\r\0data:d\nda-ta:d\rdata_d\ndata:e\rdata:\r\n data:f\ndata:g\n\n";
    assert_eq!(data(parsing), ["\0\n a\nc\ne\n\ng"]);
    assert_eq!(data("data:\ta\rdata: \ndata:b\n\n"), ["\ta\n\nb"]);
    // Each of CRLF, CR and LF ends a line.
    assert_eq!(data("data:a\r\ndata\n\ndata:b\r\n\r"), ["a\n", "b"]);
    // Comments, unknown fields, and fields without a colon.
    assert_eq!(data("data:a\r:\0\n:\r\ndata:b\n:data:c\nfoobar:c\njusttext\ndata:d\n\n"), ["a\nb\nd"]);
    // One byte order mark is ignored. After a second one, the first line has an unknown name.
    assert_eq!(data("\u{feff}data:a\n\ndata:b\n\n"), ["a", "b"]);
    assert_eq!(data("\u{feff}\u{feff}data:a\ndata:b\n\ndata:c\n\n"), ["b", "c"]);
    assert_eq!(data("data:a\n\n\u{feff}data:b\ndata:c\n\n"), ["a", "c"]);
    // An invalid sequence of UTF-8 becomes U+FFFD.
    assert_eq!(events([b"data:a\xffb\n\n".as_slice()])[0].data, "a\u{fffd}b");
}

#[test]
fn an_id_with_nul_and_a_retry_with_other_characters_than_digits_are_ignored() {
    let fields = of("id:1\0\nretry:1000x\ndata:a\n\nretry: 5\nid: 2\nevent: e\ndata:b\n\nretry:-1\nretry:\ndata:c\n\n");
    let second = Fields { id: Some("2".to_owned()), event: Some("e".to_owned()), retry: Some(5), ..event("b") };
    assert_eq!(fields, [event("a"), second, event("c")]);
}

#[test]
fn the_last_id_is_that_of_the_last_event_that_ended() {
    let mut parser = Parser::new(100);
    assert_eq!(parser.last_id(), None);
    // An event without data is not dispatched, but its id counts.
    parser.push(b"data:a\nid:1\n\nid:2\nretry:7\n\nid:3\ndata:b").unwrap();
    assert_eq!((parser.last_id(), parser.retry()), (Some("2"), Some(7)));
    parser.restart();
    parser.push("\u{feff}data:c\n\n".as_bytes()).unwrap();
    assert_eq!(parser.last_id(), Some("2"));
    let rest: Vec<Fields> = std::iter::from_fn(|| parser.next()).collect();
    // The parser forgets the events of the old stream, too.
    assert_eq!(rest, [event("c")]);
}

#[test]
fn an_event_is_returned_at_its_end_without_the_next_byte() {
    let mut parser = Parser::new(100);
    parser.push(b"data: a\r\r").unwrap();
    assert_eq!(parser.next(), Some(event("a")));
    // The LF belongs to the end before it.
    parser.push(b"\ndata: b\n\n").unwrap();
    assert_eq!(parser.next(), Some(event("b")));
}

#[test]
fn an_event_larger_than_the_limit_is_an_error() {
    let mut parser = Parser::new(10);
    assert_eq!(parser.push(b"data: 1234\n\ndata: 12345\n"), Err(TooLarge { limit: 10 }));
    assert_eq!(parser.next(), Some(event("1234")));
    // The lines of one event count together.
    let mut parser = Parser::new(10);
    assert_eq!(parser.push(b"data:12345\ndata:12\n"), Err(TooLarge { limit: 10 }));
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just("data: a"),
        Just("data:ü"),
        Just("data"),
        Just("id: 1\u{1f600}"),
        Just("event:e"),
        Just("retry:5"),
        Just(":"),
        Just("\r"),
        Just("\n"),
        Just("\r\n"),
        Just("\n\n"),
        Just("\r\r"),
        Just("\u{feff}"),
        Just("x"),
        Just("\0"),
    ];
    let part =
        prop_oneof![9 => part.prop_map(|text| text.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 1..3)];
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

/// A reader of the whole stream, by the grammar of HTML, section 9.2.5.
fn whole(stream: &[u8]) -> Vec<Fields> {
    let text = String::from_utf8_lossy(stream).replace("\r\n", "\n").replace('\r', "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let Some((ended, _)) = text.rsplit_once('\n') else { return Vec::new() };
    let mut events = Vec::new();
    let mut block: Vec<&str> = Vec::new();
    for line in ended.split('\n') {
        if !line.is_empty() {
            block.push(line);
            continue;
        }
        let values = |wanted: &str| -> Vec<String> {
            let named = block.iter().map(|line| line.split_once(':').unwrap_or((line, "")));
            let named = named.filter(|(name, _)| *name == wanted);
            named.map(|(_, value)| value.strip_prefix(' ').unwrap_or(value).to_owned()).collect()
        };
        let data = values("data");
        if !data.is_empty() {
            events.push(Fields {
                id: values("id").into_iter().rfind(|id| !id.contains('\0')),
                event: values("event").pop(),
                data: data.join("\n"),
                retry: values("retry").iter().rev().find_map(|text| text.parse().ok()),
            });
        }
        block.clear();
    }
    events
}

proptest! {
    #[test]
    fn the_chunks_do_not_change_the_events(stream in stream(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
        let expected = whole(&stream);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.sort_unstable();
        let ends = cuts.iter().copied().chain([stream.len()]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let chunks = starts.zip(ends).map(|(start, end)| &stream[start..end]);
        prop_assert_eq!(&events(chunks), &expected);
        prop_assert_eq!(&events(stream.chunks(1)), &expected);
    }
}
