//! What the lender makes of the reports.

use plaid_credit::Decoded;
use plaid_credit::chrono::Datelike;
use plaid_credit::rust_decimal::Decimal;
use plaid_credit::types::{
    AccountType, CraCheckReportBaseReportGetResponse, CreditAmountWithCurrency,
    CreditBankIncomeGetResponse, CreditBankIncomeHistoricalSummary,
};

/// What the lender lends.
const DOLLARS: &str = "USD";
/// What a borrower has to pay each month, in US dollars.
pub(crate) const INSTALLMENT: Decimal = Decimal::from_parts(450, 0, 0, false, 0);

/// What the lender knows in the end. `None` is what it cannot rely on.
pub(crate) struct Application {
    pub(crate) monthly_income: Option<Decimal>,
    pub(crate) balance: Option<Decimal>,
    pub(crate) pdf: Vec<u8>,
    pub(crate) check_report: Vec<u8>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Decision {
    Approved,
    /// A person has to look at it.
    Referred(&'static str),
}

/// The income has to be three times the installment, and there has to be money for the first.
pub(crate) fn decide(application: &Application) -> Decision {
    match (application.monthly_income, application.balance) {
        (None, _) => Decision::Referred("the income is not known"),
        (_, None) => Decision::Referred("the balance is not known"),
        (Some(income), _) if income < INSTALLMENT * Decimal::from(3) => {
            Decision::Referred("the income is too low")
        }
        (_, Some(balance)) if balance < INSTALLMENT => Decision::Referred("the balance is too low"),
        _ => Decision::Approved,
    }
}

/// The mean income of the whole months in a report, unless something is missing.
pub(crate) fn mean_income(income: &Decoded<CreditBankIncomeGetResponse>) -> Option<Decimal> {
    let [report] = &income.value.bank_income[..] else {
        return None;
    };
    // A warning may mean that a bank is missing.
    if !income.anomalies.is_empty() || !report.warnings.is_empty() {
        return None;
    }
    let (mut total, mut months) = (Decimal::ZERO, Decimal::ZERO);
    for month in &report.bank_income_summary.as_ref()?.historical_summary {
        if is_whole(month)? {
            total = total.checked_add(dollars(&month.total_amounts)?)?;
            months += Decimal::ONE;
        }
    }
    total.checked_div(months)
}

/// Whether the report covers all days of a month: of the first and the last, it may not.
fn is_whole(month: &CreditBankIncomeHistoricalSummary) -> Option<bool> {
    let next = month.end_date?.succ_opt()?;
    Some(month.start_date?.day() == 1 && next.day() == 1)
}

/// The sum of the balances in a check report, unless something is missing or the borrower contests
/// it. The balance of a card or a loan is a debt, so it does not count.
pub(crate) fn total_balance(
    report: &Decoded<CraCheckReportBaseReportGetResponse>,
) -> Option<Decimal> {
    if !report.anomalies.is_empty() || !report.value.warnings.is_empty() {
        return None;
    }
    let items = report.value.report.as_ref()?.items.iter();
    let accounts = items.flat_map(|item| &item.accounts);
    let mut accounts = accounts
        .filter(|account| account.type_ == Some(AccountType::Depository))
        .peekable();
    accounts.peek()?;
    accounts.try_fold(Decimal::ZERO, |total, account| {
        let balances = account.balances.as_ref()?;
        let is_in_dollars = balances.iso_currency_code.as_deref() == Some(DOLLARS);
        let counts = is_in_dollars && account.consumer_disputes.is_empty();
        total.checked_add(balances.current.filter(|_| counts)?)
    })
}

/// The only amount there is, if it is in US dollars.
fn dollars(amounts: &[CreditAmountWithCurrency]) -> Option<Decimal> {
    let [only] = amounts else {
        return None;
    };
    let currency = only.iso_currency_code.as_ref()?;
    only.amount.filter(|_| currency.as_str() == DOLLARS)
}

#[cfg(test)]
mod tests {
    use plaid_credit::decode;
    use plaid_credit::serde_json::{Value, json};

    use super::*;

    type Result = std::result::Result<(), plaid_credit::Error>;

    #[test]
    fn the_mean_is_of_whole_months_in_dollars() -> Result {
        let month = |start: &str, end: &str, amount: Value| {
            let amount = json!({ "amount": amount, "iso_currency_code": "USD" });
            json!({ "start_date": start, "end_date": end, "total_amounts": [amount] })
        };
        let january = || month("2026-01-15", "2026-01-31", json!(10));
        let february = || month("2026-02-01", "2026-02-28", json!(1000));
        let march = || month("2026-03-01", "2026-03-31", json!(2000.5));
        let april = || month("2026-04-01", "2026-04-10", json!(10));
        let unread = month("2026-03-01", "2026-03-31", json!(true));
        let undated = json!({ "total_amounts": [] });
        let warning = json!({ "warning_code": "TRANSACTIONS_UNAVAILABLE" });
        let mean = Some(Decimal::new(150_025, 2));
        for (months, warnings, expected) in [
            (vec![january(), february(), march(), april()], vec![], mean),
            (vec![february(), march()], vec![warning], None),
            (vec![february(), unread], vec![], None),
            (vec![february(), undated], vec![], None),
            (vec![january(), april()], vec![], None),
        ] {
            let summary = json!({ "historical_summary": months });
            let report = json!({ "bank_income_summary": summary, "warnings": warnings });
            let body = json!({ "request_id": "r", "bank_income": [report] }).to_string();
            assert_eq!(mean_income(&decode(body.as_bytes())?), expected, "{body}");
        }
        let body = br#"{"request_id": "r", "bank_income": [{"warnings": []}]}"#;
        assert_eq!(mean_income(&decode(body)?), None);
        Ok(())
    }

    #[test]
    fn the_balance_is_of_all_accounts_in_dollars() -> Result {
        let account = |kind: &str, current: Value, currency: &str| {
            let balances = json!({ "current": current, "iso_currency_code": currency });
            json!({ "type": kind, "balances": balances })
        };
        let checking = || account("depository", json!(300.25), "USD");
        let savings = account("depository", json!(200), "USD");
        let card = account("credit", json!(900), "USD");
        let abroad = account("depository", json!(100), "CAD");
        let empty = account("depository", Value::Null, "USD");
        let mut contested = checking();
        contested["consumer_disputes"] = json!([{ "statement": "Not mine." }]);
        let warning = json!({ "warning_code": "USER_FRAUD_ALERT" });
        let sum = Some(Decimal::new(50_025, 2));
        for (accounts, warnings, expected) in [
            (vec![checking(), savings, card.clone()], vec![], sum),
            (vec![checking()], vec![warning], None),
            (vec![checking(), abroad], vec![], None),
            (vec![checking(), empty], vec![], None),
            (vec![contested], vec![], None),
            (vec![card], vec![], None),
        ] {
            let report = json!({ "items": [{ "accounts": accounts }] });
            let body = json!({ "report": report, "warnings": warnings }).to_string();
            assert_eq!(total_balance(&decode(body.as_bytes())?), expected, "{body}");
        }
        Ok(())
    }

    #[test]
    fn what_is_not_known_is_referred() {
        let application = |monthly_income: Option<i64>, balance: Option<i64>| Application {
            monthly_income: monthly_income.map(Decimal::from),
            balance: balance.map(Decimal::from),
            pdf: Vec::new(),
            check_report: Vec::new(),
        };
        for (income, balance, expected) in [
            (Some(1350), Some(450), Decision::Approved),
            (
                None,
                Some(450),
                Decision::Referred("the income is not known"),
            ),
            (
                Some(1350),
                None,
                Decision::Referred("the balance is not known"),
            ),
            (
                Some(1349),
                Some(450),
                Decision::Referred("the income is too low"),
            ),
            (
                Some(1350),
                Some(449),
                Decision::Referred("the balance is too low"),
            ),
        ] {
            assert_eq!(decide(&application(income, balance)), expected);
        }
    }
}
