//! The README's first line, and the commands that draw and simulate, as a shell runs them.

use crate::shipped::text;
use std::path::Path;
use std::process::{Command, Output};

fn sanjeh(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_first_block_of_the_readme_is_two_commands_that_work() {
    let readme = text("README.md");
    let block = readme.split("```").nth(1).unwrap();
    let lines: Vec<&str> = block.lines().skip(1).collect();
    let [first, second] = lines[..] else {
        panic!("the first block of the README has {} lines", lines.len());
    };
    assert_eq!(second, "cargo test");
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let typed = first
        .strip_prefix("cargo run --release -- ")
        .unwrap()
        .replace("my-report", report.to_str().unwrap());
    let output = sanjeh(&typed.split(' ').collect::<Vec<_>>());
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("Synthetic data") && printed.contains("χ²(451"));
    for file in [
        "report.html",
        "fit.json",
        "estimates.csv",
        "diagram.svg",
        "diagram.png",
        "diagram.pdf",
    ] {
        assert!(report.join(file).exists(), "{file}");
    }
}

#[test]
fn every_file_that_the_readme_and_the_help_name_is_there() {
    let mut texts = vec![text("README.md")];
    for command in ["fit", "diagram", "simulate", "check"] {
        let help = sanjeh(&[command, "--help"]);
        texts.push(String::from_utf8(help.stdout).unwrap());
    }
    let breaks = |c: char| c.is_whitespace() || "()[]`,;*".contains(c);
    for word in texts.iter().flat_map(|text| text.split(breaks)) {
        let ours = ["models/", "datasets/", "reports/"]
            .iter()
            .any(|folder| word.starts_with(folder) && word.len() > folder.len());
        let word = word.trim_end_matches(['.', ':']);
        assert!(
            !ours || word.ends_with('/') || Path::new(word).exists(),
            "{word}"
        );
    }
}

#[test]
fn simulated_answers_are_written_once_and_fit_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new").join("answers.xlsx");
    let file = file.to_str().unwrap();
    let mut arguments = vec![
        "simulate",
        "models/scrm-success-population.lav",
        "--nobs=500",
        "--seed=11",
        "--codebook=datasets/scrm-success.codebook.csv",
        "--out",
        file,
    ];
    let output = sanjeh(&arguments);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let again = sanjeh(&arguments);
    assert_eq!(code(&again), Some(7), "{}", said(&again));
    assert!(said(&again).contains("--force"));
    let before = std::fs::read(file).unwrap();
    arguments.push("--force");
    assert_eq!(code(&sanjeh(&arguments)), Some(0));
    assert_eq!(std::fs::read(file).unwrap(), before);
    let fitted = sanjeh(&["fit", "models/scrm-success.lav", "--data", file]);
    assert_eq!(code(&fitted), Some(0), "{}", said(&fitted));
    assert!(String::from_utf8_lossy(&fitted.stdout).contains("Synthetic data"));
}

#[test]
fn a_population_without_values_ends_with_code_5_and_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.csv");
    let typed = |out: &str| {
        sanjeh(&[
            "simulate",
            "models/holzinger.lav",
            "--nobs=5",
            "--seed=1",
            "--out",
            out,
        ])
    };
    let output = typed(file.to_str().unwrap());
    assert_eq!(code(&output), Some(5));
    assert!(
        said(&output).contains("`visual =~ x1`"),
        "{}",
        said(&output)
    );
    assert!(!file.exists());
    let output = typed("answers.txt");
    assert_eq!(code(&output), Some(2), "{}", said(&output));
}

#[test]
fn a_diagram_is_drawn_with_and_without_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let draw = |more: &[&str]| sanjeh(&[&["diagram", "models/holzinger.lav"], more].concat());
    let (bare, full) = (path("bare.svg"), path("full.svg"));
    assert_eq!(code(&draw(&["--out", &bare])), Some(0));
    let data = ["--data", "datasets/holzinger.csv"];
    assert_eq!(
        code(&draw(&[&data[..], &["--out", &full]].concat())),
        Some(0)
    );
    let (bare, full) = (text(&bare), text(&full));
    assert!(bare.contains(">visual<") && bare.contains(">x9<"));
    assert!(!bare.contains("NaN") && !bare.contains("***"));
    assert!(full.contains("***") && full.contains("Standardized estimates"));
    for name in ["groups.png", "groups.pdf"] {
        let out = path(name);
        let output = draw(&[&data[..], &["--group=school", "--out", &out]].concat());
        assert_eq!(code(&output), Some(0), "{}", said(&output));
        assert!(Path::new(&path(&name.replace("groups", "groups-2"))).exists());
    }
    assert_eq!(code(&draw(&["--out", &path("picture.jpg")])), Some(2));
    assert_eq!(
        code(&draw(&["--show=both", "--out", &path("both.svg")])),
        Some(2)
    );
}
