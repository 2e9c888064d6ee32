//! Models compared: lavaan's differences of χ², score and Wald tests, and Vuong's by hand; laws.

use crate::tolerance::assert_close;
use sanjeh::analysis::compare::compare;
use sanjeh::analysis::fit::{DataSource, Request};
use sanjeh::analysis::invariance::{Choices, RuleName, invariance};
use sanjeh::cbsem::{self, Errors, Fit, Fitted, Information, Test};
use sanjeh::data::{self, Grouping, ReadOptions, Sample};
use sanjeh::inference::difference::{Differences, Method, Restriction, differences};
use sanjeh::inference::nesting::{Relation, nesting};
use sanjeh::inference::score_test::Scores;
use sanjeh::inference::vuong::vuong;
use sanjeh::inference::wald_test::wald_test;
use sanjeh::model::{GroupEqual, Model, Settings};
use sanjeh::report::comparison::{self, InvarianceResults};
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

/// A folder of model texts, and the request of the first.
struct Texts {
    folder: tempfile::TempDir,
}

impl Texts {
    fn new(texts: &[(&str, &str)]) -> Texts {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in texts {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Texts { folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn request(&self, name: &str, labels: Option<&[&str]>, estimator: &'static str) -> Request {
        let labels = labels.map(|l| l.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>());
        Request {
            model: self.path(name),
            data: DataSource::Answers {
                file: "datasets/holzinger.csv".into(),
                read: ReadOptions::default(),
                grouping: labels.map(|labels| Grouping {
                    column: "school".into(),
                    labels: (!labels.is_empty()).then_some(labels),
                }),
                missing: Default::default(),
            },
            settings: Settings::default(),
            estimation: estimation(estimator),
            estimator,
            ordinal: Default::default(),
            factor_scores: None,
            resampling: Default::default(),
            design: Default::default(),
            diagnostics: false,
        }
    }
}

fn climb(labels: &[&str], estimator: &'static str, choices: &Choices) -> InvarianceResults {
    let texts = Texts::new(&[("three.lav", THREE)]);
    let request = texts.request("three.lav", Some(labels), estimator);
    invariance(&request, choices).unwrap().results
}

/// lavaan 0.7-2: χ², df, npar, scaled χ², CFI, robust CFI, RMSEA, SRMR, AIC, BIC of each step.
const STEPS: [(&str, [f64; 10]); 5] = [
    (
        "configural",
        [
            115.85134, 48.0, 60.0, 121.74069, 0.92340, 0.92061, 0.09691, 0.06786, 7484.39502,
            7706.82164,
        ],
    ),
    (
        "metric",
        [
            124.04354, 54.0, 54.0, 125.99746, 0.92092, 0.91981, 0.09284, 0.07165, 7480.58722,
            7680.77118,
        ],
    ),
    (
        "scalar",
        [
            164.10283, 60.0, 48.0, 166.74822, 0.88247, 0.88115, 0.10737, 0.08245, 7508.64651,
            7686.58780,
        ],
    ),
    (
        "strict",
        [
            181.51135, 69.0, 39.0, 181.42870, 0.87298, 0.87275, 0.10409, 0.08826, 7508.05503,
            7652.63233,
        ],
    ),
    (
        "means",
        [
            221.33508, 72.0, 36.0, 220.62910, 0.83141, 0.83132, 0.11739, 0.11404, 7541.87876,
            7675.33473,
        ],
    ),
];

const NAMES: [&str; 10] = [
    "chisq",
    "df",
    "npar",
    "chisq.scaled",
    "cfi",
    "cfi.robust",
    "rmsea",
    "srmr",
    "aic",
    "bic",
];

#[test]
fn the_ladder_is_lavaan_s() {
    let found = climb(&[], "MLR", &Choices::default());
    for (step, (name, expected)) in found.steps.iter().zip(STEPS) {
        assert_eq!(step.name, name);
        for (measure, expected) in NAMES.iter().zip(expected) {
            let ours = step.fit_measures[*measure].as_f64().unwrap();
            assert_close(ours, expected, 2e-5, &format!("{name} {measure}"));
        }
    }
    let decisions: Vec<Option<bool>> = found.steps.iter().map(|s| s.holds).collect();
    let (held, failed) = (Some(true), Some(false));
    assert_eq!(decisions, [None, held, failed, held, failed]);
    let partial = found.partial.unwrap();
    assert_eq!(partial.releases[0].freed.as_deref(), Some("x3~1"));
    assert_eq!(found.reached.as_deref(), Some("partial strict"));
}

#[test]
fn latent_means_are_lavaan_s() {
    let choices = Choices {
        search: false,
        ..Choices::default()
    };
    let found = climb(&[], "ML", &choices);
    let means = found.latent_means.unwrap();
    // lavaan 0.7-2, as printed: estimate and error of the scalar model.
    let expected = [
        ("visual", -0.148, 0.122),
        ("textual", 0.576, 0.117),
        ("speed", -0.177, 0.090),
    ];
    for (row, (name, difference, error)) in means.rows.iter().zip(expected) {
        assert_eq!(row.construct, name);
        assert!(
            (row.difference - difference).abs() < 6e-4,
            "{name} {}",
            row.difference
        );
        assert!(
            (row.se.unwrap() - error).abs() < 6e-4,
            "{name} {:?}",
            row.se
        );
    }
    assert!(
        found
            .notices
            .iter()
            .any(|n| n.code == "means-not-comparable")
    );
}

#[test]
fn the_order_of_groups_only_relabels() {
    let choices = Choices {
        rule: RuleName::Difference,
        ..Choices::default()
    };
    let one = climb(&["Pasteur", "Grant-White"], "MLM", &choices);
    let two = climb(&["Grant-White", "Pasteur"], "MLM", &choices);
    for (a, b) in one.steps.iter().zip(&two.steps) {
        assert_eq!(a.holds, b.holds);
        for name in ["chisq", "chisq.scaled", "cfi", "srmr"] {
            let value = |s: &comparison::Step| s.fit_measures[name].as_f64().unwrap();
            assert_close(value(a), value(b), 1e-6, name);
        }
    }
    let freed = |r: &InvarianceResults| -> Vec<Option<String>> {
        let releases = &r.partial.as_ref().unwrap().releases;
        releases.iter().map(|r| r.freed.clone()).collect()
    };
    assert_eq!(freed(&one), freed(&two));
    let rows = |r: &InvarianceResults| r.latent_means.clone().unwrap().rows;
    for (a, b) in rows(&one).iter().zip(rows(&two)) {
        assert_close(a.difference, -b.difference, 1e-5, &a.construct);
        assert_close(a.d.unwrap(), -b.d.unwrap(), 1e-5, &a.construct);
        assert_close(a.d_se.unwrap(), b.d_se.unwrap(), 1e-5, &a.construct);
    }
}

#[test]
fn the_order_of_models_is_no_part_of_the_answer() {
    let texts = Texts::new(&[
        ("three.lav", THREE),
        ("crossed.lav", CROSSED),
        ("paired.lav", PAIRED),
    ]);
    let ask = |first: &str, more: &[&str]| {
        let more: Vec<_> = more.iter().map(|name| texts.path(name)).collect();
        let request = texts.request(first, None, "MLR");
        let found = compare(&request, &more).unwrap().results;
        comparison::compare_json(&found).unwrap()
    };
    let straight = ask("three.lav", &["crossed.lav", "paired.lav"]);
    assert_eq!(straight, ask("paired.lav", &["three.lav", "crossed.lav"]));
}

#[test]
fn a_model_is_no_better_than_its_copy() {
    let texts = Texts::new(&[("three.lav", THREE), ("copy.lav", THREE)]);
    let request = texts.request("three.lav", None, "MLM");
    let found = compare(&request, &[texts.path("copy.lav")])
        .unwrap()
        .results;
    let pair = &found.differences[0];
    assert_eq!(pair.relation, "equivalent");
    assert_eq!(pair.delta_aic, Some(0.0));
    assert_eq!(pair.change.delta_cfi, Some(0.0));
    assert!(pair.change.chosen.is_none());
    assert!(found.models.iter().all(|m| m.aic_weight == Some(0.5)));
}

fn valid(schema: &str, text: &str) {
    let schema: Json = serde_json::from_str(schema).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let json: Json = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&json)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn json_of_comparisons_follows_its_schemas() {
    let texts = Texts::new(&[
        ("three.lav", THREE),
        ("crossed.lav", CROSSED),
        ("paired.lav", PAIRED),
    ]);
    let request = texts.request("three.lav", None, "MLMV");
    let more = [texts.path("crossed.lav"), texts.path("paired.lav")];
    let found = compare(&request, &more).unwrap().results;
    valid(
        comparison::COMPARE_SCHEMA,
        &comparison::compare_json(&found).unwrap(),
    );
    let found = climb(&[], "MLM", &Choices::default());
    valid(
        comparison::INVARIANCE_SCHEMA,
        &comparison::invariance_json(&found).unwrap(),
    );
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn hypotheses_are_part_of_a_fit() {
    let texts = Texts::new(&[("labelled.lav", LABELLED), ("equal.lav", EQUAL)]);
    let (labelled, equal) = (texts.path("labelled.lav"), texts.path("equal.lav"));
    let data = ["--data", "datasets/holzinger.csv", "--format", "json"];
    let with = |file: &std::path::Path, more: &[&str]| {
        let file = file.display().to_string();
        run(&[&["fit", &file], &data[..], more].concat())
    };
    let (code, out, _) = with(&labelled, &["--wald", "a == b"]);
    assert_eq!(code, Some(0));
    valid(sanjeh::report::json::SCHEMA, &out);
    let json: Json = serde_json::from_str(&out).unwrap();
    assert_close(number(&json["wald"]["chisq"]), 2.376_327_0, 1e-5, "Wald");
    let (code, out, _) = with(&equal, &["--score"]);
    assert_eq!(code, Some(0));
    valid(sanjeh::report::json::SCHEMA, &out);
    let (code, _, err) = with(&labelled, &["--wald", "a == nobody"]);
    assert!(
        code == Some(2) && err.contains("nobody") && err.contains("a, b, c"),
        "{err}"
    );
    let (code, _, err) = with(&labelled, &["--wald", "a < b"]);
    assert!(code == Some(2) && err.contains("--wald takes"), "{err}");
    let (code, _, err) = with(&labelled, &["--score"]);
    assert!(
        code == Some(2) && err.contains("holds nothing equal"),
        "{err}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_reasons() {
    let fewer = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n";
    let texts = Texts::new(&[("three.lav", THREE), ("fewer.lav", fewer)]);
    let path = |name: &str| texts.path(name).display().to_string();
    let (three, fewer) = (path("three.lav"), path("fewer.lav"));
    let data = ["--data", "datasets/holzinger.csv"];
    let check = |arguments: &[&str], code: i32, part: &str| {
        let (found, _, err) = run(&[arguments, &data].concat());
        assert!(found == Some(code) && err.contains(part), "{found:?} {err}");
    };
    check(&["compare", &three, &fewer], 2, "x7, x8, x9");
    check(
        &["compare", &three, &three, "--wald", "a == b"],
        2,
        "about one model",
    );
    check(&["invariance", &three], 2, "--group");
    check(
        &[
            "invariance",
            &three,
            "--group",
            "school",
            "--group-equal",
            "loadings",
        ],
        2,
        "ladder",
    );
    check(
        &["invariance", &three, "--group", "school", "--alpha", "2"],
        2,
        "probability",
    );
}
