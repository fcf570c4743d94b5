use super::{FileProblem, Options, PROBLEMS_SCHEMA, github, json, render, sarif};
use crate::problem::{Kind, Problem};
use crate::source::{Source, Span};

/// A document of numbered lines, and a warning at the start of each of the given lines.
fn warnings(lines: &[usize], kind: impl Fn(usize) -> Kind) -> (Source, Vec<Problem>) {
    let text: String = (1..=40).map(|line| format!("line{line:02}\n")).collect();
    let at = |line: usize| Span { start: (line - 1) * 7, end: (line - 1) * 7 + 6 };
    let problems = lines.iter().map(|line| Problem::new(at(*line), kind(*line))).collect();
    (Source::new("a.yaml", text), problems)
}

fn unnamed(line: usize) -> Kind {
    Kind::MissingOperationId { id: format!("operation{line}") }
}

#[test]
fn a_warning_that_occurs_many_times_is_shown_once() {
    let (source, problems) = warnings(&[9, 2, 4, 30, 17], unnamed);
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("warning[missing-operation-id]").count(), 1, "{text}");
    assert!(text.contains("`operation2`") && text.contains("a.yaml:2:1"), "{text}");
    assert!(text.contains("there are 5 warnings of this kind: a.yaml:2:1, a.yaml:4:1, a.yaml:9:1, …"), "{text}");
    assert!(text.ends_with("a.yaml: 5 warnings\n"), "{text}");
}

#[test]
fn verbose_shows_every_warning() {
    let lines: Vec<usize> = (1..=40).collect();
    let (source, problems) = warnings(&lines, unnamed);
    let text = render(&source, &problems, Options { verbose: true, ..Options::default() });
    assert_eq!(text.matches("warning[missing-operation-id]").count(), 40, "{text}");
    assert!(!text.contains("of this kind") && !text.contains("more warnings"), "{text}");
}

#[test]
fn few_equal_warnings_are_shown_separately() {
    let (source, problems) = warnings(&[1, 2, 3], unnamed);
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("warning[missing-operation-id]").count(), 3, "{text}");
}

#[test]
fn different_warnings_with_one_code_are_shown_separately() {
    let kind = |line: usize| Kind::NotEnforced {
        what: if line.is_multiple_of(2) { "`not`" } else { "`maxLength`" }.to_owned(),
    };
    let (source, problems) = warnings(&[1, 2, 3, 4, 5, 6, 7, 8], kind);
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("warning[not-enforced]").count(), 2, "{text}");
    assert!(text.contains("there are 4 warnings of this kind: a.yaml:1:1, a.yaml:3:1, a.yaml:5:1, …"), "{text}");
    assert!(text.contains("there are 4 warnings of this kind: a.yaml:2:1, a.yaml:4:1, a.yaml:6:1, …"), "{text}");
}

#[test]
fn every_error_is_shown_and_very_many_are_counted() {
    let lines: Vec<usize> = (1..=40).collect();
    let duplicate = |line: usize| Kind::DuplicateKey { key: format!("line{line:02}") };
    let (source, mut problems) = warnings(&lines, duplicate);
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("error[duplicate-key]").count(), 40, "{text}");
    for copy in 1..4 {
        problems.extend(warnings(&lines, |line| Kind::DuplicateKey { key: format!("line{line:02}-{copy}") }).1);
    }
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("error[duplicate-key]").count(), 100, "{text}");
    assert!(text.contains("and 60 more errors: duplicate-key (60)"), "{text}");
}

#[test]
fn an_error_that_occurs_many_times_is_shown_once() {
    let missing = |name: &str| Kind::DanglingReference { reference: name.to_owned(), nearest: None };
    let (source, mut problems) = warnings(&[9, 2, 4, 30, 17], |_| missing("#/a"));
    problems.extend(warnings(&[1, 3, 5], |_| missing("#/b")).1);
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("error[dangling-reference]").count(), 4, "{text}");
    assert!(text.contains("there are 5 errors of this kind: a.yaml:2:1, a.yaml:4:1, a.yaml:9:1, …"), "{text}");
    assert!(text.ends_with("a.yaml: 8 errors\n"), "{text}");
    let text = render(&source, &problems, Options { verbose: true, ..Options::default() });
    assert_eq!(text.matches("error[dangling-reference]").count(), 8, "{text}");
}

#[test]
fn formats_for_programs_have_the_problems_of_files() {
    let (source, problems) = warnings(&[2], unnamed);
    let stale = |file: &str| FileProblem {
        file: file.to_owned(),
        code: "stale-file",
        message: "the file is stale".to_owned(),
        help: "run `generate`".to_owned(),
    };
    let files = [stale("types/src/lib.rs"), stale("server/src/lib.rs")];
    let json = json(&source, &problems, &files);
    let schema = jsonschema::validator_for(&serde_json::from_str(PROBLEMS_SCHEMA).expect("JSON")).expect("a schema");
    assert!(schema.is_valid(&json), "{json:#}");
    let codes: Vec<_> =
        json["problems"].as_array().expect("a list").iter().map(|entry| entry["code"].clone()).collect();
    assert_eq!(codes, ["missing-operation-id", "stale-file", "stale-file"]);
    assert_eq!(json["problems"][2]["places"][0]["file"], "server/src/lib.rs");
    let sarif = sarif(&source, &problems, &files);
    assert_eq!(sarif["runs"][0]["results"][2]["ruleId"], "stale-file");
    let commands = github(&source, &problems, &files);
    assert!(commands.contains("::error file=types/src/lib.rs,line=1,col=1,title=stale-file::"), "{commands}");
}

#[test]
fn very_many_different_warnings_are_counted_by_code() {
    let lines: Vec<usize> = (1..=25).collect();
    let (source, problems) = warnings(&lines, |line| Kind::NotEnforced { what: format!("constraint {line}") });
    let text = render(&source, &problems, Options::default());
    assert_eq!(text.matches("warning[not-enforced]").count(), 20, "{text}");
    assert!(text.contains("and 5 more warnings: not-enforced (5)"), "{text}");
}

#[test]
fn no_problems_are_no_text() {
    let (source, problems) = warnings(&[], unnamed);
    assert_eq!(render(&source, &problems, Options::default()), "");
}

#[test]
fn formats_for_programs_have_a_cause_once_with_all_places() {
    let (source, mut problems) = warnings(&[9, 2, 4, 30, 17], unnamed);
    let key = "a,b:\n%".to_owned();
    problems.push(Problem::new(Span { start: 7, end: 13 }, Kind::DuplicateKey { key }).and("first", problems[1].at));
    let json = json(&source, &problems, &[]);
    let schema = jsonschema::validator_for(&serde_json::from_str(PROBLEMS_SCHEMA).expect("JSON")).expect("a schema");
    assert!(schema.is_valid(&json), "{json:#}");
    let entries = json["problems"].as_array().expect("a list");
    let warnings: Vec<_> = entries.iter().filter(|entry| entry["severity"] == "warning").collect();
    assert_eq!(warnings.len(), 1, "{json:#}");
    let lines: Vec<_> = warnings[0]["places"].as_array().expect("a list").iter().map(|at| at["line"].clone()).collect();
    assert_eq!(lines, [2, 4, 9, 17, 30]);
    assert_eq!(warnings[0]["places"][0]["endColumn"], 7);

    let sarif = sarif(&source, &problems, &[]);
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(results.len(), 2);
    let warning = results.iter().find(|result| result["level"] == "warning").expect("a warning");
    assert_eq!(warning["relatedLocations"].as_array().map(Vec::len), Some(4));
    assert_eq!(warning["locations"][0]["physicalLocation"]["region"]["startLine"], 2);

    let commands = github(&source, &problems, &[]);
    assert_eq!(commands.lines().count(), 2, "{commands}");
    assert!(commands.starts_with("::error file=a.yaml,line=2,col=1,title=duplicate-key::"), "{commands}");
    assert!(commands.contains("%25") && commands.contains("There are 5 warnings of this kind."), "{commands}");
}

#[test]
fn github_shows_ten_annotations_of_each_level() {
    let lines: Vec<usize> = (1..=25).collect();
    let (source, problems) = warnings(&lines, |line| Kind::NotEnforced { what: format!("constraint {line}") });
    let commands = github(&source, &problems, &[]);
    assert_eq!(commands.lines().count(), 10);
    assert!(commands.ends_with("::warning title=a.yaml::16 more warnings\n"), "{commands}");
}

/// A generated document often is one line, in which an operation has thousands of characters.
#[test]
fn of_a_place_that_is_cut_only_the_start_is_marked() {
    let text = format!("{{\"get\":{{\"description\":\"{}\"}}}}", "a".repeat(1_000));
    let at = Span { start: 7, end: text.len() - 1 };
    let render = |at: Span| {
        let problem = Problem::new(at, unnamed(1));
        render(&Source::new("a.json", text.clone()), &[problem], Options::default())
    };
    assert_eq!(render(at).matches('^').count(), 1, "{}", render(at));
    assert_eq!(render(Span { start: 1, end: 6 }).matches('^').count(), 5);
}
