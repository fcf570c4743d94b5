use crate::server::rejection::{Location, Reason, Rejection};

#[test]
fn a_rejection_as_text() {
    let shown = |reason| Rejection::new(Location::Query, "limit", reason).to_string();
    assert_eq!(shown(Reason::Missing), "The limit is a required parameter.");
    assert_eq!(shown(Reason::Repeated), "The limit is given more than once.");
    assert_eq!(shown(Reason::Invalid), "The limit is not valid.");
    assert_eq!(shown(Reason::TooLarge { limit: 5 }), "The request body is larger than 5 bytes.");
    let whole = Rejection::malformed(Location::Body, "", "JSON");
    assert_eq!(whole.to_string(), "The request body must be JSON.");
}
