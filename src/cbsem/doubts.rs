//! Items that invite doubt before any estimate is read: weak markers, near copies.

use super::Fit;
use crate::cbsem::residuals::correlations;
use crate::linalg::Matrix;
use crate::model::{Model, Place, Value};
use crate::notice::Notice;

/// A marker that correlates less than this with the rest of its construct scales it badly.
const WEAK_MARKER: f64 = 0.1;
/// Two items that correlate more than this are nearly the same item.
const NEAR_COPY: f64 = 0.95;

/// Notices about the items of a fitted model, group by group.
pub fn notices(model: &Model, fit: &Fit) -> Vec<Notice> {
    let pooled = pooled_covariance(fit);
    let mut notices = weak_markers(model, &pooled);
    notices.extend(near_copies(model, &pooled));
    notices
}

/// Covariances within groups, weighted by respondents.
fn pooled_covariance(fit: &Fit) -> Matrix {
    let zero = Matrix::zeros(fit.structure.items, fit.structure.items);
    fit.observed
        .iter()
        .zip(&fit.shares)
        .fold(zero, |sum, (m, share)| sum + &m.covariance * *share)
}

fn weak_markers(model: &Model, covariance: &Matrix) -> Vec<Notice> {
    (model.items..model.variables.len())
        .filter_map(|construct| {
            let items = items_of(model, construct);
            let marker = items
                .iter()
                .find(|(_, fixed)| *fixed)
                .map(|(item, _)| *item)?;
            let others: Vec<usize> = items
                .iter()
                .map(|(item, _)| *item)
                .filter(|&i| i != marker)
                .collect();
            let r = item_rest_correlation(covariance, marker, &others)?;
            (r.abs() < WEAK_MARKER).then(|| weak_marker(model, construct, marker, r))
        })
        .collect()
}

fn weak_marker(model: &Model, construct: usize, marker: usize, r: f64) -> Notice {
    let (construct, marker) = (&model.variables[construct], &model.variables[marker]);
    let text = format!(
        "`{marker}` sets the scale of `{construct}` but hardly correlates with its other items (r = {r:.2}); \
         estimates and errors of the whole construct suffer. Write another item first, or use --std-lv. \
         (Some programs change the marker silently; this one keeps the model as written.)"
    );
    Notice::warning("weak-marker", format!("{construct} =~ {marker}"), text)
}

/// Items that load on a construct in the first group, and whether the loading is fixed.
fn items_of(model: &Model, construct: usize) -> Vec<(usize, bool)> {
    let rows = model.parameters.iter().filter(|p| p.group == 0);
    rows.filter_map(|p| match p.place {
        Place::Path { to, from } if from.0 == construct && to.0 < model.items => {
            Some((to.0, matches!(p.value, Value::Fixed(x) if x != 0.0)))
        }
        _ => None,
    })
    .collect()
}

/// Correlation of an item with the sum of the others; needs two others.
fn item_rest_correlation(covariance: &Matrix, item: usize, others: &[usize]) -> Option<f64> {
    if others.len() < 2 {
        return None;
    }
    let shared: f64 = others.iter().map(|&o| covariance[(item, o)]).sum();
    let rest: f64 = others
        .iter()
        .flat_map(|&a| others.iter().map(move |&b| covariance[(a, b)]))
        .sum();
    let r = shared / (rest * covariance[(item, item)]).sqrt();
    r.is_finite().then_some(r)
}

fn near_copies(model: &Model, covariance: &Matrix) -> Vec<Notice> {
    let r = correlations(covariance);
    let pairs = (0..model.items).flat_map(|i| (0..i).map(move |j| (j, i)));
    pairs
        .filter(|&(i, j)| r[(i, j)].abs() > NEAR_COPY)
        .map(|(i, j)| {
            let (a, b) = (&model.variables[i], &model.variables[j]);
            let text = format!(
                "`{a}` and `{b}` correlate {:.3}: nearly the same item twice. Keep one of them, \
                 or check that a column was not copied.",
                r[(i, j)]
            );
            Notice::warning("near-copy", format!("{a} ~~ {b}"), text)
        })
        .collect()
}
