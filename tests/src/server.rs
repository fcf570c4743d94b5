//! The generated router against the documented examples, over a real socket, with raw HTTP.

use password_otp_server::{Documented, router};

use crate::support::curl::Curl;
use crate::support::wire::{Message, exchange, serve};
use crate::support::{file, key, operation, published, published_response, snapshot};

/// A response less what differs between runs.
fn shown(message: &Message) -> String {
    let is_date = |line: &&str| line.to_ascii_lowercase().starts_with("date: ");
    let head: Vec<&str> = message.head.split("\r\n").filter(|line| !is_date(line)).collect();
    format!("{}\n\n{}", head.join("\n"), String::from_utf8_lossy(&message.body))
}

/// The example server, on a free port.
pub async fn documented() -> String {
    serve(router(Documented::new().expect("the examples fit"))).await
}

#[tokio::test]
async fn responds_to_each_documented_request_as_published() {
    let address = documented().await;
    let curl = Curl::parse(&operation().code_samples[0].source);
    for case in operation().cases {
        let more =
            key(&case).map_or(String::new(), |key| format!("&apikey={}", key.replace('&', "%26").replace('+', "%2B")));
        let response = exchange(&address, &curl.bytes(&more)).await;
        snapshot(&format!("server_responses_{}", case.name), &shown(&response));
        assert_eq!((response.status(), response.json()), published_response(&case), "{}", case.name);
    }
}

#[tokio::test]
async fn the_published_command_gets_the_published_refusal() {
    let address = documented().await;
    let curl = Curl::parse(&file("documented/request.curl"));
    for (more, status) in [("", 400), ("&apikey=any", 200), ("&apikey=wrong", 403), ("&apikey=", 400)] {
        let expected = published(&status.to_string());
        let response = exchange(&address, &curl.bytes(more)).await;
        assert_eq!((response.status(), response.json()), (status, expected.clone()), "{more}");
        // The same by the real program, where there is one.
        let run = tokio::task::spawn_blocking({
            let (curl, address) = (Curl::parse(&file("documented/request.curl")), address.clone());
            move || curl.run(&address, more)
        });
        if let Some((code, body)) = run.await.expect("curl ran") {
            assert_eq!((code, serde_json::from_str(&body).expect("JSON")), (status, expected), "curl {more}");
        }
    }
}

/// RFC 7240: a request chooses any documented response with `Prefer`, and `Preference-Applied` confirms it.
#[tokio::test]
async fn a_valid_request_chooses_its_response() {
    let settings = password_otp_server::fake::Settings {
        prefer: String::new(),
        rate_window: std::time::Duration::from_secs(60),
        is_storing: true,
        sleep: |time| Box::pin(tokio::time::sleep(time)),
    };
    let address = serve(password_otp_server::fake_router(settings).expect("the examples fit")).await;
    let curl = Curl::parse(&file("documented/request.curl"));
    for (prefer, status) in [("code=403", 403), ("code=500", 500), ("rate-limit", 429), ("example=sent", 200)] {
        let request = curl.bytes("&apikey=any");
        let request =
            String::from_utf8(request).expect("text").replacen("\r\n", &format!("\r\nPrefer: {prefer}\r\n"), 1);
        let response = exchange(&address, request.as_bytes()).await;
        assert_eq!(response.status(), status, "{prefer}");
        assert!(response.head.contains(&format!("preference-applied: {prefer}")), "{prefer}: {}", response.head);
    }
}
