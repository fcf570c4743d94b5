//! Assigns Rust names to all items of an API in one pass: [`Wish`]es become identifiers that are unique in their scope.

mod item;
mod reserved;

use std::collections::HashMap;

use crate::api::{
    Api, Body, Content, Field, Format, Label, Operation, Place, Response, ResponseContent, ResponseHeader, Struct,
    TitledValue, TypeDef, TypeKind, Union, UnionVariant, Unknown, Variant, Webhooks, Wish, Word,
};
use crate::name::{self, Casing, Scope, derive};
use crate::problem::{Kind, Problem};
use item::{named_header, named_parameter, named_part, named_scheme};
use reserved::{BUILDER, CLIENT_BUILDER, METHODS, PROPERTIES, RESPONSE, TYPES, VARIANTS};

/// Assigns the names of an API. The problems are those of each `x-rust-name` that another item of its scope has; such an item
/// gets a derived name.
pub fn name(api: Api) -> (Api<String>, Vec<Problem>) {
    let mut naming = Naming::default();
    let methods: Vec<&Wish> = api.operations.iter().map(|operation| &operation.method_name).collect();
    let methods = naming.assign(&methods, Casing::Snake, &mut Scope::reserving(METHODS));
    let mut scope = Scope::reserving(TYPES);
    for (operation, method) in api.operations.iter().zip(&methods) {
        let name = scope.claim(&derive(method, Casing::Pascal), Casing::Pascal);
        naming.operations.insert(operation.id.clone(), name);
    }
    // The trait of the webhooks has a scope of its own. Their types have the scope of all types of operations.
    let hooks: Vec<&Wish> = api.webhooks.operations.iter().map(|operation| &operation.method_name).collect();
    let hooks = naming.assign(&hooks, Casing::Snake, &mut Scope::reserving(METHODS));
    for (operation, method) in api.webhooks.operations.iter().zip(&hooks) {
        let name = scope.claim(&derive(method, Casing::Pascal), Casing::Pascal);
        naming.operations.insert(operation.id.clone(), name);
    }
    naming.name_types(&api.types);
    let certificates = api.certificates;
    let webhooks = naming.webhooks(api.webhooks, hooks);
    let schemes: Vec<&Wish> = api.schemes.iter().map(|scheme| &scheme.name).collect();
    let schemes = naming.assign(&schemes, Casing::Snake, &mut Scope::reserving(CLIENT_BUILDER));
    let named = Api {
        document: api.document,
        packages: api.packages,
        openapi: api.openapi,
        title: api.title,
        version: api.version,
        description: api.description,
        base_url: api.base_url,
        schemes: api.schemes.into_iter().zip(schemes).map(|(scheme, name)| named_scheme(scheme, name)).collect(),
        credentials: api.credentials,
        operations: api.operations.into_iter().zip(methods).map(|(of, name)| naming.operation(of, name)).collect(),
        types: api.types.into_iter().enumerate().map(|(id, def)| naming.type_def(id, def)).collect(),
        definitions: api.definitions,
        rejections: api.rejections,
        certificates,
        webhooks,
    };
    (named, naming.problems)
}

/// The names that are assigned so far.
#[derive(Default)]
struct Naming {
    /// The names of types, by their ids.
    types: Vec<String>,
    /// The names of operations' types, by the ids of operations.
    operations: HashMap<String, String>,
    problems: Vec<Problem>,
}

impl Naming {
    fn text(&self, label: &Label) -> String {
        let word = |word: &Word| match word {
            Word::Text(text) => text.clone(),
            Word::Operation(id) => self.operations.get(id).cloned().unwrap_or_else(|| derive(id, Casing::Pascal)),
            Word::Type(id) => self.types.get(id.0).cloned().unwrap_or_default(),
        };
        label.0.iter().map(word).collect()
    }

    /// Returns a name for each item of a scope, in their order, and adds it to the scope. Reports a chosen name that another
    /// item has.
    fn assign(&mut self, wishes: &[&Wish], case: Casing, scope: &mut Scope) -> Vec<String> {
        let texts: Vec<String> = wishes.iter().map(|wish| self.text(&wish.label)).collect();
        let chosen = wishes.iter().map(|wish| wish.chosen.as_ref().map(|chosen| chosen.name.as_str()));
        let mut wanted: Vec<name::Claim<'_>> =
            texts.iter().zip(chosen).map(|(wire, chosen)| name::Claim { wire, chosen }).collect();
        loop {
            match name::assign(&wanted, case, &mut scope.clone()) {
                Ok(names) => {
                    names.iter().for_each(|name| {
                        scope.take(name);
                    });
                    return names;
                }
                Err(index) => {
                    // Only a chosen name can collide: all others are made unique.
                    wanted[index].chosen = None;
                    self.duplicate(wishes[index]);
                }
            }
        }
    }

    fn duplicate(&mut self, wish: &Wish) {
        if let Some(chosen) = &wish.chosen {
            self.problems.push(Problem::new(chosen.at, Kind::DuplicateRustName { name: chosen.name.clone() }));
        }
    }

    /// Names all types: components first, so that no other type takes the name of one.
    fn name_types(&mut self, types: &[TypeDef]) {
        let mut scope = Scope::default();
        let is_component = |def: &&TypeDef| def.place == Place::Component;
        let components: Vec<&Wish> = types.iter().take_while(is_component).map(|def| &def.name).collect();
        self.types = self.assign(&components, Casing::Pascal, &mut scope);
        let first = components.len();
        self.types.resize(types.len(), String::new());
        for (id, def) in types.iter().enumerate().skip(first) {
            let Some(chosen) = &def.name.chosen else { continue };
            if scope.take(&chosen.name) {
                self.types[id].clone_from(&chosen.name);
            } else {
                self.duplicate(&def.name);
                self.types[id] = scope.claim(&chosen.name, Casing::Pascal);
            }
        }
        let mut rest: Vec<usize> = (first..types.len()).filter(|id| self.types[*id].is_empty()).collect();
        rest.sort_by_cached_key(|id| turn(types, &types[*id]));
        for id in rest {
            let Wish { label, apart, .. } = &types[id].name;
            let text = self.text(label);
            let longer = format!("{text}{apart}");
            self.types[id] = match apart.is_empty() || !scope.has(&text) {
                true => scope.claim(&text, Casing::Pascal),
                false => scope.claim(&longer, Casing::Pascal),
            };
        }
    }

    fn type_def(&mut self, id: usize, def: TypeDef) -> TypeDef<String> {
        let origin = if def.place == Place::Inline { self.text(&def.name.label) } else { def.origin };
        TypeDef {
            name: self.types[id].clone(),
            origin,
            place: def.place,
            doc: def.doc,
            nullable: def.nullable,
            sensitive: def.sensitive,
            deprecated: def.deprecated,
            rust_type: def.rust_type,
            derives: def.derives,
            form_of: def.form_of,
            sample: def.sample,
            kind: match def.kind {
                TypeKind::Struct(object) => TypeKind::Struct(self.object(object)),
                TypeKind::Enum(variants) => TypeKind::Enum(self.values(variants)),
                TypeKind::Union(union) => TypeKind::Union(self.union(union)),
                TypeKind::Alias(ty) => TypeKind::Alias(ty),
                TypeKind::Constrained { inner, constraints, titled } => {
                    TypeKind::Constrained { inner, constraints, titled: self.titled(titled) }
                }
            },
        }
    }

    fn object(&mut self, object: Struct) -> Struct<String> {
        let mut scope = Scope::reserving(PROPERTIES);
        let wishes: Vec<&Wish> = object.fields.iter().map(|field| &field.name).collect();
        let names = self.assign(&wishes, Casing::Snake, &mut scope);
        let field = |(field, name): (Field, String)| Field {
            name,
            wire: field.wire,
            doc: field.doc,
            ty: field.ty,
            required: field.required,
            boxed: field.boxed,
            sensitive: field.sensitive,
            deprecated: field.deprecated,
            default: field.default,
            constant: field.constant,
        };
        Struct {
            fields: object.fields.into_iter().zip(names).map(field).collect(),
            unknown: match object.unknown {
                Unknown::Ignored => Unknown::Ignored,
                Unknown::Rejected => Unknown::Rejected,
                Unknown::Kept { field, ty } => {
                    Unknown::Kept { field: scope.claim(&self.text(&field.label), Casing::Snake), ty }
                }
            },
        }
    }

    fn values(&mut self, variants: Vec<Variant>) -> Vec<Variant<String>> {
        let wishes: Vec<&Wish> = variants.iter().map(|variant| &variant.name).collect();
        let names = self.assign(&wishes, Casing::Pascal, &mut Scope::reserving(VARIANTS));
        variants
            .into_iter()
            .zip(names)
            .map(|(variant, name)| Variant { name, wire: variant.wire, doc: variant.doc })
            .collect()
    }

    fn titled(&mut self, titled: Vec<TitledValue>) -> Vec<TitledValue<String>> {
        let wishes: Vec<&Wish> = titled.iter().map(|titled| &titled.name).collect();
        let names = self.assign(&wishes, Casing::Snake, &mut Scope::default());
        let of = |(titled, name): (TitledValue, String)| TitledValue { name, value: titled.value, doc: titled.doc };
        titled.into_iter().zip(names).map(of).collect()
    }

    fn union(&self, union: Union) -> Union<String> {
        let mut scope = Scope::reserving(VARIANTS);
        let variant = |variant: UnionVariant| UnionVariant {
            name: scope.claim(&self.text(&variant.name.label), Casing::Pascal),
            ty: variant.ty,
            boxed: variant.boxed,
            tags: variant.tags,
            is_default: variant.is_default,
        };
        Union { variants: union.variants.into_iter().map(variant).collect(), discriminator: union.discriminator }
    }

    fn webhooks(&mut self, webhooks: Webhooks, methods: Vec<String>) -> Webhooks<String> {
        let schemes: Vec<&Wish> = webhooks.schemes.iter().map(|scheme| &scheme.name).collect();
        let schemes = self.assign(&schemes, Casing::Snake, &mut Scope::default());
        Webhooks {
            operations: webhooks
                .operations
                .into_iter()
                .zip(methods)
                .map(|(of, name)| self.operation(of, name))
                .collect(),
            schemes: webhooks
                .schemes
                .into_iter()
                .zip(schemes)
                .map(|(scheme, name)| named_scheme(scheme, name))
                .collect(),
            credentials: webhooks.credentials,
            rejections: webhooks.rejections,
        }
    }

    fn operation(&mut self, operation: Operation, method_name: String) -> Operation<String> {
        let type_name = self.operations.get(&operation.id).cloned().unwrap_or_default();
        let wishes: Vec<&Wish> = operation.parameters.iter().map(|parameter| &parameter.name).collect();
        let parameters = self.assign(&wishes, Casing::Snake, &mut Scope::reserving(BUILDER));
        let mut scope = Scope::default();
        let responses = operation.responses.into_iter().map(|response| self.response(response, &mut scope));
        let responses: Vec<Response<String>> = responses.collect();
        Operation {
            id: operation.id,
            at: operation.at,
            method_name,
            type_name,
            method: operation.method,
            path: operation.path,
            fixed_query: operation.fixed_query,
            base_url: operation.base_url,
            summary: operation.summary,
            description: operation.description,
            tags: operation.tags,
            parameters: operation.parameters.into_iter().zip(parameters).map(named_parameter).collect(),
            body: operation.body.map(|body| self.body(body)),
            response_headers: all_headers(operation.response_headers, &responses),
            responses,
            security: operation.security,
            rejections: operation.rejections,
            cases: operation.cases,
            code_samples: operation.code_samples,
            pagination: operation.pagination,
            is_served: operation.is_served,
            annotations: operation.annotations,
            ignored: operation.ignored,
        }
    }

    fn body(&mut self, body: Body) -> Body<String> {
        let mut scope = Scope::default();
        let contents = body.contents.into_iter().map(|content| {
            let variant = scope.claim(&self.text(&content.variant.label), Casing::Pascal);
            self.content(content, variant)
        });
        Body { contents: contents.collect(), doc: body.doc, required: body.required }
    }

    fn content(&mut self, content: Content, variant: String) -> Content<String> {
        let wishes: Vec<&Wish> = content.parts.iter().map(|part| &part.name).collect();
        let names = self.assign(&wishes, Casing::Snake, &mut Scope::default());
        Content {
            media_types: content.media_types,
            format: content.format,
            variant,
            ty: content.ty,
            parts: content.parts.into_iter().zip(names).map(named_part).collect(),
            schema: content.schema,
            is_validated: content.is_validated,
            sample: content.sample,
            has_example: content.has_example,
            items: content.items,
            at: content.at,
        }
    }

    /// `scope` has the variants of the operation's other responses.
    fn response(&mut self, response: Response, scope: &mut Scope) -> Response<String> {
        let wishes: Vec<&Wish> = response.headers.iter().map(|header| &header.name).collect();
        let headers = self.assign(&wishes, Casing::Snake, &mut Scope::reserving(RESPONSE));
        let variant = scope.claim(&self.text(&response.variant.label), Casing::Pascal);
        // The first JSON content keeps the name when others are added beside it.
        let first = response.contents.iter().position(|content| content.format == Format::Json).unwrap_or_default();
        let content = |(index, content): (usize, ResponseContent)| ResponseContent {
            variant: if index == first {
                variant.clone()
            } else {
                scope.claim(&format!("{variant}{}", self.text(&content.variant.label)), Casing::Pascal)
            },
            media_types: content.media_types,
            format: content.format,
            ty: content.ty,
            schema: content.schema,
            sensitive: content.sensitive,
            sample: content.sample,
            items: content.items,
            examples: content.examples,
            at: content.at,
        };
        Response {
            contents: response.contents.into_iter().enumerate().map(content).collect(),
            status: response.status,
            variant,
            doc: response.doc,
            headers: response.headers.into_iter().zip(headers).map(named_header).collect(),
            links: response.links,
            at: response.at,
        }
    }
}

/// The place of a type in the order in which types are named: if several want one name, the first gets it. It depends on
/// where the schema stands, but not on the order of the document. Types whose names contain those of others come after these.
fn turn(types: &[TypeDef], def: &TypeDef) -> (u8, Vec<String>, String, String) {
    let words = def.name.label.0.iter().map(|word| match word {
        Word::Text(text) => text.clone(),
        Word::Operation(id) => derive(id, Casing::Pascal),
        Word::Type(id) => types[id.0].origin.clone(),
    });
    let is_of_type = def.name.label.0.iter().any(|word| matches!(word, Word::Type(_)));
    let rank = match def.place {
        Place::Component => 0,
        Place::Referenced if !is_of_type => 1,
        Place::Referenced => 2,
        Place::Inline => 3,
    };
    (rank, words.collect(), def.name.apart.clone(), def.origin.clone())
}

/// Names the headers of all responses after those of the first response that has them.
fn all_headers(headers: Vec<ResponseHeader>, responses: &[Response<String>]) -> Vec<ResponseHeader<String>> {
    let mut scope = Scope::default();
    let named = headers.into_iter().map(|header| {
        let all = || responses.iter().flat_map(|response| &response.headers);
        let own = all().find(|own| own.wire.eq_ignore_ascii_case(&header.wire));
        let name = scope.claim(own.map_or("", |own| &own.name), Casing::Snake);
        named_header((header, name))
    });
    named.collect()
}
