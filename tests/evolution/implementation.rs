//! An implementation of all operations.

use server::operation::*;
use server::{Api, Context, Credential, Denied, Undocumented, types};

/// A shelter with one pet.
pub struct Shelter;

/// The owner of a credential.
pub struct User {
    name: String,
}

fn rex(id: i64) -> Result<types::Pet, Undocumented> {
    Ok(types::Pet::builder().id(id).name("Rex").status(types::Status::Waiting).build()?)
}

fn problem(message: &str) -> Result<types::Problem, Undocumented> {
    Ok(types::Problem::builder().message(message).build()?)
}

impl Api for Shelter {
    type Caller = User;

    async fn authenticate(&self, _credential: Credential, _context: &Context) -> Result<User, Denied> {
        Ok(User { name: "Ann".to_owned() })
    }

    async fn get_health(&self, _request: get_health::Request) -> Result<get_health::Response, Undocumented> {
        Ok(get_health::Response::ok(get_health::OkBody::builder().ready(true).build()?).into())
    }

    async fn list_pets(&self, request: list_pets::Request<User>) -> Result<list_pets::Response, Undocumented> {
        let limit = request.query.limit.map_or(20, |limit| i32::from(limit));
        let pets = (0..limit).map(|id| rex(id.into())).collect::<Result<Vec<_>, _>>()?;
        Ok(list_pets::Response::ok(limit, pets).into())
    }

    async fn create_pet(&self, request: create_pet::Request<User>) -> Result<create_pet::Response, Undocumented> {
        if request.body.name.as_str() == "Rex" {
            let conflict = types::Conflict::builder().existing(7).build()?;
            return Ok(create_pet::Response::conflict(conflict).into());
        }
        Ok(create_pet::Response::created("/pets/7", rex(7)?).into())
    }

    async fn get_pet(&self, request: get_pet::Request<User>) -> Result<get_pet::Response, Undocumented> {
        if request.path.id != 7 {
            return Ok(get_pet::Response::not_found(problem("no such pet")?).into());
        }
        Ok(get_pet::Response::ok(rex(7)?).into())
    }

    async fn change_pet(&self, request: change_pet::Request<User>) -> Result<change_pet::Response, Undocumented> {
        let mut pet = rex(request.path.id)?;
        if !request.body.tag.is_absent() {
            pet.tag = request.body.tag;
        }
        Ok(change_pet::Response::ok(pet).into())
    }

    async fn remove_pet(&self, _request: remove_pet::Request<User>) -> Result<remove_pet::Response, Undocumented> {
        Ok(remove_pet::Response::no_content().into())
    }

    async fn set_photo(&self, request: set_photo::Request<User>) -> Result<set_photo::Response, Undocumented> {
        println!("{:?}", request.body.caption);
        Ok(set_photo::Response::no_content().into())
    }

    async fn list_adoptions(&self, request: list_adoptions::Request<User>) -> Result<list_adoptions::Response, Undocumented> {
        println!("for {}", request.caller.name);
        Ok(list_adoptions::Response::ok(types::Adoptions::builder().items(Vec::new()).build()?).into())
    }

    async fn adopt_pet(&self, request: adopt_pet::Request<User>) -> Result<adopt_pet::Response, Undocumented> {
        match &request.body.adopter {
            types::Adopter::Person(person) => println!("{}", person.name),
            types::Adopter::Company(company) => println!("{}", company.number),
            _ => println!("somebody"),
        }
        Ok(adopt_pet::Response::created(request.body).into())
    }

    async fn send_reminders(&self, request: send_reminders::Request<User>) -> Result<send_reminders::Response, Undocumented> {
        println!("{:?}", request.body.year);
        Ok(send_reminders::Response::accepted().into())
    }

    fn reject_with_problem(&self, rejection: &server::Rejection) -> Result<types::Problem, Undocumented> {
        problem(&rejection.to_string())
    }
}
