//! Options for how simulated answers look: skewed, cut into categories, left blank.

use crate::analysis::simulate::{Mechanism, PerItem, Shape};
use crate::error::Error;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Shape of the answers")]
pub struct ShapeArgs {
    /// Skewness of the scores, for all items or some: 1.5 or x1=1.5,x2=0.5 (by cubic curves of normal scores)
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub skewness: Vec<String>,
    /// Kurtosis of the scores, in excess of the normal distribution's
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub kurtosis: Vec<String>,
    /// Standard scores at which items are cut into ordered answers 1, 2, …, such as -1.5,-0.5,0.5,1.5; thresholds of
    /// single items stand in the model text: x1 | -1*t1 + 0.5*t2 (in units of the scores)
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub thresholds: Vec<f64>,
    /// Chance of each answer to be left blank
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub missing_share: f64,
    /// Why answers are blank: by chance (mcar), more with higher scores on another item (mar), or on the item itself (mnar)
    #[arg(long, value_enum, value_name = "NAME")]
    pub mechanism: Option<MechanismName>,
    /// The item that blanks at random (mar) depend on, which is always answered [default: the first]
    #[arg(long, value_name = "ITEM")]
    pub missing_cause: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum MechanismName {
    Mcar,
    Mar,
    Mnar,
}

impl ShapeArgs {
    pub fn shape(&self) -> Result<Shape, Error> {
        Ok(Shape {
            skewness: per_item("--skewness", &self.skewness)?,
            kurtosis: per_item("--kurtosis", &self.kurtosis)?,
            thresholds: self.thresholds.clone(),
            missing_share: self.missing_share,
            mechanism: match self.mechanism {
                None | Some(MechanismName::Mcar) => Mechanism::Mcar,
                Some(MechanismName::Mar) => Mechanism::Mar,
                Some(MechanismName::Mnar) => Mechanism::Mnar,
            },
            cause: self.missing_cause.clone(),
        })
    }
}

/// `1.5`, `x1=1.5,x2=0.5` or both.
fn per_item(option: &str, texts: &[String]) -> Result<PerItem, Error> {
    let mut found = PerItem::default();
    let unclear = |text: &str| {
        Error::Usage(format!(
            "{option} does not understand `{text}`; write a number for all items, or item=number"
        ))
    };
    for text in texts {
        let (item, number) = match text.split_once('=') {
            Some((item, number)) => (Some(item.trim().to_owned()), number),
            None => (None, text.as_str()),
        };
        let number: f64 = number.trim().parse().map_err(|_| unclear(text))?;
        match item {
            _ if !number.is_finite() => return Err(unclear(text)),
            Some(item) => found.named.push((item, number)),
            None if found.all.replace(number).is_some() => return Err(unclear(text)),
            None => {}
        }
    }
    Ok(found)
}
