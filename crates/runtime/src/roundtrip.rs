//! The files of the program that calls the generated client against the generated server.

pub(crate) mod recording;
pub(crate) mod support;
