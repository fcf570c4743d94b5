use reqwest::Method;
use reqwest::header::{COOKIE, HeaderMap};

use crate::client::send::{cookie_credential, header_credential, header_value, path_segment, query_credential};

fn request() -> reqwest::Request {
    reqwest::Request::new(Method::GET, "http://127.0.0.1/a?b=1".parse().unwrap())
}

#[test]
fn a_segment_of_a_path() {
    assert_eq!(path_segment(&"a/b c.ü").unwrap(), "a%2Fb%20c.%C3%BC");
    assert_eq!(path_segment(&-1.5).unwrap(), "-1.5");
    assert_eq!(path_segment(&true).unwrap(), "true");
    for text in ["", ".", ".."] {
        assert!(path_segment(&text).is_err(), "{text}");
    }
    assert!(path_segment(&["a"]).is_err());
}

#[test]
fn a_value_of_a_header() {
    assert_eq!(header_value(&"a b").unwrap(), "a b");
    assert_eq!(header_value(&7).unwrap(), "7");
    assert!(header_value(&"a\r\nb: c").is_err());
    assert!(header_value(&["a"]).is_err());
}

#[test]
fn credentials_are_sent_in_their_place() {
    let mut request = request();
    query_credential(&mut request, "key", &"a&b".into());
    assert_eq!(request.url().query(), Some("b=1&key=a%26b"));
    header_credential(&mut request, "X-Key", "Bearer ", &"secret".into()).unwrap();
    assert_eq!(request.headers()["x-key"], "Bearer secret");
    cookie_credential(&mut request, "sid", &"one".into()).unwrap();
    cookie_credential(&mut request, "tid", &"two".into()).unwrap();
    assert_eq!(request.headers()[COOKIE], "sid=one; tid=two");
    let shown = format!("{:?}", HeaderMap::clone(request.headers()));
    assert!(!shown.contains("secret") && !shown.contains("two"), "{shown}");
}

#[test]
fn an_error_does_not_show_the_credential() {
    let errors = [
        header_credential(&mut request(), "X-Key", "", &"secret\n".into()).unwrap_err(),
        cookie_credential(&mut request(), "sid", &"secret;".into()).unwrap_err(),
    ];
    for error in errors {
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}
