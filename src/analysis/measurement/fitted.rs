//! The panel of a fitted model.

use super::answers::latent_correlations;
use super::cut_offs::CutOffs;
use super::{Construct, Group, MODEL, Material, advice, method_factor, summary};
use crate::analysis::fit::Analysis;
use crate::cbsem::Fit;
use crate::cbsem::structure::Source;
use crate::data::Sample;
use crate::data::moments::correlation;
use crate::error::Error;
use crate::linalg::{Matrix, block};
use crate::measures::blocks::{Block, Explained, blocks};
use crate::model::{Model, Place};
use crate::report::measurement::{MeasurementSummary, Unavailable};
use crate::report::pls::PlsResults;
use std::path::PathBuf;

/// What a panel may be told.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A file of cut-offs instead of the usual ones.
    pub cut_offs: Option<PathBuf>,
    /// Whether the model is fitted again with a method factor.
    pub method_factor: bool,
}

impl Wanted {
    /// The cut-offs in force.
    ///
    /// # Errors
    /// As [`CutOffs::read`].
    pub fn read(&self) -> Result<CutOffs, Error> {
        let file = self.cut_offs.as_deref();
        file.map_or_else(|| Ok(CutOffs::default()), CutOffs::read)
    }

    /// Words the panel of an analysis by the cut-offs, and adds the method factor.
    ///
    /// # Errors
    /// If something is asked of a model that measures nothing.
    pub fn add(&self, cut_offs: &CutOffs, analysis: &mut Analysis) -> Result<(), Error> {
        let options = &mut analysis.results.options;
        if let Some(file) = &self.cut_offs {
            options.insert("cutoffs".into(), file.display().to_string().into());
        }
        if self.method_factor {
            options.insert("method-factor".into(), true.into());
        }
        let Some(mut found) = analysis.results.measurement.take() else {
            return self.nothing_measured();
        };
        if self.method_factor {
            method_factor::add(analysis, &mut found)?;
        }
        found.cutoffs = cut_offs.rows().to_vec();
        found.advice = advice::advice(&found, cut_offs, &labels(&analysis.sample));
        analysis.results.measurement = Some(found);
        Ok(())
    }

    /// Words the panel of composites by the cut-offs.
    ///
    /// # Errors
    /// If cut-offs are given for a model whose constructs have no reliability.
    pub fn add_to_composites(
        &self,
        cut_offs: &CutOffs,
        results: &mut PlsResults,
    ) -> Result<(), Error> {
        let Some(file) = &self.cut_offs else {
            return Ok(());
        };
        results
            .options
            .insert("cutoffs".into(), file.display().to_string().into());
        let Some(found) = &mut results.measurement else {
            return self.nothing_measured();
        };
        found.cutoffs = cut_offs.rows().to_vec();
        found.advice = advice::advice(found, cut_offs, &[""]);
        Ok(())
    }

    fn nothing_measured(&self) -> Result<(), Error> {
        let option = match (self.cut_offs.is_some(), self.method_factor) {
            (true, _) => "--cutoffs words advice on measurement",
            (_, true) => "--method-factor looks for what all items of constructs share",
            _ => return Ok(()),
        };
        Err(Error::Usage(format!(
            "{option}, and no construct of this model is measured by two items; leave it out"
        )))
    }
}

/// Labels of the groups for sentences; empty for a single one.
fn labels(sample: &Sample) -> Vec<&str> {
    let several = sample.groups.len() > 1;
    let groups = sample.groups.iter();
    groups
        .map(|g| if several { g.label.as_str() } else { "" })
        .collect()
}

/// How well the items of a fitted model stand for its constructs, with the usual cut-offs; nothing where no construct has
/// two items. `unitless`: the data are correlations.
pub fn of_fit(
    model: &Model,
    sample: &Sample,
    fit: &Fit,
    unitless: bool,
) -> Option<MeasurementSummary> {
    let labels = labels(sample);
    let mut unavailable = Vec::new();
    let groups = (0..sample.groups.len())
        .map(|g| group(model, sample, fit, g, labels[g], &mut unavailable))
        .collect();
    let material = Material {
        items: model.variables[..model.items].to_vec(),
        groups,
        solution: MODEL,
        unitless,
        unavailable,
    };
    summary(&material, &CutOffs::default())
}

fn group(
    model: &Model,
    sample: &Sample,
    fit: &Fit,
    at: usize,
    label: &str,
    unavailable: &mut Vec<Unavailable>,
) -> Group {
    let blocks = blocks(model, at);
    let observed = match given_covariates(model) {
        // The sample's moments are then given the covariates, and a sum of items is not.
        true => sample.groups[at].moments.covariance.clone(),
        false => fit.observed[at].covariance.clone(),
    };
    let correlation = match given_covariates(model) {
        true => latent_correlations(model, sample, at),
        false => Some(correlation(&observed)),
    };
    if correlation.is_none() {
        unavailable.push(Unavailable {
            what: "HTMT, KMO and ordinal reliability".into(),
            why: "polychoric correlations of the items apart from the covariates do not exist"
                .into(),
        });
    }
    let constructs = blocks.iter().map(|b| construct(model, fit, at, b));
    Group {
        number: at + 1,
        label: label.to_owned(),
        respondents: sample.groups[at].moments.respondents,
        covariance: sample.groups[at].moments.covariance.clone(),
        correlation: correlation
            .unwrap_or_else(|| self::correlation(&sample.groups[at].moments.covariance)),
        observed,
        thresholds: thresholds(model, fit, at),
        constructs: constructs.collect(),
        latent: latent(fit, at, &blocks),
    }
}

/// Whether moments of ordered items are those given covariates.
fn given_covariates(model: &Model) -> bool {
    model.conditional_x && !model.exogenous.is_empty()
}

fn construct(model: &Model, fit: &Fit, group: usize, block: &Block) -> Construct {
    let explained = Explained::of(block, fit.solution(), group).filter(|_| fit.converged());
    let name = |v: crate::model::Variable| model.name(v).to_owned();
    Construct {
        name: name(block.construct),
        items: block.items.clone(),
        parts: block.parts.iter().map(|&v| name(v)).collect(),
        loadings: explained.as_ref().map(|e| e.loadings.clone()),
        explained,
        formative: false,
    }
}

/// Thresholds of ordered items in standard deviations of the implied latent answers.
fn thresholds(model: &Model, fit: &Fit, group: usize) -> Vec<Vec<f64>> {
    let implied = &fit.implied[group];
    let mut found: Vec<Vec<f64>> = model
        .thresholds
        .iter()
        .map(|&count| vec![f64::NAN; count])
        .collect();
    for entry in &fit.structure.groups[group].entries {
        let Place::Threshold { of, index } = entry.place else {
            continue;
        };
        let value = match entry.source {
            Source::Free(free) => fit.theta[free],
            Source::Fixed(value) => value,
        };
        let sd = implied.covariance[(of.0, of.0)].sqrt();
        if let Some(place) = found[of.0].get_mut(index) {
            *place = (value - implied.mean[of.0]) / sd;
        }
    }
    found
}

/// Correlations of the constructs; nothing where a variance is not positive.
fn latent(fit: &Fit, group: usize, blocks: &[Block]) -> Option<Matrix> {
    let all = fit.implied[group].covariance_of_all(&fit.structure);
    let places: Vec<usize> = blocks.iter().map(|b| b.construct.0).collect();
    let among = block(&all, &places);
    let proper = fit.converged() && among.diagonal().iter().all(|v| *v > 0.0);
    proper.then(|| correlation(&among))
}
