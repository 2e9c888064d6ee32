//! The items as numbers, with the scale each was asked on.

use super::columns::Sheet;
use crate::linalg::Matrix;
use crate::report::describe::ScaleRow;
use crate::screening::scale;

/// Items by respondents.
pub struct Answers {
    /// Columns of the file, in its order (p).
    pub items: Vec<usize>,
    /// One per item.
    pub scales: Vec<Option<ScaleRow>>,
    /// Respondents × items (n × p), NaN for blanks.
    pub matrix: Matrix,
    /// How many items each respondent answered.
    pub answered: Vec<usize>,
    /// Items (places among `items`) whose answers differ.
    pub varying: Vec<usize>,
    /// Respondents who answered every item that varies.
    pub complete: Vec<usize>,
}

impl Answers {
    pub fn of(sheet: &Sheet) -> Answers {
        let items = sheet.items();
        let rows = sheet.table.rows.len();
        let matrix = Matrix::from_fn(rows, items.len(), |i, j| sheet.uses[items[j]].numbers[i]);
        Answers::from_matrix(items.clone(), scales(sheet, &items), matrix)
    }

    fn from_matrix(items: Vec<usize>, scales: Vec<Option<ScaleRow>>, matrix: Matrix) -> Answers {
        let varying: Vec<usize> = (0..items.len())
            .filter(|&j| varies(matrix.column(j).as_slice()))
            .collect();
        let mut answered = vec![0; matrix.nrows()];
        let mut blanks = vec![0; matrix.nrows()];
        for (j, column) in matrix.column_iter().enumerate() {
            let counted = varying.binary_search(&j).is_ok();
            for (row, x) in column.iter().enumerate() {
                answered[row] += usize::from(!x.is_nan());
                blanks[row] += usize::from(x.is_nan() && counted);
            }
        }
        Answers {
            items,
            scales,
            complete: (0..blanks.len()).filter(|&row| blanks[row] == 0).collect(),
            matrix,
            answered,
            varying,
        }
    }

    /// Some of the respondents.
    pub fn of_rows(&self, rows: &[usize]) -> Answers {
        let matrix = self.matrix.select_rows(rows);
        Answers::from_matrix(self.items.clone(), self.scales.clone(), matrix)
    }

    /// Columns of items with a short scale.
    pub fn scaled(&self) -> impl Iterator<Item = usize> + '_ {
        let pairs = self.items.iter().zip(&self.scales);
        pairs
            .filter(|(_, scale)| scale.is_some())
            .map(|(at, _)| *at)
    }

    /// Complete answers to the items that vary.
    pub fn complete_answers(&self) -> Matrix {
        Matrix::from_fn(self.complete.len(), self.varying.len(), |i, j| {
            self.matrix[(self.complete[i], self.varying[j])]
        })
    }

    /// The answers to one item that were given.
    pub fn given(&self, item: usize) -> Vec<f64> {
        let column = self.matrix.column(item);
        column.iter().copied().filter(|x| !x.is_nan()).collect()
    }
}

fn varies(answers: &[f64]) -> bool {
    let mut given = answers.iter().filter(|x| !x.is_nan());
    given.next().is_some_and(|first| given.any(|x| x != first))
}

/// Of the codebook, else of the answering scale whose words were used, else as the answers look.
fn scales(sheet: &Sheet, items: &[usize]) -> Vec<Option<ScaleRow>> {
    let numbers: Vec<&[f64]> = items
        .iter()
        .map(|at| sheet.uses[*at].numbers.as_slice())
        .collect();
    let likely = scale::likely(&numbers);
    items
        .iter()
        .zip(likely)
        .map(|(at, likely)| {
            let row = |source| {
                move |(minimum, maximum)| ScaleRow {
                    minimum,
                    maximum,
                    source,
                }
            };
            let column = sheet.column(*at);
            let told = column.minimum.zip(column.maximum).map(row("codebook"));
            let words = sheet.uses[*at].wording.as_ref().and_then(|w| w.range);
            told.or(words.map(row("words")))
                .or(likely.map(row("likely")))
        })
        .collect()
}
