//! Rendering of problems as text: code, title, place, the underlined line, suggestion.

mod github;
mod group;
mod json;
mod note;
mod record;
mod sarif;
mod window;

use std::borrow::Cow;
use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::problem::{Problem, Severity};
use crate::source::{Source, Span};
pub use github::{MAX_ANNOTATIONS, annotation, github};
use group::SimilarProblems;
pub use json::{PROBLEMS_SCHEMA, json};
pub use note::{Note, Position, positions, render_notes};
pub use record::FileProblem;
pub use sarif::{location as sarif_location, sarif};
use window::{Page, Window};

/// The maximum number of errors, and of groups of warnings, that are shown.
const SHOWN: (usize, usize) = (100, 20);

/// How [`render`] shows problems.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether to mark the parts of the text with ANSI escape codes.
    pub color: bool,
    /// Whether to show every problem. By default a problem that occurs many times is shown once with the number of times
    /// and the first places, and a report has at most 100 errors and 20 warnings; the rest is counted by code.
    pub verbose: bool,
}

/// Renders problems in the order of the document, each with file, line, column and suggestion. The last line counts all
/// errors and warnings. Returns an empty text if there are no problems.
pub fn render(source: &Source, problems: &[Problem], options: Options) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by_cached_key(|problem| (problem.at, problem.kind.code()));
    let files = source.files();
    let pages: Vec<Page<'_>> = source.texts(&files).map(Page::of).collect();
    let mut text = String::new();
    let mut shown = (0, 0);
    let mut left: BTreeMap<(Severity, Cow<'_, str>), usize> = BTreeMap::new();
    for group in group::groups(&sorted, options.verbose) {
        let (count, most) = match group.first.severity() {
            Severity::Error => (&mut shown.0, SHOWN.0),
            Severity::Warning => (&mut shown.1, SHOWN.1),
        };
        *count += 1;
        if *count > most && !options.verbose {
            *left.entry((group.first.severity(), group.first.kind.code())).or_default() += group.len();
        } else {
            text.push_str(&(one(&pages, &group, options.color) + "\n\n"));
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

/// Renders the first problem of a group, with a note about the others.
fn one(pages: &[Page<'_>], group: &SimilarProblems<'_>, color: bool) -> String {
    let problem = group.first;
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let code = problem.kind.code();
    let message = short(&problem.kind.to_string());
    let suggestion = short(&problem.kind.suggestion());
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
        // The snippet would count columns from the cut of a long line, so the place is shown apart from it.
        let (line, column) = page.position(at.start);
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
    let note = group.note(pages);
    if let Some(note) = &note {
        title = title.element(Level::NOTE.message(note));
    }
    let report = [title.element(Level::HELP.message(&suggestion))];
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report).to_string()
}

/// The maximum number of characters of a message that are shown: it may contain long values of the document.
const MESSAGE_LIMIT: usize = 400;

fn short(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
