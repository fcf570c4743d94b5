//! Unit tests of the embedded files.
