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
    let title = escaped(&format!("{} → {}", report.old.name, report.new.name));
    let summary = escaped(&report.summary());
    let crates: String = report.crates().map(|crates| format!("<p>{crates}</p>\n")).into_iter().collect();
    let entry = |(severity, of): (Severity, Vec<&Entry<'_>>)| {
        format!("<li><a href=\"#{}\">{} ({})</a></li>\n", severity.word(), heading(severity), of.len())
    };
    let entries: String = groups(report).map(entry).collect();
    let section = |(severity, of): (Severity, Vec<&Entry<'_>>)| {
        let articles: String = of.iter().map(|entry| article(report, entry)).collect();
        format!("<h2 id=\"{}\">{} ({})</h2>\n{articles}", severity.word(), heading(severity), of.len())
    };
    let sections: String = groups(report).map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n<p>{summary}</p>\n{crates}\
         <nav><ul>\n{entries}</ul></nav>\n{sections}</html>\n"
    )
}

/// The changes of each severity that there are.
fn groups<'g, 'r>(report: &'g Report<'r>) -> impl Iterator<Item = (Severity, Vec<&'g Entry<'r>>)> {
    let of = |severity: Severity| report.entries.iter().filter(move |entry| entry.change.severity == severity);
    let groups = Severity::ALL.into_iter().map(move |severity| (severity, of(severity).collect::<Vec<_>>()));
    groups.filter(|(_, entries)| !entries.is_empty())
}

fn article(report: &Report<'_>, entry: &Entry<'_>) -> String {
    let change = entry.change;
    let is_within = change.operations.iter().any(|operation| !change.subject.starts_with(operation.as_str()));
    let within = is_within.then(|| format!("<p><small>In {}</small></p>\n", escaped(&operations(change, 10))));
    let rust = in_rust(change).map(|sentence| format!("<p>{}</p>\n", capitalized(&sentence)));
    let note = match entry.allowed {
        Some(reason) => Some(format!("<p>Allowed: {}</p>\n", escaped(reason))),
        None if change.advice.is_empty() => None,
        None => Some(format!("<p>Advice: {}</p>\n", escaped(change.advice))),
    };
    let paragraphs: String = within.into_iter().chain(rust).chain(note).collect();
    let old = side("old", report.old, change.old, entry.old.as_ref());
    let new = side("new", report.new, change.new, entry.new.as_ref());
    format!(
        "<article id=\"{0}\">\n<h3><code>{1}</code></h3>\n<p>{2} <small>{3}; fingerprint {0}</small></p>\n{paragraphs}\
         <div class=\"sides\">{old}{new}</div>\n</article>\n",
        change.fingerprint,
        escaped(&change.subject),
        escaped(&change.message),
        escaped(&change.id)
    )
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
    let row = |(index, line): (usize, &String)| {
        let skip = skipped.max(shared);
        let shown: Vec<char> = line.chars().skip(skip).take(WIDTH).collect();
        let number = (position.line + index).saturating_sub(marked);
        if index != marked {
            return format!("<span><i>{number}</i>{}</span>", escaped(&shown.iter().collect::<String>()));
        }
        let start = (position.column - 1).saturating_sub(skip).min(shown.len());
        let end = start.saturating_add(at.end.saturating_sub(at.start)).min(shown.len());
        let [before, changed, after] =
            [&shown[..start], &shown[start..end], &shown[end..]].map(|part| escaped(&part.iter().collect::<String>()));
        format!("<mark><i>{number}</i>{before}<b>{changed}</b>{after}</mark>")
    };
    let rows: String = lines.iter().enumerate().map(row).collect();
    format!("<div class=\"{class}\"><small>{}</small><pre>{rows}</pre></div>", escaped(&shown(position)))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
