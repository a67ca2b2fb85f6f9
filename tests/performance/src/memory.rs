//! What decoding allocates.

use allocation_counter::{AllocationInfo, measure};
use anyhow::Result;
use plaid_credit::types::CreditBankIncomeGetResponse;

use crate::table::{Table, hundredths};
use crate::{bodies, decode, plain};

pub(crate) fn run() -> Result<()> {
    let body = bodies::income(5_000_000).to_string().into_bytes();
    let mut copy = body.clone();
    let text = || std::str::from_utf8(&body);
    let ours = allocated(|| Ok(plaid_credit::decode::<CreditBankIncomeGetResponse>(&body)?))?;
    let rivals = [
        allocated(|| Ok(serde_json::from_slice::<plain::Income>(&body)?))?,
        allocated(|| Ok(serde_json::from_str::<plain::Income>(text()?)?))?,
        allocated(|| Ok(sonic_rs::from_slice::<plain::Income>(&body)?))?,
        allocated(|| Ok(simd_json::from_slice::<plain::Income>(&mut copy)?))?,
    ];
    let mut table = Table::new(["decoding", "allocations", "bytes kept", "bytes at the peak"]);
    let of_body = |bytes: u64| format!("{:.1} MB per MB of body", bytes as f64 / body.len() as f64);
    table.row(
        "plaid-credit",
        [
            format!(
                "{:.1} per kB of body",
                ours.count_total as f64 * 1e3 / body.len() as f64
            ),
            of_body(ours.bytes_current.unsigned_abs()),
            of_body(ours.bytes_max),
        ],
    );
    for (name, rival) in decode::RIVALS.iter().zip(rivals) {
        let ratios = [
            ours.count_total as f64 / rival.count_total as f64,
            ours.bytes_current as f64 / rival.bytes_current as f64,
            ours.bytes_max as f64 / rival.bytes_max as f64,
        ];
        table.row(name, ratios.map(hundredths));
    }
    table.print();
    Ok(())
}

/// What `run` allocates, and keeps in its result.
fn allocated<T>(run: impl FnOnce() -> Result<T>) -> Result<AllocationInfo> {
    let mut result = None;
    let info = measure(|| result = Some(run()));
    result.transpose()?;
    Ok(info)
}
