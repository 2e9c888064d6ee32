//! What to work on: importance, performance, what a change would bring, and how it was at an earlier wave.

use super::Story;
use super::intervals::strata;
use super::reading;
use crate::assessment::averages::Average;
use crate::assessment::drivers::{ACT_FIRST, Structure, complete, quadrant, structure};
use crate::assessment::scoring::scores;
use crate::assessment::sensitivity::column;
use crate::assessment::settings::Population;
use crate::error::Error;
use crate::inference::bootstrap::{Draw, Replicates, stratified};
use crate::inference::intervals::{Kind, Spread, spread};
use crate::inference::wald::wald;
use crate::notice::Notice;
use crate::report::assessment::{
    ChangeRow, ChangeSummary, Difference, DriverRow, DriverSummary, Estimate, FileSummary,
    VerdictRow,
};
use crate::report::priorities::Coordinate;
use std::path::Path;

/// Importance and performance of each driver.
struct Map {
    drivers: Vec<usize>,
    importance: Vec<f64>,
    performance: Vec<f64>,
}

impl Map {
    fn means(&self) -> (f64, f64) {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        (mean(&self.importance), mean(&self.performance))
    }

    fn quadrant(&self, at: usize) -> &'static str {
        quadrant(self.importance[at], self.performance[at], self.means())
    }

    /// Importances, performances, and whether one would act there first.
    fn draw(&self) -> Draw {
        let first =
            (0..self.drivers.len()).map(|at| f64::from(u8::from(self.quadrant(at) == ACT_FIRST)));
        let values = self.importance.iter().chain(&self.performance).copied();
        Draw {
            values: values.chain(first).collect(),
            remarks: Vec::new(),
        }
    }
}

impl Story<'_> {
    /// What leads to the target, or why that is not said.
    pub fn drivers(&self) -> (Option<DriverSummary>, Vec<Notice>) {
        let target = self.source.target;
        let silent = |text: String| {
            (
                None,
                vec![Notice::note("no-drivers", self.name(target), text)],
            )
        };
        let drivers = self.source.instrument.drivers(target);
        if drivers.is_empty() {
            return silent(format!(
                "Nothing leads to {} in the model, so there is no map of importance and no what-if.",
                self.name(target)
            ));
        }
        if !self.weights.effects.is_empty() {
            return (self.frozen(), Vec::new());
        }
        let rows = complete(self.source.instrument, &self.scored);
        let least = self.source.settings.min_estimation;
        if rows.len() < least {
            return silent(format!(
                "Not enough data for effects: {} respondents have all scores, and at least {least} are needed. Effects of a \
                 reference sample can be used: --write-weights there, --weights here.",
                rows.len()
            ));
        }
        match structure(self.source.instrument, &self.scored, &rows, None) {
            Err(reason) => silent(format!(
                "Effects on {} cannot be estimated: {reason}.",
                self.name(target)
            )),
            Ok(found) => (Some(self.summary(&drivers, &rows, &found)), Vec::new()),
        }
    }

    fn map(&self, drivers: &[usize], found: &Structure, counts: Option<&[f64]>) -> Option<Map> {
        let mean = |&c: &usize| self.respondents.mean(column(&self.scored, c), counts);
        Some(Map {
            drivers: drivers.to_vec(),
            importance: drivers
                .iter()
                .map(|&c| found.total[(self.source.target, c)])
                .collect(),
            performance: drivers.iter().map(mean).collect::<Option<_>>()?,
        })
    }

    fn summary(&self, drivers: &[usize], rows: &[usize], found: &Structure) -> DriverSummary {
        let map = self.map(drivers, found, None).unwrap_or(Map {
            drivers: Vec::new(),
            importance: Vec::new(),
            performance: Vec::new(),
        });
        let draw = |counts: &[f64]| {
            let again = structure(self.source.instrument, &self.scored, rows, Some(counts))?;
            let map = self.map(drivers, &again, Some(counts));
            map.map(|m| m.draw()).ok_or("no score")
        };
        let resampled = stratified(&self.request.plan, &strata(&self.respondents), draw);
        let k = map.drivers.len();
        let coordinate = |at: usize, est: f64| self.coordinate(&resampled, at, est);
        let scored = self.scores_of(&self.respondents, &self.scored);
        // The interval of a performance is that of the table of scores.
        let performance = |at: usize| match scored[map.drivers[at]] {
            Some((score, _)) => of_score(&score),
            None => coordinate(k + at, map.performance[at]),
        };
        let places = (0..k).map(|at| Placed {
            importance: coordinate(at, map.importance[at]),
            performance: performance(at),
            act_first: resampled.columns.get(2 * k + at).map(|c| 100.0 * mean(c)),
            quadrant: map.quadrant(at),
            construct: map.drivers[at],
        });
        DriverSummary {
            source: "these answers",
            respondents: rows.len(),
            resamples: resampled.used(),
            explained: Some(100.0 * found.explained[self.source.target]),
            ..self.ranked(places.collect(), map.means())
        }
    }

    fn coordinate(&self, resampled: &Replicates, at: usize, est: f64) -> Coordinate {
        let level = self.source.settings.confidence;
        let values = resampled.columns.get(at);
        let found: Option<Spread> =
            values.and_then(|v| spread(est, v, &[], Kind::Percentile, level));
        Coordinate {
            est,
            se: found.map(|s| s.se),
            ci_lower: found.and_then(|s| s.lower),
            ci_upper: found.and_then(|s| s.upper),
        }
    }

    /// Effects that a reference sample had, with scores of these respondents.
    fn frozen(&self) -> Option<DriverSummary> {
        let effects = &self.weights.effects;
        let level = self.source.settings.confidence;
        let scored = self.scores_of(&self.respondents, &self.scored);
        let known: Vec<(usize, f64, Option<f64>, Estimate)> = effects
            .iter()
            .filter_map(|&(c, effect, se)| Some((c, effect, se, scored[c]?.0)))
            .collect();
        let map = Map {
            drivers: known.iter().map(|k| k.0).collect(),
            importance: known.iter().map(|k| k.1).collect(),
            performance: known.iter().map(|k| k.3.est).collect(),
        };
        let placed =
            |(at, &(construct, est, se, score)): (usize, &(usize, f64, Option<f64>, Estimate))| {
                let limits = se.map(|se| wald(est, se, level));
                Placed {
                    construct,
                    importance: Coordinate {
                        est,
                        se,
                        ci_lower: limits.map(|l| l.lower),
                        ci_upper: limits.map(|l| l.upper),
                    },
                    performance: of_score(&score),
                    quadrant: map.quadrant(at),
                    act_first: None,
                }
            };
        let places: Vec<Placed> = known.iter().enumerate().map(placed).collect();
        (!places.is_empty()).then(|| DriverSummary {
            source: "weights file",
            respondents: self.weights.respondents,
            resamples: 0,
            explained: None,
            ..self.ranked(places, map.means())
        })
    }

    /// Drivers by what the target would gain if each reached its own target.
    fn ranked(&self, places: Vec<Placed>, means: (f64, f64)) -> DriverSummary {
        let points = self.source.settings.what_if;
        let mut drivers: Vec<DriverRow> =
            places.into_iter().map(|p| self.driver(p, points)).collect();
        drivers.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        for (at, driver) in drivers.iter_mut().enumerate() {
            driver.rank = at + 1;
        }
        DriverSummary {
            source: "",
            respondents: 0,
            resamples: 0,
            mean_importance: means.0,
            mean_performance: means.1,
            explained: None,
            what_if: points,
            drivers,
        }
    }

    fn driver(&self, place: Placed, points: f64) -> DriverRow {
        let goal = self
            .source
            .settings
            .targets
            .of(place.construct)
            .unwrap_or(100.0);
        let room = (goal - place.performance.est).max(0.0);
        let importance = place.importance;
        DriverRow {
            rank: 0,
            construct: self.name(place.construct).to_owned(),
            words: self.words(place.construct),
            action: self.source.settings.constructs[place.construct]
                .action
                .clone(),
            importance,
            performance: place.performance,
            quadrant: place.quadrant,
            act_first: place.act_first,
            room,
            gain: importance.est * room,
            what_if: Difference {
                est: points * importance.est,
                ci_lower: importance.ci_lower.map(|l| points * l),
                ci_upper: importance.ci_upper.map(|u| points * u),
            },
        }
    }

    /// Against an earlier wave, scored with the same weights.
    pub fn change(
        &self,
        file: &Path,
        now: &VerdictRow,
    ) -> Result<(ChangeSummary, Vec<Notice>), Error> {
        let (source, settings) = (&self.source, self.source.settings);
        let earlier = reading::read(self.request, file, source.instrument, settings)?;
        // How many there were then is not known.
        let respondents = earlier.by_role(&Population::default())?;
        let scored = scores(
            source.instrument,
            &earlier.percent,
            &self.weights.within,
            settings.min_answered,
        );
        let before = self.scores_of(&respondents, &scored);
        let after = self.scores_of(&self.respondents, &self.scored);
        let rows = (0..after.len()).map(|c| ChangeRow {
            construct: self.name(c).to_owned(),
            words: self.words(c),
            ..self.change_row(before[c], after[c])
        });
        let index_before = self.index_estimate(&respondents, &scored)?;
        let index_after = self.index_estimate(&self.respondents, &self.scored)?;
        let summary = ChangeSummary {
            earlier: FileSummary {
                file: earlier.table.source.file.clone(),
                sha256: earlier.table.source.sha256.clone(),
            },
            respondents: earlier.respondents(),
            index: ChangeRow {
                words: now.name.clone(),
                ..self.change_row(Some(index_before), Some(index_after))
            },
            constructs: rows.collect(),
        };
        let notices = vec![Notice::note(
            "independent-waves",
            "",
            "Answers do not say who is who, so intervals of changes take the two waves as different respondents; where many answered both, changes are surer than shown.",
        )];
        Ok((summary, notices))
    }

    fn change_row(
        &self,
        before: Option<(Estimate, Average)>,
        after: Option<(Estimate, Average)>,
    ) -> ChangeRow {
        let level = self.source.settings.confidence;
        let change = before.zip(after).map(|(before, after)| {
            let found = after.1.change(&before.1, level);
            Difference {
                est: found.value,
                ci_lower: found.interval.map(|i| i.0),
                ci_upper: found.interval.map(|i| i.1),
            }
        });
        ChangeRow {
            construct: String::new(),
            words: Default::default(),
            before: before.map(|b| b.0.est),
            now: after.map(|a| a.0.est),
            change,
        }
    }
}

/// A driver on the map.
struct Placed {
    construct: usize,
    importance: Coordinate,
    performance: Coordinate,
    quadrant: &'static str,
    act_first: Option<f64>,
}

fn of_score(score: &Estimate) -> Coordinate {
    Coordinate {
        est: score.est,
        se: score.se,
        ci_lower: score.ci_lower,
        ci_upper: score.ci_upper,
    }
}

fn mean(values: &[f64]) -> f64 {
    let known: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    known.iter().sum::<f64>() / known.len().max(1) as f64
}
