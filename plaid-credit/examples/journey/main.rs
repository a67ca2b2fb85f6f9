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
#[path = "../common/mod.rs"]
mod common;
mod decision;

use std::error::Error;
use std::time::{Duration, SystemTime};

use plaid_credit::chrono::NaiveDate;
use plaid_credit::rust_decimal::Decimal;
use plaid_credit::sandbox::{Sandbox, Scenario};
use plaid_credit::types::*;
use plaid_credit::webhook::{Event, Verifier};
use plaid_credit::{Client, Environment, Wait};

use decision::{Application, Decision, decide, mean_income, total_balance};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Where a deployed service receives webhooks.
const WEBHOOK: &str = "https://lender.example/webhook";
/// Why the lender may have a check report.
const PURPOSE: ConsumerReportPermissiblePurpose =
    ConsumerReportPermissiblePurpose::ExtensionOfCredit;
/// How far back reports go.
const DAYS: i64 = 180;

/// What a Link session is for: Plaid does not offer both in one.
#[derive(Clone, Copy)]
enum Goal {
    Income,
    CheckReport,
}

impl Goal {
    fn products(self) -> Vec<Products> {
        match self {
            Self::Income => vec![Products::IncomeVerification],
            Self::CheckReport => vec![Products::CraBaseReport, Products::CraIncomeInsights],
        }
    }
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
        let user = self.client.user_create(&request).await?;
        user.into_inner().user_id.ok_or("no user_id".into())
    }

    async fn create_link_token(&self, user: &NewUserId, goal: Goal) -> Result<LinkToken> {
        let countries = vec![CountryCode::Us];
        let request = LinkTokenCreateRequest::new("Lender".into(), "en".into(), countries)
            .user_id(user.clone())
            .products(goal.products())
            .webhook(WEBHOOK);
        let request = match goal {
            Goal::Income => {
                let bank_income = LinkTokenCreateRequestIncomeVerificationBankIncome::new(DAYS);
                let income = LinkTokenCreateRequestIncomeVerification::new()
                    .income_source_types(vec![IncomeVerificationSourceType::Bank])
                    .bank_income(bank_income);
                request.income_verification(income)
            }
            Goal::CheckReport => request
                .consumer_report_permissible_purpose(PURPOSE)
                .cra_options(LinkTokenCreateRequestCraOptions::new(DAYS)),
        };
        let link = self.client.link_token_create(&request).await?;
        link.into_inner().link_token.ok_or("no link_token".into())
    }

    /// The page opens Link with the token, and the user connects a bank.
    async fn go_through_link(&self, user: &NewUserId, goal: Goal) -> Result<Vec<PublicToken>> {
        let link_token = self.create_link_token(user, goal).await?;
        let Some(sandbox) = &self.sandbox else {
            return Ok(vec![self.connect_without_link(user, goal).await?]);
        };
        let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
        // The webhook that Plaid would send now. A service takes both from the request.
        let mut body = sandbox.webhook_body("LINK", "SESSION_FINISHED")?;
        body["link_token"] = link_token.as_str().into();
        body["link_session_id"] = session.link_session_id.into();
        body["public_tokens"] = vec![session.public_token.ok_or("not approved")?].into();
        let body = body.to_string();
        let header = sandbox.sign_webhook(body.as_bytes())?;
        self.receive(&link_token, body.as_bytes(), &header).await
    }

    /// In Plaid's Sandbox, there need not be a person.
    async fn connect_without_link(&self, user: &NewUserId, goal: Goal) -> Result<PublicToken> {
        let mut request = SandboxPublicTokenCreateRequest::new("ins_109508", goal.products())
            .user_id(user.clone());
        if let Goal::Income = goal {
            let bank_income = SandboxPublicTokenCreateRequestIncomeVerificationBankIncome::new();
            let income = SandboxPublicTokenCreateRequestOptionsIncomeVerification::new()
                .income_source_types(vec![IncomeVerificationSourceType::Bank])
                .bank_income(bank_income.days_requested(DAYS));
            let options = SandboxPublicTokenCreateRequestOptions::new();
            request = request.options(options.income_verification(income));
        }
        let created = self.client.sandbox_public_token_create(&request).await?;
        let public_token = created.into_inner().public_token;
        public_token.ok_or("no public_token".into())
    }

    /// Nobody but Plaid can say that a session is finished.
    async fn receive(
        &self,
        link_token: &LinkToken,
        body: &[u8],
        header: &str,
    ) -> Result<Vec<PublicToken>> {
        // A token that could not be read is missing from the webhook.
        match self.verifier.receive(body, header).await?.strict()? {
            Event::LinkSessionFinished(session)
                if session.link_token.as_ref() == Some(link_token) =>
            {
                Ok(session.public_tokens)
            }
            event => Err(format!("unexpected webhook {}", event.webhook_code()).into()),
        }
    }

    /// Exchanges the public token of each Item, and keeps the access tokens.
    async fn connect(
        &self,
        user: &NewUserId,
        goal: Goal,
        access_tokens: &mut Vec<AccessToken>,
    ) -> Result<()> {
        for public_token in self.go_through_link(user, goal).await? {
            let request = ItemPublicTokenExchangeRequest::new(public_token);
            let item = self.client.item_public_token_exchange(&request).await?;
            // Without one, the Item is removed with the user.
            access_tokens.extend(item.into_inner().access_token);
            println!("The user has connected an Item.");
        }
        Ok(())
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
    async fn income(&self, user: &NewUserId) -> Result<(Option<Decimal>, Vec<u8>)> {
        let request = CreditBankIncomeGetRequest::new(user.clone());
        let call = || self.client.credit_bank_income_get(&request);
        let wait = Wait::up_to(Duration::from_secs(120));
        let income = self.client.wait_until_ready(wait, call).await?;
        let request = CreditBankIncomePdfGetRequest::new(user.clone());
        let pdf = self.client.credit_bank_income_pdf_get(&request).await?;
        let mean = mean_income(&income.into_decoded());
        Ok((mean, pdf.bytes().await?.to_vec()))
    }

    /// A check report, as the record of what was decided on, and the sum of its balances. Plaid has
    /// it for 24 hours.
    async fn balance(&self, user: &NewUserId) -> Result<(Option<Decimal>, Vec<u8>)> {
        if self.sandbox.is_none() {
            // Without a session in Link, nothing has asked for a report yet.
            let request = CraCheckReportCreateRequest::new(user.clone(), PURPOSE, DAYS, WEBHOOK);
            self.client.cra_check_report_create(&request).await?;
        }
        self.let_time_pass().await;
        let request = CraCheckReportBaseReportGetRequest::new(user.clone());
        let call = || self.client.cra_check_report_base_report_get(&request);
        let wait = Wait::up_to(Duration::from_secs(300));
        let report = self.client.wait_until_ready(wait, call).await?;
        let record = report.body().to_vec();
        Ok((total_balance(&report.into_decoded()), record))
    }

    /// With the embedded sandbox there is no need to wait.
    async fn let_time_pass(&self) {
        if let Some(sandbox) = &self.sandbox {
            sandbox.advance(Duration::from_secs(10)).await;
        }
    }

    async fn collect(
        &self,
        user: &NewUserId,
        access_tokens: &mut Vec<AccessToken>,
    ) -> Result<Application> {
        self.connect(user, Goal::Income, access_tokens).await?;
        if self.sandbox.is_some() {
            let approved = self.approved_sessions(user).await?;
            println!("Approved sessions: {approved}.");
            if approved == 0 {
                return Err("no session was approved".into());
            }
        }
        self.let_time_pass().await;
        let (monthly_income, pdf) = self.income(user).await?;
        self.connect(user, Goal::CheckReport, access_tokens).await?;
        let (balance, check_report) = self.balance(user).await?;
        Ok(Application {
            monthly_income,
            balance,
            pdf,
            check_report,
        })
    }

    /// Removes the user's Items, then the user, with any Item that could not be removed before.
    async fn clean_up(&self, user: NewUserId, access_tokens: Vec<AccessToken>) -> Result<()> {
        for access_token in access_tokens {
            let request = ItemRemoveRequest::new(access_token);
            if let Err(error) = self.client.item_remove(&request).await {
                eprintln!("An Item was not removed on its own: {error}");
            }
        }
        let request = UserRemoveRequest::new(user);
        self.client.user_remove(&request).await?;
        Ok(())
    }

    async fn apply(&self) -> Result<(Application, Decision)> {
        let user = self.create_user().await?;
        let mut access_tokens = Vec::new();
        let collected = self.collect(&user, &mut access_tokens).await;
        let decided = collected.map(|application| {
            let decision = decide(&application);
            (application, decision)
        });
        // Give up access once it is no longer needed. What is decided stands without it: a service
        // tries again later.
        if let Err(error) = self.clean_up(user, access_tokens).await {
            eprintln!("The user was not removed: {error}");
        }
        decided
    }
}

/// An amount, as the lender reads it.
fn shown(amount: Option<Decimal>) -> String {
    amount.map_or("unknown".to_owned(), |amount| format!("{amount:.2}"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let lender = match common::has_credentials() {
        true => Lender::with_plaid()?,
        false => Lender::with_embedded_sandbox().await?,
    };
    let (application, decision) = lender.apply().await?;
    println!("Income each month: {}.", shown(application.monthly_income));
    println!("Balance: {}.", shown(application.balance));
    println!("PDF of the income: {} bytes.", application.pdf.len());
    println!("Check report: {} bytes.", application.check_report.len());
    println!("Decision: {decision:?}.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use plaid_credit::sandbox::{Fault, WebhookFlaw};
    use plaid_credit::serde_json::json;

    use super::*;
    use crate::decision::INSTALLMENT;

    /// The paths that were called, in their order.
    fn paths(sandbox: &Sandbox) -> Vec<String> {
        let requests = sandbox.requests().into_iter();
        requests.map(|request| request.path).collect()
    }

    #[tokio::test]
    async fn an_application_is_decided() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let (application, decision) = lender.apply().await?;
        assert!(application.monthly_income > Some(INSTALLMENT));
        assert!(application.pdf.starts_with(b"%PDF"));
        assert!(application.check_report.starts_with(b"{"));
        assert_eq!(decision, Decision::Approved);
        let paths = paths(lender.sandbox.as_ref().ok_or("no sandbox")?);
        let clean_up = ["/item/remove", "/item/remove", "/user/remove"];
        assert!(paths.ends_with(&clean_up.map(str::to_owned)), "{paths:?}");
        Ok(())
    }

    #[tokio::test]
    async fn a_failure_leaves_nobody_behind() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let sandbox = lender.sandbox.as_ref().ok_or("no sandbox")?;
        let exchanged = json!({ "item_id": "item-1", "request_id": "r" });
        sandbox.respond_with("item_public_token_exchange", exchanged)?;
        let fault =
            Fault::plaid_error("INCOME_VERIFICATION_ERROR", "INCOME_VERIFICATION_NOT_FOUND");
        sandbox.fail_next_call_of("credit_bank_income_get", fault)?;
        let failed = lender.apply().await.err().ok_or("no failure")?;
        assert!(failed.to_string().contains("INCOME_VERIFICATION_NOT_FOUND"));
        let last = paths(sandbox).pop();
        assert_eq!(last.as_deref(), Some("/user/remove"));
        Ok(())
    }

    #[tokio::test]
    async fn a_decision_stands_even_if_the_user_cannot_be_removed() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let sandbox = lender.sandbox.as_ref().ok_or("no sandbox")?;
        let fault = Fault::plaid_error("API_ERROR", "INTERNAL_SERVER_ERROR");
        sandbox.fail_next_call_of("user_remove", fault)?;
        assert_eq!(lender.apply().await?.1, Decision::Approved);
        Ok(())
    }

    #[tokio::test]
    async fn an_item_may_come_without_link() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let user = lender.create_user().await?;
        for goal in [Goal::Income, Goal::CheckReport] {
            lender.connect_without_link(&user, goal).await?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_user_who_leaves_link_has_no_session_with_results() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let user = lender.create_user().await?;
        let link_token = lender.create_link_token(&user, Goal::Income).await?;
        let sandbox = lender.sandbox.as_ref().ok_or("no sandbox")?;
        sandbox
            .finish_link(&link_token, Scenario::Abandoned)
            .await?;
        assert_eq!(lender.approved_sessions(&user).await?, 0);
        Ok(())
    }

    #[tokio::test]
    async fn only_the_webhook_of_the_session_has_its_tokens() -> Result<()> {
        let lender = Lender::with_embedded_sandbox().await?;
        let sandbox = lender.sandbox.as_ref().ok_or("no sandbox")?;
        let body = json!({
            "webhook_type": "LINK", "webhook_code": "SESSION_FINISHED",
            "link_token": "link-1", "public_tokens": ["public-1", "public-2"],
        });
        let body = body.to_string();
        let header = sandbox.sign_webhook(body.as_bytes())?;
        let receive = async |link_token: &str, header: &str| {
            let link_token = link_token.into();
            lender.receive(&link_token, body.as_bytes(), header).await
        };
        let tokens = receive("link-1", &header).await?;
        assert_eq!(tokens, ["public-1", "public-2"]);
        assert!(receive("link-2", &header).await.is_err());
        let forged = sandbox.sign_webhook_with(body.as_bytes(), WebhookFlaw::OtherKey)?;
        assert!(receive("link-1", &forged).await.is_err());
        Ok(())
    }
}
