//! Coverage: which documented responses were received, and why others were not.

use model::Api;
use model::api::{Operation, Response, ResponseVariant, Status};

use crate::conformance::{documented, status_text};
use crate::derive::{Case, Expectation};
use crate::outcome::{Outcome, Report};

/// A documented response.
pub(super) struct Line<'a> {
    /// The id of the operation.
    pub operation: &'a str,
    /// The status as it is written in the document.
    pub status: String,
    /// The number of passed cases with this response.
    pub passed: usize,
    /// Why no case passed with this response; `None` if one did.
    pub reason: Option<String>,
    /// Whether a case leads to the response.
    pub is_tested: bool,
}

/// A line for each operation and status, in the order of the document. Operations without selected cases have none.
pub(super) fn coverage<'a>(api: &'a Api, report: &Report) -> Vec<Line<'a>> {
    let mut out = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let own: Vec<&(Case, Outcome)> =
            report.outcomes.iter().filter(|(case, _)| case.operation == Some(index)).collect();
        if own.is_empty() && report.not_selected > 0 {
            continue;
        }
        for response in &operation.responses {
            let is_it = |status: &u16| is_one_of(operation, response, &[*status]);
            let passed =
                own.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Passed { status } if is_it(status)));
            let passed = passed.count();
            let (is_tested, reason) = match passed {
                0 => reason(operation, response, &own),
                _ => (true, String::new()),
            };
            let reason = (passed == 0).then_some(reason);
            out.push(Line {
                operation: &operation.id,
                status: status_text(response.status),
                passed,
                reason,
                is_tested,
            });
        }
    }
    out
}

/// Whether a case that was sent leads to a response, and why none passed with it.
fn reason(operation: &Operation, response: &Response, own: &[&(Case, Outcome)]) -> (bool, String) {
    let leads = |case: &Case| match &case.expect {
        Expectation::Documented { response: shown, .. } => {
            operation.responses[shown.response].status == response.status
        }
        Expectation::Rejection(codes) | Expectation::CreatedOrRejection(codes) => is_one_of(operation, response, codes),
        Expectation::Success => is_success(operation, response),
        Expectation::SuccessOrRejection(codes) => {
            is_success(operation, response) || is_one_of(operation, response, codes)
        }
        _ => false,
    };
    let leading: Vec<&Outcome> = own.iter().filter(|(case, _)| leads(case)).map(|(_, outcome)| outcome).collect();
    let skipped = leading.iter().find_map(|outcome| match outcome {
        Outcome::Skipped(reason) => Some(reason.as_str()),
        _ => None,
    });
    let failed =
        leading.iter().filter(|outcome| matches!(outcome, Outcome::Failed(_) | Outcome::KnownFailure(_))).count();
    let is_sent = |outcome: &&Outcome| !matches!(outcome, Outcome::Skipped(_));
    let reason = match (failed, skipped) {
        _ if leading.is_empty() => "the document shows no request that leads to it".to_owned(),
        (0, Some(reason)) => format!("skipped: {reason}"),
        (0, None) => "another documented response was received".to_owned(),
        (1, _) => "1 case failed".to_owned(),
        (failed, _) => format!("{failed} cases failed"),
    };
    (leading.iter().any(is_sent), reason)
}

fn is_one_of(operation: &Operation, response: &Response, codes: &[u16]) -> bool {
    let is_it = |found: ResponseVariant<'_>| found.response.status == response.status;
    codes.iter().any(|code| documented(operation, *code, "").is_some_and(is_it))
}

fn is_success(operation: &Operation, response: &Response) -> bool {
    let by_default = || !operation.responses.iter().any(|response| response.status.is_success());
    response.status.is_success() || (response.status == Status::Default && by_default())
}
