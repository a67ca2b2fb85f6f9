//! Whether a number survives being held in binary.

use serde::Serialize;

/// A text of this length has no more digits than always survive in the normal range.
const SHORT: usize = 15;

/// Whether the `f64` has all the digits of the text.
pub(super) fn is_exact(text: &str, value: f64) -> bool {
    (text.len() <= SHORT && value.is_normal()) || has_digits_of(text, &value)
}

/// Whether the number has all the digits of the text.
pub(super) fn has_digits_of(text: &str, number: &impl Serialize) -> bool {
    // The fewest digits that tell it from all other numbers.
    let held = serde_json::to_string(number).unwrap_or_default();
    match (decimal(text), decimal(&held)) {
        (Some((digits, magnitude)), Some((held_digits, held_magnitude))) => {
            magnitude == held_magnitude && digits.eq(held_digits)
        }
        (sent, held) => sent.is_none() && held.is_none(),
    }
}

/// The significant digits, and the power of ten of the first one; none of zero.
fn decimal(text: &str) -> Option<(impl Iterator<Item = u8>, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let first = mantissa.find(|digit| matches!(digit, '1'..='9'))?;
    let point = mantissa.find('.').unwrap_or(mantissa.len());
    let magnitude = point as i64 - first as i64 - i64::from(first < point);
    // An exponent past all counting is one that no `f64` has.
    let exponent = exponent.parse().unwrap_or(i64::MAX);
    let significant = mantissa[first..].trim_end_matches(['0', '.']);
    let digits = significant.bytes().filter(u8::is_ascii_digit);
    Some((digits, magnitude.saturating_add(exponent)))
}
