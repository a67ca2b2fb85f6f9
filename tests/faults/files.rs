//! Files: whole, or an error and no file.

use std::error::Error as _;
use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use futures_util::{FutureExt, TryStreamExt};
use plaid_credit::{Call, Download, testing};

use super::server::{ERROR, OK, Server, Step, answer, compressed, json};
use super::setup::{Waits, builder, pdf_get, sessions_get, told_error};

const PDF: &str = "content-type: application/pdf\r\n";

fn pdf() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((0..300_000_u32).map(|number| (number % 251) as u8));
    pdf
}

fn half_pdf() -> Vec<u8> {
    let mut whole = answer(200, PDF, pdf());
    whole.truncate(100_000);
    whole
}

async fn client(steps: Vec<Step>) -> (plaid_credit::Client, Server) {
    let server = Server::start(steps).await;
    let client = builder(&server.base_url, &Waits::default())
        .max_download_size(1 << 20)
        .build()
        .unwrap();
    (client, server)
}

/// Checks that only its owner can read the file.
#[cfg(unix)]
fn check_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;

    let permissions = std::fs::metadata(path).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_file_arrives_intact_in_every_way_to_take_it() {
    let (client, server) = client(vec![Step::Answer(answer(200, PDF, pdf()))]).await;
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert_eq!(download.content_length(), Some(pdf().len() as u64));
    assert_eq!(download.bytes().await.unwrap(), pdf());

    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let parts: Vec<_> = download.into_stream().try_collect().await.unwrap();
    assert!(parts.len() > 1);
    assert_eq!(parts.concat(), pdf());

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("income.pdf");
    std::fs::write(&path, "an older report").unwrap();
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert_eq!(download.write_to(&path).await.unwrap(), pdf().len() as u64);
    assert_eq!(std::fs::read(&path).unwrap(), pdf());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    #[cfg(unix)]
    check_private(&path);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_response_is_written_as_it_came() {
    let (client, _server) = client(vec![json(200, OK)]).await;
    let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.json");
    std::fs::write(
        &path,
        "an older response, which was longer than the new one is",
    )
    .unwrap();
    response.write_to(&path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), OK.as_bytes());
    #[cfg(unix)]
    check_private(&path);

    let error = response.write_to(folder.path()).await.unwrap_err();
    assert_eq!(told_error(&error), "File 200");
    assert_eq!(error.source().unwrap().to_string(), "not a regular file");
    assert_eq!(error.request_id(), Some("Aim3b"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn without_a_runtime_no_file_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("income.pdf");
    let written = testing::download("%PDF-1.7").write_to(&path).now_or_never();
    let error = written.unwrap().unwrap_err();
    assert_eq!(told_error(&error), "File 200");
    assert_eq!(
        error.source().unwrap().to_string(),
        "writing a file needs a tokio runtime: await it inside one, as in `#[tokio::main]`"
    );
    assert!(!path.exists());
}

#[test]
fn without_a_runtime_a_download_that_is_not_there_yet_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (download, _server) = runtime.block_on(async {
        let (client, server) = client(vec![Step::Hang(half_pdf())]).await;
        let download = client.credit_bank_income_pdf_get(&pdf_get()).await;
        (download.unwrap(), server)
    });
    let error = download.bytes().now_or_never().unwrap().unwrap_err();
    assert_eq!(told_error(&error), "Interrupted 200, retryable");
    assert_eq!(error.to_string(), "the response could not be read");
    assert_eq!(
        error.source().unwrap().to_string(),
        "reading a download needs a tokio runtime: await it inside one, as in `#[tokio::main]`"
    );
}

#[tokio::test]
async fn a_file_that_does_not_arrive_whole_leaves_nothing_behind() {
    let too_large = answer(200, PDF, vec![0; 2 << 20]);
    let gzip = format!("{PDF}content-encoding: gzip\r\n");
    let inflated = answer(200, &gzip, compressed(vec![0; 2 << 20]));
    let unannounced = b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n".to_vec();
    let rows = [
        (
            "a reset",
            Step::Reset(half_pdf()),
            "Interrupted 200, retryable",
        ),
        ("too large", Step::Answer(too_large), "TooLarge 200"),
        (
            "too large decompressed",
            Step::Answer(inflated),
            "TooLarge 200",
        ),
        (
            "too large, unannounced",
            Step::Hang([unannounced, vec![0; 2 << 20]].concat()),
            "TooLarge 200",
        ),
    ];
    for (fault, step, expected) in rows {
        let (client, server) = client(vec![step]).await;
        let call = client.credit_bank_income_pdf_get(&pdf_get());
        assert_eq!(failure(call).await, expected, "{fault}");
        assert_eq!(server.requests().len(), 1, "{fault}");
    }
    let (client, server) = client(vec![Step::Hang(half_pdf())]).await;
    let call = client.credit_bank_income_pdf_get(&pdf_get());
    let call = call.read_timeout(Duration::from_millis(300));
    assert_eq!(failure(call).await, "Timeout 200, retryable");
    assert_eq!(server.requests().len(), 1);
}

/// How a call fails whose file is to be written. It leaves nothing behind.
async fn failure(call: Call<Download>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("income.pdf");
    let written = match call.await {
        Ok(download) => download.write_to(&path).await,
        Err(error) => Err(error),
    };
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    told_error(&written.unwrap_err())
}

/// Plaid may be silent while it makes the file.
#[tokio::test]
async fn a_file_that_does_not_start_to_arrive_ends_at_the_limit_of_a_download() {
    let server = Server::start(vec![Step::Hang(vec![])]).await;
    let client = builder(&server.base_url, &Waits::default())
        .read_timeout(Duration::from_millis(50))
        .download_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client.credit_bank_income_pdf_get(&pdf_get()).await;
    assert_eq!(error.unwrap_err().to_string(), "timed out after 200ms");
}

/// A file system that has no room for more than a kilobyte shows it when the last part is written.
#[cfg(unix)]
#[test]
fn a_file_that_does_not_fit_replaces_nothing() {
    let limited = r#"trap "" XFSZ; ulimit -f 1; exec "$0" "$@""#;
    let program = std::env::current_exe().unwrap();
    let run = std::process::Command::new("sh")
        .args(["-c", limited])
        .arg(program)
        .args([
            "--exact",
            "faults::files::limited_to_a_kilobyte",
            "--ignored",
        ])
        .output()
        .unwrap();
    let told = String::from_utf8(run.stdout).unwrap();
    assert!(told.contains("1 passed"), "{told}");
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "run by another test, with a limit on the size of files"]
async fn limited_to_a_kilobyte() {
    let (client, _server) = client(vec![Step::Answer(answer(200, PDF, &pdf()[..5000]))]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("income.pdf");
    std::fs::write(&path, "an older report").unwrap();
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let error = download.write_to(&path).await.unwrap_err();
    assert_eq!(told_error(&error), "File 200");
    assert_eq!(std::fs::read(&path).unwrap(), b"an older report");

    let body = format!(r#"{{"request_id": "r", "sessions": []{:5000}}}"#, "");
    let (client, _server) = self::client(vec![json(200, &body)]).await;
    let response = client.credit_sessions_get(&sessions_get()).await.unwrap();
    let error = response.write_to(&path).await.unwrap_err();
    assert_eq!(told_error(&error), "File 200");
    assert_eq!(std::fs::read(&path).unwrap(), b"an older report");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_interrupted_download_does_not_end_as_if_it_were_whole() {
    let (client, _server) = client(vec![Step::Reset(half_pdf())]).await;
    let mut download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let error = loop {
        match download.chunk().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("half a file is not a whole one"),
            Err(error) => break error,
        }
    };
    for error in [error, download.chunk().await.unwrap_err()] {
        assert_eq!(told_error(&error), "Interrupted 200, retryable");
    }
}

#[tokio::test]
async fn what_was_taken_in_parts_is_not_written() {
    let (client, _server) = client(vec![Step::Answer(answer(200, PDF, pdf()))]).await;
    let mut download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let first = download.chunk().await.unwrap().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rest.pdf");
    let size = download.write_to(&path).await.unwrap();
    assert_eq!(size, (pdf().len() - first.len()) as u64);
    assert_eq!(std::fs::read(&path).unwrap(), pdf()[first.len()..]);
}

/// How many bytes the files of a folder hold.
fn held(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| std::fs::metadata(file.unwrap().path()).unwrap().len())
        .sum()
}

#[tokio::test]
async fn a_dropped_download_leaves_nothing_behind() {
    let (client, _server) = client(vec![Step::Hang(half_pdf())]).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("income.pdf");
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    {
        let mut written = pin!(download.write_to(&path));
        while held(folder.path()) == 0 {
            let moment = tokio::time::timeout(Duration::from_millis(5), written.as_mut()).await;
            assert!(moment.is_err());
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_not_a_file_is_an_error() {
    let json = "content-type: application/json; charset=utf-8\r\n";
    let html = "content-type: text/html\r\n";
    let rows = [
        (
            "an error",
            answer(400, json, ERROR),
            "Api 400 INVALID_FIELD",
            1,
        ),
        (
            "an error called a success",
            answer(200, json, ERROR),
            "Api 200 INVALID_FIELD",
            1,
        ),
        ("a page", answer(200, html, "<html>"), "Http 200", 1),
        ("503", answer(503, html, "<html>"), "Http 503, retryable", 3),
        ("204", answer(204, "", ""), "Http 204", 1),
        ("206", answer(206, PDF, "%PDF-1.7 half"), "Http 206", 1),
        (
            "a page without a type",
            answer(200, "", "\n<html>"),
            "Http 200",
            1,
        ),
        (
            "an error without a type",
            answer(200, "", ERROR),
            "Api 200 INVALID_FIELD",
            1,
        ),
    ];
    for (fault, answer, expected, requests) in rows {
        let (client, server) = client(vec![Step::Answer(answer)]).await;
        let error = client
            .credit_bank_income_pdf_get(&pdf_get())
            .await
            .unwrap_err();
        assert_eq!(told_error(&error), expected, "{fault}");
        assert_eq!(server.requests().len(), requests, "{fault}");
    }
}

#[tokio::test]
async fn a_file_without_a_type_is_a_file() {
    let (client, _server) = client(vec![Step::Answer(answer(200, "", "%PDF-1.7"))]).await;
    let file = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    assert_eq!(file.bytes().await.unwrap(), "%PDF-1.7");
}

#[tokio::test]
async fn the_path_of_a_failed_download_does_not_show() {
    let headers = format!("plaid-request-id: Qe2xOAUhjB7NpfR\r\n{PDF}");
    let (client, _server) = client(vec![Step::Answer(answer(200, &headers, pdf()))]).await;
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let error = download
        .write_to("/nowhere/ada-lovelace/income.pdf")
        .await
        .unwrap_err();
    assert_eq!(told_error(&error), "File 200");
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.request_id(), Some("Qe2xOAUhjB7NpfR"));
    assert!(!format!("{error:?}{error}").contains("lovelace"));
}

/// What is said of a download that cannot be written to a path.
async fn refusal(path: &Path) -> String {
    let (client, _server) = client(vec![Step::Answer(answer(200, PDF, pdf()))]).await;
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    let error = download.write_to(path).await.unwrap_err();
    assert_eq!(told_error(&error), "File 200");
    format!("{error}: {}", error.source().unwrap())
}

#[tokio::test]
async fn a_download_is_not_written_to_a_folder_or_a_device() {
    let folder = tempfile::tempdir().unwrap();
    let refused = "failed to write the file: not a regular file";
    assert_eq!(refusal(folder.path()).await, refused);
    #[cfg(unix)]
    {
        let link = folder.path().join("income.pdf");
        std::os::unix::fs::symlink("/dev/null", &link).unwrap();
        assert_eq!(refusal(Path::new("/dev/null")).await, refused);
        assert_eq!(refusal(&link).await, refused);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_download_is_written_through_a_link() {
    use std::os::unix::fs::symlink;

    let (client, _server) = client(vec![Step::Answer(answer(200, PDF, pdf()))]).await;
    let (folder, archive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (link, target) = (
        folder.path().join("latest.pdf"),
        archive.path().join("a.pdf"),
    );
    std::fs::write(&target, "an older report").unwrap();
    symlink(&target, &link).unwrap();
    let download = client.credit_bank_income_pdf_get(&pdf_get()).await.unwrap();
    download.write_to(&link).await.unwrap();
    assert_eq!(std::fs::read_link(&link).unwrap(), target);
    assert_eq!(std::fs::read(&target).unwrap(), pdf());
    assert!(!std::fs::symlink_metadata(&target).unwrap().is_symlink());
    for folder in [&folder, &archive] {
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    std::fs::remove_file(&target).unwrap();
    let refused = refusal(&link).await;
    assert_eq!(
        refused,
        "failed to write the file: No such file or directory (os error 2)"
    );
    assert_eq!(std::fs::read_link(&link).unwrap(), target);
    assert_eq!(std::fs::read_dir(archive.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_download_can_be_made_without_http() {
    let mut file = testing::download(pdf());
    assert_eq!((file.status(), file.attempts()), (200, 1));
    assert_eq!(file.content_length(), Some(300_009));
    assert_eq!(file.request_id(), None);
    assert_eq!(file.chunk().await.unwrap().unwrap(), pdf());
    assert!(file.chunk().await.unwrap().is_none());
    assert!(testing::download("").bytes().await.unwrap().is_empty());
}
