//! Reports in Persian: what the catalogue says, what stays English, and that nothing turns round.

use crate::shipped::{EXAMPLES, composites};
use calamine::{Data, Reader, Xlsx};
use clap::Parser;
use sanjeh::analysis;
use sanjeh::cli::args::{Cli, Command};
use sanjeh::report::persian::direction::{END, LEFT_TO_RIGHT, RIGHT_TO_LEFT, Side, parts};
use sanjeh::report::persian::{self, Remainder, catalogue};
use sanjeh::report::{self, Cell, Figures, Language, Numerals, Report, Role, Row};
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command as Process;

const PERSIAN: Language = Language::Persian(Numerals::Persian);

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
        Command::Power(args) => {
            let found = analysis::power::power(&args.request().unwrap());
            report::compose_power(&found.unwrap_or_else(|error| panic!("{error}")))
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
// For whoever writes the catalogue: what is left to say, on the terminal.
#[allow(clippy::print_stdout)]
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

/// Reports of many kinds say nothing in English but names, references, model text and command lines.
#[test]
fn no_sentence_of_a_report_stays_english() {
    let commands = [
        "fit models/holzinger.lav --data datasets/holzinger.csv --estimator MLR --group school",
        "fit models/holzinger.lav --data datasets/holzinger.csv --bootstrap 20 --seed 1 --diagnostics",
        "fit models/democracy.lav --data datasets/democracy.csv --missing ml --meanstructure",
        "invariance models/holzinger.lav --data datasets/holzinger.csv --group school",
        "efa --data datasets/holzinger.csv --items x1,x2,x3,x4,x5,x6,x7,x8,x9 --factors 3",
        "pls models/scrm-capability.lav --data datasets/scrm-capability.csv --bootstrap 20 --seed 1 --ipma performance",
    ];
    let catalogue = on_disk();
    for command in commands {
        let left = persian::untranslated(composed(command), &catalogue);
        let sentences: Vec<_> = left
            .iter()
            .filter(|one| matches!(one, Remainder::Sentence(_)))
            .collect();
        assert!(sentences.is_empty(), "{command}: {sentences:#?}");
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

/// The classic example, in Persian.
fn classic() -> Report {
    PERSIAN.told(composed(
        "fit models/holzinger.lav --data datasets/holzinger.csv",
    ))
}

/// Every text that was translated.
fn sentences(report: &Report) -> Vec<String> {
    let mut all = vec![report.title.clone()];
    all.extend(report.alerts.clone());
    for section in &report.sections {
        all.push(section.heading.clone());
        let said = section.paragraphs.iter();
        let said = said.filter(|p| !matches!(p.role, Role::Code | Role::Reference));
        all.extend(said.map(|paragraph| paragraph.text.clone()));
        for table in &section.tables {
            all.push(table.caption.clone());
            all.extend(table.columns.iter().map(|column| column.heading.clone()));
            all.extend(table.notes.clone());
            all.extend(table.rows.iter().flat_map(|row| {
                match row {
                    Row::Span(words) => vec![words.clone()],
                    Row::Cells(cells) => cells
                        .iter()
                        .filter_map(|cell| match cell {
                            Cell::Text(words) => Some(words.clone()),
                            _ => None,
                        })
                        .collect(),
                }
            }));
        }
    }
    all
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    let never_below = text.chars().all(|letter| {
        depth +=
            i32::from(matches!(letter, LEFT_TO_RIGHT | RIGHT_TO_LEFT)) - i32::from(letter == END);
        depth >= 0
    });
    never_below && depth == 0
}

#[test]
fn no_word_of_the_writers_lacks_its_persian() {
    let mut files = vec![Path::new("src/report").to_path_buf()];
    let mut missing = Vec::new();
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(
                std::fs::read_dir(&file)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        if file.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for mark in ["says(\"", "translated(report, \""] {
            for (at, _) in text.match_indices(mark) {
                let word = text[at + mark.len()..].split('"').next().unwrap();
                if catalogue::catalogue().whole(word).is_none() {
                    missing.push(format!("{}: {word}", file.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn what_is_read_from_the_left_is_isolated_everywhere() {
    for text in sentences(&classic()) {
        assert!(is_balanced(&text), "{text}");
        for (side, part) in parts(&text) {
            let turns =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | '<' | '[' | ']' | '*');
            assert!(
                side != Side::Sentence || !part.contains(turns),
                "{part} in {text}"
            );
        }
    }
}

#[test]
fn statistics_stand_in_persian_digits_and_never_turn_round() {
    let all = sentences(&classic()).join("\n").replace('\u{a0}', " ");
    for statistic in ["χ²(۲۴, N = ۳۰۱) = ۸۵٫۳۱", "p < ۰٫۰۰۱", "CFI = ۰٫۹۳۱"] {
        let isolated = format!("{LEFT_TO_RIGHT}{statistic}{END}");
        assert!(all.contains(&isolated), "{statistic}");
    }
}

#[test]
fn latin_digits_stay_as_they_are_printed_in_english() {
    let report = composed("fit models/holzinger.lav --data datasets/holzinger.csv");
    let all = sentences(&Language::Persian(Numerals::Latin).told(report)).join("\n");
    assert!(all.replace('\u{a0}', " ").contains("CFI = .931"));
    assert!(!all.contains(|c: char| matches!(c, '\u{6f0}'..='\u{6f9}')));
}

#[test]
fn lines_of_plain_text_are_read_from_the_right_each_with_its_isolates_closed() {
    let text = report::text::text(&classic(), report::Style::default());
    for line in text.lines() {
        assert!(is_balanced(line), "{line}");
    }
    assert!(text.lines().next().unwrap().starts_with('\u{200f}'));
    let table = text
        .lines()
        .find(|line| line.contains("lead1") || line.contains("x1"))
        .unwrap();
    assert!(table.contains("\u{2066}x1\u{2069}"), "{table}");
}

#[test]
fn the_page_is_mirrored_and_isolates_are_elements() {
    let page = report::html::html(&classic(), &Figures::default());
    assert!(page.contains("<html lang=\"fa\" dir=\"rtl\">"));
    assert!(
        page.contains("<bdi dir=\"ltr\">p\u{a0}&lt;\u{a0}۰٫۰۰۱</bdi>"),
        "no p value"
    );
    assert!(
        !page.contains([LEFT_TO_RIGHT, RIGHT_TO_LEFT]),
        "an isolate that is no element"
    );
    assert!(page.contains("<b>جدول ۱.</b>"));
}

#[test]
fn markdown_is_set_in_an_element_that_is_read_from_the_right() {
    let made = report::markdown::markdown(&classic());
    assert!(
        made.starts_with("<div dir=\"rtl\" lang=\"fa\">\n\n# "),
        "{}",
        &made[..80]
    );
    assert!(made.trim_end().ends_with("</div>"));
}

#[test]
fn cells_of_numbers_in_word_are_read_from_the_left() {
    let document = report::docx::docx(&classic(), &[]).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(document)).unwrap();
    let mut xml = String::new();
    archive
        .by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    assert!(xml.contains("<w:bidiVisual/>") && xml.contains("<w:rtl/>"));
    let mut numbers = 0;
    for paragraph in xml
        .split("<w:p>")
        .filter(|p| p.contains("<w:jc w:val=\"right\"/>"))
    {
        numbers += 1;
        assert!(
            !paragraph.contains("<w:bidi/>") && !paragraph.contains("<w:rtl/>"),
            "{paragraph}"
        );
    }
    assert!(numbers > 100, "{numbers}");
    assert!(xml.contains("جدول ۱"));
}

#[test]
fn sheets_are_read_from_the_right_and_numbers_stay_numbers() {
    let english = composed("fit models/holzinger.lav --data datasets/holzinger.csv");
    let sheets = |report: &Report| {
        let book = report::excel::excel(report).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
        let names = book.sheet_names();
        let cells = names.iter().flat_map(|name| {
            let range = book.worksheet_range(name).unwrap();
            range
                .used_cells()
                .map(|(_, _, cell)| cell.clone())
                .collect::<Vec<_>>()
        });
        let numbers: Vec<Data> = cells
            .filter(|cell| matches!(cell, Data::Float(_) | Data::Int(_)))
            .collect();
        (names, numbers)
    };
    let (names, numbers) = sheets(&classic());
    assert_eq!(numbers, sheets(&english).1);
    assert_eq!(names[0], "فهرست");
    assert!(names[1].starts_with("۱ "), "{names:?}");
}

#[test]
fn the_document_for_latex_asks_for_xepersian() {
    let made = report::latex::latex(&classic());
    assert!(made.contains("\\usepackage{xepersian}"));
    assert!(made.contains("\\lr{p~\\ensuremath{<}~\\within{۰٫۰۰۱}}"));
    assert!(!made.contains([LEFT_TO_RIGHT, RIGHT_TO_LEFT, END]));
}

#[test]
fn a_report_is_translated_at_once() {
    let report = composed("fit models/holzinger.lav --data datasets/holzinger.csv");
    PERSIAN.told(report.clone());
    let begun = std::time::Instant::now();
    PERSIAN.told(report);
    assert!(begun.elapsed().as_millis() < 500, "{:?}", begun.elapsed());
}

fn sanjeh(words: &[&str]) -> (Option<i32>, String, String) {
    let output = Process::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(words)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

const FIT: [&str; 4] = [
    "fit",
    "models/holzinger.lav",
    "--data",
    "datasets/holzinger.csv",
];

#[test]
fn the_command_line_speaks_persian_when_asked() {
    let words = |more: &[&'static str]| [&FIT[..], more].concat();
    let (code, out, _) = sanjeh(&words(&["--lang", "fa"]));
    assert_eq!(code, Some(0));
    assert!(out.contains("مدل معادلات ساختاری") && out.contains("۰٫۹۳۱"));
    let (code, _, error) = sanjeh(&words(&["--digits", "latin"]));
    assert_eq!(code, Some(2));
    assert!(
        error.contains("--digits is about Persian reports"),
        "{error}"
    );
}

#[test]
fn json_is_the_same_in_every_language_but_for_that_option() {
    let json = |more: &[&'static str]| {
        let (_, out, _) = sanjeh(&[&FIT[..], &["--format", "json"], more].concat());
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    let mut persian = json(&["--lang", "fa"]);
    let options = persian["options"].as_object_mut().unwrap();
    assert_eq!(options.remove("lang").unwrap(), "fa");
    assert_eq!(options.remove("digits").unwrap(), "persian");
    assert_eq!(persian, json(&[]));
}

#[test]
fn a_persian_folder_is_made_again_by_its_study() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("fa");
    let (code, _, error) =
        sanjeh(&[&FIT[..], &["--lang", "fa", "--out", out.to_str().unwrap()]].concat());
    assert_eq!(code, Some(0), "{error}");
    let study = std::fs::read_to_string(out.join("study.toml")).unwrap();
    assert!(study.contains("lang = \"fa\""), "{study}");
    let diagram = std::fs::read_to_string(out.join("diagram.svg")).unwrap();
    assert!(
        diagram.contains("برآوردهای استاندارد") && diagram.contains("۰٫۷۷"),
        "{diagram}"
    );
}
