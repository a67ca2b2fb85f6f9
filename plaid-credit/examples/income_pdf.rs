//! Downloads a user's bank income report as a PDF, with a progress bar.
//!
//! ```text
//! cargo run -p plaid-credit --example income_pdf -- report.pdf
//! ```
//!
//! Without a progress bar, use `download.write_to(path).await?`, which also keeps the file private
//! and removes it if the download fails: this example does not, so remove the `.part` file before
//! you try again.

mod common;

use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use plaid_credit::types::CreditBankIncomePdfGetRequest;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let target = match std::env::args_os().nth(1) {
        Some(path) => PathBuf::from(path),
        None => std::env::temp_dir().join("bank-income.pdf"),
    };
    let connection = common::connect().await?;
    let request = CreditBankIncomePdfGetRequest::new(connection.user);

    let mut download = connection
        .client
        .credit_bank_income_pdf_get(&request)
        .await?;

    // Renamed once it is complete. In a shared folder, what has this name may be somebody else's.
    let part = target.with_extension("pdf.part");
    let file = File::create_new(&part);
    let mut file = file.map_err(|error| format!("{}: {error}", part.display()))?;
    let (mut done, total) = (0, download.content_length());
    while let Some(chunk) = download.chunk().await? {
        file.write_all(&chunk)?;
        done += chunk.len() as u64;
        show_progress(done, total)?;
    }
    file.sync_all()?;
    std::fs::rename(&part, &target)?;
    println!("\nThe report is in {}", target.display());
    Ok(())
}

fn show_progress(done: u64, total: Option<u64>) -> std::io::Result<()> {
    const WIDTH: usize = 32;
    let kib = done.div_ceil(1024);
    let line = match total {
        Some(total) if total > 0 => {
            let full = usize::try_from(done * WIDTH as u64 / total).map_or(WIDTH, |n| n.min(WIDTH));
            let bar = format!("{}{}", "#".repeat(full), ".".repeat(WIDTH - full));
            format!(
                "[{bar}] {:>3} % of {} KiB",
                done * 100 / total,
                total.div_ceil(1024)
            )
        }
        _ => format!("{kib} KiB"),
    };
    // The carriage return makes the next line overwrite this one.
    print!("\r{line}");
    std::io::stdout().flush()
}
