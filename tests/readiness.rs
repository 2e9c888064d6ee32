//! The synthetic answers of scrm-readiness, drawn here because organisations and roles differ in them.

use clap::Parser;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sanjeh::analysis::assess::Request;
use sanjeh::cli::args::{Cli, Command};
use statrs::distribution::{ContinuousCDF, Normal};
use std::fmt::Write;

const SEED: u64 = 56;
const FILE: &str = "datasets/scrm-readiness.csv";

/// Stems of the items, how many there are, and how high the construct stands in organisations A, B and C (in SDs).
const BLOCKS: [(&str, usize, [f64; 3]); 17] = [
    ("led", 4, [1.1, 0.3, -0.5]),
    ("und", 4, [0.9, 0.4, -0.6]),
    ("stf", 4, [0.8, 0.2, -0.3]),
    ("km", 4, [0.7, 0.3, -0.6]),
    ("tec", 3, [0.9, 0.2, -0.8]),
    ("ana", 3, [0.6, 0.0, -0.9]),
    ("chi", 4, [-0.5, 0.4, -0.8]),
    ("dac", 3, [0.5, 0.5, -0.4]),
    ("lis", 3, [1.0, 0.1, -0.5]),
    ("dia", 3, [1.0, 0.4, -0.2]),
    ("coc", 3, [0.3, -0.2, -0.9]),
    ("res", 3, [0.7, 0.3, -0.3]),
    ("viw", 3, [-0.1, 0.3, -0.7]),
    ("prv", 3, [0.4, 0.1, -0.2]),
    ("mkt", 3, [0.6, 0.2, -0.4]),
    ("brd", 3, [0.8, 0.2, -0.2]),
    ("srv", 3, [0.4, 0.3, -0.4]),
];
/// Items that are worded against their construct.
const TURNED: [&str; 5] = ["km4", "chi4", "viw2", "prv1", "prv2"];
const LOADINGS: [f64; 4] = [0.80, 0.76, 0.72, 0.70];
/// Roles, how rosy each sees its organisation, and how many of A, B and C answered.
const ROLES: [(&str, f64, [usize; 3]); 5] = [
    ("management", 0.35, [7, 6, 5]),
    ("marketing", 0.15, [10, 7, 5]),
    ("service", -0.05, [12, 9, 6]),
    ("it", -0.10, [7, 6, 5]),
    ("frontline", -0.30, [20, 14, 9]),
];
/// Share of answers left blank.
const BLANK: f64 = 0.015;

/// The assessment that the dataset's page tells to run.
pub fn request() -> Request {
    let page = crate::shipped::text("datasets/scrm-readiness.md");
    let run = page.split("**Run.** `").nth(1).unwrap();
    let typed = run.split('`').next().unwrap().split_whitespace();
    match Cli::parse_from(typed).command {
        Command::Assess(arguments) => arguments.request().unwrap(),
        other => panic!("{other:?}"),
    }
}

struct Draws(ChaCha8Rng);

impl Draws {
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        Normal::standard().inverse_cdf(self.uniform())
    }

    /// A variable of variance 1 that holds shares of others of variance 1, taken as uncorrelated.
    fn part(&mut self, of: &[(f64, f64)]) -> f64 {
        let explained: f64 = of.iter().map(|(share, _)| share * share).sum();
        let held: f64 = of.iter().map(|(share, x)| share * x).sum();
        held + (1.0 - explained).max(0.05).sqrt() * self.normal()
    }

    /// How a person's view of each construct differs from that of others of the same role and organisation.
    fn views(&mut self) -> [f64; 17] {
        let climate = self.normal();
        let mut views = [0.0; 17];
        // What an organisation has: all hang together by the climate.
        for view in &mut views[..8] {
            *view = self.part(&[(0.55, climate)]);
        }
        let practice = self.part(&[
            (0.40, views[0]),
            (0.35, views[1]),
            (0.30, views[2]),
            (0.25, views[5]),
        ]);
        for view in &mut views[8..11] {
            *view = self.part(&[(0.75, practice)]);
        }
        views[12] = self.part(&[(0.50, views[6]), (0.30, views[7])]);
        views[11] = self.part(&[(0.45, practice), (0.30, views[12])]);
        views[13] = self.part(&[(0.30, climate)]);
        let results = self.part(&[
            (0.45, views[11]),
            (0.30, views[12]),
            (0.25, practice),
            (0.15, views[13]),
        ]);
        for view in &mut views[14..] {
            *view = self.part(&[(0.75, results)]);
        }
        views
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
    let items: Vec<String> = BLOCKS
        .iter()
        .flat_map(|(stem, count, _)| (1..=*count).map(move |i| format!("{stem}{i}")))
        .collect();
    let mut text = format!(
        "# Synthetic answers: no respondent gave them. Drawn by tests/readiness.rs with seed {SEED}\norganisation,role,{}\n",
        items.join(",")
    );
    for (place, organisation) in ["A", "B", "C"].iter().enumerate() {
        for (role, rosy, counts) in ROLES {
            for _ in 0..counts[place] {
                let answers = person(&mut draws, place, rosy);
                writeln!(text, "{organisation},{role},{}", answers.join(",")).unwrap();
            }
        }
    }
    text
}

fn person(draws: &mut Draws, place: usize, rosy: f64) -> Vec<String> {
    let views = draws.views();
    let mut answers = Vec::new();
    for ((stem, count, level), view) in BLOCKS.iter().zip(views) {
        for i in 0..*count {
            let share = LOADINGS[i];
            let noise = (1.0 - share * share).sqrt() * draws.normal();
            let given = answer(level[place] + rosy + 0.8 * (share * view + noise));
            let turned = TURNED.contains(&format!("{stem}{}", i + 1).as_str());
            let given = if turned { 6 - given } else { given };
            answers.push(match draws.uniform() < BLANK {
                true => String::new(),
                false => given.to_string(),
            });
        }
    }
    answers
}

#[test]
fn the_answers_are_those_of_the_seed() {
    let made = drawn();
    if std::env::var_os("UPDATE_DATASETS").is_some() {
        std::fs::write(FILE, &made).unwrap();
    }
    assert_eq!(crate::shipped::text(FILE), made);
}
