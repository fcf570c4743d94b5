//! The table of the modules of a generated crate. The files and the root of the crate are made from it.

use std::collections::BTreeMap;

use model::Job;

use crate::named::{Api, Operation, TypeDef, TypeKind};

use super::EmitError;
use super::format;
use super::imports::Import;
use super::needs::{Condition, Needs};
use crate::names::Names;
use crate::rust::{allow_foreign_names, crate_doc};

/// The input of the functions that write modules.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
    pub needs: &'a Needs,
    /// The API of the webhooks, if the server crate receives them.
    pub webhooks: Option<Received<'a>>,
}

/// The webhooks as an API of their own, and its names.
#[derive(Clone, Copy)]
pub(crate) struct Received<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
}

/// One module of a generated crate.
pub(crate) struct Module {
    /// The name of the module and of its file.
    pub name: &'static str,
    pub visibility: Visibility,
    pub source: Source,
    /// The names that the root re-exports.
    pub exports: &'static [&'static str],
    /// The condition on the document under which the module is needed.
    pub condition: Condition,
}

pub(crate) enum Visibility {
    Public,
    /// Public, and only with a feature of the crate.
    PublicWith(&'static str),
    Private,
    /// Private, and only with a feature of the crate.
    PrivateWith(&'static str),
}

/// The source of a module's text.
pub(crate) enum Source {
    /// A file that is the same for every document.
    Embedded(&'static str),
    /// A file that is the same for every document, of which most documents use only a part.
    Partial(&'static str),
    /// Items made from the document.
    Generated {
        docs: &'static str,
        /// The names of other modules and crates that the items may use.
        imports: &'static [Import],
        write: fn(&Input<'_>, &mut format::ModuleText) -> Result<(), EmitError>,
    },
}

/// A name that the root re-exports from another crate, or from a module under another condition than the condition of that
/// module.
pub(crate) struct Export {
    pub path: &'static str,
    /// Whether the documentation only links to it (`#[doc(no_inline)]`).
    pub is_link: bool,
    pub condition: Condition,
}

/// A generated crate.
pub(crate) struct Crate {
    /// The folder below the output folder.
    pub folder: &'static str,
    pub modules: &'static [Module],
    pub exports: &'static [Export],
    /// Attributes of the root in addition to those of every crate.
    pub attributes: &'static str,
}

/// Lints that descriptions in the document would fail: they are written in CommonMark, not for rustdoc. rustfmt cannot skip attributes of
/// the root. Each attribute is one short line, which rustfmt does not change, for common widths and any indentation.
const DOCUMENT_TEXTS: &str = "\
// Documentation repeats the document's texts.
#![allow(rustdoc::bare_urls)]
#![allow(rustdoc::broken_intra_doc_links)]
#![allow(clippy::doc_lazy_continuation)]
#![allow(clippy::doc_overindented_list_items)]
#![allow(clippy::tabs_in_doc_comments)]
";

const DEPRECATED: &str = "\
// The crate reads and writes what the document deprecates.
#![allow(deprecated)]
";

/// The length of a path that fits into the lines of every workspace.
const NARROW: usize = 40;

/// Whether the document deprecates an operation, a parameter, a type or a property.
fn has_deprecated(api: &Api) -> bool {
    let of_type = |def: &TypeDef| match &def.kind {
        _ if def.deprecated => true,
        TypeKind::Struct(object) => object.fields.iter().any(|field| field.deprecated),
        _ => false,
    };
    let of_operation = |operation: &Operation| {
        let parameters = || operation.parameters.iter().any(|parameter| parameter.annotations.deprecated);
        operation.annotations.deprecated || parameters()
    };
    api.types.iter().any(of_type) || api.operations.iter().chain(&api.webhooks.operations).any(of_operation)
}

/// Makes one file of a crate: its path and its text. The files do not depend on each other.
pub(crate) type FileJob<'j> = Job<'j, Result<(String, String), EmitError>>;

impl Crate {
    /// The modules that a document needs.
    fn needed<'c>(&'c self, input: &Input<'_>) -> impl Iterator<Item = &'c Module> {
        self.modules.iter().filter(|module| (module.condition)(input.needs))
    }

    /// Adds jobs for the files of the modules.
    pub(crate) fn modules<'j>(&'j self, input: Input<'j>, jobs: &mut Vec<FileJob<'j>>) {
        for module in self.needed(&input) {
            jobs.push(Box::new(move || {
                let text = match module.source {
                    Source::Embedded(text) | Source::Partial(text) => text.to_owned(),
                    Source::Generated { docs, imports, write } => {
                        let mut text = format::ModuleText::new(docs, imports);
                        write(&input, &mut text)?;
                        text.done()
                    }
                };
                Ok((format!("{}/src/{}.rs", self.folder, module.name), text))
            }));
        }
    }

    /// Returns the path and the text of the root. `docs` is its documentation.
    pub(crate) fn root(&self, docs: &str, input: &Input<'_>) -> (String, String) {
        let modules: Vec<&Module> = self.needed(input).collect();
        let declarations = modules.iter().map(|module| declaration(module));
        let own = modules.iter().filter_map(|module| of_module(module));
        let others = self.exports.iter().filter(|export| (export.condition)(input.needs)).map(of_export);
        // In rustfmt's order.
        let exports: BTreeMap<String, String> = own.chain(others).collect();
        let exports = exports.into_iter().map(|(path, attribute)| export(&path, &attribute));
        let attributes = self.attributes;
        let foreign = allow_foreign_names(input.api);
        let (docs, declarations, exports) =
            (crate_doc(docs), declarations.collect::<String>(), exports.collect::<String>());
        let deprecated = if has_deprecated(input.api) { DEPRECATED } else { "" };
        let root = format!("{docs}\n{foreign}{DOCUMENT_TEXTS}{deprecated}{attributes}\n{declarations}\n{exports}");
        (format!("{}/src/lib.rs", self.folder), root)
    }
}

/// A `mod` declaration in the root. prettyplease has formatted the file, so rustfmt must skip it.
fn declaration(module: &Module) -> String {
    let visibility = match module.visibility {
        Visibility::Public | Visibility::PublicWith(_) => "pub ",
        Visibility::Private | Visibility::PrivateWith(_) => "",
    };
    let feature = feature(module);
    let allow = match module.source {
        Source::Partial(_) => "#[allow(dead_code, reason = \"which parts are used depends on the document\")]\n",
        Source::Embedded(_) | Source::Generated { .. } => "",
    };
    format!("#[rustfmt::skip]\n{feature}{allow}{visibility}mod {};\n", module.name)
}

/// The attribute of a module that exists only with a feature.
fn feature(module: &Module) -> String {
    match module.visibility {
        Visibility::PublicWith(feature) | Visibility::PrivateWith(feature) => {
            format!("#[cfg(feature = \"{feature}\")]\n")
        }
        Visibility::Public | Visibility::Private => String::new(),
    }
}

/// A re-export in the root. rustfmt must skip one that it would split in a workspace with narrow lines.
fn export(path: &str, attribute: &str) -> String {
    let skip = if path.len() > NARROW { "#[rustfmt::skip]\n" } else { "" };
    format!("{skip}{attribute}pub use {path};\n")
}

/// The path of a module's exports in the root, and its attribute.
fn of_module(module: &Module) -> Option<(String, String)> {
    let name = module.name;
    let path = match module.exports {
        [] => return None,
        [one] => format!("{name}::{one}"),
        several => format!("{name}::{{{}}}", several.join(", ")),
    };
    Some((path, feature(module)))
}

fn of_export(export: &Export) -> (String, String) {
    (export.path.to_owned(), if export.is_link { "#[doc(no_inline)]\n" } else { "" }.to_owned())
}
