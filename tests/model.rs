//! The parameter table against lavaan's, row by row.

use sanjeh::model::{GroupEqual, Model, ModelType, Problem, Settings, Value};
use sanjeh::syntax;
use serde_json::Value as Json;

fn built(text: &str, settings: &Settings) -> Model {
    let syntax = syntax::parse(text).unwrap_or_else(|error| panic!("{error}"));
    Model::new(&syntax, settings).unwrap_or_else(|error| panic!("{error}"))
}

fn sem(text: &str) -> Model {
    built(text, &Settings::default())
}

fn strings(json: &Json) -> Vec<String> {
    match json {
        Json::Array(all) => all
            .iter()
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect(),
        Json::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn settings(case: &Json) -> Settings {
    let mut settings = Settings::new(match case["type"].as_str() {
        Some("lavaan") => ModelType::Lavaan,
        Some("growth") => ModelType::Growth,
        _ => ModelType::Sem,
    });
    settings.meanstructure = case["means"].as_bool();
    for (name, value) in case["args"].as_object().unwrap() {
        let flag = value.as_bool().unwrap_or(false);
        match name.as_str() {
            "std.lv" => settings.std_lv = flag,
            "orthogonal" => settings.orthogonal = flag,
            "meanstructure" => settings.meanstructure = Some(flag),
            "fixed.x" => settings.fixed_x = flag,
            "auto.var" => settings.auto_var = flag,
            "auto.fix.first" => settings.auto_fix_first = flag,
            "auto.fix.single" => settings.auto_fix_single = flag,
            "auto.cov.y" => settings.auto_cov_y = flag,
            "auto.cov.lv.x" => settings.auto_cov_lv_x = flag,
            "ngroups" => {
                settings.groups = (1..=value.as_u64().unwrap())
                    .map(|group| group.to_string())
                    .collect()
            }
            "group.equal" => {
                settings.group_equal = strings(value)
                    .iter()
                    .map(|name| GroupEqual::parse(name).unwrap())
                    .collect()
            }
            "group.partial" => settings.group_partial = strings(value),
            other => panic!("{other}"),
        }
    }
    settings
}

/// As the recorded tables write a row; free numbers in the order they first appear.
fn table(model: &Model) -> Vec<String> {
    let row = |p: &sanjeh::model::Parameter| {
        let state = match p.value {
            Value::Free(index) => format!("free {}", index + 1),
            Value::Fixed(value) => format!("fixed {value}"),
            Value::Sample => "sample".to_owned(),
        };
        format!("{} {} {} {} {state}", p.group + 1, p.lhs, p.op, p.rhs)
    };
    model.parameters.iter().map(row).collect()
}

/// lavaan pads numbers to a common width.
fn recorded(case: &Json) -> Vec<String> {
    let plain = |row: String| match row.rsplit_once("fixed ") {
        Some((before, value)) => format!("{before}fixed {}", value.parse::<f64>().unwrap()),
        None => row,
    };
    strings(&case["rows"]).into_iter().map(plain).collect()
}

#[test]
fn tables_agree_with_lavaan() {
    let cases: Vec<Json> =
        serde_json::from_str(include_str!("reference/partable.lavaan-0.6-14.json")).unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let (found, expected) = (
            table(&built(case["model"].as_str().unwrap(), &settings(case))),
            recorded(case),
        );
        if found != expected {
            let first = found.iter().zip(&expected).find(|(a, b)| a != b);
            failures.push(format!(
                "{}\n{} {}: {first:?}, {} and {} rows",
                case["model"].as_str().unwrap(),
                case["type"],
                case["args"],
                found.len(),
                expected.len()
            ));
        }
    }
    assert!(cases.len() > 80);
    assert!(
        failures.is_empty(),
        "{} differ\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

#[test]
fn labels_that_are_not_there_are_named_with_the_nearest() {
    let error = refused("y ~ beta*x\nq := bata*2", &Settings::default());
    assert_eq!(
        error.problem,
        Problem::UnknownLabel {
            name: "bata".to_owned(),
            nearest: Some("beta".to_owned())
        }
    );
    assert_eq!(error.line(), 2);
    let message = error.to_string();
    assert!(
        message.contains("q := bata*2")
            && message.contains('^')
            && message.contains("did you mean `beta`?"),
        "{message}"
    );
    let later = refused("y ~ a*x\nq := r + a\nr := a", &Settings::default());
    assert_eq!(
        later.problem,
        Problem::DefinedLater {
            name: "r".to_owned()
        }
    );
}

fn refused(text: &str, settings: &Settings) -> sanjeh::model::Error {
    match Model::new(&syntax::parse(text).unwrap(), settings) {
        Err(error) => error,
        Ok(model) => panic!("{:?}", table(&model)),
    }
}

fn two_groups() -> Settings {
    Settings {
        groups: vec!["a".to_owned(), "b".to_owned()],
        ..Settings::default()
    }
}

#[test]
fn claims_that_contradict_themselves_are_refused() {
    let none = Settings::default();
    assert_eq!(refused("", &none).problem, Problem::Empty);
    assert_eq!(refused("f =~ 0", &none).problem, Problem::NoItems);
    assert!(matches!(
        refused("y ~ c(1, 2, 3)*x", &two_groups()).problem,
        Problem::ModifierLength {
            found: 3,
            groups: 2,
            ..
        }
    ));
    assert!(matches!(
        refused("f =~ 2*x1 + a*x1 + 3*x2 + a*x2", &none).problem,
        Problem::FixedTwice { .. }
    ));
    assert!(matches!(
        refused("y ~ a*x\na := 2", &none).problem,
        Problem::LabelDefined { .. }
    ));
    assert!(matches!(
        refused("group: 1\ny ~ x\ngroup: 2\ny ~ z", &none).problem,
        Problem::GroupItems { .. }
    ));
    let partial = Settings {
        group_partial: vec!["f=~x9".to_owned()],
        ..two_groups()
    };
    let error = refused("f =~ x1 + x2 + x3", &partial);
    assert!(
        matches!(&error.problem, Problem::UnknownPartial { nearest: Some(near), .. } if near.starts_with("f=~x")),
        "{error}"
    );
}

#[test]
fn a_partial_marker_is_free_in_later_groups() {
    let settings = Settings {
        group_equal: vec![GroupEqual::Loadings],
        group_partial: vec!["f =~ x1".to_owned()],
        ..two_groups()
    };
    let rows = table(&built("f =~ x1 + x2 + x3", &settings));
    assert!(rows.contains(&"1 f =~ x1 fixed 1".to_owned()), "{rows:?}");
    assert!(
        rows.iter().any(|row| row.starts_with("2 f =~ x1 free")),
        "{rows:?}"
    );
}

#[test]
fn the_mean_structure_is_on_when_something_needs_it() {
    assert!(!sem("f =~ x1 + x2 + x3").meanstructure);
    assert!(sem("f =~ x1 + x2 + x3\nx1 ~ 1").meanstructure);
    assert!(built("f =~ x1 + x2 + x3", &two_groups()).meanstructure);
    assert!(built("i =~ 1*t1 + 1*t2 + 1*t3", &Settings::new(ModelType::Growth)).meanstructure);
}

#[test]
fn variables_are_items_then_constructs() {
    let model = sem("visual =~ x1 + x2 + x3\nvisual ~ ageyr + sex");
    assert_eq!(
        model.variables,
        ["x1", "x2", "x3", "ageyr", "sex", "visual"]
    );
    assert_eq!(model.items, 5);
    let exogenous: Vec<&str> = model.exogenous.iter().map(|&x| model.name(x)).collect();
    assert_eq!(exogenous, ["ageyr", "sex"]);
}

#[test]
fn linear_constraints_become_equations() {
    let model = sem(
        "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\na + b == c\nd == 1\nm := (a + b)/2\nm == 3*d - 1",
    );
    let equations = model.linear_constraints();
    assert_eq!(equations[0].coefficients[..4], [1.0, 1.0, -1.0, 0.0]);
    assert_eq!(
        (equations[1].coefficients[3], equations[1].constant),
        (1.0, 1.0)
    );
    assert_eq!(
        (
            equations[2].coefficients[0],
            equations[2].coefficients[3],
            equations[2].constant
        ),
        (0.5, -3.0, -1.0)
    );
    assert_eq!(model.counts().constraints, 3);
    assert!(
        sem("y ~ a*x + b*z\na == b^2")
            .linear_constraints()
            .is_empty()
    );
}

#[test]
fn degrees_of_freedom_are_those_lavaan_reports() {
    let hs = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9";
    let count = |text: &str, settings: &Settings| {
        (
            built(text, settings).counts().npar,
            built(text, settings).counts().df,
        )
    };
    assert_eq!(count(hs, &Settings::default()), (21, 24));
    assert_eq!(
        count(
            "visual =~ x1 + x2 + x3\nvisual ~ ageyr + sex",
            &Settings::default()
        ),
        (8, 4)
    );
    assert_eq!(
        count(
            "visual =~ x1 + x2 + x3\nvisual ~ ageyr + sex",
            &Settings {
                fixed_x: false,
                ..Settings::default()
            }
        ),
        (11, 4)
    );
    let equal = |names: &[GroupEqual]| Settings {
        group_equal: names.to_vec(),
        ..two_groups()
    };
    assert_eq!(count(hs, &equal(&[])), (60, 48));
    assert_eq!(count(hs, &equal(&[GroupEqual::Loadings])), (54, 54));
    assert_eq!(
        count(hs, &equal(&[GroupEqual::Loadings, GroupEqual::Intercepts])),
        (48, 60)
    );
    assert_eq!(
        count(
            hs,
            &equal(&[
                GroupEqual::Loadings,
                GroupEqual::Intercepts,
                GroupEqual::Residuals
            ])
        ),
        (39, 69)
    );
    assert_eq!(
        count(
            hs,
            &equal(&[
                GroupEqual::Loadings,
                GroupEqual::Intercepts,
                GroupEqual::Residuals,
                GroupEqual::Means
            ])
        ),
        (36, 72)
    );
}

#[test]
fn trouble_of_identification_names_the_construct() {
    let codes = |text: &str, settings: &Settings| -> Vec<(&'static str, String)> {
        built(text, settings)
            .identification()
            .into_iter()
            .map(|notice| (notice.code, notice.place))
            .collect()
    };
    let none = Settings::default();
    assert!(codes("f =~ x1 + x2 + x3 + x4", &none).is_empty());
    assert!(
        codes("f =~ NA*x1 + x2 + x3 + x4", &none)
            .contains(&("construct-without-scale", "f".to_owned()))
    );
    assert!(
        !codes(
            "f =~ NA*x1 + a*x1 + b*x2 + c*x3 + x4\na + b + c == 3",
            &none
        )
        .contains(&("construct-without-scale", "f".to_owned()))
    );
    assert!(codes("f =~ x1 + x2", &none).contains(&("two-items", "f".to_owned())));
    assert!(
        codes("f =~ x1 + x2", &none)
            .iter()
            .any(|(code, _)| *code == "negative-df")
    );
    assert!(
        codes("f =~ x1 + x2 + x3", &none)
            .iter()
            .any(|(code, _)| *code == "zero-df")
    );
    let free = Settings {
        auto_fix_single: false,
        ..Settings::default()
    };
    assert!(codes("f =~ x1\ny ~ f", &free).contains(&("single-item", "f".to_owned())));
}

#[test]
fn what_cannot_be_estimated_yet_is_named_with_its_line() {
    for (text, word, line) in [
        ("f =~ x1 + x2 + x3\nx1 ~*~ x1", "scale", 2),
        ("efa('b')*f + efa('b')*g =~ x1 + x2 + x3", "rotation", 1),
        ("f <~ x1 + x2\ny ~ f", "formative", 1),
        ("y ~ x:z + x + z", "interaction", 1),
        ("y ~ rv('s')*x", "random slope", 1),
    ] {
        let syntax = syntax::parse(text).unwrap();
        let model = Model::new(&syntax, &Settings::default()).unwrap();
        let error = model.estimable(&syntax).unwrap_err();
        assert_eq!(error.line(), line, "{error}");
        assert!(error.to_string().contains(word), "{error}");
    }
    let levels = refused("level: 1\ny ~ x\nlevel: 2\ny ~ x", &Settings::default());
    assert!(matches!(levels.problem, Problem::Unsupported { .. }));
}

#[test]
fn a_check_shows_the_flat_table_and_the_counts() {
    let text =
        "f =~ x1 + start(0.7)*x2 + c(a, b)*x3\nx1 ~~ c(NA, 0.5)*x1\nd := a - b\nf ~ lower(0)*z";
    let report = sanjeh::analysis::check::check(text, &two_groups()).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["statements"][2]["label"], "a,b");
    assert_eq!(json["statements"][3]["fixed"], "NA,0.5");
    assert_eq!(json["statements"][1]["start"], "0.7");
    assert_eq!(json["statements"][4]["lower"], "0");
    assert!(json["statements"][0].get("fixed").is_none());
    assert_eq!(json["constraints"][0]["rhs"], "a-b");
    assert_eq!(json["unsupported"].as_array().map(Vec::len), Some(0));
    let shown = report.text();
    assert!(
        shown.contains("degrees of freedom") && shown.contains("free 1"),
        "{shown}"
    );
    let levels =
        sanjeh::analysis::check::check("level: 1\ny ~ x\nlevel: 2\ny ~ x", &Settings::default())
            .unwrap();
    assert!(
        levels.parameters.is_empty()
            && levels.statements.len() == 2
            && levels.unsupported.len() == 2
    );
}
