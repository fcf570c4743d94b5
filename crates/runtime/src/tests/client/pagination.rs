use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::client::error::Unsendable;
use crate::client::follow::Following;
use crate::client::pagination::{count, cursor, is_false, next_link, text};

fn links(lines: &[&str]) -> Option<String> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("link", line.parse().unwrap());
    }
    next_link(&headers)
}

#[test]
fn the_link_to_the_next_page_is_found_as_rfc_8288_says() {
    // Section 3.5 of the RFC, and the documentation of GitHub.
    assert_eq!(links(&[r#"<http://e.com/TheBook/chapter2>; rel="previous"; title="previous chapter""#]), None);
    assert_eq!(
        links(&[r#"</a?page=2>; rel="prev", </a?page=4>; rel="next", </a?page=9>; rel="last""#]).as_deref(),
        Some("/a?page=4")
    );
    assert_eq!(links(&["</1>; rel=prev", "</3> ; REL = Next"]).as_deref(), Some("/3"));
    assert_eq!(links(&[r#"</x>; rel="start next http://e.com/rel""#]).as_deref(), Some("/x"));
    // Separators in a target and in quotes.
    assert_eq!(
        links(&[r#"</a?x=1,2;3>; title="a, \"b\"; rel=next"; rel=last, </b>; rel=next"#]).as_deref(),
        Some("/b")
    );
    // Section 3.3: only the first `rel` counts. Section 3.2: a link with an anchor is about another resource.
    assert_eq!(links(&["</x>; rel=prev; rel=next"]), None);
    assert_eq!(links(&[r#"</x>; rel=next; anchor="/other""#]), None);
    assert_eq!(links(&["", "<", "</x>", "</x>; rel", "next"]), None);
}

#[test]
fn a_cursor_that_is_absent_empty_or_repeated_ends_the_pages() {
    let next = |current: Option<&str>, next: Value| {
        let mut parameter: Result<Option<String>, Unsendable> = Ok(current.map(str::to_owned));
        cursor("after", &mut parameter, Some(&next)).then(|| parameter.unwrap())
    };
    assert_eq!(next(None, json!("a")), Some(Some("a".to_owned())));
    assert_eq!(next(Some("a"), json!("b")), Some(Some("b".to_owned())));
    assert_eq!(next(Some("a"), json!(7)), Some(Some("7".to_owned())));
    for last in [json!(null), json!(""), json!(false), json!("a")] {
        assert_eq!(next(Some("a"), last.clone()), None, "{last}");
    }
    let mut parameter: Result<Option<i64>, Unsendable> = Ok(None);
    assert!(!cursor("after", &mut parameter, None::<&Value>));
    assert!(cursor("after", &mut parameter, Some(&json!("12"))));
    assert_eq!(parameter.as_ref().unwrap(), &Some(12));
    // The error does not show the cursor, and sending reports it.
    assert!(cursor("after", &mut parameter, Some(&json!("secret"))));
    assert!(parameter.is_err_and(|error| !error.to_string().contains("secret") && error.to_string().contains("after")));
}

#[test]
fn pages_and_items_are_counted_from_the_first_page_of_the_call() {
    let mut page: Result<Option<i32>, Unsendable> = Ok(None);
    assert!(count("page", &mut page, 1, 1));
    assert_eq!(page.as_ref().unwrap(), &Some(2));
    let mut offset: Result<i64, Unsendable> = Ok(10);
    assert!(count("offset", &mut offset, 0, 5));
    assert!(!count("offset", &mut offset, 0, 0));
    assert_eq!(offset.unwrap(), 15);
}

#[test]
fn numbers_of_every_type_are_counted() {
    let beyond = u64::try_from(i64::MAX).unwrap() + 1;
    let mut offset: Result<Option<u64>, Unsendable> = Ok(Some(beyond));
    assert!(count("offset", &mut offset, 0, 5));
    assert_eq!(offset.as_ref().unwrap(), &Some(beyond + 5));
    let mut text: Result<Option<u64>, Unsendable> = Ok(None);
    assert!(cursor("after", &mut text, Some(&json!(u64::MAX.to_string()))));
    assert_eq!(text.unwrap(), Some(u64::MAX));
    // The first page again would be wrong, and so would be the same one without an end.
    let mut last: Result<Option<u64>, Unsendable> = Ok(Some(u64::MAX));
    assert!(count("offset", &mut last, 0, 1));
    assert!(last.is_err_and(|error| error.to_string().contains("offset")));
    let mut small: Result<Option<u8>, Unsendable> = Ok(Some(255));
    assert!(count("page", &mut small, 1, 1));
    assert!(small.is_err());
}

#[test]
fn a_boolean_and_a_text_are_read() {
    assert!(is_false(Some(&false)) && !is_false(Some(&true)) && !is_false(None::<&bool>));
    assert_eq!(text(Some(&"/a")).as_deref(), Some("/a"));
    assert_eq!((text(Some(&"")), text(None::<&String>)), (None, None));
}

#[test]
fn links_are_followed_within_the_origin_only() {
    let mut following = Following::default();
    let request = || reqwest::Request::new(reqwest::Method::GET, "http://a.example/v1/list?q=1".parse().unwrap());
    let mut follow = |link: &str| {
        following.follow(Some(link.to_owned())).then(|| {
            let mut request = request();
            following.apply(&mut request).map(|()| request.url().to_string())
        })
    };
    let at = |url: &str| Some(Ok(url.to_owned()));
    let text =
        |result: Option<Result<String, Unsendable>>| result.map(|result| result.map_err(|error| error.to_string()));
    assert_eq!(text(follow("?page=2")), at("http://a.example/v1/list?page=2"));
    // RFC 3986 section 5.1.3: the base is the URL of the page before.
    assert_eq!(text(follow("/v2/list?page=3#f")), at("http://a.example/v2/list?page=3"));
    assert_eq!(text(follow("?page=4")), at("http://a.example/v2/list?page=4"));
    assert_eq!(text(follow("?page=4")), None, "the same page");
    for other in [
        "http://b.example/",
        "https://a.example/",
        "http://a.example:81/",
        "//b.example/x",
        "http://a.example@b.example/",
    ] {
        assert!(text(follow(other)).is_some_and(|result| result.is_err()), "{other}");
    }
}
