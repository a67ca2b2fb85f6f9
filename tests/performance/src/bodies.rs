//! Made-up responses of real size.

use serde_json::{Value, json};

/// One session, as after a user has linked a bank: 0.6 kB.
pub(crate) fn sessions() -> Value {
    json!({"request_id": "Aim3b", "sessions": [{
        "link_session_id": "356dbb28-7f98-44d1-8e6d-0cec580f3171",
        "session_start_time": "2024-05-17T08:00:00Z",
        "results": {
            "item_add_results": [{
                "public_token": "public-sandbox-5c224a01-8314-4491-a06f-39e193d5cddc",
                "item_id": "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op",
                "institution_id": "ins_56",
            }],
            "bank_income_results": [{
                "status": "APPROVED",
                "item_id": "M5eVJqLnv3tbzdngLDp9FL5OlDNxlNhlE55op",
                "institution_id": "ins_56",
            }],
        },
        "errors": [{
            "error_type": "ITEM_ERROR",
            "error_code": "INVALID_CREDENTIALS",
            "error_message": "the credentials were not correct",
            "display_message": "Please try once more.",
        }],
    }]})
}

/// One bank income report of about `size` bytes, most of it transactions, as real ones are.
pub(crate) fn income(size: usize) -> Value {
    let transaction = |index: usize| {
        json!({
            "amount": (index % 500_000) as f64 / 100.0, "check_number": null, "date": "2024-05-17",
            "iso_currency_code": "USD", "name": "ACME PAYROLL DIRECT DEPOSIT",
            "original_description": "ACME CORP DES:PAYROLL ID:1234 INDN:DOE JANE CO ID:998877 PPD",
            "pending": index.is_multiple_of(7), "transaction_id": format!("txn-{index:032}"),
            "unofficial_currency_code": null,
        })
    };
    let month = |month: usize| {
        json!({
            "start_date": "2024-05-01", "end_date": "2024-05-31", "iso_currency_code": "USD",
            "total_amount": 4090.14, "unofficial_currency_code": null,
            "total_amounts": [{"amount": 4090.14, "iso_currency_code": "USD", "unofficial_currency_code": null}],
            "transactions": (0..20).map(|index| transaction(month * 20 + index)).collect::<Vec<_>>(),
        })
    };
    let months: Vec<Value> = (0..size / month(0).to_string().len()).map(month).collect();
    let sources: Vec<Value> = months
        .chunks(24)
        .map(|months| {
            json!({
                "account_id": "acc-1", "start_date": "2022-05-01", "end_date": "2024-05-31",
                "income_category": "SALARY", "income_description": "ACME PAYROLL", "income_source_id": "src-1",
                "pay_frequency": "SEMI_MONTHLY", "total_amount": 98163.36, "transaction_count": 480,
                "historical_summary": months,
            })
        })
        .collect();
    json!({"request_id": "r-1", "bank_income": [{
        "bank_income_id": "b-1", "days_requested": 730, "generated_time": "2024-06-01T08:00:00Z", "warnings": [],
        "items": [{
            "institution_id": "ins_1", "institution_name": "First Example Bank", "item_id": "item-1",
            "last_updated_time": "2024-06-01T07:00:00Z", "bank_income_accounts": [],
            "bank_income_sources": sources,
        }],
    }]})
}
