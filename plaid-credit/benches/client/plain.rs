//! What a first draft of such a client derives: closed, inexact, and forgetful.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub struct Request {
    pub user_token: String,
}

#[derive(Deserialize)]
pub struct Sessions {
    pub sessions: Vec<Session>,
    pub request_id: String,
}

#[derive(Deserialize)]
pub struct Session {
    link_session_id: String,
    session_start_time: String,
    results: SessionResults,
    errors: Vec<SessionError>,
}

#[derive(Deserialize)]
struct SessionResults {
    item_add_results: Vec<ItemAdd>,
    bank_income_results: Vec<BankIncomeResult>,
}

#[derive(Deserialize)]
struct ItemAdd {
    public_token: String,
    item_id: String,
    institution_id: String,
}

#[derive(Deserialize)]
struct BankIncomeResult {
    status: String,
    item_id: String,
    institution_id: String,
}

#[derive(Deserialize)]
struct SessionError {
    error_type: String,
    error_code: String,
    error_message: String,
    display_message: Option<String>,
}

#[derive(Deserialize)]
pub struct Income {
    pub bank_income: Vec<Report>,
    pub request_id: String,
}

#[derive(Deserialize)]
pub struct Report {
    bank_income_id: String,
    days_requested: i64,
    generated_time: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    bank_income_sources: Vec<Source>,
    institution_id: String,
    institution_name: String,
    item_id: String,
    last_updated_time: String,
}

#[derive(Deserialize)]
struct Source {
    account_id: String,
    end_date: String,
    historical_summary: Vec<Summary>,
    income_category: String,
    income_description: String,
    income_source_id: String,
    pay_frequency: String,
    start_date: String,
    total_amount: f64,
    transaction_count: i64,
}

#[derive(Deserialize)]
struct Summary {
    end_date: String,
    iso_currency_code: Option<String>,
    start_date: String,
    total_amount: f64,
    transactions: Vec<Transaction>,
    unofficial_currency_code: Option<String>,
}

#[derive(Deserialize)]
struct Transaction {
    amount: f64,
    check_number: Option<String>,
    date: String,
    iso_currency_code: Option<String>,
    name: String,
    original_description: Option<String>,
    pending: bool,
    transaction_id: String,
    unofficial_currency_code: Option<String>,
}
