//! How well items stand for their constructs: answers of psych, semTools and lavaan, laws, and what is said.

use crate::tolerance::assert_close;
use sanjeh::analysis::measurement::{CutOffs, of_answers};
use sanjeh::data::{self, ReadOptions, Sample};
use sanjeh::model::{Model, Settings};
use sanjeh::report::measurement::MeasurementSummary;
use sanjeh::syntax;
use serde_json::Value as Json;
use std::process::{Command, Output};

/// Closed forms of the same moments.
const CLOSED: f64 = 1e-9;
/// Numbers of estimates that two searches found.
const ESTIMATED: f64 = 1e-6;

const HOLZINGER: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n";
const SECOND: &str = "ability =~ visual + textual + speed\n";
const ANSWERS: &str = "datasets/holzinger.csv";
const ORDERED: &str = "tests/reference/data/holzinger-ordinal.csv";
const NAMES: [&str; 3] = ["visual", "textual", "speed"];

fn recorded() -> Json {
    let text = std::fs::read_to_string("tests/reference/measurement.R.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

fn run(command: &str, model: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.lav");
    std::fs::write(&file, model).unwrap();
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .arg(command)
        .arg(&file)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn results(command: &str, model: &str, arguments: &[&str]) -> Json {
    let all = [arguments, &["--format", "json"]].concat();
    let output = run(command, model, &all);
    let found: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let schema = match command {
        "pls" => sanjeh::report::pls::SCHEMA,
        _ => sanjeh::report::json::SCHEMA,
    };
    let schema: Json = serde_json::from_str(schema).unwrap();
    if let Err(problem) = jsonschema::validate(&schema, &found) {
        panic!("{problem} at {}", problem.instance_path());
    }
    found
}

fn panel(model: &str, arguments: &[&str]) -> Json {
    results("fit", model, arguments)["measurement"].clone()
}

/// The row of a list whose fields have these values.
fn row<'a>(panel: &'a Json, list: &str, fields: &[(&str, Json)]) -> &'a Json {
    let rows = panel[list].as_array().unwrap();
    let is = |row: &&Json| fields.iter().all(|(field, value)| row[*field] == *value);
    rows.iter()
        .find(is)
        .unwrap_or_else(|| panic!("{list} {fields:?}"))
}

fn construct<'a>(panel: &'a Json, name: &str, group: usize) -> &'a Json {
    row(
        panel,
        "constructs",
        &[("construct", name.into()), ("group", group.into())],
    )
}

fn number(json: &Json) -> f64 {
    json.as_f64().unwrap_or_else(|| panic!("{json}"))
}

fn refused(command: &str, model: &str, arguments: &[&str], part: &str) {
    let output = run(command, model, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(part), "{said}");
}

#[test]
fn alpha_its_interval_and_items_are_those_of_psych() {
    let (found, expected) = (panel(HOLZINGER, &["--data", ANSWERS]), recorded());
    for name in NAMES {
        let (one, theirs) = (
            construct(&found, name, 1),
            &expected[format!("alpha.{name}")],
        );
        let fields = [
            ("alpha", "raw"),
            ("alpha.std", "std"),
            ("alpha.ci.lower", "lower"),
            ("alpha.ci.upper", "upper"),
        ];
        for (ours, key) in fields {
            assert_close(number(&one[ours]), number(&theirs[key]), CLOSED, ours);
        }
        let items = found["items"].as_array().unwrap().iter();
        let items = items.filter(|item| item["construct"] == name);
        let rows = expected[format!("items.{name}")].as_array().unwrap();
        for (item, row) in items.zip(rows) {
            let keys = ["item.total", "alpha.dropped", "alpha.std.dropped"];
            for (at, key) in keys.into_iter().enumerate() {
                assert_close(number(&item[key]), number(&row[at]), CLOSED, key);
            }
        }
    }
    let visual = construct(&found, "visual", 1);
    for (at, key) in ["alpha.bonett.lower", "alpha.bonett.upper"]
        .into_iter()
        .enumerate()
    {
        assert_close(
            number(&visual[key]),
            number(&expected["bonett.visual"][at]),
            CLOSED,
            key,
        );
    }
}

#[test]
fn adequacy_and_the_single_factor_are_those_of_psych_and_r() {
    let (found, expected) = (panel(HOLZINGER, &["--data", ANSWERS]), recorded());
    let all = &found["adequacy"][0];
    assert_close(number(&all["kmo"]), number(&expected["kmo"]), CLOSED, "kmo");
    for (at, key) in ["chisq", "df", "pvalue"].into_iter().enumerate() {
        assert_close(
            number(&all[key]),
            number(&expected["bartlett"][at]),
            CLOSED,
            key,
        );
    }
    let items = found["items"].as_array().unwrap();
    for (item, msa) in items.iter().zip(expected["msa"].as_array().unwrap()) {
        assert_close(number(&item["msa"]), number(msa), CLOSED, "msa");
    }
    let single = &found["single_factor"][0];
    assert_close(
        number(&single["component"]),
        number(&expected["harman.component"]),
        CLOSED,
        "component",
    );
    assert_close(
        number(&single["factor"]),
        number(&expected["harman.factor"]),
        ESTIMATED,
        "factor",
    );
    for name in NAMES {
        let row = row(&found, "collinearity", &[("construct", name.into())]);
        assert_close(
            number(&row["vif"]),
            number(&expected["vif"][name]),
            CLOSED,
            "vif",
        );
        assert_close(
            number(&row["vif.latent"]),
            number(&expected["vif.latent"][name]),
            ESTIMATED,
            "latent",
        );
    }
}

#[test]
fn reliability_of_a_fitted_model_is_that_of_semtools() {
    let (found, expected) = (panel(HOLZINGER, &["--data", ANSWERS]), recorded());
    for name in NAMES {
        let one = construct(&found, name, 1);
        for (ours, key) in [
            ("omega", "hs.omega"),
            ("omega.model", "hs.omega.model"),
            ("ave.raw", "hs.ave.raw"),
            ("cr", "hs.cr"),
            ("ave", "hs.ave"),
            ("h", "hs.h"),
        ] {
            assert_close(
                number(&one[ours]),
                number(&expected[key][name]),
                ESTIMATED,
                key,
            );
        }
        assert!(one["omega.total"].is_null() && one["omega.latent"].is_null());
    }
    let crossed = panel(
        &format!("{HOLZINGER}visual =~ x9\nx2 ~~ x7\n"),
        &["--data", ANSWERS],
    );
    for name in NAMES {
        let one = construct(&crossed, name, 1);
        assert_close(
            number(&one["omega"]),
            number(&expected["crossed.omega"][name]),
            ESTIMATED,
            name,
        );
        assert_close(
            number(&one["omega.model"]),
            number(&expected["crossed.omega.model"][name]),
            ESTIMATED,
            name,
        );
    }
    let total = number(&construct(&crossed, "visual", 1)["omega.total"]);
    assert_close(
        total,
        number(&expected["crossed.total"]),
        ESTIMATED,
        "total",
    );
    let groups = panel(HOLZINGER, &["--data", ANSWERS, "--group", "school"]);
    for (group, row) in expected["groups.omega"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        for (at, name) in NAMES.into_iter().enumerate() {
            let omega = number(&construct(&groups, name, group + 1)["omega"]);
            assert_close(omega, number(&row[at]), ESTIMATED, name);
        }
    }
}

#[test]
fn omega_of_a_second_order_is_that_of_semtools() {
    let expected = recorded();
    let found = panel(&format!("{HOLZINGER}{SECOND}"), &["--data", ANSWERS]);
    let high = construct(&found, "ability", 1);
    for (ours, theirs) in [
        ("omega", &expected["high.omega"]["ability"]),
        ("omega.model", &expected["high.omega.model"]["ability"]),
        ("omega.total", &expected["high.total"][0]),
        ("omega.l2", &expected["high.l2"]["omegaL2"]),
    ] {
        assert_close(number(&high[ours]), number(theirs), ESTIMATED, ours);
    }
    let visual = number(&construct(&found, "visual", 1)["omega"]);
    assert_close(
        visual,
        number(&expected["high.omega"]["visual"]),
        ESTIMATED,
        "visual",
    );
    assert_eq!(high["parts"], serde_json::json!(NAMES));
    // Only parts have items of their own to look at, and only they are told apart by their items.
    assert_eq!(found["items"].as_array().unwrap().len(), 9);
    assert_eq!(found["pairs"].as_array().unwrap().len(), 3);
}

#[test]
fn ordered_items_have_the_reliability_of_their_categories() {
    let expected = recorded();
    let found = panel(HOLZINGER, &["--data", ORDERED, "--ordered", "all"]);
    for name in NAMES {
        let one = construct(&found, name, 1);
        for (ours, key) in [
            ("omega", "ordered.omega"),
            ("omega.model", "ordered.omega.model"),
            ("omega.latent", "ordered.latent.omega"),
            ("alpha.ordinal", "ordered.alpha"),
        ] {
            assert_close(
                number(&one[ours]),
                number(&expected[key][name]),
                ESTIMATED,
                key,
            );
        }
    }
    assert_eq!(found["correlation"], "polychoric");
    ratios(
        &found,
        &expected["ordered.htmt"],
        &expected["ordered.htmt2"],
        ESTIMATED,
    );
    let high = panel(
        &format!("{HOLZINGER}{SECOND}"),
        &["--data", ORDERED, "--ordered", "all"],
    );
    let high = construct(&high, "ability", 1);
    for (at, key) in ["omega", "omega.total"].into_iter().enumerate() {
        assert_close(
            number(&high[key]),
            number(&expected["highord.omega"][at]),
            ESTIMATED,
            key,
        );
    }
    let binary = "tests/reference/data/holzinger-binary.csv";
    let theta = [
        "--data",
        binary,
        "--ordered",
        "all",
        "--parameterization",
        "theta",
    ];
    let binary = panel(HOLZINGER, &theta);
    for name in NAMES {
        let one = construct(&binary, name, 1);
        assert_close(
            number(&one["omega"]),
            number(&expected["binary.omega"][name]),
            ESTIMATED,
            name,
        );
    }
}

/// HTMT of absolute correlations, and HTMT2 where correlations have one sign.
fn ratios(panel: &Json, plus: &Json, two: &Json, tolerance: f64) {
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let pair = row(
            panel,
            "pairs",
            &[("a", NAMES[a].into()), ("b", NAMES[b].into())],
        );
        assert_close(
            number(&pair["htmt.plus"]),
            number(&plus[a][b]),
            tolerance,
            "htmt+",
        );
        if let Some(found) = pair["htmt2"].as_f64() {
            assert_close(found, number(&two[a][b]), tolerance, "htmt2");
        }
    }
}

#[test]
fn ratios_are_those_of_semtools_and_mixed_signs_are_told() {
    let (found, expected) = (panel(HOLZINGER, &["--data", ANSWERS]), recorded());
    ratios(&found, &expected["hs.htmt"], &expected["hs.htmt2"], CLOSED);
    let pair = row(
        &found,
        "pairs",
        &[("a", "visual".into()), ("b", "speed".into())],
    );
    assert!(pair["htmt2"].is_null() && number(&pair["htmt"]) < number(&pair["htmt.plus"]));
    let told = row(
        &found,
        "unavailable",
        &[("what", "HTMT2 of visual and speed".into())],
    );
    assert!(told["why"].as_str().unwrap().contains("both signs"));
    assert_close(
        number(&pair["cor"]),
        number(&expected["hs.cor"][0][2]),
        ESTIMATED,
        "r",
    );
    let triangle = &found["fornell_larcker"][0];
    assert_close(
        number(&triangle["values"][2][0]),
        number(&pair["cor"]),
        CLOSED,
        "the same r",
    );
    let root = number(&construct(&found, "visual", 1)["ave"]).sqrt();
    assert_close(number(&triangle["values"][0][0]), root, CLOSED, "√AVE");
}

#[test]
fn the_method_factor_is_that_of_lavaan() {
    let expected = recorded();
    for (estimator, key) in [("ML", "method"), ("MLM", "method.mlm")] {
        let arguments = [
            "--data",
            ANSWERS,
            "--estimator",
            estimator,
            "--method-factor",
        ];
        let found = panel(HOLZINGER, &arguments)["method_factor"].clone();
        let theirs = &expected[key];
        let variance = &found["variances"][0];
        for (ours, theirs) in [
            (&variance["est"], &theirs["variance"][0]),
            (&variance["se"], &theirs["se"][0]),
            (&variance["share"], &theirs["share"][0]),
            (&found["chisq"], &theirs["chisq"]),
            (&found["cfi"], &theirs["cfi"]),
            (&found["chisq.diff"], &theirs["difference"][0]),
            (&found["df.diff"], &theirs["difference"][1]),
        ] {
            assert_close(number(ours), number(theirs), ESTIMATED, key);
        }
        for (at, item) in (1..=9).enumerate() {
            let change = row(
                &found,
                "changes",
                &[("op", "=~".into()), ("rhs", format!("x{item}").into())],
            );
            assert_close(
                number(&change["with"]),
                number(&theirs["std"][at]),
                ESTIMATED,
                "loading",
            );
        }
    }
}

#[test]
fn a_method_factor_goes_with_groups_and_ordered_items() {
    let groups = panel(
        HOLZINGER,
        &["--data", ANSWERS, "--group", "school", "--method-factor"],
    );
    let factor = &groups["method_factor"];
    assert_eq!(factor["variances"].as_array().unwrap().len(), 2);
    assert_eq!(number(&factor["df.diff"]), 2.0);
    let ordered = panel(
        HOLZINGER,
        &["--data", ORDERED, "--ordered", "all", "--method-factor"],
    );
    let factor = &ordered["method_factor"];
    assert_eq!(factor["test"], "scaled.shifted");
    assert!(number(&factor["pvalue"]) < 0.05 && factor["converged"] == true);
}

#[test]
fn correlations_alone_have_no_alpha_of_their_own() {
    let data = [
        "--sample-cov",
        "datasets/scrm-success-correlations.csv",
        "--sample-nobs",
        "384",
    ];
    let text = std::fs::read_to_string("models/scrm-success-correlations.lav").unwrap();
    let found = results("fit", &text, &data);
    let rows = found["measurement"]["constructs"].as_array();
    // A model of sums has nothing to be measured by; one of items has.
    if let Some(rows) = rows {
        assert!(
            rows.iter()
                .all(|row| row["alpha"].is_null() && row["alpha.std"].is_number())
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.csv");
    let lines = ["a,b,c", "1,.5,.4", ".5,1,.3", ".4,.3,1"];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let data = [
        "--sample-cov",
        file.to_str().unwrap(),
        "--sample-nobs",
        "200",
    ];
    let found = panel("f =~ a + b + c", &data);
    let row = construct(&found, "f", 1);
    assert!(row["alpha"].is_null());
    assert_close(number(&row["alpha.std"]), 3.0 * 0.4 / 1.8, CLOSED, "alpha");
    assert!(row["alpha.ci.lower"].is_number() && found["intervals"].as_array().unwrap().is_empty());
    // One factor behind three items reproduces them: λ₁² = r₁₂r₁₃/r₂₃.
    let h = |l: f64| l / (1.0 - l);
    let information = h(0.5 * 0.4 / 0.3) + h(0.5 * 0.3 / 0.4) + h(0.4 * 0.3 / 0.5);
    assert_close(
        number(&row["h"]),
        information / (1.0 + information),
        ESTIMATED,
        "h",
    );
}

#[test]
fn resamples_give_intervals_of_reliability_and_ratios() {
    let arguments = ["--data", ANSWERS, "--bootstrap", "60", "--threads", "1"];
    let found = panel(HOLZINGER, &arguments);
    let again = panel(
        HOLZINGER,
        &["--data", ANSWERS, "--bootstrap", "60", "--threads", "2"],
    );
    assert_eq!(found, again);
    let of = |measure: &str, other: Json| {
        let fields = [
            ("measure", measure.into()),
            ("construct", "visual".into()),
            ("other", other),
        ];
        row(&found, "intervals", &fields).clone()
    };
    let visual = construct(&found, "visual", 1);
    for measure in ["alpha", "alpha.std", "omega", "cr", "ave", "h"] {
        let interval = of(measure, Json::Null);
        assert_close(
            number(&interval["est"]),
            number(&visual[measure]),
            CLOSED,
            measure,
        );
        assert!(
            number(&interval["se"]) > 0.005 && number(&interval["se"]) < 0.2,
            "{interval}"
        );
        assert!(number(&interval["ci.lower"]) < number(&interval["ci.upper"]));
    }
    let pair = row(
        &found,
        "pairs",
        &[("a", "visual".into()), ("b", "textual".into())],
    );
    for (measure, key) in [
        ("htmt", "htmt"),
        ("htmt.plus", "htmt.plus"),
        ("htmt2", "htmt2"),
    ] {
        let interval = of(measure, "textual".into());
        assert_close(
            number(&interval["est"]),
            number(&pair[key]),
            CLOSED,
            measure,
        );
        assert!(number(&interval["ci.lower"]) < number(&pair[key]));
    }
}

fn answers_alone(model: &str, file: &str) -> MeasurementSummary {
    let table = data::read(std::path::Path::new(file), &ReadOptions::default()).unwrap();
    let model = Model::new(&syntax::parse(model).unwrap(), &Settings::default()).unwrap();
    let sample = Sample::select(&table, &model.variables[..model.items], None).unwrap();
    of_answers(&model, &sample, &CutOffs::default(), false).unwrap()
}

#[test]
fn answers_alone_are_judged_by_one_factor_each() {
    let (found, expected) = (answers_alone(HOLZINGER, ANSWERS), recorded());
    let visual = &found.constructs[0];
    assert_close(
        visual.omega.unwrap(),
        number(&expected["one.omega"]["visual"]),
        ESTIMATED,
        "omega",
    );
    assert_close(
        visual.h.unwrap(),
        number(&expected["one.maximal"][0]),
        ESTIMATED,
        "maximal",
    );
    assert_close(
        visual.alpha.unwrap(),
        number(&expected["alpha.visual"]["raw"]),
        CLOSED,
        "alpha",
    );
    assert!(found.pairs[0].cor.is_none() && found.fornell_larcker.is_empty());
    let two = answers_alone("f =~ x1 + x2\ng =~ x4 + x5 + x6", ANSWERS);
    assert!(two.constructs[0].omega.is_none() && two.constructs[0].alpha.is_some());
    assert!(two.unavailable[0].why.contains("two items"));
}

#[test]
fn composites_have_sums_and_scores() {
    let found = results(
        "pls",
        &format!("{HOLZINGER}speed ~ visual + textual"),
        &["--data", ANSWERS],
    );
    let (panel, expected) = (&found["measurement"], recorded());
    assert_eq!(panel["solution"], "pls");
    for name in NAMES {
        let one = construct(panel, name, 1);
        assert_close(
            number(&one["alpha"]),
            number(&expected[format!("alpha.{name}")]["raw"]),
            CLOSED,
            name,
        );
        let rho_c = found["parameters"].as_array().unwrap().iter();
        let rho_c = rho_c
            .filter(|row| row["kind"] == "rho-c")
            .find(|row| row["lhs"] == name);
        assert_close(
            number(&one["cr"]),
            number(&rho_c.unwrap()["est"]),
            CLOSED,
            "rho_C",
        );
    }
    // Of two predictors the VIF is 1/(1 − r²); all three constructs count here, so it is more.
    let inner = &found["predictor_vif"][0];
    let full = row(
        panel,
        "collinearity",
        &[("construct", inner["predictor"].clone())],
    );
    assert!(number(&full["vif"]) > number(&inner["vif"]) && full["vif.latent"].is_null());
    let formative = results(
        "pls",
        "a <~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nb ~ a",
        &["--data", ANSWERS],
    );
    let rows = formative["measurement"]["constructs"].as_array().unwrap();
    assert_eq!(
        rows.len(),
        1,
        "weights of mode B have no reliability: {rows:?}"
    );
    let ordered = results(
        "pls",
        HOLZINGER_PATH,
        &["--data", ORDERED, "--ordered", "all"],
    );
    let row = construct(&ordered["measurement"], "visual", 1);
    assert_close(
        number(&row["alpha.ordinal"]),
        number(&expected["ordered.alpha"]["visual"]),
        1e-5,
        "ordinal",
    );
    assert!(number(&row["omega"]) < number(&row["omega.latent"]));
}

const HOLZINGER_PATH: &str = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\nspeed ~ visual + textual";

#[test]
fn cut_offs_word_the_advice() {
    let usual = panel(HOLZINGER, &["--data", ANSWERS]);
    let low = row(
        &usual,
        "advice",
        &[
            ("cutoff", "alpha".into()),
            ("about", serde_json::json!(["visual"])),
        ],
    );
    let text = low["text"].as_str().unwrap();
    assert!(
        text.starts_with("visual: alpha is .626, below .70 (Nunnally, 1978):"),
        "{text}"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    std::fs::write(
        &file,
        "alpha = { value = 0.6, source = \"our journal\" }\nave = 0.4\n",
    )
    .unwrap();
    let ours = panel(
        HOLZINGER,
        &["--data", ANSWERS, "--cutoffs", file.to_str().unwrap()],
    );
    let advice = ours["advice"].as_array().unwrap();
    assert!(advice.iter().all(|row| row["cutoff"] != "alpha"));
    let row = row(&ours, "cutoffs", &[("name", "alpha".into())]);
    assert_eq!(
        (row["source"].as_str(), row["changed"].as_bool()),
        (Some("our journal"), Some(true))
    );
    std::fs::write(&file, "alhpa = 0.6").unwrap();
    refused(
        "fit",
        HOLZINGER,
        &["--data", ANSWERS, "--cutoffs", file.to_str().unwrap()],
        "did you mean `alpha`",
    );
    refused(
        "pls",
        HOLZINGER_PATH,
        &["--data", ANSWERS, "--cutoffs", "not-there.toml"],
        "cannot be read",
    );
}

#[test]
fn an_item_the_wrong_way_round_is_named() {
    let text = std::fs::read_to_string(ANSWERS).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = header
        .iter()
        .position(|name| name.trim_matches('"') == "x5")
        .unwrap();
    let mut turned = vec![header.join(",")];
    for line in lines {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        cells[at] = (-cells[at].parse::<f64>().unwrap()).to_string();
        turned.push(cells.join(","));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("turned.csv");
    std::fs::write(&file, turned.join("\n")).unwrap();
    let found = panel(HOLZINGER, &["--data", file.to_str().unwrap()]);
    let advice = row(
        &found,
        "advice",
        &[("about", serde_json::json!(["x5", "textual"]))],
    );
    let text = advice["text"].as_str().unwrap();
    assert!(text.contains("it runs against them"), "{text}");
}

#[test]
fn what_does_not_apply_is_refused() {
    let path = "x1 ~ x2 + x3";
    refused(
        "fit",
        path,
        &["--data", ANSWERS, "--method-factor"],
        "no construct",
    );
    let second = tempfile::tempdir().unwrap();
    let other = second.path().join("other.lav");
    std::fs::write(&other, HOLZINGER).unwrap();
    let arguments = [
        other.to_str().unwrap(),
        "--data",
        ANSWERS,
        "--method-factor",
    ];
    refused(
        "compare",
        HOLZINGER,
        &arguments,
        "--method-factor is about one model",
    );
    let found = results("fit", path, &["--data", ANSWERS]);
    assert!(found.get("measurement").is_none());
}

#[test]
fn the_report_shows_the_panel() {
    let output = run(
        "fit",
        &format!("{HOLZINGER}{SECOND}"),
        &["--data", ANSWERS, "--method-factor", "--bootstrap", "20"],
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in [
        "Quality of measurement",
        "Reliability of sums of items",
        "Reliability of constructs of higher order",
        "Bootstrap intervals (95%) of reliability",
        "Items among those of their construct",
        "Fornell–Larcker",
        "Heterotrait–monotrait ratios",
        "All items together",
        "Full collinearity",
        "The model with a method factor",
        "Cut-offs of the remarks above",
        "Nunnally, J. C. (1978)",
    ] {
        assert!(text.contains(part), "{part}");
    }
}
