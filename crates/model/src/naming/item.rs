//! Items with their assigned names. Nothing else about them changes.

use crate::api::{Parameter, Part, ResponseHeader, Scheme};

pub(super) fn named_scheme(scheme: Scheme, name: String) -> Scheme<String> {
    Scheme {
        wire: scheme.wire,
        name,
        doc: scheme.doc,
        place: scheme.place,
        client_credentials: scheme.client_credentials,
        declared: scheme.declared,
        annotations: scheme.annotations,
    }
}

pub(super) fn named_parameter((parameter, name): (Parameter, String)) -> Parameter<String> {
    Parameter {
        wire: parameter.wire,
        name,
        location: parameter.location,
        doc: parameter.doc,
        required: parameter.required,
        ty: parameter.ty,
        text: parameter.text,
        array: parameter.array,
        style: parameter.style,
        explode: parameter.explode,
        allow_reserved: parameter.allow_reserved,
        allow_empty: parameter.allow_empty,
        default: parameter.default,
        schema: parameter.schema,
        is_validated: parameter.is_validated,
        sample: parameter.sample,
        has_example: parameter.has_example,
        at: parameter.at,
        annotations: parameter.annotations,
    }
}

pub(super) fn named_part((part, name): (Part, String)) -> Part<String> {
    Part {
        wire: part.wire,
        name,
        doc: part.doc,
        ty: part.ty,
        required: part.required,
        repeated: part.repeated,
        is_file: part.is_file,
        style: part.style,
        explode: part.explode,
        allow_reserved: part.allow_reserved,
        content_type: part.content_type,
    }
}

pub(super) fn named_header((header, name): (ResponseHeader, String)) -> ResponseHeader<String> {
    ResponseHeader {
        wire: header.wire,
        name,
        doc: header.doc,
        required: header.required,
        ty: header.ty,
        sample: header.sample,
        schema: header.schema,
        has_style: header.has_style,
        is_json: header.is_json,
        annotations: header.annotations,
    }
}
