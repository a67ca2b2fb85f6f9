//! What a user did in Link: each session, its results and its errors.
//!
//! ```text
//! cargo run -p plaid-credit --example credit_sessions
//! ```

mod common;

use std::error::Error;

use plaid_credit::types::{CreditSession, CreditSessionResults, CreditSessionsGetRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect().await?;
    let request = CreditSessionsGetRequest::new(connection.user);

    let response = connection.client.credit_sessions_get(&request).await?;

    for session in &response.sessions {
        print_session(session);
    }
    println!(
        "{} session(s), request {}",
        response.sessions.len(),
        response.request_id().unwrap_or("without an ID")
    );
    Ok(())
}

fn print_session(session: &CreditSession) {
    let opened = session.session_start_time.map_or_else(
        || "at an unknown time".to_owned(),
        |time| format!("on {time}"),
    );
    println!(
        "Session {}, opened {opened}",
        or_dash(&session.link_session_id)
    );
    match &session.results {
        Some(results) => print_results(results),
        None => println!("  no results"),
    }
    for error in &session.errors {
        row(
            "error",
            or_dash(&error.error_code),
            or_dash(&error.error_message),
        );
    }
    println!();
}

fn print_results(results: &CreditSessionResults) {
    for item in &results.item_add_results {
        row("bank linked", or_dash(&item.institution_id), "");
    }
    // A status that Plaid adds tomorrow prints as well: `as_str` is what was sent.
    for bank in &results.bank_income_results {
        let status = bank.status.as_ref().map_or("-", |status| status.as_str());
        row("bank income", or_dash(&bank.institution_id), status);
    }
    for bank in &results.bank_employment_results {
        let status = bank.status.as_ref().map_or("-", |status| status.as_str());
        row("bank employment", or_dash(&bank.institution_id), status);
    }
    for payroll in &results.payroll_income_results {
        let found = found(payroll.num_paystubs_retrieved, payroll.num_w2s_retrieved);
        row("payroll income", or_dash(&payroll.institution_name), &found);
    }
    if let Some(documents) = &results.document_income_results {
        let found = found(documents.num_paystubs_uploaded, documents.num_w2s_uploaded);
        row("documents", "uploaded", &found);
    }
}

/// A missing count is not 0.
fn found(paystubs: Option<i64>, w2s: Option<i64>) -> String {
    let shown = |count: Option<i64>| count.map_or("?".to_owned(), |count| count.to_string());
    format!("{} paystub(s), {} W-2(s)", shown(paystubs), shown(w2s))
}

fn row(what: &str, of: &str, outcome: &str) {
    println!("{}", format!("  {what:<16} {of:<22} {outcome}").trim_end());
}

fn or_dash(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("-")
}
