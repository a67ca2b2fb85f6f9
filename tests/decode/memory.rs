//! What decoding allocates, counted: honest bodies take a few times their size, bodies made to
//! be slow or large take no more for each byte the longer they are, and those that would take
//! too much are refused.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use allocation_counter::{AllocationInfo, measure};
use plaid_credit::bytes::Bytes;
use plaid_credit::types::{
    AssetReportGetResponse, CreditBankIncomeGetResponse, CreditSessionsGetResponse,
};
use plaid_credit::webhook::Event;
use plaid_credit::{Error, decode, testing};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const MEGABYTE: usize = 1_000_000;

/// What `run` gives, and what it allocated.
fn counted<T>(run: impl FnOnce() -> T) -> (T, AllocationInfo) {
    let mut result = None;
    let info = measure(|| result = Some(run()));
    (result.unwrap(), info)
}

/// How many times its own size a body takes when it is kept, and at the peak, the body
/// included.
fn times<T: DeserializeOwned>(body: &[u8]) -> (f64, f64) {
    let (decoded, info) = counted(|| decode::<T>(body).unwrap());
    assert_eq!(decoded.anomalies.len(), 0);
    let times = |bytes: f64| bytes / body.len() as f64 + 1.0;
    (
        times(info.bytes_current as f64),
        times(info.bytes_max as f64),
    )
}

fn repeated(value: &Value, around: impl Fn(Vec<Value>) -> Value) -> Vec<u8> {
    let count = 4 * MEGABYTE / value.to_string().len();
    around(vec![value.clone(); count]).to_string().into_bytes()
}

#[test]
fn memory_is_a_few_times_the_body() {
    let transaction = json!({
        "amount": 1525.5, "check_number": null, "date": "2024-05-17", "iso_currency_code": "USD",
        "name": "ACME PAYROLL", "original_description": "ACME CORP DES:PAYROLL ID:1234",
        "pending": false, "transaction_id": "txn-000000000000000000000000000001",
        "unofficial_currency_code": null, "bonus_type": null,
    });
    let income = repeated(&transaction, |transactions| {
        json!({"request_id": "r", "bank_income": [{"bank_income_summary": {
            "historical_summary": [{"transactions": transactions}]}}]})
    });
    let transaction = json!({
        "account_id": "a-000000000000000000000000000000001", "amount": 12.75,
        "iso_currency_code": "USD", "unofficial_currency_code": null, "date": "2024-05-17",
        "original_description": "COFFEE 0001 SPRINGFIELD", "pending": false,
        "transaction_id": "txn-000000000000000000000000000001", "name": "Coffee",
    });
    let assets = repeated(
        &transaction,
        |transactions| json!({"request_id": "r", "report": {"items": [{"accounts": [{"transactions": transactions}]}]}}),
    );
    for (kept, peak) in [
        times::<CreditBankIncomeGetResponse>(&income),
        times::<AssetReportGetResponse>(&assets),
    ] {
        println!("{kept:.2} times when kept, {peak:.2} at the peak");
        assert!(kept < 6.0, "{kept}");
        assert!(peak < 9.0, "{peak}");
    }
}

/// Lists of empty objects, each of which is a large struct, and lists within lists.
#[test]
fn what_would_take_too_much_memory_is_refused() {
    for (element, count) in [("{}", 6 * MEGABYTE), ("{\"a\":{\"a\":1}}", MEGABYTE)] {
        let elements = vec![element; count].join(",");
        let body = format!(r#"{{"request_id": "r", "bank_income": [{elements}]}}"#);
        is_refused_in_time::<CreditBankIncomeGetResponse>(body.as_bytes());
    }
    let lists = "[".repeat(100) + &"]".repeat(100);
    let lists = vec![lists; MEGABYTE / 10].join(",");
    is_refused_in_time::<Value>(format!("[{lists}]").as_bytes());
    let objects = vec![r#"{"a":1}"#; 3 * MEGABYTE].join(",");
    is_refused_in_time::<Value>(format!("[{objects}]").as_bytes());

    /// What is flattened is buffered first.
    #[derive(serde::Deserialize)]
    #[allow(dead_code, reason = "its size matters")]
    struct Around {
        id: u8,
        #[serde(flatten)]
        income: CreditBankIncomeGetResponse,
    }

    let elements = vec!["{}"; 6 * MEGABYTE].join(",");
    let body = format!(r#"{{"id": 1, "request_id": "r", "bank_income": [{elements}]}}"#);
    is_refused_in_time::<Around>(body.as_bytes());

    let entries: Vec<String> = (0..600_000)
        .map(|it| format!(r#""{it:06}":{{}}"#))
        .collect();
    let entries = format!("{{{}}}", entries.join(","));
    is_refused_in_time::<BTreeMap<String, Large>>(entries.as_bytes());
}

/// A type of another crate, as far as this one knows.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
#[allow(dead_code, reason = "its size matters")]
struct Large {
    numbers: [[u64; 32]; 4],
}

#[test]
fn a_large_field_counts_about_as_often_as_it_is_there() {
    #[derive(serde::Deserialize)]
    #[allow(dead_code, reason = "its size matters")]
    struct Row {
        large: Large,
    }

    let rows = vec![r#"{"large":{}}"#; 100_000].join(",");
    let decoded = decode::<Vec<Row>>(format!("[{rows}]").as_bytes()).unwrap();
    assert_eq!(decoded.value.len(), 100_000);
}

/// That the body is refused before it has taken more memory than the bound.
fn is_refused_in_time<T: DeserializeOwned>(body: &[u8]) {
    let (result, info) = counted(|| decode::<T>(body).map(drop));
    let Err(Error::Decode(error)) = result else {
        panic!("it is read");
    };
    assert_eq!(
        error.reason,
        "it would take more than 1073741824 bytes of memory"
    );
    // The error keeps a copy of the body.
    let bound = (1 << 30) + body.len() as u64;
    assert!(info.bytes_max < bound, "{}", info.bytes_max);
}

/// A body that looks like Plaid's error object is read as one too, but not at the same time. The
/// same goes for a webhook, whose type and code are read first.
#[test]
fn a_body_that_is_read_twice_takes_its_memory_once() {
    let nested = "[".repeat(60) + &"]".repeat(60);
    let nested = vec![nested; 8_000].join(",");
    let peak = |start: &str, read: &dyn Fn(&[u8])| {
        let body = format!(r#"{{{start}, "new": [{nested}]}}"#);
        counted(|| read(body.as_bytes())).1.bytes_max as f64
    };
    let response = |body: &[u8]| {
        let body = Bytes::copy_from_slice(body);
        testing::response::<CreditSessionsGetResponse>(body)
    };
    let answer = peak(r#""request_id": "r""#, &|body| {
        assert_eq!(response(body).unwrap().request_id(), Some("r"));
    });
    let error = peak(r#""request_id": "r", "error_code": "A_B""#, &|body| {
        assert_eq!(response(body).unwrap_err().error_code(), Some("A_B"));
    });
    assert!(error < 1.1 * answer, "{error} {answer}");

    let event = |body: &[u8]| Event::read(body).unwrap().value;
    let unknown = peak(r#""webhook_type": "NEW", "webhook_code": "NEW""#, &|body| {
        assert!(matches!(event(body), Event::Unknown(_)));
    });
    let finished = r#""webhook_type": "LINK", "webhook_code": "SESSION_FINISHED""#;
    let known = peak(finished, &|body| {
        assert!(matches!(event(body), Event::LinkSessionFinished(_)));
    });
    assert!(known < 1.1 * unknown, "{known} {unknown}");
}

/// The allocations and the bytes at the peak that reading a body takes for each of its bytes.
fn for_each_byte<T>(body: &[u8], read: impl FnOnce(&[u8]) -> T) -> (f64, f64) {
    let (_, info) = counted(|| read(body));
    let each = |count: u64| count as f64 / body.len() as f64;
    (each(info.count_total), each(info.bytes_max))
}

#[test]
fn a_byte_of_a_hostile_body_takes_the_same_in_a_long_body() {
    let [short, long] = [1, 4].map(|times| hostile::bodies(times << 18));
    for ((class, short), (_, long)) in short.iter().zip(&long) {
        let [short, long] = [short, long].map(|body| {
            for_each_byte(body, |body| {
                decode::<CreditSessionsGetResponse>(body).unwrap()
            })
        });
        println!("{class}: {long:.2?}");
        // A few allocations are those of the anomalies, and the same for every length.
        assert!(long.0 <= short.0 * 1.01, "{class}: {short:?} {long:?}");
        assert!(long.1 <= short.1 * 1.01, "{class}: {short:?} {long:?}");
    }
}

#[test]
fn a_hostile_body_takes_little_more_than_it_takes_serde_json() {
    // Setting a value aside takes one allocation, and the shortest value two bytes. The
    // anomalies keep a copy of the body.
    let more = (0.51, 1.25);
    for (class, body) in hostile::bodies(1 << 18) {
        if serde_json::from_slice::<Value>(&body).is_err() {
            continue;
        }
        let ours = for_each_byte(&body, |body| {
            decode::<CreditSessionsGetResponse>(body).unwrap()
        });
        let theirs = for_each_byte(&body, |body| serde_json::from_slice::<Value>(body).unwrap());
        println!("{class}: {ours:.2?} {theirs:.2?}");
        assert!(ours.0 <= theirs.0 + more.0, "{class}: {ours:?} {theirs:?}");
        assert!(
            ours.1 <= theirs.1 * 1.1 + more.1,
            "{class}: {ours:?} {theirs:?}"
        );
    }
}

/// A string with an escape takes the same allocations each time that it is read, also where it
/// is passed over, so that they count how often.
#[test]
fn each_byte_is_read_at_most_twice() {
    const STRINGS: usize = 10_000;
    let strings = format!("[{}]", vec![r#""\n""#; STRINGS].join(","));
    let nested = |depth: usize, open: &str, close: &str| {
        format!("{}{strings}{}", open.repeat(depth), close.repeat(depth))
    };
    let response = |field: &str, value: &str| format!(r#"{{"request_id":"r","{field}":{value}}}"#);
    fn count<T: DeserializeOwned>(body: &str) -> f64 {
        let (_, info) = counted(|| decode::<T>(body.as_bytes()).is_ok());
        info.count_total as f64 / STRINGS as f64
    }
    let of = |body: String| count::<CreditSessionsGetResponse>(&body);
    let once = of(response("new", &strings));
    let session = |value: &str| response("sessions", &format!("[{value}]"));
    for (class, body) in [
        (
            "unknown, to the limit",
            response("new", &nested(120, "[", "]")),
        ),
        ("unknown, too deep", response("new", &nested(200, "[", "]"))),
        ("of the wrong type", response("request_id", &strings)),
        ("an element of the wrong type", session(&strings)),
        (
            "of the wrong type inside",
            session(&nested(50, r#"{"results":"#, "}")),
        ),
        (
            "of the wrong type, far too deep",
            session(&nested(500, r#"{"results":[{"errors":"#, "}]}")),
        ),
        ("repeated", response("new", &format!("1,\"new\":{strings}"))),
        (
            "with a name that is not Unicode",
            response("\\ud800", &strings),
        ),
        ("not a response", strings.clone()),
        (
            "not JSON at its end",
            response("request_id", &strings) + "}",
        ),
    ] {
        let times = of(body) / once;
        println!("{class}: {times:.2}");
        assert!(times < 2.1, "{class}: {times}");
    }
    // It fits until its end, and may not even be JSON.
    let times = count::<(Vec<String>, u8)>(&format!("[{strings},true]")) / once;
    assert!((1.9..2.1).contains(&times), "{times}");
}

/// Showing the anomalies takes no copy of the names in the body for each.
#[test]
fn anomalies_below_a_long_name_are_shown_in_no_time() {
    let body = format!(
        r#"{{"request_id":"r","{}":[{}]}}"#,
        r"\n".repeat(MEGABYTE),
        vec!["1e400"; 200].join(",")
    );
    let decoded = decode::<CreditSessionsGetResponse>(body.as_bytes()).unwrap();
    let (shown, info) = counted(|| format!("{:?}", decoded.anomalies));
    assert!(shown.contains("/(unknown)/7"), "{shown}");
    assert!(info.bytes_total < MEGABYTE as u64, "{}", info.bytes_total);
}
