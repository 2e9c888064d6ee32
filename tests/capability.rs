//! The synthetic answers of scrm-capability, drawn here because their population holds a product.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use statrs::distribution::{ContinuousCDF, Normal};
use std::fmt::Write;

const SEED: u64 = 14;
const RESPONDENTS: usize = 300;
/// Of the items of a construct, in order.
const LOADINGS: [f64; 5] = [0.80, 0.75, 0.70, 0.78, 0.72];
/// Stems of the items and how many there are, in the order of the columns.
const BLOCKS: [(&str, usize); 9] = [
    ("ccm", 5),
    ("sha", 3),
    ("con", 3),
    ("rel", 3),
    ("grp", 3),
    ("gen", 3),
    ("dis", 3),
    ("res", 3),
    ("crp", 5),
];
const FILE: &str = "datasets/scrm-capability.csv";

/// Standard normal numbers by inversion.
struct Draws(ChaCha8Rng);

impl Draws {
    fn next(&mut self) -> f64 {
        let uniform = ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        Normal::standard().inverse_cdf(uniform)
    }

    /// A variable of variance 1 that holds `share` of another of variance 1.
    fn part(&mut self, share: f64, of: f64) -> f64 {
        share * of + (1.0 - share * share).sqrt() * self.next()
    }

    /// The constructs behind the blocks, in their order.
    fn constructs(&mut self) -> [f64; 9] {
        let management = self.next();
        let technology = self.part(0.30, management);
        // Variances of the parts: .30² + .35² + 2 × .30 × .35 × .30, and .20² (1 + .30²) for the product.
        let explained = 0.2755 + 0.0436;
        let capability = 0.30 * management
            + 0.35 * technology
            + 0.20 * (management * technology - 0.30)
            + (1.0_f64 - explained).sqrt() * self.next();
        let performance = self.part(0.50, capability);
        let functions = [0; 4].map(|_| self.part(0.70, technology));
        let sides = [0; 3].map(|_| self.part(0.85, capability));
        let [sharing, conversations, relationships, groups] = functions;
        let [generation, dissemination, responsiveness] = sides;
        [
            management,
            sharing,
            conversations,
            relationships,
            groups,
            generation,
            dissemination,
            responsiveness,
            performance,
        ]
    }
}

/// One of five answers.
fn answer(score: f64) -> usize {
    1 + [-1.5, -0.5, 0.5, 1.5]
        .iter()
        .filter(|c| score > **c)
        .count()
}

fn drawn() -> String {
    let mut draws = Draws(ChaCha8Rng::seed_from_u64(SEED));
    let items = || {
        let of = |&(stem, count): &(&'static str, usize)| (0..count).map(move |i| (stem, i));
        BLOCKS.iter().flat_map(of)
    };
    let heading: Vec<String> = items()
        .map(|(stem, i)| format!("{stem}{}", i + 1))
        .collect();
    let mut text = format!(
        "# Synthetic answers: no respondent gave them. Drawn by tests/capability.rs with seed {SEED}\n{}\n",
        heading.join(",")
    );
    for _ in 0..RESPONDENTS {
        let constructs = draws.constructs();
        let of_block = BLOCKS.iter().zip(constructs);
        let answers: Vec<String> = of_block
            .flat_map(|((stem, count), construct)| (0..*count).map(move |i| (*stem, i, construct)))
            .map(|(stem, i, construct)| {
                let given = answer(draws.part(LOADINGS[i], construct));
                // One item is worded the other way round.
                let turned = (stem, i) == ("dis", 2);
                (if turned { 6 - given } else { given }).to_string()
            })
            .collect();
        writeln!(text, "{}", answers.join(",")).unwrap();
    }
    text
}

#[test]
fn the_answers_are_those_of_the_seed() {
    let made = drawn();
    if std::env::var_os("UPDATE_DATASETS").is_some() {
        std::fs::write(FILE, &made).unwrap();
    }
    assert_eq!(crate::shipped::text(FILE), made);
}
