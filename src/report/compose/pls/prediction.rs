//! Respondents the model had not seen.

use super::super::super::pls::PredictionSummary;
use super::super::super::{Cell, Column, Precision, Table};
use super::rows::{PLAIN, THIRD};

pub fn predicted(found: &PredictionSummary) -> Table {
    let numbers = |heading: &str| Column::numbers(heading, PLAIN);
    let mut columns = vec![
        Column::words("Construct").quiet(),
        Column::words("Item"),
        Column::numbers("Q²predict", THIRD),
    ];
    columns.extend(["RMSE", "RMSE LM", "RMSE IA", "MAE", "MAE LM", "MAE IA"].map(numbers));
    let caption = format!(
        "PLSpredict: {} folds, {} repetitions",
        found.folds, found.repetitions
    );
    let mut table = Table::new(caption, columns).note(
        "Predicted from the items of exogenous constructs. LM: regression of the item on all of those; IA: the training mean. \
         RMSE below LM for all, most, few or no items of the key outcome means high, medium, low or no predictive power; \
         use MAE if errors are very skewed (Shmueli et al., 2019).",
    );
    for item in &found.items {
        let collinear = |value| Cell::number(value, "the exogenous items are collinear");
        table.row(vec![
            Cell::name(&item.construct),
            Cell::name(&item.item),
            Cell::number(Some(item.q2_predict), ""),
            collinear(Some(item.rmse)),
            collinear(item.rmse_lm),
            collinear(Some(item.rmse_ia)),
            collinear(Some(item.mae)),
            collinear(item.mae_lm),
            collinear(Some(item.mae_ia)),
        ]);
    }
    table
}

pub fn losses(found: &PredictionSummary) -> Table {
    let mut table = Table::new(
        "CVPAT: mean squared errors of prediction against benchmarks",
        vec![
            Column::words("Outcome"),
            Column::words("Benchmark"),
            Column::numbers("PLS", PLAIN),
            Column::numbers("Benchmark's", PLAIN),
            Column::numbers("Difference", PLAIN),
            Column::statistic("t", Precision::plain(2)),
            Column::statistic("df", Precision::plain(0)),
            Column::statistic("p", THIRD),
        ],
    )
    .note("A negative difference that differs from 0 means that the model predicts better (Liengaard et al., 2021; Sharma et al., 2023). p is two-sided.");
    for row in &found.losses {
        let outcome = if row.construct.is_empty() {
            Cell::text("All outcomes")
        } else {
            Cell::name(&row.construct)
        };
        let benchmark = if row.benchmark == "lm" {
            "linear model (LM)"
        } else {
            "training mean (IA)"
        };
        table.row(vec![
            outcome,
            Cell::text(benchmark),
            Cell::number(Some(row.loss), ""),
            Cell::number(Some(row.loss_benchmark), ""),
            Cell::number(Some(row.loss - row.loss_benchmark), ""),
            Cell::number(row.t, "the differences do not vary"),
            Cell::Count(row.df),
            Cell::p_value(row.pvalue, "the differences do not vary"),
        ]);
    }
    table
}
