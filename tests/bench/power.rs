//! How fast the power of a study is found: a thousand samples of each of five sizes, each fitted with its errors.

use sanjeh::analysis::power::{Method, Request, power};
use sanjeh::analysis::simulate::{Shape, Source};
use sanjeh::cbsem::Options;
use sanjeh::data::Missing;
use sanjeh::inference::bootstrap::{Generator, Plan};
use sanjeh::model::Settings;

fn main() {
    divan::main();
}

/// The model of social CRM success: 8 constructs, 32 items.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn success_at_five_sizes(bencher: divan::Bencher) {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/models/scrm-success-population.lav"
    );
    let settings = Settings {
        fixed_x: false,
        ..Settings::default()
    };
    let request = Request {
        population: Source::Text(file.into()),
        settings: Settings {
            auto_fix_first: false,
            ..settings.clone()
        },
        shape: Shape::default(),
        analysis: None,
        analysis_settings: settings,
        method: Method::Covariance {
            estimator: "ML",
            options: Options::default(),
            ordered: false,
            missing: Missing::Listwise,
        },
        respondents: vec![100, 200, 300, 400, 500],
        plan: Plan {
            replicates: 1000,
            seed: 1,
            threads: None,
            generator: Generator::default(),
        },
        alpha: 0.05,
        power: 0.8,
        close: (0.05, 0.08),
    };
    bencher.bench(|| power(&request));
}
