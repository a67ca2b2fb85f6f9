//! Whether a number survives being held as an `f64`.

/// The number of significant digits that always survive in the normal range.
const MIN_DIGITS: u32 = 15;

/// No `f64` needs more of them to be distinguished from the others.
const MAX_DIGITS: u32 = 17;

/// Whether the `f64` has all the digits of the text.
pub(super) fn is_exact(text: &str, value: f64) -> bool {
    match decimal(text) {
        None => false,
        Some((0, _)) => true,
        Some((digits, _)) if digits < 10_u64.pow(MIN_DIGITS) && value.is_normal() => true,
        decimal_of_text => decimal_of_text == shortest(value),
    }
}

/// The fewest digits that tell the number from all others.
fn shortest(value: f64) -> Option<(u64, i64)> {
    const SIZE: usize = 32;
    let mut text = [0; SIZE];
    let mut rest = &mut text[..];
    serde_json::to_writer(&mut rest, &value).ok()?;
    let written = SIZE - rest.len();
    decimal(std::str::from_utf8(text.get(..written)?).ok()?)
}

/// The significant digits, and the exponent of the last one; none where they are more than an
/// `f64` can have, or the exponent is past all counting.
fn decimal(text: &str) -> Option<(u64, i64)> {
    let (mut digits, mut zeros, mut scale, mut is_fraction) = (0_u64, 0_i64, 0, false);
    let mut exponent = 0_i64;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'1'..=b'9' => {
                for _ in 0..=zeros {
                    if digits >= 10_u64.pow(MAX_DIGITS) {
                        return None;
                    }
                    digits *= 10;
                }
                digits += u64::from(byte - b'0');
                zeros = 0;
                scale += i64::from(is_fraction);
            }
            b'0' => {
                zeros += i64::from(digits > 0);
                scale += i64::from(is_fraction);
            }
            b'.' => is_fraction = true,
            b'e' | b'E' if digits == 0 => break,
            b'e' | b'E' => {
                exponent = text.get(index + 1..)?.parse().ok()?;
                break;
            }
            _ => {}
        }
    }
    if digits == 0 {
        return Some((0, 0));
    }
    Some((digits, exponent.checked_add(zeros - scale)?))
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
