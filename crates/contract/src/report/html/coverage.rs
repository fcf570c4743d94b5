//! The coverage: a table for each operation, with its parameters as rows and its statuses as columns.

use super::element::{escaped, tag};
use crate::coverage::{OperationCoverage, ParameterCoverage, StatusCoverage};
use crate::outcome::{Outcome, Report};
use crate::report::Subject;
use crate::report::coverage::{Line, coverage};

pub(super) fn section(subject: &Subject<'_>, report: &Report) -> String {
    let lines = coverage(subject.api, report);
    let operations = OperationCoverage::of_all(subject.api, &report.coverage);
    let covered = lines.iter().filter(|line| line.reason.is_none()).count();
    let is_selected = |operation: &&OperationCoverage| lines.iter().any(|line| line.operation == operation.id);
    let operations = operations.iter().filter(is_selected);
    let tables: String = operations.map(|operation| table(report, operation, &lines)).collect();
    format!(
        "<section id=\"coverage\">\n<h2>Coverage <small>{covered} of {} documented responses</small></h2>\n{tables}</section>\n",
        lines.len(),
    )
}

fn table(report: &Report, operation: &OperationCoverage, lines: &[Line<'_>]) -> String {
    let heads: String =
        operation.statuses.iter().map(|status| format!("<th>{}</th>", escaped(&status.status))).collect();
    let state = |status: &StatusCoverage| {
        let line = lines.iter().find(|line| line.operation == operation.id && line.status == status.status);
        let (class, text) = state(status, line);
        format!("<td class=\"{class}\">{}</td>", escaped(&text))
    };
    let states: String = operation.statuses.iter().map(state).collect();
    let rows: String = operation.parameters.iter().map(|parameter| row(report, operation, parameter)).collect();
    let undocumented = operation.statuses.iter().any(|status| !status.is_documented);
    let open = if undocumented { " open" } else { "" };
    let covered =
        operation.statuses.iter().filter(|status| status.is_documented && !status.received.is_empty()).count();
    let documented = operation.statuses.iter().filter(|status| status.is_documented).count();
    format!(
        "<details class=\"operation\"{open}>\n<summary><span class=\"method\">{}</span> {} <span class=\"quiet\">{}</span>\
         <span class=\"count\">{covered} of {documented} received</span></summary>\n<div class=\"scroll\"><table>\n<thead><tr><th></th>{heads}</tr></thead>\n\
         <tbody>\n<tr><th>responses</th>{states}</tr>\n{rows}</tbody>\n</table></div>\n</details>\n",
        escaped(&operation.method),
        tag("code", &operation.path),
        escaped(&operation.id),
    )
}

/// The state of a status, and its class.
fn state(status: &StatusCoverage, line: Option<&Line<'_>>) -> (&'static str, String) {
    match line {
        _ if !status.is_documented => ("failed", "received but not documented".to_owned()),
        Some(Line { reason: None, passed, .. }) => {
            let word = if *passed == 1 { "case" } else { "cases" };
            ("passed", format!("covered by {passed} {word}"))
        }
        // A response that did not conform.
        _ if !status.received.is_empty() => ("advisory", "received, but no case passed with it".to_owned()),
        Some(Line { reason: Some(reason), is_tested, .. }) => match is_tested {
            true => ("open", format!("documented but never received: {reason}")),
            false => ("none", format!("not tested: {reason}")),
        },
        None => ("none", "documented but never received".to_owned()),
    }
}

fn row(report: &Report, operation: &OperationCoverage, parameter: &ParameterCoverage) -> String {
    let name = tag("th", &parameter.parameter);
    if parameter.statuses.is_empty() {
        let reason = skip_reason(report, operation, &parameter.parameter);
        let text = format!("not tested: {}", reason.unwrap_or("no request had it"));
        return format!(
            "<tr>{name}<td class=\"none\" colspan=\"{}\">{}</td></tr>\n",
            operation.statuses.len(),
            escaped(&text)
        );
    }
    let cell = |status: &StatusCoverage| {
        let received: Vec<String> =
            status.received.iter().filter(|code| parameter.statuses.contains(code)).map(u16::to_string).collect();
        match received.is_empty() {
            true => "<td class=\"none\" title=\"no request with the parameter had this response\">–</td>".to_owned(),
            false if received.len() == 1 && received[0] == status.status => {
                "<td class=\"passed\">covered</td>".to_owned()
            }
            false => format!("<td class=\"passed\">covered ({})</td>", received.join(", ")),
        }
    };
    let cells: String = operation.statuses.iter().map(cell).collect();
    format!("<tr>{name}{cells}</tr>\n")
}

/// Why a parameter was not tested: the reason of a skipped case about it, else of a skipped case of the operation.
fn skip_reason<'r>(report: &'r Report, operation: &OperationCoverage, parameter: &str) -> Option<&'r str> {
    let label = parameter.replacen(' ', "-", 1);
    let skipped = || {
        report.outcomes.iter().filter_map(|(case, outcome)| match outcome {
            Outcome::Skipped(reason) => Some((case.id.as_str(), reason.as_str())),
            _ => None,
        })
    };
    let of_operation = format!("/{}/", operation.id);
    let of_parameter = format!("/{}/{label}-", operation.id);
    let found = skipped().find(|(id, _)| id.contains(&of_parameter));
    found.or_else(|| skipped().find(|(id, _)| id.contains(&of_operation))).map(|(_, reason)| reason)
}
