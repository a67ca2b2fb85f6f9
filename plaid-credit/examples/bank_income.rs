//! A table of a user's income by month, and where it comes from.
//!
//! ```text
//! cargo run -p plaid-credit --example bank_income
//! ```

mod common;

use std::error::Error;

use plaid_credit::types::{
    CreditAmountWithCurrency, CreditBankIncome, CreditBankIncomeGetRequest, CreditBankIncomeSource,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let connection = common::connect().await?;
    let request = CreditBankIncomeGetRequest::new(connection.user);

    let response = connection.client.credit_bank_income_get(&request).await?;

    for anomaly in response.anomalies() {
        println!("Set aside or changed, so the totals may be wrong: {anomaly}");
    }
    if response.bank_income.is_empty() {
        println!("The user has no bank income report yet.");
    }
    for report in &response.bank_income {
        print_warnings(report);
        print_months(report);
        print_sources(report);
    }
    Ok(())
}

fn print_warnings(report: &CreditBankIncome) {
    for warning in &report.warnings {
        let code = warning.warning_code.as_ref().map_or("-", |it| it.as_str());
        println!("Something is missing, so the totals may be wrong: {code}");
    }
}

fn print_months(report: &CreditBankIncome) {
    let Some(summary) = &report.bank_income_summary else {
        println!("The report has no summary.");
        return;
    };
    println!("{:<10} {:>8} {:>17}", "Month", "Payments", "Income");
    println!("{}", "-".repeat(37));
    for month in &summary.historical_summary {
        let name = month
            .start_date
            .map_or_else(|| "?".to_owned(), |day| day.format("%b %Y").to_string());
        let payments = month.transactions.len();
        println!(
            "{name:<10} {payments:>8} {:>17}",
            amounts(&month.total_amounts)
        );
    }
    println!("{}", "-".repeat(37));
    let payments = summary.income_transactions_count;
    let payments = payments.map_or_else(|| "?".to_owned(), |payments| payments.to_string());
    println!(
        "{:<10} {payments:>8} {:>17}\n",
        "Total",
        amounts(&summary.total_amounts)
    );
}

fn print_sources(report: &CreditBankIncome) {
    println!(
        "{:<22} {:<22} {:<13} {:>11}",
        "Source", "Category", "Paid", "Income"
    );
    println!("{}", "-".repeat(71));
    for source in report
        .items
        .iter()
        .flat_map(|item| &item.bank_income_sources)
    {
        print_source(source);
    }
}

fn print_source(source: &CreditBankIncomeSource) {
    let name = source.income_description.as_deref().unwrap_or("-");
    // A category that Plaid adds tomorrow prints as well: `as_str` is what was sent.
    let category = source
        .income_category
        .as_ref()
        .map_or("-", |it| it.as_str());
    let frequency = source.pay_frequency.as_ref().map_or("-", |it| it.as_str());
    let income = source.total_amount;
    let income = income.map_or_else(|| "not known".to_owned(), |income| format!("{income:.2}"));
    println!("{name:<22} {category:<22} {frequency:<13} {income:>11}");
}

/// One amount for each currency: they cannot be added up.
fn amounts(amounts: &[CreditAmountWithCurrency]) -> String {
    let amounts: Vec<String> = amounts
        .iter()
        .map(|amount| {
            let currency = amount.iso_currency_code.as_ref();
            let currency = currency.map_or("?", |code| code.as_str());
            match amount.amount {
                Some(value) => format!("{value:.2} {currency}"),
                None => format!("unknown {currency}"),
            }
        })
        .collect();
    amounts.join(" + ")
}
