//! Runs a process with a time limit.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How a process ended.
pub struct Ended {
    /// The exit code; `None` if the process was killed.
    pub code: Option<i32>,
    /// Whether the process was killed after the time limit.
    pub is_late: bool,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Ended {
    /// The last line of the output, or of the errors if there is no output, for messages.
    pub fn last_line(&self) -> Option<&str> {
        let mut lines = self.stderr.lines().chain(self.stdout.lines());
        lines.rfind(|line| !line.trim().is_empty())
    }
}

/// Runs a process without input, and reads its output. Kills it after `limit`.
pub fn within(command: &mut Command, limit: Duration) -> Result<Ended> {
    let started = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.context("cannot start a process")?;
    let mut is_late = false;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    // Read both while the process runs, because a full pipe would block it.
    std::thread::scope(|scope| {
        let stdout = scope.spawn(|| text(stdout));
        let stderr = scope.spawn(|| text(stderr));
        let code = loop {
            if let Some(status) = child.try_wait()? {
                break status.code();
            }
            if started.elapsed() > limit {
                is_late = true;
                child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let took = started.elapsed();
        let read = |thread: std::thread::ScopedJoinHandle<'_, String>| thread.join().unwrap_or_default();
        Ok(Ended { code, is_late, stdout: read(stdout), stderr: read(stderr), took })
    })
}

fn text(from: Option<impl std::io::Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        from.read_to_end(&mut bytes).ok();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
