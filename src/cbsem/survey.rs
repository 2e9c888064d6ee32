//! What weights and clusters do to errors and tests: slopes are weighted and summed within clusters before they are
//! squared (Binder 1983; Skinner 1989; Asparouhov 2005; Muthén & Satorra 1995).

use super::{Error, Fit};
use crate::data::{Group, Moments, Sample, Survey};
use crate::linalg::{self, Matrix, Vector, bilinear, cross};
use crate::model::Model;
use crate::notice::Notice;

/// Cross-products of casewise slopes (n × q) per respondent, as the design has them: weighted, then summed within
/// clusters, times C/(C − 1) for C clusters.
pub fn cross_products(scores: Matrix, survey: &Survey) -> Matrix {
    let n = scores.nrows() as f64;
    let scores = weighted(scores, survey);
    let Some(clusters) = &survey.clusters else {
        return cross(&scores, &scores) / n;
    };
    let sums = summed(&scores, clusters, &survey.distinct_clusters());
    cross(&sums, &sums) * (correction(sums.nrows()) / n)
}

/// Each respondent's slopes times the weight.
fn weighted(mut scores: Matrix, survey: &Survey) -> Matrix {
    if let Some(weights) = &survey.weights {
        for mut column in scores.column_iter_mut() {
            column.component_mul_assign(weights);
        }
    }
    scores
}

/// Rows added within clusters (C × q).
fn summed(rows: &Matrix, clusters: &[usize], distinct: &[usize]) -> Matrix {
    let mut sums = Matrix::zeros(distinct.len(), rows.ncols());
    for (row, cluster) in clusters.iter().enumerate() {
        if let Ok(at) = distinct.binary_search(cluster) {
            let mut sum = sums.row_mut(at);
            sum += rows.row(row);
        }
    }
    sums
}

/// C/(C − 1): what a mean of C squares lacks because the sum of slopes is 0.
fn correction(clusters: usize) -> f64 {
    clusters as f64 / (clusters as f64 - 1.0)
}

/// tr(A⁻¹B) of the saturated model with complete answers, less that of items fixed at the sample's moments.
///
/// With dᵢ = w(z; zz′ − S) of a respondent, summed within clusters to (d, D), the trace is the mean of `d′Wd + ½tr(WDWD)`,
/// W = S⁻¹: A⁻¹ times a slope is the influence on the moments themselves.
pub fn saturated_trace(
    model: &Model,
    sample: &Sample,
    observed: &[Moments],
    means: bool,
) -> Result<f64, Error> {
    let fixed: Vec<usize> = match model.fixed_x {
        true => model.exogenous.iter().map(|v| v.0).collect(),
        false => Vec::new(),
    };
    let mut sum = 0.0;
    for (group, moments) in sample.groups.iter().zip(observed) {
        let all: Vec<usize> = (0..moments.mean.len()).collect();
        sum += trace_of(group, moments, &all, means)?;
        if !fixed.is_empty() {
            sum -= trace_of(group, moments, &fixed, means)?;
        }
    }
    Ok(sum)
}

/// The trace of some items of one group.
fn trace_of(group: &Group, moments: &Moments, items: &[usize], means: bool) -> Result<f64, Error> {
    let answers = group
        .answers
        .as_ref()
        .ok_or(Error::NeedsAnswers("a robust error or test"))?;
    let covariance = linalg::block(&moments.covariance, items);
    let weight = linalg::invert(&covariance)
        .map_err(|_| Error::NoFeasibleStart)?
        .matrix;
    let n = answers.nrows();
    let mean = Vector::from_iterator(items.len(), items.iter().map(|&v| moments.mean[v]));
    let centred = |row: usize| answers.row(row).transpose().select_rows(items) - &mean;
    let weight_of = |row: usize| group.survey.weights.as_ref().map_or(1.0, |w| w[row]);
    let add = |(d, spread): &mut (Vector, Matrix), row: usize| {
        let (z, w) = (centred(row), weight_of(row));
        d.axpy(w, &z, 1.0);
        spread.ger(w, &z, &z, 1.0);
        *spread -= &covariance * w;
    };
    let distance = |(d, spread): &(Vector, Matrix)| {
        let turned = &weight * spread;
        let spread = 0.5 * turned.component_mul(&turned.transpose()).sum();
        spread + if means { bilinear(d, &weight, d) } else { 0.0 }
    };
    let members = members(group, n);
    let factor = match group.survey.clusters {
        Some(_) => correction(members.len()),
        None => 1.0,
    };
    let blank = (
        Vector::zeros(items.len()),
        Matrix::zeros(items.len(), items.len()),
    );
    let of_cluster = |rows: &Vec<usize>| {
        let mut sums = blank.clone();
        rows.iter().for_each(|&row| add(&mut sums, row));
        distance(&sums)
    };
    Ok(factor * members.iter().map(of_cluster).sum::<f64>() / n as f64)
}

/// The respondents of each cluster; without clusters each alone.
fn members(group: &Group, n: usize) -> Vec<Vec<usize>> {
    let Some(clusters) = &group.survey.clusters else {
        return (0..n).map(|row| vec![row]).collect();
    };
    let distinct = group.survey.distinct_clusters();
    let mut members = vec![Vec::new(); distinct.len()];
    for (row, cluster) in clusters.iter().enumerate() {
        if let Ok(at) = distinct.binary_search(cluster) {
            members[at].push(row);
        }
    }
    members
}

/// √(1 − n/N) squared: what sampling without replacement leaves of a sampling variance when n of the N people there are
/// have answered (Cochran 1977, §2.6).
pub fn finite_population(respondents: usize, population: usize) -> f64 {
    1.0 - respondents as f64 / population as f64
}

/// What a reader of errors by cluster must know.
pub fn notices(sample: &Sample, fit: &Fit) -> Vec<Notice> {
    [few_clusters(sample, fit), crossing(sample)]
        .into_iter()
        .flatten()
        .collect()
}

/// Below this number errors by cluster are known to be too small (Cameron, Gelbach & Miller 2008).
const FEW: usize = 30;

fn few_clusters(sample: &Sample, fit: &Fit) -> Option<Notice> {
    let counts = sample
        .groups
        .iter()
        .map(|g| g.survey.distinct_clusters().len());
    let clusters: usize = counts.sum();
    if clusters == 0 {
        return None;
    }
    let q = fit.parameters();
    let text = if clusters < q {
        format!(
            "{clusters} clusters for {q} parameters: the errors of all parameters together rest on fewer clusters than \
             parameters. Single errors can be read with caution, tests of many parameters at once cannot."
        )
    } else if clusters < FEW {
        format!(
            "{clusters} clusters: errors by cluster tend to be too small with fewer than {FEW} clusters (Cameron, Gelbach & \
             Miller, 2008); read p values near .05 as undecided."
        )
    } else {
        return None;
    };
    Some(Notice::warning("few-clusters", "", text))
}

fn crossing(sample: &Sample) -> Option<Notice> {
    let mut seen: Vec<usize> = Vec::new();
    for group in &sample.groups {
        seen.extend(group.survey.distinct_clusters());
    }
    let total = seen.len();
    seen.sort_unstable();
    seen.dedup();
    let crossing = total - seen.len();
    (crossing > 0).then(|| {
        let text = format!(
            "{crossing} times a cluster has respondents in more than one group; its slopes are summed within each group, as \
             if these were different clusters, so comparisons of groups ignore what such respondents share."
        );
        Notice::warning("clusters-cross-groups", "", text)
    })
}
