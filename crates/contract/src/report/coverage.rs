//! Which documented answers came, and why the others did not.

use model::Api;
use model::api::{Operation, Response, ResponseVariant, Status};

use crate::derive::{Case, Expect};
use crate::judge::{documented, status_text};
use crate::{Outcome, Report};

/// One documented answer.
pub(super) struct Line<'a> {
    pub operation: &'a str,
    pub status: String,
    /// Cases that were kept with it.
    pub kept: usize,
    /// Why it is not covered, where no case was kept with it.
    pub reason: Option<String>,
}

/// A line for each operation and status, in the order of the document.
pub(super) fn coverage<'a>(api: &'a Api, report: &Report) -> Vec<Line<'a>> {
    let mut out = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let own: Vec<&(Case, Outcome)> =
            report.outcomes.iter().filter(|(case, _)| case.operation == Some(index)).collect();
        for response in &operation.responses {
            let is_it = |status: &u16| is_one_of(operation, response, &[*status]);
            let kept = own.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Kept { status } if is_it(status)));
            let kept = kept.count();
            let reason = (kept == 0).then(|| reason(operation, response, &own));
            out.push(Line { operation: &operation.id, status: status_text(response.status), kept, reason });
        }
    }
    out
}

fn reason(operation: &Operation, response: &Response, own: &[&(Case, Outcome)]) -> String {
    let leads = |case: &Case| match &case.expect {
        Expect::Shown { response: shown, .. } => operation.responses[shown.response].status == response.status,
        Expect::Refusal(codes) => is_one_of(operation, response, codes),
        Expect::Success => is_success(operation, response),
        Expect::SuccessOrRefusal(codes) => is_success(operation, response) || is_one_of(operation, response, codes),
        _ => false,
    };
    let leading: Vec<&Outcome> = own.iter().filter(|(case, _)| leads(case)).map(|(_, outcome)| outcome).collect();
    let left_out = leading.iter().find_map(|outcome| match outcome {
        Outcome::LeftOut(reason) => Some(*reason),
        _ => None,
    });
    let failed = leading.iter().filter(|outcome| matches!(outcome, Outcome::Broken(_) | Outcome::Known(_))).count();
    match (failed, left_out) {
        _ if leading.is_empty() => "the document shows no request that leads to it".to_owned(),
        (0, Some(reason)) => format!("left out: {reason}"),
        (0, None) => "another documented answer came".to_owned(),
        (failed, _) => format!("broken in {failed} cases"),
    }
}

fn is_one_of(operation: &Operation, response: &Response, codes: &[u16]) -> bool {
    let is_it = |found: ResponseVariant<'_>| found.response.status == response.status;
    codes.iter().any(|code| documented(operation, *code, "").is_some_and(is_it))
}

fn is_success(operation: &Operation, response: &Response) -> bool {
    let by_default = || !operation.responses.iter().any(|response| response.status.is_success());
    response.status.is_success() || (response.status == Status::Default && by_default())
}
