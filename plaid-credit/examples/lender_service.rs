//! What a lender's service does once a user has finished Link: find the session, wait for bank
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
    CreditPayrollIncomeGetRequest, CreditSession, CreditSessionsGetRequest, UserIdentifier,
};
use plaid_credit::{Client, Decoded, Wait};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

struct Service {
    client: Client,
    /// Where reports are kept.
    folder: PathBuf,
}

struct Income {
    /// The income of all months together; none if it is not known, or not in one currency.
    total: Option<Decimal>,
    /// None if part of the response could not be read.
    pay_stubs: Option<usize>,
}

impl Service {
    /// The income of a user; none before they have finished Link.
    async fn income(&self, user: &UserIdentifier) -> Result<Option<Income>> {
        let request = CreditSessionsGetRequest::new(user.clone());
        let sessions = self.client.credit_sessions_get(&request).await?;
        if !sessions.sessions.iter().any(is_finished) {
            return Ok(None);
        }
        let total = self.bank_income(user).await?;
        self.save_pdf(user).await?;
        let pay_stubs = self.pay_stubs(user).await?;
        tracing::info!(?pay_stubs, "the income of a user was fetched");
        Ok(Some(Income { total, pay_stubs }))
    }

    async fn bank_income(&self, user: &UserIdentifier) -> Result<Option<Decimal>> {
        let request = CreditBankIncomeGetRequest::new(user.clone());
        let call = || self.client.credit_bank_income_get(&request);
        let wait = Wait::up_to(Duration::from_secs(60));
        let response = self.client.wait_until_ready(wait, call).await?;
        // The bytes that came are the record: nothing is left out of them.
        std::fs::write(self.folder.join("bank-income.json"), response.body())?;
        Ok(total(&response.into_decoded()))
    }

    async fn save_pdf(&self, user: &UserIdentifier) -> Result<()> {
        let request = CreditBankIncomePdfGetRequest::new(user.clone());
        let call = self.client.credit_bank_income_pdf_get(&request);
        let download = call.max_response_size(16 << 20).await?;
        let path = self.folder.join("bank-income.pdf");
        download.write_to(path).await?;
        Ok(())
    }

    async fn pay_stubs(&self, user: &UserIdentifier) -> Result<Option<usize>> {
        let request = CreditPayrollIncomeGetRequest::new(user.clone());
        let response = self.client.credit_payroll_income_get(&request).await?;
        if !response.anomalies().is_empty() {
            return Ok(None);
        }
        let income = response.items.iter().flat_map(|item| &item.payroll_income);
        Ok(Some(income.map(|income| income.pay_stubs.len()).sum()))
    }
}

fn is_finished(session: &CreditSession) -> bool {
    let results = session.results.as_ref();
    results.is_some_and(|results| !results.bank_income_results.is_empty())
}

/// Returns no total unless every value was read, and all amounts are in one currency.
fn total(income: &Decoded<CreditBankIncomeGetResponse>) -> Option<Decimal> {
    if !income.anomalies.is_empty() {
        return None;
    }
    let mut total = Decimal::ZERO;
    let mut first_currency = None;
    for report in &income.value.bank_income {
        for month in &report.bank_income_summary.as_ref()?.historical_summary {
            let [income] = &month.total_amounts[..] else {
                return None;
            };
            let currency = (&income.iso_currency_code, &income.unofficial_currency_code);
            if *first_currency.get_or_insert(currency) != currency {
                return None;
            }
            total += income.amount?;
        }
    }
    // Without a month, the income is not known.
    first_currency.map(|_| total)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    tracing_subscriber::fmt().init();
    let connection = common::connect().await.map_err(|error| error.to_string())?;
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    std::fs::create_dir_all(&folder)?;
    let (client, folder) = (connection.client, folder.into());
    let income = Service { client, folder }.income(&connection.user).await?;
    let shown = income.map(|income| (income.total, income.pay_stubs));
    println!("Income and pay stubs: {shown:?}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::sandbox::{Fault, Sandbox};
    use plaid_credit::types::UserToken;

    use super::*;

    fn service(sandbox: &Sandbox, folder: &std::path::Path) -> Service {
        let (client, folder) = (sandbox.client(), folder.to_owned());
        Service { client, folder }
    }

    #[tokio::test]
    async fn income_is_known_and_kept() -> Result<()> {
        let (sandbox, folder) = (Sandbox::start().await?, tempfile::tempdir()?);
        let user = UserToken::from("user-sandbox-0").into();
        let income = service(&sandbox, folder.path()).income(&user).await?;
        let income = income.ok_or("no session is finished")?;
        assert!(income.total.is_some_and(|total| total > Decimal::ZERO));
        let pdf = std::fs::read(folder.path().join("bank-income.pdf"))?;
        assert!(pdf.starts_with(b"%PDF") && income.pay_stubs > Some(0));
        let json = std::fs::read(folder.path().join("bank-income.json"))?;
        assert_eq!(total(&plaid_credit::decode(&json)?), income.total);
        Ok(())
    }

    #[test]
    fn a_total_is_of_everything_and_in_one_currency() -> Result<()> {
        let usd = r#"{"amount": 1200.5, "iso_currency_code": "USD"}"#;
        let cad = r#"{"amount": 900, "iso_currency_code": "CAD"}"#;
        let unread = r#"{"amount": true, "iso_currency_code": "USD"}"#;
        let both = format!("{usd}, {cad}");
        for (months, expected) in [
            (&[usd, usd][..], Some(Decimal::new(24010, 1))),
            (&[usd, cad], None),
            (&[usd, &both], None),
            (&[usd, unread], None),
            (&[usd, ""], None),
            (&[], None),
        ] {
            let months = months
                .iter()
                .map(|amounts| format!(r#"{{"total_amounts": [{amounts}]}}"#));
            let months: Vec<_> = months.collect();
            let body = format!(
                r#"{{"request_id": "r", "bank_income": [
                    {{"bank_income_summary": {{"historical_summary": [{}]}}}}
                ]}}"#,
                months.join(", ")
            );
            assert_eq!(total(&plaid_credit::decode(body.as_bytes())?), expected);
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_refusal_is_an_error_and_nothing_is_kept() -> Result<()> {
        let (sandbox, folder) = (Sandbox::start().await?, tempfile::tempdir()?);
        sandbox.fail_next(Fault::plaid_error("INVALID_INPUT", "INVALID_USER_TOKEN"));
        let user = UserToken::from("user-sandbox-0").into();
        let income = service(&sandbox, folder.path()).income(&user).await;
        let message = income.err().map(|error| error.to_string());
        assert!(message.is_some_and(|text| text.contains("INVALID_USER_TOKEN")));
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
        Ok(())
    }
}
