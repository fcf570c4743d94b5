//! The report as one HTML page without scripts and without requests to other files.

mod coverage;
mod element;
mod failures;

use self::element::{escaped, tag};
use super::Subject;
use super::left;
use super::place::Places;
use crate::outcome::{Outcome, Report};

const STYLE: &str = include_str!("html/page.css");

/// The report as an HTML page: failures and advisories by their cause, each with request, response, the rule that it rests on and
/// the place in the document; then inconclusive and skipped cases, and the coverage. Browsers show it without a network.
pub fn html(subject: &Subject<'_>, report: &Report) -> String {
    let title = format!("{} {}: contract report", subject.api.title, subject.api.version);
    let places = Places::new(subject.document);
    let page = Page { subject, report, places: &places };
    let sections = [
        header(subject, report),
        page.failures(),
        page.advisories(),
        open_cases(report, "inconclusive", "Inconclusive", |outcome| match outcome {
            Outcome::Inconclusive { reason, .. } => Some((*reason).to_owned()),
            _ => None,
        }),
        open_cases(report, "skipped", "Skipped", |outcome| match outcome {
            Outcome::Skipped(reason) => Some(reason.clone()),
            _ => None,
        }),
        open_cases(report, "known", "Known failures", |outcome| match outcome {
            Outcome::KnownFailure(violations) => violations.first().map(ToString::to_string),
            _ => None,
        }),
        left_behind(report),
        coverage::section(subject, report),
    ];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        escaped(&title),
        sections.concat(),
    )
}

/// The values that the sections about violations need.
struct Page<'a> {
    subject: &'a Subject<'a>,
    report: &'a Report,
    places: &'a Places,
}

/// Title, verdict, counts and the table of contents.
fn header(subject: &Subject<'_>, report: &Report) -> String {
    let counts = report.counts();
    let (state, word) = match (report.passed(), report.is_complete()) {
        (false, _) => ("failed", "Failed"),
        (true, true) => ("passed", "Passed"),
        (true, false) => ("open", "Passed, incomplete"),
    };
    let numbers = [
        ("passed", "passed", counts.passed, None),
        ("failed", "failed", counts.failed, Some("failures")),
        (
            "known",
            if counts.known_failures == 1 { "known failure" } else { "known failures" },
            counts.known_failures,
            Some("known"),
        ),
        (
            "advisory",
            if counts.advisories == 1 { "advisory" } else { "advisories" },
            counts.advisories,
            Some("advisories"),
        ),
        ("open", "inconclusive", counts.inconclusive, Some("inconclusive")),
        ("open", "skipped", counts.skipped, Some("skipped")),
        ("open", "not selected", report.not_selected, None),
    ];
    let always = ["passed", "failed"];
    let numbers = numbers.into_iter().filter(|(class, _, count, _)| *count > 0 || always.contains(class));
    let number = |(class, label, count, target): (&str, &str, usize, Option<&str>)| {
        let inner = format!("<b>{count}</b> {label}");
        let class = if count == 0 { "none" } else { class };
        match target.filter(|_| count > 0) {
            Some(target) => format!("<li class=\"{class}\"><a href=\"#{target}\">{inner}</a></li>\n"),
            None => format!("<li class=\"{class}\"><span>{inner}</span></li>\n"),
        }
    };
    let requests = if report.requests == 1 { "request" } else { "requests" };
    format!(
        "<header>\n<p class=\"verdict {state}\">{word}</p>\n<h1>{} <small>{}</small></h1>\n\
         <p class=\"about\">{} tested against {}. {} {requests} sent; the server acted on {}.</p>\n\
         <ul class=\"numbers\">\n{}</ul>\n</header>\n",
        escaped(&subject.api.title),
        escaped(&subject.api.version),
        tag("code", subject.base),
        tag("code", &subject.document.name),
        report.requests,
        report.acted_on,
        numbers.map(number).collect::<String>(),
    )
}

/// Resources that the run created and could not delete.
fn left_behind(report: &Report) -> String {
    if report.left_behind.is_empty() {
        return String::new();
    }
    let items: String = left::lines(&report.left_behind).iter().map(|line| tag("li", line)).collect();
    format!("<section id=\"left\">\n<h2>Left on the server</h2>\n<ul>{items}</ul>\n</section>\n")
}

/// Cases that were not judged, by their reason.
fn open_cases(report: &Report, id: &str, title: &str, reason: impl Fn(&Outcome) -> Option<String>) -> String {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for (case, outcome) in &report.outcomes {
        let Some(reason) = reason(outcome) else { continue };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, ids)) => ids.push(&case.id),
            None => reasons.push((reason, vec![&case.id])),
        }
    }
    if reasons.is_empty() {
        return String::new();
    }
    let entry = |(reason, ids): (String, Vec<&str>)| {
        let items: String = ids.iter().map(|id| format!("<li>{}</li>\n", tag("code", id))).collect();
        format!(
            "<details class=\"cause open\">\n<summary><span class=\"message\">{}</span>{}</summary>\n<ul class=\"ids\">\n{items}\
             </ul>\n</details>\n",
            escaped(&reason),
            element::count(ids.len()),
        )
    };
    let entries: String = reasons.into_iter().map(entry).collect();
    format!("<section id=\"{id}\">\n<h2>{title}</h2>\n{entries}</section>\n")
}
