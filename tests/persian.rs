//! Reports in Persian: what the catalogue says, what stays English, and that nothing turns round.

use crate::shipped::{EXAMPLES, composites};
use clap::Parser;
use sanjeh::analysis;
use sanjeh::cli::args::{Cli, Command};
use sanjeh::report::persian::{self, Remainder, catalogue};
use sanjeh::report::{self, Report};
use std::path::Path;

/// The catalogue as it stands on disk, so that a change of it needs no new build.
fn on_disk() -> catalogue::Catalogue {
    let folder = Path::new("src/report/persian/catalogue");
    let read = |name: &str| {
        let file = folder.join(format!("{name}.toml"));
        let text = std::fs::read_to_string(&file).unwrap();
        catalogue::entries(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    catalogue::Catalogue::of(catalogue::FILES.iter().flat_map(|(name, _)| read(name)))
}

/// The English report of a command line.
fn composed(words: &str) -> Report {
    let words = std::iter::once("sanjeh").chain(words.split_whitespace());
    let told = |error: sanjeh::error::Error| panic!("{error}");
    match Cli::try_parse_from(words)
        .unwrap_or_else(|e| e.exit())
        .command
    {
        Command::Fit(args) => {
            let mut found = analysis::fit::fit(&args.request().unwrap()).unwrap_or_else(told);
            args.hypotheses.hypotheses().add(&mut found).unwrap();
            let measurement = args.measurement.wanted();
            let cut_offs = measurement.read().unwrap();
            measurement.add(&cut_offs, &mut found).unwrap();
            report::compose(&found.results)
        }
        Command::Compare(args) => {
            let found = analysis::compare::compare(&args.request().unwrap(), &args.more);
            report::compose_compare(&found.unwrap_or_else(|error| panic!("{error}")).results)
        }
        Command::Invariance(args) => {
            let found = analysis::invariance::invariance(
                &args.request().unwrap(),
                &args.choices().unwrap(),
            );
            report::compose_invariance(&found.unwrap_or_else(|error| panic!("{error}")).results)
        }
        Command::Efa(args) => report::compose_efa(
            &analysis::efa::efa(&args.request().unwrap()).unwrap_or_else(|error| panic!("{error}")),
        ),
        Command::Pls(args) => {
            let found = analysis::pls::pls(&args.request().unwrap());
            let mut results = found.unwrap_or_else(|error| panic!("{error}")).results;
            let measurement = args.cut_offs.wanted();
            let cut_offs = measurement.read().unwrap();
            measurement
                .add_to_composites(&cut_offs, &mut results)
                .unwrap();
            report::compose_pls(&results)
        }
        Command::Describe(args) => {
            let found = analysis::describe::describe(&args.request().unwrap());
            report::compose_describe_with_bars(
                &found.unwrap_or_else(|error| panic!("{error}")).results,
            )
        }
        Command::Assess(args) => {
            let found = analysis::assess::assess(&args.request().unwrap());
            report::compose_assess(&found.unwrap_or_else(|error| panic!("{error}")).results)
        }
        _ => panic!("only analyses make reports"),
    }
}

/// Prints what stays English in the report of a command line (`UNTRANSLATED="efa --data datasets/holzinger.csv"`), or
/// of every shipped example (`UNTRANSLATED=1`): `S` for sentences, `F` for what fills their places.
///
/// The catalogue is read from disk: `UNTRANSLATED=1 target/debug/deps/tests-… persian::lists --nocapture` needs no build.
#[test]
fn lists_what_stays_english_if_asked() {
    let Ok(asked) = std::env::var("UNTRANSLATED") else {
        return;
    };
    let catalogue = on_disk();
    let reports: Vec<Report> = match asked.as_str() {
        "1" => {
            let fits = EXAMPLES.iter().map(|example| {
                let found = analysis::fit::fit(&example.request()).unwrap();
                report::compose(&found.results)
            });
            let composites = analysis::pls::pls(&composites()).unwrap();
            fits.chain([report::compose_pls(&composites.results)])
                .collect()
        }
        words => vec![composed(words)],
    };
    let mut all: Vec<Remainder> = reports
        .into_iter()
        .flat_map(|report| persian::untranslated(report, &catalogue))
        .collect();
    all.sort();
    all.dedup();
    for left in all {
        match left {
            Remainder::Sentence(text) => println!("S {text}"),
            Remainder::Filling(text) => println!("F {text}"),
        }
    }
}

#[test]
fn every_entry_has_its_places_in_both_languages() {
    let mut known = std::collections::BTreeMap::new();
    for (file, text) in catalogue::FILES.into_iter().chain([catalogue::DRAWINGS]) {
        for (english, persian) in
            catalogue::entries(text).unwrap_or_else(|error| panic!("{file}: {error}"))
        {
            let mut places = persian::template::slots(&english);
            let mut others = persian::template::slots(&persian);
            places.sort();
            others.sort();
            assert!(
                others.iter().all(|place| places.contains(place)),
                "{file}: {english}: {others:?} of {places:?}"
            );
            assert!(
                !persian::template::is_ambiguous(&english),
                "{file}: places touch in {english}"
            );
            assert!(
                !persian.trim().is_empty(),
                "{file}: {english} has no Persian"
            );
            // Drawings have entries of their own, which may repeat others.
            let known = match file {
                file if file == catalogue::DRAWINGS.0 => continue,
                _ => &mut known,
            };
            if let Some(other) = known.insert(english.clone(), file) {
                panic!("{english}: in {other} and in {file}");
            }
        }
    }
}
