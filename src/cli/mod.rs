//! Arguments in, exit code out; the only folder that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

pub mod args;
mod patience;

use crate::analysis;
use crate::error::Error;
use crate::notice::Severity;
use crate::report::{self, Style};
use args::{CheckArgs, Cli, Command, DiagramArgs, FitArgs, PrintFormat, SimulateArgs};
use clap::Parser;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// Parse, run, print: the whole program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Fit(args) => fit(args),
        Command::Diagram(args) => diagram(args),
        Command::Check(args) => check(args),
        Command::Simulate(args) => simulate(args),
    };
    done.unwrap_or_else(|error| {
        fail(&error);
        error.exit_code()
    })
}

fn fail(error: &Error) {
    let style = anstyle::Style::new()
        .bold()
        .fg_color(Some(anstyle::AnsiColor::Red.into()));
    // Errors with an excerpt of the model text begin with that word already.
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    anstream::eprintln!("{style}error:{style:#} {text}");
}

fn fit(args: &FitArgs) -> Result<ExitCode, Error> {
    let request = args.request()?;
    let (analysis, written) = patience::while_working(args.output.quiet, || {
        let analysis = analysis::fit::fit(&request)?;
        let written = match &args.output.out {
            Some(folder) => analysis::bundle::write(&analysis, folder, args.output.force)?,
            None => Vec::new(),
        };
        Ok::<_, Error>((analysis, written))
    })?;
    if !args.output.quiet {
        match args.output.format {
            PrintFormat::Json => print(&report::json::json(&analysis.results)?)?,
            PrintFormat::Text => print(&report::text::text(
                &report::compose(&analysis.results),
                style(),
            ))?,
        }
        for file in &written {
            anstream::eprintln!("wrote {}", file.display());
        }
    }
    let serious = analysis
        .results
        .notices
        .iter()
        .any(|n| n.severity == Severity::Serious);
    Ok(ExitCode::from(u8::from(serious)))
}

fn check(args: &CheckArgs) -> Result<ExitCode, Error> {
    let mut settings = args.defaults.settings()?;
    settings.groups.clone_from(&args.group_label);
    let (_, text) = analysis::fit::read_model(&args.model)?;
    let found = analysis::check::check(&text, &settings)?;
    match args.format {
        PrintFormat::Json => print(&found.json()?)?,
        PrintFormat::Text => print(&found.text())?,
    }
    Ok(ExitCode::from(u8::from(found.serious())))
}

fn diagram(args: &DiagramArgs) -> Result<ExitCode, Error> {
    // An unusable name is told before a long analysis, not after it.
    analysis::diagram::Format::of(&args.out)?;
    let drawings = analysis::diagram::drawings(&args.request()?)?;
    for file in analysis::diagram::write(&drawings, &args.out, args.force)? {
        anstream::eprintln!("wrote {}", file.display());
    }
    Ok(ExitCode::from(u8::from(drawings.serious)))
}

fn simulate(args: &SimulateArgs) -> Result<ExitCode, Error> {
    let format = analysis::simulate::Format::of(&args.out)?;
    let simulation = analysis::simulate::simulate(&args.request()?)?;
    let written = report::write_file(&args.out, simulation.bytes(format)?, args.force)?;
    anstream::eprintln!(
        "wrote {}: {} synthetic respondents, {} items",
        written.display(),
        simulation.rows.len(),
        simulation.items.len()
    );
    Ok(ExitCode::SUCCESS)
}

/// Colours and width of the terminal; neither when output goes to a file or a pipe, or `NO_COLOR` is set.
fn style() -> Style {
    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    Style {
        color: colour && std::io::stdout().is_terminal(),
        ..Style::default()
    }
}

/// A reader that closes the pipe has seen enough: that is success. A full disk is not.
fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let written = out
        .write_all(text.as_bytes())
        .and_then(|()| out.write_all(if text.ends_with('\n') { b"" } else { b"\n" }))
        .and_then(|()| out.flush());
    match written {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => {
            Err(report::Error::StandardOutput { source }.into())
        }
        _ => Ok(()),
    }
}
