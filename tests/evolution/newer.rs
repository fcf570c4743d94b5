//! A client made of the document calls a server of a newer document: no response is lost.

use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use client::{Client, Error, types};
use serde_json::{Value, json};

/// A list whose items have a new enum value, a text beyond the old bounds, a text off the old pattern, a new property, a new `null`.
fn pets() -> Value {
    json!([
        {"id": 1, "name": "Rex", "status": "lost", "color": "brown"},
        {"id": 2, "name": "x".repeat(60), "status": "waiting", "code": "new-7", "weight": null, "tag": null},
    ])
}

/// A list whose first item has a new alternative.
fn adoptions() -> Value {
    json!({"items": [
        {"pet": 1, "adopter": {"type": "foundation", "seat": "Rome"}},
        {"pet": 2, "adopter": {"type": "person", "name": "Ann"}, "since": "2026-01-31"},
    ]})
}

/// The newer server: a documented header is malformed, and two status codes are new.
fn newer() -> Router {
    let listed = || async {
        let headers = HeaderMap::from_iter([("x-total".parse().expect("a name"), "many".parse().expect("a value"))]);
        (headers, Json(pets()))
    };
    Router::new()
        .route("/pets", get(listed).post(|| async { (StatusCode::ACCEPTED, Json(json!({"queued": true}))) }))
        .route("/adoptions", get(|| async { Json(adoptions()) }))
        .route("/health", get(|| async { (StatusCode::TOO_MANY_REQUESTS, Json(json!({"message": "later"}))) }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().key("secret").service(newer()).build()?;

    let listed = client.list_pets().send().await?.into_inner();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0].status.as_str(), "lost");
    assert_eq!(listed[1].code.as_deref(), Some("new-7"));
    assert_eq!(listed[1].weight, None);
    assert_eq!(serde_json::to_value(&listed[0])?["status"], "lost", "an unlisted value is written as it was read");

    let adopted = client.list_adoptions().send().await?.into_inner();
    assert_eq!(adopted.items.len(), 2);
    assert_eq!(serde_json::to_value(&adopted.items[0])?, adoptions()["items"][0]);

    let Err(Error::UnexpectedResponse(response)) = client.get_health().send().await else { panic!("429 is not documented") };
    assert_eq!(response.json::<types::Problem>()?.message, "later");

    let person = types::Person::builder().name("Ann").build()?;
    let adoption = types::Adoption::builder().pet(2).adopter(person).build()?;
    assert_eq!(serde_json::to_value(&adoption)?["adopter"], json!({"type": "person", "name": "Ann"}), "`build` sets the constant");

    let pet = types::NewPet::builder().name("Rex").kind("dog");
    let Err(Error::UnexpectedResponse(response)) = client.create_pet(pet).send().await else { panic!("202 is not documented") };
    assert_eq!(response.json::<Value>()?["queued"], true);
    println!("no response was lost");
    Ok(())
}
