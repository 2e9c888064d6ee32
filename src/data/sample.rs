//! The model's items only, by group, with blanks dealt with: past this door nobody asks "is it missing?".

use super::blanks::Blanks;
use super::design::{self, Design, Survey};
use super::error::{self, Error};
use super::first_stage::FirstStage;
use super::grouping::{Grouping, Membership};
use super::moments::Moments;
use super::saturated::{Incomplete, pairwise};
use super::{Column, Table, likert, screening};
use crate::linalg::Matrix;
use crate::notice::Notice;
use std::borrow::Cow;
use std::sync::Arc;

/// What is done about blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// Respondents with a blank in any item are left out.
    #[default]
    Listwise,
    /// Every answer counts, by full-information maximum likelihood; respondents with a blank in an item that keeps the
    /// sample's moments are left out.
    Ml,
    /// As [`Missing::Ml`], with those respondents kept.
    MlX,
    /// Saturated moments by full-information maximum likelihood, analysed as if of complete answers, with errors and a test
    /// that know what blanks cost.
    TwoStage,
    /// As [`Missing::TwoStage`], for answers that are not normal.
    RobustTwoStage,
    /// Every two ordered items are correlated over those who answered both; respondents with a blank in a covariate are
    /// left out.
    Pairwise,
}

impl Missing {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Missing::Listwise => "listwise",
            Missing::Ml => "ml",
            Missing::MlX => "ml.x",
            Missing::TwoStage => "two.stage",
            Missing::RobustTwoStage => "robust.two.stage",
            Missing::Pairwise => "pairwise",
        }
    }

    /// Whether respondents with blanks take part; means are then part of the model.
    pub fn keeps_blanks(self) -> bool {
        self != Missing::Listwise
    }

    /// Whether every answer enters the model's own likelihood.
    pub fn full_information(self) -> bool {
        matches!(self, Missing::Ml | Missing::MlX)
    }

    /// Whether moments come first and the model second.
    pub fn two_stages(self) -> bool {
        matches!(self, Missing::TwoStage | Missing::RobustTwoStage)
    }
}

/// The respondents a model is fitted to. Ungrouped data are one group.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Names of the items (p), in the model's order.
    pub items: Vec<String>,
    pub groups: Vec<Group>,
    /// Rows of the file before any exclusion; 0 for moment input.
    pub rows_read: usize,
    /// Who was left out, and why; empty when nobody was.
    pub exclusions: Vec<Exclusion>,
    /// Whether the means are known (false for a covariance matrix without means).
    pub means_known: bool,
    /// What was noticed while selecting (labels turned into numbers, suspicious codes…).
    pub notices: Vec<Notice>,
}

/// One group of respondents.
#[derive(Debug, Clone)]
pub struct Group {
    /// As in the data; empty for ungrouped data.
    pub label: String,
    /// With blanks, those that maximize the likelihood of all answers.
    pub moments: Moments,
    /// Answers, respondents × items (n × p); absent for moment input, and where there are blanks, save pairwise: then NaN
    /// is a blank.
    pub answers: Option<Matrix>,
    /// Answers with blanks, by pattern; absent where every item is answered.
    pub incomplete: Option<Arc<Incomplete>>,
    /// Where the moments come from if the model is fitted in two stages.
    pub first_stage: Option<FirstStage>,
    /// How the respondents were chosen; `moments` are weighted if they have weights.
    pub survey: Survey,
    /// For each respondent its row in the file, from 1 as a spreadsheet counts; empty for moment input.
    pub rows: Vec<usize>,
}

impl Group {
    /// The same respondents with their design: moments are weighted.
    fn surveyed(mut self, survey: Survey, items: &[String]) -> Result<Group, Error> {
        if survey.is_simple() {
            return Ok(self);
        }
        if let Some(incomplete) = &self.incomplete {
            let answers = incomplete.blanks.answers();
            return incomplete_group(&self.label, self.rows, &answers, items, survey);
        }
        if let Some((answers, weights)) = self.answers.as_ref().zip(survey.weights.as_ref()) {
            self.moments = match answers.iter().any(|x| x.is_nan()) {
                true => pairwise(&Blanks::surveyed(answers, survey.clone())),
                false => Moments::weighted(answers, weights),
            };
        }
        Ok(Group { survey, ..self })
    }
}

/// Rows left out for one reason.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// A sentence for the reader, such as "blank answer in x3".
    pub reason: String,
    /// Rows of the file, from 1 as a spreadsheet counts.
    pub rows: Vec<usize>,
}

impl Group {
    /// The same respondents, some of the items by their places.
    pub fn of_items(&self, items: &[usize]) -> Group {
        let moments = Moments {
            respondents: self.moments.respondents,
            mean: self.moments.mean.select_rows(items),
            covariance: crate::linalg::block(&self.moments.covariance, items),
        };
        let blank = self.incomplete.as_ref().map(|i| i.blanks.answers());
        let answers = self.answers.clone().or(blank);
        Group {
            label: self.label.clone(),
            moments,
            answers: answers.map(|a| a.select_columns(items)),
            incomplete: None,
            first_stage: None,
            survey: self.survey.clone(),
            rows: self.rows.clone(),
        }
    }
}

impl Sample {
    /// N: respondents in all groups.
    pub fn respondents(&self) -> usize {
        self.groups.iter().map(|g| g.moments.respondents).sum()
    }

    /// The rows of `table` that answer all `items` (listwise), by group.
    pub fn select(
        table: &Table,
        items: &[String],
        grouping: Option<&Grouping>,
    ) -> Result<Sample, Error> {
        Sample::select_with(table, items, grouping, Missing::Listwise, &[])
    }

    /// The rows of `table` that answer `items`, by group, with a rule for blanks. `fixed` are the positions of items
    /// that keep the sample's moments.
    pub fn select_with(
        table: &Table,
        items: &[String],
        grouping: Option<&Grouping>,
        missing: Missing,
        fixed: &[usize],
    ) -> Result<Sample, Error> {
        let design = Design::default();
        Sample::select_designed(table, (items, 0), grouping, missing, fixed, &design)
    }

    /// The same, of respondents who were not chosen one by one or not with equal chances; the last `auxiliary` of the
    /// items are for the first of two stages only.
    pub fn select_designed(
        table: &Table,
        (items, auxiliary): (&[String], usize),
        grouping: Option<&Grouping>,
        missing: Missing,
        fixed: &[usize],
        design: &Design,
    ) -> Result<Sample, Error> {
        let mut mappings = likert::Mappings::default();
        let mut answers = Vec::with_capacity(items.len());
        for item in items {
            let column = table.column(item)?;
            answers.push(numbers(table, column, &mut mappings)?);
        }
        let membership = match grouping {
            Some(grouping) => Membership::of(table, grouping)?,
            None => Membership::single(),
        };
        let design = design::Columns::of(table, design)?;
        let mut notices = mappings.notices();
        notices.extend(screening::suspicious_codes(items, &answers));
        let rule = Rule {
            items,
            answers: &answers,
            missing,
            fixed,
            design: &design,
        };
        let (keep, exclusions) = rule.apply(table, &membership);
        notices.extend(rule.notice(&exclusions));
        let mut sample = Sample {
            items: items.to_vec(),
            groups: Vec::new(),
            rows_read: table.rows.len(),
            exclusions,
            means_known: true,
            notices,
        };
        for (index, label) in membership.labels().into_iter().enumerate() {
            let rows: Vec<usize> = (0..table.rows.len())
                .filter(|row| keep[*row] && membership.group_of(*row) == Some(index))
                .collect();
            let group = group(table, &label, &rows, &sample, &answers, missing)?;
            let survey = design.survey(&rows, &label)?;
            sample.groups.push(group.surveyed(survey, items)?);
        }
        all_alike(&mut sample.groups, missing, items, auxiliary)?;
        let few: Vec<Notice> = sample
            .groups
            .iter()
            .filter_map(|g| few_respondents(g, items.len()))
            .collect();
        sample.notices.extend(few);
        Ok(sample)
    }

    /// A sample from answers already at hand, respondents × items (n × p) per group.
    pub fn from_answers(items: Vec<String>, groups: Vec<(String, Matrix)>) -> Sample {
        let groups: Vec<Group> = groups
            .into_iter()
            .map(|(label, answers)| Group {
                label,
                moments: Moments::of(&answers),
                rows: (1..=answers.nrows()).collect(),
                answers: Some(answers),
                incomplete: None,
                first_stage: None,
                survey: Survey::default(),
            })
            .collect();
        Sample::of_groups(items, groups)
    }

    /// A sample from answers at hand with NaN for blanks, respondents × items (n × p) per group, every answer counted.
    ///
    /// # Errors
    /// If an item does not vary, two items are never answered together, or their moments cannot be settled.
    pub fn from_incomplete_answers(
        items: Vec<String>,
        groups: Vec<(String, Matrix)>,
    ) -> Result<Sample, Error> {
        let groups = groups
            .into_iter()
            .map(|(label, answers)| {
                for (item, column) in items.iter().zip(answers.column_iter()) {
                    check_varies(column.as_slice(), item, &label)?;
                }
                let rows = (1..=answers.nrows()).collect();
                group_of(&label, rows, answers, &items)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut groups = groups;
        all_alike(&mut groups, Missing::Ml, &items, 0)?;
        Ok(Sample::of_groups(items, groups))
    }

    fn of_groups(items: Vec<String>, groups: Vec<Group>) -> Sample {
        Sample {
            rows_read: groups.iter().map(|g| g.moments.respondents).sum(),
            items,
            groups,
            means_known: true,
            ..Sample::default()
        }
    }
}

/// The numbers of an item, NaN for blanks; labels of a known answering scale become numbers, with a notice.
fn numbers<'t>(
    table: &Table,
    column: &'t Column,
    mappings: &mut likert::Mappings,
) -> Result<Cow<'t, [f64]>, Error> {
    if !column.has_text() {
        if column.numbers.iter().all(|x| x.is_nan()) {
            return Err(Error::BlankColumn {
                column: column.name.clone(),
            });
        }
        return Ok(Cow::Borrowed(&column.numbers));
    }
    let coded = likert::coded(table, column, mappings)?;
    Ok(Cow::Owned(coded.numbers))
}

/// Answers of every row (n × p) with NaN for blanks, whatever is blank; labels of known answering scales become numbers,
/// with notices.
pub(crate) fn all_answers(table: &Table, items: &[String]) -> Result<(Matrix, Vec<Notice>), Error> {
    let mut mappings = likert::Mappings::default();
    let mut answers = Matrix::zeros(table.rows.len(), items.len());
    for (j, item) in items.iter().enumerate() {
        let column = numbers(table, table.column(item)?, &mut mappings)?;
        answers.column_mut(j).copy_from_slice(&column);
    }
    Ok((answers, mappings.notices()))
}

/// Who stays in the sample.
struct Rule<'a> {
    items: &'a [String],
    answers: &'a [Cow<'a, [f64]>],
    missing: Missing,
    fixed: &'a [usize],
    design: &'a design::Columns,
}

impl Rule<'_> {
    /// Rows that stay and belong to a group, and why the others were left out.
    fn apply(&self, table: &Table, membership: &Membership) -> (Vec<bool>, Vec<Exclusion>) {
        let mut keep = vec![true; table.rows.len()];
        let mut exclusions: Vec<Exclusion> = Vec::new();
        let blanks = self.blanks(table.rows.len());
        for row in 0..table.rows.len() {
            let reason = membership
                .outside(row)
                .or_else(|| self.design.outside(row))
                .or_else(|| (blanks[row] > 0).then(|| self.reason(row, blanks[row]))?);
            let Some(reason) = reason else { continue };
            keep[row] = false;
            match exclusions.iter_mut().find(|e| e.reason == reason) {
                Some(exclusion) => exclusion.rows.push(table.rows[row]),
                None => exclusions.push(Exclusion {
                    reason,
                    rows: vec![table.rows[row]],
                }),
            }
        }
        (keep, exclusions)
    }

    /// Blanks of each row.
    fn blanks(&self, rows: usize) -> Vec<usize> {
        let mut blanks = vec![0; rows];
        for column in self.answers {
            blanks
                .iter_mut()
                .zip(column.iter())
                .for_each(|(count, x)| *count += usize::from(x.is_nan()));
        }
        blanks
    }

    /// Why a row with blanks cannot stay, if it cannot.
    fn reason(&self, row: usize, blanks: usize) -> Option<String> {
        if blanks == self.items.len() && blanks > 1 {
            return Some("no answer to any item".to_owned());
        }
        let blank = |item: &usize| self.answers[*item][row].is_nan();
        match self.missing {
            Missing::Listwise if blanks > 1 => Some("blank answers in several items".to_owned()),
            Missing::Listwise => {
                let item = (0..self.items.len()).find(blank)?;
                Some(format!("blank answer in {}", self.items[item]))
            }
            Missing::Ml | Missing::TwoStage | Missing::RobustTwoStage | Missing::Pairwise => {
                let item = *self.fixed.iter().find(|item| blank(item))?;
                Some(format!("blank answer in {}, a predictor", self.items[item]))
            }
            Missing::MlX => None,
        }
    }

    /// Rows lost to blank predictors are a choice, and there is another.
    fn notice(&self, exclusions: &[Exclusion]) -> Option<Notice> {
        let lost: usize = exclusions
            .iter()
            .filter(|e| e.reason.ends_with(", a predictor"))
            .map(|e| e.rows.len())
            .sum();
        (self.missing != Missing::Listwise && lost > 0).then(|| {
            let remedy = match self.missing.two_stages() {
                true => "--fixed-x=false",
                false => "--missing ml.x",
            };
            let text = format!(
                "{lost} rows with a blank in an item that only predicts were left out: such items keep the sample's moments \
                 and are outside the likelihood. {remedy} keeps these rows (it takes the predictors as normal)."
            );
            Notice::warning("blank-predictors", "", text)
        })
    }
}

/// The respondents of one group, checked: at least two, and no item without variance.
fn group(
    table: &Table,
    label: &str,
    rows: &[usize],
    sample: &Sample,
    answers: &[Cow<'_, [f64]>],
    missing: Missing,
) -> Result<Group, Error> {
    match rows.len() {
        0 => {
            return Err(Error::NoRows {
                group: label.to_owned(),
                rows_read: table.rows.len(),
                because: because(&sample.exclusions),
            });
        }
        1 => {
            return Err(Error::TooFewRows {
                group: label.to_owned(),
                rows: 1,
            });
        }
        _ => {}
    }
    let mut matrix = Matrix::zeros(rows.len(), answers.len());
    for (j, source) in answers.iter().enumerate() {
        let mut target = matrix.column_mut(j);
        target
            .iter_mut()
            .zip(rows)
            .for_each(|(cell, row)| *cell = source[*row]);
        check_varies(target.as_slice(), &sample.items[j], label)?;
    }
    let rows = rows.iter().map(|row| table.rows[*row]).collect();
    if missing == Missing::Pairwise {
        return Ok(pairwise_group(label, rows, matrix));
    }
    group_of(label, rows, matrix, &sample.items)
}

/// A group whose blanks stay: means and covariances are of the answers there are, pair by pair.
fn pairwise_group(label: &str, rows: Vec<usize>, answers: Matrix) -> Group {
    let moments = match answers.iter().any(|x| x.is_nan()) {
        true => pairwise(&Blanks::of(&answers)),
        false => Moments::of(&answers),
    };
    Group {
        label: label.to_owned(),
        moments,
        answers: Some(answers),
        incomplete: None,
        first_stage: None,
        survey: Default::default(),
        rows,
    }
}

/// A group, by pattern if there are blanks.
fn group_of(
    label: &str,
    rows: Vec<usize>,
    answers: Matrix,
    items: &[String],
) -> Result<Group, Error> {
    if answers.iter().any(|x| x.is_nan()) {
        return incomplete_group(label, rows, &answers, items, Survey::default());
    }
    Ok(Group {
        label: label.to_owned(),
        moments: Moments::of(&answers),
        answers: Some(answers),
        incomplete: None,
        first_stage: None,
        survey: Survey::default(),
        rows,
    })
}

/// At least two different answers.
fn check_varies(answers: &[f64], item: &str, group: &str) -> Result<(), Error> {
    let mut given = answers.iter().filter(|x| !x.is_nan());
    let Some(first) = given.next() else {
        return Err(Error::BlankInGroup {
            item: item.to_owned(),
            group: group.to_owned(),
        });
    };
    if given.all(|x| x == first) {
        return Err(Error::Constant {
            item: item.to_owned(),
            value: *first,
            group: group.to_owned(),
        });
    }
    Ok(())
}

/// A group whose answers have blanks: every two items are answered together by someone.
fn incomplete_group(
    label: &str,
    rows: Vec<usize>,
    answers: &Matrix,
    items: &[String],
    survey: Survey,
) -> Result<Group, Error> {
    let blanks = Blanks::surveyed(answers, survey.clone());
    let coverage = blanks.coverage();
    for (i, row) in coverage.iter().enumerate() {
        if let Some(j) = (0..i).find(|&j| row[j] < 2) {
            return Err(Error::NeverTogether {
                items: (items[j].clone(), items[i].clone()),
                respondents: row[j],
                group: label.to_owned(),
            });
        }
    }
    let settled = Incomplete::new(blanks).ok().filter(|found| found.converged);
    let incomplete = settled.ok_or_else(|| Error::NoMoments {
        group: label.to_owned(),
    })?;
    Ok(Group {
        label: label.to_owned(),
        moments: incomplete.moments.clone(),
        answers: None,
        incomplete: Some(Arc::new(incomplete)),
        first_stage: None,
        survey,
        rows,
    })
}

/// Where one group has blanks, or the model waits for a second stage, all groups go by patterns: complete answers are one.
fn all_alike(
    groups: &mut [Group],
    missing: Missing,
    items: &[String],
    auxiliary: usize,
) -> Result<(), Error> {
    let blank = groups.iter().any(|g| g.incomplete.is_some());
    if !(blank || missing.two_stages()) {
        return Ok(());
    }
    for group in groups {
        if let Some(answers) = group.answers.take() {
            let (label, rows) = (group.label.clone(), group.rows.clone());
            *group = incomplete_group(&label, rows, &answers, items, group.survey.clone())?;
        }
        if missing.two_stages() {
            group.first_stage = group.incomplete.take().map(|incomplete| FirstStage {
                incomplete,
                items: items.len() - auxiliary,
                robust: missing == Missing::RobustTwoStage,
            });
            group.moments = group.moments.first(items.len() - auxiliary);
        }
    }
    Ok(())
}

impl Group {
    /// Answers with blanks, by pattern, of one stage or two.
    pub fn blanks(&self) -> Option<&Blanks> {
        self.by_pattern().map(|incomplete| &incomplete.blanks)
    }

    /// The same with their saturated moments.
    pub fn by_pattern(&self) -> Option<&Incomplete> {
        let of_stage = self.first_stage.as_ref().map(|stage| &stage.incomplete);
        self.incomplete.as_ref().or(of_stage).map(Arc::as_ref)
    }
}

fn because(exclusions: &[Exclusion]) -> String {
    if exclusions.is_empty() {
        return "and none has answers".to_owned();
    }
    let reasons: Vec<String> = exclusions
        .iter()
        .map(|e| format!("{} rows: {}", e.rows.len(), e.reason))
        .collect();
    format!("left out {}", error::listed(&reasons))
}

fn few_respondents(group: &Group, items: usize) -> Option<Notice> {
    let n = group.moments.respondents;
    (n <= items).then(|| {
        let text = format!("{n} respondents for {items} items: more respondents than items are needed for a covariance matrix that can be analysed.");
        Notice::warning("few-respondents", group.label.clone(), text)
    })
}
