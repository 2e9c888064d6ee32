//! `reports/` is what the program makes of `models/` and `datasets/`, and stays so.
//!
//! `UPDATE_REPORTS=1 cargo test reports` writes the reports anew; the differences are then read before they are kept.

use crate::shipped::{EXAMPLES, composites, text};
use crate::tolerance::{OPTIMUM, close};
use sanjeh::analysis::{assess, bundle, fit, pls};
use sanjeh::report::assessment::AssessResults;
use serde_json::Value as Json;
use std::path::PathBuf;

/// The example of partial least squares.
const COMPOSITES: &str = "scrm-capability";
/// The example of an assessment.
const READINESS: &str = "scrm-readiness";
const READINESS_IN_PERSIAN: &str = "scrm-readiness-fa";
/// Pictures and documents of up to this size are kept; larger ones can be made anew.
const LARGEST_PICTURE: usize = 110_000;

/// Whether the file is kept beside the model and the data.
fn is_kept(name: &str, bytes: &[u8]) -> bool {
    !binary(name) || bytes.len() <= LARGEST_PICTURE
}

/// Formats that are looked at, not compared.
fn binary(name: &str) -> bool {
    [".png", ".pdf", ".docx", ".xlsx"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Files by name.
type Files = Vec<(String, Vec<u8>)>;

/// The files of every example's report, by stem and name.
fn regenerated() -> Vec<(&'static str, Files)> {
    let mut reports: Vec<_> = EXAMPLES
        .iter()
        .map(|example| {
            let analysis =
                fit::fit(&example.request()).unwrap_or_else(|e| panic!("{}: {e}", example.stem));
            (example.stem, bundle::files(&analysis).unwrap())
        })
        .collect();
    let analysis = pls::pls(&composites()).unwrap();
    reports.push((COMPOSITES, pls::bundle::files(&analysis).unwrap()));
    let assessed = assess::assess(&crate::readiness::request()).unwrap();
    let files = assess::bundle::files(&assessed.results).unwrap();
    reports.push((READINESS, files));
    reports.push((READINESS_IN_PERSIAN, in_persian(assessed.results)));
    reports
}

/// The same in Persian: what is read, without what other programs read.
fn in_persian(mut results: AssessResults) -> Files {
    results.options.insert("lang".into(), "fa".into());
    let mut files = assess::bundle::files(&results).unwrap();
    let read = [
        "report.md",
        "report.txt",
        "scores.svg",
        "items.svg",
        "priorities.svg",
    ];
    files.retain(|(name, _)| read.contains(&name.as_str()));
    files
}

fn stems() -> impl Iterator<Item = &'static str> {
    let own = EXAMPLES.iter().map(|e| e.stem);
    own.chain([COMPOSITES, READINESS])
}

fn folder(stem: &str) -> PathBuf {
    PathBuf::from("reports").join(stem)
}

#[test]
fn reports_are_what_the_program_makes_of_models_and_datasets() {
    let update = std::env::var_os("UPDATE_REPORTS").is_some();
    let mut differing = Vec::new();
    for (stem, files) in regenerated() {
        if update {
            rewrite(stem, &files);
        }
        for (name, bytes) in &files {
            differing.extend(difference(stem, name, bytes));
        }
    }
    assert!(
        differing.is_empty(),
        "these reports are no longer what the program makes; look at them, then run \
         `UPDATE_REPORTS=1 cargo test reports`:\n{}",
        differing.join("\n")
    );
}

fn rewrite(stem: &str, files: &[(String, Vec<u8>)]) {
    let folder = folder(stem);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in files {
        if is_kept(name, bytes) {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// What differs between a regenerated file and the kept one; pictures in pixels and pages are only required to exist.
fn difference(stem: &str, name: &str, bytes: &[u8]) -> Option<String> {
    let path = folder(stem).join(name);
    if binary(name) {
        return (is_kept(name, bytes) && !path.exists())
            .then(|| format!("{}: missing", path.display()));
    }
    let Ok(kept) = std::fs::read_to_string(&path) else {
        return Some(format!("{}: missing", path.display()));
    };
    let made = std::str::from_utf8(bytes).unwrap();
    let found = match name.rsplit('.').next() {
        Some("json") => json_difference(&kept, made),
        Some("csv") => csv_difference(&kept, made),
        _ => text_difference(&kept, made),
    };
    found.map(|what| format!("{}: {what}", path.display()))
}

/// The first line that differs, with what may change from version to version and machine to machine masked.
fn text_difference(kept: &str, made: &str) -> Option<String> {
    let (kept, made) = (masked(kept), masked(made));
    let lines = kept.lines().zip(made.lines()).enumerate();
    for (at, (old, new)) in lines {
        if old != new {
            // Some lines are whole pages: show where they part.
            let pairs = old.chars().zip(new.chars());
            let same = pairs.take_while(|(old, new)| old == new).count();
            let short = |line: &str| {
                let from = line.chars().skip(same.saturating_sub(60));
                from.take(160).collect::<String>()
            };
            return Some(format!(
                "line {}\n  kept {}\n  made {}",
                at + 1,
                short(old),
                short(new)
            ));
        }
    }
    let (old, new) = (kept.lines().count(), made.lines().count());
    (old != new).then(|| format!("{old} lines kept, {new} made"))
}

/// The version, and how many steps the search took.
fn masked(text: &str) -> String {
    let text = numbers_after(text, "sanjeh ");
    numbers_after(&text, "converged after ")
}

/// Digits and dots that follow `mark`, replaced.
fn numbers_after(text: &str, mark: &str) -> String {
    let mut parts = text.split(mark);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str(mark);
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if rest.len() < part.len() {
            masked.push('#');
        }
        masked.push_str(rest);
    }
    masked
}

fn json_difference(kept: &str, made: &str) -> Option<String> {
    let kept: Json = serde_json::from_str(kept).unwrap();
    let made: Json = serde_json::from_str(made).unwrap();
    value_difference(&kept, &made, "")
}

/// The first place where two values differ; numbers may differ as much as two optimizers do.
fn value_difference(kept: &Json, made: &Json, place: &str) -> Option<String> {
    match (kept, made) {
        (Json::Object(old), Json::Object(new)) => {
            if old.keys().ne(new.keys()) {
                return Some(format!("keys of `{place}`"));
            }
            let varying = |key: &&String| !["version", "iterations"].contains(&key.as_str());
            old.keys()
                .filter(varying)
                .find_map(|key| value_difference(&old[key], &new[key], &format!("{place}/{key}")))
        }
        (Json::Array(old), Json::Array(new)) if old.len() == new.len() => {
            let pairs = old.iter().zip(new).enumerate();
            pairs
                .into_iter()
                .find_map(|(at, (old, new))| value_difference(old, new, &format!("{place}/{at}")))
        }
        (Json::Number(old), Json::Number(new)) => {
            let (old, new) = (old.as_f64()?, new.as_f64()?);
            (!close(new, old, OPTIMUM)).then(|| format!("`{place}`: kept {old}, made {new}"))
        }
        _ => (kept != made).then(|| format!("`{place}`: kept {kept}, made {made}")),
    }
}

fn csv_difference(kept: &str, made: &str) -> Option<String> {
    let (old, new) = (kept.lines().count(), made.lines().count());
    if old != new {
        return Some(format!("{old} lines kept, {new} made"));
    }
    let same = |old: &str, new: &str| match (old.parse::<f64>(), new.parse::<f64>()) {
        (Ok(old), Ok(new)) => close(new, old, OPTIMUM),
        _ => old == new,
    };
    for (at, (old, new)) in kept.lines().zip(made.lines()).enumerate() {
        let equal = old.split(',').count() == new.split(',').count()
            && old
                .split(',')
                .zip(new.split(','))
                .all(|(old, new)| same(old, new));
        if !equal {
            return Some(format!("line {}\n  kept {old}\n  made {new}", at + 1));
        }
    }
    None
}

#[test]
fn every_example_has_its_page_its_model_and_its_data() {
    for stem in stems() {
        let page = text(format!("datasets/{stem}.md"));
        for part in ["**Source.**", "**Licence.**", "**Coding.**", "**Run.**"] {
            assert!(page.contains(part), "{stem}: {part}");
        }
    }
}

#[test]
fn synthetic_examples_say_so_in_every_report() {
    for (stem, files) in regenerated() {
        let synthetic = stem.starts_with("scrm-");
        for (name, bytes) in files {
            let text = String::from_utf8_lossy(&bytes);
            match &*name {
                "report.html" | "report.txt" => {
                    let words = ["Synthetic data", "داده‌های ساختگی"];
                    let said = words.iter().any(|word| text.contains(word));
                    assert_eq!(said, synthetic, "{stem}");
                }
                "fit.json" | "pls.json" | "assess.json" => {
                    let said = text.contains("\"synthetic\": true");
                    assert_eq!(said, synthetic, "{stem}");
                }
                _ => {}
            }
        }
    }
}
