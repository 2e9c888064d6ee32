//! How close is close, and why.

/// Rounding only.
pub const ARITHMETIC: f64 = 1e-12;
/// Two optimizers that both stopped near the same minimum.
pub const OPTIMUM: f64 = 1e-5;

/// Half a unit in the last of the decimals that a paper prints.
pub fn printed(decimals: i32) -> f64 {
    0.5 * 10_f64.powi(-decimals) + ARITHMETIC
}

/// Equal to within `tolerance`: relative for large values, absolute near zero.
pub fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

/// [`close`], or a message that says what was compared.
#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        close(found, expected, tolerance),
        "{what}: found {found}, expected {expected} within {tolerance:e}"
    );
}

/// A printed value: equal to within half a unit of its last decimal.
#[track_caller]
pub fn assert_printed(found: f64, printed_value: f64, decimals: i32, what: &str) {
    let allowed = printed(decimals);
    assert!(
        (found - printed_value).abs() <= allowed,
        "{what}: found {found}, printed {printed_value}"
    );
}
