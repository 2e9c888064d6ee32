//! Readers against damaged and invented files: never a panic, never a long wait.
//!
//! Deterministic: the same seed makes the same inputs. A run of the tests takes a second or two of them;
//! `SANJEH_FUZZ_SECONDS=600 cargo test --test tests fuzz` goes on for that long per reader. What breaks a reader is written
//! to `tests/hostile/corpus/`, whose files are tried first in every run.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sanjeh::data::{self, ReadOptions, Sample};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Inputs per reader in a run of the tests.
const INPUTS: usize = 300;

/// No input may keep a reader busy longer.
const PATIENCE: Duration = Duration::from_secs(10);

fn hostile() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && wanted(&path.to_string_lossy()))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// What turns up in such files, to be put where it does not belong.
const PIECES: [&[u8]; 28] = [
    b"\"",
    b",",
    b";",
    b"\t",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"=~",
    b"~~",
    b"~1",
    b"*",
    b"(",
    b")",
    b"\"ImportId\"",
    b"Respondent ID,Collector ID,Start Date,End Date",
    b"Timestamp",
    b"[SQ001]",
    b"id,submitdate,lastpage,seed",
    b"99999999999999999999",
    b"-1e308",
    b"\xd9\xab\xdb\xb1\xe2\x80\x8c",
    b"\xd8\xac\xd9\x85\xd8\xb9",
    b"\xff\xff\xff\x7f",
    b"\xff\xff\xff\xff",
    b"efa(\"a\")*",
];

fn mutated(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = seeds[random.random_range(0..seeds.len())].clone();
    for _ in 0..random.random_range(1..8) {
        let at = random.random_range(0..=bytes.len());
        match random.random_range(0..8) {
            0 if at < bytes.len() => bytes[at] = random.random(),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            2 => bytes.truncate(at),
            3 => {
                let end = (at + random.random_range(1..40)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let end = (at + random.random_range(1..200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.random_range(0..=bytes.len());
                bytes.splice(to..to, copy);
            }
            5 => {
                let other = &seeds[random.random_range(0..seeds.len())];
                let from = random.random_range(0..=other.len());
                let piece = &other[from..(from + 100).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            6 if at + 4 <= bytes.len() => {
                bytes[at..at + 4].copy_from_slice(&random.next_u32().to_le_bytes());
            }
            _ => {
                let piece = PIECES[random.random_range(0..PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Tries a reader on its corpus, its seeds and what can be made of them.
#[allow(clippy::print_stderr)] // how far it got, when it is run by hand
fn fuzz(name: &str, seeds: &[Vec<u8>], mut read: impl FnMut(&[u8])) {
    let corpus = hostile().join("corpus");
    let known = files(&corpus, |path| {
        Path::new(path)
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(name)
    });
    let seconds: Option<u64> = std::env::var("SANJEH_FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let started = Instant::now();
    let more = |count: usize| match seconds {
        Some(seconds) => started.elapsed() < Duration::from_secs(seconds),
        None => count < INPUTS,
    };
    let mut random = ChaCha8Rng::seed_from_u64(20_261_122);
    let first = known.iter().chain(seeds).cloned().collect::<Vec<_>>();
    let mut count = 0;
    while count < first.len() || more(count) {
        let input = match first.get(count) {
            Some(input) => input.clone(),
            None => mutated(seeds, &mut random),
        };
        count += 1;
        let begun = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| read(&input)));
        let slow = begun.elapsed() > PATIENCE;
        if done.is_err() || slow {
            let file = corpus.join(format!("{name}-{count}"));
            std::fs::write(&file, &input).unwrap();
            let what = if slow {
                "kept the reader busy"
            } else {
                "made the reader panic"
            };
            panic!("{} {what}", file.display());
        }
    }
    if seconds.is_some() {
        eprintln!("{name}: {count} inputs in {:.0?}", started.elapsed());
    }
}

/// Reads answers from a file of this name and tries every item.
fn read_answers(folder: &Path, bytes: &[u8], options: &ReadOptions) {
    let path = folder.join("answers");
    std::fs::write(&path, bytes).unwrap();
    if let Ok(table) = data::read(&path, options) {
        let rows = table.rows.len();
        assert!(table.columns.iter().all(|c| c.len() == rows));
        for column in table.columns.iter().take(20) {
            let _ = Sample::select(&table, std::slice::from_ref(&column.name), None);
        }
    }
}

fn fuzz_answers(name: &str, wanted: impl Fn(&str) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    let seeds = files(&hostile(), wanted);
    fuzz(name, &seeds, |bytes| {
        read_answers(folder.path(), bytes, &ReadOptions::default());
    });
}

#[test]
fn text_files() {
    fuzz_answers("text", |path| {
        path.ends_with(".csv") || path.ends_with(".txt")
    });
}

#[test]
fn workbooks() {
    fuzz_answers("workbook", |path| {
        [".xlsx", ".xls", ".ods"]
            .iter()
            .any(|end| path.ends_with(end))
    });
}

#[test]
fn spss_files() {
    fuzz_answers("spss", |path| path.ends_with("sav"));
}

/// Stata files are cut off at every place; lengths made up by chance would make the reader beneath ask for gigabytes.
#[test]
fn stata_files_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    for bytes in files(&hostile(), |path| path.ends_with(".dta")) {
        let step = (bytes.len() / 60).max(1);
        for end in (0..bytes.len()).step_by(step) {
            read_answers(folder.path(), &bytes[..end], &ReadOptions::default());
        }
    }
}

#[test]
fn codebooks() {
    let folder = tempfile::tempdir().unwrap();
    let answers = std::fs::read(hostile().join("bom.csv")).unwrap();
    let codebook = folder.path().join("codebook");
    let mut seeds = files(&hostile(), |path| path.contains("codebook"));
    let full = "name,heading,wording,wording_fa,minimum,maximum,reversed,level,missing,value labels\nx1,x1,I trust it,اعتماد,1,5,yes,ordinal,\"99; -1\",1=کم; 5=زیاد\nx2,,,,1,5,no,,,\n";
    seeds.push(full.as_bytes().to_vec());
    fuzz("codebook", &seeds, |bytes| {
        std::fs::write(&codebook, bytes).unwrap();
        let options = ReadOptions {
            codebook: Some(codebook.clone()),
            ..ReadOptions::default()
        };
        read_answers(folder.path(), &answers, &options);
    });
}

#[test]
fn matrices() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("matrix");
    let seeds = files(&hostile(), |path| path.ends_with(".txt"));
    fuzz("matrix", &seeds, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        let options = data::MomentOptions {
            covariance: vec![path.clone()],
            respondents: vec![100],
            ..data::MomentOptions::default()
        };
        if let Ok(table) = data::read_moments(&options) {
            let _ = Sample::from_moments(&table, &table.items);
        }
    });
}

#[test]
fn model_texts() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut seeds = files(&models, |path| path.ends_with(".lav"));
    for text in [
        "f =~ 0.5*x1 + start(0.8)*x2 + equal(\"f=~x2\")*x3\nf ~~ NA*f\nx1 ~ c(a, b)*1\na > 0\nb == a^2 - exp(-a)\nab := a*b",
        "efa(\"one\")*f1 + efa(\"one\")*f2 =~ x1 + x2\nx1 | t1 + t2\nx1 ~*~ x1\ng <~ y1 + y2\nf:h =~ y\nlevel: 1\nfw =~ x1",
    ] {
        seeds.push(text.as_bytes().to_vec());
    }
    fuzz("model", &seeds, |bytes| {
        let _ = sanjeh::syntax::parse(&String::from_utf8_lossy(bytes));
    });
}
