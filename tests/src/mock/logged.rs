//! The log of a server with the feature `tracing`.

use std::sync::{Arc, Mutex};

use password_otp_server::{Mock, Undocumented};
use tracing_subscriber::layer::{Context, SubscriberExt};

use super::{Credential, Request, Response, client, phone};

/// The fields of the events of a thread, as text.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Events {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Fields(String);
        impl tracing::field::Visit for Fields {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                self.0.push_str(&format!("{field}={value:?} "));
            }
        }
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        self.0.lock().expect("no test panics with the lock").push(fields.0);
    }
}

/// The events of the server while it responds with 500 to a request.
async fn events(mock: Mock) -> Vec<String> {
    let events = Events::default();
    let subscriber = tracing_subscriber::registry().with(events.clone());
    let _default = tracing::subscriber::set_default(subscriber);
    let error = client(&mock).request_otp_for_password_reset(phone()).send().await.expect_err("a failure");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    let events = events.0.lock().expect("no test panics with the lock");
    events.iter().filter(|event| event.contains("documented")).cloned().collect()
}

#[tokio::test]
async fn an_undocumented_error_is_logged_with_its_operation() {
    let fail = |_| async { Err::<Response, _>(Undocumented::from("the disk is full")) };
    let mock = Mock::new().request_otp_for_password_reset(fail);
    let found = events(mock).await;
    let expected = "message=undocumented error operation=\"RequestOTPForPasswordReset\" error=the disk is full ";
    assert_eq!(found, [expected]);
}

#[tokio::test]
async fn a_panic_is_logged() {
    // The type of the closure's result has to be known.
    let panic = |request: Request<Credential>| async move {
        assert!(request.body.phone.is_empty(), "a panic");
        Err::<Response, _>(Undocumented::not_implemented())
    };
    let mock = Mock::new().request_otp_for_password_reset(panic);
    assert_eq!(events(mock).await, ["message=no documented response error=the handler panicked "]);
}
