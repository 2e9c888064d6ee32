//! Segments, endogeneity and tetrads: recovered where they were put in, and against sums done by hand.

use super::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::linalg::Vector;
use sanjeh::plssem::copula::{Copula, normal_scores, shape};
use sanjeh::plssem::design::Design;
use sanjeh::plssem::fimix::{Mixture, Solution};
use sanjeh::plssem::tetrads::{Block, test, tetrads};
use statrs::distribution::{ContinuousCDF, Normal};

/// Standard normal numbers.
struct Draws(ChaCha8Rng);

impl Draws {
    fn of(seed: u64) -> Draws {
        Draws(ChaCha8Rng::seed_from_u64(seed))
    }

    fn next(&mut self) -> f64 {
        let uniform = ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        Normal::standard().inverse_cdf(uniform)
    }
}

fn plan(threads: usize) -> Plan {
    Plan {
        replicates: 300,
        seed: 3,
        threads: Some(threads),
        generator: Generator::ChaCha,
    }
}

/// Columns with mean 0 and variance 1 (divisor n − 1).
fn standardized(mut scores: Matrix) -> Matrix {
    let n = scores.nrows() as f64;
    for mut column in scores.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
        let sd = (column.norm_squared() / (n - 1.0)).sqrt();
        column.unscale_mut(sd);
    }
    scores
}

/// a and b predict c, c predicts d.
fn design() -> Design {
    let text = "a =~ a1\nb =~ b1\nc =~ c1\nd =~ d1\nc ~ a + b\nd ~ c";
    let found = fitted(
        &model(text, &Choices::default()),
        &two_segments(),
        None,
        &Options::default(),
    );
    found.last().design.clone()
}

/// 200 respondents in whom a works and c helps d, 100 in whom b works and c harms d.
fn two_segments() -> Matrix {
    let mut draws = Draws::of(8);
    let rows: Vec<f64> = (0..300)
        .flat_map(|i| {
            let (a, b) = (draws.next(), draws.next());
            let (pa, pb, pd) = if i % 3 < 2 {
                (0.8, 0.0, 0.7)
            } else {
                (-0.2, 0.8, -0.7)
            };
            let c = pa * a + pb * b + 0.4 * draws.next();
            [a, b, c, pd * c + 0.4 * draws.next()]
        })
        .collect();
    standardized(Matrix::from_row_slice(300, 4, &rows))
}

/// ln L by the densities of every respondent, from shares and paths alone.
fn log_likelihood(
    scores: &Matrix,
    shares: &[f64],
    paths: &[[f64; 3]],
    variances: &[[f64; 2]],
) -> f64 {
    let density =
        |e: f64, v: f64| (-0.5 * e * e / v).exp() / (2.0 * std::f64::consts::PI * v).sqrt();
    let of = |row: usize| {
        let s = |j: usize| scores[(row, j)];
        let segment = |k: usize| {
            let [pa, pb, pd] = paths[k];
            let first = s(2) - pa * s(0) - pb * s(1);
            shares[k] * density(first, variances[k][0]) * density(s(3) - pd * s(2), variances[k][1])
        };
        (0..shares.len()).map(segment).sum::<f64>().ln()
    };
    (0..scores.nrows()).map(of).sum()
}

/// Shares, paths to c from a and b and to d from c, residual variances.
fn parts(found: &Solution, scores: &Matrix) -> (Vec<f64>, Vec<[f64; 3]>, Vec<[f64; 2]>) {
    let shares = found.segments.iter().map(|s| s.share).collect();
    let path = |s: usize, at: usize| found.segments[s].paths[at].2;
    let count = found.segments.len();
    let variance = |s: usize, outcome: usize, at: usize| {
        let weights = found.posterior.column(s);
        let scores = scores.column(outcome);
        let squares = weights.iter().zip(scores.iter());
        let mean = squares.map(|(w, y)| w * y * y).sum::<f64>() / weights.sum();
        (1.0 - found.segments[s].r2[at].1) * mean
    };
    (
        shares,
        (0..count)
            .map(|s| [path(s, 0), path(s, 1), path(s, 2)])
            .collect(),
        (0..count)
            .map(|s| [variance(s, 2, 0), variance(s, 3, 1)])
            .collect(),
    )
}

#[test]
fn two_segments_are_recovered() {
    let scores = two_segments();
    let mixture = Mixture::new(&design(), &scores);
    let found = mixture.solve(2, 1).unwrap();
    let again = mixture.solve(2, 99).unwrap();
    assert!((found.log_likelihood - again.log_likelihood).abs() < 1e-4);
    assert!((found.segments[0].share - 2.0 / 3.0).abs() < 0.05);
    let sign = |s: usize| found.segments[s].paths[2].2;
    assert!(sign(0) > 0.4 && sign(1) < -0.4);
    let right = (0..300).filter(|&i| (found.posterior[(i, 0)] > 0.5) == (i % 3 < 2));
    assert!(right.count() > 270);
    let (one, three) = (mixture.solve(1, 1).unwrap(), mixture.solve(3, 1).unwrap());
    let (c1, c2, c3) = (one.criteria(), found.criteria(), three.criteria());
    for of in [
        |c: &sanjeh::plssem::fimix::Criteria| c.aic3,
        |c: &sanjeh::plssem::fimix::Criteria| c.caic,
        |c: &sanjeh::plssem::fimix::Criteria| c.bic,
    ] {
        assert!(of(&c2) < of(&c1) && of(&c2) < of(&c3));
    }
    assert!(c2.en.unwrap() > 0.5 && c1.en.is_none());
}

#[test]
fn the_likelihood_is_that_of_the_densities_and_nothing_near_is_higher() {
    let scores = two_segments();
    let found = Mixture::new(&design(), &scores).solve(2, 1).unwrap();
    assert!(found.converged);
    let (shares, paths, variances) = parts(&found, &scores);
    let best = log_likelihood(&scores, &shares, &paths, &variances);
    assert_close(found.log_likelihood, best, 1e-6, "ln L");
    for segment in 0..2 {
        for at in 0..3 {
            for step in [-1e-3, 1e-3] {
                let mut moved = paths.clone();
                moved[segment][at] += step;
                assert!(log_likelihood(&scores, &shares, &moved, &variances) < best);
            }
        }
        for at in 0..2 {
            for factor in [0.99, 1.01] {
                let mut moved = variances.clone();
                moved[segment][at] *= factor;
                assert!(log_likelihood(&scores, &shares, &paths, &moved) < best);
            }
        }
    }
    // 1 share, 2 × 3 paths, 2 × 2 residual variances.
    assert_eq!(found.parameters, 11);
    let (c, n) = (found.criteria(), 300_f64);
    assert_close(c.aic3, -2.0 * best + 33.0, 1e-6, "AIC3");
    assert_close(c.caic, -2.0 * best + 11.0 * (n.ln() + 1.0), 1e-6, "CAIC");
    assert_close(c.hq, -2.0 * best + 22.0 * n.ln().ln(), 1e-6, "HQ");
    assert_close(c.mdl5, -2.0 * best + 55.0 * n.ln(), 1e-6, "MDL5");
}

#[test]
fn one_segment_is_ordinary_regression() {
    let scores = two_segments();
    let one = Mixture::new(&design(), &scores).solve(1, 1).unwrap();
    let (_, paths, variances) = parts(&one, &scores);
    let r = scores.transpose() * &scores / 299.0;
    let det = 1.0 - r[(0, 1)] * r[(0, 1)];
    assert_close(
        paths[0][0],
        (r[(0, 2)] - r[(0, 1)] * r[(1, 2)]) / det,
        1e-10,
        "a",
    );
    assert_close(paths[0][2], r[(2, 3)], 1e-10, "c");
    let left = (1.0 - r[(2, 3)].powi(2)) * 299.0 / 300.0;
    assert_close(variances[0][1], left, 1e-10, "ω");
}

/// a is very skewed and goes with the error of c by `endogeneity`; b is neither.
fn skewed(endogeneity: f64) -> Matrix {
    let mut draws = Draws::of(21);
    let rows: Vec<f64> = (0..600)
        .flat_map(|_| {
            let (z, b) = (draws.next(), draws.next());
            let e = endogeneity * z + (1.0 - endogeneity * endogeneity).sqrt() * draws.next();
            let a = (1.2 * z).exp();
            let c = 0.3 * a + 0.4 * b + e;
            [a, b, c, 0.5 * c + draws.next()]
        })
        .collect();
    standardized(Matrix::from_row_slice(600, 4, &rows))
}

#[test]
fn a_copula_term_finds_endogeneity_where_it_is() {
    let design = design();
    let candidates = [true; 4];
    let p = |scores: &Matrix| {
        let copula = Copula {
            design: &design,
            scores,
            candidates: &candidates,
        };
        let (tested, _) = copula.test(&plan(1), 0.95);
        let alone = tested.iter().find(|t| t.outcome == 2 && t.terms.len() == 1);
        alone.unwrap().terms[0].spread.unwrap().p.unwrap()
    };
    assert!(p(&skewed(0.6)) < 0.001);
    assert!(p(&skewed(0.0)) > 0.05);
}

#[test]
fn copula_terms_are_regressions_on_normal_scores() {
    let (design, scores) = (design(), skewed(0.6));
    let candidates = [true; 4];
    let copula = Copula {
        design: &design,
        scores: &scores,
        candidates: &candidates,
    };
    let (tested, one) = copula.test(&plan(1), 0.95);
    assert_eq!(one.columns, copula.test(&plan(3), 0.95).1.columns);
    // a; b; both; then c alone for d.
    let sets: Vec<usize> = tested.iter().map(|t| t.terms.len()).collect();
    assert_eq!(sets, [1, 1, 2, 1]);
    let n = scores.nrows();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| scores[(i, 0)].total_cmp(&scores[(j, 0)]));
    let mut term = Vector::zeros(n);
    for (rank, &i) in order.iter().enumerate() {
        term[i] = Normal::standard().inverse_cdf((rank + 1) as f64 / (n + 1) as f64);
    }
    let x = Matrix::from_fn(n, 4, |i, j| match j {
        0 => 1.0,
        3 => term[i],
        _ => scores[(i, j - 1)],
    });
    let y = scores.column(2).into_owned();
    let slopes = (x.transpose() * &x).try_inverse().unwrap() * (x.transpose() * y);
    assert_close(
        tested[0].terms[0].estimate.unwrap(),
        slopes[3],
        1e-8,
        "term",
    );
    assert_close(tested[0].paths[0].1, slopes[1], 1e-8, "path");
}

#[test]
fn normal_scores_count_respondents_and_ties() {
    let quantile = |p: f64| Normal::standard().inverse_cdf(p);
    let found = normal_scores(&[1.0, 3.0, 1.0, 2.0], &[1.0; 4]);
    assert_close(found[0], quantile(2.0 / 5.0), 1e-12, "tied");
    assert_close(found[0], found[2], 0.0, "tied");
    assert_close(found[1], quantile(4.0 / 5.0), 1e-12, "greatest");
    // Twice the third respondent is five of them.
    let found = normal_scores(&[1.0, 3.0, 1.0, 2.0], &[1.0, 1.0, 2.0, 1.0]);
    assert_close(found[3], quantile(4.0 / 6.0), 1e-12, "counted");
}

/// Upper points of W²(1 + 1/2n) are .104, .126 and .179 for 10, 5 and 1 per cent (Stephens 1986, Table 4.7).
#[test]
fn scores_are_held_against_the_normal() {
    let n = 400;
    let middle = |i: usize| (i as f64 + 0.5) / f64::from(n);
    let normal: Vec<f64> = (0..n as usize)
        .map(|i| Normal::standard().inverse_cdf(middle(i)))
        .collect();
    let exact = shape(0, &normal);
    assert!(exact.p > 0.9 && exact.skewness.abs() < 1e-10);
    let skewed: Vec<f64> = normal.iter().map(|z| z.exp()).collect();
    assert!(shape(0, &skewed).p < 1e-6);
    let mild: Vec<f64> = normal.iter().map(|z| (0.11 * z).exp()).collect();
    let found = shape(0, &mild);
    let expected = match found.statistic {
        w if w < 0.104 => 0.10..1.0,
        w if w < 0.126 => 0.05..0.101,
        _ => 0.0..0.0502,
    };
    assert!(expected.contains(&found.p), "{found:?}");
}

/// Correlations of p items with loadings on one factor, and .3 more between the first two.
fn one_factor(p: usize, more: f64) -> Matrix {
    Matrix::from_fn(p, p, |i, j| {
        let (l, m) = (0.5 + 0.05 * i as f64, 0.5 + 0.05 * j as f64);
        match (i.min(j), i.max(j)) {
            (a, b) if a == b => 1.0,
            (0, 1) => l * m + more,
            _ => l * m,
        }
    })
}

#[test]
fn tetrads_vanish_for_one_factor_and_say_everything() {
    for p in 4..8 {
        let items: Vec<usize> = (0..p).collect();
        let all = tetrads(&items);
        assert_eq!(all.len(), p * (p - 3) / 2);
        let s = one_factor(p, 0.0);
        assert!(all.iter().all(|t| t.value(&s).abs() < 1e-14));
        assert!(
            all.iter()
                .any(|t| t.value(&one_factor(p, 0.3)).abs() > 0.05)
        );
        // Independent: their derivatives by the correlations have full rank.
        let pairs: Vec<(usize, usize)> = (0..p).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
        let derivative = Matrix::from_fn(all.len(), pairs.len(), |t, at| {
            let (i, j) = pairs[at];
            let moved = |step: f64| {
                let mut s = s.clone();
                s[(i, j)] += step;
                s[(j, i)] += step;
                all[t].value(&s)
            };
            (moved(1e-4) - moved(-1e-4)) / 2e-4
        });
        assert_eq!(derivative.rank(1e-6), all.len(), "{p} items");
    }
}

/// Answers of five items to one factor, the first two with more in common by `more`.
fn answers(more: f64) -> Matrix {
    let mut draws = Draws::of(4);
    let rows: Vec<f64> = (0..400)
        .flat_map(|_| {
            let (factor, shared) = (draws.next(), draws.next());
            [0.8, 0.7, 0.75, 0.7, 0.65].map(|l| {
                let own = if l > 0.69 && l != 0.75 { more } else { 0.0 };
                l * factor + own * shared + 0.6 * draws.next()
            })
        })
        .collect();
    Matrix::from_row_slice(400, 5, &rows)
}

#[test]
fn tetrads_keep_a_reflective_construct_and_reject_another() {
    let names: Vec<String> = (1..=5).map(|i| format!("x{i}")).collect();
    let block = Block {
        name: "x".into(),
        items: (0..5).collect(),
    };
    let rejected = |more: f64, threads: usize| {
        let answers = Answers::new(&answers(more), &names).unwrap();
        let blocks = std::slice::from_ref(&block);
        let (tested, _) = test(blocks, (&answers, &names), None, &plan(threads), 0.95).unwrap();
        assert_close(tested[0].level, 1.0 - 0.05 / 5.0, 1e-15, "Bonferroni");
        let out = |t: &&sanjeh::plssem::tetrads::Tested| {
            let s = t.spread.unwrap();
            s.lower.unwrap() > 0.0 || s.upper.unwrap() < 0.0
        };
        let limits: Vec<_> = tested.iter().map(|t| t.spread).collect();
        (tested.iter().filter(out).count(), limits)
    };
    assert_eq!(rejected(0.0, 1).0, 0);
    assert!(rejected(0.6, 1).0 > 0);
    assert_eq!(rejected(0.6, 1).1, rejected(0.6, 3).1);
}
