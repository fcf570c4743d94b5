//! Constraints that no type holds, and the values of requests and responses that may have them. When everything is resolved,
//! `enforcement` decides where they are checked.

use std::collections::HashSet;

use crate::direction::Direction;
use crate::problem::Kind;
use crate::schema::Schema;
use crate::source::Span;

/// The constraints and values that resolving finds.
#[derive(Default)]
pub(crate) struct Enforcement<'d> {
    /// The places of constraints that no type holds: the keyword, its value or the schema.
    pub places: HashSet<Span>,
    /// The warnings about these constraints, which depend on where the schemas are used.
    pub warnings: Vec<(Span, Kind)>,
    /// The values of requests and responses.
    pub uses: Vec<Use<'d>>,
    /// Contents of which several media types have the same type and different schemas.
    pub several: HashSet<Span>,
}

/// A schema of a value in a request or response.
pub(crate) struct Use<'d> {
    /// The place of the content or parameter.
    pub at: Span,
    pub schema: Schema<'d>,
    pub direction: Direction,
    /// Whether the value is part of a request.
    pub is_sent: bool,
}

impl<'d> Enforcement<'d> {
    /// Adds a constraint that no type holds. A warning is reported at the end, if it applies.
    pub(crate) fn add(&mut self, at: Span, kind: Kind) {
        self.places.insert(at);
        self.warnings.push((at, kind));
    }

    /// Adds a constraint about which no warning is reported. Values with it that are sent are checked.
    pub(crate) fn add_untyped(&mut self, at: Span) {
        self.places.insert(at);
    }

    /// Adds a value of a request. `at` is the place of its content or parameter.
    pub(crate) fn sent(&mut self, at: Span, schema: Schema<'d>, direction: Direction) {
        self.uses.push(Use { at, schema, direction, is_sent: true });
    }

    /// Adds a value of a response.
    pub(crate) fn received(&mut self, schema: Schema<'d>) {
        self.uses.push(Use { at: schema.at(), schema, direction: Direction::Response, is_sent: false });
    }

    /// Adds a content of which two media types have different schemas.
    pub(crate) fn differ(&mut self, at: Span) {
        self.several.insert(at);
    }
}
