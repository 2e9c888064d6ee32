//! Ordinal answers on one thread: from answers to polychorics, and to the uncertainty of all moments together.

#![allow(clippy::unwrap_used)]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::cbsem::ordinal::{Choices, Parameterization, Weighting, fit};
use sanjeh::cbsem::{Test, Tests, problem, structure::Structure};
use sanjeh::data::Sample;
use sanjeh::data::ordinal::{self, Answers, Items, OrdinalMoments};
use sanjeh::linalg::Matrix;
use sanjeh::model::{Model, Settings};
use sanjeh::syntax;

fn main() {
    divan::main();
}

/// Items of five points, and respondents.
const SIZES: [(usize, usize); 3] = [(9, 301), (32, 384), (32, 20_000)];

/// Answers on one construct, cut to five points at the same places (synthetic).
fn answers(items: usize, respondents: usize) -> Matrix {
    let mut rng = ChaCha8Rng::seed_from_u64(1984);
    let mut normal = || {
        (0..12)
            .map(|_| f64::from(rng.next_u32()) / f64::from(u32::MAX))
            .sum::<f64>()
            - 6.0
    };
    let mut answers = Matrix::zeros(respondents, items);
    for row in 0..respondents {
        let construct = normal();
        for item in 0..items {
            let latent = 0.7 * construct + 0.714 * normal();
            let cuts = [-1.3, -0.4, 0.3, 1.1];
            answers[(row, item)] = cuts.iter().filter(|c| latent > **c).count() as f64;
        }
    }
    answers
}

fn moments(items: &Matrix, names: &[String], ordered: &[bool]) -> OrdinalMoments {
    let answers = Answers {
        group: "",
        items,
        covariates: None,
        weights: None,
    };
    let mut groups = ordinal::of_groups(&[answers], Items { names, ordered }).unwrap();
    groups.remove(0)
}

/// Thresholds, polychorics and the weights of diagonally weighted least squares.
#[divan::bench(args = SIZES)]
fn polychorics(bencher: divan::Bencher, (items, respondents): (usize, usize)) {
    let answers = answers(items, respondents);
    let names: Vec<String> = (0..items).map(|i| i.to_string()).collect();
    let ordered = vec![true; items];
    bencher.bench(|| moments(&answers, &names, &ordered).weights());
}

/// The same with Γ in full.
#[divan::bench(args = SIZES)]
fn gamma(bencher: divan::Bencher, (items, respondents): (usize, usize)) {
    let answers = answers(items, respondents);
    let names: Vec<String> = (0..items).map(|i| i.to_string()).collect();
    let ordered = vec![true; items];
    bencher.bench(|| moments(&answers, &names, &ordered).spread.gamma());
}

/// Eight constructs with four items each: estimates, robust errors and the scaled and shifted test, from the answers on.
#[divan::bench]
fn wlsmv(bencher: divan::Bencher) {
    let (items, respondents) = (32, 384);
    let answers = answers(items, respondents);
    let names: Vec<String> = (0..items).map(|i| format!("i{i}")).collect();
    let ordered = vec![true; items];
    let mut text = String::new();
    for construct in 0..8 {
        let own = &names[construct * 4..construct * 4 + 4];
        text += &format!("c{construct} =~ {}\n", own.join(" + "));
    }
    for item in &names {
        text += &format!("{item} | t1 + t2 + t3 + t4\n{item} ~~ 0*{item}\n{item} ~ 0*1\n");
    }
    let model = Model::new(&syntax::parse(&text).unwrap(), &Settings::default()).unwrap();
    let sample = Sample::from_answers(names.clone(), vec![(String::new(), answers.clone())]);
    let choices = Choices {
        parameterization: Parameterization::Delta,
        weighting: Weighting::Diagonal,
        test: Test::ScaledShifted,
        tests: Tests::NONE,
    };
    bencher.bench(|| {
        let moments = moments(&answers, &names, &ordered);
        let structure = Structure::new(&model, &sample);
        let reduction = problem::constraints(&model, &structure).unwrap();
        fit(&model, &structure, &reduction, &[moments], choices).unwrap()
    });
}
