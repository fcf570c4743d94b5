//! Credentials. They are compared by the part of the request that holds them; the name of a scheme is not sent.

use model::Api;
use model::api::{CredentialPlace, CredentialSet, CredentialUse, Scheme};

use super::both::{Both, Credentials, list};
use super::changes::{Changes, Difference, Part, Sender};
use crate::rule::{PartId, part_id};

/// The credentials that one request carries together, and the scopes that they need.
#[derive(Clone, Debug, PartialEq)]
struct SecurityAlternative {
    places: Vec<String>,
    scopes: Vec<String>,
}

impl SecurityAlternative {
    /// Returns whether every request that fits this alternative fits the other one.
    fn includes(&self, other: &Self) -> bool {
        other.places.iter().all(|place| self.places.contains(place))
            && other.scopes.iter().all(|scope| self.scopes.contains(scope))
    }
}

pub(super) fn compare<N>(both: &Both<'_, N>, credentials: &Credentials<'_, N>, changes: &mut Changes) {
    let (old, new) = (&both.old.security, &both.new.security);
    certificates(both, old, new, changes);
    let before = alternatives(old, credentials.old.0, credentials.old.1);
    let mut after = alternatives(new, credentials.new.0, credentials.new.1);
    if before.is_empty() || after.is_empty() {
        match (before.is_empty(), after.is_empty()) {
            (true, false) if new.optional => {
                let message = format!("a credential is accepted: {}", shown(&after));
                both.add_here(part_id!("security-alternative-added"), message, changes);
            }
            (true, false) => {
                both.add_here(
                    part_id!("security-added"),
                    format!("a credential is required: {}", shown(&after)),
                    changes,
                );
            }
            (false, true) if old.optional => {
                let message = format!("a credential is no longer accepted: {}", shown(&before));
                both.add_here(part_id!("security-alternative-removed"), message, changes);
            }
            (false, true) => {
                both.add_here(part_id!("security-removed"), "no credential is required".to_owned(), changes)
            }
            _ => {}
        }
        return;
    }
    match (old.optional, new.optional) {
        (true, false) => {
            both.add_here(part_id!("security-became-required"), "a credential is required".to_owned(), changes)
        }
        (false, true) => both.add_here(
            part_id!("security-became-optional"),
            "a credential is no longer required".to_owned(),
            changes,
        ),
        _ => {}
    }
    let (all_before, all_after) = (before.clone(), after.clone());
    let mut gone = Vec::new();
    for one in before {
        let Some(position) = after.iter().position(|other| other.places == one.places) else {
            gone.push(one);
            continue;
        };
        let other = after.remove(position);
        let missing = |of: &[String], from: &[String]| -> Vec<String> {
            of.iter().filter(|scope| !from.contains(scope)).cloned().collect()
        };
        for scope in missing(&other.scopes, &one.scopes) {
            both.add_here(part_id!("security-scope-added"), format!("the scope `{scope}` is required"), changes);
        }
        for scope in missing(&one.scopes, &other.scopes) {
            both.add_here(
                part_id!("security-scope-removed"),
                format!("the scope `{scope}` is no longer required"),
                changes,
            );
        }
    }
    // A request with all credentials of an alternative fits another one that needs some of them.
    for one in gone {
        let is_implied = all_after.iter().any(|other| one.includes(other));
        let id = if is_implied {
            part_id!("security-alternative-implied")
        } else {
            part_id!("security-alternative-removed")
        };
        both.add_here(id, format!("a credential is no longer accepted: {}", shown(&[one])), changes);
    }
    for other in after {
        let is_implied = all_before.iter().any(|one| other.includes(one));
        let id =
            if is_implied { part_id!("security-alternative-implied") } else { part_id!("security-alternative-added") };
        both.add_here(id, format!("a credential is accepted: {}", shown(&[other])), changes);
    }
}

fn certificates<N>(both: &Both<'_, N>, old: &CredentialUse, new: &CredentialUse, changes: &mut Changes) {
    match (old.certificates.is_empty(), new.certificates.is_empty()) {
        (true, false) => {
            let message = format!("a client certificate is required: {}", list(&new.certificates));
            both.add_here(part_id!("security-certificate-added"), message, changes);
        }
        (false, true) => {
            both.add_here(
                part_id!("security-certificate-removed"),
                "no client certificate is required".to_owned(),
                changes,
            );
        }
        _ => {}
    }
}

/// Compares the documentation of schemes that both APIs have.
pub(super) fn schemes<N>(old: &[Scheme<N>], new: &[Scheme<N>], changes: &mut Changes) {
    for before in old {
        let Some(after) = new.iter().find(|after| after.wire == before.wire) else { continue };
        let subject = format!("security scheme {}", before.wire);
        let part = Part { subject: &subject, operations: &[], sender: Sender::Caller };
        let mut add = |id: PartId, message: &str| {
            let (old, new) = (Some(before.annotations.at), Some(after.annotations.at));
            let message = format!("{message} of the security scheme `{}`", before.wire);
            changes.add(id, part, Difference { old, new, message, detail: String::new() });
        };
        // Another place is a change of the operations that need the credential.
        if before.place == after.place && before.declared != after.declared {
            add(part_id!("security-scheme-details-changed"), "other details");
        }
        if before.doc != after.doc || before.annotations.extensions != after.annotations.extensions {
            add(part_id!("security-scheme-description-changed"), "another description or extension");
        }
    }
}

/// Adds a change for each scheme whose Rust name the new document does not have, and for each set of schemes that it does not have. The generated crates name the schemes that operations
/// use, and an [`Api`] has no others.
pub(super) fn names(old: &Api, new: &Api, changes: &mut Changes) {
    let is_same = |(before, after): (&Scheme, &Scheme)| before.wire == after.wire && chosen(before) == chosen(after);
    let are_same_schemes = old.schemes.len() == new.schemes.len() && old.schemes.iter().zip(&new.schemes).all(is_same);
    if are_same_schemes && old.credentials == new.credentials {
        return;
    }
    let (names, others) = (rust_names(old), rust_names(new));
    variants((old, &names), (new, &others), changes);
    for (before, name) in old.schemes.iter().zip(names) {
        if others.contains(&name) {
            continue;
        }
        let subject = format!("security scheme {}", before.wire);
        let same = new.schemes.iter().find(|after| after.wire == before.wire);
        let message = match same {
            Some(_) => "the security scheme has another `x-rust-name`".to_owned(),
            None => "no operation uses the security scheme any more: the client has no setter for it".to_owned(),
        };
        let (at_old, at_new) = (Some(before.annotations.at), same.map(|after| after.annotations.at));
        let part = Part { subject: &subject, operations: &[], sender: Sender::Caller };
        let difference = Difference { old: at_old, new: at_new, message, detail: String::new() };
        changes.add(part_id!("security-scheme-removed"), part, difference);
    }
}

/// Adds a change for each variant of the server's `Credential` that the new document does not have. Each API has the names of its schemes
/// beside it. A scheme that is gone has a change of its own.
fn variants(old: (&Api, &[String]), new: (&Api, &[String]), changes: &mut Changes) {
    let sets = |(api, names): (&Api, &[String])| -> Vec<Vec<String>> {
        let set = |set: &CredentialSet| set.schemes.iter().filter_map(|scheme| names.get(*scheme).cloned()).collect();
        api.credentials.iter().map(set).collect()
    };
    let kept = sets(new);
    for set in sets(old) {
        if kept.contains(&set) || set.iter().any(|name| !new.1.contains(name)) {
            continue;
        }
        let (part, names) = (Part { subject: "credentials", operations: &[], sender: Sender::Caller }, list(&set));
        let message = format!("`Credential` of the server has no variant for {names} any more");
        changes.add(
            part_id!("credential-removed"),
            part,
            Difference { message, detail: names, ..Difference::default() },
        );
    }
}

/// The `x-rust-name` of a scheme.
fn chosen(scheme: &Scheme) -> Option<&str> {
    scheme.name.chosen.as_ref().map(|chosen| chosen.name.as_str())
}

/// The names of the schemes in the generated crates, in the order of [`Api::schemes`].
fn rust_names(api: &Api) -> Vec<String> {
    let (named, _) = model::naming::name(api.clone());
    named.schemes.into_iter().map(|scheme| scheme.name).collect()
}

fn alternatives<N>(
    security: &CredentialUse,
    schemes: &[Scheme<N>],
    sets: &[CredentialSet],
) -> Vec<SecurityAlternative> {
    let places = |set: &CredentialSet| -> Vec<String> {
        let mut places: Vec<String> =
            set.schemes.iter().filter_map(|index| schemes.get(*index)).map(|scheme| place(&scheme.place)).collect();
        places.sort();
        places
    };
    let alternatives = security.alternatives.iter().enumerate().filter_map(|(index, set)| {
        let scopes = security.scopes.get(index).cloned().unwrap_or_default();
        Some(SecurityAlternative { places: places(sets.get(*set)?), scopes })
    });
    alternatives.collect()
}

fn place(place: &CredentialPlace) -> String {
    match place {
        CredentialPlace::Query(name) => format!("the query parameter `{name}`"),
        CredentialPlace::Header(name) => format!("the header `{}`", name.to_ascii_lowercase()),
        CredentialPlace::Cookie(name) => format!("the cookie `{name}`"),
        CredentialPlace::Bearer => "a bearer token".to_owned(),
        CredentialPlace::Basic => "user and password".to_owned(),
        CredentialPlace::Http(scheme) => format!("the scheme `{}`", scheme.to_ascii_lowercase()),
    }
}

fn shown(alternatives: &[SecurityAlternative]) -> String {
    let shown: Vec<String> = alternatives.iter().map(|one| one.places.join(" and ")).collect();
    shown.join(", or ")
}
