//! What a lender's service does once a user has finished Link: look at the sessions, wait for bank
//! income, add up its months, count pay stubs, and keep the report as JSON and as a PDF.
//!
//! ```text
//! cargo run -p plaid-credit --example lender_service -- reports
//! ```

#[allow(dead_code)]
mod common;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use plaid_credit::rust_decimal::Decimal;
use plaid_credit::types::{
    CreditBankIncomeGetRequest, CreditBankIncomeGetResponse, CreditBankIncomePdfGetRequest,
    CreditPayrollIncomeGetRequest, CreditPayrollIncomeGetResponse, CreditSessionBankIncomeStatus,
    CreditSessionsGetRequest, CreditSessionsGetResponse, PayrollItem, UserIdentifier,
};
use plaid_credit::{Client, Decoded, Wait};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

struct Service {
    client: Client,
    /// Where reports are kept.
    folder: PathBuf,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    /// The user has not finished Link.
    Unfinished,
    /// A person has to look at it.
    Referred(&'static str),
    Income(Income),
}

#[derive(Debug, PartialEq)]
struct Income {
    /// The total over all months. `None` if it is unknown or in several currencies.
    total: Option<Decimal>,
    /// `None` if some may be missing.
    pay_stubs: Option<usize>,
}

impl Service {
    /// The income of a user. `application` is the service's own ID, which names the files.
    async fn income(&self, application: u64, user: &UserIdentifier) -> Result<Outcome> {
        let request = CreditSessionsGetRequest::new(user.clone());
        let sessions = self.client.credit_sessions_get(&request).await?;
        if let Some(outcome) = outcome_without_report(&sessions.into_decoded()) {
            return Ok(outcome);
        }
        let total = self.bank_income(application, user).await?;
        self.save_pdf(application, user).await?;
        let pay_stubs = self.pay_stubs(user).await;
        tracing::info!(application, ?pay_stubs, "the income of a user was fetched");
        Ok(Outcome::Income(Income { total, pay_stubs }))
    }

    async fn bank_income(
        &self,
        application: u64,
        user: &UserIdentifier,
    ) -> Result<Option<Decimal>> {
        let request = CreditBankIncomeGetRequest::new(user.clone());
        let call = || self.client.credit_bank_income_get(&request);
        let wait = Wait::up_to(Duration::from_secs(60));
        let response = self.client.wait_until_ready(wait, call).await?;
        let path = self.folder.join(format!("bank-income-{application}.json"));
        // The bytes that came are the record: nothing is left out of them.
        response.write_to(path).await?;
        Ok(total(&response.into_decoded()))
    }

    async fn save_pdf(&self, application: u64, user: &UserIdentifier) -> Result<()> {
        let request = CreditBankIncomePdfGetRequest::new(user.clone());
        let call = self.client.credit_bank_income_pdf_get(&request);
        let download = call.max_response_size(16 << 20).await?;
        let path = self.folder.join(format!("bank-income-{application}.pdf"));
        download.write_to(path).await?;
        Ok(())
    }

    /// Counts the user's pay stubs. A user without a payroll account has none, and bank income is
    /// enough without them, so a call that fails does not stop the application.
    async fn pay_stubs(&self, user: &UserIdentifier) -> Option<usize> {
        let request = CreditPayrollIncomeGetRequest::new(user.clone());
        match self.client.credit_payroll_income_get(&request).await {
            Ok(response) => count_pay_stubs(&response.into_decoded()),
            Err(error) => {
                let error: &(dyn Error + 'static) = &error;
                tracing::warn!(error, "the pay stubs of a user are unknown");
                None
            }
        }
    }
}

/// The outcome that a user's sessions in Link lead to, or `None` if there is a report to fetch.
fn outcome_without_report(sessions: &Decoded<CreditSessionsGetResponse>) -> Option<Outcome> {
    if !sessions.anomalies.is_empty() {
        return Some(Outcome::Referred("part of the sessions could not be read"));
    }
    let results = sessions.value.sessions.iter().flat_map(|it| &it.results);
    let results = results.flat_map(|results| &results.bank_income_results);
    let mut outcome = Outcome::Unfinished;
    for result in results {
        match result.status {
            Some(CreditSessionBankIncomeStatus::Approved) => return None,
            Some(CreditSessionBankIncomeStatus::Started) => {}
            _ => outcome = Outcome::Referred("bank income was not approved"),
        }
    }
    Some(outcome)
}

/// Returns no total unless nothing is missing, and all amounts are in one currency.
fn total(income: &Decoded<CreditBankIncomeGetResponse>) -> Option<Decimal> {
    if !income.anomalies.is_empty() {
        return None;
    }
    // Several reports may cover the same accounts.
    let [report] = &income.value.bank_income[..] else {
        return None;
    };
    // A warning may mean that a bank is missing.
    if !report.warnings.is_empty() {
        return None;
    }
    let mut total = Decimal::ZERO;
    let mut first_currency = None;
    for month in &report.bank_income_summary.as_ref()?.historical_summary {
        let [income] = &month.total_amounts[..] else {
            return None;
        };
        let currency = (&income.iso_currency_code, &income.unofficial_currency_code);
        if *first_currency.get_or_insert(currency) != currency {
            return None;
        }
        total = total.checked_add(income.amount?)?;
    }
    // Without a month, the income is not known.
    first_currency.map(|_| total)
}

/// Returns no number unless everything was read, and nothing is still to come.
fn count_pay_stubs(income: &Decoded<CreditPayrollIncomeGetResponse>) -> Option<usize> {
    let items = &income.value.items;
    let is_whole = income.anomalies.is_empty() && income.value.error.is_none();
    if !is_whole || items.is_empty() || !items.iter().all(is_processed) {
        return None;
    }
    let income = items.iter().flat_map(|item| &item.payroll_income);
    Some(income.map(|income| income.pay_stubs.len()).sum())
}

fn is_processed(item: &PayrollItem) -> bool {
    let status = item.status.as_ref();
    let status = status.and_then(|status| status.processing_status.as_deref());
    status == Some("PROCESSING_COMPLETE")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    tracing_subscriber::fmt().init();
    let connection = common::connect().await?;
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    std::fs::create_dir_all(&folder)?;
    let (client, folder) = (connection.client, folder.into());
    let service = Service { client, folder };
    let outcome = service.income(1, &connection.user).await?;
    println!("{outcome:?}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::decode;
    use plaid_credit::sandbox::{Fault, Sandbox, Scenario};
    use plaid_credit::serde_json::json;
    use plaid_credit::types::NewUserId;

    use super::*;

    /// A sandbox with a user who went through Link in this way, and a service that keeps reports.
    async fn after(scenario: Scenario) -> Result<(Sandbox, NewUserId, tempfile::TempDir, Service)> {
        let sandbox = Sandbox::builder().report_delay(Duration::ZERO);
        let sandbox = sandbox.start().await?;
        let user = common::applicant(&sandbox, scenario).await?;
        let kept = tempfile::tempdir()?;
        let (client, folder) = (sandbox.client(), kept.path().to_owned());
        Ok((sandbox, user, kept, Service { client, folder }))
    }

    #[tokio::test]
    async fn income_is_known_and_kept() -> Result<()> {
        let (_sandbox, user, kept, service) = after(Scenario::Approved).await?;
        let Outcome::Income(income) = service.income(7, &user.into()).await? else {
            return Err("no income".into());
        };
        assert!(income.total.is_some_and(|total| total > Decimal::ZERO));
        assert!(income.pay_stubs > Some(0));
        let pdf = std::fs::read(kept.path().join("bank-income-7.pdf"))?;
        assert!(pdf.starts_with(b"%PDF"));
        let json = std::fs::read(kept.path().join("bank-income-7.json"))?;
        assert_eq!(total(&decode(&json)?), income.total);
        Ok(())
    }

    #[tokio::test]
    async fn a_user_who_left_link_has_not_finished() -> Result<()> {
        let (sandbox, user, _kept, service) = after(Scenario::Abandoned).await?;
        let outcome = service.income(7, &user.into()).await?;
        assert_eq!(outcome, Outcome::Unfinished);
        assert_eq!(
            sandbox.requests().last().map(|it| &*it.path),
            Some("/credit/sessions/get")
        );
        Ok(())
    }

    #[test]
    fn only_an_approved_session_has_a_report() -> Result<()> {
        let unapproved = Some(Outcome::Referred("bank income was not approved"));
        let unread = Some(Outcome::Referred("part of the sessions could not be read"));
        for (statuses, expected) in [
            (json!([]), Some(Outcome::Unfinished)),
            (json!(["STARTED"]), Some(Outcome::Unfinished)),
            (json!(["STARTED", "APPROVED"]), None),
            (json!(["NO_DEPOSITS_FOUND", "APPROVED"]), None),
            (json!(["NO_DEPOSITS_FOUND", "STARTED"]), unapproved),
            (json!(["APPROVED", 7]), unread),
        ] {
            let statuses = statuses.as_array().into_iter().flatten();
            let results = statuses.map(|status| json!({ "status": status }));
            let results: Vec<_> = results.collect();
            let session = json!({ "results": { "bank_income_results": results } });
            let body = json!({ "request_id": "r", "sessions": [session] }).to_string();
            let sessions = decode(body.as_bytes())?;
            assert_eq!(outcome_without_report(&sessions), expected, "{body}");
        }
        Ok(())
    }

    #[test]
    fn a_total_is_of_everything_and_in_one_currency() -> Result<()> {
        let usd = r#"{"amount": 1200.5, "iso_currency_code": "USD"}"#;
        let cad = r#"{"amount": 900, "iso_currency_code": "CAD"}"#;
        let unread = r#"{"amount": true, "iso_currency_code": "USD"}"#;
        let both = format!("{usd}, {cad}");
        let warning = r#"{"warning_code": "TRANSACTIONS_UNAVAILABLE"}"#;
        for (months, warnings, expected) in [
            (&[usd, usd][..], "", Some(Decimal::new(24010, 1))),
            (&[usd, usd], warning, None),
            (&[usd, cad], "", None),
            (&[usd, &both], "", None),
            (&[usd, unread], "", None),
            (&[usd, ""], "", None),
            (&[], "", None),
        ] {
            let months = months
                .iter()
                .map(|amounts| format!(r#"{{"total_amounts": [{amounts}]}}"#));
            let months: Vec<_> = months.collect();
            let body = format!(
                r#"{{"request_id": "r", "bank_income": [{{
                    "bank_income_summary": {{"historical_summary": [{}]}},
                    "warnings": [{warnings}]
                }}]}}"#,
                months.join(", ")
            );
            assert_eq!(total(&decode(body.as_bytes())?), expected, "{body}");
        }
        let report = format!(
            r#"{{"bank_income_summary": {{"historical_summary": [{{"total_amounts": [{usd}]}}]}}}}"#
        );
        for (reports, expected) in [
            (report.clone(), Some(Decimal::new(12005, 1))),
            (format!("{report}, {report}"), None),
            (String::new(), None),
        ] {
            let body = format!(r#"{{"request_id": "r", "bank_income": [{reports}]}}"#);
            assert_eq!(total(&decode(body.as_bytes())?), expected, "{body}");
        }
        Ok(())
    }

    #[test]
    fn pay_stubs_are_counted_once_all_are_there() -> Result<()> {
        let items = |second: &str| {
            json!([
                {
                    "status": { "processing_status": "PROCESSING_COMPLETE" },
                    "payroll_income": [{ "pay_stubs": [{}, {}] }],
                },
                { "status": { "processing_status": second } },
            ])
        };
        let error = json!({ "error_code": "INTERNAL_SERVER_ERROR" });
        for (body, expected) in [
            (json!({ "items": items("PROCESSING_COMPLETE") }), Some(2)),
            (json!({ "items": items("PROCESSING") }), None),
            (
                json!({ "items": items("PROCESSING_COMPLETE"), "error": error }),
                None,
            ),
            (json!({ "items": [7] }), None),
            (json!({ "items": null }), None),
        ] {
            let income = decode(body.to_string().as_bytes())?;
            assert_eq!(count_pay_stubs(&income), expected, "{body}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn bank_income_counts_without_pay_stubs() -> Result<()> {
        let (sandbox, user, _kept, service) = after(Scenario::Approved).await?;
        let fault = Fault::plaid_error("INCOME_VERIFICATION_ERROR", "PRODUCT_NOT_READY");
        sandbox.fail_next_call_of("credit_payroll_income_get", fault)?;
        let Outcome::Income(income) = service.income(7, &user.into()).await? else {
            return Err("no income".into());
        };
        assert!(income.total.is_some() && income.pay_stubs.is_none());
        Ok(())
    }

    #[tokio::test]
    async fn a_refusal_is_an_error_and_nothing_is_kept() -> Result<()> {
        let (sandbox, user, kept, service) = after(Scenario::Approved).await?;
        sandbox.fail_next(Fault::plaid_error("INVALID_INPUT", "INVALID_USER_ID"));
        let outcome = service.income(7, &user.into()).await;
        let message = outcome.err().map(|error| error.to_string());
        assert!(message.is_some_and(|text| text.contains("INVALID_USER_ID")));
        assert_eq!(std::fs::read_dir(kept.path())?.count(), 0);
        Ok(())
    }
}
