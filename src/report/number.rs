//! How numbers are printed: as the APA asks (decimals, no leading zero for what cannot pass 1, p < .001).

/// What stands where no number exists.
pub const DASH: &str = "—";

/// How a number is rounded and printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precision {
    pub decimals: usize,
    /// Without it .931 is printed, for statistics that cannot exceed 1 in size.
    pub leading_zero: bool,
}

impl Precision {
    pub const fn plain(decimals: usize) -> Precision {
        Precision {
            decimals,
            leading_zero: true,
        }
    }

    pub const fn bounded(decimals: usize) -> Precision {
        Precision {
            decimals,
            leading_zero: false,
        }
    }

    /// The rounded number; never `-0.000`, and a dash for what is not finite.
    pub fn shown(self, value: f64) -> String {
        if !value.is_finite() {
            return DASH.to_owned();
        }
        let decimals = self.decimals;
        let digits = format!("{:.decimals$}", value.abs());
        let zero = digits.bytes().all(|byte| byte == b'0' || byte == b'.');
        let sign = if value < 0.0 && !zero { "-" } else { "" };
        let bare = if self.leading_zero || decimals == 0 {
            digits.as_str()
        } else {
            digits.strip_prefix('0').unwrap_or(&digits)
        };
        format!("{sign}{bare}")
    }
}

/// A p value for a table: `.023`, `< .001`.
pub fn p_value(p: f64) -> String {
    if p.is_finite() && p < 0.001 {
        "< .001".to_owned()
    } else {
        Precision::bounded(3).shown(p)
    }
}

/// A p value for a sentence: `p = .023`, `p < .001`.
pub fn p_clause(p: f64) -> String {
    if p.is_finite() && p < 0.001 {
        "p < .001".to_owned()
    } else {
        format!("p = {}", p_value(p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_pass_one_has_no_leading_zero() {
        assert_eq!(Precision::bounded(3).shown(0.93056), ".931");
        assert_eq!(Precision::bounded(2).shown(-0.456), "-.46");
        assert_eq!(Precision::bounded(3).shown(1.0), "1.000");
        assert_eq!(Precision::bounded(3).shown(0.9996), "1.000");
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(Precision::plain(3).shown(-0.0001), "0.000");
        assert_eq!(Precision::plain(2).shown(-0.0), "0.00");
    }

    #[test]
    fn what_is_not_finite_is_a_dash() {
        assert_eq!(Precision::plain(3).shown(f64::NAN), DASH);
        assert_eq!(p_value(f64::NEG_INFINITY), DASH);
    }

    #[test]
    fn small_p_values_are_bounds() {
        assert_eq!(p_value(8.5e-9), "< .001");
        assert_eq!(p_value(0.0234), ".023");
        assert_eq!(p_clause(0.0), "p < .001");
        assert_eq!(p_clause(0.0500), "p = .050");
    }
}
