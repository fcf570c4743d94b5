//! The command as a process: its exit codes, options, requests and output.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use axum::middleware::{Next, from_fn};

use super::faulty::{self, Bug};
use crate::support::command::{stderr, stdout, target_dir};
use crate::support::{root, wire};

pub(super) const SPEC: &str = "openapi/password-otp.yaml";
const SECRET: &str = "s3cret/+key&more";

/// The path of the built command.
pub(super) fn program() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "-q", "-p", "api-contract", "--features", "cli"]).current_dir(root());
        assert!(cargo.status().expect("cargo runs").success(), "the command builds");
        target_dir().join("debug").join(format!("contract{}", std::env::consts::EXE_SUFFIX))
    };
    BUILT.get_or_init(build).clone()
}

/// Runs the command in the workspace's root, with the secret in the environment.
pub(super) async fn run(arguments: &[&str]) -> Output {
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    let run = move || {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .env("API_KEY", SECRET)
            .env("EMPTY", "")
            .env_remove("GITHUB_ACTIONS")
            .current_dir(root());
        // No server listens on the proxy's port: the command must not use it.
        command.env("http_proxy", "http://127.0.0.1:9").env("ALL_PROXY", "http://127.0.0.1:9");
        command.output().expect("the command runs")
    };
    tokio::task::spawn_blocking(run).await.expect("no panic")
}

/// Runs the command on a server, with more arguments.
async fn run_on(url: &str, more: &[&str]) -> Output {
    run(&[&["--spec", SPEC, "--url", url, "--max-accepted", "1000"], more].concat()).await
}

/// Serves on a free port, and counts responses with 200.
async fn serve(router: axum::Router) -> (String, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let layer = from_fn(move |request: axum::extract::Request, next: Next| {
        let counted = Arc::clone(&counted);
        async move {
            let response = next.run(request).await;
            counted.fetch_add(usize::from(response.status() == 200), Ordering::SeqCst);
            response
        }
    });
    (format!("http://{}", wire::serve(router.layer(layer)).await), count)
}

fn example() -> axum::Router {
    password_otp_server::router(password_otp_server::Documented::new().expect("the examples fit"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_0_if_all_cases_pass_and_1_if_one_fails() {
    let (url, _) = serve(example()).await;
    let passed = run_on(&url, &[]).await;
    assert_eq!(passed.status.code(), Some(0), "{}{}", stdout(&passed), stderr(&passed));
    let verdict = " passed, 0 failed, 0 skipped; ";
    assert!(stdout(&passed).lines().last().is_some_and(|last| last.contains(verdict)), "{}", stdout(&passed));
    let (url, _) = serve(faulty::router(Some(Bug::WrongKeyIs401))).await;
    let failed = run_on(&format!("{url}/"), &[]).await;
    assert_eq!(failed.status.code(), Some(1), "{}", stdout(&failed));
    assert!(stdout(&failed).starts_with("failed  documented/RequestOTPForPasswordReset/apikey-wrong\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readme_shows_the_output() {
    let sandbox = password_otp_sandbox::app(&password_otp_sandbox::Config::new("valid")).expect("the document");
    let (url, _) = serve(sandbox).await;
    let key = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(key.path(), "valid").expect("a file");
    let credential = format!("apikey=file:{}", key.path().display());
    let output = run_on(&url, &["--credential", &credential]).await;
    // Standard error is no terminal: the rows of the table are printed, and no progress bar.
    let shown = format!("{}{}", stderr(&output), stdout(&output));
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    assert!(readme.contains(&format!("\n```text\n{shown}```\n")), "the README does not show:\n{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_2_if_the_run_cannot_start() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let (url, count) = serve(example()).await;
    let nowhere = format!("http://{gone}");
    let unknown = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(unknown.path(), "# known\nrejected/no/such-case\n").expect("writable");
    let unknown = unknown.path().display().to_string();
    let on = |more: &[&'static str]| [&["--spec", SPEC, "--url"], more].concat();
    let cases: Vec<(Vec<&str>, &str)> = vec![
        (vec!["--spec", SPEC, "--url", &nowhere], "the server cannot be reached: "),
        (vec!["--spec", SPEC], "--url"),
        (on(&["ftp://127.0.0.1"]), "--url takes an http or https URL"),
        (on(&["127.0.0.1:80"]), "--url takes an http or https URL"),
        (on(&["http://"]), "--url takes an http or https URL"),
        (on(&["http://a b/"]), "--url takes an http or https URL"),
        (on(&["http://127.0.0.1/?a=b"]), "--url takes an http or https URL"),
        (on(&["http://[::1"]), "cannot be reached"),
        (on(&["http://user:s3cret@127.0.0.1/"]), "--url takes no user name and password"),
        (vec!["--spec", "no/such.yaml", "--url", &url], "cannot read no/such.yaml"),
        (vec!["--spec", "tests/fixtures/bad/dangling-reference.yaml", "--url", &url], "the document has errors"),
        (vec!["--spec", SPEC, "--url", &url, "--credential", "s3cret"], "--credential takes SCHEME=env:NAME"),
        (
            vec!["--spec", SPEC, "--url", &url, "--credential", "s3cret=env:API_KEY"],
            "an unknown security scheme; the document has: apikey",
        ),
        (vec!["--spec", SPEC, "--url", &url, "--credential", "apikey=s3cret"], "not the credential itself"),
        (
            vec!["--spec", SPEC, "--url", &url, "--credential", "apikey=env:s3cret"],
            "the environment variable for `apikey` is not set",
        ),
        (
            vec!["--spec", SPEC, "--url", &url, "--credential", "apikey=file:/s3cret"],
            "cannot read the file for `apikey`",
        ),
        (vec!["--spec", SPEC, "--url", &url, "--credential", "apikey=env:EMPTY"], "is empty"),
        (vec!["--spec", SPEC, "--url", &url, "--baseline", "no/such"], "cannot read no/such"),
        (vec!["--spec", SPEC, "--url", &url, "--baseline", &unknown], "`rejected/no/such-case`, which is not a case"),
        (vec!["--spec", SPEC, "--url", &url, "--output", "no/such/file"], "cannot write no/such/file"),
        (vec!["--spec", SPEC, "--url", &url, "--format", "yaml"], "invalid value 'yaml'"),
        (vec!["--spec", SPEC, "--url", &url, "--max-accepted", "many"], "invalid value 'many'"),
        (vec!["--spec", SPEC, "--url", &url, "--timeout", "0"], "--timeout"),
        (vec!["--spec", SPEC, "--url", &url, "--unknown"], "--unknown"),
        (vec!["--spec", SPEC, "--url", &url, "--only", "no-such*"], "--only `no-such*` selects no case"),
        (vec!["--spec", SPEC, "--url", &url, "--except", "*"], "--only and --except leave no case"),
        (vec!["--spec", SPEC, "--url", &url, "--replay", "accepted/none"], "there is no case `accepted/none`"),
        (vec!["--spec", SPEC, "--url", &url, "--replay", "a", "--only", "b"], "cannot be used with"),
        (vec!["--spec", SPEC, "--url", &url, "--fail-on", "nothing"], "invalid value 'nothing'"),
        (vec!["--spec", SPEC, "--url", &url, "--fail-on", "advice", "--strict"], "cannot be used with"),
        (vec!["--spec", SPEC, "--url", &url, "--jobs", "0"], "--jobs"),
        (vec!["--spec", SPEC, "--url", &url, "--rate", "0"], "--rate"),
        (vec!["--spec", SPEC, "--url", &url, "--report", "yaml=a"], "the formats are human, json, junit, sarif"),
        (vec!["--spec", SPEC, "--url", &url, "--report", "html"], "--report takes FORMAT=FILE"),
        (vec!["--spec", SPEC, "--url", &url, "--report", "html=no/such/file"], "cannot write no/such/file"),
        (vec!["--spec", SPEC, "--url", &url, "--header", "s3cret"], "--header takes 'Name: value'"),
        (vec!["--spec", SPEC, "--url", &url, "--header", "x y: s3cret"], "--header takes 'Name: value'"),
        (vec!["--spec", SPEC, "--url", &url, "--header", "x: env:s3cret"], "the header `x` is not set"),
        (vec!["--spec", SPEC, "--url", &url, "--credential-command", "s3cret"], "takes SCHEME=COMMAND"),
        (
            vec!["--spec", SPEC, "--url", &url, "--credential-command", "apikey=exit 3"],
            "the command for `apikey` failed: exit status: 3",
        ),
        (
            vec!["--spec", SPEC, "--url", &url, "--credential-command", "apikey=true"],
            "the command for `apikey` printed no credential",
        ),
        (
            vec![
                "--spec",
                SPEC,
                "--url",
                &url,
                "--credential-command",
                "apikey=true",
                "--credential",
                "apikey=env:API_KEY",
            ],
            "the credential for `apikey` is given twice",
        ),
        (vec!["--spec", SPEC, "--har", "some.har", "--only", "x"], "cannot be used with"),
        (
            vec!["--spec", SPEC, "--har", "some.har", "--format", "html"],
            "--har has reports of the formats human and json",
        ),
    ];
    for (arguments, reason) in cases {
        let output = run(&arguments).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(reason), "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("s3cret") && stdout(&output).is_empty(), "{arguments:?}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn list_prints_the_cases_and_sends_nothing() {
    let output = run(&["--spec", SPEC, "--list"]).await;
    let cases = contract::cases(&crate::support::api(), &contract::Credentials::default());
    assert_eq!(
        stdout(&output).lines().collect::<Vec<_>>(),
        cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>()
    );
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
    let verbose = stdout(&run(&["--spec", SPEC, "--list", "-v"]).await);
    let line = "routing/unknown-path  advice: common practice; no specification demands it";
    assert!(verbose.lines().any(|known| known == line), "{verbose}");
    assert_eq!(verbose.lines().count(), cases.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_requests_are_limited() {
    let limits: [(&[&str], usize, usize); 3] = [(&["--safe"], 0, 0), (&["--max-accepted", "3"], 3, 3), (&[], 1, 20)];
    for (limit, least, most) in limits {
        let (url, count) = serve(faulty::router(None)).await;
        let output = run(&[&["--spec", SPEC, "--url", &url], limit].concat()).await;
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
        let acted_on = count.load(Ordering::SeqCst);
        assert!((least..=most).contains(&acted_on), "{limit:?}: {acted_on}");
        let is_limited = stdout(&output).contains("skipped: the server may act on the request");
        assert!(is_limited || acted_on < most, "{limit:?}: {}", stdout(&output));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_reproducible_and_can_be_written_to_a_file() {
    let (url, _) = serve(faulty::router(Some(Bug::PhoneMayBeNull))).await;
    for format in ["human", "json", "junit", "sarif", "html", "github"] {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let path = file.path().display().to_string();
        let first = run_on(&url, &["--format", format]).await;
        let second = run_on(&url, &["--format", format]).await;
        let third = run_on(&url, &["--format", format, "--output", &path]).await;
        assert_eq!(stdout(&first), stdout(&second));
        let report = std::fs::read_to_string(&path).expect("a report");
        assert!(stdout(&first).starts_with(&report), "annotations follow the report");
        assert!(stdout(&first) == report || format == "github");
        let annotations = if format == "github" { "::error file=openapi/password-otp.yaml,line=" } else { "" };
        assert!(stdout(&third).starts_with(annotations), "{}", stdout(&third));
        assert!(!annotations.is_empty() || stdout(&third).is_empty(), "{}", stdout(&third));
        assert_eq!(third.status.code(), Some(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_case_that_passes_is_an_error() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let path = file.path().display().to_string();
    let id = "rejected/RequestOTPForPasswordReset/body-Phone-null";
    std::fs::write(&path, format!("# known to fail\n\n{id}\n")).expect("writable");
    let (url, _) = serve(faulty::router(Some(Bug::PhoneMayBeNull))).await;
    let known = run_on(&url, &["--baseline", &path]).await;
    assert_eq!(known.status.code(), Some(0), "{}", stdout(&known));
    assert!(stdout(&known).starts_with(&format!("known   {id}\n")) && stdout(&known).contains(", 1 known failure, "));
    let (url, _) = serve(faulty::router(None)).await;
    let passing = run_on(&url, &["--baseline", &path]).await;
    assert_eq!(passing.status.code(), Some(1), "{}", stdout(&passing));
    assert!(stdout(&passing).contains(&format!(
        "failed  {id}\n        expected the failure that the baseline lists, got the documented status 400"
    )));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_credential_is_sent_and_never_printed() {
    let (url, _) = serve(faulty::router(Some(Bug::SuccessIs201))).await;
    let key = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(key.path(), format!("{SECRET}\n")).expect("writable");
    let from_file = format!("apikey=file:{}", key.path().display());
    for credential in ["apikey=env:API_KEY", &from_file] {
        for format in ["human", "json", "junit", "sarif", "html", "github"] {
            let output = run_on(&url, &["-v", "--format", format, "--credential", credential]).await;
            assert_eq!(output.status.code(), Some(1));
            let text = format!("{}{}", stdout(&output), stderr(&output));
            assert!(text.contains("APIKEY_ENCODED") && !text.contains("s3cret"), "{text}");
        }
    }
    let without = run_on(&url, &[]).await;
    assert!(stderr(&without).contains("note: requests carried a placeholder for `apikey`"), "{}", stderr(&without));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_of_a_failure_repeats_it() {
    let (url, _) = serve(faulty::router(Some(Bug::NotUtf8Is500))).await;
    let output = run_on(&url, &["--credential", "apikey=env:API_KEY"]).await;
    let report = stdout(&output);
    let commands: Vec<&str> = report.lines().map(str::trim).filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(commands.len(), 2, "{report}");
    for command in commands {
        let mut bash = Command::new("bash");
        bash.arg("-c").arg(command).env("APIKEY_ENCODED", "s3cret%2F%2Bkey%26more").env_remove("http_proxy");
        match tokio::task::spawn_blocking(move || bash.output()).await.expect("no panic") {
            Ok(output) if output.status.code() == Some(127) => println!("curl is not installed"),
            Ok(output) => assert!(stdout(&output).starts_with("HTTP/1.1 500 "), "{command}: {}", stdout(&output)),
            Err(error) => println!("bash does not run: {error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_case_can_be_replayed() {
    let (url, count) = serve(faulty::router(Some(Bug::SuccessIs201))).await;
    let id = "documented/RequestOTPForPasswordReset/sent";
    let output = run_on(&url, &["--replay", id]).await;
    let text = stdout(&output);
    assert!(text.starts_with("POST /identity/v2/auth/password/otp?") && text.contains("apikey=valid"), "{text}");
    assert!(text.contains("\n\nHTTP/1.1 201 Created\n") && text.contains(&format!("\nfailed  {id}\n")), "{text}");
    assert!(text.contains("; 1 request, the server acted on 1\n"), "{text}");
    assert_eq!((output.status.code(), count.load(Ordering::SeqCst)), (Some(1), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_reports_of_one_run_are_written() {
    let (url, _) = serve(faulty::router(None)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (page, xml) = (format!("html={}", path("a.html")), format!("junit={}", path("a.xml")));
    let output = run_on(&url, &["--report", &page, "--report", &xml, "--only", "documented"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("3 passed, 0 failed, 0 skipped, "), "{}", stdout(&output));
    let read = |name: &str| std::fs::read_to_string(path(name)).expect("a report");
    assert!(read("a.html").starts_with("<!doctype html>") && read("a.xml").starts_with("<?xml "));
}

#[tokio::test(flavor = "multi_thread")]
async fn github_gets_annotations_by_itself() {
    let (url, _) = serve(faulty::router(Some(Bug::PhoneMayBeNull))).await;
    let run = move || {
        let mut command = Command::new(program());
        command.args(["--spec", SPEC, "--url", &url]).env("GITHUB_ACTIONS", "true").current_dir(root());
        command.output().expect("the command runs")
    };
    let output = tokio::task::spawn_blocking(run).await.expect("no panic");
    let text = stdout(&output);
    let document = std::fs::read_to_string(root().join(SPEC)).expect("a document");
    let annotation = text.lines().find(|line| line.starts_with("::error ")).expect("an annotation");
    let line = annotation.split("line=").nth(1).and_then(|rest| rest.split(',').next()).expect("a line");
    let line = document.lines().nth(line.parse::<usize>().expect("a number") - 1).expect("the line is in the document");
    // The schema of the property that may be null.
    assert!(line.trim() == "type: string", "{annotation}: {line}");
    assert!(text.starts_with("failed  rejected/RequestOTPForPasswordReset/body-Phone-null\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_gives_the_credential() {
    let (url, _) = serve(faulty::router(None)).await;
    let command = ["--credential-command", "apikey=echo valid", "--header", "X-Token: env:API_KEY", "-v"];
    let output = run_on(&url, &command).await;
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let text = stderr(&output);
    assert!(text.contains("x-token: $X_TOKEN\n") && text.contains("apikey=$APIKEY"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[tokio::test]
async fn cases_are_those_of_the_document_with_its_overlay() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (overlay, effective) = (path("overlay.yaml"), path("effective.yaml"));
    std::fs::write(&overlay, crate::overlay::OVERLAY).expect("a writable folder");
    let listed = |output: Output| {
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let without = listed(run(&["--spec", SPEC, "--list"]).await);
    let with = listed(run(&["--spec", SPEC, "--list", "--overlay", &overlay, "--effective", &effective]).await);
    assert!(without.contains("query-smstemplate") && !without.contains("query-template"), "{without}");
    assert!(with.contains("query-template") && !with.contains("query-smstemplate"), "{with}");
    assert!(std::fs::read_to_string(&effective).expect("it was written").contains("name: template\n"));
}
