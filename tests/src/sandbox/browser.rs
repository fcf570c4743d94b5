//! The API reference in a real browser, where one is installed.

use password_otp_sandbox::Config;

use super::scenarios::served;
use crate::support::KEY;
use crate::support::chromium::Chromium;
use crate::support::wire::{exchange, request};

/// Waits for what a function gives to be something, for 10 s.
const WAIT: &str = "
    const wait = async (what) => {
        for (let i = 0; i < 500; i++) {
            const found = what();
            if (found) return found;
            await new Promise((later) => setTimeout(later, 20));
        }
        throw new Error('waited in vain for ' + what);
    };
    const one = (selector) => document.querySelector(selector);
    const type = (input, text) => {
        // React listens to what the browser's own setter does.
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
        input.dispatchEvent(new Event('input', { bubbles: true }));
        // The page waits for more to be typed, until the field is left.
        input.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    };";

/// Presses the button that tries the request, and gives the status and the body that the page then shows.
const TRY: &str = "
    one('.execute').click();
    await wait(() => !one('.loading-container .loading'));
    const row = await wait(() => one('.live-responses-table tbody .response'));
    return [row.querySelector('.response-col_status').innerText.trim(), row.innerText];";

fn script(text: &str) -> String {
    format!("(async () => {{ {WAIT} {text} }})()")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_request_is_tried_from_the_page() {
    let address = served(&Config::new(KEY)).await;
    let outbox = async || exchange(&address, &request("GET", "/_sandbox/outbox", &[], b"")).await.json();
    let url = format!("http://{address}/");
    let done = tokio::task::spawn_blocking(move || {
        let mut browser = Chromium::start()?;
        browser.open(&url);
        browser.evaluate(&script("await wait(() => one('.execute'));"));
        assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new());
        let definitions = browser.evaluate(&script("return (await wait(() => one('.typescript pre'))).innerText;"));
        let expected = include_str!("../../../openapi/password-otp.d.ts");
        assert_eq!(definitions.as_str().map(str::trim), Some(expected.trim()));
        let enter_key = format!(
            "one('.authorize').click();
             type(await wait(() => one('.auth-container input')), {});
             one('.auth-container button[type=submit]').click();
             (await wait(() => one('.btn-done'))).click();
             await wait(() => !one('.auth-container'));",
            serde_json::Value::from(KEY)
        );
        browser.evaluate(&script(&enter_key));
        let sent = browser.evaluate(&script(TRY));
        assert_eq!(sent[0], "200", "{sent}");
        assert!(sent[1].as_str().is_some_and(|shown| shown.contains("\"IsPosted\": true")), "{sent}");
        assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new());
        let prefer = "type(one('input[placeholder=Prefer]'), 'apikey-wrong');
                      one('.btn-clear').click();
                      await wait(() => !one('.live-responses-table'));";
        let refused = browser.evaluate(&script(&format!("{prefer} {TRY}")));
        assert_eq!(refused[0], "403", "{refused}");
        assert!(refused[1].as_str().is_some_and(|shown| shown.contains("The API key is unauthorized")), "{refused}");
        let elsewhere: Vec<&str> =
            browser.requested().into_iter().filter(|to| !to.starts_with(&url) && !to.starts_with("data:")).collect();
        assert_eq!(elsewhere, Vec::<&str>::new(), "all comes from the sandbox");
        Some(())
    });
    match done.await.expect("the browser ran") {
        Some(()) => {
            let messages = outbox().await;
            assert_eq!(messages["Messages"][0]["Phone"], "+********90");
            assert_eq!(messages["Messages"][0]["By"], "voice", "as published: isvoiceotp=true");
            assert_eq!(messages["Messages"][0]["Template"], "SMS-Template");
        }
        None => eprintln!("skipped: no Chromium on this machine"),
    }
}
