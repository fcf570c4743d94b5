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
