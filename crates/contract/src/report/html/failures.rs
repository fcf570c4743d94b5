//! Failures and advisories by their cause.

use super::Page;
use super::element::{block, count, escaped, tag};
use crate::derive::Case;
use crate::received::ReceivedBody;
use crate::report::cause::{Cause, causes};
use crate::violation::Violation;

/// The maximum number of characters of a request or a body.
const MOST: usize = 4_000;
/// The maximum number of cases of a cause that are shown with their request and response. The ids of others are listed.
const MOST_CASES: usize = 20;

impl Page<'_> {
    pub(super) fn failures(&self) -> String {
        self.section("failures", "Failures", &causes(self.places, self.report.failures()))
    }

    pub(super) fn advisories(&self) -> String {
        self.section("advisories", "Advisories", &causes(self.places, self.report.advisories()))
    }

    fn section(&self, id: &str, title: &str, causes: &[Cause<'_>]) -> String {
        if causes.is_empty() {
            return String::new();
        }
        let word = if causes.len() == 1 { "1 cause".to_owned() } else { format!("{} causes", causes.len()) };
        let entries: String = causes.iter().map(|cause| self.cause(cause)).collect();
        format!("<section id=\"{id}\">\n<h2>{title} <small>{word}</small></h2>\n{entries}</section>\n")
    }

    fn cause(&self, cause: &Cause<'_>) -> String {
        let shown = cause.cases.iter().take(MOST_CASES).enumerate();
        let cases: String = shown.map(|(index, (case, violations))| self.case(case, violations, index == 0)).collect();
        let others: String = cause
            .cases
            .iter()
            .skip(MOST_CASES)
            .map(|(case, _)| format!("<li>{}</li>\n", tag("code", &case.id)))
            .collect();
        let others =
            if others.is_empty() { others } else { format!("<p>Also:</p>\n<ul class=\"ids\">\n{others}</ul>\n") };
        format!(
            "<details class=\"cause {0}\">\n<summary><span class=\"severity\">{0}</span><span class=\"message\">{1}</span>{2}\
             </summary>\n<p class=\"basis\">Rests on {3}.</p>\n{cases}{others}</details>\n",
            cause.severity.as_str(),
            escaped(&cause.message),
            count(cause.cases.len()),
            escaped(&cause.rests_on.to_string()),
        )
    }

    fn case(&self, case: &Case, violations: &[&Violation], is_open: bool) -> String {
        let at = violations.first().map_or(case.at, |violation| self.places.of_violation(case, violation));
        let message = |violation: &&Violation| format!("<p class=\"violation\">{}</p>\n", escaped(&violation.message));
        let open = if is_open { " open" } else { "" };
        let line = self.subject.document.line_text(at.start);
        format!(
            "<details class=\"case\"{open}>\n<summary>{}</summary>\n{}<p class=\"place\">{}</p>\n{}<h3>Request</h3>\n{}{}</details>\n",
            tag("code", &case.id),
            violations.iter().map(message).collect::<String>(),
            tag("code", &self.subject.position(at)),
            block(line.trim(), MOST),
            block(&case.request.curl(self.subject.base), MOST),
            self.response(case),
        )
    }

    fn response(&self, case: &Case) -> String {
        let Some(received) = self.report.responses.get(&case.id) else {
            return "<h3>No response</h3>\n".to_owned();
        };
        let content_type = received.headers.iter().find(|(name, _)| name == "content-type");
        let content_type =
            content_type.map_or(String::new(), |(_, value)| format!(" <small>{}</small>", escaped(value)));
        let body = match &received.body {
            ReceivedBody::Text(text) if text.is_empty() => "<p class=\"quiet\">no body</p>\n".to_owned(),
            ReceivedBody::Text(text) => block(&indented(text), MOST),
            ReceivedBody::NotShown(reason) => format!("<p class=\"quiet\">not shown: {}</p>\n", escaped(reason)),
        };
        format!("<h3>Response <span class=\"status\">{}</span>{content_type}</h3>\n{body}", received.status)
    }
}

/// JSON with line breaks; any other text as it is.
fn indented(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).map_or_else(|_| text.to_owned(), |value| format!("{value:#}"))
}
