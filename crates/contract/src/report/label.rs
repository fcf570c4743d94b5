//! The last part of the labels of cases: which defect or edge a case has.

/// The part of the document that a defect is about.
pub(super) enum Defect {
    /// One of these keywords of the schema.
    Keywords(&'static [&'static str]),
    /// A required part is absent.
    Absent,
    /// Another part of the request.
    Other,
}

/// The ends of labels, each with the keywords that the value violates. An end comes before its own ends.
const ENDS: [(&str, &[&str]); 37] = [
    ("null", &["nullable", "type"]),
    ("boolean", &["type"]),
    ("integer", &["type"]),
    ("number", &["type"]),
    ("text", &["type"]),
    ("empty-array", &["type"]),
    ("empty-object", &["type"]),
    ("too-short", &["minLength"]),
    ("too-long", &["maxLength"]),
    ("off-pattern", &["pattern"]),
    ("no-such-day", &["format"]),
    ("other-format", &["format"]),
    ("no-offset", &["format"]),
    ("no-hex-digit", &["format"]),
    ("cut-off", &["format"]),
    ("not-listed", &["enum"]),
    ("other-case", &["enum"]),
    ("empty", &["enum", "minLength", "type"]),
    ("too-small", &["minimum"]),
    ("too-large", &["maximum"]),
    ("below-32-bits", &["format"]),
    ("above-32-bits", &["format"]),
    ("off-step", &["multipleOf"]),
    ("too-few-properties", &["minProperties"]),
    ("too-many-properties", &["maxProperties"]),
    ("too-few", &["minItems"]),
    ("too-many", &["maxItems"]),
    ("repeated-element", &["uniqueItems"]),
    ("unlisted-property", &["additionalProperties"]),
    ("text-many", &["type"]),
    ("text-perhaps", &["type"]),
    ("text-empty", &["type"]),
    ("text-1", &["type"]),
    ("text-True", &["type"]),
    ("text-NaN", &["type"]),
    ("repeated", &[]),
    ("not-utf8", &[]),
];

/// The part of the document that the end of a label is about.
pub(super) fn keyword_of(end: &str) -> Defect {
    match ENDS.iter().find(|(known, _)| *known == end) {
        Some((_, keywords)) => Defect::Keywords(keywords),
        None if end == "absent" => Defect::Absent,
        None => Defect::Other,
    }
}

/// The end of a label, which tells the kind of defect without the name of the property: `too-long` for `body-name-too-long`.
/// The whole label if its end is not known.
pub(super) fn end_of(label: &str) -> &str {
    let ends = ENDS.iter().map(|(end, _)| *end).chain(["absent"]);
    let fitting =
        ends.filter(|end| label.strip_suffix(end).is_some_and(|start| start.is_empty() || start.ends_with('-')));
    fitting.max_by_key(|end| end.len()).unwrap_or(label)
}
