//! The files of a types crate.

pub(crate) mod alternatives;
pub(crate) mod enumeration;
pub(crate) mod listed;
pub(crate) mod object;
pub(crate) mod support;
