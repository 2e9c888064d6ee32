//! `sanjeh run`: everything a study file asks for.

use super::args::Cli;
use super::study::{self, Analysis, Study};
use super::typed::{Typed, checksum, file_of};
use crate::error::Error;
use clap::error::{ContextKind, ContextValue};
use clap::{Args, CommandFactory, FromArgMatches};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub const EXAMPLES: &str =
    "Every folder that --out leaves holds such a file, study.toml. It reads like the command line:
  [[analysis]]
  command = \"fit\"
  model = \"models/holzinger.lav\"
  data = \"datasets/holzinger.csv\"
  estimator = \"MLR\"
  missing-codes = [-99, 99]
Files are looked for in the folder of the study file, then in the working folder.

Examples:
  sanjeh run my-report/study.toml
  sanjeh run my-report/study.toml --out again --exact";

#[derive(Debug, Args)]
pub struct RunArgs {
    /// Study file: one `[[analysis]]` table for each analysis
    pub study: PathBuf,
    /// Folder for the report files; of several analyses each gets a folder in it: 1-fit, 2-pls, …
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
    /// Print nothing but errors
    #[arg(long)]
    pub quiet: bool,
    /// A file that changed since, or another version of sanjeh, is an error, not a notice
    #[arg(long)]
    pub exact: bool,
}

/// An analysis that is ready to be run.
struct Ready {
    cli: Cli,
    typed: Typed,
    /// Where to stand, so that files are found under the names that the study has for them.
    stand: Option<PathBuf>,
}

/// Runs the analyses one after another; the exit code is the worst of theirs.
pub fn run(
    args: &RunArgs,
    dispatch: impl Fn(&Cli, &Typed) -> Result<ExitCode, Error>,
    fail: impl Fn(&Error),
) -> Result<ExitCode, Error> {
    let program = Cli::command();
    let study = study::read(&args.study, &program)?;
    let changes = changes(&study, &args.study);
    if args.exact && !changes.is_empty() {
        let changes = changes.join("; ");
        return Err(Error::Usage(format!(
            "{changes}; restore what the study was made with, or leave --exact out"
        )));
    }
    for change in changes.iter().filter(|_| !args.quiet) {
        anstream::eprintln!("notice: {change}; results may differ");
    }
    let ready: Vec<Ready> = (0..study.analyses.len())
        .map(|at| ready(args, &study, at))
        .collect::<Result<_, _>>()?;
    let mut worst = 0;
    for analysis in &ready {
        let code = match standing(analysis, &dispatch) {
            Ok(code) => u8::from(code != ExitCode::SUCCESS),
            Err(error) => {
                fail(&error);
                error.code()
            }
        };
        worst = worst.max(code);
    }
    Ok(ExitCode::from(worst))
}

/// Runs one analysis where its files are, and comes back.
fn standing(
    analysis: &Ready,
    dispatch: &impl Fn(&Cli, &Typed) -> Result<ExitCode, Error>,
) -> Result<ExitCode, Error> {
    let Some(folder) = &analysis.stand else {
        return dispatch(&analysis.cli, &analysis.typed);
    };
    let unusable = |folder: &Path, error: std::io::Error| {
        Error::Usage(format!("{}: cannot be entered: {error}", folder.display()))
    };
    let here = std::env::current_dir().map_err(|e| unusable(Path::new("."), e))?;
    std::env::set_current_dir(folder).map_err(|e| unusable(folder, e))?;
    let done = dispatch(&analysis.cli, &analysis.typed);
    std::env::set_current_dir(&here).map_err(|e| unusable(&here, e))?;
    done
}

/// The command line of one analysis, read as if it had been typed.
fn ready(args: &RunArgs, study: &Study, at: usize) -> Result<Ready, Error> {
    let mut analysis = study.analyses[at].clone();
    if let Some(folder) = &args.out {
        let folder = match study.analyses.len() {
            1 => folder.clone(),
            _ => folder.join(format!("{}-{}", at + 1, analysis.command)),
        };
        analysis.set("out", &folder, analysis.line);
    }
    if args.force {
        analysis.flag("force");
    }
    if args.quiet {
        analysis.flag("quiet");
    }
    let folder = home(&args.study);
    let here = |name: &String| file_of(&folder.join(name)).exists();
    let stand =
        (!folder.as_os_str().is_empty() && analysis.files().all(here)).then(|| folder.clone());
    if let (Some(_), Some(out)) = (&stand, analysis.out())
        && let Ok(out) = std::path::absolute(&out)
    {
        analysis.set("out", &out, analysis.line);
    }
    let named = |name: &str| match stand {
        None => located(&folder, name),
        Some(_) => name.to_owned(),
    };
    let (cli, typed) = parsed(args, &analysis, analysis.arguments(named))?;
    Ok(Ready { cli, typed, stand })
}

fn parsed(args: &RunArgs, analysis: &Analysis, words: Vec<String>) -> Result<(Cli, Typed), Error> {
    let program = Cli::command();
    let read = program
        .clone()
        .try_get_matches_from(words)
        .and_then(|matches| {
            let typed = Typed::of(&program, &matches);
            Ok((Cli::from_arg_matches(&matches)?, typed))
        });
    read.map_err(|error| {
        let (line, problem) = (line_of(&error, analysis), error.to_string());
        let problem = problem.strip_prefix("error: ").unwrap_or(&problem);
        let problem = problem.split("\n\nFor more information").next();
        let problem = problem.and_then(|text| text.split("\n\nUsage:").next());
        Error::Usage(format!(
            "{}: line {line}: {}",
            args.study.display(),
            problem.unwrap_or_default().trim_end()
        ))
    })
}

/// The line of the key that a complaint is about; that of the analysis if it is about none.
fn line_of(error: &clap::Error, analysis: &Analysis) -> usize {
    let about = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(about)) => about.clone(),
        Some(ContextValue::Strings(about)) => about.first().cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let name = about.trim_start_matches('-');
    let name = name.split([' ', '=', '[', '<']).next().unwrap_or_default();
    let key = analysis.options.iter().find(|key| key.name == name);
    key.map_or(analysis.line, |key| key.line)
}

/// The folder of the study file; empty for the working folder.
fn home(study: &Path) -> PathBuf {
    study.parent().map(Path::to_owned).unwrap_or_default()
}

/// The file in the study's folder if it is there, in the working folder otherwise.
fn located(folder: &Path, name: &str) -> String {
    let beside = folder.join(name);
    match file_of(&beside).exists() {
        true => beside.to_string_lossy().into_owned(),
        false => name.to_owned(),
    }
}

/// What is no longer as it was when the study was written.
fn changes(study: &Study, file: &Path) -> Vec<String> {
    let now = env!("CARGO_PKG_VERSION");
    let mut changes = Vec::new();
    if let Some(version) = study.version.as_deref().filter(|version| *version != now) {
        changes.push(format!(
            "the study was written by sanjeh {version}, this is {now}"
        ));
    }
    let folder = home(file);
    let sums = study.analyses.iter().flat_map(|analysis| &analysis.sums);
    for (name, sum) in sums {
        let found = checksum(Path::new(&located(&folder, name)));
        // A file that is not there is told by the analysis that needs it.
        if found.is_some_and(|found| !found.eq_ignore_ascii_case(sum)) {
            changes.push(format!("{name} has changed since the study was written"));
        }
    }
    changes
}
