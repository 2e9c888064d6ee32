//! What to work on for a target: importance and performance, from answers on a scale of 0 to 100.

use super::Request;
use super::estimated::Estimated;
use super::further::apply;
use crate::analysis::input::Input;
use crate::error::Error;
use crate::inference::bootstrap::Draw;
use crate::inference::intervals::Spread;
use crate::linalg::Matrix;
use crate::measures::necessity::range;
use crate::notice::Notice;
use crate::plssem::compat::Definitions;
use crate::plssem::importance::{Place, Priorities, Scale};
use crate::plssem::model::Parts;
use crate::plssem::resample::{Resampled, resample_with, rescaled};
use crate::plssem::signs::turn;
use crate::plssem::{self, Fit, SignChange};
use crate::report::priorities::{Coordinate, ImportanceMap, ItemScale, MapPoint};

/// What leads to a target, with the answers from 0 to 100 and where the limits of the scales come from.
pub struct Prepared {
    pub priorities: Priorities,
    pub scales: Vec<ItemScale>,
}

/// Reads the scales and finds what leads to the target. `option` asked for it.
pub fn prepare(
    input: &Input,
    estimated: &Estimated,
    definitions: Definitions,
    (option, target): (&'static str, &str),
) -> Result<Prepared, Error> {
    let model = &estimated.model;
    let unknown = || {
        let names: Vec<&str> = model.constructs.iter().map(|c| c.name.as_str()).collect();
        Error::Usage(format!(
            "{option} {target}: the model has no such construct; it has {}",
            names.join(", ")
        ))
    };
    let construct = model.construct(target).ok_or_else(unknown)?;
    estimated.complete(option)?;
    let answers = estimated.sample.groups[0].answers.as_ref();
    let answers = answers.ok_or(plssem::Error::NeedsAnswers(option))?;
    let scales = scales(input, &model.items, answers);
    let limits: Vec<Scale> = scales
        .iter()
        .map(|s| Scale {
            lowest: s.lowest,
            highest: s.highest,
        })
        .collect();
    let found = Priorities::new(model, &estimated.fit, construct, answers, &limits)
        .map(|p| p.with_standardized_weights(definitions.standardized_ipma));
    let nothing = || {
        Error::Usage(format!(
            "{option} {target}: no construct leads to it in the structural model; name an outcome that paths end in"
        ))
    };
    Ok(Prepared {
        priorities: found.ok_or_else(nothing)?,
        scales,
    })
}

/// Limits by the codebook; where it has none, or answers lie beyond them, by the answers.
fn scales(input: &Input, items: &[String], answers: &Matrix) -> Vec<ItemScale> {
    let declared = |item: &String| {
        let Input::Answers(table, ..) = input else {
            return None;
        };
        let column = table.column(item).ok()?;
        column.minimum.zip(column.maximum)
    };
    let of = |(at, item): (usize, &String)| {
        let column: Vec<f64> = answers.column(at).iter().copied().collect();
        let seen = range(&column).unwrap_or((0.0, 1.0));
        let known =
            declared(item).filter(|(low, high)| low < high && *low <= seen.0 && *high >= seen.1);
        let (lowest, highest) = known.unwrap_or(seen);
        ItemScale {
            item: item.clone(),
            lowest,
            highest,
            source: if known.is_some() {
                "codebook"
            } else {
                "observed"
            },
        }
    };
    items.iter().enumerate().map(of).collect()
}

/// The importance–performance map, with the spread of both coordinates if the model is resampled.
pub fn map(
    request: &Request,
    estimated: &Estimated,
    prepared: &Prepared,
) -> Result<ImportanceMap, Error> {
    let priorities = &prepared.priorities;
    let name = &estimated.model.constructs[priorities.target].name;
    let none = || {
        Error::Usage(format!(
            "--ipma {name}: the weights of a construct cancel out, so it has no mean from 0 to 100; declare reversed items in the codebook"
        ))
    };
    let places = priorities
        .places(&estimated.fit, estimated.weights.as_deref())
        .ok_or_else(none)?;
    let resampled = request.resampling.as_ref().map(|how| {
        let n = estimated.sample.groups[0].rows.len();
        let coordinates = coordinates(&places);
        let mut found = resample_with(how, n, &coordinates, |counts| {
            draw(request, estimated, priorities, counts)
        });
        apply(request.definitions, how, &coordinates, &mut found);
        found
    });
    Ok(Places {
        estimated,
        places: &places,
        resampled: resampled.as_ref(),
    }
    .map(prepared))
}

/// Importance and performance by turns.
fn coordinates(places: &[Place]) -> Vec<f64> {
    places
        .iter()
        .flat_map(|p| [p.importance, p.performance])
        .collect()
}

fn draw(
    request: &Request,
    estimated: &Estimated,
    priorities: &Priorities,
    counts: &[f64],
) -> Result<Draw, &'static str> {
    let weighted = estimated.weights.as_ref().map(|w| rescaled(counts, w));
    let counts = weighted.as_deref().unwrap_or(counts);
    let reason = |error: Error| match error {
        Error::Composites(error) => error.reason(),
        _ => "no estimates",
    };
    let mut fit: Fit = estimated.refit(counts).map_err(reason)?;
    if !fit.converged() {
        return Err("not converged");
    }
    if request.signs == SignChange::Construct {
        turn(&estimated.model, &mut fit, &estimated.fit);
    }
    let places = priorities
        .places(&fit, Some(counts))
        .ok_or("weights cancelled out")?;
    Ok(Draw {
        values: coordinates(&places),
        remarks: Vec::new(),
    })
}

struct Places<'a> {
    estimated: &'a Estimated,
    places: &'a [Place],
    resampled: Option<&'a Resampled>,
}

impl Places<'_> {
    fn map(&self, prepared: &Prepared) -> ImportanceMap {
        let causes = |items: bool| {
            (1..self.places.len()).filter(move |&at| self.places[at].item.is_some() == items)
        };
        let (constructs, items): (Vec<usize>, Vec<usize>) =
            (causes(false).collect(), causes(true).collect());
        let (centre, item_centre) = (self.means(&constructs), self.means(&items));
        let points = |all: &[usize], centre| all.iter().map(|&at| self.point(at, centre)).collect();
        ImportanceMap {
            target: self.construct(0),
            target_performance: self.coordinate(1),
            mean_importance: centre.0,
            mean_performance: centre.1,
            constructs: points(&constructs, centre),
            item_mean_importance: item_centre.0,
            item_mean_performance: item_centre.1,
            items: points(&items, item_centre),
            scales: prepared.scales.clone(),
        }
    }

    fn construct(&self, at: usize) -> String {
        self.estimated.model.constructs[self.places[at].construct]
            .name
            .clone()
    }

    fn means(&self, all: &[usize]) -> (f64, f64) {
        let n = all.len() as f64;
        let mean =
            |f: fn(&Place) -> f64| all.iter().map(|&at| f(&self.places[at])).sum::<f64>() / n;
        (mean(|p| p.importance), mean(|p| p.performance))
    }

    fn point(&self, at: usize, centre: (f64, f64)) -> MapPoint {
        let place = &self.places[at];
        MapPoint {
            construct: self.construct(at),
            item: place.item.map(|i| self.estimated.model.items[i].clone()),
            importance: self.coordinate(2 * at),
            performance: self.coordinate(2 * at + 1),
            quadrant: quadrant(place, centre),
        }
    }

    fn coordinate(&self, at: usize) -> Coordinate {
        let spread: Option<Spread> = self
            .resampled
            .and_then(|r| r.spreads.get(at).copied().flatten());
        let place = &self.places[at / 2];
        Coordinate {
            est: if at.is_multiple_of(2) {
                place.importance
            } else {
                place.performance
            },
            se: spread.map(|s| s.se),
            ci_lower: spread.and_then(|s| s.lower),
            ci_upper: spread.and_then(|s| s.upper),
        }
    }
}

/// Where a place lies from the means (Martilla & James 1977).
fn quadrant(place: &Place, (importance, performance): (f64, f64)) -> &'static str {
    match (
        place.importance >= importance,
        place.performance >= performance,
    ) {
        (true, false) => "act first",
        (true, true) => "keep up",
        (false, false) => "low priority",
        (false, true) => "possible overkill",
    }
}

/// What a reader of the map must know.
pub fn doubts(estimated: &Estimated, prepared: &Prepared) -> Vec<Notice> {
    let (model, priorities) = (&estimated.model, &prepared.priorities);
    let target = model.constructs[priorities.target].name.as_str();
    let mut notices = Vec::new();
    notices.extend(observed_limits(estimated, prepared));
    let involved = || priorities.causes.iter().chain([&priorities.target]);
    for &construct in involved() {
        notices.extend(construct_doubts(estimated, construct));
    }
    if model.has_products() {
        notices.push(Notice::note("ipma-product", target, "Products of constructs have no place on a scale from 0 to 100, so they are left out of importance and performance; total effects of their factors are those at the mean of the moderators."));
    }
    if involved().any(|&c| model.constructs[c].reflective) {
        notices.push(Notice::note("ipma-reflective", target, "Importance takes paths corrected for attenuation (PLSc), performance the means of composites, which are not corrected."));
    }
    if involved().any(|&c| matches!(model.constructs[c].parts, Parts::Constructs(_))) {
        notices.push(Notice::note("ipma-higher-order", target, "Constructs of higher order are weighted means of all items of their parts; the parts have no paths of their own, so items show which of them to work on."));
    }
    notices
}

fn observed_limits(estimated: &Estimated, prepared: &Prepared) -> Option<Notice> {
    let observed = prepared.scales.iter().filter(|s| s.source == "observed");
    let observed: Vec<&str> = observed.map(|s| s.item.as_str()).collect();
    let text = match observed.len() == estimated.model.items.len() {
        true => "No codebook tells the limits of the scales, so 0 and 100 are the lowest and highest answers given. Give a codebook with minimum and maximum (--codebook): else an item nobody rated low looks worse than it is.".to_owned(),
        false => format!(
            "The codebook has no limits that hold all answers to {}; 0 and 100 are the lowest and highest answers given. Add minimum and maximum to the codebook.",
            observed.join(", ")
        ),
    };
    (!observed.is_empty()).then(|| Notice::warning("ipma-observed-limits", "", text))
}

/// Weights against the construct, and scales of different widths.
fn construct_doubts(estimated: &Estimated, construct: usize) -> Option<Notice> {
    let stage = estimated.fit.last();
    let weights = stage.item_weights.column(stage.place(construct)?);
    let negative = weights.iter().enumerate().filter(|(_, w)| **w < 0.0);
    let negative: Vec<&str> = negative
        .map(|(i, _)| estimated.model.items[i].as_str())
        .collect();
    let name = estimated.model.constructs[construct].name.as_str();
    let text = format!(
        "{} {} a negative weight on {name}, so more of {} means less of the construct and its performance cannot be read as a mean. Declare reversed items in the codebook, or take out items that overlap with others.",
        negative.join(", "),
        if negative.len() == 1 { "has" } else { "have" },
        if negative.len() == 1 { "it" } else { "them" },
    );
    (!negative.is_empty()).then(|| Notice::warning("ipma-negative-weight", name, text))
}
