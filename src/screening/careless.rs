//! Respondents who tick without reading: long runs of one answer, and answers that hardly differ.

/// The longest run of equal answers, in the order of the items (Johnson 2005). A blank ends a run.
pub fn longest_run(answers: impl IntoIterator<Item = f64>) -> usize {
    let (mut longest, mut run, mut last) = (0, 0, f64::NAN);
    for answer in answers {
        run = match (answer.is_nan(), answer == last) {
            (true, _) => 0,
            (false, true) => run + 1,
            (false, false) => 1,
        };
        last = answer;
        longest = longest.max(run);
    }
    longest
}

/// Intra-individual response variability: the standard deviation (divisor k − 1) of the k answers of one respondent (Dunn,
/// Heggestad, Shanock & Theilgard 2018). `None` for fewer than two answers.
pub fn variability(answers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let given: Vec<f64> = answers.into_iter().filter(|x| !x.is_nan()).collect();
    if given.len() < 2 {
        return None;
    }
    let mean = given.iter().sum::<f64>() / given.len() as f64;
    let squares: f64 = given.iter().map(|x| (x - mean).powi(2)).sum();
    Some((squares / (given.len() as f64 - 1.0)).sqrt())
}

/// Fewer items than this say nothing about straight lines.
pub const FEWEST_ITEMS: usize = 10;

/// The run from which a respondent is flagged: half of the items (Curran 2016), and at least [`FEWEST_ITEMS`].
pub fn longest_credible(items: usize) -> usize {
    items.div_ceil(2).max(FEWEST_ITEMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_spread_by_hand() {
        let row = [3.0, 3.0, f64::NAN, 3.0, 3.0, 3.0, 1.0];
        assert_eq!(longest_run(row), 3);
        assert_eq!(longest_run([]), 0);
        // Mean 16/6, squares 50 − 6 (16/6)².
        let expected = ((46.0 - 6.0 * (16.0_f64 / 6.0).powi(2)) / 5.0).sqrt();
        assert!((variability(row).unwrap_or(0.0) - expected).abs() < 1e-12);
        assert_eq!(variability([4.0; 12]), Some(0.0));
        assert_eq!(variability([4.0, f64::NAN]), None);
        assert_eq!((longest_credible(8), longest_credible(32)), (10, 16));
    }
}
