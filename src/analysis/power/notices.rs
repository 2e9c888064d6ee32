//! What a reader of the power of a study must know.

use super::{Method, Request};
use crate::analysis::simulate::Sampler;
use crate::notice::Notice;
use crate::report::power::{PowerParameter, PowerSize};

/// Fewer samples leave a power of .80 open by more than ±.05 (1.96 √(.8 × .2 / 250)).
const FEW: usize = 250;
/// Bias of this share of a value is too much (Muthén & Muthén 2002); of errors too.
const BIASED: f64 = 0.10;
/// Standard errors within which chance lies in 95% of cases.
const CHANCE: f64 = 1.96;

pub fn notices(
    request: &Request,
    sampler: &Sampler,
    parameters: &[PowerParameter],
    sizes: &[PowerSize],
) -> Vec<Notice> {
    let mut notices = Vec::new();
    if request.plan.replicates < FEW {
        let text = "With so few samples power is known to more than ±.05 only; ask for 1,000 or more (--replications).";
        notices.push(Notice::warning("few-replications", "", text));
    }
    notices.extend(sizes.iter().filter_map(failed));
    notices.extend(sizes.iter().filter_map(improper));
    notices.extend(sizes.iter().filter_map(|size| biased(parameters, size)));
    let cut = sampler.categories().iter().any(|c| *c > 0);
    if cut {
        let text = "Answers are cut from scores, so the population values of what is fitted to them are estimates from 100,000 respondents.";
        notices.push(Notice::note("simulated-truth", "", text));
    }
    if let Method::Composites { choices, .. } = &request.method
        && choices.reflective.is_empty()
    {
        let text = "True values are those of composites of the population, which are nearer to 0 than paths of constructs without measurement error; --reflective all corrects for attenuation (PLSc).";
        notices.push(Notice::note("composite-truth", "", text));
    }
    notices
}

fn failed(size: &PowerSize) -> Option<Notice> {
    let failed = size.asked - size.used;
    let reasons: Vec<String> = size
        .failed
        .iter()
        .map(|(r, n)| format!("{n} × {r}"))
        .collect();
    let text = format!(
        "With {} respondents {failed} of {} samples gave no estimates and were left out: {}. Power rests on the other {}; where many fail, a study of that size is at risk of having no result.",
        size.nobs,
        size.asked,
        reasons.join(", "),
        size.used
    );
    (failed > 0).then(|| match 2 * size.used < size.asked {
        true => Notice::serious("samples-failed", size.nobs.to_string(), text),
        false => Notice::warning("samples-failed", size.nobs.to_string(), text),
    })
}

fn improper(size: &PowerSize) -> Option<Notice> {
    let count: usize = size.remarked.values().sum();
    let text = format!(
        "With {} respondents {count} of {} samples have a negative variance; they are kept, since leaving them out would bias the rest.",
        size.nobs, size.used
    );
    (count > 0).then(|| Notice::note("samples-improper", size.nobs.to_string(), text))
}

/// Paths whose estimates or errors are off at a size, beyond what chance does to so many samples.
fn biased(parameters: &[PowerParameter], size: &PowerSize) -> Option<Notice> {
    let root = (size.used as f64).sqrt();
    let off = |p: &&PowerParameter| {
        let row = p.sizes.iter().find(|row| row.nobs == size.nobs);
        row.is_some_and(|row| {
            let large = |x: Option<f64>, chance: f64| x.is_some_and(|x| x.abs() - chance > BIASED);
            let relative_sd = row.sd.map_or(0.0, |sd| (sd / p.value).abs());
            large(row.relative_bias, CHANCE * relative_sd / root)
                || large(row.se_bias, CHANCE / (root * std::f64::consts::SQRT_2))
        })
    };
    let paths = parameters.iter().filter(|p| p.is_path());
    let names: Vec<String> = paths.filter(off).map(PowerParameter::name).collect();
    let text = format!(
        "With {} respondents estimates or standard errors are off by more than a tenth: {}. Power and intervals of that size are not to be relied on (Muthén & Muthén, 2002).",
        size.nobs,
        names.join(", ")
    );
    (!names.is_empty()).then(|| Notice::warning("biased", size.nobs.to_string(), text))
}
