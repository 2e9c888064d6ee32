//! How items go together: multivariate normality and correlations.

use super::answers::Answers;
use super::columns::Sheet;
use crate::report::describe::{CorrelationSummary, MardiaRow, MardiaSummary};
use crate::screening::mardia::{Divisor, Mardia, mardia};
use crate::screening::pairwise::Pairwise;
use crate::screening::whitened::Whitened;

/// Mardia's tests of the complete answers.
pub fn mardia_summary(
    sheet: &Sheet,
    answers: &Answers,
    whitened: Option<&Whitened>,
) -> Option<MardiaSummary> {
    let whitened = whitened?;
    let n = whitened.scores.nrows();
    let row = |(divisor, found): (Divisor, Mardia)| MardiaRow {
        divisor: divisor.name(),
        skewness: found.skewness,
        chisq: found.chi_square,
        chisq_small: found.chi_square_small,
        df: found.df,
        skewness_p: found.skewness_p(n),
        kurtosis: found.kurtosis,
        z: found.z,
        kurtosis_p: found.kurtosis_p(),
    };
    let name = |item: &usize| sheet.column(answers.items[*item]).name.clone();
    Some(MardiaSummary {
        n,
        items: answers.varying.iter().map(name).collect(),
        tests: mardia(whitened).map(row).to_vec(),
    })
}

/// Pearson's correlations, pair by pair.
pub fn correlations(sheet: &Sheet, answers: &Answers, pairs: &Pairwise) -> CorrelationSummary {
    let p = answers.items.len();
    let row = |i: usize| {
        let cell = |j: usize| Some(pairs.correlations[(i, j)]).filter(|r| r.is_finite());
        (0..p).map(cell).collect()
    };
    CorrelationSummary {
        items: answers
            .items
            .iter()
            .map(|at| sheet.column(*at).name.clone())
            .collect(),
        pearson: (0..p).map(row).collect(),
        n: pairs.respondents.clone(),
    }
}
