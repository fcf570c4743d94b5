//! `--proxy`: a reverse proxy in front of a server, until Ctrl-C or SIGTERM.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::WitnessLayer;
use crate::witness::har::HarWriter;
use anyhow::{Context, Result, ensure};
use model::Source;
use tokio::net::TcpListener;

use crate::cli::arguments::Arguments;
use crate::cli::output::{Format, write};
use crate::cli::signals::Signals;

/// Runs the proxy. Exits with 1 if an exchange does not conform.
pub fn run(arguments: &Arguments, document: &Source, upstream: &str) -> Result<ExitCode> {
    arguments.check_traffic_format("--proxy")?;
    let mut output = arguments.output.file()?;
    let mut layer = WitnessLayer::new(document)?.collecting().with_base_url(upstream);
    if arguments.strict {
        layer = layer.strict();
    }
    if let Some(path) = &arguments.proxy.coverage {
        layer = layer.with_coverage_file(path);
    }
    let create = |path: &PathBuf| -> Result<Arc<HarWriter<BufWriter<File>>>> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Arc::new(HarWriter::new(BufWriter::new(file)).context("cannot write the recording")?))
    };
    let recording = arguments.har.as_ref().map(create).transpose()?;
    if let Some(recording) = &recording {
        layer = layer.with_recorder(Arc::clone(recording));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listen = &arguments.proxy.listen;
        let mut signals = Signals::new()?;
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        writeln!(std::io::stderr(), "listening on http://{address}")?;
        let stop = async move {
            signals.next().await;
        };
        crate::proxy::serve(listener, upstream, &layer, stop).await.context("--proxy")
    })?;
    // Ends exchanges that are still open.
    drop(runtime);
    if let Some(recording) = recording {
        recording.finish().context("cannot write the recording")?;
    }
    let text = match arguments.output.format {
        Some(Format::Json) => format!("{:#}\n", layer.report_json()),
        _ => layer.report(),
    };
    write(&mut output, &text)?;
    let suite = layer.suite();
    ensure!(
        suite.traffic.checked() > 0 || !suite.passed(arguments.strict),
        "none of the {} exchanges has an operation in the document",
        suite.traffic.exchanges
    );
    Ok(if suite.passed(arguments.strict) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
