//! Macros `print!` and `println!` for this crate. Those of the standard library panic if the reader has closed the pipe, as in
//! `cargo oas diff | head`.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};

/// Writes to standard output. Drops the text if nobody reads it, and reports other errors to standard error.
pub(crate) fn write(text: Arguments<'_>) {
    match stdout().write_fmt(text) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: cannot write to standard output: {error}");
        }
        _ => {}
    }
}

macro_rules! print {
    ($($text:tt)+) => { $crate::output::write(format_args!($($text)+)) };
}

macro_rules! println {
    ($($text:tt)+) => { $crate::output::write(format_args!("{}\n", format_args!($($text)+))) };
}
