//! Models compared: lavaan's differences of χ², score and Wald tests, and Vuong's by hand; laws.

use crate::tolerance::assert_close;
use sanjeh::cbsem::{self, Errors, Fit, Fitted, Information, Test};
use sanjeh::data::{self, Grouping, ReadOptions, Sample};
use sanjeh::inference::difference::{Differences, Method, Restriction, differences};
use sanjeh::inference::nesting::{Relation, nesting};
use sanjeh::inference::score_test::Scores;
use sanjeh::inference::vuong::vuong;
use sanjeh::inference::wald_test::wald_test;
use sanjeh::model::{GroupEqual, Model, Settings};
use sanjeh::syntax;
use serde_json::Value as Json;

const THREE: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const EQUAL: &str =
    "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + c*x6\nspeed =~ x7 + x8 + x9\nb == 1.2*c\n";
const LABELLED: &str =
    "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\nspeed =~ x7 + e*x8 + f*x9\n";
const CROSSED: &str =
    "visual =~ x1 + x2 + x3 + x9\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const PAIRED: &str =
    "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\nx7 ~~ x8\n";

const LADDER: [(&str, &[GroupEqual]); 5] = [
    ("configural", &[]),
    ("metric", &[GroupEqual::Loadings]),
    ("scalar", &[GroupEqual::Loadings, GroupEqual::Intercepts]),
    (
        "strict",
        &[
            GroupEqual::Loadings,
            GroupEqual::Intercepts,
            GroupEqual::Residuals,
        ],
    ),
    (
        "means",
        &[
            GroupEqual::Loadings,
            GroupEqual::Intercepts,
            GroupEqual::Residuals,
            GroupEqual::Means,
        ],
    ),
];

/// A model, its respondents and what was found.
struct Found {
    model: Model,
    sample: Sample,
    fit: Fit,
}

impl Found {
    fn fitted(&self) -> Fitted<'_> {
        Fitted {
            model: &self.model,
            sample: &self.sample,
            fit: &self.fit,
        }
    }
}

fn estimation(estimator: &str) -> cbsem::Options {
    let (information, errors, test) = match estimator {
        "ML" => (Information::Expected, Errors::Standard, Test::Standard),
        "MLM" => (
            Information::Expected,
            Errors::RobustSem,
            Test::SatorraBentler,
        ),
        "MLMV" => (
            Information::Expected,
            Errors::RobustSem,
            Test::ScaledShifted,
        ),
        "MLMVS" => (
            Information::Expected,
            Errors::RobustSem,
            Test::MeanVarAdjusted,
        ),
        _ => (
            Information::Observed,
            Errors::RobustHuberWhite,
            Test::YuanBentlerMplus,
        ),
    };
    cbsem::Options {
        information,
        errors,
        test,
        ..cbsem::Options::default()
    }
}

fn found(text: &str, group: Option<&str>, equal: &[GroupEqual], estimator: &str) -> Found {
    let table = data::read("datasets/holzinger.csv", &ReadOptions::default()).unwrap();
    let grouping = group.map(|column| Grouping {
        column: column.to_owned(),
        labels: None,
    });
    let groups = grouping
        .as_ref()
        .map_or(Vec::new(), |g| table.group_labels(g).unwrap());
    let settings = Settings {
        groups,
        group_equal: equal.to_vec(),
        meanstructure: Some(true),
        ..Settings::default()
    };
    let model = Model::new(&syntax::parse(text).unwrap(), &settings).unwrap();
    let items = &model.variables[..model.items];
    let sample = Sample::select(&table, items, grouping.as_ref()).unwrap();
    let fit = cbsem::fit(&model, &sample, estimation(estimator)).unwrap();
    Found { model, sample, fit }
}

fn recorded() -> Json {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/comparison.lavaan-0.6-14.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn number(json: &Json) -> f64 {
    json.as_f64().unwrap()
}

fn steps(estimator: &str) -> Vec<Found> {
    LADDER
        .iter()
        .map(|(_, equal)| found(THREE, Some("school"), equal, estimator))
        .collect()
}

fn between(larger: &Found, restricted: &Found) -> Differences {
    let (larger, restricted) = (larger.fitted(), restricted.fitted());
    let nested = nesting(&larger, &restricted).unwrap().unwrap();
    differences(&larger, &restricted, Some(&nested))
        .unwrap()
        .unwrap()
}

/// Two optimizers, and a division by small differences of scaling factors.
const DIFFERENCE: f64 = 2e-4;

fn check(estimator: &str, methods: &[(&str, Option<Method>)]) {
    let recorded = recorded();
    let steps = steps(estimator);
    for (at, (step, _)) in LADDER.iter().enumerate().skip(1) {
        let ours = between(&steps[at - 1], &steps[at]);
        for (name, method) in methods {
            let expected = &recorded["differences"][name][step];
            let test = match method {
                None => Some(*ours.chosen()),
                Some(method) => ours.tests.iter().find(|t| t.method == *method).copied(),
            };
            // Intercepts held equal free the means of constructs: no restriction on parameters of the larger model.
            if *step == "scalar" && *method == Some(Method::Satorra2000(Restriction::Exact)) {
                assert!(test.is_none());
                continue;
            }
            let test = test.unwrap_or_else(|| panic!("{name} {step}: no such test"));
            let what = format!("{name} {step}");
            assert_close(
                test.chi_square,
                number(&expected["chisq"]),
                DIFFERENCE,
                &what,
            );
            assert_close(test.df, number(&expected["df"]), DIFFERENCE, &what);
            assert_close(
                test.p.unwrap(),
                number(&expected["pvalue"]),
                DIFFERENCE,
                &what,
            );
        }
    }
}

#[test]
fn differences_of_plain_chi_square_are_lavaan_s() {
    check("ML", &[("ML.default", None)]);
}

#[test]
fn differences_with_casewise_corrections_are_lavaan_s() {
    use Method::{SatorraBentler2010, ScaledShifted};
    check(
        "MLR",
        &[
            ("MLR.default", None),
            ("MLR.satorra.bentler.2010.moments", Some(SatorraBentler2010)),
            (
                "MLR.satorra.2000",
                Some(Method::Satorra2000(Restriction::Delta)),
            ),
            (
                "MLR.satorra.2000.exact",
                Some(Method::Satorra2000(Restriction::Exact)),
            ),
            ("MLR.satorra.2000.shifted", Some(ScaledShifted)),
        ],
    );
}

#[test]
fn differences_with_corrected_means_are_lavaan_s() {
    check(
        "MLM",
        &[
            ("MLM.default", None),
            ("MLM.satorra.bentler.2010", Some(Method::SatorraBentler2010)),
            (
                "MLM.satorra.2000.delta",
                Some(Method::Satorra2000(Restriction::Delta)),
            ),
            (
                "MLM.satorra.2000.exact",
                Some(Method::Satorra2000(Restriction::Exact)),
            ),
        ],
    );
}

#[test]
fn differences_with_corrected_variances_are_lavaan_s() {
    check(
        "MLMV",
        &[
            ("MLMV.default", None),
            (
                "MLMV.satorra.2000.unshifted",
                Some(Method::Satorra2000(Restriction::Delta)),
            ),
        ],
    );
    check("MLMVS", &[("MLMVS.default", None)]);
}

/// lavaan stops where its slopes are about 1e-6; score tests square what is left.
const SCORE: f64 = 2e-4;

fn check_scores(name: &str, found: &Found) {
    let recorded = &recorded()["score"][name];
    let scores = Scores::new(&found.fitted()).unwrap();
    let total = scores.total().unwrap();
    assert_close(
        total.chi_square,
        number(&recorded["total"]["X2"]),
        SCORE,
        name,
    );
    // lavaan counts equalities. Without any, three intercepts and three means of constructs cannot be told apart.
    let lost = if name == "scalar" { 3.0 } else { 0.0 };
    assert_eq!(
        total.df as f64,
        number(&recorded["total"]["df"]) - lost,
        "{name}"
    );
    let univariate = recorded["univariate"].as_array().unwrap();
    assert_eq!(univariate.len(), scores.equalities.len(), "{name}");
    for (at, row) in univariate.iter().enumerate() {
        let released = scores.release(&[at]).unwrap();
        let what = format!("{name} {row}");
        assert_close(released.chi_square, number(&row["X2"]), SCORE, &what);
        assert_close(released.p.unwrap(), number(&row["p.value"]), SCORE, &what);
    }
    if name == "scalar" {
        // With every equality gone nothing tells intercepts from the means of constructs.
        return;
    }
    let rows = recorded["epc"].as_array().unwrap();
    let free = rows.iter().filter(|row| number(&row["free"]) > 0.0);
    for (at, row) in free.enumerate() {
        let parameter = &found.model.parameters[scores.rows[at]];
        assert_eq!(parameter.lhs, row["lhs"].as_str().unwrap());
        assert_close(
            total.changes[at],
            number(&row["epc"]),
            SCORE,
            &row.to_string(),
        );
    }
}

#[test]
fn score_tests_are_lavaan_s() {
    check_scores("labels", &found(EQUAL, None, &[], "ML"));
    check_scores("metric", &found(THREE, Some("school"), LADDER[1].1, "ML"));
    check_scores("scalar", &found(THREE, Some("school"), LADDER[2].1, "ML"));
    check_scores("robust", &found(THREE, Some("school"), LADDER[1].1, "MLR"));
}

#[test]
fn wald_tests_are_lavaan_s() {
    for estimator in ["ML", "MLR"] {
        let found = found(LABELLED, None, &[], estimator);
        for case in recorded()["wald"][estimator].as_array().unwrap() {
            let text = case["constraints"].as_str().unwrap();
            let lines = syntax::parse(text).unwrap().constraints;
            let test = wald_test(&found.model, &found.fit, &lines)
                .unwrap()
                .unwrap();
            assert_close(test.chi_square, number(&case["stat"]), 1e-4, text);
            assert_eq!(test.df as f64, number(&case["df"]));
        }
    }
}

#[test]
fn vuong_s_tests_are_those_of_the_formulas() {
    for (name, group) in [("moved", None), ("groups", Some("school"))] {
        let one = found(CROSSED, group, &[], "ML");
        let two = found(PAIRED, group, &[], "ML");
        let expected = &recorded()["vuong"][name];
        let ours = vuong(&one.fitted(), &two.fitted()).unwrap().unwrap();
        assert_close(ours.omega_squared, number(&expected["omega"]), 1e-6, name);
        assert_close(ours.z.unwrap(), number(&expected["z"]), 1e-4, name);
        assert_close(
            ours.first_p.unwrap(),
            number(&expected["first"]),
            1e-4,
            name,
        );
        let p = ours.distinguishable_p.unwrap();
        assert_close(p, number(&expected["distinguishable"]), 1e-4, name);
        let turned = vuong(&two.fitted(), &one.fitted()).unwrap().unwrap();
        assert_close(turned.z.unwrap(), -ours.z.unwrap(), 1e-9, name);
        assert_close(turned.distinguishable_p.unwrap(), p, 1e-6, name);
    }
}

#[test]
fn nesting_is_told_from_moments_alone() {
    let [three, crossed, paired] =
        [THREE, CROSSED, PAIRED].map(|text| found(text, None, &[], "ML"));
    let relation = |larger: &Found, restricted: &Found| {
        let found = nesting(&larger.fitted(), &restricted.fitted()).unwrap();
        found.unwrap().relation
    };
    assert_eq!(relation(&crossed, &three), Relation::Nested);
    assert_eq!(relation(&paired, &three), Relation::Nested);
    assert_eq!(relation(&crossed, &paired), Relation::NotNested);
    assert_eq!(relation(&three, &crossed), Relation::NotNested);
    assert_eq!(relation(&three, &three), Relation::Equivalent);
    // The same model with another unit and its items in another order.
    let turned = "speed =~ x9 + x8 + x7\ntextual =~ x6 + x5 + x4\nvisual =~ x3 + x1 + x2\n";
    let turned = found(turned, None, &[], "ML");
    assert_eq!(relation(&turned, &three), Relation::Equivalent);
    assert_eq!(relation(&crossed, &turned), Relation::Nested);
    let straight = between(&crossed, &three);
    let other = between(&crossed, &turned);
    assert_close(
        other.chosen().chi_square,
        straight.chosen().chi_square,
        1e-6,
        "order of items",
    );
}
