use crate::types::constrained;

#[derive(Clone, Debug, PartialEq)]
pub struct Tags(Vec<String>);

impl Tags {
    fn check(value: &[String]) -> bool {
        value.len() <= 2
    }
}

constrained::value! { Tags(Vec<String>) as [String]: "at most 2 elements", constant: false }
constrained::list! { Tags of String }

/// A program that compares a field with a `Vec` must compile after the list gets its first bound.
#[test]
fn a_list_with_constraints_equals_the_same_elements() {
    let elements = vec!["a".to_owned(), "b".to_owned()];
    let tags = Tags::try_from(elements.clone()).expect("two elements");
    assert_eq!(tags, elements);
    assert_eq!(tags, elements[..]);
    assert_ne!(tags, vec!["a".to_owned()]);
}
