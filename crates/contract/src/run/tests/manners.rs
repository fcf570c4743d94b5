//! Ordinary behaviour of servers with stored resources, one kind at a time: no case may fail. Then bugs that look similar: a case must
//! fail.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, report_of, response};
use crate::credential::Credentials;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// Accounts. Each request that changes one may be acted on later.
const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Accounts, version: 1.0.0}
paths:
  /accounts:
    get:
      operationId: listAccounts
      responses: {'200': {description: Accounts., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Account'}}}}}}
    post:
      operationId: openAccount
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
      responses:
        '201': &account {description: The account., content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
        '202': *account
        '400': {description: Rejected.}
        '409': {description: There is one.}
  /accounts/{accountId}:
    parameters: [{name: accountId, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getAccount, responses: {'200': *account, '404': {description: None.}}}
    put:
      operationId: changeAccount
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Account'}}}}
      responses: {'200': *account, '202': *account, '400': {description: Rejected.}, '404': {description: None.}}
    delete: {operationId: closeAccount, responses: {'202': {description: To be closed.}, '204': {description: Closed.}, '404': {description: None.}}}
components:
  schemas:
    Account:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true}
        state: {type: string, readOnly: true}
        name: {type: string, minLength: 1, maxLength: 60}
        note: {type: [string, 'null'], maxLength: 60}
        password: {type: string, writeOnly: true, minLength: 4, maxLength: 60}
";

/// The accounts, and the requests that the server has not acted on yet: the path and the new value.
#[derive(Default)]
struct Accounts {
    stored: Vec<(String, Value)>,
    waiting: Vec<(String, Value)>,
    count: u64,
    /// The number of requests to create an account after a request with an invalid id.
    late: Option<usize>,
}

impl Accounts {
    /// Stores a value at a path; `null` removes it.
    fn put(&mut self, path: &str, value: Value) {
        let at = self.stored.iter().position(|(known, _)| known == path);
        match (at, value.is_null()) {
            (Some(at), true) => drop(self.stored.remove(at)),
            (Some(at), false) => self.stored[at].1 = value,
            (None, is_removed) => self.stored.extend((!is_removed).then(|| (path.to_owned(), value))),
        }
    }
}

/// The server, with the names of manners or bugs.
struct Server(Mutex<Accounts>, &'static str);

impl Server {
    fn reply(&self, request: &Request) -> Option<(u16, Value)> {
        let has = |manner: &str| self.1.split(", ").any(|own| own == manner);
        let mut accounts = self.0.lock().ok()?;
        let path = request.path.as_str();
        let id: Option<u64> = path.strip_prefix("/accounts/").and_then(|id| id.parse().ok());
        if request.method == "POST" {
            accounts.late = accounts.late.map(|count| count + 1);
        }
        let known = accounts.stored.iter().find(|(known, _)| known == path).map(|(_, account)| account.clone());
        let shown = |mut account: Value| {
            if has("null password") {
                account["password"] = Value::Null;
            } else if has("password") {
                account["password"] = "secret".into();
            }
            account
        };
        let account = |id: u64| -> Option<Value> {
            let body: Value = serde_json::from_slice(&request.body).ok()?;
            let mut account = body.as_object()?.clone();
            let text = |name: &str, least: usize| match body.get(name) {
                None => name != "name",
                Some(value) => match value.as_str() {
                    Some(text) => (least..=60).contains(&text.chars().count()),
                    None => value.is_null() && name == "note",
                },
            };
            let is_json = request
                .headers
                .iter()
                .all(|(name, value)| name != "content-type" || value.starts_with("application/json"));
            if !(text("name", 1) && text("note", 0) && text("password", 4) && is_json) {
                return None;
            }
            account.remove("password");
            account.insert("id".to_owned(), id.into());
            account.insert("state".to_owned(), "open".into());
            if has("empty is null") && account.get("note").is_some_and(|note| note == "") {
                account.insert("note".to_owned(), Value::Null);
            }
            if has("notes are lost") {
                account.insert("note".to_owned(), Value::Null);
            }
            Some(account.into())
        };
        let is_change = matches!(request.method.as_str(), "POST" | "PUT" | "DELETE");
        let (status, path, value) = match (request.method.as_str(), path, id, known) {
            ("GET", "/accounts", ..) => {
                return Some((200, accounts.stored.iter().map(|(_, account)| shown(account.clone())).collect()));
            }
            ("GET", _, Some(_), Some(account)) => return Some((200, shown(account))),
            ("POST", "/accounts", ..) if has("one account") && !accounts.stored.is_empty() => {
                return Some((409, Value::Null));
            }
            ("POST", "/accounts", ..) => {
                accounts.count += 1;
                let id = accounts.count;
                let Some(account) = account(id) else { return Some((400, Value::Null)) };
                (201, format!("/accounts/{id}"), account)
            }
            ("PUT", path, Some(id), Some(_)) => {
                let Some(account) = account(id) else { return Some((400, Value::Null)) };
                (200, path.to_owned(), account)
            }
            ("DELETE", path, Some(_), Some(account)) => match self.1 {
                "state" => (204, path.to_owned(), json!({ "id": id, "name": account["name"], "state": "closed" })),
                "nothing is deleted" => (204, path.to_owned(), account),
                _ => (204, path.to_owned(), Value::Null),
            },
            (_, _, Some(_), None) => return Some((404, Value::Null)),
            ("GET", path, None, _) if path.starts_with("/accounts/") && has("any id") => {
                accounts.late.get_or_insert(0);
                return Some((200, json!({ "id": 1, "name": "a" })));
            }
            ("GET" | "PUT" | "DELETE", path, None, _) if path.starts_with("/accounts/") => {
                return Some((404, Value::Null));
            }
            _ => return Some((405, Value::Null)),
        };
        let shown = if status == 204 { Value::Null } else { shown(value.clone()) };
        if is_change && (has("later") || has("never") || (has("deleted later") && status == 204)) {
            accounts.waiting.push((path, value));
            return Some((202, shown));
        }
        accounts.put(&path, value);
        Some((status, shown))
    }
}

impl Transport for Server {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let (status, body) = self.reply(request).unwrap_or((500, Value::Null));
        if self.1 == "later"
            && request.method == "GET"
            && let Ok(mut accounts) = self.0.lock()
        {
            // The second request finds what the first one did not.
            for (path, value) in std::mem::take(&mut accounts.waiting) {
                accounts.put(&path, value);
            }
        }
        response(status, &body, "GET, POST, PUT, DELETE")
    }
}

fn report(manner: &'static str) -> Tested<Report> {
    Ok(report_with(manner, Options::default())?.0)
}

fn report_with(manner: &'static str, options: Options) -> Tested<(Report, Accounts)> {
    let server = Server(Mutex::default(), manner);
    let options = Options { credentials: Credentials::default(), ..options };
    let report = report_of(("accounts.yaml", DOCUMENT), &server, &options)?;
    Ok((report, server.0.into_inner()?))
}

/// The first letter of the outcome of a step of the chain: passed, failed, advisory, inconclusive, skipped.
fn step(report: &Report, step: &str) -> char {
    let id = format!("chain/openAccount/{step}");
    match report.outcomes.iter().find(|(case, _)| case.id == id).map(|(_, outcome)| outcome) {
        None => '-',
        Some(Outcome::Passed { .. }) => 'p',
        Some(Outcome::Failed(_) | Outcome::KnownFailure(_)) => 'f',
        Some(Outcome::Advisory(_)) => 'a',
        Some(Outcome::Inconclusive { .. }) => 'i',
        Some(Outcome::Skipped(_)) => 's',
    }
}

const STEPS: [&str; 8] = ["created", "read", "listed", "updated", "read-after-update", "deleted", "gone", "unlisted"];

#[test]
fn ordinary_manners_are_no_failures() -> Tested {
    let expected = [
        ("", "pppppppp"),
        // RFC 9110 section 15.3.3: the server has not acted on the request yet.
        ("later", "pppppppp"),
        ("never", "pissssss"),
        ("deleted later", "ppppppii"),
        // RFC 9110 section 9.3.5: a server may keep a deleted resource. Many shops and banks do.
        ("state", "ppppppaa"),
        ("empty is null", "pppppppp"),
        // OpenAPI 3.0.4, Schema Object, `writeOnly`: should not be sent.
        ("null password", "aaaaappi"),
    ];
    let mut found = Vec::new();
    for (manner, _) in expected {
        let report = report(manner)?;
        assert!(report.passed(), "{manner}: {report}");
        found.push((manner, STEPS.iter().map(|name| step(&report, name)).collect::<String>()));
    }
    assert_eq!(found, expected.map(|(manner, steps)| (manner, steps.to_owned())));
    Ok(())
}

#[test]
fn bugs_that_look_like_them_are_failures() -> Tested {
    for (bug, failing) in [("nothing is deleted", "gone"), ("password", "created"), ("notes are lost", "created")] {
        let report = report(bug)?;
        assert_eq!(step(&report, failing), 'f', "{bug}: {report}");
    }
    Ok(())
}

/// A case of DELETE creates a resource of its own, unless it is skipped.
#[test]
fn nothing_is_created_for_a_case_that_is_skipped() -> Tested {
    let of = |fail_fast| report_with("one account, any id", Options { fail_fast, ..Options::default() });
    let (report, accounts) = of(true)?;
    assert!(!report.passed() && report.counts().skipped > 20, "{report}");
    assert_eq!(accounts.late, Some(0), "{report}");
    assert!(of(false)?.1.late > Some(0));
    Ok(())
}
