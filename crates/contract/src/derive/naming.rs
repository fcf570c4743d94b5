//! Names of parameters and properties that say which resources a request acts on.

use model::Api;
use model::api::path::without_slash;
use model::api::{Operation, Piece, Segment};

use crate::known::{plain, singulars};

/// Words in lower case that end like the name of an id, and are none.
const NO_IDS: [&str; 8] = ["paid", "prepaid", "unpaid", "repaid", "bid", "bids", "grid", "void"];

/// The names of the resources that a request of an operation acts on.
pub(super) struct Naming<'a> {
    operation: &'a Operation,
    /// Whether it acts on all resources that it names: a DELETE, or a path that ends with a verb.
    acts: bool,
}

impl<'a> Naming<'a> {
    pub(super) fn new(api: &Api, operation: &'a Operation) -> Self {
        let acts = operation.method == "DELETE" || ends_with_verb(api, operation);
        Naming { operation, acts }
    }

    /// Whether a name is that of ids of the operation's resources: `id`, or the collection of its path in the singular with `id`. If the
    /// operation acts on all that it names, also any other id or number, and the collection alone.
    pub(super) fn names(&self, name: &str) -> bool {
        let of = plain(name);
        let one = of.strip_suffix('s').filter(|one| one.ends_with("id")).unwrap_or(&of);
        let is_of_collection = |noun: &String| singulars(noun).iter().any(|noun| one == format!("{noun}id"));
        one == "id" || self.nouns().iter().any(is_of_collection) || (self.acts && names_id(name)) || self.is_noun(name)
    }

    /// Whether a name is that of a collection of the path, or of one of its elements, and the operation acts on them.
    pub(super) fn is_noun(&self, name: &str) -> bool {
        let forms = singulars(&plain(name));
        let is_it = |noun: &String| singulars(noun).iter().any(|noun| forms.contains(noun));
        self.acts && self.nouns().iter().any(is_it)
    }

    /// The texts of the path without its verb, in lower case: each as a whole, and its last word.
    fn nouns(&self) -> Vec<String> {
        let path = without_slash(&self.operation.path);
        let is_verb = |at: usize| self.acts && self.operation.method != "DELETE" && at + 1 == path.len();
        let mut out = Vec::new();
        for (at, segment) in path.iter().enumerate() {
            let Segment::Literal(text) = segment else { continue };
            let noun = match text.split_once(':') {
                Some((noun, _)) => noun,
                None if is_verb(at) => continue,
                None => text,
            };
            out.push(plain(noun));
            out.extend(noun.rsplit_once(['-', '_']).map(|(_, last)| plain(last)));
        }
        out
    }
}

/// Whether an operation ends the login of its caller: the path ends with a word such as `logout`.
pub(crate) fn ends_login(operation: &Operation) -> bool {
    let Some(Segment::Literal(last)) = without_slash(&operation.path).last() else { return false };
    let plain: String = last.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    matches!(plain.as_str(), "logout" | "logoff" | "logoutall" | "signout" | "signoff" | "endsession")
}

/// Whether the path of a POST, PUT or PATCH ends with a verb, such as `/orders/cancel` or `/users:merge`: it is no collection, and nothing is
/// read there.
pub(crate) fn ends_with_verb(api: &Api, operation: &Operation) -> bool {
    if !matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH") {
        return false;
    }
    let path = without_slash(&operation.path);
    match path.last() {
        Some(Segment::Literal(text)) if text.contains(':') => true,
        Some(Segment::Mixed(pieces)) => matches!(pieces.last(), Some(Piece::Text(text)) if text.starts_with(':')),
        Some(Segment::Literal(text)) => {
            let is_plural = text.ends_with('s') && !text.ends_with("ss");
            let is_resource = |other: &Operation| {
                let rest = without_slash(&other.path).strip_prefix(path);
                rest.is_some_and(|rest| match rest {
                    [] => super::is_safe(&other.method),
                    [first, ..] => !matches!(first, Segment::Literal(_)),
                })
            };
            !text.is_empty() && !is_plural && !api.operations.iter().any(is_resource)
        }
        _ => false,
    }
}

/// Whether a name ends in `id`, `ids`, `no` or `number`.
pub(super) fn names_id(name: &str) -> bool {
    let last = last_word(name);
    let is_word = matches!(last.as_str(), "id" | "ids" | "no" | "nos" | "number" | "numbers");
    // A name in lower case may have several words.
    let ends = ["id", "ids", "number", "numbers"];
    is_word || (ends.iter().any(|end| last.ends_with(end)) && !NO_IDS.contains(&last.as_str()))
}

/// The last word of a name such as `userId`, `user_id` or `X-User-ID`, in lower case.
fn last_word(name: &str) -> String {
    let part = name.rsplit(|character: char| !character.is_alphanumeric()).find(|part| !part.is_empty());
    let part = part.unwrap_or_default();
    let characters: Vec<(usize, char)> = part.char_indices().collect();
    let is_start = |pair: &[(usize, char)]| pair[0].1.is_lowercase() && pair[1].1.is_uppercase();
    let start = characters.windows(2).rfind(|pair| is_start(pair)).map_or(0, |pair| pair[1].0);
    part[start..].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::names_id;

    #[test]
    fn ids_are_told_from_other_words() {
        for name in
            ["id", "userId", "user_ids", "X-User-ID", "userIDs", "userid", "orderNo", "order_number", "roomnumber"]
        {
            assert!(names_id(name), "{name}");
        }
        for name in ["paid", "amount", "bids", "idle", "notes", "casino", "numberOfGuests"] {
            assert!(!names_id(name), "{name}");
        }
    }
}
