//! Whether a number survives being held as an `f64`.

/// A text of this length has no more digits than always survive in the normal range.
const SHORT: usize = 15;

/// Whether the `f64` has all the digits of the text.
pub(super) fn is_exact(text: &str, value: f64) -> bool {
    if text.len() <= SHORT && value.is_normal() {
        return true;
    }
    // The fewest digits that tell it from all other numbers.
    let held = serde_json::to_string(&value).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_exact_if_no_digit_is_lost() {
        for text in [
            "0.1",
            "-17.05",
            "1e3",
            "1E+3",
            "0.000e7",
            "12345678901234.56",
            "100000000000000000000",
            "1.50000000000000000000",
            "5e-324",
            "0.1e1",
            "0e99999999999999999999",
            "1000000000000000000000e-21",
            "0.100000000000000000e1",
            "0.000000000000000001e20",
            "-1234.00000000000000e2",
        ] {
            assert!(is_exact(text, text.parse().unwrap_or_default()), "{text}");
        }
        for text in [
            "12345678901234567.89",
            "0.12345678901234567890",
            "1e-400",
            "4.9e-324",
            "1e-99999999999999999999",
            "9007199254740993",
            "0.90071992547409930e16",
        ] {
            assert!(!is_exact(text, text.parse().unwrap_or_default()), "{text}");
        }
    }
}
