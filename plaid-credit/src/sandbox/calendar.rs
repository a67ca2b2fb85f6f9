//! The days on which made-up things happen. They are fixed, so that answers never change.

use chrono::{DateTime, Days, Months, NaiveDate, Utc};

/// The last day of the months that reports cover.
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day of the calendar");
/// When every world begins: at noon of the next day.
pub(super) const BEGINNING: DateTime<Utc> = TODAY
    .succ_opt()
    .expect("a day of the calendar")
    .and_hms_opt(12, 0, 0)
    .expect("a time of the day")
    .and_utc();
/// How many months reports cover.
pub(super) const MONTHS: usize = 6;
/// From one payday to the next.
const PAYDAYS: u64 = 14;

/// The days from the first to the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    months: usize,
    /// How many months before today's it starts.
    back: usize,
}

impl Period {
    /// All the months that reports cover.
    pub(super) const WHOLE: Self = Self {
        months: MONTHS,
        back: MONTHS - 1,
    };

    /// One month; the first has index 0.
    pub(super) fn month(index: usize) -> Self {
        Self {
            months: 1,
            back: (MONTHS - 1).saturating_sub(index),
        }
    }

    /// The first day.
    pub(super) fn start(self) -> NaiveDate {
        first_of_month(self.back)
    }

    /// The last day.
    pub(super) fn end(self) -> NaiveDate {
        match (self.back + 1).checked_sub(self.months) {
            Some(0) | None => TODAY,
            Some(back) => first_of_month(back - 1).pred_opt().unwrap_or(TODAY),
        }
    }

    /// The day of the payment with this index.
    pub(super) fn payday(self, index: usize) -> NaiveDate {
        let days = 1 + PAYDAYS * index as u64;
        self.start()
            .checked_add_days(Days::new(days))
            .map_or(TODAY, |day| day.min(self.end()))
    }

    /// The day of the first payment after it.
    pub(super) fn next_payday(self) -> NaiveDate {
        let day = self.end().checked_add_days(Days::new(PAYDAYS));
        day.unwrap_or(TODAY)
    }
}

fn first_of_month(back: usize) -> NaiveDate {
    let back = u32::try_from(back).unwrap_or(u32::MAX);
    let this_month = chrono::Datelike::with_day(&TODAY, 1).unwrap_or(TODAY);
    this_month
        .checked_sub_months(Months::new(back))
        .unwrap_or(this_month)
}
