//! Constructs of constructs, against the runs they stand for, made by hand.

use super::*;
use sanjeh::plssem::HigherOrder;

const PARTS: &str = "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nc =~ c1 + c2\n";

/// Answers to a1–a3, b1–b3, c1–c2, d1–d2, one column each.
fn answers(rows: usize) -> Matrix {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + k * k) % 17) as f64 / 4.0 - 2.0;
    Matrix::from_fn(rows, 10, |i, j| {
        let a = wave(i, 1);
        let b = 0.6 * a + wave(i, 2);
        let c = 0.3 * a + 0.5 * b + wave(i, 3);
        let d = 0.5 * a + 0.3 * b + wave(i, 13);
        [a, a, a, b, b, b, c, c, d, d][j] * (0.5 + 0.1 * j as f64) + wave(i, 4 + j)
    })
}

const ITEMS: [&str; 10] = ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2"];

/// A fit to the columns that the model names.
fn of(text: &str, choices: &Choices, columns: &[(&str, Vec<f64>)]) -> (Model, Fit, Matrix) {
    let model = model(text, choices);
    let column = |name: &String| &columns.iter().find(|c| c.0 == name).unwrap().1;
    let data = Matrix::from_fn(columns[0].1.len(), model.items.len(), |i, j| {
        column(&model.items[j])[i]
    });
    let fit = fitted(&model, &data, None, &Options::default());
    (model, fit, data)
}

fn columns() -> Vec<(&'static str, Vec<f64>)> {
    let data = answers(90);
    let named = ITEMS.iter().enumerate();
    named
        .map(|(j, name)| (*name, data.column(j).iter().copied().collect()))
        .collect()
}

fn path(fit: &Fit, to: &str, from: &str) -> f64 {
    let stage = fit.last();
    stage.estimate.paths[(construct(stage, to), construct(stage, from))]
}

/// Scores of a plain model's construct.
fn score(found: &(Model, Fit, Matrix), name: &str) -> Vec<f64> {
    let answers = Answers::new(&found.2, &found.0.items).unwrap();
    let observed = Observed::answers(&answers, None, &found.0.items).unwrap();
    let scores = found.1.scores(&observed).unwrap();
    let at = construct(found.1.last(), name);
    scores.column(at).iter().copied().collect()
}

fn choosing(higher_order: HigherOrder) -> Choices {
    Choices {
        higher_order,
        ..Choices::default()
    }
}

#[test]
fn repeated_indicators_are_the_items_written_twice() {
    let plain = Choices::default();
    for (whole, arrows) in [("=~", "a ~ h\nb ~ h"), ("<~", "h ~ a + b")] {
        let text = format!("{PARTS}h {whole} a + b\nc ~ h");
        let found = of(&text, &choosing(HigherOrder::Repeated), &columns());
        let twice = format!("{PARTS}h {whole} a1 + a2 + a3 + b1 + b2 + b3\n{arrows}\nc ~ h");
        let by_hand = of(&twice, &plain, &columns());
        assert_eq!(found.1.stages.len(), 1);
        let (stage, other) = (found.1.last(), by_hand.1.last());
        for name in ["a1", "b3"] {
            let weight = |s: &Stage| s.estimate.outer.weights[(item(s, name), construct(s, "h"))];
            assert_close(weight(stage), weight(other), 1e-8, name);
        }
        assert_close(
            path(&found.1, "c", "h"),
            path(&by_hand.1, "c", "h"),
            1e-8,
            "c ~ h",
        );
    }
}

#[test]
fn embedded_two_stages_are_made_by_hand() {
    let plain = Choices::default();
    let text = format!("{PARTS}h <~ a + b\nc ~ h");
    let found = of(&text, &choosing(HigherOrder::Embedded), &columns());
    let first = of(
        &format!("{PARTS}h <~ a1 + a2 + a3 + b1 + b2 + b3\nh ~ a + b\nc ~ h"),
        &plain,
        &columns(),
    );
    let mut data = columns();
    data.extend([("a", score(&first, "a")), ("b", score(&first, "b"))]);
    let second = of("h <~ a + b\nc =~ c1 + c2\nc ~ h", &plain, &data);
    assert_close(
        path(&found.1, "c", "h"),
        path(&second.1, "c", "h"),
        1e-8,
        "c ~ h",
    );
    let weight = |fit: &Fit| {
        let stage = fit.last();
        stage.estimate.outer.weights[(item(stage, "a"), construct(stage, "h"))]
    };
    assert_close(weight(&found.1), weight(&second.1), 1e-8, "weight of a");
    assert_eq!(found.1.shown().len(), 2);
}

#[test]
fn a_third_order_takes_three_stages() {
    let plain = Choices::default();
    let parts = format!("{PARTS}d =~ d1 + d2\n");
    let text = format!("{parts}h =~ a + b\ng <~ h + d\nc ~ g");
    let found = of(&text, &choosing(HigherOrder::Disjoint), &columns());
    let first = of(&format!("{parts}c ~ a + b + d"), &plain, &columns());
    let mut data = columns();
    data.extend(["a", "b"].map(|name| (name, score(&first, name))));
    let second = of(
        "h =~ a + b\nd =~ d1 + d2\nc =~ c1 + c2\nc ~ h + d",
        &plain,
        &data,
    );
    data.push(("h", score(&second, "h")));
    data.push(("d", score(&second, "d")));
    let third = of("g <~ h + d\nc =~ c1 + c2\nc ~ g", &plain, &data);
    assert_close(
        path(&found.1, "c", "g"),
        path(&third.1, "c", "g"),
        1e-8,
        "c ~ g",
    );
    assert_eq!(found.1.shown().len(), 3);
    assert_eq!(found.0.order(found.0.construct("g").unwrap()), 3);
    for kind in [HigherOrder::Embedded, HigherOrder::Repeated] {
        let other = of(&text, &choosing(kind), &columns());
        assert!(other.1.converged());
        assert_close(
            path(&other.1, "c", "g").abs(),
            path(&found.1, "c", "g").abs(),
            0.2,
            "alike",
        );
    }
}

#[test]
fn a_construct_cannot_be_made_of_itself() {
    let syntax = syntax::parse("a =~ b\nb =~ a\nc =~ x\nc ~ a").unwrap();
    let refused = Model::new(&syntax, &Choices::default()).unwrap_err();
    assert!(refused.to_string().contains("made of itself"));
}
