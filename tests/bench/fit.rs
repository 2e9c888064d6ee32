//! Whole analyses on one thread: estimates, errors, tests with baseline, all measures, the standardized solution with
//! errors, residuals and modification indices.
//!
//! `estimates` leaves out modification indices and residuals, as other programs' summaries do; `everything` is what a
//! report holds; `command` starts the program and reads a file.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::analysis::{fit::results, tables};
use sanjeh::data::Sample;
use sanjeh::linalg::Matrix;
use sanjeh::model::{Model, Settings};
use sanjeh::{cbsem, measures, syntax};

/// Whole analyses of like models on a like machine, elsewhere: the alternative to stand beside.
const ELSEWHERE: &str = "
Elsewhere, whole analyses on a like machine:  3 x 3 items   8 x 4 items   20 x 10 items
  lavaan (R)                                  about 45 ms   about 115 ms  -
  the fastest open C++ engine                 2.4 ms        39 ms         over 20 s
";

fn main() {
    divan::main();
    println!("{ELSEWHERE}");
    if let Some(peak) = peak_memory() {
        println!("Peak memory of these benchmarks: {peak}");
    }
}

/// The most memory this process held, where the system tells.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.trim_start_matches("VmHWM:").trim().to_owned())
}

/// Process start to text on a small file.
#[divan::bench]
fn command(bencher: divan::Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let (model, sample) = study(3, 3, 301);
    let answers = sample.groups[0].answers.as_ref().unwrap();
    let mut text = model.variables[..9].join(",");
    for row in 0..answers.nrows() {
        let cells: Vec<String> = answers.row(row).iter().map(f64::to_string).collect();
        text.push('\n');
        text.push_str(&cells.join(","));
    }
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("data.csv"), text).unwrap();
    let lines: Vec<String> = (0..3)
        .map(|c| format!("c{c} =~ c{c}i0 + c{c}i1 + c{c}i2"))
        .collect();
    std::fs::write(file("model.lav"), lines.join("\n")).unwrap();
    bencher.bench(|| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sanjeh"));
        command
            .arg("fit")
            .arg(file("model.lav"))
            .arg("--data")
            .arg(file("data.csv"));
        let done = command.output().unwrap();
        assert!(done.status.success());
        done.stdout
    });
}

/// Constructs with as many items each, and respondents.
const SIZES: [(&str, usize, usize, usize); 3] = [
    ("3 x 3 items, n = 301", 3, 3, 301),
    ("8 x 4 items, n = 384", 8, 4, 384),
    ("20 x 10 items, n = 1000", 20, 10, 1000),
];

fn model(text: &str, means: bool) -> Model {
    let settings = Settings {
        meanstructure: means.then_some(true),
        ..Settings::default()
    };
    Model::new(&syntax::parse(text).unwrap(), &settings).unwrap()
}

/// Constructs, items each, respondents, and the share of answers that are blank.
const BLANKS: [(&str, usize, usize, usize, f64); 2] = [
    ("8 x 4 items, n = 384", 8, 4, 384, 0.025),
    ("6 x 5 items, n = 2000", 6, 5, 2000, 0.09),
];

/// As [`study`], with answers left blank at random.
fn incomplete_study(
    constructs: usize,
    items: usize,
    respondents: usize,
    share: f64,
) -> (Model, Matrix) {
    let (complete, sample) = study(constructs, items, respondents);
    let mut answers = sample.groups[0].answers.clone().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(1976);
    for answer in answers.iter_mut() {
        if f64::from(rng.next_u32()) / f64::from(u32::MAX) < share {
            *answer = f64::NAN;
        }
    }
    let lines: Vec<String> = (0..constructs)
        .map(|c| {
            let own = &complete.variables[c * items..(c + 1) * items];
            format!("c{c} =~ {}", own.join(" + "))
        })
        .collect();
    (model(&lines.join("\n"), true), answers)
}

/// Full-information maximum likelihood: saturated moments, estimates, observed information, all measures.
#[divan::bench(args = BLANKS)]
fn estimates_with_blanks(
    bencher: divan::Bencher,
    (_, constructs, items, respondents, share): (&str, usize, usize, usize, f64),
) {
    let (model, answers) = incomplete_study(constructs, items, respondents, share);
    bencher.bench(|| {
        let names = model.variables[..model.items].to_vec();
        let groups = vec![(String::new(), answers.clone())];
        let sample = Sample::from_incomplete_answers(names, groups).unwrap();
        let options = cbsem::Options {
            information: cbsem::Information::Observed,
            ..cbsem::Options::default()
        };
        let fit = cbsem::fit(&model, &sample, options).unwrap();
        let estimated = tables::Estimated::new(&model, &fit);
        (
            measures::of(&model, &fit).unwrap(),
            tables::parameters(&model, &estimated),
            tables::standardized(&model, &estimated),
        )
    });
}

/// A measurement model of correlated constructs, with answers drawn from it (synthetic).
fn study(constructs: usize, items: usize, respondents: usize) -> (Model, Sample) {
    let names = |c: usize| (0..items).map(move |i| format!("c{c}i{i}"));
    let lines: Vec<String> = (0..constructs)
        .map(|c| format!("c{c} =~ {}", names(c).collect::<Vec<_>>().join(" + ")))
        .collect();
    let model = model(&lines.join("\n"), false);
    let mut rng = ChaCha8Rng::seed_from_u64(1939);
    let mut normal = || {
        (0..12)
            .map(|_| f64::from(rng.next_u32()) / f64::from(u32::MAX))
            .sum::<f64>()
            - 6.0
    };
    let mut answers = Matrix::zeros(respondents, constructs * items);
    for row in 0..respondents {
        let general = normal();
        for c in 0..constructs {
            let own = 0.6 * general + 0.8 * normal();
            for i in 0..items {
                answers[(row, c * items + i)] = 0.75 * own + 0.66 * normal();
            }
        }
    }
    let sample = Sample::from_answers(
        model.variables[..model.items].to_vec(),
        vec![(String::new(), answers)],
    );
    (model, sample)
}

#[divan::bench(args = SIZES)]
fn estimates(
    bencher: divan::Bencher,
    (_, constructs, items, respondents): (&str, usize, usize, usize),
) {
    let (model, sample) = study(constructs, items, respondents);
    bencher.bench(|| {
        let fit = cbsem::fit(&model, &sample, cbsem::Options::default()).unwrap();
        let estimated = tables::Estimated::new(&model, &fit);
        (
            measures::of(&model, &fit).unwrap(),
            tables::parameters(&model, &estimated),
            tables::standardized(&model, &estimated),
            tables::r_squared(&model, &fit),
        )
    });
}

#[divan::bench(args = SIZES)]
fn everything(
    bencher: divan::Bencher,
    (_, constructs, items, respondents): (&str, usize, usize, usize),
) {
    let (model, sample) = study(constructs, items, respondents);
    bencher.bench(|| {
        let fit = cbsem::fit(&model, &sample, cbsem::Options::default()).unwrap();
        results(&model, &sample, &fit, Vec::new()).unwrap()
    });
}
