//! What Plaid has sent against its own document, told in plaid-python #431, #459, #470 and
//! #471, plaid-openapi #10, #87, #170 and #184, and Going.Plaid #181.

use plaid_credit::types::{
    AssetReportGetResponse, CreditBankIncomeGetResponse, CreditEmploymentGetResponse,
    CreditPayrollIncomeGetResponse, CreditSessionBankIncomeStatus, CreditSessionsGetResponse,
    PlaidErrorType,
};
use plaid_credit::{Decoded, Error};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{assert_anomalies, read};

fn fixture<T: DeserializeOwned>(name: &str) -> Decoded<T> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/plaid");
    read(&std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap())
}

/// The value of a fixture in which there is nothing wrong.
fn fitting<T: DeserializeOwned>(name: &str) -> T {
    let decoded = fixture::<T>(name);
    assert_eq!(decoded.anomalies, []);
    decoded.strict().unwrap()
}

#[test]
fn null_lists_are_empty() {
    let response: CreditBankIncomeGetResponse = fitting("null_lists");
    let [first, second] = response.bank_income.as_slice() else {
        panic!("not two reports: {response:?}");
    };
    assert_eq!(first.bank_income_id.as_deref(), Some("bi-7f21"));
    assert_eq!(first.days_requested, Some(120));
    assert!(first.warnings.is_empty());
    let [item] = first.items.as_slice() else {
        panic!("not one item: {first:?}");
    };
    assert!(item.bank_income_accounts.is_empty());
    assert!(item.bank_income_sources.is_empty());
    let name = item.institution_name.as_deref();
    assert_eq!(name, Some("Harbour Lane Credit Union"));
    assert_eq!(second.bank_income_id.as_deref(), Some("bi-7f22"));
    assert!(second.items.is_empty());
    assert_eq!(response.request_id.unwrap(), "Rq1nullLists");
}

#[test]
fn a_null_distribution_breakdown_leaves_the_pay_stub_whole() {
    let response: CreditPayrollIncomeGetResponse = fitting("null_distribution_breakdown");
    assert!(response.error.is_none());
    let item = &response.items[0];
    assert_eq!(item.accounts, [None]);
    let status = item.status.as_ref().unwrap();
    let status = status.processing_status.as_deref();
    assert_eq!(status, Some("PROCESSING_COMPLETE"));
    let income = &item.payroll_income[0];
    assert!(income.form1099s.is_empty());
    let stub = &income.pay_stubs[0];
    let paid = stub.net_pay.as_ref().unwrap();
    assert_eq!(paid.current_amount.unwrap().to_string(), "1893.4");
    assert_eq!(paid.ytd_amount.unwrap().to_string(), "20827.41");
    let period = stub.pay_period_details.as_ref().unwrap();
    assert!(period.distribution_breakdown.is_empty());
    assert_eq!(period.gross_earnings.unwrap().to_string(), "2650");
    assert_eq!(period.end_date.unwrap().to_string(), "2026-01-15");
}

#[test]
fn null_owners_are_none() {
    let response: AssetReportGetResponse = fitting("null_owners");
    assert!(response.warnings.is_empty());
    let report = response.report.unwrap();
    assert_eq!(report.days_requested, Some(61.0));
    let [unowned, owned] = report.items[0].accounts.as_slice() else {
        panic!("not two accounts");
    };
    assert_eq!(unowned.mask.as_deref(), Some("7781"));
    assert!(unowned.owners.is_empty());
    assert_eq!(owned.owners[0].names, ["Ines Okafor"]);
    assert!(owned.owners[0].addresses.is_empty());
    assert!(owned.owners[0].emails.is_empty());
    assert!(owned.owners[0].phone_numbers.is_empty());
}

#[test]
fn absent_verifications_are_none() {
    let response: CreditEmploymentGetResponse = fitting("absent_verification");
    let [without, with] = response.items.as_slice() else {
        panic!("not two items");
    };
    assert!(without.employments.is_empty());
    assert_eq!(without.item_id.as_ref().unwrap(), &"item-a");
    let employment = &with.employments[0];
    assert_eq!(employment.title.as_deref(), Some("Ferry pilot"));
    assert!(employment.status.is_none());
    assert!(employment.employer.is_none());
}

#[test]
fn an_unknown_error_type_is_kept() {
    let response: CreditPayrollIncomeGetResponse = fitting("unknown_error_type");
    let error = response.error.unwrap();
    let error_type = error.error_type.unwrap();
    assert!(matches!(error_type, PlaidErrorType::Unknown(_)));
    assert_eq!(error_type.as_str(), "PAYROLL_PROVIDER_ERROR");
    assert_eq!(error.error_code.as_deref(), Some("EMPLOYER_CLOSED"));
    assert_eq!(error.status, None);
}

#[test]
fn a_new_session_status_is_kept() {
    let response: CreditSessionsGetResponse = fitting("new_session_status");
    let results = response.sessions[0].results.as_ref().unwrap();
    let employment = results.bank_employment_results[0].status.as_ref().unwrap();
    assert_eq!(employment.as_str(), "WAITING_FOR_EMPLOYER");
    let income = &results.bank_income_results;
    assert_eq!(
        income[0].status,
        Some(CreditSessionBankIncomeStatus::Started)
    );
    assert_eq!(
        income[1].status,
        Some(CreditSessionBankIncomeStatus::Approved)
    );
    assert_eq!(income[1].item_id, Some("item-g".into()));
    assert!(results.document_income_results.is_none());
}

/// Bank income sessions said `STARTED` before the document knew it; here it comes where the
/// document still does not.
#[test]
fn started_is_kept_where_the_document_does_not_know_it() {
    let response: AssetReportGetResponse = fitting("started");
    let report = response.report.unwrap();
    let account = &report.items[0].accounts[0];
    let status = account.verification_status.as_ref().unwrap();
    assert_eq!(status.as_str(), "STARTED");
    assert_eq!(account.name.as_deref(), Some("Plain checking"));
}

#[test]
fn a_time_instead_of_a_date_is_read_as_its_date() {
    let decoded = fixture::<CreditBankIncomeGetResponse>("date_time_for_date");
    let reason = "a time instead of a date: only the date is kept";
    assert_anomalies(
        &decoded,
        &[
            ("/bank_income/0/bank_income_summary/end_date", reason),
            ("/bank_income/0/bank_income_summary/start_date", reason),
        ],
    );
    assert_eq!(decoded.anomalies[0].raw, r#""2026-02-10T23:30:00-05:00""#);
    let summary = decoded.value.bank_income[0].bank_income_summary.as_ref();
    let summary = summary.unwrap();
    assert_eq!(summary.end_date.unwrap().to_string(), "2026-02-10");
    assert_eq!(summary.start_date.unwrap().to_string(), "2025-10-14");
    assert_eq!(summary.income_sources_count, Some(2));
    assert_eq!(summary.total_amount.unwrap().to_string(), "9120.75");
}

#[test]
fn a_date_in_another_format_is_read_and_reported() {
    for sent in ["2026-1-5", " 2026-01-05", "+2026-01-05"] {
        let body = json!({"request_id": "r", "bank_income": [
            {"bank_income_summary": {"start_date": sent}}]});
        let decoded: Decoded<CreditBankIncomeGetResponse> = read(&body.to_string());
        let reason = "a date in another format: read anyway";
        let path = "/bank_income/0/bank_income_summary/start_date";
        assert_anomalies(&decoded, &[(path, reason)]);
        let summary = decoded.value.bank_income[0].bank_income_summary.as_ref();
        let date = summary.unwrap().start_date.unwrap();
        assert_eq!(date.to_string(), "2026-01-05");
    }
}

#[test]
fn a_time_without_a_zone_is_read_as_utc() {
    let decoded = fixture::<CreditSessionsGetResponse>("no_zone");
    let reason = "a time without a zone: read as UTC";
    assert_anomalies(
        &decoded,
        &[
            ("/sessions/0/session_start_time", reason),
            ("/sessions/1/session_start_time", reason),
        ],
    );
    let [first, second] = decoded.value.sessions.as_slice() else {
        panic!("not two sessions");
    };
    let time = first.session_start_time.unwrap().to_rfc3339();
    assert_eq!(time, "2026-03-09T16:05:27.250+00:00");
    let time = second.session_start_time.unwrap().to_rfc3339();
    assert_eq!(time, "2026-03-09T16:05:27+00:00");
    assert_eq!(second.link_session_id.as_deref(), Some("ls-3d"));
    let Err(Error::Decode(error)) = decoded.strict() else {
        panic!("strict reading takes a time without a zone");
    };
    assert_eq!(error.path(), "/sessions/0/session_start_time");
    assert_eq!(error.reason, reason);
}

#[test]
fn a_missing_request_id_is_none() {
    let decoded = fixture::<CreditSessionsGetResponse>("no_request_id");
    // No other field of the response is promised.
    let reason = "the body has none of the fields that are documented as always sent";
    assert_anomalies(&decoded, &[("", reason)]);
    assert_eq!(decoded.value.request_id, None);
    let id = decoded.value.sessions[0].link_session_id.as_deref();
    assert_eq!(id, Some("ls-4d"));
}
