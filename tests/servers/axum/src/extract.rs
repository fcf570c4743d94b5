//! axum's extractors with the error bodies of a document.

use std::marker::PhantomData;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

/// The error body of a document.
pub trait ErrorBody: IntoResponse {
    /// The response for a request that an extractor rejects.
    fn rejection(status: StatusCode, message: String) -> Self;
}

/// `axum::Json` that rejects with `E`. Values that do not fit are rejected with 400, where axum has 422.
pub struct Json<T, E>(pub T, pub PhantomData<E>);

impl<T, E, S> FromRequest<S> for Json<T, E>
where
    T: DeserializeOwned,
    E: ErrorBody,
    S: Send + Sync,
{
    type Rejection = E;

    async fn from_request(request: Request, state: &S) -> Result<Self, E> {
        match axum::Json::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value, PhantomData)),
            Err(JsonRejection::JsonDataError(error)) => Err(E::rejection(StatusCode::BAD_REQUEST, error.body_text())),
            Err(error) => Err(E::rejection(error.status(), error.body_text())),
        }
    }
}

/// `axum::extract::Query` that rejects with `E`.
pub struct QueryOr<T, E>(pub T, pub PhantomData<E>);

impl<T, E, S> FromRequestParts<S> for QueryOr<T, E>
where
    T: DeserializeOwned,
    E: ErrorBody,
    S: Send + Sync,
{
    type Rejection = E;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, E> {
        let extracted = Query::from_request_parts(parts, state).await;
        let Query(value) =
            extracted.map_err(|error: QueryRejection| E::rejection(error.status(), error.body_text()))?;
        Ok(Self(value, PhantomData))
    }
}

/// `axum::extract::Path` that rejects with `E`.
pub struct PathOr<T, E>(pub T, pub PhantomData<E>);

impl<T, E, S> FromRequestParts<S> for PathOr<T, E>
where
    T: DeserializeOwned + Send,
    E: ErrorBody,
    S: Send + Sync,
{
    type Rejection = E;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, E> {
        let extracted = Path::from_request_parts(parts, state).await;
        let Path(value) = extracted.map_err(|error: PathRejection| E::rejection(error.status(), error.body_text()))?;
        Ok(Self(value, PhantomData))
    }
}
