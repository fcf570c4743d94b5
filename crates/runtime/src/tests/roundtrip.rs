use axum::routing::post;
use serde_json::{Map, Value, json};

use crate::roundtrip::recording::Recording;
use crate::roundtrip::support::{
    Exchange, Given, Part, Plan, Recorder, Report, ResponsePlan, Set, normal, read, serve,
};

static PLAN: Plan = Plan {
    parameters: &[
        Part {
            key: "query.a",
            is_optional: false,
            full: r#"{"x": [1]}"#,
            plain: "{}",
            changes: &[("/x", None), ("/x/0", Some("2"))],
        },
        Part { key: "query.b", is_optional: true, full: "1", plain: "0", changes: &[("", Some("3"))] },
    ],
    bodies: &[Part { key: "body.json", is_optional: false, full: "true", plain: "false", changes: &[] }],
    responses: &[
        ResponsePlan { index: 0, full: "1", changes: &[("", Some("2"))] },
        ResponsePlan { index: 1, full: "null", changes: &[] },
    ],
};

fn set(values: &[(&'static str, &str)]) -> Set {
    values.iter().map(|(key, json)| (*key, (*json).to_owned())).collect()
}

#[test]
fn a_plan_varies_one_part_at_a_time() {
    let calls = PLAN.calls();
    let sets: Vec<&Set> = calls.iter().map(|(set, _)| set).collect();
    for expected in [
        set(&[("query.a", r#"{"x": [1]}"#), ("query.b", "1"), ("body.json", "true")]),
        set(&[("query.a", "{}"), ("body.json", "false")]),
        set(&[("query.a", "{}"), ("query.b", "3"), ("body.json", "false")]),
        set(&[("query.a", r#"{"x":[2]}"#), ("body.json", "false")]),
        set(&[("query.a", "{}"), ("body.json", "true")]),
    ] {
        assert!(sets.contains(&&expected), "{expected:?}");
    }
    let given: Vec<(usize, &str, bool)> =
        calls.iter().map(|(_, given)| (given.index, given.json.as_str(), given.has_headers)).collect();
    for expected in [(0, "1", true), (0, "1", false), (0, "2", false), (1, "null", true)] {
        assert!(given.contains(&expected), "{expected:?}");
    }
}

#[test]
fn values_are_read_from_json() {
    assert_eq!(read::<i64>("1"), Ok(1));
    assert!(read::<i64>("\"a\"").unwrap_err().to_string().contains("i64"));
    assert_eq!(normal::<Option<i64>>("1"), Ok(json!(1)));
}

#[test]
fn a_report_names_what_differs() {
    let exchange = |sent: Value, expected: (u16, Value), got: (u16, Value)| {
        let Value::Object(sent) = sent else { panic!("{sent}") };
        Ok(Exchange { sent, expected, got, headers: (json!({}), json!({})) })
    };
    let recorder = Recorder::default();
    let (mut report, ok) = (Report::default(), (200, json!(1)));
    let mut check = |seen: Value, made| {
        recorder.expect(&Given::default());
        let Value::Object(seen) = seen else { panic!("{seen}") };
        recorder.saw(seen);
        report.check("op", 0, &Set::new(), &recorder, made);
        std::mem::take(&mut report.failures)
    };
    assert!(check(json!({ "a": 1 }), exchange(json!({ "a": 1 }), ok.clone(), ok.clone())).is_empty());
    let failures = check(json!({ "a": 2 }), exchange(json!({ "a": 1 }), ok.clone(), ok.clone()));
    assert!(failures[0].contains("a: sent 1, seen 2"), "{failures:?}");
    let failures = check(json!({}), exchange(json!({}), ok.clone(), (200, json!(2))));
    assert!(failures[0].contains("got (200, Number(2))"), "{failures:?}");
    recorder.rejected("no".to_owned());
    report.check("op", 1, &Set::new(), &recorder, exchange(json!({}), ok.clone(), ok));
    report.left_out("other");
    assert!(report.failures[0].contains("rejected: no"));
    assert_eq!(report.summary(), "4 calls of 1 of 2 operations, 1 differences; not called: other");
}

#[tokio::test]
async fn exchanges_are_recorded_as_har() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.har");
    let recording = Recording::create(&file).unwrap();
    let router = axum::Router::new().route("/a", post(|body: axum::body::Bytes| async move { body }));
    let url = serve(router, Some(recording.clone())).await.unwrap();
    let client = reqwest::Client::new();
    for body in [b"text".to_vec(), b"\xff".to_vec()] {
        let response = client
            .post(format!("{url}/a?x=1&y"))
            .header("content-type", "text/plain")
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(response.bytes().await.unwrap(), body);
    }
    client.head(format!("{url}/a")).send().await.unwrap();
    recording.finish().unwrap();
    let har: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let entries = har["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3);
    let request = &entries[0]["request"];
    assert_eq!(request["queryString"], json!([{ "name": "x", "value": "1" }, { "name": "y", "value": "" }]));
    assert_eq!((&request["method"], &request["postData"]["text"]), (&json!("POST"), &json!("text")));
    assert_eq!(entries[0]["response"]["content"]["text"], "text");
    assert_eq!(
        entries[1]["request"]["postData"],
        json!({ "mimeType": "text/plain", "encoding": "base64", "text": "/w==" })
    );
    assert_eq!(entries[2]["response"]["status"], 405);
    let started = entries[0]["startedDateTime"].as_str().unwrap();
    assert!(started.starts_with("20") && started.ends_with('Z') && started.len() == 24, "{started}");
    assert_eq!(Recorder::default().take(), Ok(Map::new()));
}
