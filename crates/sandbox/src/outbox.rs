//! The outbox: the last messages that the API would have sent, in memory, with masked phone numbers.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::phone::masked;

/// The last messages, oldest first.
#[derive(Debug)]
pub struct Outbox {
    capacity: usize,
    messages: Mutex<VecDeque<Message>>,
}

/// One message. The whole phone number is not stored.
#[derive(Clone, Debug)]
struct Message {
    sid: String,
    phone: String,
    template: Option<String>,
    is_voice: bool,
    at: DateTime<Utc>,
}

impl Outbox {
    /// An empty outbox for up to `capacity` messages.
    pub fn new(capacity: usize) -> Self {
        Outbox { capacity, messages: Mutex::default() }
    }

    /// Adds a message, and removes the oldest one if the outbox is full.
    pub fn push(&self, sid: &str, phone: &str, template: Option<String>, is_voice: bool) {
        let message = Message { sid: sid.to_owned(), phone: masked(phone), template, is_voice, at: Utc::now() };
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_back(message);
        while messages.len() > self.capacity {
            messages.pop_front();
        }
    }

    /// All messages as JSON.
    pub fn json(&self) -> Value {
        let messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = messages.iter().map(|message| {
            json!({
                "Sid": message.sid,
                "Phone": message.phone,
                "Template": message.template,
                "By": if message.is_voice { "voice" } else { "sms" },
                "At": message.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            })
        });
        json!({ "Messages": shown.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::Outbox;

    #[test]
    fn the_oldest_messages_make_room_and_numbers_are_masked() {
        let outbox = Outbox::new(2);
        outbox.push("SM1", "+4915112345678", None, false);
        outbox.push("SM2", "+4915112345679", Some("short".to_owned()), true);
        outbox.push("SM3", "+4915112345670", None, false);
        let json = outbox.json();
        let shown = |name: &str| -> Vec<&serde_json::Value> {
            json["Messages"].as_array().into_iter().flatten().map(|message| &message[name]).collect()
        };
        assert_eq!(shown("Sid"), ["SM2", "SM3"]);
        assert_eq!(shown("By"), ["voice", "sms"]);
        assert_eq!(shown("Phone"), ["+***********79", "+***********70"]);
        assert!(!json.to_string().contains("4915112345"), "{json}");
    }
}
