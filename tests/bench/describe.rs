//! A description on one thread: from the file to everything that is reported, and the report folder.

#![allow(clippy::unwrap_used)]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::analysis::describe::{Check, Request, bundle, describe};
use std::fmt::Write;

fn main() {
    divan::main();
}

/// Respondents, items, and one blank in so many answers (0: none).
const SIZES: [(usize, usize, u32); 3] = [(384, 32, 500), (2_000, 60, 0), (2_000, 60, 1_000)];

/// Answers of five points on constructs of five items each, with a duration (synthetic), as CSV.
fn answers((respondents, items, blank): (usize, usize, u32)) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(2_000);
    let mut text = "id,duration".to_owned();
    (0..items).for_each(|i| write!(text, ",c{}_{}", i / 5, i % 5).unwrap());
    text.push('\n');
    for row in 0..respondents {
        write!(text, "{},{}", row + 1, 200 + rng.next_u32() % 600).unwrap();
        let mut leaning = 0;
        for item in 0..items {
            if item % 5 == 0 {
                leaning = rng.next_u32() % 3;
            }
            match blank > 0 && rng.next_u32() % blank == 0 {
                true => text.push(','),
                false => write!(text, ",{}", 1 + leaning + rng.next_u32() % 3).unwrap(),
            }
        }
        text.push('\n');
    }
    text
}

fn request(folder: &tempfile::TempDir, size: (usize, usize, u32)) -> Request {
    let file = folder.path().join("answers.csv");
    std::fs::write(&file, answers(size)).unwrap();
    Request {
        file,
        read: Default::default(),
        model: None,
        items: Vec::new(),
        id: None,
        duration: None,
        minutes: None,
        attention: Vec::new(),
        longstring: None,
        speed: Default::default(),
        outlier_level: 0.001,
        drop: vec![Check::StraightLining],
    }
}

/// From the file to the results.
#[divan::bench(args = SIZES)]
fn description(bencher: divan::Bencher, size: (usize, usize, u32)) {
    let folder = tempfile::tempdir().unwrap();
    let request = request(&folder, size);
    bencher.bench(|| describe(&request).unwrap());
}

/// Documents, page, tables and figures of them.
#[divan::bench(args = [SIZES[0]])]
fn folder(bencher: divan::Bencher, size: (usize, usize, u32)) {
    let folder = tempfile::tempdir().unwrap();
    let found = describe(&request(&folder, size)).unwrap();
    bencher.bench(|| bundle::files(&found.results).unwrap());
}
