//! A sample whose respondents count several times, or not at all: what resampling draws.

use super::saturated::Incomplete;
use super::{Blanks, Group, Moments, Sample};
use crate::linalg::{Matrix, Vector};
use std::sync::Arc;

/// Answers of a sample laid out for drawing from them again and again.
#[derive(Debug, Clone)]
pub struct Pool {
    sample: Sample,
    groups: Vec<Answers>,
    /// Whether draws need answers, blanks included, and not their moments alone.
    rows: bool,
}

#[derive(Debug, Clone)]
struct Answers {
    /// Respondents × items (n × p), NaN for blanks.
    all: Matrix,
    /// Means of the whole group, taken off `centred` so that large means cost no digits.
    means: Vector,
    /// Items × respondents.
    centred: Matrix,
    blanks: bool,
}

impl Pool {
    /// Every respondent of `sample`; `None` for moment input, which has none. With `rows`, draws have answers, without
    /// only their moments, those of answers with blanks by full information.
    pub fn new(sample: &Sample, rows: bool) -> Option<Pool> {
        let groups: Option<Vec<Answers>> = sample.groups.iter().map(Answers::of).collect();
        let bare = |group: &Group| Group {
            label: group.label.clone(),
            moments: group.moments.clone(),
            answers: None,
            incomplete: None,
            first_stage: None,
            survey: group.survey.clone(),
            rows: Vec::new(),
        };
        Some(Pool {
            groups: groups?,
            rows,
            sample: Sample {
                items: sample.items.clone(),
                groups: sample.groups.iter().map(bare).collect(),
                means_known: true,
                ..Sample::default()
            },
        })
    }

    /// Respondents of each group.
    pub fn sizes(&self) -> Vec<usize> {
        self.groups.iter().map(|g| g.all.nrows()).collect()
    }

    /// Answers of each group, respondents × items (n × p), NaN for blanks.
    pub fn answers(&self) -> impl Iterator<Item = &Matrix> {
        self.groups.iter().map(|g| &g.all)
    }

    /// The same respondents with other answers.
    pub fn with_answers(&self, answers: Vec<Matrix>) -> Pool {
        Pool {
            groups: answers.into_iter().map(Answers::from).collect(),
            ..self.clone()
        }
    }

    /// The sample in which each respondent counts so many times, groups one after the other.
    ///
    /// # Errors
    /// The reason, if too few respondents are left or blanks leave the moments open.
    pub fn draw(&self, counts: &[f64]) -> Result<Sample, &'static str> {
        let mut sample = self.sample.clone();
        let mut from = 0;
        for (group, answers) in sample.groups.iter_mut().zip(&self.groups) {
            let counts = &counts[from..from + answers.all.nrows()];
            from += answers.all.nrows();
            if counts.iter().sum::<f64>() < 2.0 {
                return Err("a group was left with fewer than two respondents");
            }
            if answers.blanks && !self.rows {
                let incomplete = answers.incomplete(counts)?;
                group.moments = incomplete.moments.clone();
                group.incomplete = Some(Arc::new(incomplete));
                continue;
            }
            group.moments = answers.moments(counts);
            group.answers = self.rows.then(|| answers.repeated(counts));
        }
        Ok(sample)
    }
}

impl From<Matrix> for Answers {
    fn from(all: Matrix) -> Answers {
        let blanks = all.iter().any(|x| x.is_nan());
        let means = if blanks {
            Vector::zeros(all.ncols())
        } else {
            Moments::of(&all).mean
        };
        let mut centred = all.transpose();
        for mut respondent in centred.column_iter_mut() {
            respondent -= &means;
        }
        Answers {
            all,
            means,
            centred,
            blanks,
        }
    }
}

impl Answers {
    fn of(group: &Group) -> Option<Answers> {
        let all = match (&group.answers, &group.incomplete) {
            (Some(answers), _) => answers.clone(),
            (None, Some(incomplete)) => incomplete.blanks.answers(),
            (None, None) => return None,
        };
        Some(Answers::from(all))
    }

    /// Means and covariances (divisor Σ counts): one product of the answers of those who were drawn.
    fn moments(&self, counts: &[f64]) -> Moments {
        let p = self.all.ncols();
        let drawn = || counts.iter().enumerate().filter(|(_, c)| **c > 0.0);
        let n: f64 = counts.iter().sum();
        let mut scaled = Matrix::zeros(p, drawn().count());
        let mut mean = Vector::zeros(p);
        for (mut target, (at, &count)) in scaled.column_iter_mut().zip(drawn()) {
            let respondent = self.centred.column(at);
            mean.axpy(count / n, &respondent, 1.0);
            target.axpy((count / n).sqrt(), &respondent, 0.0);
        }
        let mut covariance = &scaled * scaled.transpose();
        covariance.ger(-1.0, &mean, &mean, 1.0);
        // Rounding may differ in the two triangles of a product.
        covariance.fill_upper_triangle_with_lower_triangle();
        Moments {
            respondents: n.round() as usize,
            mean: mean + &self.means,
            covariance,
        }
    }

    /// The answers of those drawn, as often as they were.
    fn repeated(&self, counts: &[f64]) -> Matrix {
        let rows: Vec<usize> = counts
            .iter()
            .enumerate()
            .flat_map(|(at, &count)| std::iter::repeat_n(at, count as usize))
            .collect();
        self.all.select_rows(&rows)
    }

    fn incomplete(&self, counts: &[f64]) -> Result<Incomplete, &'static str> {
        let blanks = Blanks::of(&self.repeated(counts));
        let apart = |row: &Vec<usize>| row.iter().any(|&together| together < 2);
        if blanks.coverage().iter().any(apart) {
            return Err("two items were never answered together");
        }
        let found = Incomplete::new(blanks).ok().filter(|found| found.converged);
        found.ok_or("the moments of the answers with blanks did not settle")
    }
}
