//! Groups of respondents against formulas of their own, and by laws.

use super::command::{DATA, MEDIATION, json, sanjeh};
use super::*;
use sanjeh::inference::bootstrap::{Draw, Generator, Plan};
use sanjeh::inference::intervals::Kind;
use sanjeh::inference::permutation::permute;
use sanjeh::plssem::SignChange;
use sanjeh::plssem::groups::micom::{Invariance, Shift};
use sanjeh::plssem::groups::pairs::Pair;
use sanjeh::plssem::groups::parametric::{henseler, pooled, welch};
use sanjeh::plssem::groups::{Groups, Omnibus};
use sanjeh::plssem::resample::{Refit, Resampling};
use sanjeh::plssem::statistics::Plan as Statistics;
use std::path::Path;

const TEXT: &str = "a =~ a1 + a2 + a3\nb <~ b1 + b2 + b3\nc =~ c1 + c2\nb ~ a\nc ~ a + b";
const SHUFFLES: usize = 60;

fn answers(rows: usize) -> Matrix {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + k * k) % 17) as f64 / 4.0 - 2.0;
    Matrix::from_fn(rows, 8, |i, j| {
        let a = wave(i, 1);
        let b = 0.6 * a + wave(i, 2);
        let c = 0.3 * a + 0.5 * b + wave(i, 3);
        (0.5 + 0.1 * j as f64) * [a, a, a, b, b, b, c, c][j] + wave(i, 4 + j)
    })
}

fn plan() -> Plan {
    Plan {
        replicates: SHUFFLES,
        seed: 3,
        threads: Some(2),
        generator: Generator::ChaCha,
    }
}

struct Study {
    model: Model,
    raw: Matrix,
    of: Vec<usize>,
}

impl Study {
    fn new(text: &str, raw: Matrix, of: Vec<usize>) -> Study {
        let model = model(text, &Choices::default());
        Study { model, raw, of }
    }

    fn rows(&self, group: usize) -> Vec<usize> {
        (0..self.of.len())
            .filter(|&i| self.of[i] == group)
            .collect()
    }

    /// The model estimated from some rows alone.
    fn alone(&self, rows: &[usize]) -> Fit {
        fitted(
            &self.model,
            &self.raw.select_rows(rows),
            None,
            &Options::default(),
        )
    }

    fn with<T>(&self, how: Option<&Resampling>, see: impl FnOnce(&Groups, &Statistics) -> T) -> T {
        let answers = Answers::new(&self.raw, &self.model.items).unwrap();
        let observed = Observed::answers(&answers, None, &self.model.items).unwrap();
        let options = Options::default();
        let fit = plssem::fit(&self.model, &observed, &options, None).unwrap();
        let statistics = Statistics::of(&self.model, &fit, None);
        let count = self.of.iter().max().unwrap() + 1;
        let labels: Vec<String> = (0..count).map(|g| g.to_string()).collect();
        let groups = Groups {
            whole: Refit {
                model: &self.model,
                answers: &answers,
                weights: None,
                options: &options,
                fit: &fit,
                statistics: &statistics,
                signs: SignChange::None,
            },
            labels: &labels,
            of: &self.of,
            how,
        };
        see(&groups, &statistics)
    }

    fn pair(&self, how: Option<&Resampling>) -> Pair {
        self.with(how, |groups, _| {
            let found: Vec<_> = (0..2).map(|g| groups.estimates(g).unwrap()).collect();
            groups.pair(&found, (0, 1), &plan()).unwrap()
        })
    }

    fn omnibus(&self) -> Omnibus {
        self.with(None, |groups, _| {
            let count = groups.labels.len();
            let found: Vec<_> = (0..count).map(|g| groups.estimates(g).unwrap()).collect();
            groups.omnibus(&found, &plan())
        })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let m = mean(values);
    values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (ma, mb) = (mean(a), mean(b));
    let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).collect();
    products.iter().sum::<f64>() / (a.len() - 1) as f64 / (variance(a) * variance(b)).sqrt()
}

/// Standard scores of all rows times the weights of a fit.
fn scored(raw: &Matrix, fit: &Fit, construct: usize) -> Vec<f64> {
    let stage = fit.last();
    let z = Matrix::from_fn(raw.nrows(), raw.ncols(), |i, j| {
        let column: Vec<f64> = raw.column(j).iter().copied().collect();
        (raw[(i, j)] - mean(&column)) / variance(&column).sqrt()
    });
    let scores = z * stage.estimate.outer.weights.column(construct);
    scores.iter().copied().collect()
}

/// The three steps once more, from scores, with every fit made from the group's rows alone.
#[test]
fn invariance_of_composites_is_made_by_hand() {
    let study = Study::new(
        TEXT,
        answers(90),
        (0..90).map(|i| usize::from(i % 5 < 2)).collect(),
    );
    let found = study.pair(None);
    let all: Vec<usize> = (0..90).collect();
    let whole = study.alone(&all);
    let steps = |rows: [&[usize]; 2]| -> Vec<f64> {
        let fits = rows.map(|r| study.alone(r));
        let of = |c: usize| {
            let one = scored(&study.raw, &fits[0], c);
            let congruence = correlation(&one, &scored(&study.raw, &fits[1], c));
            let scores = scored(&study.raw, &whole, c);
            let group = rows.map(|r| r.iter().map(|&i| scores[i]).collect::<Vec<f64>>());
            [
                congruence,
                mean(&group[0]) - mean(&group[1]),
                (variance(&group[0]) / variance(&group[1])).ln(),
            ]
        };
        (0..3).flat_map(of).collect()
    };
    let (first, second) = (study.rows(0), study.rows(1));
    let observed = steps([&first, &second]);
    let shuffled = permute(&plan(), 90, |order| {
        let labelled =
            |g: usize| -> Vec<usize> { (0..90).filter(|&i| study.of[order[i]] == g).collect() };
        let (a, b) = (labelled(0), labelled(1));
        Ok(Draw {
            values: steps([&a, &b]),
            remarks: Vec::new(),
        })
    });
    for (c, composite) in found.composites.iter().enumerate() {
        let near = |found: f64, at: usize| assert_close(found, observed[3 * c + at], 1e-6, "step");
        near(composite.c, 0);
        near(composite.mean.unwrap().value, 1);
        near(composite.variance.unwrap().value, 2);
        let lower = shuffled.columns[3 * c]
            .iter()
            .filter(|v| **v <= observed[3 * c])
            .count();
        let p = (1 + lower) as f64 / (1 + SHUFFLES) as f64;
        assert_close(composite.p.unwrap(), p, 1e-12, "p of c");
        let two_sided = |at: usize, shift: Shift| {
            let column = &shuffled.columns[3 * c + at];
            let far = column
                .iter()
                .filter(|v| v.abs() >= observed[3 * c + at].abs())
                .count();
            assert_close(
                shift.p,
                (1 + far) as f64 / (1 + SHUFFLES) as f64,
                1e-12,
                "p of shift",
            );
        };
        two_sided(1, composite.mean.unwrap());
        two_sided(2, composite.variance.unwrap());
    }
}

/// Differences are those of fits made from each group's rows alone, with any higher order and products.
#[test]
fn differences_are_those_of_groups_estimated_alone() {
    let texts = [
        TEXT.to_owned(),
        format!("{TEXT} + a:b"),
        "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nab =~ a + b\nc =~ c1 + c2\nc ~ ab".to_owned(),
    ];
    for text in texts {
        let study = Study::new(&text, answers(120), (0..120).map(|i| i % 7 % 2).collect());
        let found = study.pair(None);
        let fits = [study.alone(&study.rows(0)), study.alone(&study.rows(1))];
        let values = study.with(None, |_, statistics| {
            fits.each_ref().map(|f| statistics.values(&study.model, f))
        });
        assert!(found.differences.len() > 10);
        for difference in &found.differences {
            let expected = values[0][difference.at] - values[1][difference.at];
            assert_close(difference.value, expected, 2e-6, &text);
        }
        assert_eq!(found.overall.is_none(), text.contains(':'));
    }
}

#[test]
fn equal_groups_differ_in_nothing() {
    let half = answers(70);
    let twice = Matrix::from_fn(140, 8, |i, j| half[(i % 70, j)]);
    let study = Study::new(TEXT, twice, (0..140).map(|i| i / 70).collect());
    let how = Resampling {
        plan: plan(),
        kind: Kind::Percentile,
        level: 0.95,
        inner: 10,
    };
    let found = study.pair(Some(&how));
    for composite in &found.composites {
        assert_close(composite.c, 1.0, 1e-12, "c");
        assert_eq!(composite.p, Some(1.0));
        assert_eq!(composite.invariance(), Invariance::Full);
    }
    for difference in &found.differences {
        assert!(difference.value.abs() < 1e-12);
        assert_eq!(difference.permutation.unwrap().p, 1.0);
        assert_close(difference.henseler.unwrap(), 0.5, 0.02, "Henseler");
        assert_close(difference.welch.unwrap().p, 1.0, 1e-9, "Welch");
    }
    let overall = found.overall.unwrap();
    assert_eq!((overall.d_uls.p, overall.d_g.p), (Some(1.0), Some(1.0)));
}

/// An item that has nothing to do with its construct in one group, or paths that run the other way, are found.
#[test]
fn groups_that_differ_are_found() {
    let least = 1.0 / (1 + SHUFFLES) as f64;
    let of: Vec<usize> = (0..200).map(|i| i / 100).collect();
    let (mut noisy, mut turned) = (answers(200), answers(200));
    for i in 100..200 {
        noisy[(i, 0)] = 3.0 * ((i * 7 + i * i) % 13) as f64;
        noisy[(i, 1)] = 3.0 * ((i * 5 + 2 * i * i) % 11) as f64;
        (turned[(i, 6)], turned[(i, 7)]) = (-turned[(i, 6)], -turned[(i, 7)]);
    }
    let found = Study::new(TEXT, noisy, of.clone()).pair(None);
    assert!(
        found.composites[0].p.unwrap() < 0.05,
        "{:?}",
        found.composites[0]
    );
    assert_eq!(found.composites[0].invariance(), Invariance::None);
    let found = Study::new(TEXT, turned, of).pair(None);
    assert_close(
        found.overall.unwrap().d_uls.p.unwrap(),
        least,
        1e-12,
        "overall",
    );
}

/// With two groups the variance between them is the squared difference times n₁n₂/n².
#[test]
fn all_groups_at_once_is_the_pair_where_there_are_two() {
    let study = Study::new(
        TEXT,
        answers(80),
        (0..80).map(|i| usize::from(i % 3 == 0)).collect(),
    );
    let (pair, all) = (study.pair(None), study.omnibus());
    let (a, b) = (study.rows(0).len() as f64, study.rows(1).len() as f64);
    for (difference, (at, spread)) in pair.differences.iter().zip(&all.spreads) {
        assert_eq!(difference.at, *at);
        let expected = difference.value.powi(2) * a * b / (a + b).powi(2);
        assert_close(spread.value, expected, 1e-12, "variance");
        assert_close(
            spread.p.unwrap(),
            difference.permutation.unwrap().p,
            1e-12,
            "p",
        );
    }
    assert_eq!(all.overall, pair.overall);
}

#[test]
fn tests_by_bootstraps_are_made_by_hand() {
    let (a, b) = ([0.3, 0.5, 0.1, 0.45], [0.2, 0.25, 0.6]);
    let shift = 2.0 * (mean(&a) - mean(&b));
    let mut count = 0;
    for x in a {
        count += b.iter().filter(|y| shift - x + **y > 0.0).count();
    }
    let expected = 1.0 - count as f64 / 12.0;
    assert_close(henseler(&a, &b).unwrap(), expected, 1e-15, "Henseler");
    let near_one = henseler(&[5.0, 5.1], &[1.0, 1.1]).unwrap();
    assert_eq!(near_one, 0.0);
    // S² = (99² × .01 + 49² × .0225)/148 and its t; the t distribution by R: 2 * pt(-1.21…, 148).
    let found = pooled(0.2, (0.1, 0.15), (100.0, 50.0)).unwrap();
    let spread: f64 = ((99.0_f64 * 0.1).powi(2) + (49.0_f64 * 0.15).powi(2)) / 148.0 * 0.03;
    assert_close(found.t, 0.2 / spread.sqrt(), 1e-14, "Keil");
    assert_eq!(found.df, 148.0);
    let found = welch(0.2, (0.1, 0.15), (100.0, 50.0)).unwrap();
    let (v, w) = (0.99 * 0.01, 0.98 * 0.0225);
    assert_close(found.t, 0.2 / f64::sqrt(v + w), 1e-14, "Welch");
    let df = (v + w).powi(2) / (v * v / 99.0 + w * w / 49.0) - 2.0;
    assert_eq!(found.df, df.round());
}

/// The shared example with a third group of its first rows.
fn three_groups(folder: &Path) -> String {
    let text = std::fs::read_to_string(DATA).unwrap();
    let third = |(at, line): (usize, &str)| match at {
        1..=90 => format!("{},C\n", line.rsplit_once(',').unwrap().0),
        384 => format!("{},\n", line.rsplit_once(',').unwrap().0),
        _ => format!("{line}\n"),
    };
    let file = folder.join("three.csv");
    std::fs::write(
        &file,
        text.lines().enumerate().map(third).collect::<String>(),
    )
    .unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn the_order_of_labels_only_relabels() {
    let folder = tempfile::tempdir().unwrap();
    let run = |labels: &str| {
        let group = ["--data", DATA, "--group", "group", "--group-label", labels];
        json(
            folder.path(),
            MEDIATION,
            &[&group[..], &["--permutations", "50", "--bootstrap", "30"]].concat(),
        )
    };
    let (one, other) = (run("A,B"), run("B,A"));
    let (a, b) = (&one["groups"]["pairs"][0], &other["groups"]["pairs"][0]);
    assert_eq!(a["invariance"], b["invariance"]);
    let number = |v: &Json| v.as_f64().unwrap();
    for (x, y) in a["differences"]
        .as_array()
        .unwrap()
        .iter()
        .zip(b["differences"].as_array().unwrap())
    {
        assert_close(
            number(&x["difference"]),
            -number(&y["difference"]),
            1e-12,
            "difference",
        );
        for test in ["permutation", "pooled", "welch"] {
            assert_close(
                number(&x[test]["pvalue"]),
                number(&y[test]["pvalue"]),
                1e-12,
                test,
            );
        }
    }
    for (x, y) in a["composites"]
        .as_array()
        .unwrap()
        .iter()
        .zip(b["composites"].as_array().unwrap())
    {
        assert_close(number(&x["c"]), number(&y["c"]), 1e-12, "c");
        assert_eq!(x["c_pvalue"], y["c_pvalue"]);
    }
}

#[test]
fn three_groups_are_compared_pair_by_pair_and_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = three_groups(folder.path());
    let run = |threads: &str| {
        let arguments = [
            "--data",
            &data,
            "--group",
            "group",
            "--permutations",
            "40",
            "--threads",
            threads,
        ];
        json(folder.path(), MEDIATION, &arguments)
    };
    let found = run("1");
    assert_eq!(found, run("3"));
    let groups = &found["groups"];
    assert_eq!(groups["pairs"].as_array().unwrap().len(), 3);
    assert_eq!(groups["correction"], "holm");
    assert_eq!(groups["groups"][0]["nobs"], 90);
    // One row has no group.
    assert_eq!(found["data"]["rows_used"], 383);
    assert_eq!(found["data"]["rows_read"], 384);
    let p = |pair: usize, field: &str| {
        let row = &groups["pairs"][pair]["differences"][0];
        match field {
            "raw" => row["permutation"]["pvalue"].as_f64().unwrap(),
            _ => row["pvalue_corrected"].as_f64().unwrap(),
        }
    };
    let mut raw: Vec<f64> = (0..3).map(|pair| p(pair, "raw")).collect();
    raw.sort_by(f64::total_cmp);
    let mut holm: Vec<f64> = (0..3).map(|pair| p(pair, "holm")).collect();
    holm.sort_by(f64::total_cmp);
    let first = (3.0 * raw[0]).min(1.0);
    let second = first.max((2.0 * raw[1]).min(1.0));
    let expected = [first, second, second.max(raw[2])];
    holm.iter()
        .zip(expected)
        .for_each(|(h, e)| assert_close(*h, e, 1e-12, "Holm"));
    assert!(groups["omnibus"]["overall"]["d_g_pvalue"].is_number());
}

#[test]
fn groups_estimated_from_what_respondents_have_no_scores_for() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "--data",
        DATA,
        "--group",
        "group",
        "--permutations",
        "20",
        "--missing",
        "pairwise",
    ];
    let plain = json(folder.path(), MEDIATION, &arguments);
    assert!(plain["groups"]["pairs"][0]["composites"][0]["mean"].is_object());
    let small = "x =~ lead1 + lead2\ny =~ know1 + know2\ny ~ x";
    let ordered = [&arguments[..6], &["--ordered", "all"]].concat();
    let found = json(folder.path(), small, &ordered);
    let pair = &found["groups"]["pairs"][0];
    assert!(pair["composites"][0]["mean"].is_null());
    assert_ne!(pair["invariance"], "full");
}

#[test]
fn wrong_asking_for_groups_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], code: i32, word: &str| {
        let output = sanjeh(
            folder.path(),
            MEDIATION,
            &[&["--data", DATA], arguments].concat(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(word), "{said}");
    };
    refused(&["--permutations", "100"], 2, "--group");
    refused(
        &["--group", "group", "--permutations", "3"],
        2,
        "at least 20",
    );
    refused(&["--group", "group", "--group-label", "A"], 2, "one group");
    refused(&["--group", "group", "--p-adjust", "holm"], 2, "two");
    refused(&["--group", "group", "--group-label", "A,Z"], 3, "Z");
    refused(&["--group", "nobody"], 3, "nobody");
    refused(&["--p-adjust", "holm"], 2, "--group");
}
