//! The relations between requests of a list: pages, ranges, and filters by an element of a list. Each test names the text that a list must
//! conform to. Lists that conform pass, and some that do not conform fail.

use std::cell::Cell;

use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::Options;
use super::support::{Tested, report_of};
use crate::credential::Credentials;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::selection::{Pattern, Selection};
use crate::transport::{HttpResponse, SendError, Transport};

/// Notes in pages by a cursor, tasks in pages by an offset, and files in numbered pages.
const DOCUMENT: &str = r"
openapi: 3.1.0
info: {title: Notes, version: 1.0.0}
paths:
  /notes:
    get:
      operationId: listNotes
      parameters:
        - {name: limit, in: query, description: The maximum number of notes., schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: cursor, in: query, schema: {type: string}}
        - {name: createdAfter, in: query, description: Only notes created after this instant., schema: {type: string, format: date-time}}
        - {name: dueBefore, in: query, description: Only notes that are due before this day., schema: {type: string, format: date}}
        - {name: label, in: query, description: Only notes with this label., schema: {$ref: '#/components/schemas/Label'}}
        - {name: done, in: query, description: Only notes that are done or not., schema: {type: boolean}}
        - {name: author, in: query, description: Only notes of this author., schema: {type: string}}
        - {name: topic, in: query, schema: {type: integer}}
        - {name: folder, in: query, description: Only notes in this folder., schema: {type: string, format: uuid}}
        - {name: title, in: query, description: Only notes whose title contains this text., schema: {type: string}}
        - {name: state, in: query, description: Only notes in this state., schema: {type: string, enum: [open, closed], default: open}}
        - {name: tag, in: query, description: Only notes with this tag., schema: {type: string}}
        - {name: mood, in: query, description: Only notes in this mood., schema: {type: string, enum: [good, bad]}}
      responses:
        '200':
          description: Notes.
          content:
            application/json:
              schema:
                type: object
                required: [notes]
                properties:
                  notes: {type: array, items: {$ref: '#/components/schemas/Note'}}
                  nextCursor: {type: string}
  /tasks:
    get:
      operationId: listTasks
      parameters:
        - {name: limit, in: query, description: The number of tasks., schema: {type: integer, minimum: 2, maximum: 5}}
        - {name: offset, in: query, schema: {type: integer, minimum: 0}}
      responses: {'200': {description: Tasks., content: {application/json: {schema: {type: array, items: {type: integer}}}}}}
  /books:
    get:
      operationId: listBooks
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: kind, in: query, description: Only books of this kind., schema: {type: string, enum: [a, b]}}
      responses: {'200': &books {description: Books., content: {application/json: {schema: {$ref: '#/components/schemas/Books'}}}}}
  /articles:
    get:
      operationId: listArticles
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: page_size, in: query, description: The number of articles per page., schema: {type: integer}}
      responses: {'200': *books}
  /files:
    get:
      operationId: listFiles
      parameters:
        - {name: per_page, in: query, description: The number of files per page., schema: {type: integer, minimum: 1}}
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
      responses:
        '200':
          description: Files.
          headers: {X-Total-Count: {description: The number of all files., required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {type: integer}}}}
components:
  schemas:
    Books:
      type: object
      required: [count, next, results]
      properties:
        count: {type: integer, description: The total number of books that match.}
        next: {type: [string, 'null'], format: uri}
        results: {type: array, items: {type: object, properties: {id: {type: integer}, kind: {type: string, enum: [a, b]}}}}
    Label: {type: string, enum: [red, green, blue]}
    Note:
      type: object
      required: [id, createdAt]
      properties:
        id: {type: integer}
        createdAt: {type: string, format: date-time}
        due: {type: [string, 'null'], format: date}
        done: {type: [boolean, 'null']}
        author: {type: [string, 'null']}
        topic: {type: integer}
        folder: {type: [string, 'null'], format: uuid}
        title: {type: string}
        mood: {type: [string, 'null']}
        state: {type: string, enum: [open, closed]}
        tags: {type: array, items: {type: string, minLength: 1, maxLength: 30}}
        labels: {type: array, items: {$ref: '#/components/schemas/Label'}}
";

/// The value of a query parameter, by its name.
type Parameters<'q> = &'q dyn Fn(&str) -> Option<String>;

/// A server whose response is a function of the path and the query parameters. The second value is the total.
struct Server<F>(F);

impl<F: Fn(&str, Parameters<'_>) -> (Value, usize)> Transport for Server<F> {
    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let value = |name: &str| request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let (body, total) = self.0(&request.path, &value);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("x-total-count", HeaderValue::from(total));
        Ok(HttpResponse { status: StatusCode::OK, headers, body: body.to_string().into() })
    }
}

/// The outcome of one case.
fn outcome(id: &str, respond: impl Fn(&str, Parameters<'_>) -> (Value, usize)) -> Tested<Outcome> {
    let selection = Selection { only: vec![Pattern::new(id)], ..Selection::default() };
    let options = Options { credentials: Credentials::default(), selection, ..Options::default() };
    let report = report_of(("notes.yaml", DOCUMENT), &Server(respond), &options)?;
    let found = report.outcomes.into_iter().find(|(case, _)| case.id == id).map(|(_, outcome)| outcome);
    Ok(found.ok_or(format!("no case {id}"))?)
}

fn is_failure(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(_))
}

const PASSED: Outcome = Outcome::Passed { status: 200 };

fn number(value: Option<String>, default: usize) -> usize {
    value.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// `The maximum number of notes`, and a cursor that leads from page to page: the pages together are the list. The cursor is the number of
/// notes before it; `cut` is where a page ends early, and `step` how far its cursor goes.
fn notes(
    count: usize,
    cut: usize,
    step: impl Fn(usize, usize) -> usize,
) -> impl Fn(&str, Parameters<'_>) -> (Value, usize) {
    move |_, value| {
        let (start, limit) = (number(value("cursor"), 0), number(value("limit"), 3));
        let end = if start < cut && cut < start + limit { cut } else { start + limit }.min(count);
        let page: Vec<Value> =
            (start..end).map(|id| json!({ "id": id, "createdAt": "2024-01-01T00:00:00Z" })).collect();
        let mut body = json!({ "notes": page });
        if end < count {
            body["nextCursor"] = step(start, end).to_string().into();
        }
        (body, count)
    }
}

#[test]
fn pages_by_cursor_are_the_list() -> Tested {
    let id = "semantics/listNotes/pages-by-cursor";
    // Around multiples of the small page and of the largest one. Each run derives all cases of the document, which takes most of the time.
    for count in [2, 3, 4, 9, 10, 18, 19, 24] {
        // A page may be shorter than its limit.
        for cut in [0, 2, 5] {
            let found = outcome(id, notes(count, cut, |_, end| end))?;
            assert_eq!(found, PASSED, "{count} notes, cut at {cut}");
        }
        // The first note of the second page is in no page, or the last one of the first page is in both.
        for (step, bug) in [(1_isize, "skipped"), (-1, "repeated")] {
            let found = outcome(id, notes(count, 0, |_, end| end.saturating_add_signed(step)))?;
            assert!(is_failure(&found), "{count} notes, {bug}: {found:?}");
        }
    }
    assert!(matches!(outcome(id, notes(1, 0, |_, end| end))?, Outcome::Inconclusive { .. }));
    Ok(())
}

/// `minimum: 2, maximum: 5`: the list may be longer than the large page, and not a multiple of the small one.
#[test]
fn pages_by_offset_are_the_list() -> Tested {
    let tasks = |count: usize, skipped: usize| {
        move |_: &str, value: Parameters<'_>| {
            let (start, limit) = (number(value("offset"), 0), number(value("limit"), 4));
            let start = if start > 0 { start + skipped } else { 0 };
            (json!((start..count.max(start)).take(limit).collect::<Vec<usize>>()), count)
        }
    };
    let id = "semantics/listTasks/pages";
    for count in (3..16).chain([20, 21, 59]) {
        assert_eq!(outcome(id, tasks(count, 0))?, PASSED, "{count} tasks");
        assert!(is_failure(&outcome(id, tasks(count, 1))?), "{count} tasks");
    }
    Ok(())
}

/// Without a `maximum`, a server may return smaller pages than are requested; the total is that of all pages.
#[test]
fn a_server_may_have_a_largest_page_that_the_document_does_not_have() -> Tested {
    let files = |count: usize, most: usize, total: usize| {
        move |_: &str, value: Parameters<'_>| {
            let (page, size) = (number(value("page"), 1), number(value("per_page"), 10).min(most));
            (json!((1..=count).skip((page - 1) * size).take(size).collect::<Vec<usize>>()), total)
        }
    };
    for (count, most) in [(4, 100), (15, 10), (30, 20), (19, 20)] {
        assert_eq!(outcome("semantics/listFiles/pages", files(count, most, count))?, PASSED, "{count}, {most}");
        let total = outcome("semantics/listFiles/total", files(count, most, count))?;
        let is_right = if count > most { matches!(total, Outcome::Inconclusive { .. }) } else { total == PASSED };
        assert!(is_right, "{count}, {most}: {total:?}");
    }
    for (count, total) in [(4, 5), (4, 1), (30, 20)] {
        let found = outcome("semantics/listFiles/total", files(count, 100, total))?;
        assert!(is_failure(&found), "{count} files, total {total}: {found:?}");
    }
    Ok(())
}

/// Notes with these properties, filtered by a function of the note and of a parameter's value.
fn filtered<'t>(
    notes: &'t [Value],
    parameter: &'t str,
    keeps: impl Fn(&Value, &str) -> bool + 't,
) -> impl Fn(&str, Parameters<'_>) -> (Value, usize) + 't {
    move |_, value| {
        let wanted = value(parameter);
        let kept = notes.iter().filter(|note| wanted.as_ref().is_none_or(|wanted| keeps(note, wanted)));
        (json!({ "notes": kept.collect::<Vec<&Value>>() }), notes.len())
    }
}

type Keeps<'k> = &'k dyn Fn(&Value, &str) -> bool;

/// `Only notes created after this instant`, `Only notes that are due before this day`.
#[test]
fn a_range_selects_the_elements_on_its_side() -> Tested {
    let notes = [
        json!({ "id": 1, "createdAt": "2024-01-01T00:00:00Z", "due": "2024-02-01" }),
        json!({ "id": 2, "createdAt": "1969-07-20T20:17:40Z", "due": null }),
        json!({ "id": 3, "createdAt": "2024-01-02T01:00:00+05:30" }),
    ];
    let text = |note: &Value, name: &str| note[name].as_str().unwrap_or_default().to_owned();
    let after = "semantics/listNotes/query-createdAfter-range";
    let before = "semantics/listNotes/query-dueBefore-range";
    let is_due = |note: &Value| !text(note, "due").is_empty();
    let rows: [(&str, &str, &str, Keeps<'_>, bool); 8] = [
        ("exclusive", after, "createdAfter", &|note, bound| text(note, "createdAt").as_str() > bound, true),
        ("inclusive", after, "createdAfter", &|note, bound| text(note, "createdAt").as_str() >= bound, true),
        ("ignored", after, "createdAfter", &|_, _| true, false),
        ("nothing", after, "createdAfter", &|_, _| false, false),
        ("reversed", after, "createdAfter", &|note, bound| text(note, "createdAt").as_str() < bound, false),
        ("without null", before, "dueBefore", &|note, bound| is_due(note) && text(note, "due").as_str() < bound, true),
        ("ignored", before, "dueBefore", &|_, _| true, false),
        ("reversed", before, "dueBefore", &|note, bound| is_due(note) && text(note, "due").as_str() > bound, false),
    ];
    for (name, id, parameter, keeps, is_correct) in rows {
        let found = outcome(id, filtered(&notes, parameter, keeps))?;
        assert_eq!(found == PASSED, is_correct, "{id}, {name}: {found:?}");
        assert_eq!(is_failure(&found), !is_correct, "{id}, {name}: {found:?}");
    }
    Ok(())
}

/// `Only notes with this label`: in every list of labels, the filter returns the notes whose list has the label, and no others.
#[test]
fn a_filter_selects_the_elements_whose_list_has_its_value() -> Tested {
    let id = "semantics/listNotes/query-label-filter";
    let lists = [json!([]), json!(["red"]), json!(["green"]), json!(["red", "green"]), json!(["green", "red"])];
    let has =
        |note: &Value, label: &str| note["labels"].as_array().is_some_and(|labels| labels.contains(&label.into()));
    for one in &lists {
        for other in &lists {
            let note =
                |id: usize, labels: &Value| json!({ "id": id, "createdAt": "2024-01-01T00:00:00Z", "labels": labels });
            let notes = [note(1, one), note(2, other)];
            let shown = format!("{one} {other}");
            let is_empty = [one, other].iter().all(|labels| labels.as_array().is_some_and(Vec::is_empty));
            let correct = outcome(id, filtered(&notes, "label", has))?;
            assert_eq!(correct == PASSED, !is_empty, "{shown}: {correct:?}");
            let ignored = outcome(id, filtered(&notes, "label", |_, _| true))?;
            assert_eq!(is_failure(&ignored), !is_empty, "{shown}: {ignored:?}");
        }
    }
    let notes = [
        json!({ "id": 1, "createdAt": "2024-01-01T00:00:00Z", "labels": ["red", "green"] }),
        json!({ "id": 2, "createdAt": "2024-01-01T00:00:00Z" }),
    ];
    assert!(is_failure(&outcome(id, filtered(&notes, "label", |_, _| false))?));
    Ok(())
}

/// The elements of `tags` have bounds, the parameter has none.
#[test]
fn a_filter_by_an_element_needs_no_bounds() -> Tested {
    let note = |id: usize, tags: Value| json!({ "id": id, "createdAt": "2024-01-01T00:00:00Z", "tags": tags });
    let notes = [note(1, json!([])), note(2, json!(["sea", "sun"])), note(3, json!(["sun"]))];
    let has = |note: &Value, tag: &str| note["tags"].as_array().is_some_and(|tags| tags.contains(&tag.into()));
    let id = "semantics/listNotes/query-tag-filter";
    assert_eq!(outcome(id, filtered(&notes, "tag", has))?, PASSED);
    assert!(is_failure(&outcome(id, filtered(&notes, "tag", |_, _| true))?));
    Ok(())
}

/// `Only notes in this state`, and without the parameter those that are open.
#[test]
fn a_filter_may_have_a_default() -> Tested {
    let note = |id: usize, state: &str| json!({ "id": id, "createdAt": "2024-01-01T00:00:00Z", "state": state });
    let notes = [note(1, "open"), note(2, "closed"), note(3, "open")];
    let list = |is_ignored: bool| {
        let notes = notes.clone();
        move |_: &str, value: Parameters<'_>| {
            let wanted = value("state").filter(|_| !is_ignored).unwrap_or_else(|| "open".to_owned());
            let kept: Vec<&Value> = notes.iter().filter(|note| note["state"] == wanted.as_str()).collect();
            (json!({ "notes": kept }), notes.len())
        }
    };
    let id = "semantics/listNotes/query-state-filter";
    assert_eq!(outcome(id, list(false))?, PASSED);
    assert!(is_failure(&outcome(id, list(true))?));
    Ok(())
}

/// `Only notes that are done or not`. The first note has `null`, and a server may leave out `false`, the value of most notes.
#[test]
fn a_filter_reads_null_and_absent_values() -> Tested {
    let notes = [
        json!({ "id": 1, "createdAt": "2024-01-01T00:00:00Z", "done": null }),
        json!({ "id": 2, "createdAt": "2024-01-01T00:00:00Z", "done": true }),
        json!({ "id": 3, "createdAt": "2024-01-01T00:00:00Z" }),
        json!({ "id": 4, "createdAt": "2024-01-01T00:00:00Z", "done": false }),
    ];
    let id = "semantics/listNotes/query-done-filter";
    let is_it = |note: &Value, wanted: &str| match note.get("done") {
        None => wanted == "false",
        Some(done) => serde_json::to_string(done).is_ok_and(|done| done == wanted),
    };
    assert_eq!(outcome(id, filtered(&notes, "done", is_it))?, PASSED);
    assert_eq!(outcome(id, filtered(&notes[2..], "done", is_it))?, PASSED);
    let reversed: Vec<Value> = notes.iter().rev().cloned().collect();
    assert_eq!(outcome(id, filtered(&reversed, "done", is_it))?, PASSED);
    assert!(is_failure(&outcome(id, filtered(&notes, "done", |_, _| true))?));
    assert!(is_failure(&outcome(id, filtered(&notes[1..], "done", |_, _| false))?));
    Ok(())
}

/// The default of a parameter is the same request as its absence; the links of the page differ.
#[test]
fn a_page_may_have_links_to_itself() -> Tested {
    let asked = Cell::new(0);
    let found = outcome("semantics/listFiles/query-page-default", |_, value| {
        asked.set(asked.get() + 1);
        let page = value("page").map(|page| format!("?page={page}")).unwrap_or_default();
        (json!({ "self": format!("https://example.com/files{page}"), "files": [1, 2] }), 2)
    })?;
    assert_eq!((found, asked.get()), (PASSED, 2));
    Ok(())
}

/// Books on pages of `most` elements at most, the first of which has the number `start`. `total` is of all elements and those of the page.
fn books(
    count: usize,
    most: usize,
    start: usize,
    total: impl Fn(usize, usize) -> usize,
) -> impl Fn(&str, Parameters<'_>) -> (Value, usize) {
    move |_, value| {
        let (page, size) = (number(value("page"), start), number(value("page_size"), most).min(most));
        let kind = value("kind");
        let all = (0..count).map(|id| json!({ "id": id, "kind": if id % 2 == 0 { "a" } else { "b" } }));
        let all: Vec<Value> = all.filter(|book| kind.as_ref().is_none_or(|kind| book["kind"] == **kind)).collect();
        let shown: Vec<&Value> = all.iter().skip(page.saturating_sub(start) * size).take(size).collect();
        let has_next = (page.saturating_sub(start) + 1) * size < all.len();
        let next = has_next.then(|| format!("https://example.com/books?page={}", page + 1));
        (json!({ "count": total(all.len(), shown.len()), "next": next, "results": shown }), 0)
    }
}

/// `The total number of books that match`, on every page, beside the list.
#[test]
fn a_total_beside_the_list_is_the_number_of_all_elements() -> Tested {
    for (id, most) in [("semantics/listBooks/total", 4), ("semantics/listArticles/total", 50)] {
        for count in 2..12 {
            let correct = outcome(id, books(count, most, 1, |all, _| all))?;
            match count > most {
                true => assert!(matches!(correct, Outcome::Inconclusive { .. }), "{id} {count}: {correct:?}"),
                false => assert_eq!(correct, PASSED, "{id} {count}"),
            }
            let of_page = outcome(id, books(count, most, 1, |_, page| page))?;
            // Without another page, nothing shows it.
            let is_shown = count > most || most == 50;
            assert_eq!(is_failure(&of_page), is_shown, "{id} {count}: {of_page:?}");
        }
    }
    let filtered = "semantics/listBooks/query-kind-total";
    assert_eq!(outcome(filtered, books(4, 10, 1, |all, _| all))?, PASSED);
    assert!(is_failure(&outcome(filtered, books(4, 10, 1, |_, _| 4))?));
    Ok(())
}

/// `page` without a default and a bound: the first page is the one without a number, 1 or 0.
#[test]
fn the_first_page_is_the_one_without_a_number() -> Tested {
    let id = "semantics/listArticles/pages";
    for start in [0, 1] {
        for count in 2..12 {
            assert_eq!(outcome(id, books(count, 50, start, |all, _| all))?, PASSED, "{start}, {count}");
            // The second page starts one element too far.
            let skips = |path: &str, value: Parameters<'_>| {
                let is_second = value("page").is_some_and(|page| page != start.to_string());
                let (mut body, total) = books(count, 50, start, |all, _| all)(path, value);
                if let Some(results) = body["results"].as_array_mut().filter(|_| is_second) {
                    results.iter_mut().for_each(|book| book["id"] = (book["id"].as_u64().unwrap_or(0) + 1).into());
                }
                (body, total)
            };
            let found = outcome(id, skips)?;
            assert!(is_failure(&found), "{start}, {count}: {found:?}");
        }
    }
    Ok(())
}

/// `Only notes of this author`, and of a folder and in a mood: no other notes, and none without one. Servers may look for a part of a text.
#[test]
fn filters_select_by_values_that_are_not_listed() -> Tested {
    let folder = |of: usize| format!("00000000-0000-4000-8000-00000000000{of}");
    let note = |id: usize| {
        let mood = match id % 3 {
            0 => Value::Null,
            1 => "good".into(),
            _ => "bad".into(),
        };
        json!({ "id": id, "createdAt": "2024-01-01T00:00:00Z", "author": format!("ann {id}"), "topic": id % 2, "folder": folder(id % 3), "mood": mood })
    };
    let mut notes: Vec<Value> = (0..6).map(note).collect();
    notes.push(json!({ "id": 6, "createdAt": "2024-01-01T00:00:00Z" }));
    let notes = &notes;
    let list = |notes: Vec<Value>| (json!({ "notes": notes }), 0);
    let filtered = |name: &'static str, fits: fn(Option<&Value>, &str) -> bool| {
        move |_: &str, value: Parameters<'_>| match value(name) {
            Some(wanted) => list(notes.iter().filter(|note| fits(note.get(name), &wanted)).cloned().collect()),
            None => list(notes.clone()),
        }
    };
    for name in ["author", "topic", "folder", "mood"] {
        let id = format!("semantics/listNotes/query-{name}-filter");
        let is_it = |own: Option<&Value>, wanted: &str| {
            own.is_some_and(|own| *own == wanted || own.to_string().as_str() == wanted)
        };
        let has_part = |own: Option<&Value>, wanted: &str| {
            own.is_some_and(|own| own.to_string().trim_matches('"').to_uppercase().contains(&wanted.to_uppercase()))
        };
        for found in [outcome(&id, filtered(name, is_it))?, outcome(&id, filtered(name, has_part))?] {
            assert_eq!(found, PASSED, "{name}");
        }
        let ignored = outcome(&id, filtered(name, |_, _| true))?;
        let is_inverted = |own: Option<&Value>, wanted: &str| {
            own.is_some_and(|own| *own != wanted && own.to_string().as_str() != wanted)
        };
        let inverted = outcome(&id, filtered(name, is_inverted))?;
        let with_absent = outcome(
            &id,
            filtered(name, |own, wanted| {
                own.is_none_or(|own| own.is_null() || *own == wanted || own.to_string().as_str() == wanted)
            }),
        )?;
        for found in [ignored, inverted, with_absent] {
            // A filter may select by a bound or a hierarchy in words that are not known.
            assert!(matches!(found, Outcome::Advisory(_)), "{name}: {found:?}");
        }
    }
    let contained = outcome("semantics/listNotes/query-title-filter", filtered("title", |_, _| true));
    assert!(contained.is_err(), "{contained:?}");
    Ok(())
}
