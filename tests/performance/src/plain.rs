//! What a first draft of such a client derives: closed, inexact, and forgetful.
#![expect(dead_code)]

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(crate) struct SessionsRequest {
    pub(crate) user_token: String,
}

#[derive(Serialize)]
pub(crate) struct LinkTokenRequest {
    pub(crate) client_name: String,
    pub(crate) language: String,
    pub(crate) country_codes: Vec<Country>,
    pub(crate) user_id: String,
    pub(crate) products: Vec<Product>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redirect_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) webhook: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Country {
    Us,
    Ca,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Product {
    CraBaseReport,
    CraIncomeInsights,
}

#[derive(Serialize)]
pub(crate) struct ApplicationsRequest {
    pub(crate) applications: Vec<Application>,
}

#[derive(Serialize)]
pub(crate) struct Application {
    pub(crate) user_token: String,
    pub(crate) application_id: String,
    #[serde(rename = "type")]
    pub(crate) type_: Loan,
    pub(crate) decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) application_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decision_date: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Loan {
    Personal,
    Auto,
}

#[derive(Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Decision {
    Approved,
    Declined,
}

#[derive(Deserialize)]
pub(crate) struct Sessions {
    pub(crate) sessions: Vec<Session>,
    request_id: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Session {
    link_session_id: Option<String>,
    session_start_time: Option<String>,
    results: Option<SessionResults>,
    errors: Vec<SessionError>,
}

#[derive(Deserialize)]
struct SessionResults {
    item_add_results: Vec<ItemAdd>,
    bank_income_results: Vec<BankIncomeResult>,
}

#[derive(Deserialize)]
struct ItemAdd {
    public_token: Option<String>,
    item_id: Option<String>,
    institution_id: Option<String>,
}

#[derive(Deserialize)]
struct BankIncomeResult {
    status: Option<String>,
    item_id: Option<String>,
    institution_id: Option<String>,
}

#[derive(Deserialize)]
struct SessionError {
    error_type: Option<String>,
    error_code: Option<String>,
    error_message: Option<String>,
    display_message: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Income {
    pub(crate) bank_income: Vec<BankIncome>,
    request_id: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct BankIncome {
    bank_income_id: Option<String>,
    days_requested: Option<i64>,
    generated_time: Option<String>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    bank_income_sources: Vec<Source>,
    institution_id: Option<String>,
    institution_name: Option<String>,
    item_id: Option<String>,
    last_updated_time: Option<String>,
}

#[derive(Deserialize)]
struct Source {
    account_id: Option<String>,
    end_date: Option<String>,
    historical_summary: Vec<Summary>,
    income_category: Option<Category>,
    income_description: Option<String>,
    income_source_id: Option<String>,
    pay_frequency: Option<Frequency>,
    start_date: Option<String>,
    total_amount: Option<f64>,
    transaction_count: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Category {
    Salary,
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Frequency {
    SemiMonthly,
    Monthly,
}

#[derive(Deserialize)]
struct Summary {
    end_date: Option<String>,
    iso_currency_code: Option<String>,
    start_date: Option<String>,
    total_amount: Option<f64>,
    total_amounts: Vec<Amount>,
    transactions: Vec<Transaction>,
    unofficial_currency_code: Option<String>,
}

#[derive(Deserialize)]
struct Amount {
    amount: Option<f64>,
    iso_currency_code: Option<String>,
    unofficial_currency_code: Option<String>,
}

#[derive(Deserialize)]
struct Transaction {
    amount: Option<f64>,
    check_number: Option<String>,
    date: Option<String>,
    iso_currency_code: Option<String>,
    name: Option<String>,
    original_description: Option<String>,
    pending: Option<bool>,
    transaction_id: Option<String>,
    unofficial_currency_code: Option<String>,
}
