//! The model's items only, by group, with blanks dealt with: past this door nobody asks "is it missing?".

use super::moments::Moments;
use crate::linalg::Matrix;

/// The respondents a model is fitted to. Ungrouped data are one group.
#[derive(Debug, Clone)]
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
}

/// One group of respondents.
#[derive(Debug, Clone)]
pub struct Group {
    /// As in the data; empty for ungrouped data.
    pub label: String,
    pub moments: Moments,
    /// Answers, respondents × items (n × p); absent for moment input.
    pub answers: Option<Matrix>,
    /// For each respondent its row in the file, from 1 as a spreadsheet counts; empty for moment input.
    pub rows: Vec<usize>,
}

/// Rows left out for one reason.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// A sentence for the reader, such as "blank answer in x3".
    pub reason: String,
    /// Rows of the file, from 1 as a spreadsheet counts.
    pub rows: Vec<usize>,
}

impl Sample {
    /// N: respondents in all groups.
    pub fn respondents(&self) -> usize {
        self.groups.iter().map(|g| g.moments.respondents).sum()
    }
}
