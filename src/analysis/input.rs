//! Where the data come from: answers, or moments that someone published.

use super::tables;
use crate::cbsem;
use crate::data::moments::check_positive_definite;
use crate::data::{
    self, Design, Export, Grouping, Missing, MomentOptions, MomentTable, Overrule, ReadOptions,
    Sample, Table,
};
use crate::error::Error;
use crate::model::{Model, Settings};
use crate::notice::Notice;
use crate::report::results::DataSummary;
use serde_json::Value as Json;
use std::path::PathBuf;

/// What to read.
#[derive(Debug, Clone)]
pub enum DataSource {
    Answers {
        file: PathBuf,
        read: ReadOptions,
        grouping: Option<Grouping>,
        missing: Missing,
    },
    Moments(MomentOptions),
}

/// Data as read, before the model says what it needs of them.
pub enum Input {
    Answers(Box<Table>, Option<Grouping>, Missing),
    Moments(MomentTable),
}

impl Input {
    pub fn read(source: &DataSource) -> Result<Input, Error> {
        Ok(match source {
            DataSource::Answers {
                file,
                read,
                grouping,
                missing,
            } => Input::Answers(
                Box::new(data::read(file, read)?),
                grouping.clone(),
                *missing,
            ),
            DataSource::Moments(files) => Input::Moments(data::read_moments(files)?),
        })
    }

    /// Labels of the groups; none for ungrouped data.
    pub fn groups(&self) -> Result<Vec<String>, Error> {
        Ok(match self {
            Input::Answers(table, Some(grouping), _) => table.group_labels(grouping)?,
            Input::Answers(_, None, _) => Vec::new(),
            Input::Moments(moments) if moments.groups.len() < 2 => Vec::new(),
            Input::Moments(moments) => moments.groups.iter().map(|(l, _)| l.clone()).collect(),
        })
    }

    /// Where nothing was said of means, matrices decide: they are part of the model if they came with the matrix.
    pub fn means(&self, settings: Settings) -> Settings {
        let Input::Moments(moments) = self else {
            return settings;
        };
        let meanstructure = settings.meanstructure.or(Some(moments.means_known));
        Settings {
            meanstructure,
            ..settings
        }
    }

    /// The model's items, blanks dealt with; `ordinal` if any of them is ordered.
    /// `auxiliary` columns take part in the first of two stages only; respondents were chosen by a design.
    pub fn sample(
        &self,
        model: &Model,
        ordinal: bool,
        auxiliary: &[String],
        design: &Design,
    ) -> Result<Sample, Error> {
        let items = &model.variables[..model.items];
        self.check_items(model, items)?;
        let sample = match self {
            Input::Answers(table, grouping, missing) => {
                let fixed: Vec<usize> = if model.fixed_x {
                    model.exogenous.iter().map(|v| v.0).collect()
                } else {
                    Vec::new()
                };
                let all = [items, auxiliary].concat();
                let (grouping, more) = (grouping.as_ref(), auxiliary.len());
                Sample::select_designed(table, (&all, more), grouping, *missing, &fixed, design)?
            }
            Input::Moments(moments) => Sample::from_moments(moments, items)?,
        };
        if model.meanstructure && !sample.means_known {
            return Err(cbsem::Error::NeedsMeans("the mean of an item").into());
        }
        // Correlations of ordered items are another matrix.
        let numeric = sample.groups.iter().filter(|_| !ordinal);
        for group in numeric {
            check_positive_definite(&group.moments, items, &group.label)?;
        }
        Ok(sample)
    }

    /// Auxiliary variables are in the data, and not in the model.
    pub fn check_auxiliaries(&self, model: &Model, auxiliary: &[String]) -> Result<(), Error> {
        for name in auxiliary {
            if model.variables.contains(name) {
                return Err(Error::Usage(format!(
                    "--aux {name} is a variable of the model, where its answers count already; leave it out of --aux"
                )));
            }
            if let Input::Answers(table, ..) = self {
                table.column(name)?;
            }
        }
        Ok(())
    }

    /// Every item of the model is in the data, or the line that names it is.
    fn check_items(&self, model: &Model, items: &[String]) -> Result<(), Error> {
        let find = |item: &str| match self {
            Input::Answers(table, ..) => table.column(item).map(|_| ()),
            Input::Moments(moments) => moments.place(item).map(|_| ()),
        };
        for item in items {
            found(find(item), || line_of(model, item))?;
        }
        Ok(())
    }

    pub fn notices(&self) -> Vec<Notice> {
        match self {
            Input::Answers(table, ..) => table.notices.clone(),
            Input::Moments(moments) => moments.notices.clone(),
        }
    }

    pub fn summary(&self, items: &[String], sample: &Sample) -> DataSummary {
        match self {
            Input::Answers(table, ..) => {
                tables::data_summary(items, sample, &table.source, Some(table), table.synthetic)
            }
            Input::Moments(moments) => {
                tables::data_summary(items, sample, &moments.source, None, moments.synthetic)
            }
        }
    }
}

/// The item is a column of the data, or the line of the model that names it is told.
pub fn item_in(table: &Table, item: &str, line: usize) -> Result<(), Error> {
    found(table.column(item).map(|_| ()), || line)
}

fn found(looked_up: Result<(), data::Error>, line: impl Fn() -> usize) -> Result<(), Error> {
    match looked_up {
        Err(data::Error::UnknownColumn {
            name,
            nearest,
            columns,
        }) => Err(Error::UnknownItem {
            line: line(),
            name,
            nearest,
            columns,
        }),
        other => Ok(other?),
    }
}

/// The first line of the model text that names an item; 1 if a default brought it in.
fn line_of(model: &Model, item: &str) -> usize {
    let names = |p: &&crate::model::Parameter| p.line > 0 && (p.lhs == item || p.rhs == item);
    model.parameters.iter().find(names).map_or(1, |p| p.line)
}

/// What is left out on request, by the names of the option.
fn dropped(overrule: &Overrule) -> Vec<&'static str> {
    overrule.drop.iter().map(|u| u.name()).collect()
}

impl DataSource {
    /// What is done about blanks.
    pub fn missing(&self) -> Missing {
        match self {
            DataSource::Answers { missing, .. } => *missing,
            DataSource::Moments(_) => Missing::Listwise,
        }
    }

    /// The options as typed, by their names on the command line.
    pub fn options(&self) -> Vec<(&'static str, Json)> {
        match self {
            DataSource::Answers {
                file,
                read,
                grouping,
                ..
            } => vec![
                ("data", file.display().to_string().into()),
                ("sheet", read.sheet.clone().into()),
                (
                    "codebook",
                    read.codebook
                        .as_ref()
                        .map(|c| c.display().to_string())
                        .into(),
                ),
                ("missing-codes", read.missing_codes.clone().into()),
                ("export", read.overrule.export.map(Export::name).into()),
                ("header-rows", read.overrule.header_rows.into()),
                ("skip-rows", read.overrule.skip_rows.into()),
                ("drop", dropped(&read.overrule).into()),
                ("group", grouping.as_ref().map(|g| g.column.clone()).into()),
                (
                    "group-label",
                    grouping.as_ref().and_then(|g| g.labels.clone()).into(),
                ),
            ],
            DataSource::Moments(moments) => vec![
                (
                    "sample-cov",
                    moments
                        .covariance
                        .iter()
                        .map(|f| f.display().to_string())
                        .collect::<Vec<_>>()
                        .into(),
                ),
                ("sample-nobs", moments.respondents.clone().into()),
                ("sample-mean", moments.mean.clone().into()),
                ("sample-sd", moments.sd.clone().into()),
                ("group-label", moments.group_labels.clone().into()),
            ],
        }
    }
}
