//! Resources below others, such as `/books/{bookId}/copies/{copyId}`: the copies of one book are not those of another one.

use serde_json::Value;

use super::instance::{Instance, path_of};
use super::pages::SearchResult;
use super::{Chains, is_success, status_of, with_violations};
use crate::chain::{Step, is_equal, parent};
use crate::derive::Case;
use crate::encode::text;
use crate::kind::ViolationKind;
use crate::known::{plain, singulars};
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

const NO_OTHER_PARENT: &str = "no second resource could be created that it may be below";
const NO_LIST: &str = "the response does not show which resources are below the other one";

impl<T: Transport> Chains<'_, T> {
    /// Looks for the chain's instance below another instance of its parent.
    pub(super) async fn elsewhere(&mut self, budget: &mut Budget, index: usize) {
        let steps = [Step::NotListedElsewhere, Step::NotReadElsewhere];
        if self.first[index].is_none() || steps.iter().all(|step| self.case(index, *step).is_none()) {
            return;
        }
        let Some(other) = self.below_another(budget, index).await else {
            for step in steps {
                if let Some(case) = self.case(index, step).filter(|_| !budget.is_spent()) {
                    self.set(index, step, &case.request, Outcome::Skipped(NO_OTHER_PARENT.to_owned()));
                }
            }
            return;
        };
        // Later requests have changed what was sent first.
        let own = match self.first[index].as_ref().and_then(|first| self.case_on(index, Step::Read, first)) {
            Some(read) => {
                let reply = self.send(budget, &read).await;
                self.resource_of(&read, &reply)
            }
            None => other.returned.clone(),
        };
        let other = Instance { returned: own, ..other };
        self.listed_elsewhere(budget, index, &other).await;
        self.read_elsewhere(budget, index, &other).await;
    }

    /// The chain's instance with the path parameters of another instance of its parent. `None` if there is no other one and none can be
    /// created.
    async fn below_another(&mut self, budget: &mut Budget, index: usize) -> Option<Instance> {
        let above = parent(self.resources, self.resource(index))?;
        let above = self.resources.all.iter().position(|other| other == above)?;
        let first = self.first[index].clone()?;
        let at = self.first[above].as_ref()?.parameters.len().checked_sub(1)?;
        let own = text(&first.parameters.get(at)?.1);
        // The server may return the same one, such as the cart of the user.
        let is_other = |other: &Instance| other.resource == above && other.is_ours && text(&other.id()) != own;
        let other = match self.others.iter().find(|other| is_other(other)).cloned() {
            Some(other) => other,
            None => {
                let other = self.create_other(budget, above, &|_, _| true).await.filter(is_other)?;
                self.others.push(other.clone());
                other
            }
        };
        let mut elsewhere = first;
        for ((_, own), (_, of_other)) in elsewhere.parameters.iter_mut().zip(other.parameters) {
            *own = of_other;
        }
        Some(elsewhere)
    }

    async fn listed_elsewhere(&mut self, budget: &mut Budget, index: usize, elsewhere: &Instance) {
        let step = Step::NotListedElsewhere;
        let Some(list) = self.resource(index).list.clone() else { return };
        let Some(mut case) = self.case(index, step) else { return };
        let Some(request) = self.maker().request(list.operation, &elsewhere.parameters, None) else { return };
        case.request = request;
        // The collection may have another name for the parameter.
        let item = path_of(self.resource(index), elsewhere);
        let Some((collection, _)) = item.trim_end_matches('/').rsplit_once('/') else { return };
        let end = if case.request.path.ends_with('/') { "/" } else { "" };
        case.request.path = format!("{collection}{end}");
        let (reply, search) = self.search(budget, &mut case.clone(), &list, &elsewhere.id()).await;
        let outcome = match search {
            SearchResult::Found(got) if is_same(elsewhere, &got) => {
                // A collection may be the same below all of them, if the document does not say whose it is.
                let severity = if self.is_said(index, list.operation) { Severity::Must } else { Severity::Should };
                let message =
                    "expected a list without the resource that was created below another one, got one with it";
                let found = self.violation(&case, severity, (ViolationKind::ListedElsewhere, message.to_owned()));
                with_violations(Outcome::Passed { status: status_of(&reply) }, vec![found], self.options.fail_on)
            }
            SearchResult::Found(_) | SearchResult::Absent => self.outcome(&case, reply, Vec::new()),
            SearchResult::Unknown | SearchResult::Failed => {
                Outcome::Inconclusive { status: status_of(&reply), reason: NO_LIST }
            }
        };
        self.set(index, step, &case.request, outcome);
    }

    async fn read_elsewhere(&mut self, budget: &mut Budget, index: usize, elsewhere: &Instance) {
        let step = Step::NotReadElsewhere;
        let Some(case) = self.case_on(index, step, elsewhere) else { return };
        let reply = self.send(budget, &case).await;
        let status = status_of(&reply);
        let outcome = match is_success(&reply) {
            true if is_same(elsewhere, &self.resource_of(&case, &reply)) => {
                let found = self.read_violation(&case);
                with_violations(Outcome::Passed { status }, vec![found], self.options.fail_on)
            }
            // Each of them may count its own from 1.
            true => Outcome::Passed { status },
            false => self.outcome(&case, reply, Vec::new()),
        };
        self.set(index, step, &case.request, outcome);
    }

    /// Many servers look a resource up by its own id alone. Where a parent has an owner, that shows the resources of others.
    fn read_violation(&self, case: &Case) -> Violation {
        let message = "expected 404, because the resource was created below another one, got the resource".to_owned();
        self.violation(case, Severity::Should, (ViolationKind::FoundElsewhere, message))
    }

    /// Whether the texts of a list name its parent: the notes *of a ticket*.
    fn is_said(&self, index: usize, list: usize) -> bool {
        let Some(above) = parent(self.resources, self.resource(index)) else { return false };
        let operation = &self.api.operations[list];
        let id = plain(&above.id);
        let collection = above.item.iter().rev().find_map(|segment| match segment {
            model::api::Segment::Literal(text) if !text.is_empty() => Some(plain(text)),
            _ => None,
        });
        let singular = collection.map(|collection| singulars(&collection)).unwrap_or_default();
        let of_id = id.strip_suffix("id").unwrap_or(&id);
        let names: Vec<&str> =
            singular.iter().map(String::as_str).chain([of_id]).filter(|name| name.len() > 2).collect();
        let texts = [operation.summary.as_deref(), operation.description.as_deref()];
        texts.into_iter().flatten().any(|text| says_one(text, &names))
    }
}

/// Whether a text says that a list is of one parent: `of a`, `of an`, `of the`, `of this` or `of one`, and one of the names in the singular. The
/// labels *in* a project, or *for* one, may be those of all projects.
fn says_one(text: &str, names: &[&str]) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    // A name may have several words.
    let is_named = |after: &[String]| {
        (1..=after.len().min(3)).any(|count| {
            let name = after[..count].concat();
            names.contains(&name.trim_end_matches(|character: char| !character.is_alphanumeric()))
        })
    };
    words.windows(2).enumerate().any(|(at, pair)| {
        let is_one = pair[0] == "of" && matches!(pair[1].as_str(), "a" | "an" | "the" | "this" | "one");
        is_one && is_named(&words[at + 2..])
    })
}

/// Whether a resource is the instance. Another one may have the same id, so longer texts and larger numbers are compared too.
fn is_same(instance: &Instance, got: &Value) -> bool {
    let is_telling = |value: &Value| match value {
        Value::String(text) => text.chars().count() > 3,
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() > 1000.0),
        _ => false,
    };
    let id = instance.id();
    let own = instance.returned.as_object().into_iter().flatten();
    let own = own.filter(|(_, value)| is_telling(value) && text(value) != text(&id));
    let mut shown = own.filter_map(|(name, own)| Some((own, got.get(name)?))).peekable();
    shown.peek().is_some() && shown.all(|(own, got)| is_equal(own, got))
}

#[cfg(test)]
mod tests {
    use super::says_one;

    #[test]
    fn only_a_list_of_one_parent_excludes_others() {
        let one = [
            "Lists the labels of a project.",
            "Returns all labels of the project",
            "Labels of this project, in their order.",
            "Labels of one Project",
        ];
        let any = [
            "Lists the labels that can be used in a project",
            "Labels for project boards",
            "Labels for the project picker",
            "Lists the labels of all projects",
            "Lists the labels of the projects",
            "Labels of the project-wide settings",
            "Lists labels (global; not limited to one project)",
            "Lists labels.",
        ];
        for text in one {
            assert!(says_one(text, &["project"]), "{text}");
        }
        for text in any {
            assert!(!says_one(text, &["project"]), "{text}");
        }
        assert!(says_one("The lines of a purchase order", &["purchaseorder"]));
    }
}
