//! Averages of the residuals: RMR, SRMR, CRMR.

use crate::linalg::{Matrix, Vector};

/// Sample and implied moments of one group; means where they are part of the model.
pub struct Pair<'a> {
    pub observed: &'a Matrix,
    pub implied: &'a Matrix,
    pub means: Option<(&'a Vector, &'a Vector)>,
}

/// What residuals are divided by before they are averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Nothing: RMR (Jöreskog & Sörbom 1981).
    Raw,
    /// The sample's standard deviations: SRMR (Bentler 1995).
    Sample,
    /// Each matrix by its own, off-diagonal cells only, means by the sample's: CRMR (Bollen 1989; Maydeu-Olivares 2017).
    Correlation,
    /// Mplus: correlations, variances relative to the sample's, means in standard deviations of each.
    Mplus,
}

/// Root mean square residual of one group; with `means`, p mean residuals join the average.
pub fn root_mean_square(pair: &Pair, scale: Scale, with_means: bool) -> f64 {
    let p = pair.observed.nrows();
    let diagonal = scale != Scale::Correlation;
    let mut sum = 0.0;
    for j in 0..p {
        for i in j..p {
            if i != j || diagonal {
                sum += residual(pair, scale, i, j).powi(2);
            }
        }
    }
    let mut cells = if diagonal {
        p * (p + 1) / 2
    } else {
        p * (p - 1) / 2
    };
    if let (true, Some((observed, implied))) = (with_means, pair.means) {
        for i in 0..p {
            sum += mean_residual(pair, scale, i, observed[i], implied[i]).powi(2);
        }
        cells += p;
    }
    if cells == 0 {
        0.0
    } else {
        (sum / cells as f64).sqrt()
    }
}

fn residual(pair: &Pair, scale: Scale, i: usize, j: usize) -> f64 {
    let (s, m) = (pair.observed, pair.implied);
    let own = |x: &Matrix| x[(i, j)] / (x[(i, i)] * x[(j, j)]).sqrt();
    match scale {
        Scale::Raw => s[(i, j)] - m[(i, j)],
        Scale::Sample => (s[(i, j)] - m[(i, j)]) / (s[(i, i)] * s[(j, j)]).sqrt(),
        Scale::Mplus if i == j => (s[(i, i)] - m[(i, i)]) / s[(i, i)],
        Scale::Correlation | Scale::Mplus => own(s) - own(m),
    }
}

fn mean_residual(pair: &Pair, scale: Scale, i: usize, observed: f64, implied: f64) -> f64 {
    let sd = |x: &Matrix| x[(i, i)].sqrt();
    match scale {
        Scale::Raw => observed - implied,
        Scale::Sample | Scale::Correlation => (observed - implied) / sd(pair.observed),
        Scale::Mplus => observed / sd(pair.observed) - implied / sd(pair.implied),
    }
}
