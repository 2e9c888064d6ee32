//! Products of constructs, against products made by hand.

use super::*;
use sanjeh::linalg::Vector;
use sanjeh::plssem::Interaction;
use sanjeh::plssem::statistics::{Plan, Statistic};

/// Columns x1, x2, m1, m2, y1, y2.
fn answers(rows: usize) -> Matrix {
    let wave = |i: usize, k: usize| ((i * (2 * k + 3) + k * k) % 19) as f64 / 5.0 - 1.8;
    Matrix::from_fn(rows, 6, |i, j| {
        let (x, m) = (wave(i, 1), 0.3 * wave(i, 1) + wave(i, 2));
        let y = 0.5 * x + 0.4 * m + 0.3 * x * m + wave(i, 3);
        [x, x, m, m, y, y][j] + 0.7 * wave(i, 4 + j)
    })
}

fn standardized(column: &[f64]) -> Vector {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let mut z = Vector::from_iterator(column.len(), column.iter().map(|x| x - mean));
    let sd = (z.norm_squared() / (n - 1.0)).sqrt();
    z /= sd;
    z
}

fn sd(column: &Vector) -> f64 {
    let (n, mean) = (column.len() as f64, column.mean());
    (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

const MAIN: &str = "x =~ x1 + x2\nm =~ m1 + m2\ny =~ y1 + y2\n";

#[test]
fn product_indicators_are_items_like_others() {
    let data = answers(80);
    let z: Vec<Vector> = data
        .column_iter()
        .map(|c| standardized(&c.into_owned().data.as_vec()[..]))
        .collect();
    let mut products: Vec<Vector> = Vec::new();
    for x in 0..2 {
        for m in 2..4 {
            products.push(z[x].component_mul(&z[m]));
        }
    }
    let on = Matrix::from_fn(80, 5, |i, j| if j == 4 { 1.0 } else { z[j][i] });
    for interaction in [Interaction::Indicators, Interaction::Orthogonal] {
        if interaction == Interaction::Orthogonal {
            let inverse = (on.transpose() * &on).try_inverse().unwrap();
            for product in &mut products {
                let slopes = &inverse * (on.transpose() * &*product);
                *product -= &on * slopes;
            }
        }
        let choices = Choices {
            interaction,
            ..Choices::default()
        };
        let found_model = model(&format!("{MAIN}y ~ x + m + x:m"), &choices);
        let found = fitted(&found_model, &data, None, &Options::default());
        let hand = format!("{MAIN}xm =~ p1 + p2 + p3 + p4\ny ~ x + m + xm");
        let hand_model = model(&hand, &Choices::default());
        let mut all: Vec<Vector> = z.clone();
        all.extend(products.iter().cloned());
        let by_hand = fitted(
            &hand_model,
            &Matrix::from_columns(&all),
            None,
            &Options::default(),
        );
        let (f, h) = (found.last(), by_hand.last());
        let weights = |s: &Stage, c: &str, items: [&str; 4]| {
            items.map(|i| s.estimate.outer.weights[(item(s, i), construct(s, c))])
        };
        let a = weights(f, "x:m", ["x1:m1", "x1:m2", "x2:m1", "x2:m2"]);
        let b = weights(h, "xm", ["p1", "p2", "p3", "p4"]);
        a.iter()
            .zip(&b)
            .for_each(|(a, b)| assert_close(*a, *b, 1e-8, "weight"));
        let r2 = |s: &Stage| s.estimate.r2[construct(s, "y")].unwrap();
        assert_close(r2(f), r2(h), 1e-9, "R²");
        let loadings = ["p1", "p2", "p3", "p4"]
            .map(|i| h.estimate.loadings[(item(h, i), construct(h, "xm"))].abs());
        let unit = loadings
            .iter()
            .zip(&products)
            .map(|(l, p)| l * sd(p))
            .sum::<f64>()
            / loadings.iter().sum::<f64>();
        let path =
            |s: &Stage, from: &str| s.estimate.paths[(construct(s, "y"), construct(s, from))];
        assert_close(path(f, "x:m"), path(h, "xm") / unit, 1e-8, "path");
    }
}

/// Single items: everything is one regression of the standardized outcome on products of standardized predictors.
#[test]
fn three_way_products_and_their_slopes_are_those_of_regression() {
    let names = ["x1", "m1", "m2"];
    let text = "y1 ~ x1 + m1 + m2 + x1:m1 + x1:m2 + m1:m2 + x1:m1:m2 + x1:x1";
    let model = model(text, &Choices::default());
    let data = answers(120);
    let z = |name: &str| {
        let at = ["x1", "x2", "m1", "m2", "y1", "y2"]
            .iter()
            .position(|n| *n == name)
            .unwrap();
        standardized(&data.column(at).into_owned().data.as_vec()[..])
    };
    let chosen = Matrix::from_columns(&model.items.iter().map(|i| z(i)).collect::<Vec<_>>());
    let fit = fitted(&model, &chosen, None, &Options::default());
    let [x, m, w] = names.map(z);
    let columns = [
        x.clone(),
        m.clone(),
        w.clone(),
        x.component_mul(&m),
        x.component_mul(&w),
        m.component_mul(&w),
        x.component_mul(&m).component_mul(&w),
        x.component_mul(&x),
        Vector::from_element(120, 1.0),
    ];
    let design = Matrix::from_columns(&columns);
    let slopes =
        (design.transpose() * &design).try_inverse().unwrap() * design.transpose() * z("y1");
    let stage = fit.last();
    let of = [
        "x1", "m1", "m2", "x1:m1", "x1:m2", "m1:m2", "x1:m1:m2", "x1:x1",
    ];
    for (name, slope) in of.iter().zip(slopes.iter()) {
        let at = (construct(stage, "y1"), construct(stage, name));
        assert_close(stage.estimate.paths[at], *slope, 1e-9, name);
    }
    let plan = Plan::of(&model, &fit, None);
    let values = plan.values(&model, &fit);
    let place = |name: &str| model.construct(name).unwrap();
    let mut seen = 0;
    for (statistic, value) in plan.statistics.iter().zip(values) {
        let Statistic::Slope(slope) = statistic else {
            continue;
        };
        if slope.predictor != place("x1") {
            continue;
        }
        let held = |name: &str| {
            let found = slope.at.iter().find(|(c, _)| *c == place(name));
            found.map_or(0.0, |(_, v)| f64::from(*v))
        };
        let (hx, hm, hw) = (held("x1"), held("m1"), held("m2"));
        let expected = slopes[0]
            + slopes[3] * hm
            + slopes[4] * hw
            + slopes[6] * hm * hw
            + 2.0 * slopes[7] * hx;
        assert_close(value, expected, 1e-9, "slope");
        seen += 1;
    }
    assert_eq!(seen, 3 + 3 + 9 + 3);
}
