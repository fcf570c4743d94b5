//! Problems → the text that a person reads: code, place, the line with the place underlined, remedy.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::problem::{Problem, Severity};
use crate::source::{Source, Span};

/// Renders problems in the order of the document, each with its file, line, column and remedy, and a last line that
/// counts them. With `color`, ANSI escapes mark the parts.
pub fn render(source: &Source, problems: &[Problem], color: bool) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| (problem.at, problem.kind.code()));
    let lines = line_starts(source);
    let mut text: String = sorted.iter().map(|problem| one(source, &lines, problem, color) + "\n\n").collect();
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
    let warnings = problems.len() - errors;
    let counted = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }))
        .collect::<Vec<_>>()
        .join(", ");
    if !counted.is_empty() {
        text.push_str(&format!("{}: {counted}\n", source.name));
    }
    text
}

/// Where each line starts.
fn line_starts(source: &Source) -> Vec<usize> {
    let breaks = source.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
}

fn one(source: &Source, lines: &[usize], problem: &Problem, color: bool) -> String {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let code = problem.kind.code();
    let message = problem.kind.to_string();
    let help = problem.kind.help();
    let window = Window::around(source, lines, problem);
    let mut snippet = Snippet::source(window.text.as_str())
        .path(&source.name)
        .line_start(window.first_line)
        .fold(true)
        .annotation(AnnotationKind::Primary.span(window.place(problem.at)));
    for (label, at) in &problem.related {
        snippet = snippet.annotation(AnnotationKind::Context.span(window.place(*at)).label(*label));
    }
    let report = [level.primary_title(&message).id(code).element(snippet).element(Level::HELP.message(&help))];
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report).to_string()
}

/// The lines that a problem touches. Long lines are cut around the place, and the rest of the document is left out:
/// a report of a 10 MB document, or of one in a single line, stays as small as any other.
struct Window {
    text: String,
    first_line: usize,
    /// Byte of the document at which `text` starts.
    start: usize,
}

/// Bytes of one line that are shown at the most, on either side of the place.
const LINE_LIMIT: usize = 160;

impl Window {
    fn around(source: &Source, lines: &[usize], problem: &Problem) -> Self {
        let places = std::iter::once(problem.at).chain(problem.related.iter().map(|(_, at)| *at));
        let (low, high) = places
            .fold((problem.at.start, problem.at.start), |(low, high), at| (low.min(at.start), high.max(at.start)));
        let bytes = &source.bytes;
        let low = low.min(bytes.len());
        let line_start = bytes[..low].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let start = character_start(bytes, line_start.max(low.saturating_sub(LINE_LIMIT)));
        let high = high.min(bytes.len());
        let line_end = bytes[high..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| high + at);
        let end = character_start(bytes, line_end.min(high.saturating_add(LINE_LIMIT)));
        Window {
            text: String::from_utf8_lossy(&bytes[start..end]).into_owned(),
            first_line: lines.partition_point(|line| *line <= start),
            start,
        }
    }

    /// The part of a place that is shown: its first line.
    fn place(&self, at: Span) -> std::ops::Range<usize> {
        let start = at.start.saturating_sub(self.start).min(self.text.len());
        let end = at.end.saturating_sub(self.start).clamp(start, self.text.len());
        let first_line = self.text.get(start..end).and_then(|text| text.find('\n')).map_or(end, |at| start + at);
        if self.text.is_char_boundary(start) && self.text.is_char_boundary(first_line) {
            start..first_line
        } else {
            0..0
        }
    }
}

fn character_start(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && at < bytes.len() && bytes[at] & 0b1100_0000 == 0b1000_0000 {
        at -= 1;
    }
    at
}
