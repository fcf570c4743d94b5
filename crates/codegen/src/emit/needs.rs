//! The parts of the generated crates that a document needs. The tables of modules and of dependencies use them as
//! conditions.

use crate::named::{Api, Content, CredentialPlace, Format, Operation, TypeDef, TypeKind, TypeRef, Union, Unknown};

use super::predicate;
use crate::emitter::own_builder;

/// The parts that a document needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    /// A value is a date, or a date and time.
    pub chrono: bool,
    /// A value is a UUID.
    pub uuid: bool,
    /// A string has a pattern.
    pub regress: bool,
    /// A security scheme is HTTP Basic.
    pub basic: bool,
    /// A request body is a stream of items that the crates read and write.
    pub sent_items: bool,
    pub types: TypesNeeds,
    pub client: ClientNeeds,
    pub server: ServerNeeds,
}

/// The parts of the types crate that a document needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TypesNeeds {
    pub any: bool,
    pub alternatives: bool,
    pub constrained: bool,
    pub enumeration: bool,
    pub listed: bool,
    pub object: bool,
}

/// The parts of the client crate that a document needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClientNeeds {
    pub multipart: bool,
    /// An operation returns a list page by page.
    pub pages: bool,
    /// A response is a stream of items.
    pub streams: bool,
    pub style: bool,
    /// A security scheme has a bearer token.
    pub bearer_tokens: bool,
    /// A security scheme has a bearer token, or another credential that may come from a source.
    pub tokens: bool,
    /// A part of a request is validated.
    pub validation: bool,
}

/// The parts of the server crate that a document needs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ServerNeeds {
    pub content: bool,
    /// There are operations.
    pub operations: bool,
    /// An operation or a webhook requires a credential.
    pub secured: bool,
    /// The crate receives webhooks.
    pub webhooks: bool,
    /// There is an example for each response that the example server sends.
    pub documented: bool,
    pub multipart: bool,
    /// A response is a stream of items.
    pub streams: bool,
    pub style: bool,
    /// The operations have several tags.
    pub tags: bool,
    pub template: bool,
    /// A part of a request is validated.
    pub validation: bool,
    /// A part of a webhook is validated.
    pub webhook_validation: bool,
}

/// A condition on a document.
pub(crate) type Condition = fn(&Needs) -> bool;

/// The condition that is true for every document.
pub(crate) const ALWAYS: Condition = |_| true;

impl Needs {
    /// Determines the needs of the crates of `api`. `served` is the part of the API that the server crate has, `received` the
    /// webhooks that it has.
    pub(crate) fn of(api: &Api, served: &Api, received: Option<&Api>) -> Self {
        let mut needs = Needs {
            basic: [Some(api), received]
                .into_iter()
                .flatten()
                .flat_map(|api| &api.schemes)
                .any(|scheme| scheme.place == CredentialPlace::Basic),
            sent_items: [Some(api), received].into_iter().flatten().any(predicate::has_sent_items),
            types: types(api),
            client: client(api),
            server: received.map_or(server(served), |received| server(served).and_of(server(received))),
            ..Needs::default()
        };
        needs.add_types(&api.types);
        needs.add_operations(&api.operations);
        needs.add_operations(&api.webhooks.operations);
        needs
    }

    fn add_types(&mut self, types: &[TypeDef]) {
        for kind in types.iter().filter_map(TypeDef::defined) {
            match kind {
                TypeKind::Struct(object) => {
                    object.fields.iter().for_each(|field| self.add(&field.ty));
                    if let Unknown::Kept { ty, .. } = &object.unknown {
                        self.add(ty);
                    }
                }
                TypeKind::Union(Union { variants, .. }) => variants.iter().for_each(|variant| self.add(&variant.ty)),
                TypeKind::Alias(ty) => self.add(ty),
                TypeKind::Constrained { inner, constraints, .. } => {
                    self.add(inner);
                    self.regress |= constraints.pattern.is_some();
                }
                TypeKind::Enum(_) => {}
            }
        }
    }

    fn add_operations(&mut self, operations: &[Operation]) {
        for operation in operations {
            operation.parameters.iter().for_each(|parameter| self.add(parameter.whole()));
            let contents = operation.body.iter().flat_map(|body| &body.contents);
            contents.for_each(|content| self.add(&content.ty));
            for response in &operation.responses {
                response.contents.iter().for_each(|content| self.add(&content.ty));
                response.headers.iter().for_each(|header| self.add(&header.ty));
            }
        }
    }

    fn add(&mut self, ty: &TypeRef) {
        match ty {
            TypeRef::DateTime | TypeRef::Date => self.chrono = true,
            TypeRef::Uuid => self.uuid = true,
            TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => self.add(inner),
            TypeRef::Tuple(elements) => elements.iter().for_each(|element| self.add(element)),
            _ => {}
        }
    }
}

impl ServerNeeds {
    /// The needs of a crate that also receives webhooks with these needs.
    fn and_of(self, webhooks: ServerNeeds) -> ServerNeeds {
        ServerNeeds {
            content: self.content || webhooks.content,
            operations: self.operations,
            secured: self.secured || webhooks.secured,
            webhooks: true,
            documented: self.documented,
            multipart: self.multipart || webhooks.multipart,
            streams: self.streams || webhooks.streams,
            style: self.style || webhooks.style,
            tags: self.tags,
            template: self.template || webhooks.template,
            validation: self.validation,
            webhook_validation: webhooks.validation,
        }
    }
}

fn types(api: &Api) -> TypesNeeds {
    let any = |is_it: fn(&TypeKind) -> bool| api.types.iter().filter_map(TypeDef::defined).any(is_it);
    TypesNeeds {
        any: !api.types.is_empty(),
        alternatives: any(|kind| matches!(kind, TypeKind::Union(_))),
        enumeration: any(|kind| matches!(kind, TypeKind::Enum(_))),
        constrained: any(|kind| matches!(kind, TypeKind::Constrained { .. })),
        listed: any(|kind| matches!(kind, TypeKind::Constrained { constraints, .. } if !constraints.one_of.is_empty())),
        object: any(|kind| matches!(kind, TypeKind::Struct(_))),
    }
}

fn client(api: &Api) -> ClientNeeds {
    let own = || api.operations.iter().filter(|operation| own_builder(operation).is_some());
    let contents = || own().flat_map(|operation| operation.body.iter().flat_map(|body| &body.contents));
    let has = |format| contents().any(|content: &Content| content.format == format);
    ClientNeeds {
        multipart: has(Format::Multipart),
        pages: api.operations.iter().any(|operation| operation.pagination.is_some()),
        streams: predicate::has_streams(api),
        style: own().any(|operation| !operation.parameters.is_empty()) || has(Format::Form),
        bearer_tokens: api.schemes.iter().any(|scheme| scheme.place == CredentialPlace::Bearer),
        tokens: api.schemes.iter().any(|scheme| scheme.place != CredentialPlace::Basic),
        validation: predicate::has_validation(api),
    }
}

fn server(api: &Api) -> ServerNeeds {
    ServerNeeds {
        content: predicate::has_content(api),
        operations: !api.operations.is_empty(),
        secured: !api.credentials.is_empty(),
        webhooks: false,
        documented: predicate::is_documented(api),
        multipart: predicate::has_multipart(api),
        streams: predicate::has_streams(api),
        style: predicate::has_style(api),
        tags: predicate::has_several_tags(api),
        template: predicate::needs_template(api),
        validation: predicate::has_validation(api) || predicate::has_validated_items(api),
        webhook_validation: false,
    }
}
