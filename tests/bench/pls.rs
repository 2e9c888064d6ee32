//! How fast composites are: one estimate with all assessments, and resamples of it.

use sanjeh::data::{ReadOptions, Sample, read};
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::inference::intervals::Kind;
use sanjeh::linalg::Matrix;
use sanjeh::plssem::assess::assess;
use sanjeh::plssem::predict::{Folds, predict};
use sanjeh::plssem::resample::{Refit, Resampling, resample};
use sanjeh::plssem::statistics::Plan as Statistics;
use sanjeh::plssem::{Answers, Choices, Fit, Model, Observed, Options, SignChange, fit};

const TEXT: &str = "leadership =~ lead1 + lead2 + lead3 + lead4 + lead5
knowledge =~ know1 + know2 + know3 + know4 + know5
staff =~ staf1 + staf2 + staf3 + staf4 + staf5
media =~ medi1 + medi2 + medi3 + medi4 + medi5
success =~ mark1 + mark2 + mark3 + mark4 + bran1 + bran2 + bran3 + bran4 + serv1 + serv2 + serv3 + serv4
knowledge ~ leadership
staff ~ leadership
media ~ leadership + knowledge
success ~ leadership + knowledge + staff + media";

fn main() {
    divan::main();
}

struct Example {
    model: Model,
    raw: Matrix,
}

/// The structure of the shared example, its answers repeated `times` over.
#[allow(clippy::unwrap_used)]
fn example(times: usize) -> Example {
    let syntax = sanjeh::syntax::parse(TEXT).unwrap();
    let model = Model::new(&syntax, &Choices::default()).unwrap();
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/data/scrm384.csv"
    );
    let table = read(file, &ReadOptions::default()).unwrap();
    let sample = Sample::select(&table, &model.items, None).unwrap();
    let answers = sample.groups[0].answers.as_ref().unwrap();
    let n = answers.nrows();
    let raw = Matrix::from_fn(n * times, answers.ncols(), |i, j| answers[(i % n, j)]);
    Example { model, raw }
}

#[allow(clippy::unwrap_used)]
fn estimate(example: &Example) -> (Answers, Fit) {
    let answers = Answers::new(&example.raw, &example.model.items).unwrap();
    let observed = Observed::answers(&answers, None, &example.model.items).unwrap();
    let found = fit(&example.model, &observed, &Options::default(), None).unwrap();
    (answers, found)
}

/// 384 and 100,224 respondents, from answers to every measure.
#[divan::bench(args = [1, 261])]
fn estimate_and_assess(bencher: divan::Bencher, times: usize) {
    let example = example(times);
    bencher.bench(|| {
        let (_, found) = estimate(&example);
        assess(&found, found.last())
    });
}

#[divan::bench(args = [Kind::Percentile, Kind::Accelerated], sample_count = 3, sample_size = 1)]
fn bootstrap_10_000(bencher: divan::Bencher, kind: Kind) {
    let example = example(1);
    let (answers, found) = estimate(&example);
    let statistics = Statistics::of(&example.model, &found, None);
    let options = Options::default();
    let refit = Refit {
        model: &example.model,
        answers: &answers,
        weights: None,
        options: &options,
        fit: &found,
        statistics: &statistics,
        signs: SignChange::None,
    };
    let how = Resampling {
        plan: Plan {
            replicates: 10_000,
            seed: 1,
            threads: None,
            generator: Generator::ChaCha,
        },
        kind,
        level: 0.95,
        inner: 0,
    };
    bencher.bench(|| resample(&refit, &how));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn predict_10_by_10(bencher: divan::Bencher) {
    let example = example(1);
    let (answers, found) = estimate(&example);
    let folds = Folds {
        folds: 10,
        repetitions: 10,
        seed: 1,
    };
    bencher.bench(|| {
        predict(
            &example.model,
            &found,
            &answers,
            &Options::default(),
            &folds,
        )
    });
}
