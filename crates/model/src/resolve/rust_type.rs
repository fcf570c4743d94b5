//! `x-rust-type`: the user's type that stands for a schema.

use super::context::Context;
use crate::api::{Package, RustType};
use crate::problem::Kind;
use crate::schema::Schema;
use crate::view;

/// Returns the value of `x-rust-type`. `None` without one, or after an error, which is reported.
pub(crate) fn rust_type(context: &mut Context<'_>, schema: Schema<'_>) -> Option<RustType> {
    let view = view::rust_type(schema)?;
    let result = read(&view).and_then(|rust_type| {
        let checked = rust_type.check().map_err(|fault| (fault.why, fault.instead));
        checked.map(|()| rust_type)
    });
    match result {
        Ok(rust_type) => Some(rust_type),
        Err((why, instead)) => {
            let kind = Kind::Invalid { what: "`x-rust-type`".to_owned(), why: why.to_owned(), instead };
            // Other tools have an extension of this name, with other keys.
            if view.has_unknown_key {
                context.tolerable(view.at, kind);
            } else {
                context.report(view.at, kind);
            }
            None
        }
    }
}

/// Why a type is not valid, and the fix.
type InvalidType = (&'static str, &'static str);

fn read(view: &view::RustType<'_>) -> Result<RustType, InvalidType> {
    if view.has_unknown_key {
        return Err(("has an unknown key", "write `path`, `crate`, `version` and `features`"));
    }
    let path = view.path.ok_or(("has no `path`", "write the path of the type, such as `uuid::Uuid`"))?;
    let package = match view.package {
        None => None,
        Some(name) => {
            let version = view.version.ok_or(("has no `version`", "write the version of the crate, such as `'1'`"))?;
            let features: Option<Vec<String>> =
                view.features.iter().map(|feature| feature.map(str::to_owned)).collect();
            let features = features.ok_or(("has a feature that is not a string", "list the names of features"))?;
            Some(Package { name: name.to_owned(), version: version.to_owned(), features })
        }
    };
    Ok(RustType { path: path.to_owned(), package })
}
