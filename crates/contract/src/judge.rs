//! Answers → in which ways they are not what the document says.

use codegen::Api;
use codegen::model::{Operation, Response, Status};
use http::header::{ALLOW, CONTENT_TYPE};
use serde_json::Value;

use crate::derive::{Case, Expect};
use crate::schema::Validators;
use crate::transport::Answer;

/// Everything about an answer that breaks the contract; nothing, if it is kept.
pub fn judge(api: &Api, validators: &Validators, case: &Case, answer: &Answer) -> Vec<String> {
    let code = answer.status.as_u16();
    let mut ways = expected_status(api, case, answer);
    if let Some(operation) = case.operation.map(|index| &api.operations[index]) {
        match documented(operation, code, &media_type(answer)) {
            Some(response) => ways.extend(body_and_headers(validators, operation, response, answer)),
            // An operation may document no answer to a request that is refused.
            None if matches!(&case.expect, Expect::Refusal(codes) | Expect::SuccessOrRefusal(codes) if codes.contains(&code)) =>
                {}
            None => ways.push(format!("the status {code} is not documented for this operation")),
        }
        if let Expect::Shown { response, body } = &case.expect {
            ways.extend(values(validators, &operation.responses[*response], body, answer));
        }
    }
    ways.dedup();
    ways
}

fn expected_status(api: &Api, case: &Case, answer: &Answer) -> Vec<String> {
    let code = answer.status.as_u16();
    let is_kept = match &case.expect {
        Expect::Shown { response, .. } => {
            let operation = case.operation.map(|index| &api.operations[index]);
            operation.is_some_and(|operation| operation.responses[*response].status.covers(code))
        }
        Expect::Refusal(codes) => codes.contains(&code),
        Expect::Success => answer.status.is_success(),
        Expect::SuccessOrRefusal(codes) => answer.status.is_success() || codes.contains(&code),
        Expect::NotFound => code == 404,
        Expect::NotAllowed(_) => code == 405,
        Expect::NoServerError => code < 500,
    };
    let mut ways = Vec::new();
    if !is_kept {
        ways.push(format!("expected {}, got {code}", expectation(api, case)));
    }
    if let (Expect::NotAllowed(methods), 405) = (&case.expect, code) {
        let allow = answer.headers.get(ALLOW).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let listed: Vec<&str> = allow.split(',').map(str::trim).collect();
        if !methods.iter().all(|method| listed.contains(&method.as_str())) {
            ways.push(format!("a 405 must list {} in `Allow` (RFC 9110 section 15.5.6)", methods.join(", ")));
        }
    }
    ways
}

fn expectation(api: &Api, case: &Case) -> String {
    match &case.expect {
        Expect::Shown { response, .. } => {
            let operation = case.operation.map(|index| &api.operations[index]);
            operation.map_or_else(String::new, |operation| match operation.responses[*response].status {
                Status::Code(code) => code.to_string(),
                Status::Range(hundreds) => format!("{hundreds}XX"),
                Status::Default => "the default answer".to_owned(),
            })
        }
        Expect::Refusal(codes) => listed(codes),
        Expect::Success => "a success".to_owned(),
        Expect::SuccessOrRefusal(codes) => format!("a success or {}", listed(codes)),
        Expect::NotFound => "404".to_owned(),
        Expect::NotAllowed(_) => "405".to_owned(),
        Expect::NoServerError => "anything but a server error".to_owned(),
    }
}

fn listed(codes: &[u16]) -> String {
    codes.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
}

/// Type and subtype of an answer's body, in lower case.
fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The response that documents a code: the code itself, its range, `default`; of several media types the one that came.
fn documented<'o>(operation: &'o Operation, code: u16, media_type: &str) -> Option<&'o Response> {
    let by = |wanted: fn(Status) -> bool| {
        let alike = || operation.responses.iter().filter(|r| wanted(r.status) && r.status.covers(code));
        alike().find(|r| r.media_types.iter().any(|known| essence(known) == media_type)).or_else(|| alike().next())
    };
    by(|status| matches!(status, Status::Code(_)))
        .or_else(|| by(|status| matches!(status, Status::Range(_))))
        .or_else(|| by(|status| status == Status::Default))
}

fn media_type(answer: &Answer) -> String {
    answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence).unwrap_or_default()
}

fn body_and_headers(
    validators: &Validators,
    operation: &Operation,
    response: &Response,
    answer: &Answer,
) -> Vec<String> {
    let mut ways = Vec::new();
    for header in &response.headers {
        match answer.headers.get(&header.wire).map(|value| value.to_str().map(str::to_owned)) {
            None if header.required => ways.push(format!("the header `{}` is missing", header.wire)),
            None => {}
            Some(Err(_)) => ways.push(format!("the header `{}` is not text", header.wire)),
            Some(Ok(text)) => {
                let as_json = serde_json::from_str(&text).unwrap_or(Value::Null);
                let fits = [Value::String(text), as_json].iter().any(|value| validators.accepts(&header.schema, value));
                if !fits {
                    ways.push(format!("the header `{}` does not fit its schema", header.wire));
                }
            }
        }
    }
    let Some(schema) = response.schema.as_ref().filter(|_| operation.method != "HEAD") else {
        if response.ty.is_none() && !answer.body.is_empty() && operation.method != "HEAD" {
            ways.push("the answer has a body, and the document has none for it".to_owned());
        }
        return ways;
    };
    let got = media_type(answer);
    if !response.media_types.iter().any(|known| essence(known) == got) {
        let got = if got.is_empty() { "none" } else { &got };
        ways.push(format!("the content type must be {}, got {got}", response.media_types.join(" or ")));
    }
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(body) => ways.extend(validators.faults(schema, &body).into_iter().map(|(place, why)| {
            let place = if place.is_empty() { "the body".to_owned() } else { format!("the body at {place}") };
            format!("{place}: {why}")
        })),
        Err(error) => ways.push(format!(
            "the body is not JSON: {:?} at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        )),
    }
    ways
}

/// Differences from the documented body, but for values that no two answers share.
fn values(validators: &Validators, response: &Response, shown: &Value, answer: &Answer) -> Vec<String> {
    let (Some(schema), Ok(body)) = (&response.schema, serde_json::from_slice::<Value>(&answer.body)) else {
        return Vec::new();
    };
    let mut ways = Vec::new();
    compare(validators, Some(schema), shown, &body, "", &mut ways);
    ways
}

fn compare(
    validators: &Validators,
    schema: Option<&Value>,
    shown: &Value,
    got: &Value,
    place: &str,
    ways: &mut Vec<String>,
) {
    if schema.is_some_and(|schema| validators.is_volatile(schema)) {
        return;
    }
    match (shown, got) {
        (Value::Object(shown), Value::Object(got)) => {
            for (key, value) in shown {
                let place = format!("{place}/{key}");
                let schema = schema.and_then(|schema| validators.property(schema, key));
                match got.get(key) {
                    Some(got) => compare(validators, schema, value, got, &place, ways),
                    None => ways.push(format!("the body at {place}: documented, and not there")),
                }
            }
            let more = got.keys().filter(|key| !shown.contains_key(*key));
            ways.extend(more.map(|key| format!("the body at {place}/{key}: not in the documented answer")));
        }
        (Value::Array(shown), Value::Array(got)) if shown.len() == got.len() => {
            let items = schema.map(|schema| validators.target(schema)).and_then(|schema| schema.get("items"));
            for (index, (shown, got)) in shown.iter().zip(got).enumerate() {
                compare(validators, items, shown, got, &format!("{place}/{index}"), ways);
            }
        }
        (shown, got) if shown != got => {
            let place = if place.is_empty() { "the body".to_owned() } else { format!("the body at {place}") };
            ways.push(format!("{place}: the document shows {shown}, got another value"));
        }
        _ => {}
    }
}
