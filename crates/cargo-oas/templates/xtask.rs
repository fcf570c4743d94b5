//! The commands of this workspace: those of `cargo oas`, in the version that `Cargo.lock` has. Add your own to it.

use clap::Parser;

#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: cargo_oas::Command,
    #[command(flatten)]
    settings: cargo_oas::Settings,
}

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    cargo_oas::run(&arguments.command, &arguments.settings, "cargo xtask")
}
