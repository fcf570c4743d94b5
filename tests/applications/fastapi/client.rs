//! Calls the bookshop with its generated client: `caller URL`. Any difference is a panic.

use bookshop_client::types::{BookDraft, BookPatch, Genre, Line, Nullable, OrderDraft};
use bookshop_client::{Client, Error, File, operation};
use serde_json::{from_value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).expect("a URL");
    let client = Client::builder().base_url(&url).http_bearer("bookshop-token").build()?;

    // A tagged union, an enum, null, absence and a tuple.
    let draft = |edition| from_value::<BookDraft>(json!({"title": "Dune", "price": 1200, "edition": edition, "genre": null}));
    let printed = json!({"kind": "printed", "pages": 412, "size": [110, 178]});
    let book = client.add_book_books_post(draft(printed.clone())?).send().await?.into_inner();
    assert_eq!((book.id, book.has_cover), (1, false));
    assert_eq!((book.genre, serde_json::to_value(&book.edition)?), (Nullable::Null, printed));
    let audio = client.add_book_books_post(draft(json!({"kind": "audio", "minutes": 1266}))?).send().await?;
    assert_eq!(audio.into_inner().id, 2);

    let patch = BookPatch::builder().genre(Genre::Science);
    let changed = client.change_book_books_book_id_patch(1, patch).send().await?.into_inner();
    assert_eq!((changed.genre, changed.title.as_str()), (Nullable::Value(Genre::Science), "Dune"));

    // A list in the query, a text that needs an encoding, and a header.
    let list = client.list_books_books_get().genre([Genre::Science, Genre::Poetry]).x_request_id("r 1").send().await?;
    assert_eq!(list.raw_headers["x-request-id"], "r 1");
    let list = list.into_inner();
    assert_eq!((list.items.len(), list.next_offset), (1, None));
    let page = client.list_books_books_get().limit(1).title("d&u").send().await?.into_inner();
    assert!(page.items.is_empty());
    assert_eq!(client.list_books_books_get().limit(1).send().await?.into_inner().next_offset, Some(1));

    // An upload, and its bytes.
    let image = vec![0, 159, 146, 150, 13, 10];
    let file = File { name: Some("dune.png".into()), media_type: Some("image/png".into()), ..File::from(image.clone()) };
    let body = operation::put_cover_books_book_id_cover_put::Body::builder().image(file).caption("Wüste");
    let cover = client.put_cover_books_book_id_cover_put(1, body).send().await?.into_inner();
    let cover = (cover.size, cover.media_type.as_deref(), cover.caption.as_deref());
    assert_eq!(cover, (6, Some("image/png"), Some("Wüste")));
    let bytes = client.get_cover_books_book_id_cover_get(1).send().await?.into_inner();
    assert_eq!(bytes.bytes().await?, image);

    // A header that is required.
    let key = "3fa85f64-5717-4562-b3fc-2c963f66afa6".parse::<uuid::Uuid>()?;
    let line = Line::builder().book_id(1).copies(3).build()?;
    let order = OrderDraft::builder().lines([line]).gift_text_null();
    let ordered = client.order_orders_post(key, order).send().await?.into_inner();
    assert_eq!((ordered.total, ordered.reference), (3600, key.to_string()));

    // Errors are values.
    client.remove_book_books_book_id_delete(2).send().await?;
    let Err(Error::ErrorResponse(gone)) = client.get_book_books_book_id_get(2).send().await else {
        panic!("the book was removed")
    };
    assert_eq!(gone.status(), 404);
    let operation::get_book_books_book_id_get::Error::NotFound(problem) = gone.into_inner() else { panic!("not found") };
    assert_eq!(problem.detail, "there is no such book");
    let stranger = Client::builder().base_url(&url).http_bearer("wrong").build()?;
    let Err(Error::ErrorResponse(error)) = stranger.remove_book_books_book_id_delete(1).send().await else {
        panic!("the token is wrong")
    };
    assert_eq!(error.status(), 401);
    println!("every call passed");
    Ok(())
}
