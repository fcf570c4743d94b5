//! Coverage for people, and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{KeywordCoverage, OperationCoverage};

/// The maximum number of keywords without a value that are listed for one part of an exchange.
const MAX_LISTED: usize = 5;

/// The coverage as text: each operation with its statuses, parameters and keywords that were not used, then the totals.
pub fn human(operations: &[OperationCoverage]) -> String {
    let mut out = String::new();
    for operation in operations {
        let OperationCoverage { method, path, id, .. } = operation;
        out.push_str(&format!("{method} {path}  {id}\n"));
        if !operation.is_covered() {
            out.push_str("        no exchange\n");
            continue;
        }
        for (label, names) in [
            ("covered", names(operation, |is_documented, is_received| is_documented && is_received)),
            ("not covered", names(operation, |_, is_received| !is_received)),
            ("not documented", names(operation, |is_documented, _| !is_documented)),
        ] {
            if !names.is_empty() {
                out.push_str(&format!("        {label}: {}\n", names.join(", ")));
            }
        }
        let unused: Vec<&str> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.statuses.is_empty())
            .map(|parameter| parameter.parameter.as_str())
            .collect();
        if !unused.is_empty() {
            out.push_str(&format!("        never sent: {}\n", unused.join(", ")));
        }
        for (place, missing) in missing_keywords(operation) {
            let listed = missing.iter().take(MAX_LISTED).copied().collect::<Vec<_>>().join(", ");
            let more = missing.len().saturating_sub(MAX_LISTED);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            out.push_str(&format!("        no value for: {place}: {listed}{more}\n"));
        }
    }
    out.push_str(&format!("{}\n", totals(operations)));
    out
}

/// The statuses that fit a condition on whether they are documented and received.
fn names(operation: &OperationCoverage, is_it: impl Fn(bool, bool) -> bool) -> Vec<&str> {
    let statuses = operation.statuses.iter();
    let statuses = statuses.filter(|status| is_it(status.is_documented, !status.received.is_empty()));
    statuses.map(|status| status.status.as_str()).collect()
}

/// The keywords that checked no value, by the part of the exchange. Parts without any value are not listed: their parameter
/// or status is.
fn missing_keywords(operation: &OperationCoverage) -> BTreeMap<&str, Vec<&str>> {
    let mut by_place: BTreeMap<&str, Vec<&KeywordCoverage>> = BTreeMap::new();
    for keyword in &operation.keywords {
        by_place.entry(&keyword.place).or_default().push(keyword);
    }
    by_place.retain(|_, keywords| keywords.iter().any(|keyword| keyword.is_covered()));
    let by_place = by_place.into_iter().map(|(place, keywords)| {
        let missing: Vec<&str> = keywords
            .into_iter()
            .filter(|keyword| !keyword.is_covered())
            .map(|keyword| keyword.keyword.as_str())
            .collect();
        (place, missing)
    });
    by_place.filter(|(_, missing)| !missing.is_empty()).collect()
}

/// The totals in one line: `coverage: 1 of 2 operations, 3 of 5 statuses, 4 of 6 parameters, 20 of 31 schema keywords`.
fn totals(operations: &[OperationCoverage]) -> String {
    let count = |of: &dyn Fn(&OperationCoverage) -> (usize, usize)| {
        let (covered, all) = operations.iter().map(of).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        format!("{covered} of {all}")
    };
    let statuses = |operation: &OperationCoverage| {
        let documented = || operation.statuses.iter().filter(|status| status.is_documented);
        (documented().filter(|status| !status.received.is_empty()).count(), documented().count())
    };
    let parameters = |operation: &OperationCoverage| {
        let sent = operation.parameters.iter().filter(|parameter| !parameter.statuses.is_empty());
        (sent.count(), operation.parameters.len())
    };
    let keywords = |operation: &OperationCoverage| {
        (operation.keywords.iter().filter(|keyword| keyword.is_covered()).count(), operation.keywords.len())
    };
    format!(
        "coverage: {} operations, {} statuses, {} parameters, {} schema keywords",
        count(&|operation| (usize::from(operation.is_covered()), 1)),
        count(&statuses),
        count(&parameters),
        count(&keywords),
    )
}

/// The coverage as JSON: an array of operations, each with
///
/// - `operation` (the id), `method` and `path` (the template)
/// - `statuses`: each with `status`, `documented` (boolean) and `received` (status codes)
/// - `parameters`: each with `parameter` (`query limit`) and `statuses` (status codes of responses to requests that had it)
/// - `keywords`: each with `place`, `keyword` (JSON Pointer), `fitting` and `misfit` (whether such a value was checked)
pub fn json(operations: &[OperationCoverage]) -> Value {
    let operation = |operation: &OperationCoverage| {
        let statuses = operation.statuses.iter().map(|status| {
            json!({ "status": status.status, "documented": status.is_documented, "received": status.received })
        });
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| json!({ "parameter": parameter.parameter, "statuses": parameter.statuses }));
        let keywords = operation.keywords.iter().map(|keyword| {
            let KeywordCoverage { place, keyword, has_fitting, has_misfit } = keyword;
            json!({ "place": place, "keyword": keyword, "fitting": has_fitting, "misfit": has_misfit })
        });
        json!({
            "operation": operation.id,
            "method": operation.method,
            "path": operation.path,
            "statuses": statuses.collect::<Value>(),
            "parameters": parameters.collect::<Value>(),
            "keywords": keywords.collect::<Value>(),
        })
    };
    operations.iter().map(operation).collect()
}
