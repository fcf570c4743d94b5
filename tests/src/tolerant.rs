//! Documents of somebody else's: errors that nothing on the wire depends on are warnings, and the rest stay errors.

use std::fmt::Write;

use model::{Severity, Source, report, resolve, resolve_tolerant};

use crate::support::{fixture, snapshot};

/// Errors and warnings by code, of a fixture that is refused in a strict reading.
fn codes(problems: &[codegen::Problem]) -> String {
    let mut codes: Vec<String> = problems
        .iter()
        .map(|problem| match problem.severity() {
            Severity::Error => format!("error {}", problem.kind.code()),
            Severity::Warning => problem.kind.code().into_owned(),
        })
        .collect();
    codes.sort();
    codes.dedup();
    codes.join(", ")
}

#[test]
fn what_is_passed_over_is_written_down() {
    let mut passed = String::new();
    for path in fixture::all("bad") {
        let (name, source) = (fixture::name(&path), fixture::read(&path));
        match (resolve(&source), resolve_tolerant(&source)) {
            (Ok(_), Ok(_)) => {}
            (Err(strict), Ok((_, warnings))) => {
                writeln!(passed, "{name}: {}", codes(&warnings)).expect("a string");
                assert_eq!(strict.0.len(), warnings.len(), "{name}: the same is said, only less strictly");
            }
            (Err(_), Err(problems)) => {
                assert!(problems.0.iter().any(|problem| problem.severity() == Severity::Error), "{name}");
            }
            (Ok(_), Err(_)) => panic!("{name}: what is strict accepts less"),
        }
    }
    snapshot("tolerated", &passed);
}

/// A document with one of every error that is only a warning.
const ERRORS: &str = r#"
openapi: 3.0.3
info: {title: Other people's, version: 1.0}
security: [{key: []}]
paths:
  /things:
    get:
      operationId: list
      parameters:
        - {name: X-Key, in: header, schema: {type: string}}
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, default: many}}
        - {name: page, in: query, schema: {type: integer}, examples: {first: {value: 1}, second: {value: two}}}
      responses:
        '200':
          content:
            application/json:
              schema: {type: object, required: [name, gone], properties: {name: {type: string}}}
              examples:
                first: {value: {name: n, gone: 1}}
                second: {value: {name: n, gone: 2}}
                third: {value: {}}
    post:
      operationId: list
      responses: {'204': {description: Done., summary: Unknown.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: x-key}
"#;

#[test]
fn what_is_wrong_shows_nothing_and_is_sent_nowhere() {
    let source = Source::new("theirs.yaml", ERRORS);
    assert!(resolve(&source).is_err());
    let (api, warnings) = resolve_tolerant(&source).unwrap_or_else(|problems| panic!("{:?}", problems.0));
    let rendered = report::render(&source, &warnings, report::Options::default());
    assert!(!rendered.contains("error["), "{rendered}");
    let [list, post] = api.operations.as_slice() else { panic!("two operations") };
    assert_eq!((list.id.as_str(), post.id.as_str(), api.version.as_str()), ("list", "postThings", "1.0"));
    // Neither the credential's place nor what has no place in the path is a parameter.
    let names: Vec<&str> = list.parameters.iter().map(|parameter| parameter.wire.as_str()).collect();
    assert_eq!(names, ["limit", "page"]);
    assert_eq!(list.parameters[0].default, None, "a default that does not fit is none");
    let cases: Vec<&str> = list.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(cases, ["first"], "an exchange of which a part does not fit is not one");
    let model::api::TypeKind::Struct(object) = &api.types[0].kind else { panic!("a struct") };
    let fields: Vec<(&str, bool)> = object.fields.iter().map(|field| (field.wire.as_str(), field.required)).collect();
    assert_eq!(fields, [("name", true), ("gone", true)], "what is required must be there, defined or not");
}

#[test]
fn a_path_parameter_is_required_whatever_the_document_says() {
    let source = Source::new(
        "theirs.yaml",
        "
openapi: 3.1.0
info: {title: Other people's, version: '1'}
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - {name: id, in: path, schema: {type: string, default: first}}
        - {name: search, in: path, required: false, schema: {type: string}}
      responses: {'204': {description: Done.}}
",
    );
    assert!(resolve(&source).is_err());
    let (api, _) = resolve_tolerant(&source).unwrap_or_else(|problems| panic!("{:?}", problems.0));
    let [id] = api.operations[0].parameters.as_slice() else { panic!("one parameter has a place in the path") };
    assert_eq!((id.wire.as_str(), id.required, &id.default), ("id", true, &None));
}

#[test]
fn a_report_of_thousands_is_as_long_as_one_of_a_hundred() {
    let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n".to_owned();
    for index in 0..150 {
        let status = 2000 + index;
        writeln!(text, "  /a{index}: {{get: {{responses: {{'{status}': {{description: d}}}}}}}}").expect("a string");
    }
    let source = Source::new("long.yaml", text);
    let Err(problems) = resolve_tolerant(&source) else { panic!("no status is 2000 or more") };
    let report = report::render(&source, &problems.0, report::Options::default());
    assert_eq!(report.matches("error[invalid-value]").count(), 100);
    assert_eq!(report.matches("warning[missing-operation-id]").count(), 1);
    assert!(
        report.contains("there are 150 warnings of this kind: long.yaml:4:9, long.yaml:5:9, long.yaml:6:9, …"),
        "{report}"
    );
    assert!(report.contains("\nand 50 more errors: invalid-value (50)\n"), "{report}");
    assert!(report.ends_with("long.yaml: 150 errors, 150 warnings\n"), "{report}");
    let verbose = report::Options { verbose: true, ..report::Options::default() };
    let report = report::render(&source, &problems.0, verbose);
    assert_eq!(report.matches("error[invalid-value]").count(), 150);
    assert_eq!(report.matches("warning[missing-operation-id]").count(), 150);
}

/// Some frameworks write an empty map or list as `null`. In `security`, an empty list would open the operation.
#[test]
fn null_in_place_of_a_map_or_a_list_counts_as_absent() {
    let text = "
openapi: 3.1.0
info: {title: Nulls, version: '1'}
servers: null
security: [{key: []}]
paths:
  /things:
    parameters: null
    get: {operationId: list, parameters: null, security: null, responses: {'204': {description: Done., headers: null, content: null}}}
webhooks: null
components:
  schemas: null
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
";
    let source = Source::new("nulls.yaml", text);
    assert_eq!(resolve(&source).expect_err("errors").0.len(), 8);
    let (api, warnings) = resolve_tolerant(&source).expect("warnings only");
    assert_eq!(codes(&warnings), "no-error-response, wrong-type");
    assert_eq!(api.operations[0].security.alternatives.len(), 1, "{:?}", api.operations[0].security);
}
