//! libFuzzer's driver. The environment variable `FUZZ_TARGET` names the target.
//!
//! libFuzzer cannot write the input of a stack overflow. With the variable `FUZZ_LAST`, each input is first written to the file that it
//! names.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

static TARGET: LazyLock<fuzz::Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    fuzz::target(&name).unwrap_or_else(|| {
        let known: Vec<&str> = fuzz::TARGETS.iter().map(|(name, _)| *name).collect();
        eprintln!("error: FUZZ_TARGET is `{name}`; the targets are {}", known.join(", "));
        std::process::exit(2)
    })
});

static LAST: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::var_os("FUZZ_LAST").map(PathBuf::from));

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some(last) = &*LAST {
        std::fs::write(last, data).ok();
    }
    (*TARGET)(data);
});
