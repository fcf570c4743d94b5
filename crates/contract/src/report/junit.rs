//! The report as JUnit XML, in the schema of Jenkins' xUnit plugin (`junit-10.xsd`).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Subject;
use super::place::Places;
use crate::outcome::{Outcome, Report};
use crate::violation::Violation;

/// The report could not be written as XML.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be written as XML")]
pub struct XmlError(#[from] std::io::Error);

/// The report as JUnit XML, with one test case per case. Known failures are skipped test cases.
///
/// # Errors
///
/// [`XmlError`] if writing to memory fails, which is not known to happen.
pub fn junit(subject: &Subject<'_>, report: &Report) -> Result<String, XmlError> {
    let counts = report.counts();
    let places = Places::new(subject.document);
    let (tests, failures) = (report.outcomes.len().to_string(), counts.failed.to_string());
    let skipped = (counts.known_failures + counts.inconclusive + counts.skipped).to_string();
    let all = [("name", "contract"), ("tests", &tests), ("failures", &failures), ("errors", "0")];
    // The schema has no `skipped` on the outermost element.
    let suite = [all.as_slice(), &[("skipped", skipped.as_str())]].concat();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.create_element("testsuites").with_attributes(all).write_inner_content(|writer| {
        writer.create_element("testsuite").with_attributes(suite).write_inner_content(|writer| {
            report.outcomes.iter().try_for_each(|(case, outcome)| {
                let name = clean(&case.id);
                let class = format!("contract.{}", case.group.as_str());
                let test = writer.create_element("testcase");
                let test = test.with_attributes([("classname", class.as_str()), ("name", &name)]);
                match outcome {
                    Outcome::Passed { .. } | Outcome::Advisory(_) => test.write_empty()?,
                    Outcome::Inconclusive { reason, .. } => {
                        test.write_inner_content(|writer| skipped_as(writer, &format!("inconclusive: {reason}")))?
                    }
                    Outcome::Skipped(reason) => test.write_inner_content(|writer| skipped_as(writer, reason))?,
                    Outcome::KnownFailure(mismatches) => {
                        let reason = format!("known to fail: {}", joined(mismatches));
                        test.write_inner_content(|writer| skipped_as(writer, &reason))?
                    }
                    Outcome::Failed(mismatches) => test.write_inner_content(|writer| {
                        let message = clean(&joined(mismatches));
                        let place = |one: &Violation| {
                            format!(
                                "see {}; rests on {}",
                                subject.position(places.of_violation(case, one)),
                                one.rests_on
                            )
                        };
                        let mut places: Vec<String> = mismatches.iter().map(place).collect();
                        places.dedup();
                        let text = format!("{}\n{}", places.join("\n"), case.request.curl(subject.base));
                        let failure = writer.create_element("failure").with_attribute(("message", message.as_str()));
                        failure.write_text_content(BytesText::new(&clean(&text))).map(drop)
                    })?,
                };
                Ok(())
            })
        })?;
        Ok(())
    })?;
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n")
}

fn joined(violations: &[Violation]) -> String {
    violations.iter().map(Violation::to_string).collect::<Vec<_>>().join("; ")
}

fn skipped_as(writer: &mut Writer<Vec<u8>>, reason: &str) -> std::io::Result<()> {
    writer.create_element("skipped").with_attribute(("message", clean(reason).as_str())).write_empty().map(drop)
}

/// Replaces characters that XML 1.0 cannot express (section 2.2).
fn clean(text: &str) -> String {
    let is_character =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if is_character(c) { c } else { '\u{fffd}' }).collect()
}
