//! Least squares of continuous items, tests that are chosen freely: laws, lavaan's answers, refusals.

use crate::samples::{answers, groups, holzinger_like, model_with, sample};
use crate::tolerance::{OPTIMUM, close};
use clap::Parser;
use sanjeh::analysis::fit::fit;
use sanjeh::cbsem::minimize::Objective;
use sanjeh::cbsem::problem::{self, Problem};
use sanjeh::cbsem::structure::Structure;
use sanjeh::cbsem::{self, Estimator, Fit, Options, Test};
use sanjeh::cli::args::{Cli, Command};
use sanjeh::data::{Moments, Sample};
use sanjeh::error::Error;
use sanjeh::linalg::Vector;
use sanjeh::model::{GroupEqual, Model, Settings};
use sanjeh::report::results::{ModificationIndex, Results, StandardizedRow};
use serde_json::Value as Json;
use std::io::Write;

const HOLZINGER: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";

/// What `sanjeh fit` finds with these options.
fn asked(text: &str, data: &str, options: &[String]) -> Result<Results, Error> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let path = file.path().display().to_string();
    let typed = ["sanjeh", "fit", &path].map(str::to_owned);
    let data = data.split(' ').map(str::to_owned);
    let cli = Cli::try_parse_from(typed.into_iter().chain(data).chain(options.iter().cloned()));
    let Command::Fit(arguments) = cli.unwrap().command else {
        panic!("not a fit")
    };
    Ok(fit(&arguments.request()?)?.results)
}

fn list(options: &str) -> Vec<String> {
    options.split_whitespace().map(str::to_owned).collect()
}

fn words(value: &Json) -> Vec<String> {
    let all = value.as_array().unwrap().iter();
    all.map(|w| w.as_str().unwrap().to_owned()).collect()
}

fn numbers(value: &Json) -> Vec<Option<f64>> {
    value
        .as_array()
        .map_or_else(Vec::new, |all| all.iter().map(Json::as_f64).collect())
}

/// Group, names and operator; a covariance is the same either way round.
fn key(group: usize, lhs: &str, op: &str, rhs: &str) -> String {
    let (one, other) = if op == "~~" && lhs > rhs {
        (rhs, lhs)
    } else {
        (lhs, rhs)
    };
    format!("{group} {one} {op} {other}").trim_end().to_owned()
}

fn key_of(row: &str) -> String {
    let parts: Vec<&str> = row.split(' ').collect();
    key(
        parts[0].parse().unwrap(),
        parts[1],
        parts[2],
        parts.get(3).copied().unwrap_or(""),
    )
}

struct Comparison {
    name: String,
    tolerance: f64,
    differing: Vec<String>,
}

impl Comparison {
    fn number(&mut self, what: &str, expected: Option<f64>, found: Option<f64>, tolerance: f64) {
        let Some(expected) = expected else { return };
        if !found.is_some_and(|found| close(found, expected, tolerance)) {
            self.differing.push(format!(
                "{}: {what}: found {found:?}, lavaan has {expected}",
                self.name
            ));
        }
    }

    fn case(&mut self, case: &Json, found: &Results) {
        for (measure, expected) in case["measures"].as_object().unwrap() {
            let ours = match measure.as_str() {
                "npar" => Some(found.npar as f64),
                _ => found.fit_measures.get(measure).and_then(Json::as_f64),
            };
            self.number(measure, expected.as_f64(), ours, self.tolerance);
        }
        self.estimates(case, found);
        self.indices(case, found);
        for (test, expected) in case["tests"].as_object().into_iter().flatten() {
            let ours = found.tests.iter().find(|row| row.test == *test);
            if let Some(ours) = ours {
                self.number(test, expected.as_f64(), ours.chisq, self.tolerance);
            }
        }
    }

    fn estimates(&mut self, case: &Json, found: &Results) {
        let columns = ["est", "se", "std", "std.se"].map(|column| numbers(&case[column]));
        for (at, row) in words(&case["rows"]).iter().enumerate() {
            let is =
                |group, lhs: &str, op: &str, rhs: &str| key(group, lhs, op, rhs) == key_of(row);
            let ours = found
                .parameters
                .iter()
                .find(|p| is(p.group, &p.lhs, &p.op, &p.rhs))
                .unwrap();
            let same = |s: &&StandardizedRow| is(s.group, &s.lhs, &s.op, &s.rhs);
            let standard = found.standardized.iter().find(same).unwrap();
            let values = [Some(ours.est), ours.se, standard.est_std, standard.se];
            for (column, value) in columns.iter().zip(values) {
                self.number(
                    row,
                    column.get(at).copied().flatten(),
                    value,
                    self.tolerance,
                );
            }
        }
    }

    /// A modification index is a slope squared: it follows the little that is left of every slope where a search stops.
    fn indices(&mut self, case: &Json, found: &Results) {
        if !case["indices"].is_array() {
            return;
        }
        let columns = ["mi", "epc", "sepc.all"].map(|column| numbers(&case[column]));
        for (at, row) in words(&case["indices"]).iter().enumerate() {
            let same = |m: &&ModificationIndex| key(m.group, &m.lhs, &m.op, &m.rhs) == key_of(row);
            let ours = found.modification_indices.iter().find(same).unwrap();
            let values = [Some(ours.mi), ours.epc, ours.sepc_all];
            for (column, value) in columns.iter().zip(values) {
                self.number(row, column[at], value, 20.0 * self.tolerance);
            }
        }
    }
}

fn agree(file: &str, data: impl Fn(&Json) -> String) {
    let text = std::fs::read_to_string(format!("tests/reference/{file}")).unwrap();
    let recorded: Json = serde_json::from_str(&text).unwrap();
    let mut differing = Vec::new();
    for case in recorded["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let mut options = words(&case["args"]);
        if case["tests"].is_object() && !options.iter().any(|o| o == "--test") {
            let corrected = match options[1].as_str() {
                name if name.ends_with("MVS") => "mean.var.adjusted,",
                name if name.ends_with("MV") => "scaled.shifted,",
                "ULSM" | "WLSM" | "DLS" => "satorra.bentler,",
                "ULS" => "",
                _ => "standard,",
            };
            // With means, fourth moments of a two-valued item are singular; lavaan takes a generalized inverse.
            let singular = name.contains("covariates with means");
            let recorded = case["tests"].as_object().into_iter().flatten();
            let recorded = recorded.filter(|(test, _)| !singular || !test.contains("adf"));
            // With weights that are not of normal theory lavaan's model-based ADF test is the one at the sample's moments.
            let normal = name.starts_with("gls") || name.starts_with("ml");
            let recorded = recorded.filter(|(test, _)| normal || !test.ends_with("adf.model"));
            let residual: Vec<&str> = recorded.map(|(test, _)| test.as_str()).collect();
            let browne = residual.join(",");
            options.extend([
                "--test".to_owned(),
                format!("{corrected}{browne}")
                    .trim_end_matches(',')
                    .to_owned(),
            ]);
        }
        let found = asked(case["model"].as_str().unwrap(), &data(case), &options).unwrap();
        let mut comparison = Comparison {
            name: name.to_owned(),
            // Where a search of lavaan for DLS stops early: told to go on, it moves towards ours.
            tolerance: if name.contains("dls") {
                10.0 * OPTIMUM
            } else {
                2.0 * OPTIMUM
            },
            differing: Vec::new(),
        };
        comparison.case(case, &found);
        differing.extend(comparison.differing);
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn estimators_errors_and_tests_agree_with_lavaan() {
    agree("squares.lavaan-0.6-14.json", |_| {
        "--data datasets/holzinger.csv".into()
    });
}

#[test]
fn defaults_agree_with_lavaan() {
    agree("squares-0.7-2.json", |case| {
        format!("--data datasets/{}.csv", case["data"].as_str().unwrap())
    });
}

fn settings(equal: &[GroupEqual], labels: &[&str]) -> Settings {
    Settings {
        fixed_x: false,
        groups: labels.iter().map(|&label| label.to_owned()).collect(),
        group_equal: equal.to_vec(),
        ..Settings::default()
    }
}

/// Models of several shapes, with answers for them.
fn studies() -> Vec<(&'static str, Model, Sample)> {
    let one = |name, text, settings: &Settings| {
        let model = model_with(text, settings);
        let sample = sample(&model, holzinger_like(150));
        (name, model, sample)
    };
    let cfa = "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nx1 ~~ x4";
    let with_means = Settings {
        meanstructure: Some(true),
        ..settings(&[], &[])
    };
    let two = settings(
        &[GroupEqual::Loadings, GroupEqual::Intercepts],
        &["one", "two"],
    );
    let model = model_with("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6", &two);
    let both = vec![
        ("one".to_owned(), answers(90, 1)),
        ("two".to_owned(), answers(70, 2)),
    ];
    let grouped = groups(&model, both);
    vec![
        one("cfa", cfa, &settings(&[], &[])),
        one(
            "path",
            "x4 ~ x1 + x2\nx5 ~ x4 + x3\nx6 ~ x4 + x5",
            &settings(&[], &[]),
        ),
        one(
            "constraints",
            "a =~ x1 + p*x2 + q*x3\nb =~ x4 + r*x5 + x6\nb ~ a + x7\np + q == 2*r",
            &with_means,
        ),
        ("two groups", model, grouped),
    ]
}

const ESTIMATORS: [Estimator; 4] = [
    Estimator::Gls,
    Estimator::Uls,
    Estimator::Dwls,
    Estimator::Wls,
];

fn moments(sample: &Sample) -> Vec<Moments> {
    sample.groups.iter().map(|g| g.moments.clone()).collect()
}

fn fitted(model: &Model, sample: &Sample, estimator: Estimator) -> Fit {
    let options = Options {
        estimator,
        ..Options::default()
    };
    cbsem::fit(model, sample, options).unwrap()
}

#[test]
fn slopes_and_second_derivatives_equal_differences() {
    for (name, model, sample) in studies() {
        for estimator in ESTIMATORS {
            let found = fitted(&model, &sample, estimator);
            assert!(found.converged(), "{name} {estimator:?}");
            let structure = Structure::new(&model, &sample);
            let reduction = problem::constraints(&model, &structure).unwrap();
            let problem = Problem::new(&structure, &reduction, moments(&sample), found.options);
            let problem = problem.unwrap().with_weights(&sample).unwrap();
            let at = &found.minimum.at;
            let beside = Vector::from_fn(at.len(), |i, _| {
                at[i] + 0.03 * ((i * 7) % 5) as f64 * (0.1 + at[i].abs()) - 0.05
            });
            let (_, slope) = problem.slope(&beside).unwrap();
            let hessian = problem.hessian(&beside).unwrap();
            for i in 0..at.len() {
                let step = 1e-5 * (0.1 + beside[i].abs());
                let moved = |sign: f64| {
                    let mut moved = beside.clone();
                    moved[i] += sign * step;
                    problem.slope(&moved).unwrap()
                };
                let (up, down) = (moved(1.0), moved(-1.0));
                let by_value = (up.0 - down.0) / (2.0 * step);
                assert!(
                    near(slope[i], by_value),
                    "{name} {estimator:?} {i}: {} {by_value}",
                    slope[i]
                );
                let by_slope = (up.1 - down.1) / (2.0 * step);
                for j in 0..at.len() {
                    assert!(
                        near(hessian[(i, j)], by_slope[j]),
                        "{name} {estimator:?} {i} {j}"
                    );
                }
            }
        }
    }
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * (1.0 + one.abs().max(other.abs()))
}

#[test]
fn expected_information_is_the_hessian_where_the_model_fits() {
    for (name, model, sample) in studies() {
        for estimator in ESTIMATORS {
            let found = fitted(&model, &sample, estimator);
            let structure = Structure::new(&model, &sample);
            let reduction = problem::constraints(&model, &structure).unwrap();
            let perfect: Vec<Moments> = found
                .implied
                .iter()
                .zip(&sample.groups)
                .map(|(implied, group)| Moments {
                    respondents: group.moments.respondents,
                    mean: implied.mean.clone(),
                    covariance: implied.covariance.clone(),
                })
                .collect();
            let problem = Problem::new(&structure, &reduction, perfect, found.options).unwrap();
            let problem = problem.with_weights(&sample).unwrap();
            let implied = problem.implied(&found.theta).unwrap();
            let observed = problem.observed_information(&implied).unwrap();
            let expected = problem.expected(&implied).unwrap();
            // Groups count n − 1 in one and n in the other.
            let ratio = 1.0
                - observed
                    .component_div(&expected.map(|x| if x == 0.0 { 1.0 } else { x }))
                    .max();
            assert!(
                (observed - &expected).amax() <= 0.02 * expected.amax(),
                "{name} {estimator:?} {ratio}"
            );
        }
    }
}

/// Residuals under the weights of DLS are orthogonal to what parameters can do, and without means that is where the
/// likelihood is largest.
#[test]
fn dls_without_means_is_where_maximum_likelihood_is() {
    let model = model_with("a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6", &settings(&[], &[]));
    let sample = sample(&model, holzinger_like(150));
    let likelihood = fitted(&model, &sample, Estimator::Ml);
    let squares = fitted(&model, &sample, Estimator::Dls);
    assert!((likelihood.theta - squares.theta).amax() < 1e-8);
}

/// Browne's test does not care from where residuals come: at the GLS estimates it is the GLS discrepancy.
#[test]
fn the_residual_test_of_gls_is_its_own_minimum() {
    for (name, model, sample) in studies() {
        for (estimator, test) in [
            (Estimator::Gls, Test::BrowneNt),
            (Estimator::Wls, Test::BrowneAdf),
        ] {
            let options = Options {
                estimator,
                tests: [test].into_iter().collect(),
                ..Options::default()
            };
            let found = cbsem::fit(&model, &sample, options).unwrap();
            let own = found.chi_square;
            let residual = found
                .tests
                .iter()
                .find(|o| o.test == test)
                .unwrap()
                .chi_square;
            assert!(
                (own - residual).abs() < 0.02 * own.max(0.1),
                "{name} {own} {residual}"
            );
        }
    }
}

#[test]
fn undefined_combinations_are_refused_with_a_reason() {
    let refused = [
        ("--estimator WLSMV", "--ordered=false"),
        ("--estimator DWLS", "--ordered=false"),
        ("--estimator GLS --likelihood wishart", "divisor"),
        ("--estimator ULS --missing ml", "full-information"),
        (
            "--estimator WLS --se robust.huber.white",
            "respondent by respondent",
        ),
        (
            "--estimator ULS --se first.order",
            "respondent by respondent",
        ),
        (
            "--estimator GLS --test yuan.bentler",
            "respondent by respondent",
        ),
        ("--estimator GLS --fixed-x", "drop --fixed-x"),
        (
            "--estimator DLS --information observed",
            "move with the parameters",
        ),
        (
            "--estimator ULS --information observed",
            "expected information",
        ),
        (
            "--estimator ML --missing ml --test satorra.bentler",
            "complete answers",
        ),
    ];
    for (options, reason) in refused {
        let error = asked(HOLZINGER, "--data datasets/holzinger.csv", &list(options)).unwrap_err();
        assert_eq!(error.code(), 2, "{options}");
        assert!(error.to_string().contains(reason), "{options}: {error}");
    }
}

#[test]
fn a_covariance_matrix_serves_what_it_can() {
    let text = "one =~ anomia67 + powerless67\ntwo =~ anomia71 + powerless71\ntwo ~ one";
    let data = "--sample-cov datasets/wheaton.csv --sample-nobs 932";
    for options in [
        "--estimator GLS",
        "--estimator ULS",
        "--estimator DLS --se standard --test standard",
    ] {
        let found = asked(text, data, &list(options)).unwrap();
        assert!(found.converged, "{options}");
        assert!(found.parameters.iter().all(|p| p.se.is_some()), "{options}");
    }
    for options in [
        "--estimator WLS",
        "--estimator ULSMV",
        "--estimator DLS",
        "--test browne.residual.adf",
    ] {
        let error = asked(text, data, &list(options)).unwrap_err();
        assert_eq!(error.code(), 3, "{options}");
        assert!(error.to_string().contains("answers"), "{options}: {error}");
    }
}

#[test]
fn too_few_respondents_for_adf_weights_are_told() {
    let model = model_with(
        "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nc =~ x7 + x8 + x9",
        &settings(&[], &[]),
    );
    let sample = sample(&model, holzinger_like(40));
    let options = Options {
        estimator: Estimator::Wls,
        ..Options::default()
    };
    let error = cbsem::fit(&model, &sample, options).unwrap_err();
    assert_eq!(error, cbsem::Error::SingularWeights);
}

#[test]
fn every_test_asked_for_is_listed_and_the_first_correction_scales() {
    let options = list("--test scaled.shifted,satorra.bentler,browne.residual.adf --se robust.sem");
    let found = asked(HOLZINGER, "--data datasets/holzinger.csv", &options).unwrap();
    let names: Vec<&str> = found.tests.iter().map(|row| row.test.as_str()).collect();
    assert_eq!(
        names,
        [
            "standard",
            "satorra.bentler",
            "scaled.shifted",
            "browne.residual.adf"
        ]
    );
    let shifted = found
        .tests
        .iter()
        .find(|row| row.test == "scaled.shifted")
        .unwrap();
    assert_eq!(found.fit_measures["chisq.scaled"].as_f64(), shifted.chisq);
    assert_eq!(found.options["test"], "scaled.shifted");
}

#[test]
fn unweighted_squares_have_no_p_of_their_own() {
    let data = "--data datasets/holzinger.csv";
    let own = asked(HOLZINGER, data, &list("--estimator ULSMV")).unwrap();
    assert!(own.fit_measures["pvalue"].is_null());
    assert!(own.fit_measures["pvalue.scaled"].is_number());
    let residual = asked(HOLZINGER, data, &list("--estimator ULS")).unwrap();
    assert!(residual.fit_measures["pvalue"].is_number());
    assert!(!residual.fit_measures.contains_key("aic"));
}
