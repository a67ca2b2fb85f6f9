//! The CPU and the allocations that a call costs: this client against reqwest with the same
//! headers, on one server.
//!
//! Only the client's thread is counted.

use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use allocation_counter::measure;
#[cfg(target_os = "linux")]
use anyhow::Context;
use anyhow::{Result, ensure};
use cpu_time::ThreadTime;
use futures_util::future::try_join_all;
#[cfg(target_os = "linux")]
use nix::{
    sched::{CpuSet, sched_getaffinity, sched_setaffinity},
    unistd::Pid,
};
use plaid_credit::reqwest;
use plaid_credit::types::{
    CreditBankIncomeGetRequest, CreditBankIncomeGetResponse, CreditSessionsGetRequest,
    CreditSessionsGetResponse, UserToken,
};
use plaid_credit::{Client, Credentials};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use crate::measure::{median, ratio, rounds};
use crate::table::{Table, hundredths};
use crate::{bodies, plain, server};

const ROUNDS: usize = 102;
const AT_ONCE: u32 = 64;
const TOKEN: &str = "user-sandbox-b0e2fe0e-7b0c-4b0e-9e0e-0b0e2fe0e7b0";

/// In a thread of its own, which alone stays on its core.
pub(crate) fn run() -> Result<()> {
    let compared = thread::scope(|scope| scope.spawn(compare_all).join());
    compared.unwrap_or_else(|panic| resume_unwind(panic))
}

fn compare_all() -> Result<()> {
    let mut table = Table::new([
        "call",
        "CPU",
        "/ plain structs",
        "/ models",
        "allocations",
        "/ plain structs",
        "/ models",
    ]);
    let cores = cores()?;
    let setup = Setup::new(&cores, &bodies::sessions(), "credit/sessions/get")?;
    let request = CreditSessionsGetRequest::new(UserToken::from(TOKEN));
    setup.compare(
        &mut table,
        "sessions",
        200,
        async || Ok(setup.raw::<plain::Sessions>(0).await?.sessions.len()),
        async || {
            let sessions = setup.raw::<CreditSessionsGetResponse>(1).await?;
            Ok(sessions.sessions.len())
        },
        async || {
            let sessions = setup.client.credit_sessions_get(&request).await?;
            Ok(sessions.sessions.len())
        },
    )?;
    let setup = Setup::new(&cores, &bodies::income(60_000), "credit/bank_income/get")?;
    let request = CreditBankIncomeGetRequest::new(UserToken::from(TOKEN));
    setup.compare(
        &mut table,
        "bank income",
        40,
        async || Ok(setup.raw::<plain::Income>(0).await?.bank_income.len()),
        async || {
            let income = setup.raw::<CreditBankIncomeGetResponse>(1).await?;
            Ok(income.bank_income.len())
        },
        async || {
            let income = setup.client.credit_bank_income_get(&request).await?;
            Ok(income.bank_income.len())
        },
    )?;
    table.print();
    Ok(())
}

/// The cores that this process may use: the last is for servers, the first for what is measured. To
/// wake up another core may cost as much as a call, and should not be chance.
#[cfg(target_os = "linux")]
fn cores() -> Result<Vec<usize>> {
    let allowed = sched_getaffinity(Pid::from_raw(0))?;
    let is_allowed = |core: &usize| allowed.is_set(*core).unwrap_or(false);
    Ok((0..CpuSet::count()).filter(is_allowed).collect())
}

/// Keeps this thread on a core, and the threads that it starts from then on.
#[cfg(target_os = "linux")]
fn stay_on(core: Option<&usize>) -> Result<()> {
    let mut one = CpuSet::new();
    one.set(*core.context("no core may be used")?)?;
    Ok(sched_setaffinity(Pid::from_raw(0), &one)?)
}

#[cfg(not(target_os = "linux"))]
fn cores() -> Result<Vec<usize>> {
    Ok(Vec::new())
}

#[cfg(not(target_os = "linux"))]
fn stay_on(_: Option<&usize>) -> Result<()> {
    Ok(())
}

struct Setup {
    runtime: Runtime,
    client: Client,
    /// Each contender has connections of its own.
    http: [reqwest::Client; 2],
    url: String,
    /// What those send that call by hand.
    request: plain::SessionsRequest,
    size: usize,
}

impl Setup {
    fn new(cores: &[usize], body: &serde_json::Value, path: &str) -> Result<Self> {
        let body = body.to_string();
        stay_on(cores.last())?;
        let base_url = server::start(body.as_bytes())?;
        stay_on(cores.first())?;
        let http = || {
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(Duration::from_secs(8))
                .build()
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            runtime,
            url: format!("{base_url}/{path}"),
            client: Client::builder()
                .credentials(Credentials::new("client-id", "secret"))
                .base_url(base_url)?
                .build()?,
            http: [http()?, http()?],
            request: plain::SessionsRequest {
                user_token: TOKEN.to_owned(),
            },
            size: body.len(),
        })
    }

    /// A call by hand.
    async fn raw<T: DeserializeOwned>(&self, contender: usize) -> Result<T, reqwest::Error> {
        self.http[contender]
            .post(&self.url)
            .header("plaid-client-id", "client-id")
            .header("plaid-secret", "secret")
            .header("plaid-version", "2020-09-14")
            .header(
                "user-agent",
                concat!("plaid-credit-rust/", env!("CARGO_PKG_VERSION")),
            )
            .json(&self.request)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    fn compare(
        &self,
        table: &mut Table,
        name: &str,
        calls: u32,
        plain: impl AsyncFn() -> Result<usize>,
        models: impl AsyncFn() -> Result<usize>,
        client: impl AsyncFn() -> Result<usize>,
    ) -> Result<()> {
        let [read, ours] = [
            self.runtime.block_on(plain())?,
            self.runtime.block_on(client())?,
        ];
        ensure!(read == ours, "all read the same");
        for at_once in [1, AT_ONCE] {
            let costs = rounds(
                ROUNDS,
                [
                    &|| self.cost(calls, at_once, &client),
                    &|| self.cost(calls, at_once, &plain),
                    &|| self.cost(calls, at_once, &models),
                ],
            )?;
            let [time, allocations] = [|cost: &Cost| cost.time, |cost: &Cost| cost.allocations]
                .map(|of| costs.each_ref().map(|costs| costs.iter().map(of).collect()));
            let [ours, rivals @ ..]: &[Vec<f64>; 3] = &time;
            let mut cells = vec![format!("{:.0} µs", median(ours.iter().copied()) * 1e6)];
            cells.extend(rivals.iter().map(|rival| hundredths(ratio(ours, rival))));
            let [ours, rivals @ ..]: &[Vec<f64>; 3] = &allocations;
            cells.push(format!("{:.0}", median(ours.iter().copied())));
            cells.extend(rivals.iter().map(|rival| hundredths(ratio(ours, rival))));
            let size = self.size as f64 / 1e3;
            table.row(&format!("{name}, {size:.1} kB, {at_once} at once"), cells);
        }
        Ok(())
    }

    fn cost(
        &self,
        calls: u32,
        at_once: u32,
        call: &impl AsyncFn() -> Result<usize>,
    ) -> Result<Cost> {
        let batches = calls.div_ceil(at_once);
        let run = async {
            for _ in 0..batches {
                match at_once {
                    1 => {
                        call().await?;
                    }
                    _ => {
                        try_join_all((0..at_once).map(|_| call())).await?;
                    }
                }
            }
            Ok(())
        };
        let mut result = Ok(());
        let start = ThreadTime::now();
        let allocated = measure(|| result = self.runtime.block_on(run));
        let time = start.elapsed().as_secs_f64();
        result.map(|()| {
            let calls = f64::from(batches * at_once);
            Cost {
                time: time / calls,
                allocations: allocated.count_total as f64 / calls,
            }
        })
    }
}

/// What a call costs on this thread.
struct Cost {
    /// In seconds of CPU.
    time: f64,
    allocations: f64,
}
