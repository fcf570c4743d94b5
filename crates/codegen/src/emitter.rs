//! Which operations progenitor (0.15.1) serves faithfully, and why the others are emitted here. The one place.

use model::api::{Format, Location, Operation, Outcome};

/// The methods that both axum and progenitor, or the emitter that restores its output, have a name for.
pub(crate) const NAMED_METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

/// Returns why this crate emits the client's builder of an operation instead of progenitor. `None` if progenitor emits it.
pub fn own_builder<N>(operation: &Operation<N>) -> Option<&'static str> {
    if !NAMED_METHODS.contains(&operation.method.as_str()) {
        return Some("progenitor does not have the method");
    }
    if operation.parameters_in(Location::Cookie).next().is_some() {
        return Some("progenitor sends no parameter in a cookie");
    }
    if !operation.parameters.iter().all(|parameter| parameter.is_plain()) {
        return Some("progenitor writes every parameter in the default style");
    }
    if let Some(body) = &operation.body {
        if !body.required {
            return Some("progenitor takes every body for required");
        }
        if !body.is_json() {
            return Some("progenitor writes one JSON body");
        }
        if body.contents.iter().any(|content| content.media_types[0] != "application/json") {
            return Some("progenitor sends JSON as `application/json`");
        }
    }
    if !matches!(operation.accepted_media_types().as_slice(), [] | ["application/json"]) {
        return Some("progenitor accepts `application/json` only");
    }
    for (outcome, reason) in [
        (operation.success(), "progenitor returns one type for all successes"),
        (operation.error(), "progenitor returns one type for all errors"),
    ] {
        match outcome {
            Outcome::Several(_) => return Some(reason),
            Outcome::Same(content) | Outcome::SameOrEmpty(content) if content.format != Format::Json => {
                return Some("progenitor reads JSON responses only");
            }
            _ => {}
        }
    }
    None
}
