use base64::Engine;
use secrecy::ExposeSecret;

use crate::server::basic::basic;
use crate::server::credential::{authorization, bearer, in_cookie, in_header, in_query};
use crate::server::rejection::{Location, Reason, Rejection};
use crate::server::request;
use crate::tests::parts;

fn repeated(name: &str) -> Rejection {
    Rejection::new(Location::Credential, name, Reason::Repeated)
}

/// The secret as text, to compare it.
fn shown(read: Result<Option<secrecy::SecretString>, Rejection>) -> Result<Option<String>, Rejection> {
    read.map(|secret| secret.map(|secret| secret.expose_secret().to_owned()))
}

fn query(uri: &str) -> Result<Option<String>, Rejection> {
    let parts = parts(uri, &[]);
    let [key] = request::query(&parts, ["key"]);
    shown(in_query(&key))
}

#[test]
fn a_key_in_the_query() {
    assert_eq!(query("/?a=1&key=a%2Bb"), Ok(Some("a+b".to_owned())));
    assert_eq!(query("/?key="), Ok(None));
    assert_eq!(query("/"), Ok(None));
    assert_eq!(query("/?key=a&key=a"), Err(repeated("key")));
    let malformed = Rejection::malformed(Location::Credential, "key", "percent-encoded UTF-8");
    assert_eq!(query("/?key=%zz"), Err(malformed));
}

#[test]
fn a_key_in_a_header() {
    let read = |headers| shown(in_header(&parts("/", headers), "X-Key"));
    assert_eq!(read(&[("x-key", "a b")]), Ok(Some("a b".to_owned())));
    assert_eq!(read(&[("x-key", "")]), Ok(None));
    assert_eq!(read(&[]), Ok(None));
    assert_eq!(read(&[("x-key", "a"), ("x-key", "b")]), Err(repeated("X-Key")));
}

#[test]
fn a_key_in_a_cookie() {
    let read = |cookie| shown(in_cookie(&parts("/", &[("cookie", cookie)]), "sid"));
    assert_eq!(read("a=1; sid=x; b=2"), Ok(Some("x".to_owned())));
    assert_eq!(read("sid=\"x\""), Ok(Some("x".to_owned())));
    assert_eq!(read("sid="), Ok(None));
    assert_eq!(read("sidecar=x"), Ok(None));
    assert_eq!(read("sid=x; sid=y"), Err(repeated("sid")));
}

#[test]
fn a_token_after_the_name_of_its_scheme() {
    let read = |value| shown(bearer(&parts("/", &[("authorization", value)])));
    assert_eq!(read("Bearer abc"), Ok(Some("abc".to_owned())));
    assert_eq!(read("bearer  abc "), Ok(Some("abc".to_owned())));
    assert_eq!(read("Bearer"), Ok(None));
    assert_eq!(read("Basic abc"), Ok(None));
    assert_eq!(shown(bearer(&parts("/", &[]))), Ok(None));
    let twice = parts("/", &[("authorization", "Bearer a"), ("authorization", "Bearer b")]);
    assert_eq!(shown(bearer(&twice)), Err(repeated("authorization")));
    assert_eq!(authorization(&parts("/", &[("authorization", "Digest a=b")]), "digest"), Ok(Some("a=b".to_owned())));
}

#[test]
fn user_and_password() {
    let read = |text: &[u8]| {
        let token = base64::engine::general_purpose::STANDARD.encode(text);
        basic(&parts("/", &[("authorization", &format!("Basic {token}"))]))
    };
    let found = read(b"user:pass:word").unwrap().unwrap();
    assert_eq!((found.user.as_str(), found.password.expose_secret()), ("user", "pass:word"));
    assert!(!format!("{found:?}").contains("pass:word"));
    for text in [b"user".as_slice(), b"\xff:a"] {
        assert_eq!(read(text).unwrap_err().location, Location::Credential);
    }
    assert!(basic(&parts("/", &[("authorization", "Basic ?")])).is_err());
    assert!(basic(&parts("/", &[("authorization", "Bearer a")])).unwrap().is_none());
}
