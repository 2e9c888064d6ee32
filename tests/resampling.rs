//! Resampling and effects along paths: laws, and the answers of R's boot package and of lavaan.

use crate::samples::{model, normals};
use crate::shipped::{answers, fit_text, request, row, text};
use crate::tolerance::{ARITHMETIC, assert_close};
use sanjeh::analysis::fit::{Analysis, fit};
use sanjeh::analysis::resampling::{Bootstrap, Resampling};
use sanjeh::cbsem::{self, Fit};
use sanjeh::data::{Pool, Sample};
use sanjeh::inference::bootstrap::{Draw, Generator, Plan, Units, stratified};
use sanjeh::inference::effects::{Effects, Kind as Effect, MOST_PATHS};
use sanjeh::inference::intervals::{Convention, Kind, spread_by};
use sanjeh::inference::resample::Fitted;
use sanjeh::inference::statistics::Statistics;
use sanjeh::inference::transformed::{self, Population};
use sanjeh::linalg::{Cholesky, Matrix, SymmetricEigen};
use sanjeh::model::Model;
use sanjeh::report::results::EffectRow;
use serde_json::Value as Json;

const MEDIATION: &str =
    "y1 ~ a*x1\ny5 ~ b*y1 + c*x1\nab := a*b\ntotal := c + a*b\nr := sqrt(a^2)\n";
const DEMOCRACY: &str = "datasets/democracy.csv";
/// Two optimizers at the same minimum of a resample, which is settled less far than an estimate is.
const SETTLED: f64 = 1e-6;

fn plan(replicates: usize) -> Plan {
    Plan {
        replicates,
        seed: 7,
        threads: None,
        generator: Generator::ChaCha,
    }
}

fn bootstrap(replicates: usize, population: Population, interval: Kind) -> Resampling {
    Resampling {
        bootstrap: Some(Bootstrap {
            plan: plan(replicates),
            population,
            interval,
        }),
        ..Resampling::default()
    }
}

fn analysis(text: &str, file: &str, resampling: Resampling) -> Analysis {
    let mut request = request("", answers(file));
    request.resampling = resampling;
    fit_text(text, &mut request).unwrap()
}

fn recorded() -> Json {
    serde_json::from_str(&text("tests/reference/bootstrap.boot-lavaan.json")).unwrap()
}

fn numbers(list: &Json) -> Vec<f64> {
    let list = list.as_array().unwrap().iter();
    list.map(|x| x.as_f64().unwrap()).collect()
}

/// Model, sample and fit of answers.
fn fitted(text: &str, matrix: Matrix, items: &[&str]) -> (Model, Sample, Fit) {
    let model = model(text);
    let order: Vec<usize> = model.variables[..model.items]
        .iter()
        .map(|name| items.iter().position(|item| item == name).unwrap())
        .collect();
    let chosen = matrix.select_columns(&order);
    let names = model.variables[..model.items].to_vec();
    let sample = Sample::from_answers(names, vec![(String::new(), chosen)]);
    let fit = cbsem::fit(&model, &sample, cbsem::Options::default()).unwrap();
    (model, sample, fit)
}

/// x → m → y with slopes of 0.4 and a direct slope of 0.2; columns x, m, y.
fn mediated(n: usize, seed: u64) -> Matrix {
    let mut normal = normals(seed);
    let mut rows = Matrix::zeros(n, 3);
    for mut row in rows.row_iter_mut() {
        row[0] = normal();
        row[1] = 0.4 * row[0] + normal();
        row[2] = 0.2 * row[0] + 0.4 * row[1] + normal();
    }
    rows
}

fn effect<'a>(found: &'a Analysis, kind: &str, from: &str, to: &str) -> &'a EffectRow {
    let rows = &found.results.effects.rows;
    rows.iter()
        .find(|row| row.kind == kind && row.from == from && row.to == to)
        .unwrap_or_else(|| panic!("no {kind} effect of {from} on {to}"))
}

#[test]
fn intervals_are_those_of_boot() {
    let recorded = recorded();
    let answers = &recorded["intervals"];
    let values = numbers(&answers["t"]);
    let left_out = numbers(&answers["left_out"]);
    let kinds = [
        (Kind::Percentile, "perc"),
        (Kind::Basic, "basic"),
        (Kind::Normal, "norm"),
        (Kind::Accelerated, "bca"),
    ];
    for (kind, name) in kinds {
        let by = Convention::DavisonHinkley;
        let estimate = answers["t0"].as_f64().unwrap();
        let found = spread_by(by, estimate, &values, &left_out, (kind, 0.95)).unwrap();
        // boot measures influence from the estimate, we from the mean of the values left out (Efron & Tibshirani 1993).
        let tolerance = if kind == Kind::Accelerated {
            1e-5
        } else {
            1e-9
        };
        let expected = numbers(&answers[name]);
        assert_close(found.lower.unwrap(), expected[0], tolerance, name);
        assert_close(found.upper.unwrap(), expected[1], tolerance, name);
    }
    // Without acceleration BCa is BC.
    let even: Vec<f64> = (-20..=20).map(f64::from).collect();
    let of = |kind| {
        let by = Convention::DavisonHinkley;
        spread_by(by, 0.5, &values, &even, (kind, 0.9)).unwrap()
    };
    assert_eq!(of(Kind::BiasCorrected).lower, of(Kind::Accelerated).lower);
}

/// `y = c + b x` with each respondent counted so many times: slope and residual variance.
fn regression(rows: &Matrix, counts: &[f64]) -> (f64, f64) {
    let n: f64 = counts.iter().sum();
    let mean = |j: usize| {
        counts
            .iter()
            .zip(rows.column(j).iter())
            .map(|(c, v)| c * v)
            .sum::<f64>()
            / n
    };
    let means = [mean(0), mean(1)];
    let product = |i: usize, j: usize| {
        (0..counts.len())
            .map(|r| counts[r] * (rows[(r, i)] - means[i]) * (rows[(r, j)] - means[j]))
            .sum::<f64>()
            / n
    };
    let slope = product(0, 1) / product(0, 0);
    (slope, product(1, 1) - slope * product(0, 1))
}

#[test]
fn a_saturated_regression_is_resampled_as_its_closed_form() {
    let rows = mediated(50, 3);
    let (model, sample, fit) = fitted("m ~ x", rows.clone(), &["x", "m", "y"]);
    let effects = Effects::of(&model);
    let statistics = Statistics::new(&model, &effects);
    let whole = Fitted {
        model: &model,
        sample: &sample,
        fit: &fit,
        statistics: &statistics,
        panel: None,
    };
    let plan = plan(100);
    let found = whole
        .bootstrap(&plan, Population::Ordinary, (Kind::Percentile, 0.95))
        .unwrap();
    let closed = stratified(&plan, &Units::respondents(&[50]), |counts| {
        let (slope, residual) = regression(&rows, counts);
        Ok(Draw {
            values: vec![slope, residual],
            remarks: Vec::new(),
        })
    });
    assert_eq!(found.replicates.used(), 100);
    for (column, expected) in found.replicates.columns.iter().zip(&closed.columns) {
        for (found, expected) in column.iter().zip(expected) {
            assert_close(*found, *expected, SETTLED, "draw");
        }
    }
}

#[test]
fn groups_are_drawn_apart() {
    let sizes = [7, 12, 3];
    let found = stratified(&plan(20), &Units::respondents(&sizes), |counts| {
        let mut from = 0;
        for size in sizes {
            let sum: f64 = counts[from..from + size].iter().sum();
            assert_close(sum, size as f64, ARITHMETIC, "respondents of a group");
            from += size;
        }
        Ok(Draw::default())
    });
    assert_eq!(found.asked, 20);
    // Clusters of two and one respondents are drawn whole.
    let clusters = Units::new(vec![vec![vec![0, 1], vec![2]]]);
    stratified(&plan(20), &clusters, |counts| {
        assert_close(counts[0], counts[1], 0.0, "a cluster");
        Ok(Draw::default())
    });
}

#[test]
fn bytes_do_not_depend_on_threads() {
    let json = |threads: usize, population, interval| {
        let mut asked = bootstrap(24, population, interval);
        let threaded = Plan {
            threads: Some(threads),
            ..plan(24)
        };
        asked.bootstrap.as_mut().unwrap().plan = threaded;
        asked.bollen_stine = Some(threaded);
        let mut request = request("models/democracy.lav", answers(DEMOCRACY));
        request.resampling = asked;
        sanjeh::report::json::json(&fit(&request).unwrap().results).unwrap()
    };
    for (population, interval) in [
        (Population::Ordinary, Kind::Accelerated),
        (Population::Parametric, Kind::Percentile),
    ] {
        let one = json(1, population, interval);
        for threads in [2, 4] {
            assert_eq!(one, json(threads, population, interval));
        }
        let schema: Json = serde_json::from_str(sanjeh::report::json::SCHEMA).unwrap();
        let json: Json = serde_json::from_str(&one).unwrap();
        let wrong = jsonschema::validate(&schema, &json).map_err(|e| e.to_string());
        assert_eq!(wrong, Ok(()));
    }
}

#[test]
fn effects_need_no_definitions() {
    let found = analysis(MEDIATION, DEMOCRACY, Resampling::default());
    for (kind, name) in [("indirect", "ab"), ("specific", "ab"), ("total", "total")] {
        let (effect, written) = (
            effect(&found, kind, "x1", "y5"),
            row(&found, name, ":=", text_of(name)),
        );
        assert_close(effect.est.unwrap(), written.est, ARITHMETIC, name);
        assert_close(effect.se.unwrap(), written.se.unwrap(), ARITHMETIC, name);
        assert_close(
            effect.std_all.unwrap(),
            written.std_all.unwrap(),
            ARITHMETIC,
            name,
        );
    }
    assert_eq!(
        effect(&found, "indirect", "x1", "y5").mediation.as_deref(),
        Some("complementary mediation")
    );
    let lavaan: Json =
        serde_json::from_str(include_str!("reference/path-mediation.lavaan-0.7-2.json")).unwrap();
    let rows = lavaan["parameters"]["rows"].as_array().unwrap();
    let ab = rows.iter().find(|row| row[0] == "ab").unwrap();
    let indirect = effect(&found, "indirect", "x1", "y5");
    assert_close(
        indirect.est.unwrap(),
        ab[4].as_f64().unwrap(),
        SETTLED,
        "ab",
    );
    assert_close(
        indirect.se.unwrap(),
        ab[5].as_f64().unwrap(),
        SETTLED,
        "se of ab",
    );
}

fn text_of(name: &str) -> &'static str {
    if name == "ab" { "a*b" } else { "c+a*b" }
}

#[test]
fn effects_of_constructs_are_those_of_lavaan() {
    let recorded = recorded();
    let defined = &recorded["democracy"]["defined"];
    let found = fit(&request("models/democracy.lav", answers(DEMOCRACY))).unwrap();
    for (at, kind) in ["indirect", "total"].into_iter().enumerate() {
        let effect = effect(&found, kind, "ind60", "dem65");
        let expected = |name: &str| numbers(&defined[name])[at];
        assert_close(effect.est.unwrap(), expected("est"), 1e-5, kind);
        assert_close(effect.se.unwrap(), expected("se"), 1e-5, kind);
        assert_close(effect.std_all.unwrap(), expected("std"), 1e-5, kind);
        assert_close(effect.std_se.unwrap(), expected("std_se"), 1e-5, kind);
    }
}

#[test]
fn loops_have_total_effects_and_no_ways() {
    let text = "y1 ~ b12*y2 + g*x1\ny2 ~ b21*y1 + x2\ny1 ~~ y2\n\
                t := g/(1 - b12*b21)\ni := g/(1 - b12*b21) - g\ns := sqrt(sqrt((b12*b21)^2))\n";
    let found = analysis(text, DEMOCRACY, Resampling::default());
    let effects = &found.results.effects;
    assert!(!effects.recursive);
    assert!(effects.rows.iter().all(|row| row.kind != "specific"));
    for (kind, name) in [("total", "t"), ("indirect", "i")] {
        let effect = effect(&found, kind, "x1", "y1");
        let rows = &found.results.parameters;
        let written = rows.iter().find(|row| row.lhs == name).unwrap();
        assert_close(effect.est.unwrap(), written.est, 1e-10, name);
        assert_close(effect.se.unwrap(), written.se.unwrap(), 1e-10, name);
    }
    let rows = &found.results.parameters;
    let index = rows.iter().find(|row| row.lhs == "s").unwrap().est;
    assert_close(effects.stability[0].unwrap(), index, 1e-10, "stability");
}

/// Every variable is an outcome of all before it.
fn recursive(variables: usize) -> String {
    let line = |i: usize| {
        let causes: Vec<String> = (0..i).map(|j| format!("v{j}")).collect();
        format!("v{i} ~ {}\n", causes.join(" + "))
    };
    (1..variables).map(line).collect()
}

#[test]
fn every_way_is_found_and_too_many_are_counted() {
    let count = |variables: usize| {
        let effects = Effects::of(&model(&recursive(variables)));
        let ways = effects.list.iter().filter(|e| e.kind == Effect::Specific);
        (ways.count() as u64, effects.omitted)
    };
    // From v_i to v_j there is a way for every nonempty choice of the variables between them.
    let all = |variables: u32| -> u64 {
        (1..variables)
            .map(|d| u64::from(variables - d) * (2_u64.pow(d - 1) - 1))
            .sum()
    };
    assert_eq!(count(6), (all(6), 0));
    let (listed, omitted) = count(16);
    assert_eq!(listed, MOST_PATHS as u64);
    assert_eq!(listed + omitted, all(16));
}

#[test]
fn specific_effects_add_up_and_loadings_lead_on() {
    let text = "f =~ g + h\ng =~ x1 + x2 + x3\nh =~ x4 + x5 + x6\ny ~ g + x7\nf ~ x7\n";
    let model = model(text);
    let effects = Effects::of(&model);
    let place = |name: &str| model.variables.iter().position(|v| v == name).unwrap();
    let mut rows: Vec<Option<f64>> = vec![Some(0.5); model.parameters.len()];
    rows[0] = Some(2.0);
    let values = effects.values(&rows);
    let of = |kind: Effect, from: &str, to: &str| -> f64 {
        let pairs = effects.list.iter().zip(&values);
        pairs
            .filter(|(e, _)| e.kind == kind && e.from.0 == place(from) && e.to.0 == place(to))
            .map(|(_, value)| value)
            .sum()
    };
    // x7 → f → g → y over the loading of g on f, which the text wrote first.
    assert_close(
        of(Effect::Specific, "x7", "y"),
        0.5 * 2.0 * 0.5,
        ARITHMETIC,
        "way",
    );
    let sum = of(Effect::Specific, "x7", "y") + of(Effect::Direct, "x7", "y");
    assert_close(of(Effect::Total, "x7", "y"), sum, ARITHMETIC, "total");
    // An arrow that is fixed at zero is none.
    let none = Effects::of(&crate::samples::model("y ~ 0*x + z\n"));
    assert!(none.list.iter().all(|e| e.from.0 != 1));
}

/// A standard deviation over B draws is known to about 1/√(2B) of itself; three of those, for draws on both sides.
fn monte_carlo(draws: &[f64]) -> f64 {
    3.0 * draws.iter().map(|b| 0.5 / b).sum::<f64>().sqrt()
}

#[test]
fn bootstrap_errors_are_those_of_lavaan() {
    let recorded = recorded();
    let lavaan = &recorded["mediation"];
    let draws = lavaan["draws"].as_f64().unwrap();
    let found = analysis(
        MEDIATION,
        DEMOCRACY,
        bootstrap(2000, Population::Ordinary, Kind::Percentile),
    );
    for (lhs, op, rhs) in [
        ("y1", "~", "x1"),
        ("y5", "~", "y1"),
        ("y5", "~", "x1"),
        ("ab", ":=", "a*b"),
    ] {
        let name = format!("{lhs} {op} {rhs}");
        let row = row(&found, lhs, op, rhs);
        let expected = lavaan["se"][&name].as_f64().unwrap();
        // Tails are heavier than the normal's: one half more.
        let allowed = 1.5 * monte_carlo(&[2000.0, draws]);
        assert!(
            (row.se.unwrap() / expected - 1.0).abs() < allowed,
            "{name} {:?} {expected}",
            row.se
        );
        // A 2.5% quantile is known to about 1.9 SE/√B.
        for (limit, side) in [(row.ci_lower, "lower"), (row.ci_upper, "upper")] {
            let theirs = lavaan[side][&name].as_f64().unwrap();
            let allowed = 3.0 * 2.7 * expected * (1.0 / 2000.0 + 1.0 / draws).sqrt();
            assert!(
                (limit.unwrap() - theirs).abs() < allowed,
                "{name} {side}: {limit:?} {theirs}"
            );
        }
    }
    // What is a function of others is resampled as that function: no second set of draws.
    let (effect, written) = (
        effect(&found, "indirect", "x1", "y5"),
        row(&found, "ab", ":=", "a*b"),
    );
    assert_close(effect.se.unwrap(), written.se.unwrap(), 1e-9, "ab");
    assert_close(
        effect.ci_upper.unwrap(),
        written.ci_upper.unwrap(),
        1e-9,
        "ab",
    );
    assert!(
        found
            .results
            .r2
            .iter()
            .all(|row| row.se.is_some() && row.ci_lower < row.ci_upper)
    );
    let beta = found
        .results
        .standardized
        .iter()
        .find(|row| row.lhs == "ab")
        .unwrap();
    assert_close(
        effect.std_ci_upper.unwrap(),
        beta.ci_upper.unwrap(),
        1e-9,
        "std ab",
    );
}

#[test]
fn other_populations_are_those_of_lavaan() {
    let recorded = recorded();
    let lavaan = &recorded["democracy"];
    let text = "ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3 + y4\ndem65 =~ y5 + y6 + y7 + y8\ndem60 ~ ind60\n\
                dem65 ~ ind60 + dem60\ny1 ~~ y5\ny2 ~~ y4 + y6\ny3 ~~ y7\ny4 ~~ y8\ny6 ~~ y8\n";
    for (population, name) in [
        (Population::BollenStine, "bollen_stine"),
        (Population::Parametric, "parametric"),
        (Population::Yuan, "yuan"),
    ] {
        let mut asked = bootstrap(300, population, Kind::Percentile);
        asked.bollen_stine = (population == Population::BollenStine).then(|| plan(300));
        let found = analysis(text, DEMOCRACY, asked);
        for (lhs, op, rhs) in [
            ("ind60", "=~", "x2"),
            ("dem60", "~", "ind60"),
            ("x1", "~~", "x1"),
        ] {
            let expected = lavaan[name][format!("{lhs}{op}{rhs}")].as_f64().unwrap();
            let se = row(&found, lhs, op, rhs).se.unwrap();
            let allowed = 1.5 * monte_carlo(&[300.0, 200.0]);
            assert!(
                (se / expected - 1.0).abs() < allowed,
                "{name} {lhs}{op}{rhs} {se} {expected}"
            );
        }
        if population == Population::BollenStine {
            let p = found.results.fit_measures["pvalue.bollen.stine"]
                .as_f64()
                .unwrap();
            let theirs = lavaan["pvalue"].as_f64().unwrap();
            let allowed = 3.0 * (0.25_f64 * (1.0 / 300.0 + 1.0 / 300.0)).sqrt();
            assert!((p - theirs).abs() < allowed, "{p} {theirs}");
        }
    }
}

#[test]
fn turned_answers_have_the_covariances_they_should() {
    let text = "f =~ x1 + x2 + x3 + x4 + x5\n";
    let mut rows = crate::samples::holzinger_like(120)
        .columns(0, 5)
        .into_owned();
    rows.column_mut(0).add_scalar_mut(5.0);
    let (_, sample, fit) = fitted(text, rows, &["x1", "x2", "x3", "x4", "x5"]);
    let pool = Pool::new(&sample, false).unwrap();
    let ones = vec![1.0; 120];
    let drawn = |pool: &Pool| pool.draw(&ones).unwrap().groups.remove(0).moments;
    let plain = drawn(&pool);
    assert!((&plain.covariance - &sample.groups[0].moments.covariance).amax() < ARITHMETIC);
    let sigma = &fit.implied[0].covariance;
    let turned = drawn(&transformed::bollen_stine(&pool, &fit).unwrap());
    assert!((&turned.covariance - sigma).amax() < 1e-10);
    assert!((turned.mean - &plain.mean).amax() < 1e-10);
    let partly = drawn(&transformed::yuan(&pool, &fit).unwrap()).covariance;
    let root = Cholesky::new(sigma.clone()).unwrap().l();
    let half = root.solve_lower_triangular(&partly).unwrap();
    let relative = root.solve_lower_triangular(&half.transpose()).unwrap();
    let eigen = SymmetricEigen::new(relative).eigenvalues;
    let misfit: f64 = eigen.iter().map(|d| d - 1.0 - d.ln()).sum();
    let target = (fit.chi_square - fit.df as f64) / fit.scale;
    assert!(target > 0.01, "{target}");
    assert_close(misfit, target, 1e-9, "misfit");
}

#[test]
fn a_product_of_independent_estimates_varies_as_it_should() {
    let asked = Resampling {
        monte_carlo: Some(plan(20_000)),
        ..Resampling::default()
    };
    let theory = analysis(MEDIATION, DEMOCRACY, Resampling::default());
    let found = analysis(MEDIATION, DEMOCRACY, asked);
    let of = |lhs: &str, rhs: &str| {
        let row = row(&theory, lhs, "~", rhs);
        (row.est, row.se.unwrap())
    };
    let ((a, sa), (b, sb)) = (of("y1", "x1"), of("y5", "y1"));
    // The variance of a product of independent normal numbers (Goodman 1960).
    let exact = (a * a * sb * sb + b * b * sa * sa + sa * sa * sb * sb).sqrt();
    let drawn = row(&found, "ab", ":=", "a*b");
    assert!((drawn.se.unwrap() / exact - 1.0).abs() < 0.03);
    // Longer to the right, as the product of two positive estimates is.
    assert!(drawn.ci_upper.unwrap() - drawn.est > drawn.est - drawn.ci_lower.unwrap());
    let (mine, plain) = (row(&found, "y1", "~", "x1"), row(&theory, "y1", "~", "x1"));
    assert_eq!(mine.se, plain.se);
}

#[test]
fn blanks_are_drawn_with_their_respondents() {
    let mut rows = mediated(80, 5);
    let names = || ["m", "y", "x"].map(String::from).to_vec();
    let model = crate::samples::model_with(
        "m ~ x\ny ~ m\n",
        &sanjeh::model::Settings {
            meanstructure: Some(true),
            ..Default::default()
        },
    );
    assert_eq!(model.variables, names());
    let order = |rows: &Matrix| rows.select_columns(&[1, 2, 0]);
    let draws = |sample: &Sample| {
        let fit = cbsem::fit(&model, sample, cbsem::Options::default()).unwrap();
        let effects = Effects::of(&model);
        let statistics = Statistics::new(&model, &effects);
        let whole = Fitted {
            model: &model,
            sample,
            fit: &fit,
            statistics: &statistics,
            panel: None,
        };
        whole
            .bootstrap(&plan(40), Population::Ordinary, (Kind::Percentile, 0.95))
            .unwrap()
    };
    let complete = draws(&Sample::from_answers(
        names(),
        vec![(String::new(), order(&rows))],
    ));
    for at in (0..80).step_by(9) {
        rows[(at, 2)] = f64::NAN;
    }
    let groups = vec![(String::new(), order(&rows))];
    let blank = draws(&Sample::from_incomplete_answers(names(), groups).unwrap());
    assert_eq!(blank.replicates.used(), 40);
    // m ~ x is regressed on answers without blanks: the same draws, the same slopes.
    for (one, two) in complete.replicates.columns[0]
        .iter()
        .zip(&blank.replicates.columns[0])
    {
        assert_close(*one, *two, SETTLED, "m ~ x");
    }
    let apart = complete.replicates.columns[1]
        .iter()
        .zip(&blank.replicates.columns[1]);
    assert!(apart.into_iter().any(|(one, two)| (one - two).abs() > 1e-3));
}

/// Intervals of the indirect effect hold the truth as often as they say, within three Monte-Carlo errors.
#[test]
fn intervals_cover_what_they_promise() {
    const STUDIES: usize = 120;
    let mut covered = [0_u32; 2];
    for study in 0..STUDIES {
        let rows = mediated(60, 100 + study as u64);
        let (model, sample, fit) = fitted("m ~ x\ny ~ m + x\n", rows, &["x", "m", "y"]);
        let effects = Effects::of(&model);
        let statistics = Statistics::new(&model, &effects);
        let whole = Fitted {
            model: &model,
            sample: &sample,
            fit: &fit,
            statistics: &statistics,
            panel: None,
        };
        let indirect = effects
            .list
            .iter()
            .position(|e| e.kind == Effect::Indirect)
            .unwrap();
        let at = statistics.layout().effects.start + indirect;
        for (count, kind) in covered
            .iter_mut()
            .zip([Kind::Percentile, Kind::Accelerated])
        {
            let found = whole
                .bootstrap(&plan(199), Population::Ordinary, (kind, 0.9))
                .unwrap();
            let spread = found.spreads[at].unwrap();
            let inside = spread.lower.unwrap() <= 0.16 && 0.16 <= spread.upper.unwrap();
            *count += u32::from(inside);
        }
    }
    for count in covered {
        let share = f64::from(count) / STUDIES as f64;
        assert!(
            (share - 0.9).abs() < 3.0 * (0.9 * 0.1 / STUDIES as f64).sqrt(),
            "{covered:?}"
        );
    }
}

#[test]
fn failed_draws_are_counted_by_reason() {
    // Eight respondents and five items: many resamples have fewer different respondents than items.
    let mut normal = normals(2);
    let rows = Matrix::from_fn(8, 5, |_, _| normal());
    let (model, sample, fit) = fitted("a ~ b + c + d + e\n", rows, &["a", "b", "c", "d", "e"]);
    let effects = Effects::of(&model);
    let statistics = Statistics::new(&model, &effects);
    let whole = Fitted {
        model: &model,
        sample: &sample,
        fit: &fit,
        statistics: &statistics,
        panel: None,
    };
    let found = whole
        .bootstrap(&plan(100), Population::Ordinary, (Kind::Percentile, 0.95))
        .unwrap();
    let failed: usize = found.replicates.failed.values().sum();
    assert!(failed > 10, "{:?}", found.replicates.failed);
    assert_eq!(found.replicates.used() + failed, 100);
    assert_eq!(found.replicates.columns[0].len(), found.replicates.used());
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let run = |more: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_sanjeh"))
            .args(["fit", "models/democracy.lav", "--quiet"])
            .args(more)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    let data = ["--data", DEMOCRACY];
    let cases: [(&[&str], &str); 14] = [
        (&["--boot-ci", "bca"], "add --se bootstrap"),
        (&["--boot-type", "yuan"], "add --se bootstrap"),
        (&["--seed", "3"], "nothing is drawn"),
        (&["--threads", "2"], "nothing is drawn"),
        (&["--bootstrap", "1"], "at least 2"),
        (&["--bootstrap", "20", "--se", "standard"], "drop one"),
        (
            &["--bootstrap", "20", "--information", "observed"],
            "leave it out",
        ),
        (&["--bootstrap", "20", "--monte-carlo", "20"], "choose one"),
        (&["--monte-carlo", "20", "--se", "none"], "--se none"),
        (&["--monte-carlo", "1"], "at least 2"),
        (&["--bootstrap", "20", "--threads", "0"], "from 1 on"),
        (
            &[
                "--bootstrap",
                "20",
                "--missing",
                "ml",
                "--boot-type",
                "yuan",
            ],
            "blanks",
        ),
        (&["--test", "bollen.stine", "--missing", "ml"], "blanks"),
        (
            &[
                "--bootstrap",
                "20",
                "--boot-type",
                "yuan",
                "--boot-ci",
                "bca",
            ],
            "use bc",
        ),
    ];
    for (more, words) in cases {
        let (code, said) = run(&[&data[..], more].concat());
        assert_eq!(code, Some(2), "{more:?} {said}");
        assert!(said.contains(words), "{more:?}: {words} is not in {said}");
    }
    let moments = [
        "--sample-cov",
        "datasets/wheaton.csv",
        "--sample-nobs",
        "932",
    ];
    let (code, said) = run(&[&moments[..], &["--bootstrap", "20"]].concat());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--boot-type parametric"), "{said}");
}

#[test]
fn moments_are_enough_for_normal_answers() {
    let mut request = request(
        "models/wheaton.lav",
        sanjeh::analysis::fit::DataSource::Moments(sanjeh::data::MomentOptions {
            covariance: vec!["datasets/wheaton.csv".into()],
            respondents: vec![932],
            ..Default::default()
        }),
    );
    let theory = fit(&request).unwrap();
    request.resampling = bootstrap(60, Population::Parametric, Kind::Normal);
    let found = fit(&request).unwrap();
    assert_eq!(
        found
            .results
            .resampling
            .as_ref()
            .unwrap()
            .bootstrap
            .as_ref()
            .unwrap()
            .used,
        60
    );
    for (one, two) in found
        .results
        .parameters
        .iter()
        .zip(&theory.results.parameters)
    {
        if one.free {
            let ratio = one.se.unwrap() / two.se.unwrap();
            assert!((ratio - 1.0).abs() < 0.4, "{} {} {ratio}", one.lhs, one.rhs);
        }
    }
    request.resampling = bootstrap(10, Population::Ordinary, Kind::Normal);
    assert!(fit(&request).is_err());
}
