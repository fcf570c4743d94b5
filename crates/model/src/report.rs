//! Problems → the text that a person reads: code, place, the line with the place underlined, remedy.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::problem::{Problem, Severity};
use crate::source::{Source, Span, Text};

/// Errors and warnings that are shown at the most: nobody reads more of them, and a document may have thousands.
const SHOWN: (usize, usize) = (100, 20);

/// Renders problems in the order of the document, each with its file, line, column and remedy, and a last line that
/// counts them. Of very many the first are shown, and the rest are counted by code. With `color`, ANSI escapes mark the
/// parts.
pub fn render(source: &Source, problems: &[Problem], color: bool) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_key(|problem| (problem.at, problem.kind.code()));
    let files = source.files();
    let pages: Vec<Page<'_>> = source.texts(&files).map(Page::of).collect();
    let mut text = String::new();
    let mut shown = (0, 0);
    let mut left: BTreeMap<(Severity, String), usize> = BTreeMap::new();
    for problem in sorted {
        let (count, most) = match problem.severity() {
            Severity::Error => (&mut shown.0, SHOWN.0),
            Severity::Warning => (&mut shown.1, SHOWN.1),
        };
        *count += 1;
        if *count > most {
            *left.entry((problem.severity(), problem.kind.code())).or_default() += 1;
        } else {
            text.push_str(&(one(&pages, problem, color) + "\n\n"));
        }
    }
    for (severity, noun) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        let of_severity = left.iter().filter(|((of, _), _)| *of == severity);
        let (counts, codes): (Vec<usize>, Vec<String>) =
            of_severity.map(|((_, code), count)| (*count, format!("{code} ({count})"))).unzip();
        if !codes.is_empty() {
            text.push_str(&format!("and {} more {noun}s: {}\n\n", counts.iter().sum::<usize>(), codes.join(", ")));
        }
    }
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

/// One of the texts of a source.
struct Page<'s> {
    text: Text<'s>,
    /// Where each line starts.
    lines: Vec<usize>,
}

impl<'s> Page<'s> {
    fn of(text: Text<'s>) -> Self {
        let breaks = text.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Page { text, lines: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    /// The index of the page where a place is.
    fn holding(pages: &[Self], at: Span) -> usize {
        pages.iter().rposition(|page| page.text.base <= at.start).unwrap_or(0)
    }

    /// The place in the text of this page.
    fn local(&self, at: Span) -> Span {
        Span { start: at.start.saturating_sub(self.text.base), end: at.end.saturating_sub(self.text.base) }
    }
}

fn one(pages: &[Page<'_>], problem: &Problem, color: bool) -> String {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let code = problem.kind.code();
    let message = short(&problem.kind.to_string());
    let help = short(&problem.kind.help());
    let own = Page::holding(pages, problem.at);
    let page = &pages[own];
    let (name, at) = (page.text.name, page.local(problem.at));
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        problem.related.iter().copied().partition(|(_, place)| Page::holding(pages, *place) == own);
    let here: Vec<(&str, Span)> = here.into_iter().map(|(label, place)| (label, page.local(place))).collect();
    let window = Window::around(page, at, &here);
    let mut snippet = Snippet::source(window.text.as_str())
        .line_start(window.first_line)
        .fold(true)
        .annotation(AnnotationKind::Primary.span(window.place(at)));
    for (label, place) in here.iter().filter(|(_, place)| window.shows(*place)) {
        snippet = snippet.annotation(AnnotationKind::Context.span(window.place(*place)).label(*label));
    }
    let title = level.primary_title(&message).id(code);
    let mut title = if page.lines[window.first_line - 1] == window.start {
        title.element(snippet.path(name))
    } else {
        // The snippet does not know what was cut from a long line, so the place is given apart from it.
        let (line, column) = position(page, at.start);
        title.element(Origin::path(name).line(line).char_column(column)).element(snippet)
    };
    for (label, place) in elsewhere {
        let page = &pages[Page::holding(pages, place)];
        let place = page.local(place);
        let window = Window::around(page, place, &[]);
        let annotation = AnnotationKind::Context.span(window.place(place)).label(label);
        let snippet = Snippet::source(window.text.clone()).line_start(window.first_line).fold(true);
        title = title.element(snippet.path(page.text.name).annotation(annotation));
    }
    let report = [title.element(Level::HELP.message(&help))];
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report).to_string()
}

/// Line and column of a byte, both from 1, the column in characters.
fn position(Page { text, lines }: &Page<'_>, at: usize) -> (usize, usize) {
    let at = at.min(text.bytes.len());
    let line = lines.partition_point(|line| *line <= at).max(1);
    let column = String::from_utf8_lossy(&text.bytes[lines[line - 1]..at]).chars().count() + 1;
    (line, column)
}

/// Characters of a message that are shown: values of the document stand in it, and may be of any length.
const MESSAGE_LIMIT: usize = 400;

fn short(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The lines that a problem touches. Long lines are cut around the place, and the rest of the document is left out:
/// a report of a 10 MB document, or of one in a single line, stays as small as any other.
struct Window {
    text: String,
    first_line: usize,
    /// Byte of the file at which `text` starts.
    start: usize,
    /// Byte of the file at which it ends.
    end: usize,
}

/// Bytes of one line that are shown at the most, on either side of the place.
const LINE_LIMIT: usize = 160;

/// Bytes that may lie between the places of one problem, for all of them to be shown: over lines, and in one line.
const SPREAD_LIMIT: (usize, usize) = (4_000, 200);

impl Window {
    fn around(Page { text, lines }: &Page<'_>, at: Span, related: &[(&str, Span)]) -> Self {
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
        // Bytes that are no text would become longer than they are, and move what is underlined.
        let is_text = std::str::from_utf8(&bytes[..end]).is_ok() || std::str::from_utf8(&bytes[start..end]).is_ok();
        let (start, end) = (character_start(bytes, start), character_start(bytes, end));
        let text = if is_text || std::str::from_utf8(&bytes[start..end]).is_ok() {
            String::from_utf8_lossy(&bytes[start..end]).into_owned()
        } else {
            bytes[start..end].iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect()
        };
        Window { text: text.replace('\r', " "), first_line: line(start), start, end }
    }

    fn shows(&self, at: Span) -> bool {
        (self.start..=self.end).contains(&at.start)
    }

    /// The part of a place that is shown: its first line.
    fn place(&self, at: Span) -> std::ops::Range<usize> {
        let boundary = |mut at: usize| {
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary(at.start.saturating_sub(self.start).min(self.text.len()));
        let end = boundary(at.end.saturating_sub(self.start).clamp(start, self.text.len()));
        let first_line = self.text[start..end].find('\n').map_or(end, |at| start + at);
        start..first_line
    }
}

fn character_start(bytes: &[u8], mut at: usize) -> usize {
    while at > 0 && at < bytes.len() && bytes[at] & 0b1100_0000 == 0b1000_0000 {
        at -= 1;
    }
    at
}
