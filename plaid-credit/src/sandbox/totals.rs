//! Makes sums agree with what they are the sum of.

use serde_json::{Map, Value, json};

use super::calendar::MONTHS;

/// The lists of an income report that add up to the totals beside them.
const PARTS: [&str; 2] = ["transactions", "historical_summary"];

/// Sets the totals of an object from the parts in it.
pub(super) fn settle(object: &mut Map<String, Value>) {
    let parts = PARTS.iter().find_map(|list| object.get(*list)?.as_array());
    let Some(parts) = parts else {
        return;
    };
    let total: i64 = parts.iter().map(income).sum();
    let count: usize = parts
        .iter()
        .map(|part| part["transactions"].as_array().map_or(1, Vec::len))
        .sum();
    set(object, "total_amount", || dollars(total));
    set(object, "total_amounts", || {
        json!([{
            "amount": dollars(total),
            "iso_currency_code": "USD",
            "unofficial_currency_code": null,
        }])
    });
    for name in ["transaction_count", "income_transactions_count"] {
        set(object, name, || count.into());
    }
}

/// What a transaction or a month brought in, in cents.
fn income(part: &Value) -> i64 {
    match part.get("amount") {
        Some(amount) => -cents(amount),
        None => cents(&part["total_amounts"][0]["amount"]),
    }
}

/// Makes the summary of a report the sum of the sources that its items list.
pub(super) fn sum_up(report: &mut Map<String, Value>) {
    let sources: Vec<&Value> = list(report.get("items"))
        .flat_map(|item| list(item.get("bank_income_sources")))
        .collect();
    let months: Vec<Value> = (0..MONTHS)
        .map(|month| {
            sources
                .iter()
                .flat_map(|source| list(source["historical_summary"][month].get("transactions")))
                .cloned()
                .collect()
        })
        .collect();
    let Some(Value::Object(summary)) = report.get_mut("bank_income_summary") else {
        return;
    };
    let Some(Value::Array(summaries)) = summary.get_mut("historical_summary") else {
        return;
    };
    for (month, transactions) in summaries.iter_mut().zip(months) {
        if let Value::Object(month) = month {
            month.insert("transactions".to_owned(), transactions);
            settle(month);
        }
    }
    settle(summary);
}

/// Makes the totals of a pay stub the sums of their lines, and net pay the earnings less the
/// deductions.
pub(super) fn pay(object: &mut Map<String, Value>) {
    for amount in ["current_amount", "ytd_amount"] {
        let lines = list(object.get("breakdown")).map(|line| cents(&line[amount]));
        let sum = lines.sum();
        if let Some(Value::Object(total)) = object.get_mut("total") {
            set(total, amount, || dollars(sum));
        }
        let total = |part: &str| Some(cents(&object.get(part)?["total"][amount]));
        let net = total("earnings").zip(total("deductions"));
        if let (Some((earned, deducted)), Some(Value::Object(pay))) =
            (net, object.get_mut("net_pay"))
        {
            set(pay, amount, || dollars(earned - deducted));
        }
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn set(object: &mut Map<String, Value>, name: &str, value: impl FnOnce() -> Value) {
    if let Some(member) = object.get_mut(name) {
        *member = value();
    }
}

#[allow(clippy::cast_possible_truncation)]
fn cents(amount: &Value) -> i64 {
    (amount.as_f64().unwrap_or_default() * 100.0).round() as i64
}

/// An amount of money; two decimals are exact in a double up to far more than these amounts.
#[allow(clippy::cast_precision_loss)]
pub(super) fn dollars(cents: i64) -> Value {
    (cents as f64 / 100.0).into()
}
