//! How fast a fit is resampled: every number it reports, with intervals.

use sanjeh::cbsem::{self, Fit, Options};
use sanjeh::data::{ReadOptions, Sample, read};
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::inference::effects::Effects;
use sanjeh::inference::intervals::Kind;
use sanjeh::inference::resample::Fitted;
use sanjeh::inference::statistics::Statistics;
use sanjeh::inference::transformed::Population;
use sanjeh::model::{Model, Settings};

fn main() {
    divan::main();
}

/// The model of social CRM success on its synthetic answers: 8 constructs, 32 items.
#[allow(clippy::unwrap_used)]
fn success() -> (Model, Sample, Fit) {
    let root = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{root}/models/scrm-success.lav")).unwrap();
    let written = sanjeh::syntax::parse(&text).unwrap();
    let model = Model::new(&written, &Settings::default()).unwrap();
    let file = format!("{root}/tests/reference/data/scrm384.csv");
    let table = read(file, &ReadOptions::default()).unwrap();
    let sample = Sample::select(&table, &model.variables[..model.items], None).unwrap();
    let fit = cbsem::fit(&model, &sample, Options::default()).unwrap();
    (model, sample, fit)
}

#[allow(clippy::unwrap_used)]
fn resample(bencher: divan::Bencher, replicates: usize, population: Population, threads: usize) {
    let (model, sample, fit) = success();
    let effects = Effects::of(&model);
    let statistics = Statistics::new(&model, &effects);
    let fitted = Fitted {
        model: &model,
        sample: &sample,
        fit: &fit,
        statistics: &statistics,
        panel: None,
    };
    let plan = Plan {
        replicates,
        seed: 1,
        threads: Some(threads),
        generator: Generator::ChaCha,
    };
    let intervals = (Kind::Percentile, 0.95);
    bencher.bench_local(|| fitted.bootstrap(&plan, population, intervals).unwrap());
}

#[divan::bench(args = [1, 2], sample_count = 3, sample_size = 1)]
fn resamples_5000(bencher: divan::Bencher, threads: usize) {
    resample(bencher, 5000, Population::Ordinary, threads);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn normal_samples_1000(bencher: divan::Bencher) {
    resample(bencher, 1000, Population::Parametric, 2);
}
