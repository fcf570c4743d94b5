//! The part of a file that a report shows.

use crate::source::{SourceText, Span};

/// One file of a source.
pub(super) struct Page<'s> {
    pub text: SourceText<'s>,
    /// The byte at which each line starts.
    pub lines: Vec<usize>,
}

impl<'s> Page<'s> {
    pub(super) fn of(text: SourceText<'s>) -> Self {
        let breaks = text.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Page { text, lines: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    /// Returns the index of the page that contains a place.
    pub(super) fn holding(pages: &[Self], at: Span) -> usize {
        pages.iter().rposition(|page| page.text.base <= at.start).unwrap_or(0)
    }

    /// Converts a place of the source to one of this page.
    pub(super) fn local(&self, at: Span) -> Span {
        Span { start: at.start.saturating_sub(self.text.base), end: at.end.saturating_sub(self.text.base) }
    }

    /// Returns the line and column of a byte, both from 1, the column in characters.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let at = at.min(self.text.bytes.len());
        let line = self.lines.partition_point(|line| *line <= at).max(1);
        let column = String::from_utf8_lossy(&self.text.bytes[self.lines[line - 1]..at]).chars().count() + 1;
        (line, column)
    }
}

/// The lines of a page that a report shows. Long lines are cut around the place, so that the report of a document with a
/// single line of 10 MB is as short as any other.
pub(super) struct Window {
    pub text: String,
    pub first_line: usize,
    /// The byte of the file at which `text` starts.
    pub start: usize,
    /// The byte of the file at which it ends.
    end: usize,
    /// Whether the last line continues behind `end`.
    is_cut: bool,
}

/// The maximum number of bytes of one line that are shown on either side of the place.
const LINE_LIMIT: usize = 160;

/// The maximum distance in bytes between the places of one problem that are shown together: on different lines, and on
/// the same line.
const SPREAD_LIMIT: (usize, usize) = (4_000, 200);

impl Window {
    /// Returns the lines around a place, and around related places that are near.
    pub(super) fn around(Page { text, lines }: &Page<'_>, at: Span, related: &[(&str, Span)]) -> Self {
        let bytes = text.bytes;
        let at = at.start.min(bytes.len());
        let line = |at: usize| lines.partition_point(|line| *line <= at).max(1);
        let is_near = |start: &usize| {
            let limit = if line(*start) == line(at) { SPREAD_LIMIT.1 } else { SPREAD_LIMIT.0 };
            start.abs_diff(at) < limit
        };
        let near = related.iter().map(|(_, place)| place.start).filter(is_near);
        let (low, high) = near.fold((at, at), |(low, high), start| (low.min(start), high.max(start)));
        let start = lines[line(low) - 1].max(low.saturating_sub(LINE_LIMIT));
        let line_end = lines.get(line(high)).map_or(bytes.len(), |next| next - 1);
        let end = line_end.min(high.saturating_add(LINE_LIMIT));
        // The replacement character is longer than a byte: it would move the underline.
        let is_text = std::str::from_utf8(&bytes[..end]).is_ok() || std::str::from_utf8(&bytes[start..end]).is_ok();
        let (start, end) = (character_start(bytes, start), character_start(bytes, end));
        let text = if is_text || std::str::from_utf8(&bytes[start..end]).is_ok() {
            String::from_utf8_lossy(&bytes[start..end]).into_owned()
        } else {
            bytes[start..end].iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect()
        };
        Window { text: text.replace('\r', " "), first_line: line(start), start, end, is_cut: end < line_end }
    }

    /// Returns whether the window contains the start of a place.
    pub(super) fn shows(&self, at: Span) -> bool {
        (self.start..=self.end).contains(&at.start)
    }

    /// Converts a place of the page to a range of the text: its first line. If the window cuts this line within the place, as in a document
    /// of one line, the range is the first character only: otherwise most of the text would be marked.
    pub(super) fn place(&self, at: Span) -> std::ops::Range<usize> {
        let boundary = |mut at: usize| {
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary(at.start.saturating_sub(self.start).min(self.text.len()));
        let end = boundary(at.end.saturating_sub(self.start).clamp(start, self.text.len()));
        let first_line = self.text[start..end].find('\n').map_or(end, |at| start + at);
        let is_cut = self.is_cut && first_line == self.text.len() && at.end > self.end;
        let first = self.text[start..].chars().next().map_or(start, |first| start + first.len_utf8());
        start..if is_cut { first } else { first_line }
    }
}

fn character_start(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && at < bytes.len() && bytes[at] & 0b1100_0000 == 0b1000_0000 {
        at -= 1;
    }
    at
}
