//! Valid requests that give a resource another id than it has: the id may be that of another resource, or one that cannot change.

use model::api::Location;

use super::{Case, Derivation, Expectation, documented_codes, invalid_codes};
use crate::label::{Holder, Label, Mutation};

/// Lets the server reject the cases whose path and body have different ids of the resource.
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
    for case in cases.iter_mut().filter(|case| case.expect == Expectation::Success && renames(&case.label)) {
        let other = documented_codes(derivation.operation, &[403, 404, 409]);
        case.expect = Expectation::SuccessOrRejection([invalid_codes(derivation), other].concat());
    }
}
