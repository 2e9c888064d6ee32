//! Whether tests keep their level where answers are not normal: simulated, seeded, with Monte-Carlo limits.

use crate::samples::{model, normals};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::cbsem::{self, Errors, Information, Options, Test};
use sanjeh::data::Sample;
use sanjeh::linalg::Matrix;
use sanjeh::measures;

const STUDIES: usize = 300;
const RESPONDENTS: usize = 1000;
const ITEMS: usize = 5;
const LEVEL: f64 = 0.05;

/// Answers of one factor (loadings .7) whose spread differs from respondent to respondent: heavy tails, the same
/// correlations (the multivariate normal divided by the root of a share that is small for one in five).
fn heavy_tails(seed: u64) -> Matrix {
    let mut normal = normals(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5EED);
    let mut answers = Matrix::zeros(RESPONDENTS, ITEMS);
    for row in 0..RESPONDENTS {
        let spread = if rng.random_range(0..5) == 0 {
            3.0
        } else {
            1.0
        };
        let factor = normal();
        for item in 0..ITEMS {
            let unique = (1.0f64 - 0.49).sqrt() * normal();
            answers[(row, item)] = spread * (0.7 * factor + unique);
        }
    }
    answers
}

fn options(test: Test, errors: Errors, information: Information) -> Options {
    Options {
        test,
        errors,
        information,
        ..Options::default()
    }
}

/// Share of studies in which the p value by that name is below the level.
fn rejected(name: &str, options: Options) -> f64 {
    let model = model("f =~ x1 + x2 + x3 + x4 + x5");
    let items: Vec<String> = model.variables[..model.items].to_vec();
    let rejects = |seed: usize| {
        let groups = vec![(String::new(), heavy_tails(seed as u64))];
        let sample = Sample::from_answers(items.clone(), groups);
        let fit = cbsem::fit(&model, &sample, options).unwrap();
        let found = measures::of(&model, &fit).unwrap();
        let p = found.iter().find(|m| m.name == name).and_then(|m| m.value);
        p.unwrap() < LEVEL
    };
    let count = (0..STUDIES).filter(|seed| rejects(*seed)).count();
    count as f64 / STUDIES as f64
}

/// Three Monte-Carlo standard errors of a share.
fn limit(share: f64) -> f64 {
    3.0 * (share * (1.0 - share) / STUDIES as f64).sqrt()
}

#[test]
fn scaled_tests_hold_their_level_where_the_plain_test_does_not() {
    let plain = rejected("pvalue", Options::default());
    assert!(plain > LEVEL + limit(LEVEL), "plain: {plain}");
    for (test, errors, information) in [
        (
            Test::SatorraBentler,
            Errors::RobustSem,
            Information::Expected,
        ),
        (
            Test::ScaledShifted,
            Errors::RobustSem,
            Information::Expected,
        ),
        (
            Test::YuanBentlerMplus,
            Errors::RobustHuberWhite,
            Information::Observed,
        ),
    ] {
        let scaled = rejected("pvalue.scaled", options(test, errors, information));
        assert!(
            (scaled - LEVEL).abs() < limit(LEVEL),
            "{test:?}: {scaled} of the studies are rejected at the {LEVEL} level"
        );
    }
}
