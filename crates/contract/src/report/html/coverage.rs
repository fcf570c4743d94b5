//! The coverage: a table for each operation, with its parameters as rows and its statuses as columns.

use model::Api;
use model::api::Parameter;

use super::element::{escaped, tag};
use crate::coverage::{OperationCoverage, ParameterCoverage, StatusCoverage, parameter_place};
use crate::outcome::{Outcome, Report};
use crate::report::Subject;
use crate::report::coverage::{Line, coverage};

pub(super) fn section(subject: &Subject<'_>, report: &Report) -> String {
    let lines = coverage(subject.api, report);
    let operations = OperationCoverage::of_all(subject.api, &report.coverage);
    let covered = lines.iter().filter(|line| line.reason.is_none()).count();
    let is_selected = |operation: &&OperationCoverage| lines.iter().any(|line| line.operation == operation.id);
    let operations = operations.iter().filter(is_selected);
    let tables: String = operations.map(|operation| table(subject.api, report, operation, &lines)).collect();
    format!(
        "<section id=\"coverage\">\n<h2>Coverage <small>{covered} of {} documented responses</small></h2>\n{tables}</section>\n",
        lines.len(),
    )
}

fn table(api: &Api, report: &Report, operation: &OperationCoverage, lines: &[Line<'_>]) -> String {
    let heads: String =
        operation.statuses.iter().map(|status| format!("<th>{}</th>", escaped(&status.status))).collect();
    let state = |status: &StatusCoverage| {
        let line = lines.iter().find(|line| line.operation == operation.id && line.status == status.status);
        let (class, text) = state(status, line);
        format!("<td class=\"{class}\">{}</td>", escaped(&text))
    };
    let states: String = operation.statuses.iter().map(state).collect();
    let rows: String = operation.parameters.iter().map(|parameter| row(api, report, operation, parameter)).collect();
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

fn row(api: &Api, report: &Report, operation: &OperationCoverage, parameter: &ParameterCoverage) -> String {
    let name = tag("th", &parameter.parameter);
    if parameter.statuses.is_empty() {
        let reason = skip_reason(api, report, &operation.id, &parameter.parameter);
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

/// Why a parameter was not tested: the reason of a skipped case about it, else of a skipped case of the operation. `parameter` is its
/// location and name.
fn skip_reason<'r>(api: &Api, report: &'r Report, operation: &str, parameter: &str) -> Option<&'r str> {
    let index = api.operations.iter().position(|own| own.id == operation)?;
    let is_it = |own: &&Parameter| parameter_place(own) == parameter;
    let at = api.operations[index].parameters.iter().find(is_it).map(|own| own.at);
    let skipped = || {
        report.outcomes.iter().filter_map(|(case, outcome)| match outcome {
            Outcome::Skipped(reason) if case.operation == Some(index) => Some((case.at, reason.as_str())),
            _ => None,
        })
    };
    let found = skipped().find(|(of, _)| Some(*of) == at);
    found.or_else(|| skipped().next()).map(|(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::skip_reason;
    use crate::credential::Credentials;
    use crate::derive::cases_with;
    use crate::known::Known;
    use crate::outcome::{Outcome, Report};
    use crate::schemas::Schemas;

    const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Shelves, version: 1.0.0}
paths:
  /books:
    get:
      operationId: listBooks
      parameters:
        - {name: shelf-mark, in: query, schema: {type: string}}
        - {name: shelf, in: query, schema: {type: string}}
      responses: {'200': {description: The books.}}
";

    #[test]
    fn the_reason_is_that_of_the_parameter_and_not_of_one_with_a_longer_name() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("books.yaml", DOCUMENT))?;
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let of_longer = api.operations[0].parameters[0].at;
        let reason = |at| if at == of_longer { "the longer name" } else { "another" };
        let outcomes = cases.into_iter().map(|case| {
            let outcome = Outcome::Skipped(reason(case.at).to_owned());
            (case, outcome)
        });
        // The cases of the longer name come first.
        let report = Report { outcomes: outcomes.collect(), ..Report::default() };
        assert_eq!(skip_reason(&api, &report, "listBooks", "query shelf-mark"), Some("the longer name"));
        assert_eq!(skip_reason(&api, &report, "listBooks", "query shelf"), Some("another"));
        assert_eq!(skip_reason(&api, &report, "other", "query shelf"), None);
        Ok(())
    }
}
