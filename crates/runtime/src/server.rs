//! The files of a server crate.

pub(crate) mod basic;
pub(crate) mod content;
pub(crate) mod context;
pub(crate) mod credential;
pub(crate) mod cut;
pub(crate) mod deep_object;
pub(crate) mod delimited;
pub(crate) mod denied;
pub(crate) mod fake;
pub(crate) mod fake_table;
pub(crate) mod file;
pub(crate) mod handler;
pub(crate) mod item_stream;
pub(crate) mod json;
pub(crate) mod listing;
pub(crate) mod methods;
pub(crate) mod multipart;
pub(crate) mod parameters;
pub(crate) mod prefer;
pub(crate) mod rate_limit;
pub(crate) mod received_items;
pub(crate) mod rejection;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod store;
pub(crate) mod style;
pub(crate) mod template;
pub(crate) mod undocumented;
pub(crate) mod validation;
pub(crate) mod watched;

use crate::mismatch;
use crate::schema;
use crate::split;
use crate::types::strictness as types;
