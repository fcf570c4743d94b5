//! Compares the sandbox with a hand-written axum handler and, if `prism` is on the PATH, with prism's mock of the same
//! document: requests per second and memory. Each server is a process, and they are measured in turns.
//!
//! `cargo bench -p password-otp-sandbox`

mod by_hand;
mod load;
mod server;

use std::time::Duration;

use anyhow::Result;

use crate::load::load;
use crate::server::Server;

/// The number of turns of each server. The result is their median.
const TURNS: usize = 5;
/// The duration of one turn.
const TURN: Duration = Duration::from_secs(2);
/// The number of connections, each with one request at a time.
const CONNECTIONS: usize = 16;

struct Row {
    server: Server,
    per_second: Vec<f64>,
}

fn main() -> Result<()> {
    // The benchmark starts itself with this argument for the hand-written handler. Cargo adds `--bench`.
    if std::env::args().any(|argument| argument == by_hand::ARGUMENT) {
        return by_hand::serve();
    }
    let mut rows = Vec::new();
    for server in [Server::by_hand()?, Server::sandbox(&["--log", "off"])?, Server::sandbox(&[])?] {
        rows.push(Row { server, per_second: Vec::new() });
    }
    match Server::prism()? {
        Some(server) => rows.push(Row { server, per_second: Vec::new() }),
        None => println!("prism is not on the PATH: skipped (npm install -g @stoplight/prism-cli)"),
    }
    let runtime = tokio::runtime::Runtime::new()?;
    for _ in 0..TURNS {
        for row in &mut rows {
            row.per_second.push(runtime.block_on(load(&row.server.address, CONNECTIONS, TURN))?);
        }
    }
    print(&mut rows);
    Ok(())
}

fn print(rows: &mut [Row]) {
    println!("{TURNS} turns of {} s, {CONNECTIONS} connections; medians, and ratios to the sandbox", TURN.as_secs());
    println!("{:<24} {:>12} {:>8} {:>12} {:>8}", "", "requests/s", "ratio", "memory", "ratio");
    let measured: Vec<_> =
        rows.iter_mut().map(|row| (row.server.name, median(&mut row.per_second), row.server.memory())).collect();
    let Some((_, own, own_memory)) = measured.get(1).copied() else { return };
    for (name, per_second, memory) in measured {
        let megabytes = memory.map_or("unknown".to_owned(), |bytes| format!("{:.1} MB", bytes / 1e6));
        let ratio = memory.zip(own_memory).map_or(String::new(), |(other, own)| format!("{:.2}", other / own));
        println!("{name:<24} {per_second:>12.0} {:>8.2} {megabytes:>12} {ratio:>8}", per_second / own);
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
