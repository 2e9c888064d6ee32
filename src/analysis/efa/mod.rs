//! `sanjeh efa`: how many factors, and which items go together.

pub mod bundle;
mod correlations;
mod measures;
mod number;
mod target;
mod text;

use super::input::{DataSource, Input};
use crate::data::Sample;
use crate::efa::errors::{RotatedErrors, rotated_errors};
use crate::efa::{self, Extracted, Extraction, Rotated, Rotation, adequacy, alignment, parallel};
use crate::error::Error;
use crate::inference::bootstrap::Plan;
use crate::linalg::{Matrix, Vector};
use crate::notice::Notice;
use crate::report::efa::{AdequacySummary, EfaResults, RotationSummary, VarianceRow};
use crate::report::results::Program;
use correlations::Correlations;
use serde_json::{Map, Value as Json};
use std::path::PathBuf;
use target::Target;

/// What is to be explored, and how.
#[derive(Debug, Clone)]
pub struct Request {
    pub data: DataSource,
    /// At least three, in the order of the tables.
    pub items: Vec<String>,
    /// Items whose answers are ordered categories; `all` for every item.
    pub ordered: Vec<String>,
    pub extraction: Extraction,
    pub rotation: Rotation,
    /// Chosen loadings to turn towards, instead of `rotation`.
    pub target: Option<PathBuf>,
    /// k, or as parallel analysis says.
    pub factors: Option<usize>,
    /// Random orientations that the rotation starts from, beside the first.
    pub starts: usize,
    /// Draws of parallel analysis, and the seed of everything random.
    pub plan: Plan,
    pub parallel: parallel::Source,
    /// Whether the eigenvalues to beat are means or this quantile.
    pub quantile: Option<f64>,
    /// Loadings below this size are hidden in tables, and left out of the model text.
    pub cut: f64,
}

/// The quantile that is shown beside the mean (Glorfeld 1995).
pub const QUANTILE: f64 = 0.95;

/// Reads the answers, weighs the rules for the number of factors, and extracts and rotates that many.
///
/// # Errors
/// If items are not in the data or do not vary, correlations are not positive definite, or there are more factors than
/// the items can tell apart.
pub fn efa(request: &Request) -> Result<EfaResults, Error> {
    let target = Target::of(request)?;
    let settled = target.as_ref().map(|target| target.settle(request));
    let request = settled.as_ref().unwrap_or(request);
    check(request)?;
    let input = Input::read(&request.data)?;
    let sample = match &input {
        Input::Answers(table, ..) => Sample::select(table, &request.items, None)?,
        Input::Moments(moments) => Sample::from_moments(moments, &request.items)?,
    };
    let found = Correlations::of(&sample, request)?;
    let weighed = number::number_of_factors(request, &sample, &found)?;
    enough_for_rotation(request, weighed.used)?;
    let names = target.map(|target| target.names);
    let factors = solution(request, &found, weighed.used, names)?;
    let errors = factors.errors(request, &found);
    let mut notices = [input.notices(), sample.notices.clone()].concat();
    notices.extend(factors.notices(request, &weighed, &found.doubts));
    let (fit_measures, npar) = measures::measures(&sample, &found, request, &factors);
    let mut results = EfaResults {
        program: Program {
            name: "sanjeh".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        command: "efa".into(),
        options: options(request),
        data: input.summary(&request.items, &sample),
        correlation: found.name(),
        adequacy: adequacy_summary(&found)?,
        converged: factors.extracted.converged && factors.rotated.converged,
        admissible: factors.extracted.heywood.is_empty(),
        npar,
        fit_measures,
        loadings: rows(&factors.rotated.loadings),
        loadings_se: errors.as_ref().map(|e| rows(&e.loadings)),
        factor_correlations: rows(&factors.rotated.correlations),
        factor_correlations_se: errors.as_ref().map(|e| rows(&e.correlations)),
        uniquenesses: factors.extracted.uniquenesses.iter().copied().collect(),
        communalities: factors.communalities().iter().copied().collect(),
        variance: factors.variance(),
        rotation: factors.rotation(request),
        factors: factors.names,
        number_of_factors: weighed,
        items: request.items.clone(),
        syntax: String::new(),
        provenance: None,
        notices,
    };
    let (syntax, left_out) = text::model_text(&results, request.cut);
    results.syntax = syntax;
    results.notices.extend(left_out);
    Ok(results)
}

fn check(request: &Request) -> Result<(), Error> {
    let items = &request.items;
    if items.len() < 3 {
        return Err(Error::Usage(format!(
            "--items names {} item(s); a factor needs three items to show in their correlations",
            items.len()
        )));
    }
    if let Some(twice) = (1..items.len()).find(|&i| items[..i].contains(&items[i])) {
        return Err(Error::Usage(format!(
            "--items names {} twice; leave one out",
            items[twice]
        )));
    }
    let most = efa::most_factors(items.len());
    match request.factors {
        Some(k) if k == 0 || k > most => Err(Error::Usage(format!(
            "--factors {k}: {} items can tell apart 1 to {most} factors (more have no degrees of freedom left)",
            items.len()
        ))),
        Some(k) => enough_for_rotation(request, k),
        _ => Ok(()),
    }
}

/// A general factor and one other cannot be told from two correlated ones.
fn enough_for_rotation(request: &Request, factors: usize) -> Result<(), Error> {
    if request.rotation.has_general_factor() && factors < 3 {
        return Err(Error::Usage(format!(
            "--rotation {} needs a general factor and at least two others, and there are {factors} in all: ask for \
             --factors 3 or more, or choose another rotation",
            request.rotation.name()
        )));
    }
    Ok(())
}

/// Factors, extracted and turned.
struct Solution {
    names: Vec<String>,
    items: Vec<String>,
    extracted: Extracted,
    rotated: Rotated,
}

fn solution(
    request: &Request,
    found: &Correlations,
    factors: usize,
    names: Option<Vec<String>>,
) -> Result<Solution, Error> {
    let extracted = efa::extraction::extract(request.extraction, &found.matrix, factors)
        .map_err(|_| found.not_positive_definite(&request.items))?;
    let rotated = efa::rotation::rotate(
        &extracted.loadings,
        &request.rotation,
        request.starts,
        request.plan.seed,
    );
    Ok(Solution {
        names: names.unwrap_or_else(|| text::factor_names(&request.items, factors)),
        items: request.items.clone(),
        rotated: alignment::align(rotated, &request.rotation),
        extracted,
    })
}

impl Solution {
    /// Standard errors of what maximum likelihood found in numeric answers.
    fn errors(&self, request: &Request, found: &Correlations) -> Option<RotatedErrors> {
        let sound =
            self.extracted.converged && self.rotated.converged && self.extracted.heywood.is_empty();
        let likely = request.extraction == Extraction::Ml && !found.polychoric;
        let of = || {
            rotated_errors(
                &self.rotated,
                &self.extracted.uniquenesses,
                &request.rotation,
                found.respondents,
            )
        };
        (sound && likely).then(of).flatten()
    }

    /// Of every item, what the factors explain (p): the diagonal of `ΛΦΛ′`.
    fn communalities(&self) -> Vector {
        (self.structure().component_mul(&self.rotated.loadings)).column_sum()
    }

    /// ΛΦ, correlations of items with factors (p × k).
    fn structure(&self) -> Matrix {
        &self.rotated.loadings * &self.rotated.correlations
    }

    /// The implied correlations, `ΛΦΛ′ + Ψ`.
    fn implied(&self) -> Matrix {
        self.structure() * self.rotated.loadings.transpose()
            + Matrix::from_diagonal(&self.extracted.uniquenesses)
    }

    /// By factor, the diagonal of `ΦΛ′Λ`, so that shares of correlated factors add up too.
    fn variance(&self) -> Vec<VarianceRow> {
        let sums = self
            .structure()
            .component_mul(&self.rotated.loadings)
            .row_sum();
        let p = self.items.len() as f64;
        let mut before = 0.0;
        self.names
            .iter()
            .zip(sums.iter())
            .map(|(factor, &sum)| {
                before += sum;
                VarianceRow {
                    factor: factor.clone(),
                    ss_loadings: sum,
                    proportion: sum / p,
                    cumulative: before / p,
                }
            })
            .collect()
    }

    fn rotation(&self, request: &Request) -> RotationSummary {
        RotationSummary {
            name: request.rotation.name(),
            oblique: request.rotation.oblique(),
            kaiser: request.rotation.kaiser(),
            value: self.rotated.value,
            starts: self.rotated.starts,
            agreeing: self.rotated.agreeing,
        }
    }

    fn notices(
        &self,
        request: &Request,
        weighed: &crate::report::efa::NumberOfFactors,
        doubts: &[Notice],
    ) -> Vec<Notice> {
        let mut notices = doubts.to_vec();
        let name = request.extraction.name();
        if !self.extracted.converged {
            notices.push(Notice::serious("not-converged", name, format!(
                "The search for {} factors by {name} did not settle: do not report these loadings. Ask for fewer factors, \
                 or another --extraction.", self.names.len())));
        }
        if !self.rotated.converged {
            notices.push(Notice::serious("rotation-not-converged", request.rotation.name(),
                "The rotation did not settle: do not report these loadings. Try more --starts, or another --rotation."));
        }
        notices.extend(self.heywood());
        let few = self.rotated.starts > 4 && self.rotated.agreeing == 1;
        notices.extend(few.then(|| Notice::warning("rotation-start", request.rotation.name(), format!(
            "Only one of {} starts of the rotation found this pattern; another may be simpler still. Raise --starts.",
            self.rotated.starts))));
        notices.extend(weighed.disagreement());
        notices
    }

    fn heywood(&self) -> Vec<Notice> {
        let one = |&item: &usize| {
            Notice::serious(
                "heywood",
                &self.items[item],
                format!(
                    "The uniqueness of {} is at its lower bound ({}): the factors explain all of the item (a Heywood case). Ask \
                 for fewer factors, leave the item out, or collect more answers.",
                    self.items[item],
                    efa::extraction::LEAST
                ),
            )
        };
        self.extracted.heywood.iter().map(one).collect()
    }
}

fn adequacy_summary(found: &Correlations) -> Result<AdequacySummary, Error> {
    let adequacy = adequacy::adequacy(&found.matrix, found.respondents)
        .map_err(|_| found.not_positive_definite(&found.items))?;
    Ok(AdequacySummary {
        kmo: adequacy.kmo,
        msa: adequacy.items,
        chisq: adequacy.chi_square,
        df: adequacy.df,
        pvalue: adequacy.p_value,
    })
}

fn rows(matrix: &Matrix) -> Vec<Vec<f64>> {
    let row = |i: usize| matrix.row(i).iter().copied().collect();
    (0..matrix.nrows()).map(row).collect()
}

/// Every option that shaped the results; threads do not.
fn options(request: &Request) -> Map<String, Json> {
    let factors = request.factors.map_or(Json::from("auto"), Json::from);
    let own: Vec<(&str, Json)> = vec![
        ("items", request.items.clone().into()),
        ("ordered", request.ordered.clone().into()),
        ("extraction", request.extraction.name().into()),
        ("rotation", request.rotation.name().into()),
        (
            "target",
            request
                .target
                .as_ref()
                .map(|file| file.display().to_string())
                .into(),
        ),
        ("factors", factors),
        ("starts", request.starts.into()),
        ("parallel", request.parallel.name().into()),
        ("replicates", request.plan.replicates.into()),
        (
            "quantile",
            request.quantile.map_or(Json::from("mean"), Json::from),
        ),
        ("seed", request.plan.seed.into()),
        ("cut", request.cut.into()),
        ("missing", "listwise".into()),
    ];
    let named = |(name, value): (&str, Json)| (name.to_owned(), value);
    own.into_iter()
        .chain(request.data.options())
        .map(named)
        .collect()
}
