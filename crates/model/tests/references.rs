//! References to other files: which file a reference leads to, which files are read, and how their errors are placed.

#![allow(clippy::expect_used, clippy::panic, reason = "that is how a test fails")]

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};

use model::source::{Disk, Reader};
use model::{Api, Problem, Source, report, resolve, resolve_named, resolve_tolerant};

/// Files in memory, by their absolute paths.
#[derive(Debug)]
struct Shelf(BTreeMap<String, String>);

impl Reader for Shelf {
    fn read(&self, path: &str) -> Result<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| Error::from(ErrorKind::NotFound))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.0.keys().filter_map(|path| path.strip_prefix(folder)).map(str::to_owned).collect()
    }
}

/// A document of one operation, which responds with a schema.
fn responding(schema: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}\n        4XX: {{description: d}}\ncomponents:\n  schemas:\n    Own: {{type: object, properties: {{a: {{type: string}}}}}}\n"
    )
}

/// The document at `/api/specs/main.yaml`, with files around it.
fn source(schema: &str, files: &[(&str, &str)]) -> Source {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Source::new("main.yaml", responding(schema)).beside("/api/specs/main.yaml", Shelf(files.collect()))
}

fn resolved(source: &Source) -> Api<String> {
    let resolved = resolve_named(source, false);
    resolved.unwrap_or_else(|problems| panic!("{}", report::render(source, &problems.0, report::Options::default()))).0
}

fn names(api: &Api<String>) -> Vec<&str> {
    api.types.iter().map(|def| def.name.as_str()).collect()
}

const OBJECT: &str = "{type: object, properties: {a: {type: integer}}}";

#[test]
fn one_file_by_any_spelling_of_the_way_to_it() {
    // RFC 3986 sections 5.2.4 and 6.2.2; the folders above the document are known, so `../specs` is no other one.
    let file = format!(
        "Thing: {OBJECT}\nAll:\n  type: object\n  properties:\n    one: {{$ref: 'my things.yaml#/Thing'}}\n    two: {{$ref: './/my%20things.yaml#/%54hing'}}\n    three: {{$ref: '../specs/./my%20things.yaml#/Thing'}}\n    four: {{$ref: '#/Thing'}}\n    back: {{$ref: '../../api/specs/main.yaml#/components/schemas/Own'}}\n"
    );
    let source = source("{$ref: 'x/../my%20things.yaml#/All'}", &[("/api/specs/my things.yaml", &file)]);
    assert_eq!(names(&resolved(&source)), ["Own", "All", "Thing"]);
}

#[test]
fn names_of_whole_files_of_parts_and_of_what_is_there_already() {
    let whole = "{type: object, properties: {a: {$ref: '#/properties/b/items'}, b: {type: array, items: {type: object, properties: {}}}, c: {$ref: '../own.json'}}}";
    let files = [("/api/specs/models/user-account.v2.yaml", whole), ("/api/specs/own.json", "{\"enum\": [\"x\"]}")];
    let api = resolved(&source("{$ref: models/user-account.v2.yaml}", &files));
    assert_eq!(names(&api), ["Own", "UserAccount", "B", "Own2"]);
    let places: Vec<(&str, &str)> = api.types.iter().map(|def| (def.name.as_str(), def.origin.as_str())).collect();
    assert_eq!(places[3], ("Own2", "own"));
}

#[test]
fn a_document_may_refer_to_itself_by_its_name_without_a_reader() {
    let source = Source::new("folder/main.yaml", responding("{$ref: 'main.yaml#/components/schemas/Own'}"));
    assert_eq!(names(&resolved(&source)), ["Own"]);
}

fn problems(source: &Source) -> Vec<Problem> {
    resolve(source).expect_err("an error").0
}

#[test]
fn without_a_reader_no_file_is_read() {
    let source = Source::new("main.yaml", responding("{$ref: 'other.yaml#/Thing'}"));
    let problems = problems(&source);
    let text = report::render(&source, &problems, report::Options::default());
    assert!(text.starts_with("error[unsupported-external-reference]"), "{text}");
    assert!(text.contains("other files are not read here"), "{text}");
    assert_eq!(problems.len(), 1, "{text}");
}

#[test]
fn a_place_in_another_file_has_its_name_and_line() {
    let file = "# One line.\n\nThing: {type: object, properties: {a: {type: strong}}}\n";
    let source = source("{$ref: 'deep/other.yaml#/Thing'}", &[("/api/specs/deep/other.yaml", file)]);
    let problems = problems(&source);
    assert_eq!(source.place(problems[0].at.start), ("deep/other.yaml".to_owned(), 3));
    assert_eq!(source.line(problems[0].at.start), 3);
    assert_eq!(source.place(0), ("main.yaml".to_owned(), 1));
    let other = Source::new("b.yaml", responding("{}")).beside("/api/specs/main.yaml", Disk);
    assert_eq!(other.place(usize::MAX).0, "b.yaml");
}

#[test]
fn long_chains_of_files_and_files_that_are_too_deep() {
    let count = 400;
    let file = |index: usize| {
        let next =
            if index + 1 == count { "{type: string}".to_owned() } else { format!("{{$ref: f{}.yaml}}", index + 1) };
        (format!("/api/specs/f{index}.yaml"), format!("{{type: object, properties: {{a: {next}}}}}"))
    };
    let files: Vec<(String, String)> = (0..count).map(file).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(names(&resolved(&source("{$ref: f0.yaml}", &files))).len(), 1 + count);

    let deep = format!("a: {}{}", "[".repeat(10_000), "]".repeat(10_000));
    let source = source("{$ref: 'deep.yaml#/a'}", &[("/api/specs/deep.yaml", &deep)]);
    let codes: Vec<String> = problems(&source).iter().map(|problem| problem.kind.code().into_owned()).collect();
    assert_eq!(codes, ["nested-too-deep"]);
}

#[test]
fn all_files_together_have_a_limit() {
    // Each is within it. The large one is not even parsed.
    let small = format!("Thing: {OBJECT}\n");
    let large = format!("{small}# {}", "x".repeat(model::source::SIZE_LIMIT - 2 * small.len()));
    let files = [("/api/specs/a.yaml", small.as_str()), ("/api/specs/b.yaml", large.as_str())];
    let source = source("{type: object, properties: {a: {$ref: 'a.yaml#/Thing'}, b: {$ref: 'b.yaml#/Thing'}}}", &files);
    let text = report::render(&source, &problems(&source), report::Options::default());
    assert!(
        text.contains("error[unreadable-file]: the file of `b.yaml#/Thing` cannot be read: all files together"),
        "{text}"
    );
}

#[test]
fn what_nothing_leads_to_is_not_read() {
    // Neither the rest of a file nor what an example or an extension holds.
    let file = format!("Thing: {OBJECT}\nOther: {{$ref: gone.yaml}}\n");
    let schema = "{type: object, example: {$ref: gone.yaml}, x-other: {$ref: gone.yaml}, properties: {a: {$ref: 'f.yaml#/Thing'}}}";
    assert_eq!(names(&resolved(&source(schema, &[("/api/specs/f.yaml", &file)]))), ["Own", "Thing", "AResponse"]);
}

#[test]
fn an_operation_of_another_file_is_followed_in_documents_of_others() {
    let document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {$ref: a/get.yaml}}}\n";
    let operation = "operationId: getA\nresponses: {'204': {description: d}, 4XX: {$ref: 'parts.yaml#/no'}}\n";
    let files = [("/api/a/get.yaml", operation), ("/api/a/parts.yaml", "no: {description: No.}")];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let source = Source::new("main.yaml", document).beside("/api/main.yaml", Shelf(files.into()));
    assert!(resolve(&source).is_err(), "OpenAPI has no such reference");
    let (api, warnings) = resolve_tolerant(&source).expect("it is followed");
    assert_eq!((api.operations[0].id.as_str(), warnings.len()), ("getA", 1));
}

/// An object with a property for each reference.
fn listing(references: &[&str]) -> String {
    let members = references.iter().enumerate().map(|(index, reference)| format!("m{index}: {{$ref: '{reference}'}}"));
    format!("{{type: object, properties: {{{}}}}}", members.collect::<Vec<_>>().join(", "))
}

/// The names of the types of the document with version 3.1, else its errors.
fn outcome(schema: &str, files: &[(&str, &str)]) -> String {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let text = responding(schema).replace("3.0.3", "3.1.0");
    let source = Source::new("main.yaml", text).beside("/api/specs/main.yaml", Shelf(files.collect()));
    match resolve_named(&source, false) {
        Ok((api, _)) => format!("{:?}", names(&api)),
        Err(problems) => report::render(&source, &problems.0, report::Options::default()),
    }
}

#[test]
fn a_file_at_the_path_comes_before_a_schema_with_its_id() {
    let files = [
        ("/api/specs/pet.yaml", "{title: At path, type: object, properties: {a: {type: integer}}}"),
        ("/api/specs/other.yaml", "O: {title: Stated, $id: pet.yaml, type: object, properties: {b: {type: string}}}"),
    ];
    for order in [["other.yaml#/O", "pet.yaml"], ["pet.yaml", "other.yaml#/O"]] {
        let names = outcome(&listing(&order), &files);
        assert!(names.contains("Pet") && names.contains("\"O\""), "{names}");
    }
}

#[test]
fn copies_with_one_id_are_told_apart_by_their_paths() {
    let [cat, dog, own, pet] = [
        "{$id: 'https://e.com/s/pet.yaml', type: object, properties: {cat: {type: string}}}",
        "{$id: 'https://e.com/s/pet.yaml', type: object, properties: {dog: {type: string}}}",
        "{$id: 'https://e.com/s/own.yaml', type: object, properties: {p: {$ref: pet.yaml}}}",
        "{type: object, properties: {real: {type: string}}}",
    ];
    let files = [("/api/specs/cat.yaml", cat), ("/api/specs/dog.yaml", dog), ("/api/specs/own.yaml", own)];
    let with_pet = [&files[..], &[("/api/specs/pet.yaml", pet)]].concat();
    let names = outcome(&listing(&["cat.yaml", "dog.yaml", "own.yaml"]), &with_pet);
    assert!(["\"Cat\"", "\"Dog\"", "\"Pet\""].iter().all(|name| names.contains(name)), "{names}");
    for order in [["cat.yaml", "dog.yaml", "own.yaml"], ["own.yaml", "dog.yaml", "cat.yaml"]] {
        let text = outcome(&listing(&order), &files);
        assert!(text.contains("the reference `pet.yaml` to one of several schemas with this `$id`"), "{text}");
    }
    let same = [files[0], ("/api/specs/dog.yaml", cat), files[2]];
    assert!(outcome(&listing(&["own.yaml", "dog.yaml", "cat.yaml"]), &same).contains("\"Cat\""));
}

/// RFC 3986 section 5.1.1: a base URI within the content comes first.
#[test]
fn a_reference_is_relative_to_the_id_around_it() {
    let b = "B: {$id: sub/base.yaml, type: object, properties: {r: {$ref: thing.yaml}}}";
    let files = [
        ("/api/specs/b.yaml", b),
        ("/api/specs/sub/thing.yaml", "{type: object, properties: {deep: {$ref: 'in-sub.yaml'}}}"),
        ("/api/specs/sub/in-sub.yaml", "{type: object, properties: {a: {type: integer}}}"),
        ("/api/specs/thing.yaml", "{type: object, properties: {}}"),
    ];
    let names = outcome("{$ref: 'b.yaml#/B'}", &files);
    assert!(names.contains("InSub"), "{names}");
}

#[test]
fn a_mapping_leads_to_an_id_as_references_do() {
    let cat = |id: &str| {
        format!("{{$id: 'https://e.com/{id}', type: object, required: [k], properties: {{k: {{type: string}}}}}}")
    };
    let pets = format!("Cat: {}\nDog: {}\n", cat("cat"), cat("dog"));
    let union = "{oneOf: [{$ref: 'https://e.com/cat'}, {$ref: 'https://e.com/dog'}], discriminator: {propertyName: k, mapping: {kitten: 'https://e.com/cat', puppy: 'https://e.com/dog'}}}";
    let tags = |text: String, files: &[(&str, &str)]| {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let source = Source::new("main.yaml", text).beside("/api/specs/main.yaml", Shelf(files.collect()));
        format!("{:?}", resolved(&source).types)
    };
    let one = responding(union).replace("3.0.3", "3.1.0");
    let here = format!("{one}    Cat: {}\n    Dog: {}\n", cat("cat"), cat("dog"));
    let other = responding(&format!("{{type: object, properties: {{a: {{$ref: 'b.yaml#/Cat'}}, b: {union}}}}}"));
    let there = tags(other.replace("3.0.3", "3.1.0"), &[("/api/specs/b.yaml", &pets)]);
    for types in [tags(here, &[]), there] {
        assert!(types.contains("\"kitten\"") && types.contains("\"puppy\""), "{types}");
    }
}
