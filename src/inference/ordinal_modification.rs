//! Modification indices of models with ordered items: the same score test in the moments of latent answers.

use super::modification::{
    Candidate, Gain, Index, UNIDENTIFIED, candidates, regressed, standardized,
};
use crate::cbsem::Fit;
use crate::cbsem::implied::Implied;
use crate::cbsem::ordinal::{OrdinalFit, Units};
use crate::cbsem::structure::Structure;
use crate::data::Sample;
use crate::linalg::{Matrix, Vector};
use crate::model::{Model, Parameterization, Place, Variable};

/// `mi = N s²/V` and `epc = s/V` up to sign, with s the slope of ½F, V the information `Δ′VΔ` on the new parameter net of the
/// free ones. Paths into and covariances of covariates are not asked for: the model is of answers given them. Neither are
/// arrows that would start at an ordered item, under delta.
pub fn indices(model: &Model, sample: &Sample, fit: &Fit, found: &OrdinalFit) -> Vec<Index> {
    let Some(net) = &found.net else {
        return Vec::new();
    };
    let more: Vec<Variable> = regressed(model)
        .into_iter()
        .filter(|&v| may_send(model, v))
        .map(Variable)
        .collect();
    let structure = Structure::with_inner(model, sample, &more);
    let structure = structure.with_sources(model, found.problem.structure.sources.clone());
    let all = (0..model.groups.len()).map(|group| {
        let theta = found.theta.as_slice();
        Group::new(model, &structure, group, theta)
            .map(|g| g.indices(model, fit, found, net))
            .unwrap_or_default()
    });
    all.flatten().collect()
}

fn may_send(model: &Model, v: usize) -> bool {
    let ordered = model.thresholds.get(v).is_some_and(|t| *t > 0);
    !ordered || model.parameterization == Parameterization::Theta
}

fn may_be_asked(model: &Model, place: Place) -> bool {
    let given = |v: Variable| model.conditional_x && model.exogenous.contains(&v);
    match place {
        Place::Path { to, from } => !given(to) && may_send(model, from.0),
        Place::Covariance { a, b } => !given(a) && !given(b),
        Place::Intercept { of } => !given(of),
        Place::Threshold { .. } => true,
        Place::Scale { .. } => model.parameterization == Parameterization::Delta,
    }
}

/// One group, with variables made inner that candidates start from.
struct Group<'a> {
    group: usize,
    structure: &'a Structure,
    implied: Implied,
    units: Units,
}

impl<'a> Group<'a> {
    fn new(
        model: &Model,
        structure: &'a Structure,
        group: usize,
        theta: &[f64],
    ) -> Option<Group<'a>> {
        let at = |x: &Variable| structure.inner_at[x.0];
        let given = model.exogenous.iter().filter(|_| model.conditional_x);
        let covariates: Vec<usize> = given.filter_map(at).collect();
        let implied = Implied::new(structure, group, theta)?;
        let unit = (model.parameterization, &covariates[..]);
        let units = Units::new((structure, group), &model.thresholds, unit, theta, &implied)?;
        Some(Group {
            group,
            structure,
            implied,
            units,
        })
    }

    fn indices(&self, model: &Model, fit: &Fit, found: &OrdinalFit, net: &Matrix) -> Vec<Index> {
        let asked = candidates(model, self.group).into_iter();
        let asked = asked.filter(|c| may_be_asked(model, c.place));
        let index = |candidate: Candidate| {
            let gain = self.gain(found, net, self.slopes(found, candidate.place)?)?;
            let (structure, implied) = (&fit.structure, &fit.implied[self.group]);
            Some(standardized(
                model, structure, implied, &candidate, self.group, gain,
            ))
        };
        asked.filter_map(index).collect()
    }

    /// How the moments move with a parameter at `place`.
    fn slopes(&self, found: &OrdinalFit, place: Place) -> Option<Vector> {
        let places = &found.problem.observed[self.group].places;
        let Some(term) = self.structure.term(place) else {
            return self.units.along_own(place, &self.implied, places);
        };
        let mut slopes = Vector::zeros(places.len());
        let change = self.units.of_term(self.structure, &self.implied, &term);
        self.units
            .add(&change, &self.implied, places, &mut slopes.column_mut(0));
        Some(slopes)
    }

    fn gain(&self, found: &OrdinalFit, net: &Matrix, slopes: Vector) -> Option<Gain> {
        let problem = &found.problem;
        let point = &found.points[self.group];
        let slopes = problem.roots[self.group].of_vector(slopes);
        let part = problem.part(self.group);
        let moved: Vec<usize> = (0..slopes.len()).filter(|&i| slopes[i] != 0.0).collect();
        let shared = Vector::from_fn(problem.structure.free, |j, _| {
            let column = point.slopes.column(j);
            part * moved.iter().map(|&i| slopes[i] * column[i]).sum::<f64>()
        });
        let own = part * slopes.norm_squared();
        let left = own - shared.dot(&(net * &shared));
        if left.is_nan() || left <= UNIDENTIFIED * own {
            return None;
        }
        let slope = -problem.share(self.group) * slopes.dot(&point.miss);
        Some(Gain {
            mi: problem.respondents() * slope * slope / left,
            epc: -slope / left,
        })
    }
}
