//! What is minimized, by lavaan's names.

/// The discrepancy of an estimation; corrected errors and tests are chosen apart from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Estimator {
    /// Maximum likelihood under normality.
    #[default]
    Ml,
    /// Least squares weighted as normal answers would be, by the sample's covariances.
    Gls,
    /// Unweighted least squares.
    Uls,
    /// Least squares weighted by the inverse of the moments' asymptotic covariances (ADF).
    Wls,
    /// Least squares weighted by the inverse of the moments' asymptotic variances.
    Dwls,
    /// Least squares whose weights lie between normal theory and ADF.
    Dls,
}

impl Estimator {
    /// Whether n F follows a χ² distribution where the model holds: weights that are not the inverse of the moments'
    /// covariances give a sum of weighted χ² variables instead.
    pub fn standard_has_p(self) -> bool {
        !matches!(self, Estimator::Uls | Estimator::Dwls)
    }

    pub fn name(self) -> &'static str {
        match self {
            Estimator::Ml => "ML",
            Estimator::Gls => "GLS",
            Estimator::Uls => "ULS",
            Estimator::Wls => "WLS",
            Estimator::Dwls => "DWLS",
            Estimator::Dls => "DLS",
        }
    }
}
