//! What blanks keep from being computed, or change in how numbers are read.

use super::Fit;
use crate::data::information::{MOST_MOMENTS, moments};
use crate::model::Model;
use crate::notice::Notice;

/// Notices about a model fitted to answers with blanks.
pub fn notices(model: &Model, fit: &Fit) -> Vec<Notice> {
    let items = |i: &crate::data::Incomplete| i.blanks.items;
    let by_likelihood = fit.incomplete.iter().flatten().map(|i| items(i)).max();
    let by_stages = fit.first_stage.iter().flatten();
    let by_stages = by_stages.map(|stage| items(&stage.incomplete)).max();
    let most = by_likelihood.max(by_stages);
    let too_many = most.filter(|&p| moments(p) > MOST_MOMENTS);
    let auxiliary = (model.auxiliary > 0).then(|| saturated_correlates(model));
    let many = too_many.map(|p| many_items(p, by_stages.is_some()));
    many.into_iter().chain(auxiliary).collect()
}

fn many_items(items: usize, in_stages: bool) -> Notice {
    let without = match in_stages {
        true => "standard errors and the corrected test of two stages",
        false => "robust CFI, TLI, RMSEA and GFI, a corrected test and standardized residuals",
    };
    let text = format!(
        "{items} variables have {} means, variances and covariances: too many for the covariances among them, which \
         {without} need where answers are blank; these are left out. Estimates and χ² are not touched. Fewer variables (at \
         most 62), or parts of the questionnaire one at a time, give them back.",
        moments(items)
    );
    Notice::warning("many-items-with-blanks", "", text)
}

fn saturated_correlates(model: &Model) -> Notice {
    let names = model.variables[model.own_items()..model.items].join(", ");
    let text = format!(
        "auxiliary variables ({names}) covary freely with every item (Graham, 2003). They take no degrees of freedom, but \
         their moments are among the free parameters (npar) and the log-likelihood is theirs too: AIC and BIC compare models \
         with the same auxiliary variables only. CFI, TLI and RMSEA corrected for blanks, and GFI, are not computed beside them."
    );
    Notice::note("auxiliary-variables", "", text)
}
