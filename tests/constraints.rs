//! Nonlinear equalities, inequalities and bounds: against lavaan, and what must hold whatever the model.

use crate::shipped::{answers, fit_text, grouped, measure, request, row, text};
use crate::tolerance::{assert_close, close};
use sanjeh::analysis::check::check;
use sanjeh::analysis::fit::{Analysis, Request};
use sanjeh::cbsem::{Bounds, Errors, Information, Options, Test, bounds};
use sanjeh::data::Missing;
use sanjeh::error::Error;
use sanjeh::model::Settings;
use serde_json::Value as Json;
use std::process::{Command, Output};

const TWO: &str = "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\n";
/// lavaan's multipliers settle at 1e-6, and move estimates that are flat by up to ten times that.
const LAVAAN: f64 = 2e-5;
/// Two of our own searches.
const OURS: f64 = 1e-7;
/// How nearly a constraint must hold.
const HELD: f64 = 1e-9;

fn holzinger() -> Request {
    request("", answers("datasets/holzinger.csv"))
}

fn fitted(text: &str) -> Analysis {
    let found = fit_text(text, &mut holzinger()).unwrap();
    assert!(found.fit.converged(), "{text}");
    found
}

fn refused(text: &str) -> Error {
    fit_text(text, &mut holzinger()).unwrap_err()
}

/// The largest difference of two analyses in estimates and errors, row by row of the first.
fn apart(one: &Analysis, other: &Analysis) -> f64 {
    let mut worst: f64 = 0.0;
    for x in one
        .results
        .parameters
        .iter()
        .filter(|x| !is_constraint(&x.op))
    {
        let y = row(other, &x.lhs, &x.op, &x.rhs);
        worst = worst.max((x.est - y.est).abs());
        worst = worst.max((x.se.unwrap() - y.se.unwrap()).abs());
    }
    worst
}

fn is_constraint(op: &str) -> bool {
    ["==", "<", ">"].contains(&op)
}

fn estimation(estimator: &str) -> Options {
    let (errors, test, information) = match estimator {
        "MLM" => (
            Errors::RobustSem,
            Test::SatorraBentler,
            Information::Expected,
        ),
        "MLR" => (
            Errors::RobustHuberWhite,
            Test::YuanBentlerMplus,
            Information::Observed,
        ),
        _ => (Errors::Standard, Test::Standard, Information::Expected),
    };
    Options {
        errors,
        test,
        information,
        ..Options::default()
    }
}

#[test]
fn answers_agree_with_lavaan() {
    let cases: Json =
        serde_json::from_str(&text("tests/reference/constraints.lavaan-0.6-14.json")).unwrap();
    let mut differing = Vec::new();
    for case in cases.as_array().unwrap() {
        let data = match case["group"].as_str() {
            Some(column) => grouped("datasets/holzinger.csv", column),
            None => answers("datasets/holzinger.csv"),
        };
        let mut request = Request {
            estimation: estimation(case["estimator"].as_str().unwrap()),
            ..request("", data)
        };
        let analysis = fit_text(case["model"].as_str().unwrap(), &mut request).unwrap();
        let name = &case["case"];
        differing.extend(
            differences(case, &analysis)
                .iter()
                .map(|d| format!("{name}: {d}")),
        );
    }
    assert!(cases.as_array().unwrap().len() >= 14);
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

fn differences(case: &Json, analysis: &Analysis) -> Vec<String> {
    let results: Json = serde_json::to_value(&analysis.results).unwrap();
    let mut differing = Vec::new();
    let mut compare = |what: String, found: &Json, expected: &Json| {
        let same = match (found.as_f64(), expected.as_f64()) {
            (Some(found), Some(expected)) => close(found, expected, LAVAAN),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        if !same {
            differing.push(format!("{what}: found {found}, lavaan has {expected}"));
        }
    };
    for (name, expected) in case["fit_measures"].as_object().unwrap() {
        let found = match name.as_str() {
            "npar" => &results["npar"],
            _ => &results["fit_measures"][name],
        };
        compare(name.clone(), found, expected);
    }
    for expected in case["parameters"].as_array().unwrap() {
        let same = |found: &&Json| {
            ["lhs", "op", "rhs", "group"]
                .iter()
                .all(|&column| found[column] == expected[column])
        };
        for (table, columns) in [
            ("parameters", [("est", "est"), ("se", "se")]),
            ("standardized", [("est.std", "est.std"), ("se", "se.std")]),
        ] {
            let found = results[table].as_array().unwrap().iter().find(same);
            for (ours, theirs) in columns {
                let what = format!("{} {} {theirs}", expected["lhs"], expected["rhs"]);
                compare(what, &found.unwrap()[ours], &expected[theirs]);
            }
        }
    }
    differing
}

#[test]
fn constraints_hold_to_rounding() {
    for lines in [
        "a == b^2 + 0.1",
        "c*d == a",
        "a > b + 0.2\nc < d",
        "a^2 + b^2 == 1\nc == exp(d) - 1.4",
        "m := a/b\nm == 0.7\nlog(c) < log(d)",
        "a == 0.6\nc > a + b",
        "sqrt(a*b) > pnorm(c)",
    ] {
        let found = fitted(&format!("{TWO}{lines}"));
        for row in &found.results.parameters {
            match row.op.as_str() {
                "==" => assert_close(row.est, 0.0, HELD, lines),
                "<" | ">" => assert!(row.est >= -HELD, "{lines}: {}", row.est),
                _ => {}
            }
        }
    }
}

#[test]
fn an_inactive_inequality_changes_nothing() {
    let free = fitted(TWO);
    let bounded = fitted(&format!("{TWO}c > d - 1\nx1 ~~ v*x1\nv > 0\na*b < 3"));
    assert!(apart(&free, &bounded) < OURS);
    assert_close(
        measure(&bounded, "chisq"),
        measure(&free, "chisq"),
        OURS,
        "chisq",
    );
    assert_eq!(free.fit.df, bounded.fit.df);
    assert!(bounded.fit.restricted.active.is_empty());
}

#[test]
fn a_linear_constraint_written_as_a_nonlinear_one_is_the_same() {
    let linear = fitted(&format!("{TWO}a == b\nc + d == 2\np := a*c"));
    let curved = fitted(&format!("{TWO}exp(a) == exp(b)\n(c + d)^2 == 4\np := a*c"));
    assert!(apart(&linear, &curved) < OURS);
    for name in ["chisq", "df", "npar", "cfi", "rmsea", "srmr"] {
        assert_close(
            measure_of(&curved, name),
            measure_of(&linear, name),
            OURS,
            name,
        );
    }
    for (x, y) in linear
        .results
        .standardized
        .iter()
        .zip(&curved.results.standardized)
    {
        assert_close(y.se.unwrap(), x.se.unwrap(), OURS, &x.rhs);
    }
    let indices = |found: &Analysis| found.results.modification_indices.clone();
    for (x, y) in indices(&linear).iter().zip(indices(&curved)) {
        assert_close(y.mi, x.mi, 1e-5, &x.rhs);
    }
}

fn measure_of(found: &Analysis, name: &str) -> f64 {
    if name == "npar" {
        return found.results.npar as f64;
    }
    measure(found, name)
}

#[test]
fn an_active_inequality_is_an_equality_that_costs_no_degree_of_freedom() {
    let equal = fitted(&format!("{TWO}a == b + 0.1\nx4 ~~ 0.4*x4"));
    let active = fitted(&format!("{TWO}1000*a > 1000*b + 100\nx4 ~~ lower(0.4)*x4"));
    assert!(apart(&equal, &active) < OURS);
    assert_eq!(active.fit.df + 2, equal.fit.df);
    let held = row(&active, "x4", "~~", "x4");
    assert_eq!((held.est, held.se, held.pvalue), (0.4, Some(0.0), None));
    let codes: Vec<&str> = active.results.notices.iter().map(|n| n.code).collect();
    assert!(codes.contains(&"active-bound") && codes.contains(&"active-constraint"));
}

#[test]
fn a_heywood_case_is_held_at_zero_and_said() {
    let heywood = "f =~ x9 + x1 + x7";
    let mut request = Request {
        estimation: Options {
            bounds: Bounds::PosVar,
            ..Options::default()
        },
        ..holzinger()
    };
    let found = fit_text(heywood, &mut request).unwrap();
    let held = row(&found, "x9", "~~", "x9");
    assert_eq!((held.est, held.se), (0.0, Some(0.0)));
    let notice = found
        .results
        .notices
        .iter()
        .find(|n| n.code == "active-bound");
    assert!(notice.unwrap().text.contains("Heywood"));
    assert!(
        fitted(heywood)
            .results
            .notices
            .iter()
            .any(|n| n.code == "negative-variance")
    );
}

#[test]
fn bounds_are_those_of_lavaan() {
    let limits = |text: &str, settings: &Settings, kind| {
        let mut request = Request {
            settings: settings.clone(),
            ..holzinger()
        };
        let found = fit_text(text, &mut request).unwrap();
        let limits = bounds::limits(&found.model, &found.fit.observed, kind);
        move |lhs: &str, op: &str, rhs: &str| {
            let row = found
                .model
                .parameters
                .iter()
                .position(|p| p.lhs == lhs && p.op.as_str() == op && p.rhs == rhs);
            limits[row.unwrap()]
        }
    };
    let close_to = |found: (Option<f64>, Option<f64>), lower: f64, upper: f64| {
        assert_close(found.0.unwrap(), lower, 1e-7, "lower");
        assert_close(found.1.unwrap(), upper, 1e-7, "upper");
    };
    let high = limits(
        "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\ng =~ visual + textual + speed",
        &Settings::default(),
        Bounds::Wide,
    );
    close_to(high("visual", "=~", "x2"), -3.827298090, 3.8272981);
    close_to(high("x1", "~~", "x1"), -0.061126643, 1.4670394);
    close_to(high("x2", "~~", "x2"), -0.069089193, 1.6581406);
    close_to(high("visual", "~~", "visual"), 0.005, 1.7643808);
    close_to(high("g", "~~", "g"), 0.0, 2.1577215);
    assert_eq!(high("g", "=~", "textual"), (None, None));
    let standardized = Settings {
        std_lv: true,
        ..Settings::default()
    };
    let text = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nx1 ~~ x4";
    let std = limits(text, &standardized, Bounds::Standard);
    close_to(std("visual", "=~", "x1"), -1.1654912, 1.1654912);
    close_to(std("x1", "~~", "x4"), -1.3518027, 1.3518027);
    close_to(std("x1", "~~", "x1"), 0.0, 1.3583698);
    close_to(std("visual", "~~", "textual"), -0.998, 0.998);
    let markers = limits(
        "visual =~ 1*x1 + 1*x2 + x3\ntextual =~ NA*x4 + x5 + x6\ntextual ~~ 1*textual\nvisual ~ textual + ageyr",
        &Settings::default(),
        Bounds::Standard,
    );
    close_to(markers("visual", "~~", "visual"), 0.005, 1.6597858);
    assert_eq!(markers("visual", "=~", "x3"), (None, None));
    assert_eq!(markers("visual", "~", "textual"), (None, None));
}

#[test]
fn wide_bounds_that_hold_nothing_back_change_nothing() {
    let free = fitted(TWO);
    for kind in [Bounds::Standard, Bounds::Wide, Bounds::WideZerovar] {
        let mut request = Request {
            estimation: Options {
                bounds: kind,
                ..Options::default()
            },
            ..holzinger()
        };
        let bounded = fit_text(TWO, &mut request).unwrap();
        assert!(apart(&free, &bounded) < OURS, "{}", kind.name());
    }
}

#[test]
fn what_cannot_hold_together_is_named() {
    for (lines, named) in [
        ("a > b + 1\nb > a", vec!["a > b+1", "b > a"]),
        ("a == 1\n2*a > 3", vec!["2*a > 3", "a == 1"]),
        ("a > 2\na < 1", vec!["a > 2", "a < 1"]),
        ("a^2 == -1", vec!["a^2 == -1"]),
        ("a == 1\nb == 3\na == 2", vec!["a == 1", "a == 2"]),
    ] {
        let error = refused(&format!("{TWO}{lines}"));
        assert_eq!(error.code(), 5, "{error}");
        let said = error.to_string();
        assert!(named.iter().all(|text| said.contains(text)), "{said}");
        assert!(!said.contains("b == 3"), "{said}");
    }
    let error = refused(&format!("{TWO}log(a - 50) > 0"));
    assert_eq!(error.code(), 6, "{error}");
    assert!(error.to_string().contains("log(a-50) > 0"), "{error}");
}

#[test]
fn equalities_count_by_their_rank() {
    let counts = |lines: &str| {
        let report = check(&format!("{TWO}{lines}"), &Settings::default()).unwrap();
        assert!(report.unsupported.is_empty());
        report.counts.unwrap().constraints
    };
    assert_eq!(counts("a == b^2"), 1);
    assert_eq!(counts("a*b == 0.1\nlog(a) + log(b) == log(0.1)"), 1);
    assert_eq!(counts("a == b\na^2 == b^2"), 1);
    assert_eq!(counts("a == b\nc == exp(d)\nc > 1\nd < a"), 2);
    let repeated = fitted(&format!("{TWO}a == b\nexp(a) == exp(b)"));
    assert!(apart(&fitted(&format!("{TWO}a == b")), &repeated) < OURS);
    assert_eq!(repeated.results.npar, 12);
}

#[test]
fn constraints_hold_with_blanks_too() {
    let mut data = answers("tests/reference/holzinger-missing.csv");
    if let sanjeh::analysis::fit::DataSource::Answers { missing, .. } = &mut data {
        *missing = Missing::Ml;
    }
    let of = |lines: &str| {
        let mut request = Request {
            settings: Settings {
                meanstructure: Some(true),
                ..Settings::default()
            },
            estimation: Options {
                information: Information::Observed,
                ..Options::default()
            },
            ..request("", data.clone())
        };
        fit_text(&format!("{TWO}{lines}"), &mut request).unwrap()
    };
    let (linear, curved) = (of("a == b\nc > 1.3"), of("exp(a) == exp(b)\nc^3 > 1.3^3"));
    assert!(apart(&linear, &curved) < OURS);
    assert_eq!(curved.fit.restricted.active.len(), 1);
}

#[test]
fn functions_have_the_values_and_slopes_of_r() {
    let written = format!(
        "{TWO}p := plogis(a)\nq := qlogis(b)\ns := sum(a, b, c)\nt := prod(a, b)\nu := lgamma(c)\nv := atanh(b)\nw := s*t - dnorm(a)"
    );
    let found = fitted(&written);
    let of = |name: &str| {
        let rows = &found.results.parameters;
        rows.iter()
            .find(|r| r.op == ":=" && r.lhs == name)
            .unwrap()
            .clone()
    };
    let (a, b) = (
        row(&found, "visual", "=~", "x2"),
        row(&found, "visual", "=~", "x3"),
    );
    let p = 1.0 / (1.0 + (-a.est).exp());
    assert_close(of("p").est, p, 1e-12, "plogis");
    assert_close(
        of("p").se.unwrap(),
        p * (1.0 - p) * a.se.unwrap(),
        1e-12,
        "its error",
    );
    assert_close(of("q").est, (b.est / (1.0 - b.est)).ln(), 1e-12, "qlogis");
    assert_close(of("t").est, a.est * b.est, 1e-12, "prod");
    assert_close(of("v").est, b.est.atanh(), 1e-12, "atanh");
    assert_close(
        of("v").se.unwrap(),
        b.se.unwrap() / (1.0 - b.est * b.est),
        1e-12,
        "its error",
    );
}

fn sanjeh(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn constraints_may_be_given_apart_from_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("two.lav");
    std::fs::write(&model, TWO).unwrap();
    let run = |constraints: &str| {
        let fit = [
            "fit",
            model.to_str().unwrap(),
            "--data",
            "datasets/holzinger.csv",
        ];
        let more = [
            "--format",
            "json",
            "--bounds",
            "pos.var",
            "--constraints",
            constraints,
        ];
        sanjeh(&[&fit[..], &more[..]].concat())
    };
    let good = run("a == b; c < 1; p := a*c");
    let results: Json = serde_json::from_slice(&good.stdout).unwrap();
    let rows = results["parameters"].as_array().unwrap();
    let ops: Vec<&str> = rows.iter().map(|r| r["op"].as_str().unwrap()).collect();
    assert_eq!(ops[ops.len() - 3..], ["==", "<", ":="]);
    assert_eq!(results["options"]["constraints"], "a == b; c < 1; p := a*c");
    assert_eq!(results["options"]["bounds"], "pos.var");
    for (constraints, code, said) in [
        ("a == b +", 4, "--constraints:1"),
        ("a == b\nzz > 1", 5, "--constraints:2"),
        ("visual =~ x7", 4, "no constraint"),
    ] {
        let output = run(constraints);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{message}");
        assert!(message.contains(said), "{message}");
    }
}
