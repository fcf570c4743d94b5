//! Messages that are no problems, shown as problems are.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::window::{Page, Window};
use super::{Options, short};
use crate::problem::Severity;
use crate::source::{Source, Span};

/// A message about a place of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The level; `None` for information.
    pub severity: Option<Severity>,
    /// The code of the message.
    pub code: String,
    /// The message.
    pub message: String,
    /// The place.
    pub at: Span,
    /// More about the message, such as a place in another document.
    pub notes: Vec<String>,
    /// The suggestion.
    pub help: String,
}

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The name of the file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Returns the positions of places, in their order. Takes time in proportion to the size of the source once, and not for each place.
pub fn positions(source: &Source, places: &[Span]) -> Vec<Position> {
    let files = source.files();
    let pages: Vec<Page<'_>> = source.texts(&files).map(Page::of).collect();
    let position = |at: &Span| {
        let page = &pages[Page::holding(&pages, source.original(*at))];
        let (line, column) = page.position(page.local(source.original(*at)).start);
        Position { file: page.text.name.to_owned(), line, column }
    };
    places.iter().map(position).collect()
}

/// Renders messages, one text for each.
pub fn render_notes(source: &Source, notes: &[Note], options: Options) -> Vec<String> {
    let files = source.files();
    let pages: Vec<Page<'_>> = source.texts(&files).map(Page::of).collect();
    notes.iter().map(|note| one(&pages, note, source.original(note.at), options.color)).collect()
}

fn one(pages: &[Page<'_>], note: &Note, at: Span, color: bool) -> String {
    let level = match note.severity {
        Some(Severity::Error) => Level::ERROR,
        Some(Severity::Warning) => Level::WARNING,
        None => Level::INFO,
    };
    let (message, help) = (short(&note.message), short(&note.help));
    let page = &pages[Page::holding(pages, at)];
    let at = page.local(at);
    let window = Window::around(page, at, &[]);
    let snippet = Snippet::source(window.text.as_str())
        .line_start(window.first_line)
        .fold(true)
        .annotation(AnnotationKind::Primary.span(window.place(at)));
    let title = level.primary_title(&message).id(note.code.as_str());
    let mut title = if page.lines[window.first_line - 1] == window.start {
        title.element(snippet.path(page.text.name))
    } else {
        let (line, column) = page.position(at.start);
        title.element(Origin::path(page.text.name).line(line).char_column(column)).element(snippet)
    };
    for text in &note.notes {
        title = title.element(Level::NOTE.message(text));
    }
    if !help.is_empty() {
        title = title.element(Level::HELP.message(&help));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[title]).to_string()
}
