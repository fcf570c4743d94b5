//! The API with assigned names, as the emitters read it: the structures of [`model::api`] with a `String` for each name.

pub(crate) use model::api::{
    Case, Constraints, CredentialMark, CredentialPlace, Format, Framing, Integer, ItemValues, Items, Location,
    NextPage, Pagination, Piece, RejectionBody, RejectionStatus, Segment, Status, Style, Text, TypeId, TypeRef, path,
};

pub(crate) type Api = model::api::Api<String>;
pub(crate) type Body = model::api::Body<String>;
pub(crate) type Content = model::api::Content<String>;
pub(crate) type Field = model::api::Field<String>;
pub(crate) type Operation = model::api::Operation<String>;
pub(crate) type Outcome<'o> = model::api::Outcome<'o, String>;
pub(crate) type Parameter = model::api::Parameter<String>;
pub(crate) type Part = model::api::Part<String>;
pub(crate) type Response = model::api::Response<String>;
pub(crate) type ResponseContent = model::api::ResponseContent<String>;
pub(crate) type ResponseHeader = model::api::ResponseHeader<String>;
pub(crate) type ResponseVariant<'o> = model::api::ResponseVariant<'o, String>;
pub(crate) type Scheme = model::api::Scheme<String>;
pub(crate) type Struct = model::api::Struct<String>;
pub(crate) type TitledValue = model::api::TitledValue<String>;
pub(crate) type TypeDef = model::api::TypeDef<String>;
pub(crate) type TypeKind = model::api::TypeKind<String>;
pub(crate) type Union = model::api::Union<String>;
pub(crate) type UnionVariant = model::api::UnionVariant<String>;
pub(crate) type Unknown = model::api::Unknown<String>;
pub(crate) type Variant = model::api::Variant<String>;
