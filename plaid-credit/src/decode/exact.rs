//! Whether a number survives being held as an `f64`.

/// So many significant digits always survive.
const DIGITS: usize = 15;

/// No `f64` needs more of them to be told from the others.
const MAX_DIGITS: usize = 17;

/// Whether the `f64` has all the digits of the text.
pub(super) fn is_exact(text: &str, value: f64) -> bool {
    if text.len() <= DIGITS && !text.contains(['e', 'E']) {
        return true;
    }
    let decimal_of_text = decimal(text);
    let has_too_many = |(digits, _): &(String, i64)| digits.len() > MAX_DIGITS;
    !decimal_of_text.as_ref().is_some_and(has_too_many)
        && decimal_of_text == decimal(&format!("{value:e}"))
}

/// The significant digits, and the exponent of the first one; none where that is past all
/// counting.
fn decimal(text: &str) -> Option<(String, i64)> {
    let text = text.trim_start_matches('-');
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some((String::new(), 0));
    }
    let leading = (digits.len() - significant.len()) as i64;
    let exponent = exponent.parse::<i64>().ok()?;
    let first = exponent.checked_add(whole.len() as i64 - leading)?;
    Some((significant.trim_end_matches('0').to_owned(), first))
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
        ] {
            assert!(is_exact(text, text.parse().unwrap_or_default()), "{text}");
        }
        for text in [
            "12345678901234567.89",
            "0.12345678901234567890",
            "1e-400",
            "9007199254740993",
        ] {
            assert!(!is_exact(text, text.parse().unwrap_or_default()), "{text}");
        }
    }
}
