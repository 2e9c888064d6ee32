//! Answers of cSEM and seminr to the same models of the same data.

use super::*;
use sanjeh::plssem::assess::Heterotrait;

const CSEM: &str = include_str!("../reference/composites/composites.csem-0.6.1.9000.json");
const SEMINR: &str = include_str!("../reference/composites/composites.seminr-2.3.4.json");

fn csem_choices(case: &Json) -> Choices {
    let mode = |name: &str| if name == "modeB" { Mode::B } else { Mode::A };
    let modes = match &case["modes"] {
        Json::String(all) => vec![("all".to_owned(), mode(all))],
        Json::Object(each) => each
            .iter()
            .map(|(name, m)| (name.clone(), mode(m.as_str().unwrap())))
            .collect(),
        _ => Vec::new(),
    };
    let reflective = if case["plsc"] == true {
        vec!["all".to_owned()]
    } else {
        Vec::new()
    };
    Choices {
        modes,
        reflective,
        ..Choices::default()
    }
}

#[test]
fn every_number_of_csem_is_found() {
    let recorded: Json = serde_json::from_str(CSEM).unwrap();
    let cases = recorded["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let model = model(case["model"].as_str().unwrap(), &csem_choices(case));
        let options = Options {
            scheme: match case["scheme"].as_str().unwrap() {
                "path" => Scheme::Path,
                "factorial" => Scheme::Factorial,
                _ => Scheme::Centroid,
            },
            ..Options::default()
        };
        let fit = fitted(&model, &scrm384(&model), None, &options);
        assert!(fit.converged());
        let stage = fit.last();
        estimates(case, stage, FIXED_POINT);
        quality(case, &fit, stage);
    }
}

/// Weights, loadings, paths and construct correlations.
fn estimates(case: &Json, stage: &Stage, tolerance: f64) {
    let name = format!("{} {}", case["case"], case["scheme"]);
    let found = &stage.estimate;
    each(&case["weights"], |c, i, value| {
        let at = (item(stage, i), construct(stage, c));
        assert_close(
            found.outer.weights[at],
            value,
            tolerance,
            &format!("{name}: weight {c} {i}"),
        );
    });
    each(&case["loadings"], |c, i, value| {
        let at = (item(stage, i), construct(stage, c));
        assert_close(
            found.loadings[at],
            value,
            tolerance,
            &format!("{name}: loading {c} {i}"),
        );
    });
    each(&case["paths"], |to, from, value| {
        let at = (construct(stage, to), construct(stage, from));
        assert_close(
            found.paths[at],
            value,
            tolerance,
            &format!("{name}: path {to} {from}"),
        );
    });
    each(&case["construct_correlations"], |a, b, value| {
        let at = (construct(stage, a), construct(stage, b));
        assert_close(
            found.correlation[at],
            value,
            tolerance,
            &format!("{name}: correlation {a} {b}"),
        );
    });
}

/// Base 10 of cSEM's d_G against natural logarithms.
const LOG10_SQUARED: f64 = std::f64::consts::LN_10 * std::f64::consts::LN_10;

fn quality(case: &Json, fit: &Fit, stage: &Stage) {
    let name = format!("{} {}", case["case"], case["scheme"]);
    let found = assess(fit, stage);
    let close = |found: Option<f64>, expected: f64, what: &str| {
        assert_close(
            found.unwrap(),
            expected,
            FIXED_POINT,
            &format!("{name}: {what}"),
        );
    };
    let regression = |to: &str| {
        let j = construct(stage, to);
        found.regressions.iter().find(|r| r.outcome == j).unwrap()
    };
    for (to, value) in numbers(&case["r2"]) {
        close(Some(regression(to).r2), value, "R²");
    }
    for (to, value) in numbers(&case["r2_adj"]) {
        close(regression(to).r2_adjusted, value, "adjusted R²");
    }
    for (to, value) in numbers(&case["aic"]) {
        close(regression(to).aic, value, "AIC");
    }
    for (to, value) in numbers(&case["bic"]) {
        close(regression(to).bic, value, "BIC");
    }
    let predictor = |to: &str, from: &str| {
        let j = construct(stage, from);
        regression(to)
            .predictors
            .iter()
            .find(|p| p.from == j)
            .copied()
            .unwrap()
    };
    each(&case["vif"], |to, from, value| {
        close(predictor(to, from).vif, value, "VIF")
    });
    each(&case["f2"], |to, from, value| {
        close(predictor(to, from).f2, value, "f²")
    });
    for (effect, value) in numbers(&case["indirect"]) {
        let (to, from) = effect.split_once(" ~ ").unwrap();
        let at = (construct(stage, to), construct(stage, from));
        close(
            Some(found.total[at] - stage.estimate.paths[at]),
            value,
            "indirect effect",
        );
    }
    reliability(case, stage, &found, close);
    heterotraits(case, stage, &found, close);
    distances(case, &found, close);
}

fn reliability(
    case: &Json,
    stage: &Stage,
    found: &Assessment,
    close: impl Fn(Option<f64>, f64, &str),
) {
    for (c, value) in numbers(&case["alpha"]) {
        close(found.reliability[construct(stage, c)].alpha, value, "alpha");
    }
    for (c, value) in numbers(&case["rho_a"]) {
        close(found.reliability[construct(stage, c)].rho_a, value, "rho_A");
    }
    for (c, value) in numbers(&case["rho_c"]) {
        close(found.reliability[construct(stage, c)].rho_c, value, "rho_C");
    }
    for (c, value) in numbers(&case["ave"]) {
        close(found.reliability[construct(stage, c)].ave, value, "AVE");
    }
}

fn pair<'a>(stage: &Stage, found: &'a Assessment, a: &str, b: &str) -> &'a Heterotrait {
    let (a, b) = (construct(stage, a), construct(stage, b));
    found
        .htmt
        .iter()
        .find(|h| (h.a, h.b) == (a.min(b), a.max(b)))
        .unwrap()
}

fn heterotraits(
    case: &Json,
    stage: &Stage,
    found: &Assessment,
    close: impl Fn(Option<f64>, f64, &str),
) {
    each(&case["htmt"], |a, b, value| {
        close(pair(stage, found, a, b).htmt, value, "HTMT")
    });
    each(&case["htmt2"], |a, b, value| {
        close(pair(stage, found, a, b).htmt2, value, "HTMT2")
    });
}

fn distances(case: &Json, found: &Assessment, close: impl Fn(Option<f64>, f64, &str)) {
    let fit = found.estimated.unwrap();
    close(Some(fit.srmr), case["srmr"].as_f64().unwrap(), "SRMR");
    close(Some(fit.d_uls), case["d_l"].as_f64().unwrap(), "d_ULS");
    close(
        fit.d_g.map(|d| d / LOG10_SQUARED),
        case["d_g"].as_f64().unwrap(),
        "d_G",
    );
    close(fit.chi_square, case["chi_square"].as_f64().unwrap(), "χ²");
    close(fit.nfi, case["nfi"].as_f64().unwrap(), "NFI");
    assert_eq!(fit.df as u64, case["df"].as_u64().unwrap(), "df");
}

const MEASUREMENT: &str = "leadership =~ lead1 + lead2 + lead3 + lead4 + lead5
knowledge =~ know1 + know2 + know3 + know4 + know5
staff =~ staf1 + staf2 + staf3 + staf4 + staf5
media =~ medi1 + medi2 + medi3 + medi4 + medi5
";
const SUCCESS: &str = "success =~ mark1 + mark2 + mark3 + mark4 + bran1 + bran2 + bran3 + bran4 + serv1 + serv2 + serv3 + serv4\n";
const HIGHER: &str = "marketing =~ mark1 + mark2 + mark3 + mark4
brand =~ bran1 + bran2 + bran3 + bran4
service =~ serv1 + serv2 + serv3 + serv4
success =~ marketing + brand + service\n";
const DRIVERS: &str = "success ~ leadership + knowledge + staff + media";

fn seminr(name: &str) -> Json {
    let recorded: Json = serde_json::from_str(SEMINR).unwrap();
    let cases = recorded["cases"].as_array().unwrap();
    cases.iter().find(|c| c["case"] == name).unwrap().clone()
}

/// seminr's `a*b` is this program's `a:b`.
fn ours(name: &str) -> String {
    name.trim_end_matches("_intxn").replace('*', ":")
}

fn against_seminr(case: &str, text: &str, skip_loading_of_product: bool) {
    let recorded = seminr(case);
    let model = model(text, &Choices::default());
    let fit = fitted(&model, &scrm384(&model), None, &Options::default());
    let holding = |name: &str| {
        let stages = fit.shown();
        let holds = |s: &&Stage| s.design.names.iter().any(|n| n == name);
        *stages.iter().rev().find(|s| holds(s)).unwrap()
    };
    let close = |found: f64, expected: f64, what: &str| {
        assert_close(found, expected, super::SEMINR, &format!("{case}: {what}"));
    };
    each(&recorded["weights"], |i, c, value| {
        let (i, c) = (ours(i), ours(c));
        let stage = holding(&c);
        close(
            stage.estimate.outer.weights[(item(stage, &i), construct(stage, &c))],
            value,
            &format!("weight {i} {c}"),
        );
    });
    each(&recorded["loadings"], |i, c, value| {
        let (i, c) = (ours(i), ours(c));
        let stage = holding(&c);
        if skip_loading_of_product && c.contains(':') {
            // seminr sets the spread of the product where the loading stands.
            close(
                stage.product_sd[construct(stage, &c)],
                value,
                "SD of the product",
            );
            return;
        }
        close(
            stage.estimate.loadings[(item(stage, &i), construct(stage, &c))],
            value,
            &format!("loading {i} {c}"),
        );
    });
    if !model.has_higher_order() {
        effect_sizes(&recorded, &model, &fit);
    }
    let stage = fit.last();
    let found = assess(&fit, stage);
    each(&recorded["paths"], |from, to, value| {
        let at = (construct(stage, &ours(to)), construct(stage, &ours(from)));
        close(
            stage.estimate.paths[at],
            value,
            &format!("path {from} → {to}"),
        );
    });
    each(&recorded["total_effects"], |from, to, value| {
        let at = (construct(stage, &ours(to)), construct(stage, &ours(from)));
        close(
            found.total[at],
            value,
            &format!("total effect {from} → {to}"),
        );
    });
    each(&recorded["r2"], |what, to, value| {
        let j = construct(stage, to);
        let regression = found.regressions.iter().find(|r| r.outcome == j).unwrap();
        let ours = if what == "Rsq" {
            regression.r2
        } else {
            regression.r2_adjusted.unwrap()
        };
        close(ours, value, what);
    });
    each(&recorded["information_criteria"], |what, to, value| {
        let j = construct(stage, to);
        let regression = found.regressions.iter().find(|r| r.outcome == j).unwrap();
        let ours = if what == "AIC" {
            regression.aic
        } else {
            regression.bic
        };
        close(ours.unwrap(), value, what);
    });
    each(&recorded["reliability"], |c, what, value| {
        let stage = holding(&ours(c));
        let found = assess(&fit, stage).reliability[construct(stage, &ours(c))];
        let ours = match what {
            "alpha" => found.alpha,
            "rhoC" => found.rho_c,
            "AVE" => found.ave,
            _ => found.rho_a,
        };
        // seminr prints 1 for single items, which have no reliability to estimate.
        close(ours.unwrap_or(1.0), value, &format!("{what} of {c}"));
    });
    each(&recorded["vif_items"], |c, i, value| {
        let stage = holding(&ours(c));
        let j = construct(stage, &ours(c));
        let at = stage.design.blocks[j]
            .items
            .iter()
            .position(|&x| x == item(stage, &ours(i)))
            .unwrap();
        let found = assess(&fit, stage).item_vif[j].as_ref().unwrap()[at];
        close(found, value, &format!("VIF of {i}"));
    });
    each(&recorded["vif_antecedents"], |to, from, value| {
        let (j, i) = (construct(stage, to), construct(stage, &ours(from)));
        let regression = found.regressions.iter().find(|r| r.outcome == j).unwrap();
        let predictor = regression.predictors.iter().find(|p| p.from == i).unwrap();
        close(predictor.vif.unwrap(), value, &format!("VIF of {from}"));
    });
    each(&recorded["htmt"], |a, b, value| {
        let (a, b) = (ours(a), ours(b));
        let both = |s: &&Stage| [&a, &b].iter().all(|n| s.design.names.contains(n));
        let stages = fit.shown();
        // Parts and the construct they make have no HTMT of their own: they share items.
        let Some(stage) = stages.iter().rev().find(|s| both(s)) else {
            return;
        };
        let found = assess(&fit, stage);
        close(
            pair(stage, &found, &a, &b).htmt_plus.unwrap(),
            value,
            &format!("HTMT {a} {b}"),
        );
    });
}

/// seminr estimates the model again without the path; what it cannot estimate then is not recorded.
fn effect_sizes(recorded: &Json, model: &Model, fit: &Fit) {
    let plan = plssem::statistics::Plan::of(model, fit, Some(Options::default()));
    let values = plan.values(model, fit);
    each(&recorded["f2"], |from, to, value| {
        let (from, to) = (
            model.construct(&ours(from)).unwrap(),
            model.construct(to).unwrap(),
        );
        let is = |s: &plssem::statistics::Statistic| {
            *s == plssem::statistics::Statistic::F2 { to, from }
        };
        let at = plan.statistics.iter().position(is).unwrap();
        assert_close(values[at], value, super::SEMINR, &format!("f² of {from}"));
    });
}

#[test]
fn seminr_finds_the_same_composites() {
    against_seminr(
        "pls-seminr-drivers",
        &format!("{MEASUREMENT}{SUCCESS}{DRIVERS}"),
        false,
    );
}

#[test]
fn seminr_finds_the_same_second_order() {
    against_seminr(
        "pls-seminr-second-order-two-stage",
        &format!("{MEASUREMENT}{HIGHER}{DRIVERS}"),
        false,
    );
}

#[test]
fn seminr_finds_the_same_interaction() {
    let text = format!("{MEASUREMENT}{SUCCESS}{DRIVERS} + media:leadership");
    against_seminr("pls-seminr-interaction-two-stage", &text, true);
}
