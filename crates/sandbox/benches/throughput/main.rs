//! Compares the generated stub and the sandbox with a hand-written axum handler and, if `prism` is on the PATH, with prism's mock
//! of the same document, over sockets: CPU time per request, requests per second, and memory. The request is the published one with
//! all its parameters. Each server is a process, and they are measured in turns.
//!
//! `cargo bench -p password-otp-sandbox --bench throughput`
//!
//! Other work on the machine changes the requests per second, but hardly the CPU time.

#[path = "../endpoint/mod.rs"]
mod endpoint;
mod load;
mod server;

use std::time::Duration;

use anyhow::{Result, bail};
use axum::Router;

use crate::endpoint::{by_hand, generated};
use crate::load::load;
use crate::server::Server;

/// The number of turns of each server. The result is their median.
const TURNS: usize = 9;
/// The duration of one turn.
const TURN: Duration = Duration::from_secs(2);
/// The number of connections, each with one request at a time.
const CONNECTIONS: usize = 16;

/// The measurements of a server in one turn.
struct Turn {
    per_second: f64,
    /// CPU time per request in microseconds: in the program, and with the kernel's share. `None` where proc(5) is missing.
    cpu: Option<(f64, f64)>,
}

struct Row {
    server: Server,
    turns: Vec<Turn>,
}

fn main() -> Result<()> {
    // The benchmark starts itself for the servers that are no programs. Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [argument, side] = arguments.as_slice()
        && argument == server::ARGUMENT
    {
        return match side.as_str() {
            "by-hand" => serve(by_hand::router()),
            "generated" => serve(generated::router()),
            _ => bail!("the servers are by-hand and generated"),
        };
    }
    let mut rows: Vec<Row> = Vec::new();
    let servers = [
        Server::own("axum by hand", "by-hand")?,
        Server::own("generated stub", "generated")?,
        Server::sandbox("sandbox", &["--log", "off"])?,
        Server::sandbox("sandbox with its log", &[])?,
    ];
    rows.extend(servers.map(|server| Row { server, turns: Vec::new() }));
    match Server::prism()? {
        Some(server) => rows.push(Row { server, turns: Vec::new() }),
        None => println!("prism is not on the PATH: skipped (npm install -g @stoplight/prism-cli)"),
    }
    let runtime = tokio::runtime::Runtime::new()?;
    // The first turn warms up.
    for turn in 0..=TURNS {
        for row in &mut rows {
            let before = row.server.cpu();
            let responses = runtime.block_on(load(&row.server.address, CONNECTIONS, TURN))?;
            let per_request = |spent: Duration| spent.as_secs_f64() * 1e6 / f64::from(responses);
            let spent = before.zip(row.server.cpu());
            let cpu = spent.map(|(before, after)| {
                (per_request(after.user - before.user), per_request(after.total() - before.total()))
            });
            if turn > 0 {
                row.turns.push(Turn { per_second: f64::from(responses) / TURN.as_secs_f64(), cpu });
            }
        }
    }
    print(&rows);
    Ok(())
}

/// Serves on a free port and prints its address.
fn serve(router: Router) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        axum::serve(listener, router).await?;
        Ok(())
    })
}

fn print(rows: &[Row]) {
    println!("{TURNS} turns of {} s, {CONNECTIONS} connections; medians of the turns", TURN.as_secs());
    println!("a ratio is the median of the ratios to axum by hand in the same turn\n");
    println!(
        "{:<22} {:>12} {:>6} {:>12} {:>6} {:>12} {:>6} {:>10}",
        "", "user µs/req", "ratio", "CPU µs/req", "ratio", "requests/s", "ratio", "memory"
    );
    let Some(base) = rows.first() else { return };
    for row in rows {
        let column = |of: &dyn Fn(&Turn) -> f64| {
            let ratios = row.turns.iter().zip(&base.turns).map(|(turn, base)| of(turn) / of(base));
            (median(row.turns.iter().map(of)), median(ratios))
        };
        let (user, user_ratio) = column(&|turn| turn.cpu.map_or(f64::NAN, |(user, _)| user));
        let (total, total_ratio) = column(&|turn| turn.cpu.map_or(f64::NAN, |(_, total)| total));
        let (per_second, second_ratio) = column(&|turn| turn.per_second);
        let memory = row.server.memory().map_or("unknown".to_owned(), |bytes| format!("{:.1} MB", bytes / 1e6));
        println!(
            "{:<22} {user:>12.2} {user_ratio:>6.2} {total:>12.2} {total_ratio:>6.2} {per_second:>12.0} {second_ratio:>6.2} {memory:>10}",
            row.server.name
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
