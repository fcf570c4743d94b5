//! The program `cargo-oas`, which Cargo runs as `cargo oas`.

use std::io::Write;
use std::process::ExitCode;

use cargo_oas::{Command, EXIT_CODES, Settings};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

/// Turn OpenAPI documents into Rust crates, compare documents, and test servers against them.
#[derive(Parser)]
#[command(name = "cargo-oas", bin_name = "cargo oas", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Own,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Own {
    #[command(flatten)]
    Oas(Box<Command>),
    /// Print a script that completes the arguments of `cargo-oas` in a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page in roff.
    Man,
}

/// Token streams are many small pieces, for which this allocator is faster than that of glibc.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(cargo_oas::own_arguments(std::env::args_os()));
    match &arguments.command {
        Own::Oas(command) => cargo_oas::run(command, &arguments.settings, "cargo oas"),
        Own::Completions { shell } => {
            let mut text = Vec::new();
            let mut command = cargo_oas::documented(Arguments::command()).bin_name("cargo-oas");
            clap_complete::generate(*shell, &mut command, "cargo-oas", &mut text);
            write(&text)
        }
        Own::Man => match manual() {
            Ok(text) => write(&text),
            Err(_) => ExitCode::FAILURE,
        },
    }
}

/// The manual page: the program, and a section for each command.
fn manual() -> std::io::Result<Vec<u8>> {
    let mut program = cargo_oas::documented(Arguments::command());
    program.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(program.clone()).render(&mut page)?;
    let mut text = of_one_page(&String::from_utf8_lossy(&page), &program).into_bytes();
    // In the order of the list of commands: `documented` moves `contract` to the end.
    let mut commands: Vec<_> = program.get_subcommands().filter(|command| command.get_name() != "help").collect();
    commands.sort_by_key(|command| command.get_display_order());
    for command in commands {
        let name = format!("cargo oas {}", command.get_name());
        // The options of all commands have a section of their own.
        let own = command.clone().mut_args(|argument| {
            let is_hidden = argument.is_hide_set() || argument.is_global_set();
            argument.hide(is_hidden)
        });
        let page = clap_mangen::Man::new(own.bin_name(name.clone()));
        let mut section = Vec::new();
        page.render_synopsis_section(&mut section)?;
        page.render_description_section(&mut section)?;
        page.render_options_section(&mut section)?;
        writeln!(text, ".SH {}", name.to_uppercase())?;
        // Its sections are those of the command.
        text.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").into_bytes());
    }
    Ok(text)
}

/// A page whose list of commands names sections of the same page, not pages of their own.
fn of_one_page(page: &str, program: &clap::Command) -> String {
    let names = program.get_subcommands().map(clap::Command::get_name);
    let page = names.fold(page.replace(".SH EXTRA", ".SH EXIT CODES"), |page, name| {
        page.replace(&format!("cargo\\-oas\\-{name}(1)"), &format!("cargo oas {name}"))
    });
    page.replace(".SH SUBCOMMANDS", ".SH COMMANDS").replace("Exit codes: 0", "0")
}

/// Writes to standard output.
fn write(text: &[u8]) -> ExitCode {
    if std::io::stdout().write_all(text).is_err() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    use super::manual;

    #[test]
    fn the_manual_is_one_page_with_a_section_for_each_command() {
        let text = manual().map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
        let count = |part: &str| text.matches(part).count();
        for command in ["new", "diff", "contract", "completions"] {
            assert_eq!(count(&format!(".SH CARGO OAS {}\n", command.to_uppercase())), 1, "{command}");
            assert_eq!(count(&format!("\ncargo oas {command}\n")), 1, "{command} is in the list");
        }
        assert_eq!(count("OPTIONS OF ALL COMMANDS"), 1);
        assert_eq!(count("\\-color"), 1 + 1, "in the synopsis and the options of the program");
        assert_eq!(count("(1)"), 0, "there is no other page");
    }

    #[test]
    fn the_sections_of_the_manual_are_in_the_order_of_its_list() {
        let text = manual().map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
        let listed: Vec<String> =
            text.lines().filter(|line| line.starts_with("cargo oas ")).map(str::to_uppercase).collect();
        let listed: Vec<&String> = listed.iter().filter(|name| *name != "CARGO OAS HELP").collect();
        let sections: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix(".SH "))
            .filter(|name| name.starts_with("CARGO OAS "))
            .collect();
        assert!(sections.contains(&"CARGO OAS CONTRACT"), "{sections:?}");
        assert_eq!(listed, sections);
    }

    #[test]
    fn the_manual_shows_no_hidden_arguments() {
        let text = manual().map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
        let section = |name: &str| {
            let start = text.split_once(&format!(".SH CARGO OAS {name}\n")).map(|(_, rest)| rest).unwrap_or_default();
            start.split(".SH ").next().unwrap_or_default().to_owned()
        };
        let check = section("CHECK");
        assert!(check.contains("\\-\\-typescript"), "{check}");
        assert_eq!(check.matches("\\-\\-explain").count(), 0, "{check}");
        assert_eq!(check.matches("\\fB\\-\\-check").count(), 0, "`check` needs no such option: {check}");
        // The options of the contract runner are listed in place of its raw arguments.
        #[cfg(feature = "contract")]
        {
            let contract = section("CONTRACT");
            assert!(contract.contains("\\-\\-url"), "{contract}");
            assert_eq!(contract.matches("ARGUMENTS").count(), 0, "{contract}");
        }
    }
}
