//! From files to scored respondents: who counts, in which role and unit, on which scales.

use super::Request;
use crate::analysis::input;
use crate::assessment::averages::Respondents;
use crate::assessment::scoring::{Scale, rescaled};
use crate::assessment::settings::Population;
use crate::assessment::{self, Instrument, Settings};
use crate::data::describe::describe;
use crate::data::grouping::{Grouping, Membership};
use crate::data::sample::all_answers;
use crate::data::{self, Table};
use crate::error::Error;
use crate::linalg::Matrix;
use crate::notice::Notice;
use crate::report::reading::ReadingSummary;
use crate::report::results::{DataSummary, ExclusionRow, GroupSize, ItemSummary};
use std::collections::BTreeSet;
use std::path::Path;

/// The respondents of one file who can be scored.
pub struct Answers {
    pub table: Table,
    /// As given, reversed items turned round (n × p, NaN for blanks).
    pub given: Matrix,
    /// From 0 to 100.
    pub percent: Matrix,
    pub scales: Vec<Scale>,
    pub roles: Groups,
    pub units: Groups,
    pub exclusions: Vec<ExclusionRow>,
    pub notices: Vec<Notice>,
}

/// Roles or units of the respondents.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// As in the data; none where no column was named.
    pub names: Vec<String>,
    /// Per respondent; 0 where there are no groups.
    pub of: Vec<usize>,
}

impl Groups {
    /// Who is in each group (groups × n).
    pub fn members(&self) -> Vec<Vec<bool>> {
        let of = |group: usize| self.of.iter().map(|&g| g == group).collect();
        (0..self.names.len()).map(of).collect()
    }

    /// How many are in each group.
    pub fn sizes(&self) -> Vec<usize> {
        let count = |members: &Vec<bool>| members.iter().filter(|m| **m).count();
        self.members().iter().map(count).collect()
    }
}

/// Reads a wave.
///
/// # Errors
/// If an item or column is missing, a scale has no limits, an answer lies outside its scale, or too few are left.
pub fn read(
    request: &Request,
    file: &Path,
    instrument: &Instrument,
    settings: &Settings,
) -> Result<Answers, Error> {
    let table = data::read(file, &request.read)?;
    for (item, &line) in instrument.items.iter().zip(&instrument.lines) {
        input::item_in(&table, item, line)?;
    }
    let (given, mut notices) = all_answers(&table, &instrument.items)?;
    let roles = membership(&table, request.role.as_deref())?;
    let units = membership(&table, request.unit.as_deref())?;
    let (keep, exclusions) = kept(&table, &given, [&roles, &units]);
    if keep.len() < settings.anonymity {
        return Err(assessment::Error::Answers(format!(
            "not enough data: {} respondents of {} can be scored, and nothing is printed that rests on fewer than {} \
             (anonymity in the settings, or --anonymity)",
            keep.len(),
            table.source.file,
            settings.anonymity
        ))
        .into());
    }
    let given = given.select_rows(&keep);
    let scales = scales(&table, instrument, settings)?;
    let rows: Vec<usize> = keep.iter().map(|&row| table.rows[row]).collect();
    let percent = rescaled(&given, &scales, &instrument.items, &rows)?;
    notices.splice(0..0, table.notices.iter().cloned());
    Ok(Answers {
        roles: groups(roles.as_ref(), &keep),
        units: groups(units.as_ref(), &keep),
        table,
        given,
        percent,
        scales,
        exclusions,
        notices,
    })
}

fn membership(table: &Table, column: Option<&str>) -> Result<Option<Membership>, Error> {
    let of = |column: &str| {
        let grouping = Grouping {
            column: column.to_owned(),
            labels: None,
        };
        Membership::of(table, &grouping)
    };
    Ok(column.map(of).transpose()?)
}

/// Rows that can be scored, and why others cannot.
fn kept(
    table: &Table,
    given: &Matrix,
    groupings: [&Option<Membership>; 2],
) -> (Vec<usize>, Vec<ExclusionRow>) {
    let (mut keep, mut exclusions) = (Vec::new(), Vec::<ExclusionRow>::new());
    for row in 0..table.rows.len() {
        let outside = groupings.iter().find_map(|g| g.as_ref()?.outside(row));
        let blank = given.row(row).iter().all(|x| x.is_nan());
        let reason = outside.or_else(|| blank.then(|| "no answer to any item".to_owned()));
        let Some(reason) = reason else {
            keep.push(row);
            continue;
        };
        let at = exclusions.iter().position(|e| e.reason == reason);
        let at = at.unwrap_or_else(|| {
            exclusions.push(ExclusionRow {
                reason,
                count: 0,
                rows: Vec::new(),
            });
            exclusions.len() - 1
        });
        exclusions[at].count += 1;
        exclusions[at].rows.push(table.rows[row]);
    }
    (keep, exclusions)
}

/// Groups in the order of their names, so that reports do not depend on who answered first.
fn groups(membership: Option<&Membership>, keep: &[usize]) -> Groups {
    let Some(membership) = membership else {
        return Groups {
            names: Vec::new(),
            of: vec![0; keep.len()],
        };
    };
    let labels = membership.labels();
    let of: Vec<usize> = keep
        .iter()
        .filter_map(|&row| membership.group_of(row))
        .collect();
    let used: BTreeSet<usize> = of.iter().copied().collect();
    let mut order: Vec<usize> = used.into_iter().collect();
    order.sort_by(|&a, &b| labels[a].cmp(&labels[b]));
    let place = |group: usize| order.iter().position(|&g| g == group).unwrap_or(0);
    Groups {
        names: order.iter().map(|&g| labels[g].clone()).collect(),
        of: of.into_iter().map(place).collect(),
    }
}

/// Limits by the codebook, else by the settings; never by what happened to be answered.
fn scales(
    table: &Table,
    instrument: &Instrument,
    settings: &Settings,
) -> Result<Vec<Scale>, Error> {
    let mut unknown = Vec::new();
    let mut found = Vec::new();
    for item in &instrument.items {
        let column = table.column(item)?;
        let own = column.minimum.zip(column.maximum);
        let own = own.map(|(lowest, highest)| Scale { lowest, highest });
        match own.or(settings.scale) {
            Some(scale) => found.push(scale),
            None => unknown.push(item.as_str()),
        }
    }
    if unknown.is_empty() {
        return Ok(found);
    }
    Err(assessment::Error::Answers(format!(
        "the limits of the scale are not known for {}: scores from 0 to 100 need the lowest and the highest answer there is. \
         Give a codebook with minimum and maximum (--codebook), or --scale 1:5",
        unknown.join(", ")
    ))
    .into())
}

impl Answers {
    pub fn respondents(&self) -> usize {
        self.given.nrows()
    }

    /// Respondents by role, with the share of each role that answered.
    ///
    /// # Errors
    /// If more answered than there are.
    pub fn by_role(&self, population: &Population) -> Result<Respondents, Error> {
        let n = self.respondents();
        let overall = share(n, population.total, "the organisation")?;
        if self.roles.names.is_empty() {
            return Ok(Respondents::alike(n, overall));
        }
        let sizes = self.roles.sizes();
        let answered = self.roles.names.iter().zip(&sizes).map(|(name, &n)| {
            let own = population.roles.iter().find(|(role, _)| role == name);
            match own {
                Some(&(_, size)) => share(n, Some(size), name),
                None => Ok(overall),
            }
        });
        Ok(Respondents {
            role_of: self.roles.of.clone(),
            roles: self.roles.names.len(),
            answered: answered.collect::<Result<_, _>>()?,
        })
    }

    /// Those of one unit, and their places among all.
    ///
    /// # Errors
    /// If more answered than there are.
    pub fn of_unit(
        &self,
        unit: usize,
        population: &Population,
    ) -> Result<(Vec<usize>, Respondents), Error> {
        let places: Vec<usize> = (0..self.respondents())
            .filter(|&person| self.units.of[person] == unit)
            .collect();
        let name = &self.units.names[unit];
        let size = population.units.iter().find(|(u, _)| u == name);
        let answered = share(places.len(), size.map(|s| s.1), name)?;
        let roles = self.roles.names.len().max(1);
        let respondents = Respondents {
            role_of: places.iter().map(|&person| self.roles.of[person]).collect(),
            roles,
            answered: vec![answered; roles],
        };
        Ok((places, respondents))
    }

    pub fn summary(&self, items: &[String]) -> DataSummary {
        let (table, n) = (&self.table, self.respondents());
        let blank = |row: usize| {
            let blanks = (0..self.given.ncols()).filter(move |&j| self.given[(row, j)].is_nan());
            blanks.collect::<Vec<_>>()
        };
        let patterns: BTreeSet<Vec<usize>> = (0..n).map(blank).collect();
        DataSummary {
            file: table.source.file.clone(),
            sha256: table.source.sha256.clone(),
            sheet: table.source.sheet.clone(),
            rows_read: table.rows.len(),
            rows_used: n,
            groups: vec![GroupSize {
                label: String::new(),
                nobs: n,
            }],
            missing_patterns: patterns.len(),
            blanks: None,
            exclusions: self.exclusions.clone(),
            items: items
                .iter()
                .enumerate()
                .map(|(j, item)| self.item(j, item))
                .collect(),
            synthetic: table.synthetic,
            reading: Some(ReadingSummary::of(table)),
        }
    }

    fn item(&self, at: usize, name: &str) -> ItemSummary {
        let column = self.table.column(name).ok();
        let answers = self.given.column(at);
        let given: Vec<f64> = answers.iter().copied().filter(|x| !x.is_nan()).collect();
        let found = describe(&given);
        ItemSummary {
            name: name.to_owned(),
            wording: column.and_then(|c| c.label.clone()),
            wording_fa: column.and_then(|c| c.label_fa.clone()),
            group: 1,
            n: found.n,
            mean: found.mean,
            sd: found.sd,
            min: found.min,
            max: found.max,
            skewness: found.skewness,
            kurtosis: found.kurtosis,
        }
    }
}

/// n / N.
fn share(n: usize, population: Option<usize>, name: &str) -> Result<f64, Error> {
    match population {
        None => Ok(0.0),
        Some(size) if size < n => Err(Error::Usage(format!(
            "{n} respondents of {name} answered, and its population is said to be {size}; give the number of all who could \
             have answered"
        ))),
        Some(size) => Ok(n as f64 / size as f64),
    }
}
