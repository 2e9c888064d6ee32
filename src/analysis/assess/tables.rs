//! Scores by construct, role, unit and item; agreement; percentages.

use super::Story;
use super::intervals::Averages;
use super::reading::Groups;
use crate::assessment::agreement::{advice, intraclass, rwg_j};
use crate::assessment::averages::{Average, Combination, Respondents};
use crate::assessment::instrument::Parts;
use crate::assessment::sensitivity::column;
use crate::assessment::settings::Percentage;
use crate::assessment::suppression::protect;
use crate::assessment::wilson::wilson;
use crate::error::Error;
use crate::linalg::Matrix;
use crate::report::assessment::{
    AgreementRow, ConstructRow, Difference, Estimate, GateRow, GroupRow, ItemRow, PercentageRow,
    ScoreRow, ScoreTable, VerdictRow,
};

/// Everything that is shown in tables.
pub struct Tables {
    pub constructs: Vec<ConstructRow>,
    pub by_role: Option<ScoreTable>,
    pub by_unit: Option<ScoreTable>,
    pub items: Vec<ItemRow>,
    pub agreement: Vec<AgreementRow>,
    pub percentages: Vec<PercentageRow>,
}

impl Tables {
    /// What is hidden in the tables is hidden in the gates of the units too.
    pub fn hide_gates(&self, units: &mut [VerdictRow]) {
        let Some(by_unit) = &self.by_unit else { return };
        for verdict in units {
            let name = verdict.unit.as_ref().map(|u| &u.name);
            let place = by_unit.groups.iter().position(|g| Some(&g.name) == name);
            let told = |gate: &GateRow| match gate.kind {
                "item" => {
                    let row = self.items.iter().find(|row| row.item == gate.name);
                    row.zip(place)
                        .is_some_and(|(row, at)| row.groups[at].is_some())
                }
                _ => {
                    let row = by_unit.rows.iter().find(|row| row.construct == gate.name);
                    row.zip(place)
                        .is_some_and(|(row, at)| row.scores[at].is_some())
                }
            };
            let next = verdict.next.iter_mut().flat_map(|next| &mut next.gates);
            let all = verdict
                .gates
                .iter_mut()
                .chain(&mut verdict.held_back_by)
                .chain(next);
            for gate in all.filter(|gate| !told(gate)) {
                gate.value = None;
            }
        }
    }
}

/// The respondents of one role or unit.
struct Members {
    places: Vec<usize>,
    respondents: Respondents,
}

impl Story<'_> {
    pub fn tables(&self) -> Result<Tables, Error> {
        let roles = self.role_members();
        let units = self.unit_members()?;
        let by_role = self.score_table(self.role_rows(), &roles, &self.roles_told);
        let by_unit = self.score_table(self.unit_rows(), &units, &self.units_told);
        let (shown, told) = match units.is_empty() {
            false => (&units, &self.units_told),
            true => (&roles, &self.roles_told),
        };
        Ok(Tables {
            constructs: self.constructs(),
            items: self.items(shown, told),
            agreement: self.agreement(shown, told),
            percentages: self.percentages(),
            by_role,
            by_unit,
        })
    }

    /// Scores of all constructs over some respondents.
    pub fn scores_of(
        &self,
        respondents: &Respondents,
        scored: &Matrix,
    ) -> Vec<Option<(Estimate, Average)>> {
        let one = |c: usize| Combination {
            columns: vec![(column(scored, c), 1.0)],
        };
        self.estimates(&Averages {
            respondents,
            combinations: (0..scored.ncols()).map(one).collect(),
        })
    }

    fn constructs(&self) -> Vec<ConstructRow> {
        let settings = self.source.settings;
        let found = self.scores_of(&self.respondents, &self.scored);
        let row = |(at, score): (usize, Option<(Estimate, Average)>)| {
            let score = score.map(|s| s.0);
            let target = settings.targets.of(at);
            ConstructRow {
                construct: self.name(at).to_owned(),
                words: self.words(at),
                action: settings.constructs[at].action.clone(),
                in_index: self.weights.index.iter().any(|&(c, _)| c == at),
                gap: target.zip(score).map(|(target, score)| Difference {
                    est: target - score.est,
                    ci_lower: score.ci_upper.map(|upper| target - upper),
                    ci_upper: score.ci_lower.map(|lower| target - lower),
                }),
                score,
                target,
            }
        };
        found.into_iter().enumerate().map(row).collect()
    }

    fn role_members(&self) -> Vec<Members> {
        let answers = self.source.answers;
        let of = |role: usize| {
            let places: Vec<usize> = (0..answers.respondents())
                .filter(|&person| answers.roles.of[person] == role)
                .collect();
            let share = self.respondents.answered.get(role).copied().unwrap_or(0.0);
            Members {
                respondents: Respondents::alike(places.len(), share),
                places,
            }
        };
        (0..answers.roles.names.len()).map(of).collect()
    }

    fn unit_members(&self) -> Result<Vec<Members>, Error> {
        let answers = self.source.answers;
        let of = |unit: usize| {
            let (places, respondents) = answers.of_unit(unit, &self.source.settings.population)?;
            Ok(Members {
                places,
                respondents,
            })
        };
        (0..answers.units.names.len()).map(of).collect()
    }

    pub fn role_rows(&self) -> Vec<GroupRow> {
        let roles = &self.source.settings.population.roles;
        self.group_rows(&self.source.answers.roles, &self.roles_told, roles)
    }

    pub fn unit_rows(&self) -> Vec<GroupRow> {
        let units = &self.source.settings.population.units;
        self.group_rows(&self.source.answers.units, &self.units_told, units)
    }

    fn group_rows(
        &self,
        groups: &Groups,
        told: &[bool],
        sizes: &[(String, usize)],
    ) -> Vec<GroupRow> {
        let row = |((name, &n), &told): ((&String, &usize), &bool)| GroupRow {
            name: name.clone(),
            words: self.source.settings.label(name),
            n: told.then_some(n),
            population: sizes.iter().find(|(g, _)| g == name).map(|s| s.1),
        };
        let counted = groups.sizes();
        groups
            .names
            .iter()
            .zip(&counted)
            .zip(told)
            .map(row)
            .collect()
    }

    /// Scores of every group on every construct, without those that would tell on few.
    fn score_table(
        &self,
        groups: Vec<GroupRow>,
        members: &[Members],
        told: &[bool],
    ) -> Option<ScoreTable> {
        let columns: Vec<Vec<Option<Estimate>>> = members
            .iter()
            .map(|m| {
                let scored = self.scored.select_rows(&m.places);
                let found = self.scores_of(&m.respondents, &scored);
                found.into_iter().map(|s| s.map(|s| s.0)).collect()
            })
            .collect();
        let row = |at: usize| {
            let values = column(&self.scored, at);
            let told = self.told_of(values, members, told);
            let scores = columns
                .iter()
                .zip(told)
                .map(|(c, told)| c[at].filter(|_| told));
            ScoreRow {
                construct: self.name(at).to_owned(),
                words: self.words(at),
                scores: scores.collect(),
            }
        };
        let rows = (0..self.scored.ncols()).map(row).collect();
        (!groups.is_empty()).then_some(ScoreTable { groups, rows })
    }

    /// Which groups may be told of one number: fewer may have answered it than are in the group.
    fn told_of(&self, values: &[f64], members: &[Members], told: &[bool]) -> Vec<bool> {
        let answered = |m: &Members| m.places.iter().filter(|&&p| !values[p].is_nan()).count();
        let counts: Vec<usize> = members.iter().map(answered).collect();
        let mut told = told.to_vec();
        protect(&counts, self.source.settings.anonymity, &mut told);
        told
    }

    fn items(&self, members: &[Members], told: &[bool]) -> Vec<ItemRow> {
        let (instrument, answers) = (self.source.instrument, self.source.answers);
        let least = self.source.settings.anonymity;
        let row = |(at, item): (usize, &String)| {
            let values = column(&answers.percent, at);
            let told = self.told_of(values, members, told);
            let groups = members.iter().zip(told).map(|(m, told)| {
                let own: Vec<f64> = m.places.iter().map(|&p| values[p]).collect();
                told.then(|| m.respondents.mean(&own, None)).flatten()
            });
            let found = answers.table.column(item).ok();
            let known = values.iter().filter(|x| !x.is_nan()).count();
            let holds = |c: &usize| matches!(&instrument.constructs[*c].parts, Parts::Items(items) if items.contains(&at));
            let construct = (0..instrument.constructs.len()).find(holds);
            ItemRow {
                item: item.clone(),
                construct: construct.map_or(String::new(), |c| self.name(c).to_owned()),
                wording: found.and_then(|c| c.label.clone()),
                wording_fa: found.and_then(|c| c.label_fa.clone()),
                reversed: found.is_some_and(|c| c.reversed),
                score: self
                    .respondents
                    .mean(values, None)
                    .filter(|_| known >= least),
                groups: groups.collect(),
            }
        };
        instrument.items.iter().enumerate().map(row).collect()
    }

    fn agreement(&self, members: &[Members], told: &[bool]) -> Vec<AgreementRow> {
        let instrument = self.source.instrument;
        let with_items = (0..instrument.constructs.len())
            .filter(|&c| matches!(&instrument.constructs[c].parts, Parts::Items(_)));
        with_items
            .map(|c| self.agreement_on(c, members, told))
            .collect()
    }

    fn agreement_on(&self, construct: usize, members: &[Members], told: &[bool]) -> AgreementRow {
        let (instrument, answers) = (self.source.instrument, self.source.answers);
        let items = instrument.items_of(construct);
        let rwg = |places: &[usize]| {
            let of = |&item: &usize| {
                let column = places.iter().map(|&p| answers.given[(p, item)]).collect();
                (column, answers.scales[item].options())
            };
            rwg_j(&items.iter().map(of).collect::<Vec<_>>())
        };
        let everybody: Vec<usize> = (0..answers.respondents()).collect();
        let scored = column(&self.scored, construct);
        let told = self.told_of(scored, members, told);
        let open = || {
            members
                .iter()
                .zip(&told)
                .filter(|(_, told)| **told)
                .map(|(m, _)| m)
        };
        let found: Vec<f64> = match members.is_empty() {
            true => rwg(&everybody).into_iter().collect(),
            false => open().filter_map(|m| rwg(&m.places)).collect(),
        };
        let mean = (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64);
        let groups: Vec<Vec<f64>> = open()
            .map(|m| m.places.iter().map(|&p| scored[p]).collect())
            .collect();
        let icc = intraclass(&groups);
        AgreementRow {
            construct: self.name(construct).to_owned(),
            words: self.words(construct),
            rwg: mean,
            rwg_least: found.iter().copied().reduce(f64::min),
            icc1: icc.map(|i| i.icc1),
            icc2: icc.map(|i| i.icc2),
            advice: advice(mean).name(),
        }
    }

    fn percentages(&self) -> Vec<PercentageRow> {
        let shares = self.source.settings.percentages.iter();
        shares.map(|p| self.percentage(p)).collect()
    }

    fn percentage(&self, asked: &Percentage) -> PercentageRow {
        let (answers, settings) = (self.source.answers, self.source.settings);
        let values = answers.given.column(asked.item);
        let n = values.iter().filter(|x| !x.is_nan()).count();
        let count = values.iter().filter(|x| **x >= asked.at_least).count();
        let told = n >= settings.anonymity;
        let limits = wilson(count, n, settings.population.total, settings.confidence);
        let limits = limits.filter(|_| told);
        PercentageRow {
            words: asked.name.clone(),
            item: self.source.instrument.items[asked.item].clone(),
            at_least: asked.at_least,
            n,
            percent: told.then(|| 100.0 * count as f64 / n as f64),
            ci_lower: limits.map(|l| 100.0 * l.0),
            ci_upper: limits.map(|l| 100.0 * l.1),
            published: asked.published,
            source: asked.source.clone(),
        }
    }
}
