//! The CPU and the allocations that a call costs: this client against reqwest with the same
//! headers, on one server, in one run.
//!
//! `cargo bench -p plaid-credit --bench client` prints, for a small and a large response, with
//! one call at a time and with 64 at once:
//!
//! - `plain`: reqwest, and structs as a first draft derives them;
//! - `models`: reqwest, and this crate's models read by serde alone;
//! - `client`: this client, with its limits on time and size.
//!
//! Only the client's thread is counted. The aim is at most 1.05 times either.
#![allow(missing_docs, unreachable_pub)]

#[path = "client/bodies.rs"]
mod bodies;
#[path = "client/plain.rs"]
mod plain;
#[path = "client/server.rs"]
mod server;

use std::error::Error;
use std::time::Duration;

use allocation_counter::measure;
use cpu_time::ThreadTime;
use futures_util::future::try_join_all;
use plaid_credit::reqwest;
use plaid_credit::types::{
    CreditBankIncomeGetRequest, CreditBankIncomeGetResponse, CreditSessionsGetRequest,
    CreditSessionsGetResponse, UserToken,
};
use plaid_credit::{Client, Credentials};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

const ROUNDS: usize = 101;
const AT_ONCE: u32 = 64;
const TOKEN: &str = "user-sandbox-b0e2fe0e-7b0c-4b0e-9e0e-0b0e2fe0e7b0";

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:28} {:>11} {:>11} {:>11} {:>8} {:>8}",
        "response", "plain", "models", "client", "/ plain", "/ models"
    );
    let bench = Bench::new(&bodies::sessions(), "credit/sessions/get")?;
    let request = CreditSessionsGetRequest::new(UserToken::from(TOKEN));
    bench.run(
        "sessions",
        200,
        async || Ok(bench.raw::<plain::Sessions>(0).await?.sessions.len()),
        async || {
            let sessions = bench.raw::<CreditSessionsGetResponse>(1).await?;
            Ok(sessions.sessions.len())
        },
        async || {
            let sessions = bench.client.credit_sessions_get(&request).await?;
            Ok(sessions.sessions.len())
        },
    )?;
    let bench = Bench::new(&bodies::income(), "credit/bank_income/get")?;
    let request = CreditBankIncomeGetRequest::new(UserToken::from(TOKEN));
    bench.run(
        "bank income",
        40,
        async || Ok(bench.raw::<plain::Income>(0).await?.bank_income.len()),
        async || {
            let income = bench.raw::<CreditBankIncomeGetResponse>(1).await?;
            Ok(income.bank_income.len())
        },
        async || {
            let income = bench.client.credit_bank_income_get(&request).await?;
            Ok(income.bank_income.len())
        },
    )
}

type Done = Result<usize, Box<dyn Error>>;

struct Bench {
    runtime: Runtime,
    client: Client,
    /// Each contender has connections of its own.
    http: [reqwest::Client; 2],
    url: String,
    size: usize,
}

impl Bench {
    fn new(body: &serde_json::Value, path: &str) -> Result<Self, Box<dyn Error>> {
        let body = body.to_string();
        let base_url = server::start(body.as_bytes())?;
        let http = || {
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(Duration::from_secs(10))
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
            size: body.len(),
        })
    }

    /// A call by hand.
    async fn raw<T: DeserializeOwned>(&self, contender: usize) -> Result<T, reqwest::Error> {
        let request = plain::Request {
            user_token: TOKEN.to_owned(),
        };
        self.http[contender]
            .post(&self.url)
            .header("plaid-client-id", "client-id")
            .header("plaid-secret", "secret")
            .header("plaid-version", "2020-09-14")
            .header("user-agent", "plaid-credit-rust/0.1.0")
            .json(&request)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    fn run(
        &self,
        name: &str,
        calls: u32,
        plain: impl AsyncFn() -> Done,
        models: impl AsyncFn() -> Done,
        client: impl AsyncFn() -> Done,
    ) -> Result<(), Box<dyn Error>> {
        assert_eq!(
            self.runtime.block_on(plain())?,
            self.runtime.block_on(client())?
        );
        for at_once in [1, AT_ONCE] {
            let mut costs: [Vec<Cost>; 3] = Default::default();
            for round in 0..ROUNDS {
                // Each goes first as often as the others.
                for turn in 0..3 {
                    let contender = (round + turn) % 3;
                    costs[contender].push(match contender {
                        0 => self.cost(calls, at_once, &plain)?,
                        1 => self.cost(calls, at_once, &models)?,
                        _ => self.cost(calls, at_once, &client)?,
                    });
                }
            }
            let name = format!(
                "{name}, {:.1} kB, {at_once} at once",
                self.size as f64 / 1e3
            );
            print(&name, &costs, |cost| cost.time * 1e6, "µs");
            print("  allocations", &costs, |cost| cost.allocations, "  ");
        }
        Ok(())
    }

    fn cost(
        &self,
        calls: u32,
        at_once: u32,
        call: &impl AsyncFn() -> Done,
    ) -> Result<Cost, Box<dyn Error>> {
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
            Ok::<(), Box<dyn Error>>(())
        };
        let mut result = Ok(());
        let start = ThreadTime::now();
        let allocated = measure(|| result = self.runtime.block_on(run));
        let time = start.elapsed().as_secs_f64();
        result?;
        let calls = f64::from(batches * at_once);
        Ok(Cost {
            time: time / calls,
            allocations: allocated.count_total as f64 / calls,
        })
    }
}

/// What a call costs on this thread.
struct Cost {
    /// In seconds of CPU.
    time: f64,
    allocations: f64,
}

fn print(name: &str, costs: &[Vec<Cost>; 3], of: impl Fn(&Cost) -> f64, unit: &str) {
    let [plain, models, client] = costs.each_ref().map(|costs| median(costs.iter().map(&of)));
    println!(
        "{name:28} {plain:>8.1} {unit} {models:>8.1} {unit} {client:>8.1} {unit} {:>8.2} {:>8.2}",
        client / plain,
        client / models
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
