//! What a reader must be told of inequalities and bounds that hold estimates back.

use super::Fit;
use crate::model::{Condition, Model, Origin, Parameter, Place};
use crate::notice::Notice;

/// One notice for each active inequality and bound.
pub fn notices(model: &Model, fit: &Fit) -> Vec<Notice> {
    let active = fit.restricted.active.iter();
    active
        .map(|&i| notice(model, &fit.restricted.conditions.all[i]))
        .collect()
}

fn notice(model: &Model, condition: &Condition) -> Notice {
    match condition.origin {
        Origin::Row(_) => inequality(condition),
        Origin::Bound { limit, row, .. } => {
            let parameter = &model.parameters[row];
            if limit == 0.0 && is_variance(parameter) {
                heywood(parameter)
            } else {
                bound(parameter, limit)
            }
        }
    }
}

fn is_variance(parameter: &Parameter) -> bool {
    matches!(parameter.place, Place::Covariance { a, b } if a == b)
}

fn inequality(condition: &Condition) -> Notice {
    let text = format!(
        "the constraint {} is active: without it the estimates would break it. Standard errors take it as an equality, \
         but it takes nothing off the degrees of freedom, so that χ² is judged too strictly. Fit the model without it: \
         if the estimates then break it by more than their errors allow, the data speak against the constraint.",
        condition.text
    );
    Notice::note("active-constraint", condition.text.clone(), text)
}

fn bound(parameter: &Parameter, limit: f64) -> Notice {
    let name = parameter.written();
    let text = format!(
        "{name} stands at its bound {limit} and has no standard error; the other errors take it as fixed there. The data \
         would have it beyond: look at that item or path, or drop the bound and see whether the estimate makes sense."
    );
    Notice::warning("active-bound", name, text)
}

fn heywood(parameter: &Parameter) -> Notice {
    let name = parameter.written();
    let text = format!(
        "the variance {name} is held at 0: without the bound it would be negative (a Heywood case). The bound hides the \
         trouble and does not mend it. Likely causes: a small sample, an outlier, a construct with two items, or a wrong \
         model. Look at the items of `{}`, and at its correlations with the others.",
        parameter.lhs
    );
    Notice::warning("active-bound", name, text)
}
