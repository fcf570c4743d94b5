use reqwest::StatusCode;

use super::{client, response};
use crate::client::error::Error;
use crate::client::receive::{empty, empty_error, excerpt, json, json_error, unexpected};

#[tokio::test]
async fn a_documented_success() {
    let read = json::<Vec<i64>, ()>(&client(&[]), response(201, &[("x-a", "1")], "[1, 2]")).await.unwrap();
    assert_eq!((read.status(), &read.headers()["x-a"]), (StatusCode::CREATED, &"1".parse().unwrap()));
    assert_eq!(read.into_inner(), [1, 2]);
    assert_eq!(empty((), response(204, &[], "")).status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_documented_error() {
    let error: Error<i64> = json_error(&client(&[]), response(400, &[], "7")).await;
    assert_eq!((error.status(), error.to_string().as_str()), (Some(StatusCode::BAD_REQUEST), "400 Bad Request: 7"));
    let Error::ErrorResponse(response_of) = error else { panic!("{error}") };
    assert_eq!((*response_of, response_of.into_inner()), (7, 7));
    let error = empty_error((), &client(&[]), response(404, &[], "")).await;
    assert_eq!(error.to_string(), "404 Not Found");
}

#[tokio::test]
async fn a_status_code_that_is_not_documented() {
    let error: Error = unexpected(&client(&[]), response(302, &[("location", "/a")], "moved")).await;
    let Error::UnexpectedResponse { status, headers, body } = error else { panic!("{error}") };
    assert_eq!(
        (status, &headers["location"], body.as_str(), body.is_cut()),
        (StatusCode::FOUND, &"/a".parse().unwrap(), "moved", false)
    );
}

#[tokio::test]
async fn an_error_does_not_show_a_credential() {
    // Plain, percent-encoded in two ways, and in JSON.
    for (secret, text) in [
        ("se cr/et", "se cr/et"),
        ("se cr/et", "se%20cr%2Fet"),
        ("se cr/et", "se+cr%2Fet"),
        ("se cr\"et", r#"se cr\"et"#),
    ] {
        let body = format!("\"the key {text} is invalid\"");
        let error = json::<i64, ()>(&client(&[secret]), response(200, &[], &body)).await.unwrap_err();
        assert!(matches!(error, Error::InvalidResponsePayload { .. }), "{error}");
        for shown in [format!("{error}"), format!("{error:?}")] {
            assert!(shown.contains("the key ") && shown.contains("***"), "{shown}");
            assert!(!shown.contains("cr") && !shown.contains("et"), "{shown}");
        }
    }
}

#[test]
fn an_excerpt_is_cut_after_a_kilobyte() {
    let client = client(&["secret"]);
    let short = excerpt(&client, &vec![b'a'; 1024].into(), true);
    assert_eq!((short.as_str().len(), short.is_cut()), (1024, false));
    let long = excerpt(&client, &vec![b'a'; 1025].into(), true);
    assert_eq!((long.as_str().len(), long.is_cut(), long.to_string().ends_with('…')), (1024, true, true));
    assert!(excerpt(&client, &"a".into(), false).is_cut());
    // The credential crosses the end of the excerpt.
    let crossing = excerpt(&client, &format!("{}secret", "a".repeat(1021)).into(), true);
    assert!(crossing.as_str().ends_with("a***"), "{crossing}");
}

#[tokio::test]
async fn the_beginning_of_a_long_body() {
    let body = format!("{}secret", "a".repeat(1021));
    let error: Error = unexpected(&client(&["secret"]), response(500, &[], &body)).await;
    assert!(!error.to_string().contains("sec"), "{error}");
    let error: Error = unexpected(&client(&[]), response(500, &[], &"b".repeat(5000))).await;
    let Error::UnexpectedResponse { body, .. } = error else { panic!("{error}") };
    assert_eq!((body.as_str().len(), body.is_cut()), (1024, true));
}

#[test]
fn control_characters_are_not_displayed() {
    let body = excerpt(&client(&[]), &"a\r\n\u{1b}[2Jb".into(), true);
    assert_eq!(body.to_string(), "a   [2Jb");
    assert_eq!(format!("{body:?}"), r#""a\r\n\u{1b}[2Jb""#);
}
