//! What the answers to one item look like: size, mean, spread, range and shape.

use super::sample::Group;
use crate::linalg::Matrix;

/// Descriptive statistics of one item in one group. What does not exist is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Description {
    pub n: usize,
    pub mean: Option<f64>,
    /// Divisor n − 1.
    pub sd: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// g₁ = m₃ / m₂^1.5, plain moments (Joanes & Gill 1998).
    pub skewness: Option<f64>,
    /// g₂ = m₄ / m₂² − 3, plain moments (Joanes & Gill 1998).
    pub kurtosis: Option<f64>,
}

/// Describes the answers to one item.
pub fn describe(answers: &[f64]) -> Description {
    let n = answers.len();
    let size = n as f64;
    let mean = answers.iter().sum::<f64>() / size;
    let (mut m2, mut m3, mut m4) = (0.0, 0.0, 0.0);
    for x in answers {
        let d = x - mean;
        let square = d * d;
        m2 += square;
        m3 += square * d;
        m4 += square * square;
    }
    let varies = m2 > 0.0;
    let variance = m2 / size;
    Description {
        n,
        mean: (n > 0).then_some(mean),
        sd: (n > 1).then(|| (m2 / (size - 1.0)).sqrt()),
        min: answers.iter().copied().reduce(f64::min),
        max: answers.iter().copied().reduce(f64::max),
        skewness: varies.then(|| m3 / size / variance.powf(1.5)),
        kurtosis: varies.then(|| m4 / size / (variance * variance) - 3.0),
    }
}

impl Group {
    /// One description per item, in the sample's order. Moment input knows n, mean and sd only; `means_known` as in the
    /// sample.
    pub fn descriptions(&self, means_known: bool) -> Vec<Description> {
        match (&self.answers, self.blanks()) {
            (Some(answers), _) => of_answers(answers),
            (None, Some(blanks)) => of_answers(&blanks.answers()),
            (None, None) => (0..self.moments.mean.len())
                .map(|j| self.of_moments(j, means_known))
                .collect(),
        }
    }

    fn of_moments(&self, item: usize, means_known: bool) -> Description {
        let n = self.moments.respondents;
        let variance = self.moments.covariance[(item, item)] * n as f64 / (n as f64 - 1.0);
        Description {
            n,
            mean: means_known.then(|| self.moments.mean[item]),
            sd: (n > 1 && variance >= 0.0).then(|| variance.sqrt()),
            min: None,
            max: None,
            skewness: None,
            kurtosis: None,
        }
    }
}

fn of_answers(answers: &Matrix) -> Vec<Description> {
    answers
        .column_iter()
        .map(|column| {
            let given: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
            describe(&given)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_item_by_hand() {
        let found = describe(&[1.0, 2.0, 3.0, 4.0, 10.0]);
        assert_eq!(
            (found.n, found.mean, found.min, found.max),
            (5, Some(4.0), Some(1.0), Some(10.0))
        );
        // m2 = 10, m3 = 36, m4 = 278.8: deviations −3 −2 −1 0 6.
        let near = |x: Option<f64>, y: f64| x.is_some_and(|x| (x - y).abs() < 1e-12);
        assert!(near(found.sd, 12.5_f64.sqrt()));
        assert!(near(found.skewness, 36.0 / 10.0_f64.powf(1.5)));
        assert!(near(found.kurtosis, 2.788 - 3.0));
    }

    #[test]
    fn what_does_not_exist_is_absent() {
        assert_eq!(describe(&[]).mean, None);
        assert_eq!(describe(&[3.0]).sd, None);
        assert_eq!(describe(&[3.0, 3.0]).skewness, None);
    }
}
