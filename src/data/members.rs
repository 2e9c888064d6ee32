//! The respondents of some groups, taken together, with who belongs to which.

use super::grouping::Membership;
use super::{Column, Error, Exclusion, Grouping, Table};
use std::collections::BTreeMap;

/// Who belongs to which group.
#[derive(Debug, Clone, Default)]
pub struct Members {
    pub labels: Vec<String>,
    /// Index into `labels` by row of the file (from 1, as a spreadsheet counts).
    pub of_row: BTreeMap<usize, usize>,
    /// Rows of the table before those of no group were left out.
    pub rows_read: usize,
    /// Rows of no group, by reason.
    pub exclusions: Vec<Exclusion>,
}

impl Table {
    /// The rows that belong to a group, in their order, and the group of each.
    pub fn of_groups(&self, grouping: &Grouping) -> Result<(Table, Members), Error> {
        let membership = Membership::of(self, grouping)?;
        let mut members = Members {
            labels: membership.labels(),
            rows_read: self.rows.len(),
            ..Members::default()
        };
        let mut kept = Vec::new();
        for (at, &row) in self.rows.iter().enumerate() {
            match membership.group_of(at) {
                Some(group) => {
                    members.of_row.insert(row, group);
                    kept.push(at);
                }
                None => members.leave_out(row, membership.outside(at).unwrap_or_default()),
            }
        }
        Ok((self.of_rows(&kept), members))
    }

    fn of_rows(&self, kept: &[usize]) -> Table {
        Table {
            columns: self.columns.iter().map(|c| c.of_rows(kept)).collect(),
            rows: kept.iter().map(|&at| self.rows[at]).collect(),
            ..self.clone()
        }
    }
}

impl Table {
    /// Keeps some rows, by their places from 0, in this order.
    pub(crate) fn keep_rows(&mut self, kept: &[usize]) {
        self.columns = self.columns.iter().map(|c| c.of_rows(kept)).collect();
        self.rows = kept.iter().map(|&at| self.rows[at]).collect();
    }
}

impl Members {
    fn leave_out(&mut self, row: usize, reason: String) {
        match self.exclusions.iter_mut().find(|e| e.reason == reason) {
            Some(known) => known.rows.push(row),
            None => self.exclusions.push(Exclusion {
                reason,
                rows: vec![row],
            }),
        }
    }
}

impl Column {
    fn of_rows(&self, kept: &[usize]) -> Column {
        let text = |&at: &usize| self.text_of.get(at).copied().unwrap_or(0);
        let texts = !self.text_of.is_empty();
        Column {
            numbers: kept.iter().map(|&at| self.numbers[at]).collect(),
            text_of: match texts {
                true => kept.iter().map(text).collect(),
                false => Vec::new(),
            },
            ..self.clone()
        }
    }
}
