//! Macros `print!` and `println!` for this crate. Those of the standard library panic if the reader has closed the pipe, as in
//! `cargo oas diff | head`.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether output was lost for another reason than a reader that closed the pipe.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// Writes to standard output. Drops the text if nobody reads it, and reports the first other error to standard error.
pub(crate) fn write(text: Arguments<'_>) {
    note(stdout().write_fmt(text));
}

/// Writes the rest of the output. Returns whether any output was lost, unless a reader closed the pipe.
pub(crate) fn is_lost() -> bool {
    note(stdout().flush());
    IS_LOST.load(Ordering::Relaxed)
}

fn note(done: io::Result<()>) {
    match done {
        Err(error) if error.kind() != ErrorKind::BrokenPipe && !IS_LOST.swap(true, Ordering::Relaxed) => {
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
