//! A walkthrough of one application, from a new applicant to a decision, step by step.
//!
//! The example `journey` takes these steps, except that it polls for the check report. In a clone of
//! the repository, it runs without a Plaid account:
//!
//! ```text
//! cargo run -p plaid-credit --example journey
//! ```
//!
//! With `PLAID_CLIENT_ID`, `PLAID_SECRET` and `PLAID_ENV=sandbox` set, it calls Plaid's Sandbox
//! instead. The steps use the features `users`, `link`, `items`, `sessions`, `bank-income`, `cra`
//! and `webhooks`; `full` enables them all. This module itself needs the features `full` and
//! `sandbox-server`.
//!
//! # 1. Create a client
//!
//! A service creates one client and keeps it. Tests start a [`Sandbox`](crate::sandbox::Sandbox)
//! and use its client; the rest of the code is the same.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::Client;
//! use plaid_credit::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//! let client: Client = sandbox.client(); // in production: `Client::from_env()?`
//! # let _ = client;
//! # Ok(())
//! # }
//! ```
//!
//! # 2. Create a user
//!
//! Create a user for each applicant, under an ID of your own, and store the `user_id`: every
//! report is requested with it. `Debug` hides IDs and tokens, so store `user_id.as_str()`, and turn
//! it back into an ID with `NewUserId::from`. A check report needs the applicant's identity.
//!
//! A write that fails without an answer from Plaid, such as one that timed out, may [have been
//! carried out](crate::Error::was_sent). If this call fails that way, repeat it: for the same ID,
//! Plaid returns the same user.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # async fn step(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::types::{ClientUserIdentity, ClientUserIdentityName, UserCreateRequest};
//!
//! let name = ClientUserIdentityName::new("Alder".into(), "Ada".into());
//! // And the address, date of birth, email and phone number.
//! let identity = ClientUserIdentity::new().name(name);
//! let request = UserCreateRequest::new("applicant-1".into()).identity(identity);
//! let user = client.user_create(&request).await?.into_inner();
//! let user_id = user.user_id.ok_or("Plaid sent no user_id")?;
//! # let _ = user_id;
//! # Ok(())
//! # }
//! ```
//!
//! In integrations from before 10 December 2025, users have a `user_token`, and creating a user
//! again with the same `client_user_id` is an error. To create the newer kind of user, which has
//! only a `user_id`, such an integration sets
//! [`with_upgraded_user(true)`](crate::types::UserCreateRequest::with_upgraded_user). For
//! operations without such a field, such as `user_get`, it sets a [header](crate::Call::header)
//! instead: `client.user_get(&request).header("Plaid-New-User-API-Enabled", "true")`.
//! If the response has a `user_token`, store that, and name the user by it in each request: Plaid
//! does not take the `user_id` of such a user in its place.
//!
//! # 3. Create a Link token
//!
//! Your page opens Link with a Link token, which says what data you want from the applicant's
//! bank, and where webhooks go. Plaid later rejects requests for other products. Store the Link
//! token with the application, since some webhooks name the applicant only by it.
//!
//! In a test, use a URL on this machine, such as `http://127.0.0.1:8080/webhook`: the sandbox sends
//! no webhook to any other.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # use plaid_credit::types::NewUserId;
//! # async fn step(client: &Client, user_id: NewUserId) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::types::{
//!     CountryCode, IncomeVerificationSourceType, LinkTokenCreateRequest,
//!     LinkTokenCreateRequestIncomeVerification,
//!     LinkTokenCreateRequestIncomeVerificationBankIncome, Products,
//! };
//!
//! let bank_income = LinkTokenCreateRequestIncomeVerificationBankIncome::new(365); // days
//! let income = LinkTokenCreateRequestIncomeVerification::new()
//!     .income_source_types(vec![IncomeVerificationSourceType::Bank])
//!     .bank_income(bank_income);
//! let request = LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec![CountryCode::Us])
//!     .user_id(user_id)
//!     .products(vec![Products::IncomeVerification])
//!     .income_verification(income)
//!     .webhook("https://lender.example/webhook");
//! let link = client.link_token_create(&request).await?.into_inner();
//! let link_token = link.link_token.ok_or("Plaid sent no link_token")?;
//! # let _ = link_token;
//! # Ok(())
//! # }
//! ```
//!
//! # 4. Send the applicant through Link
//!
//! In production, the request for the Link token needs a `redirect_uri` as well (on Android, an
//! `android_package_name`), which Plaid's Dashboard has to list: many banks sign applicants in on
//! their own site.
//!
//! Your page opens Link with Plaid's SDK. Without a page of your own, set `hosted_link` in the
//! request for the Link token, and send the applicant to the `hosted_link_url` of the response.
//!
//! The applicant chooses a bank and signs in. In a test,
//! [`finish_link`](crate::sandbox::Sandbox::finish_link) takes the applicant's place, in one of
//! several ways: see [`Scenario`](crate::sandbox::Scenario). Test the other scenarios too: many
//! applicants leave early.
//!
//! ```no_run
//! # use plaid_credit::sandbox::Sandbox;
//! # use plaid_credit::types::LinkToken;
//! # async fn step(sandbox: &Sandbox, link_token: LinkToken) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::sandbox::Scenario;
//!
//! let session = sandbox.finish_link(&link_token, Scenario::Approved).await?;
//! assert!(session.public_token.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! # 5. Receive the webhook
//!
//! If Plaid sends `SESSION_FINISHED` for your Link sessions, the webhook contains the public tokens.
//! Plaid sends it for Hosted Link and for sessions with several Items, and for others if Plaid has
//! enabled it for you. Otherwise your page receives the public token from Link: go on with the next
//! step.
//!
//! Anyone can send a request to your URL, so verify a webhook before you read it. Give the verifier
//! the exact bytes of the body and the header [`Plaid-Verification`](crate::webhook::HEADER), and
//! keep one verifier: it caches Plaid's keys.
//!
//! ```no_run
//! # use plaid_credit::webhook::Verifier;
//! # async fn step(verifier: &Verifier, body: &[u8], header: &str) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::webhook::Event;
//!
//! let received = verifier.receive(body, header).await?;
//! for anomaly in &received.anomalies {
//!     // A public token may be missing: `link_token_get` has those of the session.
//!     eprintln!("part of a webhook could not be read: {anomaly}");
//! }
//! // It also has the tokens if there are none here although `status` is not `EXITED`.
//! match received.value {
//!     Event::LinkSessionFinished(session) => {
//!         for public_token in &session.public_tokens {
//!             // Exchange it: see the next step.
//!             # let _ = public_token;
//!         }
//!     }
//!     event => println!("nothing to do for {}", event.webhook_code()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Event::user_id`](crate::webhook::Event::user_id) is the `user_id` of step 2. If it is `None`,
//! find the application by the `link_token` of a webhook about a Link session, by the
//! [`item_id`](crate::webhook::Event::item_id) that you receive in the next step, or by the
//! `asset_report_id` of an asset report.
//!
//! The example `webhook_service` does this in an axum handler.
//!
//! # 6. Exchange the public token
//!
//! Exchange the public token for an access token within 30 minutes; this works only once. Store the
//! access token as securely as a password, and the `item_id` with the application. When you are
//! done, use the access token to remove the connection.
//!
//! If the call fails without an answer from Plaid ([`Timeout`](crate::Error::Timeout),
//! [`Interrupted`](crate::Error::Interrupted), or a status of 500 or above), make it again. If
//! Plaid then rejects the public token with `INVALID_PUBLIC_TOKEN`, it was exchanged or has
//! expired, and there is no access token to be had. Carry on without it: income and check reports
//! need only the `user_id`. `user_items_get` finds the Items of a user, and `user_items_remove`
//! removes them by their `item_id`.
//!
//! If an Item later needs its user again (`ITEM_LOGIN_REQUIRED`), create a Link token with its
//! `access_token` and without products: Link then repairs the connection. The access token stays
//! valid, so do not exchange a public token of that session.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # use plaid_credit::types::PublicToken;
//! # async fn step(client: &Client, public_token: PublicToken) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::types::ItemPublicTokenExchangeRequest;
//!
//! let request = ItemPublicTokenExchangeRequest::new(public_token);
//! let item = client.item_public_token_exchange(&request).await?.into_inner();
//! let access_token = item.access_token.ok_or("Plaid sent no access_token")?;
//! # let _ = access_token;
//! # Ok(())
//! # }
//! ```
//!
//! # 7. Look at the Link sessions
//!
//! The results of a Link session say whether it succeeded. An applicant may go through Link more
//! than once, so look at all sessions. Those of an earlier application are listed too: compare
//! `link_session_id` or `session_start_time` with what you stored.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # use plaid_credit::chrono::{DateTime, Utc};
//! # use plaid_credit::types::NewUserId;
//! # async fn step(client: &Client, began: DateTime<Utc>, user_id: NewUserId) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::types::{CreditSessionBankIncomeStatus, CreditSessionsGetRequest};
//!
//! // `began` is when this application began.
//! let sessions = client.credit_sessions_get(&CreditSessionsGetRequest::new(user_id)).await?;
//! let is_approved = sessions
//!     .sessions
//!     .iter()
//!     .filter(|session| session.session_start_time >= Some(began))
//!     .filter_map(|session| session.results.as_ref())
//!     .flat_map(|results| &results.bank_income_results)
//!     .any(|result| result.status == Some(CreditSessionBankIncomeStatus::Approved));
//! # let _ = is_approved;
//! # Ok(())
//! # }
//! ```
//!
//! # 8. Fetch the income report and its PDF
//!
//! Plaid takes a while to prepare a report: [`wait_until_ready`](crate::Client::wait_until_ready)
//! polls. Do not wait in a web request: if the report is late, keep the application open, and try
//! again later. Customers of Plaid Check also receive the webhook `BANK_INCOME_COMPLETE` of the
//! type `INCOME`, which can [end the wait early](crate::Wait::or_webhook). Check its `result`: it
//! may be a failure. In a test, [`advance`](crate::sandbox::Sandbox::advance) lets the time pass
//! without waiting. Keep the [bytes](crate::Response::body) as the record. Before you add up
//! amounts, check [`anomalies`](crate::Response::anomalies) and the report's `warnings`: if there
//! are any, amounts or a whole bank may be missing. An empty list of amounts is not an income of 0.
//! The total income is in `total_amounts`, with one amount per currency. For a monthly average,
//! leave out the first or the last month if its `start_date` and `end_date` do not cover the whole
//! month.
//!
//! There is one report per Link session, and Plaid returns only the newest unless `options.count`
//! asks for more. Its `generated_time` tells whether it belongs to this application. Do not add up
//! several reports: they may cover the same accounts.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # use plaid_credit::chrono::{DateTime, Utc};
//! # use plaid_credit::types::NewUserId;
//! # async fn step(client: &Client, application: u64, began: DateTime<Utc>, user_id: NewUserId) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use plaid_credit::Wait;
//! use plaid_credit::types::{CreditBankIncomeGetRequest, CreditBankIncomePdfGetRequest};
//!
//! let request = CreditBankIncomeGetRequest::new(user_id.clone());
//! let wait = Wait::up_to(Duration::from_secs(120));
//! let income = client.wait_until_ready(wait, || client.credit_bank_income_get(&request)).await?;
//! // `application` is your own ID of the application.
//! income.write_to(format!("income-{application}.json")).await?;
//! let report = income.bank_income.first().ok_or("Plaid sent no report")?;
//! let is_whole = report.warnings.is_empty() && income.anomalies().is_empty();
//! let may_be_added_up = is_whole && report.generated_time >= Some(began);
//!
//! let request = CreditBankIncomePdfGetRequest::new(user_id);
//! let pdf = client.credit_bank_income_pdf_get(&request).await?;
//! pdf.write_to(format!("income-{application}.pdf")).await?;
//! # let _ = may_be_added_up;
//! # Ok(())
//! # }
//! ```
//!
//! # 9. Fetch a check report
//!
//! Check reports are consumer reports, so state your permissible purpose. They need their own Link
//! session, since Plaid does not offer them together with income or assets. Once the session is
//! finished, Plaid prepares a report, which is available for 24 hours: fetch what you need from it
//! at once. For a newer one, call `cra_check_report_create`. Handle two webhooks. After
//! `USER_CHECK_REPORT_READY`, the report is there; if the webhook has `failed_products`, a part of
//! it is missing, so refer the application to a person. After `USER_CHECK_REPORT_FAILED`,
//! `user_items_get` shows which Items have an error: once they are repaired, call
//! `cra_check_report_create`. (For users with a `user_token`, these are `CHECK_REPORT_READY` and
//! `CHECK_REPORT_FAILED`.) Check `anomalies` and `warnings` here too, and refer the application to a
//! person if an account has `consumer_disputes`. Keep the bytes of what you decide on.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # use plaid_credit::types::NewUserId;
//! # async fn step(client: &Client, user_id: NewUserId) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use plaid_credit::Wait;
//! use plaid_credit::types::{
//!     ConsumerReportPermissiblePurpose, CountryCode, CraCheckReportBaseReportGetRequest,
//!     LinkTokenCreateRequest, LinkTokenCreateRequestCraOptions, Products,
//! };
//!
//! let purpose = ConsumerReportPermissiblePurpose::ExtensionOfCredit;
//! let request = LinkTokenCreateRequest::new("Lender".into(), "en".into(), vec![CountryCode::Us])
//!     .user_id(user_id.clone())
//!     .products(vec![Products::CraBaseReport, Products::CraIncomeInsights])
//!     .consumer_report_permissible_purpose(purpose)
//!     .cra_options(LinkTokenCreateRequestCraOptions::new(365)) // days
//!     .webhook("https://lender.example/webhook");
//! let link = client.link_token_create(&request).await?;
//! // Send the applicant through Link again.
//!
//! let request = CraCheckReportBaseReportGetRequest::new(user_id);
//! let wait = Wait::up_to(Duration::from_secs(300));
//! let call = || client.cra_check_report_base_report_get(&request);
//! let report = client.wait_until_ready(wait, call).await?;
//! # let _ = (link, report);
//! # Ok(())
//! # }
//! ```
//!
//! # 10. Decide
//!
//! The decision is yours. If part of an application is missing, refer it to a person rather than
//! decline it.
//!
//! ```
//! use plaid_credit::rust_decimal::Decimal;
//!
//! #[derive(Debug, PartialEq)]
//! enum Decision {
//!     Approved,
//!     Referred,
//! }
//!
//! fn decide(monthly_income: Option<Decimal>, installment: Decimal) -> Decision {
//!     match monthly_income {
//!         Some(income) if income >= installment * Decimal::from(3) => Decision::Approved,
//!         _ => Decision::Referred,
//!     }
//! }
//!
//! assert_eq!(decide(Some(4_000.into()), 450.into()), Decision::Approved);
//! assert_eq!(decide(None, 450.into()), Decision::Referred);
//! ```
//!
//! # 11. Clean up
//!
//! Remove the connection once you no longer need it, and the user once you may no longer keep
//! their data. Removing the user also removes all of their Items. The tokens of what was removed
//! stop working, so repeating a removal fails, with a code such as `ITEM_NOT_FOUND`.
//!
//! ```no_run
//! # use plaid_credit::Client;
//! # use plaid_credit::types::{AccessToken, NewUserId};
//! # async fn step(client: &Client, user_id: NewUserId, access_token: AccessToken) -> Result<(), Box<dyn std::error::Error>> {
//! use plaid_credit::types::{ItemRemoveRequest, UserRemoveRequest};
//!
//! if let Err(error) = client.item_remove(&ItemRemoveRequest::new(access_token)).await {
//!     eprintln!("the Item was not removed on its own: {error}");
//! }
//! client.user_remove(&UserRemoveRequest::new(user_id)).await?;
//! # Ok(())
//! # }
//! ```
