//! Models and answers that tests share.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::data::{Group, Moments, Sample};
use sanjeh::linalg::{Cholesky, Matrix, Vector};
use sanjeh::model::{Model, Settings};
use sanjeh::syntax;

pub fn model(text: &str) -> Model {
    model_with(text, &Settings::default())
}

pub fn model_with(text: &str, settings: &Settings) -> Model {
    Model::new(&syntax::parse(text).unwrap(), settings).unwrap()
}

/// Standard normal numbers.
pub fn normals(seed: u64) -> impl FnMut() -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    move || {
        (0..12)
            .map(|_| f64::from(rng.next_u32()) / f64::from(u32::MAX))
            .sum::<f64>()
            - 6.0
    }
}

/// Nine items named x1 to x9 of three correlated constructs, n × 9, by respondent; with noise that no model explains.
pub fn holzinger_like(n: usize) -> Matrix {
    answers(n, 1939)
}

pub fn answers(n: usize, seed: u64) -> Matrix {
    let mut normal = normals(seed);
    let mut answers = Matrix::zeros(n, 9);
    for row in 0..n {
        let general = normal();
        for construct in 0..3 {
            let own = 0.6 * general + 0.8 * normal();
            let shared = 0.3 * normal();
            for item in 0..3 {
                let loading = 1.0 - 0.15 * item as f64;
                let column = 3 * construct + item;
                let twist = if column % 4 == 1 { shared } else { 0.0 };
                answers[(row, column)] =
                    2.0 + column as f64 / 3.0 + loading * own + twist + 0.7 * normal();
            }
        }
    }
    answers
}

/// The columns the model wants, by their names x1 to x9.
pub fn pick(model: &Model, answers: &Matrix) -> Matrix {
    let columns: Vec<usize> = model.variables[..model.items]
        .iter()
        .map(|name| name[1..].parse::<usize>().unwrap() - 1)
        .collect();
    answers.select_columns(&columns)
}

pub fn sample(model: &Model, answers: Matrix) -> Sample {
    groups(model, vec![(String::new(), answers)])
}

pub fn groups(model: &Model, answers: Vec<(String, Matrix)>) -> Sample {
    let picked = answers
        .into_iter()
        .map(|(label, matrix)| (label, pick(model, &matrix)))
        .collect();
    Sample::from_answers(model.variables[..model.items].to_vec(), picked)
}

/// A sample that is nothing but its moments.
pub fn population(items: &[String], moments: Vec<(Matrix, Vector)>, n: usize) -> Sample {
    let group = |(covariance, mean): (Matrix, Vector)| {
        assert!(Cholesky::new(covariance.clone()).is_some());
        Group {
            label: String::new(),
            moments: Moments {
                respondents: n,
                mean,
                covariance,
            },
            answers: None,
            incomplete: None,
            first_stage: None,
            survey: Default::default(),
            rows: Vec::new(),
        }
    };
    Sample {
        items: items.to_vec(),
        groups: moments.into_iter().map(group).collect(),
        means_known: true,
        ..Sample::default()
    }
}
