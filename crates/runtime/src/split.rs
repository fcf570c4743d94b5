//! Splits JSON Lines and JSON text sequences (RFC 7464) into texts, however they are cut into chunks.

use std::collections::VecDeque;

/// The separator before each text of a sequence (RFC 7464 section 2.2).
const RECORD_SEPARATOR: u8 = 0x1e;

/// An item has more bytes than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge {
    /// The limit, in bytes.
    pub(crate) limit: usize,
}

/// A splitter of JSON Lines, and NDJSON: each line is a text, empty lines are ignored.
#[derive(Debug)]
pub(crate) struct Lines {
    limit: usize,
    line: Vec<u8>,
    texts: VecDeque<Vec<u8>>,
}

impl Lines {
    /// Returns a splitter for lines of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Lines { limit, line: Vec::new(), texts: VecDeque::new() }
    }

    /// Changes the largest number of bytes of one line.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Returns the next line that has ended.
    pub(crate) fn next(&mut self) -> Option<Vec<u8>> {
        self.texts.pop_front()
    }

    /// Reads the next bytes of the body.
    ///
    /// # Errors
    ///
    /// A line has more bytes than the limit. The lines before it are still returned by [`next`](Self::next).
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        let mut parts = chunk.split(|byte| *byte == b'\n');
        let first = parts.next().unwrap_or_default();
        append(&mut self.line, first, self.limit)?;
        for part in parts {
            self.finish();
            append(&mut self.line, part, self.limit)?;
        }
        Ok(())
    }

    /// Reads the end of the body. The last line needs no line end.
    pub(crate) fn finish(&mut self) {
        let line = std::mem::take(&mut self.line);
        let text = line.trim_ascii();
        if !text.is_empty() {
            self.texts.push_back(text.to_owned());
        }
    }
}

/// A splitter of JSON text sequences.
///
/// A text is returned at its last byte, not at the next separator, which may be sent much later. An object, array or string ends
/// with its last delimiter, and other texts end with the white space that must follow them (RFC 7464 section 2.4).
#[derive(Debug)]
pub(crate) struct Sequence {
    limit: usize,
    text: Vec<u8>,
    state: SequenceState,
    texts: VecDeque<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum SequenceState {
    /// Before the first byte of a text that is not white space.
    Before,
    /// In an object or array, or in a text that has not begun with a separator; `depth` counts the open brackets.
    Inside { depth: usize },
    /// In a string, whose end is at this depth.
    String { depth: usize, is_escaped: bool },
    /// In a number or literal name.
    Scalar,
    /// After a text.
    After,
    /// In bytes that do not follow a separator.
    Stray,
}

impl Sequence {
    /// Returns a splitter for texts of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        // The body must begin with a separator.
        Sequence { limit, text: Vec::new(), state: SequenceState::After, texts: VecDeque::new() }
    }

    /// Changes the largest number of bytes of one text.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Returns the next text that has ended. It need not be JSON.
    pub(crate) fn next(&mut self) -> Option<Vec<u8>> {
        self.texts.pop_front()
    }

    /// Reads the next bytes of the body.
    ///
    /// # Errors
    ///
    /// A text has more bytes than the limit. The texts before it are still returned by [`next`](Self::next).
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        chunk.iter().try_for_each(|byte| self.read(*byte))
    }

    /// Reads the end of the body.
    pub(crate) fn finish(&mut self) {
        self.cut();
        self.state = SequenceState::After;
    }

    fn read(&mut self, byte: u8) -> Result<(), TooLarge> {
        if byte == RECORD_SEPARATOR {
            self.cut();
            self.state = SequenceState::Before;
            return Ok(());
        }
        let is_space = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        match self.state {
            SequenceState::Before | SequenceState::After if is_space => return Ok(()),
            SequenceState::Before => {
                self.state = match byte {
                    b'{' | b'[' => SequenceState::Inside { depth: 1 },
                    b'"' => SequenceState::String { depth: 0, is_escaped: false },
                    _ => SequenceState::Scalar,
                };
            }
            SequenceState::After => self.state = SequenceState::Stray,
            SequenceState::Scalar if is_space => {
                self.end();
                return Ok(());
            }
            _ => {}
        }
        append(&mut self.text, &[byte], self.limit)?;
        // The first byte of a text has changed the state already.
        if self.text.len() == 1 {
            return Ok(());
        }
        match self.state {
            SequenceState::Inside { depth } => match byte {
                b'{' | b'[' => self.state = SequenceState::Inside { depth: depth + 1 },
                b'}' | b']' if depth == 1 => self.end(),
                b'}' | b']' => self.state = SequenceState::Inside { depth: depth - 1 },
                b'"' => self.state = SequenceState::String { depth, is_escaped: false },
                _ => {}
            },
            SequenceState::String { depth, is_escaped: true } => {
                self.state = SequenceState::String { depth, is_escaped: false }
            }
            SequenceState::String { depth, .. } => match byte {
                b'\\' => self.state = SequenceState::String { depth, is_escaped: true },
                b'"' if depth == 0 => self.end(),
                b'"' => self.state = SequenceState::Inside { depth },
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self) {
        self.texts.push_back(std::mem::take(&mut self.text));
        self.state = SequenceState::After;
    }

    /// Ends a text where it is cut off. A number or literal name may lack its last bytes, which must not make another value of
    /// it (RFC 7464 section 2.4), so it is replaced by an empty text, which is no JSON.
    fn cut(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            if self.state == SequenceState::Scalar {
                text.clear();
            }
            self.texts.push_back(text);
        }
    }
}

fn append(text: &mut Vec<u8>, part: &[u8], limit: usize) -> Result<(), TooLarge> {
    if text.len() + part.len() > limit {
        return Err(TooLarge { limit });
    }
    text.extend_from_slice(part);
    Ok(())
}
