//! The manifests of the generated crates as tables: dependencies and features, each with the condition under which a document
//! needs it.

use crate::emit::needs::{ALWAYS, Condition};

/// The manifest of a generated crate.
pub(super) struct Manifest {
    /// The folder below the output folder, which is also the suffix of the package's name.
    pub role: &'static str,
    /// The start of the package's description. The title of the API follows.
    pub about: &'static str,
    pub is_published: bool,
    /// The feature that is on by default.
    pub default_feature: Option<&'static str>,
    pub features: &'static [Feature],
    pub dependencies: &'static [Dependency],
    /// More dependencies for browsers.
    pub browser_dependencies: &'static [Dependency],
    /// The purpose of the development dependencies.
    pub dev_comment: &'static str,
    pub dev_dependencies: &'static [Dependency],
    /// Examples that need a feature.
    pub examples: &'static [Example],
}

/// An example program that is built only with a feature of its crate.
pub(super) struct Example {
    pub name: &'static str,
    pub feature: &'static str,
    pub condition: Condition,
}

/// A feature of a generated crate.
pub(super) struct Feature {
    pub name: &'static str,
    pub comment: &'static str,
    pub enables: &'static [&'static str],
    pub condition: Condition,
}

/// A dependency of a generated crate.
pub(super) struct Dependency {
    pub name: &'static str,
    pub from: From,
    pub default_features: bool,
    pub features: &'static [(&'static str, Condition)],
    /// Whether only a feature of the crate needs it.
    pub is_optional: bool,
    pub condition: Condition,
}

/// Where a dependency comes from.
pub(super) enum From {
    /// A registry, with the version.
    Registry(&'static str),
    /// The generated crate with this role.
    Sibling(&'static str),
}

/// A dependency that every document needs, with its default features only.
const fn plain(name: &'static str, version: &'static str) -> Dependency {
    Dependency {
        name,
        from: From::Registry(version),
        default_features: true,
        features: &[],
        is_optional: false,
        condition: ALWAYS,
    }
}

/// The generated crate with the role `role`, under the name of its role.
const fn sibling(role: &'static str) -> Dependency {
    Dependency { name: role, from: From::Sibling(role), ..plain(role, "") }
}

impl Dependency {
    const fn features(self, features: &'static [(&'static str, Condition)]) -> Self {
        Dependency { features, ..self }
    }

    const fn without_default_features(self) -> Self {
        Dependency { default_features: false, ..self }
    }

    const fn optional(self) -> Self {
        Dependency { is_optional: true, ..self }
    }

    const fn when(self, condition: Condition) -> Self {
        Dependency { condition, ..self }
    }
}

pub(super) const TYPES: Manifest = Manifest {
    role: "types",
    about: "Types",
    is_published: true,
    default_feature: None,
    features: &[],
    dependencies: &[
        plain("chrono", "0.4")
            .without_default_features()
            .features(&[("serde", ALWAYS), ("std", ALWAYS)])
            .when(|needs| needs.chrono),
        plain("regress", "0.12").when(|needs| needs.regress),
        plain("schemars", "1.2").features(&[("chrono04", |needs| needs.chrono), ("uuid1", |needs| needs.uuid)]),
        plain("serde", "1").features(&[("derive", ALWAYS)]),
        plain("serde_json", "1"),
        plain("uuid", "1").features(&[("serde", ALWAYS)]).when(|needs| needs.uuid),
    ],
    browser_dependencies: &[],
    dev_comment: "",
    dev_dependencies: &[],
    examples: &[],
};

pub(super) const CLIENT: Manifest = Manifest {
    role: "client",
    about: "Client",
    is_published: true,
    default_feature: Some("rustls"),
    features: &[
        Feature {
            name: "rustls",
            comment: "TLS by rustls, with the operating system's certificates.",
            enables: &["reqwest/rustls"],
            condition: ALWAYS,
        },
        Feature {
            name: "native-tls",
            comment: "TLS by the operating system's own library.",
            enables: &["reqwest/native-tls"],
            condition: ALWAYS,
        },
        Feature {
            name: "retry",
            comment: "A layer that repeats requests.",
            enables: &["dep:httpdate"],
            condition: ALWAYS,
        },
        Feature {
            name: "tracing",
            comment: "A layer that makes a span of each request.",
            enables: &["dep:tracing"],
            condition: ALWAYS,
        },
        Feature {
            name: "validate",
            comment: "Checks values before they are sent, where the document has constraints that no type has.",
            enables: &["dep:jsonschema"],
            condition: |needs| needs.client.validation,
        },
    ],
    dependencies: &[
        plain("base64", "0.22").when(|needs| needs.basic),
        plain("bytes", "1"),
        plain("futures-core", "0.3").without_default_features(),
        plain("http", "1"),
        plain("http-body", "1"),
        plain("httpdate", "1").optional(),
        plain("jsonschema", "0.61").without_default_features().optional().when(|needs| needs.client.validation),
        plain("percent-encoding", "2.3"),
        plain("progenitor-client", "0.15.1"),
        plain("reqwest", "0.13.4").without_default_features().features(&[
            ("json", ALWAYS),
            ("multipart", |needs| needs.client.multipart),
            ("query", ALWAYS),
            ("stream", ALWAYS),
        ]),
        plain("secrecy", "0.10"),
        plain("serde", "1"),
        plain("serde_json", "1"),
        // Files of the disk need no feature here: with `stream`, reqwest's `Body` is made of a `tokio::fs::File`. Its feature `fs` does not compile
        // for browsers.
        plain("tokio", "1").features(&[("sync", |needs| needs.client.tokens), ("time", ALWAYS)]),
        plain("tower-layer", "0.3"),
        plain("tower-service", "0.3"),
        plain("tracing", "0.1").without_default_features().features(&[("std", ALWAYS)]).optional(),
        sibling("types"),
    ],
    browser_dependencies: &[
        plain("gloo-timers", "0.4").features(&[("futures", ALWAYS)]),
        plain("js-sys", "0.3"),
        plain("tokio", "1").features(&[("sync", ALWAYS)]),
        plain("wasm-bindgen-futures", "0.4"),
        plain("web-time", "1"),
    ],
    dev_comment: "For the program on the crate's front page.",
    dev_dependencies: &[plain("tokio", "1").features(&[("macros", ALWAYS), ("rt", ALWAYS)])],
    examples: &[],
};

pub(super) const SERVER: Manifest = Manifest {
    role: "server",
    about: "Server stub",
    is_published: true,
    default_feature: None,
    features: &[
        Feature {
            name: "fake",
            comment: "The example server.",
            enables: &[],
            condition: |needs| needs.server.documented,
        },
        Feature {
            name: "mock",
            comment: "An implementation for tests.",
            enables: &[],
            condition: |needs| needs.server.operations,
        },
        Feature { name: "tags", comment: "A trait for each tag.", enables: &[], condition: |needs| needs.server.tags },
        Feature {
            name: "tracing",
            comment: "Logs errors that the document has no response for.",
            enables: &["dep:tracing"],
            condition: ALWAYS,
        },
    ],
    dependencies: &[
        plain("axum", "0.8").without_default_features().features(&[("tokio", ALWAYS)]),
        plain("base64", "0.22").when(|needs| needs.basic),
        plain("futures-core", "0.3").without_default_features().when(|needs| needs.server.streams || needs.sent_items),
        plain("futures-util", "0.3").without_default_features().when(|needs| needs.server.multipart),
        plain("http-body-util", "0.1"),
        plain("jsonschema", "0.61")
            .without_default_features()
            .when(|needs| needs.server.validation || needs.server.webhook_validation),
        plain("multer", "3").when(|needs| needs.server.multipart),
        plain("secrecy", "0.10"),
        plain("serde", "1"),
        plain("serde_json", "1"),
        plain("tempfile", "3").when(|needs| needs.server.multipart),
        plain("tokio", "1")
            .features(&[
                ("fs", |needs| needs.server.multipart),
                ("io-util", |needs| needs.server.multipart),
                ("rt", |needs| needs.server.multipart),
                ("time", |needs| needs.server.streams),
            ])
            .when(|needs| needs.server.multipart || needs.server.streams),
        plain("tracing", "0.1").without_default_features().features(&[("std", ALWAYS)]).optional(),
        sibling("types"),
    ],
    browser_dependencies: &[],
    dev_comment: "For the programs in the documentation and `--example documented`.",
    dev_dependencies: &[
        plain("axum", "0.8")
            .without_default_features()
            .features(&[("http1", ALWAYS), ("tokio", ALWAYS)])
            .when(|needs| needs.server.operations || needs.server.documented),
        plain("tokio", "1")
            .features(&[("macros", ALWAYS), ("net", ALWAYS), ("rt", ALWAYS), ("time", ALWAYS)])
            .when(|needs| needs.server.operations || needs.server.documented),
    ],
    examples: &[Example { name: "documented", feature: "fake", condition: |needs| needs.server.documented }],
};

pub(super) const ROUNDTRIP: Manifest = Manifest {
    role: "roundtrip",
    about: "Round trip",
    is_published: false,
    default_feature: None,
    features: &[],
    dependencies: &[
        plain("axum", "0.8").without_default_features().features(&[("http1", ALWAYS), ("tokio", ALWAYS)]),
        plain("base64", "0.22"),
        plain("bytes", "1"),
        sibling("client"),
        plain("futures-util", "0.3").without_default_features(),
        plain("serde", "1"),
        plain("serde_json", "1"),
        sibling("server"),
        plain("tokio", "1").features(&[("macros", ALWAYS), ("net", ALWAYS), ("rt", ALWAYS)]),
        sibling("types"),
    ],
    browser_dependencies: &[],
    dev_comment: "",
    dev_dependencies: &[],
    examples: &[],
};
