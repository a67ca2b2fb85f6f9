//! From a new applicant to a decision: user, Link token, session, webhook, income, PDF, check
//! report, decision, clean-up. [`plaid_credit::guide`] explains it step by step.
//!
//! ```text
//! cargo run -p plaid-credit --example journey
//! ```
//!
//! It runs against the embedded sandbox, or against Plaid's Sandbox with `PLAID_CLIENT_ID`,
//! `PLAID_SECRET` and `PLAID_ENV=sandbox`. There, the Item comes from
//! `/sandbox/public_token/create` in place of a person in Link, so there is no Link session; and no
//! webhook, since Plaid cannot reach this machine.

#[allow(dead_code)]
mod common;

use std::error::Error;
use std::time::{Duration, SystemTime};

use plaid_credit::chrono::NaiveDate;
use plaid_credit::rust_decimal::Decimal;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::types::*;
use plaid_credit::webhook::{Event, Verifier};
use plaid_credit::{Client, Environment, Wait};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Where a deployed service receives webhooks.
const WEBHOOK: &str = "https://lender.example/webhook";
/// Why the lender may have a check report.
const PURPOSE: ConsumerReportPermissiblePurpose =
    ConsumerReportPermissiblePurpose::ExtensionOfCredit;
/// What a check report is made of.
const CHECK: [Products; 2] = [Products::CraBaseReport, Products::CraIncomeInsights];
/// What the lender lends.
const DOLLARS: &str = "USD";
/// What a borrower has to pay each month, in US dollars.
const INSTALLMENT: Decimal = Decimal::from_parts(450, 0, 0, false, 0);

/// What the lender knows in the end.
struct Application {
    monthly_income: Decimal,
    balance: Decimal,
    pdf: Vec<u8>,
}

#[derive(Debug, PartialEq)]
enum Decision {
    Approved,
    /// A person has to look at it.
    Referred(&'static str),
}

/// The income has to be three times the installment, and there has to be money for the first.
fn decide(application: &Application) -> Decision {
    if application.monthly_income < INSTALLMENT * Decimal::from(3) {
        Decision::Referred("the income is too low")
    } else if application.balance < INSTALLMENT {
        Decision::Referred("the balance is too low")
    } else {
        Decision::Approved
    }
}

/// The only amount there is, if it is in US dollars.
fn dollars(amounts: &[CreditAmountWithCurrency]) -> Option<Decimal> {
    let [only] = amounts else {
        return None;
    };
    let currency = only.iso_currency_code.as_ref()?;
    only.amount.filter(|_| currency.as_str() == DOLLARS)
}

struct Lender {
    client: Client,
    /// Keeps Plaid's keys, so there is only one.
    verifier: Verifier,
    /// `None` with Plaid.
    sandbox: Option<Sandbox>,
}

impl Lender {
    fn with_plaid() -> Result<Self> {
        let client = Client::from_env()?;
        // It makes up an applicant, whom Production must not have.
        let environment: Environment = std::env::var("PLAID_ENV")?.parse()?;
        if environment != Environment::Sandbox {
            return Err("this example needs PLAID_ENV=sandbox".into());
        }
        Ok(Self::new(client, None))
    }

    async fn with_embedded_sandbox() -> Result<Self> {
        let sandbox = Sandbox::builder().check_prerequisites(true).start().await?;
        Ok(Self::new(sandbox.client(), Some(sandbox)))
    }

    fn new(client: Client, sandbox: Option<Sandbox>) -> Self {
        let verifier = Verifier::new(client.clone());
        Self {
            client,
            verifier,
            sandbox,
        }
    }

    async fn create_user(&self) -> Result<NewUserId> {
        let born = NaiveDate::from_ymd_opt(1988, 4, 2).ok_or("not a day")?;
        let address = ClientUserIdentityAddress::new("US", true);
        let address = address.street_1("12 Acorn Street").city("Columbus");
        let address = address.region("OH").postal_code("43215");
        let identity = ClientUserIdentity::new()
            .name(ClientUserIdentityName::new("Alder".into(), "Ada".into()))
            .date_of_birth(born)
            .addresses(vec![address])
            .emails(vec![ClientUserIdentityEmail::new("ada@example.com", true)])
            .phone_numbers(vec![ClientUserIdentityPhoneNumber::new(
                "+16145550123",
                true,
            )]);
        // Your own ID of the applicant; here a new one for each run.
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let own_id = format!("applicant-{}", now.as_nanos());
        let request = UserCreateRequest::new(own_id.into()).identity(identity);
        let user = self.client.user_create(None, &request).await?;
        user.user_id.clone().ok_or_else(|| "no user_id".into())
    }

    /// A Link token for bank income, or for a check report: Plaid does not offer both in one
    /// session.
    async fn create_link_token(
        &self,
        user: &NewUserId,
        products: &[Products],
    ) -> Result<LinkToken> {
        let mut request =
            LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec![CountryCode::Us])
                .user_id(user.clone())
                .products(products.to_vec())
                .webhook(WEBHOOK);
        if products == CHECK {
            request = request.consumer_report_permissible_purpose(PURPOSE);
        }
        let link = self.client.link_token_create(&request).await?;
        link.link_token
            .clone()
            .ok_or_else(|| "no link_token".into())
    }

    /// The page opens Link with the token, and the user connects a bank.
    async fn go_through_link(
        &self,
        user: &NewUserId,
        products: &[Products],
    ) -> Result<PublicToken> {
        let link_token = self.create_link_token(user, products).await?;
        let Some(sandbox) = &self.sandbox else {
            let request = SandboxPublicTokenCreateRequest::new("ins_109508", products.to_vec());
            let request = request.user_id(user.clone());
            let created = self.client.sandbox_public_token_create(&request).await?;
            return created
                .public_token
                .clone()
                .ok_or_else(|| "no public_token".into());
        };
        let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
        // The webhook that Plaid would send now. A service takes both from the request.
        let mut body = sandbox.webhook_body("LINK", "SESSION_FINISHED")?;
        body["link_session_id"] = session.link_session_id.into();
        body["public_tokens"] = vec![session.public_token.ok_or("not approved")?].into();
        let body = body.to_string();
        let header = sandbox.sign_webhook(body.as_bytes())?;
        self.receive(body.as_bytes(), &header).await
    }

    /// Nobody but Plaid can say that a session is finished.
    async fn receive(&self, body: &[u8], header: &str) -> Result<PublicToken> {
        match self.verifier.receive(body, header).await?.value {
            Event::LinkSessionFinished(session) => {
                let token = session.public_tokens.first().cloned();
                token.ok_or_else(|| "the session ended without an Item".into())
            }
            event => Err(format!("unexpected webhook {}", event.webhook_code()).into()),
        }
    }

    /// The results of the user's sessions in Link.
    async fn approved_sessions(&self, user: &NewUserId) -> Result<usize> {
        let request = CreditSessionsGetRequest::new(user.clone());
        let sessions = self.client.credit_sessions_get(&request).await?;
        let results = sessions
            .sessions
            .iter()
            .filter_map(|session| session.results.as_ref());
        let approved = results.filter(|results| {
            let mut income = results.bank_income_results.iter();
            income.any(|it| it.status == Some(CreditSessionBankIncomeStatus::Approved))
        });
        Ok(approved.count())
    }

    /// The mean income of a month, and the report as a PDF.
    async fn income(&self, user: &NewUserId) -> Result<(Decimal, Vec<u8>)> {
        let request = CreditBankIncomeGetRequest::new(user.clone());
        let call = || self.client.credit_bank_income_get(&request);
        let wait = Wait::up_to(Duration::from_secs(120));
        let income = self.client.wait_until_ready(wait, call).await?;
        if !income.anomalies().is_empty() {
            return Err("part of the income could not be read".into());
        }
        let reports = income.bank_income.iter();
        let months = reports
            .filter_map(|report| report.bank_income_summary.as_ref())
            .flat_map(|summary| &summary.historical_summary)
            .map(|month| dollars(&month.total_amounts));
        let count = Decimal::from(months.clone().count());
        let total: Option<Decimal> = months.sum();
        let total = total.ok_or("the income of a month is missing or not in US dollars")?;
        let mean = total.checked_div(count).ok_or("the report has no months")?;
        let request = CreditBankIncomePdfGetRequest::new(user.clone());
        let pdf = self.client.credit_bank_income_pdf_get(&request).await?;
        Ok((mean, pdf.bytes().await?.to_vec()))
    }

    /// Adds up the balances in a check report, which is there for 24 hours. The balance of a card
    /// or a loan is a debt, so it does not count.
    async fn balance(&self, user: &NewUserId) -> Result<Decimal> {
        self.go_through_link(user, &CHECK).await?;
        if self.sandbox.is_none() {
            // Without a session in Link, nothing has asked for a report yet.
            let request = CraCheckReportCreateRequest::new(user.clone(), PURPOSE, 180, WEBHOOK);
            self.client.cra_check_report_create(&request).await?;
        }
        self.let_time_pass().await;
        let request = CraCheckReportBaseReportGetRequest::new(user.clone());
        let call = || self.client.cra_check_report_base_report_get(&request);
        let wait = Wait::up_to(Duration::from_secs(300));
        let report = self.client.wait_until_ready(wait, call).await?;
        if !report.anomalies().is_empty() {
            return Err("part of the report could not be read".into());
        }
        let items = report.report.iter().flat_map(|report| &report.items);
        let accounts = items.flat_map(|item| &item.accounts);
        let accounts = accounts.filter(|it| it.type_ == Some(AccountType::Depository));
        let balances = accounts.map(|account| {
            let balances = account.balances.as_ref()?;
            let is_in_dollars = balances.iso_currency_code.as_deref() == Some(DOLLARS);
            balances.current.filter(|_| is_in_dollars)
        });
        if balances.clone().count() == 0 {
            return Err("the report has no depository accounts".into());
        }
        let balance: Option<Decimal> = balances.sum();
        Ok(balance.ok_or("the balance of an account is missing or not in US dollars")?)
    }

    /// Reports take a while. The embedded sandbox need not be waited for.
    async fn let_time_pass(&self) {
        if let Some(sandbox) = &self.sandbox {
            sandbox.advance(Duration::from_secs(10)).await;
        }
    }

    async fn apply(&self) -> Result<(Application, Decision)> {
        let user = self.create_user().await?;
        let products = [Products::IncomeVerification];
        let public_token = self.go_through_link(&user, &products).await?;
        let request = ItemPublicTokenExchangeRequest::new(public_token);
        let item = self.client.item_public_token_exchange(&request).await?;
        println!("The user has connected an Item.");
        if self.sandbox.is_some() {
            let approved = self.approved_sessions(&user).await?;
            println!("Approved sessions: {approved}.");
        }
        self.let_time_pass().await;
        let (monthly_income, pdf) = self.income(&user).await?;
        let balance = self.balance(&user).await?;
        let application = Application {
            monthly_income,
            balance,
            pdf,
        };
        let decision = decide(&application);
        // Access is given back once it is no longer needed.
        let access_token = item.access_token.clone().ok_or("no access_token")?;
        self.client
            .item_remove(&ItemRemoveRequest::new(access_token))
            .await?;
        self.client
            .user_remove(None, &UserRemoveRequest::new(user))
            .await?;
        Ok((application, decision))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let lender = match common::has_credentials() {
        true => Lender::with_plaid()?,
        false => Lender::with_embedded_sandbox().await?,
    };
    let (application, decision) = lender.apply().await?;
    println!("Income each month: {:.2}.", application.monthly_income);
    println!("Balance: {:.2}.", application.balance);
    println!("PDF of the income: {} bytes.", application.pdf.len());
    println!("Decision: {decision:?}.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::sandbox::WebhookFlaw;

    use super::*;

    #[tokio::test]
    async fn an_application_is_decided() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let (application, decision) = lender.apply().await?;
        assert!(application.monthly_income > INSTALLMENT);
        assert!(application.pdf.starts_with(b"%PDF"));
        assert_eq!(decision, Decision::Approved);
        Ok(())
    }

    #[tokio::test]
    async fn a_user_who_leaves_link_has_no_session_with_results() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let user = lender.create_user().await?;
        let products = [Products::IncomeVerification];
        let link_token = lender.create_link_token(&user, &products).await?;
        let sandbox = lender.sandbox.as_ref().ok_or("no sandbox")?;
        sandbox
            .finish_link(&link_token, Scenario::Abandoned)
            .await?;
        assert_eq!(lender.approved_sessions(&user).await?, 0);
        Ok(())
    }

    #[tokio::test]
    async fn a_forged_webhook_is_refused() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let sandbox = lender.sandbox.as_ref().ok_or("no sandbox")?;
        let body = sandbox
            .webhook_body("LINK", "SESSION_FINISHED")?
            .to_string();
        let header = sandbox.sign_webhook_with(body.as_bytes(), WebhookFlaw::OtherKey)?;
        assert!(lender.receive(body.as_bytes(), &header).await.is_err());
        Ok(())
    }
}
