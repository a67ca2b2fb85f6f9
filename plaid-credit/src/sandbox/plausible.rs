//! Values that look like what a field's name says. All people and places are made up.

use std::ops::Range;

use chrono::Datelike as _;
use fastrand::Rng;
use serde_json::Value;

use super::calendar::{MONTHS, Period};
use super::totals::dollars;

const FIRST_NAMES: [&str; 8] = [
    "Ada", "Bruno", "Carla", "Dev", "Elif", "Femi", "Greta", "Hiro",
];
const LAST_NAMES: [&str; 8] = [
    "Alder", "Birch", "Cypress", "Dogwood", "Elm", "Fir", "Hazel", "Juniper",
];
const COMPANIES: [&str; 6] = [
    "Alder Freight Co",
    "Bluebird Bakery LLC",
    "Copper Kettle Inc",
    "Dune Design Studio",
    "Evergreen Clinics",
    "Foxglove Foods",
];
const BANKS: [&str; 4] = [
    "First Sandbox Bank",
    "Harbor Credit Union",
    "Meadow Savings",
    "Orchard National",
];
const STREETS: [&str; 5] = [
    "Acorn Street",
    "Brook Lane",
    "Cedar Avenue",
    "Dale Road",
    "Elder Court",
];
/// All in the one state that addresses name.
const CITIES: [&str; 4] = ["Columbus", "Dayton", "Toledo", "Akron"];
const ACCOUNTS: [&str; 3] = [
    "Everyday Checking",
    "Rainy Day Savings",
    "Household Account",
];
const SECURITIES: [&str; 3] = ["Acorn Index Fund", "Birch Bond Fund", "Cedar Growth Stock"];
const PAY_LINES: [&str; 4] = ["Regular Pay", "Overtime", "Bonus", "Holiday Pay"];
/// Where users leave Link: before they have chosen an institution, or when they are asked for
/// their credentials there.
pub(super) const EXIT_STATUS: &str = "requires_credentials";

/// Whether a field stays null or is not there, if it need not be: currencies are either ISO or
/// not, what went well has no error, consent lasts, pay comes by transfer, and jobs go on.
pub(super) fn is_left_out(owner: &str, name: &str) -> bool {
    match name {
        "unofficial_currency_code"
        | "error"
        | "error_reason"
        | "consent_expiration_time"
        | "pending_transaction_id"
        | "check_number" => true,
        "end_date" => owner == "CreditEmploymentVerification",
        "reason" => owner == "MonitoringInsightsItemStatus",
        // Known of a session if it has come so far.
        "institution" | "status" => owner == "LinkCallbackMetadata",
        _ => false,
    }
}

/// The value of an enum that says that all is well, where there is one.
pub(super) fn all_well<'a>(values: &[&'a Value]) -> Option<&'a Value> {
    const WELL: [&str; 7] = [
        "PROCESSING_COMPLETE",
        "APPROVED",
        "ACTIVE",
        "AVAILABLE",
        "SUCCESSFUL",
        "SUCCESS",
        "FULL",
    ];
    let mut well = WELL.iter();
    well.find_map(|well| values.iter().find(|value| ***value == **well).copied())
}

/// How many items a list of this name has.
pub(super) fn length(name: &str, random: &mut Rng) -> usize {
    match name {
        "historical_summary" | "historical_balances" => MONTHS,
        "transactions" => 2,
        "total_amounts" | "bank_income" | "items" | "errors" | "warnings" => 1,
        _ => random.usize(1..=2),
    }
}

/// A field to be filled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    /// The schema that has it.
    pub(super) owner: &'a str,
    pub(super) index: usize,
    pub(super) period: Period,
}

impl Field<'_> {
    pub(super) fn date(self) -> String {
        let day = match self.name {
            "start_date" => self.period.start(),
            "end_date" | "pay_date" | "last_paystub_date" => self.period.end(),
            "next_payment_date" => self.period.next_payday(),
            "date" if self.owner.contains("NextPayment") => self.period.next_payday(),
            "date_posted" => self.statement().end(),
            _ => self.period.payday(self.index),
        };
        day.to_string()
    }

    pub(super) fn date_time(self) -> String {
        format!("{}T14:{:02}:00Z", self.period.end(), self.index % 60)
    }

    /// What is done is done, and what is past is not pending.
    pub(super) fn flag(self, random: &mut Rng) -> bool {
        match self.name {
            "removed" | "reset_login" | "updated" | "webhook_fired" => true,
            "pending" => false,
            _ => random.bool(),
        }
    }

    /// The month of a bank statement: the newest comes first.
    fn statement(self) -> Period {
        Period::month((MONTHS - 1).saturating_sub(self.index))
    }

    /// An amount of money, to the cent. What comes in is below zero where a transaction says so.
    pub(super) fn money(self, random: &mut Rng) -> Value {
        let name = self.name.to_ascii_lowercase();
        if name == "amount" && self.is_of_deposit() {
            decimals(-2_500..-1_500, random)
        } else if name == "lower_bound" {
            decimals(1_000..1_500, random)
        } else if name == "upper_bound" {
            decimals(2_500..4_000, random)
        } else if name.contains("rate") {
            decimals(15..60, random)
        } else if self.owner.contains("Deduction") {
            decimals(20..300, random)
        } else if self.owner.contains("Income") {
            decimals(1_500..2_500, random)
        } else if name.contains("ytd") || name.contains("balance") {
            decimals(5_000..40_000, random)
        } else {
            decimals(20..4_800, random)
        }
    }

    fn is_of_deposit(self) -> bool {
        self.owner.ends_with("Transaction") && !self.owner.contains("Investment")
    }

    /// A number that is neither money nor a count.
    pub(super) fn number(self, random: &mut Rng) -> Value {
        match self.name {
            "lat" => decimals(39..41, random),
            "lon" => decimals(-84..-81, random),
            "SchemaVersion" => 1.into(),
            "hours" => 80.into(),
            "primary_account_score" | "probability" => decimals(0..1, random),
            name if name.contains("percent") => decimals(0..100, random),
            _ => self.count(random).into(),
        }
    }

    pub(super) fn count(self, random: &mut Rng) -> i64 {
        match self.name {
            "days_requested" | "days_available" | "AssetDaysRequestedCount" => 180,
            "status" => 400,
            "month" => self.statement().end().month().into(),
            "year" => self.statement().end().year().into(),
            "income_sources_count" | "income_categories_count" => 2,
            name if name.ends_with("score") => self.score(random),
            name if name.starts_with("num_") || name.starts_with("page_") => random.i64(1..=4),
            _ => random.i64(1..=30),
        }
    }

    /// A whole score, in the range that the document gives for it.
    fn score(self, random: &mut Rng) -> i64 {
        random.i64(match self.name {
            "score" if self.owner.contains("Fico") => 300..=850,
            "score" if self.owner.starts_with("Prism") => 1..=999,
            "score" => 1..=99,
            _ => 0..=100,
        })
    }

    pub(super) fn text(self, random: &mut Rng) -> String {
        let name = snake_case(self.name);
        self.by_name(&name, random)
            .or_else(|| self.by_ending(&name, random))
            .unwrap_or_else(|| {
                format!("sandbox {}", name.replace('_', " "))
                    .trim_end()
                    .to_owned()
            })
    }

    fn by_name(self, name: &str, random: &mut Rng) -> Option<String> {
        Some(match name {
            "iso_currency_code" | "currency" => "USD".to_owned(),
            "country" => "US".to_owned(),
            "region" | "state" | "primary_state" | "secondary_state" => "OH".to_owned(),
            "city" | "locality_name" => pick(&CITIES, random),
            "street" | "address" => format!("{} {}", random.u32(1..400), pick(&STREETS, random)),
            "postal_code" => format!("43{}", digits(3, random)),
            "first_name" => pick(&FIRST_NAMES, random),
            "middle_name" => "Q".to_owned(),
            "last_name" => pick(&LAST_NAMES, random),
            "full_name" | "names" | "account_owner" | "asset_owner_text" => person(random),
            "name" => self.name_of_owner(random),
            "official_name" | "account_name" | "asset_description" => pick(&ACCOUNTS, random),
            "institution_name" if self.owner.contains("Payroll") => "Papertrail Payroll".to_owned(),
            "institution_name" | "bank_name" => pick(&BANKS, random),
            "merchant_name" | "income_description" | "pse_name" | "payer" | "payee" => {
                pick(&COMPANIES, random)
            }
            "description" => pick(&PAY_LINES, random),
            "original_description" => {
                format!("DIRECT DEP {}", pick(&COMPANIES, random).to_uppercase())
            }
            "data" if self.owner.contains("Email") => email(random),
            "data" => phone(random),
            "email" => email(random),
            "mask" | "id_mask" | "account_number" => digits(4, random),
            "ssn" | "tin" | "taxpayer_identifier_value" => format!("000-00-{}", digits(4, random)),
            "employer_id_number" => format!("00-{}", digits(7, random)),
            "tax_year" => "2025".to_owned(),
            "primary" => "INCOME".to_owned(),
            "detailed" => "INCOME_WAGES".to_owned(),
            "title" => "Dispatcher".to_owned(),
            "error_type" => "ITEM_ERROR".to_owned(),
            "error_code" => "ITEM_LOGIN_REQUIRED".to_owned(),
            "error_message" => "the login details of this item have changed".to_owned(),
            "display_message" => "Please log in to your bank again.".to_owned(),
            "transactions_reported" => "card".to_owned(),
            "verification_status" => "VERIFICATION_STATUS_PROCESSING_COMPLETE".to_owned(),
            "risk_signals_status" => "RISK_SIGNALS_PROCESSING_COMPLETE".to_owned(),
            "status" if self.owner == "LinkSessionFinishedWebhook" => "SUCCESS".to_owned(),
            "status" if self.owner == "LinkSessionExitMetadata" => EXIT_STATUS.to_owned(),
            "exit_status" => EXIT_STATUS.to_owned(),
            _ => return None,
        })
    }

    fn by_ending(self, name: &str, random: &mut Rng) -> Option<String> {
        let (stem, ending) = name.rsplit_once('_').unwrap_or(("", name));
        Some(match ending {
            "id" if stem == "institution" => format!("ins_{}", digits(6, random)),
            "id" | "identifier" => identifier(37, random),
            "token" => format!(
                "{}-sandbox-{}",
                stem.replace('_', "-"),
                identifier(32, random).to_lowercase()
            ),
            "url" => format!("https://files.example.com/{}", identifier(12, random)),
            "number" if name.contains("phone") => phone(random),
            "number" => digits(6, random),
            "date" | "transacted" => self.date(),
            "time" | "datetime" => self.date_time(),
            _ if ["wages", "tax", "tips", "amount", "benefits", "comp"]
                .iter()
                .any(|word| name.contains(word)) =>
            {
                format!("{}.{}", random.u32(100..9000), digits(2, random))
            }
            _ => return None,
        })
    }

    /// A name that fits what has it.
    fn name_of_owner(self, random: &mut Rng) -> String {
        let of = |words: &[&str]| words.iter().any(|word| self.owner.contains(word));
        if of(&["Employer", "Payer", "Filer", "Transaction"]) {
            pick(&COMPANIES, random)
        } else if of(&["Employee", "Owner", "Recipient"]) {
            person(random)
        } else if of(&["Security"]) {
            pick(&SECURITIES, random)
        } else if of(&["Document"]) {
            "paystub.pdf".to_owned()
        } else if of(&["Institution"]) {
            pick(&BANKS, random)
        } else {
            pick(&ACCOUNTS, random)
        }
    }
}

/// The text of a field, by its name and the schema that has it.
pub(super) fn text(name: &str, owner: &str, random: &mut Rng) -> String {
    let field = Field {
        name,
        owner,
        index: 0,
        period: Period::WHOLE,
    };
    field.text(random)
}

/// An identifier such as Plaid's: letters and digits without meaning.
pub(super) fn identifier(length: usize, random: &mut Rng) -> String {
    std::iter::repeat_with(|| random.alphanumeric())
        .take(length)
        .collect()
}

/// A number in this range, with two decimals.
fn decimals(range: Range<i64>, random: &mut Rng) -> Value {
    dollars(random.i64(range.start * 100..range.end * 100))
}

fn pick(words: &[&str], random: &mut Rng) -> String {
    random.choice(words).copied().unwrap_or_default().to_owned()
}

fn digits(length: usize, random: &mut Rng) -> String {
    std::iter::repeat_with(|| random.digit(10))
        .take(length)
        .collect()
}

fn person(random: &mut Rng) -> String {
    format!(
        "{} {}",
        pick(&FIRST_NAMES, random),
        pick(&LAST_NAMES, random)
    )
}

fn email(random: &mut Rng) -> String {
    format!("{}@example.com", pick(&FIRST_NAMES, random).to_lowercase())
}

fn phone(random: &mut Rng) -> String {
    format!("+1614555{}", digits(4, random))
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_small {
            snake.push('_');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
