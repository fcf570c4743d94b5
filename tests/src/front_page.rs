//! The programs on the front pages of client crates: each compiles, and its call succeeds against the documented examples. The
//! conversions in the documentation of types compile too, and make values.
//!
//! `compiled.rs` adds a crate of them to the workspace of the fixtures. Without one of its parts (a client without operations, a
//! server without an example for everything) a fixture has no program there.

use codegen::Files;

/// Fixtures whose first operation documents a redirect and no success: the example server returns it, and the client, which
/// follows no redirect, returns it as an error.
const REDIRECTS: [&str; 1] = ["redirects"];

/// A program that runs the front pages one after the other.
#[derive(Default)]
pub struct FrontPages {
    modules: String,
    calls: String,
    conversions: String,
    dependencies: String,
}

impl FrontPages {
    /// Adds the conversions and the front page of a fixture.
    pub fn add(&mut self, stem: &str, files: &Files) {
        self.add_conversions(stem, files);
        let Some(program) = program(&files["client/src/lib.rs"]) else { return };
        if !files.contains_key("server/src/documented.rs") {
            return;
        }
        let module = stem.replace('-', "_");
        self.modules.push_str(&format!("mod {module} {{\n{}}}\n\n", callable(&program)));
        let call = if REDIRECTS.contains(&stem) {
            format!(
                "if {module}::main(&url).await.is_ok() {{\n        failures.push(\"{stem} is listed and succeeds\".into());\n    }}"
            )
        } else {
            format!(
                "if let Err(error) = {module}::main(&url).await {{\n        failures.push(format!(\"{stem}: {{error}}\"));\n    }}"
            )
        };
        self.calls.push_str(&format!(
            "    let url = serve({module}_server::router({module}_server::Documented::new()?)).await?;\n    {call}\n"
        ));
        for part in ["client", "server"] {
            self.dependencies.push_str(&format!("{stem}-{part} = {{ path = \"../{stem}/{part}\" }}\n"));
        }
    }

    fn add_conversions(&mut self, stem: &str, files: &Files) {
        let types = files.iter().filter(|(path, _)| path.starts_with("types/src/"));
        let documented: Vec<(&str, &str)> = types.flat_map(|(_, text)| conversions(text)).collect();
        if documented.is_empty() {
            return;
        }
        let module = stem.replace('-', "_");
        for (expression, name) in documented {
            self.conversions.push_str(&format!(
                "    {{\n        let made: Result<{module}_types::{name}, _> = {expression};\n        \
                 if made.is_err() {{\n            failures.push(\"{stem}: {name}\".into());\n        }}\n    }}\n"
            ));
        }
        self.dependencies.push_str(&format!("{stem}-types = {{ path = \"../{stem}/types\" }}\n"));
    }

    /// `Cargo.toml` of the crate `front-pages`.
    pub fn manifest(&self) -> String {
        format!(
            "[package]\nname = \"front-pages\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
             axum = {{ version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }}\nserde_json = \"1\"\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt\"] }}\n{}",
            self.dependencies
        )
    }

    /// `main.rs` of the crate `front-pages`.
    pub fn program(&self) -> String {
        format!(
            "{}#[allow(deprecated, reason = \"a type of a fixture may be deprecated\")]\n\
             fn convert(failures: &mut Vec<String>) {{\n    let _ = &failures;\n{}}}\n\n{MAIN}{}{END}",
            self.modules, self.conversions, self.calls
        )
    }
}

const MAIN: &str = r#"async fn serve(router: axum::Router) -> Result<String, Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut failures: Vec<String> = Vec::new();
    convert(&mut failures);
"#;

const END: &str = r#"    if !failures.is_empty() {
        return Err(failures.join("\n").into());
    }
    println!("every front page passed");
    Ok(())
}
"#;

/// The program in the documentation of a crate's root, if there is one.
pub fn program(root: &str) -> Option<String> {
    let docs = root.lines().filter_map(|line| line.strip_prefix("//!"));
    let mut lines = docs.map(|line| line.strip_prefix(' ').unwrap_or(line)).skip_while(|line| *line != "```no_run");
    lines.next()?;
    Some(lines.take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect())
}

/// The conversions in the documentation of the types of a file, with the names of the types. Some have a placeholder in place of a value.
fn conversions(text: &str) -> Vec<(&str, &str)> {
    const PLACEHOLDERS: [&str; 4] = ["number", "value", "map", "vec![…]"];
    let mut expression = None;
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(docs) = line.trim_start().strip_prefix("///") {
            if let Some((before, _)) = docs.split_once(".try_into()`") {
                let value = before.rsplit_once('`').map_or("", |(_, value)| value);
                let is_value = !value.contains('…') && !PLACEHOLDERS.contains(&value);
                expression = is_value.then(|| &docs[before.len() - value.len()..before.len() + ".try_into()".len()]);
            }
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            let name = name.split(|character: char| !character.is_alphanumeric() && character != '_').next();
            found.extend(expression.take().zip(name));
        }
    }
    found
}

/// The program as a function of the server's URL, which fails where the program prints an error response.
fn callable(program: &str) -> String {
    let replaced = [
        ("#[tokio::main(flavor = \"current_thread\")]\n", ""),
        ("async fn main()", "pub async fn main(url: &str)"),
        ("println!(\"error response: {response}\")", "return Err(format!(\"error response: {response}\").into())"),
        ("std::env::var(\"API_KEY\")?", "\"secret\""),
        ("std::env::var(\"API_PASSWORD\")?", "\"secret\""),
    ];
    let text = replaced.into_iter().fold(program.to_owned(), |text, (old, new)| text.replace(old, new));
    // The first builder is that of the client. It may have a URL of its own, which the last one replaces.
    text.replacen(".build()?", ".base_url(url).build()?", 1)
}

#[test]
fn a_front_page_shows_no_made_up_null() {
    for path in crate::support::fixture::all("ok") {
        let source = crate::support::fixture::read(&path);
        let generated = codegen::generate(&source, &codegen::Options::default());
        let files = generated.expect("a test of its own generates from every fixture").files;
        let program = program(&files["client/src/lib.rs"]).unwrap_or_default();
        assert!(!program.contains("(\"null\")"), "{}: {program}", source.stem());
    }
}

#[test]
fn a_front_page_shows_the_first_value_of_a_required_enum() {
    let source = model::Source::new(
        "enum.yaml",
        "openapi: 3.0.3
info: {title: Enum, version: 1.0.0}
paths:
  /things:
    get:
      operationId: list
      parameters:
        - {name: status, in: query, required: true, schema: {type: string, enum: [open, closed]}}
      responses:
        '204': {description: None}
        '4XX': {description: Rejected}
",
    );
    let files = codegen::generate(&source, &codegen::Options::default()).expect("a document without errors").files;
    let program = program(&files["client/src/lib.rs"]).expect("a program");
    assert!(program.contains("::Open)"), "{program}");
}
