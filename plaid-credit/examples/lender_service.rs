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
use std::time::{Duration, SystemTime};

use plaid_credit::chrono::{DateTime, TimeDelta, Utc};
use plaid_credit::rust_decimal::Decimal;
use plaid_credit::types::{
    CreditBankIncomeGetRequest, CreditBankIncomeGetResponse, CreditBankIncomePdfGetRequest,
    CreditPayrollIncomeGetRequest, CreditPayrollIncomeGetResponse, CreditSession,
    CreditSessionBankIncomeStatus, CreditSessionsGetRequest, CreditSessionsGetResponse,
    PayrollItem, UserIdentifier,
};
use plaid_credit::{Client, Decoded, Wait};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

struct Service {
    client: Client,
    /// Where reports are kept.
    folder: PathBuf,
}

/// What a user has applied for. It is in the service's own database.
struct Application {
    /// Names the files that are kept.
    id: u64,
    user: UserIdentifier,
    /// What is older belongs to an earlier application of the same user.
    began: DateTime<Utc>,
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
    /// The total over all months, in US dollars. `None` if it is unknown or in another currency.
    total: Option<Decimal>,
    /// `None` if some may be missing.
    pay_stubs: Option<usize>,
}

impl Service {
    async fn income(&self, application: &Application) -> Result<Outcome> {
        let request = CreditSessionsGetRequest::new(application.user.clone());
        let sessions = self.client.credit_sessions_get(&request).await?;
        let outcome = outcome_without_report(&sessions.into_decoded(), application.began);
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
        let total = self.bank_income(application).await?;
        self.save_pdf(application).await?;
        let pay_stubs = self.pay_stubs(&application.user).await;
        let id = application.id;
        tracing::info!(id, ?pay_stubs, "the income for an application was fetched");
        Ok(Outcome::Income(Income { total, pay_stubs }))
    }

    async fn bank_income(&self, application: &Application) -> Result<Option<Decimal>> {
        let request = CreditBankIncomeGetRequest::new(application.user.clone());
        let call = || self.client.credit_bank_income_get(&request);
        let wait = Wait::up_to(Duration::from_secs(60));
        let response = self.client.wait_until_ready(wait, call).await?;
        let file = format!("bank-income-{}.json", application.id);
        // The bytes that came are the record: nothing is left out of them.
        response.write_to(self.folder.join(file)).await?;
        Ok(total(&response.into_decoded(), application.began))
    }

    async fn save_pdf(&self, application: &Application) -> Result<()> {
        let request = CreditBankIncomePdfGetRequest::new(application.user.clone());
        let call = self.client.credit_bank_income_pdf_get(&request);
        let download = call.max_response_size(16 << 20).await?;
        let file = format!("bank-income-{}.pdf", application.id);
        download.write_to(self.folder.join(file)).await?;
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
fn outcome_without_report(
    sessions: &Decoded<CreditSessionsGetResponse>,
    began: DateTime<Utc>,
) -> Option<Outcome> {
    if !sessions.anomalies.is_empty() {
        return Some(Outcome::Referred("part of the sessions could not be read"));
    }
    let is_recent = |session: &&CreditSession| session.session_start_time >= Some(began);
    let sessions = sessions.value.sessions.iter().filter(is_recent);
    let results = sessions.flat_map(|session| &session.results);
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

/// Returns no total unless it is of this application, nothing is missing, and all amounts are in US
/// dollars.
fn total(income: &Decoded<CreditBankIncomeGetResponse>, began: DateTime<Utc>) -> Option<Decimal> {
    if !income.anomalies.is_empty() {
        return None;
    }
    // Several reports may cover the same accounts.
    let [report] = &income.value.bank_income[..] else {
        return None;
    };
    // A warning may mean that a bank is missing.
    if report.generated_time < Some(began) || !report.warnings.is_empty() {
        return None;
    }
    let months = &report.bank_income_summary.as_ref()?.historical_summary;
    // Without a month, the income is not known.
    months.first()?;
    months.iter().try_fold(Decimal::ZERO, |total, month| {
        let [income] = &month.total_amounts[..] else {
            return None;
        };
        let currency = income.iso_currency_code.as_ref()?;
        total.checked_add(income.amount.filter(|_| currency.as_str() == "USD")?)
    })
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
    status == Some("PROCESSING_COMPLETE") && !item.payroll_income.is_empty()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    tracing_subscriber::fmt().init();
    let connection = common::connect().await?;
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    std::fs::create_dir_all(&folder)?;
    let (client, folder) = (connection.client, folder.into());
    let service = Service { client, folder };
    let application = Application {
        id: 1,
        user: connection.user,
        began: DateTime::from(SystemTime::now()) - TimeDelta::days(30),
    };
    let outcome = service.income(&application).await?;
    println!("{outcome:?}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::decode;
    use plaid_credit::sandbox::{Fault, Sandbox, Scenario};
    use plaid_credit::serde_json::json;

    use super::*;

    /// A sandbox with a user who went through Link in this way, the user's application, and a service
    /// that keeps reports.
    async fn after(
        scenario: Scenario,
    ) -> Result<(Sandbox, Application, tempfile::TempDir, Service)> {
        let sandbox = Sandbox::builder().report_delay(Duration::ZERO);
        let sandbox = sandbox.start().await?;
        let user = common::applicant(&sandbox, scenario).await?.into();
        let began = DateTime::UNIX_EPOCH;
        let application = Application { id: 7, user, began };
        let kept = tempfile::tempdir()?;
        let (client, folder) = (sandbox.client(), kept.path().to_owned());
        Ok((sandbox, application, kept, Service { client, folder }))
    }

    fn february_1970() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(31)
    }

    #[tokio::test]
    async fn income_is_known_and_kept() -> Result<()> {
        let (_sandbox, application, kept, service) = after(Scenario::Approved).await?;
        let Outcome::Income(income) = service.income(&application).await? else {
            return Err("no income".into());
        };
        assert!(income.total.is_some_and(|total| total > Decimal::ZERO));
        assert!(income.pay_stubs > Some(0));
        let pdf = std::fs::read(kept.path().join("bank-income-7.pdf"))?;
        assert!(pdf.starts_with(b"%PDF"));
        let json = std::fs::read(kept.path().join("bank-income-7.json"))?;
        assert_eq!(total(&decode(&json)?, application.began), income.total);
        Ok(())
    }

    #[tokio::test]
    async fn a_user_who_left_link_has_not_finished() -> Result<()> {
        let (sandbox, application, _kept, service) = after(Scenario::Abandoned).await?;
        let outcome = service.income(&application).await?;
        assert_eq!(outcome, Outcome::Unfinished);
        assert_eq!(
            sandbox.requests().last().map(|it| &*it.path),
            Some("/credit/sessions/get")
        );
        Ok(())
    }

    #[tokio::test]
    async fn an_earlier_application_does_not_count() -> Result<()> {
        let (_sandbox, mut application, kept, service) = after(Scenario::Approved).await?;
        application.began = DateTime::from(SystemTime::now()) + TimeDelta::days(1);
        let outcome = service.income(&application).await?;
        assert_eq!(outcome, Outcome::Unfinished);
        assert_eq!(std::fs::read_dir(kept.path())?.count(), 0);
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
            let session = json!({
                "session_start_time": "1970-02-01T00:00:00Z",
                "results": { "bank_income_results": results },
            });
            let body = json!({ "request_id": "r", "sessions": [session] }).to_string();
            let sessions = decode(body.as_bytes())?;
            let outcome = outcome_without_report(&sessions, february_1970());
            assert_eq!(outcome, expected, "{body}");
        }
        Ok(())
    }

    #[test]
    fn a_total_is_of_everything_and_in_dollars() -> Result<()> {
        let usd = r#"{"amount": 1200.5, "iso_currency_code": "USD"}"#;
        let cad = r#"{"amount": 900, "iso_currency_code": "CAD"}"#;
        let unread = r#"{"amount": true, "iso_currency_code": "USD"}"#;
        let both = format!("{usd}, {cad}");
        let warning = r#"{"warning_code": "TRANSACTIONS_UNAVAILABLE"}"#;
        for (months, warnings, expected) in [
            (&[usd, usd][..], "", Some(Decimal::new(24010, 1))),
            (&[usd, usd], warning, None),
            (&[usd, cad], "", None),
            (&[cad, cad], "", None),
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
                    "generated_time": "1970-02-01T00:00:00Z",
                    "bank_income_summary": {{"historical_summary": [{}]}},
                    "warnings": [{warnings}]
                }}]}}"#,
                months.join(", ")
            );
            let total = total(&decode(body.as_bytes())?, february_1970());
            assert_eq!(total, expected, "{body}");
        }
        let report = format!(
            r#"{{
                "generated_time": "1970-02-01T00:00:00Z",
                "bank_income_summary": {{"historical_summary": [{{"total_amounts": [{usd}]}}]}}
            }}"#
        );
        for (reports, expected) in [
            (report.clone(), Some(Decimal::new(12005, 1))),
            (report.replace("02-01", "01-31"), None),
            (format!("{report}, {report}"), None),
            (String::new(), None),
        ] {
            let body = format!(r#"{{"request_id": "r", "bank_income": [{reports}]}}"#);
            let total = total(&decode(body.as_bytes())?, february_1970());
            assert_eq!(total, expected, "{body}");
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
                { "status": { "processing_status": second }, "payroll_income": [{}] },
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
            (
                json!({ "items": [{ "status": { "processing_status": "PROCESSING_COMPLETE" } }] }),
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
        let (sandbox, application, _kept, service) = after(Scenario::Approved).await?;
        let fault = Fault::plaid_error("INCOME_VERIFICATION_ERROR", "PRODUCT_NOT_READY");
        sandbox.fail_next_call_of("credit_payroll_income_get", fault)?;
        let Outcome::Income(income) = service.income(&application).await? else {
            return Err("no income".into());
        };
        assert!(income.total.is_some() && income.pay_stubs.is_none());
        Ok(())
    }

    #[tokio::test]
    async fn a_refusal_is_an_error_and_nothing_is_kept() -> Result<()> {
        let (sandbox, application, kept, service) = after(Scenario::Approved).await?;
        sandbox.fail_next(Fault::plaid_error("INVALID_INPUT", "INVALID_USER_ID"));
        let outcome = service.income(&application).await;
        let message = outcome.err().map(|error| error.to_string());
        assert!(message.is_some_and(|text| text.contains("INVALID_USER_ID")));
        assert_eq!(std::fs::read_dir(kept.path())?.count(), 0);
        Ok(())
    }
}
