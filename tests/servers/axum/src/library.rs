//! The server of `library.yaml`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::{self, ErrorBody, PathOr, QueryOr};
use crate::store::{
    Book, BookDraft, Contact, Genre, Loan, LoanDraft, Member, MemberChange, MemberDraft, Store, StoreError,
};

const TOKEN: &str = "library-token";

/// The application, with an empty store.
pub fn app() -> Router {
    Router::new()
        .route("/books", get(list_books).post(create_book))
        .route("/books/{book_id}", get(get_book).put(replace_book).delete(delete_book))
        .route("/books/{book_id}/cover", put(set_cover))
        .route("/members", post(create_member))
        .route("/members/{member_id}", get(get_member).patch(update_member).delete(delete_member))
        .route("/loans", post(create_loan))
        .route("/loans/{loan_id}", get(get_loan).delete(end_loan))
        .route_layer(from_fn(authenticate))
        .layer(DefaultBodyLimit::max(5 * 1024 * 1024))
        .with_state(Shared::default())
}

/// The store that all requests share.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Store>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The documented error body.
struct Error(StatusCode, String);

impl ErrorBody for Error {
    fn rejection(status: StatusCode, message: String) -> Self {
        Self(status, message)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let status = match error {
            StoreError::NotFound(_) => StatusCode::NOT_FOUND,
            StoreError::Conflict(_) => StatusCode::CONFLICT,
        };
        Self(status, error.to_string())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let Self(status, message) = self;
        (status, Json(json!({ "code": status.as_u16(), "message": message }))).into_response()
    }
}

type Body<T> = extract::Json<T, Error>;
type Id<T> = PathOr<T, Error>;

async fn authenticate(request: Request, next: Next) -> Response {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let is_librarian = header
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && token.trim() == TOKEN);
    if is_librarian {
        return next.run(request).await;
    }
    let error = Error(StatusCode::UNAUTHORIZED, "the token is missing or not valid".to_owned());
    ([(header::WWW_AUTHENTICATE, "Bearer")], error).into_response()
}

#[derive(Deserialize)]
struct ListQuery {
    limit: Option<i32>,
    offset: Option<i32>,
    /// Separated by commas.
    genre: Option<String>,
}

async fn list_books(
    State(store): State<Shared>,
    QueryOr(query, _): QueryOr<ListQuery, Error>,
) -> Result<([(&'static str, String); 1], Json<Vec<Book>>), Error> {
    let limit = query.limit.unwrap_or(20);
    let offset = query.offset.unwrap_or(0);
    check((1..=50).contains(&limit), "limit must be from 1 to 50")?;
    check(offset >= 0, "offset must not be negative")?;
    let genres = query.genre.as_deref().map(genres).transpose()?;
    let (limit, offset) = (limit.unsigned_abs() as usize, offset.unsigned_abs() as usize);
    let (total, page) = store.lock().list_books(genres.as_deref(), limit, offset);
    Ok(([("X-Total-Count", total.to_string())], Json(page)))
}

fn genres(list: &str) -> Result<Vec<Genre>, Error> {
    let genres: Result<Vec<Genre>, _> = list.split(',').map(|name| serde_json::from_value(json!(name))).collect();
    let genres = genres.map_err(|error| Error(StatusCode::BAD_REQUEST, error.to_string()))?;
    check(genres.len() <= 3, "genre has more than 3 items")?;
    Ok(genres)
}

async fn create_book(State(store): State<Shared>, extract::Json(draft, _): Body<BookDraft>) -> Result<Response, Error> {
    check_book(&draft)?;
    let book = store.lock().create_book(draft)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/books/{}", book.id))], Json(book)).into_response())
}

async fn get_book(State(store): State<Shared>, PathOr(id, _): Id<i64>) -> Result<Json<Book>, Error> {
    check_id(id)?;
    Ok(Json(store.lock().book(id)?.clone()))
}

async fn replace_book(
    State(store): State<Shared>,
    PathOr(id, _): Id<i64>,
    extract::Json(draft, _): Body<BookDraft>,
) -> Result<Json<Book>, Error> {
    check_id(id)?;
    check_book(&draft)?;
    Ok(Json(store.lock().replace_book(id, draft)?))
}

async fn delete_book(State(store): State<Shared>, PathOr(id, _): Id<i64>) -> Result<StatusCode, Error> {
    check_id(id)?;
    store.lock().delete_book(id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_cover(
    State(store): State<Shared>,
    PathOr(id, _): Id<i64>,
    headers: HeaderMap,
    picture: Bytes,
) -> Result<StatusCode, Error> {
    check_id(id)?;
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("image/png") {
        return Err(Error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a cover is a picture of type image/png".to_owned()));
    }
    check(!picture.is_empty(), "the picture is missing")?;
    store.lock().set_cover(id, picture.to_vec())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn create_member(
    State(store): State<Shared>,
    extract::Json(draft, _): Body<MemberDraft>,
) -> Result<Response, Error> {
    check_length("name", &draft.name, 1, 80)?;
    check_contact(&draft.contact)?;
    let is_pin = (4..=8).contains(&draft.pin.len()) && draft.pin.bytes().all(|byte| byte.is_ascii_digit());
    check(is_pin, "pin must have 4 to 8 digits")?;
    let member = store.lock().create_member(draft);
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/members/{}", member.id))], Json(member)).into_response())
}

async fn get_member(State(store): State<Shared>, PathOr(id, _): Id<Uuid>) -> Result<Json<Member>, Error> {
    Ok(Json(store.lock().member(id)?.clone()))
}

async fn update_member(
    State(store): State<Shared>,
    PathOr(id, _): Id<Uuid>,
    extract::Json(properties, _): Body<serde_json::Map<String, serde_json::Value>>,
) -> Result<Json<Member>, Error> {
    check(!properties.is_empty(), "the change is empty")?;
    let change: MemberChange =
        serde_json::from_value(properties.into()).map_err(|error| Error(StatusCode::BAD_REQUEST, error.to_string()))?;
    if let Some(name) = &change.name {
        check_length("name", name, 1, 80)?;
    }
    if let Some(contact) = &change.contact {
        check_contact(contact)?;
    }
    Ok(Json(store.lock().update_member(id, change)?))
}

async fn delete_member(State(store): State<Shared>, PathOr(id, _): Id<Uuid>) -> Result<StatusCode, Error> {
    store.lock().delete_member(id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn create_loan(
    State(store): State<Shared>,
    extract::Json(draft, _): Body<LoanDraft>,
) -> Result<(StatusCode, Json<Loan>), Error> {
    check_id(draft.book_id)?;
    check((1..=60).contains(&draft.days), "days must be from 1 to 60")?;
    check_length("note", draft.note.as_deref().unwrap_or_default(), 0, 500)?;
    Ok((StatusCode::CREATED, Json(store.lock().create_loan(draft)?)))
}

async fn get_loan(State(store): State<Shared>, PathOr(id, _): Id<i64>) -> Result<Json<Loan>, Error> {
    check_id(id)?;
    Ok(Json(store.lock().loan(id)?.clone()))
}

async fn end_loan(State(store): State<Shared>, PathOr(id, _): Id<i64>) -> Result<StatusCode, Error> {
    check_id(id)?;
    store.lock().end_loan(id)?;
    Ok(StatusCode::NO_CONTENT)
}

fn check(is_valid: bool, message: &str) -> Result<(), Error> {
    if is_valid { Ok(()) } else { Err(Error(StatusCode::BAD_REQUEST, message.to_owned())) }
}

fn check_id(id: i64) -> Result<(), Error> {
    check(id >= 1, "an id is at least 1")
}

fn check_length(name: &str, text: &str, minimum: usize, maximum: usize) -> Result<(), Error> {
    let is_valid = (minimum..=maximum).contains(&text.chars().count());
    check(is_valid, &format!("{name} must have {minimum} to {maximum} characters"))
}

fn check_book(draft: &BookDraft) -> Result<(), Error> {
    check_length("title", &draft.title, 1, 200)?;
    let is_isbn = draft.isbn.len() == 13
        && draft.isbn.bytes().all(|byte| byte.is_ascii_digit())
        && (draft.isbn.starts_with("978") || draft.isbn.starts_with("979"));
    check(is_isbn, "isbn must be 978 or 979 and 10 digits")?;
    check(draft.pages.is_none_or(|pages| (1..=20_000).contains(&pages)), "pages must be from 1 to 20000")?;
    check(draft.price.is_none_or(|price| (0.0..10_000.0).contains(&price)), "price must be from 0 to less than 10000")?;
    check_length("subtitle", draft.subtitle.iter().flatten().map(String::as_str).next().unwrap_or_default(), 0, 300)?;
    let authors = draft.authors.as_deref().unwrap_or_default();
    check(authors.len() <= 10, "authors has more than 10 items")?;
    for (at, author) in authors.iter().enumerate() {
        check_length("an author", author, 1, 100)?;
        check(!authors[..at].contains(author), "authors has an item twice")?;
    }
    check(draft.barcode.is_none_or(|barcode| barcode >= 0), "barcode must not be negative")
}

fn check_contact(contact: &Contact) -> Result<(), Error> {
    match contact {
        Contact::Email { address } => {
            check_length("address", address, 0, 100)?;
            let is_address = address.split_once('@').is_some_and(|(name, host)| {
                [name, host].iter().all(|part| !part.is_empty() && !part.contains(['@', ' ']))
            });
            check(is_address, "address must be NAME@HOST")
        }
        Contact::Postal { street, city } => {
            check_length("street", street, 1, 100)?;
            check_length("city", city, 1, 100)
        }
    }
}
