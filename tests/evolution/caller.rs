//! A caller of all operations.

use client::{Client, Error, operation, types};

/// Calls every operation.
pub async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().key("secret").base_url("http://127.0.0.1:8080").build()?;

    let health = client.get_health().send().await?;
    println!("{}", health.body.ready);

    let pets = client.list_pets().limit(10).send().await?;
    println!("{} of {}", pets.body.len(), pets.headers()?.x_total);

    let draft = types::NewPet::builder().name("Rex").kind("dog").code("REX").size("small".parse::<types::NewPetSize>()?);
    match client.create_pet(draft).header("x-request-id", "1").send().await {
        Ok(response) => println!("{} at {}", response.body.id, response.headers()?.location),
        Err(Error::ErrorResponse(response)) => match response.into_inner() {
            operation::create_pet::Error::Conflict(body) => println!("{} exists", body.existing),
            other => println!("{other}"),
        },
        Err(error) => return Err(error.into()),
    }

    match client.get_pet(7).send().await {
        Ok(response) => println!("{}", response.body.name.as_str()),
        Err(error) => println!("{:?}: {error}", error.status()),
    }

    let change = operation::change_pet::Body::builder().name("Max").tag_null();
    let pet = client.change_pet(7, change).send().await?.into_inner();
    println!("{}", pet.id);

    let photo = operation::set_photo::Body::builder().photo(vec![1, 2, 3]).caption("asleep");
    client.set_photo(7, photo).send().await?;
    client.remove_pet(7).send().await?;

    for adoption in client.list_adoptions().send().await?.into_inner().items {
        println!("{:?}", adoption.note);
    }
    let person = types::Person::builder().name("Ann");
    client.adopt_pet(types::Adoption::builder().pet(7).adopter(person.build()?)).send().await?;

    let call = client.send_reminders(operation::send_reminders::Body::builder().year(2026));
    tokio::spawn(call.send()).await??;
    Ok(())
}
