//! Would the model predict respondents it has not seen? PLSpredict (Shmueli et al. 2016) and CVPAT (Liengaard et al. 2021).
//!
//! Scores of exogenous constructs are pushed through paths and loadings to the items of outcomes (earliest antecedents).

use super::model::{Interaction, Parts};
use super::{Answers, Error, Fit, Model, Observed, Options, Stage, fit};
use crate::linalg::{Cholesky, Matrix, Vector};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// How the respondents are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folds {
    pub folds: usize,
    /// Each with a new split.
    pub repetitions: usize,
    pub seed: u64,
}

/// Sizes of errors, in the item's own units; means over repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Errors {
    pub rmse: f64,
    pub mae: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ItemPrediction {
    pub construct: String,
    pub item: String,
    /// 1 − SSE/SSO, with SSO round the training means.
    pub q2: f64,
    pub pls: Errors,
    /// Regression on all items of exogenous constructs; `None` where those are collinear.
    pub linear: Option<Errors>,
    /// The training mean.
    pub average: Errors,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Benchmark {
    Linear,
    Average,
}

/// Mean squared errors against a benchmark's.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// Empty for all constructs together.
    pub construct: String,
    pub benchmark: Benchmark,
    pub loss: f64,
    pub other: f64,
    /// Of the mean difference, n − 1 degrees of freedom.
    pub t: Option<f64>,
    pub df: usize,
    pub p: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    pub folds: Folds,
    pub items: Vec<ItemPrediction>,
    pub losses: Vec<Loss>,
}

/// Cross-validates a fit.
pub fn predict(
    model: &Model,
    whole: &Fit,
    answers: &Answers,
    options: &Options,
    folds: &Folds,
) -> Result<Prediction, Error> {
    refuse(model)?;
    let n = answers.respondents();
    if folds.folds < 2 || folds.folds > n {
        return Err(Error::Folds {
            folds: folds.folds,
            respondents: n,
        });
    }
    let plan = Targets::of(whole.last());
    let mut kept = Kept::new(&plan, n);
    for repetition in 0..folds.repetitions {
        let mut rng = ChaCha8Rng::seed_from_u64(folds.seed);
        rng.set_stream(repetition as u64);
        let mut order: Vec<usize> = (0..n).collect();
        order.shuffle(&mut rng);
        let mut residuals = Residuals::new(&plan, n);
        for fold in 0..folds.folds {
            let mut counts = vec![1.0; n];
            let held: Vec<usize> = order
                .iter()
                .copied()
                .skip(fold)
                .step_by(folds.folds)
                .collect();
            held.iter().for_each(|&i| counts[i] = 0.0);
            let observed = Observed::answers(answers, Some(&counts), &model.items)?;
            let trained = fit(model, &observed, options, Some(whole))?;
            Trained {
                model,
                fit: &trained,
                observed: &observed,
                plan: &plan,
            }
            .predict(answers, &held, &mut residuals);
        }
        kept.add(&residuals, &plan, answers);
    }
    Ok(kept.finish(&plan, whole.last(), folds))
}

fn refuse(model: &Model) -> Result<(), Error> {
    if model.has_higher_order() {
        return Err(Error::NotPredictable(
            "constructs of higher order: there is no established way to predict through them",
        ));
    }
    if model.has_products() && model.interaction != Interaction::TwoStage {
        return Err(Error::NotPredictable(
            "products of items, whose composite is no product of scores that could be predicted",
        ));
    }
    if model.has_reflective() {
        return Err(Error::NotPredictable(
            "reflective constructs (PLSc): their corrected paths do not fit uncorrected scores",
        ));
    }
    Ok(())
}

/// Which items are predicted, and from which.
struct Targets {
    /// (construct, item of the design, item of the model).
    targets: Vec<(usize, usize, usize)>,
    /// Items of the model that exogenous constructs have.
    sources: Vec<usize>,
}

impl Targets {
    fn of(stage: &Stage) -> Targets {
        let design = &stage.design;
        let mut plan = Targets {
            targets: Vec::new(),
            sources: Vec::new(),
        };
        for (j, block) in design.blocks.iter().enumerate() {
            for &i in &block.items {
                // Products stand for no item.
                let Some(of_model) = stage.item_of_model[i] else {
                    continue;
                };
                if design.is_outcome(j) {
                    plan.targets.push((j, i, of_model));
                } else if !plan.sources.contains(&of_model) {
                    plan.sources.push(of_model);
                }
            }
        }
        plan
    }
}

/// Squares and sizes of what one repetition missed: targets × respondents, in SD of the whole sample.
struct Residuals {
    pls: Matrix,
    linear: Option<Matrix>,
    average: Matrix,
}

impl Residuals {
    fn new(plan: &Targets, n: usize) -> Residuals {
        let zeros = Matrix::zeros(plan.targets.len(), n);
        Residuals {
            pls: zeros.clone(),
            linear: Some(zeros.clone()),
            average: zeros,
        }
    }
}

/// A fold's fit, ready to predict.
struct Trained<'a> {
    model: &'a Model,
    fit: &'a Fit,
    observed: &'a Observed<'a>,
    plan: &'a Targets,
}

impl Trained<'_> {
    fn predict(&self, answers: &Answers, held: &[usize], into: &mut Residuals) {
        let stage = self.fit.last();
        let slopes = self.linear();
        if slopes.is_none() {
            into.linear = None;
        }
        for &respondent in held {
            let Some(z) = self.observed.standardized(answers, respondent) else {
                continue;
            };
            let scores = self.scores(stage, &z);
            for (at, &(j, i, item)) in self.plan.targets.iter().enumerate() {
                let sd = self.observed.sd(item).unwrap_or(1.0);
                let miss = |predicted: f64| (z[item] - predicted) * sd;
                into.pls[(at, respondent)] = miss(stage.estimate.loadings[(i, j)] * scores[j]);
                into.average[(at, respondent)] = miss(0.0);
                if let (Some(slopes), Some(linear)) = (&slopes, &mut into.linear) {
                    let sources = self.plan.sources.iter().enumerate();
                    let predicted: f64 = sources.map(|(s, &x)| slopes[(s, at)] * z[x]).sum();
                    linear[(at, respondent)] = miss(predicted);
                }
            }
        }
    }

    /// Of exogenous constructs from answers, of outcomes from their predictors.
    fn scores(&self, stage: &Stage, z: &Vector) -> Vec<f64> {
        let design = &stage.design;
        let mut scores = vec![0.0; design.constructs()];
        let is_product = |j: usize| {
            matches!(
                self.model.constructs[stage.members[j]].parts,
                Parts::Product(..)
            )
        };
        for j in design.order() {
            if design.is_outcome(j) {
                let causes = design.antecedents[j].iter();
                scores[j] = causes
                    .map(|&i| stage.estimate.paths[(j, i)] * self.cause(stage, z, &scores, i))
                    .sum();
            } else if !is_product(j) {
                scores[j] = stage.item_weights.column(j).dot(z);
            }
        }
        scores
    }

    /// A predictor's score; a product is that of its factors' scores, less its mean in training.
    fn cause(&self, stage: &Stage, z: &Vector, scores: &[f64], j: usize) -> f64 {
        let Parts::Product(factors) = &self.model.constructs[stage.members[j]].parts else {
            return scores[j];
        };
        let Some(product) = stage.product(stage.design.blocks[j].items[0]) else {
            return 0.0;
        };
        let score = |(at, factor): (usize, &usize)| match stage.place(*factor) {
            Some(place) if stage.design.is_outcome(place) => scores[place],
            _ => product.factors.column(at).dot(z),
        };
        factors.iter().enumerate().map(score).product::<f64>() - product.mean
    }

    /// Standardized regressions of every target on all exogenous items; `None` where those are collinear.
    fn linear(&self) -> Option<Matrix> {
        let r = &self.observed.correlation;
        let sources = &self.plan.sources;
        let targets: Vec<usize> = self.plan.targets.iter().map(|t| t.2).collect();
        let factor = Cholesky::new(r.select_rows(sources).select_columns(sources))?;
        let smallest = factor.l_dirty().diagonal().min();
        (smallest * smallest > 1e-10)
            .then(|| factor.solve(&r.select_rows(sources).select_columns(&targets)))
    }
}

/// Sums over repetitions.
struct Kept {
    repetitions: f64,
    q2: Vec<f64>,
    pls: Vec<Errors>,
    linear: Option<Vec<Errors>>,
    average: Vec<Errors>,
    /// Squared errors, targets × respondents.
    squares: [Matrix; 2],
    linear_squares: Option<Matrix>,
}

impl Kept {
    fn new(plan: &Targets, n: usize) -> Kept {
        let m = plan.targets.len();
        let zeros = Matrix::zeros(m, n);
        Kept {
            repetitions: 0.0,
            q2: vec![0.0; m],
            pls: vec![Errors::default(); m],
            linear: Some(vec![Errors::default(); m]),
            average: vec![Errors::default(); m],
            squares: [zeros.clone(), zeros.clone()],
            linear_squares: Some(zeros),
        }
    }

    fn add(&mut self, found: &Residuals, plan: &Targets, answers: &Answers) {
        self.repetitions += 1.0;
        for (at, target) in plan.targets.iter().enumerate() {
            let unit = answers.sd(target.2);
            let row = |m: &Matrix| -> Vec<f64> { m.row(at).iter().map(|e| e * unit).collect() };
            let sse = |m: &Matrix| m.row(at).norm_squared();
            self.q2[at] += 1.0 - sse(&found.pls) / sse(&found.average);
            add(&mut self.pls[at], &row(&found.pls));
            add(&mut self.average[at], &row(&found.average));
            for (sum, from) in self.squares.iter_mut().zip([&found.pls, &found.average]) {
                add_squares(sum, at, &row(from));
            }
            match (&found.linear, &mut self.linear, &mut self.linear_squares) {
                (Some(found), Some(errors), Some(squares)) => {
                    add(&mut errors[at], &row(found));
                    add_squares(squares, at, &row(found));
                }
                _ => (self.linear, self.linear_squares) = (None, None),
            }
        }
    }

    fn finish(self, plan: &Targets, stage: &Stage, folds: &Folds) -> Prediction {
        let r = self.repetitions;
        let mean = |e: Errors| Errors {
            rmse: e.rmse / r,
            mae: e.mae / r,
        };
        let items = plan
            .targets
            .iter()
            .enumerate()
            .map(|(at, &(j, i, _))| ItemPrediction {
                construct: stage.design.names[j].clone(),
                item: stage.design.items[i].clone(),
                q2: self.q2[at] / r,
                pls: mean(self.pls[at]),
                linear: self.linear.as_ref().map(|l| mean(l[at])),
                average: mean(self.average[at]),
            });
        let items = items.collect();
        let mut losses = Vec::new();
        let benchmarks = [
            (Benchmark::Average, Some(&self.squares[1])),
            (Benchmark::Linear, self.linear_squares.as_ref()),
        ];
        for (benchmark, squares) in benchmarks {
            if let Some(squares) = squares {
                losses.extend(compare(
                    plan,
                    stage,
                    &self.squares[0],
                    squares,
                    benchmark,
                    r,
                ));
            }
        }
        Prediction {
            folds: *folds,
            items,
            losses,
        }
    }
}

fn add(errors: &mut Errors, misses: &[f64]) {
    let n = misses.len() as f64;
    errors.rmse += (misses.iter().map(|e| e * e).sum::<f64>() / n).sqrt();
    errors.mae += misses.iter().map(|e| e.abs()).sum::<f64>() / n;
}

fn add_squares(sum: &mut Matrix, at: usize, misses: &[f64]) {
    for (cell, miss) in sum.row_mut(at).iter_mut().zip(misses) {
        *cell += miss * miss;
    }
}

/// Losses by construct, then of all: the mean over constructs of the mean over their items (Liengaard et al. 2021).
fn compare(
    plan: &Targets,
    stage: &Stage,
    ours: &Matrix,
    theirs: &Matrix,
    benchmark: Benchmark,
    r: f64,
) -> Vec<Loss> {
    let mut outcomes: Vec<usize> = plan.targets.iter().map(|t| t.0).collect();
    outcomes.dedup();
    let of = |m: &Matrix, j: usize| -> Vector {
        let rows: Vec<usize> = (0..plan.targets.len())
            .filter(|&at| plan.targets[at].0 == j)
            .collect();
        m.select_rows(&rows).row_mean().transpose() / r
    };
    let mut losses = Vec::new();
    let (mut all, mut all_other) = (Vector::zeros(ours.ncols()), Vector::zeros(ours.ncols()));
    for &j in &outcomes {
        let (a, b) = (of(ours, j), of(theirs, j));
        all += &a / outcomes.len() as f64;
        all_other += &b / outcomes.len() as f64;
        losses.push(test(stage.design.names[j].clone(), benchmark, &a, &b));
    }
    if outcomes.len() > 1 {
        losses.push(test(String::new(), benchmark, &all, &all_other));
    }
    losses
}

fn test(construct: String, benchmark: Benchmark, ours: &Vector, theirs: &Vector) -> Loss {
    let difference = ours - theirs;
    let n = difference.len() as f64;
    let mean = difference.mean();
    let variance = difference.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let t = (variance > 0.0).then(|| mean / (variance / n).sqrt());
    let p = t.and_then(|t| Some(2.0 * StudentsT::new(0.0, 1.0, n - 1.0).ok()?.sf(t.abs())));
    Loss {
        construct,
        benchmark,
        loss: ours.mean(),
        other: theirs.mean(),
        t,
        df: difference.len() - 1,
        p,
    }
}
