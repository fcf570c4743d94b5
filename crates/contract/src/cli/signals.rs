//! Signals that end the command: Ctrl-C and SIGTERM.

use std::io::Write;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use crate::Interruption;
use anyhow::Result;

/// The signals. They are listened for from the start, so that none is lost.
#[cfg(unix)]
pub struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    pub fn new() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    /// Waits for the next signal. Returns the exit code of a process that it ends: 128 and its number.
    pub async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.0.recv() => 130,
            _ = self.1.recv() => 143,
        }
    }
}

#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub fn new() -> Result<Self> {
        Ok(Signals)
    }

    pub async fn next(&mut self) -> u8 {
        tokio::signal::ctrl_c().await.ok();
        130
    }
}

/// The exit code of a run, if a signal interrupted it.
pub struct Watch(Arc<OnceLock<u8>>);

impl Watch {
    /// Interrupts a run at the first signal, and ends the process at the second one. A thread of its own does so, because the run may be
    /// busy or wait for the server.
    pub fn start(interruption: Interruption) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut signals = runtime.block_on(async { Signals::new() })?;
        let first = Arc::new(OnceLock::new());
        let watch = Watch(Arc::clone(&first));
        std::thread::spawn(move || {
            runtime.block_on(async {
                first.set(signals.next().await).ok();
                interruption.request();
                let note = "interrupted: no more cases are sent, and what the run created is deleted; interrupt again to end at once";
                writeln!(std::io::stderr(), "{note}").ok();
                std::process::exit(signals.next().await.into());
            });
        });
        Ok(watch)
    }

    pub fn exit_code(&self) -> Option<ExitCode> {
        self.0.get().map(|code| ExitCode::from(*code))
    }
}
