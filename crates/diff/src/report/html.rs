//! The report as one HTML page without scripts: the changes by severity, each with the lines of both documents side by side.

use model::Source;
use model::source::Span;

use super::{Entry, Report, heading, operations, shown};
use crate::change::Severity;

/// The maximum number of characters of a line that are shown.
const WIDTH: usize = 160;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}\
code,pre{font:13px/1.5 ui-monospace,monospace}pre{margin:0;padding:.5rem;overflow-x:auto;background:#8881}\
article{border-top:1px solid #8884;padding:1rem 0}.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}\
.sides>div{min-width:0}small{opacity:.7}:root{color-scheme:light dark}";

/// Returns the page.
pub fn html(report: &Report<'_>) -> String {
    let title = format!("{} → {}", report.old.name, report.new.name);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{0}</title>\n<style>{STYLE}</style>\n<h1>{0}</h1>\n<p>{1}</p>\n",
        escaped(&title),
        escaped(&report.summary())
    );
    for severity in Severity::ALL {
        let of: Vec<&Entry<'_>> = report.entries.iter().filter(|entry| entry.change.severity == severity).collect();
        if !of.is_empty() {
            out.push_str(&format!("<h2>{} ({})</h2>\n", heading(severity), of.len()));
            of.iter().for_each(|entry| out.push_str(&article(report, entry)));
        }
    }
    out.push_str("</html>\n");
    out
}

fn article(report: &Report<'_>, entry: &Entry<'_>) -> String {
    let change = entry.change;
    let mut text = format!(
        "<article id=\"{0}\">\n<h3><code>{1}</code></h3>\n<p>{2} <small>{3}</small></p>\n",
        change.fingerprint,
        escaped(&change.subject),
        escaped(&change.message),
        escaped(&change.id)
    );
    if !change.operations.is_empty() {
        text.push_str(&format!("<p><small>In {}</small></p>\n", escaped(&operations(change, 10))));
    }
    if let Some(reason) = entry.allowed {
        text.push_str(&format!("<p>Allowed: {}</p>\n", escaped(reason)));
    } else if !change.advice.is_empty() {
        text.push_str(&format!("<p>{}</p>\n", escaped(change.advice)));
    }
    let old = side(report.old, change.old, entry.old.as_ref().map(shown));
    let new = side(report.new, change.new, entry.new.as_ref().map(shown));
    text.push_str(&format!("<div class=\"sides\">{old}{new}</div>\n</article>\n"));
    text
}

fn side(source: &Source, at: Option<Span>, place: Option<String>) -> String {
    let (Some(at), Some(place)) = (at, place) else { return "<div></div>".to_owned() };
    let line: String = source.line_text(at.start).chars().take(WIDTH).collect();
    format!("<div><small>{}</small><pre>{}</pre></div>", escaped(&place), escaped(line.trim()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
