//! Arguments in, exit code out; the only folder that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

pub mod args;
pub mod assess;
mod auxiliary;
pub mod compare;
mod constraints;
pub mod describe;
mod diagnostics;
pub mod efa;
pub mod estimators;
pub mod hypotheses;
pub mod invariance;
pub mod language;
mod measurement;
pub mod ordinal;
mod patience;
pub mod picture;
pub mod pls;
mod pls_assessment;
mod pls_conventions;
mod pls_further;
mod pls_groups;
mod pls_methods;
pub mod power;
mod profile;
pub mod reading;
mod refused;
pub mod resampling;
pub mod run;
mod shape;
mod study;
mod style;
mod survey;
mod two_stage;
mod typed;

use crate::analysis;
use crate::analysis::comparison_bundle::{write_comparison, write_ladder};
use crate::error::Error;
use crate::notice::{Notice, Severity};
use crate::report::{self, Report, Style};
use args::{CheckArgs, Cli, Command, DiagramArgs, FitArgs, PrintFormat, SimulateArgs};
use clap::{CommandFactory, FromArgMatches};
use language::note;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use typed::Typed;

/// Parse, run, print: the whole program.
pub fn main() -> ExitCode {
    let usual = std::panic::take_hook();
    // Broken files may break the readers beneath; what is caught there is told as an error.
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::data::guard::expects_panic() {
            usual(panic);
        }
    }));
    let program = Cli::command();
    let matches = program.clone().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let done = dispatch(&cli, &Typed::of(&program, &matches));
    done.unwrap_or_else(|error| {
        fail(&error);
        error.exit_code()
    })
}

fn dispatch(cli: &Cli, typed: &Typed) -> Result<ExitCode, Error> {
    match &cli.command {
        Command::Fit(args) => fit(args, typed),
        Command::Compare(args) => compare(args, typed),
        Command::Invariance(args) => invariance(args, typed),
        Command::Efa(args) => efa(args, typed),
        Command::Describe(args) => describe(args, typed),
        Command::Assess(args) => assess(args, typed),
        Command::Diagram(args) => diagram(args),
        Command::Pls(args) => pls(args, typed),
        Command::Check(args) => check(args),
        Command::Simulate(args) => simulate(args),
        Command::Power(args) => power(args, typed),
        Command::Run(args) => run::run(args, dispatch, fail),
    }
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

fn fit(args: &FitArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let request = args.request()?;
    let language = args.style.language(&args.language)?;
    let hypotheses = args.hypotheses.hypotheses();
    // Text that cannot be read is told before a long analysis, not after it.
    hypotheses.lines()?;
    let picture = args.picture.of_folder(args.output.out.as_ref())?;
    let measurement = args.measurement.wanted();
    let cut_offs = measurement.read()?;
    let (analysis, written) = patience::while_working(args.output.quiet, || {
        let mut analysis = analysis::fit::fit(&request)?;
        picture.check(&analysis.results)?;
        analysis.picture = picture;
        hypotheses.add(&mut analysis)?;
        measurement.add(&cut_offs, &mut analysis)?;
        analysis.results.provenance = typed.provenance(args.output.out.as_ref());
        note(language, &mut analysis.results.options);
        args.style.note(&mut analysis.results.options);
        let written = match &args.output.out {
            Some(folder) => analysis::bundle::write(&analysis, folder, args.output.force)?,
            None => Vec::new(),
        };
        Ok::<_, Error>((analysis, written))
    })?;
    let results = &analysis.results;
    show(
        (args.output.quiet, args.output.format),
        || Ok(report::json::json(results)?),
        || language.told(report::compose(results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

fn compare(args: &compare::CompareArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let (request, output) = (args.request()?, &args.fit.output);
    let language = args.fit.language.language()?;
    let (found, written) = patience::while_working(output.quiet, || {
        let mut found = analysis::compare::compare(&request, &args.more)?;
        found.results.provenance = typed.provenance(output.out.as_ref());
        note(language, &mut found.results.options);
        let write = |folder: &PathBuf| write_comparison(&found, folder, output.force);
        let written = output.out.as_ref().map(write).transpose()?;
        Ok::<_, Error>((found, written.unwrap_or_default()))
    })?;
    let results = &found.results;
    show(
        (output.quiet, output.format),
        || Ok(report::comparison::compare_json(results)?),
        || language.told(report::compose_compare(results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

fn invariance(args: &invariance::InvarianceArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let (request, choices) = (args.request()?, args.choices()?);
    let (output, language) = (&args.fit.output, args.fit.language.language()?);
    let (found, written) = patience::while_working(output.quiet, || {
        let mut found = analysis::invariance::invariance(&request, &choices)?;
        found.results.provenance = typed.provenance(output.out.as_ref());
        note(language, &mut found.results.options);
        let write = |folder: &PathBuf| write_ladder(&found, folder, output.force);
        let written = output.out.as_ref().map(write).transpose()?;
        Ok::<_, Error>((found, written.unwrap_or_default()))
    })?;
    let results = &found.results;
    show(
        (output.quiet, output.format),
        || Ok(report::comparison::invariance_json(results)?),
        || language.told(report::compose_invariance(results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

fn efa(args: &efa::EfaArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let (request, output) = (args.request()?, &args.output);
    let language = args.language.language()?;
    let (results, written) = patience::while_working(output.quiet, || {
        let mut results = analysis::efa::efa(&request)?;
        results.provenance = typed.provenance(output.out.as_ref());
        note(language, &mut results.options);
        let mut written = match &output.out {
            Some(folder) => analysis::efa::bundle::write(&results, folder, output.force)?,
            None => Vec::new(),
        };
        if let Some(file) = &args.factors.write_model {
            let model = analysis::efa::bundle::write_model(&results, file, output.force)?;
            written.push(model);
        }
        Ok::<_, Error>((results, written))
    })?;
    show(
        (output.quiet, output.format),
        || Ok(report::efa::efa_json(&results)?),
        || language.told(report::compose_efa(&results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

fn describe(args: &describe::DescribeArgs, typed: &Typed) -> Result<ExitCode, Error> {
    use analysis::describe::bundle;
    let (request, output) = (args.request()?, &args.output);
    let language = args.language.language()?;
    let (results, written) = patience::while_working(output.quiet, || {
        let mut found = analysis::describe::describe(&request)?;
        found.results.provenance = typed.provenance(output.out.as_ref());
        note(language, &mut found.results.options);
        let mut written = match &output.out {
            Some(folder) => bundle::write(&found.results, folder, output.force)?,
            None => Vec::new(),
        };
        if let Some(file) = &args.files.write_codebook {
            written.push(bundle::write_codebook(&found, file, output.force)?);
        }
        if let Some(file) = &args.files.write_data {
            written.push(bundle::write_data(&found, file, output.force)?);
        }
        Ok::<_, Error>((found.results, written))
    })?;
    show(
        (output.quiet, output.format),
        || Ok(report::describe::describe_json(&results)?),
        || language.told(report::compose_describe_with_bars(&results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

fn assess(args: &assess::AssessArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let (request, output) = (args.request()?, &args.output);
    let language = args.language.language()?;
    let (results, written) = patience::while_working(output.quiet, || {
        let mut found = analysis::assess::assess(&request)?;
        found.results.provenance = typed.provenance(output.out.as_ref());
        note(language, &mut found.results.options);
        let mut written = match &output.out {
            Some(folder) => analysis::assess::bundle::write(&found.results, folder, output.force)?,
            None => Vec::new(),
        };
        if let Some(file) = &args.scoring.write_weights {
            let weights = analysis::assess::bundle::write_weights(&found, file, output.force)?;
            written.push(weights);
        }
        Ok::<_, Error>((found.results, written))
    })?;
    show(
        (output.quiet, output.format),
        || Ok(report::assessment::assess_json(&results)?),
        || language.told(report::compose_assess(&results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

fn power(args: &power::PowerArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let (request, output) = (args.request()?, &args.output);
    let language = args.language.language()?;
    let (results, written) = patience::while_working(output.quiet, || {
        let mut results = analysis::power::power(&request)?;
        results.provenance = typed.provenance(output.out.as_ref());
        note(language, &mut results.options);
        let written = match &output.out {
            Some(folder) => analysis::power::bundle::write(&results, folder, output.force)?,
            None => Vec::new(),
        };
        Ok::<_, Error>((results, written))
    })?;
    show(
        (output.quiet, output.format),
        || Ok(report::power::power_json(&results)?),
        || language.told(report::compose_power(&results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

/// Options about one model are not offered where there are several.
fn hide_of_one_model(arg: clap::Arg) -> clap::Arg {
    match arg.get_id().as_str() {
        "factor_scores" | "wald" | "score" | "bootstrap" | "boot_ci" | "boot_type"
        | "monte_carlo" | "seed" | "threads" | "diagnostics" | "cutoffs" | "method_factor" => {
            arg.hide(true)
        }
        _ => arg,
    }
}

fn pls(args: &pls::PlsArgs, typed: &Typed) -> Result<ExitCode, Error> {
    let request = args.request()?;
    let language = args.style.language(&args.language)?;
    args.style
        .needs_bootstrap(args.resampling.bootstrap.is_some())?;
    args.picture.refuse_for_composites()?;
    let picture = args.picture.of_folder(args.output.out.as_ref())?;
    let measurement = args.cut_offs.wanted();
    let cut_offs = measurement.read()?;
    let (analysis, written) = patience::while_working(args.output.quiet, || {
        let mut analysis = analysis::pls::pls(&request)?;
        picture.check(&analysis.results.as_results())?;
        analysis.picture = picture;
        measurement.add_to_composites(&cut_offs, &mut analysis.results)?;
        analysis.results.provenance = typed.provenance(args.output.out.as_ref());
        note(language, &mut analysis.results.options);
        args.style.note(&mut analysis.results.options);
        let written = match &args.output.out {
            Some(folder) => analysis::pls::bundle::write(&analysis, folder, args.output.force)?,
            None => Vec::new(),
        };
        Ok::<_, Error>((analysis, written))
    })?;
    let results = &analysis.results;
    show(
        (args.output.quiet, args.output.format),
        || Ok(report::pls::json(results)?),
        || language.told(report::compose_pls(results)),
        &written,
    )?;
    Ok(code(&results.notices))
}

/// Prints an analysis as asked, and what was written.
fn show(
    (quiet, format): (bool, PrintFormat),
    json: impl FnOnce() -> Result<String, Error>,
    report: impl FnOnce() -> Report,
    written: &[PathBuf],
) -> Result<(), Error> {
    if quiet {
        return Ok(());
    }
    match format {
        PrintFormat::Json => print(&json()?)?,
        PrintFormat::Text => print(&report::text::text(&report(), style()))?,
    }
    for file in written {
        anstream::eprintln!("wrote {}", file.display());
    }
    Ok(())
}

/// 1 if a notice says not to trust the results.
fn code(notices: &[Notice]) -> ExitCode {
    let serious = notices.iter().any(|n| n.severity == Severity::Serious);
    ExitCode::from(u8::from(serious))
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
    let format = analysis::diagram::Format::of(&args.out)?;
    if args.picture.side_by_side && !format.holds_several_groups() {
        return Err(Error::Usage(
            "--side-by-side draws one picture: .svg, .png or .pdf; for LaTeX and Graphviz leave it out, and every group gets a file"
                .into(),
        ));
    }
    let drawings = analysis::diagram::drawings(&args.request()?)?;
    let mut written = analysis::diagram::write(&drawings, &args.out, args.force)?;
    if let Some(file) = &args.write_layout {
        let places = drawings.places.clone().into_bytes();
        written.push(report::write_file(file, places, args.force)?);
    }
    for file in written {
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
