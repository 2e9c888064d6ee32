//! How respondents were chosen: how many people each stands for, and who was chosen together.

use super::error::listed_rows;
use super::{Error, Grouping, Table, grouping::Membership};
use crate::linalg::Vector;

/// The columns that tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Design {
    /// Sampling weights.
    pub weights: Option<String>,
    /// Clusters: respondents of one cluster (team, school, branch) are alike.
    pub cluster: Option<String>,
}

impl Design {
    /// Whether respondents were chosen one by one, with equal chances.
    pub fn is_simple(&self) -> bool {
        *self == Design::default()
    }
}

/// The design of one group's respondents, in the group's order.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Weights that sum to the respondents of the group (n); `None` where all count alike.
    pub weights: Option<Vector>,
    /// The cluster of each respondent, the same number for the same cluster in every group; `None` without clusters.
    pub clusters: Option<Vec<usize>>,
}

impl Survey {
    /// Whether respondents were chosen one by one, with equal chances.
    pub fn is_simple(&self) -> bool {
        self.weights.is_none() && self.clusters.is_none()
    }

    /// The clusters of the group, each once, ascending.
    pub fn distinct_clusters(&self) -> Vec<usize> {
        let mut distinct = self.clusters.clone().unwrap_or_default();
        distinct.sort_unstable();
        distinct.dedup();
        distinct
    }
}

/// The design of every row of a table.
pub(crate) struct Columns {
    weights: Option<(String, Vec<f64>)>,
    clusters: Option<(String, Membership)>,
}

impl Columns {
    /// # Errors
    /// If a column is unknown or blank, or a weight is a text or negative.
    pub(crate) fn of(table: &Table, design: &Design) -> Result<Columns, Error> {
        let weights = design.weights.as_ref().map(|name| weights(table, name));
        let clusters = design.cluster.as_ref().map(|name| clusters(table, name));
        Ok(Columns {
            weights: weights.transpose()?,
            clusters: clusters.transpose()?,
        })
    }

    /// Why a row stands for nobody or belongs nowhere; `None` if it does.
    pub(crate) fn outside(&self, row: usize) -> Option<String> {
        if let Some((name, weights)) = &self.weights {
            if weights[row].is_nan() {
                return Some(format!("blank weight ({name})"));
            }
            if weights[row] == 0.0 {
                return Some(format!("weight 0 ({name}): stands for nobody"));
            }
        }
        let (name, clusters) = self.clusters.as_ref()?;
        clusters
            .group_of(row)
            .is_none()
            .then(|| format!("blank cluster ({name})"))
    }

    /// The design of the rows of one group.
    ///
    /// # Errors
    /// If all of them are in one cluster.
    pub(crate) fn survey(&self, rows: &[usize], group: &str) -> Result<Survey, Error> {
        let weights = self.weights.as_ref().map(|(_, weights)| {
            let own = Vector::from_iterator(rows.len(), rows.iter().map(|&row| weights[row]));
            let scale = rows.len() as f64 / own.sum();
            own * scale
        });
        let of = |(_, clusters): &(String, Membership)| {
            rows.iter()
                .filter_map(|&row| clusters.group_of(row))
                .collect()
        };
        let survey = Survey {
            weights,
            clusters: self.clusters.as_ref().map(of),
        };
        match &self.clusters {
            Some((name, _)) if survey.distinct_clusters().len() < 2 => Err(Error::OneCluster {
                column: name.clone(),
                group: group.to_owned(),
            }),
            _ => Ok(survey),
        }
    }
}

fn weights(table: &Table, name: &str) -> Result<(String, Vec<f64>), Error> {
    let column = table.column(name)?;
    let text = (0..table.rows.len()).find_map(|row| Some((row, column.text(row)?)));
    if let Some((row, text)) = text {
        return Err(Error::NotNumeric {
            column: column.name.clone(),
            row: table.rows[row],
            value: text.to_owned(),
            advice: "sampling weights are positive numbers".into(),
        });
    }
    let numbers = column.numbers.clone();
    if numbers.iter().all(|x| x.is_nan()) {
        return Err(Error::BlankColumn {
            column: column.name.clone(),
        });
    }
    let wrong: Vec<usize> = (0..numbers.len())
        .filter(|&row| numbers[row] < 0.0 || numbers[row].is_infinite())
        .map(|row| table.rows[row])
        .collect();
    if wrong.is_empty() {
        return Ok((column.name.clone(), numbers));
    }
    Err(Error::Weights {
        column: column.name.clone(),
        rows: listed_rows(&wrong),
    })
}

fn clusters(table: &Table, name: &str) -> Result<(String, Membership), Error> {
    let grouping = Grouping {
        column: name.to_owned(),
        labels: None,
    };
    let membership = Membership::of(table, &grouping)?;
    Ok((table.column(name)?.name.clone(), membership))
}
