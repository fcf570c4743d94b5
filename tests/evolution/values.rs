//! A program over the types: it makes, reads and writes values.

use types::{Adopter, Adoption, NewPet, Person, Pet, Status};

/// Makes a value with all properties, and one with the required ones.
pub fn make() -> Result<[NewPet; 2], Box<dyn std::error::Error>> {
    let full = NewPet::builder().name("Rex").kind("dog").code("REX").tag("calm").status(Status::Waiting).build()?;
    let small = NewPet::builder().name("Tom").kind("cat").nicknames(["Tommy", "T"]).build()?;
    Ok([full, small])
}

/// Makes a value with an alternative.
pub fn adoption(pet: &Pet) -> Result<Adoption, Box<dyn std::error::Error>> {
    let person = Person::builder().name("Ann").build()?;
    Ok(Adoption::builder().pet(pet.id).adopter(person).note("at noon").build()?)
}

/// Reads values.
pub fn describe(pet: &Pet) -> String {
    let status = match &pet.status {
        Status::Waiting => "looks for a home",
        Status::Reserved => "is reserved",
        other => other.as_str(),
    };
    let code = pet.code.as_deref().unwrap_or("none");
    let tag = pet.tag.as_option().map_or("no tag", |tag| tag.as_str());
    format!("{} {status}, {code}, {tag}, {:?}", pet.name.as_str(), pet.weight)
}

/// Reads a value with an alternative.
pub fn who(adoption: &Adoption) -> String {
    match &adoption.adopter {
        Adopter::Person(person) => person.name.clone(),
        Adopter::Company(company) => company.number.clone(),
        _ => "somebody".to_owned(),
    }
}

/// Changes a value.
pub fn rename(pet: &mut Pet, tag: Option<String>) {
    pet.tag = tag.into();
}
