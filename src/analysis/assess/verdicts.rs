//! The index and the level, of everybody and of each unit, and whether other choices would have said the same.

use super::Story;
use super::intervals::{Averages, strata};
use crate::assessment::averages::{Average, Combination, Respondents};
use crate::assessment::maturity::{Gate, Subject, Verdict};
use crate::assessment::sensitivity::{Case, Family, column};
use crate::error::Error;
use crate::inference::bootstrap::{Draw, stratified};
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::report::assessment::{
    Estimate, GateRow, LevelRow, Named, NextLevel, SensitivityRow, VerdictRow,
};

/// Draws of other weights.
const DRAWS: usize = 1_000;

/// Everything about levels.
pub struct Verdicts {
    pub verdict: VerdictRow,
    pub units: Vec<VerdictRow>,
    pub levels: Vec<LevelRow>,
    pub sensitivity: Vec<SensitivityRow>,
    pub notices: Vec<Notice>,
}

/// Some of the respondents, scored.
struct Part<'a> {
    respondents: &'a Respondents,
    scored: &'a Matrix,
    percent: &'a Matrix,
}

impl Story<'_> {
    pub fn verdicts(&self) -> Result<Verdicts, Error> {
        let everybody = Part {
            respondents: &self.respondents,
            scored: &self.scored,
            percent: &self.source.answers.percent,
        };
        let verdict = self.verdict(&everybody, None)?;
        let shares = self.shares_of_levels();
        let notices = self.unsure(&verdict, &shares).into_iter().collect();
        Ok(Verdicts {
            levels: self.levels(&shares),
            sensitivity: self.sensitivity(verdict.level - 1),
            units: self.units()?,
            verdict,
            notices,
        })
    }

    /// The combination that is the index.
    pub fn index<'m>(&self, scored: &'m Matrix) -> Combination<'m> {
        let weights = self.weights.index.iter();
        Combination {
            columns: weights.map(|&(c, w)| (column(scored, c), w)).collect(),
        }
    }

    pub fn index_estimate(
        &self,
        respondents: &Respondents,
        scored: &Matrix,
    ) -> Result<(Estimate, Average), Error> {
        let averages = Averages {
            respondents,
            combinations: vec![self.index(scored)],
        };
        let found = self.estimates(&averages).into_iter().next().flatten();
        found.ok_or_else(|| {
            crate::assessment::Error::Answers(format!(
                "not enough data: fewer than {} respondents answered enough items of some construct of the index",
                self.source.settings.anonymity
            ))
            .into()
        })
    }

    fn verdict(&self, part: &Part, unit: Option<Named>) -> Result<VerdictRow, Error> {
        let settings = self.source.settings;
        let (index, _) = self.index_estimate(part.respondents, part.scored)?;
        let value = |subject| self.gate_value(part, subject);
        let found = Verdict::of(&settings.levels, index.est, value);
        let rows = |gates: Vec<(usize, usize)>| -> Vec<GateRow> {
            gates
                .into_iter()
                .map(|gate| self.gate(part, &found, gate))
                .collect()
        };
        let next = found.level + 1;
        let all = (0..settings.levels.len())
            .flat_map(|level| (0..settings.levels[level].gates.len()).map(move |at| (level, at)));
        Ok(VerdictRow {
            unit,
            n: part.respondents.count(),
            name: self.index_name(),
            index,
            level: found.level + 1,
            level_by_index: found.by_index + 1,
            held_back_by: rows(found.closed()),
            next: settings.levels.get(next).map(|level| NextLevel {
                level: next + 1,
                points: (level.from - index.est).max(0.0),
                gates: rows(found.closed_of(next)),
            }),
            gates: rows(all.collect()),
        })
    }

    fn index_name(&self) -> crate::assessment::Words {
        let settings = self.source.settings;
        let own = || self.words(self.source.target);
        settings.index_name.clone().unwrap_or_else(own)
    }

    /// What a gate looks at, if enough respondents are behind it.
    fn gate_value(&self, part: &Part, subject: Subject) -> Option<f64> {
        let values = match subject {
            Subject::Construct(c) => column(part.scored, c),
            Subject::Item(i) => column(part.percent, i),
        };
        let known = values.iter().filter(|x| !x.is_nan()).count();
        let mean = part.respondents.mean(values, None)?;
        let value = match subject {
            Subject::Construct(_) => mean,
            Subject::Item(i) => self.source.answers.scales[i].answer(mean),
        };
        (known >= self.source.settings.anonymity).then_some(value)
    }

    fn gate(&self, part: &Part, verdict: &Verdict, (level, at): (usize, usize)) -> GateRow {
        let gate: &Gate = &self.source.settings.levels[level].gates[at];
        let (kind, name, words) = match gate.subject {
            Subject::Construct(c) => ("construct", self.name(c).to_owned(), self.words(c)),
            Subject::Item(i) => {
                let name = self.source.instrument.items[i].clone();
                let words = self.item_words(&name);
                ("item", name, words)
            }
        };
        GateRow {
            level: level + 1,
            kind,
            name,
            words,
            at_least: gate.at_least,
            value: self.gate_value(part, gate.subject),
            open: verdict.open[level][at],
            say: gate.say.clone(),
        }
    }

    /// What an item asks.
    fn item_words(&self, name: &str) -> crate::assessment::Words {
        let column = self.source.answers.table.column(name).ok();
        crate::assessment::Words {
            en: column
                .and_then(|c| c.label.clone())
                .or_else(|| Some(name.to_owned())),
            fa: column.and_then(|c| c.label_fa.clone()),
        }
    }

    /// Units that may be told, each judged by itself; one without a verdict of its own is left out.
    fn units(&self) -> Result<Vec<VerdictRow>, Error> {
        let answers = self.source.answers;
        let mut rows = Vec::new();
        for (unit, name) in answers.units.names.iter().enumerate() {
            if !self.units_told[unit] {
                continue;
            }
            let (places, respondents) = answers.of_unit(unit, &self.source.settings.population)?;
            let part = Part {
                respondents: &respondents,
                scored: &self.scored.select_rows(&places),
                percent: &answers.percent.select_rows(&places),
            };
            let named = Named {
                name: name.clone(),
                words: self.source.settings.label(name),
            };
            rows.extend(self.verdict(&part, Some(named)).ok());
        }
        Ok(rows)
    }

    /// Share of resamples, drawn within roles, that end at each level.
    fn shares_of_levels(&self) -> Vec<f64> {
        let count = self.source.settings.levels.len();
        let case = self.case();
        let draw = |counts: &[f64]| {
            let judged = case.judge(&self.scored, &self.weights.index, Some(counts));
            let (_, verdict) = judged.ok_or("no index")?;
            Ok(Draw {
                values: (0..count)
                    .map(|l| f64::from(u8::from(l == verdict.level)))
                    .collect(),
                remarks: Vec::new(),
            })
        };
        let found = stratified(&self.request.plan, &strata(&self.respondents), draw);
        let mean = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        found.columns.iter().map(mean).collect()
    }

    fn levels(&self, shares: &[f64]) -> Vec<LevelRow> {
        let levels = &self.source.settings.levels;
        let row = |(at, level): (usize, &crate::assessment::maturity::Level)| LevelRow {
            level: at + 1,
            from: level.from,
            to: levels.get(at + 1).map_or(100.0, |next| next.from),
            name: level.name.clone(),
            meaning: level.meaning.clone(),
            share: shares.get(at).map(|share| 100.0 * share),
        };
        levels.iter().enumerate().map(row).collect()
    }

    /// A verdict that other respondents of the same kind would often not have given.
    fn unsure(&self, verdict: &VerdictRow, shares: &[f64]) -> Option<Notice> {
        let share = 100.0 * shares.get(verdict.level - 1)?;
        (share < 80.0).then(|| Notice::warning("unsure-level", "", format!(
            "Level {} comes out in {share:.0}% of resamples of the respondents: report the levels beside it too.",
            verdict.level
        )))
    }

    fn sensitivity(&self, level: usize) -> Vec<SensitivityRow> {
        let (case, weights) = (self.case(), self.weights);
        let mut families = vec![
            case.weightings(&self.source.others(weights)),
            case.random_weights(weights, DRAWS, self.request.plan.seed),
            case.items(weights),
            case.constructs(weights),
        ];
        if !self.source.answers.roles.names.is_empty() {
            families.push(self.without_roles(&case));
        }
        // Weights of one construct cannot be moved against one another.
        families.retain(|f| f.kind != "random weights" || weights.index.len() > 1);
        families.retain(|f| f.outcomes.iter().any(|(_, o)| o.is_some()));
        families
            .iter()
            .map(|f| self.sensitivity_row(f, level))
            .collect()
    }

    /// Only roles that may be told are left out in turn: the index without a role tells the mean of that role.
    fn without_roles(&self, case: &Case) -> Family {
        let names = &self.source.answers.roles.names;
        let mut family = case.roles(self.weights, names, "all respondents alike");
        family.outcomes.retain(|(name, _)| {
            let role = names.iter().position(|n| n == name);
            role.is_none_or(|at| self.roles_told[at])
        });
        family
    }

    fn sensitivity_row(&self, family: &Family, level: usize) -> SensitivityRow {
        let hidden = family.kind == "roles" && self.roles_told.iter().any(|told| !told);
        let range = family.range().filter(|_| !hidden);
        let changes = family.outcomes.iter().filter_map(|(name, outcome)| {
            let changed = outcome.as_ref().is_some_and(|o| o.level != level);
            (changed && family.kind != "random weights").then(|| name.clone())
        });
        SensitivityRow {
            kind: family.kind,
            alternatives: family.outcomes.iter().filter(|(_, o)| o.is_some()).count(),
            same_level: family.share(level).map(|share| 100.0 * share),
            index_lowest: range.map(|r| r.0),
            index_highest: range.map(|r| r.1),
            changes: changes.collect(),
        }
    }
}
