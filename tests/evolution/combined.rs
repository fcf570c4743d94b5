//! A client made of the document calls every operation of a server that has all edits.

use client::{Client, operation, types};
use server::operation::{list_adoptions, list_pets};
use server::{Mock, Undocumented, router, types as newer};

/// The server: its lists have an enum value, an alternative and properties that the client does not know, and a text beyond its bounds.
/// Other operations respond with generated values.
fn server() -> Mock {
    Mock::new()
        .list_pets(|_| async {
            let name = "x".repeat(60);
            let lost = newer::Pet::builder().id(1).name(name).status(newer::Status::Lost).code("new-7").color("brown");
            let waiting = newer::Pet::builder().id(2).name("Tom").status(newer::Status::Waiting).tag_null();
            Ok::<_, Undocumented>(list_pets::Response::ok(2, vec![lost.build()?, waiting.build()?]))
        })
        .list_adoptions(|_| async {
            let foundation = newer::Foundation::builder().seat("Rome").build()?;
            let person = newer::Person::builder().name("Ann").build()?;
            let items = [
                newer::Adoption::builder().pet(1).adopter(foundation).build()?,
                newer::Adoption::builder().pet(2).adopter(person).build()?,
            ];
            Ok::<_, Undocumented>(list_adoptions::Response::ok(newer::Adoptions::builder().items(items).build()?))
        })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mock = server();
    let client = Client::builder().key("secret").service(router(mock.clone())).build()?;

    let pets = client.list_pets().limit(10).send().await?;
    assert_eq!((pets.body.len(), pets.headers()?.x_total), (2, 2));
    assert_eq!(pets.body[0].status.as_str(), "lost");
    assert_eq!(pets.body[0].name.len(), 60);

    let draft = types::NewPet::builder().name("Rex").kind("dog").code("REX").status(types::Status::Waiting);
    client.create_pet(draft).send().await?;
    client.get_pet(7).send().await?;
    client.change_pet(7, operation::change_pet::Body::builder().name("Max").tag_null()).send().await?;
    client.set_photo(7, operation::set_photo::Body::builder().photo(vec![1, 2]).caption("asleep")).send().await?;
    client.remove_pet(7).send().await?;

    let adoptions = client.list_adoptions().send().await?.into_inner();
    assert_eq!(adoptions.items.len(), 2);
    assert_eq!(serde_json::to_value(&adoptions.items[0].adopter)?["seat"], "Rome");
    let person = types::Person::builder().name("Ann").build()?;
    client.adopt_pet(types::Adoption::builder().pet(7).adopter(person)).send().await?;
    client.send_reminders(operation::send_reminders::Body::builder().year(2026)).send().await?;
    client.get_health().send().await?;

    assert_eq!(mock.undocumented(), [""; 0]);
    println!("{} operations succeeded", mock.requests().len());
    Ok(())
}
