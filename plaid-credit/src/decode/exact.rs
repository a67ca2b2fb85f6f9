//! Whether a number survives being held as an `f64`.

/// Whatever has fewer significant digits than this always survives in the normal range.
const FEW_DIGITS: u64 = 10_u64.pow(15);

/// Whether the `f64` has all the digits of the text.
pub(super) fn is_exact(text: &str, value: f64) -> bool {
    match decimal(text) {
        Some((0, _)) => true,
        Some((digits, _)) if digits <= FEW_DIGITS && value.is_normal() => true,
        None => false,
        decimal_of_text => decimal_of_text == decimal(&format!("{value:e}")),
    }
}

/// The significant digits, and the exponent of the last one; none where they are more than an
/// `f64` can have, or the exponent is past all counting.
fn decimal(text: &str) -> Option<(u64, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (mut digits, mut zeros, mut scale, mut is_fraction) = (0_u64, 0_i64, 0, false);
    for byte in mantissa.bytes() {
        match byte {
            b'1'..=b'9' => {
                let shift = 10_u64.checked_pow(u32::try_from(zeros + 1).ok()?)?;
                digits = digits
                    .checked_mul(shift)?
                    .checked_add(u64::from(byte - b'0'))?;
                zeros = 0;
            }
            b'0' => zeros += i64::from(digits > 0),
            b'.' => is_fraction = true,
            _ => continue,
        }
        scale += i64::from(is_fraction && byte != b'.');
    }
    if digits == 0 {
        return Some((0, 0));
    }
    let exponent = exponent.parse::<i64>().ok()?;
    let last = exponent.checked_add(zeros - scale)?;
    Some((digits, last))
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
