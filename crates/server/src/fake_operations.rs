// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Everything that the document has for the responses of each operation.

use axum::Router;

use crate::fake;
use crate::fake_table::{DocumentedResponse, Operation, Status};
use crate::template::{Candidate, Piece};

/// Creates a router that responds with the documented examples, applies the preferences of a request, and stores the
/// resources that requests create. See [`fake`].
///
/// # Errors
///
/// The error of an example that does not fit its type. The generator has checked that all fit.
pub fn fake_router(settings: fake::Settings) -> Result<Router, serde_json::Error> {
    Ok(fake::router(crate::router(crate::Documented::new()?), OPERATIONS, settings))
}

/// The operations in the order in which they match a request.
const OPERATIONS: &[Operation] = &[OPERATION_0];

const OPERATION_0: Operation = Operation {
    request: Candidate {
        method: "POST",
        segments: &[
            (0, &[Piece::Text("identity")]),
            (1, &[Piece::Text("v2")]),
            (2, &[Piece::Text("auth")]),
            (3, &[Piece::Text("password")]),
            (4, &[Piece::Text("otp")]),
        ],
        query: &[],
    },
    success: 200,
    responses: &[
        DocumentedResponse {
            status: Status::Code(200),
            name: "sent",
            media_type: "application/json",
            headers: &[],
            body: "{\"IsPosted\":true,\"Data\":{\"AccountSid\":\"ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\",\"Sid\":\"SMXXXXXXXXXXXXXXXX\"}}",
        },
        DocumentedResponse {
            status: Status::Code(400),
            name: "apikey-missing",
            media_type: "application/json",
            headers: &[],
            body: "{\"ErrorCode\":908,\"Message\":\"A parameter is not formatted correctly\",\"Description\":\"The apikey is a required parameter.\"}",
        },
        DocumentedResponse {
            status: Status::Code(403),
            name: "apikey-wrong",
            media_type: "application/json",
            headers: &[],
            body: "{\"ErrorCode\":901,\"Message\":\"The API key is unauthorized\",\"Description\":\"The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.\"}",
        },
        DocumentedResponse {
            status: Status::Code(429),
            name: "",
            media_type: "application/json",
            headers: &[],
            body: "{\"ErrorCode\":0,\"Message\":\"string\",\"Description\":\"string\"}",
        },
        DocumentedResponse {
            status: Status::Code(500),
            name: "",
            media_type: "application/json",
            headers: &[],
            body: "{\"ErrorCode\":0,\"Message\":\"string\",\"Description\":\"string\"}",
        },
    ],
    resource: None,
    listing: None,
};
