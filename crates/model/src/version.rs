//! The versions of the OpenAPI Specification.
//!
//! A version is a property of a file: documents of different versions can refer to each other. Every [`Node`](crate::node::Node)
//! has the version of its file. Only `schema` and `view` decide by it, and what no object of them covers is a question here.

use std::fmt;

/// A minor version of the OpenAPI Specification. Patch versions only clarify the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0: schemas are a dialect of JSON Schema Wright 00.
    #[default]
    V3_0,
    /// 3.1: schemas are JSON Schema 2020-12 with the vocabulary of OpenAPI.
    V3_1,
    /// 3.2
    V3_2,
}

impl Version {
    /// Returns the minor version of a version number such as `3.1.0`, the value of the field `openapi`. `None` if this version
    /// is not supported or the text is not a version number.
    pub fn parse(number: &str) -> Option<Self> {
        let (minor, patch) = number.rsplit_once('.')?;
        let patch: u8 = patch.parse().ok()?;
        match minor {
            // 3.0.4 is the last patch version.
            "3.0" => (patch <= 4).then_some(Version::V3_0),
            "3.1" => Some(Version::V3_1),
            "3.2" => Some(Version::V3_2),
            _ => None,
        }
    }

    /// Returns whether schemas are JSON Schema 2020-12.
    pub fn has_json_schema(self) -> bool {
        self >= Version::V3_1
    }

    /// Returns whether keys beside the `$ref` of a schema or path item count (OpenAPI 3.1.0, Path Item Object and Schema Object).
    pub(crate) fn counts_siblings(self) -> bool {
        self >= Version::V3_1
    }

    /// Returns whether `$self` is the URI of a document (OpenAPI 3.2.0, OpenAPI Object).
    pub(crate) fn has_self(self) -> bool {
        self >= Version::V3_2
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
            Version::V3_2 => "3.2",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patch_versions_are_of_one_minor_version() {
        for (number, version) in [
            ("3.0.0", Some(Version::V3_0)),
            ("3.0.4", Some(Version::V3_0)),
            ("3.0.5", None),
            ("3.1.0", Some(Version::V3_1)),
            ("3.1.2", Some(Version::V3_1)),
            ("3.2.0", Some(Version::V3_2)),
            ("3.3.0", None),
            ("3.1", None),
            ("2.0", None),
            ("3.1.x", None),
        ] {
            assert_eq!(Version::parse(number), version, "{number}");
        }
    }
}
