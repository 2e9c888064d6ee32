//! Who answers as if without reading, twice, or unlike all others; and who is left out for it.

use super::answers::Answers;
use super::columns::{Sheet, same};
use super::{Check, Request};
use crate::data::{Role, persian};
use crate::measures::noncentral::chi_square_p;
use crate::report::describe::{CheckRow, RespondentRow};
use crate::screening::speed::{Speed, speed};
use crate::screening::whitened::Whitened;
use crate::screening::{careless, duplicates};

/// What one check found. Rows are from 0.
pub struct Found {
    pub check: Check,
    /// The rule, or why there was nothing to judge.
    pub rule: String,
    pub judged: bool,
    pub rows: Vec<usize>,
}

impl Found {
    fn judged(check: Check, rule: String, rows: Vec<usize>) -> Found {
        Found {
            check,
            rule,
            judged: true,
            rows,
        }
    }

    fn nothing(check: Check, because: impl Into<String>) -> Found {
        Found {
            check,
            rule: because.into(),
            judged: false,
            rows: Vec::new(),
        }
    }
}

/// What was measured of everyone, and what it means.
pub struct Respondents {
    pub checks: Vec<Found>,
    longstring: Vec<Option<usize>>,
    irv: Vec<Option<f64>>,
    seconds: Vec<f64>,
    /// Squared distances with their p, by row; none for incomplete answers.
    distances: Vec<Option<(f64, Option<f64>)>>,
    /// Whether durations cannot be seconds.
    pub unit_doubtful: bool,
}

impl Respondents {
    pub fn of(
        sheet: &Sheet,
        answers: &Answers,
        whitened: Option<&Whitened>,
        request: &Request,
    ) -> Respondents {
        let ticked: Vec<Vec<f64>> = answers.scaled().map(|at| sheet.ticked(at)).collect();
        let rows = sheet.table.rows.len();
        let of_row = |row: usize| ticked.iter().map(move |column| column[row]);
        let seconds = seconds(sheet, request);
        let mut found = Respondents {
            checks: Vec::new(),
            longstring: (0..rows)
                .map(|row| (!ticked.is_empty()).then(|| careless::longest_run(of_row(row))))
                .collect(),
            irv: (0..rows)
                .map(|row| careless::variability(of_row(row)))
                .collect(),
            seconds,
            distances: distances(answers, whitened),
            unit_doubtful: false,
        };
        found.checks = vec![
            no_answers(answers),
            found.straight_lining(ticked.len(), answers, request),
            found.speeding(sheet, answers, request),
            found.duplicates(sheet, answers),
            duplicate_ids(sheet),
            attention(sheet),
            found.outliers(whitened, request),
        ];
        found.unit_doubtful = found.unit_is_doubtful(sheet, answers, request);
        found
    }

    fn straight_lining(&self, items: usize, answers: &Answers, request: &Request) -> Found {
        let few = items < careless::FEWEST_ITEMS;
        if few && request.longstring.is_none() {
            return Found::nothing(
                Check::StraightLining,
                format!(
                    "Not judged: {items} items with a short scale are too few for straight lines; a length can be set with --longstring."
                ),
            );
        }
        let length = request
            .longstring
            .unwrap_or_else(|| careless::longest_credible(items));
        let least = careless::FEWEST_ITEMS.min(length);
        let flat = |row: usize| self.irv[row] == Some(0.0) && answers.answered[row] >= least;
        let long = |row: usize| self.longstring[row].is_some_and(|run| run >= length);
        let rows = (0..self.irv.len()).filter(|&row| long(row) || flat(row));
        let rule = format!(
            "At least {length} equal answers in a row, or one answer to all of at least {least} items."
        );
        Found::judged(Check::StraightLining, rule, rows.collect())
    }

    /// Durations below the limits; `None` if none are known.
    fn speed(&self, sheet: &Sheet, answers: &Answers, request: &Request) -> Option<Speed> {
        let asked = answers.items.len() + sheet.of(Role::Attention).count();
        speed(&self.seconds, asked, request.speed)
    }

    /// Whether most people would have been too fast to read.
    fn unit_is_doubtful(&self, sheet: &Sheet, answers: &Answers, request: &Request) -> bool {
        let known = self.seconds.iter().filter(|x| !x.is_nan()).count();
        let speed = self.speed(sheet, answers, request);
        request.minutes.is_none() && speed.is_some_and(|speed| 2 * speed.fast.len() > known)
    }

    fn speeding(&self, sheet: &Sheet, answers: &Answers, request: &Request) -> Found {
        let Some(speed) = self.speed(sheet, answers, request) else {
            return Found::nothing(
                Check::Speeding,
                "Not judged: no column of durations; name one with --duration.",
            );
        };
        if self.unit_is_doubtful(sheet, answers, request) {
            return Found::nothing(
                Check::Speeding,
                format!(
                    "Not judged: half of the durations are below {:.1}, so that they can hardly be seconds; say --duration-unit.",
                    speed.median
                ),
            );
        }
        let rule = format!(
            "Faster than {:.0} seconds: {} seconds per item, or {:.2} of the median of {:.0} seconds, whichever is longer.",
            speed.least,
            request.speed.seconds_per_item,
            request.speed.share_of_median,
            speed.median
        );
        Found::judged(Check::Speeding, rule, speed.fast)
    }

    /// Rows that repeat an earlier one in every column but identifiers, dates and durations.
    fn duplicates(&self, sheet: &Sheet, answers: &Answers) -> Found {
        let apart = [Role::Identifier, Role::Time, Role::Duration, Role::Blank];
        let compared: Vec<usize> = (0..sheet.uses.len())
            .filter(|at| !apart.contains(&sheet.uses[*at].role))
            .collect();
        if compared.len() < careless::FEWEST_ITEMS {
            return Found::nothing(
                Check::Duplicates,
                format!(
                    "Not judged: {} columns are too few to tell a copy from a coincidence.",
                    compared.len()
                ),
            );
        }
        let key = |row: usize| {
            let telling = answers.answered[row] > 1 && self.irv[row] != Some(0.0);
            let cell = |at: &usize| cell_key(&sheet.raw[*at], row);
            telling.then(|| compared.iter().map(cell).collect::<Vec<u64>>())
        };
        let repeats = duplicates::repeats((0..self.irv.len()).map(key));
        let rule = format!(
            "The same answers as an earlier row in all of {} columns (identifiers, dates and durations aside; straight lines are judged by themselves).",
            compared.len()
        );
        let rows = (0..repeats.len()).filter(|&row| repeats[row].is_some());
        Found::judged(Check::Duplicates, rule, rows.collect())
    }

    fn outliers(&self, whitened: Option<&Whitened>, request: &Request) -> Found {
        if whitened.is_none() {
            return Found::nothing(
                Check::Outliers,
                "Not judged: there are fewer complete answers than items, or an item is a combination of others.",
            );
        }
        let far = |row: &usize| {
            let p = self.distances[*row].and_then(|(_, p)| p);
            p.is_some_and(|p| p < request.outlier_level)
        };
        let rule = format!(
            "Squared Mahalanobis distance with p below {} (χ², complete answers only).",
            request.outlier_level
        );
        let rows = (0..self.distances.len()).filter(far);
        Found::judged(Check::Outliers, rule, rows.collect())
    }

    /// Rows that stay, from 0.
    pub fn kept(&self, drop: &[Check]) -> Vec<usize> {
        let dropped = |row: &usize| {
            let mut checks = self
                .checks
                .iter()
                .filter(|found| drop.contains(&found.check));
            checks.any(|found| found.rows.binary_search(row).is_ok())
        };
        (0..self.irv.len()).filter(|row| !dropped(row)).collect()
    }

    /// The table of checks; rows as the file numbers them.
    pub fn check_rows(&self, sheet: &Sheet, drop: &[Check]) -> Vec<CheckRow> {
        let numbers = |rows: &[usize]| rows.iter().map(|row| sheet.table.rows[*row]).collect();
        let checks = self.checks.iter();
        checks
            .map(|found| CheckRow {
                check: found.check.name(),
                rule: found.rule.clone(),
                judged: found.judged,
                flagged: found.rows.len(),
                rows: numbers(&found.rows),
                dropped: drop.contains(&found.check) && !found.rows.is_empty(),
            })
            .collect()
    }

    /// Everyone.
    pub fn rows(&self, sheet: &Sheet, answers: &Answers, kept: &[usize]) -> Vec<RespondentRow> {
        let id = sheet.of(Role::Identifier).next();
        let one = |row: usize| {
            let flagged = |found: &&Found| found.rows.binary_search(&row).is_ok();
            RespondentRow {
                row: sheet.table.rows[row],
                id: id
                    .map(|at| sheet.raw[at].shown(row))
                    .filter(|id| !id.is_empty()),
                answered: answers.answered[row],
                longstring: self.longstring[row],
                irv: self.irv[row],
                seconds: Some(self.seconds[row]).filter(|x| x.is_finite()),
                mahalanobis: self.distances[row].map(|(d, _)| d),
                mahalanobis_p: self.distances[row].and_then(|(_, p)| p),
                flags: self
                    .checks
                    .iter()
                    .filter(flagged)
                    .map(|f| f.check.name())
                    .collect(),
                dropped: kept.binary_search(&row).is_err(),
            }
        };
        (0..sheet.table.rows.len()).map(one).collect()
    }
}

/// Durations in seconds, by row; NaN where none is known.
fn seconds(sheet: &Sheet, request: &Request) -> Vec<f64> {
    let Some(at) = sheet.of(Role::Duration).next() else {
        return vec![f64::NAN; sheet.table.rows.len()];
    };
    let named = super::roles::in_minutes(sheet.column(at));
    let factor = match (request.minutes, named) {
        (Some(true), false) => 60.0,
        (Some(false), true) => 1.0 / 60.0,
        _ => 1.0,
    };
    let clock = |row: usize| sheet.column(at).text(row).is_some();
    let one = |(row, x): (usize, &f64)| if clock(row) { *x } else { factor * x };
    sheet.uses[at].numbers.iter().enumerate().map(one).collect()
}

fn distances(answers: &Answers, whitened: Option<&Whitened>) -> Vec<Option<(f64, Option<f64>)>> {
    let mut distances = vec![None; answers.answered.len()];
    let Some(whitened) = whitened else {
        return distances;
    };
    let df = whitened.scores.ncols() as f64;
    for (row, d) in answers.complete.iter().zip(whitened.distances()) {
        distances[*row] = Some((d, chi_square_p(d, df)));
    }
    distances
}

fn no_answers(answers: &Answers) -> Found {
    let rows = (0..answers.answered.len()).filter(|&row| answers.answered[row] == 0);
    Found::judged(
        Check::NoAnswers,
        "No answer to any item.".to_owned(),
        rows.collect(),
    )
}

/// A cell that two rows can share: its number, or its text as the column counts them; 0 for a blank.
fn cell_key(column: &crate::data::Column, row: usize) -> u64 {
    match column.text_of.get(row).copied().unwrap_or(0) {
        0 if column.numbers[row].is_nan() => 0,
        // Zero and negative zero are one answer.
        0 => (column.numbers[row] + 0.0).to_bits() ^ 1 << 63 | 1,
        code => u64::from(code) << 1,
    }
}

fn duplicate_ids(sheet: &Sheet) -> Found {
    let Some(at) = sheet.of(Role::Identifier).next() else {
        return Found::nothing(
            Check::DuplicateIds,
            "Not judged: no column of identifiers; name one with --id.",
        );
    };
    let column = &sheet.raw[at];
    let keys = (0..column.len()).map(|row| {
        let shown = persian::key(&column.shown(row));
        (!shown.is_empty()).then_some(shown)
    });
    let repeats = duplicates::repeats(keys);
    let rule = format!(
        "The identifier of an earlier row, in column {}.",
        sheet.column(at).name
    );
    let rows = (0..repeats.len()).filter(|&row| repeats[row].is_some());
    Found::judged(Check::DuplicateIds, rule, rows.collect())
}

fn attention(sheet: &Sheet) -> Found {
    let checks: Vec<(usize, &str)> = sheet
        .of(Role::Attention)
        .filter_map(|at| Some((at, sheet.uses[at].expected.as_deref()?)))
        .collect();
    if checks.is_empty() {
        return Found::nothing(
            Check::Attention,
            "Not judged: no attention checks; name them with --attention item=answer, or in the codebook.",
        );
    }
    let fails = |row: &usize| {
        checks
            .iter()
            .any(|(at, right)| is_wrong(sheet, *at, *row, right))
    };
    let told: Vec<String> = checks
        .iter()
        .map(|(at, right)| format!("{} = {right}", sheet.column(*at).name))
        .collect();
    let rule = format!(
        "Another answer than expected: {} (a blank is no failure).",
        told.join(", ")
    );
    let rows = (0..sheet.table.rows.len()).filter(fails);
    Found::judged(Check::Attention, rule, rows.collect())
}

/// Whether an answer was given and is not the expected one, which is a number or a label.
fn is_wrong(sheet: &Sheet, at: usize, row: usize, right: &str) -> bool {
    let (column, raw) = (sheet.column(at), &sheet.raw[at]);
    let given = sheet.uses[at].numbers.get(row).filter(|x| !x.is_nan());
    if let Some(text) = raw.text(row)
        && same(text, right)
    {
        return false;
    }
    if column.is_blank(row) {
        return false;
    }
    let label = column
        .value_labels
        .iter()
        .find(|(_, label)| same(label, right));
    let number = persian::number(right).or(label.map(|(value, _)| *value));
    given
        .zip(number)
        .is_none_or(|(given, number)| *given != number)
}
