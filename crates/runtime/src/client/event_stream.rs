//! Splits event streams into events (HTML, sections 9.2.5 and 9.2.6), however they are cut into chunks.

use std::collections::VecDeque;

use super::split::TooLarge;

/// The fields of one event, before its data is deserialized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// `id`, if the event has it and it has no NUL.
    pub(crate) id: Option<String>,
    /// `event`, which may be empty.
    pub(crate) event: Option<String>,
    /// The lines of `data`, joined by LF.
    pub(crate) data: String,
    /// `retry`, in milliseconds.
    pub(crate) retry: Option<u64>,
}

/// The parser of an event stream.
#[derive(Debug)]
pub(crate) struct Parser {
    /// The largest number of bytes of one event.
    limit: usize,
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// Whether the last line ended with CR, so that a following LF belongs to that end.
    ended_with_cr: bool,
    /// Whether no line has ended yet. Only the first line can begin with a byte order mark.
    is_first_line: bool,
    /// The fields of the event that has not ended yet.
    fields: Fields,
    /// Whether that event has a line of data. An event without data is not dispatched.
    has_data: bool,
    last_id: Option<String>,
    retry: Option<u64>,
    events: VecDeque<Fields>,
}

impl Parser {
    /// Returns a parser for a new stream whose events have at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Parser {
            limit,
            line: Vec::new(),
            ended_with_cr: false,
            is_first_line: true,
            fields: Fields::default(),
            has_data: false,
            last_id: None,
            retry: None,
            events: VecDeque::new(),
        }
    }

    /// Changes the largest number of bytes of one event.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Returns the last `id` of the stream: the value of `Last-Event-ID` when the stream is requested again.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// Returns the last `retry` of the stream, in milliseconds.
    pub(crate) fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Forgets the event that has not ended, and reads the beginning of a new stream. Keeps the id and the time of the old one.
    pub(crate) fn restart(&mut self) {
        let (last_id, retry) = (self.last_id.take(), self.retry);
        *self = Parser { last_id, retry, ..Parser::new(self.limit) };
    }

    /// Returns the next event that has ended.
    pub(crate) fn next(&mut self) -> Option<Fields> {
        self.events.pop_front()
    }

    /// Reads the next bytes of the stream.
    ///
    /// # Errors
    ///
    /// An event has more bytes than the limit. The events before it are still returned by [`next`](Self::next).
    pub(crate) fn push(&mut self, mut chunk: &[u8]) -> Result<(), TooLarge> {
        if self.ended_with_cr && !chunk.is_empty() {
            self.ended_with_cr = false;
            chunk = chunk.strip_prefix(b"\n").unwrap_or(chunk);
        }
        while let Some(end) = chunk.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            self.extend(&chunk[..end])?;
            let is_cr = chunk[end] == b'\r';
            chunk = &chunk[end + 1..];
            if is_cr {
                self.ended_with_cr = chunk.is_empty();
                chunk = chunk.strip_prefix(b"\n").unwrap_or(chunk);
            }
            self.end_line();
        }
        self.extend(chunk)
    }

    fn extend(&mut self, part: &[u8]) -> Result<(), TooLarge> {
        let Fields { id, event, data, .. } = &self.fields;
        let texts = [id.as_deref(), event.as_deref(), Some(data.as_str())];
        let before: usize = texts.into_iter().flatten().map(str::len).sum();
        if before + self.line.len() + part.len() > self.limit {
            return Err(TooLarge { limit: self.limit });
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut line = line.as_slice();
        if std::mem::replace(&mut self.is_first_line, false) {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        if line.is_empty() {
            self.end_event();
            return;
        }
        // Line ends are ASCII, so the decoding of a line is that line of the decoded stream.
        let line = String::from_utf8_lossy(line);
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.fields.data.push('\n');
                }
                self.fields.data.push_str(value);
            }
            "event" => self.fields.event = Some(value.to_owned()),
            "id" if !value.contains('\0') => self.fields.id = Some(value.to_owned()),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let Ok(milliseconds) = value.parse() {
                    self.fields.retry = Some(milliseconds);
                    self.retry = Some(milliseconds);
                }
            }
            // Comments have an empty name.
            _ => {}
        }
    }

    fn end_event(&mut self) {
        let fields = std::mem::take(&mut self.fields);
        // The id counts, whether the event is dispatched or not.
        if let Some(id) = &fields.id {
            self.last_id = Some(id.clone());
        }
        if std::mem::replace(&mut self.has_data, false) {
            self.events.push_back(fields);
        }
    }
}
