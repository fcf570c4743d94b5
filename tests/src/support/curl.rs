//! The published `curl` command: taken apart by the rules of the shell, and run for real.

use std::process::Command;

/// The parts of a `curl` command that make the request.
#[derive(Debug, PartialEq)]
pub struct Curl {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Curl {
    /// Takes a command apart. The published one stands in one line with `\` and spaces where lines were joined; to a
    /// shell that would be a word of a single space, which is left out here.
    pub fn parse(command: &str) -> Self {
        let words = words(command);
        assert_eq!(words[0], "curl");
        let mut curl = Curl { method: "GET".into(), url: String::new(), headers: Vec::new(), body: String::new() };
        let mut rest = words[1..].iter().filter(|word| !word.trim().is_empty());
        while let Some(word) = rest.next() {
            let mut value = || rest.next().expect("an option has a value").clone();
            match word.as_str() {
                "-X" => curl.method = value(),
                "-d" => curl.body = value(),
                "-H" => {
                    let header = value();
                    let (name, value) = header.split_once(": ").expect("a header has a colon");
                    curl.headers.push((name.into(), value.into()));
                }
                url => curl.url = url.into(),
            }
        }
        curl
    }

    /// Path and query.
    pub fn target(&self) -> &str {
        let after_scheme = self.url.split_once("://").expect("an absolute URL").1;
        &after_scheme[after_scheme.find('/').expect("a path")..]
    }

    /// Names and values of the query.
    pub fn query(&self) -> Vec<(&str, &str)> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter_map(|pair| pair.split_once('=')).collect()
    }

    /// The request as bytes.
    pub fn bytes(&self, more: &str) -> Vec<u8> {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        super::wire::request(&self.method, &format!("{}{more}", self.target()), &headers, self.body.as_bytes())
    }

    /// Runs the real `curl` against another host; `None` where there is none on this machine. Gives status and body.
    pub fn run(&self, address: &str, more: &str) -> Option<(u16, String)> {
        let mut command = Command::new("curl");
        command.args(["-sS", "--noproxy", "*", "-w", "\n%{http_code}", "-X", &self.method]);
        for (name, value) in &self.headers {
            command.args(["-H", &format!("{name}: {value}")]);
        }
        command.args(["-d", &self.body, &format!("http://{address}{}{more}", self.target())]);
        let output = command.output().ok()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("a UTF-8 response");
        let (body, status) = text.rsplit_once('\n').expect("the status line that was asked for");
        Some((status.parse().expect("a status"), body.to_owned()))
    }
}

/// The words of a command line: quotes of both kinds, and a backslash outside of them.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut is_word) = (Vec::new(), String::new(), None, false);
    let mut characters = command.trim().chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), inner) => word.push(inner),
            (None, '"' | '\'') => {
                quote = Some(character);
                is_word = true;
            }
            (None, '\\') => {
                word.extend(characters.next());
                is_word = true;
            }
            (None, space) if space.is_whitespace() => {
                if std::mem::take(&mut is_word) {
                    words.push(std::mem::take(&mut word));
                }
            }
            (None, other) => {
                word.push(other);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}
