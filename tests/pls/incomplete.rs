//! Blanks and ordered answers, against formulas of their own.

use super::*;
use sanjeh::plssem::Rule;

/// y with blanks at the end, where x is answered.
fn monotone() -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> = (0..40).map(|i| f64::from((i * 7) % 11)).collect();
    let y = (0..40)
        .map(|i| {
            if i < 28 {
                0.5 * x[i] + f64::from(((i * i) % 5) as u32)
            } else {
                f64::NAN
            }
        })
        .collect();
    (x, y)
}

fn path_by(x: &[f64], y: &[f64], rule: Rule, counts: Option<&[f64]>) -> f64 {
    let model = model("y ~ x", &Choices::default());
    let of = |name: &String| if name == "x" { x } else { y };
    let data = Matrix::from_fn(x.len(), 2, |i, j| of(&model.items[j])[i]);
    let answers = Answers::with(&data, &model.items, rule).unwrap();
    let observed = Observed::answers(&answers, counts, &model.items).unwrap();
    let fit = plssem::fit(&model, &observed, &Options::default(), None).unwrap();
    fit.last().estimate.paths.sum()
}

fn moments(x: &[f64], y: &[f64]) -> (f64, f64, f64, f64, f64) {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let sum = |f: &dyn Fn(usize) -> f64| (0..x.len()).map(f).sum::<f64>() / n;
    let xx = sum(&|i| (x[i] - mx).powi(2));
    let yy = sum(&|i| (y[i] - my).powi(2));
    (mx, my, xx, sum(&|i| (x[i] - mx) * (y[i] - my)), yy)
}

/// With blanks in one of two items the likelihood has a closed form (Anderson 1957).
#[test]
fn maximum_likelihood_of_a_monotone_pattern_has_a_closed_form() {
    let (x, y) = monotone();
    let (_, _, xx, xy, yy) = moments(&x[..28], &y[..28]);
    let (slope, rest) = (xy / xx, yy - xy * xy / xx);
    let (_, _, all, _, _) = moments(&x, &x);
    let expected = slope * all / (all * (rest + slope * slope * all)).sqrt();
    assert_close(
        path_by(&x, &y, Rule::Likelihood, None),
        expected,
        1e-7,
        "EM",
    );
}

#[test]
fn pairs_are_those_who_answered_both() {
    let (x, y) = monotone();
    let (_, _, xx, xy, yy) = moments(&x[..28], &y[..28]);
    let expected = xy / (xx * yy).sqrt();
    assert_close(
        path_by(&x, &y, Rule::Pairwise, None),
        expected,
        1e-12,
        "pairwise",
    );
}

#[test]
fn counted_respondents_are_repeated_ones_under_every_rule() {
    let (x, y) = monotone();
    let ordered: Vec<f64> = y.iter().map(|v| (v / 2.0).floor()).collect();
    let counts: Vec<f64> = (0..40).map(|i| f64::from((i * 5) % 4)).collect();
    let repeated = |v: &[f64]| -> Vec<f64> {
        (0..40)
            .flat_map(|i| vec![v[i]; counts[i] as usize])
            .collect()
    };
    for (rule, y) in [
        (Rule::Pairwise, &y),
        (Rule::Likelihood, &y),
        (Rule::Latent(vec![true, false]), &ordered),
    ] {
        let counted = path_by(&x, y, rule.clone(), Some(&counts));
        let plain = path_by(&repeated(&x), &repeated(y), rule, None);
        assert_close(counted, plain, 1e-7, "repeated rows");
    }
}

/// Two items that are cut at their medians: the tetrachoric correlation is sin(π(2p − ½)), p the share of both low.
#[test]
fn a_table_cut_at_the_medians_has_a_known_tetrachoric_correlation() {
    let table = [
        (0.0, 0.0, 35),
        (0.0, 1.0, 15),
        (1.0, 0.0, 15),
        (1.0, 1.0, 35),
    ];
    let column = |of: fn(&(f64, f64, usize)) -> f64| -> Vec<f64> {
        table.iter().flat_map(|t| vec![of(t); t.2]).collect()
    };
    let (x, y) = (column(|t| t.0), column(|t| t.1));
    let expected = (std::f64::consts::PI * (2.0 * 0.35 - 0.5)).sin();
    let found = path_by(&x, &y, Rule::Latent(vec![true, true]), None);
    assert_close(found, expected, 1e-6, "tetrachoric");
}

#[test]
fn without_scores_products_are_refused_in_one_sentence() {
    let model = model("y ~ x + x:z + z", &Choices::default());
    let data = Matrix::from_fn(12, 3, |i, j| {
        if i == j {
            f64::NAN
        } else {
            ((i * (j + 2)) % 5) as f64
        }
    });
    let answers = Answers::with(&data, &model.items, Rule::Pairwise).unwrap();
    let observed = Observed::answers(&answers, None, &model.items).unwrap();
    let refused = plssem::fit(&model, &observed, &Options::default(), None).unwrap_err();
    assert!(refused.to_string().contains("--missing pairwise"));
}
