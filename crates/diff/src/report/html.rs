//! The report as one HTML page without scripts: the changes by severity, each with the lines of both documents side by side.

use model::Source;
use model::report::Position;
use model::source::Span;

use super::{Entry, Report, heading, in_rust, operations, shown};
use crate::change::Severity;

/// The maximum number of characters of a line that are shown.
const WIDTH: usize = 240;

/// The number of lines that are shown before and after the line of a change.
const RADIUS: usize = 2;

const STYLE: &str = include_str!("html.css");

/// Returns the page.
pub fn html(report: &Report<'_>) -> String {
    let title = format!("{} → {}", report.old.name, report.new.name);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{0}</title>\n<style>{STYLE}</style>\n<h1>{0}</h1>\n<p>{1}</p>\n",
        escaped(&title),
        escaped(&report.summary())
    );
    out.extend(report.crates().map(|crates| format!("<p>{crates}</p>\n")));
    out.push_str("<nav><ul>\n");
    for (severity, of) in groups(report) {
        out.push_str(&format!("<li><a href=\"#{}\">{} ({})</a></li>\n", severity.word(), heading(severity), of.len()));
    }
    out.push_str("</ul></nav>\n");
    for (severity, of) in groups(report) {
        out.push_str(&format!("<h2 id=\"{}\">{} ({})</h2>\n", severity.word(), heading(severity), of.len()));
        of.iter().for_each(|entry| out.push_str(&article(report, entry)));
    }
    out.push_str("</html>\n");
    out
}

/// The changes of each severity that there are.
fn groups<'g, 'r>(report: &'g Report<'r>) -> impl Iterator<Item = (Severity, Vec<&'g Entry<'r>>)> {
    let of = |severity: Severity| report.entries.iter().filter(move |entry| entry.change.severity == severity);
    let groups = Severity::ALL.into_iter().map(move |severity| (severity, of(severity).collect::<Vec<_>>()));
    groups.filter(|(_, entries)| !entries.is_empty())
}

fn article(report: &Report<'_>, entry: &Entry<'_>) -> String {
    let change = entry.change;
    let mut text = format!(
        "<article id=\"{0}\">\n<h3><code>{1}</code></h3>\n<p>{2} <small>{3}; fingerprint {0}</small></p>\n",
        change.fingerprint,
        escaped(&change.subject),
        escaped(&change.message),
        escaped(&change.id)
    );
    if change.operations.iter().any(|operation| !change.subject.starts_with(operation.as_str())) {
        text.push_str(&format!("<p><small>In {}</small></p>\n", escaped(&operations(change, 10))));
    }
    text.extend(in_rust(change).map(|sentence| format!("<p>{}</p>\n", capitalized(&sentence))));
    if let Some(reason) = entry.allowed {
        text.push_str(&format!("<p>Allowed: {}</p>\n", escaped(reason)));
    } else if !change.advice.is_empty() {
        text.push_str(&format!("<p>Advice: {}</p>\n", escaped(change.advice)));
    }
    let old = side("old", report.old, change.old, entry.old.as_ref());
    let new = side("new", report.new, change.new, entry.new.as_ref());
    text.push_str(&format!("<div class=\"sides\">{old}{new}</div>\n</article>\n"));
    text
}

/// The lines of one document.
fn side(class: &str, source: &Source, at: Option<Span>, position: Option<&Position>) -> String {
    let (Some(at), Some(position)) = (at, position) else {
        return format!("<div class=\"{class}\"><small>not in the {class} document</small></div>");
    };
    let (lines, marked) = source.lines_around(at.start, RADIUS);
    // The lines of a document that is written without line breaks are cut out around the place.
    let skipped = if position.column > WIDTH { position.column - WIDTH / 2 } else { 0 };
    let indent = |line: &String| line.chars().take_while(|letter| *letter == ' ').count();
    let shared = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    let mut rows = String::new();
    for (index, line) in lines.iter().enumerate() {
        let skip = skipped.max(shared);
        let shown: Vec<char> = line.chars().skip(skip).take(WIDTH).collect();
        let number = (position.line + index).saturating_sub(marked);
        if index == marked {
            let start = (position.column - 1).saturating_sub(skip).min(shown.len());
            let end = start.saturating_add(at.end.saturating_sub(at.start)).min(shown.len());
            let [before, changed, after] = [&shown[..start], &shown[start..end], &shown[end..]]
                .map(|part| escaped(&part.iter().collect::<String>()));
            rows.push_str(&format!("<mark><i>{number}</i>{before}<b>{changed}</b>{after}</mark>"));
        } else {
            rows.push_str(&format!("<span><i>{number}</i>{}</span>", escaped(&shown.iter().collect::<String>())));
        }
    }
    format!("<div class=\"{class}\"><small>{}</small><pre>{rows}</pre></div>", escaped(&shown(position)))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
