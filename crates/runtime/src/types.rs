//! The files of a types crate.

pub(crate) mod alternatives;
pub(crate) mod buffered;
pub(crate) mod constrained;
pub(crate) mod enumeration;
pub(crate) mod listed;
pub(crate) mod nullable;
pub(crate) mod object;
pub(crate) mod object_builder;
pub(crate) mod object_reader;
pub(crate) mod object_schema;
pub(crate) mod object_writer;
pub(crate) mod setter;
pub(crate) mod strictness;
pub(crate) mod support;
pub(crate) mod unlisted;

use crate::mismatch;
