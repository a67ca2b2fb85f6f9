//! Dates and times: RFC 3339, and what Plaid sends instead.

use std::fmt;

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc,
};
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::{Field, ROUNDED};
use crate::decode::{AnomalyKind, note};

impl Field for NaiveDate {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor {
            expected: "a date such as 2024-01-31",
            read: date,
        })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match usual_text(self).as_ref().map(|text| str::from_utf8(text)) {
            Some(Ok(text)) => serializer.serialize_str(text),
            _ => serializer.collect_str(self),
        }
    }

    /// Not a year of more than four digits.
    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match usual_text(self) {
            Some(_) => fmt::Debug::fmt(self, formatter),
            None => self.hide(formatter),
        }
    }
}

impl Field for DateTime<Utc> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor {
            expected: "a time such as 2024-01-31T12:00:00Z",
            read: time,
        })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }

    /// Not the fraction of a second, whose digits may be a number of anything.
    fn show(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match usual_text(&self.date_naive()) {
            Some(_) => formatter.write_str(&self.to_rfc3339_opts(SecondsFormat::Secs, true)),
            None => self.hide(formatter),
        }
    }
}

/// Reads text that `read` gives nothing for where it is not as expected.
struct TextVisitor<T> {
    expected: &'static str,
    read: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, sent: &str) -> Result<T, E> {
        (self.read)(sent).ok_or_else(|| E::invalid_value(Unexpected::Str(""), &self))
    }
}

fn date(sent: &str) -> Option<NaiveDate> {
    if let Some(date) = usual_date(sent) {
        return Some(date);
    }
    if let Ok(date) = sent.parse() {
        let reason = "a date in another format: read anyway";
        note(AnomalyKind::WrongType, reason);
        return Some(date);
    }
    let (time, _) = date_time(sent)?;
    let reason = "a time instead of a date: only the date is kept";
    note(AnomalyKind::WrongType, reason);
    // As it was written, whatever its zone.
    Some(time.date_naive())
}

fn time(sent: &str) -> Option<DateTime<Utc>> {
    if let Some((time, has_zone)) = date_time(sent) {
        if !has_zone {
            note(AnomalyKind::WrongType, "a time without a zone: read as UTC");
        }
        let is_usual = has_zone && !has_sign(sent);
        if (!is_usual || sent.len() > NANOSECONDS) && is_finer_than_nanoseconds(sent) {
            note(AnomalyKind::InexactNumber, ROUNDED);
        }
        return Some(time.to_utc());
    }
    let date: NaiveDate = sent.parse().ok()?;
    let reason = "a date instead of a time: read as midnight UTC";
    note(AnomalyKind::WrongType, reason);
    Some(date.and_time(NaiveTime::MIN).and_utc())
}

/// A date of ten characters, read without chrono's parser: there is one in each transaction.
fn usual_date(sent: &str) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = sent.as_bytes() else {
        return None;
    };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0, |number: u32, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(*digit - b'0'))
        })
    };
    NaiveDate::from_ymd_opt(
        number(&[y1, y2, y3, y4])?.cast_signed(),
        number(&[m1, m2])?,
        number(&[d1, d2])?,
    )
}

/// The ten characters of a date, which chrono writes one by one.
#[inline]
fn usual_text(date: &NaiveDate) -> Option<[u8; 10]> {
    let year = u32::try_from(date.year()).ok().filter(|it| *it < 10_000)?;
    let (month, day) = (date.month(), date.day());
    let digit = |number: u32, power: u32| b'0' + (number / power % 10) as u8;
    #[rustfmt::skip]
    let text = [
        digit(year, 1000), digit(year, 100), digit(year, 10), digit(year, 1),
        b'-', digit(month, 10), digit(month, 1), b'-', digit(day, 10), digit(day, 1),
    ];
    Some(text)
}

/// A time of this length, if it is of RFC 3339, has no more digits than can be held.
const NANOSECONDS: usize = "2024-01-31T12:00:00.123456789".len();

/// Whether digits of the seconds are lost, which chrono leaves out past the ninth.
// Not part of the frame that each level of nesting takes of the stack.
#[inline(never)]
fn is_finer_than_nanoseconds(sent: &str) -> bool {
    let fraction = sent.split_once('.').map_or("", |(_, fraction)| fraction);
    let mut digits = fraction.bytes().take_while(u8::is_ascii_digit).skip(9);
    digits.any(|digit| digit != b'0')
}

/// Whether the year has a sign, as years of other than four digits have. The other parts may then be
/// shorter than usual.
fn has_sign(sent: &str) -> bool {
    sent.starts_with(['+', '-'])
}

/// A time, and whether it names its zone.
#[inline(never)]
fn date_time(sent: &str) -> Option<(DateTime<FixedOffset>, bool)> {
    let time = match has_sign(sent) {
        true => sent.parse(),
        false => DateTime::parse_from_rfc3339(sent),
    };
    if let Ok(time) = time {
        return Some((time, true));
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(sent, format).ok())
        .map(|time| (time.and_utc().into(), false))
}
