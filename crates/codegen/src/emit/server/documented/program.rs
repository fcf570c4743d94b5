//! The programs that serve the documented examples.

use quote::quote;

use crate::emit::{EmitError, format};
use crate::named::Api;
use crate::rust::{crate_doc, library};

/// The program of the crate's front page.
pub(crate) fn front_page(api: &Api) -> Result<String, EmitError> {
    let package = library(&api.packages.server);
    let tokens = quote! {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
            let listener = tokio::net::TcpListener::bind(&address).await?;
            let address = listener.local_addr()?;
            println!("http://{address}");
            let router = #package::router(#package::Documented::new()?);
            axum::serve(listener, router).await?;
            Ok(())
        }
    };
    format::program(tokens)
}

/// The program of the example: the server of the front page with `Prefer`, failures and stored resources.
fn fake(api: &Api) -> Result<String, EmitError> {
    let package = library(&api.packages.server);
    let tokens = quote! {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let mut address = "127.0.0.1:8080".to_owned();
            let (mut preferences, mut is_storing) = (Vec::new(), true);
            let mut arguments = std::env::args().skip(1);
            while let Some(argument) = arguments.next() {
                let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
                match argument.as_str() {
                    "--latency" => {
                        let milliseconds: u16 = value()?.parse()?;
                        preferences.push(format!("latency={milliseconds}"));
                    }
                    "--no-store" => is_storing = false,
                    "--prefer" => preferences.push(value()?),
                    "--rate-limit" => {
                        let requests: u32 = value()?.parse()?;
                        preferences.push(format!("rate-limit={requests}"));
                    }
                    flag if flag.starts_with('-') => return Err(format!("unknown flag {flag}").into()),
                    _ => address = argument,
                }
            }
            let settings = #package::fake::Settings {
                prefer: preferences.join(", "),
                rate_window: std::time::Duration::from_secs(60),
                is_storing,
                sleep: |time| Box::pin(tokio::time::sleep(time)),
            };
            let listener = tokio::net::TcpListener::bind(&address).await?;
            let address = listener.local_addr()?;
            println!("http://{address}");
            axum::serve(listener, #package::fake_router(settings)?).await?;
            Ok(())
        }
    };
    format::program(tokens)
}

const EXAMPLE: &str = "\
| flag | effect |
|---|---|
| `--prefer TEXT` | preferences for all requests, as in a `Prefer` header |
| `--latency MS` | delays every response |
| `--rate-limit N` | the responses beyond N requests a minute have the status code 429 |
| `--no-store` | resources that are created are not stored |

A request can have a `Prefer` header: `code=404`, `example=NAME`, `rate-limit`, `latency=MS`, `cut=connection` or `cut=body`.
";

/// `examples/documented.rs`
pub(crate) fn example(api: &Api) -> Result<String, EmitError> {
    let docs = format!(
        "Serves the documented examples at the address in the first argument, and prints its URL. Port 0 takes a free port.\n\n\
         `cargo run -p {} --features fake --example documented -- 127.0.0.1:8080`\n\n{EXAMPLE}",
        api.packages.server
    );
    let program = fake(api)?;
    Ok(format!("{}\n#[rustfmt::skip]\n{program}", crate_doc(&docs)))
}
