//! Respondents by which items they left blank, and what normal theory says of each such pattern.
//!
//! With Q = Σ⁻¹ of all items, the inverse of Σ's answered block is Q with the blank items swept out, and
//! `ln|Σ_answered| = ln|Σ| + Σ ln pivot`: a pattern with few blanks costs few products, and none is by respondent.

use super::design::Survey;
use super::moments::Moments;
use crate::linalg::{self, Matrix, NotPositiveDefinite, Vector};
use std::collections::BTreeMap;

/// Answers with blanks, by pattern.
#[derive(Debug, Clone)]
pub struct Blanks {
    /// p
    pub items: usize,
    /// n
    pub respondents: usize,
    /// Σ of the respondents' weights: n where all count alike.
    pub size: f64,
    /// The largest pattern first.
    pub patterns: Vec<Pattern>,
    /// How the respondents were chosen.
    pub survey: Survey,
}

/// Respondents who answered the same items.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Items answered, ascending.
    pub answered: Vec<usize>,
    /// Items left blank, ascending.
    pub blank: Vec<usize>,
    /// Share of the group's respondents, by their weights.
    pub share: f64,
    /// Positions of the respondents in the group.
    pub at: Vec<usize>,
    /// Their answers, respondents × answered items.
    pub answers: Matrix,
    /// Moments of the answered items, weighted, divisor the pattern's own respondents.
    pub moments: Moments,
    /// Means with 0 for blanks (p).
    mean: Vector,
    spread: Spread,
}

/// S of one pattern, in whichever form is cheaper to multiply; zeros for blanks.
#[derive(Debug, Clone)]
enum Spread {
    /// One respondent, or all alike.
    None,
    /// S = D D′, p × respondents.
    Rows(Matrix),
    /// S itself, p × p.
    Whole(Matrix),
}

/// One pattern under Σ and μ, with zeros where items are blank: W = Σ_answered⁻¹, W(S + dd′)W, Wd, d = m − μ.
#[derive(Debug, Clone)]
pub struct Look {
    pub weight: Matrix,
    pub spread: Matrix,
    pub miss: Vector,
    pub ln_det: f64,
    /// tr(W(S + dd′))
    pub trace: f64,
}

/// The likelihood of all patterns at one point, as a discrepancy `Σ share (ln|Σ| + tr(W(S + dd′)))`.
#[derive(Debug, Clone)]
pub struct Slopes {
    pub value: f64,
    /// ∂F/∂Σ, every cell on its own (p × p)
    pub by_covariance: Matrix,
    /// ∂F/∂μ (p)
    pub by_mean: Vector,
}

impl Blanks {
    /// From answers, respondents × items (n × p) with NaN for blanks.
    pub fn of(answers: &Matrix) -> Blanks {
        Blanks::surveyed(answers, Survey::default())
    }

    /// The same of respondents who were not chosen one by one, or not with equal chances.
    pub fn surveyed(answers: &Matrix, survey: Survey) -> Blanks {
        let (n, p) = answers.shape();
        let weights = survey.weights.as_ref();
        let size = weights.map_or(n as f64, |w| w.sum());
        let mut found: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        for row in 0..n {
            let blank = answers.row(row).iter().map(|x| x.is_nan()).collect();
            found.entry(blank).or_default().push(row);
        }
        let mut patterns: Vec<Pattern> = found
            .into_iter()
            .map(|(blank, at)| Pattern::new((answers, weights, size), &blank, at))
            .collect();
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.at.len()));
        Blanks {
            items: p,
            respondents: n,
            size,
            patterns,
            survey,
        }
    }

    /// The weight of a respondent.
    pub fn weight(&self, respondent: usize) -> f64 {
        self.survey.weights.as_ref().map_or(1.0, |w| w[respondent])
    }

    /// The same respondents, some of the items; respondents who answered none of them are left out.
    pub fn of_items(&self, items: &[usize]) -> Blanks {
        let answers = self.answers();
        let kept: Vec<usize> = (0..self.respondents)
            .filter(|&row| items.iter().any(|&item| !answers[(row, item)].is_nan()))
            .collect();
        let chosen = Matrix::from_fn(kept.len(), items.len(), |i, j| answers[(kept[i], items[j])]);
        let clusters = self.survey.clusters.as_ref();
        let survey = Survey {
            weights: self.survey.weights.as_ref().map(|w| w.select_rows(&kept)),
            clusters: clusters.map(|c| kept.iter().map(|&row| c[row]).collect()),
        };
        Blanks::surveyed(&chosen, survey)
    }

    /// Answers, respondents × items (n × p), NaN for blanks.
    pub fn answers(&self) -> Matrix {
        let mut answers = Matrix::from_element(self.respondents, self.items, f64::NAN);
        for pattern in &self.patterns {
            for (i, &row) in pattern.at.iter().enumerate() {
                for (j, &item) in pattern.answered.iter().enumerate() {
                    answers[(row, item)] = pattern.answers[(i, j)];
                }
            }
        }
        answers
    }

    /// Whether nothing is blank.
    pub fn complete(&self) -> bool {
        self.patterns.iter().all(|pattern| pattern.blank.is_empty())
    }

    /// How many answers there are in all.
    pub fn answered(&self) -> usize {
        let of = |p: &Pattern| p.at.len() * p.answered.len();
        self.patterns.iter().map(of).sum()
    }

    /// Answers per respondent, by the weights.
    pub fn answers_each(&self) -> f64 {
        let of = |p: &Pattern| p.share * p.answered.len() as f64;
        self.patterns.iter().map(of).sum()
    }

    /// Share of respondents who answered an item, by the weights.
    pub fn share_of(&self, item: usize) -> f64 {
        let answered = |p: &&Pattern| p.answered.binary_search(&item).is_ok();
        self.patterns.iter().filter(answered).map(|p| p.share).sum()
    }

    /// How many respondents answered both of two items, p × p.
    pub fn coverage(&self) -> Vec<Vec<usize>> {
        let mut coverage = vec![vec![0; self.items]; self.items];
        for pattern in &self.patterns {
            for &i in &pattern.answered {
                for &j in &pattern.answered {
                    coverage[i][j] += pattern.at.len();
                }
            }
        }
        coverage
    }

    /// Visit every pattern under μ and Σ; the look is only lent, so that nothing is allocated from pattern to pattern.
    pub fn look(
        &self,
        mean: &Vector,
        covariance: &Matrix,
        mut visit: impl FnMut(&Pattern, &Look),
    ) -> Result<(), NotPositiveDefinite> {
        let inverse = linalg::invert(covariance)?;
        let mut bench = Bench::new(self.items);
        for pattern in &self.patterns {
            bench.weigh(pattern, &inverse, covariance)?;
            bench.miss(pattern, mean);
            bench.spread(pattern);
            visit(pattern, &bench.look);
        }
        Ok(())
    }

    /// Value and slopes at μ and Σ.
    pub fn slopes(
        &self,
        mean: &Vector,
        covariance: &Matrix,
    ) -> Result<Slopes, NotPositiveDefinite> {
        let mut sum = Slopes::none(self.items);
        self.look(mean, covariance, |pattern, look| {
            sum.add(pattern.share, look)
        })?;
        Ok(sum)
    }
}

impl Slopes {
    /// Nothing seen yet, of p items.
    pub fn none(items: usize) -> Slopes {
        Slopes {
            value: 0.0,
            by_covariance: Matrix::zeros(items, items),
            by_mean: Vector::zeros(items),
        }
    }

    /// One more pattern.
    pub fn add(&mut self, share: f64, look: &Look) {
        self.value += share * (look.ln_det + look.trace);
        let cells = look.weight.as_slice().iter().zip(look.spread.as_slice());
        for (sum, (w, p)) in self.by_covariance.as_mut_slice().iter_mut().zip(cells) {
            *sum += share * (w - p);
        }
        self.by_mean.axpy(-2.0 * share, &look.miss, 1.0);
    }
}

impl Pattern {
    /// `size` is the sum of everyone's weights.
    fn new(
        (all, weights, size): (&Matrix, Option<&Vector>, f64),
        is_blank: &[bool],
        at: Vec<usize>,
    ) -> Pattern {
        let p = all.ncols();
        let answered: Vec<usize> = (0..p).filter(|&j| !is_blank[j]).collect();
        let answers = Matrix::from_fn(at.len(), answered.len(), |i, j| all[(at[i], answered[j])]);
        let own = weights.map(|w| w.select_rows(&at));
        let sum = own.as_ref().map_or(at.len() as f64, |w| w.sum());
        let own = own.map(|w| w * (at.len() as f64 / sum));
        let moments = match &own {
            Some(own) => Moments::weighted(&answers, own),
            None => Moments::of(&answers),
        };
        let mut mean = Vector::zeros(p);
        for (j, &item) in answered.iter().enumerate() {
            mean[item] = moments.mean[j];
        }
        Pattern {
            blank: (0..p).filter(|&j| is_blank[j]).collect(),
            share: sum / size,
            spread: Spread::new(p, &answered, (&answers, own.as_ref()), &moments),
            at,
            answered,
            answers,
            moments,
            mean,
        }
    }
}

impl Spread {
    /// Weights, if there are any, sum to the pattern's respondents.
    fn new(
        p: usize,
        answered: &[usize],
        (answers, weights): (&Matrix, Option<&Vector>),
        moments: &Moments,
    ) -> Spread {
        let n = answers.nrows();
        if n == 1 {
            return Spread::None;
        }
        if n <= answered.len() {
            let mut rows = Matrix::zeros(p, n);
            let weight = |i: usize| (weights.map_or(1.0, |w| w[i]) / n as f64).sqrt();
            for (j, &item) in answered.iter().enumerate() {
                for i in 0..n {
                    rows[(item, i)] = (answers[(i, j)] - moments.mean[j]) * weight(i);
                }
            }
            return Spread::Rows(rows);
        }
        Spread::Whole(scattered(&moments.covariance, answered, p))
    }
}

/// A matrix over some items, with zeros for the others (p × p).
fn scattered(matrix: &Matrix, items: &[usize], p: usize) -> Matrix {
    let mut whole = Matrix::zeros(p, p);
    scatter(matrix, items, &mut whole);
    whole
}

fn scatter(matrix: &Matrix, items: &[usize], whole: &mut Matrix) {
    for (j, &column) in items.iter().enumerate() {
        for (i, &row) in items.iter().enumerate() {
            whole[(row, column)] = matrix[(i, j)];
        }
    }
}

/// Work space for one pattern after another.
struct Bench {
    look: Look,
    /// d, then a column of W
    vector: Vector,
    product: Matrix,
}

/// With more than this share of items blank, inverting what was answered is cheaper than sweeping out what was not.
const MOSTLY_BLANK: f64 = 0.4;

impl Bench {
    fn new(p: usize) -> Bench {
        Bench {
            look: Look {
                weight: Matrix::zeros(p, p),
                spread: Matrix::zeros(p, p),
                miss: Vector::zeros(p),
                ln_det: 0.0,
                trace: 0.0,
            },
            vector: Vector::zeros(p),
            product: Matrix::zeros(p, p),
        }
    }

    /// W and ln|Σ| of the answered items.
    fn weigh(
        &mut self,
        pattern: &Pattern,
        whole: &linalg::Inverse,
        covariance: &Matrix,
    ) -> Result<(), NotPositiveDefinite> {
        let weight = &mut self.look.weight;
        if pattern.blank.len() as f64 > MOSTLY_BLANK * weight.nrows() as f64 {
            let inverse = linalg::invert(&linalg::block(covariance, &pattern.answered))?;
            weight.fill(0.0);
            scatter(&inverse.matrix, &pattern.answered, weight);
            self.look.ln_det = inverse.ln_det;
            return Ok(());
        }
        weight.copy_from(&whole.matrix);
        self.look.ln_det = whole.ln_det;
        for &item in &pattern.blank {
            let pivot = weight[(item, item)];
            if pivot.is_nan() || pivot <= 0.0 {
                return Err(NotPositiveDefinite);
            }
            self.vector.copy_from(&weight.column(item));
            weight.ger(-1.0 / pivot, &self.vector, &self.vector, 1.0);
            weight.column_mut(item).fill(0.0);
            weight.row_mut(item).fill(0.0);
            self.look.ln_det += pivot.ln();
        }
        Ok(())
    }

    /// Wd and d′Wd.
    fn miss(&mut self, pattern: &Pattern, mean: &Vector) {
        self.vector.fill(0.0);
        for &item in &pattern.answered {
            self.vector[item] = pattern.mean[item] - mean[item];
        }
        let look = &mut self.look;
        look.miss.gemv(1.0, &look.weight, &self.vector, 0.0);
        look.trace = look.miss.dot(&self.vector);
    }

    /// W(S + dd′)W and its trace's part of S.
    fn spread(&mut self, pattern: &Pattern) {
        let look = &mut self.look;
        match &pattern.spread {
            Spread::None => look.spread.fill(0.0),
            Spread::Rows(rows) => {
                let turned = &look.weight * rows;
                look.trace += turned.dot(rows);
                look.spread.gemm(1.0, &turned, &turned.transpose(), 0.0);
            }
            Spread::Whole(whole) => {
                self.product.gemm(1.0, &look.weight, whole, 0.0);
                look.trace += look.weight.dot(whole);
                look.spread.gemm(1.0, &self.product, &look.weight, 0.0);
            }
        }
        look.spread.ger(1.0, &look.miss, &look.miss, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holes() -> Matrix {
        Matrix::from_fn(40, 4, |i, j| {
            if (i + 3 * j) % 7 == 0 && i > 20 || (i % 9 == 4 && j < 2) {
                f64::NAN
            } else {
                ((i * (j + 2) * 7 + j) % 13) as f64 + 0.3 * i as f64
            }
        })
    }

    #[test]
    fn a_pattern_weighs_by_the_inverse_of_its_own_block() {
        let blanks = Blanks::of(&holes());
        let covariance = Matrix::from_fn(4, 4, |i, j| if i == j { 2.0 + i as f64 } else { 0.6 });
        let mean = Vector::from_vec(vec![1.0, 2.0, 3.0, 4.0]);
        let look = |pattern: &Pattern, look: &Look| {
            let direct =
                linalg::invert(&linalg::block(&covariance, &pattern.answered)).expect("pd");
            let found = linalg::block(&look.weight, &pattern.answered);
            assert!((found - &direct.matrix).amax() < 1e-12);
            assert!((look.ln_det - direct.ln_det).abs() < 1e-12);
            let miss = Vector::from_iterator(
                pattern.answered.len(),
                pattern
                    .answered
                    .iter()
                    .enumerate()
                    .map(|(j, &i)| pattern.moments.mean[j] - mean[i]),
            );
            let spread = &pattern.moments.covariance + &miss * miss.transpose();
            let expected = scattered(
                &(&direct.matrix * &spread * &direct.matrix),
                &pattern.answered,
                4,
            );
            assert!((&look.spread - expected).amax() < 1e-11);
            assert!((look.trace - (&direct.matrix * spread).trace()).abs() < 1e-11);
        };
        blanks.look(&mean, &covariance, look).expect("pd");
        assert!(blanks.patterns.len() > 3);
    }

    #[test]
    fn slopes_are_differences() {
        let blanks = Blanks::of(&holes());
        let covariance = Matrix::from_fn(4, 4, |i, j| if i == j { 20.0 + i as f64 } else { 3.0 });
        let mean = Vector::from_vec(vec![10.0, 9.0, 11.0, 12.0]);
        let found = blanks.slopes(&mean, &covariance).expect("pd");
        let step = 1e-5;
        for i in 0..4 {
            let moved = |by: f64| {
                let mut mean = mean.clone();
                mean[i] += by;
                blanks.slopes(&mean, &covariance).expect("pd").value
            };
            let slope = (moved(step) - moved(-step)) / (2.0 * step);
            assert!((slope - found.by_mean[i]).abs() < 1e-7);
            for j in 0..4 {
                let moved = |by: f64| {
                    let mut covariance = covariance.clone();
                    covariance[(i, j)] += by;
                    covariance[(j, i)] = covariance[(i, j)];
                    blanks.slopes(&mean, &covariance).expect("pd").value
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * step);
                let cells = if i == j { 1.0 } else { 2.0 };
                assert!((slope - cells * found.by_covariance[(i, j)]).abs() < 1e-7);
            }
        }
    }
}
