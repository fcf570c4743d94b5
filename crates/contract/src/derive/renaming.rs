//! Valid requests that give a resource another id than it has: the id may be that of another resource, or one that cannot change. So do those
//! of PUT that leave an optional id out.

use model::api::Location;

use super::{Case, Derivation, Expectation, Group, documented_codes, invalid_codes};
use crate::label::{Holder, Label, Mutation};

/// Lets the server reject the cases whose path and body have different ids of the resource, and those of PUT without an id in the body.
pub(super) fn allow_rejection(derivation: &Derivation<'_>, cases: &mut [Case]) {
    let (known, operation) = (derivation.known, derivation.index);
    if !known.has_own(operation) {
        return;
    }
    let renames = |label: &Label| match label {
        Label::Part(part, Mutation::Edge(_)) => match &part.holder {
            Holder::Parameter { location, .. } => *location == Location::Path,
            Holder::Body => known.renames(operation, &part.path.keys()),
        },
        _ => false,
    };
    // A server that reads a missing id as 0 rejects it, because the path has another one.
    let lacks_id = |case: &Case| {
        let body = || serde_json::from_slice(&case.request.body).unwrap_or_default();
        derivation.operation.method == "PUT" && case.group == Group::Accepted && known.lacks_own(operation, &body())
    };
    let is_open = |case: &&mut Case| case.expect == Expectation::Success && (renames(&case.label) || lacks_id(case));
    for case in cases.iter_mut().filter(is_open) {
        let other = documented_codes(derivation.operation, &[403, 404, 409]);
        case.expect = Expectation::SuccessOrRejection([invalid_codes(derivation), other].concat());
    }
}
